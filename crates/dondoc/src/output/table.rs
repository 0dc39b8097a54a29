//! The register as a person reads it in a terminal.

use std::io::Write;
use std::path::Path;

use reading::register::{Document, Mark, Proposal};
use unicode_width::UnicodeWidthStr;

use super::columns::{fields_marked, places};
use super::{Destination, Sink, evidence, parties};
use crate::reader_process::ReadDocument;
use crate::screen;

/// Columns before the text of a field.
const INDENT: usize = 17;
/// Columns before the text of a task.
const NUMBER: usize = 5;

/// Writes the terminal form.
pub(crate) struct Table {
    destination: Destination,
    width: usize,
    several: bool,
    explain: bool,
}

impl Table {
    /// A sink on a destination; `explain` shows the words of each field.
    pub(crate) fn new(destination: Destination, several: bool, explain: bool) -> Self {
        Self {
            width: destination.width(),
            destination,
            several,
            explain,
        }
    }

    /// A label and its text beside it.
    fn field(&mut self, label: &str, text: &str) -> std::io::Result<()> {
        self.beside(&format!("  {label}"), INDENT, text)
    }

    fn beside(&mut self, label: &str, indent: usize, text: &str) -> std::io::Result<()> {
        let mut margin = format!("{label}{}", " ".repeat(indent.saturating_sub(label.width())));
        for line in wrapped(text, self.width.saturating_sub(indent)) {
            writeln!(self.destination, "{margin}{line}")?;
            margin = " ".repeat(indent);
        }
        Ok(())
    }

    fn identity(&mut self, file: &Path, read: &ReadDocument) -> std::io::Result<()> {
        let document = &read.reading.document;
        if self.several {
            writeln!(
                self.destination,
                "═══ {} ═══",
                screen::printable(&file.display().to_string())
            )?;
        }
        writeln!(self.destination, "{}", screen::printable(&heading(document)))?;
        if let Some(title) = &document.title {
            self.field("Trích yếu", title)?;
        }
        self.field("Ban hành", &issued(document))?;
        for link in &document.implements {
            let other = link
                .document
                .as_deref()
                .filter(|number| Some(*number) != document.number.as_deref());
            let link = other.map_or_else(
                || link.carries_out.clone(),
                |other| format!("{other} → {}", link.carries_out),
            );
            self.field("Thực hiện", &link)?;
        }
        if !document.cites.is_empty() {
            self.field("Viện dẫn", &cited(document))?;
        }
        for note in read.reading.findings.iter().filter_map(screen::finding) {
            self.field("Lưu ý", &note)?;
        }
        if self.explain {
            self.evidence(&evidence::of_identity(read))?;
        }
        writeln!(self.destination, "\n{}\n", summary(&read.reading.tasks))
    }

    fn task(&mut self, number: usize, read: &ReadDocument, task: &Proposal) -> std::io::Result<()> {
        self.beside(&format!("{number:>3}. "), NUMBER, &task.text)?;
        let marked = |field: &str, text: &str| {
            format!(
                "{text} [{}]",
                screen::mark(task.marks.get(field).copied().unwrap_or_default())
            )
        };
        let lead = match (task.lead.is_empty(), task.joint) {
            (true, _) => "thiếu chủ trì".to_owned(),
            (false, true) => format!(
                "{}; giao chung, chưa rõ cơ quan chủ trì",
                marked("lead", &parties(&task.lead))
            ),
            (false, false) => marked("lead", &parties(&task.lead)),
        };
        self.field(screen::field("lead"), &lead)?;
        if !task.coordinating.is_empty() {
            self.field(
                screen::field("coordinating"),
                &marked("coordinating", &parties(&task.coordinating)),
            )?;
        }
        if !task.places.is_empty() {
            self.field(screen::field("places"), &marked("places", &places(&task.places)))?;
        }
        let due = screen::deadline(&task.deadline);
        self.field(
            screen::field("deadline"),
            &if task.deadline.raw.is_some() {
                marked("deadline", &due)
            } else {
                due
            },
        )?;
        for (field, quote) in [("product", &task.product), ("report_to", &task.report_to)] {
            if let Some(quote) = quote {
                self.field(screen::field(field), &marked(field, &quote.written))?;
            }
        }
        let missing = fields_marked(task, Mark::Missing);
        if !missing.is_empty() {
            self.field("Thiếu", &missing)?;
        }
        if !task.path.is_empty() {
            let path: Vec<String> = task.path.iter().map(|heading| shortened(heading)).collect();
            self.field("Vị trí", &path.join(" › "))?;
        }
        if self.explain {
            self.evidence(&evidence::of_task(read, task))?;
        }
        writeln!(self.destination)
    }

