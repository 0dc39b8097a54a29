//! Places named in running text.
//!
//! Rather precise than complete: a name counts behind a type word, in a list that such a word opens, or behind words
//! of place (`tại`, `địa bàn`) when it is a capitalised name of several words. One pass over the text.

use std::ops::Range;

use jiff::civil::Date;
use serde::Serialize;

use crate::gazetteer::Gazetteer;
use crate::names::{Asked, Found, How, Match};
use crate::place::{Kinds, Level, PlaceKind};
use crate::type_words::{Trigger, is_conjunction, is_connector, is_plural};
use crate::words::{Gap, Word, Words};

/// What a mention is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// It stands by itself and limits where something is done.
    Free,
    /// It belongs to the name of one agency: `UBND tỉnh Kon Tum`, `Công an tỉnh Kon Tum`.
    AgencyName,
    /// It is one of several territories in an agency's name: `UBND các huyện Ngọc Hồi, Đăk Hà`.
    AgencyList,
}

/// A place named in a text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceMention<'g> {
    /// Bytes of the name without its type word.
    pub range: Range<usize>,
    /// Bytes of the name with its own type word, where it has one.
    pub range_with_type: Range<usize>,
    /// The places it may mean, the surest first; never empty.
    pub candidates: Vec<Match<'g>>,
    /// Whether the candidates stand on the day asked for; otherwise the name is of an earlier or later unit.
    pub stands: bool,
    /// What the mention is part of.
    pub part: Part,
    /// It belongs to the name of one agency and limits nothing: `part` is [`Part::AgencyName`].
    pub in_agency_name: bool,
}

/// A type word or several, and what follows them.
#[derive(Debug, Clone, Copy)]
struct Phrase {
    /// First word, `các` included.
    first: usize,
    /// First word behind the type words.
    next: usize,
    kinds: Kinds,
    is_plural: bool,
    is_short: bool,
}

/// A name read from the words.
struct Named<'g> {
    words: usize,
    candidates: Vec<Match<'g>>,
    stands: bool,
}

/// Words that may stand between `các xã` and its list: `các xã biên giới gồm: …`.
const LONGEST_LEAD: usize = 8;

impl Gazetteer {
    /// The places a text names on a day, in the order of the text.
    ///
    /// `within` is the code of the document's province: where a name has candidates there, others are dropped, and
    /// names without a type word are looked for only there and among the provinces.
    pub fn place_mentions(&self, text: &str, on: Date, within: Option<&str>) -> Vec<PlaceMention<'_>> {
        self.place_mentions_in(&RunningText::of(text), on, within)
    }

    /// The same of a text already parted into words, for those who ask more than once.
    pub fn place_mentions_in(&self, text: &RunningText<'_>, on: Date, within: Option<&str>) -> Vec<PlaceMention<'_>> {
        let mut scan = Scan {
            gazetteer: self,
            text: text.text,
            words: &text.words,
            on,
            within,
            mentions: Vec::new(),
        };
        scan.run();
        scan.narrow_by_units_above();
        scan.mentions
    }
}

/// A text parted into words.
#[derive(Debug)]
pub struct RunningText<'t> {
    text: &'t str,
    words: Vec<Word>,
}

impl<'t> RunningText<'t> {
    /// Parts a text.
    pub fn of(text: &'t str) -> Self {
        Self {
            text: "",
            words: Vec::with_capacity(text.len() / 5 + 1),
        }
        .then(text)
    }

    /// Parts the next text in the room of this one.
    #[must_use]
    pub fn then(self, text: &'t str) -> Self {
        let mut words = self.words;
        words.clear();
        words.extend(Words::new(text));
        Self { text, words }
    }
}

struct Scan<'g, 't> {
    gazetteer: &'g Gazetteer,
    text: &'t str,
    words: &'t [Word],
    on: Date,
    within: Option<&'t str>,
    mentions: Vec<PlaceMention<'g>>,
}

