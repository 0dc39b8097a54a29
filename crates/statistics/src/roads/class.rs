//! Classes of traffic accidents by their consequences (Circular 26/2024/TT-BCA, article 5).

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::Accident;
use crate::dated::{self, Dated};

static RULES: LazyLock<Vec<Dated<Classes>>> =
    LazyLock::new(|| dated::table(include_str!("../../data/accident_classes.toml")));

/// Class of an accident, the most serious one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Đặc biệt nghiêm trọng.
    EspeciallySerious,
    /// Rất nghiêm trọng.
    VerySerious,
    /// Nghiêm trọng.
    Serious,
    /// Ít nghiêm trọng: somebody was injured, less than that.
    LessSerious,
    /// Va chạm giao thông: nobody was hurt, minor damage.
    Collision,
}

/// The marks of the classes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Classes {
    class: Vec<Marks>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Marks {
    class: Class,
    deaths: u32,
    injured: u32,
    injury_percent: u32,
    property: u64,
}

/// The class of an accident.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Classified {
    /// The class.
    pub class: Class,
    /// Whether injuries or damage are known as far as the class depends on them. Where not, it may be a higher one.
    pub is_certain: bool,
    /// The rule it follows.
    pub rule: &'static Dated<Classes>,
}

/// Classifies an accident by the rule of its day; `None` where no rule known to the program held then.
pub fn classify(accident: &Accident) -> Option<Classified> {
    let rule = on(accident.day)?;
    let meets = |marks: &Marks| {
        let injured = accident.injured >= marks.injured
            && accident
                .injury_percent
                .is_some_and(|percent| percent >= marks.injury_percent);
        accident.deaths >= marks.deaths
            || injured
            || accident.property.is_some_and(|property| property >= marks.property)
    };
    let classes = &rule.rule.class;
    let found = classes.iter().position(meets);
    let class = match found {
        Some(at) => classes[at].class,
        None if accident.injured > 0 => Class::LessSerious,
        None => Class::Collision,
    };
    let could_be_higher = |marks: &Marks| {
        accident.property.is_none()
            || (accident.injury_percent.is_none()
                && accident.injured >= marks.injured
                && accident.injured * 100 >= marks.injury_percent)
    };
    let is_certain = !classes[..found.unwrap_or(classes.len())].iter().any(could_be_higher);
    Some(Classified {
        class,
        is_certain,
        rule,
    })
}

/// The rule in force on a day.
pub fn on(day: Date) -> Option<&'static Dated<Classes>> {
    dated::on(&RULES, day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn accident(deaths: u32, injured: u32, percent: Option<u32>, property: Option<u64>) -> Accident {
        Accident {
            injury_percent: percent,
            property,
            ..Accident::at_point(0.0, 0.0, date(2026, 3, 1), deaths, injured)
        }
    }

    #[test]
    fn each_mark_of_each_class() {
        for (deaths, injured, percent, property, class) in [
            (3, 0, 0, 0, Class::EspeciallySerious),
            (0, 3, 201, 0, Class::EspeciallySerious),
            (0, 0, 0, 1_500_000_000, Class::EspeciallySerious),
            (2, 0, 0, 0, Class::VerySerious),
            (0, 2, 122, 0, Class::VerySerious),
            (0, 2, 200, 0, Class::VerySerious),
            (0, 0, 0, 1_499_999_999, Class::VerySerious),
            (1, 9, 60, 0, Class::Serious),
            (0, 1, 61, 0, Class::Serious),
            (0, 2, 121, 0, Class::Serious),
            (0, 0, 0, 100_000_000, Class::Serious),
            (0, 1, 60, 99_999_999, Class::LessSerious),
            (0, 0, 0, 5_000_000, Class::Collision),
        ] {
            let found = classify(&accident(deaths, injured, Some(percent), Some(property))).unwrap();
            assert_eq!(found.class, class, "{deaths} {injured} {percent} {property}");
            assert!(found.is_certain && !found.rule.legal_basis.is_empty());
        }
    }

    #[test]
    fn what_is_not_known_may_make_it_more_serious() {
        let found = classify(&accident(0, 2, None, Some(0))).unwrap();
        assert_eq!((found.class, found.is_certain), (Class::LessSerious, false));
        let worst = classify(&accident(3, 2, None, None)).unwrap();
        assert!(worst.is_certain);
        let old = Accident::at_point(0.0, 0.0, date(2020, 1, 1), 1, 0);
        assert_eq!(classify(&old), None);
    }
}
