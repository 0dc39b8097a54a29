//! Places that the law calls "điểm hay xảy ra tai nạn giao thông" (Circular 41/2024/TT-BGTVT, article 14; "điểm đen" before).
//!
//! A list to be proposed: whether the road was the cause is for the authority to say, and accidents it was not the cause of do
//! not count.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::Accident;
use crate::dated::{self, Dated};

static RULES: LazyLock<Vec<Dated<SpotRule>>> =
    LazyLock::new(|| dated::table(include_str!("../../data/black_spots.toml")));

/// When a place is one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SpotRule {
    /// What it is called.
    pub name: String,
    /// Months that are looked at together.
    pub months: i32,
    /// How far one place reaches from its middle, in metres: a proposal, not law.
    pub radius_metres: f64,
    spot: Vec<AtLeast>,
    potential: Vec<AtLeast>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(default)]
struct AtLeast {
    accidents: u32,
    fatal: u32,
    injury_only: u32,
    collisions: u32,
}

/// What happened at one place within the months of the rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Accidents with dead.
    pub fatal: u32,
    /// Accidents with injured and no dead.
    pub injury_only: u32,
    /// Collisions without either.
    pub collisions: u32,
    /// Dead.
    pub deaths: u32,
    /// Injured.
    pub injured: u32,
}

impl Tally {
    /// Accidents with dead or injured.
    pub fn accidents(&self) -> u32 {
        self.fatal + self.injury_only
    }

    fn add(&mut self, accident: &Accident) {
        match (accident.deaths, accident.injured) {
            (1.., _) => self.fatal += 1,
            (0, 1..) => self.injury_only += 1,
            (0, 0) => self.collisions += 1,
        }
        self.deaths = self.deaths.saturating_add(accident.deaths);
        self.injured = self.injured.saturating_add(accident.injured);
    }

    fn meets(&self, least: &AtLeast) -> bool {
        self.accidents() >= least.accidents
            && self.fatal >= least.fatal
            && self.injury_only >= least.injury_only
            && self.collisions >= least.collisions
    }
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Điểm tiềm ẩn.
    Potential,
    /// Điểm hay xảy ra tai nạn, điểm đen.
    Spot,
}

/// A place that meets the rule.
#[derive(Debug, Clone, PartialEq)]
pub struct BlackSpot {
    /// Which of the two.
    pub level: Level,
    /// The accident it lies around.
    pub centre: usize,
    /// Its accidents within the months, by their number.
    pub accidents: Vec<usize>,
    /// First day that is looked at.
    pub from: Date,
    /// Last day: that of its last accident.
    pub to: Date,
    /// What happened there in that time.
    pub tally: Tally,
    /// The rule it follows.
    pub rule: &'static Dated<SpotRule>,
}

/// The rule in force on a day.
pub fn on(day: Date) -> Option<&'static Dated<SpotRule>> {
    dated::on(&RULES, day)
}

/// Places that meet the rule of the day of their last accident: what lies within `radius` metres of an accident (the rule's
/// own proposal without), in the rolling months up to each accident. Of places that share an accident the worse one is
/// listed: spots before potential ones, then more dead, more accidents, the later one.
pub fn black_spots(accidents: &[Accident], radius: Option<f64>) -> Vec<BlackSpot> {
    let mut order: Vec<usize> = (0..accidents.len()).collect();
    let along = |at: usize| accidents[at].position.along();
    order.sort_by(|&one, &other| {
        along(one)
            .0
            .cmp(&along(other).0)
            .then(along(one).1.total_cmp(&along(other).1))
    });
    let mut candidates: Vec<BlackSpot> = (0..order.len())
        .filter_map(|rank| worst_around(accidents, &order, rank, radius))
        .collect();
    candidates.sort_by_key(|spot| {
        let tally = &spot.tally;
        std::cmp::Reverse((
            spot.level,
            tally.deaths,
            tally.accidents(),
            tally.collisions,
            spot.to,
            std::cmp::Reverse(spot.centre),
        ))
    });
    let mut is_taken = vec![false; accidents.len()];
    candidates.retain(|spot| {
        let is_free = spot.accidents.iter().all(|&at| !is_taken[at]);
        if is_free {
            for &at in &spot.accidents {
                is_taken[at] = true;
            }
        }
        is_free
    });
    candidates
}

