//! `dondoc warn`: which of the last counts are more than was to be expected.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use reporting::chart::{Band, Line, Moment, Told};
use reporting::table::{Cell, Column, Row, Table as Shown};
use serde::Serialize;
use statistics::enough;
use statistics::season::SeasonRules;
use statistics::warning::cusum::{self, Baseline};
use statistics::warning::{TooFew, Warning, ears, farrington};

use super::count_series::{CountOptions, CountSeries, OneSeries, Period};
use super::result_output::{self, Results};
use super::run::{RunOptions, progress};
use super::table_input::Table;
use crate::cli::{self, Misuse};
use crate::screen::series as words;

/// Options of `dondoc warn`.
#[derive(Debug, Args)]
pub(crate) struct WarnOptions {
    /// Tệp số liệu CSV: ngày, địa bàn, loại, số vụ, nguồn; "-" là đầu vào chuẩn.
    #[arg(value_name = "TỆP")]
    pub file: PathBuf,
    /// How events are counted.
    #[command(flatten)]
    count: CountOptions,
    /// Phương pháp: auto, farrington, c1, c2, c3, cusum [mặc định: auto, theo độ dài của chuỗi].
    #[arg(
        long,
        value_enum,
        value_name = "TÊN",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true
    )]
    method: Method,
    /// Số kỳ cuối được xét [mặc định: 1].
    #[arg(long, value_name = "SỐ", default_value_t = 1, hide_default_value = true)]
    last: u16,
    /// Tỷ lệ báo nhầm mỗi kỳ của farrington [mặc định: 0.01].
    #[arg(long, value_name = "TỶ_LỆ", default_value_t = 0.01, hide_default_value = true)]
    alpha: f64,
    /// Số lần báo nhầm mỗi năm được chấp nhận của cusum [mặc định: 1].
    #[arg(long, value_name = "SỐ", default_value_t = 1.0, hide_default_value = true)]
    false_alarms: f64,
    /// Form, place and randomness of the result.
    #[command(flatten)]
    run: RunOptions,
}

/// How a series is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Method {
    /// Farrington flexible from three years on, the CUSUM for shorter series.
    Auto,
    /// Farrington flexible.
    Farrington,
    /// EARS C1.
    C1,
    /// EARS C2.
    C2,
    /// EARS C3.
    C3,
    /// Negative binomial CUSUM for a doubling.
    Cusum,
}

/// The rise that the CUSUM looks for.
const DOUBLING: f64 = 2.0;
/// Years that Farrington's algorithm goes back, at most and at least.
const YEARS: std::ops::RangeInclusive<i16> = 3..=5;
/// Periods that a chart shows.
const CHARTED: usize = 104;

#[derive(Debug, Serialize)]
struct Found<'a> {
    period: &'static str,
    seed: u64,
    replicas: u32,
    alpha: f64,
    expected_false_warnings: f64,
    series: Vec<FoundSeries<'a>>,
}

#[derive(Debug, Serialize)]
struct FoundSeries<'a> {
    place: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<&'a str>,
    method: &'static str,
    judged: Vec<FoundPeriod>,
}

#[derive(Debug, Serialize)]
struct FoundPeriod {
    from: Date,
    reported: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    discovered: Option<u32>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upper: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// Whether days around Tết lie in it, which lay in other periods of past years.
    around_tet: bool,
}

/// One series and what is said of its last periods, the latest last.
struct Judged<'a> {
    series: &'a OneSeries,
    method: Method,
    warnings: Vec<Warning>,
}

/// Judges the last periods of every series of a table.
pub(crate) fn run(options: &WarnOptions) -> anyhow::Result<u8> {
    if !(options.alpha > 0.0 && options.alpha < 0.5) {
        return Err(Misuse("--alpha phải lớn hơn 0 và nhỏ hơn 0.5").into());
    }
    if !(options.false_alarms > 0.0 && options.false_alarms <= 12.0) {
        return Err(Misuse("--false-alarms phải lớn hơn 0 và không quá 12").into());
    }
    if options.last == 0 {
        return Err(Misuse("--last phải từ 1").into());
    }
    let table = Table::read(&options.file)?;
    let counts = CountSeries::of(&table, &options.count)?;
    let bar = progress(counts.series.len(), "chuỗi");
    let judged: Vec<Judged> = options.run.on_threads(|| {
        use rayon::prelude::*;
        counts
            .series
            .par_iter()
            .enumerate()
            .map(|(at, series)| {
                let judged = judge(&counts, series, at, options);
                bar.inc(1);
                judged
            })
            .collect()
    })?;
    bar.finish_and_clear();
    let found = found(&counts, &judged, options);
    let notes = notes(&found, &judged, options);
    let results = Results {
        table: &shown(&counts, &judged, options),
        notes: &notes,
        json: &found,
        svg: &|| chart(&counts, &judged).map(|line| line.svg()),
    };
    result_output::write(&options.run, &results)?;
    Ok(cli::ALL_READ)
}

