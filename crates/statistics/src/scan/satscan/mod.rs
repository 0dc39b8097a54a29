//! Analyses written for SaTScan: its parameter file and the case, coordinate, population, control and grid files.
//!
//! Only text is read here; who calls says how a file that a parameter names is found. What a parameter asks for and this
//! engine does not do is refused by name, never left out in silence. The conventions (what a date without a day means, how
//! population is taken between two counts, how intervals are cut) are those that its user guide describes.

mod dates;
mod expected;
mod parameters;
mod records;

pub use dates::{Day, Precision};
pub use parameters::Parameters;

use super::analysis::{Design, Domain, Study};
use super::clusters::Overlap;
use super::draw::Null;
use super::grid::Grid;
use super::number::{real, whole};
use super::places::{Limits, MOST_PLACES, Position, Surface};
use super::score::Score;
use super::window::{Minimum, Rates, Spans};
use dates::Calendar;
use records::{Record, Source};

use std::collections::BTreeMap;

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file as it was named.
    pub file: String,
    /// The line, from 1; `None` when the fault is in none of them.
    pub line: Option<usize>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// The file could not be read; with the reason.
    Unreadable(String),
    /// A parameter has a value that means nothing.
    Value {
        /// The parameter.
        key: String,
        /// Its value.
        value: String,
    },
    /// A parameter asks for something that is not done here.
    Unsupported {
        /// The parameter.
        key: String,
        /// Its value.
        value: String,
    },
    /// A parameter that is needed is not there.
    Missing {
        /// The parameter.
        key: String,
    },
    /// A line has too few columns.
    Columns {
        /// How many it needs.
        needed: usize,
        /// How many it has.
        found: usize,
    },
    /// Not a number, or one that cannot be here.
    Number(String),
    /// Not a date of the precision that was announced.
    Date(String),
    /// A date outside the study period.
    OutsidePeriod(String),
    /// A place without coordinates.
    UnknownPlace(String),
    /// A place that has coordinates already.
    RepeatedPlace(String),
    /// Cases where nobody lives: a place and class with cases and no population.
    NoPopulation(String),
    /// The file says nothing.
    Empty,
    /// The study has no cases.
    NoCases,
    /// More places than can be scanned.
    TooManyPlaces(usize),
    /// The study period ends before it begins.
    Period,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {:?}", self.kind)
    }
}

impl std::error::Error for Fault {}

/// What the time of an analysis looks like to a reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// First day (or generic time) of each interval, and the one after the last.
    pub edges: Vec<Day>,
    /// Whether times are numbers and not days.
    pub generic: bool,
}

/// An analysis ready to run.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The data.
    pub study: Study,
    /// The question.
    pub design: Design,
    /// The name of each place.
    pub names: Vec<String>,
    /// The intervals.
    pub period: Period,
    /// Whether windows only end with the study, so that a recurrence interval means something.
    pub prospective: bool,
    /// How many analyses the p-value is adjusted for.
    pub analyses: usize,
    /// Whether the model has a relative risk (the permutation model has none).
    pub has_relative_risk: bool,
}

/// Finds the text of a file that a parameter names; an error is the reason why not.
pub type Open<'a> = dyn FnMut(&str) -> Result<String, String> + 'a;

/// Reads an analysis.
///
/// # Errors
/// The first fault in the parameters or in a file they name.
pub fn read(name: &str, text: &str, open: &mut Open<'_>) -> Result<Analysis, Fault> {
    let parameters = Parameters::parse(name, text);
    Reading {
        parameters: &parameters,
        open,
    }
    .analysis()
}

struct Reading<'a, 'o> {
    parameters: &'a Parameters,
    open: &'a mut Open<'o>,
}

/// The models that are done here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Model {
    Poisson,
    Bernoulli,
    Permutation,
}

/// Place and interval of each case of a class.
type Dealt = (Vec<u32>, Vec<u32>);

/// Cases of one place, interval and class.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Event {
    place: usize,
    day: Day,
    count: u32,
    class: Vec<String>,
    line: usize,
}

