//! Did it work? What became of the places where a measure was taken, against what was to be expected without it.
//!
//! One start for all treated places; measures that began at several times are judged one start at a time, because one
//! two-way model over all of them can have the wrong sign (Goodman-Bacon 2021). Counts are those of reported events: a
//! measure that sends out patrols raises what patrols discover, whatever happens.

mod difference;
pub mod displacement;
mod matching;
mod panel;
mod synthetic;

use std::ops::Range;

pub use difference::Basis;
pub use matching::Balance;
pub use panel::Panel;
pub use synthetic::Synthetic;

use crate::distribution::normal_quantile;
use crate::empirical_bayes::{Expected, index_of_effect};
use crate::intervals::Interval;
use crate::regression::{Design, Observations, fit_with_size};
use displacement::{Area, Areas, DisplacementDifference, DisplacementQuotient};
use panel::label_p;

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Question {
    /// Places where the measure was taken.
    pub treated: Vec<usize>,
    /// Places around them, nearest ring first: where events may have gone, or where the measure may have helped too. They
    /// are never compared with.
    pub rings: Vec<Vec<usize>>,
    /// Places that are not to be compared with for other reasons.
    pub excluded: Vec<usize>,
    /// The first period with the measure; those from it on are after, those before it before.
    pub start: usize,
}

/// How it is answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Comparison places to choose, at most. With fewer than 19 no rank among places can be 5 %.
    pub comparison: usize,
    /// Level of the intervals.
    pub level: f64,
    /// Dealings of labels, and draws of the bootstrap.
    pub replicas: u32,
    /// Seed of both.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            comparison: 30,
            level: 0.95,
            replicas: 999,
            seed: 1,
        }
    }
}

/// A ratio of what came to what was to be expected: 1 is no effect, below 1 fewer events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// The ratio.
    pub ratio: f64,
    /// Its interval.
    pub interval: Interval,
}

/// What is said.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// There is enough to say something.
    Judged(Box<Effect>),
    /// There is not.
    TooFewData(TooFew),
}

/// Why nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooFew {
    /// Fewer than six periods before or three after.
    Periods,
    /// Fewer than five events, or than three periods with events, in the treated places before; or fewer than five were to be
    /// expected after.
    Events,
    /// Fewer than five places to compare with, or fewer than twenty events there before or after.
    Comparison,
    /// The counts do not determine the model.
    Model,
}

/// The verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Fewer events than were to be expected, beyond chance, and nothing speaks against reading it as an effect.
    Better,
    /// Chance is enough of an explanation, or something else is: see the doubts.
    NoEvidence,
    /// More events than were to be expected, beyond chance.
    Worse,
}

/// What speaks against reading a difference as an effect. Each of them turns the verdict into "no evidence".
///
/// What went on before speaks against it where it is unusual and large enough to explain what came: carried on in the same
/// measure, it would reach the end of the interval that is nearest to no effect (in the manner of Rambachan and Roth 2023).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The treated places went another way than the others already before.
    PreTrend,
    /// A measure that nobody took, in the middle of the time before, seems to have worked too.
    PlaceboInTime,
    /// Other places, where nothing was done, changed as much.
    PlaceboInSpace,
    /// Treated places were chosen at a peak: back to normal explains it.
    RegressionToMean,
}

/// A stretch of the time before, against the last such stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct Lead {
    /// Its periods.
    pub periods: Range<usize>,
    /// How the treated places stood to the others then, over how they stood just before the measure.
    pub ratio: f64,
}

/// Whether the treated places went the way of the others before.
#[derive(Debug, Clone, PartialEq)]
pub struct PreTrend {
    /// Leads of the event study, oldest first.
    pub leads: Vec<Lead>,
    /// Share of dealings of the label "treated" with leads as large.
    pub p: f64,
}

/// The second half of the time before against the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlaceboInTime {
    /// The "effect".
    pub ratio: f64,
    /// Share of dealings of the label "treated" with one as large.
    pub p: f64,
}

/// What the level before was worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Regressed {
    /// Events of the treated places before.
    pub before: u32,
    /// Events that were to be expected there before, by empirical Bayes over all places.
    pub expected: f64,
    /// After over expected, corrected (Hauer's index of effect).
    pub effect: Ratio,
}

