//! The whole way from an extract to its reading.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use calendar::words::{DeadlineKind, Strength, find, whole};
use jiff::civil::Date;

use crate::extract::{Extract, Note};
use crate::grammar::citations::{self, Cited};
use crate::grammar::identity::{self, Identity};
use crate::grammar::outline::{Marker, Outline, Zone};
use crate::grammar::parties::Name;
use crate::grammar::tasks::{self, Draft};
use crate::grammar::words::{Script, sentences};
use crate::grammar::{reports, targets};
use crate::register::{Document, Due, Finding, LeadFrom, Mark, Party, Proposal, Reading};

/// Reads a document. Never fails: what was not understood is told in [`Reading::findings`].
///
/// The same text gives the same reading; nothing outside it is consulted but the compiled gazetteer and lexicons.
pub fn read(extract: &Extract) -> Reading {
    let plain = text::aligned(&extract.text);
    let script = Script::new(&extract.text, &plain);
    let identity = identity::identity(&script, extract);
    let outline = Outline::of(extract, &script, identity.head_end);
    let issued_on = identity.issued_on.as_ref().map(|(day, _)| *day);
    let notice = identity.kind.as_ref().is_some_and(|(kind, _)| *kind == "thông báo");
    let drafts = tasks::drafts(
        &script,
        &outline,
        notice,
        identity.issuer.as_ref().map(|(issuer, _)| issuer.as_str()),
    );
    let mentions = citations::mentions(&script, 0..cited_until(&outline, extract));
    let document = document(&script, &outline, &identity, &mentions);
    let tasks: Vec<Proposal> = drafts.iter().map(|draft| proposal(&script, draft, issued_on)).collect();
    let mut reading = Reading {
        targets: targets::targets(&script, &outline),
        findings: findings(extract, &document, &tasks),
        document,
        tasks,
    };
    crate::resolve::resolve(&mut reading, &script, issued_on);
    reading
}

/// Related documents that a site lists below the text are not cited by it.
fn cited_until(outline: &Outline<'_>, extract: &Extract) -> usize {
    let last = outline
        .nodes
        .iter()
        .rposition(|node| node.zone == Zone::Body || node.table.is_some());
    last.map_or(extract.text.len(), |at| outline.nodes[at].range.end)
}