fn judge<'a>(counts: &CountSeries, series: &'a OneSeries, at: usize, options: &WarnOptions) -> Judged<'a> {
    let known: Vec<Option<u32>> = series.reported.iter().copied().map(Some).collect();
    let periods = CHARTED.max(usize::from(options.last)).min(known.len());
    let method = match options.method {
        Method::Auto if years(counts, &known, 0, half_window(counts)).is_some() => Method::Farrington,
        Method::Auto => Method::Cusum,
        chosen => chosen,
    };
    let each = |judge: &dyn Fn(usize) -> Warning| (known.len() - periods..known.len()).map(judge).collect();
    let ears = |method| each(&|now| ears::judge(&known, now, &ears::Options::of(method)));
    let warnings = match method {
        Method::Auto | Method::Farrington => each(&|now| by_farrington(counts, &known, now, options.alpha)),
        Method::C1 => ears(ears::Method::C1),
        Method::C2 => ears(ears::Method::C2),
        Method::C3 => ears(ears::Method::C3),
        Method::Cusum => by_cusum(counts, &known, periods, at, options),
    };
    let mut judged = Judged {
        series,
        method,
        warnings,
    };
    judged.withhold_few(counts);
    judged
}

impl Judged<'_> {
    /// A handful of events is no base for a judgement, whatever the method; nor are many of one evening, where days are known.
    fn withhold_few(&mut self, counts: &CountSeries) {
        let (events, periods) = least_events(counts);
        let first = self.series.reported.len() - self.warnings.len();
        for (at, warning) in self.warnings.iter_mut().enumerate() {
            let now = first + at;
            let recent = (now + 1).saturating_sub(periods)..=now;
            let sum = |counts: &[u32]| {
                counts
                    .iter()
                    .fold(0_usize, |sum, count| sum.saturating_add(*count as usize))
            };
            let days = self.series.days.as_ref().map(|days| sum(&days[recent.clone()]));
            if warning.judgement().is_none() {
                continue;
            }
            if sum(&self.series.reported[recent]) < events as usize {
                *warning = Warning::TooFewData(TooFew::Events);
            } else if days.is_some_and(|days| days < enough::LEAST_DAYS) {
                *warning = Warning::TooFewData(TooFew::Days);
            }
        }
    }
}

/// Events that the last month must have for its count to be judged, and the periods of a month (Farrington et al. 1996).
fn least_events(counts: &CountSeries) -> (u32, usize) {
    (
        statistics::forecast::LEAST_EVENTS,
        if counts.period == Period::Month { 1 } else { 4 },
    )
}

/// Options of Farrington's algorithm for weeks (Noufaily et al. 2013) and, in proportion, for months.
fn farrington_options(counts: &CountSeries, years: usize, alpha: f64) -> farrington::Options {
    let weeks = farrington::Options {
        years,
        alpha,
        ..farrington::Options::default()
    };
    match counts.period {
        Period::Month => farrington::Options {
            half_window: half_window(counts),
            levels: 4,
            left_out: 6,
            least_events: least_events(counts),
            ..weeks
        },
        Period::Day | Period::Week => weeks,
    }
}

fn half_window(counts: &CountSeries) -> usize {
    if counts.period == Period::Month { 1 } else { 3 }
}

/// The same period of past years, as many as the series has, latest first.
fn years(counts: &CountSeries, known: &[Option<u32>], back: usize, half_window: usize) -> Option<Vec<usize>> {
    let anchors = |years: i16| -> Option<Vec<usize>> {
        let anchors = counts.same_of_past_years(i64::try_from(back).ok()?, years);
        let place = |back: i64| known.len().checked_sub(1 + usize::try_from(back).ok()?);
        let anchors: Vec<usize> = anchors.into_iter().map(place).collect::<Option<_>>()?;
        (*anchors.last()? >= half_window).then_some(anchors)
    };
    YEARS.rev().find_map(anchors)
}

fn by_farrington(counts: &CountSeries, known: &[Option<u32>], now: usize, alpha: f64) -> Warning {
    match years(counts, known, known.len() - 1 - now, half_window(counts)) {
        Some(anchors) => farrington::judge(known, &anchors, &farrington_options(counts, anchors.len() - 1, alpha)),
        None => Warning::TooFewData(TooFew::History),
    }
}

