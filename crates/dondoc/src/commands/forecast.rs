//! `dondoc forecast`: how many to expect in the coming weeks or months, as intervals that add up from place to province.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use reporting::chart::{Band, Line, Moment, Told};
use reporting::table::{Cell, Column, Row, Table as Shown};
use serde::Serialize;
use statistics::forecast::evaluate::{self, Evaluation, evaluate};
use statistics::forecast::{self, Forecast, LEVELS, Options, Outcome, Series};
use statistics::season::SeasonRules;

use super::count_series::{CountOptions, CountSeries, OneSeries};
use super::result_output::{self, Results};
use super::run::{RunOptions, progress};
use super::table_input::Table;
use crate::cli::{self, Misuse};
use crate::screen::series as words;

/// Options of `dondoc forecast`.
#[derive(Debug, Args)]
pub(crate) struct ForecastOptions {
    /// Tệp số liệu CSV: ngày, tỉnh, địa bàn, loại, số vụ, nguồn; "-" là đầu vào chuẩn.
    #[arg(value_name = "TỆP")]
    pub file: PathBuf,
    /// How events are counted.
    #[command(flatten)]
    count: CountOptions,
    /// Số kỳ dự báo [mặc định: 3].
    #[arg(long, value_name = "SỐ", default_value_t = 3, hide_default_value = true)]
    horizon: u8,
    /// Form, place and randomness of the result.
    #[command(flatten)]
    run: RunOptions,
}

/// Places where no month of the last year had more events get no number.
const SPARSE: u32 = 3;
/// The interval that a chart shows, by its place in [`LEVELS`].
const CHARTED_LEVEL: usize = 1;

#[derive(Debug, Serialize)]
struct Found<'a> {
    period: &'static str,
    seed: u64,
    evaluation: Option<Evaluated>,
    places: Vec<FoundPlace<'a>>,
}

/// How good the method was on the last periods that are known.
#[derive(Debug, Serialize)]
struct Evaluated {
    counts: usize,
    mase: f64,
    naive_mase: f64,
    wis: f64,
    coverage: Vec<Coverage>,
}

#[derive(Debug, Serialize)]
struct Coverage {
    level: f64,
    covered: f64,
}

#[derive(Debug, Serialize)]
struct FoundPlace<'a> {
    place: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<&'a str>,
    status: &'static str,
    forecast: Vec<FoundPeriod>,
    /// Expected in those places of a province that have too few data, one number a period.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rest: Vec<f64>,
    /// Discovered by patrol and control in the last year: what was looked for, shown apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    discovered_last_year: Option<u32>,
}

#[derive(Debug, Serialize)]
struct FoundPeriod {
    from: Date,
    expected: f64,
    median: u32,
    intervals: Vec<FoundInterval>,
    same_period_last_year: u32,
}

#[derive(Debug, Serialize)]
struct FoundInterval {
    level: f64,
    lower: u32,
    upper: u32,
}

/// A place or province and what is forecast for it.
struct PlaceForecast<'a> {
    place: &'a str,
    category: Option<&'a str>,
    is_whole: bool,
    outcome: &'a Outcome,
    counts: &'a [u32],
    rest: &'a [f64],
    discovered: Option<u32>,
}

