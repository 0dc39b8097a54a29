//! Counts as they could have been: one replica after the other, each from its own stream of random numbers.

use super::calibration::Refit;
use super::grid::Grid;
use super::number::real;
use crate::random::{Stream, stream};

use rand::{Rng, RngExt};

/// A number of a cell: `place × times + time`.
pub type Cell = u32;

/// A table from which an index is drawn in proportion to its weight in constant time (Walker 1977, as built by Vose 1991).
#[derive(Debug, Clone)]
pub struct Alias {
    entries: Vec<(u32, u32)>,
}

impl Alias {
    /// A table for weights of zero or more, at least one of them positive.
    ///
    /// # Panics
    /// If no weight is positive, or there are more than 2³² of them.
    pub fn new(weights: &[f64]) -> Self {
        let total: f64 = weights.iter().sum();
        assert!(total > 0.0, "a weight must be positive");
        let count = u32::try_from(weights.len()).expect("as many weights as fit 32 bits");
        let scale = f64::from(count) / total;
        let mut shares: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
        let (mut small, mut large): (Vec<u32>, Vec<u32>) = (0..count).partition(|&index| shares[at(index)] < 1.0);
        let mut entries: Vec<(u32, u32)> = (0..count).map(|index| (u32::MAX, index)).collect();
        while let (Some(little), Some(&much)) = (small.pop(), large.last()) {
            let share = shares[at(little)];
            entries[at(little)] = (fraction(share), much);
            shares[at(much)] -= 1.0 - share;
            if shares[at(much)] < 1.0 {
                large.pop();
                small.push(much);
            }
        }
        // What is left over by rounding is a share of one; a weight of zero is never left over unless all are.
        for index in small {
            if weights[at(index)] > 0.0 {
                entries[at(index)] = (u32::MAX, index);
            } else {
                let heaviest = (0..count)
                    .max_by(|&a, &b| weights[at(a)].total_cmp(&weights[at(b)]))
                    .unwrap_or_default();
                entries[at(index)] = (0, heaviest);
            }
        }
        Self { entries }
    }

    /// An index.
    #[inline]
    pub fn draw(&self, random: &mut Stream) -> u32 {
        let bits = random.next_u64();
        // The upper half picks the entry (Lemire's multiplication), the lower half one of its two indices.
        let index = ((bits >> 32) * self.entries.len() as u64) >> 32;
        let index = u32::try_from(index).unwrap_or_default();
        let (share, other) = self.entries[at(index)];
        let low = u32::try_from(bits & u64::from(u32::MAX)).unwrap_or_default();
        if low < share { index } else { other }
    }
}

fn at(index: u32) -> usize {
    index as usize
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of one or less, in units of 2^-32; the cast saturates"
)]
fn fraction(share: f64) -> u32 {
    (share * 4_294_967_296.0) as u32
}

/// How often bunches are drawn anew because they do not add up: one in the mean size of a bunch does.
const MOST_TRIES: usize = 1000;

/// How the cases of a replica are drawn. The number of cases is always that of the data.
#[derive(Debug, Clone)]
pub enum Null {
    /// Each case falls on a cell in proportion to its measure: Poisson counts given their total.
    Poisson(Cells),
    /// As [`Null::Poisson`], but cases come in bunches within a cell, so that the variance of a cell of mean `m` is
    /// `m + m² / size`: negative binomial counts given their total, as clusters whose sizes follow the logarithmic
    /// distribution (Quenouille 1949).
    NegativeBinomial {
        /// Where a bunch falls.
        bunches: Alias,
        /// For each cell, `m / (m + size)`.
        spread: Vec<f64>,
    },
    /// Cases of one interval stay in it and fall on places in proportion to their measure there.
    WithinTime(Vec<(u32, Alias)>),
    /// Cases of one place stay there and fall on intervals in proportion to the measure.
    WithinPlace(Vec<(u32, Null)>),
    /// As the null within, moved so that a model of the intervals fits it as it fits the data (see [`super::calibration`]).
    Refitted(Box<Null>, Refit),
    /// Cases among the people of all cells, each person as likely as any other.
    AmongPeople {
        /// The cell of each person.
        people: Vec<Cell>,
        /// How many of them are cases.
        cases: usize,
    },
    /// The intervals of the cases of one class are dealt to its places anew.
    Permutation {
        /// For each class, the place and the interval of each case.
        classes: Vec<(Vec<u32>, Vec<u32>)>,
        /// Number of intervals.
        times: u32,
    },
}

/// Cells to draw from.
#[derive(Debug, Clone)]
pub enum Cells {
    /// Place and interval apart, for a measure whose rows are in one proportion.
    Product {
        /// By place.
        places: Alias,
        /// By interval.
        times: Alias,
        /// Number of intervals.
        count: u32,
    },
    /// Cell by cell.
    Any(Alias),
}

