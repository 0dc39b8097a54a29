//! Records with sensible values for tests.

use domain::agency::Level;
use domain::deadline::Basis;
use domain::directive::{DocumentRef, Force, Link, Relation};
use domain::figures::{CountedBy, Denominator, Population, Unit};
use domain::id::{
    AgencyId, DirectiveId, FileId, ImportId, PeriodicReportId, ProvinceId, ReportId, TaskId, UrgingId, UserId,
};
use domain::import::{Identity, Stage};
use domain::report::Purpose;
use domain::rights::Role;
use domain::task::{Duty, Measure, Source, State, Urgency};
use domain::urging::{Item, Owed, Sending, Urging};
use domain::{Agency, Deadline, Directive, File, Import, PeriodicReport, Province, Report, Task, User};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use store::Act;
use uuid::Uuid;

/// A moment: so many minutes after 8 o'clock of 2 November 2026 in Viet Nam.
pub(crate) fn minute(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_793_581_200 + minutes * 60).unwrap()
}

pub(crate) fn act(minutes: i64) -> Act<'static> {
    Act::new(None, minute(minutes), "test.act")
}

pub(crate) fn province() -> Province {
    Province {
        id: ProvinceId(Uuid::now_v7()),
        version: 1,
        code: "51".into(),
        name: "tỉnh Quảng Ngãi".into(),
        office: "Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi".into(),
        demo: true,
    }
}

pub(crate) fn agency(name: &str) -> Agency {
    Agency {
        id: AgencyId(Uuid::now_v7()),
        version: 1,
        name: name.into(),
        aliases: vec![],
        symbol: None,
        level: Level::Province,
        listed: None,
        place: None,
        above: None,
        valid_from: None,
        valid_to: None,
        successors: vec![],
        legal_basis: String::new(),
        unverified: false,
    }
}

pub(crate) fn user(login: &str) -> User {
    User {
        id: UserId(Uuid::now_v7()),
        version: 1,
        login: login.into(),
        name: format!("Chuyên viên {login}"),
        role: Role::Clerk,
        agency: None,
        active: true,
        second_factor: false,
        must_change_password: false,
        email: None,
        reminders_off: Vec::new(),
    }
}

pub(crate) fn file(content: &[u8]) -> File {
    File {
        id: FileId(Uuid::now_v7()),
        version: 1,
        name: "bao-cao.docx".into(),
        media_type: "application/octet-stream".into(),
        size: i64::try_from(content.len()).unwrap(),
        sha256: store::files::digest(content),
    }
}

pub(crate) fn directive(number: &str, issued_on: Date) -> Directive {
    Directive {
        id: DirectiveId(Uuid::now_v7()),
        version: 1,
        number: Some(number.into()),
        kind: "Chương trình".into(),
        issuer: "Ủy ban nhân dân tỉnh Kon Tum".into(),
        issued_on,
        title: "Bảo đảm trật tự, an toàn xã hội".into(),
        field: Some("Nội chính".into()),
        links: vec![],
        original: None,
        text: None,
        force: Force::InForce,
    }
}

pub(crate) fn reference(number: &str, issued_on: Option<Date>) -> DocumentRef {
    DocumentRef {
        number: number.into(),
        issued_on,
        issuer: None,
    }
}

pub(crate) fn link(number: &str, directive: Option<DirectiveId>) -> Link {
    Link {
        relation: Relation::Implements,
        to: reference(number, None),
        directive,
    }
}

pub(crate) fn import(original: FileId, name: &str, taken_on: Date) -> Import {
    Import {
        id: ImportId(Uuid::now_v7()),
        version: 1,
        name: name.into(),
        taken_on,
        original,
        text: None,
        identity: Identity::default(),
        links: vec![],
        drafts: vec![],
        next_number: 1,
        notes: vec![],
        tracker: None,
        stage: Stage::Open,
    }
}

/// A task of one lead, assigned, without a day.
pub(crate) fn task(number: i64, lead: AgencyId) -> Task {
    Task {
        id: TaskId(Uuid::now_v7()),
        version: 1,
        number,
        directive: None,
        source: Source::default(),
        text: format!("Xây dựng kế hoạch số {number} về đường biên giới"),
        given_by: "Ủy ban nhân dân tỉnh".into(),
        given_on: date(2026, 1, 5),
        leads: vec![lead],
        group: None,
        parent: None,
        duties: vec![],
        coordinating_groups: vec![],
        places: vec![],
        field: None,
        measure: Measure::Product {
            product: "Kế hoạch".into(),
        },
        report_to: None,
        urgency: Urgency::Normal,
        assigned_on: None,
        received_on: None,
        deadline: Deadline::none(date(2026, 1, 5), Basis::Directive),
        state: State::Assigned,
        redo: false,
        reason: None,
        watcher: None,
        handler: None,
        last_report: None,
        obstacles: vec![],
        extension: None,
        outcome: None,
        suspension: None,
        ending: None,
        follow_up: None,
        awaits_carry_over: false,
        state_since: None,
    }
}

pub(crate) fn due(day: Date) -> Deadline {
    Deadline::on(day, None, date(2026, 1, 5), Basis::Directive)
}

pub(crate) fn duty(agency: AgencyId) -> Duty {
    Duty {
        agency,
        part: None,
        deadline: None,
        answer: None,
    }
}

pub(crate) fn report(task: TaskId, agency: AgencyId, by: UserId, on: Date, files: Vec<FileId>) -> Report {
    Report {
        id: ReportId(Uuid::now_v7()),
        version: 1,
        task,
        agency,
        by,
        on,
        purpose: Purpose::Progress,
        text: "Đã triển khai.".into(),
        figure: None,
        document: None,
        files,
    }
}

pub(crate) fn periodic_report(by: UserId) -> PeriodicReport {
    PeriodicReport {
        id: PeriodicReportId(Uuid::now_v7()),
        version: 1,
        period: "năm 2026".into(),
        legal: None,
        population: Population {
            counted_by: CountedBy::Due,
            from: date(2025, 12, 15),
            to: date(2026, 12, 14),
        },
        unit: Unit::Groups,
        denominator: Denominator::Given,
        data_on: date(2026, 11, 2),
        number: None,
        assessment: String::new(),
        proposals: String::new(),
        drawn_up_by: by,
        drawn_up_on: date(2026, 11, 2),
        signed: None,
    }
}

/// A task as it stands in an urging.
pub(crate) fn item(task: &Task, level: domain::urging::Level, last_report: Option<ReportId>) -> Item {
    Item {
        task: task.id,
        number: task.number,
        text: task.text.clone(),
        document: None,
        owed: Owed::Result,
        due: task.deadline.due().unwrap_or(date(2026, 11, 1)),
        days_late: 9,
        level,
        last_report,
    }
}

/// A draft of an urging.
pub(crate) fn urging(agency: AgencyId, by: UserId, letter: FileId, items: Vec<Item>) -> Urging {
    Urging {
        id: UrgingId(Uuid::now_v7()),
        version: 1,
        agency,
        level: items.iter().map(|item| item.level).max().unwrap(),
        items,
        prepared_on: date(2026, 11, 2),
        prepared_by: by,
        letter,
        answer_within: 3,
        sent: None,
        receipt: None,
        withdrawn: None,
    }
}

/// The signed document of a day.
pub(crate) fn sending(on: Date, by: UserId) -> Sending {
    Sending {
        document: reference("12/VP-NC", Some(on)),
        on,
        answer_by: date(2026, 11, 30),
        by,
    }
}
