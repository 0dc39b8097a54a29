//! Grades of communes and provinces by drugs (Decision 28/2025/QĐ-TTg), with the readings that the text leaves open.
//!
//! A grade is proposed: the commune grades itself, the province approves. Nothing here is about a person; only totals are
//! published.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::dated::{self, Dated};

static RULES: LazyLock<Vec<Dated<Grades>>> =
    LazyLock::new(|| dated::table(include_str!("../../data/drug_area_grades.toml")));

/// Grade of a commune.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Grade {
    /// Loại I, the gravest.
    I,
    /// Loại II.
    II,
    /// Loại III.
    III,
    /// None of them: to be considered as free of drugs, for which there are more conditions.
    #[serde(skip)]
    None,
}

/// A key route of drugs that a place lies on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Route {
    /// None.
    #[default]
    None,
    /// Within the province.
    WithinProvince,
    /// Between provinces.
    BetweenProvinces,
}

/// What is counted in a place from 15/12 to 14/12.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Residents.
    pub residents: u32,
    /// People on file as addicted or using: how many, never who.
    pub users: u32,
    /// Points that organise or harbour the use of drugs.
    pub points: u32,
    /// Offenders arrested in the area.
    pub offenders: u32,
    /// Plants found and destroyed.
    pub plants: u32,
    /// Area of plants found and destroyed, in square metres.
    pub area: u32,
    /// Key route.
    pub route: Route,
}

