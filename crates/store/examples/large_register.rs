//! How long things take on a large register: `cargo run --release -p store --example large_register -- WHERE TASKS`, where
//! WHERE is a new file or the address of an empty PostgreSQL database. Each task is changed four times.
#![expect(clippy::print_stdout, reason = "it tells figures")]

use std::path::Path;
use std::time::Instant;

use domain::agency::Level;
use domain::deadline::Basis;
use domain::filter::TaskFilter;
use domain::id::{AgencyId, TaskId};
use domain::rights::Scope;
use domain::task::{Duty, Measure, Source, State, Urgency};
use domain::{Agency, Deadline, Task};
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};
use store::tasks::{self, Order};
use store::{Act, Db, Result, Tx, backup, verify};
use uuid::Uuid;

const TODAY: Date = date(2026, 11, 27);
const CHANGES: [State; 4] = [
    State::InProgress,
    State::InProgress,
    State::AwaitingConfirmation,
    State::Completed,
];

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let place = args.next().unwrap_or_else(|| "large.sqlite".to_owned());
    let size: i64 = args.next().and_then(|size| size.parse().ok()).unwrap_or(10_000);
    let db = if place.starts_with("postgres") {
        Db::open_postgres(&place).await?
    } else {
        Db::open_sqlite(&place).await?
    };
    let begun = Instant::now();
    let agencies = fill(&db, size).await?;
    tell("fill", begun);
    ask(&db, agencies[7]).await?;

    let begun = Instant::now();
    let proof = verify(&db).await?;
    tell("verify", begun);
    println!(
        "{} lines, {} records, {} faults",
        proof.lines, proof.records, proof.faults
    );
    let copy = format!("{}.backup", Path::new(&place).file_name().unwrap_or_default().display());
    let copy = std::env::temp_dir().join(copy);
    let begun = Instant::now();
    backup(&db, &copy).await?;
    tell("backup", begun);
    Ok(())
}

fn tell(what: &str, begun: Instant) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or_default();
    println!("{what}: {:?}, {peak}", begun.elapsed());
}

async fn ask(db: &Db, agency: AgencyId) -> Result<()> {
    let overdue = TaskFilter::overdue(TODAY);
    let words = TaskFilter {
        words: Some("bien gioi 4711".into()),
        ..TaskFilter::default()
    };
    for (what, filter, scope) in [
        ("page of all", &TaskFilter::default(), Scope::All),
        ("page of what is overdue", &overdue, Scope::All),
        ("page of an agency", &TaskFilter::default(), Scope::Agency(agency)),
        ("page of what an agency has overdue", &overdue, Scope::Agency(agency)),
        ("page with words", &words, Scope::All),
    ] {
        let begun = Instant::now();
        tasks::page(db, filter, scope, Order::Due, None, 50).await?;
        tell(what, begun);
    }
    let begun = Instant::now();
    tasks::count(db, &overdue, Scope::All).await?;
    tell("count of what is overdue", begun);
    let begun = Instant::now();
    tasks::classes_by_lead(db, &TaskFilter::default(), Scope::All, TODAY).await?;
    tell("figures by lead", begun);
    let begun = Instant::now();
    tasks::page_as_of(db, minute(3), &TaskFilter::default(), Scope::All, None, 50).await?;
    tell("page of the past", begun);
    Ok(())
}

fn minute(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_793_581_200 + minutes * 60).unwrap_or_default()
}

async fn fill(db: &Db, size: i64) -> Result<Vec<AgencyId>> {
    const AT_ONCE: i64 = 500;
    let agencies: Vec<Agency> = (0..150).map(agency).collect();
    let ids: Vec<AgencyId> = agencies.iter().map(|agency| agency.id).collect();
    let mut tx = db.begin().await?;
    for agency in &agencies {
        tx.insert(&Act::new(None, minute(0), "agency.add"), agency).await?;
    }
    tx.commit().await?;
    for first in (0..size).step_by(500) {
        let mut tx = db.begin().await?;
        for number in first..size.min(first + AT_ONCE) {
            live(&mut tx, number, &ids).await?;
        }
        tx.commit().await?;
    }
    Ok(ids)
}

/// A task and its life: nine of ten are completed.
async fn live(tx: &mut Tx, number: i64, agencies: &[AgencyId]) -> Result<()> {
    let mut task = task(number, agencies);
    tx.insert(&Act::new(None, minute(1), "task.issue"), &task).await?;
    let changes = if number % 10 == 0 { 1 } else { CHANGES.len() };
    for state in CHANGES.into_iter().take(changes) {
        task.state = state;
        tx.update(&Act::new(None, minute(2), "task.change"), &mut task).await?;
    }
    Ok(())
}

fn agency(n: i64) -> Agency {
    Agency {
        id: AgencyId(Uuid::now_v7()),
        version: 1,
        name: format!("Ủy ban nhân dân xã số {n}"),
        aliases: vec![],
        symbol: None,
        level: Level::Commune,
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

fn task(number: i64, agencies: &[AgencyId]) -> Task {
    let of = |n: i64| agencies[usize::try_from(n).unwrap_or(0) % agencies.len()];
    let due = TODAY.saturating_add(Span::new().days(number % 700 - 600));
    let duty = Duty {
        agency: of(number + 3),
        part: None,
        deadline: None,
        answer: None,
    };
    Task {
        id: TaskId(Uuid::now_v7()),
        version: 1,
        number,
        directive: None,
        source: Source::default(),
        text: format!("Tăng cường công tác bảo đảm an ninh, trật tự khu vực biên giới, việc thứ {number}. ").repeat(4),
        given_by: "Ủy ban nhân dân tỉnh".into(),
        given_on: date(2025, 1, 5),
        leads: vec![of(number)],
        group: None,
        parent: None,
        duties: vec![duty],
        coordinating_groups: vec![],
        places: vec![],
        field: Some("Nội chính".into()),
        measure: Measure::Reviews,
        report_to: None,
        urgency: Urgency::Normal,
        assigned_on: None,
        received_on: None,
        deadline: Deadline::on(due, None, date(2025, 1, 5), Basis::Directive),
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
    }
}
