//! A whole analysis: data and question in, clusters with their p-values out.

use super::clusters::{Map, Overlap, Rules, select};
use super::draw::{Cell, Null};
use super::durations::Durations;
use super::exhaustive::Comparison;
use super::flat::Flat;
use super::frontier::Ladder;
use super::grid::{Grid, Measure};
use super::inference::Replicas;
use super::lanes::{self, Lanes};
use super::nested::Pace;
use super::observed::{self, Field};
use super::offers::{Offers, Wanted};
use super::places::{Circles, Limits, Position, Surface};
use super::rows::Rows;
use super::score::Score;
use super::taken::Taken;
use super::vectors::Vectors;
use super::window::{Extent, Minimum, Rates, Spans, Window};

use fearless_simd::Level;
use rayon::prelude::*;

/// The data of a scan.
#[derive(Debug, Clone)]
pub struct Study {
    /// What positions mean.
    pub surface: Surface,
    /// The position of each place.
    pub places: Vec<Position>,
    /// The centres of circles: as a rule the places themselves.
    pub centres: Vec<Position>,
    /// Cases by place and interval.
    pub cases: Grid<u32>,
    /// Expected cases, or people, by place and interval (see [`Score`]).
    pub measure: Grid<f64>,
    /// How a window is scored.
    pub score: Score,
    /// Whether a window is compared with the same period elsewhere only, so that a trend which all places share makes no
    /// difference. Goes with [`Null::WithinTime`].
    pub by_period: bool,
    /// What the share in [`Limits`] is taken of, for each place.
    pub weights: Vec<f64>,
    /// How replicas are drawn.
    pub null: Null,
}

/// Which dimensions a window has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// Circles over the whole period.
    Space,
    /// Periods of all places together.
    Time,
    /// Circles in periods.
    SpaceTime {
        /// Periods of all places together are looked at as well.
        everywhere: bool,
        /// Circles over the whole period are looked at as well.
        whole_period: bool,
    },
}

/// The question of a scan.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// Which dimensions windows have.
    pub domain: Domain,
    /// Which periods are looked at in the data.
    pub spans: Spans,
    /// Replicas are searched for windows that end with this interval or a later one. Earlier than in the data when the
    /// p-value is to allow for analyses that were made before.
    pub replicas_first_end: usize,
    /// How large circles may grow.
    pub limits: Limits,
    /// Which windows are looked for.
    pub rates: Rates,
    /// How many cases a window must hold.
    pub minimum: Minimum,
    /// Which clusters are told beside the most likely one.
    pub overlap: Overlap,
    /// How many replicas are drawn.
    pub replicas: usize,
    /// Drawing stops once so many replicas have reached the ratio of the most likely cluster.
    pub stop_after: Option<usize>,
    /// What the random numbers begin from.
    pub seed: u64,
}

/// A cluster, most likely first in its list.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// Where and when, and what is in it.
    pub window: Window,
    /// Its places from the centre outwards; all of them when it is everywhere.
    pub places: Vec<usize>,
    /// The distance of the farthest place from the centre, along the ground; `None` when it is everywhere.
    pub radius: Option<f64>,
    /// Cases expected in it.
    pub expected: f64,
    /// Rate inside over rate outside; `None` where nothing is outside.
    pub relative_risk: Option<f64>,
    /// Monte Carlo p-value; `None` without replicas.
    pub p: Option<f64>,
    /// Gumbel p-value.
    pub gumbel_p: Option<f64>,
}

/// The answer of a scan.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Clusters, most likely first.
    pub clusters: Vec<Cluster>,
    /// The largest ratios of the replicas.
    pub replicas: Replicas,
}

/// One of the scans that an analysis consists of.
#[derive(Debug)]
struct Layer {
    kind: Kind,
    circles: Circles,
    cases: Rows,
    measure: Measure,
    comparison: Comparison,
    /// Shared by the scan of the data and that of replicas; none where the score depends on the period.
    ladders: Vec<Ladder>,
    spans: Spans,
    durations: Durations,
    pace: Pace,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Full,
    WholePeriod,
    Everywhere,
}

/// Without replicas there is no saying which clusters are worth telling; so many are told.
const MOST_WITHOUT_REPLICAS: usize = 10;

