//! Agencies of the register: who they are, from when to when, and who took over their work.

mod directory;

use domain::agency::Level;
use domain::id::AgencyId;
use domain::rights::{Acting, ManageAgencies, SignedIn};
use domain::{Agency, Kind};
use gazetteer::{AgencyHow, Gazetteer};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;

pub use directory::Directory;
pub(crate) use directory::{COMMITTEE_OF_COMMUNE, LastRead, territory};

use crate::error::{Error, FieldError, Result};
use crate::free_text::{Faults, SHORT};
use crate::office::{Begun, Office, new_id};

/// Most aliases of one agency.
const MOST_ALIASES: usize = 50;
/// Steps that nobody's agencies lie above each other, against a circle in old data.
const DEEPEST: usize = 20;

/// Which agencies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AgencyFilter {
    /// Only those that stand on this day.
    #[schemars(with = "Option<String>")]
    pub standing_on: Option<Date>,
    /// Only this level.
    pub level: Option<Level>,
    /// Only those with this in a name or alias; marks make no difference.
    pub text: String,
}

/// What somebody types about an agency.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AgencyInput {
    /// Version that was shown; 0 for a new agency.
    pub version: i64,
    /// Full name.
    pub name: String,
    /// Other written names, several of one entry separated by `;` or lines.
    pub aliases: Vec<String>,
    /// Its code in document symbols.
    pub symbol: String,
    /// Level, by its word.
    pub level: String,
    /// Code of the place it works for, for districts and communes.
    pub place: String,
    /// Identifier or name of the agency above it.
    pub above: String,
    /// First day: `2026-12-31` or `31/12/2026`.
    pub valid_from: String,
    /// The document that set it up or changed it.
    pub legal_basis: String,
    /// Still to be checked.
    pub unverified: bool,
}

/// The end of an agency.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct EndAgency {
    /// Version that was shown.
    pub version: i64,
    /// Last day: `2026-12-31` or `31/12/2026`.
    pub last_day: String,
    /// Identifiers or names of those that take over its work, the main one first.
    pub successors: Vec<String>,
    /// The document that ends it.
    pub legal_basis: String,
}

/// An agency beside another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AgencyName {
    /// Identifier.
    pub id: AgencyId,
    /// Full name.
    pub name: String,
    /// Whether it stands today.
    pub stands: bool,
}

/// An agency with all around it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AgencyView {
    /// The agency.
    pub agency: Agency,
    /// Whether it stands today.
    pub stands: bool,
    /// The one above.
    pub above: Option<AgencyName>,
    /// How many that stand today are right under it.
    pub below: usize,
    /// Who took over its work directly.
    pub successors: Vec<AgencyName>,
    /// Whose work it took over.
    pub predecessors: Vec<AgencyName>,
    /// Who does its work today.
    pub today: Vec<AgencyName>,
    /// How many active users work for it.
    pub users: usize,
}

/// Name of an agency; none when there is no such agency.
///
/// # Errors
/// When the database cannot be read.
pub async fn name(office: &Office, id: AgencyId) -> Result<Option<String>> {
    Ok(store::find::<Agency>(&office.db, id.0).await?.map(|agency| agency.name))
}

/// Agencies in the order of the Vietnamese alphabet.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(office: &Office, _: &Acting<SignedIn>, filter: &AgencyFilter) -> Result<Vec<Agency>> {
    let mut agencies = match filter.standing_on {
        Some(day) => store::agencies::standing_on(&office.db, day).await?,
        None => store::agencies::all(&office.db).await?,
    };
    let wanted = text::fold(filter.text.trim());
    agencies.retain(|agency| {
        filter.level.is_none_or(|level| agency.level == level)
            && std::iter::once(&agency.name)
                .chain(&agency.aliases)
                .any(|name| text::fold(name).contains(&wanted))
    });
    Ok(agencies)
}

