//! A calendar as iCalendar text (RFC 5545): one whole-day event a deadline. Pure: the same feed gives the same bytes.
//!
//! Events and not to-dos, for the calendars of Outlook, Google and Apple leave to-dos of a subscribed address out. No
//! alarms: reminders are what the office's rules say, and come by mail.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use office::calendars::{Entry, Feed};

use super::super::language::{Language, Message};

/// Longest line in bytes, without its end (RFC 5545, 3.1).
const LONGEST_LINE: usize = 75;
/// How often programs are asked to look again (RFC 7986, 5.7).
const LOOK_AGAIN: &str = "PT4H";

/// The calendar. `reached_at` is the address of the program, for links.
pub(super) fn written(feed: &Feed, reached_at: Option<&str>) -> String {
    let mut calendar = Lines::default();
    let name = said(&Message::new("calendar-name").with("name", feed.name.as_str()));
    calendar.line("BEGIN:VCALENDAR");
    calendar.line("VERSION:2.0");
    calendar.line("PRODID:-//Don Doc//Don Doc//VI");
    calendar.line("CALSCALE:GREGORIAN");
    calendar.line("METHOD:PUBLISH");
    calendar.text("X-WR-CALNAME", &name);
    calendar.text("NAME", &name);
    calendar.line(&format!("REFRESH-INTERVAL;VALUE=DURATION:{LOOK_AGAIN}"));
    for entry in &feed.entries {
        event(&mut calendar, entry, reached_at);
    }
    calendar.line("END:VCALENDAR");
    calendar.0
}

fn said(message: &Message) -> String {
    message.said(Language::Vietnamese)
}

fn event(calendar: &mut Lines, entry: &Entry, reached_at: Option<&str>) {
    calendar.line("BEGIN:VEVENT");
    let duty = entry.duty_of.map(|agency| format!("-{agency}")).unwrap_or_default();
    calendar.line(&format!("UID:{}{duty}@dondoc", entry.task));
    let changed = moment(entry.changed_at);
    calendar.line(&format!("DTSTAMP:{changed}"));
    calendar.line(&format!("LAST-MODIFIED:{changed}"));
    calendar.line(&format!("SEQUENCE:{}", entry.version));
    calendar.line(&format!("DTSTART;VALUE=DATE:{}", day(entry.due)));
    // The end of a whole-day event is the day after its last (RFC 5545, 3.6.1).
    if let Ok(end) = entry.due.tomorrow() {
        calendar.line(&format!("DTEND;VALUE=DATE:{}", day(end)));
    }
    let words = entry.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let kind = match entry.duty_of {
        None => Message::new("calendar-task"),
        Some(_) => Message::new("calendar-duty"),
    };
    let summary = kind.with("number", entry.number.to_string()).with("text", words);
    calendar.text("SUMMARY", &said(&summary));
    let leads = Message::new("calendar-leads").with("leads", entry.leads.join("; "));
    calendar.text("DESCRIPTION", &said(&leads));
    if let Some(reached_at) = reached_at {
        calendar.line(&format!("URL:{reached_at}/tasks/{}", entry.task));
    }
    calendar.line("TRANSP:TRANSPARENT");
    calendar.line("END:VEVENT");
}

/// A moment in UTC: `20261127T020304Z`.
fn moment(moment: Timestamp) -> String {
    let there = Offset::UTC.to_datetime(moment);
    let (hour, minute, second) = (there.hour(), there.minute(), there.second());
    format!("{}T{hour:02}{minute:02}{second:02}Z", day(there.date()))
}

fn day(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// Lines of content, folded, each with its end.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A property whose value is text.
    fn text(&mut self, name: &str, words: &str) {
        let mut line = format!("{name}:");
        for c in words.chars() {
            match c {
                '\\' | ';' | ',' => {
                    line.push('\\');
                    line.push(c);
                }
                '\n' => line.push_str("\\n"),
                c if c.is_control() => {}
                c => line.push(c),
            }
        }
        self.line(&line);
    }

    /// A line: what is longer than a line may be goes on in the next, behind a space, and no sign is cut.
    fn line(&mut self, line: &str) {
        let mut length = 0;
        for c in line.chars() {
            if length + c.len_utf8() > LONGEST_LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use domain::id::{AgencyId, TaskId};
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    fn entry(text: &str) -> Entry {
        Entry {
            task: TaskId(Uuid::from_u128(7)),
            duty_of: None,
            version: 3,
            number: 1128,
            text: text.into(),
            leads: vec!["Công an tỉnh".into(), "Sở Nội vụ".into()],
            due: date(2026, 12, 31),
            changed_at: "2026-11-27T02:03:04.5Z".parse().unwrap(),
        }
    }

    fn calendar(entries: Vec<Entry>) -> String {
        let feed = Feed {
            name: "Công an tỉnh".into(),
            entries,
        };
        written(&feed, Some("https://nhiemvu.tinh.example"))
    }

    /// The content lines of a calendar, unfolded.
    fn unfolded(calendar: &str) -> Vec<String> {
        let whole = calendar.replace("\r\n ", "");
        whole.split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_deadline_is_a_day_of_the_calendar() {
        let written = calendar(vec![entry("Rà soát tụ điểm")]);
        let lines = unfolded(&written);
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "UID:00000000-0000-0000-0000-000000000007@dondoc",
            "DTSTAMP:20261127T020304Z",
            "SEQUENCE:3",
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "SUMMARY:NV 1128: Rà soát tụ điểm",
            "DESCRIPTION:Chủ trì: Công an tỉnh\\; Sở Nội vụ",
            "URL:https://nhiemvu.tinh.example/tasks/00000000-0000-0000-0000-000000000007",
            "END:VCALENDAR",
        ] {
            assert!(lines.iter().any(|known| known == line), "{line}\n{written}");
        }
        assert!(!written.contains("VALARM"));
        assert_eq!(
            written,
            calendar(vec![entry("Rà soát tụ điểm")]),
            "the same feed, the same bytes"
        );
    }

    #[test]
    fn lines_are_folded_between_signs_and_end_as_they_should() {
        let written = calendar(vec![entry(&"đường bộ; đường sắt, \\ và\nđường thủy ".repeat(20))]);
        for line in written.split_terminator("\r\n") {
            assert!(line.len() <= LONGEST_LINE, "{} bytes: {line}", line.len());
            assert!(!line.contains(['\r', '\n']), "{line}");
        }
        let lines = unfolded(&written);
        let summary = lines.iter().find(|line| line.starts_with("SUMMARY:")).unwrap();
        assert!(
            summary.contains("đường bộ\\; đường sắt\\, \\\\ và đường thủy"),
            "{summary}"
        );
    }

    #[test]
    fn a_duty_is_another_event_than_its_task() {
        let duty = Entry {
            duty_of: Some(AgencyId(Uuid::from_u128(2))),
            ..entry("Cung cấp số liệu")
        };
        let written = calendar(vec![entry("Cung cấp số liệu"), duty]);
        let lines = unfolded(&written);
        let uids: Vec<&String> = lines.iter().filter(|line| line.starts_with("UID:")).collect();
        assert!(uids.len() == 2 && uids[0] != uids[1], "{uids:?}");
        assert!(
            lines.iter().any(|line| line.starts_with("SUMMARY:NV 1128 (phối hợp)")),
            "{written}"
        );
    }
}
