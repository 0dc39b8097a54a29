//! The index of names: from the words of a text to the places they may mean.

use std::hash::BuildHasherDefault;

use jiff::civil::{Date, date};
use serde::Serialize;

use crate::place::{Kinds, Level, Place};
use crate::tables;
use crate::words::{Gap, KeyMap, Keys, Word, chain, key_of_word, keys_of, keys_of_words};

/// How a written name leads to a place, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Letter by letter, but for case, place of the tone mark and kind of apostrophe.
    Exact,
    /// Another spelling of the same name: `Đắk Hà` for `Đăk Hà`, `KonPlông` for `Kon Plông`.
    Spelling,
    /// Another name in use: `TP.HCM`.
    Alias,
    /// A misread letter: `la Đal` for `Ia Đal`.
    Misread,
    /// Written without its marks, and no other name of the province would fall together with it.
    AccentsDropped,
    /// The type word is another than the unit's on that day: `xã` of a `phường`.
    OtherKind,
}

/// A place a written name may mean.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Match<'g> {
    /// The place.
    pub place: &'g Place,
    /// How the name leads to it.
    pub how: How,
}

/// No name has more words than this.
const LONGEST_NAME: usize = 8;

/// First syllables after which documents often leave out the space: `KonPlông`, `PleiKần`.
const OFTEN_JOINED: [&str; 10] = ["Kon", "Đăk", "Plei", "Ia", "Ea", "Chư", "Krông", "Măng", "Mường", "Ya"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    place: u32,
    /// `None` when exactness is decided by comparing the written words.
    how: Option<How>,
}

/// One state of the walk over the words of a name.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    is_prefix: bool,
    first: u32,
    len: u32,
}

pub(crate) struct NameIndex {
    nodes: KeyMap<Node>,
    postings: Vec<Posting>,
    bare: KeyMap<Node>,
    bare_postings: Vec<u32>,
    keys: Vec<Keys>,
}

/// A name found in running words.
pub(crate) struct Found<'i> {
    pub(crate) words: usize,
    exact: u64,
    postings: &'i [Posting],
}

/// Which of the places under a name are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) kinds: Kinds,
    /// The day on which the place must stand; `None` takes ended and future units as well.
    pub(crate) on: Option<Date>,
    /// Province code; provinces themselves always pass.
    pub(crate) within: Option<&'a str>,
}

impl Asked<'_> {
    fn takes(&self, place: &Place) -> bool {
        self.kinds.has(place.kind)
            && self.on.is_none_or(|day| place.stands_on(day))
            && self
                .within
                .is_none_or(|code| place.province == code || place.level() == Level::Province)
    }
}

impl NameIndex {
    pub(crate) fn new(places: &[Place]) -> Self {
        let mut entries: Vec<(u64, Posting)> = Vec::with_capacity(places.len() * 5 / 4);
        let mut nodes: KeyMap<Node> =
            KeyMap::with_capacity_and_hasher(places.len() * 3 / 2, BuildHasherDefault::default());
        let mut enter = |words: &[u64], posting: Posting| {
            let mut key = 0;
            for (i, &word) in words.iter().enumerate() {
                if i > 0 {
                    nodes.entry(key).or_default().is_prefix = true;
                }
                key = chain(key, word);
            }
            nodes.entry(key).or_default();
            entries.push((key, posting));
        };
        let (ia, la) = (key_of_word("Ia"), key_of_word("la"));
        let joined: Vec<u64> = OFTEN_JOINED.iter().map(|word| key_of_word(word)).collect();
        let mut keys = Vec::with_capacity(places.len());
        let mut bare: Vec<(u64, u32)> = Vec::with_capacity(places.len());
        for (number, place) in (0u32..).zip(places) {
            let words = keys_of_words(place.name);
            let whole = words.iter().copied().fold(Keys::default(), Keys::then);
            let mut spelling: Vec<u64> = words.iter().map(|word| word.spelling).collect();
            keys.push(whole);
            bare.push((whole.bare, number));
            enter(
                &spelling,
                Posting {
                    place: number,
                    how: None,
                },
            );
            if spelling.len() > 1 && spelling.first().is_some_and(|first| joined.contains(first)) {
                let run_together: String = place.name.split_whitespace().collect();
                enter(
                    &[key_of_word(&run_together)],
                    Posting {
                        place: number,
                        how: Some(How::Spelling),
                    },
                );
            }
            if spelling.contains(&ia) {
                spelling
                    .iter_mut()
                    .filter(|word| **word == ia)
                    .for_each(|word| *word = la);
                enter(
                    &spelling,
                    Posting {
                        place: number,
                        how: Some(How::Misread),
                    },
                );
            }
        }
        for (id, alias) in tables::place_aliases() {
            let Some(place) = (0u32..)
                .zip(places)
                .find_map(|(number, p)| (p.id.as_str() == id).then_some(number))
            else {
                continue;
            };
            let words: Vec<u64> = keys_of_words(alias).iter().map(|word| word.spelling).collect();
            enter(
                &words,
                Posting {
                    place,
                    how: Some(How::Alias),
                },
            );
        }
        let postings = packed(&mut nodes, entries);
        let mut bare_nodes = KeyMap::with_capacity_and_hasher(bare.len(), BuildHasherDefault::default());
        let bare_postings = packed(&mut bare_nodes, bare);
        Self {
            nodes,
            postings,
            bare: bare_nodes,
            bare_postings,
            keys,
        }
    }

