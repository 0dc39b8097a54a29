//! `dondoc blackspots`: where traffic accidents come again and again, by law and by what is to be expected of a stretch.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use jiff::civil::Date;
use reporting::chart::{Bar, Bars, Told};
use reporting::map::{Circle, Coordinates, Map, Place};
use reporting::table::{Cell, Column, Row as ShownRow, Table as Shown};
use serde::Serialize;
use serde_json::{Value, json};
use statistics::enough;
use statistics::roads::black_spot::{self, BlackSpot, Level};
use statistics::roads::class::{self, Class};
use statistics::roads::performance::{self, Cut, Judged, Road};
use statistics::roads::{Accident, Position};
use statistics::source::Source;

use super::result_output::{self, Results};
use super::run::{ResultFormat, RunOptions};
use super::table_input::{
    CHAINAGE, DATE, DEATHS, INJURED, INJURY_PERCENT, InputFault, LATITUDE, LONGITUDE, PROPERTY, ROAD, ROAD_CLASS,
    ROAD_FROM, ROAD_TO, SOURCE, TRAFFIC, Table,
};
use crate::cli::{self, Misuse};
use crate::output::Destination;
use crate::screen::{self, black_spots as words};

/// Options of `dondoc blackspots`.
#[derive(Debug, Args)]
pub(crate) struct BlackSpotOptions {
    /// Tệp tai nạn CSV: ngày; kinh độ, vĩ độ hoặc đường, lý trình; số người chết, số người bị thương; "-" là đầu vào chuẩn.
    #[arg(value_name = "TỆP")]
    pub file: PathBuf,
    /// Danh sách đường CSV: đường, từ km, đến km, cấp đường, lưu lượng xe.
    #[arg(long, value_name = "TỆP")]
    roads: Option<PathBuf>,
    /// Phạm vi một điểm, tính bằng mét từ một vụ tai nạn [mặc định: 100].
    #[arg(long, value_name = "MÉT")]
    radius: Option<f64>,
    /// Nêu cả điểm tiềm ẩn.
    #[arg(long)]
    potential: bool,
    /// Form, place and randomness of the result.
    #[command(flatten)]
    run: RunOptions,
}

/// Level of all intervals.
const LEVEL: f64 = 0.95;
/// A stretch is named beside the law where it is so surely beyond twice what stretches like it have.
const SURE: f64 = 0.9;
/// Radius of the earth in metres (IUGG mean).
const EARTH: f64 = 6_371_008.8;

/// Accidents of a table.
struct Accidents {
    all: Vec<Accident>,
    at: Vec<Option<Coordinates>>,
    roads: Vec<String>,
    discovered: usize,
}

/// Stretches by the model, or why there are none.
enum Stretches {
    Judged(Vec<Judged>),
    TooFew(performance::TooFew),
    NoRoads,
}

#[derive(Debug, Serialize)]
struct Found<'a> {
    accidents: usize,
    discovered_left_out: usize,
    from: Option<Date>,
    to: Option<Date>,
    classes: BTreeMap<&'static str, usize>,
    classes_uncertain: usize,
    spots: Vec<FoundSpot<'a>>,
    stretches: Vec<FoundStretch<'a>>,
    model: &'static str,
}

#[derive(Debug, Serialize)]
struct FoundSpot<'a> {
    level: &'static str,
    name: &'a str,
    legal_basis: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    road: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metre: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    longitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    latitude: Option<f64>,
    from: Date,
    to: Date,
    fatal: u32,
    injury_only: u32,
    collisions: u32,
    deaths: u32,
    injured: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    stretch: Option<usize>,
}

#[derive(Debug, Serialize)]
struct FoundStretch<'a> {
    road: &'a str,
    from_metre: f64,
    to_metre: f64,
    accidents: usize,
    model: f64,
    expected: f64,
    lower: f64,
    upper: f64,
    excess: f64,
    probability_twice: f64,
    is_named: bool,
}

