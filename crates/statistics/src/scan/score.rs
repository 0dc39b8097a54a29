//! The likelihood ratio of a window, and how many cases it takes to exceed a given ratio.

/// Which way a window differs from what is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// More cases than expected.
    High,
    /// Fewer cases than expected.
    Low,
}

/// The score of a window that holds `observed` cases where the measure is `measure` (Kulldorff 1997).
///
/// The measure is the expected number of cases for the Poisson and the permutation model, where it adds up to the number
/// of cases, and the number of people (cases and controls) for the Bernoulli model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Score {
    /// Poisson counts given their total; also the score of the space-time permutation scan (Kulldorff et al. 2005).
    Poisson {
        /// All cases, which is also the whole measure.
        cases: f64,
    },
    /// Cases among people.
    Bernoulli {
        /// All cases.
        cases: f64,
        /// All cases and controls.
        people: f64,
    },
}

/// `a ln(a / b)`, which is zero where `a` is.
fn term(a: f64, b: f64) -> f64 {
    if a <= 0.0 { 0.0 } else { a * (a / b).ln() }
}

impl Score {
    /// All cases.
    pub fn cases(&self) -> f64 {
        match *self {
            Self::Poisson { cases } | Self::Bernoulli { cases, .. } => cases,
        }
    }

    /// The whole measure.
    pub fn total(&self) -> f64 {
        match *self {
            Self::Poisson { cases } => cases,
            Self::Bernoulli { people, .. } => people,
        }
    }

    /// Cases expected where the measure is `measure`.
    pub fn expected(&self, measure: f64) -> f64 {
        match *self {
            Self::Poisson { .. } => measure,
            Self::Bernoulli { cases, people } => measure * cases / people,
        }
    }

    /// The logarithm of the likelihood ratio, whatever its direction. Zero for the whole study region.
    pub fn log_ratio(&self, observed: f64, measure: f64) -> f64 {
        let (cases, total) = (self.cases(), self.total());
        let (outside, rest) = (cases - observed, total - measure);
        if measure <= 0.0 || rest <= total * 1e-12 {
            return 0.0;
        }
        match *self {
            Self::Poisson { .. } => term(observed, measure) + term(outside, rest),
            Self::Bernoulli { .. } => {
                term(observed, measure)
                    + term(measure - observed, measure)
                    + term(outside, rest)
                    + term(rest - outside, rest)
                    - term(cases, total)
                    - term(total - cases, total)
            }
        }
    }

    /// Whether the window has a higher (or lower) rate than the rest.
    pub fn differs(&self, direction: Direction, observed: f64, measure: f64) -> bool {
        let (here, elsewhere) = (observed * self.total(), measure * self.cases());
        match direction {
            Direction::High => here > elsewhere,
            Direction::Low => here < elsewhere,
        }
    }

    /// Rate in the window over rate outside it; `None` where nothing is outside.
    pub fn relative_risk(&self, observed: f64, measure: f64) -> Option<f64> {
        let outside = self.cases() - observed;
        let rest = self.total() - measure;
        (outside > 0.0 && rest > 0.0 && measure > 0.0).then(|| (observed / measure) / (outside / rest))
    }

    /// The number of cases, not necessarily whole, at which the ratio of a window with this measure reaches `ratio`: from
    /// above its expectation when `direction` is high, from below when it is low. A window beats `ratio` only beyond it.
    ///
    /// As the ratio is jointly convex in observed and measure, this is concave in the measure when high, convex when low.
    pub fn frontier(&self, direction: Direction, measure: f64, ratio: f64) -> f64 {
        let mut near = self.expected(measure);
        let mut far = match direction {
            Direction::High => match *self {
                Self::Poisson { cases } => cases,
                Self::Bernoulli { cases, .. } => cases.min(measure),
            },
            Direction::Low => match *self {
                Self::Poisson { .. } => 0.0,
                Self::Bernoulli { cases, people } => (cases - (people - measure)).max(0.0),
            },
        };
        if measure <= 0.0 || self.log_ratio(far, measure) <= ratio {
            return far;
        }
        let mut guess = {
            // The root of the Poisson deviance lies not farther out than this (Bernstein's inequality).
            let spread = ratio / 3.0 + (ratio * ratio / 9.0 + 2.0 * near * ratio).sqrt();
            match direction {
                Direction::High => (near + spread).min(far),
                Direction::Low => (near - spread).max(far),
            }
        };
        for _ in 0..60 {
            let value = self.log_ratio(guess, measure) - ratio;
            if value.abs() < 1e-10 {
                return guess;
            }
            if value > 0.0 {
                far = guess;
            } else {
                near = guess;
            }
            if (far - near).abs() < 1e-9 * (1.0 + far.abs()) {
                break;
            }
            let next = guess - value / self.slope(guess, measure);
            // A step that leads nowhere is as bad as one that leads out.
            let inside = next > near.min(far) && next < near.max(far) && (next - guess).abs() > 0.0;
            guess = if inside { next } else { f64::midpoint(near, far) };
        }
        near
    }

    /// The derivative of the logarithm of the ratio by the number of observed cases.
    fn slope(&self, observed: f64, measure: f64) -> f64 {
        let (outside, rest) = (self.cases() - observed, self.total() - measure);
        let odds = match *self {
            Self::Poisson { .. } => (observed / measure) / (outside / rest),
            Self::Bernoulli { .. } => (observed / (measure - observed)) / (outside / (rest - outside)),
        };
        odds.ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCORES: [Score; 2] = [
        Score::Poisson { cases: 400.0 },
        Score::Bernoulli {
            cases: 60.0,
            people: 400.0,
        },
    ];

    #[test]
    fn the_frontier_has_the_ratio_asked_for() {
        for score in SCORES {
            for direction in [Direction::High, Direction::Low] {
                for measure in [0.01, 0.5, 3.0, 50.0, 250.0] {
                    let edge = score.frontier(direction, measure, 4.0);
                    let at = score.log_ratio(edge, measure);
                    assert!(at < 4.0 + 1e-6, "{score:?} {direction:?} {measure} {edge} {at}");
                    let step = if direction == Direction::High { 1e-3 } else { -1e-3 };
                    let beyond = score.log_ratio(edge + step, measure);
                    let whole = match direction {
                        Direction::High => edge + step > score.cases().min(measure.max(0.0)),
                        Direction::Low => edge + step < 0.0,
                    };
                    assert!(whole || beyond > 4.0 - 1e-9, "{score:?} {direction:?} {measure}");
                }
            }
        }
    }

    #[test]
    fn the_frontier_is_concave_above_and_convex_below() {
        for score in SCORES {
            for (direction, sign) in [(Direction::High, 1.0), (Direction::Low, -1.0)] {
                for left in 1..120_u32 {
                    let (left, right) = (f64::from(left), f64::from(left) + 90.0);
                    let edge = |measure| score.frontier(direction, measure, 5.0);
                    let chord = f64::midpoint(edge(left), edge(right));
                    let gap = sign * (edge(f64::midpoint(left, right)) - chord);
                    assert!(gap > -1e-6, "{score:?} {direction:?} {left} {gap}");
                }
            }
        }
    }

    #[test]
    fn the_published_ratio_of_new_mexico() {
        let score = Score::Poisson { cases: 1175.0 };
        assert!((score.log_ratio(236.0, 176.22) - 10.98).abs() < 0.01);
        assert!((score.relative_risk(236.0, 176.22).unwrap_or_default() - 1.42).abs() < 0.005);
    }
}