/// The sum runs over the last half year at least; what lies before teaches it.
fn by_cusum(
    counts: &CountSeries,
    known: &[Option<u32>],
    periods: usize,
    at: usize,
    options: &WarnOptions,
) -> Vec<Warning> {
    let frequency = counts.frequency();
    let run = (frequency / 2).max(usize::from(options.last)).min(periods);
    let learnt = known.len() - run;
    let mut warnings = vec![Warning::TooFewData(TooFew::History); periods - run];
    let events: u32 = known.iter().flatten().fold(0, |sum, count| sum.saturating_add(*count));
    match Baseline::learn(known, learnt, frequency) {
        Some(baseline) if events >= statistics::forecast::LEAST_EVENTS => {
            let seed = options.run.seed.wrapping_add(at as u64);
            let limit = baseline.limit(frequency, DOUBLING, options.false_alarms, options.run.replicas(), seed);
            warnings.extend(cusum::judge(known, &baseline, learnt, DOUBLING, limit));
        }
        _ => warnings.extend(vec![Warning::TooFewData(TooFew::History); run]),
    }
    warnings
}

fn found<'a>(counts: &CountSeries, judged: &'a [Judged], options: &WarnOptions) -> Found<'a> {
    let last = usize::from(options.last);
    let tet = SeasonRules::default().tet_shares(&counts.intervals(0));
    let series = |judged: &'a Judged| FoundSeries {
        place: &judged.series.place,
        category: judged.series.category.as_deref(),
        method: word(judged.method),
        judged: latest(judged, last)
            .map(|(back, warning)| FoundPeriod {
                from: counts.first_day(-signed(back)),
                reported: of_period(&judged.series.reported, back),
                discovered: counts.has_source.then(|| of_period(&judged.series.discovered, back)),
                status: match warning {
                    Warning::Judged(judgement) if judgement.is_above => "above",
                    Warning::Judged(_) => "within",
                    Warning::TooFewData(_) => "too-few-data",
                },
                expected: warning.judgement().map(|judgement| judgement.expected),
                upper: warning.judgement().map(|judgement| judgement.upper),
                reason: match warning {
                    Warning::TooFewData(why) => Some(reason(*why)),
                    Warning::Judged(_) => None,
                },
                around_tet: tet[tet.len() - 1 - back] > 0.0,
            })
            .collect(),
    };
    Found {
        period: words::period_word(counts.period),
        seed: options.run.seed,
        replicas: options.run.replicas(),
        alpha: options.alpha,
        expected_false_warnings: false_warnings(counts, judged, options),
        series: judged.iter().map(series).collect(),
    }
}

/// Warnings to be expected where nothing is out of the ordinary, over all series and periods judged.
fn false_warnings(counts: &CountSeries, judged: &[Judged], options: &WarnOptions) -> f64 {
    let of = |judged: &Judged| {
        let periods = latest(judged, usize::from(options.last))
            .filter(|(_, warning)| warning.judgement().is_some())
            .count();
        let share = match judged.method {
            Method::Auto | Method::Farrington => options.alpha,
            Method::C1 => ears::Options::of(ears::Method::C1).alpha,
            Method::C2 => ears::Options::of(ears::Method::C2).alpha,
            Method::C3 => ears::Options::of(ears::Method::C3).alpha,
            Method::Cusum => options.false_alarms / f64::from(u32::try_from(counts.frequency()).unwrap_or(u32::MAX)),
        };
        share * f64::from(u32::try_from(periods).unwrap_or(u32::MAX))
    };
    judged.iter().map(of).sum()
}