impl Reading<'_, '_> {
    fn analysis(mut self) -> Result<Analysis, Fault> {
        self.refuse_what_is_not_done()?;
        let model = match self.parameters.number("ModelType", 0)? {
            0 => Model::Poisson,
            1 => Model::Bernoulli,
            2 => Model::Permutation,
            _ => return Err(self.parameters.unsupported("ModelType")),
        };
        let kind = self.parameters.number("AnalysisType", 1)?;
        let domain = match kind {
            1 => Domain::Space,
            2 | 6 => Domain::Time,
            3 | 4 => Domain::SpaceTime {
                everywhere: self.parameters.yes("IncludePurelyTemporal"),
                whole_period: self.parameters.yes("IncludePurelySpatial") && model != Model::Permutation,
            },
            _ => return Err(self.parameters.unsupported("AnalysisType")),
        };
        if model == Model::Permutation && !matches!(domain, Domain::SpaceTime { .. }) {
            return Err(self.parameters.unsupported("AnalysisType"));
        }
        let prospective = matches!(kind, 4 | 6);
        let calendar = Calendar::new(self.parameters, domain == Domain::Space)?;
        let (names, positions) = self.coordinates(domain == Domain::Time)?;
        let events = self.events("CaseFile", &names, &calendar)?;
        let (mut cases, times) = (
            Grid::<u32>::new(names.len(), calendar.intervals()),
            calendar.intervals(),
        );
        for event in &events {
            cases.row_mut(event.place)[calendar.interval(event.day)] += event.count;
        }
        let total = cases.total();
        if total == 0 {
            return Err(self.fault_in("CaseFile", None, FaultKind::NoCases));
        }
        let count = real(usize::try_from(total).unwrap_or(usize::MAX));
        let (mut by_period, mut weights) = (false, None);
        let (measure, score, null) = match model {
            Model::Poisson => {
                let population = self.population(&names, &calendar)?;
                let measure = expected::poisson(&mut self, population.as_ref(), &events, &names, &calendar)?;
                let null = match (
                    self.parameters.number("TimeTrendAdjustmentType", 0)?,
                    self.parameters.number("SpatialAdjustmentType", 0)?,
                ) {
                    (4, _) => {
                        by_period = true;
                        Null::within_time(&measure, &cases)
                    }
                    (_, 1) => Null::within_place(&measure, &cases, None),
                    _ => Null::poisson(&measure),
                };
                (measure, Score::Poisson { cases: count }, null)
            }
            Model::Permutation => {
                let (measure, null) = self.permutation(&events, &names, &calendar);
                (measure, Score::Poisson { cases: count }, null)
            }
            Model::Bernoulli => {
                let mut people = cases.clone();
                for event in self.events("ControlFile", &names, &calendar)? {
                    people.row_mut(event.place)[calendar.interval(event.day)] += event.count;
                }
                let all = real(usize::try_from(people.total()).unwrap_or(usize::MAX));
                let null = Null::among_people(&people, whole(count));
                let score = Score::Bernoulli {
                    cases: count,
                    people: all,
                };
                (people.real(), score, null)
            }
        };
        if self.parameters.yes("UseMaxCirclePopulationFileOption") {
            weights = Some(self.weights(&names)?);
        }
        let share = if weights.is_some() {
            self.parameters.real("MaxSpatialSizeInMaxCirclePopulationFile", 50.0)?
        } else {
            self.parameters.real("MaxSpatialSizeInPopulationAtRisk", 50.0)?
        };
        let distance = if self.parameters.yes("UseDistanceFromCenterOption") {
            Some(self.parameters.real("MaxSpatialSizeInDistanceFromCenter", 1.0)?)
        } else {
            None
        };
        let centres = self.centres(&positions)?;
        let spans = self.spans(&calendar, domain, prospective)?;
        let (replicas_first_end, analyses) = self.adjusted(&calendar, prospective, spans)?;
        let design = Design {
            domain,
            spans,
            replicas_first_end,
            limits: Limits {
                share: share / 100.0,
                distance,
            },
            rates: match self.parameters.number("ScanAreas", 1)? {
                1 => Rates::High,
                2 => Rates::Low,
                3 => Rates::Both,
                _ => return Err(self.parameters.unsupported("ScanAreas")),
            },
            minimum: Minimum {
                high: self.parameters.count("MinimumCasesInHighRateClusters", 2)?,
                low: self.parameters.count("MinimumCasesInLowRateClusters", 0)?,
            },
            overlap: match self.parameters.number("CriteriaForReportingSecondaryClusters", 0)? {
                0 => Overlap::None,
                1 => Overlap::NoCentre,
                2 => Overlap::CentreOutside,
                3 => Overlap::HoldsNoCentre,
                4 => Overlap::NoPair,
                5 => Overlap::Any,
                _ => return Err(self.parameters.unsupported("CriteriaForReportingSecondaryClusters")),
            },
            replicas: whole(self.parameters.real("MonteCarloReps", 999.0)?),
            stop_after: if self.parameters.number("PValueReportType", 0)? == 2 {
                Some(whole(self.parameters.real("EarlyTerminationThreshold", 50.0)?))
            } else {
                None
            },
            seed: 1,
        };
        let weights = weights.unwrap_or_else(|| match model {
            Model::Permutation => cases.real().by_place(),
            Model::Poisson | Model::Bernoulli => measure.by_place(),
        });
        debug_assert_eq!(times, measure.times());
        Ok(Analysis {
            study: Study {
                surface: self.surface()?,
                places: positions,
                centres,
                cases,
                measure,
                score,
                by_period,
                weights,
                null,
            },
            design,
            names,
            period: calendar.period(),
            prospective,
            analyses,
            has_relative_risk: model != Model::Permutation,
        })
    }

