//! Languages of the pages: Vietnamese first, English second. The strings are Fluent files in `locales/`, one a feature.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};
use jiff::civil::Date;

use super::written;

static_loader! {
    static STRINGS = {
        locales: "./locales",
        fallback_language: "vi",
        // No invisible marks of direction around arguments; numbers as the language writes them.
        customise: |bundle| {
            bundle.set_use_isolating(false);
            bundle.set_formatter(Some(match bundle.locales.first() {
                Some(language) if language.language.as_str() == "en" => english,
                _ => vietnamese,
            }));
        },
    };
}

fn vietnamese<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(value, Language::Vietnamese)
}

fn english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(value, Language::English)
}

fn number(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(written::decimal(number.value, language)),
        _ => None,
    }
}

static VIETNAMESE: LanguageIdentifier = langid!("vi");
static ENGLISH: LanguageIdentifier = langid!("en");

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Language {
    /// Tiếng Việt.
    #[default]
    Vietnamese,
    /// English.
    English,
}

impl Language {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Vietnamese, Self::English];

    /// The tag of the language, for `lang`, cookies and folders.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::English => "en",
        }
    }

    /// The language of a tag.
    pub(crate) fn tagged(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// What a browser asks for in `Accept-Language`. Vietnamese unless English is wanted more.
    pub(crate) fn accepted(header: &str) -> Self {
        let mut best = (Self::Vietnamese, 0.0);
        for range in header.split(',') {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim();
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(1.0, |weight| weight.parse::<f32>().unwrap_or(0.0));
            let language = tag.get(..2).and_then(|main| Self::tagged(&main.to_ascii_lowercase()));
            if let Some(language) = language
                && weight > best.1
            {
                best = (language, weight);
            }
        }
        best.0
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        match self {
            Self::Vietnamese => &VIETNAMESE,
            Self::English => &ENGLISH,
        }
    }

    /// Whether there is a string of this key.
    pub(crate) fn has(self, key: &str) -> bool {
        // A string with an argument is not found without one.
        let what = HashMap::from([(Cow::Borrowed("what"), FluentValue::from(""))]);
        STRINGS.try_lookup_with_args(self.identifier(), key, &what).is_some()
    }

    /// The string of a key. A key without a string shows as `⟦key⟧`, which no page of a test may hold.
    pub(crate) fn string(self, key: &str, arguments: &[(Cow<'static, str>, Argument)]) -> String {
        let arguments: HashMap<Cow<'static, str>, FluentValue<'_>> = arguments
            .iter()
            .map(|(name, value)| (name.clone(), value.into()))
            .collect();
        STRINGS
            .try_lookup_with_args(self.identifier(), key, &arguments)
            .unwrap_or_else(|| {
                tracing::warn!(key, language = self.tag(), "a string is missing");
                format!("⟦{key}⟧")
            })
    }
}

/// A value put into a string.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Argument {
    /// Words, shown as they are.
    Words(String),
    /// A count: chooses the plural and is grouped as the language does.
    Count(i64),
}

impl<'a> From<&'a Argument> for FluentValue<'a> {
    fn from(argument: &'a Argument) -> Self {
        match argument {
            Argument::Words(words) => Self::from(words.as_str()),
            Argument::Count(count) => Self::from(*count),
        }
    }
}

/// What can be put into a string.
pub(crate) trait IntoArgument {
    /// The value.
    fn into_argument(self) -> Argument;
}

impl IntoArgument for Argument {
    fn into_argument(self) -> Argument {
        self
    }
}

impl IntoArgument for String {
    fn into_argument(self) -> Argument {
        Argument::Words(self)
    }
}

impl IntoArgument for &str {
    fn into_argument(self) -> Argument {
        Argument::Words(self.to_owned())
    }
}

impl IntoArgument for Date {
    fn into_argument(self) -> Argument {
        Argument::Words(written::day(self))
    }
}

macro_rules! counts {
    ($($integer:ty),*) => {$(
        impl IntoArgument for $integer {
            fn into_argument(self) -> Argument {
                Argument::Count(i64::try_from(self).unwrap_or(i64::MAX))
            }
        }
    )*};
}

counts!(i16, i32, i64, u8, u16, u32, u64, usize);

impl<T: IntoArgument + Clone> IntoArgument for &T {
    fn into_argument(self) -> Argument {
        self.clone().into_argument()
    }
}

/// A sentence for people, by key: what happened, or what is wrong.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Message {
    /// Key of the string.
    pub key: Cow<'static, str>,
    /// Its arguments by name.
    pub arguments: Vec<(Cow<'static, str>, Argument)>,
}

impl Message {
    /// A sentence without arguments.
    pub(crate) fn new(key: impl Into<Cow<'static, str>>) -> Self {
        Self {
            key: key.into(),
            arguments: Vec::new(),
        }
    }

    /// The same with one more argument.
    pub(crate) fn with(mut self, name: &'static str, value: impl IntoArgument) -> Self {
        self.arguments.push((name.into(), value.into_argument()));
        self
    }

    /// The sentence in a language.
    pub(crate) fn said(&self, language: Language) -> String {
        language.string(&self.key, &self.arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_asked_for_its_language() {
        assert_eq!(Language::accepted("en-US,en;q=0.9,vi;q=0.8"), Language::English);
        assert_eq!(Language::accepted("vi-VN,vi;q=0.9,en;q=0.8"), Language::Vietnamese);
        assert_eq!(Language::accepted("fr;q=1, en;q=0.2, vi;q=0.3"), Language::Vietnamese);
        assert_eq!(Language::accepted("lo,km"), Language::Vietnamese);
        assert_eq!(Language::accepted("éé;q=x"), Language::Vietnamese);
    }

    #[test]
    fn counts_are_written_as_the_language_does() {
        let rows = |language: Language, n: i64| language.string("form-errors", &[("count".into(), Argument::Count(n))]);
        assert_eq!(rows(Language::Vietnamese, 1234), "Chưa lưu được: có 1.234 chỗ cần sửa");
        assert_eq!(rows(Language::English, 1234), "Not saved yet: 1,234 things to correct");
        assert_eq!(rows(Language::English, 1), "Not saved yet: 1 thing to correct");
    }

    #[test]
    fn a_missing_string_is_seen() {
        assert_eq!(Language::English.string("no-such-key", &[]), "⟦no-such-key⟧");
    }
}
