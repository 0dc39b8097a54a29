//! How many accidents a stretch of road is to be expected to have: a safety performance function over all stretches, and
//! empirical Bayes for each (Hauer 1997; Hauer, Harwood, Council and Griffith 2002; Highway Safety Manual 2010).
//!
//! μ = length · years · exp(b₀ + class) · traffic^b₁, negative binomial. Traffic is seldom counted on roads of communes;
//! without it stretches of one class of road are taken for alike, differences of traffic end up in the spread between
//! stretches, and intervals are wider.

use crate::empirical_bayes::Expected;
use crate::intervals::Interval;
use crate::regression::{Design, Fit, Observations, fit_with_size};

/// A road.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Road {
    /// Where what is known of it begins, in metres.
    pub from: f64,
    /// Where that ends.
    pub to: f64,
    /// Class of the road, numbered from zero; 0 for all where classes are not known.
    pub class: usize,
    /// Vehicles a day on average over the year, where it was counted.
    pub traffic: Option<f64>,
}

/// A stretch of road and its accidents.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// Number of the road.
    pub road: usize,
    /// Metres from its beginning.
    pub from: f64,
    /// Metres from its beginning; the end does not belong to the stretch, but for the last of a road.
    pub to: f64,
    /// Accidents, by their number among those given.
    pub accidents: Vec<usize>,
}

/// What is said of a stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The stretch.
    pub stretch: Stretch,
    /// Accidents that stretches like it have on average in the time.
    pub model: f64,
    /// Accidents to be expected of it in the time.
    pub expected: Expected,
    /// Interval of that.
    pub interval: Interval,
    /// Expected beyond stretches like it.
    pub excess: f64,
    /// Probability that it has more than twice what stretches like it have.
    pub twice: f64,
}

/// Why nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooFew {
    /// Less than three years.
    #[error("fewer than three years")]
    Years,
    /// Fewer than twenty stretches or thirty accidents on them.
    #[error("too few stretches or accidents")]
    Stretches,
    /// The counts do not determine the model.
    #[error("the counts do not determine the model")]
    Model,
}

/// How stretches are cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    /// Length of a stretch in metres: 500.
    pub length: f64,
    /// Metres from one to the next: 100.
    pub step: f64,
}

impl Default for Cut {
    fn default() -> Self {
        Self {
            length: 500.0,
            step: 100.0,
        }
    }
}

const LEAST_YEARS: f64 = 3.0;
const LEAST_STRETCHES: usize = 20;
const LEAST_ACCIDENTS: usize = 30;

/// Stretches of all roads, one after the other from the beginning of each: `step` apart, the last one up to the end.
/// `places` are the road and metre of each accident.
pub fn stretches(roads: &[Road], places: &[(usize, f64)], cut: Cut, step: f64) -> Vec<Stretch> {
    let mut by_road: Vec<Vec<(f64, usize)>> = vec![Vec::new(); roads.len()];
    for (at, &(road, metre)) in places.iter().enumerate() {
        by_road[road].push((metre, at));
    }
    let mut all = Vec::new();
    for (road, (about, accidents)) in roads.iter().zip(&mut by_road).enumerate() {
        accidents.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut number = 0.0;
        loop {
            let from = about.from + number * step;
            let is_last = from + cut.length >= about.to;
            let to = if is_last { about.to } else { from + cut.length };
            let first = accidents.partition_point(|(metre, _)| *metre < from);
            let after = accidents.partition_point(|(metre, _)| if is_last { *metre <= to } else { *metre < to });
            if to > from {
                all.push(Stretch {
                    road,
                    from,
                    to,
                    accidents: accidents[first..after.max(first)].iter().map(|(_, at)| *at).collect(),
                });
            }
            if is_last {
                break;
            }
            number += 1.0;
        }
    }
    all
}