/// One agency with those around it.
///
/// # Errors
/// [`Error::NotFound`], or the database.
pub async fn one(office: &Office, acting: &Acting<SignedIn>, id: AgencyId) -> Result<AgencyView> {
    let directory = Directory::load(office).await?;
    let agency = directory.agency(id).ok_or(Error::NotFound(Kind::Agency))?.clone();
    let named = |agency: &Agency| AgencyName {
        id: agency.id,
        name: agency.name.clone(),
        stands: agency.stands_on(acting.today),
    };
    let all_named = |ids: &[AgencyId]| ids.iter().filter_map(|id| directory.agency(*id)).map(named).collect();
    let is_below = |other: &&Agency| other.above == Some(id) && other.stands_on(acting.today);
    Ok(AgencyView {
        stands: agency.stands_on(acting.today),
        above: agency.above.and_then(|id| directory.agency(id)).map(named),
        below: directory.all().iter().filter(is_below).count(),
        successors: all_named(&agency.successors),
        predecessors: directory.predecessors(id).map(named).collect(),
        today: all_named(&directory.today(id, acting.today)),
        users: store::users::of_agency(&office.db, id).await?.len(),
        agency,
    })
}

/// Enters a new agency.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the form, or the database.
pub async fn create(office: &Office, acting: &Acting<ManageAgencies>, input: &AgencyInput) -> Result<AgencyId> {
    let mut case = match office.begin(acting, "agency.create").await? {
        Begun::Already(id) => return id.parse().map_err(|_| Error::NotFound(Kind::Agency)),
        Begun::New(case) => case,
    };
    let directory = Directory::within(&mut case.tx).await?;
    let blank = Agency {
        id: new_id(acting.at),
        version: 1,
        name: String::new(),
        aliases: Vec::new(),
        symbol: None,
        level: Level::Province,
        listed: None,
        place: None,
        above: None,
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        legal_basis: String::new(),
        unverified: false,
    };
    let agency = typed(&directory, blank, input, acting.today)?;
    case.tx.insert(&case.act, &agency).await?;
    case.commit(agency.id).await?;
    Ok(agency.id)
}

/// Changes an agency.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the form, [`Error::Overtaken`], or the database.
pub async fn edit(
    office: &Office,
    acting: &Acting<ManageAgencies>,
    id: AgencyId,
    input: &AgencyInput,
) -> Result<Agency> {
    let mut case = match office.begin(acting, "agency.edit").await? {
        Begun::Already(_) => return Ok(store::load(&office.db, id.0).await?),
        Begun::New(case) => case,
    };
    let shown = shown(&mut case.tx, id, input.version).await?;
    let directory = Directory::within(&mut case.tx).await?;
    let mut agency = typed(&directory, shown, input, acting.today)?;
    case.tx.update(&case.act, &mut agency).await?;
    case.commit(id).await?;
    Ok(agency)
}

/// Ends an agency, by the document that says so. Its name stays findable, and leads to its successors.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the form, [`Error::Overtaken`], or the database.
pub async fn end(office: &Office, acting: &Acting<ManageAgencies>, id: AgencyId, input: &EndAgency) -> Result<Agency> {
    let mut case = match office.begin(acting, "agency.end").await? {
        Begun::Already(_) => return Ok(store::load(&office.db, id.0).await?),
        Begun::New(case) => case,
    };
    let mut agency = shown(&mut case.tx, id, input.version).await?;
    let directory = Directory::within(&mut case.tx).await?;
    let mut faults = Faults::default();
    let last_day = faults.day("last_day", &input.last_day);
    if agency
        .valid_from
        .zip(last_day)
        .is_some_and(|(first, last)| last < first)
    {
        faults.add(FieldError::new("last_day", "before-first-day"));
    }
    agency.valid_to = last_day;
    agency.legal_basis = faults.required("legal_basis", &input.legal_basis, SHORT);
    agency.successors = successors(
        &mut faults,
        &directory,
        id,
        &input.successors,
        last_day.unwrap_or(acting.today),
    );
    faults.done()?;
    case.tx.update(&case.act, &mut agency).await?;
    case.commit(id).await?;
    Ok(agency)
}

