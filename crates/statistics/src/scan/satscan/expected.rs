//! Expected cases of the Poisson model: population over time, classes, trends, known risks.

use super::dates::{Calendar, Day};
use super::records::Record;
use super::{Event, Fault, FaultKind, Reading};
use crate::scan::grid::Grid;
use crate::scan::number::real;

use std::collections::BTreeMap;

/// People by class and place at the days they were counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Population {
    classes: BTreeMap<Vec<String>, BTreeMap<usize, BTreeMap<Day, f64>>>,
}

impl Population {
    pub(super) fn add(&mut self, class: Vec<String>, place: usize, day: Day, people: f64) {
        let counts = self.classes.entry(class).or_default().entry(place).or_default();
        *counts.entry(day).or_default() += people;
    }
}

/// The number of people times days between two days, where the population changes in a straight line between the days it
/// was counted and not at all outside them.
fn person_days(counts: &BTreeMap<Day, f64>, from: Day, to: Day) -> f64 {
    let whole = |day: Day| real(usize::try_from(day).unwrap_or_default());
    let (Some((&first, &first_people)), Some((&last, &last_people))) =
        (counts.first_key_value(), counts.last_key_value())
    else {
        return 0.0;
    };
    let mut sum = 0.0;
    if from < first {
        sum += first_people * whole(to.min(first) - from);
    }
    if to > last {
        sum += last_people * whole(to - from.max(last));
    }
    for ((&start, &before), (&end, &after)) in counts.iter().zip(counts.iter().skip(1)) {
        let (a, b) = (from.max(start), to.min(end));
        if a < b {
            let at = |day: Day| before + (after - before) * whole(day - start) / whole(end - start);
            sum += f64::midpoint(at(a), at(b)) * whole(b - a);
        }
    }
    sum
}

/// Expected cases by place and interval: each class of people has the rate that it has in the whole study (indirect
/// standardisation), then trends and known risks.
pub(super) fn poisson(
    reading: &mut Reading<'_, '_>,
    population: Option<&Population>,
    events: &[Event],
    names: &[String],
    calendar: &Calendar,
) -> Result<Grid<f64>, Fault> {
    let weekly = reading.parameters.yes("AdjustForWeeklyTrends");
    let mut cases: BTreeMap<(&[String], usize), f64> = BTreeMap::new();
    for event in events {
        // Without classes in the population, those of the cases say nothing.
        let class = match population {
            Some(population) if !population.classes.contains_key(&Vec::new()) => event.class.as_slice(),
            _ => &[],
        };
        let weekday = if weekly { weekday(event.day) } else { 0 };
        *cases.entry((class, weekday)).or_default() += f64::from(event.count);
        let lived = population.is_none_or(|population| {
            population
                .classes
                .get(class)
                .and_then(|places| places.get(&event.place))
                .is_some_and(|counts| counts.values().any(|&people| people > 0.0))
        });
        if !lived && event.count > 0 {
            let mut name = vec![names[event.place].clone()];
            name.extend(class.iter().cloned());
            let kind = FaultKind::NoPopulation(name.join(" "));
            return Err(reading.fault_in("CaseFile", Some(event.line), kind));
        }
    }
    let times = calendar.intervals();
    let mut expected = Grid::new(names.len(), times);
    let uniform;
    let classes = if let Some(population) = population {
        &population.classes
    } else {
        let counts = BTreeMap::from([(calendar.first(), 1.0)]);
        let places = (0..names.len()).map(|place| (place, counts.clone())).collect();
        uniform = BTreeMap::from([(Vec::new(), places)]);
        &uniform
    };
    let weekdays = if weekly { 7 } else { 1 };
    for (class, places) in classes {
        let mut people = Grid::new(names.len(), times);
        for (&place, counts) in places {
            for (cell, edges) in people.row_mut(place).iter_mut().zip(calendar.edges().windows(2)) {
                *cell = person_days(counts, edges[0], edges[1]);
            }
        }
        for day in 0..weekdays {
            let shares: Vec<f64> = if weekly {
                weekday_shares(calendar, day)
            } else {
                vec![1.0; times]
            };
            let lived = people.by_time();
            let total: f64 = lived.iter().zip(&shares).map(|(people, share)| people * share).sum();
            let cases = cases.get(&(class.as_slice(), day)).copied().unwrap_or_default();
            if total <= 0.0 {
                continue;
            }
            for place in 0..names.len() {
                let cells = expected.row_mut(place).iter_mut();
                for ((cell, people), share) in cells.zip(people.row(place)).zip(&shares) {
                    *cell += people * share * cases / total;
                }
            }
        }
    }
    adjust(reading, &mut expected, events, names, calendar)?;
    let total: f64 = cases.values().sum();
    let sum = expected.total();
    for cell in expected.values_mut() {
        *cell *= total / sum;
    }
    Ok(expected)
}

