//! Digital signatures draw a box of small print on the page: who signed, for whom, when. It is not part of the text.

use std::sync::LazyLock;

use regex::Regex;

use super::lines::{Band, Segment};

/// What only a signature box says: a label, or a moment to the second.
static SIGNATURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\s*(được\s+)?ký\s+(số\s+)?bởi\s*:|^\s*người\s+ký\s*:|thời\s+gian\s+ký\s*:|^\s*ngày\s+ký\s*:|digitally\s+signed|\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\s+\d{1,2}:\d{2}:\d{2}\b",
    )
    .expect("the pattern is valid")
});

/// Greatest distance in font heights between lines of one box.
const LINE_GAP: f32 = 1.2;

/// Takes the lines of signature boxes out of the bands.
pub(super) fn remove(bands: &mut Vec<Band>) -> Vec<Segment> {
    let all: Vec<Segment> = bands.iter().flat_map(|band| band.segments.iter().cloned()).collect();
    let mut in_box: Vec<bool> = all.iter().map(|segment| SIGNATURE.is_match(&segment.text())).collect();
    if !in_box.contains(&true) {
        return Vec::new();
    }
    while spread(&all, &mut in_box) {}
    let boxed: Vec<Segment> = all
        .into_iter()
        .zip(in_box)
        .filter(|(_, inside)| *inside)
        .map(|(line, _)| line)
        .collect();
    for band in bands.iter_mut() {
        band.segments.retain(|segment| !boxed.contains(segment));
    }
    *bands = std::mem::take(bands)
        .into_iter()
        .filter_map(|band| Band::new(band.segments))
        .collect();
    boxed
}

/// One step outwards from what is known to be in a box; true when something was added.
fn spread(all: &[Segment], in_box: &mut [bool]) -> bool {
    let more: Vec<usize> = (0..all.len())
        .filter(|&i| !in_box[i] && (0..all.len()).any(|j| in_box[j] && is_same_box(&all[j], &all[i])))
        .collect();
    for &i in &more {
        in_box[i] = true;
    }
    !more.is_empty()
}

fn is_same_box(inside: &Segment, other: &Segment) -> bool {
    let size = inside.size.min(other.size);
    let same_print = (inside.size - other.size).abs() < 0.15 * size;
    let distance = (other.area.top - inside.area.bottom).max(inside.area.top - other.area.bottom);
    let same_edge = (inside.area.left - other.area.left).abs() < 2.0 * size;
    same_print && same_edge && distance < LINE_GAP * size && inside.area.shared_x(&other.area) > 0.0
}
