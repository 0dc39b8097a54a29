//! The frame of every page: language, text size and contrast, who is signed in, the navigation. A template holds it as
//! `page` and asks it for every string, day and number it shows.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use domain::figures::Percent;
use domain::filter::Counted;
use domain::id::{AgencyId, FileId, ReportId, UserId};
use jiff::Timestamp;
use jiff::civil::Date;

use super::assets;
use super::language::{Argument, IntoArgument, Language, Message};
use super::navigation::{self, Entry, Section};
use super::problem::Problem;
use super::session::Who;
use super::visit::{Display, Flash, TextSize, Visit};
use super::written;

/// What a handler answers.
pub(crate) type Answer = Result<Response, Problem>;

/// What a template hands over: a value, or a reference to one, to which templates add another.
pub(crate) trait Handed<T>: Copy {
    /// The value.
    fn handed(self) -> T;
}

macro_rules! handed {
    ($($value:ty),*) => {$(
        impl Handed<$value> for $value {
            fn handed(self) -> $value {
                self
            }
        }
        impl Handed<$value> for &$value {
            fn handed(self) -> $value {
                *self
            }
        }
        impl Handed<$value> for &&$value {
            fn handed(self) -> $value {
                **self
            }
        }
    )*};
}

handed!(Date, Timestamp, AgencyId, UserId, FileId, ReportId, Counted);

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// How it looks.
    pub display: Display,
    /// Path and query, to come back to after changing how it looks.
    pub path: String,
    /// Name of the office; none before the program is set up.
    pub office: Option<String>,
    /// Whoever is signed in.
    pub who: Option<Who>,
    /// The navigation of whoever is signed in.
    pub navigation: Vec<Entry>,
    /// What has just been done.
    pub flash: Option<Message>,
}

#[expect(clippy::unused_self, reason = "a template asks its page for everything it shows")]
impl Page {
    /// The frame of a page outside the navigation.
    pub(crate) fn new(visit: &Visit) -> Self {
        let who = visit.who().cloned();
        Self {
            display: visit.display,
            path: visit.path.clone(),
            office: visit.office.clone(),
            navigation: navigation::of(who.as_ref(), None),
            who,
            flash: visit.take_flash(),
        }
    }

    /// The same in a section of the navigation.
    pub(crate) fn at(mut self, section: Section) -> Self {
        self.navigation = navigation::of(self.who.as_ref(), Some(section));
        self
    }

    /// Whether whoever is signed in may search.
    pub(crate) fn may_search(&self) -> bool {
        self.who.as_ref().is_some_and(|who| navigation::may_search(&who.role))
    }

    /// The language.
    pub(crate) fn language(&self) -> Language {
        self.display.language
    }

    /// Tag of the language, for `lang`.
    pub(crate) fn lang(&self) -> &'static str {
        self.language().tag()
    }

    /// The other languages, each to be offered in its own words.
    pub(crate) fn other_languages(&self) -> Vec<&'static str> {
        let own = self.language();
        Language::ALL
            .into_iter()
            .filter(|language| *language != own)
            .map(Language::tag)
            .collect()
    }

    /// The three text sizes.
    pub(crate) fn text_sizes(&self) -> [TextSize; 3] {
        TextSize::ALL
    }

    /// Address of a file of `assets/`.
    pub(crate) fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }

    /// The string of a key.
    pub(crate) fn t(&self, key: &str) -> String {
        self.language().string(key, &[])
    }

    /// The string of a key with one argument.
    pub(crate) fn t1(&self, key: &str, name: &str, value: impl IntoArgument) -> String {
        let arguments = [(name.to_owned().into(), value.into_argument())];
        self.language().string(key, &arguments)
    }

    /// The string of a key with two arguments.
    pub(crate) fn t2(
        &self,
        key: &str,
        name: &str,
        value: impl IntoArgument,
        second: &str,
        other: impl IntoArgument,
    ) -> String {
        let arguments = [
            (name.to_owned().into(), value.into_argument()),
            (second.to_owned().into(), other.into_argument()),
        ];
        self.language().string(key, &arguments)
    }

    /// The word of a value in a family of strings: `page.word("role", "clerk")` is `role-clerk`.
    pub(crate) fn word(&self, family: &str, value: impl AsRef<str>) -> String {
        self.t(&format!("{family}-{}", value.as_ref().replace('_', "-")))
    }

    /// The title of a problem's code.
    pub(crate) fn problem_title(&self, code: &str) -> String {
        self.t(&format!("problem-{code}-title"))
    }

    /// A sentence that comes from elsewhere: an error, what was done.
    pub(crate) fn said(&self, message: &Message) -> String {
        message.said(self.language())
    }

    /// A day: `15/09/2026`.
    pub(crate) fn day(&self, day: impl Handed<Date>) -> String {
        written::day(day.handed())
    }

    /// A moment by the clock of Viet Nam: `15/09/2026 14:05`.
    pub(crate) fn moment(&self, moment: impl Handed<Timestamp>) -> String {
        written::moment(moment.handed())
    }

    /// How many were found, to be put into a string or shown as a count.
    pub(crate) fn found(&self, found: impl Handed<Counted>) -> Argument {
        let found = found.handed();
        if found.uncounted {
            Argument::Words(self.t1("more-than", "count", found.total))
        } else {
            Argument::Count(found.total)
        }
    }

    /// A rate; a dash where there is none.
    pub(crate) fn rate(&self, rate: Option<Percent>) -> String {
        rate.map_or_else(|| "–".to_owned(), |rate| written::percent(rate, self.language()))
    }

    /// A count, grouped.
    pub(crate) fn count(&self, count: impl IntoArgument) -> String {
        match count.into_argument() {
            Argument::Count(count) => written::grouped(count, self.language()),
            Argument::Words(words) => words,
        }
    }
}

/// Answers with a page.
pub(crate) fn show(template: &impl Template) -> Answer {
    show_as(StatusCode::OK, template)
}

/// Answers with a page and a status.
pub(crate) fn show_as(status: StatusCode, template: &impl Template) -> Answer {
    let html = template.render().map_err(Problem::internal)?;
    Ok((status, Html(html)).into_response())
}

/// A form that cannot be taken as it is comes back with this status.
pub(crate) const NOT_TAKEN: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// Goes on to another page of the site, which is asked for by GET.
pub(crate) fn go_to(path: &str) -> Response {
    let path = HeaderValue::from_str(path).unwrap_or_else(|_| HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response()
}

/// Goes on to another page, which says what was done: a string whose key begins with `done-`.
pub(crate) fn go_to_saying(path: &str, done: Message) -> Response {
    debug_assert!(
        done.key.starts_with("done-"),
        "{} does not say that something was done",
        done.key
    );
    debug_assert!(
        done.arguments.iter().all(|(name, _)| name == "what"),
        "{} has an argument that is not carried over",
        done.key
    );
    let mut response = go_to(path);
    response.headers_mut().append(header::SET_COOKIE, Flash(done).carried());
    response
}
