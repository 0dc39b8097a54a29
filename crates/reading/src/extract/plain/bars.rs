//! Tables crawled from web pages with every cell separator on a line of its own.
//!
//! ```text
//! |
//! STT
//! |
//! Nội dung
//! |
//! |
//! 1
//! ```
//!
//! A row is bar, cell, bar, …, cell, bar; two rows meet as two bars. An empty cell looks the same as such a meeting, and
//! the last bar of a table looks the same as a separator. The reading with the least cost is taken: rows of one width
//! are free; short rows, new tables, empty cells and cells that look like running text cost.

use super::{Part, markup, paragraphs};
use crate::extract::{CellContent, portal};

/// Columns of the widest table considered.
const WIDEST: usize = 24;
/// Room for all widths from 0 on: a multiple of four, so that four are weighed at once.
const WIDTHS: usize = (WIDEST + 1).next_multiple_of(4);
/// Bars of one file that are considered; beyond it they are left out and the lines read as prose.
const MOST_BARS: usize = 60_000;

const NEW_TABLE: f32 = 1.0;
const SKIPPED_BAR: f32 = 0.8;
const EMPTY_CELL: f32 = 0.1;
/// The first row, which should show all columns, is short; on top of the cost of a short row.
const SHORT_FIRST_ROW: f32 = 0.4;
/// Each column of a table, so that prose between bars is not taken for one wide row.
const COLUMN: f32 = 0.05;
const SHORT_ROW: f32 = 0.5;
/// Cells of a row of a letterhead or a signature, at most, and what more of them cost.
const FRAME_CELLS: usize = 3;
const CROWDED_FRAME: f32 = 4.0;
/// Rows that only name a section of the table: number and heading.
const SECTION_ROW: f32 = 0.2;
const SECTION_CELLS: usize = 3;

/// Parts the lines at lone bars into prose and tables.
pub(super) fn split<'a>(lines: &[&'a str]) -> Vec<Part<'a>> {
    let segments: Vec<&[&str]> = lines.split(|line| is_bar(line)).collect();
    let bars = segments.len() - 1;
    if !(2..=MOST_BARS).contains(&bars) {
        let prose = lines.iter().copied().filter(|line| !is_bar(line)).collect();
        return vec![Part::Prose(prose)];
    }
    assemble(&segments, &Plan::cheapest(&segments))
}

/// A bar alone on its line.
pub(super) fn is_bar(line: &str) -> bool {
    // Most lines begin with a letter or a sign: they need no second look.
    let may_be = matches!(line.as_bytes().first(), Some(b'|' | ..=b' ' | 0xc2 | 0xe1..=0xe3));
    may_be && line.trim() == "|"
}

/// What begins at a bar, by the width of its table: the cells of its first row, what that row and all after it costs, and
/// whether another row of the table follows.
#[derive(Clone)]
struct Rows {
    cost: [f32; WIDTHS],
    /// The cells, with [`GOES_ON`] added when another row follows: one number, so that all widths are weighed at once.
    taken: [u32; WIDTHS],
}

const GOES_ON: u32 = 1 << 16;

const NO_ROWS: Rows = Rows {
    cost: [f32::INFINITY; WIDTHS],
    taken: [1; WIDTHS],
};

impl Rows {
    /// Takes a row of so many cells for all widths at which it is cheaper; of two equal ones the later.
    fn take_going_on(&mut self, cells: u32, looks: f32, widths: &[f32; WIDTHS], after: &[f32; WIDTHS]) {
        let known = self.cost.iter_mut().zip(&mut self.taken);
        for ((cost, taken), (width, after)) in known.zip(widths.iter().zip(after)) {
            let found = looks + width + after;
            let kept = if found <= *cost { 0 } else { u32::MAX };
            *taken = chosen(*taken, cells + GOES_ON, kept);
            *cost = f32::from_bits(chosen(cost.to_bits(), found.to_bits(), kept));
        }
    }