impl Null {
    /// Poisson counts given their total.
    pub fn poisson(measure: &Grid<f64>) -> Self {
        Self::Poisson(match super::grid::Measure::new(measure) {
            super::grid::Measure::Product { weights, profile } => Cells::Product {
                places: Alias::new(&weights),
                times: Alias::new(&profile),
                count: u32::try_from(profile.len()).unwrap_or(u32::MAX),
            },
            super::grid::Measure::Any(grid) => Cells::Any(Alias::new(grid.values())),
        })
    }

    /// Negative binomial counts given their total. `size` is the parameter in `variance = m + m² / size`.
    pub fn negative_binomial(measure: &Grid<f64>, size: f64) -> Self {
        let bunches: Vec<f64> = measure
            .values()
            .iter()
            .map(|mean| size * (mean / size).ln_1p())
            .collect();
        Self::NegativeBinomial {
            bunches: Alias::new(&bunches),
            spread: measure.values().iter().map(|mean| mean / (mean + size)).collect(),
        }
    }

    /// Cases keep their interval and fall on places in proportion to the measure in it.
    pub fn within_time(measure: &Grid<f64>, cases: &Grid<u32>) -> Self {
        let totals = cases.together();
        Self::WithinTime(
            (0..measure.times())
                .map(|time| {
                    let column: Vec<f64> = (0..measure.places()).map(|place| measure.row(place)[time]).collect();
                    let alias = if column.iter().any(|&value| value > 0.0) {
                        Alias::new(&column)
                    } else {
                        Alias::new(&vec![1.0; column.len()])
                    };
                    (totals.row(0)[time], alias)
                })
                .collect(),
        )
    }

    /// Cases keep their place and fall on intervals in proportion to the measure, in bunches when a size is given.
    pub fn within_place(measure: &Grid<f64>, cases: &Grid<u32>, size: Option<f64>) -> Self {
        Self::WithinPlace(
            (0..measure.places())
                .map(|place| {
                    let count: u32 = cases.row(place).iter().sum();
                    let row = Grid::from_rows(measure.times(), measure.row(place).to_vec());
                    let null = match size {
                        _ if row.values().iter().all(|&value| value <= 0.0) => {
                            Self::Poisson(Cells::Any(Alias::new(&vec![1.0; row.times()])))
                        }
                        None => Self::Poisson(Cells::Any(Alias::new(row.values()))),
                        Some(size) => Self::negative_binomial(&row, size),
                    };
                    (count, null)
                })
                .collect(),
        )
    }

    /// Cases among people.
    pub fn among_people(people: &Grid<u32>, cases: usize) -> Self {
        let people = people
            .values()
            .iter()
            .zip(0..)
            .flat_map(|(&count, cell)| std::iter::repeat_n(cell, count as usize))
            .collect();
        Self::AmongPeople { people, cases }
    }

    /// Appends the cells of `cases` cases under the stream of replica `index`.
    pub fn draw(&self, seed: u64, index: usize, cases: usize, cells: &mut Vec<Cell>) {
        self.draw_from(&mut stream(seed, index as u64), cases, cells);
    }

    fn draw_from(&self, random: &mut Stream, cases: usize, cells: &mut Vec<Cell>) {
        match self {
            Self::Poisson(Cells::Any(alias)) => {
                cells.extend(std::iter::repeat_with(|| alias.draw(random)).take(cases));
            }
            Self::Poisson(Cells::Product { places, times, count }) => {
                cells.extend(std::iter::repeat_with(|| places.draw(random) * count + times.draw(random)).take(cases));
            }
            Self::NegativeBinomial { bunches, spread } => {
                let mut left = cases;
                while left > 0 {
                    let cell = bunches.draw(random);
                    let size = logarithmic(random, spread[at(cell)]).min(left);
                    cells.extend(std::iter::repeat_n(cell, size));
                    left -= size;
                }
            }
            Self::WithinTime(slices) => {
                let times = u32::try_from(slices.len()).unwrap_or(u32::MAX);
                for ((count, alias), time) in slices.iter().zip(0..) {
                    for _ in 0..*count {
                        cells.push(alias.draw(random) * times + time);
                    }
                }
            }
            Self::WithinPlace(rows) => {
                let mut place_cells = Vec::new();
                for ((count, null), place) in rows.iter().zip(0_u32..) {
                    null.draw_exactly(random, at(*count), &mut place_cells);
                    let times = null.times();
                    cells.extend(place_cells.iter().map(|time| place * times + time));
                }
            }
            Self::Refitted(null, refit) => {
                let from = cells.len();
                null.draw_from(random, cases, cells);
                refit.apply(random, &mut cells[from..]);
            }
            Self::AmongPeople { people, cases } => {
                // Knuth's selection sampling: one pass, each person with the chance that is left.
                let mut wanted = *cases;
                for (passed, &cell) in people.iter().enumerate() {
                    if wanted == 0 {
                        break;
                    }
                    if random.random::<f64>() * real(people.len() - passed) < real(wanted) {
                        cells.push(cell);
                        wanted -= 1;
                    }
                }
            }
            Self::Permutation { classes, times } => {
                for (places, intervals) in classes {
                    let mut dealt = intervals.clone();
                    for (index, &place) in places.iter().enumerate() {
                        let other = random.random_range(index..dealt.len());
                        dealt.swap(index, other);
                        cells.push(place * times + dealt[index]);
                    }
                }
            }
        }
    }

