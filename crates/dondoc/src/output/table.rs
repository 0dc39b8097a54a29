//! The register as a person reads it in a terminal.

use std::io::Write;
use std::path::Path;

use reading::register::{Document, Mark, Party, Proposal, Reading, Span};
use unicode_width::UnicodeWidthStr;

use super::Sink;
use crate::screen;

/// Widest line.
const WIDTH: usize = 100;
/// Columns before the text of a field.
const INDENT: usize = 17;

/// Writes the terminal form.
pub(crate) struct Table {
    writer: Box<dyn Write>,
    several: bool,
    explain: bool,
}

impl Table {
    /// A sink on a writer; `explain` shows the words of each field.
    pub(crate) fn new(writer: Box<dyn Write>, several: bool, explain: bool) -> Self {
        Self {
            writer,
            several,
            explain,
        }
    }

    fn field(&mut self, name: &str, text: &str) -> std::io::Result<()> {
        let mut label = format!("  {name}");
        label.push_str(&" ".repeat(INDENT.saturating_sub(label.width())));
        for (at, line) in wrapped(text, WIDTH - INDENT).into_iter().enumerate() {
            if at == 0 {
                writeln!(self.writer, "{label}{line}")?;
            } else {
                writeln!(self.writer, "{:INDENT$}{line}", "")?;
            }
        }
        Ok(())
    }

    fn identity(&mut self, file: &Path, reading: &Reading) -> std::io::Result<()> {
        let document = &reading.document;
        if self.several {
            writeln!(self.writer, "═══ {} ═══", file.display())?;
        }
        writeln!(self.writer, "{}", heading(document))?;
        if let Some(title) = &document.title {
            self.field("Trích yếu", title)?;
        }
        self.field("Ban hành", &issued(document))?;
        for link in &document.implements {
            let who = link
                .document
                .as_deref()
                .filter(|number| Some(*number) != document.number.as_deref());
            self.field(
                "Thực hiện",
                &who.map_or_else(
                    || link.carries_out.clone(),
                    |who| format!("{who} → {}", link.carries_out),
                ),
            )?;
        }
        if !document.cites.is_empty() {
            let cited: Vec<_> = document
                .cites
                .iter()
                .map(|c| {
                    c.issued_on.map_or_else(
                        || c.number.clone(),
                        |day| format!("{} ({})", c.number, day.strftime("%d/%m/%Y")),
                    )
                })
                .collect();
            self.field("Viện dẫn", &cited.join("; "))?;
        }
        for note in reading.findings.iter().filter_map(screen::finding) {
            self.field("Lưu ý", &note)?;
        }
        let joint = reading
            .tasks
            .iter()
            .filter(|task| task.lead.is_empty() || task.joint)
            .count();
        let open = reading.tasks.iter().filter(|task| task.deadline.raw.is_none()).count();
        writeln!(
            self.writer,
            "\n{} nhiệm vụ · {joint} chưa rõ chủ trì · {open} chưa có thời hạn\n",
            reading.tasks.len()
        )
    }

    fn task(&mut self, number: usize, task: &Proposal) -> std::io::Result<()> {
        let mark = |field: &str| task.marks.get(field).copied().unwrap_or(Mark::Missing);
        let label = format!("{number:>3}. ");
        for (at, line) in wrapped(&task.text, WIDTH - 5).into_iter().enumerate() {
            writeln!(self.writer, "{}{line}", if at == 0 { label.as_str() } else { "     " })?;
        }
        let lead = match (task.lead.is_empty(), task.joint) {
            (true, _) => "thiếu chủ trì".to_owned(),
            (false, true) => format!(
                "{} [{}; giao chung, chưa rõ cơ quan chủ trì]",
                parties(&task.lead),
                screen::mark(mark("lead"))
            ),
            (false, false) => format!("{} [{}]", parties(&task.lead), screen::mark(mark("lead"))),
        };
        self.field(screen::field("lead"), &lead)?;
        if !task.coordinating.is_empty() {
            self.field(
                screen::field("coordinating"),
                &format!(
                    "{} [{}]",
                    parties(&task.coordinating),
                    screen::mark(mark("coordinating"))
                ),
            )?;
        }
        if !task.places.is_empty() {
            self.field(screen::field("places"), &super::places(task))?;
        }
        let due = screen::deadline(&task.deadline);
        let stated = task.deadline.raw.is_some();
        self.field(
            screen::field("deadline"),
            &if stated {
                format!("{due} [{}]", screen::mark(mark("deadline")))
            } else {
                due
            },
        )?;
        for (field, quote) in [("product", &task.product), ("report_to", &task.report_to)] {
            if let Some(quote) = quote {
                self.field(screen::field(field), &quote.written)?;
            }
        }
        if !task.path.is_empty() {
            self.field("Vị trí", &task.path.join(" › "))?;
        }
        if self.explain {
            self.explain(task)?;
        }
        writeln!(self.writer)
    }

    /// The words each field was read from, with their place in the text in characters.
    fn explain(&mut self, task: &Proposal) -> std::io::Result<()> {
        let mut words: Vec<(&str, &str, Option<Span>)> = vec![("nhiệm vụ", "", task.span)];
        words.extend(
            task.lead
                .iter()
                .map(|party| ("lead", party.written.as_str(), party.span)),
        );
        words.extend(
            task.coordinating
                .iter()
                .map(|party| ("coordinating", party.written.as_str(), party.span)),
        );
        words.extend(
            task.places
                .iter()
                .map(|place| ("places", place.written.as_str(), place.span)),
        );
        words.extend(
            task.deadline
                .raw
                .iter()
                .map(|raw| ("deadline", raw.as_str(), task.deadline.span)),
        );
        words.extend(
            task.product
                .iter()
                .map(|quote| ("product", quote.written.as_str(), quote.span)),
        );
        words.extend(
            task.report_to
                .iter()
                .map(|quote| ("report_to", quote.written.as_str(), quote.span)),
        );
        for (field, quote, span) in words {
            let at = span.map_or_else(String::new, |span| {
                format!("ký tự {}–{}", span.start_char, span.end_char)
            });
            let quote = if quote.is_empty() {
                String::new()
            } else {
                format!(": “{quote}”")
            };
            self.field("  ·", &format!("{}{quote}, {at}", screen::field(field)))?;
        }
        Ok(())
    }
}

impl Sink for Table {
    fn document(&mut self, file: &Path, reading: &Reading) -> anyhow::Result<()> {
        self.identity(file, reading)?;
        for (number, task) in (1..).zip(&reading.tasks) {
            self.task(number, task)?;
        }
        self.writer.flush()?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> anyhow::Result<()> {
        Ok(self.writer.flush()?)
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

/// Names, each with what it is today where that is another.
fn parties(parties: &[Party]) -> String {
    let name = |party: &Party| {
        if party.today.is_empty() {
            party.written.clone()
        } else {
            format!("{} (nay là {})", party.written, party.today.join(", "))
        }
    };
    parties.iter().map(name).collect::<Vec<_>>().join("; ")
}

/// Lines of at most `width` columns, broken at spaces.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let columns = word.width();
        if used > 0 && used + 1 + columns > width {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += columns;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    #[test]
    fn wraps_by_columns_not_bytes() {
        assert_eq!(
            super::wrapped("Ủy ban nhân dân tỉnh", 10),
            ["Ủy ban", "nhân dân", "tỉnh"]
        );
    }
}
