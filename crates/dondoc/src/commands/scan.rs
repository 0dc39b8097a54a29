//! `dondoc scan`: where and when there were more than expected, from the files of an analysis for `SaTScan` or from a table
//! (see [`super::scan_counts`]).

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use jiff::Span;
use jiff::civil::date;
use reporting::map::{self, Coordinates, Map, MapWords};
use reporting::table::{Cell, Column, Row, Table as Shown};
use serde::Serialize;
use serde_json::json;
use statistics::scan::satscan::{self, Analysis, Day};
use statistics::scan::{Cluster, Direction, Extent, Outcome, Surface, recurrence_interval, scan};

use super::result_output::{self, Results};
use super::run::{ResultFormat, RunOptions, progress};
use super::scan_counts;
use super::scan_options::ScanCountOptions;
use crate::cli::Misuse;
use crate::output::Destination;
use crate::screen::scan as words;

/// A cluster is told as one when chance alone does as much at most this often.
const LEVEL: f64 = 0.05;
/// Fewer events than this, or on fewer days, are too few to name a place for.
const FEWEST_EVENTS: u32 = 5;
/// See [`FEWEST_EVENTS`].
const FEWEST_TIMES: usize = 3;

/// Options of `dondoc scan`.
#[derive(Debug, Args)]
pub(crate) struct ScanOptions {
    /// Tệp số liệu CSV: ngày, địa bàn, loại, số vụ, nguồn, tọa độ ("-" là đầu vào chuẩn); hoặc tệp tham số .prm của SaTScan.
    #[arg(value_name = "TỆP")]
    pub file: PathBuf,
    /// How a table of counts is looked at.
    #[command(flatten)]
    counts: ScanCountOptions,
    /// Form, place and randomness of the result.
    #[command(flatten)]
    run: RunOptions,
}

#[derive(Debug, Serialize)]
struct Found {
    clusters: Vec<FoundCluster>,
}

#[derive(Debug, Serialize)]
struct FoundCluster {
    locations: Vec<String>,
    center: Option<[f64; 2]>,
    radius: Option<f64>,
    from: String,
    to: String,
    observed: u32,
    expected: f64,
    relative_risk: Option<f64>,
    llr: f64,
    p: Option<f64>,
    gumbel_p: Option<f64>,
}

/// Looks for clusters.
pub(crate) fn run(options: &ScanOptions) -> anyhow::Result<u8> {
    let is_analysis = options
        .file
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("prm"));
    if !is_analysis {
        return scan_counts::run(&options.file, &options.counts, &options.run);
    }
    if options.counts.is_for_tables() {
        return Err(Misuse(words::ONLY_FOR_TABLES).into());
    }
    let mut analysis = read(&options.file)?;
    analysis.design.seed = options.run.seed;
    if let Some(replicas) = options.run.replicas {
        analysis.design.replicas = usize::try_from(replicas)?;
    }
    let bar = progress(analysis.design.replicas, words::REPLICAS);
    let outcome = options.run.on_threads(|| {
        scan(&analysis.study, &analysis.design, &|done| {
            bar.set_position(bar.position().max(done as u64));
        })
    })?;
    bar.finish_and_clear();
    if options.run.format() == ResultFormat::Geojson {
        return geojson(options, &analysis, &outcome).map(|()| 0);
    }
    let found = Found {
        clusters: outcome
            .clusters
            .iter()
            .map(|cluster| found(&analysis, cluster))
            .collect(),
    };
    let mut notes = Vec::new();
    if outcome.clusters.is_empty() {
        notes.push(words::NOTHING.to_owned());
    }
    let replicas = &outcome.replicas;
    if !replicas.ratios().is_empty() {
        notes.push(words::inference(
            replicas.ratios().len(),
            analysis.design.seed,
            replicas.stopped(),
        ));
    }
    notes.push(words::ABOUT_PLACES.to_owned());
    if options.run.format() == ResultFormat::Svg && analysis.study.surface == Surface::Plane {
        return Err(Misuse(words::NO_COORDINATES).into());
    }
    result_output::write(
        &options.run,
        &Results {
            table: &shown(&analysis, &outcome, options.run.format()),
            notes: &notes,
            json: &found,
            svg: &|| Some(drawn(&analysis, &outcome).svg()),
        },
    )?;
    Ok(0)
}

