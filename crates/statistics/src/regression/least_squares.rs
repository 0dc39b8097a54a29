//! Weighted least squares with one absorbed factor: the step that the fit of a generalised linear model repeats.

use super::design::{Design, Groups};

/// A column is dropped when less than this share of its length is left after those before it are taken out: R's rule
/// for `glm`, min(1e-7, epsilon / 1000).
const LEFT_AT_LEAST: f64 = 1e-11;

/// When orthogonalising takes away more than half of a length, rounding is cleaned by a second pass (Kahan; Parlett 1980).
const SECOND_PASS: f64 = 0.5;

/// Buffers and result of a weighted least squares problem; solved again and again with other weights.
///
/// Own Gram–Schmidt instead of a matrix crate: the problem is tall and narrow, columns are dropped in R's order, and the
/// orthogonal basis gives leverages directly.
#[derive(Debug)]
pub(super) struct LeastSquares<'a> {
    design: &'a Design,
    /// Orthonormal basis of the kept columns, weighted and free of the absorbed factor.
    basis: Vec<Vec<f64>>,
    /// Which column each basis vector comes from.
    pub(super) kept: Vec<usize>,
    /// Upper triangle: column `j` of kept columns = `Σ basis[i] · triangle[j][i]`, i ≤ j.
    triangle: Vec<Vec<f64>>,
    /// Coefficients of the kept columns.
    pub(super) coefficients: Vec<f64>,
    /// Effects of the absorbed levels; `NaN` where no weight is.
    pub(super) effects: Vec<f64>,
    /// Weight of each absorbed level.
    pub(super) group_weights: Vec<f64>,
    /// Weighted mean of each kept column in each absorbed level: `[kept][level]`.
    pub(super) group_means: Vec<Vec<f64>>,
    roots: Vec<f64>,
}

impl<'a> LeastSquares<'a> {
    pub(super) fn new(design: &'a Design) -> Self {
        Self {
            design,
            basis: Vec::new(),
            kept: Vec::new(),
            triangle: Vec::new(),
            coefficients: Vec::new(),
            effects: Vec::new(),
            group_weights: Vec::new(),
            group_means: Vec::new(),
            roots: vec![0.0; design.rows],
        }
    }

    /// Minimises Σ weights · (response − design)².
    pub(super) fn solve(&mut self, weights: &[f64], response: &[f64]) {
        for (root, weight) in self.roots.iter_mut().zip(weights) {
            *root = weight.sqrt();
        }
        self.kept.clear();
        self.triangle.clear();
        self.group_means.clear();
        let groups = self.design.groups.as_ref();
        if let Some(groups) = groups {
            self.group_weights.clear();
            self.group_weights.resize(groups.levels, 0.0);
            for (&group, weight) in groups.of.iter().zip(weights) {
                self.group_weights[group] += weight;
            }
        }
        let mut used = 0;
        for (index, column) in self.design.columns.iter().enumerate() {
            if self.basis.len() == used {
                self.basis.push(vec![0.0; self.design.rows]);
            }
            let (before, rest) = self.basis.split_at_mut(used);
            let target = &mut rest[0];
            let means = centre(groups, weights, &self.group_weights, &self.roots, column, target);
            let whole = weights.iter().zip(column).map(|(w, x)| w * x * x).sum::<f64>().sqrt();
            let mut shares = vec![0.0; used + 1];
            let length = orthogonalise(before, target, &mut shares);
            // Written so that a column that is nowhere or not a number is dropped too.
            if length > LEFT_AT_LEAST * whole {
                for value in target.iter_mut() {
                    *value /= length;
                }
                shares[used] = length;
                self.triangle.push(shares);
                self.kept.push(index);
                self.group_means.push(means);
                used += 1;
            }
        }
        self.basis.truncate(used);
        self.project(weights, response);
    }

    /// Coefficients and effects from the basis.
    fn project(&mut self, weights: &[f64], response: &[f64]) {
        let mut target = vec![0.0; self.design.rows];
        let groups = self.design.groups.as_ref();
        let means = centre(groups, weights, &self.group_weights, &self.roots, response, &mut target);
        let mut shares = vec![0.0; self.basis.len()];
        orthogonalise(&self.basis, &mut target, &mut shares);
        self.coefficients = shares;
        self.back_substitute();
        self.effects = means;
        for (coefficient, column) in self.coefficients.iter().zip(&self.group_means) {
            for (effect, mean) in self.effects.iter_mut().zip(column) {
                *effect -= coefficient * mean;
            }
        }
    }

