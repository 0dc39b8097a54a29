//! Early warning on a series of counts: is this week's count more than was to be expected from those before?
//!
//! Farrington flexible for series of three years and more, EARS and the CUSUM for shorter ones. All give one shape of
//! answer: what was expected, the bound above it and whether the count is beyond, or that the data are too few to say.

pub mod cusum;
pub mod ears;
pub mod farrington;

/// What is said about the count of one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Warning {
    /// The count was compared with what was to be expected.
    Judged(Judgement),
    /// Nothing is said.
    TooFewData(TooFew),
}

/// A count and what was to be expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// The count of the period.
    pub observed: u32,
    /// The count that was to be expected.
    pub expected: f64,
    /// The largest count that is still no warning; methods on means give a fraction.
    pub upper: f64,
    /// Whether the count is above it.
    pub is_above: bool,
}

/// Why nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooFew {
    /// The count of the period itself is not known.
    NotObserved,
    /// The series does not go back far enough.
    History,
    /// Too few events in the last periods for a warning to mean anything.
    Events,
    /// Too few days with events in the last periods.
    Days,
    /// The past does not determine the model.
    Model,
}

impl Judgement {
    /// How far the count is on the way from expected (0) to the bound (1); above 1 it is a warning.
    pub fn score(&self) -> f64 {
        let way = self.upper - self.expected;
        if way > 0.0 {
            (f64::from(self.observed) - self.expected) / way
        } else {
            f64::from(u8::from(self.is_above))
        }
    }

    pub(crate) fn of(observed: u32, expected: f64, upper: f64) -> Self {
        Self {
            observed,
            expected,
            upper,
            is_above: f64::from(observed) > upper,
        }
    }
}

impl Warning {
    /// The judgement, where there is one.
    pub fn judgement(&self) -> Option<&Judgement> {
        match self {
            Self::Judged(judgement) => Some(judgement),
            Self::TooFewData(_) => None,
        }
    }

    /// Whether the count is more than expected.
    pub fn is_above(&self) -> bool {
        self.judgement().is_some_and(|judgement| judgement.is_above)
    }
}