    /// The same for a row that ends its table; of two equal ones the earlier.
    fn take_ending(&mut self, cells: u32, looks: f32, widths: &[f32; WIDTHS], after: f32) {
        let known = self.cost.iter_mut().zip(&mut self.taken);
        for ((cost, taken), width) in known.zip(widths) {
            let found = looks + width + after;
            let kept = if found < *cost { 0 } else { u32::MAX };
            *taken = chosen(*taken, cells, kept);
            *cost = f32::from_bits(chosen(cost.to_bits(), found.to_bits(), kept));
        }
    }

    /// The cells of the row of a table of this width, and whether another row follows.
    fn of_width(&self, width: usize) -> (usize, bool) {
        let taken = self.taken[width];
        ((taken % GOES_ON) as usize, taken >= GOES_ON)
    }
}

/// What was known where the bits of `kept` are set, else what was found. A condition would be compiled to a jump for each
/// width, for a place that stays need not be written.
fn chosen(known: u32, found: u32, kept: u32) -> u32 {
    known & kept | found & !kept
}

/// What to do with each bar.
struct Plan {
    /// By bar: the width of the table that opens here, 0 to skip the bar; and the cost from here on.
    outside: Vec<(usize, f32)>,
    /// By bar: the first rows of tables.
    first: Vec<Rows>,
    /// By bar: later rows.
    later: Vec<Rows>,
}

impl Plan {
    /// Finds the cheapest plan from the last bar to the first.
    fn cheapest(segments: &[&[&str]]) -> Self {
        let bars = segments.len() - 1;
        let looks: Vec<Looks> = segments.iter().map(|segment| Looks::of(segment)).collect();
        let mut plan = Self {
            outside: vec![(0, 0.0); bars + 2],
            first: vec![NO_ROWS; bars + 2],
            later: vec![NO_ROWS; bars + 2],
        };
        for bar in (1..=bars).rev() {
            plan.find_rows(&looks, bar);
            plan.outside[bar] = plan.best_outside(bar);
        }
        plan
    }

    /// Finds the cheapest rows that begin at a bar.
    fn find_rows(&mut self, looks: &[Looks], bar: usize) {
        let bars = looks.len() - 1;
        let (mut first, mut later) = (NO_ROWS, NO_ROWS);
        let (mut content, mut framed) = (0.0, false);
        for ((cells, count), seen) in (1..).zip(1..=WIDEST).zip(&looks[bar..bars]) {
            content += seen.cost;
            framed |= seen.frames;
            let crowded = framed && count > FRAME_CELLS;
            let cost = content + if crowded { CROWDED_FRAME } else { 0.0 };
            let end = bar + count;
            if end < bars && looks[end].empty {
                let after = &self.later[end + 1].cost;
                first.take_going_on(cells, cost, &FIRST[count], after);
                later.take_going_on(cells, cost, &LATER[count], after);
            }
            let after = self.outside[end + 1].1;
            first.take_ending(cells, cost, &FIRST[count], after);
            later.take_ending(cells, cost, &LATER[count], after);
        }
        self.first[bar] = first;
        self.later[bar] = later;
    }

    fn best_outside(&self, bar: usize) -> (usize, f32) {
        let mut best = (0, SKIPPED_BAR + self.outside[bar + 1].1);
        for width in 1..=WIDEST {
            let cost = NEW_TABLE + self.first[bar].cost[width];
            if cost < best.1 {
                best = (width, cost);
            }
        }
        best
    }
}

/// By number of cells and width of the table: what the number of cells of a row costs.
type Widths = [[f32; WIDTHS]; WIDTHS];
static FIRST: Widths = costs_of_widths(true);
static LATER: Widths = costs_of_widths(false);

/// No table is narrower than its rows.
const fn costs_of_widths(first: bool) -> Widths {
    let mut costs = [[f32::INFINITY; WIDTHS]; WIDTHS];
    let mut width = 1;
    while width <= WIDEST {
        let (mut cells, mut columns) = (1, 1.0);
        while cells <= width {
            costs[cells][width] = cost_of_width(cells, columns, cells == width, first);
            cells += 1;
            columns += 1.0;
        }
        width += 1;
    }
    costs
}