/// Looks for clusters. `progress` is told how many replicas are done, from several threads and not always in order; the
/// threads are those of the current rayon pool, and the answer does not depend on how many there are.
///
/// # Panics
/// If the grids and lists of the study are not of one size.
pub fn scan(study: &Study, design: &Design, progress: &(dyn Fn(usize) + Sync)) -> Outcome {
    scan_with(Vectors::widest(), study, design, progress)
}

/// The same with vectors of a given kind, which makes a difference to the time only.
///
/// # Panics
/// If the grids and lists of the study are not of one size.
pub fn scan_with(vectors: Vectors, study: &Study, design: &Design, progress: &(dyn Fn(usize) + Sync)) -> Outcome {
    // On a thread of the pool, so that what is done in many small steps need not wake one for each.
    rayon::scope(|_| scan_at(vectors.level(), study, design, progress))
}

fn scan_at(level: Level, study: &Study, design: &Design, progress: &(dyn Fn(usize) + Sync)) -> Outcome {
    let layers = layers(study, design);
    let map = Map {
        circles: &layers[0].circles,
        surface: study.surface,
        centres: &study.centres,
        places: &study.places,
    };
    let search = |centres: &[usize], taken: &Taken, floor: f64| {
        best_of_centres(&layers, design, study, level, centres, taken, floor)
    };
    // In space only, a centre has one window to offer, as `SaTScan` has it.
    let again = design.domain != Domain::Space;
    let mut offers = Offers::new(map, everywhere(&layers, design, level), again, search);
    // How many are worth telling is known only once there are replicas.
    let at_first = Wanted {
        number: if design.replicas > 0 { 1 } else { MOST_WITHOUT_REPLICAS },
        above: 0.0,
    };
    let replicas = match offers.first(&Taken::default(), at_first) {
        Some(first) if design.replicas > 0 => replicas(&layers, study, design, level, first.ratio, progress),
        _ => Replicas::default(),
    };
    // A window that every replica beats is nobody's cluster; the most likely one is told all the same.
    let count = replicas.ratios().len();
    let worth = |window: &Window| count == 0 || replicas.rank(window.ratio) <= count;
    let rules = Rules {
        overlap: design.overlap,
        most: if count == 0 { MOST_WITHOUT_REPLICAS } else { usize::MAX },
        above: replicas.ratios().iter().copied().reduce(f64::min).unwrap_or_default(),
        all_times: study.by_period.then(|| study.cases.times()),
    };
    let clusters = select(&map, &mut offers, rules, worth)
        .into_iter()
        .map(|window| cluster(&map, study, window, &replicas))
        .collect();
    Outcome { clusters, replicas }
}

fn cluster(map: &Map<'_>, study: &Study, window: Window, replicas: &Replicas) -> Cluster {
    let radius = match window.extent {
        Extent::Circle { centre, places } => Some(map.radius_on_the_ground(centre, places)),
        Extent::Everywhere => None,
    };
    let score = if study.by_period {
        let of_the_period = study.cases.together();
        let cases: u32 = of_the_period.row(0)[window.start..window.end].iter().sum();
        Score::Poisson {
            cases: f64::from(cases),
        }
    } else {
        study.score
    };
    Cluster {
        places: map.members(window.extent),
        radius,
        expected: score.expected(window.measure),
        relative_risk: score.relative_risk(f64::from(window.observed), window.measure),
        p: replicas.p(window.ratio),
        gumbel_p: replicas.gumbel_p(window.ratio),
        window,
    }
}

