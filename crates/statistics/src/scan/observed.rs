//! The scan of the data themselves: the best window around each centre.
//!
//! A centre keeps the ratio of its best window so far. For the windows of one circle that last between `a` and `b`
//! intervals, a straight line lies below the number of cases that would beat it (see [`super::frontier`]); whether any
//! window is above the line is one pass over time (the largest sum of consecutive terms), for sixteen classes of durations
//! side by side. Only classes that are not ruled out are looked at window by window, so that the answer is exactly that of
//! looking at all.

use super::durations::Durations;
use super::exhaustive::{Comparison, Exhaustive};
use super::frontier::Ladder;
use super::grid::{Grid, Growing, Measure};
use super::number::{real, single};
use super::places::Circles;
use super::refine::{Circle, Line, line};
use super::score::{Direction, Score};
use super::taken::{Blocked, Taken};
use super::window::{Extent, Minimum, Spans, Window};

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, f32x16};
use rayon::prelude::*;

/// Classes of durations, one a lane.
const CLASSES: usize = 16;

/// What is scanned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field<'a> {
    pub(crate) circles: &'a Circles,
    pub(crate) measure: &'a Measure,
    pub(crate) comparison: &'a Comparison,
    pub(crate) spans: Spans,
    pub(crate) minimum: Minimum,
    pub(crate) directions: &'a [Direction],
}

impl Field<'_> {
    /// The best window around each centre, `None` where no window differs in the direction looked for.
    pub(crate) fn best_by_centre(&self, counts: &Grid<u32>) -> Vec<Option<Window>> {
        let centres: Vec<usize> = (0..self.circles.centres()).collect();
        self.best_of(&centres, counts, &Taken::default())
    }

    /// The best window around each of these centres that holds nothing that is taken.
    pub(crate) fn best_of(&self, centres: &[usize], counts: &Grid<u32>, taken: &Taken) -> Vec<Option<Window>> {
        let bounded = match self.comparison {
            Comparison::Study(score) if self.measure.times() > 1 => Some(*score),
            _ => None,
        };
        let Some(score) = bounded else {
            let exhaustive = Exhaustive {
                comparison: self.comparison,
                measure: self.measure,
                spans: self.spans,
                minimum: self.minimum,
                directions: self.directions,
                taken,
            };
            return centres
                .par_iter()
                .map(|&centre| exhaustive.best(centre, self.circles.around_centre(centre), |place| counts.row(place)))
                .collect();
        };
        let bounded = Bounded::new(self, score, taken);
        let level = Level::new();
        centres
            .par_iter()
            .map_init(
                || Workspace::new(&bounded),
                |workspace, &centre| dispatch!(level, simd => bounded.best(simd, counts, centre, workspace)),
            )
            .collect()
    }

    /// The largest ratio of all windows, zero when none differs.
    pub(crate) fn largest(&self, counts: &Grid<u32>) -> f64 {
        self.best_by_centre(counts)
            .into_iter()
            .flatten()
            .fold(0.0, |largest, window| window.ratio.max(largest))
    }
}

#[derive(Debug)]
struct Bounded<'a> {
    field: &'a Field<'a>,
    score: Score,
    durations: Durations,
    ladders: Vec<Ladder>,
    taken: &'a Taken,
    /// Whether all circles have the same profile over time.
    has_one_profile: bool,
}

/// What a thread needs while it goes through the circles of a centre.
#[derive(Debug)]
struct Workspace<'a> {
    growing: Growing<'a>,
    running: Vec<u32>,
    running_single: Vec<f32>,
    profile_single: Vec<f32>,
    /// The largest of the profile.
    largest: f32,
    ranges: Vec<(f64, f64)>,
    lines: Vec<Option<Line>>,
    cases: Vec<u32>,
    sums: Vec<f64>,
    blocked: Blocked<'a>,
}

impl<'a> Workspace<'a> {
    fn new(bounded: &Bounded<'a>) -> Self {
        let measure = bounded.field.measure;
        let times = measure.times();
        Self {
            growing: Growing::new(measure),
            running: vec![0; times],
            running_single: vec![0.0; times],
            profile_single: vec![0.0; times],
            largest: 0.0,
            ranges: vec![(0.0, 0.0); bounded.durations.classes().len()],
            lines: Vec::new(),
            cases: Vec::new(),
            sums: Vec::new(),
            blocked: bounded.taken.blocked(times),
        }
    }
}

