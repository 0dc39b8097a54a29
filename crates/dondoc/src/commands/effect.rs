//! `dondoc effect`: did a measure work? What became of the places where it was taken, against what was to be expected.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use reporting::chart::{Band, Line, Moment, Told};
use reporting::table::{Cell, Column, Row, Table as Shown};
use serde::Serialize;
use statistics::effect::{self, Doubt, Effect, Finding, Options, Panel, Question, Ratio, TooFew, Verdict};

use super::count_series::{CountOptions, CountSeries, OneSeries};
use super::result_output::{self, Results};
use super::run::{RunOptions, progress};
use super::table_input::Table;
use crate::cli::{self, Misuse};
use crate::screen::{self, effect as words};

/// Options of `dondoc effect`.
#[derive(Debug, Args)]
pub(crate) struct EffectOptions {
    /// Tệp số liệu CSV: ngày, địa bàn, loại, số vụ, nguồn; "-" là đầu vào chuẩn.
    #[arg(value_name = "TỆP")]
    pub file: PathBuf,
    /// How events are counted.
    #[command(flatten)]
    count: CountOptions,
    /// Địa bàn thực hiện biện pháp; nêu nhiều lần nếu có nhiều địa bàn.
    #[arg(long, value_name = "ĐỊA_BÀN", required = true)]
    treated: Vec<String>,
    /// Ngày bắt đầu biện pháp, ngày đầu của một kỳ (năm-tháng-ngày).
    #[arg(long, value_name = "NGÀY")]
    start: Date,
    /// Địa bàn giáp ranh, nơi vụ việc có thể chuyển sang; nêu nhiều lần.
    #[arg(long, value_name = "ĐỊA_BÀN")]
    near: Vec<String>,
    /// Địa bàn ở vòng ngoài của các địa bàn giáp ranh; nêu nhiều lần.
    #[arg(long, value_name = "ĐỊA_BÀN")]
    far: Vec<String>,
    /// Địa bàn không dùng để so sánh vì lý do khác; nêu nhiều lần.
    #[arg(long, value_name = "ĐỊA_BÀN")]
    exclude: Vec<String>,
    /// Loại vụ việc được xét, khi tệp có nhiều loại.
    #[arg(long, value_name = "LOẠI")]
    category: Option<String>,
    /// Số địa bàn so sánh tối đa, chọn giống nhất trước biện pháp [mặc định: 30].
    #[arg(long, value_name = "SỐ", default_value_t = 30, hide_default_value = true)]
    comparison: usize,
    /// Form, place and randomness of the result.
    #[command(flatten)]
    run: RunOptions,
}

/// Level of all intervals.
const LEVEL: f64 = 0.95;

#[derive(Debug, Serialize)]
struct Found<'a> {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    treated: &'a [String],
    start: Date,
    period: &'static str,
    periods_before: usize,
    periods_after: usize,
    reported_before: u32,
    reported_after: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    discovered: Option<[u32; 2]>,
    seed: u64,
    replicas: u32,
    #[serde(flatten)]
    judged: Option<Judged<'a>>,
}

#[derive(Debug, Serialize)]
struct Judged<'a> {
    doubts: Vec<&'static str>,
    effect: FoundRatio,
    interval_basis: &'static str,
    expected_after: f64,
    comparison: Vec<&'a str>,
    balance_level: f64,
    balance_trend: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<f64>,
    place_variance: f64,
    rings: Vec<Option<FoundRatio>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pre_trend: Option<FoundTrend>,
    placebo_in_space_p: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    placebo_in_time: Option<FoundPlacebo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    synthetic_control: Option<FoundSynthetic<'a>>,
    regression_to_the_mean: FoundRegressed,
    weighted_displacement_difference: FoundDifference,
    #[serde(skip_serializing_if = "Option::is_none")]
    weighted_displacement_quotient: Option<FoundRatio>,
}

#[derive(Debug, Serialize)]
struct FoundRatio {
    ratio: f64,
    lower: f64,
    upper: f64,
}

