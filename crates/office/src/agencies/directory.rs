//! The register's agencies in memory: by identifier, by written name as of a day, and who does their work today.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use domain::Agency;
use domain::agency::Level;
use domain::id::AgencyId;
use gazetteer::{AgencyHow, AgencyLevel, AgencyMatch, Gazetteer, Place};
use jiff::civil::Date;
use store::Tx;

use crate::error::Result;
use crate::last::Last;
use crate::office::Office;

/// The entry of the compiled list for the committee of a commune.
pub(crate) const COMMITTEE_OF_COMMUNE: &str = "ubnd-xa";

/// All agencies of the register, ended ones included.
///
/// It is read at once and asked often: an import asks it for hundreds of names. It is as of the moment it was read.
#[derive(Debug, Default)]
pub struct Directory {
    /// Codes of the province and of those that became part of it.
    territory: BTreeSet<&'static str>,
    /// Code of the province today.
    province: Option<String>,
    agencies: Vec<Agency>,
    by_id: HashMap<AgencyId, usize>,
    index: OnceLock<Index>,
}

/// Where names lead. Made when the first name is asked for: most pages only ask for identifiers.
#[derive(Debug, Default)]
struct Index {
    /// By [`text::canonical`] names and aliases.
    names: HashMap<String, Vec<usize>>,
    /// By names and aliases without their marks.
    bare: HashMap<String, Vec<usize>>,
    /// By entry of the compiled list and code of the place.
    listed: HashMap<(String, Option<String>), Vec<usize>>,
}

/// The directory as it was last read. Every use case asks for it, and agencies change a few times a year.
pub(crate) type LastRead = Last<Edition, Arc<Directory>>;

/// Code of the province, and [`store::agencies::edition`].
type Edition = (Option<String>, (i64, i64));