fn layers(study: &Study, design: &Design) -> Vec<Layer> {
    let layer = |kind, circles, cases: Grid<u32>, measure: &Grid<f64>, spans| {
        let comparison = if study.by_period && kind != Kind::WholePeriod {
            let sums = |by_time: Vec<f64>| {
                let mut sums = vec![0.0];
                for value in by_time {
                    sums.push(sums[sums.len() - 1] + value);
                }
                sums
            };
            Comparison::Period {
                cases: sums(cases.real().by_time()),
                measure: sums(measure.by_time()),
            }
        } else {
            Comparison::Study(study.score)
        };
        let measure = Measure::new(measure);
        let ladders = match &comparison {
            Comparison::Study(score) => Ladder::all(*score, design.rates.directions(), measure.smallest()),
            Comparison::Period { .. } => Vec::new(),
        };
        Layer {
            kind,
            circles,
            cases: Rows::new(cases, &measure),
            durations: observed::durations(&measure, spans),
            pace: Pace::default(),
            measure,
            comparison,
            ladders,
            spans,
        }
    };
    let circles = || {
        Circles::around(
            study.surface,
            &study.centres,
            &study.places,
            &study.weights,
            design.limits,
        )
    };
    let flat = |circles| {
        let measure = Grid::from_rows(1, study.measure.by_place());
        layer(
            Kind::WholePeriod,
            circles,
            study.cases.over_time(),
            &measure,
            Spans::whole(1),
        )
    };
    let everywhere = || {
        let measure = Grid::from_rows(study.measure.times(), study.measure.by_time());
        layer(
            Kind::Everywhere,
            Circles::everything(1),
            study.cases.together(),
            &measure,
            design.spans,
        )
    };
    match design.domain {
        Domain::Space => vec![flat(circles())],
        Domain::Time => vec![everywhere()],
        Domain::SpaceTime {
            everywhere: in_time,
            whole_period,
        } => {
            let circles = circles();
            let mut layers = Vec::new();
            let whole = whole_period.then(|| flat(circles.clone()));
            layers.push(layer(
                Kind::Full,
                circles,
                study.cases.clone(),
                &study.measure,
                design.spans,
            ));
            layers.extend(whole);
            if in_time {
                layers.push(everywhere());
            }
            layers
        }
    }
}

/// The best windows in time of all places together.
fn everywhere(layers: &[Layer], design: &Design, level: Level) -> Vec<Window> {
    layers
        .iter()
        .filter(|layer| layer.kind == Kind::Everywhere)
        .flat_map(|layer| {
            let field = layer.field(design, (layer.spans, &layer.durations), level);
            field.best_of(&[0], &layer.cases, &Taken::default(), 0.0)
        })
        .flatten()
        .map(|window| Window {
            extent: Extent::Everywhere,
            ..window
        })
        .collect()
}

/// The best window of each of these centres over all layers that holds nothing taken, if it is above a floor.
fn best_of_centres(
    layers: &[Layer],
    design: &Design,
    study: &Study,
    level: Level,
    centres: &[usize],
    taken: &Taken,
    floor: f64,
) -> Vec<Option<Window>> {
    // Where every window is looked at anyway, a floor would only make it necessary to look again.
    let floor = if study.by_period { 0.0 } else { floor };
    let mut best: Vec<Option<Window>> = vec![None; centres.len()];
    for layer in layers.iter().filter(|layer| layer.kind != Kind::Everywhere) {
        let field = layer.field(design, (layer.spans, &layer.durations), level);
        let whole_period = (layer.kind == Kind::WholePeriod).then(|| taken.over_time());
        let windows = field.best_of(centres, &layer.cases, whole_period.as_ref().unwrap_or(taken), floor);
        for (best, window) in best.iter_mut().zip(windows) {
            let window = window.map(|window| match layer.kind {
                Kind::WholePeriod => Window {
                    start: 0,
                    end: study.cases.times(),
                    ..window
                },
                _ => window,
            });
            if let Some(window) = window
                && best.is_none_or(|best| window.ratio > best.ratio)
            {
                *best = Some(window);
            }
        }
    }
    best
}

impl Layer {
    fn field<'a>(&'a self, design: &Design, (spans, durations): (Spans, &'a Durations), level: Level) -> Field<'a> {
        Field {
            circles: &self.circles,
            measure: &self.measure,
            comparison: &self.comparison,
            spans,
            durations,
            pace: &self.pace,
            minimum: design.minimum,
            directions: design.rates.directions(),
            ladders: &self.ladders,
            level,
        }
    }

    /// A replica's cases as this layer sees them.
    fn cell(&self, cell: Cell, times: u32) -> Cell {
        match self.kind {
            Kind::Full => cell,
            Kind::WholePeriod => cell / times,
            Kind::Everywhere => cell % times,
        }
    }
}

/// How a layer finds the largest ratio of replicas.
enum Engine<'a> {
    Lanes(Lanes<'a>),
    Flat(Flat<'a>),
    /// One replica after the other.
    Single,
}

/// The largest ratios of many replicas over all layers.
struct Search<'a> {
    layers: Vec<(&'a Layer, Engine<'a>, Spans)>,
    design: &'a Design,
    times: u32,
    level: Level,
}

impl<'a> Search<'a> {
    fn new(layers: &'a [Layer], design: &'a Design, times: usize, level: Level) -> Self {
        let layers = layers
            .iter()
            .map(|layer| {
                let spans = match layer.kind {
                    Kind::WholePeriod => layer.spans,
                    _ => Spans {
                        first_end: design.replicas_first_end,
                        ..layer.spans
                    },
                };
                let engine = match &layer.comparison {
                    Comparison::Period { .. } => Engine::Single,
                    Comparison::Study(score) if layer.measure.times() == 1 => Engine::Flat(Flat::new(
                        &layer.circles,
                        &layer.measure,
                        *score,
                        design.minimum,
                        &layer.ladders,
                        level,
                    )),
                    Comparison::Study(score) => Engine::Lanes(Lanes::new(
                        &layer.circles,
                        &layer.measure,
                        *score,
                        spans,
                        design.minimum,
                        &layer.ladders,
                        level,
                    )),
                };
                (layer, engine, spans)
            })
            .collect();
        Self {
            layers,
            design,
            times: u32::try_from(times).unwrap_or(u32::MAX),
            level,
        }
    }

