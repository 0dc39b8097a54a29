//! What was counted over time, beside what was to be expected.

use crate::number;
use crate::table::{Cell, Column, Row, Table};

use super::Told;
use super::axis::Scale;
use super::drawing::{Anchor, Drawing, LINE, Pen, width_of};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 340.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 290.0;
const RIGHT: f64 = 706.0;

/// A line of counts or measures, with the expected range behind it where there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is called and says.
    pub told: Told,
    /// The words on it.
    pub words: LineWords,
    /// Its points, from early to late.
    pub moments: Vec<Moment>,
    /// Decimals of observed values: 0 for counts.
    pub decimals: u8,
}

/// The words on a line chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineWords {
    /// What the moments are: `Tháng`.
    pub moment: String,
    /// What is counted, with its unit: `Số vụ`.
    pub observed: String,
    /// What was expected: `Mức dự kiến`.
    pub expected: String,
    /// Between what and what: `Khoảng dự kiến 95%`.
    pub band: String,
    /// What a flagged moment is: `Vượt mức`.
    pub flagged: String,
}

/// A point in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// Its label, `11/2026`.
    pub label: String,
    /// What was observed; nothing where it is not known (yet).
    pub observed: Option<f64>,
    /// What was expected.
    pub expected: Option<Band>,
    /// Whether it calls for attention.
    pub is_flagged: bool,
}

/// A value that is expected, and the range around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Lower end.
    pub low: f64,
    /// Middle.
    pub middle: f64,
    /// Upper end.
    pub high: f64,
}

impl Line {
    /// The chart.
    pub fn svg(&self) -> String {
        Drawing::svg(&self.told, WIDTH, HEIGHT, |drawing| self.draw(drawing))
    }

    /// The same figures as rows.
    pub fn table(&self) -> Table {
        let words = &self.words;
        let has_band = self.has_band();
        let mut columns = vec![Column::centred(&words.moment, 12), Column::figures(&words.observed, 12)];
        if has_band {
            columns.push(Column::figures(&words.expected, 12));
            columns.push(Column::figures(&words.band, 18));
        }
        columns.push(Column::centred(&words.flagged, 12));
        let mut table = Table::new(&self.told.title, columns);
        table.rows = self
            .moments
            .iter()
            .map(|moment| Row::Plain(self.row(moment, has_band)))
            .collect();
        table
    }

    fn row(&self, moment: &Moment, has_band: bool) -> Vec<Cell> {
        let figure =
            |value: Option<f64>, decimals| value.map_or(Cell::Empty, |value| Cell::Decimal { value, decimals });
        let mut cells = vec![moment.label.as_str().into(), figure(moment.observed, self.decimals)];
        if has_band {
            cells.push(figure(moment.expected.map(|band| band.middle), 1));
            cells.push(moment.expected.map_or(Cell::Empty, |band| {
                let [low, high] = [band.low, band.high].map(|end| number::decimal(end, 1));
                Cell::Text(format!("{low} – {high}"))
            }));
        }
        cells.push(if moment.is_flagged {
            Cell::text("●")
        } else {
            Cell::Empty
        });
        cells
    }

    fn has_band(&self) -> bool {
        self.moments.iter().any(|moment| moment.expected.is_some())
    }

    fn draw(&self, drawing: &mut Drawing) {
        let ends = self.moments.iter().filter_map(|moment| moment.expected);
        let values = self.moments.iter().filter_map(|moment| moment.observed);
        let scale = Scale::of(values.chain(ends.flat_map(|band| [band.low, band.high])));
        let left = 16.0 + scale.ticks().map(|(_, label)| width_of(&label)).fold(0.0, f64::max);
        let y = |value: f64| BOTTOM - scale.place(value) * (BOTTOM - TOP);
        for (value, label) in scale.ticks() {
            drawing.line(Pen::Grid, &[(left, y(value)), (RIGHT, y(value))]);
            drawing.words((left - 6.0, y(value) + 4.0), Anchor::End, &label);
        }
        let x = self.places(left);
        self.draw_expected(drawing, &x, y);
        self.draw_observed(drawing, &x, y);
        drawing.line(Pen::Axis, &[(left, TOP), (left, BOTTOM), (RIGHT, BOTTOM)]);
        self.draw_moments(drawing, &x);
        self.draw_legend(drawing, left);
    }

    /// The middle of each moment's room.
    fn places(&self, left: f64) -> Vec<f64> {
        let count = u32::try_from(self.moments.len().max(1)).unwrap_or(u32::MAX);
        let room = (RIGHT - left) / f64::from(count);
        (0..count).map(|at| left + room * (f64::from(at) + 0.5)).collect()
    }

