//! Counts in, findings out: rates, scan statistics, early warning, forecasts, effects of measures.
//!
//! Pure and seeded: no IO, no clock; the same counts and the same seed give the same bytes, whatever the number of
//! threads. Findings are about places and periods, never about people.

pub mod dated;
pub mod distribution;
pub mod effect;
pub mod empirical_bayes;
pub mod enough;
pub mod false_discovery;
pub mod forecast;
pub mod hot_spot;
pub mod intervals;
pub mod near_repeat;
pub mod random;
pub mod rates;
pub mod regression;
pub mod roads;
pub mod scan;
pub mod season;
pub mod source;
pub mod warning;