/// Finds black spots.
pub(crate) fn run(options: &BlackSpotOptions) -> anyhow::Result<u8> {
    if options.radius.is_some_and(|radius| !(1.0..=5000.0).contains(&radius)) {
        return Err(Misuse("--radius phải từ 1 đến 5000").into());
    }
    let mut accidents = Accidents::of(&Table::read(&options.file)?)?;
    let listed = options
        .roads
        .as_deref()
        .map(|file| listed(file, &mut accidents))
        .transpose()?;
    let (spots, stretches) = options.run.on_threads(|| {
        let mut spots = black_spot::black_spots(&accidents.all, options.radius);
        spots.retain(|spot| spot.level == Level::Spot || options.potential);
        (spots, accidents.stretches(listed))
    })?;
    let found = found(&accidents, &spots, &stretches);
    if options.run.format() == ResultFormat::Geojson {
        let points = geojson(&found).context("cần cột kinh độ, vĩ độ để ghi geojson")?;
        let mut to = Destination::open(options.run.out.as_deref())?;
        serde_json::to_writer_pretty(&mut to, &points)?;
        writeln!(to)?;
        to.complete()?;
        return Ok(cli::ALL_READ);
    }
    let results = Results {
        table: &shown(&found),
        notes: &notes(&found, &spots, &stretches, options),
        json: &found,
        svg: &|| drawn(&found, &accidents),
    };
    result_output::write(&options.run, &results)?;
    Ok(cli::ALL_READ)
}

impl Accidents {
    fn of(table: &Table) -> Result<Self, InputFault> {
        let (day, deaths, injured) = (table.column(DATE)?, table.column(DEATHS)?, table.column(INJURED)?);
        let [percent, property, source] = [INJURY_PERCENT, PROPERTY, SOURCE].map(|named| table.optional(named));
        let along = table.optional(ROAD).zip(table.optional(CHAINAGE));
        let on_earth = table.optional(LONGITUDE).zip(table.optional(LATITUDE));
        if along.is_none() && on_earth.is_none() {
            table.column(LONGITUDE)?;
            table.column(LATITUDE)?;
        }
        let mut accidents = Self {
            all: Vec::new(),
            at: Vec::new(),
            roads: Vec::new(),
            discovered: 0,
        };
        let mut middle = None;
        for row in table.rows() {
            if table.source(row, source)? == Source::Discovered {
                accidents.discovered += 1;
                continue;
            }
            let at = match on_earth {
                Some((longitude, _)) if along.is_some() && row.is_blank(longitude) => None,
                Some((longitude, latitude)) => Some(Coordinates {
                    latitude: table.number(row, latitude, -90.0..=90.0)?,
                    longitude: table.number(row, longitude, -180.0..=180.0)?,
                }),
                None => None,
            };
            let position = match (along, at) {
                (Some((road, chainage)), _) => Position::Road {
                    road: accidents.road(table.text(row, road)?),
                    chainage: table.chainage(row, chainage)?,
                },
                (None, at) => {
                    let at = at.unwrap_or(Coordinates {
                        latitude: 0.0,
                        longitude: 0.0,
                    });
                    // A plane that touches the earth near the first accident: at 100 km off, a metre is wrong by a fraction of
                    // a percent, which no radius of a spot notices.
                    let cosine = *middle.get_or_insert_with(|| at.latitude.to_radians().cos());
                    Position::Point {
                        x: EARTH * cosine * at.longitude.to_radians(),
                        y: EARTH * at.latitude.to_radians(),
                    }
                }
            };
            let percent = table.count_if_told(row, percent)?;
            accidents.all.push(Accident {
                position,
                day: table.date(row, day)?,
                deaths: table.count(row, deaths)?,
                injured: table.count(row, injured)?,
                injury_percent: percent.map(|percent| u32::try_from(percent).unwrap_or(u32::MAX)),
                property: table.count_if_told(row, property)?,
            });
            accidents.at.push(at);
        }
        Ok(accidents)
    }

    fn road(&mut self, name: &str) -> usize {
        self.roads.iter().position(|road| road == name).unwrap_or_else(|| {
            self.roads.push(name.to_owned());
            self.roads.len() - 1
        })
    }

    fn days(&self) -> Option<(Date, Date)> {
        let days = || self.all.iter().map(|accident| accident.day);
        days().min().zip(days().max())
    }

    fn places(&self) -> Vec<(usize, f64)> {
        let place = |accident: &Accident| match accident.position {
            Position::Road { road, chainage } => Some((road, chainage)),
            Position::Point { .. } => None,
        };
        self.all.iter().filter_map(place).collect()
    }