#[derive(Debug, Serialize)]
struct FoundTrend {
    leads: Vec<f64>,
    p: f64,
}

#[derive(Debug, Serialize)]
struct FoundPlacebo {
    ratio: f64,
    p: f64,
}

#[derive(Debug, Serialize)]
struct FoundSynthetic<'a> {
    ratio: f64,
    gap_ratio: f64,
    p: f64,
    weights: Vec<(&'a str, f64)>,
}

#[derive(Debug, Serialize)]
struct FoundRegressed {
    before: u32,
    expected_before: f64,
    effect: FoundRatio,
}

#[derive(Debug, Serialize)]
struct FoundDifference {
    local: f64,
    displaced: f64,
    total: f64,
    standard_error: f64,
}

/// The series of one category over the periods that all of the treated ones have.
struct Places<'a> {
    series: Vec<&'a OneSeries>,
    counts: Vec<Vec<u32>>,
}

/// Judges a measure.
pub(crate) fn run(options: &EffectOptions) -> anyhow::Result<u8> {
    if options.comparison < 5 {
        return Err(Misuse("--comparison phải từ 5").into());
    }
    let table = Table::read(&options.file)?;
    let counts = CountSeries::of(&table, &options.count)?;
    let places = Places::of(&counts, options)?;
    let question = places.question(&counts, options)?;
    let panel = Panel {
        counts: &places.counts,
        exposure: None,
    };
    let asked = Options {
        comparison: options.comparison,
        level: LEVEL,
        replicas: options.run.replicas(),
        seed: options.run.seed,
    };
    let bar = progress(1, "biện pháp");
    let finding = options.run.on_threads(|| effect::judge(&panel, &question, &asked))?;
    bar.finish_and_clear();
    let found = found(&counts, &places, &question, &finding, options);
    let results = Results {
        table: &shown(&found, &finding),
        notes: &notes(&found, &finding),
        json: &found,
        svg: &|| chart(&counts, &places, &question, &finding).map(|line| line.svg()),
    };
    result_output::write(&options.run, &results)?;
    Ok(cli::ALL_READ)
}

impl<'a> Places<'a> {
    fn of(counts: &'a CountSeries, options: &EffectOptions) -> anyhow::Result<Self> {
        let is_asked = |series: &&OneSeries| options.category.is_none() || series.category == options.category;
        let series: Vec<&OneSeries> = counts.series.iter().filter(is_asked).collect();
        let first = series.first().map(|series| &series.category);
        if series.iter().any(|series| Some(&series.category) != first) {
            return Err(Misuse("tệp có nhiều loại vụ việc: hãy chọn một loại bằng --category").into());
        }
        if series.is_empty() {
            return Err(Misuse("không có vụ việc nào thuộc loại nêu ở --category").into());
        }
        let of_treated = series.iter().filter(|series| options.treated.contains(&series.place));
        let length = of_treated.map(|series| series.reported.len()).min().unwrap_or(0);
        // A place that is not known as far back cannot be compared with.
        let series: Vec<&OneSeries> = series
            .into_iter()
            .filter(|series| series.reported.len() >= length)
            .collect();
        let counts = series
            .iter()
            .map(|series| series.reported[series.reported.len() - length..].to_vec())
            .collect();
        Ok(Self { series, counts })
    }

