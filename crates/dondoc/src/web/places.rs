//! Places: what a name meant on a day and what it is today, from the compiled gazetteer; nothing is stored here.

use askama::Template;
use axum::extract::State;
use axum::routing::get;
use domain::rights::SignedIn;
use gazetteer::{Doubt, Gazetteer, How, Level, Match, Place, Successor};
use jiff::civil::Date;
use serde::Deserialize;

use super::app::{App, Shared};
use super::extract::{Path, Query};
use super::form::FormState;
use super::language::Language;
use super::navigation::Section;
use super::page::{Answer, Page, show};
use super::problem::Problem;
use super::routes::Router;
use super::session::Signed;

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/places", get(search))
        .route("/places/{place}", get(one))
}

/// Most places of one answer: a name such as "Tân Lập" is borne by dozens.
pub(super) const MOST: usize = 60;

/// What the search is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    name: String,
    on: String,
    everywhere: String,
}

/// A place before or after another, with the share that went along.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Identifier of the place.
    pub id: &'static str,
    /// Its name with the type word.
    pub name: String,
    /// Name of the unit above it.
    pub above: Option<String>,
    /// The share of the old place that went to the new one, in percent: `38%`.
    pub share: Option<String>,
    /// Whether the share or the succession is an estimate.
    pub is_estimated: bool,
    /// How it is known: the family `basis`.
    pub basis: &'static str,
}

/// A place as lists show it.
#[derive(Debug, Clone)]
struct PlaceView {
    id: &'static str,
    code: &'static str,
    name: String,
    above: Vec<String>,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
    stands: bool,
    population: Option<u32>,
    population_year: i16,
    is_population_doubtful: bool,
    doubts: Vec<&'static str>,
}

/// A match with what it is today.
struct Found {
    place: PlaceView,
    how: &'static str,
    today: Vec<Part>,
    is_same_today: bool,
    is_own: bool,
}

#[derive(Template)]
#[template(path = "places/search.html")]
struct SearchPage {
    page: Page,
    form: FormState,
    name: String,
    on: Option<Date>,
    found: Vec<Found>,
    is_cut: bool,
    is_everywhere: bool,
    province: Option<PlaceView>,
    communes: Vec<PlaceView>,
}

/// Where the seat lies.
struct SeatView {
    latitude: String,
    longitude: String,
    is_doubtful: bool,
}

#[derive(Template)]
#[template(path = "places/one.html")]
struct OnePage {
    page: Page,
    place: PlaceView,
    kind: &'static str,
    versions: Vec<PlaceView>,
    before: Vec<Part>,
    today: Vec<Part>,
    children: Vec<PlaceView>,
    seat: Option<SeatView>,
    has_ended: bool,
}

/// The place of the office; none when its code is not known.
pub(super) async fn province(app: &App, today: Date) -> Result<Option<&'static Place>, Problem> {
    let province = office::setup::province(&app.office).await?;
    Ok(province.and_then(|province| Gazetteer::compiled().province(&province.code, today)))
}

/// Whether a place lies in what is the province today, or went into it.
pub(super) fn is_of(gazetteer: &Gazetteer, place: &Place, province: &Place) -> bool {
    place.province == province.code
        || gazetteer.places_coded(place.province).any(|old| {
            gazetteer
                .successors(old)
                .iter()
                .any(|today| today.place.code == province.code)
        })
}

