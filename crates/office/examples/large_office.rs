//! Fills a data directory with an office at work, for `scripts/bench_served.sh`:
//! `cargo run --release -p office --example large_office -- DIRECTORY TASKS`.
//!
//! A province with 300 agencies, a directive for each hundred tasks, nine of ten tasks completed, each with its reports and
//! the duties of two coordinating agencies; about ten lines of the journal a task. `vanphong`, `lanhdao` and `donvi` can
//! sign in.
#![expect(clippy::print_stdout, reason = "it tells how far it is")]

use std::path::Path;

use anyhow::Context as _;
use domain::agency::Level;
use domain::deadline::Basis;
use domain::directive::{DocumentRef, Force};
use domain::id::{AgencyId, DirectiveId, ReportId, TaskId, UserId};
use domain::report::{Purpose, Report};
use domain::rights::Role;
use domain::task::{Duty, LastReport, Measure, Obstacle, Outcome, Remover, Source, State, Task, Urgency};
use domain::{Agency, Deadline, Directive, User};
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};
use office::Office;
use office::secret::Secret;
use office::setup::{FirstRun, first_run};
use office::upkeep::{self, Place};
use store::users::{Credential, credential, set_credential};
use store::{Act, Tx};
use uuid::Uuid;

/// The first day; the province stands since the day before.
const BEGIN: Date = date(2025, 7, 2);
/// Days over which the tasks are given.
const DAYS: i64 = 500;
const AGENCIES: usize = 300;
/// Password of everybody.
const PASSWORD: &str = "Mat-khau-thu-2026";
/// Tasks of one transaction.
const AT_ONCE: usize = 500;
const FIELDS: [&str; 3] = ["Nội chính", "Giao thông", "Lâm nghiệp"];
const PLACES: [&str; 5] = [
    "biên giới",
    "đường tỉnh",
    "chợ và khu dân cư",
    "rừng phòng hộ",
    "ven sông",
];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let directory = args.next().context("name a data directory")?;
    let size: i64 = args.next().unwrap_or_else(|| "100000".to_owned()).parse()?;
    std::fs::create_dir_all(&directory)?;
    let office = upkeep::open(Place::Directory(Path::new(&directory))).await?;
    let people = People::set_up(&office).await?;
    let numbers: Vec<i64> = (1..=size).collect();
    for some in numbers.chunks(AT_ONCE) {
        let mut tx = office.db.begin().await?;
        for number in some {
            people.live(&mut tx, *number, size).await?;
        }
        tx.commit().await?;
        if let Some(number) = some.last().filter(|number| *number % 10_000 == 0) {
            println!("{number} of {size} tasks");
        }
    }
    upkeep::close(&office).await;
    Ok(())
}

/// Who is there.
struct People {
    agencies: Vec<AgencyId>,
    /// The agency of `donvi`, which has more to do than others: the load of writing goes to it.
    busy: AgencyId,
    clerk: UserId,
    head: UserId,
}

impl People {
    async fn set_up(office: &Office) -> anyhow::Result<Self> {
        let at = moment(BEGIN, 0);
        let input = FirstRun {
            province: "51".to_owned(),
            login: "quantri".to_owned(),
            name: "Quản trị hệ thống".to_owned(),
            password: Secret::from(PASSWORD),
            ..FirstRun::default()
        };
        let made = first_run(office, at, &input).await?;
        let known = credential(&office.db, made.administrator).await?;
        let known = known.context("the administrator has a password")?;
        let own = store::agencies::all(&office.db).await?;
        let mut agencies: Vec<AgencyId> = own.iter().map(|own| own.id).collect();
        let mut tx = office.db.begin().await?;
        for number in agencies.len()..AGENCIES {
            let agency = agency(number);
            let act = Act::new(Some(made.administrator), at, "agency.add");
            tx.insert(&act, &agency).await?;
            agencies.push(agency.id);
        }
        let busy = agencies[0];
        let clerk = user("vanphong", Role::Clerk, None);
        let leader = user("lanhdao", Role::Leader, None);
        let head = user("donvi", Role::AgencyHead, Some(busy));
        for user in [&clerk, &leader, &head] {
            let act = Act::new(Some(made.administrator), at, "user.create");
            tx.insert(&act, user).await?;
            let own = Credential {
                user: user.id,
                ..known.clone()
            };
            set_credential(&mut tx, &own).await?;
        }
        tx.commit().await?;
        Ok(Self {
            agencies,
            busy,
            clerk: clerk.id,
            head: head.id,
        })
    }

