//! Tables: those of the layout, without lines, and those of the document.

use std::fmt::Display;

use crate::table::{Align, Cell, Row, Table};
use crate::xml::Xml;

use crate::width::bold_twips;

use super::paragraph::{self, Properties, Style};
use super::styles::TABLE_SIZE;

/// Room at the left and right within each cell of a table with lines, in twips.
const WITHIN: i64 = 60;

/// A table without lines and without room around its cells.
pub(super) fn plain(xml: &mut Xml, columns: &[i64], rows: impl FnOnce(&mut Xml)) {
    frame_of(xml, columns, &Look::default(), rows);
}

/// A frame of one cell; sizes in twips.
pub(super) fn framed(xml: &mut Xml, width: i64, height: i64, from: i64, inside: impl FnOnce(&mut Xml)) {
    let look = Look {
        is_lined: true,
        from,
        ..Look::default()
    };
    frame_of(xml, &[width], &look, |xml| {
        xml.element("w:tr", &[], |xml| {
            xml.element("w:trPr", &[], |xml| {
                xml.empty("w:trHeight", &[("w:val", &height), ("w:hRule", &"exact")]);
            });
            xml.element("w:tc", &[], |xml| {
                xml.element("w:tcPr", &[], |xml| {
                    xml.empty("w:tcW", &[("w:w", &width), ("w:type", &"dxa")]);
                    xml.empty("w:vAlign", &[("w:val", &"center")]);
                });
                inside(xml);
            });
        });
    });
}

/// A row that is not broken between pages.
pub(super) fn row(xml: &mut Xml, cells: impl FnOnce(&mut Xml)) {
    xml.element("w:tr", &[], |xml| {
        xml.element("w:trPr", &[], |xml| xml.empty("w:cantSplit", &[]));
        cells(xml);
    });
}

/// A cell of a plain table. What is inside ends with a paragraph, as the format wants it.
pub(super) fn cell(xml: &mut Xml, width: i64, inside: impl FnOnce(&mut Xml)) {
    xml.element("w:tc", &[], |xml| {
        xml.element("w:tcPr", &[], |xml| {
            xml.empty("w:tcW", &[("w:w", &width), ("w:type", &"dxa")]);
        });
        inside(xml);
    });
}

#[derive(Default)]
struct Look<'a> {
    is_lined: bool,
    /// Room at the left of the table, in twips.
    from: i64,
    /// Room at the left and right within each cell, in twips.
    within: i64,
    /// What the table shows, for screen readers.
    caption: Option<&'a str>,
}

fn frame_of(xml: &mut Xml, columns: &[i64], look: &Look<'_>, rows: impl FnOnce(&mut Xml)) {
    let width: i64 = columns.iter().sum();
    xml.element("w:tbl", &[], |xml| {
        xml.element("w:tblPr", &[], |xml| {
            xml.empty("w:tblW", &[("w:w", &width), ("w:type", &"dxa")]);
            xml.empty("w:tblInd", &[("w:w", &look.from), ("w:type", &"dxa")]);
            if look.is_lined {
                xml.element("w:tblBorders", &[], |xml| {
                    for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
                        let line: [(&str, &dyn Display); 4] = [
                            ("w:val", &"single"),
                            ("w:sz", &4),
                            ("w:space", &0),
                            ("w:color", &"auto"),
                        ];
                        xml.empty(side, &line);
                    }
                });
            }
            xml.empty("w:tblLayout", &[("w:type", &"fixed")]);
            xml.element("w:tblCellMar", &[], |xml| {
                for side in ["w:left", "w:right"] {
                    xml.empty(side, &[("w:w", &look.within), ("w:type", &"dxa")]);
                }
            });
            if let Some(caption) = look.caption {
                let first_row: [(&str, &dyn Display); 2] = [("w:val", &"0020"), ("w:firstRow", &1)];
                xml.empty("w:tblLook", &first_row);
                xml.empty("w:tblCaption", &[("w:val", &caption)]);
            }
        });
        xml.element("w:tblGrid", &[], |xml| {
            for width in columns {
                xml.empty("w:gridCol", &[("w:w", width)]);
            }
        });
        rows(xml);
    });
}