const fn cost_of_width(cells: usize, columns: f32, whole: bool, first: bool) -> f32 {
    let short = match cells {
        _ if whole => 0.0,
        1..=SECTION_CELLS => SECTION_ROW,
        _ => SHORT_ROW,
    };
    let narrow = columns * COLUMN;
    match (first, whole) {
        (false, _) => short,
        (true, true) => narrow,
        (true, false) => short + SHORT_FIRST_ROW + narrow,
    }
}

/// What the lines between two bars look like.
struct Looks {
    /// What it costs to take them for one cell.
    cost: f32,
    empty: bool,
    /// They belong to a letterhead or a signature, which have two columns.
    frames: bool,
}

impl Looks {
    fn of(segment: &[&str]) -> Self {
        if is_empty(segment) {
            return Self {
                cost: EMPTY_CELL,
                empty: true,
                frames: false,
            };
        }
        let frames = segment
            .iter()
            .any(|line| line.contains("Độc lập - Tự do") || line.contains("Nơi nhận"));
        let is_blank = |line: Option<&&str>| line.is_some_and(|line| line.is_empty());
        let spaced = is_blank(segment.first()) || is_blank(segment.last());
        let length = match segment.len() {
            _ if frames => 0.0,
            0..=12 => 0.0,
            13..=40 => 0.8,
            _ => 3.0,
        };
        let opens = segment
            .iter()
            .find(|line| !markup::is_rule(line))
            .is_some_and(|line| opens_document(line));
        let chrome = segment.iter().any(|line| portal::is_chrome_line(line));
        let cost = length + if spaced { 4.0 } else { 0.0 } + if opens || chrome { 3.0 } else { 0.0 };
        Self {
            cost,
            empty: false,
            frames,
        }
    }
}

/// The line names a kind of document or an annex: it stands in the running text, not in a cell.
fn opens_document(line: &str) -> bool {
    const OPENINGS: [&str; 14] = [
        "KẾ HOẠCH",
        "QUYẾT ĐỊNH",
        "CHỈ THỊ",
        "THÔNG BÁO",
        "CÔNG ĐIỆN",
        "NGHỊ QUYẾT",
        "CHƯƠNG TRÌNH",
        "PHỤ LỤC",
        "HƯỚNG DẪN",
        "BÁO CÁO",
        "TỜ TRÌNH",
        "ĐỀ ÁN",
        "QUY CHẾ",
        "NGHỊ ĐỊNH",
    ];
    let line = line.trim().trim_matches('*').trim();
    OPENINGS
        .iter()
        .any(|opening| line == *opening || (*opening == "PHỤ LỤC" && line.starts_with(opening)))
}

fn is_empty(segment: &[&str]) -> bool {
    segment.iter().all(|line| markup::is_rule(line.trim()))
}

fn assemble<'a>(segments: &[&[&'a str]], plan: &Plan) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut prose: Vec<&str> = segments[0].to_vec();
    let mut bar = 1;
    while bar < segments.len() {
        let width = plan.outside[bar].0;
        if width == 0 {
            prose.extend(segments[bar]);
            bar += 1;
            continue;
        }
        parts.push(Part::Prose(std::mem::take(&mut prose)));
        let (rows, end) = table(segments, plan, bar, width);
        parts.extend(tables(&rows));
        prose.extend(segments[end]);
        bar = end + 1;
    }
    parts.push(Part::Prose(prose));
    parts
}

/// Rows of cell lines.
type Lines<'s, 'a> = Vec<Vec<&'s [&'a str]>>;

