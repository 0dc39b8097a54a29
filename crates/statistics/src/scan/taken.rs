//! Places and times that clusters already hold, so that further ones keep off them.

/// For each place, the periods that are taken.
#[derive(Debug, Clone, Default)]
pub(crate) struct Taken {
    periods: Vec<Vec<(usize, usize)>>,
}

impl Taken {
    /// Takes a period of a place.
    pub(crate) fn add(&mut self, place: usize, start: usize, end: usize) {
        if self.periods.len() <= place {
            self.periods.resize(place + 1, Vec::new());
        }
        self.periods[place].push((start, end));
    }

    /// What is taken of the whole period, counted as one interval.
    pub(crate) fn over_time(&self) -> Self {
        let whole = |periods: &Vec<(usize, usize)>| periods.first().map(|_| (0, 1)).into_iter().collect();
        Self {
            periods: self.periods.iter().map(whole).collect(),
        }
    }

    /// How many of these places are free at all times, up to the first that is not.
    pub(crate) fn free(&self, places: &[u16]) -> usize {
        let is_taken = |&place: &u16| !self.of(usize::from(place)).is_empty();
        places.iter().position(is_taken).unwrap_or(places.len())
    }

    /// Whether some time of a period is taken at a place.
    pub(crate) fn holds(&self, place: u16, start: usize, end: usize) -> bool {
        let periods = self.of(usize::from(place));
        periods.iter().any(|&(from, to)| from < end && start < to)
    }

    fn of(&self, place: usize) -> &[(usize, usize)] {
        self.periods.get(place).map_or(&[], Vec::as_slice)
    }

    /// The times that are closed to a circle without places.
    pub(crate) fn blocked(&self) -> Blocked<'_> {
        Blocked {
            taken: self,
            closed: Vec::new(),
        }
    }
}

/// The times at which some place of a growing circle is taken.
#[derive(Debug)]
pub(crate) struct Blocked<'a> {
    taken: &'a Taken,
    closed: Vec<bool>,
}

impl Blocked<'_> {
    pub(crate) fn clear(&mut self) {
        self.closed.clear();
    }

    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.closed.clone_from(&other.closed);
    }

    /// Adds places of a study with so many times.
    pub(crate) fn add(&mut self, places: &[u16], times: usize) {
        if self.taken.periods.is_empty() {
            return;
        }
        for &place in places {
            for &(start, end) in self.taken.of(usize::from(place)) {
                self.closed.resize(times, false);
                self.closed[start..end].fill(true);
            }
        }
    }

    /// Whether each time is closed; empty when none is.
    pub(crate) fn closed(&self) -> &[bool] {
        &self.closed
    }

    /// How many closed times lie before each time; empty when none is closed.
    pub(crate) fn cumulate(&self, cumulated: &mut Vec<u32>) {
        cumulated.clear();
        if self.closed.is_empty() {
            return;
        }
        cumulated.push(0);
        let mut sum = 0;
        cumulated.extend(self.closed.iter().map(|&closed| {
            sum += u32::from(closed);
            sum
        }));
    }
}