/// Judges sliding stretches. The model is fitted on stretches that do not overlap, so that no accident counts twice; of
/// sliding stretches that overlap the one with the largest excess is given. Largest excess first.
///
/// # Errors
///
/// [`TooFew`].
pub fn screen(
    roads: &[Road],
    places: &[(usize, f64)],
    years: f64,
    cut: Cut,
    level: f64,
) -> Result<Vec<Judged>, TooFew> {
    if years < LEAST_YEARS {
        return Err(TooFew::Years);
    }
    let model = Model::fitted(roads, places, years, cut)?;
    let mut judged: Vec<Judged> = stretches(roads, places, cut, cut.step)
        .into_iter()
        .filter_map(|stretch| model.judge(roads, stretch, years, level))
        .collect();
    judged.sort_by(|one, other| {
        let place = |judged: &Judged| (judged.stretch.road, judged.stretch.from);
        other
            .excess
            .total_cmp(&one.excess)
            .then(place(one).0.cmp(&place(other).0))
            .then(place(one).1.total_cmp(&place(other).1))
    });
    let mut kept: Vec<Judged> = Vec::new();
    for next in judged {
        let overlaps = |other: &Judged| {
            let (one, other) = (&next.stretch, &other.stretch);
            one.road == other.road && one.from < other.to && other.from < one.to
        };
        if !kept.iter().any(overlaps) {
            kept.push(next);
        }
    }
    Ok(kept)
}

struct Model {
    fit: Fit,
    size: f64,
    has_traffic: bool,
    classes: usize,
}

impl Model {
    fn fitted(roads: &[Road], places: &[(usize, f64)], years: f64, cut: Cut) -> Result<Self, TooFew> {
        let apart = stretches(roads, places, cut, cut.length);
        if apart.len() < LEAST_STRETCHES || places.len() < LEAST_ACCIDENTS {
            return Err(TooFew::Stretches);
        }
        let counts: Vec<f64> = apart.iter().map(|stretch| f64::from(count(stretch))).collect();
        let offset: Vec<f64> = apart.iter().map(|stretch| exposure(stretch, years)).collect();
        let has_traffic = roads
            .iter()
            .all(|road| road.traffic.is_some_and(|traffic| traffic > 0.0));
        let mut design = Design::new(apart.len());
        design.intercept();
        design.factor(
            &apart
                .iter()
                .map(|stretch| roads[stretch.road].class)
                .collect::<Vec<_>>(),
        );
        if has_traffic {
            let traffic = |stretch: &Stretch| roads[stretch.road].traffic.unwrap_or(1.0).ln();
            design.column(apart.iter().map(traffic).collect());
        }
        let observations = Observations {
            offset: Some(&offset),
            ..Observations::of(&counts)
        };
        let fit = fit_with_size(&design, &observations).map_err(|_| TooFew::Model)?;
        Ok(Self {
            size: fit.size().ok_or(TooFew::Model)?,
            has_traffic,
            classes: apart.iter().map(|stretch| roads[stretch.road].class).max().unwrap_or(0),
            fit,
        })
    }

    fn judge(&self, roads: &[Road], stretch: Stretch, years: f64, level: f64) -> Option<Judged> {
        let road = &roads[stretch.road];
        let mut row = vec![1.0];
        row.extend((1..=self.classes).map(|class| f64::from(u8::from(road.class == class))));
        if self.has_traffic {
            row.push(road.traffic?.ln());
        }
        let model = self.fit.predict(&row, None, exposure(&stretch, years))?.log_mean.exp();
        // A class of road without any accident has a mean of next to nothing, and nothing to be said about.
        if !(model.is_finite() && model > 1e-9) {
            return None;
        }
        let expected = Expected::of(model, self.size, count(&stretch));
        Some(Judged {
            model,
            interval: expected.interval(level),
            excess: expected.mean - model,
            twice: expected.probability_above(2.0 * model),
            expected,
            stretch,
        })
    }
}

fn count(stretch: &Stretch) -> u32 {
    u32::try_from(stretch.accidents.len()).unwrap_or(u32::MAX)
}

