//! The scale of a chart: from zero, in steps that people count in.

use crate::number;

/// Values from zero (or the least negative step) to at least the largest value, and where they stand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scale {
    from: f64,
    step: f64,
    steps: u32,
    decimals: u8,
}

/// How many steps a scale has at most.
const STEPS: f64 = 6.0;

impl Scale {
    /// A scale for values; those that are no numbers are left out.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let (mut least, mut most) = (0.0_f64, 0.0_f64);
        for value in values.into_iter().filter(|value| value.is_finite()) {
            least = least.min(value);
            most = most.max(value);
        }
        let span = if most > least { most - least } else { 1.0 };
        let step = round_step(span / STEPS);
        let first = (least / step).floor();
        let upper = (most / step).ceil().max(first + 1.0);
        let decimals = if step >= 1.0 { 0 } else { decimals_of(step) };
        Self {
            from: first * step,
            step,
            // At most STEPS and a step for rounding at either end.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 8")]
            steps: (upper - first).clamp(1.0, STEPS + 2.0) as u32,
            decimals,
        }
    }

    /// The values that bear a label, with it.
    pub(crate) fn ticks(&self) -> impl Iterator<Item = (f64, String)> {
        (0..=self.steps).map(|step| {
            let value = self.from + f64::from(step) * self.step;
            (value, number::decimal(value, self.decimals))
        })
    }

    /// Where a value stands, from 0 at the lower end to 1 at the upper.
    pub(crate) fn place(&self, value: f64) -> f64 {
        ((value - self.from) / (f64::from(self.steps) * self.step)).clamp(0.0, 1.0)
    }
}

/// The next of 1, 2, 5, 10 … that is not smaller.
fn round_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let nice = [1.0, 2.0, 5.0, 10.0];
    // What rounding of the division adds must not push a step up.
    let fits = |nice: &&f64| **nice * power >= step * (1.0 - 1e-9);
    nice.iter().find(fits).map_or(step, |nice| nice * power)
}

fn decimals_of(step: f64) -> u8 {
    (1..=6)
        .find(|decimals| step * 10_f64.powi(i32::from(*decimals)) >= 1.0 - 1e-9)
        .unwrap_or(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(values: &[f64]) -> Vec<String> {
        Scale::of(values.iter().copied())
            .ticks()
            .map(|(_, label)| label)
            .collect()
    }

    #[test]
    fn steps_are_those_people_count_in() {
        assert_eq!(labels(&[9.0, 11.0]), ["0", "2", "4", "6", "8", "10", "12"]);
        assert_eq!(labels(&[21_914.0]).last().map(String::as_str), Some("25.000"));
        assert_eq!(labels(&[0.3]).get(1).map(String::as_str), Some("0,05"));
        assert_eq!(labels(&[]).first().map(String::as_str), Some("0,0"));
        assert_eq!(labels(&[-3.0, 4.0]).first().map(String::as_str), Some("-4"));
    }

    #[test]
    fn values_stand_within_the_scale() {
        let scale = Scale::of([3.0, 7.0, f64::NAN]);
        assert!(scale.place(0.0).abs() < 1e-9);
        assert!(scale.place(7.0) <= 1.0 && scale.place(7.0) > 0.8);
        assert!((scale.place(1e9) - 1.0).abs() < 1e-9);
    }
}
