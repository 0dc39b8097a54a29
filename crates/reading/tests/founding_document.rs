//! The founding document of the project: a 2021 programme on public order in Kon Tum, as a press article.
#![expect(clippy::unwrap_used, reason = "a test without its material fails")]

mod reference;

use reading::extract::{Limits, extract};
use reading::register::{LeadFrom, Mark, Reading};

fn founding() -> Reading {
    let bytes = std::fs::read(reference::path("gold/seed-kon-tum-2021.txt")).unwrap();
    reading::read(&extract(&bytes, &Limits::default()).unwrap())
}

#[test]
fn cites_three_documents_with_their_dates() {
    let cites: Vec<_> = founding()
        .document
        .cites
        .into_iter()
        .map(|c| (c.number, c.issued_on.map(|d| d.to_string())))
        .collect();
    let expected = [
        ("2909/CTr-UBND", "2021-08-18"),
        ("50/NQ-CP", "2021-05-20"),
        ("17-CTr/TU", "2021-07-14"),
    ];
    assert_eq!(
        cites,
        expected.map(|(number, day)| (number.to_owned(), Some(day.to_owned())))
    );
}

#[test]
fn tells_which_document_carries_out_which() {
    let chain: Vec<_> = founding()
        .document
        .implements
        .into_iter()
        .map(|c| (c.document.unwrap_or_default(), c.carries_out))
        .collect();
    for link in [("2909/CTr-UBND", "50/NQ-CP"), ("2909/CTr-UBND", "17-CTr/TU")] {
        assert!(
            chain.iter().any(|(d, c)| (d.as_str(), c.as_str()) == link),
            "{link:?} is missing from {chain:?}"
        );
    }
}

#[test]
fn every_duty_has_its_lead_or_is_flagged_as_joint() {
    let reading = founding();
    assert_eq!(reading.tasks.len(), 8);
    for task in &reading.tasks {
        let alone = task.lead.len() == 1 && task.lead[0].written == "Công an tỉnh";
        let joint = task.joint && task.lead.len() == 3;
        assert!(alone || joint, "{}: {:?}", task.text, task.lead);
    }
    assert_eq!(
        reading
            .findings
            .iter()
            .filter(|finding| finding.code == "joint-lead")
            .count(),
        3
    );
    assert_eq!(reading.tasks[3].lead_from, LeadFrom::Text);
}

#[test]
fn no_duty_has_a_deadline() {
    for task in founding().tasks {
        assert_eq!(task.deadline.raw, None, "{}", task.text);
        assert_eq!(task.marks["deadline"], Mark::Missing);
    }
}

#[test]
fn four_places_are_todays_communes() {
    let reading = founding();
    let places: Vec<_> = reading.tasks.iter().flat_map(|task| &task.places).collect();
    let written: Vec<_> = places.iter().map(|place| place.written.as_str()).collect();
    assert_eq!(written, ["Ngọc Hồi", "Đăk Hà", "Ia H’Drai", "Kon Tum"]);
    let today = |at: usize| {
        places[at]
            .today
            .iter()
            .map(|unit| unit.full_name.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(today(0), ["Xã Bờ Y", "Xã Dục Nông", "Xã Sa Loong"]);
    assert_eq!(today(2), ["Xã Ia Đal", "Xã Ia Tơi"]);
    assert_eq!((today(1).len(), today(3).len()), (5, 6));
}
