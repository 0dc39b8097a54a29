//! Where there is one interval: the cases and the measure of a place in one whole number, so that what a circle holds is one
//! sum.

use super::grid::{Grid, Measure};
use super::number::{real_of, units_in};

/// Units lost where those of each place are rounded down; there are no more places than sixteen bits name.
const ROUNDED: u64 = 1 << 16;
/// Bits of the measure at most: a number of this many is exact as a real number.
const MOST_BITS: u32 = 40;
/// Units by which an exact sum, made one by one in real numbers, may be off, and more.
const MARGIN: u64 = 64;

/// How much a sum has to reach to be looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stop {
    /// A packed sum: reached by its cases.
    pub(crate) cases: u64,
    /// Units of measure.
    pub(crate) units: u64,
}

impl Stop {
    /// At whatever comes next.
    pub(crate) const AT_ONCE: Self = Self { cases: 0, units: 0 };
    /// Nowhere.
    pub(crate) const NEVER: Self = Self {
        cases: u64::MAX,
        units: u64::MAX,
    };
}

/// Places that are added up before it is asked whether a stop was reached among them.
const AT_A_TIME: usize = 8;

/// Cases and measure by place. The cases of all places fit the upper bits of a number, their measure, in units, the lower.
#[derive(Debug)]
pub(crate) struct Packed {
    places: Vec<u64>,
    /// The measure of each place, to be summed up exactly.
    weights: Vec<f64>,
    /// Bits of the measure.
    bits: u32,
    /// The measure of one unit.
    unit: f64,
}

impl Packed {
    /// `cases` and `measure` have one interval.
    pub(crate) fn new(cases: &Grid<u32>, measure: &Measure) -> Self {
        let weights = match measure {
            Measure::Product { weights, .. } => weights.clone(),
            Measure::Any(grid) => grid.by_place(),
        };
        let total: u64 = cases.values().iter().copied().map(u64::from).sum();
        let bits = total.leading_zeros().min(MOST_BITS);
        let unit = weights.iter().sum::<f64>() / real_of((1 << bits) - 1 - MARGIN);
        let packed = |(&cases, weight): (&u32, &f64)| u64::from(cases) << bits | units_in(*weight, unit);
        let places = cases.values().iter().zip(&weights).map(packed).collect();
        Self {
            places,
            weights,
            bits,
            unit,
        }
    }

    /// A sum with some more places.
    #[inline(always)]
    pub(crate) fn add(&self, sum: u64, places: &[u16]) -> u64 {
        sum + places.iter().map(|&place| self.places[usize::from(place)]).sum::<u64>()
    }

    /// Adds places to a sum until it reaches a stop: how many it took, and the sum; none where it never does.
    #[inline]
    pub(crate) fn until(&self, mut sum: u64, places: &[u16], stop: Stop) -> Option<(usize, u64)> {
        let is_reached = |sum: u64| sum >= stop.cases || self.units(sum) >= stop.units;
        for (number, block) in places.chunks(AT_A_TIME).enumerate() {
            let after = self.add(sum, block);
            if is_reached(after) {
                for (within, &place) in block.iter().enumerate() {
                    sum += self.places[usize::from(place)];
                    if is_reached(sum) {
                        return Some((number * AT_A_TIME + within + 1, sum));
                    }
                }
            }
            sum = after;
        }
        None
    }

    /// The least sum of so many cases; the largest of all where there are not so many.
    pub(crate) fn least_of(&self, cases: u64) -> u64 {
        if cases >> (u64::BITS - self.bits) == 0 {
            cases << self.bits
        } else {
            u64::MAX
        }
    }

    /// The cases of a sum.
    #[inline(always)]
    pub(crate) fn cases(&self, sum: u64) -> u64 {
        sum >> self.bits
    }

    /// No more than the measure of a sum: units are rounded down.
    #[inline(always)]
    pub(crate) fn at_least(&self, sum: u64) -> f64 {
        real_of(self.units(sum).saturating_sub(MARGIN)) * self.unit
    }

    /// No less than the measure of so many units, were it that of all places.
    #[inline(always)]
    pub(crate) fn at_most(&self, units: u64) -> f64 {
        real_of(units.saturating_add(ROUNDED + MARGIN)) * self.unit
    }

    /// The measure of one unit.
    pub(crate) fn unit(&self) -> f64 {
        self.unit
    }

    /// The measure of each place.
    pub(crate) fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The measure of a sum, in units.
    #[inline(always)]
    pub(crate) fn units(&self, sum: u64) -> u64 {
        sum & ((1 << self.bits) - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use rand::RngExt;

    /// However many cases there are and however uneven the measure is.
    #[test]
    fn sums_hold_the_cases_and_bound_the_measure() {
        let mut random = crate::random::stream(7, 7);
        for most in [0_u32, 1, 40, 3_000_000] {
            for uneven in [0.0, 8.0] {
                let count = 700_u16;
                let cases: Vec<u32> = (0..count).map(|_| random.random_range(0..=most)).collect();
                let weights: Vec<f64> = (0..count).map(|_| (uneven * random.random::<f64>()).exp()).collect();
                let measure = Measure::new(&Grid::from_rows(1, weights.clone()));
                let total: f64 = weights.iter().sum();
                let packed = Packed::new(&Grid::from_rows(1, cases.clone()), &measure);
                let places: Vec<u16> = (0..count).collect();
                let (mut sum, mut observed, mut exact) = (0, 0_u64, 0.0);
                for (place, part) in places.chunks(1).enumerate() {
                    sum = packed.add(sum, part);
                    observed += u64::from(cases[place]);
                    exact += packed.weights()[place];
                    assert_eq!(packed.cases(sum), observed);
                    let (least, largest) = (packed.at_least(sum), packed.at_most(packed.units(sum)));
                    assert!(least <= exact && exact <= largest, "{least} {exact} {largest}");
                    assert!(
                        most > 40 || largest - least < 1e-7 * total,
                        "{least} {largest} of {total}"
                    );
                }
                assert_eq!(packed.add(0, &places), sum);
            }
        }
    }

    #[test]
    fn without_a_measure_nothing_is_bounded_away() {
        let measure = Measure::Any(Grid::from_rows(1, vec![0.0, 0.0]));
        let packed = Packed::new(&Grid::from_rows(1, vec![1, 2]), &measure);
        let sum = packed.add(0, &[0, 1]);
        assert_eq!(
            (
                packed.cases(sum),
                packed.at_least(sum),
                packed.at_most(packed.units(sum))
            ),
            (3, 0.0, 0.0)
        );
    }
}
