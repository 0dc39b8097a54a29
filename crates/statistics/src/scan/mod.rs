//! The space-time scan statistic: where, and from when to when, there were more cases than expected, and whether chance
//! alone would do as much.
//!
//! Circles of every radius around each centre, combined with every period, are compared with the rest of the study by a
//! likelihood ratio (Kulldorff 1997; in time Kulldorff 2001; from cases alone Kulldorff et al. 2005). The largest ratio is
//! judged against the largest ratios of data drawn under the null hypothesis ([`Null`]), so that the whole search is
//! allowed for.
//!
//! [`Study`] is the data, [`Design`] the question, [`scan`] the answer. `satscan` reads the files of SaTScan into both;
//! `calibration` makes both from counts alone and sees to it that p-values hold.

#![expect(
    clippy::inline_always,
    reason = "vector code must be compiled as a part of the function that was compiled for the vectors at hand"
)]

mod analysis;
pub mod calibration;
mod clusters;
mod counts;
mod draw;
mod durations;
mod exhaustive;
mod flat;
mod frontier;
mod grid;
mod inference;
mod lanes;
mod nested;
mod number;
mod observed;
mod observed_circles;
mod offers;
mod packed;
mod pass;
mod places;
mod refine;
mod rows;
pub mod satscan;
mod score;
mod taken;
mod vectors;
mod window;

pub use analysis::{Cluster, Design, Domain, Outcome, Study, largest_ratios, scan, scan_with};
pub use clusters::{Overlap, gini};
pub use draw::{Alias, Cell, Cells, Null};
pub use grid::Grid;
pub use inference::{Replicas, recurrence_interval};
pub use places::{Circles, Limits, MOST_PLACES, Position, Surface};
pub use score::{Direction, Score};
pub use vectors::Vectors;
pub use window::{Extent, Minimum, Rates, Spans, Window};
