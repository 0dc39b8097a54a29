//! Synthetic control: a mixture of other places that went like the treated one before (Abadie, Diamond and Hainmueller
//! 2010), judged by what the same gives for each place where nothing was done.

use std::ops::Range;

use rayon::prelude::*;

use super::panel::Panel;

/// What the mixture says.
#[derive(Debug, Clone, PartialEq)]
pub struct Synthetic {
    /// Places of the mixture with their weights, which add up to 1; those of next to no weight left out.
    pub weights: Vec<(usize, f64)>,
    /// Events after, over those of the mixture.
    pub ratio: f64,
    /// Root mean squared gap after over that before.
    pub gap_ratio: f64,
    /// Rank of that among all places, each treated as if it were the one: rank / (places + 1).
    pub p: f64,
}

/// Steps of the search for weights, at most.
const STEPS: usize = 2000;

/// Compares a place, or several as one, with a mixture of donors. Each path is taken relative to its own mean before, so that
/// large and small places mix; donors without events before are left out. `None` with fewer than three donors, or where the
/// place had no events before.
pub(super) fn control(
    panel: &Panel,
    treated: &[usize],
    donors: &[usize],
    before: &Range<usize>,
    after: &Range<usize>,
) -> Option<Synthetic> {
    let own = path(panel, treated, before, after)?;
    let (places, paths): (Vec<usize>, Vec<Vec<f64>>) = donors
        .iter()
        .filter_map(|&donor| Some((donor, path(panel, &[donor], before, after)?)))
        .unzip();
    if places.len() < 3 {
        return None;
    }
    let split = before.len();
    let all: Vec<&[f64]> = paths.iter().map(Vec::as_slice).collect();
    let weights = mixture(
        &own[..split],
        &all.iter().map(|path| &path[..split]).collect::<Vec<_>>(),
    );
    let found = gap_ratio(&own, &all, &weights, split);
    let others: Vec<f64> = (0..all.len())
        .into_par_iter()
        .map(|as_if| {
            let rest: Vec<&[f64]> = (0..all.len()).filter(|&at| at != as_if).map(|at| all[at]).collect();
            let weights = mixture(
                &all[as_if][..split],
                &rest.iter().map(|path| &path[..split]).collect::<Vec<_>>(),
            );
            gap_ratio(all[as_if], &rest, &weights, split)
        })
        .collect();
    let rank = 1 + others.iter().filter(|&&other| other >= found).count();
    let mean = |path: &[f64]| path[split..].iter().sum::<f64>();
    let mixed: f64 = all.iter().zip(&weights).map(|(path, weight)| weight * mean(path)).sum();
    #[expect(clippy::cast_precision_loss, reason = "places are few")]
    let p = rank as f64 / (others.len() + 1) as f64;
    Some(Synthetic {
        weights: places
            .into_iter()
            .zip(weights)
            .filter(|(_, weight)| *weight >= 0.001)
            .collect(),
        ratio: mean(&own) / mixed,
        gap_ratio: found,
        p,
    })
    .filter(|synthetic| synthetic.ratio.is_finite())
}

/// Counts over their mean before.
fn path(panel: &Panel, places: &[usize], before: &Range<usize>, after: &Range<usize>) -> Option<Vec<f64>> {
    let count = |period: usize| {
        places
            .iter()
            .map(|&place| f64::from(panel.counts[place][period]))
            .sum::<f64>()
    };
    #[expect(clippy::cast_precision_loss, reason = "periods are few")]
    let mean = before.clone().map(count).sum::<f64>() / before.len() as f64;
    (mean > 0.0).then(|| {
        before
            .clone()
            .chain(after.clone())
            .map(|period| count(period) / mean)
            .collect()
    })
}

fn gap_ratio(own: &[f64], donors: &[&[f64]], weights: &[f64], split: usize) -> f64 {
    let gaps: Vec<f64> = own
        .iter()
        .enumerate()
        .map(|(at, own)| {
            own - donors
                .iter()
                .zip(weights)
                .map(|(donor, weight)| weight * donor[at])
                .sum::<f64>()
        })
        .collect();
    let root_mean = |gaps: &[f64]| {
        #[expect(clippy::cast_precision_loss, reason = "periods are few")]
        let count = gaps.len() as f64;
        (gaps.iter().map(|gap| gap * gap).sum::<f64>() / count).sqrt()
    };
    let before = root_mean(&gaps[..split]);
    // A perfect fit before would make any gap after infinite.
    root_mean(&gaps[split..]) / before.max(1e-6)
}