impl<'a> Bounded<'a> {
    fn new(field: &'a Field<'a>, score: Score, taken: &'a Taken) -> Self {
        Self {
            field,
            score,
            durations: Durations::new(field.measure, field.spans, CLASSES),
            ladders: field
                .directions
                .iter()
                .map(|&direction| Ladder::new(score, direction, field.measure.smallest()))
                .collect(),
            taken,
            has_one_profile: matches!(field.measure, Measure::Product { .. }),
        }
    }

    #[inline(always)]
    fn best<S: Simd>(
        &self,
        simd: S,
        counts: &Grid<u32>,
        centre: usize,
        workspace: &mut Workspace<'_>,
    ) -> Option<Window> {
        let mut best: Option<Window> = None;
        workspace.growing.clear();
        workspace.blocked.clear();
        workspace.running.fill(0);
        workspace.running_single.fill(0.0);
        workspace.ranges.fill((0.0, 0.0));
        for (rank, &place) in self.field.circles.around_centre(centre).iter().enumerate() {
            let place = usize::from(place);
            workspace.growing.add(place);
            workspace.blocked.add(place);
            for ((running, single), &count) in workspace
                .running
                .iter_mut()
                .zip(&mut workspace.running_single)
                .zip(counts.row(place))
            {
                *running += count;
                *single = single_count(*running);
            }
            let (weight, profile) = workspace.growing.profile();
            self.durations.add(place, weight, &mut workspace.ranges);
            if rank == 0 || !self.has_one_profile {
                workspace.largest = 0.0;
                for (single, value) in workspace.profile_single.iter_mut().zip(profile) {
                    *single = number_single(*value);
                    workspace.largest = if *single > workspace.largest {
                        *single
                    } else {
                        workspace.largest
                    };
                }
            }
            let mut cumulated = false;
            for ladder in &self.ladders {
                let direction = ladder.direction();
                let to_beat = best.map_or(0.0, |best| best.ratio);
                let rung = ladder.rung(to_beat);
                workspace.lines.clear();
                workspace.lines.extend(
                    workspace
                        .ranges
                        .iter()
                        .map(|&range| line(ladder, rung, range, self.field.minimum)),
                );
                let open = self.open_classes(simd, direction, weight, workspace);
                for class in (0..workspace.lines.len()).filter(|class| open >> class & 1 == 1) {
                    if !cumulated {
                        workspace.growing.cumulate(&mut workspace.sums);
                        workspace.cases.clear();
                        workspace.cases.push(0);
                        let mut sum = 0;
                        workspace.cases.extend(workspace.running.iter().map(|count| {
                            sum += count;
                            sum
                        }));
                        cumulated = true;
                    }
                    let circle = Circle {
                        cases: &workspace.cases,
                        sums: &workspace.sums,
                        blocked: workspace.blocked.cumulated(),
                    };
                    let to_beat = best.map_or(0.0, |best| best.ratio);
                    let rung = ladder.rung(to_beat);
                    let Some(line) = line(ladder, rung, workspace.ranges[class], self.field.minimum) else {
                        continue;
                    };
                    let found = circle.best(
                        &self.score,
                        self.field.spans,
                        self.durations.classes()[class],
                        line,
                        (direction, self.field.minimum),
                        to_beat,
                    );
                    if let Some(found) = found {
                        best = Some(Window {
                            extent: Extent::Circle {
                                centre,
                                places: rank + 1,
                            },
                            start: found.start,
                            end: found.end,
                            observed: found.observed,
                            measure: found.measure,
                            ratio: found.ratio,
                            direction,
                        });
                    }
                }
            }
        }
        best
    }

    /// The classes of durations in which some window may be beyond the line, as bits.
    #[inline(always)]
    fn open_classes<S: Simd>(&self, simd: S, direction: Direction, weight: f64, workspace: &Workspace<'_>) -> u64 {
        let spans = self.field.spans;
        let mut slopes = [0.0_f32; CLASSES];
        let mut limits = [f32::INFINITY; CLASSES];
        let largest = workspace.largest;
        let rounding = real(workspace.sums.len().max(workspace.running.len())) * 3e-7;
        for (class, line) in workspace.lines.iter().enumerate() {
            if let Some(line) = line {
                slopes[class] = single(line.slope * weight);
                let limit = match direction {
                    Direction::High => line.intercept,
                    Direction::Low => -line.intercept,
                };
                // Sums in single precision err by less than this as long as they stay below the limit.
                let slack = rounding * (limit.abs() + line.slope * weight * f64::from(largest) + 1.0);
                limits[class] = single(limit - slack);
            }
        }
        let slopes = f32x16::simd_from(simd, slopes);
        let zero = f32x16::splat(simd, 0.0);
        let never = f32x16::splat(simd, f32::NEG_INFINITY);
        let closed = workspace.blocked.closed();
        let mut current = zero;
        let mut top = never;
        let from = spans.first_time();
        let steps = workspace.running_single[from..]
            .iter()
            .zip(&workspace.profile_single[from..]);
        let early = spans.first_end - from;
        for (index, (&count, &share)) in steps.enumerate() {
            let expected = slopes * share;
            let step = match direction {
                Direction::High => f32x16::splat(simd, count) - expected,
                Direction::Low => expected - f32x16::splat(simd, count),
            };
            let sum = current + step;
            let sum = if closed.get(from + index).copied().unwrap_or(false) {
                never
            } else {
                sum
            };
            if index >= early {
                top = top.max(sum);
            }
            current = sum.max(zero);
        }
        top.simd_gt(f32x16::simd_from(simd, limits)).to_bitmask()
    }
}

