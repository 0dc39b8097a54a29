//! Fits compared with R's (tests/fixtures/regression.R made the numbers).

use std::collections::HashMap;

use super::*;

const FROM_R: &str = include_str!("../../tests/fixtures/regression.txt");

struct Reference(HashMap<&'static str, Vec<f64>>);

impl Reference {
    fn load() -> Self {
        let line = |line: &'static str| {
            let (name, values) = line.split_once(',').unwrap();
            let value = |value: &str| value.parse().unwrap_or(f64::NAN);
            (name, values.split(',').map(value).collect())
        };
        Self(FROM_R.lines().map(line).collect())
    }

    fn get(&self, name: &str) -> &[f64] {
        self.0.get(name).unwrap_or_else(|| panic!("R gave {name}"))
    }

    fn levels(&self) -> Vec<usize> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "levels 0 to 5")]
        self.get("group").iter().map(|&level| level as usize).collect()
    }
}

#[track_caller]
fn assert_near(name: &str, found: &[f64], expected: &[f64], within: f64) {
    assert_eq!(found.len(), expected.len(), "{name}");
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let is_near = (found - expected).abs() <= within * expected.abs().max(1.0);
        assert!(
            is_near || (found.is_nan() && expected.is_nan()),
            "{name}[{at}]: {found}, R has {expected}"
        );
    }
}

fn assert_as_r(reference: &Reference, name: &str, fit: &Fit, new: &[f64], level: Option<usize>, within: f64) {
    let of = |part: &str| reference.get(&format!("{name}.{part}"));
    assert!(fit.converged);
    assert_near("fitted", &fit.fitted, of("fitted"), within);
    // R leaves rows without weight out of its leverages.
    let has_weight = |(row, _): &(usize, &f64)| fit.prior_weight(*row) > 0.0;
    let leverages: Vec<f64> = fit
        .leverages
        .iter()
        .enumerate()
        .filter(has_weight)
        .map(|(_, leverage)| *leverage)
        .collect();
    assert_near("leverages", &leverages, of("leverages"), within);
    assert_near("dispersion", &[fit.dispersion], of("dispersion"), within);
    assert_near("deviance", &[fit.deviance], &of("deviance")[..1], within);
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let whole = [fit.degrees_of_freedom as f64, fit.rank as f64];
    assert_near("degrees of freedom and rank", &whole, &of("deviance")[1..3], 0.0);
    assert_near(
        "deviance residuals",
        &fit.residuals(Residual::Deviance),
        of("residuals.deviance"),
        10.0 * within,
    );
    assert_near(
        "Pearson residuals",
        &fit.residuals(Residual::Pearson),
        of("residuals.pearson"),
        within,
    );
    let predicted = fit
        .predict(new, level, if level.is_some() { 0.0 } else { 1.5_f64.ln() })
        .unwrap();
    assert_near(
        "prediction",
        &[predicted.log_mean, predicted.standard_error],
        of("prediction"),
        within,
    );
}

fn coefficients(fit: &Fit) -> Vec<f64> {
    fit.coefficients.iter().map(|value| value.unwrap_or(f64::NAN)).collect()
}

fn errors(fit: &Fit) -> Vec<f64> {
    (0..fit.coefficients.len())
        .filter_map(|at| fit.standard_error(at))
        .collect()
}

fn logs(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| value.ln()).collect()
}

fn trend(reference: &Reference) -> Design {
    let mut design = Design::new(reference.get("time").len());
    design.intercept();
    design.column(reference.get("time").to_vec());
    design
}

#[test]
fn poisson_with_exposure_and_weights_as_r() {
    let reference = Reference::load();
    let offset = logs(reference.get("exposure"));
    let observations = Observations {
        counts: reference.get("count"),
        offset: Some(&offset),
        weights: Some(reference.get("weight")),
    };
    let fit = fit(&trend(&reference), &observations, Family::Poisson).unwrap();
    assert_near(
        "coefficients",
        &coefficients(&fit),
        reference.get("poisson.coefficients"),
        1e-8,
    );
    assert_near("errors", &errors(&fit), reference.get("poisson.errors"), 1e-8);
    assert_as_r(&reference, "poisson", &fit, &[1.0, 9.0], None, 1e-8);
}

#[test]
fn quasi_poisson_with_a_factor_as_r_in_columns_and_absorbed() {
    let reference = Reference::load();
    let observations = Observations::of(reference.get("count"));
    let mut columns = Design::new(observations.counts.len());
    columns.intercept();
    columns.factor(&reference.levels());
    columns.column(reference.get("time").to_vec());
    let in_columns = fit(&columns, &observations, Family::QuasiPoisson).unwrap();
    let found = coefficients(&in_columns);
    assert_near("coefficients", &found, reference.get("quasi.coefficients"), 1e-7);

    let mut absorbed = Design::new(observations.counts.len());
    absorbed.absorb(reference.levels());
    absorbed.column(reference.get("time").to_vec());
    let fit = fit(&absorbed, &observations, Family::QuasiPoisson).unwrap();
    assert_as_r(&reference, "quasi", &fit, &[9.0], Some(2), 1e-8);
    assert_near("fitted", &fit.fitted, &in_columns.fitted, 1e-9);
    assert_eq!(fit.iterations, in_columns.iterations);
    assert_near(
        "time",
        &[fit.standard_error(0).unwrap()],
        &reference.get("quasi.errors")[6..],
        1e-8,
    );
}

