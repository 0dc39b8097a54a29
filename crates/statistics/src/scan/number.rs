//! Conversions between counts and real numbers, with the reason why nothing is lost said once.

/// A count as a real number. Counts of places, times and cases stay far below 2⁵³.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of places, times and cases stay far below 2^53"
)]
pub(crate) fn real(count: usize) -> f64 {
    count as f64
}

/// A whole number below 2⁵³ as a real one.
#[expect(clippy::cast_precision_loss, reason = "the number is below 2^53")]
pub(crate) fn real_of(number: u64) -> f64 {
    number as f64
}

/// How many whole units a measure of at least zero holds; none where units are nothing.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a real number saturates, and what is no number becomes zero"
)]
pub(crate) fn units_in(measure: f64, unit: f64) -> u64 {
    (measure / unit) as u64
}

/// A real number of at least zero as a whole one, rounded down; anything below zero is zero.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a real number saturates, which is what is wanted here"
)]
pub(crate) fn whole(value: f64) -> usize {
    value as usize
}

/// A real number of at least zero as sixteen bits, rounded down; what is too large becomes the largest.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a real number saturates, which is what is wanted here"
)]
pub(crate) fn sixteen(value: f64) -> u16 {
    value as u16
}

/// A real number in single precision.
#[expect(
    clippy::cast_possible_truncation,
    reason = "bounds in single precision carry a margin for the rounding"
)]
pub(crate) fn single(value: f64) -> f32 {
    value as f32
}
