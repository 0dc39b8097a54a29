//! Windows in space and time.

use super::score::Direction;

/// Which windows in time are looked at. Lengths and positions are in intervals of the scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spans {
    /// Shortest length.
    pub shortest: usize,
    /// Longest length.
    pub longest: usize,
    /// Windows end with this interval or a later one: 0 in a retrospective scan, the last in a prospective one.
    pub first_end: usize,
}

impl Spans {
    /// The whole period as the one window.
    pub fn whole(times: usize) -> Self {
        Self {
            shortest: times,
            longest: times,
            first_end: times - 1,
        }
    }

    /// The first interval that any window can hold.
    pub(crate) fn first_time(&self) -> usize {
        (self.first_end + 1).saturating_sub(self.longest)
    }
}

/// Which windows are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rates {
    /// More cases than expected.
    High,
    /// Fewer cases than expected.
    Low,
    /// Either.
    Both,
}

impl Rates {
    /// The directions in which to look.
    pub fn directions(self) -> &'static [Direction] {
        match self {
            Self::High => &[Direction::High],
            Self::Low => &[Direction::Low],
            Self::Both => &[Direction::High, Direction::Low],
        }
    }
}

/// How many cases a window must hold to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minimum {
    /// In a window with more cases than expected.
    pub high: u32,
    /// In a window with fewer.
    pub low: u32,
}

impl Default for Minimum {
    fn default() -> Self {
        Self { high: 2, low: 0 }
    }
}

impl Minimum {
    /// The minimum in one direction.
    pub fn of(&self, direction: Direction) -> u32 {
        match direction {
            Direction::High => self.high,
            Direction::Low => self.low,
        }
    }
}

/// Where a window lies in space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// A circle.
    Circle {
        /// Number of the centre.
        centre: usize,
        /// How many places it holds, counted from the centre.
        places: usize,
    },
    /// All places.
    Everywhere,
}

/// A window, what it holds and how much it stands out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Which places.
    pub extent: Extent,
    /// First interval.
    pub start: usize,
    /// The interval after the last.
    pub end: usize,
    /// Cases.
    pub observed: u32,
    /// Expected cases, or people (see [`super::Score`]).
    pub measure: f64,
    /// Logarithm of the likelihood ratio.
    pub ratio: f64,
    /// Whether more cases than expected or fewer.
    pub direction: Direction,
}

impl Window {
    /// The number of its centre; `None` when it is everywhere.
    pub(crate) fn centre(&self) -> Option<usize> {
        match self.extent {
            Extent::Circle { centre, .. } => Some(centre),
            Extent::Everywhere => None,
        }
    }
}
