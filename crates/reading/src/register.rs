//! What reading gives: who wrote the document, what it carries out and cites, and the register of its tasks.
//!
//! Serialised, these types are the JSON of `dondoc read`; its schema is generated from them.

use std::borrow::Cow;
use std::ops::Range;

use calendar::words::{DeadlineKind, Recurrence, Relative};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A stretch of the extracted text, in bytes of its UTF-8 form and in characters (Unicode scalar values), end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// First character.
    pub start_char: usize,
    /// One past the last character.
    pub end_char: usize,
}

impl Span {
    /// The byte range.
    pub fn bytes(self) -> Range<usize> {
        self.start..self.end
    }
}

/// How a field is known: the three marks shown to the clerk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// "có trong văn bản": the task's own words say it.
    Stated,
    /// "suy ra": from a heading, a label of the group, or an earlier sentence.
    Inferred,
    /// "thiếu": the document does not say.
    #[default]
    Missing,
}

/// The whole reading of one document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Reading {
    /// Whose document it is.
    pub document: Document,
    /// Proposed tasks in the order of the text.
    pub tasks: Vec<Proposal>,
    /// Measurable goals (chỉ tiêu).
    pub targets: Vec<Target>,
    /// What was not understood, and what the user should check.
    pub findings: Vec<Finding>,
}

/// Identity of a document (Decree 30/2020, annex I) and its place among others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Document {
    /// Number and symbol without spaces: `2909/CTr-UBND`.
    pub number: Option<String>,
    /// Kind as a Vietnamese noun: `Kế hoạch`.
    pub kind: Option<String>,
    /// Issuing body, spelt out: `Ủy ban nhân dân tỉnh Kon Tum`.
    pub issuer: Option<String>,
    /// Day of issue.
    #[schemars(with = "Option<String>")]
    pub issued_on: Option<Date>,
    /// Subject line (trích yếu).
    pub title: Option<String>,
    /// Code of the province the issuer belongs to, as of the day of issue.
    pub province: Option<String>,
    /// Every distinct numbered document cited, in the order first met.
    pub cites: Vec<Citation>,
    /// The chain of mandate, nearest first: which cited documents this one carries out.
    pub implements: Vec<CarriesOut>,
    /// Where number, kind, issuer, date and title stand, by field name.
    pub spans: std::collections::BTreeMap<String, Span>,
}

/// A numbered document named in the text. The same number of another year or issuer is another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Citation {
    /// Number and symbol without spaces.
    pub number: String,
    /// Kind as written before the number, when it stands there.
    pub kind: Option<String>,
    /// Issuer as written after it, when it stands there.
    pub issuer: Option<String>,
    /// Its date, when one stands with it anywhere.
    #[schemars(with = "Option<String>")]
    pub issued_on: Option<Date>,
    /// The first place it is named.
    pub span: Span,
}

/// One link of the chain of mandate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CarriesOut {
    /// Number of the document that carries out (of this one, or of a cited one).
    pub document: Option<String>,
    /// Number of the document carried out, or its name where it has no number.
    pub carries_out: String,
    /// The words that say so.
    pub span: Span,
}

/// Where a task's lead was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeadFrom {
    /// In the task itself or its own label line or cell.
    Text,
    /// In a heading or list stem above.
    Heading,
    /// In an earlier sentence of the same section.
    Context,
    /// Nowhere.
    #[default]
    None,
}

/// How a task is put.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// Giao, yêu cầu, or a plain imperative.
    #[default]
    Assign,
    /// Đề nghị: bodies the issuer has no command over.
    Request,
}

