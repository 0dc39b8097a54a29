//! The gazetteer itself: all places with their names, ancestors and successions.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;

use crate::agencies::Agencies;
use crate::names::{Asked, How, Match, NameIndex};
use crate::place::{Kinds, Level, Place};
use crate::succession::{Basis, Successor};
use crate::tables::{self, Step};
use crate::type_words::{TypeWords, is_connector};
use crate::words::{Gap, Keys, Word, Words, keys_of, keys_of_words};

/// Who and where, compiled into the program.
pub struct Gazetteer {
    pub(crate) places: Vec<Place>,
    pub(crate) names: NameIndex,
    pub(crate) type_words: TypeWords,
    pub(crate) agencies: Agencies,
    /// Numbers of the places, sorted by code and then identifier.
    by_code: Vec<u32>,
    /// Sorted by the old place.
    successors: Vec<Step>,
    /// Sorted by the new place.
    predecessors: Vec<Step>,
}

impl Gazetteer {
    /// The tables of this build, read on the first call.
    pub fn compiled() -> &'static Self {
        static COMPILED: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::read);
        &COMPILED
    }

    fn read() -> Self {
        let places = tables::places();
        let mut by_code: Vec<u32> = (0u32..).zip(&places).map(|(number, _)| number).collect();
        by_code.sort_unstable_by_key(|&number| places.get(number as usize).map(|place| (place.code, place.id)));
        let mut successors: Vec<Step> = tables::steps().collect();
        successors.sort_unstable_by_key(|step| (step.old, step.new));
        let mut predecessors = successors.clone();
        predecessors.sort_unstable_by_key(|step| (step.new, step.old));
        let names = NameIndex::new(&places);
        Self {
            places,
            names,
            type_words: TypeWords::new(),
            agencies: Agencies::new(),
            by_code,
            successors,
            predecessors,
        }
    }

    /// Every version of every unit, the oldest list first.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The place with an identifier such as `611a`.
    pub fn place(&self, id: &str) -> Option<&Place> {
        let code = id.trim_end_matches(|c: char| c.is_ascii_lowercase());
        self.places_coded(code).find(|place| place.id.as_str() == id)
    }

    /// The versions that ever carried an official code, the oldest first.
    pub fn places_coded(&self, code: &str) -> impl Iterator<Item = &Place> {
        let place = |number: &u32| self.places.get(*number as usize);
        let first = self
            .by_code
            .partition_point(|number| place(number).is_some_and(|place| place.code < code));
        let from_first = self.by_code.get(first..).unwrap_or_default().iter().filter_map(place);
        from_first.take_while(move |place| place.code == code)
    }

    /// The province with a code on a day.
    pub fn province(&self, code: &str, on: Date) -> Option<&Place> {
        self.places_coded(code)
            .find(|place| place.level() == Level::Province && place.stands_on(on))
    }

    /// The unit above a place on a day; the nearest version of it when none stands on that day.
    pub fn parent(&self, place: &Place, on: Date) -> Option<&Place> {
        let code = place.parent?;
        self.places_coded(code)
            .find(|above| above.stands_on(on))
            .or_else(|| self.places_coded(code).next())
    }

    /// Units directly under a place on a day, in the order of their codes.
    pub fn children<'g>(&'g self, place: &'g Place, on: Date) -> impl Iterator<Item = &'g Place> {
        self.places
            .iter()
            .filter(move |below| below.parent == Some(place.code) && below.stands_on(on))
    }

    /// The places a written name may mean on a day, the surest first.
    ///
    /// A type word narrows it (`huyện Ngọc Hồi`, `TP. Kon Tum`, `P. 14`), and so do units above, written behind (`xã
    /// Đăk Long, huyện Đăk Hà`). `within` is the code of a province: units of others are left out, provinces pass.
    /// Marks are never dropped when two names of the province would fall together.
    pub fn places_named(&self, written: &str, on: Date, within: Option<&str>) -> Vec<Match<'_>> {
        self.named(written, Some(on), within)
    }

    /// As [`Self::places_named`], of any time.
    pub fn places_ever_named(&self, written: &str, within: Option<&str>) -> Vec<Match<'_>> {
        self.named(written, None, within)
    }

    fn named(&self, written: &str, on: Option<Date>, within: Option<&str>) -> Vec<Match<'_>> {
        let words: Vec<Word> = Words::new(written).collect();
        let typed = self.type_words.read(&words, 0);
        let (kinds, rest) = typed.map_or((Kinds::ANY, words.as_slice()), |t| (t.kinds, &words[t.words..]));
        let asked = Asked { kinds, on, within };
        let mut found = self.named_words(written, rest, asked);
        let untyped = Asked {
            kinds: Kinds::ANY,
            ..asked
        };
        if found.is_empty() && typed.is_some() {
            // A name may itself begin with a type word.
            found = self.named_words(written, &words, untyped);
        }
        if found.is_empty() {
            found = self.named_without_accents(&keys_of_words(written), untyped);
        }
        found
    }

    /// `huyen Ngoc Hoi`: a name behind a type word without its marks.
    fn named_without_accents(&self, words: &[Keys], asked: Asked<'_>) -> Vec<Match<'_>> {
        let Some((kinds, rest)) = self.type_words.read_bare(words) else {
            return Vec::new();
        };
        let name = rest.iter().copied().fold(Keys::default(), Keys::then);
        self.names.without_accents(&self.places, name, Asked { kinds, ..asked })
    }

    fn named_words(&self, written: &str, words: &[Word], asked: Asked<'_>) -> Vec<Match<'_>> {
        for found in self.names.found(words, written) {
            let rest = &words[found.words..];
            let wide = Asked {
                kinds: asked.kinds.widened(),
                ..asked
            };
            let mut matches = self.names.matches(&self.places, &found, asked);
            if matches.is_empty() && asked.kinds != Kinds::ANY {
                matches = self.names.matches(&self.places, &found, wide);
                for m in &mut matches {
                    m.how = How::OtherKind;
                }
            }
            if !rest.is_empty() {
                matches = self.narrowed(written, rest, matches, asked);
            }
            if !matches.is_empty() {
                return matches;
            }
        }
        let Some((first, last)) = words.first().zip(words.last()) else {
            return Vec::new();
        };
        let name = written
            .get(first.range().start..last.range().end)
            .map(keys_of)
            .unwrap_or_default();
        self.names.without_accents(&self.places, name, asked)
    }

    /// Keeps what lies in the unit written behind; nothing when that unit is not understood.
    fn narrowed<'g>(
        &'g self,
        written: &str,
        rest: &[Word],
        matches: Vec<Match<'g>>,
        asked: Asked<'_>,
    ) -> Vec<Match<'g>> {
        let is_parted =
            rest[0].gap != Gap::Space || is_connector(rest[0].key) || self.type_words.read(rest, 0).is_some();
        let words = if is_connector(rest[0].key) { &rest[1..] } else { rest };
        let Some(start) = words.first().filter(|_| is_parted).map(|word| word.range().start) else {
            return Vec::new();
        };
        let above = written
            .get(start..)
            .map(|above| self.named(above, asked.on, None))
            .unwrap_or_default();
        matches
            .into_iter()
            .filter(|m| above.iter().any(|a| self.is_within(m.place, a.place)))
            .collect()
    }

    /// Whether a unit lies in another, or is it.
    pub fn is_within(&self, place: &Place, above: &Place) -> bool {
        place.id == above.id || place.parent == Some(above.code) || place.province == above.code
    }

    /// What a place is today: its successors of 2025-07-01 onward through every step, the largest share first; the
    /// place itself while it stands. Empty when nothing is known.
    pub fn successors(&self, place: &Place) -> Vec<Successor<'_>> {
        let mut reached = BTreeMap::new();
        self.follow(place.id.as_str(), Some(1.0), Basis::Mapping, &mut reached);
        let mut successors: Vec<Successor<'_>> = reached
            .into_iter()
            .filter_map(|(id, (share, basis))| {
                Some(Successor {
                    place: self.place(id)?,
                    share,
                    basis,
                })
            })
            .collect();
        let rank = |s: &Successor<'_>| s.share.unwrap_or(-1.0);
        successors.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then_with(|| a.place.id.cmp(&b.place.id)));
        successors
    }

    fn follow(
        &self,
        id: &'static str,
        share: Option<f64>,
        basis: Basis,
        reached: &mut BTreeMap<&'static str, (Option<f64>, Basis)>,
    ) {
        let steps = run(&self.successors, |step| step.old, id);
        if !steps.is_empty() {
            for step in steps {
                let part = share.zip(step.share).map(|(whole, part)| whole * part);
                self.follow(step.new, part, basis.max(step.basis), reached);
            }
            return;
        }
        if !self.place(id).is_some_and(Place::stands) {
            return;
        }
        let (known, least_sure) = reached.entry(id).or_insert((None, basis));
        *least_sure = basis.max(*least_sure);
        if let Some(part) = share {
            *known = Some(known.unwrap_or(0.0) + part);
        }
    }

    /// The units of the same level that went, whole or in part, directly into a place. The share is the part of the
    /// old unit.
    pub fn predecessors(&self, place: &Place) -> Vec<Successor<'_>> {
        let steps = run(&self.predecessors, |step| step.new, place.id.as_str());
        steps
            .iter()
            .filter_map(|step| {
                Some(Successor {
                    place: self.place(step.old)?,
                    share: step.share,
                    basis: step.basis,
                })
            })
            .filter(|old| old.place.level() == place.level() || old.basis == Basis::SameName)
            .collect()
    }

    /// The province whose authority issues under a name: `Ủy ban nhân dân tỉnh Kon Tum`, `Kon Tum`, `TP.HCM`, `UBND
    /// huyện Ngọc Hồi`. `None` for central authorities, and for a province that no longer stands on that day.
    pub fn province_of_issuer(&self, written: &str, on: Date) -> Option<&Place> {
        let mentions = self.place_mentions(written, on, None);
        let standing = mentions
            .iter()
            .rev()
            .filter(|mention| mention.stands)
            .map(|mention| &mention.candidates);
        let bare = self.places_named(written, on, None);
        standing
            .chain([&bare])
            .find_map(|candidates| self.one_province(candidates, on))
    }

    /// The province all candidates lie in. A province wins over the city of its name.
    fn one_province(&self, candidates: &[Match<'_>], on: Date) -> Option<&Place> {
        let province = candidates
            .iter()
            .find(|m| m.place.level() == Level::Province)
            .or(candidates.first())?
            .place
            .province;
        let all = || {
            candidates
                .iter()
                .all(|m| m.place.province == province || m.place.level() != Level::Province)
        };
        let is_sure = candidates.iter().any(|m| m.place.level() == Level::Province) && all()
            || candidates.iter().all(|m| m.place.province == province);
        self.province(province, on).filter(|_| is_sure)
    }
}

/// The steps of one place in a table sorted by `key`.
fn run<'s>(steps: &'s [Step], key: fn(&Step) -> &'static str, id: &str) -> &'s [Step] {
    let first = steps.partition_point(|step| key(step) < id);
    let after = steps.partition_point(|step| key(step) <= id);
    steps.get(first..after).unwrap_or_default()
}