/// A count in single precision; exact below 2²⁴.
#[inline(always)]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of one circle and interval stay below 2^24"
)]
fn single_count(count: u32) -> f32 {
    count as f32
}

/// As [`single`], in a form that is made part of the loop around it.
#[inline(always)]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the bound carries a margin for the rounding"
)]
fn number_single(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::scan::places::{Limits, Position, Surface};
    use crate::scan::{Null, Rates};

    /// Places in a plane, a measure that is a product or not, and cases drawn from it.
    pub(crate) fn example(seed: u64, product: bool) -> (Circles, Grid<f64>, Grid<u32>) {
        use rand::RngExt;
        let mut random = crate::random::stream(seed, 0);
        let (places, times, cases) = (14, 40, 160);
        let positions: Vec<Position> = (0..places)
            .map(|_| Position {
                first: random.random(),
                second: random.random(),
            })
            .collect();
        let weights: Vec<f64> = (0..places).map(|_| random.random::<f64>() + 0.2).collect();
        let profile: Vec<f64> = (0..times).map(|_| random.random::<f64>() + 0.1).collect();
        let mut measure = Grid::new(places, times);
        for (place, weight) in weights.iter().enumerate() {
            for (cell, share) in measure.row_mut(place).iter_mut().zip(&profile) {
                *cell = weight * share * if product { 1.0 } else { random.random::<f64>() };
            }
        }
        let total = measure.total();
        for cell in measure.values_mut() {
            *cell *= real(cases) / total;
        }
        let mut drawn = Vec::new();
        Null::negative_binomial(&measure, 0.3).draw(seed, 1, cases, &mut drawn);
        let mut counts = Grid::new(places, times);
        for cell in drawn {
            counts.values_mut()[cell as usize] += 1;
        }
        let limits = Limits {
            share: 0.5,
            distance: None,
        };
        let circles = Circles::around(Surface::Plane, &positions, &positions, &measure.by_place(), limits);
        (circles, measure, counts)
    }

    #[test]
    fn bounds_change_nothing() {
        for seed in 0..3 {
            for product in [true, false] {
                let (circles, grid, counts) = example(seed, product);
                let measure = Measure::new(&grid);
                assert_eq!(product, matches!(measure, Measure::Product { .. }));
                let comparison = Comparison::Study(Score::Poisson { cases: 160.0 });
                for rates in [Rates::High, Rates::Low, Rates::Both] {
                    for (shortest, first_end) in [(1, 0), (3, 0), (1, 39), (2, 33)] {
                        let spans = Spans {
                            shortest,
                            longest: 13,
                            first_end,
                        };
                        let field = Field {
                            circles: &circles,
                            measure: &measure,
                            comparison: &comparison,
                            spans,
                            minimum: Minimum::default(),
                            directions: rates.directions(),
                        };
                        let exhaustive = Exhaustive {
                            comparison: &comparison,
                            measure: &measure,
                            spans,
                            minimum: Minimum::default(),
                            directions: rates.directions(),
                            taken: &Taken::default(),
                        };
                        let bounded = field.best_by_centre(&counts);
                        for (centre, found) in bounded.iter().enumerate() {
                            let wanted =
                                exhaustive.best(centre, circles.around_centre(centre), |place| counts.row(place));
                            let ratio = |window: &Option<Window>| window.map(|window| window.ratio);
                            assert_eq!(
                                ratio(found),
                                ratio(&wanted),
                                "{seed} {product} {rates:?} {spans:?} {found:?} {wanted:?}"
                            );
                        }
                    }
                }
            }
        }
    }
}
