//! The words that say what kind of unit a name is, as documents write them.

use std::sync::LazyLock;

use crate::place::{Kinds, PlaceKind};
use crate::words::{Gap, KeyMap, Keys, Word, key_of_word, keys_of_words};

const PROVINCE: Kinds = Kinds::of(PlaceKind::Province);
const CITY: Kinds = Kinds::of(PlaceKind::CentralCity).or(Kinds::of(PlaceKind::ProvincialCity));
const RURAL: Kinds = Kinds::of(PlaceKind::RuralDistrict);
const URBAN: Kinds = Kinds::of(PlaceKind::UrbanDistrict);
const TOWN: Kinds = Kinds::of(PlaceKind::Town);
const COMMUNE: Kinds = Kinds::of(PlaceKind::Commune);
const WARD: Kinds = Kinds::of(PlaceKind::Ward);
const TOWNSHIP: Kinds = Kinds::of(PlaceKind::Township);
const ZONE: Kinds = Kinds::of(PlaceKind::SpecialZone);

/// Written forms: first word, second word or nothing, whether a full stop must follow, the types.
const FORMS: [(&str, &str, bool, Kinds); 18] = [
    ("tỉnh", "", false, PROVINCE),
    ("thành", "phố", false, CITY),
    ("tp", "", false, CITY),
    ("huyện", "", false, RURAL),
    ("quận", "", false, URBAN),
    ("thị", "xã", false, TOWN),
    ("tx", "", false, TOWN),
    ("thị", "trấn", false, TOWNSHIP),
    ("tt", "", false, TOWNSHIP),
    ("xã", "", false, COMMUNE),
    ("phường", "", false, WARD),
    ("đặc", "khu", false, ZONE),
    ("t", "", true, PROVINCE),
    ("h", "", true, RURAL),
    ("q", "", true, URBAN),
    ("x", "", true, COMMUNE),
    ("p", "", true, WARD),
    ("đk", "", true, ZONE),
];

/// A type word read from a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Typed {
    pub(crate) kinds: Kinds,
    /// Words it takes.
    pub(crate) words: usize,
    /// Written short, so that a full stop may follow.
    pub(crate) is_short: bool,
}

/// What a word may set off while a text is scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trigger {
    TypeWord,
    /// `tại`, `ở`: a place may follow without a type word.
    Locative,
}

struct Form {
    second: Option<u64>,
    needs_stop: bool,
    is_short: bool,
    kinds: Kinds,
}

pub(crate) struct TypeWords {
    forms: KeyMap<Vec<Form>>,
    /// Keys without marks of the forms written out, the longer first.
    bare: Vec<(Vec<u64>, Kinds)>,
    triggers: KeyMap<Trigger>,
}

impl TypeWords {
    pub(crate) fn new() -> Self {
        let mut forms: KeyMap<Vec<Form>> = KeyMap::default();
        for (first, second, needs_stop, kinds) in FORMS {
            let second = Some(second).filter(|word| !word.is_empty()).map(key_of_word);
            let form = Form {
                second,
                needs_stop,
                is_short: needs_stop || first.is_ascii(),
                kinds,
            };
            forms.entry(key_of_word(first)).or_default().push(form);
        }
        let mut triggers: KeyMap<Trigger> = forms.keys().map(|&key| (key, Trigger::TypeWord)).collect();
        for word in ["tại", "ở", "bàn", "vực", "vùng", "từ", "đến", "qua", "giữa"] {
            triggers.entry(key_of_word(word)).or_insert(Trigger::Locative);
        }
        Self {
            forms,
            bare: bare_forms(),
            triggers,
        }
    }

    pub(crate) fn trigger(&self, word: &Word) -> Option<Trigger> {
        self.triggers.get(&word.key).copied()
    }

    /// The type word that begins at a word.
    pub(crate) fn read(&self, words: &[Word], at: usize) -> Option<Typed> {
        let forms = self.forms.get(&words.get(at)?.key)?;
        let next = words.get(at + 1);
        forms.iter().find_map(|form| {
            let Some(second) = form.second else {
                let has_stop = next.is_some_and(|word| word.gap == Gap::Dot);
                let fits = has_stop || !form.needs_stop;
                return fits.then_some(Typed {
                    kinds: form.kinds,
                    words: 1,
                    is_short: form.is_short,
                });
            };
            let fits = next.is_some_and(|word| word.key == second && word.is_joined());
            fits.then_some(Typed {
                kinds: form.kinds,
                words: 2,
                is_short: false,
            })
        })
    }

    /// How many type words these words hold.
    pub(crate) fn count(&self, words: &[Word]) -> usize {
        let mut at = 0;
        let mut count = 0;
        while at < words.len() {
            let typed = self.read(words, at);
            count += usize::from(typed.is_some());
            at += typed.map_or(1, |typed| typed.words);
        }
        count
    }

    /// The type word that begins a name written without marks, with the rest of the name.
    pub(crate) fn read_bare<'k>(&self, words: &'k [Keys]) -> Option<(Kinds, &'k [Keys])> {
        let leads =
            |form: &Vec<u64>| form.len() < words.len() && form.iter().zip(words).all(|(key, word)| *key == word.bare);
        let (form, kinds) = self.bare.iter().find(|(form, _)| leads(form))?;
        Some((*kinds, words.get(form.len()..)?))
    }
}

fn bare_forms() -> Vec<(Vec<u64>, Kinds)> {
    let written_out = FORMS
        .iter()
        .filter(|(first, second, ..)| !first.is_ascii() || !second.is_empty());
    let mut forms: Vec<(Vec<u64>, Kinds)> = written_out
        .map(|(first, second, _, kinds)| {
            let words = keys_of_words(&format!("{first} {second}"));
            (words.iter().map(|word| word.bare).collect(), *kinds)
        })
        .collect();
    forms.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    forms
}

/// Words between a unit and the one it lies in.
pub(crate) fn is_connector(key: u64) -> bool {
    static CONNECTORS: LazyLock<[u64; 3]> = LazyLock::new(|| ["thuộc", "của", "ở"].map(key_of_word));
    CONNECTORS.contains(&key)
}

/// Words that join the last member to a list.
pub(crate) fn is_conjunction(key: u64) -> bool {
    static CONJUNCTIONS: LazyLock<[u64; 4]> = LazyLock::new(|| ["và", "hoặc", "cùng", "với"].map(key_of_word));
    CONJUNCTIONS.contains(&key)
}

/// `các`, `những`: a list of names may follow.
pub(crate) fn is_plural(key: u64) -> bool {
    static PLURALS: LazyLock<[u64; 2]> = LazyLock::new(|| ["các", "những"].map(key_of_word));
    PLURALS.contains(&key)
}