/// Forecasts every series of a table, and the provinces that its places belong to.
pub(crate) fn run(options: &ForecastOptions) -> anyhow::Result<u8> {
    if options.horizon == 0 || options.horizon > 24 {
        return Err(Misuse("--horizon phải từ 1 đến 24").into());
    }
    let table = Table::read(&options.file)?;
    let counts = CountSeries::of(&table, &options.count)?;
    let tet = SeasonRules::default().tet_shares(&counts.intervals(options.horizon));
    let asked = Options {
        frequency: counts.frequency(),
        horizon: usize::from(options.horizon),
        sparse_up_to: Some(SPARSE),
        tet: &tet,
        seed: options.run.seed,
    };
    let parts = parts(&counts);
    let (names, whole_of) = provinces(&counts.series);
    let wholes = forecast::wholes(&parts, &whole_of);
    let all: Vec<Series> = parts.iter().chain(&wholes).cloned().collect();
    let steps = forecast::ticks(&all, &asked) + evaluate::ticks(&parts, &asked, 1);
    let bar = progress(steps, "chuỗi");
    let (outcome, evaluation) = options.run.on_threads(|| {
        let tick = || bar.inc(1);
        let outcome = forecast::forecast_adding_up(&parts, &whole_of, &asked, &tick);
        (outcome, evaluate(&parts, &asked, 1, &tick))
    })?;
    bar.finish_and_clear();
    let mut lines: Vec<PlaceForecast> = Vec::with_capacity(all.len());
    if counts.series.iter().any(|series| series.province.is_some()) {
        for (((name, category), outcome), (whole, rest)) in
            names.iter().zip(&outcome.wholes).zip(wholes.iter().zip(&outcome.rests))
        {
            lines.push(PlaceForecast {
                place: name,
                category: *category,
                is_whole: true,
                outcome,
                counts: &whole.counts,
                rest,
                discovered: None,
            });
        }
    }
    for (series, outcome) in counts.series.iter().zip(&outcome.parts) {
        let year = &series.discovered[series.discovered.len().saturating_sub(counts.frequency())..];
        lines.push(PlaceForecast {
            place: &series.place,
            category: series.category.as_deref(),
            is_whole: false,
            outcome,
            counts: &series.reported,
            rest: &[],
            discovered: counts.has_source.then(|| year.iter().sum()),
        });
    }
    let found = found(&counts, &lines, evaluation.as_ref(), options);
    let notes = vec![
        evaluation
            .as_ref()
            .map_or_else(|| words::NOT_EVALUATED.to_owned(), words::evaluated),
        words::ABOUT_PLACES.to_owned(),
    ];
    let results = Results {
        table: &shown(&counts, &lines),
        notes: &notes,
        json: &found,
        svg: &|| chart(&counts, &lines).map(|line| line.svg()),
    };
    result_output::write(&options.run, &results)?;
    Ok(cli::ALL_READ)
}

/// Reported events of each series; those of one category are one pool.
fn parts(counts: &CountSeries) -> Vec<Series> {
    let mut pools: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    counts
        .series
        .iter()
        .map(|series| {
            let next = pools.len();
            let earliest = i64::try_from(series.reported.len()).unwrap_or(1) - 1;
            Series {
                counts: series.reported.clone(),
                first_period: counts.period_of_year(earliest),
                pool: *pools.entry(series.category.as_deref()).or_insert(next),
            }
        })
        .collect()
}

/// The provinces, one a category, and which of them each series belongs to. Places without a province make one whole.
fn provinces(series: &[OneSeries]) -> (Vec<(String, Option<&str>)>, Vec<usize>) {
    let mut names: Vec<(String, Option<&str>)> = Vec::new();
    let mut known: BTreeMap<(String, Option<&str>), usize> = BTreeMap::new();
    let of = series
        .iter()
        .map(|series| {
            let key = (series.province.clone().unwrap_or_default(), series.category.as_deref());
            *known.entry(key.clone()).or_insert_with(|| {
                names.push(key);
                names.len() - 1
            })
        })
        .collect();
    (names, of)
}

fn found<'a>(
    counts: &CountSeries,
    lines: &'a [PlaceForecast],
    evaluation: Option<&Evaluation>,
    options: &ForecastOptions,
) -> Found<'a> {
    let period = |(step, forecast): (usize, &Forecast)| FoundPeriod {
        from: coming(counts, step),
        expected: forecast.expected,
        median: forecast.median,
        intervals: forecast
            .intervals
            .iter()
            .zip(LEVELS)
            .map(|(interval, level)| FoundInterval {
                level,
                lower: interval.lower,
                upper: interval.upper,
            })
            .collect(),
        same_period_last_year: forecast.naive,
    };
    let place = |line: &'a PlaceForecast| FoundPlace {
        place: line.place,
        kind: if line.is_whole { "province" } else { "place" },
        category: line.category,
        status: match line.outcome {
            Outcome::Forecast(_) => "forecast",
            Outcome::TooFewData => "too-few-data",
        },
        forecast: forecasts(line.outcome).iter().enumerate().map(period).collect(),
        rest: line.rest.to_vec(),
        discovered_last_year: line.discovered,
    };
    Found {
        period: words::period_word(counts.period),
        seed: options.run.seed,
        evaluation: evaluation.map(|found| Evaluated {
            counts: found.counts,
            mase: found.mase,
            naive_mase: found.naive_mase,
            wis: found.wis,
            coverage: LEVELS
                .into_iter()
                .zip(found.coverage)
                .map(|(level, covered)| Coverage { level, covered })
                .collect(),
        }),
        places: lines.iter().map(place).collect(),
    }
}

