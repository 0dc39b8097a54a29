//! How long things take on a large register: `cargo run --release -p store --example large_register -- WHERE TASKS`, where
//! WHERE is a new file or the address of an empty PostgreSQL database. Each task is changed nine times, one of ten three times.
#![expect(clippy::print_stdout, reason = "it tells figures")]

use std::path::Path;
use std::time::{Duration, Instant};

use domain::agency::Level;
use domain::deadline::Basis;
use domain::figures::By;
use domain::filter::TaskFilter;
use domain::id::{AgencyId, ReportId, TaskId};
use domain::rights::Scope;
use domain::task::{Duty, Measure, Outcome, Source, State, Urgency};
use domain::{Agency, Deadline, Task};
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};
use store::search::{self, Question, Within};
use store::tasks::{self, COUNTED, Order};
use store::{Act, Db, Result, Tx, backup, figures, verify};
use uuid::Uuid;

const TODAY: Date = date(2026, 11, 27);
const CHANGES: [State; 9] = [
    State::InProgress,
    State::InProgress,
    State::InProgress,
    State::InProgress,
    State::InProgress,
    State::InProgress,
    State::AwaitingConfirmation,
    State::InProgress,
    State::Completed,
];
/// What is slower is not asked two hundred times.
const PATIENCE: Duration = Duration::from_secs(4);

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
    ask(&db, &agencies, size).await?;
    write(&db, &agencies, size).await?;

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

/// Asks a question often enough to tell its slowest hundredth.
async fn often<T>(what: &str, mut question: impl AsyncFnMut(i64) -> Result<T>) -> Result<()> {
    let mut times = Vec::new();
    let begun = Instant::now();
    for n in 0..200 {
        let asked = Instant::now();
        question(n).await?;
        times.push(asked.elapsed());
        if begun.elapsed() > PATIENCE {
            break;
        }
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!(
        "{what}: half within {:?}, 99 of 100 within {:?}, {} times",
        at(50),
        at(99),
        times.len()
    );
    Ok(())
}

async fn ask(db: &Db, agencies: &[AgencyId], size: i64) -> Result<()> {
    let agency = |n: i64| agencies[usize::try_from(n).unwrap_or(0) % agencies.len()];
    let overdue = TaskFilter::overdue(TODAY);
    let words = |words: &str| TaskFilter {
        words: Some(words.into()),
        ..TaskFilter::default()
    };
    let all = TaskFilter::default();
    let open = TaskFilter {
        states: State::ALL.into_iter().filter(|state| state.is_open()).collect(),
        ..TaskFilter::default()
    };
    let (rare, common) = (words("biên giới 4711"), words("bien gioi"));
    for (what, filter) in [
        ("all", &all),
        ("what is open", &open),
        ("what is overdue", &overdue),
        ("what holds a rare word", &rare),
        ("what holds common words", &common),
    ] {
        let page = async |_| tasks::page(db, filter, Scope::All, Order::Due, None, 50).await;
        often(&format!("page of {what}"), page).await?;
        let page = async |n| tasks::page(db, filter, Scope::Agency(agency(n)), Order::Due, None, 50).await;
        often(&format!("page of {what}, of an agency"), page).await?;
        let count = async |_| tasks::count(db, filter, Scope::All, COUNTED).await;
        often(&format!("count of {what}"), count).await?;
        let count = async |n| tasks::count(db, filter, Scope::Agency(agency(n)), COUNTED).await;
        often(&format!("count of {what}, of an agency"), count).await?;
        let figures = async |_| figures::breakdown(db, filter, Scope::All, By::Agency, TODAY).await;
        often(&format!("figures by agency of {what}"), figures).await?;
        let states = async |_| tasks::states(db, filter, Scope::All).await;
        often(&format!("states of {what}"), states).await?;
        let past =
            async |n| tasks::page_as_of(db, moment(size * (n % 10 + 1) / 10, 0), filter, Scope::All, None, 50).await;
        often(&format!("page and count of {what} at a past moment"), past).await?;
        let past = async |n| {
            tasks::page_as_of(
                db,
                moment(size * (n % 10 + 1) / 10, 0),
                filter,
                Scope::Agency(agency(n)),
                None,
                50,
            )
            .await
        };
        often(
            &format!("page and count of {what} at a past moment, of an agency"),
            past,
        )
        .await?;
    }
    for by in By::ALL {
        let figures = async |_| figures::breakdown(db, &all, Scope::All, by, TODAY).await;
        often(&format!("figures by {}", by.word()), figures).await?;
    }
    often("overdue by agency", async |_| figures::unanswered(db, TODAY).await).await?;
    let find = async |words: String, within, scope| {
        let question = Question {
            sought: text::Sought::of(&words),
            ..Question::default()
        };
        search::page(db, within, &question, scope, None, 20).await
    };
    let number = async |n: i64| find(format!("việc thứ {}", n * 37), Within::Tasks, Scope::All).await;
    often("search: rare words", number).await?;
    let common = async |_| find("bien gioi".into(), Within::Tasks, Scope::All).await;
    often("search: common words", common).await?;
    let apart = async |_| find("trật tự tăng cường".into(), Within::Tasks, Scope::All).await;
    often("search: common words that never follow each other", apart).await?;
    let own = async |n| find("biên giới".into(), Within::Tasks, Scope::Agency(agency(n))).await;
    often("search: common words, of an agency", own).await?;
    let none = async |_| find("không có chữ này".into(), Within::Tasks, Scope::All).await;
    often("search: words that are nowhere", none).await?;
    Ok(())
}

/// How many writes a second, each a transaction of its own that is on the disk when it is answered.
async fn write(db: &Db, agencies: &[AgencyId], first: i64) -> Result<()> {
    const WRITES: i64 = 2_000;
    for at_once in [1, 16, 64] {
        let begun = Instant::now();
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..at_once {
            let (db, agencies) = (db.clone(), agencies.to_vec());
            let numbers = first + at_once * WRITES + writer * (WRITES / at_once);
            writers.spawn(async move {
                for number in numbers..numbers + WRITES / at_once {
                    let mut tx = db.begin().await?;
                    tx.insert(
                        &Act::new(None, moment(number, 0), "task.issue"),
                        &task(number, &agencies),
                    )
                    .await?;
                    tx.commit().await?;
                }
                Ok::<_, store::Error>(())
            });
        }
        while let Some(written) = writers.join_next().await {
            written.unwrap_or(Err(store::Error::Busy))?;
        }
        let seconds = begun.elapsed().as_secs_f64();
        let written = u32::try_from(WRITES / at_once * at_once).unwrap_or(0);
        println!(
            "{at_once} writers at once: {:.0} a second",
            f64::from(written) / seconds
        );
    }
    Ok(())
}

/// The moments of a task's life, one after the other.
fn moment(number: i64, step: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + number * 20 + step).unwrap_or_default()
}