fn worst_around(accidents: &[Accident], order: &[usize], rank: usize, radius: Option<f64>) -> Option<BlackSpot> {
    let centre = order[rank];
    let middle = &accidents[centre].position;
    let reach = radius.or_else(|| on(accidents[centre].day).map(|rule| rule.rule.radius_metres))?;
    let is_beside = |&&at: &&usize| {
        let (one, other) = (middle.along(), accidents[at].position.along());
        one.0 == other.0 && (one.1 - other.1).abs() <= reach
    };
    let earlier = order[..rank].iter().rev().take_while(is_beside);
    let later = order[rank + 1..].iter().take_while(is_beside);
    let mut near: Vec<usize> = earlier
        .chain(later)
        .copied()
        .filter(|&at| middle.distance(&accidents[at].position) <= reach)
        .chain([centre])
        .collect();
    near.sort_by_key(|&at| (accidents[at].day, at));
    let window = |last: usize| {
        let to = accidents[near[last]].day;
        let rule = on(to)?;
        let from = to
            .checked_sub(jiff::Span::new().months(rule.rule.months))
            .and_then(Date::tomorrow)
            .ok()?;
        let within: Vec<usize> = near[..=last]
            .iter()
            .copied()
            .filter(|&at| accidents[at].day >= from)
            .collect();
        // A place is listed around an accident of its own.
        if !within.contains(&centre) {
            return None;
        }
        let mut tally = Tally::default();
        for &at in &within {
            tally.add(&accidents[at]);
        }
        let meets = |lines: &[AtLeast]| lines.iter().any(|line| tally.meets(line));
        let level = if meets(&rule.rule.spot) {
            Level::Spot
        } else if meets(&rule.rule.potential) {
            Level::Potential
        } else {
            return None;
        };
        Some(BlackSpot {
            level,
            centre,
            accidents: within,
            from,
            to,
            tally,
            rule,
        })
    };
    (0..near.len())
        .filter_map(window)
        .max_by_key(|spot| (spot.level, spot.tally.deaths, spot.tally.accidents(), spot.to))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn at(metre: f64, day: Date, deaths: u32, injured: u32) -> Accident {
        Accident::on_road(0, metre, day, deaths, injured)
    }

    fn levels(accidents: &[Accident]) -> Vec<Level> {
        black_spots(accidents, None).iter().map(|spot| spot.level).collect()
    }

    #[test]
    fn each_line_of_the_rule() {
        let day = |month| date(2026, month, 1);
        for (accidents, expected) in [
            (vec![at(0.0, day(1), 1, 0), at(90.0, day(9), 2, 1)], vec![Level::Spot]),
            (
                vec![at(0.0, day(1), 1, 0), at(50.0, day(2), 0, 1), at(90.0, day(9), 0, 2)],
                vec![Level::Spot],
            ),
            (
                (1..=4).map(|month| at(0.0, day(month), 0, 1)).collect(),
                vec![Level::Spot],
            ),
            (
                (1..=3).map(|month| at(0.0, day(month), 0, 1)).collect(),
                vec![Level::Potential],
            ),
            (
                (1..=5).map(|month| at(0.0, day(month), 0, 0)).collect(),
                vec![Level::Potential],
            ),
            ((1..=4).map(|month| at(0.0, day(month), 0, 0)).collect(), vec![]),
            (vec![at(0.0, day(1), 1, 0)], vec![Level::Potential]),
            // Too far apart, and on another road.
            (
                vec![at(0.0, day(1), 1, 0), at(101.0, day(2), 1, 0)],
                vec![Level::Potential; 2],
            ),
            (
                vec![at(0.0, day(1), 1, 0), Accident::on_road(1, 0.0, day(2), 1, 0)],
                vec![Level::Potential; 2],
            ),
        ] {
            assert_eq!(levels(&accidents), expected, "{accidents:?}");
        }
    }

    #[test]
    fn twelve_months_are_counted_to_the_day() {
        let apart = |second| levels(&[at(0.0, date(2025, 3, 10), 1, 0), at(0.0, second, 1, 0)]);
        assert_eq!(apart(date(2026, 3, 9)), [Level::Spot]);
        assert_eq!(apart(date(2026, 3, 10)), [Level::Potential; 2]);
    }

    #[test]
    fn the_rule_of_the_day_holds() {
        let fatal = |year| black_spots(&[at(0.0, date(year, 6, 1), 1, 0)], None);
        assert!(fatal(2023).is_empty());
        assert_eq!(fatal(2026)[0].rule.rule.name, "điểm hay xảy ra tai nạn giao thông");
        let old = black_spots(
            &[at(0.0, date(2023, 6, 1), 1, 0), at(0.0, date(2023, 7, 1), 1, 0)],
            None,
        );
        assert_eq!(old[0].rule.rule.name, "điểm đen");
    }

    proptest! {
        #[test]
        fn order_of_the_table_does_not_matter_and_no_accident_counts_twice(
            made in proptest::collection::vec((0..40_i32, 0..40_i32, 0..700_i32, 0..2_u32, 0..3_u32), 1..60), turn in 0_usize..60
        ) {
            let accidents: Vec<Accident> = made.iter().map(|&(x, y, day, deaths, injured)| {
                let day = date(2025, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
                Accident::at_point(f64::from(x) * 20.0, f64::from(y) * 20.0, day, deaths, injured)
            }).collect();
            let found = black_spots(&accidents, None);
            let mut seen = std::collections::HashSet::new();
            for spot in &found {
                prop_assert!(spot.accidents.iter().all(|at| seen.insert(*at)));
                prop_assert!(spot.accidents.contains(&spot.centre));
                for &at in &spot.accidents {
                    prop_assert!(accidents[spot.centre].position.distance(&accidents[at].position) <= 100.0);
                    prop_assert!(spot.from <= accidents[at].day && accidents[at].day <= spot.to);
                }
            }
            let mut turned = accidents.clone();
            turned.rotate_left(turn % accidents.len());
            let worst = |spots: &[BlackSpot]| spots.first().map(|spot| (spot.level, spot.tally.deaths, spot.tally.accidents()));
            prop_assert_eq!(worst(&found), worst(&black_spots(&turned, None)));
        }
    }
}