/// Takes the end of an agency back, when it was entered by mistake.
///
/// # Errors
/// [`Error::Overtaken`], or the database.
pub async fn take_back_end(
    office: &Office,
    acting: &Acting<ManageAgencies>,
    id: AgencyId,
    version: i64,
) -> Result<Agency> {
    let mut case = match office.begin(acting, "agency.take-back-end").await? {
        Begun::Already(_) => return Ok(store::load(&office.db, id.0).await?),
        Begun::New(case) => case,
    };
    let mut agency = shown(&mut case.tx, id, version).await?;
    agency.valid_to = None;
    agency.successors = Vec::new();
    case.tx.update(&case.act, &mut agency).await?;
    case.commit(id).await?;
    Ok(agency)
}

/// An agency in the version that was shown.
async fn shown(tx: &mut Tx, id: AgencyId, version: i64) -> Result<Agency> {
    let agency: Agency = store::load(tx, id.0).await?;
    if agency.version != version {
        return Err(Error::Overtaken {
            kind: Kind::Agency,
            id: id.0,
            seen: version,
            found: agency.version,
        });
    }
    Ok(agency)
}

/// The agency with what was typed about it.
fn typed(directory: &Directory, old: Agency, input: &AgencyInput, today: Date) -> Result<Agency> {
    let mut faults = Faults::default();
    let level = faults.choice("level", &input.level, |word| {
        Level::ALL.into_iter().find(|level| level.word() == word)
    });
    let level = level.unwrap_or(old.level);
    let symbol = faults.optional("symbol", &input.symbol, SHORT);
    let mut agency = Agency {
        name: faults.required("name", &input.name, SHORT),
        aliases: aliases(&mut faults, &input.aliases),
        symbol: (!symbol.is_empty()).then_some(symbol),
        level,
        place: place(&mut faults, directory, &input.place, level),
        above: above(&mut faults, directory, &input.above, old.id, today),
        valid_from: faults.optional_day("valid_from", &input.valid_from),
        legal_basis: faults.optional("legal_basis", &input.legal_basis, SHORT),
        unverified: input.unverified,
        ..old
    };
    if agency
        .valid_from
        .zip(agency.valid_to)
        .is_some_and(|(first, last)| last < first)
    {
        faults.add(FieldError::new("valid_from", "after-last-day"));
    }
    refuse_a_second_of_one_name(&mut faults, directory, &agency);
    agency.listed = agency.listed.take().or_else(|| listed(directory, &agency, today));
    faults.done()?;
    Ok(agency)
}

fn aliases(faults: &mut Faults, typed: &[String]) -> Vec<String> {
    let mut aliases: Vec<String> = Vec::new();
    let parts = typed.iter().flat_map(|entry| entry.split([';', '\n']));
    for part in parts.filter(|part| !part.trim().is_empty()) {
        let alias = faults.optional("aliases", part, SHORT);
        if !aliases
            .iter()
            .any(|known| text::canonical(known) == text::canonical(&alias))
        {
            aliases.push(alias);
        }
    }
    if aliases.len() > MOST_ALIASES {
        faults.add(FieldError::new("aliases", "too-many").with("most", MOST_ALIASES));
    }
    aliases
}

/// The code of a place of the agency's level that lies, or lay, in the province.
fn place(faults: &mut Faults, directory: &Directory, typed: &str, level: Level) -> Option<String> {
    let code = typed.trim();
    let wanted = match level {
        Level::Commune => gazetteer::Level::Commune,
        Level::District => gazetteer::Level::District,
        Level::Province | Level::Central if code.is_empty() => return None,
        Level::Province | Level::Central => {
            faults.add(FieldError::new("place", "place-not-for-level"));
            return None;
        }
    };
    if code.is_empty() {
        faults.add(FieldError::new("place", "required"));
        return None;
    }
    let territory = directory.province().map(territory).unwrap_or_default();
    let mut places = Gazetteer::compiled().places_coded(code);
    if !places.any(|place| place.level() == wanted && territory.contains(place.province)) {
        faults.add(FieldError::new("place", "unknown-place"));
    }
    Some(code.to_owned())
}

