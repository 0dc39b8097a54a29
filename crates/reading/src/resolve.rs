//! Who and where the words mean: places and agencies as of the day of issue, and what they are today.

use std::borrow::Cow;
use std::collections::BTreeMap;

use gazetteer::{Gazetteer, PlaceMention, RunningText};
use jiff::civil::Date;

use crate::grammar::words::Script;
use crate::register::{Mark, PlaceNamed, PlaceToday, Proposal, Reading};

/// Fills places, agencies and the province of a reading.
///
/// Names are understood as of the day of issue; of a document without one, as of the last day it cites.
pub(crate) fn resolve(reading: &mut Reading, script: &Script<'_>, issued_on: Option<Date>) {
    let gazetteer = Gazetteer::compiled();
    let Some(on) = issued_on.or_else(|| reading.document.cites.iter().filter_map(|cited| cited.issued_on).max()) else {
        return;
    };
    let by_issuer = reading
        .document
        .issuer
        .as_deref()
        .and_then(|issuer| gazetteer.province_of_issuer(issuer, on))
        .map(|place| place.code.to_owned());
    let words_of = |task: &Proposal| task.span.map_or("", |span| &script.written[span.bytes()]);
    // Asked for the province first, the texts are kept for the places.
    let texts: Vec<RunningText<'_>> = match &by_issuer {
        Some(_) => Vec::new(),
        None => reading
            .tasks
            .iter()
            .map(|task| RunningText::of(words_of(task)))
            .collect(),
    };
    let province = by_issuer.or_else(|| province_of_places(&texts, on));
    // A document names the same agencies again and again.
    let mut known: BTreeMap<String, (Option<String>, Vec<String>)> = BTreeMap::new();
    let mut texts = texts.into_iter();
    let mut text = RunningText::of("");
    for task in &mut reading.tasks {
        text = texts.next().unwrap_or_else(|| text.then(words_of(task)));
        for party in task
            .lead
            .iter_mut()
            .chain(&mut task.coordinating)
            .filter(|party| !party.group)
        {
            let named = known
                .entry(party.written.clone())
                .or_insert_with(|| agency(&party.written, on, province.as_deref()));
            party.agency.clone_from(&named.0);
            party.today.clone_from(&named.1);
        }
        if let Some(span) = task.span {
            task.places = places(script, span.start, &text, on, province.as_deref());
        }
        task.marks.insert(
            Cow::Borrowed("places"),
            if task.places.is_empty() {
                Mark::Missing
            } else {
                Mark::Stated
            },
        );
    }
    reading.document.issuer = reading.document.issuer.take().map(|issuer| spelled(issuer, on));
    reading.document.province = province;
}

/// The agency a name means on a day, spelt out, and what it is today when that is another.
fn agency(written: &str, on: Date, province: Option<&str>) -> (Option<String>, Vec<String>) {
    let Some(found) = Gazetteer::compiled().agency_named(written, Some(on), province) else {
        return (None, Vec::new());
    };
    let ended = found.agency.valid_to.is_some();
    let today = found
        .today
        .iter()
        .filter(|today| ended && today.part.is_none())
        .map(|today| today.agency.name.to_owned());
    (Some(found.agency.name.to_owned()), today.collect())
}

/// A letterhead is set in capitals: an issuer of the table is spelt as the table does.
fn spelled(issuer: String, on: Date) -> String {
    let found = Gazetteer::compiled().agency_named(&issuer, Some(on), None);
    match found {
        Some(found) if text::canonical(found.agency.name) == text::canonical(&issuer) => found.agency.name.to_owned(),
        _ => issuer,
    }
}

/// The places that a text beginning at `start` names.
fn places(
    script: &Script<'_>,
    start: usize,
    text: &RunningText<'_>,
    on: Date,
    province: Option<&str>,
) -> Vec<PlaceNamed> {
    let gazetteer = Gazetteer::compiled();
    let mut out: Vec<PlaceNamed> = Vec::new();
    for mention in mentions(text, on, province) {
        let bytes = start + mention.range.start..start + mention.range.end;
        let place = sure(&mention);
        let today = place.map_or_else(Vec::new, |place| {
            let mut units = gazetteer.successors(place);
            units.sort_by_key(|unit| unit.place.code);
            units
                .iter()
                .map(|unit| PlaceToday {
                    code: unit.place.code.to_owned(),
                    full_name: unit.place.full_name(),
                    share: unit.share,
                })
                .collect()
        });
        let named = PlaceNamed {
            written: script.written[bytes.clone()].to_owned(),
            span: Some(script.span(&bytes)),
            code: place.map(|place| place.code.to_owned()),
            full_name: place.map(gazetteer::Place::full_name),
            today,
        };
        if !out
            .iter()
            .any(|known| known.code == named.code && known.written == named.written)
        {
            out.push(named);
        }
    }
    out
}

fn mentions(text: &RunningText<'_>, on: Date, province: Option<&str>) -> Vec<PlaceMention<'static>> {
    let mut found = Gazetteer::compiled().place_mentions_in(text, on, province);
    // The document's own province limits nothing.
    found.retain(|mention| {
        !mention.in_agency_name && !mention.candidates.iter().all(|m| Some(m.place.code) == province)
    });
    found
}

/// The place meant, when only one is.
fn sure(mention: &PlaceMention<'static>) -> Option<&'static gazetteer::Place> {
    let best = mention.candidates.first()?;
    let rivals = mention.candidates.iter().filter(|m| m.how == best.how).count();
    (rivals == 1).then_some(best.place)
}

/// The province most places of the tasks lie in, for a document whose issuer does not tell.
fn province_of_places(texts: &[RunningText<'_>], on: Date) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for text in texts {
        for mention in Gazetteer::compiled().place_mentions_in(text, on, None) {
            let mut provinces: Vec<&str> = mention.candidates.iter().map(|m| m.place.province).collect();
            provinces.sort_unstable();
            provinces.dedup();
            for province in provinces {
                *counts.entry(province).or_default() += 1;
            }
        }
    }
    let most = counts.values().copied().max().filter(|&most| most > 1)?;
    let mut leaders = counts.iter().filter(|(_, count)| **count == most);
    let leader = leaders.next().map(|(province, _)| (*province).to_owned());
    leader.filter(|_| leaders.next().is_none())
}