    /// Draws until the bunches add up to the cases, so that the last one is not cut: where a place has few cases, cutting
    /// would leave too little scatter.
    fn draw_exactly(&self, random: &mut Stream, cases: usize, cells: &mut Vec<Cell>) {
        let Self::NegativeBinomial { bunches, spread } = self else {
            cells.clear();
            return self.draw_from(random, cases, cells);
        };
        for _ in 0..MOST_TRIES {
            cells.clear();
            while cells.len() < cases {
                let cell = bunches.draw(random);
                cells.extend(std::iter::repeat_n(cell, logarithmic(random, spread[at(cell)])));
            }
            if cells.len() == cases {
                return;
            }
        }
        cells.truncate(cases);
    }

    /// Number of intervals of a null of one place.
    fn times(&self) -> u32 {
        let count = match self {
            Self::Poisson(Cells::Any(alias)) => alias.entries.len(),
            Self::NegativeBinomial { spread, .. } => spread.len(),
            _ => 1,
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

/// A number from the logarithmic distribution with parameter `p`, by its recurrence (Kemp 1981).
pub(super) fn logarithmic(random: &mut Stream, p: f64) -> usize {
    let mut chance = -p / (-p).ln_1p();
    let mut left: f64 = random.random();
    let mut number = 1;
    while left > chance && number < 100_000 {
        left -= chance;
        chance *= p * real(number) / real(number + 1);
        number += 1;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(null: &Null, cases: usize, cells: usize, replicas: usize) -> Vec<Vec<f64>> {
        (0..replicas)
            .map(|index| {
                let mut drawn = Vec::new();
                null.draw(7, index, cases, &mut drawn);
                assert_eq!(drawn.len(), cases);
                let mut counts = vec![0.0; cells];
                for cell in drawn {
                    counts[at(cell)] += 1.0;
                }
                counts
            })
            .collect()
    }

    fn mean_and_variance(values: &[f64]) -> (f64, f64) {
        let mean = values.iter().sum::<f64>() / real(values.len());
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
        (mean, variance / real(values.len() - 1))
    }

    #[test]
    fn each_cell_gets_its_share_with_the_variance_of_its_null() {
        let weights: Vec<f64> = (0..60_u32).map(|cell| f64::from(cell % 7)).collect();
        let total: f64 = weights.iter().sum();
        let cases = 600;
        let means: Vec<f64> = weights.iter().map(|weight| weight / total * real(cases)).collect();
        let grid = Grid::from_rows(10, means.clone());
        for (null, size) in [
            (Null::Poisson(Cells::Any(Alias::new(&weights))), f64::INFINITY),
            (Null::negative_binomial(&grid, 4.0), 4.0),
        ] {
            let replicas = counts(&null, cases, 60, 4000);
            let mut excess = Vec::new();
            for (cell, &wanted) in means.iter().enumerate() {
                let values: Vec<f64> = replicas.iter().map(|counts| counts[cell]).collect();
                let (mean, variance) = mean_and_variance(&values);
                let expected = wanted + wanted * wanted / size;
                assert!(
                    (mean - wanted).abs() < 5.0 * (expected / 4000.0).sqrt() + 1e-9,
                    "{mean} {wanted}"
                );
                if wanted > 0.0 {
                    excess.push(variance / (expected * (1.0 - wanted / real(cases))));
                }
            }
            let (ratio, _) = mean_and_variance(&excess);
            assert!((ratio - 1.0).abs() < 0.03, "{ratio}");
        }
    }

    #[test]
    fn margins_are_kept_where_they_should_be() {
        let mut cases = Grid::<u32>::new(5, 4);
        for (index, count) in cases.values_mut().iter_mut().enumerate() {
            *count = u32::try_from(index % 4).unwrap_or_default();
        }
        let measure = cases.real();
        let total = usize::try_from(cases.total()).unwrap_or_default();
        let grid_of = |null: &Null| {
            let mut drawn = Vec::new();
            null.draw(3, 1, total, &mut drawn);
            let mut grid = Grid::<u32>::new(5, 4);
            for cell in drawn {
                grid.values_mut()[at(cell)] += 1;
            }
            grid
        };
        let within_time = grid_of(&Null::within_time(&measure, &cases));
        assert_eq!(within_time.together(), cases.together());
        for size in [None, Some(2.0)] {
            let within_place = grid_of(&Null::within_place(&measure, &cases, size));
            assert_eq!(within_place.over_time(), cases.over_time());
        }
    }
}