    fn refuse_what_is_not_done(&self) -> Result<(), Fault> {
        for key in [
            "UseLocationsNetworkFile",
            "UseNeighborsFile",
            "UseMetaLocationsFile",
            "RiskLimitHighClusters",
            "RiskLimitLowClusters",
            "IterativeScan",
            "UseReportOnlySmallerClusters",
        ] {
            if self.parameters.yes(key) {
                return Err(self.parameters.unsupported(key));
            }
        }
        for key in [
            "SpatialWindowShapeType",
            "IsotonicScan",
            "MultipleCoordinatesType",
            "MultipleDataSetsPurposeType",
        ] {
            let is_used = key != "MultipleDataSetsPurposeType" || self.parameters.has("CaseFile2");
            if is_used && self.parameters.number(key, 0)? != 0 {
                return Err(self.parameters.unsupported(key));
            }
        }
        if self.parameters.has("CaseFile2") {
            return Err(self.parameters.unsupported("CaseFile2"));
        }
        Ok(())
    }

    fn surface(&self) -> Result<Surface, Fault> {
        Ok(match self.parameters.number("CoordinatesType", 1)? {
            0 => Surface::Plane,
            _ => Surface::Sphere,
        })
    }

    fn fault_in(&self, key: &str, line: Option<usize>, kind: FaultKind) -> Fault {
        Fault {
            file: self.parameters.text(key).to_owned(),
            line,
            kind,
        }
    }

    /// The records of a file that a parameter names.
    fn records(&mut self, key: &str) -> Result<Vec<Record>, Fault> {
        let name = self.parameters.text(key).to_owned();
        if name.is_empty() {
            return Err(self.parameters.missing(key));
        }
        let text = (self.open)(&name).map_err(|reason| Fault {
            file: name,
            line: None,
            kind: FaultKind::Unreadable(reason),
        })?;
        let source = Source::new(self.parameters, key)?;
        let records = source.records(&text);
        if records.is_empty() {
            return Err(self.fault_in(key, None, FaultKind::Empty));
        }
        Ok(records)
    }

    /// Places in the order of their names, which is the order of everything that is otherwise equal.
    fn coordinates(&mut self, in_time_only: bool) -> Result<(Vec<String>, Vec<Position>), Fault> {
        let key = "CoordinatesFile";
        if in_time_only && self.parameters.text(key).is_empty() {
            let names: std::collections::BTreeSet<String> = self
                .records("CaseFile")?
                .iter()
                .map(|record| record.fields[0].clone())
                .collect();
            let positions = vec![
                Position {
                    first: 0.0,
                    second: 0.0
                };
                names.len()
            ];
            return Ok((names.into_iter().collect(), positions));
        }
        let mut places = BTreeMap::new();
        for record in self.records(key)? {
            let position = self.position(key, &record, 1)?;
            let name = record.fields[0].clone();
            match places.insert(name.clone(), position) {
                Some(before) if before != position => {
                    return Err(self.fault_in(key, Some(record.line), FaultKind::RepeatedPlace(name)));
                }
                _ => {}
            }
        }
        if places.len() > MOST_PLACES {
            return Err(self.fault_in(key, None, FaultKind::TooManyPlaces(places.len())));
        }
        Ok(places.into_iter().unzip())
    }

