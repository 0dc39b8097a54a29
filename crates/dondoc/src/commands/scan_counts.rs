//! `dondoc scan` over a table of counts: clusters against what a model of the table itself expects.

use std::path::Path;

use reporting::map::{self, Coordinates, Map, MapWords};
use reporting::table::{Cell, Column, Row, Table as Shown};
use serde_json::json;
use statistics::scan::calibration::{self, Look, Plan, Region};
use statistics::scan::{Grid, Surface};

use super::result_output::{self, Results};
use super::run::{ResultFormat, RunOptions, progress};
use super::scan_found::{Found, FoundCluster, Judged, MORE, found};
use super::scan_input::{Category, ScanInput};
use super::scan_options::ScanCountOptions;
use super::table_input::Table;
use crate::cli;
use crate::output::Destination;
use crate::screen::{scan as shared, scan_counts as words};

/// Looks for clusters in a table.
pub(super) fn run(file: &Path, options: &ScanCountOptions, run: &RunOptions) -> anyhow::Result<u8> {
    let input = ScanInput::of(&Table::read(file)?, &options.counted())?;
    let plan = options.plan(run, input.intervals.len())?;
    let bar = progress(plan.replicas, words::STEPS);
    let judged = run.on_threads(|| {
        judge(&input, &plan, &|done, all| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        })
    })?;
    bar.finish_and_clear();
    let found = found(&input, &plan, &judged);
    if run.format() == ResultFormat::Geojson {
        geojson(run, &found)?;
        return Ok(cli::ALL_READ);
    }
    result_output::write(
        run,
        &Results {
            table: &shown(&input, &found, run.format()),
            notes: &words::notes(&told(&input, &plan, &found, &judged)),
            json: &found,
            svg: &|| Some(drawn(&input, &found).svg()),
        },
    )?;
    Ok(cli::ALL_READ)
}

/// Each category by itself. The false alarms that are accepted are those of all categories that can be judged together.
fn judge<'a>(input: &'a ScanInput, plan: &Plan, progress: calibration::Progress) -> Vec<Judged<'a>> {
    let region = Region {
        surface: Surface::Sphere,
        places: &input.positions,
        intervals: &input.intervals,
    };
    let possible = |category: &&Category| calibration::enough(&region, &category.reported, plan).is_ok();
    let family = input.categories.iter().filter(possible).count().max(1);
    let shared = match plan.look {
        Look::Alive { false_alarms } => Look::Alive {
            false_alarms: false_alarms / f64::from(u32::try_from(family).unwrap_or(u32::MAX)),
        },
        Look::Back => Look::Back,
    };
    let plan = Plan {
        look: shared,
        ..plan.clone()
    };
    input
        .categories
        .iter()
        .map(|category| Judged {
            category,
            finding: calibration::look(&region, &category.reported, &plan, progress),
        })
        .collect()
}

fn shown(input: &ScanInput, found: &Found, format: ResultFormat) -> Shown {
    let has_category = input.categories.iter().any(|category| category.name.is_some());
    let mut columns = vec![Column::figures(shared::NUMBER, 6)];
    if has_category {
        columns.push(Column::words(words::CATEGORY, 20));
    }
    columns.extend([
        Column::words(shared::PLACES, 40),
        Column::words(shared::FROM, 12),
        Column::words(shared::TO, 12),
        Column::figures(shared::OBSERVED, 8),
    ]);
    if input.has_source {
        columns.push(Column::figures(words::DISCOVERED, 9));
    }
    columns.extend([
        Column::figures(shared::EXPECTED, 10),
        Column::figures(shared::RISK, 10),
        Column::figures(shared::RATIO, 12),
        Column::figures(shared::CHANCE, 8),
        Column::figures(words::ADJUSTED, 8),
        Column::words(shared::VERDICT, 22),
    ]);
    let width = columns.len();
    let mut table = Shown::new(words::CLUSTERS, columns);
    let real = |value: Option<f64>, decimals| value.map_or(Cell::Empty, |value| Cell::Decimal { value, decimals });
    for (cluster, number) in found.clusters.iter().zip(1_i64..) {
        let mut cells = vec![Cell::count(number)];
        if has_category {
            cells.push(Cell::text(cluster.category.as_deref().unwrap_or_default()));
        }
        cells.extend([
            Cell::text(shared::places(&cluster.locations, format)),
            Cell::Day(cluster.from),
            Cell::Day(cluster.to),
            Cell::count(cluster.observed),
        ]);
        cells.extend(cluster.discovered.map(Cell::count));
        cells.extend([
            real(Some(cluster.expected), 2),
            real(cluster.relative_risk, 2),
            real(Some(cluster.llr), 3),
            real(cluster.p, 4),
            real(cluster.q, 4),
            Cell::text(words::verdict(cluster.verdict)),
        ]);
        table.rows.push(Row::Plain(cells));
    }
    for category in found.categories.iter().filter(|category| category.status != "judged") {
        let mut cells = vec![Cell::Empty; width];
        if has_category {
            cells[1] = Cell::text(category.category.as_deref().unwrap_or_default());
        }
        cells[width - 1] = Cell::text(shared::TOO_FEW);
        table.rows.push(Row::Plain(cells));
    }
    table
}

