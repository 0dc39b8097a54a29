//! Bars, one a row, and rows of bars made of classes that add up.

use crate::number;
use crate::table::{Cell, Column, Row, Table};

use super::Told;
use super::axis::Scale;
use super::drawing::{Anchor, Drawing, HATCHINGS, LINE, Pen, width_of};

const WIDTH: f64 = 720.0;
const BAR: f64 = 18.0;
const PITCH: f64 = 28.0;
const TOP: f64 = 14.0;
/// Labels take at most this share of the width; longer ones are cut, and told in full.
const LABELS: f64 = 250.0;

/// Lying bars, one for each label.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// What it is called and says.
    pub told: Told,
    /// What the labels are: `Cơ quan`.
    pub label: String,
    /// What is measured, with its unit: `Số nhiệm vụ quá hạn`.
    pub value: String,
    /// Decimals of the values: 0 for counts.
    pub decimals: u8,
    /// The bars, from top to bottom.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Whose it is.
    pub label: String,
    /// How long it is; not negative.
    pub value: f64,
}

/// Lying bars made of classes that add up, each with its hatching and its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stacked {
    /// What it is called and says.
    pub told: Told,
    /// What the labels are: `Cơ quan`.
    pub label: String,
    /// What the sum of the classes is: `Tổng số`.
    pub total: String,
    /// Names of the classes, in their official order.
    pub classes: [String; 4],
    /// The bars, from top to bottom.
    pub bars: Vec<StackedBar>,
}

/// A bar of four classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackedBar {
    /// Whose it is.
    pub label: String,
    /// How many are in each class.
    pub counts: [u32; 4],
}

impl Bars {
    /// The chart.
    pub fn svg(&self) -> String {
        let rows = Rows::new(self.bars.iter().map(|bar| bar.label.as_str()));
        let scale = Scale::of(self.bars.iter().map(|bar| bar.value));
        let height = rows.bottom() + 2.0 * LINE;
        Drawing::svg(&self.told, WIDTH, height, |drawing| {
            rows.draw_frame(drawing, &scale);
            for (at, bar) in self.bars.iter().enumerate() {
                let shown = number::decimal(bar.value, self.decimals);
                let told = format!("{}: {shown}", bar.label);
                let length = scale.place(bar.value.max(0.0)) * rows.room();
                drawing.rectangle(Pen::Hatched(0), (rows.left, Rows::top(at)), (length, BAR), Some(&told));
                drawing.label((rows.left + length + 6.0, Rows::top(at) + 14.0), Anchor::Start, &shown);
            }
            drawing.words((rows.left, height - 4.0), Anchor::Start, &self.value);
        })
    }

    /// The same figures as rows.
    pub fn table(&self) -> Table {
        let columns = vec![Column::words(&self.label, 40), Column::figures(&self.value, 14)];
        let mut table = Table::new(&self.told.title, columns);
        let row = |bar: &Bar| {
            Row::Plain(vec![
                bar.label.as_str().into(),
                Cell::Decimal {
                    value: bar.value,
                    decimals: self.decimals,
                },
            ])
        };
        table.rows = self.bars.iter().map(row).collect();
        table
    }
}

impl Stacked {
    /// The chart.
    pub fn svg(&self) -> String {
        let rows = Rows::new(self.bars.iter().map(|bar| bar.label.as_str()));
        let scale = Scale::of(self.bars.iter().map(|bar| as_f64(bar.total())));
        let legend = self.legend_lines(rows.left);
        let lines = u32::try_from(legend.len()).unwrap_or(u32::MAX);
        let height = rows.bottom() + LINE + 8.0 + f64::from(lines) * (LINE + 4.0);
        Drawing::svg(&self.told, WIDTH, height, |drawing| {
            rows.draw_frame(drawing, &scale);
            for (at, bar) in self.bars.iter().enumerate() {
                self.draw_bar(drawing, bar, (rows.left, Rows::top(at)), |count| {
                    scale.place(as_f64(count)) * rows.room()
                });
            }
            let mut y = rows.bottom() + 2.0 * LINE + 6.0;
            for line in legend {
                for (class, x) in line {
                    drawing.rectangle(hatching(class), (x, y - 11.0), (22.0, 13.0), None);
                    drawing.words((x + 28.0, y), Anchor::Start, &self.classes[class]);
                }
                y += LINE + 4.0;
            }
        })
    }

