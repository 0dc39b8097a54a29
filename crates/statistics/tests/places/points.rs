//! Points of the reference material.

use statistics::near_repeat::Event;

use crate::shared::reference;

/// 3,000 burglaries, coordinates in kilometres.
pub(crate) fn burglaries() -> Vec<Event> {
    let text = std::fs::read_to_string(reference("data/houston_burglary_3000.csv")).unwrap();
    let event = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        Event {
            x: cells[0].parse().unwrap(),
            y: cells[1].parse().unwrap(),
            day: cells[2].parse().unwrap(),
        }
    };
    text.lines().skip(1).map(event).collect()
}