    /// How many replicas are best looked at together.
    fn width(&self, level: Level) -> usize {
        self.layers
            .iter()
            .map(|(_, engine, _)| match engine {
                Engine::Lanes(lanes) => lanes.width(),
                Engine::Flat(flat) => flat.width(),
                Engine::Single => 1,
            })
            .max()
            .unwrap_or_else(|| lanes::width(level))
    }

    fn largest(&self, replicas: &[Vec<Cell>]) -> Vec<f64> {
        let mut largest = vec![0.0_f64; replicas.len()];
        for (layer, engine, spans) in &self.layers {
            let found = match engine {
                Engine::Lanes(lanes) => {
                    let seen: Vec<Vec<Cell>>;
                    let cells = if layer.kind == Kind::Full {
                        replicas
                    } else {
                        seen = replicas
                            .iter()
                            .map(|cells| cells.iter().map(|&cell| layer.cell(cell, self.times)).collect())
                            .collect();
                        &seen
                    };
                    cells.chunks(lanes.width()).try_fold(Vec::new(), |mut all, group| {
                        all.extend(lanes.largest(group)?);
                        Some(all)
                    })
                }
                Engine::Flat(flat) => flat.largest(replicas.len(), |lane| {
                    Box::new(replicas[lane].iter().map(|&cell| layer.cell(cell, self.times) as usize))
                }),
                Engine::Single => None,
            };
            let found = found.unwrap_or_else(|| {
                replicas
                    .iter()
                    .map(|cells| self.largest_alone(layer, *spans, cells))
                    .collect()
            });
            for (largest, found) in largest.iter_mut().zip(found) {
                *largest = largest.max(found);
            }
        }
        largest
    }

    fn largest_alone(&self, layer: &Layer, spans: Spans, cells: &[Cell]) -> f64 {
        let mut counts = Grid::new(layer.measure.places(), layer.measure.times());
        for &cell in cells {
            counts.values_mut()[layer.cell(cell, self.times) as usize] += 1;
        }
        let durations = observed::durations(&layer.measure, spans);
        layer
            .field(self.design, (spans, &durations), self.level)
            .largest(&Rows::new(counts, &layer.measure))
    }
}

/// The largest ratios of given data, each as the cell of each case: what a scan does with its replicas.
///
/// # Panics
/// If the grids and lists of the study are not of one size, or a cell is not in them.
pub fn largest_ratios(study: &Study, design: &Design, replicas: &[Vec<Cell>]) -> Vec<f64> {
    largest_ratios_at(Vectors::widest().level(), study, design, replicas)
}

/// The same with vectors of a given kind.
fn largest_ratios_at(level: Level, study: &Study, design: &Design, replicas: &[Vec<Cell>]) -> Vec<f64> {
    let layers = layers(study, design);
    let search = Search::new(&layers, design, study.cases.times(), level);
    let groups: Vec<Vec<f64>> = replicas
        .par_chunks(search.width(level))
        .map(|group| search.largest(group))
        .collect();
    groups.concat()
}

/// Replicas that are drawn before it is asked whether to go on.
const BEFORE_STOP: usize = 256;

fn replicas(
    layers: &[Layer],
    study: &Study,
    design: &Design,
    level: Level,
    observed: f64,
    progress: &(dyn Fn(usize) + Sync),
) -> Replicas {
    let search = Search::new(layers, design, study.cases.times(), level);
    let width = search.width(level);
    let cases = usize::try_from(study.cases.total()).unwrap_or(usize::MAX);
    let done = std::sync::atomic::AtomicUsize::new(0);
    let batch = |from: usize, to: usize| -> Vec<f64> {
        let groups: Vec<usize> = (from..to).step_by(width).collect();
        let found: Vec<Vec<f64>> = groups
            .into_par_iter()
            .map(|first| {
                let drawn: Vec<Vec<Cell>> = (first..to.min(first + width))
                    .map(|index| {
                        let mut cells = Vec::with_capacity(cases);
                        study.null.draw(design.seed, index, cases, &mut cells);
                        cells
                    })
                    .collect();
                let found = search.largest(&drawn);
                let before = done.fetch_add(found.len(), std::sync::atomic::Ordering::Relaxed);
                progress(before + found.len());
                found
            })
            .collect();
        found.concat()
    };
    let Some(most) = design.stop_after else {
        return Replicas::complete(batch(0, design.replicas));
    };
    let mut ratios = Vec::new();
    while ratios.len() < design.replicas {
        let to = (ratios.len() + BEFORE_STOP).min(design.replicas);
        ratios.extend(batch(ratios.len(), to));
        let replicas = Replicas::stopped_at(ratios.clone(), observed, most);
        if replicas.stopped() {
            return replicas;
        }
    }
    Replicas::complete(ratios)
}

#[cfg(test)]
mod tests {
    use super::super::observed::tests::example;
    use super::*;

