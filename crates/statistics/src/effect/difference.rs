//! Difference in differences of counts: a negative binomial model with an effect for each place and each period.

use std::ops::Range;

use super::panel::Panel;
use super::{Ratio, TooFew};
use crate::intervals::{Interval, t_quantile};
use crate::regression::{Design, Observations, fit_with_size};

/// Groups of treated places from which on the spread between places is taken from the places themselves.
const CLUSTERS: usize = 6;

/// What the interval of an effect rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Scatter of counts and of changes between comparison places (for few treated places; Donald and Lang 2007, Conley
    /// and Taber 2011).
    ComparisonPlaces,
    /// The same, or standard errors robust to what goes on within a place, whichever is wider (Liang and Zeger 1986;
    /// Bertrand, Duflo and Mullainathan 2004).
    Clusters,
}

/// The fitted model.
pub(super) struct Fitted {
    pub(super) effects: Vec<Ratio>,
    pub(super) basis: Basis,
    pub(super) size: f64,
    pub(super) place_variance: f64,
}

/// Fits an effect for each group of places (the treated ones, then the rings) against the comparison.
pub(super) fn fitted(
    panel: &Panel,
    groups: &[&[usize]],
    comparison: &[usize],
    before: &Range<usize>,
    after: &Range<usize>,
    level: f64,
) -> Result<Fitted, TooFew> {
    let places: Vec<usize> = groups
        .iter()
        .flat_map(|group| group.iter())
        .chain(comparison)
        .copied()
        .collect();
    // A period in which nothing happened anywhere says nothing about differences.
    let periods: Vec<usize> = before
        .clone()
        .chain(after.clone())
        .filter(|&period| places.iter().any(|&place| panel.counts[place][period] > 0))
        .collect();
    let rows: Vec<(usize, usize)> = (0..places.len())
        .flat_map(|place| (0..periods.len()).map(move |period| (place, period)))
        .collect();
    let mut design = Design::new(rows.len());
    design.absorb(rows.iter().map(|row| row.0).collect());
    design.factor(&rows.iter().map(|row| row.1).collect::<Vec<_>>());
    let mut columns = Vec::new();
    let mut first = 0;
    for group in groups {
        let of = first..first + group.len();
        first = of.end;
        let is_in = |row: &(usize, usize)| of.contains(&row.0) && after.contains(&periods[row.1]);
        columns.push(design.column(rows.iter().map(|row| f64::from(u8::from(is_in(row)))).collect()));
    }
    let counts: Vec<f64> = rows
        .iter()
        .map(|row| f64::from(panel.counts[places[row.0]][periods[row.1]]))
        .collect();
    let fit = fit_with_size(&design, &Observations::of(&counts)).map_err(|_| TooFew::Model)?;
    let size = fit.size().unwrap_or(f64::INFINITY);
    let place_variance = between_places(panel, comparison, before, after, size);
    let effects = groups.iter().zip(&columns).map(|(group, &column)| {
        let contrast = panel.contrast(group, comparison, before, after);
        // No event in one of the four sums: the model has no finite estimate, the corrected ratio has.
        let change = panel.change(group, before, after);
        let (log_ratio, within) = if change.after == 0 || change.before == 0 {
            (contrast.log_ratio, contrast.poisson_variance)
        } else {
            let coefficient = fit.coefficients[column].ok_or(TooFew::Model)?;
            let error = fit.standard_error(column).ok_or(TooFew::Model)?;
            (coefficient, error * error)
        };
        let few = within + place_variance * (effective(panel, group, before) + effective(panel, comparison, before));
        let (variance, degrees) = if group.len() >= CLUSTERS && comparison.len() >= CLUSTERS {
            let robust = clustered(panel, group, before, after) + clustered(panel, comparison, before, after);
            (few.max(robust), group.len().min(comparison.len()) - 1)
        } else {
            (few, comparison.len() - 1)
        };
        #[expect(clippy::cast_precision_loss, reason = "places are few")]
        let reach = t_quantile(degrees as f64, f64::midpoint(1.0, level)) * variance.sqrt();
        Ok(Ratio {
            ratio: log_ratio.exp(),
            interval: Interval {
                low: log_ratio - reach,
                high: log_ratio + reach,
            }
            .through(f64::exp),
        })
    });
    let effects = effects.collect::<Result<Vec<_>, TooFew>>()?;
    let is_clustered = groups.first().is_some_and(|treated| treated.len() >= CLUSTERS) && comparison.len() >= CLUSTERS;
    Ok(Fitted {
        effects,
        basis: if is_clustered {
            Basis::Clusters
        } else {
            Basis::ComparisonPlaces
        },
        size,
        place_variance,
    })
}

/// Variance of what happens to a place between before and after, beyond the scatter of its counts: by moments over the
/// comparison places (DerSimonian and Laird 1986).
fn between_places(panel: &Panel, places: &[usize], before: &Range<usize>, after: &Range<usize>, size: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "periods are few")]
    let per_period = 1.0 / (size * before.len() as f64) + 1.0 / (size * after.len() as f64);
    let changes: Vec<(f64, f64)> = places
        .iter()
        .map(|&place| {
            let change = panel.change(&[place], before, after);
            let (b, a) = (f64::from(change.before) + 0.5, f64::from(change.after) + 0.5);
            ((a / b).ln(), 1.0 / (1.0 / a + 1.0 / b + per_period))
        })
        .collect();
    let weight: f64 = changes.iter().map(|(_, weight)| weight).sum();
    let squares: f64 = changes.iter().map(|(_, weight)| weight * weight).sum();
    let mean = changes.iter().map(|(change, weight)| change * weight).sum::<f64>() / weight;
    let heterogeneity: f64 = changes
        .iter()
        .map(|(change, weight)| weight * (change - mean).powi(2))
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "places are few")]
    let degrees = changes.len() as f64 - 1.0;
    ((heterogeneity - degrees) / (weight - squares / weight)).max(0.0)
}

/// Share of the variance of one place that the mean of a group keeps, its places weighing by their counts.
fn effective(panel: &Panel, places: &[usize], before: &Range<usize>) -> f64 {
    let counts = places
        .iter()
        .map(|&place| f64::from(panel.sum(place, before.clone())) + 0.5);
    let (sum, squares) = counts.fold((0.0, 0.0), |(sum, squares), count| {
        (sum + count, squares + count * count)
    });
    squares / (sum * sum)
}

/// Variance of the logarithm of after over before in a group, from its places as clusters: the sandwich of the Poisson
/// model, with n / (n − 1).
fn clustered(panel: &Panel, places: &[usize], before: &Range<usize>, after: &Range<usize>) -> f64 {
    let all = panel.change(places, before, after);
    let (b, a) = (f64::from(all.before).max(0.5), f64::from(all.after).max(0.5));
    let squares: f64 = places
        .iter()
        .map(|&place| {
            let own = panel.change(&[place], before, after);
            (f64::from(own.after) / a - f64::from(own.before) / b).powi(2)
        })
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "places are few")]
    let count = places.len() as f64;
    squares * count / (count - 1.0)
}
