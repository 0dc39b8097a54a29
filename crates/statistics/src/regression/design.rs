//! What a count is explained by: the columns of a model.

use std::ops::Range;

/// The explanatory columns of a model, one value a row (an observation).
///
/// A factor with many levels (places, reference windows) is *absorbed*: its effects are projected out instead of being
/// carried as columns (Frisch and Waugh 1933; Lovell 1963). The fit is the same, the cost no longer grows with the
/// square of the levels. A model has an intercept or an absorbed factor, or neither when its columns say it all.
#[derive(Debug, Clone)]
pub struct Design {
    pub(super) rows: usize,
    pub(super) columns: Vec<Vec<f64>>,
    pub(super) groups: Option<Groups>,
}

/// The absorbed factor: the level of each row, levels counted from zero.
#[derive(Debug, Clone)]
pub(super) struct Groups {
    pub(super) of: Vec<usize>,
    pub(super) levels: usize,
}

impl Design {
    /// A model of `rows` observations without any column yet.
    pub fn new(rows: usize) -> Self {
        Self {
            rows,
            columns: Vec::new(),
            groups: None,
        }
    }

    /// Adds a column and returns its index among the coefficients.
    ///
    /// # Panics
    ///
    /// If the column has not one value a row.
    pub fn column(&mut self, values: Vec<f64>) -> usize {
        assert_eq!(values.len(), self.rows, "a column has one value a row");
        self.columns.push(values);
        self.columns.len() - 1
    }

    /// Adds the column of ones.
    pub fn intercept(&mut self) -> usize {
        self.column(vec![1.0; self.rows])
    }

    /// Adds a column of 0 and 1 for each level but the first, which is the reference. Levels are counted from zero.
    ///
    /// # Panics
    ///
    /// If there is not one level a row.
    pub fn factor(&mut self, levels: &[usize]) -> Range<usize> {
        let first = self.columns.len();
        let count = levels.iter().max().map_or(0, |last| last + 1);
        for level in 1..count {
            self.column(levels.iter().map(|&of| f64::from(u8::from(of == level))).collect());
        }
        first..self.columns.len()
    }

    /// Adds `pairs` sines and cosines of the season: the phase of a row is a share of the year.
    ///
    /// # Panics
    ///
    /// If there is not one phase a row.
    pub fn harmonics(&mut self, phase: &[f64], pairs: u8) -> Range<usize> {
        let first = self.columns.len();
        for pair in 1..=pairs {
            let angle = |phase: &f64| std::f64::consts::TAU * f64::from(pair) * phase;
            self.column(phase.iter().map(|phase| angle(phase).sin()).collect());
            self.column(phase.iter().map(|phase| angle(phase).cos()).collect());
        }
        first..self.columns.len()
    }

    /// Absorbs a factor: an effect for each level, counted from zero. Another call replaces the factor.
    ///
    /// # Panics
    ///
    /// If there is not one level a row.
    pub fn absorb(&mut self, levels: Vec<usize>) {
        assert_eq!(levels.len(), self.rows, "a factor has one level a row");
        self.groups = Some(Groups {
            levels: levels.iter().max().map_or(0, |last| last + 1),
            of: levels,
        });
    }

    /// Observations.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Columns, absorbed effects not counted.
    pub fn width(&self) -> usize {
        self.columns.len()
    }
}
