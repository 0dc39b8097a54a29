//! Classes of durations, within which one straight line bounds every window.

use super::grid::{Grid, Growing, Measure};
use super::number::{real, whole};
use super::window::Spans;

/// Durations from the first to the second, both included, in at most `N` classes of geometric width; and for each class
/// the least and the largest measure that a window of such a duration has in a place.
#[derive(Debug)]
pub(crate) struct Durations {
    classes: Vec<(usize, usize)>,
    ranges: Ranges,
}

#[derive(Debug)]
enum Ranges {
    /// For a weight of one.
    Product(Vec<(f64, f64)>),
    /// For each place and class.
    Any(Grid<(f64, f64)>),
}

impl Durations {
    pub(crate) fn new(measure: &Measure, spans: Spans, most_classes: usize) -> Self {
        let spans = Spans {
            longest: spans.longest.min(measure.times()),
            ..spans
        };
        let classes = classes(spans.shortest, spans.longest, most_classes);
        let ranges = match measure {
            Measure::Product { profile, .. } => Ranges::Product(extremes(profile, spans, &classes)),
            Measure::Any(grid) => {
                let values = (0..grid.places())
                    .flat_map(|place| extremes(grid.row(place), spans, &classes))
                    .collect();
                Ranges::Any(Grid::from_rows(classes.len(), values))
            }
        };
        Self { classes, ranges }
    }

    pub(crate) fn classes(&self) -> &[(usize, usize)] {
        &self.classes
    }

    /// Adds places to the sums of least and largest measure by class; `weight` is that of all places so far, these ones
    /// among them. The sums are no closer than the least and largest of the sum would be, but they cost nothing.
    #[inline]
    fn add(&self, places: &[u16], weight: f64, sums: &mut [(f64, f64)]) {
        match &self.ranges {
            Ranges::Product(ranges) => {
                for (sum, range) in sums.iter_mut().zip(ranges) {
                    *sum = (weight * range.0, weight * range.1);
                }
            }
            Ranges::Any(grid) => {
                for &place in places {
                    for (sum, range) in sums.iter_mut().zip(grid.row(usize::from(place))) {
                        sum.0 += range.0;
                        sum.1 += range.1;
                    }
                }
            }
        }
    }
}

/// The measure of a growing circle: over time, and the least and largest of a window by class of durations.
#[derive(Debug)]
pub(crate) struct Measured<'a> {
    growing: Growing<'a>,
    ranges: Vec<(f64, f64)>,
}

impl<'a> Measured<'a> {
    pub(crate) fn new(measure: &'a Measure, durations: &Durations) -> Self {
        Self {
            growing: Growing::new(measure),
            ranges: vec![(0.0, 0.0); durations.classes().len()],
        }
    }

    pub(crate) fn clear(&mut self) {
        self.growing.clear();
        self.ranges.fill((0.0, 0.0));
    }

    #[inline]
    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.growing.copy_from(&other.growing);
        self.ranges.copy_from_slice(&other.ranges);
    }

    #[inline]
    pub(crate) fn add(&mut self, durations: &Durations, places: &[u16]) {
        for &place in places {
            self.growing.add(usize::from(place));
        }
        durations.add(places, self.growing.profile().0, &mut self.ranges);
    }

    /// See [`Growing::profile`].
    #[inline]
    pub(crate) fn profile(&self) -> (f64, &[f64]) {
        self.growing.profile()
    }

    /// Least and largest measure of a window, by class of durations.
    #[inline]
    pub(crate) fn ranges(&self) -> &[(f64, f64)] {
        &self.ranges
    }

    /// See [`Growing::cumulate`].
    pub(crate) fn cumulate(&self, sums: &mut Vec<f64>) {
        self.growing.cumulate(sums);
    }
}

fn classes(shortest: usize, longest: usize, most: usize) -> Vec<(usize, usize)> {
    let ratio = (real(longest + 1) / real(shortest)).powf(1.0 / real(most));
    let mut classes = Vec::new();
    let mut from = shortest;
    let mut edge = real(shortest);
    while from <= longest {
        edge *= ratio;
        let to = whole(edge - 0.5).clamp(from, longest);
        let to = if classes.len() + 1 == most { longest } else { to };
        classes.push((from, to));
        from = to + 1;
    }
    classes
}

fn extremes(row: &[f64], spans: Spans, classes: &[(usize, usize)]) -> Vec<(f64, f64)> {
    let mut sums = vec![0.0];
    for value in row {
        sums.push(sums[sums.len() - 1] + value);
    }
    classes
        .iter()
        .map(|&(shortest, longest)| {
            let ends = spans.first_end + 1..=row.len();
            let least = ends
                .clone()
                .filter(|&end| end >= shortest)
                .map(|end| sums[end] - sums[end - shortest])
                .fold(f64::INFINITY, f64::min);
            let most = ends
                .map(|end| sums[end] - sums[end.saturating_sub(longest)])
                .fold(0.0, f64::max);
            // A hair to either side, for sums taken in another order.
            (least.min(most) * (1.0 - 1e-9), most * (1.0 + 1e-9))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_cover_each_duration_once() {
        for (shortest, longest, most) in [(1, 90, 4), (1, 13, 4), (1, 1, 4), (2, 7, 4), (1, 90, 16), (5, 400, 16)] {
            let classes = classes(shortest, longest, most);
            let all: Vec<usize> = classes.iter().flat_map(|&(from, to)| from..=to).collect();
            assert_eq!(all, (shortest..=longest).collect::<Vec<_>>());
            assert!(classes.len() <= most, "{classes:?}");
        }
    }
}