    /// Stretches of the roads listed, or of what accidents show of each road.
    fn stretches(&self, listed: Option<Vec<Road>>) -> Stretches {
        let places = self.places();
        let (Some((first, last)), false) = (self.days(), places.is_empty()) else {
            return Stretches::NoRoads;
        };
        let roads = listed.unwrap_or_else(|| {
            let extent = |road: usize| {
                let metres = || places.iter().filter(move |place| place.0 == road).map(|place| place.1);
                Road {
                    from: metres().fold(f64::INFINITY, f64::min),
                    to: metres().fold(0.0, f64::max),
                    class: 0,
                    traffic: None,
                }
            };
            (0..self.roads.len()).map(extent).collect()
        });
        let days = f64::from((last - first).get_days() + 1);
        match performance::screen(&roads, &places, days / 365.25, Cut::default(), LEVEL) {
            Ok(judged) => Stretches::Judged(judged),
            Err(why) => Stretches::TooFew(why),
        }
    }

    /// Whether a stretch may be named: enough accidents on enough days.
    fn is_enough(&self, judged: &Judged) -> bool {
        enough::is_enough(judged.stretch.accidents.iter().map(|&at| self.all[at].day))
    }
}

/// Roads of a list; those of accidents must be among them.
fn listed(file: &Path, accidents: &mut Accidents) -> anyhow::Result<Vec<Road>> {
    let table = Table::read(file)?;
    let (name, from, to) = (table.column(ROAD)?, table.column(ROAD_FROM)?, table.column(ROAD_TO)?);
    let [class, traffic] = [ROAD_CLASS, TRAFFIC].map(|named| table.optional(named));
    let mut classes: Vec<String> = Vec::new();
    let mut roads: Vec<Option<Road>> = vec![None; accidents.roads.len()];
    for row in table.rows() {
        let at = accidents.road(table.text(row, name)?);
        roads.resize(accidents.roads.len(), None);
        let class = match class {
            Some(class) => {
                let word = table.text(row, class)?;
                classes.iter().position(|known| known == word).unwrap_or_else(|| {
                    classes.push(word.to_owned());
                    classes.len() - 1
                })
            }
            None => 0,
        };
        roads[at] = Some(Road {
            from: table.chainage(row, from)?,
            to: table.chainage(row, to)?,
            class,
            traffic: match traffic {
                Some(column) if !row.is_blank(column) => Some(table.number(row, column, 1.0..=1e6)?),
                _ => None,
            },
        });
    }
    let known = roads.into_iter().zip(&accidents.roads);
    known
        .map(|(road, name)| road.with_context(|| words::unknown_road(&screen::printable(name))))
        .collect()
}

fn found<'a>(accidents: &'a Accidents, spots: &'a [BlackSpot], stretches: &Stretches) -> Found<'a> {
    let mut classes = BTreeMap::new();
    let mut uncertain = 0;
    for accident in &accidents.all {
        let classified = class::classify(accident);
        *classes
            .entry(classified.map_or("no-rule", |found| class_word(found.class)))
            .or_insert(0) += 1;
        uncertain += usize::from(classified.is_some_and(|found| !found.is_certain));
    }
    let judged = match stretches {
        Stretches::Judged(judged) => judged.as_slice(),
        Stretches::TooFew(_) | Stretches::NoRoads => &[],
    };
    // Stretches that are named, and those that a spot lies on.
    let is_wanted = |one: &&Judged| {
        let is_named = one.twice >= SURE && accidents.is_enough(one);
        is_named || spots.iter().any(|spot| lies_on(accidents, spot, one))
    };
    let wanted: Vec<&Judged> = judged.iter().filter(is_wanted).collect();
    let spot = |spot: &'a BlackSpot| {
        let (road, metre) = match accidents.all[spot.centre].position {
            Position::Road { road, chainage } => (Some(accidents.roads[road].as_str()), Some(chainage)),
            Position::Point { .. } => (None, None),
        };
        FoundSpot {
            level: match spot.level {
                Level::Spot => "spot",
                Level::Potential => "potential",
            },
            name: &spot.rule.rule.name,
            legal_basis: &spot.rule.legal_basis,
            road,
            metre,
            longitude: accidents.at[spot.centre].map(|at| at.longitude),
            latitude: accidents.at[spot.centre].map(|at| at.latitude),
            from: spot.from,
            to: spot.to,
            fatal: spot.tally.fatal,
            injury_only: spot.tally.injury_only,
            collisions: spot.tally.collisions,
            deaths: spot.tally.deaths,
            injured: spot.tally.injured,
            stretch: wanted.iter().position(|one| lies_on(accidents, spot, one)),
        }
    };
    let stretch = |one: &&Judged| FoundStretch {
        road: &accidents.roads[one.stretch.road],
        from_metre: one.stretch.from,
        to_metre: one.stretch.to,
        accidents: one.stretch.accidents.len(),
        model: one.model,
        expected: one.expected.mean,
        lower: one.interval.low,
        upper: one.interval.high,
        excess: one.excess,
        probability_twice: one.twice,
        is_named: one.twice >= SURE && accidents.is_enough(one),
    };
    let days = accidents.days();
    Found {
        accidents: accidents.all.len(),
        discovered_left_out: accidents.discovered,
        from: days.map(|days| days.0),
        to: days.map(|days| days.1),
        classes,
        classes_uncertain: uncertain,
        spots: spots.iter().map(spot).collect(),
        stretches: wanted.iter().map(stretch).collect(),
        model: match stretches {
            Stretches::Judged(_) => "fitted",
            Stretches::TooFew(_) => "too-few-data",
            Stretches::NoRoads => "no-roads",
        },
    }
}

