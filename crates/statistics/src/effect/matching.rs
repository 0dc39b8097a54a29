//! Places to compare with: those that were like the treated ones before.

use std::ops::Range;

use super::panel::Panel;

/// How alike the comparison is to the treated places before the measure, in standard deviations between places: a quarter
/// of one or less is good (Stuart 2010).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance {
    /// Difference of the level, on the scale of logarithms.
    pub level: f64,
    /// Difference of the trend: the second half of the time before against the first, on the scale of logarithms.
    pub trend: f64,
}

#[derive(Clone, Copy)]
struct Traits {
    level: f64,
    trend: f64,
}

/// The `wanted` donors nearest to the treated places in level and trend before, each taken once: treated places choose in
/// turn (Rubin 1973; without replacement). Ordered by their number.
pub(super) fn matched(
    panel: &Panel,
    treated: &[usize],
    donors: &[usize],
    before: &Range<usize>,
    wanted: usize,
) -> (Vec<usize>, Balance) {
    let traits: Vec<Traits> = (0..panel.counts.len()).map(|place| of(panel, place, before)).collect();
    let known: Vec<usize> = treated.iter().chain(donors).copied().collect();
    let level_spread = spread(known.iter().map(|&place| traits[place].level));
    let trend_spread = spread(known.iter().map(|&place| traits[place].trend));
    let apart = |one: usize, other: usize| {
        let (one, other) = (traits[one], traits[other]);
        ((one.level - other.level) / level_spread).powi(2) + ((one.trend - other.trend) / trend_spread).powi(2)
    };
    // Of places that are equally near, what was counted decides: their numbers mean nothing.
    let by_content = |one: usize, other: usize| {
        let exposure = |place: usize| panel.exposure.map_or(1.0, |exposure| exposure[place]);
        let counts = panel.counts[one].cmp(&panel.counts[other]);
        counts.then_with(|| exposure(one).total_cmp(&exposure(other)))
    };
    let nearer = |chooser: usize, one: usize, other: usize| {
        let by_distance = apart(chooser, one).total_cmp(&apart(chooser, other));
        by_distance.then_with(|| by_content(one, other))
    };
    let mut left = donors.to_vec();
    let mut chosen = Vec::new();
    for &chooser in treated.iter().cycle() {
        if chosen.len() >= wanted {
            break;
        }
        let nearest = left
            .iter()
            .enumerate()
            .min_by(|(_, one), (_, other)| nearer(chooser, **one, **other))
            .map(|(at, _)| at);
        let Some(nearest) = nearest else { break };
        chosen.push(left.remove(nearest));
    }
    chosen.sort_unstable();
    let mean = |places: &[usize], of: fn(&Traits) -> f64| {
        #[expect(clippy::cast_precision_loss, reason = "places are few")]
        let count = places.len().max(1) as f64;
        places.iter().map(|&place| of(&traits[place])).sum::<f64>() / count
    };
    let level: fn(&Traits) -> f64 = |traits| traits.level;
    let trend: fn(&Traits) -> f64 = |traits| traits.trend;
    let balance = Balance {
        level: (mean(treated, level) - mean(&chosen, level)) / level_spread,
        trend: (mean(treated, trend) - mean(&chosen, trend)) / trend_spread,
    };
    (chosen, balance)
}

fn of(panel: &Panel, place: usize, before: &Range<usize>) -> Traits {
    let middle = before.start + before.len() / 2;
    let log = |periods: Range<usize>| {
        #[expect(clippy::cast_precision_loss, reason = "periods are few")]
        let length = periods.len().max(1) as f64;
        ((f64::from(panel.sum(place, periods)) + 0.5) / length).ln()
    };
    let exposure = panel.exposure.map_or(0.0, |exposure| exposure[place].ln());
    Traits {
        level: log(before.clone()) - exposure,
        trend: log(middle..before.end) - log(before.start..middle),
    }
}

/// Standard deviation; 1 where there is none.
fn spread(values: impl Iterator<Item = f64> + Clone) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "places are few")]
    let count = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / count;
    let deviation = (values.map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
    if deviation > 0.0 { deviation } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_is_compared_with_like() {
        let counts = vec![
            vec![20, 20, 40, 40],
            vec![21, 19, 41, 40],
            vec![20, 20, 10, 10],
            vec![2, 2, 4, 4],
            vec![22, 20, 38, 41],
        ];
        let panel = Panel {
            counts: &counts,
            exposure: None,
        };
        let (chosen, balance) = matched(&panel, &[0], &[1, 2, 3, 4], &(0..4), 2);
        assert_eq!(chosen, [1, 4]);
        assert!(balance.level.abs() < 0.1 && balance.trend.abs() < 0.1);
        let (all, _) = matched(&panel, &[0], &[1, 2, 3, 4], &(0..4), 9);
        assert_eq!(all, [1, 2, 3, 4]);
    }

    #[test]
    fn of_equally_near_places_the_number_does_not_decide() {
        let (treated, one, other) = (vec![5, 6, 7, 8, 30], vec![5, 6, 8, 7, 2], vec![6, 5, 7, 8, 9]);
        for counts in [
            vec![treated.clone(), one.clone(), other.clone()],
            vec![treated.clone(), other.clone(), one.clone()],
        ] {
            let panel = Panel {
                counts: &counts,
                exposure: None,
            };
            let (chosen, _) = matched(&panel, &[0], &[1, 2], &(0..4), 1);
            assert_eq!(counts[chosen[0]], one);
        }
    }
}
