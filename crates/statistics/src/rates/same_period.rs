//! Comparison with the same period of the year before, as reports print it: "giảm 45 vụ (-18,67%)".

use crate::effect::displacement::e_test;

/// A count and that of the same period of the year before. Both cover the same days of their years; figures whose periods
/// differ are not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SamePeriod {
    /// Count of the period.
    pub now: u32,
    /// Count of the same period of the year before.
    pub before: u32,
}

impl SamePeriod {
    /// Now less before.
    pub fn difference(self) -> i64 {
        i64::from(self.now) - i64::from(self.before)
    }

    /// Difference in hundredths of a percent of the count before, rounded half away from zero; `None` where that was 0.
    pub fn hundredths_of_percent(self) -> Option<i64> {
        let before = i64::from(self.before);
        if before == 0 {
            return None;
        }
        let scaled = self.difference() * 10_000;
        Some((2 * scaled.abs() + before) / (2 * before) * scaled.signum())
    }

    /// In the words of reports; `unit` is what is counted: "vụ", "người".
    ///
    /// ```
    /// use statistics::rates::same_period::SamePeriod;
    /// assert_eq!(SamePeriod { now: 196, before: 241 }.words("vụ"), "giảm 45 vụ (-18,67%)");
    /// ```
    pub fn words(self, unit: &str) -> String {
        let difference = self.difference();
        let Some(percent) = self.hundredths_of_percent() else {
            return if self.now == 0 {
                "cả hai kỳ không xảy ra".to_owned()
            } else {
                format!(
                    "tăng {} {unit} (cùng kỳ không xảy ra)",
                    grouped(difference.unsigned_abs())
                )
            };
        };
        if difference == 0 {
            return "không tăng, không giảm".to_owned();
        }
        let (verb, sign) = if difference < 0 {
            ("giảm", '-')
        } else {
            ("tăng", '+')
        };
        let percent = percent.unsigned_abs();
        format!(
            "{verb} {} {unit} ({sign}{},{:02}%)",
            grouped(difference.unsigned_abs()),
            grouped(percent / 100),
            percent % 100
        )
    }

    /// Probability of a difference as large if nothing had changed, for counts that scatter as Poisson ones (E-test of
    /// Krishnamoorthy and Thomson 2004). Counts that come in clusters differ more by chance alone.
    pub fn p(self) -> f64 {
        e_test(self.now, self.before, 1.0, 1.0)
    }
}

/// Several criteria judged together, as reports of traffic accidents do with cases, dead and injured: "giảm cả 3 tiêu chí",
/// "giảm 2 tiêu chí, tăng 1 tiêu chí".
pub fn criteria_words(criteria: &[SamePeriod]) -> String {
    let with = |sign: i64| criteria.iter().filter(|one| one.difference().signum() == sign).count();
    let parts = [(with(-1), "giảm"), (with(1), "tăng"), (with(0), "không đổi")];
    let said: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, verb)| {
            if *count == criteria.len() && *count > 1 {
                format!("{verb} cả {count} tiêu chí")
            } else {
                format!("{verb} {count} tiêu chí")
            }
        })
        .collect();
    said.join(", ")
}

/// A number with dots between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn compared(now: u32, before: u32) -> SamePeriod {
        SamePeriod { now, before }
    }

    #[test]
    fn as_bulletins_print_it() {
        for (now, before, unit, words) in [
            (196, 241, "vụ", "giảm 45 vụ (-18,67%)"),
            (154, 137, "người", "tăng 17 người (+12,41%)"),
            (206, 113, "vụ", "tăng 93 vụ (+82,30%)"),
            (242, 206, "vụ", "tăng 36 vụ (+17,48%)"),
            (5, 0, "vụ", "tăng 5 vụ (cùng kỳ không xảy ra)"),
            (0, 0, "vụ", "cả hai kỳ không xảy ra"),
            (0, 4, "vụ", "giảm 4 vụ (-100,00%)"),
            (7, 7, "vụ", "không tăng, không giảm"),
            (12_345, 1, "vụ", "tăng 12.344 vụ (+1.234.400,00%)"),
        ] {
            assert_eq!(compared(now, before).words(unit), words);
        }
    }

    #[test]
    fn three_criteria_are_judged_together() {
        let (fell, rose, same) = (compared(1, 2), compared(2, 1), compared(2, 2));
        assert_eq!(criteria_words(&[fell; 3]), "giảm cả 3 tiêu chí");
        assert_eq!(criteria_words(&[fell, rose, fell]), "giảm 2 tiêu chí, tăng 1 tiêu chí");
        assert_eq!(
            criteria_words(&[fell, rose, same]),
            "giảm 1 tiêu chí, tăng 1 tiêu chí, không đổi 1 tiêu chí"
        );
    }

    proptest! {
        #[test]
        fn the_percentage_is_the_nearest_hundredth(now in 0_u32..100_000, before in 1_u32..100_000) {
            let found = compared(now, before).hundredths_of_percent().unwrap();
            // |found · before − difference · 10⁴| ≤ before / 2, in whole numbers.
            let off = found * i64::from(before) - (i64::from(now) - i64::from(before)) * 10_000;
            prop_assert!(2 * off.abs() <= i64::from(before));
        }
    }
}
