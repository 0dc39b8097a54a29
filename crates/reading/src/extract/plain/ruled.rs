//! Tables drawn inside running lines: rows between bars (`| a | b |`) and columns under rulers of dashes.

use super::{Part, markup};
use crate::extract::{CellContent, Style};

/// Lines a ruled table may have.
const LONGEST: usize = 2_000;

/// Parts prose into running lines and the tables drawn in it.
pub(super) fn split<'a>(lines: &[&'a str]) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut prose: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let table = barred(&lines[at..]).or_else(|| ruled(&lines[at..]));
        let Some((rows, length)) = table else {
            prose.push(lines[at]);
            at += 1;
            continue;
        };
        if !prose.is_empty() {
            parts.push(Part::Prose(std::mem::take(&mut prose)));
        }
        parts.push(Part::Table(rows));
        at += length;
    }
    parts.push(Part::Prose(prose));
    parts
}

type Rows = Vec<Vec<CellContent>>;

/// Rows that begin and end with a bar.
fn barred(lines: &[&str]) -> Option<(Rows, usize)> {
    let length = lines.iter().take_while(|line| is_row(line)).count();
    if length == 0 {
        return None;
    }
    let rows = lines[..length]
        .iter()
        .filter(|line| !is_separator(line))
        .map(|line| cells(line))
        .collect();
    Some((rows, length))
}

fn is_row(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.starts_with('|') && line.ends_with('|')
}

fn is_separator(line: &str) -> bool {
    line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

fn cells(line: &str) -> Vec<CellContent> {
    let line = line.trim();
    let inner = &line[1..line.len() - 1];
    let mut cells = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (at, c) in inner.char_indices() {
        if c == '|' && !escaped {
            cells.push(cell(&inner[start..at]));
            start = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    cells.push(cell(&inner[start..]));
    cells
}

fn cell(source: &str) -> CellContent {
    let source = source.replace("<br/>", "<br>").replace("<br />", "<br>");
    CellContent {
        paragraphs: source.split("<br>").map(markup::read).collect(),
        ..CellContent::default()
    }
}

/// A table whose columns are drawn by a line such as `---- -------` above and below it; rows are parted by empty lines,
/// or are single lines when there is none.
fn ruled(lines: &[&str]) -> Option<(Rows, usize)> {
    let columns = ruler(lines.first()?)?;
    let end = 1 + lines[1..]
        .iter()
        .take(LONGEST)
        .position(|line| ruler(line).is_some_and(|r| r.len() == columns.len()))?;
    let inner = &lines[1..end];
    let loose = inner.iter().any(|line| line.trim().is_empty());
    let groups: Vec<&[&str]> = if loose {
        inner.split(|line| line.trim().is_empty()).collect()
    } else {
        inner.chunks(1).collect()
    };
    let rows = groups
        .into_iter()
        .filter(|group| !group.is_empty())
        .map(|group| ruled_row(group, &columns))
        .collect();
    Some((rows, end + 1))
}

/// First character of each column.
fn ruler(line: &str) -> Option<Vec<usize>> {
    let drawn = line.trim();
    if !drawn.starts_with('-')
        || drawn.split_whitespace().count() < 2
        || !drawn
            .split_whitespace()
            .all(|r| r.len() >= 3 && r.bytes().all(|b| b == b'-'))
    {
        return None;
    }
    let bytes = line.as_bytes();
    Some(
        (0..bytes.len())
            .filter(|&at| bytes[at] == b'-' && (at == 0 || bytes[at - 1] != b'-'))
            .collect(),
    )
}

fn ruled_row(group: &[&str], columns: &[usize]) -> Vec<CellContent> {
    (0..columns.len())
        .map(|at| ruled_cell(group, columns[at], columns.get(at + 1).copied()))
        .collect()
}

fn ruled_cell(group: &[&str], from: usize, to: Option<usize>) -> CellContent {
    let count = to.map_or(usize::MAX, |to| to - from);
    let mut source = String::new();
    for line in group {
        let slice: String = line.chars().skip(from).take(count).collect();
        let slice = slice.trim();
        match slice.strip_suffix('\\') {
            Some(slice) => source.extend([slice, "\n"]),
            None => source.extend([slice, " "]),
        }
    }
    let read = |line: &str| markup::read(line);
    let paragraphs: Vec<(String, Style)> = source
        .split('\n')
        .map(read)
        .filter(|p| !markup::is_rule(&p.0))
        .collect();
    CellContent {
        paragraphs,
        ..CellContent::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Part;
    use super::split;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let lines: Vec<&str> = text.lines().collect();
        let table = split(&lines).into_iter().find_map(|part| match part {
            Part::Table(rows) => Some(rows),
            Part::Prose(_) => None,
        });
        let join = |cell: &crate::extract::CellContent| {
            cell.paragraphs
                .iter()
                .map(|p| p.0.trim())
                .collect::<Vec<_>>()
                .join(" / ")
        };
        table
            .unwrap_or_default()
            .iter()
            .map(|row| row.iter().map(join).collect())
            .collect()
    }

    #[test]
    fn rows_between_bars() {
        let text = "Trước\n\n| TT | Việc |\n|---|:--|\n| 1. | **Lập** a\\|b<br>hai |\n|  | |\nSau";
        assert_eq!(
            rows(text),
            [vec!["TT", "Việc"], vec!["1.", "Lập a|b / hai"], vec!["", ""]]
        );
    }

    #[test]
    fn columns_under_rulers() {
        let text = "  ------ ---------\n  **ỦY\\   Độc lập\n  BAN**  Tự do\n\n  Số: 1  Hà Nội\n  ------ ---------\n";
        assert_eq!(rows(text), [vec!["ỦY / BAN", "Độc lập Tự do"], vec!["Số: 1", "Hà Nội"]]);
    }
}