fn shown(counts: &CountSeries, judged: &[Judged], options: &WarnOptions) -> Shown {
    let last = usize::from(options.last);
    let mut columns = vec![Column::words(words::PLACE, 24)];
    let has_category = judged.iter().any(|judged| judged.series.category.is_some());
    if has_category {
        columns.push(Column::words(words::CATEGORY, 20));
    }
    columns.push(Column::centred(words::period_from(counts.period), 12));
    columns.push(Column::figures(words::REPORTED, 9));
    columns.push(Column::figures(words::EXPECTED, 9));
    columns.push(Column::figures(words::UPPER, 9));
    columns.push(Column::words(words::VERDICT, 22));
    if counts.has_source {
        columns.push(Column::figures(words::DISCOVERED, 9));
    }
    let mut table = Shown::new(words::WARNINGS, columns);
    let mut rows: Vec<(f64, Row)> = Vec::new();
    for judged in judged {
        for (back, warning) in latest(judged, last) {
            let mut cells = vec![Cell::text(&judged.series.place)];
            if has_category {
                cells.push(Cell::text(judged.series.category.as_deref().unwrap_or_default()));
            }
            cells.push(Cell::Day(counts.first_day(-signed(back))));
            cells.push(Cell::Count(i64::from(of_period(&judged.series.reported, back))));
            let (expected, upper, verdict, weight) = match warning {
                Warning::Judged(judgement) => (
                    decimal(judgement.expected),
                    decimal(judgement.upper),
                    if judgement.is_above {
                        words::ABOVE
                    } else {
                        words::WITHIN
                    },
                    judgement.score(),
                ),
                Warning::TooFewData(_) => (Cell::Empty, Cell::Empty, words::TOO_FEW, f64::NEG_INFINITY),
            };
            cells.extend([expected, upper, Cell::text(verdict)]);
            if counts.has_source {
                cells.push(Cell::Count(i64::from(of_period(&judged.series.discovered, back))));
            }
            rows.push((weight, Row::Plain(cells)));
        }
    }
    // What calls for attention first; among equals the order of the table that came in.
    rows.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    table.rows = rows.into_iter().map(|(_, row)| row).collect();
    table
}

fn notes(found: &Found, judged: &[Judged], options: &WarnOptions) -> Vec<String> {
    let above = found
        .series
        .iter()
        .flat_map(|series| &series.judged)
        .filter(|judged| judged.status == "above")
        .count();
    let all: usize = found.series.iter().map(|series| series.judged.len()).sum();
    let mut notes = vec![words::warned(above, all, found.expected_false_warnings)];
    if judged.iter().any(|judged| judged.method == Method::Cusum) {
        notes.push(words::cusum(
            options.false_alarms,
            options.run.replicas(),
            options.run.seed,
        ));
    }
    let judged = found.series.iter().flat_map(|series| &series.judged);
    let around_tet: BTreeSet<Date> = judged
        .filter(|judged| judged.around_tet)
        .map(|judged| judged.from)
        .collect();
    if !around_tet.is_empty() {
        notes.push(words::around_tet(around_tet));
    }
    notes.push(words::ABOUT_PLACES.to_owned());
    notes
}

/// The chart of the series that stands out most.
fn chart(counts: &CountSeries, judged: &[Judged]) -> Option<Line> {
    let score = |judged: &Judged| Some(judged.warnings.last()?.judgement()?.score());
    let most = judged
        .iter()
        .filter_map(|judged| Some((score(judged)?, judged)))
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, judged)| judged)?;
    let moments = latest(most, most.warnings.len())
        .map(|(back, warning)| Moment {
            label: counts.first_day(-signed(back)).strftime("%d/%m/%Y").to_string(),
            observed: Some(f64::from(of_period(&most.series.reported, back))),
            expected: warning.judgement().map(|judgement| Band {
                low: 0.0,
                middle: judgement.expected,
                high: judgement.upper,
            }),
            is_flagged: warning.is_above(),
        })
        .collect();
    Some(Line {
        told: Told {
            id: "warn".to_owned(),
            title: words::warning_chart(&most.series.name()),
            description: words::WARNING_CHART.to_owned(),
        },
        words: words::line(counts.period, words::UP_TO_UPPER),
        moments,
        decimals: 0,
    })
}

/// The last periods, oldest first, each with how many lie after it.
fn latest<'a>(judged: &'a Judged, last: usize) -> impl Iterator<Item = (usize, &'a Warning)> {
    let count = judged.warnings.len();
    let from = count.saturating_sub(last);
    judged.warnings[from..]
        .iter()
        .enumerate()
        .map(move |(at, warning)| (count - 1 - from - at, warning))
}

fn of_period(counts: &[u32], back: usize) -> u32 {
    counts.len().checked_sub(back + 1).map_or(0, |at| counts[at])
}

fn decimal(value: f64) -> Cell {
    Cell::Decimal { value, decimals: 1 }
}

fn signed(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn word(method: Method) -> &'static str {
    match method {
        Method::Auto | Method::Farrington => "farrington",
        Method::C1 => "c1",
        Method::C2 => "c2",
        Method::C3 => "c3",
        Method::Cusum => "cusum",
    }
}

fn reason(why: TooFew) -> &'static str {
    match why {
        TooFew::NotObserved => "not-observed",
        TooFew::History => "history",
        TooFew::Events => "events",
        TooFew::Days => "days",
        TooFew::Model => "model",
    }
}