/// What a name meant: on a day or ever, those of the province first. The second is whether there were more.
pub(super) fn named(
    gazetteer: &'static Gazetteer,
    name: &str,
    on: Option<Date>,
    province: Option<&Place>,
) -> (Vec<(Match<'static>, bool)>, bool) {
    let found = match on {
        Some(day) => gazetteer.places_named(name, day, None),
        None => gazetteer.places_ever_named(name, None),
    };
    let is_cut = found.len() > MOST;
    let mut found: Vec<(Match<'static>, bool)> = found
        .into_iter()
        .map(|found| {
            (
                found,
                province.is_some_and(|province| is_of(gazetteer, found.place, province)),
            )
        })
        .collect();
    found.sort_by_key(|(_, is_own)| !is_own);
    found.truncate(MOST);
    (found, is_cut)
}

/// Names of the units above a place, the nearest first, as they were at its end or are today.
pub(super) fn above(gazetteer: &Gazetteer, place: &Place, today: Date) -> Vec<String> {
    let day = place.valid_to.unwrap_or(today);
    std::iter::successors(gazetteer.parent(place, day), |above| gazetteer.parent(above, day))
        .map(Place::full_name)
        .collect()
}

/// What went into a place, for pages that only name it.
pub(super) fn parts_before(gazetteer: &Gazetteer, place: &Place) -> Vec<Part> {
    let mut before = gazetteer.predecessors(place);
    before.retain(|old| old.place.id != place.id);
    before.iter().map(|old| part(gazetteer, old)).collect()
}

/// What a place is today, without itself.
fn parts_today(gazetteer: &Gazetteer, place: &Place) -> Vec<Part> {
    let mut today = gazetteer.successors(place);
    today.retain(|unit| unit.place.id != place.id);
    today.iter().map(|unit| part(gazetteer, unit)).collect()
}

fn part(gazetteer: &Gazetteer, successor: &Successor<'_>) -> Part {
    let place = successor.place;
    let above = place
        .valid_to
        .or(place.valid_from)
        .and_then(|day| gazetteer.parent(place, day));
    Part {
        id: place.id.as_str(),
        name: place.full_name(),
        above: above.map(Place::full_name),
        share: successor.share.map(|share| format!("{:.0}%", share * 100.0)),
        is_estimated: successor.is_estimated(),
        basis: basis_word(successor.basis),
    }
}

/// The word of a basis, for strings and the API.
pub(super) fn basis_word(basis: gazetteer::Basis) -> &'static str {
    use gazetteer::Basis;
    match basis {
        Basis::Mapping => "mapping",
        Basis::SameCode => "same_code",
        Basis::SameName => "same_name",
        Basis::Weighted => "weighted",
        Basis::Overlap => "overlap",
        Basis::Disputed => "disputed",
        Basis::District => "district",
    }
}

/// The word of a way in which a name leads to a place.
pub(super) fn how_word(how: How) -> &'static str {
    match how {
        How::Exact => "exact",
        How::Spelling => "spelling",
        How::Alias => "alias",
        How::Misread => "misread",
        How::AccentsDropped => "accents_dropped",
        How::OtherKind => "other_kind",
    }
}

/// The word of a doubt.
pub(super) fn doubt_word(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Begin => "begin",
        Doubt::End => "end",
        Doubt::DayFromMemory => "day_from_memory",
        Doubt::Seat => "seat",
        Doubt::Population => "population",
    }
}

fn viewed(gazetteer: &Gazetteer, place: &Place, today: Date) -> PlaceView {
    PlaceView {
        id: place.id.as_str(),
        code: place.code,
        name: place.full_name(),
        above: above(gazetteer, place, today),
        valid_from: place.valid_from,
        valid_to: place.valid_to,
        stands: place.stands(),
        population: place.population.map(|known| known.count),
        population_year: place.population.map_or(0, |known| known.year),
        is_population_doubtful: place.population.is_some_and(|known| known.doubtful),
        doubts: place.doubts.iter().map(doubt_word).collect(),
    }
}

/// In the order of the Vietnamese alphabet by the name itself.
fn by_name(mut places: Vec<&Place>) -> Vec<&Place> {
    places.sort_by_cached_key(|place| text::collation_key(place.name));
    places
}

async fn search(signed: Signed, State(app): State<Shared>, Query(asked): Query<Asked>) -> Answer {
    let today = signed.may::<SignedIn>()?.today;
    let gazetteer = Gazetteer::compiled();
    let province = province(&app, today).await?;
    let mut form = FormState::blank().with("name", &asked.name).with("on", &asked.on);
    let on = form.optional_day("on").flatten();
    let name = asked.name.trim().to_owned();
    let (matches, is_cut) = if name.is_empty() {
        (Vec::new(), false)
    } else {
        named(gazetteer, &name, on, province)
    };
    // Those of elsewhere are shown when asked for, or when there are none of the province.
    let has_own = matches.iter().any(|(_, is_own)| *is_own);
    let is_everywhere = !asked.everywhere.is_empty() || !has_own;
    let found = matches.into_iter().filter(|(_, is_own)| is_everywhere || *is_own);
    let found = found.map(|(found, is_own)| Found {
        today: parts_today(gazetteer, found.place),
        is_same_today: found.place.stands(),
        place: viewed(gazetteer, found.place, today),
        how: how_word(found.how),
        is_own,
    });
    let found: Vec<Found> = found.collect();
    let communes = match province.filter(|_| name.is_empty()) {
        Some(province) => by_name(gazetteer.children(province, today).collect()),
        None => Vec::new(),
    };
    show(&SearchPage {
        page: signed.page(Section::Places),
        form,
        name,
        on,
        found,
        is_cut,
        is_everywhere,
        province: province.map(|province| viewed(gazetteer, province, today)),
        communes: communes
            .into_iter()
            .filter(|place| place.level() == Level::Commune)
            .map(|place| viewed(gazetteer, place, today))
            .collect(),
    })
}

