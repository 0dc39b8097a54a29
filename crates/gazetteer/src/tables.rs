//! The compiled tables and how a row of each is read. `scripts/compile_gazetteer.py` writes them.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::place::{Doubt, Doubts, Level, Place, PlaceId, PlaceKind, Population, Seat};
use crate::succession::Basis;

const PLACES: &str = include_str!("../data/places.tsv");
const SUCCESSIONS: &str = include_str!("../data/successions.tsv");
const PLACE_ALIASES: &str = include_str!("../data/place_aliases.tsv");
const AGENCIES: &str = include_str!("../data/agencies.tsv");
const DOCUMENT_KINDS: &str = include_str!("../data/document_kinds.tsv");

/// The cells of each row under the heading.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().skip(1).map(|line| {
        let mut cells = line.split('\t');
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
}

/// A cell that is empty when nothing is known.
fn filled(cell: &'static str) -> Option<&'static str> {
    Some(cell).filter(|cell| !cell.is_empty())
}

pub(crate) fn day(cell: &'static str) -> Option<Date> {
    filled(cell).map(|cell| cell.parse().expect("the script writes ISO days"))
}

/// All places, provinces before districts before communes within each list.
pub(crate) fn places() -> Vec<Place> {
    let mut places: Vec<Place> = rows(PLACES).map(place).collect();
    let province_of_district: HashMap<&str, &str> = places
        .iter()
        .filter(|place| place.level() == Level::District)
        .filter_map(|place| Some((place.code, place.parent?)))
        .collect();
    for place in &mut places {
        let Some(parent) = place.parent else { continue };
        place.province = province_of_district.get(parent).copied().unwrap_or(parent);
    }
    places
}

fn place(
    [
        id,
        kind,
        name,
        parent,
        from,
        to,
        latitude,
        longitude,
        population,
        year,
        doubts,
    ]: [&'static str; 11],
) -> Place {
    let doubts = Doubts::from_letters(doubts);
    let code = id.trim_end_matches(|c: char| c.is_ascii_lowercase());
    Place {
        id: PlaceId(id),
        code,
        kind: PlaceKind::from_letter(kind).expect("the script writes known letters"),
        name,
        parent: filled(parent),
        province: code,
        valid_from: day(from),
        valid_to: day(to),
        seat: seat(latitude, longitude, doubts.contains(Doubt::Seat)),
        population: people(population, year, doubts.contains(Doubt::Population)),
        doubts,
    }
}

fn seat(latitude: &str, longitude: &str, doubtful: bool) -> Option<Seat> {
    Some(Seat {
        latitude: latitude.parse().ok()?,
        longitude: longitude.parse().ok()?,
        doubtful,
    })
}

fn people(count: &str, year: &str, doubtful: bool) -> Option<Population> {
    Some(Population {
        count: count.parse().ok()?,
        year: year.parse().ok()?,
        doubtful,
    })
}

/// One step from a unit to one that follows it.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub(crate) old: &'static str,
    pub(crate) new: &'static str,
    pub(crate) share: Option<f64>,
    pub(crate) basis: Basis,
}

pub(crate) fn steps() -> impl Iterator<Item = Step> {
    rows(SUCCESSIONS).map(|[old, new, share, basis]| Step {
        old,
        new,
        share: filled(share).map(|share| share.parse().expect("the script writes numbers")),
        basis: Basis::from_letter(basis).expect("the script writes known letters"),
    })
}

/// Place identifiers with a further spelling of the name.
pub(crate) fn place_aliases() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(PLACE_ALIASES).map(|[id, alias, _basis]| (id, alias))
}

/// Rows of the table of agencies, columns as in its heading.
pub(crate) fn agencies() -> impl Iterator<Item = [&'static str; 11]> {
    rows(AGENCIES)
}

/// Names of document types with their abbreviation, empty where the decree gives none.
pub(crate) fn document_kinds() -> impl Iterator<Item = [&'static str; 2]> {
    rows(DOCUMENT_KINDS)
}