/// Whether the accident in the middle of a spot lies on a stretch.
fn lies_on(accidents: &Accidents, spot: &BlackSpot, judged: &Judged) -> bool {
    match accidents.all[spot.centre].position {
        Position::Road { road, chainage } => {
            let stretch = &judged.stretch;
            road == stretch.road && stretch.from <= chainage && chainage <= stretch.to
        }
        Position::Point { .. } => false,
    }
}

fn shown(found: &Found) -> Shown {
    let mut table = Shown::new(
        words::CAPTION,
        vec![
            Column::words(words::PLACE, 30),
            Column::words(words::BY_LAW, 36),
            Column::centred(words::FROM, 12),
            Column::centred(words::TO, 12),
            Column::figures(words::ACCIDENTS, 8),
            Column::figures(words::DEATHS, 8),
            Column::figures(words::INJURED, 8),
            Column::figures(words::COLLISIONS, 8),
            Column::figures(words::EXPECTED, 10),
            Column::words(words::INTERVAL, 14),
            Column::figures(words::LIKE_IT, 10),
        ],
    );
    let model = |stretch: Option<&FoundStretch>| match stretch {
        Some(stretch) => [
            decimal(stretch.expected),
            Cell::text(screen::effect::between(stretch.lower, stretch.upper, 1)),
            decimal(stretch.model),
        ],
        None => [Cell::Empty, Cell::Empty, Cell::Empty],
    };
    for spot in &found.spots {
        let mut cells = vec![
            Cell::text(place(spot)),
            Cell::text(words::level(spot.level, spot.name)),
            Cell::Day(spot.from),
            Cell::Day(spot.to),
            Cell::count(spot.fatal + spot.injury_only),
            Cell::count(spot.deaths),
            Cell::count(spot.injured),
            Cell::count(spot.collisions),
        ];
        cells.extend(model(spot.stretch.map(|at| &found.stretches[at])));
        table.rows.push(ShownRow::Plain(cells));
    }
    let with_spot: Vec<usize> = found.spots.iter().filter_map(|spot| spot.stretch).collect();
    for (at, stretch) in found.stretches.iter().enumerate() {
        if !stretch.is_named || with_spot.contains(&at) {
            continue;
        }
        let mut cells = vec![
            Cell::text(words::stretch(stretch.road, stretch.from_metre, stretch.to_metre)),
            Cell::text(words::MORE_THAN_LIKE_IT),
            found.from.map_or(Cell::Empty, Cell::Day),
            found.to.map_or(Cell::Empty, Cell::Day),
            Cell::count(stretch.accidents),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
        ];
        cells.extend(model(Some(stretch)));
        table.rows.push(ShownRow::Plain(cells));
    }
    table
}