/// The agency above, which must not be below at the same time.
fn above(faults: &mut Faults, directory: &Directory, typed: &str, own: AgencyId, today: Date) -> Option<AgencyId> {
    if typed.trim().is_empty() {
        return None;
    }
    let above = by_id_or_name(faults, "above", directory, typed, today)?;
    let next = |id: &AgencyId| directory.agency(*id).and_then(|agency| agency.above);
    if std::iter::successors(Some(above), next)
        .take(DEEPEST)
        .any(|id| id == own)
    {
        faults.add(FieldError::new("above", "circle"));
    }
    Some(above)
}

/// Those that take over, which must not have been followed by the agency itself.
fn successors(faults: &mut Faults, directory: &Directory, own: AgencyId, typed: &[String], on: Date) -> Vec<AgencyId> {
    let mut successors = Vec::new();
    let parts = typed.iter().flat_map(|entry| entry.split([';', '\n']));
    for part in parts.filter(|part| !part.trim().is_empty()) {
        let Some(id) = by_id_or_name(faults, "successors", directory, part, on) else {
            continue;
        };
        if directory.leads_to(id, own) {
            faults.add(FieldError::new("successors", "circle").with("typed", directory.name(id)));
        } else if !successors.contains(&id) {
            successors.push(id);
        }
    }
    successors
}

/// An agency that may have ended or not begun.
fn by_id_or_name(faults: &mut Faults, field: &str, directory: &Directory, typed: &str, on: Date) -> Option<AgencyId> {
    let typed = typed.trim();
    let by_id = typed.parse().ok().filter(|id| directory.agency(*id).is_some());
    let found = by_id.or_else(|| directory.resolve(typed, on));
    if found.is_none() {
        faults.add(FieldError::new(field, "unknown-agency").with("typed", typed));
    }
    found
}

/// Two agencies of one name at one time could not be told apart by any document.
fn refuse_a_second_of_one_name(faults: &mut Faults, directory: &Directory, agency: &Agency) {
    let name = text::canonical(&agency.name);
    let is_second = |other: &Agency| {
        let begins_after =
            |a: &Agency, b: &Agency| a.valid_from.zip(b.valid_to).is_some_and(|(first, last)| first > last);
        other.id != agency.id
            && text::canonical(&other.name) == name
            && !begins_after(agency, other)
            && !begins_after(other, agency)
    };
    if directory.all().iter().any(is_second) {
        faults.add(FieldError::new("name", "taken"));
    }
}

/// The entry of the compiled list that an agency is, so that its short forms are understood; none when another is it.
fn listed(directory: &Directory, agency: &Agency, today: Date) -> Option<String> {
    let found = Gazetteer::compiled().agency_named(&agency.name, Some(today), directory.province())?;
    let is_one = !found.is_group && found.how == AgencyHow::Name;
    let is_there = agency.place.as_deref() == found.place.map(|place| place.code).filter(|_| agency.place.is_some());
    let is_it = is_one && is_there && level_of(found.agency.level) == agency.level;
    let is_taken = |other: &Agency| {
        other.id != agency.id && other.listed.as_deref() == Some(found.agency.id) && other.place == agency.place
    };
    (is_it && !directory.all().iter().any(is_taken)).then(|| found.agency.id.to_owned())
}

/// The register's level for one of the compiled list.
pub(crate) fn level_of(level: gazetteer::AgencyLevel) -> Level {
    match level {
        gazetteer::AgencyLevel::Central => Level::Central,
        gazetteer::AgencyLevel::Province => Level::Province,
        gazetteer::AgencyLevel::District => Level::District,
        gazetteer::AgencyLevel::Commune => Level::Commune,
    }
}