/// A table of the document, as wide as the text.
pub(super) fn write(xml: &mut Xml, table: &Table, width: i64) {
    let widths = shares(table, width);
    let look = Look {
        is_lined: true,
        within: WITHIN,
        caption: Some(&table.caption),
        ..Look::default()
    };
    frame_of(xml, &widths, &look, |xml| {
        headings(xml, table, &widths);
        for (at, row) in table.rows.iter().enumerate() {
            // A total never stands alone on a page.
            let keeps_next = matches!(table.rows.get(at + 1), Some(Row::Total(_)));
            match row {
                Row::Plain(cells) => body_row(xml, table, cells, false, keeps_next, &widths),
                Row::Total(cells) => body_row(xml, table, cells, true, keeps_next, &widths),
                Row::Heading(words) => across(xml, words, &widths),
            }
        }
    });
}

/// Widths of the columns, in twips: each has room for its longest word, what remains is shared in the proportion that was
/// asked for.
fn shares(table: &Table, width: i64) -> Vec<i64> {
    let needed: Vec<i64> = (0..table.columns.len())
        .map(|at| longest_word(table, at).min(width / 3) + 2 * WITHIN + 20)
        .collect();
    let asked: Vec<i64> = table
        .columns
        .iter()
        .map(|column| i64::from(column.width.max(1)))
        .collect();
    let mut is_least = vec![false; asked.len()];
    loop {
        let of_least: i64 = pick(&needed, &is_least, true).sum();
        let all: i64 = pick(&asked, &is_least, false).sum();
        let room = width - of_least;
        if room <= 0 || all == 0 {
            return stretched(&needed, width);
        }
        let short = (0..asked.len()).find(|at| !is_least[*at] && asked[*at] * room / all < needed[*at]);
        let Some(short) = short else {
            let share = |at: usize| {
                if is_least[at] {
                    needed[at]
                } else {
                    asked[at] * room / all
                }
            };
            return stretched(&(0..asked.len()).map(share).collect::<Vec<_>>(), width);
        };
        is_least[short] = true;
    }
}

fn pick<'a>(of: &'a [i64], is_least: &'a [bool], least: bool) -> impl Iterator<Item = &'a i64> {
    of.iter()
        .zip(is_least)
        .filter(move |(_, is)| **is == least)
        .map(|(value, _)| value)
}

/// The same proportions over the whole width; what division leaves over goes to the last.
fn stretched(widths: &[i64], width: i64) -> Vec<i64> {
    let all: i64 = widths.iter().sum::<i64>().max(1);
    let mut widths: Vec<i64> = widths.iter().map(|own| own * width / all).collect();
    let given: i64 = widths.iter().sum();
    if let Some(last) = widths.last_mut() {
        *last += width - given;
    }
    widths
}

fn longest_word(table: &Table, at: usize) -> i64 {
    let longest = |words: &str| {
        words
            .split_whitespace()
            .map(|word| bold_twips(word, TABLE_SIZE))
            .max()
            .unwrap_or_default()
    };
    let cells = table.rows.iter().filter_map(|row| match row {
        Row::Plain(cells) | Row::Total(cells) => cells.get(at),
        Row::Heading(_) => None,
    });
    let heading = longest(&table.columns[at].title);
    cells.map(|cell| longest(&cell.printed())).fold(heading, i64::max)
}

/// One or two rows that are repeated on every page and marked as headings.
fn headings(xml: &mut Xml, table: &Table, widths: &[i64]) {
    if !table.has_groups() {
        return heading_row(xml, |xml| {
            for (column, width) in table.columns.iter().zip(widths) {
                heading(xml, *width, 1, None, &column.title);
            }
        });
    }
    let groups = table.groups();
    heading_row(xml, |xml| {
        for (group, first, count) in &groups {
            let width = widths.iter().skip(*first).take(*count).sum();
            match group {
                Some(words) => heading(xml, width, *count, None, words),
                None => heading(xml, width, 1, Some("restart"), &table.columns[*first].title),
            }
        }
    });
    heading_row(xml, |xml| {
        for (column, width) in table.columns.iter().zip(widths) {
            match column.group {
                Some(_) => heading(xml, *width, 1, None, &column.title),
                None => heading(xml, *width, 1, Some("continue"), ""),
            }
        }
    });
}