fn forecasts(outcome: &Outcome) -> &[Forecast] {
    match outcome {
        Outcome::Forecast(forecasts) => forecasts,
        Outcome::TooFewData => &[],
    }
}

fn shown(counts: &CountSeries, lines: &[PlaceForecast]) -> Shown {
    let has_category = lines.iter().any(|line| line.category.is_some());
    let mut columns = vec![Column::words(words::PLACE, 24)];
    if has_category {
        columns.push(Column::words(words::CATEGORY, 20));
    }
    columns.push(Column::centred(words::period_from(counts.period), 12));
    columns.push(Column::figures(words::EXPECTED, 9));
    columns.push(Column::figures(words::MEDIAN, 9));
    columns.extend(LEVELS.map(|level| Column::figures(words::interval(level), 12)));
    columns.push(Column::figures(words::NAIVE, 9));
    columns.push(Column::words(words::VERDICT, 16));
    if counts.has_source {
        columns.push(Column::figures(words::DISCOVERED, 9));
    }
    let mut table = Shown::new(words::FORECASTS, columns);
    let start = |line: &PlaceForecast| {
        let mut cells = vec![Cell::text(line.place)];
        if has_category {
            cells.push(Cell::text(line.category.unwrap_or_default()));
        }
        cells
    };
    let end = |line: &PlaceForecast, cells: &mut Vec<Cell>| {
        if counts.has_source {
            cells.push(
                line.discovered
                    .map_or(Cell::Empty, |count| Cell::Count(i64::from(count))),
            );
        }
    };
    for line in lines {
        let forecasts = forecasts(line.outcome);
        for (step, forecast) in forecasts.iter().enumerate() {
            let mut cells = start(line);
            cells.push(Cell::Day(coming(counts, step)));
            cells.push(Cell::Decimal {
                value: forecast.expected,
                decimals: 1,
            });
            cells.push(Cell::Count(i64::from(forecast.median)));
            let interval =
                |interval: &forecast::Interval| Cell::Text(format!("{} – {}", interval.lower, interval.upper));
            cells.extend(forecast.intervals.iter().map(interval));
            cells.push(Cell::Count(i64::from(forecast.naive)));
            cells.push(Cell::Empty);
            end(line, &mut cells);
            table.rows.push(Row::Plain(cells));
        }
        if forecasts.is_empty() {
            let mut cells = start(line);
            cells.extend(vec![Cell::Empty; 4 + LEVELS.len()]);
            cells.push(Cell::text(words::TOO_FEW));
            end(line, &mut cells);
            table.rows.push(Row::Plain(cells));
        }
    }
    table
}

/// The chart of the first line with a forecast: the province where there is one.
fn chart(counts: &CountSeries, lines: &[PlaceForecast]) -> Option<Line> {
    let line = lines.iter().find(|line| !forecasts(line.outcome).is_empty())?;
    let label = |day: Date| day.strftime("%d/%m/%Y").to_string();
    let past = line.counts.len().min(3 * counts.frequency());
    let known = line.counts[line.counts.len() - past..]
        .iter()
        .enumerate()
        .map(|(at, &count)| Moment {
            label: label(counts.first_day(i64::try_from(at + 1).unwrap_or(0) - i64::try_from(past).unwrap_or(0))),
            observed: Some(f64::from(count)),
            expected: None,
            is_flagged: false,
        });
    let coming = forecasts(line.outcome)
        .iter()
        .enumerate()
        .map(|(step, forecast)| Moment {
            label: label(coming(counts, step)),
            observed: None,
            expected: Some(Band {
                low: f64::from(forecast.intervals[CHARTED_LEVEL].lower),
                middle: f64::from(forecast.median),
                high: f64::from(forecast.intervals[CHARTED_LEVEL].upper),
            }),
            is_flagged: false,
        });
    let name = match line.category {
        Some(category) => format!("{}, {category}", line.place),
        None => line.place.to_owned(),
    };
    Some(Line {
        told: Told {
            id: "forecast".to_owned(),
            title: words::forecast_chart(&name),
            description: words::FORECAST_CHART.to_owned(),
        },
        words: words::line(counts.period, &words::interval(LEVELS[CHARTED_LEVEL])),
        moments: known.chain(coming).collect(),
        decimals: 0,
    })
}

/// First day of a coming period.
fn coming(counts: &CountSeries, step: usize) -> Date {
    counts.first_day(i64::try_from(step + 1).unwrap_or(i64::MAX))
}
