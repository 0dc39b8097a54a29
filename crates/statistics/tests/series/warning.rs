//! Early warning against what R's `surveillance` 1.20.3 answered for 5,000 weekly series of ten years.

use statistics::warning::{Warning, ears, farrington};

use crate::shared::{reference, weekly};

const PERIODS: usize = 520;

/// Bounds of R: one line a series, one column a week; NA where R says nothing.
fn bounds(name: &str) -> Vec<Vec<Option<f64>>> {
    let text = std::fs::read_to_string(reference(&format!("results/{name}"))).unwrap();
    let cell = |cell: &str| (cell != "NA").then(|| cell.parse().unwrap());
    text.lines()
        .skip(1)
        .map(|line| line.split(',').map(cell).collect())
        .collect()
}

fn assert_equal(name: &str, judge: impl Fn(&[Option<u32>], usize) -> Warning) {
    let (series, bounds) = (weekly(), bounds(name));
    let mut compared = 0;
    for (row, (counts, bounds)) in series.iter().zip(&bounds).enumerate() {
        assert_eq!(counts.len(), PERIODS);
        for (at, expected) in bounds.iter().enumerate() {
            let period = PERIODS - bounds.len() + at;
            let found = judge(counts, period).judgement().map(|judgement| judgement.upper);
            let is_equal = match (found, expected) {
                (Some(found), Some(expected)) => (found - expected).abs() <= 1e-6 * expected.abs().max(1.0),
                (None, None) => true,
                _ => false,
            };
            assert!(is_equal, "series {row}, week {period}: {found:?}, R has {expected:?}");
            compared += 1;
        }
    }
    assert!(compared >= 5000, "{name} has {compared} bounds");
}

fn flexible(counts: &[Option<u32>], period: usize) -> Warning {
    let options = farrington::Options::default();
    let anchors = farrington::anchors(period, 52, options.years).unwrap();
    farrington::judge(counts, &anchors, &options)
}

#[test]
fn farrington_of_one_week_of_5000_series_as_r() {
    assert_equal("out_farrington_ub_5000x1.csv", flexible);
}

#[test]
fn farrington_of_a_year_of_200_series_as_r() {
    assert_equal("out_farrington_ub_200x52.csv", flexible);
}

#[test]
fn farrington_alarms_as_r() {
    let alarms = bounds("out_farrington_alarm_200x52.csv");
    for (counts, alarms) in weekly().iter().zip(&alarms) {
        for (at, expected) in alarms.iter().enumerate() {
            let found = flexible(counts, PERIODS - alarms.len() + at);
            assert_eq!(Some(f64::from(u8::from(found.is_above()))), *expected);
        }
    }
}

#[test]
fn ears_c1_of_a_year_of_200_series_as_r() {
    let options = ears::Options::of(ears::Method::C1);
    assert_equal("out_earsC1_ub_200x52.csv", |counts, period| {
        ears::judge(counts, period, &options)
    });
}
