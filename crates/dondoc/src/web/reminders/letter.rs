//! A reminder as a letter: subject and words. Letters are in Vietnamese, the language of the office.

use std::fmt::Write as _;

use domain::reminder::Matter;
use office::reminders::{Outgoing, OutgoingItem};

use super::super::language::{Language, Message};
use super::super::written;

const LANGUAGE: Language = Language::Vietnamese;

fn said(message: &Message) -> String {
    message.said(LANGUAGE)
}

/// The subject.
pub(crate) fn subject(letter: &Outgoing) -> String {
    said(
        &Message::new("letter-subject")
            .with("day", written::day(letter.day))
            .with("count", letter.items.len()),
    )
}

/// The letter as plain text. `reached_at` is the address of the program, for links.
pub(crate) fn text(letter: &Outgoing, reached_at: Option<&str>) -> String {
    let mut text = said(&Message::new("letter-greeting").with("name", letter.name.as_str()));
    text.push_str("\n\n");
    let lead = Message::new("letter-lead").with("day", written::day(letter.day));
    text.push_str(&said(&lead.with("count", letter.items.len())));
    text.push('\n');
    for matter in Matter::ALL {
        let items: Vec<&OutgoingItem> = letter.items.iter().filter(|line| line.item.matter == matter).collect();
        if items.is_empty() {
            continue;
        }
        let heading = LANGUAGE.string(&format!("matter-{}", matter.word().replace('_', "-")), &[]);
        // Writing into a string does not fail.
        let _ = writeln!(text, "\n{heading} ({})", items.len());
        for (number, line) in (1..).zip(items) {
            let _ = writeln!(text, "{number}. {}", one(line, reached_at));
        }
    }
    let _ = writeln!(
        text,
        "\n{}",
        said(&Message::new("letter-end").with("office", letter.office.as_str()))
    );
    if let Some(reached_at) = reached_at {
        let settings = format!("{reached_at}/account/reminders");
        let _ = writeln!(
            text,
            "{}",
            said(&Message::new("letter-settings").with("address", settings))
        );
    }
    text
}

fn one(line: &OutgoingItem, reached_at: Option<&str>) -> String {
    let item = &line.item;
    let words = item.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = format!("NV {}: {words}", item.number);
    if let Some(agency) = &line.agency {
        let _ = write!(
            text,
            "\n   {}",
            said(&Message::new("letter-agency").with("agency", agency.as_str()))
        );
    }
    if let Some(due) = item.due {
        let _ = write!(text, "\n   {}", said(&by_when(due, item.days_left)));
    }
    if let Some(reached_at) = reached_at {
        let _ = write!(text, "\n   {reached_at}/tasks/{}", item.task);
    }
    text
}

/// The deadline of a line, and how far away it is.
pub(super) fn by_when(due: jiff::civil::Date, days_left: Option<i32>) -> Message {
    let days = days_left.unwrap_or(0);
    let message = match days {
        0 => Message::new("letter-due-today"),
        1.. => Message::new("letter-due"),
        ..0 => Message::new("letter-late"),
    };
    message
        .with("day", written::day(due))
        .with("days", i64::from(days.unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use domain::id::{DigestId, TaskId};
    use domain::reminder::Item;
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    fn line(matter: Matter, number: i64, days_left: i32) -> OutgoingItem {
        OutgoingItem {
            item: Item {
                matter,
                task: TaskId(Uuid::from_u128(7)),
                number,
                text: "Rà soát các tụ điểm\nphức tạp".into(),
                agency: None,
                due: Some(date(2026, 11, 12)),
                days_left: Some(days_left),
            },
            agency: Some("Công an tỉnh".into()),
        }
    }

    #[test]
    fn a_letter_says_what_waits_and_where() {
        let letter = Outgoing {
            id: DigestId(Uuid::from_u128(1)),
            address: "cat@tinh.example".into(),
            name: "Cán bộ đầu mối".into(),
            office: "Văn phòng Ủy ban nhân dân tỉnh".into(),
            day: date(2026, 11, 15),
            made_at: jiff::Timestamp::UNIX_EPOCH,
            items: vec![line(Matter::Late, 12, -3), line(Matter::DueSoon, 13, 1)],
        };
        assert_eq!(subject(&letter), "Nhắc việc ngày 15/11/2026: 2 việc đang chờ");
        let text = text(&letter, Some("https://nhiemvu.tinh.example"));
        for part in [
            "Kính gửi: Cán bộ đầu mối",
            "Quá hạn (1)\n1. NV 12: Rà soát các tụ điểm phức tạp\n   Cơ quan: Công an tỉnh\n   Hạn 12/11/2026, đã quá 3 ngày\n   https://nhiemvu.tinh.example/tasks/",
            "Sắp đến hạn (1)\n1. NV 13",
            "Hạn 12/11/2026, còn 1 ngày",
            "https://nhiemvu.tinh.example/account/reminders",
        ] {
            assert!(text.contains(part), "{part}\n---\n{text}");
        }
    }
}