    fn question(&self, counts: &CountSeries, options: &EffectOptions) -> anyhow::Result<Question> {
        let places = |names: &[String]| -> anyhow::Result<Vec<usize>> {
            let place = |name: &String| {
                let at = self.series.iter().position(|series| series.place == *name);
                at.ok_or_else(|| anyhow::anyhow!(words::unknown_place(&screen::printable(name))))
            };
            names.iter().map(place).collect()
        };
        let treated = places(&options.treated)?;
        let periods = self.counts.first().map_or(0, Vec::len);
        let start = (0..periods)
            .find(|&period| self.first_day(counts, period) == options.start)
            .ok_or(Misuse(
                "--start phải là ngày đầu một kỳ trong tệp, như 2025-07-01 với kỳ tháng",
            ))?;
        let rings: Vec<Vec<usize>> = [&options.near, &options.far]
            .into_iter()
            .filter(|names| !names.is_empty())
            .map(|names| places(names))
            .collect::<anyhow::Result<_>>()?;
        let mut all: Vec<usize> = treated.iter().chain(rings.iter().flatten()).copied().collect();
        all.sort_unstable();
        if all.windows(2).any(|two| two[0] == two[1]) {
            return Err(Misuse("một địa bàn chỉ được nêu một lần ở --treated, --near, --far").into());
        }
        Ok(Question {
            treated,
            rings,
            excluded: places(&options.exclude)?,
            start,
        })
    }

    fn first_day(&self, counts: &CountSeries, period: usize) -> Date {
        let back = self.counts.first().map_or(0, Vec::len) - 1 - period;
        counts.first_day(-i64::try_from(back).unwrap_or(i64::MAX))
    }

    fn sum(&self, places: &[usize], period: usize) -> u32 {
        places
            .iter()
            .fold(0, |sum, &place| sum.saturating_add(self.counts[place][period]))
    }
}

fn found<'a>(
    counts: &CountSeries,
    places: &Places<'a>,
    question: &Question,
    finding: &Finding,
    options: &'a EffectOptions,
) -> Found<'a> {
    let periods = places.counts.first().map_or(0, Vec::len);
    let reported = |mut periods: std::ops::Range<usize>| {
        periods
            .try_fold(0_u32, |sum, period| {
                sum.checked_add(places.sum(&question.treated, period))
            })
            .unwrap_or(u32::MAX)
    };
    let discovered = |within: std::ops::Range<usize>| {
        let of = |place: &usize| {
            let discovered = &places.series[*place].discovered;
            let from = discovered.len() - periods;
            discovered[from..][within.clone()]
                .iter()
                .fold(0_u32, |sum, &count| sum.saturating_add(count))
        };
        question.treated.iter().map(of).fold(0, u32::saturating_add)
    };
    Found {
        verdict: match finding {
            Finding::Judged(effect) => verdict(effect.verdict),
            Finding::TooFewData(_) => "too-few-data",
        },
        reason: match finding {
            Finding::Judged(_) => None,
            Finding::TooFewData(why) => Some(reason(*why)),
        },
        treated: &options.treated,
        start: options.start,
        period: screen::series::period_word(counts.period),
        periods_before: question.start,
        periods_after: periods - question.start,
        reported_before: reported(0..question.start),
        reported_after: reported(question.start..periods),
        discovered: counts
            .has_source
            .then(|| [discovered(0..question.start), discovered(question.start..periods)]),
        seed: options.run.seed,
        replicas: options.run.replicas(),
        judged: match finding {
            Finding::Judged(effect) => Some(judged(places, effect)),
            Finding::TooFewData(_) => None,
        },
    }
}