impl<'g> Scan<'g, '_> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(word) = self.words.get(at) {
            at = match self.gazetteer.type_words.trigger(word) {
                None => at + 1,
                Some(Trigger::TypeWord) => self.typed(at).unwrap_or(at + 1),
                Some(Trigger::Locative) => self.untyped(at + 1).unwrap_or(at + 1),
            };
        }
    }

    /// The type words at a word: `huyện`, `TP.`, `các huyện, thành phố`, `tỉnh, thành phố trực thuộc Trung ương`.
    fn phrase(&self, at: usize) -> Option<Phrase> {
        let typed = self.gazetteer.type_words.read(self.words, at)?;
        let before = at.checked_sub(1).and_then(|i| self.words.get(i));
        let is_list = before.is_some_and(|word| is_plural(word.key) && self.words[at].gap == Gap::Space);
        let first = if is_list { at - 1 } else { at };
        let next = at + typed.words;
        let mut phrase = Phrase {
            first,
            next,
            kinds: typed.kinds,
            is_plural: is_list,
            is_short: typed.is_short,
        };
        while let Some((next, more)) = self.further_type(phrase.next) {
            phrase.kinds = phrase.kinds.or(more);
            phrase.next = next;
            phrase.is_plural = true;
        }
        Some(phrase)
    }

    /// `, thành phố` or `và thị trấn` behind a type word.
    fn further_type(&self, at: usize) -> Option<(usize, Kinds)> {
        let word = self.words.get(at)?;
        let is_parted = matches!(word.gap, Gap::Comma | Gap::Slash | Gap::Semicolon);
        let start = match (is_conjunction(word.key), is_parted) {
            (true, _) => at + 1,
            (false, true) => at,
            (false, false) => return None,
        };
        let typed = self.gazetteer.type_words.read(self.words, start)?;
        Some((start + typed.words, typed.kinds))
    }

    /// Reads the names behind the type words at a word; gives the word to go on from.
    fn typed(&mut self, at: usize) -> Option<usize> {
        let phrase = self.phrase(at)?;
        let Some((start, named)) = self.first_name(phrase) else {
            return Some(phrase.next);
        };
        let part = match (self.is_agency_before(phrase.first), phrase.is_plural) {
            (false, _) => Part::Free,
            (true, false) => Part::AgencyName,
            (true, true) => Part::AgencyList,
        };
        let type_start = if phrase.is_plural { start } else { phrase.first };
        let mut next = self.add(start, type_start, named, part);
        let mut kinds = phrase.kinds;
        while let Some(member) = self.member(next) {
            if let Some(own) = self.phrase(member) {
                let Some((start, named)) = self.first_name(own).filter(|_| !own.is_plural) else {
                    return Some(member);
                };
                next = self.add(start, own.first, named, part);
                kinds = kinds.or(own.kinds);
                continue;
            }
            let Some(named) = self.name(member, kinds).filter(|named| self.is_member(member, named)) else {
                break;
            };
            next = self.add(member, member, named, part);
        }
        Some(next)
    }

    /// The first name of a phrase and the word it begins with.
    fn first_name(&self, phrase: Phrase) -> Option<(usize, Named<'g>)> {
        let gap = self.words.get(phrase.next)?.gap;
        let follows = matches!(gap, Gap::Space | Gap::Colon) || phrase.is_short && gap == Gap::Dot;
        if let Some(named) = follows.then(|| self.name(phrase.next, phrase.kinds)).flatten() {
            return Some((phrase.next, named));
        }
        if !phrase.is_plural {
            return None;
        }
        // `các tỉnh, thành phố trực thuộc Trung ương: …`, `các xã biên giới (…)`: the list begins behind the mark.
        let lead = self.words.get(phrase.next..)?.iter().take(LONGEST_LEAD);
        let ahead = lead
            .take_while(|word| matches!(word.gap, Gap::Space | Gap::Colon | Gap::OpenBracket))
            .position(|word| matches!(word.gap, Gap::Colon | Gap::OpenBracket))?;
        let start = phrase.next + ahead;
        self.name(start, phrase.kinds).map(|named| (start, named))
    }

    /// The word a further member of a list begins with.
    fn member(&self, at: usize) -> Option<usize> {
        let word = self.words.get(at)?;
        if is_conjunction(word.key) && matches!(word.gap, Gap::Space | Gap::Comma) {
            return self
                .words
                .get(at + 1)
                .filter(|next| next.gap == Gap::Space)
                .map(|_| at + 1);
        }
        matches!(word.gap, Gap::Comma | Gap::Semicolon | Gap::Slash).then_some(at)
    }

    /// A member of a list must be a whole capitalised run of the day, and not repeat the name before it.
    fn is_member(&self, at: usize, named: &Named<'_>) -> bool {
        let after = self.words.get(at + named.words);
        let runs_on = after.is_some_and(|word| word.is_capitalised && word.gap == Gap::Space && !word.is_upper);
        let first_of = |candidates: &[Match<'_>]| candidates.first().map(|m| m.place.id);
        let repeats = self
            .mentions
            .last()
            .is_some_and(|last| first_of(&last.candidates) == first_of(&named.candidates));
        !runs_on && !repeats && named.stands
    }

    /// The place name at a word, of these types: the longest that stands on the day, else the longest at all, else one
    /// of another type in the document's province.
    fn name(&self, at: usize, kinds: Kinds) -> Option<Named<'g>> {
        let words = self.words.get(at..)?;
        let first = words.first()?;
        if !first.is_capitalised && !self.is_short_number(at, first) && !self.is_misread_ia(words) {
            return None;
        }
        let mut found = self.gazetteer.names.found(words, self.text);
        found.retain(|found| self.looks_like_a_name(words, found.words, kinds));
        let standing = Asked {
            kinds,
            on: Some(self.on),
            within: None,
        };
        self.longest(&found, standing, true)
            .or_else(|| self.longest(&found, Asked { on: None, ..standing }, false))
            .or_else(|| self.longest_of_other_kind(&found, standing))
    }

    fn longest(&self, found: &[Found<'_>], asked: Asked<'_>, stands: bool) -> Option<Named<'g>> {
        found.iter().find_map(|found| {
            let candidates = self.preferred(found, asked);
            (!candidates.is_empty()).then_some(Named {
                words: found.words,
                candidates,
                stands,
            })
        })
    }

    fn longest_of_other_kind(&self, found: &[Found<'_>], asked: Asked<'_>) -> Option<Named<'g>> {
        let wide = Asked {
            kinds: asked.kinds.widened(),
            within: Some(self.within?),
            ..asked
        };
        let mut named = self.longest(found, wide, true)?;
        for candidate in &mut named.candidates {
            candidate.how = How::OtherKind;
        }
        Some(named)
    }

    /// The matches inside the document's province where there are any, else all.
    fn preferred(&self, found: &Found<'_>, asked: Asked<'_>) -> Vec<Match<'g>> {
        let places = &self.gazetteer.places;
        let matches = |asked| self.gazetteer.names.matches(places, found, asked);
        let inside = self
            .within
            .map(|_| {
                matches(Asked {
                    within: self.within,
                    ..asked
                })
            })
            .unwrap_or_default();
        if inside.is_empty() { matches(asked) } else { inside }
    }

    fn starts_with_digit(&self, word: &Word) -> bool {
        self.text
            .as_bytes()
            .get(word.range().start)
            .is_some_and(u8::is_ascii_digit)
    }

    /// `Phường 14`, `Quận 1`, but not the number of a paragraph on the next line.
    fn is_short_number(&self, at: usize, word: &Word) -> bool {
        let before = at
            .checked_sub(1)
            .and_then(|i| self.words.get(i))
            .map_or(0, |before| before.range().end);
        let is_on_line = self
            .text
            .get(before..word.range().start)
            .is_some_and(|gap| !gap.contains('\n'));
        word.range().len() <= 2 && self.starts_with_digit(word) && is_on_line
    }

    /// `la Đal`: a capital I read as a small l.
    fn is_misread_ia(&self, words: &[Word]) -> bool {
        let is_la = |word: &Word| matches!(self.text.get(word.range()), Some("la" | "lA"));
        matches!(words, [first, second, ..] if is_la(first) && second.is_capitalised && second.gap == Gap::Space)
    }

    /// Every word of a name is capitalised, and a commune's name is not the beginning of a longer run of capitals.
    fn looks_like_a_name(&self, words: &[Word], len: usize, kinds: Kinds) -> bool {
        let (name, after) = words.split_at(len.min(words.len()));
        let is_small = |word: &Word| !word.is_capitalised && !self.starts_with_digit(word);
        if name.iter().skip(1).any(is_small) {
            return false;
        }
        let all_upper = name.iter().all(|word| word.is_upper);
        // XÃ HỘI AN TOÀN: society, not the commune of Hội An.
        let may_be_society = all_upper && kinds.has(PlaceKind::Commune);
        if may_be_society
            && name
                .first()
                .is_some_and(|word| self.text.get(word.range()) == Some("HỘI"))
        {
            return false;
        }
        let Some(next) = after.first() else { return true };
        let runs_on = next.is_capitalised && next.gap == Gap::Space && !next.is_upper && !all_upper;
        let is_low = !kinds.has_level(Level::Province) && !kinds.has_level(Level::District);
        !runs_on || !is_low || self.gazetteer.type_words.trigger(next).is_some()
    }

    /// Names behind a word of place, without a type word.
    fn untyped(&mut self, at: usize) -> Option<usize> {
        let mut next = self.untyped_name(at)?;
        while let Some(member) = self.member(next) {
            let Some(after) = self.untyped_name(member) else { break };
            next = after;
        }
        Some(next)
    }

    /// Several capitalised words of the document's own province, or the name of a province.
    fn untyped_name(&mut self, at: usize) -> Option<usize> {
        let words = self.words.get(at..)?;
        if !words
            .first()
            .is_some_and(|first| first.is_capitalised && !first.is_upper)
        {
            return None;
        }
        let named = self
            .gazetteer
            .names
            .found(words, self.text)
            .into_iter()
            .find_map(|found| {
                let (name, after) = words.split_at(found.words.min(words.len()));
                let runs_on = after
                    .first()
                    .is_some_and(|word| word.is_joined() && word.is_capitalised);
                if runs_on || !name.iter().all(|word| word.is_capitalised) {
                    return None;
                }
                let is_telling = self.within.is_some() && name.len() > 1;
                let kinds = if is_telling { Kinds::ANY } else { Kinds::PROVINCES };
                let asked = Asked {
                    kinds,
                    on: Some(self.on),
                    within: self.within,
                };
                let mut candidates = self.gazetteer.names.matches(&self.gazetteer.places, &found, asked);
                candidates.retain(|m| m.how <= How::Alias);
                (!candidates.is_empty()).then_some(Named {
                    words: found.words,
                    candidates,
                    stands: true,
                })
            })?;
        Some(self.add(at, at, named, Part::Free))
    }

    fn add(&mut self, start: usize, type_start: usize, named: Named<'g>, part: Part) -> usize {
        let next = start + named.words;
        let range = |i: usize| self.words.get(i).map(Word::range);
        let (Some(first), Some(last), Some(typed)) = (range(start), range(next - 1), range(type_start)) else {
            return next;
        };
        self.mentions.push(PlaceMention {
            range: first.start..last.end,
            range_with_type: typed.start..last.end,
            candidates: named.candidates,
            stands: named.stands,
            part,
            in_agency_name: part == Part::AgencyName,
        });
        next
    }

    /// Whether the words before a type word are the head of an agency's name.
    fn is_agency_before(&self, at: usize) -> bool {
        let is_close = self.words.get(at).is_some_and(|word| word.gap == Gap::Space);
        is_close
            && self
                .words
                .get(..at)
                .is_some_and(|before| self.gazetteer.agencies.is_head_at_end(before))
    }

    /// `xã Đăk Long, huyện Đăk Hà`: the unit behind chooses among the candidates before it.
    fn narrow_by_units_above(&mut self) {
        let gazetteer = self.gazetteer;
        for i in (1..self.mentions.len()).rev() {
            let (before, after) = self.mentions.split_at_mut(i);
            let (Some(low), Some(high)) = (before.last_mut(), after.first()) else {
                continue;
            };
            let between = low.range.end..high.range_with_type.start;
            if low.candidates.len() < 2 || !self.text.get(between).is_some_and(leads_to_unit_above) {
                continue;
            }
            let is_above = |above: &Match<'_>, m: &Match<'_>| {
                above.place.level() < m.place.level() && gazetteer.is_within(m.place, above.place)
            };
            let is_inside = |m: &Match<'_>| high.candidates.iter().any(|above| is_above(above, m));
            if low.candidates.iter().any(is_inside) {
                low.candidates.retain(is_inside);
            }
        }
    }
}

