//! Places named in running text.
//!
//! Precision before recall: a name counts after a type word ("huyện Ngọc Hồi"), and in the list that follows one ("các
//! huyện Ngọc Hồi, Đăk Hà và thành phố Kon Tum").

use std::ops::Range;

use jiff::civil::Date;

use crate::gazetteer::Gazetteer;
use crate::names::{Asked, Match};
use crate::type_words::{Trigger, is_conjunction};
use crate::words::{Gap, Word, Words, key_of_word};

/// A place named in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceMention<'g> {
    /// Bytes of the name without its type word.
    pub range: Range<usize>,
    /// The places it may mean on the day asked, the surest first.
    pub candidates: Vec<Match<'g>>,
    /// The name is part of an agency's ("UBND tỉnh Kon Tum"): it limits nothing.
    pub in_agency_name: bool,
}

impl Gazetteer {
    /// Every place named in a text, as of a day; `within` is the code of the document's province.
    pub fn place_mentions(&self, text: &str, on: Date, within: Option<&str>) -> Vec<PlaceMention<'_>> {
        let words: Vec<Word> = Words::new(text).collect();
        let mut out = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let typed = (self.type_words.trigger(&words[at]) == Some(Trigger::TypeWord)).then(|| self.type_words.read(&words, at)).flatten();
            let Some(typed) = typed else {
                at += 1;
                continue;
            };
            let in_agency_name = follows_agency(text, &words, at);
            let asked = Asked { kinds: typed.kinds, on: Some(on), within };
            let mut here = at + typed.words;
            while let Some((mention, next)) = self.mention_at(text, &words, here, asked, in_agency_name) {
                out.push(mention);
                at = next;
                match next_of_list(&words, next) {
                    Some(next) if self.type_words.read(&words, next).is_none() => here = next,
                    _ => break,
                }
            }
            at = at.max(here);
        }
        out
    }

    fn mention_at<'g>(&'g self, text: &str, words: &[Word], at: usize, asked: Asked<'_>, in_agency_name: bool) -> Option<(PlaceMention<'g>, usize)> {
        let first = words.get(at)?;
        let named = first.is_capitalised || text.get(first.range())?.starts_with(|c: char| c.is_ascii_digit());
        if !named || !matches!(first.gap, Gap::Space | Gap::Dot | Gap::Comma | Gap::Colon | Gap::Semicolon) {
            return None;
        }
        self.names.found(&words[at..], text).iter().find_map(|found| {
            let candidates = self.names.matches(&self.places, found, asked);
            let last = words.get(at + found.words - 1)?;
            let mention = PlaceMention { range: first.range().start..last.range().end, candidates, in_agency_name };
            (!mention.candidates.is_empty()).then_some((mention, at + found.words))
        })
    }
}

/// The word after a comma or "và", where the next name of a list may stand.
fn next_of_list(words: &[Word], at: usize) -> Option<usize> {
    let word = words.get(at)?;
    if is_conjunction(word.key) {
        return Some(at + 1);
    }
    matches!(word.gap, Gap::Comma | Gap::Semicolon).then_some(at)
}

/// Words that name a body before its territory.
const BODIES: [&str; 27] = [
    "dân", "an", "sở", "ban", "bộ", "ủy", "uỷ", "đoàn", "hội", "tra", "phòng", "cục", "sự", "minh", "án", "sát", "đài", "báo", "trường", "viện", "bạc",
    "hàng", "tịch", "thư", "huy", "đốc", "quốc",
];
/// Words after which a territory says where, whatever stood before.
const WHERE: [&str; 8] = ["tại", "ở", "bàn", "thuộc", "trong", "vực", "đến", "từ"];

/// The type word at `at` belongs to the name of a body in the same phrase.
fn follows_agency(text: &str, words: &[Word], at: usize) -> bool {
    if words[at].gap != Gap::Space {
        return false;
    }
    let Some(before) = at.checked_sub(1).map(|before| &words[before]) else { return false };
    let plural = text.get(before.range()).is_some_and(|word| word.eq_ignore_ascii_case("các"));
    let named = if plural && before.gap == Gap::Space { at.checked_sub(2).map(|n| &words[n]) } else { Some(before) };
    let key = named.map(|word| word.key);
    let is = |list: &[&str]| list.iter().any(|word| Some(key_of_word(word)) == key);
    is(&BODIES) && !is(&WHERE)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::Gazetteer;

    fn named(text: &str) -> Vec<(&str, bool, String)> {
        Gazetteer::compiled()
            .place_mentions(text, date(2021, 8, 18), Some("62"))
            .into_iter()
            .map(|mention| (&text[mention.range], mention.in_agency_name, mention.candidates[0].place.full_name()))
            .collect()
    }

    #[test]
    fn names_after_a_type_word_and_in_its_list() {
        let found = named("nhất là tại các huyện Ngọc Hồi, Đăk Hà, Ia H’Drai và thành phố Kon Tum.");
        let names: Vec<_> = found.iter().map(|found| found.2.as_str()).collect();
        assert_eq!(found.iter().map(|found| found.0).collect::<Vec<_>>(), ["Ngọc Hồi", "Đăk Hà", "Ia H’Drai", "Kon Tum"]);
        assert_eq!(names[3], "Thành phố Kon Tum");
        assert!(found.iter().all(|found| !found.1));
    }

    #[test]
    fn a_body_with_its_territory_limits_nothing() {
        assert!(named("Ủy ban nhân dân tỉnh Kon Tum giao Công an huyện Ngọc Hồi").iter().all(|found| found.1));
    }

    #[test]
    fn a_bare_name_is_no_place() {
        assert!(named("đồng chí Ngọc Hồi phát biểu").is_empty());
    }
}