/// Everything that is said about a measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The verdict.
    pub verdict: Verdict,
    /// What speaks against an effect.
    pub doubts: Vec<Doubt>,
    /// The effect by difference in differences.
    pub effect: Ratio,
    /// What its interval rests on.
    pub basis: Basis,
    /// Events after that were to be expected without the measure, and that came.
    pub expected: f64,
    /// Events after in the treated places.
    pub observed: u32,
    /// Places compared with.
    pub comparison: Vec<usize>,
    /// How alike they were before.
    pub balance: Balance,
    /// Size of the negative binomial scatter; infinite for Poisson counts.
    pub size: f64,
    /// Variance of what happens to a place between before and after, on the scale of logarithms.
    pub place_variance: f64,
    /// Effects in the rings, nearest first: above 1 events went there, below 1 the measure reached there. `None` where a ring
    /// has no events.
    pub rings: Vec<Option<Ratio>>,
    /// Leads before; `None` with fewer than eight periods before.
    pub pre_trend: Option<PreTrend>,
    /// Share of dealings of the label "treated" with a change as large.
    pub placebo_in_space: f64,
    /// A measure that nobody took, in the middle of the time before; `None` with fewer than eight periods before.
    pub placebo_in_time: Option<PlaceboInTime>,
    /// Synthetic control.
    pub synthetic: Option<Synthetic>,
    /// Regression to the mean.
    pub regressed: Regressed,
    /// For comparison with other evaluations: weighted displacement difference, first ring against half of the comparison.
    pub difference: DisplacementDifference,
    /// Weighted displacement quotient of the first ring.
    pub quotient: Option<DisplacementQuotient>,
}

const LEAST_BEFORE: usize = 6;
const LEAST_AFTER: usize = 3;
const LEAST_COMPARISON: usize = 5;
const LEAST_COMPARISON_EVENTS: u32 = 20;
/// Periods before from which on its parts can be compared.
const LEAST_FOR_LEADS: usize = 8;
/// Stretches of an event study.
const STRETCHES: usize = 4;
/// At or below this share a placebo speaks against an effect.
const UNUSUAL: f64 = 0.05;
/// Above this share too many other places changed as much. With twenty places the smallest share is about 5 %.
const USUAL: f64 = 0.10;

/// Judges a measure. Same seed, same answer, whatever the number of threads.
///
/// # Panics
///
/// If a place or the start is not in the panel, or rows differ in length: the caller made both.
pub fn judge(panel: &Panel, question: &Question, options: &Options) -> Finding {
    match judged(panel, question, options) {
        Ok(effect) => Finding::Judged(Box::new(effect)),
        Err(why) => Finding::TooFewData(why),
    }
}

fn judged(panel: &Panel, question: &Question, options: &Options) -> Result<Effect, TooFew> {
    let (before, after) = (0..question.start, question.start..panel.periods());
    let treated = question.treated.as_slice();
    let rings: Vec<&[usize]> = question.rings.iter().map(Vec::as_slice).collect();
    check(panel, treated, &before, &after)?;
    let is_taken = |place: &usize| {
        treated.contains(place) || question.excluded.contains(place) || rings.iter().any(|ring| ring.contains(place))
    };
    let donors: Vec<usize> = (0..panel.counts.len())
        .filter(|place| !is_taken(place) && panel.sum(*place, 0..panel.periods()) > 0)
        .collect();
    let (comparison, balance) = matching::matched(panel, treated, &donors, &before, options.comparison);
    let compared = panel.change(&comparison, &before, &after);
    if comparison.len() < LEAST_COMPARISON || compared.before.min(compared.after) < LEAST_COMPARISON_EVENTS {
        return Err(TooFew::Comparison);
    }
    let own = panel.change(treated, &before, &after);
    let trend = f64::from(compared.after) / f64::from(compared.before);
    if f64::from(own.before) * trend < f64::from(LEAST_EVENTS) {
        return Err(TooFew::Events);
    }
    let has_events =
        |ring: &&[usize]| panel.change(ring, &before, &after) != displacement::BeforeAfter { before: 0, after: 0 };
    let groups: Vec<&[usize]> = std::iter::once(treated)
        .chain(rings.iter().copied().filter(has_events))
        .collect();
    let fitted = difference::fitted(panel, &groups, &comparison, &before, &after, options.level)?;
    let effect = *fitted.effects.first().ok_or(TooFew::Model)?;
    let mut ring_effects = fitted.effects[1..].iter().copied();
    let rings_found = rings
        .iter()
        .map(|ring| if has_events(ring) { ring_effects.next() } else { None })
        .collect();
    let change = |one: &[usize], other: &[usize]| panel.contrast(one, other, &before, &after).log_ratio.abs();
    let placebo_in_space = label_p(treated, &comparison, options.replicas, options.seed, change);
    #[expect(clippy::cast_precision_loss, reason = "periods are few")]
    let before_measure = Before {
        pre_trend: pre_trend(panel, treated, &comparison, question.start, options),
        in_time: placebo_in_time(panel, treated, &comparison, question.start, options),
        carried_on: panel.periods() as f64 / question.start as f64,
    };
    let pool: Vec<usize> = treated.iter().chain(&donors).copied().collect();
    let regressed = regressed(panel, treated, &comparison, &pool, &before, &after, options.level)?;
    let doubts = doubts(&effect, &before_measure, &regressed, placebo_in_space);
    let (difference, quotient) = simple(
        panel,
        treated,
        rings.first().copied(),
        &comparison,
        question,
        fitted.size,
        options,
    );
    Ok(Effect {
        verdict: verdict(&effect, &doubts),
        doubts,
        effect,
        basis: fitted.basis,
        expected: f64::from(own.after).max(0.5) / effect.ratio,
        observed: own.after,
        synthetic: synthetic::control(panel, treated, &comparison, &before, &after),
        comparison,
        balance,
        size: fitted.size,
        place_variance: fitted.place_variance,
        rings: rings_found,
        pre_trend: before_measure.pre_trend,
        placebo_in_space,
        placebo_in_time: before_measure.in_time,
        regressed,
        difference,
        quotient,
    })
}