async fn fill(db: &Db, size: i64) -> Result<Vec<AgencyId>> {
    const AT_ONCE: i64 = 500;
    let agencies: Vec<Agency> = (0..300).map(agency).collect();
    let ids: Vec<AgencyId> = agencies.iter().map(|agency| agency.id).collect();
    let mut tx = db.begin().await?;
    for agency in &agencies {
        tx.insert(&Act::new(None, moment(0, 0), "agency.add"), agency).await?;
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
    tx.insert(&Act::new(None, moment(number, 1), "task.issue"), &task)
        .await?;
    let changes = if number % 10 == 0 { 3 } else { CHANGES.len() };
    for (step, state) in (2..).zip(CHANGES.into_iter().take(changes)) {
        task.state = state;
        if matches!(state, State::AwaitingConfirmation | State::Completed) {
            task.outcome = Some(outcome(number));
        }
        tx.update(&Act::new(None, moment(number, step), "task.change"), &mut task)
            .await?;
    }
    Ok(())
}

fn outcome(number: i64) -> Outcome {
    Outcome {
        report: ReportId(Uuid::now_v7()),
        completed_on: TODAY.saturating_sub(Span::new().days(number % 300)),
        document: None,
        confirmed_on: None,
        confirmed_by: None,
    }
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
        text: format!("Tăng cường công tác bảo đảm an ninh, trật tự khu vực biên giới, việc thứ {number}. ").repeat(2),
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
        state_since: None,
    }
}