    #[test]
    fn lanes_find_what_looking_at_every_window_finds() {
        for seed in 0..1 {
            for product in [true, false] {
                let (_, measure, cases) = example(seed, product);
                let positions: Vec<Position> = (0..14_u32)
                    .map(|place| Position {
                        first: f64::from(place * place % 11),
                        second: f64::from(place),
                    })
                    .collect();
                let null = Null::poisson(&measure);
                let replicas: Vec<Vec<Cell>> = (0..37)
                    .map(|index| {
                        let mut cells = Vec::new();
                        null.draw(seed, index, 160, &mut cells);
                        cells
                    })
                    .collect();
                let study = Study {
                    surface: Surface::Plane,
                    places: positions.clone(),
                    centres: positions,
                    weights: measure.by_place(),
                    cases,
                    measure,
                    score: Score::Poisson { cases: 160.0 },
                    by_period: false,
                    null,
                };
                for rates in [Rates::High, Rates::Low, Rates::Both] {
                    for (domain, shortest, first_end) in [
                        (
                            Domain::SpaceTime {
                                everywhere: false,
                                whole_period: false,
                            },
                            1,
                            0,
                        ),
                        (
                            Domain::SpaceTime {
                                everywhere: true,
                                whole_period: true,
                            },
                            3,
                            0,
                        ),
                        (
                            Domain::SpaceTime {
                                everywhere: false,
                                whole_period: false,
                            },
                            1,
                            39,
                        ),
                        (
                            Domain::SpaceTime {
                                everywhere: false,
                                whole_period: false,
                            },
                            2,
                            33,
                        ),
                        (Domain::Space, 1, 0),
                        (Domain::Time, 1, 0),
                    ] {
                        let design = Design {
                            domain,
                            spans: Spans {
                                shortest,
                                longest: 13,
                                first_end,
                            },
                            replicas_first_end: first_end,
                            limits: Limits {
                                share: 0.5,
                                distance: None,
                            },
                            rates,
                            minimum: Minimum::default(),
                            overlap: Overlap::None,
                            replicas: 0,
                            stop_after: None,
                            seed: 1,
                        };
                        let layers = layers(&study, &design);
                        let search = Search::new(&layers, &design, 40, Level::new());
                        let wanted: Vec<f64> = replicas
                            .iter()
                            .map(|cells| {
                                search.layers.iter().fold(0.0_f64, |largest, (layer, _, spans)| {
                                    largest.max(search.largest_alone(layer, *spans, cells))
                                })
                            })
                            .collect();
                        for (_, vectors) in Vectors::all() {
                            let found = largest_ratios_at(vectors.level(), &study, &design, &replicas);
                            assert_eq!(found, wanted, "{seed} {product} {rates:?} {domain:?} {vectors:?}");
                        }
                    }
                }
            }
        }
    }
}
