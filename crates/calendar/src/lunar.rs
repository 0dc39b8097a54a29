//! The Vietnamese lunar calendar for UTC+7, from the sun and the moon.
//!
//! The method is the one published by Hồ Ngọc Đức (Computing the Vietnamese lunar calendar), with the new moons and the
//! solar longitude of Jean Meeus's Astronomical Algorithms: a month begins on the day of a new moon, the month of the winter
//! solstice is the eleventh, and a year of thirteen months repeats the first one without a principal term.

use jiff::ToSpan;
use jiff::civil::Date;

use std::f64::consts::PI;

/// Julian day number of 1 January 1970.
const EPOCH: i64 = 2_440_588;
/// Hours that Viet Nam is ahead of Greenwich.
const ZONE: f64 = 7.0;
/// Mean length of a lunar month, in days.
const MONTH: f64 = 29.530_588_853;

/// A day of the lunar calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LunarDate {
    /// The year in which the lunar year begins.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 30.
    pub day: i8,
    /// Whether the month is the repeated one.
    pub leap: bool,
}

/// The lunar date of a civil day.
///
/// ```
/// use jiff::civil::date;
/// let tet = calendar::lunar::from_civil(date(2026, 2, 17)).map(|l| (l.year, l.month, l.day));
/// assert_eq!(tet, Some((2026, 1, 1)));
/// ```
pub fn from_civil(date: Date) -> Option<LunarDate> {
    let day = day_number(date);
    let k = whole((days(day) - 2_415_021.076_998_695) / MONTH);
    let start = Some(new_moon_day(k + 1))
        .filter(|s| *s <= day)
        .unwrap_or_else(|| new_moon_day(k));
    let this_year = eleventh_month(date.year())?;
    let (a11, b11, mut year) = if this_year >= start {
        (eleventh_month(date.year() - 1)?, this_year, date.year())
    } else {
        (this_year, eleventh_month(date.year() + 1)?, date.year() + 1)
    };
    let passed = (start - a11) / 29;
    let mut month = passed + 11;
    let mut leap = false;
    if b11 - a11 > 365 {
        let offset = leap_offset(a11);
        if passed >= offset {
            month -= 1;
            leap = passed == offset;
        }
    }
    if month > 12 {
        month -= 12;
    }
    if month >= 11 && passed < 4 {
        year -= 1;
    }
    Some(LunarDate {
        year,
        month: i8::try_from(month).ok()?,
        day: i8::try_from(day - start + 1).ok()?,
        leap,
    })
}

/// The civil day of a lunar date that is not in a repeated month; none when that month has no such day.
pub fn to_civil(year: i16, month: i8, day: i8) -> Option<Date> {
    let first_year = if month < 11 { year - 1 } else { year };
    let (a11, b11) = (eleventh_month(first_year)?, eleventh_month(first_year + 1)?);
    let mut passed = (i64::from(month) - 11).rem_euclid(12);
    if b11 - a11 > 365 && passed >= leap_offset(a11) {
        passed += 1;
    }
    let k = whole(0.5 + (days(a11) - 2_415_021.076_998_695) / MONTH);
    let start = new_moon_day(k + passed);
    let found = civil(start + i64::from(day) - 1)?;
    from_civil(found)
        .filter(|l| (l.month, l.day) == (month, day))
        .map(|_| found)
}

/// New year's day of the lunar year that begins in a civil year.
pub fn new_year(year: i16) -> Option<Date> {
    to_civil(year, 1, 1)
}

fn day_number(date: Date) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    EPOCH + epoch.until(date).map_or(0, |span| i64::from(span.get_days()))
}

fn civil(day_number: i64) -> Option<Date> {
    jiff::civil::date(1970, 1, 1)
        .checked_add((day_number - EPOCH).days())
        .ok()
}

/// First day of the lunar month that holds the winter solstice of a civil year.
fn eleventh_month(year: i16) -> Option<i64> {
    let off = day_number(Date::new(year, 12, 31).ok()?) - 2_415_021;
    let k = whole(days(off) / MONTH);
    let start = new_moon_day(k);
    Some(if solar_sector(start) >= 9 {
        new_moon_day(k - 1)
    } else {
        start
    })
}

/// How many months after the eleventh the repeated one stands.
fn leap_offset(a11: i64) -> i64 {
    let k = whole(0.5 + (days(a11) - 2_415_021.076_998_695) / MONTH);
    let sector = |i| solar_sector(new_moon_day(k + i));
    (2..15).find(|i| sector(*i) == sector(i - 1)).unwrap_or(14) - 1
}

fn new_moon_day(k: i64) -> i64 {
    whole(new_moon(days(k)) + 0.5 + ZONE / 24.0)
}

/// Which twelfth of its path the sun is in at the start of a day; 9 begins with the winter solstice.
fn solar_sector(day: i64) -> i64 {
    whole(solar_longitude(days(day) - 0.5 - ZONE / 24.0) / PI * 6.0)
}