fn document(script: &Script<'_>, outline: &Outline<'_>, identity: &Identity, mentions: &[Cited]) -> Document {
    let own = identity.number.as_ref().map(|(number, _)| number.as_str());
    let body_start = outline
        .nodes
        .iter()
        .find(|n| n.zone == Zone::Body)
        .map_or(0, |n| n.range.start);
    let first_mark = outline
        .nodes
        .iter()
        .find(|n| n.zone == Zone::Body && !matches!(n.marker, Marker::None | Marker::Stem(_)))
        .map_or(usize::MAX, |n| n.range.start);
    let title_start = identity.title.as_ref().map_or(body_start, |title| title.start);
    let preamble = title_start.min(body_start)..first_mark;
    let mut parts: Vec<Range<usize>> = identity.title.iter().cloned().collect();
    let cites = |range: &Range<usize>| {
        let first = mentions.partition_point(|m| m.range.start < range.start);
        mentions.get(first).is_some_and(|m| m.range.start < range.end)
    };
    let citing = outline
        .nodes
        .iter()
        .filter(|n| n.zone == Zone::Body && n.table.is_none() && cites(&n.body));
    parts.extend(citing.flat_map(|n| sentences(script, n.body.clone())));
    let mut spans = BTreeMap::new();
    let mut span = |field: &str, range: Option<&Range<usize>>| {
        if let Some(range) = range {
            spans.insert(field.to_owned(), script.span(range));
        }
    };
    span("number", identity.number.as_ref().map(|n| &n.1));
    span("kind", identity.kind.as_ref().map(|k| &k.1));
    span("issuer", identity.issuer.as_ref().and_then(|i| i.1.as_ref()));
    span("issued_on", identity.issued_on.as_ref().map(|d| &d.1));
    span("title", identity.title.as_ref());
    Document {
        number: own.map(str::to_owned),
        kind: identity.kind.as_ref().map(|(kind, _)| capitalised(kind)),
        issuer: identity.issuer.as_ref().map(|(issuer, _)| issuer.clone()),
        issued_on: identity.issued_on.as_ref().map(|(day, _)| *day),
        title: identity.title.as_ref().map(|range| script.on_one_line(range)),
        province: None,
        cites: citations::distinct(script, mentions, own),
        implements: citations::chain(script, mentions, &parts, own, &preamble),
        spans,
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

fn proposal(script: &Script<'_>, draft: &Draft, issued_on: Option<Date>) -> Proposal {
    let deadline = deadline(script, draft, issued_on);
    let report = draft
        .report_to
        .clone()
        .or_else(|| reports::report_to(script, draft.range.clone()));
    let lead_mark = match draft.lead_from {
        LeadFrom::Text => Mark::Stated,
        LeadFrom::Heading | LeadFrom::Context => Mark::Inferred,
        LeadFrom::None => Mark::Missing,
    };
    let known = |known: bool| if known { Mark::Stated } else { Mark::Missing };
    let deadline_mark = if deadline.raw.is_none() {
        Mark::Missing
    } else {
        draft.deadline_mark.max_stated()
    };
    let marks = BTreeMap::from(
        [
            ("lead", lead_mark),
            ("coordinating", draft.coordinating_mark),
            ("deadline", deadline_mark),
            ("product", known(draft.product.is_some())),
            ("report_to", known(report.is_some())),
        ]
        .map(|(field, mark)| (Cow::Borrowed(field), mark)),
    );
    Proposal {
        text: script.on_one_line(&draft.range),
        span: Some(script.span(&draft.range)),
        path: draft.path.iter().map(|range| script.on_one_line(range)).collect(),
        lead: parties(script, &draft.lead),
        lead_from: draft.lead_from,
        joint: draft.lead.len() > 1,
        coordinating: parties(script, &draft.coordinating),
        deadline,
        product: draft.product.as_ref().map(|range| script.quote(range)),
        report_to: report.as_ref().map(|range| script.quote(range)),
        places: Vec::new(),
        modality: draft.modality,
        marks,
    }
}

impl Mark {
    /// A field with words is at least stated.
    fn max_stated(self) -> Self {
        if self == Self::Missing { Self::Stated } else { self }
    }
}

fn parties(script: &Script<'_>, names: &[Name]) -> Vec<Party> {
    names
        .iter()
        .map(|name| Party {
            written: script.on_one_line(&name.range),
            span: Some(script.span(&name.range)),
            group: name.group,
            agency: None,
            today: Vec::new(),
        })
        .collect()
}

fn deadline(script: &Script<'_>, draft: &Draft, issued_on: Option<Date>) -> Due {
    let mut due = Due::default();
    let (range, deadline) = match &draft.deadline {
        Some(range) => {
            let words = &script.written[range.clone()];
            let Some(deadline) = whole(words, issued_on).or_else(|| best(words, issued_on).map(|f| f.1)) else {
                // Words stand there that no form explains: they are shown, and a person decides.
                due.raw = Some(script.on_one_line(range));
                due.kind = DeadlineKind::Event;
                due.span = Some(script.span(range));
                return due;
            };
            (range.clone(), deadline)
        }
        None if draft.tabular => return due,
        None => {
            let Some((found, deadline)) = best(&script.written[draft.range.clone()], issued_on) else {
                return due;
            };
            (draft.range.start + found.start..draft.range.start + found.end, deadline)
        }
    };
    due.raw = Some(script.on_one_line(&range));
    due.span = Some(script.span(&range));
    due.kind = deadline.kind;
    due.due = deadline.due;
    due.before = deadline.before;
    due.assumed_year = deadline.assumed_year;
    due.rule = deadline.rule;
    due.relative = deadline.relative;
    due
}

/// The deadline of running text: the first explicit one with a day, then the first explicit one, then a weak one.
fn best(words: &str, issued_on: Option<Date>) -> Option<(Range<usize>, calendar::words::Deadline)> {
    let mut found = find(words, issued_on);
    found.retain(|f| !in_scope_clause(&words[..f.range.start]));
    let explicit = |f: &&calendar::words::Found| f.strength == Strength::Explicit;
    found
        .iter()
        .filter(explicit)
        .find(|f| f.deadline.due.is_some())
        .or_else(|| found.iter().find(explicit))
        .or_else(|| found.first())
        .map(|f| (f.range.clone(), f.deadline.clone()))
}

/// "đối với các nhiệm vụ được giao trong năm 2025, tiếp tục rà soát": the time belongs to the clause that says what is meant.
fn in_scope_clause(before: &str) -> bool {
    let clause = before
        .rsplit([',', ';', '.', ':'])
        .next()
        .unwrap_or_default()
        .trim_start();
    clause.starts_with("đối với") || clause.starts_with("Đối với")
}

fn findings(extract: &Extract, document: &Document, tasks: &[Proposal]) -> Vec<Finding> {
    let mut out = Vec::new();
    let mut tell = |code: &'static str, detail: Option<String>, span| {
        out.push(Finding {
            code: Cow::Borrowed(code),
            detail,
            span,
        });
    };
    for note in &extract.notes {
        match note {
            Note::ReadByMachine => tell("read-by-machine", None, None),
            Note::Converted(from) => tell("converted-encoding", Some((*from).to_owned()), None),
            Note::LeftOut(what) => tell("left-out", Some((*what).to_owned()), None),
            Note::Damaged(what) => tell("damaged", Some(what.clone()), None),
        }
    }
    for (field, missing) in [
        ("number", document.number.is_none()),
        ("issued_on", document.issued_on.is_none()),
        ("issuer", document.issuer.is_none()),
    ] {
        if missing {
            tell("identity-missing", Some(field.to_owned()), None);
        }
    }
    if tasks.is_empty() {
        tell("no-task", None, None);
    }
    for task in tasks {
        if task.lead.is_empty() {
            tell("no-lead", None, task.span);
        } else if task.joint {
            tell("joint-lead", None, task.span);
        }
        if task.deadline.raw.is_none() {
            tell("no-deadline", None, task.span);
        }
    }
    out
}