    fn evidence(&mut self, lines: &[String]) -> std::io::Result<()> {
        let mut label = "Đọc từ";
        for line in lines {
            self.field(label, line)?;
            label = "";
        }
        Ok(())
    }
}

impl Sink for Table {
    fn document(&mut self, file: &Path, document: &ReadDocument) -> anyhow::Result<()> {
        self.identity(file, document)?;
        for (number, task) in (1..).zip(&document.reading.tasks) {
            self.task(number, document, task)?;
        }
        Ok(self.destination.flush()?)
    }

    fn finish(self: Box<Self>) -> anyhow::Result<()> {
        self.destination.complete()
    }
}

fn heading(document: &Document) -> String {
    let kind = document.kind.as_deref().unwrap_or("Văn bản");
    document.number.as_ref().map_or_else(
        || format!("{kind} (không thấy số, ký hiệu)"),
        |number| format!("{kind} số {number}"),
    )
}

fn issued(document: &Document) -> String {
    let day = document
        .issued_on
        .map(|day| format!("ngày {}", day.strftime("%d/%m/%Y")));
    let parts: Vec<String> = document.issuer.iter().cloned().chain(day).collect();
    if parts.is_empty() {
        "không thấy cơ quan và ngày ban hành".to_owned()
    } else {
        parts.join(", ")
    }
}

fn cited(document: &Document) -> String {
    let cited = document.cites.iter().map(|cited| match cited.issued_on {
        Some(day) => format!("{} ({})", cited.number, day.strftime("%d/%m/%Y")),
        None => cited.number.clone(),
    });
    cited.collect::<Vec<_>>().join("; ")
}

fn summary(tasks: &[Proposal]) -> String {
    let unled = tasks.iter().filter(|task| task.lead.is_empty() || task.joint).count();
    let open = tasks.iter().filter(|task| task.deadline.raw.is_none()).count();
    format!(
        "{} nhiệm vụ · {unled} chưa rõ chủ trì · {open} chưa có thời hạn",
        tasks.len()
    )
}

/// A heading by its beginning: the stem of a list can be a whole paragraph.
fn shortened(heading: &str) -> String {
    const CHARACTERS: usize = 60;
    match heading.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", heading[..end].trim_end()),
        None => heading.to_owned(),
    }
}

/// Printable lines of at most `width` columns, broken at spaces.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace().map(screen::printable) {
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::{shortened, wrapped};

    #[test]
    fn long_headings_are_cut_at_a_character() {
        assert_eq!(shortened("III. TỔ CHỨC THỰC HIỆN"), "III. TỔ CHỨC THỰC HIỆN");
        assert_eq!(shortened(&"ữ".repeat(61)), format!("{}…", "ữ".repeat(60)));
    }

    #[test]
    fn wraps_by_columns_not_bytes() {
        assert_eq!(wrapped("Ủy ban nhân dân tỉnh", 10), ["Ủy ban", "nhân dân", "tỉnh"]);
        assert_eq!(
            wrapped("Nghiêng", 3),
            ["Nghiêng"],
            "a word longer than the line stands alone"
        );
        assert_eq!(wrapped("", 10), [""]);
    }
}