/// Events below which nothing is said.
const LEAST_EVENTS: u32 = 5;

fn check(panel: &Panel, treated: &[usize], before: &Range<usize>, after: &Range<usize>) -> Result<(), TooFew> {
    if before.len() < LEAST_BEFORE || after.len() < LEAST_AFTER {
        return Err(TooFew::Periods);
    }
    let events: u32 = panel.change(treated, before, after).before;
    let periods = before
        .clone()
        .filter(|&period| treated.iter().any(|&place| panel.counts[place][period] > 0));
    if events < LEAST_EVENTS || periods.count() < 3 {
        return Err(TooFew::Events);
    }
    Ok(())
}

fn pre_trend(
    panel: &Panel,
    treated: &[usize],
    comparison: &[usize],
    start: usize,
    options: &Options,
) -> Option<PreTrend> {
    if start < LEAST_FOR_LEADS {
        return None;
    }
    let stretch = |at: usize| start * at / STRETCHES..start * (at + 1) / STRETCHES;
    let last = stretch(STRETCHES - 1);
    let leads = (0..STRETCHES - 1)
        .map(|at| {
            // How the stretch stood to the last one: the contrast runs backwards, from the last to the stretch.
            let contrast = panel.contrast(treated, comparison, &last, &stretch(at));
            Lead {
                periods: stretch(at),
                ratio: contrast.log_ratio.exp(),
            }
        })
        .collect();
    let statistic = |one: &[usize], other: &[usize]| {
        (0..STRETCHES - 1)
            .map(|at| panel.contrast(one, other, &last, &stretch(at)).score().powi(2))
            .sum()
    };
    let p = label_p(
        treated,
        comparison,
        options.replicas,
        options.seed.wrapping_add(1),
        statistic,
    );
    Some(PreTrend { leads, p })
}

fn placebo_in_time(
    panel: &Panel,
    treated: &[usize],
    comparison: &[usize],
    start: usize,
    options: &Options,
) -> Option<PlaceboInTime> {
    if start < LEAST_FOR_LEADS {
        return None;
    }
    let change = |one: &[usize], other: &[usize]| panel.contrast(one, other, &(0..start / 2), &(start / 2..start));
    let seed = options.seed.wrapping_add(2);
    Some(PlaceboInTime {
        ratio: change(treated, comparison).log_ratio.exp(),
        p: label_p(treated, comparison, options.replicas, seed, |one, other| {
            change(one, other).score().abs()
        }),
    })
}

/// What was to be expected before, by empirical Bayes over all places, carried on by the trend of the comparison.
fn regressed(
    panel: &Panel,
    treated: &[usize],
    comparison: &[usize],
    pool: &[usize],
    before: &Range<usize>,
    after: &Range<usize>,
    level: f64,
) -> Result<Regressed, TooFew> {
    let counts: Vec<f64> = pool
        .iter()
        .map(|&place| f64::from(panel.sum(place, before.clone())))
        .collect();
    let offset: Option<Vec<f64>> = panel
        .exposure
        .map(|exposure| pool.iter().map(|&place| exposure[place].ln()).collect());
    let mut design = Design::new(counts.len());
    design.intercept();
    let observations = Observations {
        offset: offset.as_deref(),
        ..Observations::of(&counts)
    };
    let fit = fit_with_size(&design, &observations).map_err(|_| TooFew::Model)?;
    let size = fit.size().unwrap_or(f64::INFINITY);
    let (mut expected, mut variance) = (0.0, 0.0);
    for (at, &place) in pool.iter().enumerate().take(treated.len()) {
        let own = Expected::of(fit.fitted[at], size, panel.sum(place, before.clone()));
        expected += own.mean;
        variance += own.variance;
    }
    let compared = panel.change(comparison, before, after);
    let (b, a) = (f64::from(compared.before), f64::from(compared.after));
    let trend = a / b;
    let carried = expected * trend;
    let carried_variance = trend * trend * variance + carried * carried * (1.0 / a + 1.0 / b);
    let own = panel.change(treated, before, after);
    let (index, deviation) = index_of_effect(own.after, carried, carried_variance);
    let middle = index.max(0.5 / carried);
    let reach = normal_quantile(f64::midpoint(1.0, level)) * deviation / middle;
    Ok(Regressed {
        before: own.before,
        expected,
        effect: Ratio {
            ratio: index,
            interval: Interval {
                low: middle.ln() - reach,
                high: middle.ln() + reach,
            }
            .through(f64::exp),
        },
    })
}