/// A task as read, to be confirmed by a person.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Proposal {
    /// The words of the task.
    pub text: String,
    /// Where they stand.
    pub span: Option<Span>,
    /// Headings above it, outermost first: `["III. TỔ CHỨC THỰC HIỆN", "1. Công an tỉnh"]`.
    pub path: Vec<String>,
    /// Who leads; several are joint leads, none is a fault to be mended.
    pub lead: Vec<Party>,
    /// Where the lead was found.
    pub lead_from: LeadFrom,
    /// Several leads are named without one that is in charge.
    pub joint: bool,
    /// Who coordinates.
    pub coordinating: Vec<Party>,
    /// By when.
    pub deadline: Due,
    /// What is to be handed in, from a product column or label.
    pub product: Option<Quote>,
    /// To whom and through whom it is reported.
    pub report_to: Option<Quote>,
    /// Places that limit where it is done.
    pub places: Vec<PlaceNamed>,
    /// Order or request.
    pub modality: Modality,
    /// Mark of each field: lead, coordinating, places, deadline, product, report_to.
    pub marks: std::collections::BTreeMap<Cow<'static, str>, Mark>,
}

/// An agency or open group, as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Party {
    /// As written, without Giao, Đề nghị, do.
    pub written: String,
    /// Where it stands.
    pub span: Option<Span>,
    /// An open group ("các sở, ban, ngành"), never resolved to a guessed list.
    pub group: bool,
    /// The agency meant, spelt out, as of the day of issue.
    pub agency: Option<String>,
    /// What it is today, when that is another.
    pub today: Vec<String>,
}

/// A stated quotation with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Quote {
    /// The words.
    pub written: String,
    /// Where they stand.
    pub span: Option<Span>,
}

/// A deadline as read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Due {
    /// The words, none when the document sets no deadline ("chưa có thời hạn").
    pub raw: Option<String>,
    /// Which form.
    #[schemars(with = "String")]
    pub kind: DeadlineKind,
    /// The last acceptable day.
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
    /// "trước ngày": whether the day itself still counts is the office's setting.
    pub before: bool,
    /// The year was not printed and taken from the day of issue.
    pub assumed_year: bool,
    /// For recurring ones.
    #[schemars(with = "Option<serde_json::Value>")]
    pub rule: Option<Recurrence>,
    /// For "within N days from".
    #[schemars(with = "Option<serde_json::Value>")]
    pub relative: Option<Relative>,
    /// Where it stands.
    pub span: Option<Span>,
}

impl Default for Due {
    fn default() -> Self {
        let kind = DeadlineKind::None;
        Self {
            raw: None,
            kind,
            due: None,
            before: false,
            assumed_year: false,
            rule: None,
            relative: None,
            span: None,
        }
    }
}

/// A place named in a task, as of the day of issue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PlaceNamed {
    /// As written, without its type word.
    pub written: String,
    /// Where it stands.
    pub span: Option<Span>,
    /// Code of the unit meant, when it is certain.
    pub code: Option<String>,
    /// Its full name on the day of issue.
    pub full_name: Option<String>,
    /// Units it is today, with the share of it that each received.
    pub today: Vec<PlaceToday>,
}

/// A unit of today that a former one went into.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PlaceToday {
    /// Code of today's unit.
    pub code: String,
    /// Its full name.
    pub full_name: String,
    /// Share of the former unit that it received, 0 to 1, where known.
    pub share: Option<f64>,
}

/// A measurable goal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Target {
    /// The words.
    pub quote: String,
    /// Where they stand.
    pub span: Span,
    /// The number, none for "không để xảy ra" or a direction alone.
    pub value: Option<f64>,
    /// Its unit: `%`, `vụ`, `xã` ...
    pub unit: Option<String>,
    /// Which way is good.
    pub direction: Direction,
    /// By when, as written: a year or a day.
    pub by: Option<String>,
}

/// Which way a target points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// At least the value.
    AtLeast,
    /// At most the value.
    AtMost,
    /// Up, by the value if there is one.
    Increase,
    /// Down, by the value if there is one.
    Decrease,
    /// None at all.
    Zero,
}

/// Something to tell the user about the reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Finding {
    /// Stable code, also the translation key: `joint-lead`, `no-deadline`, `read-by-machine` ...
    pub code: Cow<'static, str>,
    /// What it is about: a word, a field, a format.
    pub detail: Option<String>,
    /// Where, when it stands somewhere.
    pub span: Option<Span>,
}