/// Logarithm of kilometres times years.
fn exposure(stretch: &Stretch, years: f64) -> f64 {
    ((stretch.to - stretch.from) / 1000.0 * years).ln()
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;
    use crate::distribution::Counts;
    use crate::random;

    /// Accidents on twelve roads of 10 km; stretch 3,000 to 3,500 of road 5 has many.
    fn made(seed: u64, traffic: bool) -> (Vec<Road>, Vec<(usize, f64)>) {
        let mut stream = random::stream(seed, 0);
        let vehicles: Vec<f64> = (1..=12).map(|road| 500.0 * f64::from(road)).collect();
        let mut places = Vec::new();
        for (road, vehicles) in vehicles.iter().enumerate() {
            for half in 0..20 {
                let planted = if road == 5 && half == 6 { 8.0 } else { 1.0 };
                let mean = 0.9 * planted * (vehicles / 3000.0_f64).powf(0.8);
                for _ in 0..Counts::new(mean, 3.0).quantile(stream.random()) {
                    places.push((road, 500.0 * f64::from(half) + 500.0 * stream.random::<f64>()));
                }
            }
        }
        let road = |vehicles: &f64| Road {
            from: 0.0,
            to: 10_000.0,
            class: 0,
            traffic: traffic.then_some(*vehicles),
        };
        (vehicles.iter().map(road).collect(), places)
    }

    #[test]
    fn the_planted_stretch_stands_out_and_expected_counts_are_pulled_to_the_model() {
        let (roads, places) = made(4, true);
        let judged = screen(&roads, &places, 3.0, Cut::default(), 0.95).unwrap();
        let planted = judged
            .iter()
            .find(|found| found.stretch.road == 5 && found.stretch.from < 3500.0 && found.stretch.to > 3000.0);
        let found = planted.unwrap();
        let counted = f64::from(count(&found.stretch));
        assert!(
            found.expected.mean < counted && found.expected.mean > found.model,
            "{found:?}"
        );
        assert!(found.interval.low < found.expected.mean && found.expected.mean < found.interval.high);
        let of_road: Vec<&Judged> = judged.iter().filter(|found| found.stretch.road == 5).collect();
        assert!(of_road.iter().all(|other| other.excess <= found.excess), "{of_road:?}");
        for (at, one) in judged.iter().enumerate() {
            for other in &judged[..at] {
                let (one, other) = (&one.stretch, &other.stretch);
                assert!(one.road != other.road || one.to <= other.from || other.to <= one.from);
            }
        }
    }

    #[test]
    fn without_traffic_stretches_differ_more() {
        let (roads, places) = made(4, true);
        let with = Model::fitted(&roads, &places, 3.0, Cut::default()).unwrap();
        let (bare, _) = made(4, false);
        let without = Model::fitted(&bare, &places, 3.0, Cut::default()).unwrap();
        assert!(without.size < with.size, "{} {}", without.size, with.size);
    }

    #[test]
    fn stretches_cover_a_road_once_and_lose_no_accident() {
        let roads = [Road {
            from: 100.0,
            to: 1750.0,
            class: 0,
            traffic: None,
        }];
        let places = [(0, 100.0), (0, 600.0), (0, 1750.0), (0, 1099.9)];
        let cut = stretches(&roads, &places, Cut::default(), 500.0);
        let ends: Vec<(f64, f64)> = cut.iter().map(|stretch| (stretch.from, stretch.to)).collect();
        assert_eq!(
            ends,
            [(100.0, 600.0), (600.0, 1100.0), (1100.0, 1600.0), (1600.0, 1750.0)]
        );
        let found: Vec<usize> = cut
            .iter()
            .flat_map(|stretch| stretch.accidents.iter().copied())
            .collect();
        assert_eq!(found, [0, 1, 3, 2]);
    }

    #[test]
    fn too_few_are_told() {
        let (roads, places) = made(4, false);
        assert_eq!(screen(&roads, &places, 2.0, Cut::default(), 0.95), Err(TooFew::Years));
        assert_eq!(
            screen(&roads, &places[..20], 3.0, Cut::default(), 0.95),
            Err(TooFew::Stretches)
        );
    }
}