    /// A task and its life, with the directive that it comes from for the first of each hundred.
    async fn live(&self, tx: &mut Tx, number: i64, size: i64) -> anyhow::Result<()> {
        let day = BEGIN.saturating_add(Span::new().days(number * DAYS / size));
        let act = |step, action| Act::new(Some(self.clerk), moment(day, step), action);
        if number % 100 == 1 {
            tx.insert(&act(0, "directive.issue"), &directive(number, day)).await?;
        }
        let mut task = self.task(number, day);
        tx.insert(&act(1, "task.issue"), &task).await?;
        let end = state_of(number);
        if end == State::Assigned {
            return Ok(());
        }
        task.state = State::InProgress;
        task.received_on = Some(day);
        tx.update(&act(2, "task.receive"), &mut task).await?;
        let reports = if end == State::Completed && number % 10 != 0 {
            2
        } else {
            3
        };
        for report in 0..reports {
            self.report(tx, &mut task, Purpose::Progress, 3 + report).await?;
        }
        if number % 3 == 0 {
            task.obstacles.push(obstacle(task.leads[0], day));
        }
        tx.update(&act(8, "task.name_obstacle"), &mut task).await?;
        if end == State::InProgress {
            return Ok(());
        }
        task.state = State::AwaitingConfirmation;
        task.state_since = task.last_report.as_ref().map(|last| last.on);
        self.report(tx, &mut task, Purpose::Result, 9).await?;
        if end == State::Completed {
            task.state = State::Completed;
            for obstacle in &mut task.obstacles {
                obstacle.removed_on = Some(day);
            }
            if let Some(outcome) = &mut task.outcome {
                outcome.confirmed_on = Some(outcome.completed_on);
                outcome.confirmed_by = Some(self.clerk);
            }
            tx.update(&act(10, "task.confirm"), &mut task).await?;
        }
        Ok(())
    }

    /// A report, and the task that has it.
    async fn report(&self, tx: &mut Tx, task: &mut Task, purpose: Purpose, step: i64) -> anyhow::Result<()> {
        let on = task
            .given_on
            .saturating_add(Span::new().days(step * 7 + task.number % 21));
        let action = if purpose == Purpose::Result {
            "task.result"
        } else {
            "task.progress"
        };
        let act = Act::new(Some(self.head), moment(task.given_on, step), action);
        let report = Report {
            id: ReportId(Uuid::now_v7()),
            version: 1,
            task: task.id,
            agency: task.leads[0],
            by: self.head,
            on,
            purpose,
            text: format!(
                "Đã rà soát {} địa bàn, lập danh sách và phương án xử lý từng nơi.",
                task.number % 96
            ),
            figure: None,
            document: None,
            files: Vec::new(),
        };
        tx.insert(&act, &report).await?;
        task.last_report = Some(LastReport { report: report.id, on });
        if purpose == Purpose::Result {
            task.outcome = Some(Outcome {
                report: report.id,
                completed_on: on,
                document: Some(DocumentRef {
                    number: format!("{}/BC-MAU", task.number),
                    issued_on: Some(on),
                    issuer: None,
                }),
                confirmed_on: None,
                confirmed_by: None,
            });
        }
        Ok(tx.update(&act, task).await?)
    }