    fn back_substitute(&mut self) {
        for j in (0..self.coefficients.len()).rev() {
            self.coefficients[j] /= self.triangle[j][j];
            let value = self.coefficients[j];
            for i in 0..j {
                self.coefficients[i] -= value * self.triangle[j][i];
            }
        }
    }

    /// The fitted values of the last solution, added to `offset`.
    pub(super) fn fitted(&self, offset: Option<&[f64]>, fitted: &mut [f64]) {
        match offset {
            Some(offset) => fitted.copy_from_slice(offset),
            None => fitted.fill(0.0),
        }
        if let Some(groups) = &self.design.groups {
            for (value, &group) in fitted.iter_mut().zip(&groups.of) {
                *value += self.effects[group];
            }
        }
        for (coefficient, &column) in self.coefficients.iter().zip(&self.kept) {
            for (value, x) in fitted.iter_mut().zip(&self.design.columns[column]) {
                *value += coefficient * x;
            }
        }
    }

    /// Parameters that the data tell apart: kept columns and absorbed levels with weight.
    pub(super) fn rank(&self) -> usize {
        self.kept.len() + self.group_weights.iter().filter(|&&weight| weight > 0.0).count()
    }

    /// Leverage of each row: the diagonal of the hat matrix of the weighted problem.
    pub(super) fn leverages(&self, weights: &[f64]) -> Vec<f64> {
        let mut leverages: Vec<f64> = match &self.design.groups {
            Some(groups) => groups
                .of
                .iter()
                .zip(weights)
                .map(|(&group, weight)| {
                    if *weight > 0.0 {
                        weight / self.group_weights[group]
                    } else {
                        0.0
                    }
                })
                .collect(),
            None => vec![0.0; self.design.rows],
        };
        for vector in &self.basis {
            for (leverage, value) in leverages.iter_mut().zip(vector) {
                *leverage += value * value;
            }
        }
        leverages
    }

    /// (X'WX)⁻¹ of the kept columns, the absorbed factor taken out; row by row.
    pub(super) fn inverse(&self) -> Vec<Vec<f64>> {
        let size = self.kept.len();
        // Column `j` of the triangle's inverse, from its diagonal upwards.
        let column = |j: usize| {
            let mut column = vec![0.0; size];
            column[j] = 1.0 / self.triangle[j][j];
            for i in (0..j).rev() {
                let sum: f64 = (i + 1..=j).map(|k| self.triangle[k][i] * column[k]).sum();
                column[i] = -sum / self.triangle[i][i];
            }
            column
        };
        let columns: Vec<Vec<f64>> = (0..size).map(column).collect();
        let entry = |i: usize, j: usize| columns[i.max(j)..].iter().map(|column| column[i] * column[j]).sum();
        (0..size).map(|i| (0..size).map(|j| entry(i, j)).collect()).collect()
    }
}

/// Writes √weight · (value − weighted mean of its level) and returns the means.
fn centre(
    groups: Option<&Groups>,
    weights: &[f64],
    group_weights: &[f64],
    roots: &[f64],
    values: &[f64],
    target: &mut [f64],
) -> Vec<f64> {
    let Some(groups) = groups else {
        for ((target, root), value) in target.iter_mut().zip(roots).zip(values) {
            *target = root * value;
        }
        return Vec::new();
    };
    let mut means = vec![0.0; groups.levels];
    for ((&group, weight), value) in groups.of.iter().zip(weights).zip(values) {
        means[group] += weight * value;
    }
    for (mean, weight) in means.iter_mut().zip(group_weights) {
        *mean /= weight;
    }
    for (row, target) in target.iter_mut().enumerate() {
        // A row without weight may stand in a level without a mean.
        *target = if roots[row] > 0.0 {
            roots[row] * (values[row] - means[groups.of[row]])
        } else {
            0.0
        };
    }
    means
}

/// Takes the directions of `basis` out of `target`, adds their shares to `shares` and returns the length that is left.
fn orthogonalise(basis: &[Vec<f64>], target: &mut [f64], shares: &mut [f64]) -> f64 {
    let length = |target: &[f64]| target.iter().map(|value| value * value).sum::<f64>().sqrt();
    let mut before = length(target);
    loop {
        for (vector, share) in basis.iter().zip(shares.iter_mut()) {
            let along: f64 = vector.iter().zip(target.iter()).map(|(a, b)| a * b).sum();
            *share += along;
            for (value, direction) in target.iter_mut().zip(vector) {
                *value -= along * direction;
            }
        }
        let left = length(target);
        // What is nothing but rounding would be cleaned for ever.
        if left > SECOND_PASS * before || left <= f64::EPSILON * before || basis.is_empty() {
            return left;
        }
        before = left;
    }
}
