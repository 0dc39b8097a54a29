//! A draft as its card and its row show it: each field with its words, how it is known, and the words it was read from.

use std::collections::BTreeMap;

use domain::deadline::{Basis, Deadline, ReviewCycle};
use domain::draft::{Draft, DraftDeadline, Mark, Named, Open, Verdict};
use domain::id::AgencyId;
use domain::task::{Clear, Measure};
use office::imports::ImportView;
use uuid::Uuid;

use crate::web::marked_text::quoted;
use crate::web::page::Page;

/// One value of a field: what the document says, and what has to be known about it.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    /// The words.
    pub words: String,
    /// What it is today, or how it was understood; empty when nothing is to be said.
    pub note: String,
    /// The note names a doubt.
    pub is_doubtful: bool,
}

/// A field of a card.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// Its word: `lead`.
    pub name: &'static str,
    /// How it is known: `stated`, `inferred`, `missing`, `decided`.
    pub mark: &'static str,
    /// Its values.
    pub values: Vec<Shown>,
    /// The words it was read from.
    pub source: Option<String>,
}

/// An open question with the short answers that a card offers.
#[derive(Debug, Clone)]
pub(super) struct Question {
    /// Its word: `joint_lead`.
    pub word: &'static str,
    /// Leads that could lead alone, by their place.
    pub leads: Vec<(usize, String)>,
}

/// A card.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a separate thing that a card shows or leaves out"
)]
pub(super) struct Card {
    /// Number of the draft.
    pub number: u32,
    /// The word of its verdict.
    pub verdict: &'static str,
    /// Whether it is the one to decide on now.
    pub is_current: bool,
    /// Whether it can be accepted as it stands.
    pub is_ready: bool,
    /// A request to a body that the issuer has no command over.
    pub is_request: bool,
    /// Whether its place in the text is known.
    pub is_in_text: bool,
    /// Whether there is a draft behind it to merge with.
    pub has_next: bool,
    /// What is to be done.
    pub text: String,
    /// The words of the document, when the text was changed.
    pub quote: Option<String>,
    /// Headings above it.
    pub path: String,
    /// Fields.
    pub fields: Vec<Field>,
    /// What still has to be decided.
    pub questions: Vec<Question>,
    /// The six ticks.
    pub six: Vec<(&'static str, bool)>,
    /// The document that a tracker's row names.
    pub directive: Option<String>,
    /// What a tracker says of its progress.
    pub progress: Option<Shown>,
}

#[expect(clippy::unused_self, reason = "a template asks its card for everything it shows")]
impl Card {
    /// A key for one sending of one form: each button is a form of its own.
    pub(super) fn key(&self) -> String {
        Uuid::now_v7().to_string()
    }

    /// Whether nothing is decided yet.
    pub(super) fn is_pending(&self) -> bool {
        self.verdict == "pending"
    }

    /// A field.
    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// Word of a verdict.
pub(super) fn word_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pending => "pending",
        Verdict::Accepted => "accepted",
        Verdict::Dropped => "dropped",
    }
}

/// The card of a draft.
pub(super) fn card(page: &Page, view: &ImportView, at: usize, draft: &Draft, current: Option<u32>) -> Card {
    let behind = view.import.drafts.get(at + 1..).unwrap_or_default();
    let questions = view.open.get(&draft.number).map_or(&[][..], Vec::as_slice);
    Card {
        number: draft.number,
        verdict: word_of(draft.verdict),
        is_current: current == Some(draft.number),
        is_ready: questions.is_empty(),
        is_request: draft.request,
        is_in_text: draft.span.is_some(),
        has_next: behind.iter().any(|draft| draft.verdict != Verdict::Dropped),
        text: draft.text.clone(),
        quote: draft.quote.clone().filter(|quote| *quote != draft.text),
        path: draft.path.join(" › "),
        fields: fields(page, view, draft),
        questions: questions
            .iter()
            .map(|open| question(draft, *open, &view.names))
            .collect(),
        six: Clear::ALL
            .into_iter()
            .map(|about| (about.word(), draft.is_clear(about)))
            .collect(),
        directive: draft.directive.clone(),
        progress: draft.progressed.as_ref().map(|progressed| Shown {
            words: progressed.words.clone().unwrap_or_default(),
            note: match (progressed.done, progressed.completed_on) {
                (true, Some(day)) => page.t1("imports-progress-done-on", "day", day),
                (true, None) => page.t("imports-progress-done"),
                (false, _) => page.t("imports-progress-under-way"),
            },
            is_doubtful: false,
        }),
    }
}