fn judged<'a>(places: &Places<'a>, effect: &Effect) -> Judged<'a> {
    let name = |place: usize| places.series[place].place.as_str();
    Judged {
        doubts: effect.doubts.iter().map(|doubt| doubt_word(*doubt)).collect(),
        effect: ratio(&effect.effect),
        interval_basis: match effect.basis {
            effect::Basis::ComparisonPlaces => "comparison-places",
            effect::Basis::Clusters => "clusters",
        },
        expected_after: effect.expected,
        comparison: effect.comparison.iter().map(|&place| name(place)).collect(),
        balance_level: effect.balance.level,
        balance_trend: effect.balance.trend,
        size: effect.size.is_finite().then_some(effect.size),
        place_variance: effect.place_variance,
        rings: effect.rings.iter().map(|ring| ring.as_ref().map(ratio)).collect(),
        pre_trend: effect.pre_trend.as_ref().map(|trend| FoundTrend {
            leads: trend.leads.iter().map(|lead| lead.ratio).collect(),
            p: trend.p,
        }),
        placebo_in_space_p: effect.placebo_in_space,
        placebo_in_time: effect.placebo_in_time.map(|placebo| FoundPlacebo {
            ratio: placebo.ratio,
            p: placebo.p,
        }),
        synthetic_control: effect.synthetic.as_ref().map(|synthetic| FoundSynthetic {
            ratio: synthetic.ratio,
            gap_ratio: synthetic.gap_ratio,
            p: synthetic.p,
            weights: synthetic
                .weights
                .iter()
                .map(|&(place, weight)| (name(place), weight))
                .collect(),
        }),
        regression_to_the_mean: FoundRegressed {
            before: effect.regressed.before,
            expected_before: effect.regressed.expected,
            effect: ratio(&effect.regressed.effect),
        },
        weighted_displacement_difference: FoundDifference {
            local: effect.difference.local,
            displaced: effect.difference.displaced,
            total: effect.difference.total,
            standard_error: effect.difference.standard_error,
        },
        weighted_displacement_quotient: effect.quotient.map(|found| FoundRatio {
            ratio: found.quotient,
            lower: found.interval.low,
            upper: found.interval.high,
        }),
    }
}

fn ratio(found: &Ratio) -> FoundRatio {
    FoundRatio {
        ratio: found.ratio,
        lower: found.interval.low,
        upper: found.interval.high,
    }
}

fn shown(found: &Found, finding: &Finding) -> Shown {
    let columns = vec![
        Column::words(words::WHAT, 44),
        Column::figures(words::VALUE, 12),
        Column::words(words::INTERVAL, 16),
        Column::words(words::MEANING, 44),
    ];
    let mut table = Shown::new(words::caption(&found.treated.join(", "), found.start), columns);
    let mut row = |what: &str, value: Cell, interval: String, meaning: &str| {
        let cells = vec![Cell::text(what), value, Cell::text(interval), Cell::text(meaning)];
        table.rows.push(Row::Plain(cells));
    };
    row(
        words::VERDICT,
        Cell::Empty,
        String::new(),
        words::verdict(found.verdict),
    );
    row(words::BEFORE, Cell::count(found.reported_before), String::new(), "");
    row(words::AFTER, Cell::count(found.reported_after), String::new(), "");
    if let Some([before, after]) = found.discovered {
        row(
            words::DISCOVERED_BEFORE,
            Cell::count(before),
            String::new(),
            words::DISCOVERED,
        );
        row(
            words::DISCOVERED_AFTER,
            Cell::count(after),
            String::new(),
            words::DISCOVERED,
        );
    }
    let Finding::Judged(effect) = finding else { return table };
    let decimal = |value, decimals| Cell::Decimal { value, decimals };
    let between = |ratio: &Ratio| words::between(ratio.interval.low, ratio.interval.high, 2);
    let expected = words::between(
        f64::from(effect.observed) / effect.effect.interval.high,
        f64::from(effect.observed) / effect.effect.interval.low,
        1,
    );
    row(words::EXPECTED, decimal(effect.expected, 1), expected, "");
    let change = &effect.effect;
    row(
        words::RATIO,
        decimal(change.ratio, 2),
        between(change),
        words::RATIO_MEANING,
    );
    for (at, ring) in effect.rings.iter().enumerate() {
        match ring {
            Some(ring) => row(
                words::ring(at),
                decimal(ring.ratio, 2),
                between(ring),
                words::ring_meaning(&ring.interval),
            ),
            None => row(words::ring(at), Cell::Empty, String::new(), screen::series::TOO_FEW),
        }
    }
    let regressed = &effect.regressed;
    row(
        words::EXPECTED_BEFORE,
        decimal(regressed.expected, 1),
        String::new(),
        words::EXPECTED_BEFORE_MEANING,
    );
    row(
        words::CORRECTED,
        decimal(regressed.effect.ratio, 2),
        between(&regressed.effect),
        "",
    );
    if let Some(trend) = &effect.pre_trend {
        row(
            words::PRE_TREND,
            decimal(trend.p, 3),
            String::new(),
            words::PRE_TREND_MEANING,
        );
    }
    if let Some(placebo) = &effect.placebo_in_time {
        row(
            words::PLACEBO_IN_TIME,
            decimal(placebo.p, 3),
            String::new(),
            words::PLACEBO_IN_TIME_MEANING,
        );
    }
    row(
        words::PLACEBO_IN_SPACE,
        decimal(effect.placebo_in_space, 3),
        String::new(),
        words::PLACEBO_IN_SPACE_MEANING,
    );
    if let Some(synthetic) = &effect.synthetic {
        row(
            words::SYNTHETIC,
            decimal(synthetic.ratio, 2),
            String::new(),
            &words::synthetic(synthetic.p),
        );
    }
    let difference = &effect.difference;
    let interval = difference.interval(LEVEL);
    row(
        words::WDD,
        decimal(difference.total, 2),
        words::between(interval.low, interval.high, 2),
        words::WDD_MEANING,
    );
    if let Some(quotient) = &effect.quotient {
        let interval = quotient.interval;
        row(
            words::WDQ,
            decimal(quotient.quotient, 2),
            words::between(interval.low, interval.high, 2),
            "",
        );
    }
    table
}

