//! Places, for programs: what a name meant on a day, and what it is today.

use axum::extract::State;
use domain::rights::SignedIn;
use gazetteer::{Gazetteer, Level, Place, Successor};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, Operation};
use crate::web::app::Shared;
use crate::web::extract::{Json, Path, Query};
use crate::web::places::{above, basis_word, doubt_word, how_word, named, province};
use crate::web::problem::Problem;
use crate::web::session::Signed;

/// The operations.
pub(crate) fn register(api: &mut Api) {
    api.add(
        Operation::get("/api/places", "places")
            .tag("places")
            .query::<WhichPlaces>()
            .output::<Vec<FoundPlace>>(),
        search,
    );
    api.add(
        Operation::get("/api/places/{place}", "place")
            .tag("places")
            .path::<PlacePath>()
            .output::<PlaceJson>(),
        one,
    );
}

/// Which places.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct WhichPlaces {
    /// The name as it was written: `huyện Ngọc Hồi`. Without it, the communes of the province are given.
    name: String,
    /// The day as of which the name is meant; any day since July 2021 when left out.
    #[schemars(with = "Option<String>")]
    on: Option<Date>,
}

/// A place.
#[derive(Debug, Deserialize, JsonSchema)]
struct PlacePath {
    /// Its identifier: the official code and the letter of its version.
    place: String,
}

/// A place before or after another.
#[derive(Debug, Serialize, JsonSchema)]
struct LinkedPlace {
    /// Identifier.
    id: &'static str,
    /// Official code.
    code: &'static str,
    /// Name with its type word.
    name: String,
    /// Part of the old place that went to the new one, 0 to 1; none when not even an estimate is honest.
    share: Option<f64>,
    /// How the succession is known.
    basis: &'static str,
    /// Whether share or succession are an estimate.
    estimated: bool,
}

/// Where the seat of a place lies.
#[derive(Debug, Serialize, JsonSchema)]
struct SeatJson {
    /// Degrees north, WGS 84.
    latitude: f64,
    /// Degrees east, WGS 84.
    longitude: f64,
    /// Not the seat itself, or contradicted by the boundary.
    doubtful: bool,
}

/// A head count.
#[derive(Debug, Serialize, JsonSchema)]
struct PopulationJson {
    /// Persons.
    count: u32,
    /// Year.
    year: i16,
    /// Repaired or at odds with the census.
    doubtful: bool,
}

/// One version of one administrative unit.
#[derive(Debug, Serialize, JsonSchema)]
struct PlaceJson {
    /// Identifier of this version.
    id: &'static str,
    /// Official code.
    code: &'static str,
    /// Name with its type word.
    name: String,
    /// Level.
    level: &'static str,
    /// Names of the units above, the nearest first.
    above: Vec<String>,
    /// First day; none when it is before 2021-07-01 and not known.
    #[schemars(with = "Option<String>")]
    valid_from: Option<Date>,
    /// Last day; none while it stands.
    #[schemars(with = "Option<String>")]
    valid_to: Option<Date>,
    /// Seat of its authority.
    seat: Option<SeatJson>,
    /// Population.
    population: Option<PopulationJson>,
    /// What the sources leave open.
    doubts: Vec<&'static str>,
    /// What it is today; itself while it stands.
    today: Vec<LinkedPlace>,
    /// What went into it.
    before: Vec<LinkedPlace>,
}

/// A place that a name may mean.
#[derive(Debug, Serialize, JsonSchema)]
struct FoundPlace {
    /// How the name leads to it; none in the list of the province.
    how: Option<&'static str>,
    /// Whether it lies in the province of today.
    own: bool,
    /// The place.
    place: PlaceJson,
}

fn linked(links: &[Successor<'_>]) -> Vec<LinkedPlace> {
    let one = |link: &Successor<'_>| LinkedPlace {
        id: link.place.id.as_str(),
        code: link.place.code,
        name: link.place.full_name(),
        share: link.share,
        basis: basis_word(link.basis),
        estimated: link.is_estimated(),
    };
    links.iter().map(one).collect()
}

fn written(gazetteer: &Gazetteer, place: &Place, today: Date) -> PlaceJson {
    PlaceJson {
        id: place.id.as_str(),
        code: place.code,
        name: place.full_name(),
        level: match place.level() {
            Level::Province => "province",
            Level::District => "district",
            Level::Commune => "commune",
        },
        above: above(gazetteer, place, today),
        valid_from: place.valid_from,
        valid_to: place.valid_to,
        seat: place.seat.map(|seat| SeatJson {
            latitude: seat.latitude,
            longitude: seat.longitude,
            doubtful: seat.doubtful,
        }),
        population: place.population.map(|known| PopulationJson {
            count: known.count,
            year: known.year,
            doubtful: known.doubtful,
        }),
        doubts: place.doubts.iter().map(doubt_word).collect(),
        today: linked(&gazetteer.successors(place)),
        before: linked(&gazetteer.predecessors(place)),
    }
}

async fn search(
    signed: Signed,
    State(app): State<Shared>,
    Query(which): Query<WhichPlaces>,
) -> Result<Json<Vec<FoundPlace>>, Problem> {
    let today = signed.may::<SignedIn>()?.today;
    let gazetteer = Gazetteer::compiled();
    let province = province(&app, today).await?;
    let name = which.name.trim();
    if !name.is_empty() {
        let (found, _) = named(gazetteer, name, which.on, province);
        let found = found.into_iter().map(|(found, own)| FoundPlace {
            how: Some(how_word(found.how)),
            own,
            place: written(gazetteer, found.place, today),
        });
        return Ok(Json(found.collect()));
    }
    let communes = province
        .into_iter()
        .flat_map(|province| gazetteer.children(province, which.on.unwrap_or(today)));
    let communes = communes.map(|place| FoundPlace {
        how: None,
        own: true,
        place: written(gazetteer, place, today),
    });
    Ok(Json(communes.collect()))
}

async fn one(signed: Signed, Path(path): Path<PlacePath>) -> Result<Json<PlaceJson>, Problem> {
    let today = signed.may::<SignedIn>()?.today;
    let gazetteer = Gazetteer::compiled();
    let place = gazetteer.place(&path.place).ok_or_else(Problem::not_found)?;
    Ok(Json(written(gazetteer, place, today)))
}

#[cfg(test)]
mod tests {
    use crate::web::testing::TestApp;

    #[tokio::test]
    async fn a_name_of_2021_gives_the_communes_of_today() {
        let app = TestApp::set_up().await;
        let query = serde_urlencoded::to_string([("name", "huyện Ngọc Hồi"), ("on", "2021-08-18")]).unwrap();
        let found = app.api("GET", &format!("/api/places?{query}"), None).await.json();
        assert_eq!(found[0]["place"]["name"], "Huyện Ngọc Hồi");
        assert_eq!(found[0]["own"], true);
        assert_eq!(found[0]["place"]["today"].as_array().map(Vec::len), Some(3));
        let id = found[0]["place"]["id"].as_str().unwrap();
        assert_eq!(
            app.api("GET", &format!("/api/places/{id}"), None).await.json(),
            found[0]["place"]
        );
        assert_eq!(
            app.api("GET", "/api/places", None)
                .await
                .json()
                .as_array()
                .map(Vec::len),
            Some(96)
        );
        assert_eq!(app.api("GET", "/api/places?on=hom-nay", None).await.status, 400);
        assert_eq!(app.api("GET", "/api/places/0z", None).await.status, 404);
    }
}
