//! Traffic accidents: legal classes, places where they come again and again by law, and what is to be expected of a stretch of
//! road.
//!
//! The law counts, and a count of two in a year can be chance; the expected number by empirical Bayes stands beside the legal
//! flag and never replaces it. Which accidents the road itself caused is decided by people.

pub mod black_spot;
pub mod class;
pub mod performance;

use jiff::civil::Date;

/// Where an accident happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Position {
    /// On a plane, in metres.
    Point {
        /// Easting.
        x: f64,
        /// Northing.
        y: f64,
    },
    /// On a road.
    Road {
        /// Number of the road.
        road: usize,
        /// Metres from its beginning (lý trình).
        chainage: f64,
    },
}

impl Position {
    /// Metres between two positions; infinitely many between two roads.
    pub fn distance(&self, other: &Self) -> f64 {
        match (self, other) {
            (Self::Point { x, y }, Self::Point { x: right, y: up }) => ((x - right).powi(2) + (y - up).powi(2)).sqrt(),
            (
                Self::Road { road, chainage },
                Self::Road {
                    road: second,
                    chainage: at,
                },
            ) if road == second => (chainage - at).abs(),
            _ => f64::INFINITY,
        }
    }

    /// Something that two near positions have near: for sorting.
    fn along(&self) -> (usize, f64) {
        match *self {
            Self::Point { x, .. } => (0, x),
            Self::Road { road, chainage } => (road + 1, chainage),
        }
    }
}

/// A traffic accident: one or several successive collisions at one place are one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accident {
    /// Where.
    pub position: Position,
    /// When.
    pub day: Date,
    /// Dead.
    pub deaths: u32,
    /// Injured, who needed treatment.
    pub injured: u32,
    /// Bodily harm of all injured together, in percent, where it was assessed.
    pub injury_percent: Option<u32>,
    /// Damage to property in đồng, where it is known.
    pub property: Option<u64>,
}

impl Accident {
    /// An accident on a plane, of which no more is known than dead and injured.
    pub fn at_point(x: f64, y: f64, day: Date, deaths: u32, injured: u32) -> Self {
        Self {
            position: Position::Point { x, y },
            day,
            deaths,
            injured,
            injury_percent: None,
            property: None,
        }
    }

    /// The same on a road.
    pub fn on_road(road: usize, chainage: f64, day: Date, deaths: u32, injured: u32) -> Self {
        Self {
            position: Position::Road { road, chainage },
            ..Self::at_point(0.0, 0.0, day, deaths, injured)
        }
    }
}
