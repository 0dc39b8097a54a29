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

    /// Whether a place is taken at some time of a period.
    pub(crate) fn overlaps(&self, place: usize, start: usize, end: usize) -> bool {
        self.of(place).iter().any(|&(from, to)| from < end && start < to)
    }

    /// The same for windows over the whole period, counted as one interval.
    pub(crate) fn over_time(&self) -> Self {
        let whole = |periods: &Vec<(usize, usize)>| periods.first().map(|_| (0, 1)).into_iter().collect();
        Self {
            periods: self.periods.iter().map(whole).collect(),
        }
    }

    fn of(&self, place: usize) -> &[(usize, usize)] {
        self.periods.get(place).map_or(&[], Vec::as_slice)
    }

    /// The times that are closed to a growing circle.
    pub(crate) fn blocked(&self, times: usize) -> Blocked<'_> {
        Blocked {
            taken: self,
            times,
            closed: Vec::new(),
            cumulated: Vec::new(),
        }
    }
}

/// The times at which some place of a growing circle is taken.
#[derive(Debug)]
pub(crate) struct Blocked<'a> {
    taken: &'a Taken,
    times: usize,
    closed: Vec<bool>,
    cumulated: Vec<u32>,
}

impl Blocked<'_> {
    pub(crate) fn clear(&mut self) {
        self.closed.clear();
        self.cumulated.clear();
    }

    pub(crate) fn add(&mut self, place: usize) {
        let periods = self.taken.of(place);
        if periods.is_empty() {
            return;
        }
        self.closed.resize(self.times, false);
        for &(start, end) in periods {
            self.closed[start..end].fill(true);
        }
        self.cumulated.clear();
        self.cumulated.push(0);
        let mut sum = 0;
        self.cumulated.extend(self.closed.iter().map(|&closed| {
            sum += u32::from(closed);
            sum
        }));
    }

    /// Whether each time is closed; empty when none is.
    pub(crate) fn closed(&self) -> &[bool] {
        &self.closed
    }

    /// How many closed times lie before each time; empty when none is closed.
    pub(crate) fn cumulated(&self) -> &[u32] {
        &self.cumulated
    }
}