/// Degrees to about a metre, with the decimal mark of the language.
fn degrees(value: f64, language: Language) -> String {
    let written = format!("{value:.5}");
    match language {
        Language::Vietnamese => written.replace('.', ","),
        Language::English => written,
    }
}

async fn one(signed: Signed, Path(id): Path<String>) -> Answer {
    let today = signed.may::<SignedIn>()?.today;
    let gazetteer = Gazetteer::compiled();
    let place = gazetteer.place(&id).ok_or_else(Problem::not_found)?;
    let versions: Vec<&Place> = gazetteer
        .places_coded(place.code)
        .filter(|version| version.level() == place.level())
        .collect();
    let below = gazetteer.children(place, place.valid_to.unwrap_or(today)).collect();
    let language = signed.visit.display.language;
    let seat = place.seat.map(|seat| SeatView {
        latitude: degrees(seat.latitude, language),
        longitude: degrees(seat.longitude, language),
        is_doubtful: seat.doubtful,
    });
    show(&OnePage {
        page: signed.page(Section::Places),
        kind: place.kind.word(),
        versions: versions
            .into_iter()
            .map(|version| viewed(gazetteer, version, today))
            .collect(),
        before: parts_before(gazetteer, place),
        today: parts_today(gazetteer, place),
        children: by_name(below)
            .into_iter()
            .map(|below| viewed(gazetteer, below, today))
            .collect(),
        seat,
        has_ended: !place.stands(),
        place: viewed(gazetteer, place, today),
    })
}

#[cfg(test)]
mod tests {
    use domain::rights::Role;

    use super::super::testing::TestApp;
    use super::*;

    #[tokio::test]
    async fn a_district_of_2021_is_three_communes_of_today() {
        let app = TestApp::set_up().await;
        app.sign_in_as(Role::AgencyOfficer).await;
        let query = serde_urlencoded::to_string([("name", "Ngọc Hồi"), ("on", "18/8/2021")]).unwrap();
        let page = app.get(&format!("/places?{query}")).await;
        for part in [
            "Huyện Ngọc Hồi",
            "Tỉnh Kon Tum",
            "Xã Bờ Y",
            "Xã Dục Nông",
            "Xã Sa Loong",
            "Tỉnh Quảng Ngãi",
        ] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
    }

    #[tokio::test]
    async fn the_communes_of_the_province_are_listed_and_each_has_its_page() {
        let app = TestApp::set_up().await;
        let list = app.get("/places").await;
        assert_eq!(list.body.matches("class=\"commune\"").count(), 96);
        let gazetteer = Gazetteer::compiled();
        let province = gazetteer.province("51", jiff::civil::date(2026, 11, 27)).unwrap();
        for place in gazetteer.children(province, jiff::civil::date(2026, 11, 27)) {
            let page = app.get(&format!("/places/{}", place.id)).await;
            assert!(
                page.status == 200 && page.body.contains(&place.full_name()),
                "{}",
                place.id
            );
        }
        assert_eq!(app.get("/places/99999z").await.status, 404);
    }

    #[tokio::test]
    async fn an_old_district_shows_shares_communes_and_doubts() {
        let app = TestApp::set_up().await;
        let gazetteer = Gazetteer::compiled();
        let day = jiff::civil::date(2021, 8, 18);
        let district = gazetteer.places_named("huyện Ngọc Hồi", day, None)[0].place;
        for language in ["vi", "en"] {
            let page = app.get(&format!("/places/{}?lang={language}", district.id)).await;
            assert!(
                page.body.contains('%') && page.body.contains("Thị trấn Plei Kần"),
                "{}",
                page.body
            );
        }
    }

    #[tokio::test]
    async fn a_day_that_is_none_and_a_name_that_is_none_are_told() {
        let app = TestApp::set_up().await;
        assert!(
            app.get("/places?name=Ng%E1%BB%8Dc+H%E1%BB%93i&on=31/2/2021")
                .await
                .body
                .contains("on-error")
        );
        assert!(app.get("/places?name=zzz").await.body.contains("class=\"empty\""));
    }
}