/// How far each interval of one day belongs to a weekday.
///
/// `SaTScan` 10.3.2 takes the people of a weekday's class for counted on the edges of days and for changing in a straight
/// line between them: half of a day is its own weekday's, a quarter that of either neighbour, and nothing is outside the
/// study. No document says so; it was found from the ratios printed for a reference run, which it gives to all figures.
fn weekday_shares(calendar: &Calendar, of: usize) -> Vec<f64> {
    let days = &calendar.edges()[..calendar.intervals()];
    let own: Vec<f64> = days
        .iter()
        .map(|&day| if weekday(day) == of { 1.0 } else { 0.0 })
        .collect();
    let at = |time: Option<usize>| time.and_then(|time| own.get(time)).copied().unwrap_or(0.0);
    (0..own.len())
        .map(|time| own[time] / 2.0 + (at(time.checked_sub(1)) + at(Some(time + 1))) / 4.0)
        .collect()
}

fn weekday(day: Day) -> usize {
    usize::try_from(day.rem_euclid(7)).unwrap_or_default()
}

fn adjust(
    reading: &mut Reading<'_, '_>,
    expected: &mut Grid<f64>,
    events: &[Event],
    names: &[String],
    calendar: &Calendar,
) -> Result<(), Fault> {
    let parameters = reading.parameters;
    let times = calendar.intervals();
    let mut observed = vec![0.0; times];
    let mut by_place = vec![0.0; names.len()];
    for event in events {
        observed[calendar.interval(event.day)] += f64::from(event.count);
        by_place[event.place] += f64::from(event.count);
    }
    if parameters.yes("UseAdjustmentsByRRFile") {
        known_risks(reading, expected, names, calendar)?;
    }
    let trend = match parameters.number("TimeTrendAdjustmentType", 0)? {
        0 => None,
        4 => {
            // Each interval has as many cases as it has: what is left is how they lie in space.
            let sums = expected.by_time();
            let factor = |(cases, sum): (&f64, &f64)| if *sum > 0.0 { cases / sum } else { 0.0 };
            Some(observed.iter().zip(&sums).map(factor).collect())
        }
        2 => {
            let text = parameters.text("TimeTrendPercentage");
            let percent: f64 = text.parse().map_err(|_| parameters.value("TimeTrendPercentage"))?;
            let yearly = (percent / 100.0).ln_1p();
            let middle = |time: usize| {
                let edges = calendar.edges();
                let days = edges[time] + edges[time + 1] - 2 * edges[0];
                real(usize::try_from(days).unwrap_or_default()) / 2.0 / 365.25
            };
            Some((0..times).map(|time| (yearly * middle(time)).exp()).collect())
        }
        3 => Some(log_linear(&observed, &expected.by_time(), 1)),
        5 => Some(log_linear(&observed, &expected.by_time(), 2)),
        _ => return Err(parameters.unsupported("TimeTrendAdjustmentType")),
    };
    if let Some(trend) = trend {
        for place in 0..names.len() {
            for (cell, factor) in expected.row_mut(place).iter_mut().zip(&trend) {
                *cell *= factor;
            }
        }
    }
    match parameters.number("SpatialAdjustmentType", 0)? {
        0 => {}
        1 | 2 => {
            let sums = expected.by_place();
            for place in 0..names.len() {
                for cell in expected.row_mut(place) {
                    *cell *= if sums[place] > 0.0 {
                        by_place[place] / sums[place]
                    } else {
                        0.0
                    };
                }
            }
        }
        _ => return Err(parameters.unsupported("SpatialAdjustmentType")),
    }
    Ok(())
}