#[test]
fn a_column_said_before_is_dropped_as_r_drops_it() {
    let reference = Reference::load();
    let offset = logs(reference.get("exposure"));
    let mut design = trend(&reference);
    design.column(reference.get("time").iter().map(|time| 2.0 * time).collect());
    let observations = Observations {
        offset: Some(&offset),
        ..Observations::of(reference.get("count"))
    };
    let fit = fit(&design, &observations, Family::QuasiPoisson).unwrap();
    assert_near(
        "coefficients",
        &coefficients(&fit),
        reference.get("deficient.coefficients"),
        1e-8,
    );
    assert_eq!(fit.standard_error(2), None);
    assert_as_r(&reference, "deficient", &fit, &[1.0, 9.0, 18.0], None, 1e-8);
}

#[test]
fn negative_binomial_of_known_size_as_r() {
    let reference = Reference::load();
    let offset = logs(reference.get("exposure"));
    let observations = Observations {
        offset: Some(&offset),
        ..Observations::of(reference.get("count"))
    };
    let fit = fit(
        &trend(&reference),
        &observations,
        Family::NegativeBinomial { size: 2.5 },
    )
    .unwrap();
    assert_near(
        "coefficients",
        &coefficients(&fit),
        reference.get("negbin.coefficients"),
        1e-8,
    );
    assert_near("fitted", &fit.fitted, reference.get("negbin.fitted"), 1e-8);
    assert_near("leverages", &fit.leverages, reference.get("negbin.leverages"), 1e-8);
    assert_near(
        "deviance",
        &[fit.deviance],
        &reference.get("negbin.deviance")[..1],
        1e-8,
    );
    assert_near(
        "deviance residuals",
        &fit.residuals(Residual::Deviance),
        reference.get("negbin.residuals.deviance"),
        1e-7,
    );
}

#[test]
fn negative_binomial_of_estimated_size_as_r() {
    let reference = Reference::load();
    let offset = logs(reference.get("exposure"));
    let observations = Observations {
        offset: Some(&offset),
        ..Observations::of(reference.get("count"))
    };
    let fit = fit_with_size(&trend(&reference), &observations).unwrap();
    assert_near("size", &[fit.size().unwrap()], &reference.get("size.size")[..1], 1e-8);
    assert_near(
        "its error",
        &[fit.size_error.unwrap()],
        &reference.get("size.size")[1..],
        1e-6,
    );
    assert_near(
        "coefficients",
        &coefficients(&fit),
        reference.get("size.coefficients"),
        1e-8,
    );
    assert_near("errors", &errors(&fit), reference.get("size.errors"), 1e-7);
    assert_as_r(&reference, "size", &fit, &[1.0, 9.0], None, 1e-7);
}

#[test]
fn counts_that_scatter_no_more_than_poisson_ones_have_an_infinite_size() {
    let counts: Vec<f64> = (0..40).map(|row| 5.0 + f64::from(row % 2)).collect();
    let mut design = Design::new(counts.len());
    design.intercept();
    let fit = fit_with_size(&design, &Observations::of(&counts)).unwrap();
    assert_eq!(fit.size(), Some(f64::INFINITY));
    assert!((fit.fitted[0] - 5.5).abs() < 1e-9);
}

#[test]
fn what_cannot_be_fitted_is_named() {
    let mut design = Design::new(2);
    design.intercept();
    let tried = |counts: &[f64], weights| {
        let observations = Observations {
            weights,
            ..Observations::of(counts)
        };
        fit(&design, &observations, Family::Poisson).map(|fit| fit.fitted)
    };
    let wrong = |what, row| Err(RegressionError::Value { what, row });
    assert_eq!(tried(&[1.0, -1.0], None), wrong("count", 1));
    assert_eq!(tried(&[f64::NAN, 1.0], None), wrong("count", 0));
    assert_eq!(tried(&[1.0, 1.0], Some(&[0.0, 0.0])), Err(RegressionError::Empty));
    assert!(matches!(tried(&[1.0], None), Err(RegressionError::Length { .. })));
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    fn fitted(counts: &[u16], order: &[usize], shift: f64, exposure: f64) -> Fit {
        let counts: Vec<f64> = order.iter().map(|&row| f64::from(counts[row])).collect();
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let time = order.iter().map(|&row| row as f64 / 10.0 + shift).collect();
        let offset = vec![exposure.ln(); counts.len()];
        let mut design = Design::new(counts.len());
        design.column(time);
        design.absorb(order.iter().map(|row| row % 3).collect());
        let observations = Observations {
            offset: Some(&offset),
            ..Observations::of(&counts)
        };
        fit(&design, &observations, Family::QuasiPoisson).unwrap()
    }

    proptest! {
        #[test]
        fn order_of_rows_start_of_time_and_unit_of_exposure_do_not_matter(
            counts in proptest::collection::vec(1_u16..60, 30),
            shift in -5.0..5.0,
            exposure in 0.1..10.0,
            turn in 0_usize..30,
        ) {
            let rows: Vec<usize> = (0..30).collect();
            let turned: Vec<usize> = rows.iter().map(|row| (row + turn) % 30).collect();
            let plain = fitted(&counts, &rows, 0.0, 1.0);
            let other = fitted(&counts, &turned, shift, exposure);
            for (at, &row) in turned.iter().enumerate() {
                prop_assert!((plain.fitted[row] / other.fitted[at] - 1.0).abs() < 1e-6);
            }
            prop_assert!((plain.deviance - other.deviance).abs() < 1e-5 * (1.0 + plain.deviance));
            // Poisson equations: what was counted in a level is what is expected there.
            for level in 0..3 {
                let counted: f64 = rows.iter().filter(|row| *row % 3 == level).map(|&row| f64::from(counts[row])).sum();
                let expected: f64 = rows.iter().filter(|row| *row % 3 == level).map(|&row| plain.fitted[row]).sum();
                prop_assert!((counted - expected).abs() < 1e-4 * counted);
            }
        }
    }
}