fn notes(found: &Found, spots: &[BlackSpot], stretches: &Stretches, options: &BlackSpotOptions) -> Vec<String> {
    let count = |class: Class| found.classes.get(class_word(class)).copied().unwrap_or(0);
    let mut notes = vec![words::counted(found.accidents, found.spots.len())];
    let rule = found.to.and_then(class::on);
    if let Some(rule) = rule {
        let classes = [
            Class::EspeciallySerious,
            Class::VerySerious,
            Class::Serious,
            Class::LessSerious,
            Class::Collision,
        ];
        notes.push(words::classes(
            &rule.legal_basis,
            classes.map(|class| (words::class(class), count(class))),
        ));
        if found.classes_uncertain > 0 {
            notes.push(words::uncertain(found.classes_uncertain));
        }
    }
    if let Some(&unclassified) = found.classes.get("no-rule") {
        notes.push(words::unclassified(unclassified));
    }
    let mut said: Vec<&str> = Vec::new();
    for spot in spots {
        if !said.contains(&spot.rule.legal_basis.as_str()) {
            said.push(&spot.rule.legal_basis);
            let reach = options.radius.unwrap_or(spot.rule.rule.radius_metres);
            notes.push(words::rule(&spot.rule.legal_basis, reach, &spot.rule.unclear));
        }
    }
    match stretches {
        Stretches::Judged(_) if options.roads.is_none() => notes.push(words::NO_LIST.to_owned()),
        Stretches::Judged(_) => notes.push(words::MODEL.to_owned()),
        Stretches::TooFew(why) => notes.push(words::too_few(*why).to_owned()),
        Stretches::NoRoads => notes.push(words::NO_ROADS.to_owned()),
    }
    if found.discovered_left_out > 0 {
        notes.push(words::left_out(found.discovered_left_out));
    }
    notes.push(words::PROPOSAL.to_owned());
    notes
}

fn place(spot: &FoundSpot) -> String {
    match (spot.road, spot.metre, spot.longitude, spot.latitude) {
        (Some(road), Some(metre), ..) => words::on_road(road, metre),
        (_, _, Some(longitude), Some(latitude)) => words::at(longitude, latitude),
        _ => String::new(),
    }
}

fn geojson(found: &Found) -> Option<Value> {
    let points: Vec<Value> = found
        .spots
        .iter()
        .filter_map(|spot| {
            let (longitude, latitude) = spot.longitude.zip(spot.latitude)?;
            let mut properties = serde_json::to_value(spot).ok()?;
            if let Some(fields) = properties.as_object_mut() {
                fields.remove("stretch");
            }
            Some(json!({
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
                "properties": properties,
            }))
        })
        .collect();
    (found.spots.is_empty() || !points.is_empty()).then(|| json!({"type": "FeatureCollection", "features": points}))
}

/// A map where coordinates are known, bars by spot where not.
fn drawn(found: &Found, accidents: &Accidents) -> Option<String> {
    if found.spots.is_empty() {
        return None;
    }
    let told = Told {
        id: "blackspots".to_owned(),
        title: words::CAPTION.to_owned(),
        description: words::CHART.to_owned(),
    };
    let located: Vec<(usize, &FoundSpot, Coordinates)> = found
        .spots
        .iter()
        .enumerate()
        .filter_map(|(at, spot)| {
            let (longitude, latitude) = spot.longitude.zip(spot.latitude)?;
            Some((at, spot, Coordinates { latitude, longitude }))
        })
        .collect();
    if located.is_empty() {
        let bar = |spot: &FoundSpot| Bar {
            label: place(spot),
            value: f64::from(spot.fatal + spot.injury_only + spot.collisions),
        };
        let bars = Bars {
            told,
            label: words::PLACE.to_owned(),
            value: words::ACCIDENTS.to_owned(),
            decimals: 0,
            bars: found.spots.iter().map(bar).collect(),
        };
        return Some(bars.svg());
    }
    let around = accidents.at.iter().flatten().map(|&at| Place {
        name: String::new(),
        at,
        value: None,
        is_named: false,
        is_flagged: false,
    });
    let places = located.iter().map(|(at, spot, coordinates)| Place {
        name: words::number(*at),
        at: *coordinates,
        value: Some(f64::from(spot.fatal + spot.injury_only + spot.collisions)),
        is_named: true,
        is_flagged: spot.level == "spot",
    });
    let map = Map {
        told,
        words: words::map(),
        places: around.chain(places).collect(),
        circles: Vec::<Circle>::new(),
    };
    Some(map.svg())
}

fn decimal(value: f64) -> Cell {
    Cell::Decimal { value, decimals: 1 }
}

fn class_word(class: Class) -> &'static str {
    match class {
        Class::EspeciallySerious => "especially-serious",
        Class::VerySerious => "very-serious",
        Class::Serious => "serious",
        Class::LessSerious => "less-serious",
        Class::Collision => "collision",
    }
}
