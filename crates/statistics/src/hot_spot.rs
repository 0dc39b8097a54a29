//! The quick map: places whose surroundings, themselves included, have more than their share (Gi\*).
//!
//! Gi\* of Ord and Getis (1995) with its z-value, and p-values from conditional permutations: a place keeps its own value
//! and draws those of its neighbours from all other places. Many places are asked at once, so that what is named is
//! controlled by the false discovery rate (Caldas de Castro and Singer 2006).

use rand::RngExt;
use rayon::prelude::*;

use crate::{false_discovery, random};

/// Who is near whom and how much it counts: for each place its neighbours with their weights, itself among them.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    rows: Vec<Vec<(usize, f64)>>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HotSpotError {
    /// Not one value a place, or fewer than three places.
    #[error("{values} values for {places} places")]
    Length {
        /// Values given.
        values: usize,
        /// Places of the weights.
        places: usize,
    },
    /// A value is not a number, or all are the same.
    #[error("values must be numbers, and not all the same")]
    Values,
    /// A neighbour is not among the places, or stands twice, or has a weight that is not positive.
    #[error("neighbours of place {0} are not right")]
    Neighbours(usize),
}

/// What is said of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Weighted mean of the surroundings, in units of its standard error without any pattern: above 0 more than the mean.
    pub z: f64,
    /// Two-sided p-value from the permutations.
    pub p: f64,
    /// The same adjusted for the number of places asked (Benjamini and Hochberg 1995).
    pub q: f64,
}

impl Weights {
    /// Weights by place. A place that is not named among its own neighbours is added to them with weight 1.
    ///
    /// # Errors
    ///
    /// [`HotSpotError::Neighbours`].
    pub fn new(mut rows: Vec<Vec<(usize, f64)>>) -> Result<Self, HotSpotError> {
        let places = rows.len();
        for (place, row) in rows.iter_mut().enumerate() {
            if row.iter().all(|&(near, _)| near != place) {
                row.push((place, 1.0));
            }
            row.sort_by_key(|&(near, _)| near);
            let is_twice = row.windows(2).any(|two| two[0].0 == two[1].0);
            let is_wrong = |&(near, weight): &(usize, f64)| near >= places || !(weight.is_finite() && weight > 0.0);
            if is_twice || row.iter().any(is_wrong) {
                return Err(HotSpotError::Neighbours(place));
            }
        }
        Ok(Self { rows })
    }

    /// Each place with its nearest others, all of weight 1. Of others equally far the one that comes first is taken.
    ///
    /// # Errors
    ///
    /// As [`Weights::new`], where a coordinate is not a number or there are not so many others.
    pub fn nearest(points: &[(f64, f64)], others: usize) -> Result<Self, HotSpotError> {
        if let Some(at) = points.iter().position(|(x, y)| !(x.is_finite() && y.is_finite())) {
            return Err(HotSpotError::Neighbours(at));
        }
        if others >= points.len() {
            return Err(HotSpotError::Neighbours(0));
        }
        let row = |(at, &(x, y)): (usize, &(f64, f64))| {
            let mut far: Vec<(f64, usize)> = points
                .iter()
                .enumerate()
                .filter(|&(other, _)| other != at)
                .map(|(other, &(right, up))| ((x - right).powi(2) + (y - up).powi(2), other))
                .collect();
            far.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
            far.truncate(others);
            far.into_iter()
                .map(|(_, other)| (other, 1.0))
                .chain([(at, 1.0)])
                .collect()
        };
        Self::new(points.par_iter().enumerate().map(row).collect())
    }
}

/// z-values of Gi\*, one a place.
///
/// # Errors
///
/// Lengths or values that do not fit.
pub fn z_values(values: &[f64], weights: &Weights) -> Result<Vec<f64>, HotSpotError> {
    let moments = Moments::of(values, weights)?;
    let z = |row: &Vec<(usize, f64)>| moments.z(row, row.iter().map(|&(near, weight)| weight * values[near]).sum());
    Ok(weights.rows.iter().map(z).collect())
}

/// Gi\* of every place, with p-values from `replicas` conditional permutations. Same seed, same answer, whatever the number
/// of threads.
///
/// # Errors
///
/// Lengths or values that do not fit.
pub fn hot_spots(values: &[f64], weights: &Weights, replicas: u32, seed: u64) -> Result<Vec<Spot>, HotSpotError> {
    let z = z_values(values, weights)?;
    let p: Vec<f64> = (0..values.len())
        .into_par_iter()
        .map(|place| permutation_p(values, &weights.rows[place], place, replicas, seed))
        .collect();
    let q = false_discovery::benjamini_hochberg(&p);
    Ok(z.into_iter()
        .zip(p)
        .zip(q)
        .map(|((z, p), q)| Spot { z, p, q })
        .collect())
}