/// The rows of the table that opens at a bar, and its last bar.
fn table<'s, 'a>(segments: &'s [&'s [&'a str]], plan: &Plan, mut bar: usize, width: usize) -> (Lines<'s, 'a>, usize) {
    let mut rows = Vec::new();
    let mut found = &plan.first[bar];
    loop {
        let (cells, goes_on) = found.of_width(width);
        rows.push(segments[bar..bar + cells].to_vec());
        bar += cells;
        if !goes_on {
            return (rows, bar);
        }
        bar += 1;
        found = &plan.later[bar];
    }
}

/// Writes rows as tables; a letterhead under the rows of a portal's list of properties begins a table of its own.
fn tables<'a>(rows: &Lines<'_, 'a>) -> Vec<Part<'a>> {
    let mut tables = vec![Lines::new()];
    for row in rows.iter().filter(|row| !row.iter().all(|cell| is_empty(cell))) {
        let is_letterhead = row
            .iter()
            .flat_map(|cell| cell.iter())
            .any(|line| line.contains("Độc lập - Tự do"));
        if is_letterhead {
            tables.push(Vec::new());
        }
        if let Some(table) = tables.last_mut() {
            table.push(row.clone());
        }
    }
    tables
        .iter()
        .filter(|table| !table.is_empty())
        .map(|table| Part::Table(cells(table)))
        .collect()
}

/// Cells of a table; the last of a short row that names a section fills the width.
fn cells(rows: &Lines<'_, '_>) -> Vec<Vec<CellContent>> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let row = |row: &Vec<&[&str]>| {
        let fills = if row.len() <= SECTION_CELLS { row.len() } else { 0 };
        let cell = |(at, lines): (usize, &&[&str])| CellContent {
            paragraphs: cell(lines),
            width: if at + 1 == fills { width - at } else { 1 },
            from_above: false,
        };
        row.iter().enumerate().map(cell).collect()
    };
    rows.iter().map(row).collect()
}

fn cell(lines: &[&str]) -> Vec<(String, crate::extract::Style)> {
    let paragraphs = paragraphs::join(lines, &paragraphs::Shape::of_cell());
    paragraphs
        .iter()
        .map(|paragraph| markup::read(paragraph))
        .filter(|p| !markup::is_rule(&p.0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Part;
    use super::split;

    fn shape(text: &str) -> Vec<String> {
        let text = text.replace(" / ", "\n");
        let lines: Vec<&str> = text.lines().collect();
        let mut seen = Vec::new();
        for part in split(&lines) {
            match part {
                Part::Prose(lines) => seen.extend(lines.iter().filter(|l| !l.is_empty()).map(|l| (*l).to_owned())),
                Part::Table(rows) => seen.extend(rows.iter().map(|row| {
                    row.iter()
                        .map(|c| c.paragraphs.iter().map(|p| p.0.trim()).collect::<Vec<_>>().join(" "))
                        .collect::<Vec<_>>()
                        .join(" ; ")
                })),
            }
        }
        seen
    }

    /// Writes `a|b||c|d` with every bar on its own line.
    fn crawled(row: &str) -> String {
        row.replace('|', "\n|\n").replace("\n\n", "\n")
    }

    #[test]
    fn letterhead_body_signature_and_annex() {
        let text = crawled(
            "|UBND|CỘNG HÒA||Số: 1|Huế, ngày 1|KẾ HOẠCH / Về rừng / Việc một|Nơi nhận:|CHỦ TỊCH|PHỤ LỤC / Kèm theo|TT|Việc|Chủ trì|Hạn||I|RỪNG||1|Tuần tra|Sở|2026||2|Trồng|Xã||",
        );
        let seen = shape(&text);
        let expected = [
            "UBND ; CỘNG HÒA",
            "Số: 1 ; Huế, ngày 1",
            "KẾ HOẠCH",
            "Về rừng",
            "Việc một",
            "Nơi nhận: ; CHỦ TỊCH",
            "PHỤ LỤC",
            "Kèm theo",
            "TT ; Việc ; Chủ trì ; Hạn",
            "I ; RỪNG",
            "1 ; Tuần tra ; Sở ; 2026",
            "2 ; Trồng ; Xã ; ",
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_few_bars_are_text() {
        assert_eq!(shape("a\n|\nb"), ["a", "b"]);
        assert_eq!(shape("|"), Vec::<String>::new());
    }

    #[test]
    fn very_many_bars_end_quickly() {
        let text = "|\n".repeat(200_000);
        assert!(shape(&text).is_empty());
        shape(&"|\nx\n".repeat(10_000));
    }
}
