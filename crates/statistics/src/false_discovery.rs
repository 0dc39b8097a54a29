//! Many questions at once: the share of wrong answers among those that are named.

/// Adjusted p-values of Benjamini and Hochberg (1995): naming everything at or below q keeps the expected share of false
/// discoveries among what is named at q, for independent or positively dependent questions. In the order of `p`.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&one, &other| p[other].total_cmp(&p[one]));
    let mut adjusted = vec![1.0; p.len()];
    let mut least: f64 = 1.0;
    for (from_top, &at) in order.iter().enumerate() {
        let rank = p.len() - from_top;
        #[expect(clippy::cast_precision_loss, reason = "questions are far fewer than 2^52")]
        let share = p.len() as f64 / rank as f64;
        least = least.min(p[at] * share);
        adjusted[at] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn as_r_adjusts_them() {
        // p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.8), "BH") of R.
        let expected = [0.025, 0.05, 0.05, 0.025, 0.8];
        for (found, expected) in benjamini_hochberg(&[0.01, 0.04, 0.03, 0.005, 0.8]).iter().zip(expected) {
            assert!((found - expected).abs() < 1e-15);
        }
        assert!(benjamini_hochberg(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn adjusting_keeps_the_order_and_never_lowers(p in proptest::collection::vec(0.0..1.0_f64, 1..40)) {
            let adjusted = benjamini_hochberg(&p);
            for (one, first) in p.iter().zip(&adjusted) {
                prop_assert!(first >= one && *first <= 1.0);
                for (other, second) in p.iter().zip(&adjusted) {
                    prop_assert!(one > other || first <= second);
                }
            }
        }
    }
}