/// The rule: bands by grade.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Grades {
    commune: Vec<Bands>,
    province: ProvinceBands,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Bands {
    grade: Grade,
    at_least: usize,
    #[serde(flatten)]
    marks: Marks,
    route_with: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct ProvinceBands {
    at_least: usize,
    #[serde(flatten)]
    marks: Marks,
    communes_percent: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
struct Marks {
    users: Option<Band>,
    points: Option<Band>,
    offenders: Option<Band>,
    plants: Option<Band>,
    area: Option<Band>,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
struct Band {
    #[serde(default)]
    from: u64,
    below: Option<u64>,
}

/// A mark of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Users among residents.
    Users,
    /// Points.
    Points,
    /// Offenders among residents.
    Offenders,
    /// Plants or their area.
    Plants,
    /// A key route, together with marks of the grade below.
    Route,
    /// Share of communes of grades I and II (provinces).
    Communes,
}

/// How bands are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// To the letter: a value above a band is not in it.
    Literal,
    /// A value above a band meets it all the more.
    HigherCounts,
}

/// The grade of a commune under both readings.
#[derive(Debug, Clone, PartialEq)]
pub struct Graded {
    /// Grade to the letter, and the marks it rests on.
    pub literal: (Grade, Vec<Mark>),
    /// Grade if higher values count, and the marks it rests on.
    pub higher_counts: (Grade, Vec<Mark>),
    /// The rule it follows; its unclear points are to be shown.
    pub rule: &'static Dated<Grades>,
}

impl Graded {
    /// Whether the readings differ, so that somebody has to decide.
    pub fn is_unclear(&self) -> bool {
        self.literal.0 != self.higher_counts.0
    }
}

impl Band {
    /// Whether `count` per 100,000 of `among` (or as such, where that is `None`) lies in the band. Zero never does.
    fn holds(self, count: u32, among: Option<u32>, reading: Reading) -> bool {
        if count == 0 {
            return false;
        }
        // Both sides multiplied out: shares are compared as whole numbers.
        let (value, unit) = match among {
            Some(among) => (u64::from(count) * 100_000, u64::from(among)),
            None => (u64::from(count), 1),
        };
        value >= self.from * unit
            && (reading == Reading::HigherCounts || self.below.is_none_or(|below| value < below * unit))
    }
}

impl Marks {
    fn met(&self, counted: &Counted, reading: Reading) -> Vec<Mark> {
        let residents = Some(counted.residents);
        let holds = |band: Option<Band>, count, among| band.is_some_and(|band| band.holds(count, among, reading));
        let plants = holds(self.plants, counted.plants, None) || holds(self.area, counted.area, None);
        [
            (Mark::Users, holds(self.users, counted.users, residents)),
            (Mark::Points, holds(self.points, counted.points, None)),
            (Mark::Offenders, holds(self.offenders, counted.offenders, residents)),
            (Mark::Plants, plants),
        ]
        .into_iter()
        .filter_map(|(mark, is_met)| is_met.then_some(mark))
        .collect()
    }
}

/// Grades a commune by the rule of a day; `None` where no rule known to the program held then, or there are no residents.
pub fn grade(counted: &Counted, day: Date) -> Option<Graded> {
    let rule = on(day)?;
    if counted.residents == 0 {
        return None;
    }
    Some(Graded {
        literal: under(&rule.rule.commune, counted, Reading::Literal),
        higher_counts: under(&rule.rule.commune, counted, Reading::HigherCounts),
        rule,
    })
}

fn under(grades: &[Bands], counted: &Counted, reading: Reading) -> (Grade, Vec<Mark>) {
    for (at, bands) in grades.iter().enumerate() {
        let mut met = bands.marks.met(counted, reading);
        let below = grades
            .get(at + 1)
            .map_or(0, |next| next.marks.met(counted, reading).len());
        let is_on_route = bands
            .route_with
            .is_some_and(|with| counted.route != Route::None && below >= with);
        if is_on_route {
            met.push(Mark::Route);
        }
        if met.len() >= bands.at_least {
            return (bands.grade, met);
        }
    }
    (Grade::None, Vec::new())
}

/// Marks that a province meets, and whether they make it "trọng điểm"; `communes` are the grades of its communes.
/// `None` where no rule known to the program held on the day, or there are no residents or communes.
pub fn is_key_province(counted: &Counted, communes: &[Grade], day: Date) -> Option<(bool, Vec<Mark>)> {
    let bands = &on(day)?.rule.province;
    if counted.residents == 0 || communes.is_empty() {
        return None;
    }
    let mut met = bands.marks.met(counted, Reading::Literal);
    let grave = communes
        .iter()
        .filter(|grade| matches!(grade, Grade::I | Grade::II))
        .count();
    if grave * 100 >= communes.len() * bands.communes_percent as usize {
        met.push(Mark::Communes);
    }
    if counted.route == Route::BetweenProvinces {
        met.push(Mark::Route);
    }
    Some((met.len() >= bands.at_least, met))
}

/// The rule in force on a day.
pub fn on(day: Date) -> Option<&'static Dated<Grades>> {
    dated::on(&RULES, day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const DAY: Date = date(2026, 12, 14);

    fn counted(users: u32, points: u32, offenders: u32, plants: u32, route: Route) -> Counted {
        Counted {
            residents: 10_000,
            users,
            points,
            offenders,
            plants,
            area: 0,
            route,
        }
    }

    #[test]
    fn grades_to_the_letter() {
        for (case, grade) in [
            (counted(50, 2, 10, 0, Route::None), Grade::I),
            (counted(50, 2, 9, 3000, Route::None), Grade::I),
            (counted(49, 1, 9, 0, Route::None), Grade::II),
            (counted(10, 1, 5, 0, Route::None), Grade::II),
            (counted(9, 0, 0, 0, Route::None), Grade::III),
            (counted(0, 0, 4, 0, Route::None), Grade::III),
            (counted(0, 0, 0, 0, Route::BetweenProvinces), Grade::None),
            // Two marks of loại III on a route are one mark of loại II: not three.
            (counted(9, 0, 4, 0, Route::WithinProvince), Grade::III),
            // Loại I by two marks of its own and two of loại II on a route.
            (counted(50, 1, 5, 3000, Route::WithinProvince), Grade::I),
        ] {
            assert_eq!(super::grade(&case, DAY).unwrap().literal.0, grade, "{case:?}");
        }
    }

    #[test]
    fn readings_that_differ_are_shown() {
        // Three points, nothing else: in no band of loại II or III to the letter.
        let graded = grade(&counted(0, 3, 0, 0, Route::None), DAY).unwrap();
        assert_eq!((graded.literal.0, graded.higher_counts.0), (Grade::None, Grade::None));
        // Users and points above the bands of loại II, offenders in it: not three marks to the letter.
        let graded = grade(&counted(60, 3, 6, 0, Route::None), DAY).unwrap();
        assert_eq!((graded.literal.0, graded.higher_counts.0), (Grade::None, Grade::II));
        assert!(graded.is_unclear() && !graded.rule.unclear.is_empty());
        assert_eq!(graded.higher_counts.1, [Mark::Users, Mark::Points, Mark::Offenders]);
    }

    #[test]
    fn a_key_province_meets_four_marks() {
        let mut communes = vec![Grade::III; 97];
        communes.extend([Grade::I, Grade::II, Grade::II]);
        let full = counted(20, 5, 4, 0, Route::BetweenProvinces);
        let (is_key, marks) = is_key_province(&full, &communes, DAY).unwrap();
        assert!(is_key);
        assert_eq!(marks, [Mark::Users, Mark::Points, Mark::Communes, Mark::Route]);
        assert!(!is_key_province(&full, &communes[..98], DAY).unwrap().0);
    }

    #[test]
    fn before_the_rule_and_without_residents_nothing_is_said() {
        assert_eq!(grade(&counted(50, 2, 10, 0, Route::None), date(2020, 1, 1)), None);
        assert_eq!(grade(&Counted::default(), DAY), None);
    }

    proptest! {
        #[test]
        fn counting_higher_values_never_makes_a_place_less_grave(
            users in 0_u32..200, points in 0_u32..5, offenders in 0_u32..40, plants in 0_u32..5000
        ) {
            let graded = grade(&counted(users, points, offenders, plants, Route::WithinProvince), DAY).unwrap();
            prop_assert!(graded.higher_counts.0 <= graded.literal.0);
            let more = grade(&counted(users + 50, points + 1, offenders, plants, Route::WithinProvince), DAY).unwrap();
            prop_assert!(more.higher_counts.0 <= graded.higher_counts.0);
        }
    }
}