fn notes(found: &Found, finding: &Finding) -> Vec<String> {
    let mut notes = Vec::new();
    match finding {
        Finding::TooFewData(why) => notes.push(words::too_few(*why).to_owned()),
        Finding::Judged(effect) => {
            notes.extend(effect.doubts.iter().map(|doubt| words::doubt(*doubt).to_owned()));
            notes.push(words::compared(
                effect.comparison.len(),
                effect.balance.level,
                effect.balance.trend,
            ));
            if effect.comparison.len() < 19 {
                notes.push(words::FEW_COMPARED.to_owned());
            }
        }
    }
    notes.push(words::replayed(found.replicas, found.seed));
    notes.push(screen::series::ABOUT_PLACES.to_owned());
    notes
}

/// What came in the treated places, and what was to be expected there without the measure.
fn chart(counts: &CountSeries, places: &Places, question: &Question, finding: &Finding) -> Option<Line> {
    let Finding::Judged(effect) = finding else { return None };
    let periods = places.counts.first().map_or(0, Vec::len);
    let compared = |period| f64::from(places.sum(&effect.comparison, period));
    let compared_after: f64 = (question.start..periods).map(compared).sum();
    let moment = |period: usize| {
        // Without the measure the treated places would have gone the way of the comparison.
        let middle = effect.expected * compared(period) / compared_after;
        let Ratio { ratio, interval } = effect.effect;
        Moment {
            label: places.first_day(counts, period).strftime("%d/%m/%Y").to_string(),
            observed: Some(f64::from(places.sum(&question.treated, period))),
            expected: (period >= question.start).then(|| Band {
                low: middle * ratio / interval.high,
                middle,
                high: middle * ratio / interval.low,
            }),
            is_flagged: false,
        }
    };
    Some(Line {
        told: Told {
            id: "effect".to_owned(),
            title: words::chart(
                &question
                    .treated
                    .iter()
                    .map(|&place| places.series[place].place.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
            description: words::CHART.to_owned(),
        },
        words: words::line(counts.period),
        moments: (0..periods).map(moment).collect(),
        decimals: 0,
    })
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Better => "better",
        Verdict::NoEvidence => "no-evidence",
        Verdict::Worse => "worse",
    }
}

fn doubt_word(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::PreTrend => "pre-trend",
        Doubt::PlaceboInTime => "placebo-in-time",
        Doubt::PlaceboInSpace => "placebo-in-space",
        Doubt::RegressionToMean => "regression-to-the-mean",
    }
}

fn reason(why: TooFew) -> &'static str {
    match why {
        TooFew::Periods => "periods",
        TooFew::Events => "events",
        TooFew::Comparison => "comparison",
        TooFew::Model => "model",
    }
}