fn question(draft: &Draft, open: Open, names: &BTreeMap<AgencyId, String>) -> Question {
    let leads = draft.leads.iter().enumerate();
    let leads = leads.filter(|(_, lead)| lead.agency.is_some() && !lead.group);
    Question {
        word: open.word(),
        leads: if open == Open::JointLead {
            leads.map(|(at, lead)| (at, name_of(lead, names))).collect()
        } else {
            Vec::new()
        },
    }
}

/// The name of an agency in the register, or the words of the document.
pub(super) fn name_of(named: &Named, register: &BTreeMap<AgencyId, String>) -> String {
    let known = named.agency.and_then(|agency| register.get(&agency));
    known.filter(|name| !name.is_empty()).unwrap_or(&named.written).clone()
}

fn fields(page: &Page, view: &ImportView, draft: &Draft) -> Vec<Field> {
    let field = |name: &'static str, values: Vec<Shown>| {
        let source = draft.sources.get(name).and_then(|span| quoted(&view.text, *span));
        // A day says less than the words it stands in, an agency as much: the words are shown where they say more.
        let says_more = |source: &String| values.iter().all(|value| value.words != *source);
        Field {
            name,
            mark: mark(draft, name, !values.is_empty()),
            source: source.filter(says_more),
            values,
        }
    };
    let agencies = |named: &[Named]| named.iter().map(|named| agency(page, view, named)).collect();
    let places = draft.places.iter().map(|place| {
        let today: Vec<&str> = place.today.iter().map(|(_, name)| name.as_str()).collect();
        let is_same = today.as_slice() == [place.full_name.as_deref().unwrap_or_default()];
        Shown {
            words: place.written.clone(),
            note: if today.is_empty() || is_same {
                String::new()
            } else {
                page.t1("imports-today", "names", today.join(", "))
            },
            is_doubtful: place.code.is_none(),
        }
    });
    let report_to = draft.report_to.iter().map(|words| Shown {
        words: words.clone(),
        ..Shown::default()
    });
    vec![
        field("lead", agencies(&draft.leads)),
        field("coordinating", agencies(&draft.coordinating)),
        field("deadline", deadline(page, &draft.deadline).into_iter().collect()),
        field("product", measure(page, draft.measure.as_ref()).into_iter().collect()),
        field("report_to", report_to.collect()),
        field("places", places.collect()),
    ]
}

fn mark(draft: &Draft, name: &str, has_value: bool) -> &'static str {
    match draft.marks.get(name) {
        Some(Mark::Stated) => "stated",
        Some(Mark::Inferred) => "inferred",
        _ if has_value => "decided",
        _ => "missing",
    }
}

fn agency(page: &Page, view: &ImportView, named: &Named) -> Shown {
    if named.group {
        let note = match named.members.len() {
            0 => page.t("imports-group"),
            members => page.t1("imports-group-of", "count", members),
        };
        return Shown {
            words: named.written.clone(),
            note,
            is_doubtful: false,
        };
    }
    let today = named.agency.and_then(|agency| view.names.get(&agency));
    let note = match today {
        Some(name) => said_of(page, view, named, name),
        None if named.today.is_empty() => page.t("imports-unknown-agency"),
        None => page.t1("imports-today", "names", named.today.join(", ")),
    };
    Shown {
        words: named.written.clone(),
        note,
        is_doubtful: named.agency.is_none(),
    }
}

