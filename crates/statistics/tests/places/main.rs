//! Places and points: answers against those of other programs, on the reference material beside the checkout.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its reference fails")]

use statistics::hot_spot::{Weights, z_values};
use statistics::near_repeat::{Bands, knox};

mod points;
#[path = "../series/shared.rs"]
#[expect(dead_code, reason = "shared with the tests of series, which read packed files too")]
mod shared;

#[test]
fn knox_of_3000_burglaries_as_surveillance_and_pointpats() {
    let events = points::burglaries();
    assert_eq!(events.len(), 3000);
    let bands = Bands::new(vec![0.2], vec![7]).unwrap();
    let cell = knox(&events, &bands, 99, 1).unwrap()[0];
    assert_eq!(cell.observed, 810);
    assert!((cell.expected - 719.5).abs() < 0.05, "{}", cell.expected);
    assert!((cell.p - 0.01).abs() < 1e-12, "{}", cell.p);
}

#[test]
fn gi_of_3321_places_as_spdep() {
    let text = std::fs::read_to_string(shared::reference("jobs/n3321d_loc.csv")).unwrap();
    let numbers = |line: &str| -> Vec<f64> { line.split(',').map(|cell| cell.parse().unwrap()).collect() };
    let places: Vec<Vec<f64>> = text.lines().skip(1).map(numbers).collect();
    let mut counts = vec![0.0; places.len()];
    let cases = std::fs::read_to_string(shared::reference("jobs/n3321s.csv")).unwrap();
    for line in cases.lines().skip(1) {
        let (place, rest) = line.split_once(',').unwrap();
        counts[place.parse::<usize>().unwrap()] = rest.rsplit_once(',').unwrap().1.parse().unwrap();
    }
    let rates: Vec<f64> = counts
        .iter()
        .zip(&places)
        .map(|(count, place)| count / place[2] * 1e4)
        .collect();
    let points: Vec<(f64, f64)> = places.iter().map(|place| (place[0], place[1])).collect();
    let z = z_values(&rates, &Weights::nearest(&points, 8).unwrap()).unwrap();
    let expected = std::fs::read_to_string(shared::reference("results/out_gi_spdep.csv")).unwrap();
    let mut compared = 0;
    for (found, expected) in z.iter().zip(expected.lines().skip(1)) {
        let expected: f64 = expected.parse().unwrap();
        assert!(
            (found - expected).abs() < 1e-12,
            "{compared}: {found}, spdep has {expected}"
        );
        compared += 1;
    }
    assert_eq!(compared, 3321);
}