    fn position(&self, key: &str, record: &Record, from: usize) -> Result<Position, Fault> {
        let [first, second] = [from, from + 1].map(|column| self.real_at(key, record, column));
        let position = Position {
            first: first?,
            second: second?,
        };
        let off_the_globe =
            self.surface()? == Surface::Sphere && (position.first.abs() > 90.0 || position.second.abs() > 180.0);
        if off_the_globe {
            let kind = FaultKind::Number(format!("{} {}", position.first, position.second));
            return Err(self.fault_in(key, Some(record.line), kind));
        }
        Ok(position)
    }

    fn centres(&mut self, places: &[Position]) -> Result<Vec<Position>, Fault> {
        if !self.parameters.yes("UseGridFile") {
            return Ok(places.to_vec());
        }
        let records = self.records("GridFile")?;
        records
            .iter()
            .map(|record| self.position("GridFile", record, 0))
            .collect()
    }

    fn field<'r>(&self, key: &str, record: &'r Record, column: usize) -> Result<&'r str, Fault> {
        record.fields.get(column).map(String::as_str).ok_or_else(|| {
            let kind = FaultKind::Columns {
                needed: column + 1,
                found: record.fields.len(),
            };
            self.fault_in(key, Some(record.line), kind)
        })
    }

    fn real_at(&self, key: &str, record: &Record, column: usize) -> Result<f64, Fault> {
        let text = self.field(key, record, column)?;
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            _ => Err(self.fault_in(key, Some(record.line), FaultKind::Number(text.to_owned()))),
        }
    }

    fn place(&self, key: &str, record: &Record, names: &[String]) -> Result<Option<usize>, Fault> {
        let name = self.field(key, record, 0)?;
        match names.binary_search_by(|known| known.as_str().cmp(name)) {
            Ok(place) => Ok(Some(place)),
            Err(_) if self.parameters.number("GeographicalCoordinatesCheckType", 0)? == 1 => Ok(None),
            Err(_) => {
                let kind = FaultKind::UnknownPlace(name.to_owned());
                Err(self.fault_in(key, Some(record.line), kind))
            }
        }
    }

    /// Cases or controls: place, number, date unless there are none, classes.
    fn events(&mut self, key: &str, names: &[String], calendar: &Calendar) -> Result<Vec<Event>, Fault> {
        let dated = calendar.precision() != Precision::None;
        let mut events = Vec::new();
        for record in self.records(key)? {
            let Some(place) = self.place(key, &record, names)? else {
                continue;
            };
            let text = self.field(key, &record, 1)?;
            let count = text
                .parse::<u32>()
                .map_err(|_| self.fault_in(key, Some(record.line), FaultKind::Number(text.to_owned())))?;
            let day = if dated {
                let text = self.field(key, &record, 2)?;
                let date = calendar
                    .parse(text)
                    .ok_or_else(|| self.fault_in(key, Some(record.line), FaultKind::Date(text.to_owned())))?;
                let Some(day) = calendar.inside(&date) else {
                    if self.parameters.number("StudyPeriodCheckType", 0)? == 1 {
                        continue;
                    }
                    let kind = FaultKind::OutsidePeriod(text.to_owned());
                    return Err(self.fault_in(key, Some(record.line), kind));
                };
                day
            } else {
                calendar.first()
            };
            let class = record
                .fields
                .get(if dated { 3 } else { 2 }..)
                .unwrap_or_default()
                .to_vec();
            events.push(Event {
                place,
                day,
                count,
                class,
                line: record.line,
            });
        }
        Ok(events)
    }

    fn weights(&mut self, names: &[String]) -> Result<Vec<f64>, Fault> {
        let key = "MaxCirclePopulationFile";
        let mut weights = vec![0.0; names.len()];
        for record in self.records(key)? {
            if let Some(place) = self.place(key, &record, names)? {
                weights[place] += self.real_at(key, &record, 1)?;
            }
        }
        Ok(weights)
    }

    /// People by place and class at the dates they were counted.
    fn population(&mut self, names: &[String], calendar: &Calendar) -> Result<Option<expected::Population>, Fault> {
        let key = "PopulationFile";
        if self.parameters.text(key).is_empty() {
            return Ok(None);
        }
        let mut population = expected::Population::default();
        for record in self.records(key)? {
            let Some(place) = self.place(key, &record, names)? else {
                continue;
            };
            let text = self.field(key, &record, 1)?;
            let day = calendar
                .census(text)
                .ok_or_else(|| self.fault_in(key, Some(record.line), FaultKind::Date(text.to_owned())))?;
            let people = self.real_at(key, &record, 2)?;
            if people < 0.0 {
                let kind = FaultKind::Number(record.fields[2].clone());
                return Err(self.fault_in(key, Some(record.line), kind));
            }
            population.add(record.fields[3..].to_vec(), place, day, people);
        }
        Ok(Some(population))
    }

    /// Expected cases of the permutation model: for each class of cases, those of the place times the share of the
    /// interval.
    fn permutation(&self, events: &[Event], names: &[String], calendar: &Calendar) -> (Grid<f64>, Null) {
        let times = calendar.intervals();
        let by_weekday = self.parameters.yes("AdjustForWeeklyTrends");
        let mut classes: BTreeMap<(Vec<String>, i64), Dealt> = BTreeMap::new();
        for event in events {
            let weekday = if by_weekday { event.day.rem_euclid(7) } else { 0 };
            let (places, intervals) = classes.entry((event.class.clone(), weekday)).or_default();
            for _ in 0..event.count {
                places.push(u32::try_from(event.place).unwrap_or(u32::MAX));
                intervals.push(u32::try_from(calendar.interval(event.day)).unwrap_or(u32::MAX));
            }
        }
        let mut measure = Grid::new(names.len(), times);
        for (places, intervals) in classes.values() {
            let (mut by_place, mut by_time) = (vec![0.0; names.len()], vec![0.0; times]);
            for (&place, &time) in places.iter().zip(intervals) {
                by_place[place as usize] += 1.0;
                by_time[time as usize] += 1.0;
            }
            for (place, cases) in by_place.iter().enumerate() {
                for (cell, share) in measure.row_mut(place).iter_mut().zip(&by_time) {
                    *cell += cases * share / real(places.len());
                }
            }
        }
        let null = Null::Permutation {
            classes: classes.into_values().collect(),
            times: u32::try_from(times).unwrap_or(u32::MAX),
        };
        (measure, null)
    }

    fn spans(&self, calendar: &Calendar, domain: Domain, prospective: bool) -> Result<Spans, Fault> {
        let times = calendar.intervals();
        if domain == Domain::Space {
            return Ok(Spans::whole(1));
        }
        let length = calendar.length();
        let most = self.parameters.real("MaxTemporalSize", 50.0)?;
        let units = if self.parameters.number("MaxTemporalSizeInterpretation", 0)? == 0 {
            whole(most / 100.0 * real(calendar.units()) + 1e-9)
        } else {
            whole(most)
        };
        let longest = (units / length).clamp(1, times);
        let shortest = whole(self.parameters.real("MinimumTemporalClusterSize", 1.0)?).div_ceil(length);
        let first_end = match self.parameters.number("IncludeClusters", 0)? {
            _ if prospective => times - 1,
            0 => 0,
            1 => times - 1,
            _ => return Err(self.parameters.unsupported("IncludeClusters")),
        };
        Ok(Spans {
            shortest: shortest.clamp(1, longest),
            longest,
            first_end,
        })
    }

    /// From which end replicas are searched, and for how many analyses the p-value is adjusted.
    fn adjusted(&self, calendar: &Calendar, prospective: bool, spans: Spans) -> Result<(usize, usize), Fault> {
        if !prospective || !self.parameters.yes("AdjustForEarlierAnalyses") {
            return Ok((spans.first_end, 1));
        }
        let key = "ProspectiveStartDate";
        let text = self.parameters.text(key);
        let day = calendar.day(text).ok_or_else(|| self.parameters.value(key))?;
        let first = if day < calendar.first() {
            0
        } else {
            calendar.interval(day.min(calendar.last()))
        };
        Ok((
            first.min(spans.first_end),
            calendar.intervals() - first.min(spans.first_end),
        ))
    }
}