fn permutation_p(values: &[f64], row: &[(usize, f64)], place: usize, replicas: u32, seed: u64) -> f64 {
    let others: Vec<f64> = row
        .iter()
        .filter(|&&(near, _)| near != place)
        .map(|&(_, weight)| weight)
        .collect();
    // Only sums over the others vary; the same order of adding makes equal draws equal to the last digit.
    let observed: f64 = row
        .iter()
        .filter(|&&(near, _)| near != place)
        .map(|&(near, weight)| weight * values[near])
        .sum();
    let slack = observed.abs() * 1e-12;
    let mut deck: Vec<f64> = values.to_vec();
    deck.swap_remove(place);
    let mut stream = random::stream(seed, place as u64);
    let (mut above, mut below) = (0_u32, 0_u32);
    for _ in 0..replicas {
        let mut sum = 0.0;
        for (at, weight) in others.iter().enumerate() {
            let drawn = stream.random_range(at..deck.len());
            deck.swap(at, drawn);
            sum += weight * deck[at];
        }
        above += u32::from(sum >= observed - slack);
        below += u32::from(sum <= observed + slack);
    }
    (2.0 * f64::from(above.min(below) + 1) / f64::from(replicas + 1)).min(1.0)
}

struct Moments {
    places: f64,
    mean: f64,
    deviation: f64,
}

impl Moments {
    fn of(values: &[f64], weights: &Weights) -> Result<Self, HotSpotError> {
        let (found, places) = (values.len(), weights.rows.len());
        if found != places || places < 3 {
            return Err(HotSpotError::Length { values: found, places });
        }
        #[expect(clippy::cast_precision_loss, reason = "places are far fewer than 2^52")]
        let count = places as f64;
        let mean = values.iter().sum::<f64>() / count;
        let deviation = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
        if !(deviation.is_finite() && deviation > 0.0) {
            return Err(HotSpotError::Values);
        }
        Ok(Self {
            places: count,
            mean,
            deviation,
        })
    }

    /// Ord and Getis (1995), equation 14 with the place itself.
    fn z(&self, row: &[(usize, f64)], sum: f64) -> f64 {
        let weight: f64 = row.iter().map(|(_, weight)| weight).sum();
        let squares: f64 = row.iter().map(|(_, weight)| weight * weight).sum();
        let spread = (self.places * squares - weight * weight) / (self.places - 1.0);
        (sum - self.mean * weight) / (self.deviation * spread.sqrt())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(places: usize) -> Weights {
        let near = |place: usize| {
            let mut row = vec![(place, 1.0)];
            if place > 0 {
                row.push((place - 1, 1.0));
            }
            if place + 1 < places {
                row.push((place + 1, 1.0));
            }
            row
        };
        Weights::new((0..places).map(near).collect()).unwrap()
    }

    #[test]
    fn z_by_hand() {
        // Five places in a line, values 1 2 6 7 4: mean 4, Σ(x−4)² = 26, S² = 26/5. Of the third place Σw = 3, Σwx = 15,
        // z = (15 − 12) / (S √((5·3 − 9)/4)) = 3 / √(26/5 · 3/2) = 3 / √7.8.
        let z = z_values(&[1.0, 2.0, 6.0, 7.0, 4.0], &line(5)).unwrap();
        assert!((z[2] - 3.0 / 7.8_f64.sqrt()).abs() < 1e-14);
        // Of the first Σw = 2, Σwx = 3: z = (3 − 8) / √(26/5 · (10 − 4)/4).
        assert!((z[0] + 5.0 / 7.8_f64.sqrt()).abs() < 1e-14);
    }

    #[test]
    fn a_planted_hot_spot_is_named_and_noise_is_not() {
        let mut values: Vec<f64> = (0..200).map(|place| f64::from(place * 37 % 11)).collect();
        let noise = hot_spots(&values, &line(200), 999, 5).unwrap();
        assert!(noise.iter().all(|spot| spot.q > 0.05));
        values[99..102].fill(60.0);
        let planted = hot_spots(&values, &line(200), 9999, 5).unwrap();
        assert!(planted[100].q <= 0.05 && planted[100].z > 4.0);
    }

    #[test]
    fn what_is_wrong_is_told() {
        assert_eq!(Weights::new(vec![vec![(9, 1.0)]]), Err(HotSpotError::Neighbours(0)));
        assert_eq!(
            Weights::new(vec![vec![(0, 1.0), (0, 1.0)]]),
            Err(HotSpotError::Neighbours(0))
        );
        assert_eq!(z_values(&[1.0; 5], &line(5)), Err(HotSpotError::Values));
        assert_eq!(z_values(&[1.0, f64::NAN, 1.0], &line(3)), Err(HotSpotError::Values));
        let length = HotSpotError::Length { values: 1, places: 5 };
        assert_eq!(z_values(&[1.0], &line(5)), Err(length));
        assert!(Weights::nearest(&[(0.0, 0.0), (1.0, 0.0)], 2).is_err());
    }

    proptest! {
        #[test]
        fn unit_and_origin_of_values_do_not_matter(
            values in proptest::collection::vec(0.0..100.0_f64, 12), scale in 0.1..10.0_f64, shift in -50.0..50.0_f64
        ) {
            let plain = z_values(&values, &line(12)).unwrap();
            let other: Vec<f64> = values.iter().map(|value| value * scale + shift).collect();
            for (one, other) in plain.iter().zip(z_values(&other, &line(12)).unwrap()) {
                prop_assert!((one - other).abs() < 1e-8);
            }
        }
    }
}
