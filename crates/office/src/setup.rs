//! The first run: the province, its agencies and the administrator come to be, all at once and only once.

mod seeds;

use domain::Province;
use domain::id::{ProvinceId, UserId};
use gazetteer::{Gazetteer, Place};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Act, Tx};

use crate::error::{Error, FieldError, Result};
use crate::free_text::{Faults, SHORT};
use crate::office::{Office, day_at, new_id};
use crate::secret::Secret;
use crate::{password, users};

/// What the first page asks for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FirstRun {
    /// Code of the province: `51`.
    pub province: String,
    /// The office that uses the program; its usual name when left out.
    pub office: String,
    /// Login of the administrator.
    pub login: String,
    /// Name of the administrator on screen.
    pub name: String,
    /// Password of the administrator.
    pub password: Secret,
}

/// What the first run has made.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SetUp {
    /// The province.
    pub province: Province,
    /// The administrator.
    pub administrator: UserId,
    /// How many agencies were entered.
    pub agencies: usize,
}

/// A province to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProvinceChoice {
    /// Its code.
    pub code: &'static str,
    /// Its name, as documents print it in a sentence: `tỉnh Quảng Ngãi`.
    pub name: String,
}

/// The provinces of a day, in the order of the Vietnamese alphabet.
pub fn provinces(at: Timestamp) -> Vec<ProvinceChoice> {
    let today = day_at(at);
    let is_province = |place: &&Place| place.level() == gazetteer::Level::Province && place.stands_on(today);
    let mut places: Vec<&Place> = Gazetteer::compiled().places().iter().filter(is_province).collect();
    places.sort_by_key(|place| text::collation_key(place.name));
    let choice = |place: &Place| ProvinceChoice {
        code: place.code,
        name: seeds::typed_name(place),
    };
    places.into_iter().map(choice).collect()
}

/// Whether the first run is over.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_set_up(office: &Office) -> Result<bool> {
    Ok(store::provinces::province(&office.db).await?.is_some())
}

/// The province; none before the first run.
///
/// # Errors
/// When the database cannot be read.
pub async fn province(office: &Office) -> Result<Option<Province>> {
    Ok(store::provinces::province(&office.db).await?)
}

/// Name of the office; none before the first run.
///
/// # Errors
/// When the database cannot be read.
pub async fn office_name(office: &Office) -> Result<Option<String>> {
    Ok(store::provinces::province(&office.db)
        .await?
        .map(|province| province.office))
}

/// Makes the province with its agencies, and the administrator.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the form, [`Error::NotPossible`] with `already-set-up`, or the database.
pub async fn first_run(office: &Office, at: Timestamp, input: &FirstRun) -> Result<SetUp> {
    first_run_of(office, at, input, false).await
}

/// The same; `is_demo` marks data to be thrown away.
pub(crate) async fn first_run_of(office: &Office, at: Timestamp, input: &FirstRun, is_demo: bool) -> Result<SetUp> {
    if is_set_up(office).await? {
        return Err(Error::not_possible("already-set-up"));
    }
    let mut faults = Faults::default();
    let place = Gazetteer::compiled().province(input.province.trim(), day_at(at));
    if place.is_none() {
        let code = if input.province.trim().is_empty() {
            "required"
        } else {
            "unknown-place"
        };
        faults.add(FieldError::new("province", code));
    }
    let name = faults.optional("office", &input.office, SHORT);
    let login = users::login(&mut faults, &input.login);
    let administrator = users::administrator(at, login, faults.required("name", &input.name, SHORT));
    password::check(&mut faults, "password", &input.password, &administrator.login);
    faults.done()?;
    let place = place.ok_or_else(|| Error::field("province", "unknown-place"))?;
    let password_hash = password::hash(&input.password).await?;

    let mut tx = office.db.begin().await?;
    require_nothing(&mut tx).await?;
    let act = Act::new(Some(administrator.id), at, "setup");
    users::add(&mut tx, &act, &administrator, password_hash).await?;
    let province = new_province(place, name, at, is_demo);
    tx.insert(&act, &province).await?;
    let agencies = seeds::agencies(place, day_at(at), || new_id(at));
    for agency in &agencies {
        tx.insert(&act, agency).await?;
    }
    tx.commit().await?;
    Ok(SetUp {
        province,
        administrator: administrator.id,
        agencies: agencies.len(),
    })
}

fn new_province(place: &Place, office: String, at: Timestamp, demo: bool) -> Province {
    let name = seeds::typed_name(place);
    Province {
        id: new_id::<ProvinceId>(at),
        version: 1,
        code: place.code.to_owned(),
        office: if office.is_empty() {
            format!("Văn phòng Ủy ban nhân dân {name}")
        } else {
            office
        },
        name,
        demo,
    }
}

/// Refuses a second first run, also one at the same moment: there is one writer at a time.
async fn require_nothing(tx: &mut Tx) -> Result<()> {
    let province = store::provinces::province(&mut *tx).await?;
    let users = store::users::all(tx).await?;
    if province.is_some() || !users.is_empty() {
        return Err(Error::not_possible("already-set-up"));
    }
    Ok(())
}