/// What has to be said of an agency that is known: who does its work today where that is another, who is meant where the
/// name is short for it, and nothing where the name says it.
fn said_of(page: &Page, view: &ImportView, named: &Named, today: &str) -> String {
    let key = |name: &str| text::canonical(name);
    let is_beginning = key(today).starts_with(&key(&named.written));
    let issuer = view.import.identity.issuer.as_deref();
    let own_province = issuer
        .and_then(|issuer| issuer.rsplit_once("tỉnh "))
        .map(|(_, name)| name);
    match &named.then {
        // "Công an tỉnh" in a document of the same province.
        _ if is_beginning && own_province.is_none_or(|own| today.ends_with(own)) => String::new(),
        Some(then) if !is_with_its_province(&key(today), &key(then)) => page.t1("imports-today", "names", today),
        _ => page.t1("imports-is", "names", today),
    }
}

/// Whether a name of today is that of the day of issue, at most with its province behind it.
fn is_with_its_province(today: &str, then: &str) -> bool {
    today
        .strip_prefix(then)
        .is_some_and(|more| more.is_empty() || more.starts_with(" tỉnh ") || more.starts_with(" thành phố "))
}

/// A deadline: its words, and the day that they mean.
fn deadline(page: &Page, deadline: &DraftDeadline) -> Option<Shown> {
    match deadline {
        DraftDeadline::Undecided => None,
        DraftDeadline::NeedsCycle { words } => Some(Shown {
            words: words.clone(),
            note: page.t("imports-needs-cycle"),
            is_doubtful: true,
        }),
        DraftDeadline::Set { deadline } => Some(shown(page, deadline)),
    }
}

fn shown(page: &Page, deadline: &Deadline) -> Shown {
    let cycle = ReviewCycle::ALL
        .into_iter()
        .find(|cycle| deadline.rule.as_ref() == Some(&cycle.recurrence()));
    let standing = match cycle {
        Some(cycle) if deadline.is_cyclic() => Some(page.word("import-cycle", cycle.word())),
        _ => None,
    };
    let day = deadline.due().map(|due| match (&standing, deadline.is_cyclic()) {
        (Some(cycle), _) => page.t2("imports-due-cycle", "cycle", cycle.as_str(), "day", due),
        (None, true) => page.t1("imports-due-first", "day", due),
        (None, false) => page.day(due),
    });
    let reason = deadline.ledger.last().and_then(|line| match &line.basis {
        Basis::Office { note } if !note.trim().is_empty() => Some(note.trim().to_owned()),
        _ => None,
    });
    match (&deadline.words, day) {
        (Some(words), Some(day)) => Shown {
            words: words.clone(),
            note: if deadline.assumed_year {
                format!("→ {day} · {}", page.t("imports-assumed-year"))
            } else {
                format!("→ {day}")
            },
            is_doubtful: deadline.assumed_year,
        },
        (None, Some(day)) => Shown {
            words: day,
            note: reason.unwrap_or_default(),
            is_doubtful: false,
        },
        (Some(words), None) if deadline.waits_for_event() => Shown {
            words: words.clone(),
            note: page.t("imports-due-event"),
            is_doubtful: false,
        },
        (Some(words), None) => Shown {
            words: words.clone(),
            ..Shown::default()
        },
        (None, None) => Shown {
            words: page.t("imports-no-deadline"),
            note: reason.unwrap_or_default(),
            is_doubtful: false,
        },
    }
}

fn measure(page: &Page, measure: Option<&Measure>) -> Option<Shown> {
    Some(match measure? {
        Measure::Product { product } => Shown {
            words: product.clone(),
            ..Shown::default()
        },
        Measure::Target { target } => Shown {
            words: target.clone(),
            note: page.t("imports-measure-target"),
            is_doubtful: false,
        },
        Measure::Reviews => Shown {
            words: page.t("imports-measure-reviews"),
            ..Shown::default()
        },
        Measure::Nothing { reason } => Shown {
            words: page.t("imports-measure-nothing"),
            note: reason.clone(),
            is_doubtful: false,
        },
    })
}