/// Reads the parameter file and the files it names, which stand relative to it.
fn read(file: &Path) -> anyhow::Result<Analysis> {
    let text = |path: &Path| -> anyhow::Result<String> {
        // Files of older programs are not always UTF-8; names of places are then shown as far as they can be.
        Ok(String::from_utf8_lossy(&super::bytes_of(path)?).into_owned())
    };
    let name = crate::screen::printable(&file.display().to_string());
    let parameters = text(file).with_context(|| name.clone())?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut open = |named: &str| {
        let path = folder.join(named.replace('\\', "/"));
        text(&path).map_err(|error| format!("{error:#}"))
    };
    satscan::read(&name, &parameters, &mut open).map_err(|fault| anyhow::anyhow!(words::fault(&fault)))
}

/// A day as a date, a generic time as its number.
fn told_day(analysis: &Analysis, day: Day) -> String {
    if analysis.period.generic {
        return day.to_string();
    }
    let from_the_epoch = || date(1970, 1, 1).checked_add(Span::new().try_days(day).ok()?).ok();
    from_the_epoch().map_or_else(|| day.to_string(), |day| day.to_string())
}

/// First and last day of a cluster.
fn period(analysis: &Analysis, cluster: &Cluster) -> (String, String) {
    let edges = &analysis.period.edges;
    // A window over the whole study of a scan in space only has the whole period.
    let last = cluster.window.end.min(edges.len() - 1);
    (
        told_day(analysis, edges[cluster.window.start]),
        told_day(analysis, edges[last] - 1),
    )
}

fn names(analysis: &Analysis, cluster: &Cluster) -> Vec<String> {
    cluster
        .places
        .iter()
        .map(|&place| analysis.names[place].clone())
        .collect()
}

fn found(analysis: &Analysis, cluster: &Cluster) -> FoundCluster {
    let (from, to) = period(analysis, cluster);
    FoundCluster {
        locations: names(analysis, cluster),
        center: match cluster.window.extent {
            Extent::Circle { centre, .. } => {
                let position = analysis.study.centres[centre];
                Some([position.first, position.second])
            }
            Extent::Everywhere => None,
        },
        radius: cluster.radius,
        from,
        to,
        observed: cluster.window.observed,
        expected: cluster.expected,
        relative_risk: cluster.relative_risk.filter(|_| analysis.has_relative_risk),
        llr: cluster.window.ratio,
        p: cluster.p,
        gumbel_p: cluster.gumbel_p,
    }
}

/// What may be said of a cluster.
fn verdict(analysis: &Analysis, cluster: &Cluster) -> &'static str {
    let window = cluster.window;
    let cases = &analysis.study.cases;
    let times = (window.start..window.end.min(cases.times()))
        .filter(|&time| cluster.places.iter().any(|&place| cases.row(place)[time] > 0))
        .count();
    let few = window.observed < FEWEST_EVENTS || (cases.times() > 1 && times < FEWEST_TIMES);
    match (window.direction, cluster.p) {
        (Direction::High, _) if few => words::TOO_FEW,
        (_, p) if p.is_none_or(|p| p > LEVEL) => words::UNCLEAR,
        (Direction::High, _) => words::MORE,
        (Direction::Low, _) => words::FEWER,
    }
}

/// How many days it takes until chance does as much, for scans that are made again and again.
fn recurrence(analysis: &Analysis, cluster: &Cluster) -> Option<f64> {
    let edges = &analysis.period.edges;
    let days = edges[edges.len() - 1] - edges[edges.len() - 2];
    let p = cluster.p.filter(|_| analysis.prospective)?;
    let days = f64::from(u32::try_from(days).ok()?);
    Some(recurrence_interval(p, days, analysis.analyses))
}

