//! Values by place and time, and the measure of a scan.

/// Values by place and time.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid<T> {
    times: usize,
    values: Vec<T>,
}

impl<T: Copy + Default> Grid<T> {
    /// A grid of defaults.
    pub fn new(places: usize, times: usize) -> Self {
        Self {
            times,
            values: vec![T::default(); places * times],
        }
    }

    /// A grid of given values, those of one place after the other.
    ///
    /// # Panics
    /// If the values do not fill whole rows.
    pub fn from_rows(times: usize, values: Vec<T>) -> Self {
        assert!(
            times > 0 && values.len().is_multiple_of(times),
            "rows of {times} values"
        );
        Self { times, values }
    }

    /// How many places.
    pub fn places(&self) -> usize {
        self.values.len() / self.times
    }

    /// How many times.
    pub fn times(&self) -> usize {
        self.times
    }

    /// The values of one place, in order of time.
    pub fn row(&self, place: usize) -> &[T] {
        &self.values[place * self.times..][..self.times]
    }

    /// The values of one place, in order of time.
    pub fn row_mut(&mut self, place: usize) -> &mut [T] {
        &mut self.values[place * self.times..][..self.times]
    }

    /// All values, place by place.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// All values, place by place.
    pub fn values_mut(&mut self) -> &mut [T] {
        &mut self.values
    }
}

impl Grid<f64> {
    /// Sums over time, one for each place.
    pub fn by_place(&self) -> Vec<f64> {
        (0..self.places()).map(|place| self.row(place).iter().sum()).collect()
    }

    /// Sums over places, one for each time.
    pub fn by_time(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.times];
        for place in 0..self.places() {
            for (sum, value) in sums.iter_mut().zip(self.row(place)) {
                *sum += value;
            }
        }
        sums
    }

    /// The sum of all values.
    pub fn total(&self) -> f64 {
        self.by_place().iter().sum()
    }
}

impl Grid<u32> {
    /// The same counts as real numbers.
    pub fn real(&self) -> Grid<f64> {
        Grid {
            times: self.times,
            values: self.values.iter().map(|&value| f64::from(value)).collect(),
        }
    }

    /// The sum of all counts.
    pub fn total(&self) -> u64 {
        self.values.iter().map(|&value| u64::from(value)).sum()
    }

    /// Counts of all places together, as one row.
    #[must_use]
    pub fn together(&self) -> Self {
        let mut sums = Self::new(1, self.times);
        for place in 0..self.places() {
            for (sum, value) in sums.values.iter_mut().zip(self.row(place)) {
                *sum += value;
            }
        }
        sums
    }

    /// Counts of the whole period, as one column.
    #[must_use]
    pub fn over_time(&self) -> Self {
        Self {
            times: 1,
            values: (0..self.places()).map(|place| self.row(place).iter().sum()).collect(),
        }
    }
}

/// The measure by place and time: expected cases, or people. A measure whose rows are all in one proportion is kept as
/// that: it is then the product of a weight of the place and a profile over time, and a circle has one number only.
#[derive(Debug, Clone)]
pub(crate) enum Measure {
    /// `weights[place] × profile[time]`.
    Product { weights: Vec<f64>, profile: Vec<f64> },
    /// Any values.
    Any(Grid<f64>),
}

impl Measure {
    pub(crate) fn new(grid: &Grid<f64>) -> Self {
        let weights = grid.by_place();
        let total: f64 = weights.iter().sum();
        let profile: Vec<f64> = grid.by_time().iter().map(|sum| sum / total).collect();
        let is_product = weights.iter().enumerate().all(|(place, weight)| {
            grid.row(place)
                .iter()
                .zip(&profile)
                .all(|(value, share)| (value - weight * share).abs() <= 1e-12 * weight)
        });
        if is_product {
            Self::Product { weights, profile }
        } else {
            Self::Any(grid.clone())
        }
    }

    pub(crate) fn times(&self) -> usize {
        match self {
            Self::Product { profile, .. } => profile.len(),
            Self::Any(grid) => grid.times(),
        }
    }

    pub(crate) fn places(&self) -> usize {
        match self {
            Self::Product { weights, .. } => weights.len(),
            Self::Any(grid) => grid.places(),
        }
    }

    /// Whether all circles have the same profile over time.
    pub(crate) fn has_one_profile(&self) -> bool {
        matches!(self, Self::Product { .. })
    }

    /// The least positive value of a cell.
    pub(crate) fn smallest(&self) -> f64 {
        let least =
            |values: &mut dyn Iterator<Item = f64>| values.filter(|&value| value > 0.0).fold(f64::INFINITY, f64::min);
        match self {
            Self::Product { weights, profile } => {
                least(&mut weights.iter().copied()) * least(&mut profile.iter().copied())
            }
            Self::Any(grid) => least(&mut grid.values().iter().copied()),
        }
    }
}

/// The measure of a growing circle over time.
#[derive(Debug)]
pub(crate) struct Growing<'a> {
    measure: &'a Measure,
    weight: f64,
    sums: Vec<f64>,
}

impl<'a> Growing<'a> {
    pub(crate) fn new(measure: &'a Measure) -> Self {
        let sums = match measure {
            Measure::Product { .. } => Vec::new(),
            Measure::Any(grid) => vec![0.0; grid.times()],
        };
        Self {
            measure,
            weight: 0.0,
            sums,
        }
    }

    pub(crate) fn clear(&mut self) {
        self.weight = 0.0;
        self.sums.fill(0.0);
    }

    #[inline]
    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.weight = other.weight;
        self.sums.copy_from_slice(&other.sums);
    }

    #[inline]
    pub(crate) fn add(&mut self, place: usize) {
        match self.measure {
            Measure::Product { weights, .. } => self.weight += weights[place],
            Measure::Any(grid) => {
                self.weight = 1.0;
                for (sum, value) in self.sums.iter_mut().zip(grid.row(place)) {
                    *sum += value;
                }
            }
        }
    }

    /// The measure over time is this number times this profile.
    #[inline]
    pub(crate) fn profile(&self) -> (f64, &[f64]) {
        match self.measure {
            Measure::Product { profile, .. } => (self.weight, profile),
            Measure::Any(_) => (self.weight, &self.sums),
        }
    }

    /// The measure before each time and after the last.
    pub(crate) fn cumulate(&self, sums: &mut Vec<f64>) {
        let (weight, profile) = self.profile();
        sums.clear();
        let mut sum = 0.0;
        sums.push(0.0);
        for value in profile {
            sum += value;
            sums.push(sum * weight);
        }
    }
}
