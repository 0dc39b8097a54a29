//! Every option of early warning against R's `surveillance`, on counts made for it (fixtures/warning.R made both).

use std::collections::HashMap;

use statistics::warning::cusum::{self, Baseline};
use statistics::warning::farrington::{self, Bound, Options, Power};
use statistics::warning::{Warning, ears};

const FROM_R: &str = include_str!("../fixtures/warning.txt");
/// Last weeks that R judged.
const JUDGED: usize = 30;
const SERIES: std::ops::RangeInclusive<u8> = 1..=4;

struct Reference(HashMap<&'static str, Vec<Option<f64>>>);

impl Reference {
    fn load() -> Self {
        let line = |line: &'static str| {
            let (name, values) = line.split_once(',').unwrap();
            (name, values.split(',').map(|value| value.parse().ok()).collect())
        };
        Self(FROM_R.lines().map(line).collect())
    }

    fn get(&self, name: &str) -> &[Option<f64>] {
        self.0.get(name).unwrap_or_else(|| panic!("R gave {name}"))
    }

    fn counts(&self, series: u8) -> Vec<Option<u32>> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small counts")]
        let count = |count: &Option<f64>| count.map(|count| count as u32);
        self.get(&format!("counts.{series}")).iter().map(count).collect()
    }
}

#[track_caller]
fn assert_bounds(name: &str, found: &[Option<f64>], expected: &[Option<f64>]) {
    assert_eq!(found.len(), expected.len());
    for (week, (found, expected)) in found.iter().zip(expected).enumerate() {
        let is_equal = match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() <= 1e-6 * expected.abs().max(1.0),
            (None, None) => true,
            _ => false,
        };
        assert!(is_equal, "{name}, week {week}: {found:?}, R has {expected:?}");
    }
}

fn judged(counts: &[Option<u32>], judge: impl Fn(usize) -> Warning) -> Vec<Warning> {
    (counts.len() - JUDGED..counts.len()).map(judge).collect()
}

#[test]
fn farrington_under_every_option_as_r() {
    let plain = Options::default();
    let power = |power| Options {
        bound: Bound::Power(power),
        ..plain
    };
    let variants = [
        ("plugin", plain),
        (
            "limit",
            Options {
                bound: Bound::NegativeBinomialOfLimit,
                ..plain
            },
        ),
        ("two_thirds", power(Power::TwoThirds)),
        ("half", power(Power::Half)),
        ("one", power(Power::One)),
        (
            "significant",
            Options {
                trend: Some(0.05),
                ..plain
            },
        ),
        (
            "windows",
            Options {
                levels: 1,
                trend: Some(0.05),
                down_weight_above: Some(1.0),
                left_out: 3,
                alpha: 0.05,
                ..power(Power::TwoThirds)
            },
        ),
        (
            "plain",
            Options {
                trend: None,
                down_weight_above: None,
                ..plain
            },
        ),
    ];
    let reference = Reference::load();
    for series in SERIES {
        let counts = reference.counts(series);
        for (name, options) in &variants {
            let found = judged(&counts, |week| {
                let anchors = farrington::anchors(week, 52, options.years).unwrap();
                farrington::judge(&counts, &anchors, options)
            });
            let of = |part: fn(&statistics::warning::Judgement) -> f64| -> Vec<Option<f64>> {
                found.iter().map(|warning| warning.judgement().map(part)).collect()
            };
            let bounds = reference.get(&format!("farrington.{name}.{series}"));
            assert_bounds(&format!("{name} {series}"), &of(|judgement| judgement.upper), bounds);
            let expected = reference.get(&format!("farrington.{name}.expected.{series}"));
            assert_bounds(
                &format!("{name} {series} expected"),
                &of(|judgement| judgement.expected),
                expected,
            );
        }
    }
}

#[test]
fn ears_as_r() {
    let reference = Reference::load();
    for series in SERIES {
        let counts = reference.counts(series);
        for (name, method) in [
            ("C1", ears::Method::C1),
            ("C2", ears::Method::C2),
            ("C3", ears::Method::C3),
        ] {
            let options = ears::Options {
                least_deviation: if series == 4 { 0.5 } else { 0.0 },
                alpha: if name == "C3" { 0.025 } else { 0.001 },
                ..ears::Options::of(method)
            };
            let found = judged(&counts, |week| ears::judge(&counts, week, &options));
            let bounds: Vec<_> = found
                .iter()
                .map(|warning| warning.judgement().map(|judgement| judgement.upper))
                .collect();
            assert_bounds(
                &format!("{name} {series}"),
                &bounds,
                reference.get(&format!("ears.{name}.{series}")),
            );
        }
    }
}

#[test]
fn the_cumulative_sum_as_r() {
    let reference = Reference::load();
    for series in SERIES {
        let counts = reference.counts(series);
        let known: Vec<f64> = counts.iter().map(|count| f64::from(count.unwrap())).collect();
        #[expect(clippy::cast_precision_loss, reason = "a few hundred weeks")]
        let weeks = counts.len() as f64;
        let mean = known.iter().sum::<f64>() / weeks;
        let wave = |week: usize| {
            #[expect(clippy::cast_precision_loss, reason = "a few hundred weeks")]
            let angle = std::f64::consts::TAU * (week + 1) as f64 / 52.0;
            mean * (1.0 + 0.3 * angle.sin())
        };
        let means: Vec<f64> = (0..counts.len()).map(wave).collect();
        for (name, size) in [("overdispersed", 5.0), ("poisson", f64::INFINITY)] {
            let baseline = Baseline {
                means: means.clone(),
                size,
            };
            let from = counts.len() - JUDGED;
            let sums = cusum::sums(&counts, &baseline, from, 2.0, 4.0);
            let sums: Vec<Option<f64>> = sums.into_iter().map(Some).collect();
            assert_bounds(name, &sums, reference.get(&format!("cusum.{name}.{series}")));
            let alarms: Vec<Option<f64>> = cusum::judge(&counts, &baseline, from, 2.0, 4.0)
                .iter()
                .map(|warning| Some(f64::from(u8::from(warning.is_above()))))
                .collect();
            assert_bounds(name, &alarms, reference.get(&format!("cusum.alarm.{name}.{series}")));
        }
    }
}
