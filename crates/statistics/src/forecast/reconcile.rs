//! Expected counts that add up: what is forecast for a province and for its communes is made one story.
//!
//! Minimum trace reconciliation with the variances of the single forecasts as weights, no covariances (Wickramasuriya,
//! Athanasopoulos and Hyndman 2019, "WLS"): what province and communes disagree by is shared out where it is least
//! certain.

/// The expected counts of the parts, made to add up to one total with what was said of the whole. `None` for the whole
/// where nothing was said of it: then it is what the parts say.
///
/// Means and variances are of counts; all are positive, and so is the answer.
pub fn reconcile(parts: &[(f64, f64)], whole: Option<(f64, f64)>) -> Vec<f64> {
    let sum: f64 = parts.iter().map(|(mean, _)| mean).sum();
    let scatter: f64 = parts.iter().map(|(_, variance)| variance).sum();
    let Some((total, variance)) = whole else {
        return parts.iter().map(|(mean, _)| *mean).collect();
    };
    let agreed = sum + (total - sum) * scatter / (scatter + variance);
    let shared: Vec<f64> = parts
        .iter()
        .map(|(mean, variance)| mean + (agreed - sum) * variance / scatter)
        .collect();
    // A part that would lose more than three quarters: share in proportion instead, which keeps all above zero.
    let is_safe = shared
        .iter()
        .zip(parts)
        .all(|(shared, (mean, _))| *shared >= mean / 4.0);
    if is_safe {
        shared
    } else {
        parts.iter().map(|(mean, _)| mean * agreed / sum).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_stay_positive_and_the_total_lies_between(
            parts in proptest::collection::vec((0.1..100.0, 0.1..500.0), 1..30),
            total in 0.1..3000.0,
            variance in 0.1..5000.0,
        ) {
            let sum: f64 = parts.iter().map(|(mean, _): &(f64, f64)| mean).sum();
            let reconciled = reconcile(&parts, Some((total, variance)));
            let agreed: f64 = reconciled.iter().sum();
            prop_assert!(reconciled.iter().all(|mean| *mean > 0.0));
            prop_assert!(agreed >= sum.min(total) - 1e-6 && agreed <= sum.max(total) + 1e-6);
        }

        #[test]
        fn what_adds_up_already_stays(parts in proptest::collection::vec((0.1..100.0, 0.1..500.0), 1..30)) {
            let sum: f64 = parts.iter().map(|(mean, _): &(f64, f64)| mean).sum();
            for (after, (before, _)) in reconcile(&parts, Some((sum, 3.0))).iter().zip(&parts) {
                prop_assert!((after - before).abs() < 1e-9 * before);
            }
        }
    }
}
