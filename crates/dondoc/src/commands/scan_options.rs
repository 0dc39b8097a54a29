//! Options of `dondoc scan` over a table, and the plan that they make.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use statistics::dated::{Dated, Known};
use statistics::scan::Limits;
use statistics::scan::calibration::{Look, Model, Plan};
use statistics::season::{DayOfYear, DrySeason, SeasonRules};

use super::count_series::{CountOptions, Gaps, Period};
use super::run::RunOptions;
use crate::cli::Misuse;
use crate::screen::scan_counts as words;

/// Options of `dondoc scan` for tables of counts.
#[derive(Debug, Args)]
pub(crate) struct ScanCountOptions {
    /// Kỳ đếm của tệp CSV: day (ngày), week (tuần) hoặc month (tháng) [mặc định: week].
    #[arg(long, value_enum, value_name = "KỲ", hide_possible_values = true)]
    period: Option<Step>,
    /// Kỳ không có dòng nào: error (báo lỗi) hoặc zero (tính là 0) [mặc định: error].
    #[arg(long, value_enum, value_name = "CÁCH", hide_possible_values = true)]
    gaps: Option<Gaps>,
    /// Danh sách địa bàn CSV (địa bàn, vĩ độ, kinh độ); không cần khi tệp số liệu có hai cột tọa độ.
    #[arg(long, value_name = "TỆP")]
    places: Option<PathBuf>,
    /// Chỉ tìm cụm còn kéo dài đến kỳ cuối, như khi quét hằng ngày hoặc hằng tuần.
    #[arg(long)]
    prospective: bool,
    /// Số báo động nhầm một năm được chấp nhận khi dùng --prospective [mặc định: 1].
    #[arg(long, value_name = "SỐ", requires = "prospective")]
    false_alarms: Option<f64>,
    /// So với gì: fitted (mô hình theo số liệu, nhị thức âm) hoặc poisson (Poisson thuần, để so với SaTScan) [mặc định: fitted].
    #[arg(long, value_enum, value_name = "MÔ_HÌNH", hide_possible_values = true)]
    null: Option<NullWord>,
    /// Cụm kéo dài nhiều nhất bao nhiêu kỳ [mặc định: 28 ngày, 13 tuần hoặc 3 tháng].
    #[arg(long, value_name = "SỐ")]
    longest: Option<usize>,
    /// Cụm chứa nhiều nhất bao nhiêu phần trăm số vụ dự kiến, từ 1 đến 50 [mặc định: 25].
    #[arg(long, value_name = "PHẦN_TRĂM")]
    max_share: Option<f64>,
    /// Bán kính lớn nhất của cụm, tính bằng km.
    #[arg(long, value_name = "KM")]
    max_distance: Option<f64>,
    /// Mùa khô, từ ngày đến ngày, như 01/12-30/04; none là không xét [mặc định: 01/12-30/04].
    #[arg(long, value_name = "NGÀY-NGÀY")]
    dry_season: Option<String>,
    /// Số bộ số liệu mô phỏng để tự kiểm tra; 0 là không tự kiểm tra [mặc định: 200].
    #[arg(long, value_name = "SỐ")]
    self_tests: Option<usize>,
}

/// Length of the intervals of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// A day.
    Day,
    /// Seven days.
    Week,
    /// A month of the calendar.
    Month,
}

/// What a cluster is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NullWord {
    /// The model fitted to the counts.
    Fitted,
    /// Plain Poisson counts.
    Poisson,
}

/// Data sets of the self-test where nothing says how many.
const SELF_TESTS: usize = 200;
/// Share of the expected cases that a circle holds at most, in percent.
const SHARE: f64 = 25.0;

impl ScanCountOptions {
    /// Whether anything but a plain null is asked for, which an analysis in files of its own cannot follow.
    pub(super) fn is_for_tables(&self) -> bool {
        self.prospective
            || self.null == Some(NullWord::Fitted)
            || self.period.is_some()
            || self.gaps.is_some()
            || self.places.is_some()
            || self.longest.is_some()
            || self.max_share.is_some()
            || self.max_distance.is_some()
            || self.dry_season.is_some()
            || self.self_tests.is_some()
    }