    /// The same figures as rows.
    pub fn table(&self) -> Table {
        let mut columns = vec![Column::words(&self.label, 40), Column::figures(&self.total, 10)];
        columns.extend(self.classes.iter().map(|class| Column::figures(class, 14)));
        let mut table = Table::new(&self.told.title, columns);
        let row = |bar: &StackedBar| {
            let counts = bar.counts.iter().map(|count| Cell::count(*count));
            let before = [bar.label.as_str().into(), Cell::count(bar.total())];
            Row::Plain(before.into_iter().chain(counts).collect())
        };
        table.rows = self.bars.iter().map(row).collect();
        table
    }

    /// Numbers stand in the segments that have room for them, the sum behind the bar. Room for letters in a dark segment is
    /// white.
    fn draw_bar(&self, drawing: &mut Drawing, bar: &StackedBar, (left, top): (f64, f64), length: impl Fn(u64) -> f64) {
        let mut before = 0;
        for (class, count) in bar.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let (from, to) = (length(before), length(before + u64::from(*count)));
            before += u64::from(*count);
            let shown = number::count((*count).into());
            let told = format!("{}, {}: {shown}", bar.label, self.classes[class]);
            let size = (to - from, BAR);
            drawing.rectangle(hatching(class), (left + from, top), size, Some(&told));
            if size.0 > width_of(&shown) + 8.0 {
                let middle = left + f64::midpoint(from, to);
                drawing.label((middle, top + 14.0), Anchor::Middle, &shown);
            }
        }
        let sum = number::count(i64::try_from(bar.total()).unwrap_or(i64::MAX));
        drawing.label((left + length(before) + 6.0, top + 14.0), Anchor::Start, &sum);
    }

    /// Which classes stand on which line of the legend, and where.
    fn legend_lines(&self, left: f64) -> Vec<Vec<(usize, f64)>> {
        let mut lines: Vec<Vec<(usize, f64)>> = vec![Vec::new()];
        let start = left.min(40.0);
        let mut x = start;
        for (class, words) in self.classes.iter().enumerate() {
            let needed = 28.0 + width_of(words) + 24.0;
            if x + needed > WIDTH && x > start {
                lines.push(Vec::new());
                x = start;
            }
            if let Some(line) = lines.last_mut() {
                line.push((class, x));
            }
            x += needed;
        }
        lines
    }
}

impl StackedBar {
    /// How many there are in all classes.
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|count| u64::from(*count)).sum()
    }
}

/// The last class, what is overdue, is the darkest.
fn hatching(class: usize) -> Pen {
    Pen::Hatched(HATCHINGS - 1 - class)
}

#[expect(clippy::cast_precision_loss, reason = "a length on paper")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

/// Rows with a label each and room for a bar.
struct Rows<'a> {
    labels: Vec<&'a str>,
    left: f64,
}

impl<'a> Rows<'a> {
    fn new(labels: impl Iterator<Item = &'a str>) -> Self {
        let labels: Vec<&str> = labels.collect();
        let widest = labels.iter().map(|label| width_of(label)).fold(0.0, f64::max);
        Self {
            labels,
            left: widest.min(LABELS) + 14.0,
        }
    }

    /// Room for a bar: the sum stands behind the longest.
    fn room(&self) -> f64 {
        WIDTH - self.left - 60.0
    }

    fn top(at: usize) -> f64 {
        TOP + f64::from(u32::try_from(at).unwrap_or(u32::MAX)) * PITCH + (PITCH - BAR) / 2.0
    }

    fn bottom(&self) -> f64 {
        TOP + f64::from(u32::try_from(self.labels.len()).unwrap_or(u32::MAX)) * PITCH
    }

    fn draw_frame(&self, drawing: &mut Drawing, scale: &Scale) {
        for (value, label) in scale.ticks() {
            let x = self.left + scale.place(value) * self.room();
            drawing.line(Pen::Grid, &[(x, TOP), (x, self.bottom())]);
            drawing.words((x, self.bottom() + 15.0), Anchor::Middle, &label);
        }
        for (at, label) in self.labels.iter().enumerate() {
            drawing.words((self.left - 8.0, Self::top(at) + 14.0), Anchor::End, &cut(label));
        }
        drawing.line(Pen::Axis, &[(self.left, TOP), (self.left, self.bottom())]);
    }
}

/// A label that has room; the whole of it stands in what the bar tells and in the table.
fn cut(label: &str) -> String {
    if width_of(label) <= LABELS {
        return label.to_owned();
    }
    let mut kept = label.to_owned();
    while width_of(&kept) > LABELS - 8.0 && kept.pop().is_some() {}
    format!("{}…", kept.trim_end())
}
