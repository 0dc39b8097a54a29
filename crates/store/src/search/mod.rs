//! Finding directives, tasks and reports by their words, agencies and places.
//!
//! The index follows from the records: the door through which a record is written writes its passages in the same
//! transaction, the proof compares them, and they are made anew where the program cuts words differently than the program
//! that wrote them. What is typed with marks is answered by what is written with them, what is typed without by what
//! reads so (see [`text::Sought`]); both databases get words that are cut and folded already, and answer alike.

mod expression;
mod index;
mod question;

pub use index::Searched;
pub(crate) use index::{check, clear, of_directive, of_report, of_task, write};
pub use question::{Around, Found, Hit, Mark, Question, page, passage};
pub(crate) use question::{count_query, is_common, push_words};

/// What is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Within {
    /// Directives: number, kind, subject, issuer and text.
    Directives,
    /// Tasks: number, what is to be done, what is to be handed in, places; agencies by their names.
    Tasks,
    /// What agencies reported.
    Reports,
}

impl Within {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Directives, Self::Tasks, Self::Reports];

    /// The word in the database and in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Directives => "directives",
            Self::Tasks => "tasks",
            Self::Reports => "reports",
        }
    }

    /// The table of its words.
    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::Directives => "search_directives",
            Self::Tasks => "search_tasks",
            Self::Reports => "search_reports",
        }
    }
}

/// The key of an agency among the words of a passage.
fn agency_key(agency: domain::id::AgencyId) -> String {
    format!("a{}", agency.0.simple())
}

/// The key of the directive of a task.
fn directive_key(directive: domain::id::DirectiveId) -> String {
    format!("d{}", directive.0.simple())
}

/// The key of a place. The code is a number.
fn place_key(code: &str) -> String {
    format!("p{code}")
}