/// Julian day of the k-th new moon after 1 January 1900.
fn new_moon(k: f64) -> f64 {
    let t = k / 1236.85;
    let (t2, t3) = (t * t, t * t * t);
    let sin = |degrees: f64| degrees.to_radians().sin();
    let mean = 2_415_020.759_33 + 29.530_588_68 * k + 0.000_117_8 * t2 - 0.000_000_155 * t3
        + 0.000_33 * sin(166.56 + 132.87 * t - 0.009_173 * t2);
    let sun = 359.2242 + 29.105_356_08 * k - 0.000_033_3 * t2 - 0.000_003_47 * t3;
    let moon = 306.0253 + 385.816_918_06 * k + 0.010_730_6 * t2 + 0.000_012_36 * t3;
    let node = 21.2964 + 390.670_506_46 * k - 0.001_652_8 * t2 - 0.000_002_39 * t3;
    let correction = (0.1734 - 0.000_393 * t) * sin(sun) + 0.0021 * sin(2.0 * sun) - 0.4068 * sin(moon)
        + 0.0161 * sin(2.0 * moon)
        - 0.0004 * sin(3.0 * moon)
        + 0.0104 * sin(2.0 * node)
        - 0.0051 * sin(sun + moon)
        - 0.0074 * sin(sun - moon)
        + 0.0004 * sin(2.0 * node + sun)
        - 0.0004 * sin(2.0 * node - sun)
        - 0.0006 * sin(2.0 * node + moon)
        + 0.0010 * sin(2.0 * node - moon)
        + 0.0005 * sin(2.0 * moon + sun);
    let clock = if t < -11.0 {
        0.001 + 0.000_839 * t + 0.000_226_1 * t2 - 0.000_008_45 * t3 - 0.000_000_081 * t * t3
    } else {
        -0.000_278 + 0.000_265 * t + 0.000_262 * t2
    };
    mean + correction - clock
}

/// Longitude of the sun in radians, 0 to 2π, at a Julian day.
fn solar_longitude(day: f64) -> f64 {
    let t = (day - 2_451_545.0) / 36525.0;
    let t2 = t * t;
    let sin = |degrees: f64| degrees.to_radians().sin();
    let anomaly = 357.529_10 + 35_999.050_30 * t - 0.000_155_9 * t2 - 0.000_000_48 * t * t2;
    let mean = 280.466_45 + 36_000.769_83 * t + 0.000_303_2 * t2;
    let centre = (1.914_600 - 0.004_817 * t - 0.000_014 * t2) * sin(anomaly)
        + (0.019_993 - 0.000_101 * t) * sin(2.0 * anomaly)
        + 0.000_290 * sin(3.0 * anomaly);
    (mean + centre).to_radians().rem_euclid(2.0 * PI)
}

#[expect(clippy::cast_possible_truncation, reason = "day numbers are far below 2^53")]
fn whole(x: f64) -> i64 {
    x.floor() as i64
}

#[expect(clippy::cast_precision_loss, reason = "day numbers are far below 2^53")]
fn days(n: i64) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn new_years_of_record() {
        let known = [
            date(1968, 1, 29), // a day before China's
            date(1985, 1, 21), // a month before China's
            date(2007, 2, 17), // a day before China's
            date(2010, 2, 14),
            date(2015, 2, 19),
            date(2020, 1, 25),
            date(2021, 2, 12),
            date(2022, 2, 1),
            date(2023, 1, 22),
            date(2024, 2, 10),
            date(2025, 1, 29),
            date(2026, 2, 17),
            date(2027, 2, 6),
            date(2028, 1, 26),
            date(2029, 2, 13),
            date(2030, 2, 2), // a day before China's
        ];
        for day in known {
            assert_eq!(new_year(day.year()), Some(day), "{}", day.year());
        }
    }

    #[test]
    fn the_ancestors_day() {
        for day in [
            date(2023, 4, 29),
            date(2024, 4, 18),
            date(2025, 4, 7),
            date(2026, 4, 26),
        ] {
            assert_eq!(to_civil(day.year(), 3, 10), Some(day));
        }
    }

    #[test]
    fn repeated_months() {
        let leap = |d: Date| from_civil(d).map(|l| (l.month, l.leap));
        assert_eq!(leap(date(2023, 4, 1)), Some((2, true)));
        assert_eq!(leap(date(2025, 8, 1)), Some((6, true)));
        assert_eq!(leap(date(2020, 6, 1)), Some((4, true)));
        assert_eq!(leap(date(2025, 7, 1)), Some((6, false)));
    }

    #[test]
    fn every_day_of_a_century_has_one_lunar_date_and_comes_back() {
        let mut day = date(1950, 1, 1);
        let mut last = from_civil(day).expect("a lunar date");
        while day < date(2050, 12, 31) {
            day = day.tomorrow().expect("a next day");
            let lunar = from_civil(day).expect("a lunar date");
            assert!(lunar.day == last.day + 1 || (lunar.day == 1 && last.day >= 29), "{day}");
            if !lunar.leap {
                assert_eq!(to_civil(lunar.year, lunar.month, lunar.day), Some(day));
            }
            last = lunar;
        }
    }
}