fn doubts(effect: &Ratio, before: &Before, regressed: &Regressed, in_space: f64) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let interval = effect.interval;
    // How far the interval stays away from no effect, on the scale of logarithms.
    let clear = if effect.ratio < 1.0 {
        -interval.high.ln()
    } else {
        interval.low.ln()
    };
    if let Some(trend) = &before.pre_trend {
        let largest = trend.leads.iter().map(|lead| lead.ratio.ln().abs()).fold(0.0, f64::max);
        if trend.p <= UNUSUAL && largest >= clear {
            doubts.push(Doubt::PreTrend);
        }
    }
    // A drift goes on: from the middle of the time before to that of the time after it is so many times as far as between
    // the halves of the time before.
    if before
        .in_time
        .is_some_and(|placebo| placebo.p <= UNUSUAL && placebo.ratio.ln().abs() * before.carried_on >= clear)
    {
        doubts.push(Doubt::PlaceboInTime);
    }
    if in_space > USUAL {
        doubts.push(Doubt::PlaceboInSpace);
    }
    // A fall of places that stood above what was to be expected of them, gone once that is taken off; and its mirror.
    let was_peak = f64::from(regressed.before) > regressed.expected;
    let corrected = regressed.effect.interval;
    let is_explained = if effect.ratio < 1.0 {
        was_peak && corrected.high >= 1.0
    } else {
        !was_peak && corrected.low <= 1.0
    };
    if is_explained {
        doubts.push(Doubt::RegressionToMean);
    }
    doubts
}

/// What went on before the measure.
struct Before {
    pre_trend: Option<PreTrend>,
    in_time: Option<PlaceboInTime>,
    carried_on: f64,
}

fn verdict(effect: &Ratio, doubts: &[Doubt]) -> Verdict {
    if !doubts.is_empty() || effect.interval.contains(1.0) {
        Verdict::NoEvidence
    } else if effect.ratio < 1.0 {
        Verdict::Better
    } else {
        Verdict::Worse
    }
}

fn simple(
    panel: &Panel,
    treated: &[usize],
    ring: Option<&[usize]>,
    comparison: &[usize],
    question: &Question,
    size: f64,
    options: &Options,
) -> (DisplacementDifference, Option<DisplacementQuotient>) {
    let (before, after) = (0..question.start, question.start..panel.periods());
    let area = |places: &[usize]| {
        #[expect(clippy::cast_precision_loss, reason = "places are few")]
        Area {
            counts: panel.change(places, &before, &after),
            weight: places.len().max(1) as f64,
        }
    };
    // No comparison place may be counted twice: the ring has the second half of them for its own.
    let (first, second) = match ring {
        Some(_) => comparison.split_at(comparison.len().div_ceil(2)),
        None => (comparison, &[][..]),
    };
    #[expect(clippy::cast_precision_loss, reason = "periods are few")]
    let areas = Areas {
        treated: area(treated),
        comparison: area(first),
        displacement: ring.map(|ring| (area(ring), area(second))),
        time: (before.len() as f64, after.len() as f64),
    };
    let quotient = ring.and_then(|ring| {
        displacement::displacement_quotient(
            area(treated).counts,
            area(ring).counts,
            area(comparison).counts,
            size,
            options.level,
            options.replicas,
            options.seed.wrapping_add(3),
        )
    });
    (displacement::weighted_difference(&areas), quotient)
}

/// Central interval of sorted draws.
fn between(sorted: &[f64], level: f64) -> Interval {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "draws are few, the share lies between 0 and 1"
    )]
    let at = |share: f64| sorted[((sorted.len() - 1) as f64 * share).round() as usize];
    Interval {
        low: at((1.0 - level) / 2.0),
        high: at(f64::midpoint(1.0, level)),
    }
}

#[cfg(test)]
mod tests;