/// Weights, none negative, together 1, whose mixture is nearest by least squares: Frank and Wolfe (1956) with steps away from
/// the worst donor (Guélat and Marcotte 1986) and exact line search.
fn mixture(own: &[f64], donors: &[&[f64]]) -> Vec<f64> {
    let mut weights = vec![0.0; donors.len()];
    weights[0] = 1.0;
    let mut gaps: Vec<f64> = donors[0].iter().zip(own).map(|(donor, own)| donor - own).collect();
    for _ in 0..STEPS {
        let slope = |donor: &[f64]| donor.iter().zip(&gaps).map(|(value, gap)| value * gap).sum::<f64>();
        let slopes: Vec<f64> = donors.iter().map(|donor| slope(donor)).collect();
        let all = (0..donors.len()).min_by(|&one, &other| slopes[one].total_cmp(&slopes[other]));
        let used = (0..donors.len())
            .filter(|&at| weights[at] > 0.0)
            .max_by(|&one, &other| slopes[one].total_cmp(&slopes[other]));
        let (Some(best), Some(worst)) = (all, used) else { break };
        // Weight moves from the worst donor in use to the best one.
        if slopes[worst] - slopes[best] <= 1e-12 {
            break;
        }
        let direction: Vec<f64> = donors[best]
            .iter()
            .zip(donors[worst])
            .map(|(to, from)| to - from)
            .collect();
        let along: f64 = direction.iter().zip(&gaps).map(|(step, gap)| step * gap).sum();
        let curve: f64 = direction.iter().map(|step| step * step).sum();
        if curve <= 0.0 {
            break;
        }
        let step = (-along / curve).clamp(0.0, weights[worst]);
        if step <= 0.0 {
            break;
        }
        weights[best] += step;
        weights[worst] = if step >= weights[worst] {
            0.0
        } else {
            weights[worst] - step
        };
        for (gap, direction) in gaps.iter_mut().zip(&direction) {
            *gap += step * direction;
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixture_is_found_again() {
        let donors: [&[f64]; 4] = [
            &[1.0, 2.0, 0.5, 0.8, 1.2],
            &[0.3, 1.0, 1.7, 1.1, 0.9],
            &[2.0, 0.1, 0.4, 1.5, 0.6],
            &[1.1, 1.3, 0.2, 0.9, 1.9],
        ];
        let own: Vec<f64> = (0..5).map(|at| 0.6 * donors[0][at] + 0.4 * donors[2][at]).collect();
        let weights = mixture(&own, &donors);
        for (found, expected) in weights.iter().zip([0.6, 0.0, 0.4, 0.0]) {
            assert!((found - expected).abs() < 1e-5, "{weights:?}");
        }
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_place_that_fell_alone_ranks_first() {
        let wave = |place: u32, period: u32| 20 + (place * 7 + period * 13) % 9 + 5 * (period % 4);
        let mut counts: Vec<Vec<u32>> = (0..21)
            .map(|place| (0..24).map(|period| wave(place, period)).collect())
            .collect();
        for count in &mut counts[0][16..] {
            *count /= 3;
        }
        let panel = Panel {
            counts: &counts,
            exposure: None,
        };
        let donors: Vec<usize> = (1..21).collect();
        let found = control(&panel, &[0], &donors, &(0..16), &(16..24)).unwrap();
        assert!((found.p - 1.0 / 21.0).abs() < 1e-12, "{found:?}");
        assert!((found.ratio - 0.33).abs() < 0.05, "{found:?}");
        let other: Vec<usize> = (2..21).collect();
        assert!(control(&panel, &[1], &other, &(0..16), &(16..24)).unwrap().p > 0.05);
        assert_eq!(control(&panel, &[0], &[1, 2], &(0..16), &(16..24)), None);
    }
}