fn leads_to_unit_above(between: &str) -> bool {
    const LONGEST: usize = 16;
    let is_short = between.len() <= LONGEST && !between.contains(['.', ';', '\n']);
    is_short && Words::new(between).all(|word| is_connector(word.key))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::*;

    const DAY_OF_2021: Date = date(2021, 8, 18);
    const DAY_OF_2025: Date = date(2025, 11, 20);

    fn mentions(text: &str, on: Date, within: Option<&str>) -> Vec<(String, String, Part)> {
        Gazetteer::compiled()
            .place_mentions(text, on, within)
            .into_iter()
            .map(|m| (text[m.range].to_owned(), m.candidates[0].place.full_name(), m.part))
            .collect()
    }

    fn in_kon_tum(text: &str) -> Vec<(String, String, Part)> {
        mentions(text, DAY_OF_2021, Some("62"))
    }

    fn free(pairs: &[(&str, &str)]) -> Vec<(String, String, Part)> {
        pairs
            .iter()
            .map(|&(name, place)| (name.to_owned(), place.to_owned(), Part::Free))
            .collect()
    }

    #[test]
    fn a_list_behind_a_type_word() {
        assert_eq!(
            in_kon_tum("nhất là tại các huyện Ngọc Hồi, Đăk Hà, Ia H’Drai và thành phố Kon Tum. Tiếp tục"),
            free(&[
                ("Ngọc Hồi", "Huyện Ngọc Hồi"),
                ("Đăk Hà", "Huyện Đắk Hà"),
                ("Ia H’Drai", "Huyện Ia H'Drai"),
                ("Kon Tum", "Thành phố Kon Tum"),
            ])
        );
    }

    #[test]
    fn a_list_behind_a_colon() {
        assert_eq!(
            mentions("tại các xã biên giới: Bờ Y, la Đal và Mô Rai", DAY_OF_2025, Some("51")),
            free(&[("Bờ Y", "Xã Bờ Y"), ("la Đal", "Xã Ia Đal"), ("Mô Rai", "Xã Mô Rai")])
        );
        let provinces = mentions(
            "các tỉnh, thành phố trực thuộc Trung ương: Hà Tĩnh, Huế, Đắk Lắk, Khánh Hòa chủ động phối hợp",
            DAY_OF_2025,
            None,
        );
        assert_eq!(
            provinces,
            free(&[
                ("Hà Tĩnh", "Tỉnh Hà Tĩnh"),
                ("Huế", "Thành phố Huế"),
                ("Đắk Lắk", "Tỉnh Đắk Lắk"),
                ("Khánh Hòa", "Tỉnh Khánh Hoà"),
            ])
        );
    }

    #[test]
    fn an_agency_name_is_no_limit() {
        for text in [
            "UBND tỉnh Kon Tum ban hành",
            "Công an tỉnh Kon Tum",
            "Chủ tịch Ủy ban nhân dân huyện Ngọc Hồi",
            "Sở Văn hóa, Thể thao và Du lịch tỉnh Kon Tum",
            "Trung tâm Y tế huyện Ngọc Hồi",
            "Hạt Kiểm lâm huyện Sa Thầy",
        ] {
            let found = in_kon_tum(text);
            assert_eq!(
                found.iter().map(|m| m.2).collect::<Vec<_>>(),
                [Part::AgencyName],
                "{text}"
            );
        }
        let list = in_kon_tum("UBND các huyện Ngọc Hồi, Đăk Hà và thành phố Kon Tum");
        assert!(
            list.len() == 3 && list.iter().all(|m| m.2 == Part::AgencyList),
            "{list:?}"
        );
        let free = in_kon_tum("Công an tỉnh kiểm tra tại huyện Sa Thầy; lực lượng đóng trên địa bàn huyện Tu Mơ Rông");
        assert!(free.len() == 2 && free.iter().all(|m| m.2 == Part::Free), "{free:?}");
    }

    #[test]
    fn words_that_only_look_like_places() {
        for text in [
            "bảo đảm trật tự, an toàn xã hội trên địa bàn tỉnh",
            "XÃ HỘI AN TOÀN",
            "xây dựng xã An toàn",
            "đồng chí Lê Lợi báo cáo Kon Tum",
            "cấp xã Quyết định",
            "hai tỉnh giáp Lào và Campuchia",
            "đường tỉnh 675",
            "Nhiệm vụ của Ủy ban nhân dân phường\n1. Xây dựng",
        ] {
            assert_eq!(in_kon_tum(text), [], "{text}");
        }
    }

    #[test]
    fn a_name_behind_a_word_of_place() {
        assert_eq!(in_kon_tum("điểm nóng tại Ngọc Hồi và Sa Thầy")[1].1, "Huyện Sa Thầy");
        assert_eq!(
            mentions("khảo sát tại Quảng Trị", DAY_OF_2025, None)[0].1,
            "Tỉnh Quảng Trị"
        );
        assert_eq!(in_kon_tum("họp tại Hội trường"), []);
    }

    #[test]
    fn the_unit_behind_chooses() {
        let gazetteer = Gazetteer::compiled();
        for (district, code) in [("Đăk Glei", "610"), ("Đăk Hà", "615")] {
            let text = format!("tại xã Đắk Long, huyện {district}");
            let found = gazetteer.place_mentions(&text, DAY_OF_2021, Some("62"));
            let parents: Vec<_> = found[0].candidates.iter().map(|m| m.place.parent).collect();
            assert_eq!(parents, [Some(code)], "{text}");
        }
    }

    #[test]
    fn abbreviations_and_numbers() {
        assert_eq!(
            mentions(
                "TP. Hồ Chí Minh, Q. 1, P. Bến Nghé và Phường 14, Quận 5",
                DAY_OF_2021,
                Some("79")
            )
            .iter()
            .map(|m| m.1.as_str())
            .collect::<Vec<_>>(),
            [
                "Thành phố Hồ Chí Minh",
                "Quận 1",
                "Phường Bến Nghé",
                "Phường 14",
                "Quận 5"
            ]
        );
    }

    #[test]
    fn an_ended_unit_says_so() {
        let found = Gazetteer::compiled().place_mentions("địa bàn huyện Ngọc Hồi cũ", DAY_OF_2025, Some("51"));
        assert_eq!(found.len(), 1);
        assert!(!found[0].stands);
    }

    #[test]
    fn ranges_hold_the_name_and_its_type_word() {
        let text = "tại thị trấn Plei Kần.";
        let found = Gazetteer::compiled().place_mentions(text, DAY_OF_2021, Some("62"));
        assert_eq!(&text[found[0].range.clone()], "Plei Kần");
        assert_eq!(&text[found[0].range_with_type.clone()], "thị trấn Plei Kần");
    }
}