    fn period(&self) -> Period {
        match self.period {
            Some(Step::Day) => Period::Day,
            None | Some(Step::Week) => Period::Week,
            Some(Step::Month) => Period::Month,
        }
    }

    /// How events are counted.
    pub(super) fn counted(&self) -> CountOptions {
        CountOptions {
            period: self.period(),
            gaps: self.gaps.unwrap_or(Gaps::Error),
            places: self.places.clone(),
        }
    }

    /// The plan for so many intervals.
    pub(super) fn plan(&self, run: &RunOptions, times: usize) -> Result<Plan, Misuse> {
        let share = self.max_share.unwrap_or(SHARE);
        if !(1.0..=50.0).contains(&share) {
            return Err(Misuse("--max-share phải từ 1 đến 50"));
        }
        if self.max_distance.is_some_and(|most| !(most > 0.0 && most.is_finite())) {
            return Err(Misuse("--max-distance phải lớn hơn 0"));
        }
        let false_alarms = self.false_alarms.unwrap_or(1.0);
        if !(false_alarms > 0.0 && false_alarms <= 12.0) {
            return Err(Misuse("--false-alarms phải lớn hơn 0 và không quá 12"));
        }
        let usual = match self.period() {
            Period::Day => 28,
            Period::Week => 13,
            Period::Month => 3,
        };
        if self.longest.is_some_and(|longest| longest == 0 || longest * 2 > times) {
            return Err(Misuse("--longest phải từ 1 đến nửa số kỳ của số liệu"));
        }
        let model = match self.null {
            Some(NullWord::Poisson) if self.prospective => {
                return Err(Misuse("--prospective luôn so với mô hình: bỏ --null poisson"));
            }
            Some(NullWord::Poisson) => Model::PlainPoisson,
            None | Some(NullWord::Fitted) => Model::Fitted,
        };
        Ok(Plan {
            look: if self.prospective {
                Look::Alive { false_alarms }
            } else {
                Look::Back
            },
            model,
            limits: Limits {
                share: share / 100.0,
                distance: self.max_distance,
            },
            longest: self.longest.unwrap_or_else(|| usual.min(times / 4).max(1)),
            replicas: usize::try_from(run.replicas()).unwrap_or(usize::MAX).max(19),
            self_tests: self.self_tests.unwrap_or(SELF_TESTS),
            seed: run.seed,
            rules: self.rules()?,
        })
    }

    fn rules(&self) -> Result<SeasonRules, Misuse> {
        let mut rules = SeasonRules::default();
        match self.dry_season.as_deref() {
            None => {}
            Some("none") => rules.dry.clear(),
            Some(text) => {
                let rule = dry_season(text).ok_or(Misuse("--dry-season viết như 01/12-30/04, hoặc none"))?;
                rules.dry = vec![Dated {
                    valid_from: None,
                    valid_to: None,
                    legal_basis: words::DRY_SEASON_ASKED.to_owned(),
                    known: Known::Found,
                    unclear: Vec::new(),
                    rule,
                }];
            }
        }
        Ok(rules)
    }
}

fn dry_season(text: &str) -> Option<DrySeason> {
    let day = |text: &str| {
        let (day, month) = text.trim().split_once('/')?;
        let (day, month) = (day.parse().ok()?, month.parse().ok()?);
        // Of a leap year, so that 29/02 is a day.
        jiff::civil::Date::new(2024, month, day).ok()?;
        Some(DayOfYear { month, day })
    };
    let (first, last) = text.split_once('-')?;
    Some(DrySeason {
        first: day(first)?,
        last: day(last)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dry_season_is_read_as_it_is_written() {
        let read = dry_season("01/12-30/04").unwrap();
        assert_eq!(
            (read.first, read.last),
            (DayOfYear { month: 12, day: 1 }, DayOfYear { month: 4, day: 30 })
        );
        for wrong in ["", "01/12", "32/12-30/04", "01/13-30/04", "a-b"] {
            assert_eq!(dry_season(wrong), None, "{wrong}");
        }
    }
}