    fn task(&self, number: i64, day: Date) -> Task {
        let lead = if number % 40 == 17 {
            self.busy
        } else {
            pick(&self.agencies, number)
        };
        let coordinating = [number + 3, number + 11].map(|number| pick(&self.agencies, number));
        let due = day.saturating_add(Span::new().days(30 + number % 170));
        Task {
            id: TaskId(Uuid::now_v7()),
            version: 1,
            number,
            directive: Some(directive_of(number)),
            source: Source {
                path: vec!["II. NHIỆM VỤ".into(), format!("{}. Nhóm nhiệm vụ", number % 6 + 1)],
                ..Source::default()
            },
            text: format!(
                "Chủ trì rà soát, lập danh sách, xây dựng phương án bảo đảm an ninh, trật tự và an toàn khu vực {}; kiểm \
                 tra, hướng dẫn cơ sở thực hiện và báo cáo kết quả về Ủy ban nhân dân tỉnh (mục {number}).",
                pick(&PLACES, number)
            ),
            given_by: "Ủy ban nhân dân tỉnh".into(),
            given_on: day,
            leads: vec![lead],
            group: None,
            parent: None,
            duties: coordinating
                .into_iter()
                .filter(|agency| *agency != lead)
                .map(duty)
                .collect(),
            coordinating_groups: vec!["các đơn vị có liên quan".into()],
            places: vec![],
            field: Some(pick(&FIELDS, number).into()),
            measure: Measure::Product {
                product: "Báo cáo kết quả".into(),
            },
            report_to: Some("Ủy ban nhân dân tỉnh (qua Văn phòng)".into()),
            urgency: Urgency::Normal,
            deadline: Deadline::on(due, None, day, Basis::Directive),
            state: State::Assigned,
            assigned_on: Some(day),
            received_on: None,
            state_since: Some(day),
            redo: false,
            reason: None,
            watcher: Some(self.clerk),
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
}

fn pick<T: Copy>(of: &[T], number: i64) -> T {
    of[usize::try_from(number).unwrap_or_default() % of.len()]
}

/// Nine of ten are completed; what the load writes to is in progress or just assigned.
fn state_of(number: i64) -> State {
    match number % 40 {
        17 | 27 => State::InProgress,
        7 => State::Assigned,
        37 => State::AwaitingConfirmation,
        _ => State::Completed,
    }
}

/// The directive of a task, the same for each hundred of them.
fn directive_of(number: i64) -> DirectiveId {
    let hundred = u128::try_from((number - 1) / 100).unwrap_or_default();
    DirectiveId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + hundred))
}

fn directive(number: i64, day: Date) -> Directive {
    let part = number / 100 + 1;
    Directive {
        id: directive_of(number),
        version: 1,
        number: Some(format!("{part}/KH-UBND")),
        kind: "Kế hoạch".into(),
        issuer: "Ủy ban nhân dân tỉnh".into(),
        issued_on: day,
        title: format!("bảo đảm an ninh, trật tự, phần thứ {part}"),
        field: Some("Nội chính".into()),
        links: Vec::new(),
        original: None,
        text: None,
        force: Force::InForce,
    }
}

fn duty(agency: AgencyId) -> Duty {
    Duty {
        agency,
        part: None,
        deadline: None,
        answer: None,
    }
}

fn obstacle(agency: AgencyId, day: Date) -> Obstacle {
    Obstacle {
        what: "Chưa bố trí kinh phí".into(),
        remover: Remover::Leader,
        agency,
        named_on: day,
        removed_on: None,
        removal: None,
    }
}

fn agency(number: usize) -> Agency {
    Agency {
        id: AgencyId(Uuid::now_v7()),
        version: 1,
        name: format!("Đơn vị mẫu số {number}"),
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

fn user(login: &str, role: Role, agency: Option<AgencyId>) -> User {
    User {
        id: UserId(Uuid::now_v7()),
        version: 1,
        login: login.to_owned(),
        name: format!("Tài khoản {login}"),
        role,
        agency,
        active: true,
        second_factor: false,
        must_change_password: false,
        email: None,
        reminders_off: vec![],
    }
}

/// A minute of a day, from eight in the morning.
fn moment(day: Date, minute: i64) -> Timestamp {
    let days = BEGIN.until(day).map_or(0, |span| i64::from(span.get_days()));
    // 2 July 2025, 8 o'clock in Viet Nam.
    Timestamp::from_second(1_751_418_000 + days * 86_400 + minute * 60).unwrap_or_default()
}