fn heading_row(xml: &mut Xml, cells: impl FnOnce(&mut Xml)) {
    xml.element("w:tr", &[], |xml| {
        xml.element("w:trPr", &[], |xml| {
            xml.empty("w:cantSplit", &[]);
            xml.empty("w:tblHeader", &[]);
        });
        cells(xml);
    });
}

fn heading(xml: &mut Xml, width: i64, columns: usize, merged: Option<&str>, words: &str) {
    cell_of(xml, width, columns, merged, |xml| {
        paragraph::line(xml, Style::TableHeading, Properties::default(), words);
    });
}

fn body_row(xml: &mut Xml, table: &Table, cells: &[Cell], is_total: bool, keeps_next: bool, widths: &[i64]) {
    row(xml, |xml| {
        for (at, (column, width)) in table.columns.iter().zip(widths).enumerate() {
            let words = cells.get(at).map(Cell::printed).unwrap_or_default();
            let properties = Properties {
                align: Some(match column.align {
                    Align::Left => "left",
                    Align::Centre => "center",
                    Align::Right => "right",
                }),
                keeps_next,
                ..Properties::default()
            };
            cell_of(xml, *width, 1, None, |xml| {
                paragraph::write(xml, Style::TableCell, properties, |xml| {
                    let face = if is_total {
                        crate::document::Face::Bold
                    } else {
                        crate::document::Face::Plain
                    };
                    paragraph::run(xml, face, &words);
                });
            });
        }
    });
}

/// A row across all columns stays with the row below it.
fn across(xml: &mut Xml, words: &str, widths: &[i64]) {
    row(xml, |xml| {
        cell_of(xml, widths.iter().sum(), widths.len(), None, |xml| {
            let properties = Properties {
                keeps_next: true,
                ..Properties::default()
            };
            paragraph::write(xml, Style::TableCell, properties, |xml| {
                paragraph::run(xml, crate::document::Face::Bold, words);
            });
        });
    });
}

fn cell_of(xml: &mut Xml, width: i64, columns: usize, merged: Option<&str>, inside: impl FnOnce(&mut Xml)) {
    xml.element("w:tc", &[], |xml| {
        xml.element("w:tcPr", &[], |xml| {
            xml.empty("w:tcW", &[("w:w", &width), ("w:type", &"dxa")]);
            if columns > 1 {
                xml.empty("w:gridSpan", &[("w:val", &columns)]);
            }
            if let Some(merged) = merged {
                xml.empty("w:vMerge", &[("w:val", &merged)]);
            }
            xml.empty("w:vAlign", &[("w:val", &"center")]);
        });
        inside(xml);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Column;

    #[test]
    fn no_column_is_narrower_than_its_longest_word() {
        let mut table = Table::new(
            "",
            vec![
                Column::centred("STT", 1),
                Column::words("Nhiệm vụ", 90),
                Column::centred("Hạn", 1),
            ],
        );
        table.rows.push(Row::Plain(vec![
            Cell::Count(1),
            "Rà soát".into(),
            Cell::Day(jiff::civil::date(2026, 11, 5)),
        ]));
        let widths = shares(&table, 9000);
        assert_eq!(widths.iter().sum::<i64>(), 9000);
        assert!(widths[0] > bold_twips("STT", TABLE_SIZE) + 2 * WITHIN);
        assert!(widths[2] > bold_twips("05/11/2026", TABLE_SIZE) + 2 * WITHIN);
        assert!(widths[1] > 6000);
        let narrow = shares(&table, 1000);
        assert_eq!(narrow.iter().sum::<i64>(), 1000);
    }
}
