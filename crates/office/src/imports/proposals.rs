//! What reading proposes, as drafts to decide on.

use std::collections::BTreeMap;

use calendar::words::DeadlineKind;
use domain::deadline::{Basis, Deadline, Parts};
use domain::draft::{Draft, DraftDeadline, Mark, Named};
use domain::id::AgencyId;
use domain::task::{Measure, PlaceRef};
use jiff::civil::Date;
use reading::register::{self, Due, Modality, Party, Proposal, Span};

/// A draft from what was read. `agency` finds the register's agency for a name; recurring limits run from `set_on`, the day
/// of the document.
pub(super) fn draft_of(
    number: u32,
    proposal: &Proposal,
    set_on: Date,
    agency: impl Fn(&Party) -> Option<AgencyId>,
) -> Draft {
    let named = |party: &Party| Named {
        written: party.written.clone(),
        agency: agency(party),
        then: party.agency.clone(),
        today: party.today.clone(),
        group: party.group,
        members: Vec::new(),
    };
    let places = proposal.places.iter().map(|place| PlaceRef {
        written: place.written.clone(),
        code: place.code.clone(),
        full_name: place.full_name.clone(),
        today: place
            .today
            .iter()
            .map(|today| (today.code.clone(), today.full_name.clone()))
            .collect(),
    });
    Draft {
        path: proposal.path.clone(),
        span: proposal.span.map(bytes),
        leads: proposal.lead.iter().map(named).collect(),
        coordinating: proposal.coordinating.iter().map(named).collect(),
        deadline: deadline_of(&proposal.deadline, set_on),
        measure: proposal.product.as_ref().map(|quote| Measure::Product {
            product: quote.written.clone(),
        }),
        report_to: proposal.report_to.as_ref().map(|quote| quote.written.clone()),
        places: places.collect(),
        request: proposal.modality == Modality::Request,
        marks: proposal
            .marks
            .iter()
            .map(|(field, mark)| (field.to_string(), mark_of(*mark)))
            .collect(),
        sources: sources_of(proposal),
        ..Draft::new(number, proposal.text.clone())
    }
}

/// The words each field was read from.
fn sources_of(proposal: &Proposal) -> BTreeMap<String, (u64, u64)> {
    let first = |parties: &[Party]| parties.first().and_then(|party| party.span);
    let spans = [
        ("lead", first(&proposal.lead)),
        ("coordinating", first(&proposal.coordinating)),
        ("deadline", proposal.deadline.span),
        ("product", proposal.product.as_ref().and_then(|quote| quote.span)),
        ("report_to", proposal.report_to.as_ref().and_then(|quote| quote.span)),
    ];
    let known = spans
        .into_iter()
        .filter_map(|(field, span)| Some((field.to_owned(), bytes(span?))));
    known.collect()
}

fn deadline_of(due: &Due, set_on: Date) -> DraftDeadline {
    if due.kind == DeadlineKind::None {
        return DraftDeadline::Undecided;
    }
    if due.kind == DeadlineKind::Ongoing && due.rule.is_none() {
        return DraftDeadline::NeedsCycle {
            words: due.raw.clone().unwrap_or_default(),
        };
    }
    let parts = Parts {
        words: due.raw.clone(),
        kind: due.kind,
        due: due.due,
        rule: due.rule.clone(),
        relative: due.relative.clone(),
        before: due.before,
        assumed_year: due.assumed_year,
    };
    DraftDeadline::Set {
        deadline: Deadline::of_parts(parts, set_on, Basis::Directive),
    }
}

fn mark_of(mark: register::Mark) -> Mark {
    match mark {
        register::Mark::Stated => Mark::Stated,
        register::Mark::Inferred => Mark::Inferred,
        register::Mark::Missing => Mark::Missing,
    }
}

fn bytes(span: Span) -> (u64, u64) {
    (span.start as u64, span.end as u64)
}