fn shown(analysis: &Analysis, outcome: &Outcome, format: ResultFormat) -> Shown {
    let columns = vec![
        Column::figures(words::NUMBER, 6),
        Column::words(words::PLACES, 40),
        Column::words(words::FROM, 12),
        Column::words(words::TO, 12),
        Column::figures(words::OBSERVED, 8),
        Column::figures(words::EXPECTED, 10),
        Column::figures(words::RISK, 10),
        Column::figures(words::RATIO, 12),
        Column::figures(words::CHANCE, 8),
        Column::figures(words::GUMBEL, 8),
        Column::figures(words::RECURRENCE, 10),
        Column::words(words::VERDICT, 20),
    ];
    let mut table = Shown::new(words::CLUSTERS, columns);
    let real = |value: Option<f64>, decimals| value.map_or(Cell::Empty, |value| Cell::Decimal { value, decimals });
    for (cluster, number) in outcome.clusters.iter().zip(1_i64..) {
        let (from, to) = period(analysis, cluster);
        table.rows.push(Row::Plain(vec![
            Cell::count(number),
            Cell::text(words::places(&names(analysis, cluster), format)),
            Cell::text(from),
            Cell::text(to),
            Cell::count(cluster.window.observed),
            real(Some(cluster.expected), 2),
            real(cluster.relative_risk.filter(|_| analysis.has_relative_risk), 2),
            real(Some(cluster.window.ratio), 6),
            real(cluster.p, 4),
            real(cluster.gumbel_p, 4),
            real(recurrence(analysis, cluster), 0),
            Cell::text(verdict(analysis, cluster)),
        ]));
    }
    table
}

/// The map of an analysis with latitudes and longitudes.
fn drawn(analysis: &Analysis, outcome: &Outcome) -> Map {
    let study = &analysis.study;
    let at = |position: statistics::scan::Position| Coordinates {
        latitude: position.first,
        longitude: position.second,
    };
    let mut flagged = vec![false; study.places.len()];
    let mut circles = Vec::new();
    for (cluster, number) in outcome.clusters.iter().zip(1..) {
        if let (Extent::Circle { centre, .. }, Some(radius)) = (cluster.window.extent, cluster.radius) {
            circles.push(map::Circle {
                label: format!("{} {number}", words::NUMBER),
                at: at(study.centres[centre]),
                kilometres: radius,
            });
            for &place in &cluster.places {
                flagged[place] = true;
            }
        }
    }
    let places = study
        .places
        .iter()
        .enumerate()
        .map(|(place, &position)| map::Place {
            name: analysis.names[place].clone(),
            at: at(position),
            value: Some(study.cases.row(place).iter().map(|&count| f64::from(count)).sum()),
            is_named: flagged[place],
            is_flagged: flagged[place],
        })
        .collect();
    Map {
        told: reporting::chart::Told {
            id: "scan".to_owned(),
            title: words::MAP.to_owned(),
            description: words::MAP_TOLD.to_owned(),
        },
        words: MapWords {
            place: words::PLACES.to_owned(),
            value: words::OBSERVED.to_owned(),
            flagged: words::IN_CLUSTER.to_owned(),
            circle: words::CIRCLE.to_owned(),
        },
        places,
        circles,
    }
}

/// Centres as points with what was found, in the order longitude, latitude that RFC 7946 wants.
fn geojson(options: &ScanOptions, analysis: &Analysis, outcome: &Outcome) -> anyhow::Result<()> {
    if analysis.study.surface == Surface::Plane {
        return Err(Misuse(words::NO_COORDINATES).into());
    }
    let features: Vec<serde_json::Value> = outcome
        .clusters
        .iter()
        .map(|cluster| {
            let found = found(analysis, cluster);
            let geometry = found
                .center
                .map(|[latitude, longitude]| json!({"type": "Point", "coordinates": [longitude, latitude]}));
            json!({"type": "Feature", "geometry": geometry, "properties": found})
        })
        .collect();
    let mut to = Destination::open(options.run.out.as_deref())?;
    serde_json::to_writer_pretty(&mut to, &json!({"type": "FeatureCollection", "features": features}))?;
    std::io::Write::write_all(&mut to, b"\n")?;
    to.complete()
}
