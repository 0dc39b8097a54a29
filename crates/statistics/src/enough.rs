//! When there is enough to name a place: never on a handful of events.

use std::collections::BTreeSet;

/// Events that a finding rests on at least.
pub const LEAST_EVENTS: usize = 5;
/// Distinct days of those events at least: five events of one evening are one event to a statistician.
pub const LEAST_DAYS: usize = 3;

/// Whether events on these days are enough to name where they happened.
pub fn is_enough<D: Ord>(days: impl IntoIterator<Item = D>) -> bool {
    let mut events = 0;
    let mut distinct = BTreeSet::new();
    for day in days {
        events += 1;
        distinct.insert(day);
    }
    events >= LEAST_EVENTS && distinct.len() >= LEAST_DAYS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_events_on_three_days() {
        assert!(is_enough([1, 1, 1, 2, 3]));
        assert!(!is_enough([1, 2, 3, 4]));
        assert!(!is_enough([1, 1, 1, 1, 2, 2]));
    }
}