    /// The names that begin with the first of these words, the longest first.
    pub(crate) fn found<'i>(&'i self, words: &[Word], text: &str) -> Vec<Found<'i>> {
        let mut found = Vec::new();
        let mut key = 0;
        for (i, word) in words.iter().enumerate().take(LONGEST_NAME) {
            if i > 0 && !word.is_joined() && !(word.gap == Gap::Dot && words[i - 1].range().len() <= 2) {
                break;
            }
            key = chain(key, word.key);
            let Some(node) = self.nodes.get(&key) else { break };
            if node.len > 0 {
                let exact = text
                    .get(words[0].range().start..word.range().end)
                    .map_or(0, |name| keys_of(name).exact);
                found.push(Found {
                    words: i + 1,
                    exact,
                    postings: slice(&self.postings, *node),
                });
            }
            if !node.is_prefix {
                break;
            }
        }
        found.reverse();
        found
    }

    /// The places under a found name, the surest first; a misreading only where nothing else fits.
    pub(crate) fn matches<'g>(&self, places: &'g [Place], found: &Found<'_>, asked: Asked<'_>) -> Vec<Match<'g>> {
        let mut matches: Vec<Match<'g>> = found
            .postings
            .iter()
            .filter_map(|posting| {
                let place = places.get(posting.place as usize).filter(|place| asked.takes(place))?;
                let is_exact = || {
                    self.keys
                        .get(posting.place as usize)
                        .is_some_and(|keys| keys.exact == found.exact)
                };
                let how = posting
                    .how
                    .unwrap_or_else(|| if is_exact() { How::Exact } else { How::Spelling });
                Some(Match { place, how })
            })
            .collect();
        let surest = matches.iter().map(|m| m.how).min();
        if surest.is_some_and(|how| how < How::Misread) {
            matches.retain(|m| m.how < How::Misread);
        }
        settled(matches, asked.on)
    }

    /// The places whose name is this when all marks are dropped; none when two different names fall together.
    pub(crate) fn without_accents<'g>(&self, places: &'g [Place], name: Keys, asked: Asked<'_>) -> Vec<Match<'g>> {
        let Some(&node) = self.bare.get(&name.bare) else {
            return Vec::new();
        };
        let numbers = || slice(&self.bare_postings, node).iter().map(|&number| number as usize);
        let taken: Vec<usize> = numbers()
            .filter(|&n| places.get(n).is_some_and(|place| asked.takes(place)))
            .collect();
        let spelling = |n: usize| self.keys.get(n).map(|keys| keys.spelling);
        let is_one_name = taken.windows(2).all(|pair| spelling(pair[0]) == spelling(pair[1]));
        if !is_one_name {
            return Vec::new();
        }
        let matches = taken.iter().filter_map(|&n| places.get(n));
        settled(
            matches
                .map(|place| Match {
                    place,
                    how: How::AccentsDropped,
                })
                .collect(),
            asked.on,
        )
    }
}

/// Sorts entries under their nodes.
fn packed<P: Ord + Copy>(nodes: &mut KeyMap<Node>, mut entries: Vec<(u64, P)>) -> Vec<P> {
    entries.sort_unstable();
    entries.dedup();
    for (at, (key, _)) in (0u32..).zip(&entries) {
        let node = nodes.entry(*key).or_default();
        if node.len == 0 {
            node.first = at;
        }
        node.len += 1;
    }
    entries.into_iter().map(|(_, posting)| posting).collect()
}

fn slice<P>(postings: &[P], node: Node) -> &[P] {
    let first = node.first as usize;
    postings.get(first..first + node.len as usize).unwrap_or_default()
}

/// One version per unit, in a fixed order. Where a change fell on an unknown day between two lists, both versions may
/// stand: the one whose list lies nearer is taken.
fn settled(mut matches: Vec<Match<'_>>, on: Option<Date>) -> Vec<Match<'_>> {
    const MIDWAY: Date = date(2023, 5, 1);
    matches.sort_by_key(|m| (m.how, m.place.level(), m.place.id));
    let Some(on) = on else { return matches };
    let is_later = |m: &Match<'_>, other: &Match<'_>| m.place.id > other.place.id;
    let mut kept: Vec<Match<'_>> = Vec::with_capacity(matches.len());
    for m in matches {
        match kept.iter_mut().find(|k| k.place.code == m.place.code) {
            Some(other) if (on >= MIDWAY) == is_later(&m, other) => *other = m,
            Some(_) => {}
            None => kept.push(m),
        }
    }
    kept
}