    /// A gap in what is known is a gap in the line: nothing is drawn across it.
    fn draw_expected(&self, drawing: &mut Drawing, x: &[f64], y: impl Fn(f64) -> f64) {
        let points = self
            .moments
            .iter()
            .zip(x)
            .map(|(moment, x)| moment.expected.map(|band| (*x, band)));
        for stretch in stretches(points) {
            let upper = stretch.iter().map(|(x, band)| (*x, y(band.high)));
            let lower = stretch.iter().rev().map(|(x, band)| (*x, y(band.low)));
            drawing.surface(Pen::Band, &upper.chain(lower).collect::<Vec<_>>());
            let middle: Vec<_> = stretch.iter().map(|(x, band)| (*x, y(band.middle))).collect();
            drawing.line(Pen::Expected, &middle);
        }
    }

    fn draw_observed(&self, drawing: &mut Drawing, x: &[f64], y: impl Fn(f64) -> f64) {
        let points = self
            .moments
            .iter()
            .zip(x)
            .map(|(moment, x)| Some((*x, y(moment.observed?))));
        for stretch in stretches(points) {
            drawing.line(Pen::Observed, &stretch);
        }
        for (moment, x) in self.moments.iter().zip(x) {
            let Some(value) = moment.observed else { continue };
            let told = format!("{}: {}", moment.label, number::decimal(value, self.decimals));
            drawing.circle(Pen::Dot, (*x, y(value)), 3.0, Some(&told));
            if moment.is_flagged {
                drawing.circle(Pen::Flag, (*x, y(value)), 8.0, None);
                let shown = number::decimal(value, self.decimals);
                drawing.words((*x, y(value) - 12.0), Anchor::Middle, &shown);
            }
        }
    }

    /// As many labels as have room.
    fn draw_moments(&self, drawing: &mut Drawing, x: &[f64]) {
        let widest = self
            .moments
            .iter()
            .map(|moment| width_of(&moment.label))
            .fold(1.0, f64::max)
            + 10.0;
        let room = match x {
            [first, second, ..] => second - first,
            _ => RIGHT,
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small positive number"
        )]
        let every = (widest / room).ceil().max(1.0) as usize;
        for (moment, x) in self.moments.iter().zip(x).step_by(every) {
            drawing.line(Pen::Axis, &[(*x, BOTTOM), (*x, BOTTOM + 4.0)]);
            drawing.words((*x, BOTTOM + 18.0), Anchor::Middle, &moment.label);
        }
    }

    fn draw_legend(&self, drawing: &mut Drawing, left: f64) {
        let words = &self.words;
        drawing.words((left - 6.0, 14.0), Anchor::Start, &words.observed);
        let mut at = left;
        let y = HEIGHT - LINE + 6.0;
        let mut entry = |drawing: &mut Drawing, words: &str, sign: &dyn Fn(&mut Drawing, f64)| {
            sign(drawing, at);
            drawing.words((at + 32.0, y), Anchor::Start, words);
            at += 32.0 + width_of(words) + 22.0;
        };
        entry(drawing, &words.observed, &|drawing, x| {
            drawing.line(Pen::Observed, &[(x, y - 4.0), (x + 26.0, y - 4.0)]);
            drawing.circle(Pen::Dot, (x + 13.0, y - 4.0), 3.0, None);
        });
        if self.has_band() {
            entry(drawing, &words.expected, &|drawing, x| {
                drawing.line(Pen::Expected, &[(x, y - 4.0), (x + 26.0, y - 4.0)]);
            });
            entry(drawing, &words.band, &|drawing, x| {
                drawing.rectangle(Pen::Band, (x, y - 10.0), (26.0, 12.0), None);
            });
        }
        if self.moments.iter().any(|moment| moment.is_flagged) {
            entry(drawing, &words.flagged, &|drawing, x| {
                drawing.circle(Pen::Dot, (x + 13.0, y - 4.0), 3.0, None);
                drawing.circle(Pen::Flag, (x + 13.0, y - 4.0), 7.0, None);
            });
        }
    }
}

/// Neighbours that are known, together.
fn stretches<T>(points: impl Iterator<Item = Option<T>>) -> Vec<Vec<T>> {
    let mut stretches = vec![Vec::new()];
    for point in points {
        match (point, stretches.last_mut()) {
            (Some(point), Some(last)) => last.push(point),
            _ => stretches.push(Vec::new()),
        }
    }
    stretches.retain(|stretch| !stretch.is_empty());
    stretches
}