/// Factors `exp(b₁ t + b₂ t² …)` by Poisson regression of the cases of each interval on its number, with what is expected
/// as the exposure.
fn log_linear(observed: &[f64], expected: &[f64], degree: usize) -> Vec<f64> {
    let count = real(observed.len());
    let row = |time: usize| -> Vec<f64> {
        let x = (real(time) + 0.5) / count - 0.5;
        (0..=degree)
            .map(|power| x.powi(i32::try_from(power).unwrap_or_default()))
            .collect()
    };
    let mut beta = vec![0.0; degree + 1];
    for _ in 0..50 {
        let mut gradient = vec![0.0; degree + 1];
        let mut curvature = vec![vec![0.0; degree + 1]; degree + 1];
        for (time, (&cases, &exposure)) in observed.iter().zip(expected).enumerate() {
            let x = row(time);
            let mean = exposure * x.iter().zip(&beta).map(|(x, b)| x * b).sum::<f64>().exp();
            for i in 0..=degree {
                gradient[i] += (cases - mean) * x[i];
                for j in 0..=degree {
                    curvature[i][j] += mean * x[i] * x[j];
                }
            }
        }
        let step = solve(curvature, gradient);
        for (b, step) in beta.iter_mut().zip(&step) {
            *b += step;
        }
        if step.iter().all(|step| step.abs() < 1e-12) {
            break;
        }
    }
    (0..observed.len())
        .map(|time| {
            row(time)
                .iter()
                .zip(&beta)
                .skip(1)
                .map(|(x, b)| x * b)
                .sum::<f64>()
                .exp()
        })
        .collect()
}

/// Solves a small positive definite system by elimination.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for pivot in 0..size {
        let (above, below) = matrix.split_at_mut(pivot + 1);
        let row = &above[pivot];
        for (offset, other) in below.iter_mut().enumerate() {
            let factor = other[pivot] / row[pivot];
            for (cell, value) in other.iter_mut().zip(row) {
                *cell -= factor * value;
            }
            right[pivot + 1 + offset] -= factor * right[pivot];
        }
    }
    for pivot in (0..size).rev() {
        let known: f64 = (pivot + 1..size)
            .map(|column| matrix[pivot][column] * right[column])
            .sum();
        right[pivot] = (right[pivot] - known) / matrix[pivot][pivot];
    }
    right
}

/// Multiplies by known relative risks: place (or `All`), risk, and a period if not the whole study.
fn known_risks(
    reading: &mut Reading<'_, '_>,
    expected: &mut Grid<f64>,
    names: &[String],
    calendar: &Calendar,
) -> Result<(), Fault> {
    let key = "AdjustmentsByKnownRelativeRisksFilename";
    let file = reading.parameters.text(key).to_owned();
    for record in reading.records(key)? {
        let risk = reading.real_at(key, &record, 1)?;
        let day = |record: &Record, column: usize| match record.fields.get(column) {
            None => Ok(None),
            Some(text) => calendar
                .day(text)
                .map(Some)
                .ok_or_else(|| record.fault(&file, FaultKind::Date(text.clone()))),
        };
        let from = day(&record, 2)?.unwrap_or(calendar.first());
        let to = day(&record, 3)?.unwrap_or(calendar.last()) + 1;
        let all = record.fields[0].eq_ignore_ascii_case("all");
        let places = if all {
            0..names.len()
        } else {
            match reading.place(key, &record, names)? {
                Some(place) => place..place + 1,
                None => continue,
            }
        };
        for place in places {
            for (cell, edges) in expected.row_mut(place).iter_mut().zip(calendar.edges().windows(2)) {
                let days = |a: Day, b: Day| real(usize::try_from((b - a).max(0)).unwrap_or_default());
                let share = days(edges[0].max(from), edges[1].min(to)) / days(edges[0], edges[1]);
                *cell *= 1.0 + share * (risk - 1.0);
            }
        }
    }
    Ok(())
}
