//! The words of the document that each field was read from, and where they stand.

use reading::register::{Mark, Proposal, Span};

use crate::reader_process::ReadDocument;
use crate::screen;

/// Of the fields of the identity, in the order of the letterhead.
const IDENTITY: [&str; 5] = ["number", "kind", "issuer", "issued_on", "title"];

/// One line for each field of the identity that stands in the text.
pub(super) fn of_identity(document: &ReadDocument) -> Vec<String> {
    let spans = &document.reading.document.spans;
    IDENTITY
        .iter()
        .filter_map(|field| {
            Some(format!(
                "{}: {}",
                screen::identity_field(field),
                quoted(&document.text, *spans.get(*field)?)?
            ))
        })
        .collect()
}

/// One line for each thing read of a task.
pub(super) fn of_task(document: &ReadDocument, task: &Proposal) -> Vec<String> {
    let parties = |parties: &[reading::register::Party]| parties.iter().map(|party| party.span).collect::<Vec<_>>();
    let quote = |quote: &Option<reading::register::Quote>| quote.iter().map(|quote| quote.span).collect::<Vec<_>>();
    let fields = [
        ("lead", parties(&task.lead)),
        ("coordinating", parties(&task.coordinating)),
        ("places", task.places.iter().map(|place| place.span).collect()),
        ("deadline", vec![task.deadline.span]),
        ("product", quote(&task.product)),
        ("report_to", quote(&task.report_to)),
    ];
    let mut lines: Vec<String> = task
        .span
        .and_then(|span| quoted(&document.text, span))
        .map(|quote| format!("nhiệm vụ: {quote}"))
        .into_iter()
        .collect();
    for (field, spans) in fields {
        let known = format!("{} ({})", screen::field(field), known(task, field));
        lines.extend(
            spans
                .into_iter()
                .flatten()
                .filter_map(|span| Some(format!("{known}: {}", quoted(&document.text, span)?))),
        );
    }
    lines
}

/// The mark, and for a lead that the task does not name also where it was found.
fn known(task: &Proposal, field: &str) -> String {
    let mark = task.marks.get(field).copied().unwrap_or(Mark::Missing);
    if field == "lead" && mark == Mark::Inferred {
        return format!("{} từ {}", screen::mark(mark), screen::lead_from(task.lead_from));
    }
    screen::mark(mark).to_owned()
}

/// The words at a span with their line and characters in the text; long ones by their two ends.
fn quoted(text: &str, span: Span) -> Option<String> {
    /// Characters shown of each end.
    const END: usize = 40;
    let words: Vec<char> = text
        .get(span.bytes())?
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    let shown = if words.len() <= 2 * END + 3 {
        words.iter().collect::<String>()
    } else {
        let (first, last) = (&words[..END], &words[words.len() - END..]);
        format!(
            "{} … {}",
            first.iter().collect::<String>().trim_end(),
            last.iter().collect::<String>().trim_start()
        )
    };
    let line = text[..span.start].matches('\n').count() + 1;
    Some(format!(
        "“{shown}”, dòng {line}, ký tự {}–{}",
        span.start_char, span.end_char
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_with_their_line() {
        let text = "KẾ HOẠCH\nGiao Công an tỉnh\n";
        let start = text.find("Công").unwrap();
        let span = Span {
            start,
            end: start + "Công an tỉnh".len(),
            start_char: 14,
            end_char: 26,
        };
        assert_eq!(quoted(text, span).unwrap(), "“Công an tỉnh”, dòng 2, ký tự 14–26");
    }

    #[test]
    fn a_span_that_does_not_fit_the_text_is_left_out() {
        let span = |start, end| Span {
            start,
            end,
            start_char: 0,
            end_char: 0,
        };
        assert_eq!(quoted("Sở", span(1, 2)), None, "inside of a character");
        assert_eq!(quoted("Sở", span(0, 99)), None, "beyond the end");
    }

    #[test]
    fn long_words_are_shown_by_their_ends() {
        let text = format!("đầu {}cuối", "x ".repeat(200));
        let span = Span {
            start: 0,
            end: text.len(),
            start_char: 0,
            end_char: text.chars().count(),
        };
        let quoted = quoted(&text, span).unwrap();
        assert!(
            quoted.starts_with("“đầu x") && quoted.contains(" … ") && quoted.contains("x cuối”"),
            "{quoted}"
        );
    }
}