impl Directory {
    /// The agencies as they are now, what was committed of them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn load(office: &Office) -> Result<Arc<Self>> {
        let province = store::provinces::province(&office.db).await?;
        let edition = (
            province.map(|province| province.code),
            store::agencies::edition(&office.db).await?,
        );
        if let Some(directory) = office.directory.of(&edition) {
            return Ok(directory);
        }
        let agencies = store::agencies::all(&office.db).await?;
        // A change between the two questions would be kept under the edition before it.
        let is_of_edition = store::agencies::edition(&office.db).await? == edition.1;
        let directory = Arc::new(Self::new(edition.0.clone(), agencies));
        if is_of_edition {
            office.directory.keep(edition, directory.clone());
        }
        Ok(directory)
    }

    /// The agencies as a use case under way sees them, with what it has written itself and may yet undo.
    pub(crate) async fn within(tx: &mut Tx) -> Result<Self> {
        let province = store::provinces::province(&mut *tx).await?;
        let agencies = store::agencies::all(tx).await?;
        Ok(Self::new(province.map(|province| province.code), agencies))
    }

    /// A directory of some agencies of the province with a code.
    pub fn new(province: Option<String>, agencies: Vec<Agency>) -> Self {
        Self {
            territory: province.as_deref().map(territory).unwrap_or_default(),
            province,
            by_id: agencies.iter().enumerate().map(|(n, agency)| (agency.id, n)).collect(),
            agencies,
            index: OnceLock::new(),
        }
    }

    /// Every agency, in the order of the Vietnamese alphabet.
    pub fn all(&self) -> &[Agency] {
        &self.agencies
    }

    /// Code of the province today.
    pub fn province(&self) -> Option<&str> {
        self.province.as_deref()
    }

    /// An agency.
    pub fn agency(&self, id: AgencyId) -> Option<&Agency> {
        self.by_id.get(&id).and_then(|&n| self.agencies.get(n))
    }

    /// The name of an agency; empty when there is none.
    pub fn name(&self, id: AgencyId) -> &str {
        self.agency(id).map_or("", |agency| &agency.name)
    }

    /// The committees of the communes that stand on a day.
    pub fn communes(&self, day: Date) -> Vec<AgencyId> {
        let is_committee = |agency: &&Agency| {
            agency.level == Level::Commune
                && agency.listed.as_deref() == Some(COMMITTEE_OF_COMMUNE)
                && agency.stands_on(day)
        };
        self.agencies
            .iter()
            .filter(is_committee)
            .map(|agency| agency.id)
            .collect()
    }

    /// The agencies that name this one as a successor.
    pub fn predecessors(&self, id: AgencyId) -> impl Iterator<Item = &Agency> {
        self.agencies
            .iter()
            .filter(move |agency| agency.successors.contains(&id))
    }

    /// Who does an agency's work on a day: itself while it stands, else its successors, and theirs, the main one first.
    pub fn today(&self, id: AgencyId, on: Date) -> Vec<AgencyId> {
        let (mut today, mut seen, mut open) = (Vec::new(), HashSet::new(), vec![id]);
        while let Some(id) = open.pop() {
            let Some(agency) = self.agency(id).filter(|_| seen.insert(id)) else {
                continue;
            };
            if agency.valid_to.is_none_or(|last| on <= last) {
                today.push(id);
            } else {
                open.extend(agency.successors.iter().rev());
            }
        }
        today
    }

    /// Whether an agency's work went, over any number of steps, to another.
    pub(crate) fn leads_to(&self, from: AgencyId, to: AgencyId) -> bool {
        let (mut seen, mut open) = (HashSet::new(), vec![from]);
        while let Some(id) = open.pop() {
            if id == to {
                return true;
            }
            if seen.insert(id) {
                open.extend(
                    self.agency(id)
                        .into_iter()
                        .flat_map(|agency| agency.successors.iter().copied()),
                );
            }
        }
        false
    }

    /// The agency a name means in a document of the province of some day; it may have ended since. None when the name is
    /// not understood, means a group, or may mean several.
    pub fn resolve(&self, written: &str, on: Date) -> Option<AgencyId> {
        self.resolve_in(written, on, None)
    }

    /// As [`Self::resolve`], in a document of the province with a code, where that is known: `Công an tỉnh` in a
    /// document of another province is not ours.
    pub fn resolve_in(&self, written: &str, on: Date, province: Option<&str>) -> Option<AgencyId> {
        let is_ours = province.is_none_or(|code| self.territory.contains(code));
        let by_name = || is_ours.then(|| self.named(written, Some(on))).flatten();
        let by_list = || self.listed(written, on, province.or(self.province.as_deref()));
        let ended = || is_ours.then(|| self.named(written, None)).flatten();
        let bare = || is_ours.then(|| self.without_marks(written, on)).flatten();
        let found = by_name().or_else(by_list).or_else(ended).or_else(bare)?;
        self.agencies.get(found).map(|agency| agency.id)
    }

    /// The only one with a name or alias, of those that stand on a day or of all.
    fn named(&self, written: &str, on: Option<Date>) -> Option<usize> {
        self.only(self.index().names.get(&text::canonical(written.trim()))?, on)
    }

    /// The only one whose name or alias is this when marks are dropped. Where two fall together, neither is meant.
    fn without_marks(&self, written: &str, on: Date) -> Option<usize> {
        let is_bare = written.is_ascii();
        let found = self.index().bare.get(&text::fold(written.trim())).filter(|_| is_bare)?;
        match found.as_slice() {
            [one] => Some(*one),
            several => self.only(several, Some(on)).filter(|_| self.are_one_line(several)),
        }
    }

    /// Whether several agencies are one and those that followed it.
    fn are_one_line(&self, several: &[usize]) -> bool {
        let ids: Vec<AgencyId> = several.iter().filter_map(|&n| Some(self.agencies.get(n)?.id)).collect();
        ids.windows(2)
            .all(|pair| self.leads_to(pair[0], pair[1]) || self.leads_to(pair[1], pair[0]))
    }

    /// The one a name leads to by the compiled list, which knows short forms, posts and old territories.
    fn listed(&self, written: &str, on: Date, province: Option<&str>) -> Option<usize> {
        let found = Gazetteer::compiled().agency_named(written, Some(on), province)?;
        // Without marks the list takes the first of several; the register asks for the only one.
        if found.is_group || found.how == AgencyHow::AccentsDropped {
            return None;
        }
        match found.agency.level {
            AgencyLevel::Central => self.entry(found.agency.id, None, on),
            AgencyLevel::Province => self.of_province(&found, on),
            AgencyLevel::District => self.entry(found.agency.id, Some(found.place?.code), on),
            AgencyLevel::Commune => self.of_commune(found.agency.id, found.place?, on),
        }
    }

    fn of_province(&self, found: &AgencyMatch<'_>, on: Date) -> Option<usize> {
        let is_ours = found.place.is_none_or(|place| self.territory.contains(place.province));
        if is_ours {
            self.entry(found.agency.id, None, on)
        } else {
            None
        }
    }

    /// The agency of a commune, or of the one commune it went into as a whole.
    fn of_commune(&self, listed: &str, place: &Place, on: Date) -> Option<usize> {
        if place.stands() {
            return self.entry(listed, Some(place.code), on);
        }
        match Gazetteer::compiled().successors(place).as_slice() {
            [one] => self.entry(listed, Some(one.place.code), on),
            _ => None,
        }
    }

    fn entry(&self, listed: &str, place: Option<&str>, on: Date) -> Option<usize> {
        let found = self
            .index()
            .listed
            .get(&(listed.to_owned(), place.map(str::to_owned)))?;
        self.only(found, Some(on)).or_else(|| self.only(found, None))
    }

    fn only(&self, found: &[usize], on: Option<Date>) -> Option<usize> {
        let stands = |n: &&usize| {
            let agency = self.agencies.get(**n);
            agency.is_some_and(|agency| on.is_none_or(|day| agency.stands_on(day)))
        };
        let mut standing = found.iter().filter(stands);
        let first = standing.next()?;
        standing.next().is_none().then_some(*first)
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(&self.agencies))
    }
}

impl Index {
    fn new(agencies: &[Agency]) -> Self {
        let mut index = Self::default();
        for (n, agency) in agencies.iter().enumerate() {
            for name in std::iter::once(&agency.name).chain(&agency.aliases) {
                enter(&mut index.names, text::canonical(name), n);
                enter(&mut index.bare, text::fold(name), n);
            }
            if let Some(listed) = &agency.listed {
                enter(&mut index.listed, (listed.clone(), agency.place.clone()), n);
            }
        }
        index
    }
}

fn enter<K: std::hash::Hash + Eq>(index: &mut HashMap<K, Vec<usize>>, key: K, n: usize) {
    let numbers = index.entry(key).or_default();
    if !numbers.contains(&n) {
        numbers.push(n);
    }
}

/// Codes of a province of today and of those that became part of it.
pub(crate) fn territory(code: &str) -> BTreeSet<&'static str> {
    let gazetteer = Gazetteer::compiled();
    let is_part = |place: &&Place| {
        place.level() == gazetteer::Level::Province
            && (place.code == code || gazetteer.successors(place).iter().any(|today| today.place.code == code))
    };
    gazetteer
        .places()
        .iter()
        .filter(is_part)
        .map(|place| place.code)
        .collect()
}