/// What stands below the table.
fn told<'a>(input: &ScanInput, plan: &'a Plan, found: &Found, judged: &'a [Judged]) -> words::Told<'a> {
    words::Told {
        plan,
        family: found.family,
        has_clusters: !found.clusters.is_empty(),
        categories: judged
            .iter()
            .map(|judged| (judged.category.name.as_deref(), judged.finding.as_ref()))
            .collect(),
        has_short_days: input.intervals.iter().all(|interval| interval.days == 1),
    }
}

/// Named clusters on the map of all places.
fn drawn(input: &ScanInput, found: &Found) -> Map {
    let at = |[latitude, longitude]: [f64; 2]| Coordinates { latitude, longitude };
    let is_named = |cluster: &&FoundCluster| cluster.verdict == MORE;
    let circles = found
        .clusters
        .iter()
        .zip(1..)
        .filter(|(cluster, _)| is_named(cluster))
        .filter_map(|(cluster, number)| {
            Some(map::Circle {
                label: format!("{} {number}", shared::NUMBER),
                at: at(cluster.center?),
                kilometres: cluster.radius?,
            })
        })
        .collect();
    let of_place = |grid: &Grid<u32>, place: usize| grid.row(place).iter().map(|&count| f64::from(count)).sum::<f64>();
    let places = input
        .places
        .iter()
        .zip(&input.positions)
        .enumerate()
        .map(|(place, (name, position))| {
            let is_in = found
                .clusters
                .iter()
                .filter(is_named)
                .any(|cluster| cluster.locations.contains(name));
            map::Place {
                name: name.clone(),
                at: at([position.first, position.second]),
                value: Some(
                    input
                        .categories
                        .iter()
                        .map(|category| of_place(&category.reported, place))
                        .sum(),
                ),
                is_named: is_in,
                is_flagged: is_in,
            }
        })
        .collect();
    Map {
        told: reporting::chart::Told {
            id: "scan".to_owned(),
            title: shared::MAP.to_owned(),
            description: shared::MAP_TOLD.to_owned(),
        },
        words: MapWords {
            place: shared::PLACES.to_owned(),
            value: shared::OBSERVED.to_owned(),
            flagged: shared::IN_CLUSTER.to_owned(),
            circle: shared::CIRCLE.to_owned(),
        },
        places,
        circles,
    }
}

/// Centres as points, in the order longitude, latitude that RFC 7946 wants.
fn geojson(run: &RunOptions, found: &Found) -> anyhow::Result<()> {
    let features: Vec<serde_json::Value> = found
        .clusters
        .iter()
        .map(|cluster| {
            let geometry = cluster
                .center
                .map(|[latitude, longitude]| json!({"type": "Point", "coordinates": [longitude, latitude]}));
            json!({"type": "Feature", "geometry": geometry, "properties": cluster})
        })
        .collect();
    let mut to = Destination::open(run.out.as_deref())?;
    serde_json::to_writer_pretty(&mut to, &json!({"type": "FeatureCollection", "features": features}))?;
    std::io::Write::write_all(&mut to, b"\n")?;
    to.complete()
}
