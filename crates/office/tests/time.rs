//! Time is never trusted: the clock goes day by day through a year end, Tết, decreed days off and the reform of
//! 1/7/2025, over the real store, and on each day deadlines, reminders and figures are what they have to be.
#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use calendar::Lateness;
use domain::agency::Level;
use domain::deadline::{Basis, Deadline};
use domain::filter::TaskFilter;
use domain::id::{AgencyId, ProvinceId, RequestId, TaskId, UserId};
use domain::reminder::Matter;
use domain::rights::{Acting, Direct, Judge, KeepCalendar, ManageAgencies, Right, Role, Scope, Work};
use domain::task::{Measure, Source, State, Urgency};
use domain::{Agency, Province, Task, User};
use gazetteer::Gazetteer;
use jiff::civil::{Date, date};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan as _};
use office::agencies::{Directory, EndAgency};
use office::days_off::{DecreeInput, WithdrawInput, enter, preview, preview_withdrawal, withdraw};
use office::reminders::{NotSent, Outgoing, Post, make, send_due};
use office::tasks::{ReportInput, Seen, StartClockInput, confirm, receive, result, start_clock};
use office::{Office, day_at};
use store::{Act, Db};
use uuid::Uuid;

const POLICE: AgencyId = AgencyId(Uuid::from_u128(0xA1));
/// Ủy ban nhân dân huyện Ba Tơ, until 30/6/2025.
const DISTRICT: AgencyId = AgencyId(Uuid::from_u128(0xA2));
/// Ủy ban nhân dân xã Ba Tơ, from 1/7/2025.
const COMMUNE: AgencyId = AgencyId(Uuid::from_u128(0xA3));

const CLERK: UserId = UserId(Uuid::from_u128(0xB1));
const LEADER: UserId = UserId(Uuid::from_u128(0xB2));
const OFFICER: UserId = UserId(Uuid::from_u128(0xB3));
const HEAD: UserId = UserId(Uuid::from_u128(0xB4));
const OF_DISTRICT: UserId = UserId(Uuid::from_u128(0xB5));
const OF_COMMUNE: UserId = UserId(Uuid::from_u128(0xB6));
const ADMINISTRATOR: UserId = UserId(Uuid::from_u128(0xB7));

const FIRST: Date = date(2024, 12, 16);
const LAST: Date = date(2025, 9, 15);

/// A moment by the clock of Viet Nam.
fn at(day: Date, hour: i8, minute: i8) -> Timestamp {
    Offset::constant(7).to_timestamp(day.at(hour, minute, 0, 0)).unwrap()
}

/// Keeps what was sent.
#[derive(Default)]
struct Kept(Mutex<Vec<Outgoing>>);

impl Post for Kept {
    async fn send(&self, letter: &Outgoing) -> Result<(), NotSent> {
        self.0.lock().unwrap().push(letter.clone());
        Ok(())
    }
}

fn agency(id: AgencyId, name: &str, level: Level, valid_from: Option<Date>) -> Agency {
    Agency {
        id,
        version: 1,
        name: name.into(),
        aliases: Vec::new(),
        symbol: None,
        level,
        listed: None,
        place: None,
        above: None,
        valid_from,
        valid_to: None,
        successors: Vec::new(),
        legal_basis: String::new(),
        unverified: false,
    }
}

fn user(id: UserId, login: &str, role: Role, agency: Option<AgencyId>) -> User {
    User {
        id,
        version: 1,
        login: login.into(),
        name: login.into(),
        role,
        agency,
        active: true,
        second_factor: false,
        must_change_password: false,
        email: Some(format!("{login}@tinh.example")),
        reminders_off: Vec::new(),
    }
}

fn task(number: i64, lead: AgencyId, deadline: Deadline) -> Task {
    Task {
        id: TaskId(Uuid::from_u128(0xC0 + u128::try_from(number).unwrap())),
        version: 1,
        number,
        directive: None,
        source: Source::default(),
        text: format!("Nhiệm vụ {number}"),
        given_by: "Ủy ban nhân dân tỉnh".into(),
        given_on: FIRST,
        leads: vec![lead],
        group: None,
        parent: None,
        duties: Vec::new(),
        coordinating_groups: Vec::new(),
        places: Vec::new(),
        field: None,
        measure: Measure::Product {
            product: "Báo cáo".into(),
        },
        report_to: None,
        urgency: Urgency::Normal,
        deadline,
        assigned_on: None,
        received_on: None,
        state: State::Assigned,
        redo: false,
        reason: None,
        watcher: Some(CLERK),
        handler: None,
        last_report: None,
        obstacles: Vec::new(),
        extension: None,
        outcome: None,
        suspension: None,
        ending: None,
        follow_up: None,
        awaits_carry_over: false,
        state_since: Some(FIRST),
    }
}

fn ten_working_days() -> Deadline {
    let words = "trong 10 ngày làm việc kể từ ngày nhận được văn bản";
    Deadline::from_words(words, FIRST, FIRST, Basis::Directive).unwrap()
}

fn on(due: Date) -> Deadline {
    Deadline::on(due, None, FIRST, Basis::Directive)
}

/// The office on its first day: agencies, people, and five tasks.
async fn begun() -> Office {
    let db = Db::in_memory().await.unwrap();
    let mut tx = db.begin().await.unwrap();
    let act = Act::new(None, at(FIRST, 6, 0), "setup");
    let province = Province {
        id: ProvinceId(Uuid::from_u128(1)),
        version: 1,
        code: "51".into(),
        name: "tỉnh Quảng Ngãi".into(),
        office: "Văn phòng Ủy ban nhân dân tỉnh".into(),
        demo: false,
    };
    tx.insert(&act, &province).await.unwrap();
    for agency in [
        agency(POLICE, "Công an tỉnh", Level::Province, None),
        agency(DISTRICT, "Ủy ban nhân dân huyện Ba Tơ", Level::District, None),
        agency(
            COMMUNE,
            "Ủy ban nhân dân xã Ba Tơ",
            Level::Commune,
            Some(date(2025, 7, 1)),
        ),
    ] {
        tx.insert(&act, &agency).await.unwrap();
    }
    for user in [
        user(CLERK, "vanphong", Role::Clerk, None),
        user(LEADER, "lanhdao", Role::Leader, None),
        user(OFFICER, "cat.daumoi", Role::AgencyOfficer, Some(POLICE)),
        user(HEAD, "cat", Role::AgencyHead, Some(POLICE)),
        user(OF_DISTRICT, "huyen", Role::AgencyOfficer, Some(DISTRICT)),
        user(OF_COMMUNE, "xa", Role::CommuneOfficer, Some(COMMUNE)),
        user(ADMINISTRATOR, "quantri", Role::Administrator, None),
    ] {
        tx.insert(&act, &user).await.unwrap();
    }
    for task in [
        task(1, POLICE, on(date(2024, 12, 31))),
        task(2, POLICE, ten_working_days()),
        task(3, POLICE, ten_working_days()),
        task(4, POLICE, ten_working_days()),
        task(5, DISTRICT, on(date(2025, 7, 15))),
    ] {
        tx.insert(&act, &task).await.unwrap();
    }
    tx.commit().await.unwrap();
    Office::new(db)
}

/// The clock of one day, and what people do on it.
struct Day<'o> {
    office: &'o Office,
    day: Date,
}

impl Day<'_> {
    async fn acting<R: Right>(&self, who: UserId) -> Acting<R> {
        let user: User = store::load(&self.office.db, who.0).await.unwrap();
        let at = at(self.day, 15, 0);
        Acting::signed_in(&user, at, day_at(at), None).may().unwrap()
    }

    async fn task(&self, number: i64) -> Task {
        store::tasks::by_number(&self.office.db, number).await.unwrap().unwrap()
    }

    async fn receive(&self, number: i64, who: UserId) {
        let task = self.task(number).await;
        let seen = Seen { version: task.version };
        receive(self.office, &self.acting::<Work>(who).await, task.id, seen)
            .await
            .unwrap();
    }

    async fn report_result(&self, number: i64, who: UserId) {
        let task = self.task(number).await;
        let input = ReportInput {
            version: task.version,
            text: "Đã hoàn thành.".into(),
            document: format!("{number}/BC-CAT"),
            document_date: self.day.to_string(),
            ..ReportInput::default()
        };
        result(self.office, &self.acting::<Work>(who).await, task.id, input, &[])
            .await
            .unwrap();
    }

    async fn confirm(&self, number: i64) {
        let task = self.task(number).await;
        let seen = Seen { version: task.version };
        confirm(self.office, &self.acting::<Judge>(CLERK).await, task.id, seen)
            .await
            .unwrap();
    }

    async fn start_clock(&self, number: i64) {
        let task = self.task(number).await;
        let input = StartClockInput {
            version: task.version,
            event_on: self.day.to_string(),
        };
        start_clock(self.office, &self.acting::<Direct>(CLERK).await, task.id, input)
            .await
            .unwrap();
    }

    /// Friday 14/3 becomes a day off, worked on Saturday 22/3: two running clocks, and one moves.
    async fn swap(&self) {
        let acting = self.acting::<KeepCalendar>(CLERK).await;
        let decree = DecreeInput {
            name: "Hoán đổi ngày làm việc".into(),
            off_from: "14/03/2025".into(),
            worked: "22/03/2025".into(),
            legal_basis: "Thông báo số 77/TB-BNV".into(),
            ..DecreeInput::default()
        };
        let before = self.task(3).await;
        let seen = preview(self.office, &acting, &decree).await.unwrap();
        assert_eq!(self.task(3).await, before, "looking changes nothing");
        let entered = enter(self.office, &acting, &decree).await.unwrap();
        assert_eq!(seen.moves, entered.moves, "what was listed is what moved");
        let moved: Vec<(i64, Date, Date)> = entered.moves.iter().map(|one| (one.number, one.from, one.to)).collect();
        assert_eq!(moved, [(3, date(2025, 3, 19), date(2025, 3, 20))]);
        let task = self.task(3).await;
        let line = task.deadline.ledger.last().unwrap();
        let because = "Thông báo số 77/TB-BNV".to_owned();
        assert_eq!((line.set_on, &line.basis), (self.day, &Basis::Recounted { because }));
        let skipped = &line.arithmetic.as_ref().unwrap().skipped;
        assert!(
            skipped
                .iter()
                .any(|off| off.day == date(2025, 3, 14) && off.legal_basis.contains("77/TB-BNV"))
        );
        assert_eq!(
            task.deadline.due_as_of(date(2025, 3, 9)),
            Some(date(2025, 3, 19)),
            "the past stays"
        );
        assert_eq!(
            self.task(2).await.deadline.due(),
            Some(date(2025, 2, 10)),
            "a day that is over stays"
        );
        let past = DecreeInput {
            off_from: "03/03/2025".into(),
            worked: String::new(),
            ..decree
        };
        assert!(
            enter(self.office, &acting, &past).await.is_err(),
            "a day that is over is not decreed"
        );
    }

    /// The district ends, and the commune takes over.
    async fn reform(&self) {
        let agency: Agency = store::load(&self.office.db, DISTRICT.0).await.unwrap();
        let input = EndAgency {
            version: agency.version,
            last_day: "30/06/2025".into(),
            successors: vec![COMMUNE.to_string()],
            legal_basis: "Nghị quyết số 1677/NQ-UBTVQH15".into(),
        };
        let acting = self.acting::<ManageAgencies>(ADMINISTRATOR).await;
        office::agencies::end(self.office, &acting, DISTRICT, &input)
            .await
            .unwrap();
    }

    async fn story(&self) {
        match (self.day.year(), self.day.month(), self.day.day()) {
            (2024, 12, 17) => {
                for number in [1, 2, 3, 4] {
                    self.receive(number, OFFICER).await;
                }
                self.receive(5, OF_DISTRICT).await;
            }
            (2025, 1, 10) => self.report_result(1, OFFICER).await,
            (2025, 1, 13) => self.confirm(1).await,
            (2025, 1, 20) => self.start_clock(2).await,
            (2025, 2, 7) => self.report_result(2, OFFICER).await,
            (2025, 2, 10) => self.confirm(2).await,
            (2025, 3, 5) => self.start_clock(3).await,
            (2025, 3, 10) => self.swap().await,
            (2025, 3, 12) => self.start_clock(4).await,
            (2025, 3, 21) => self.report_result(3, OFFICER).await,
            (2025, 3, 24) => {
                self.confirm(3).await;
                self.report_result(4, OFFICER).await;
            }
            (2025, 3, 25) => self.confirm(4).await,
            (2025, 6, 20) => self.reform().await,
            _ => {}
        }
    }
}

/// Days on which nobody works, from 16/12/2024 to 15/9/2025, that are no Saturdays and Sundays: as announced for 2025, and
/// as the office decreed on 10/3/2025.
const OFF: [Date; 12] = [
    date(2025, 1, 1),
    date(2025, 1, 27),
    date(2025, 1, 28),
    date(2025, 1, 29),
    date(2025, 1, 30),
    date(2025, 1, 31),
    date(2025, 3, 14),
    date(2025, 4, 7),
    date(2025, 4, 30),
    date(2025, 5, 1),
    date(2025, 5, 2),
    date(2025, 9, 1),
];
const OFF_TOO: Date = date(2025, 9, 2);
/// Saturdays on which people work.
const WORKED: [Date; 2] = [date(2025, 3, 22), date(2025, 4, 26)];

fn is_worked(day: Date) -> bool {
    let weekend = day.weekday().to_monday_one_offset() >= 6;
    (!weekend || WORKED.contains(&day)) && !OFF.contains(&day) && day != OFF_TOO
}

/// What the figures of a day have to be: done in time, done late, open in time, open late.
fn figures(day: Date) -> [i64; 4] {
    let from = |first: Date| i64::from(day >= first);
    // Task 1 was due on 31/12/2024 and its product is of 10/1/2025; confirmed on 13/1. While the result waits, the clock
    // stands at its day.
    let late_1 = from(date(2025, 1, 1)) - from(date(2025, 1, 13));
    let done_late_1 = from(date(2025, 1, 13));
    // Task 3 was due on 20/3/2025 after the swap, its product is of 21/3, confirmed on 24/3.
    let late_3 = from(date(2025, 3, 21)) - from(date(2025, 3, 24));
    let done_late_3 = from(date(2025, 3, 24));
    // Tasks 2 and 4 were done in time, confirmed on 10/2 and 25/3.
    let done_in_time = from(date(2025, 2, 10)) + from(date(2025, 3, 25));
    let late_5 = from(date(2025, 7, 16));
    let done_late = done_late_1 + done_late_3;
    let open_late = late_1 + late_3 + late_5;
    [
        done_in_time,
        done_late,
        5 - done_in_time - done_late - open_late,
        open_late,
    ]
}

async fn check_figures(office: &Office, day: Date) {
    let all = TaskFilter::default();
    let counts = store::figures::total(&office.db, &all, Scope::All, day).await.unwrap();
    let counted = [
        counts.done_in_time,
        counts.done_late,
        counts.open_in_time,
        counts.open_late,
    ];
    assert_eq!(counted, figures(day), "{day}");
    // The same from the journal: every task as it was, put into its class by the only function that does.
    let then = store::tasks::as_of(&office.db, &all, Scope::All, at(day, 23, 59))
        .await
        .unwrap();
    let mut replayed = [0; 4];
    for task in &then {
        let class = match task.lateness(day) {
            Lateness::DoneInTime { .. } => 0,
            Lateness::DoneLate { .. } => 1,
            Lateness::OpenInTime { .. } => 2,
            Lateness::OpenLate { .. } => 3,
        };
        replayed[class] += 1;
    }
    assert_eq!(replayed, counted, "{day}");
}

async fn check_reform(office: &Office, day: Date) {
    if day < date(2025, 6, 20) {
        return;
    }
    let directory = Directory::load(office).await.unwrap();
    let at_work = if day <= date(2025, 6, 30) { DISTRICT } else { COMMUNE };
    assert_eq!(directory.today(DISTRICT, day), [at_work], "{day}");
    let gazetteer = Gazetteer::compiled();
    let district = gazetteer
        .places_coded("535")
        .find(|place| place.stands_on(date(2025, 6, 30)));
    let district = district.expect("huyện Ba Tơ stood on 30/6/2025");
    assert_eq!(district.name, "Ba Tơ");
    assert_eq!(district.stands_on(day), day <= date(2025, 6, 30), "{day}");
    assert!(!gazetteer.successors(district).is_empty());
}

/// What was entered in error is taken back by a document, as long as none of its days has come.
#[tokio::test]
async fn a_decree_is_taken_back_and_the_deadlines_with_it() {
    let office = begun().await;
    let day = Day {
        office: &office,
        day: date(2025, 3, 5),
    };
    day.receive(3, OFFICER).await;
    day.start_clock(3).await;
    let clerk = day.acting::<KeepCalendar>(CLERK).await;
    let request = Some(RequestId(Uuid::from_u128(0xD1)));
    let decree = DecreeInput {
        name: "Nghỉ đột xuất".into(),
        off_from: "10/03/2025".into(),
        off_to: "11/03/2025".into(),
        legal_basis: "Công điện số 9/CĐ-TTg".into(),
        ..DecreeInput::default()
    };
    let entered = enter(&office, &clerk.clone().sent_as(request), &decree).await.unwrap();
    assert_eq!(day.task(3).await.deadline.due(), Some(date(2025, 3, 21)));
    let again = enter(&office, &clerk.clone().sent_as(request), &decree).await.unwrap();
    assert_eq!(again.decree.id, entered.decree.id, "a form sent twice acts once");
    assert_eq!(day.task(3).await.deadline.ledger.len(), 3);

    let input = WithdrawInput {
        version: 1,
        legal_basis: "Công điện số 10/CĐ-TTg".into(),
    };
    let late = Day {
        office: &office,
        day: date(2025, 3, 10),
    };
    let too_late = late.acting::<KeepCalendar>(CLERK).await;
    assert!(
        withdraw(&office, &too_late, entered.decree.id, &input).await.is_err(),
        "its first day has come"
    );
    let seen = preview_withdrawal(&office, &clerk, entered.decree.id).await.unwrap();
    let back = withdraw(&office, &clerk, entered.decree.id, &input).await.unwrap();
    assert_eq!(seen.moves, back.moves);
    let task = day.task(3).await;
    assert_eq!(task.deadline.due(), Some(date(2025, 3, 19)));
    let because = "Công điện số 10/CĐ-TTg".to_owned();
    assert_eq!(task.deadline.ledger.last().unwrap().basis, Basis::Recounted { because });
    assert!(
        withdraw(&office, &clerk, entered.decree.id, &input).await.is_err(),
        "it was taken back"
    );
    assert!(store::verify(&office.db).await.unwrap().holds());
}

type Line = (Date, UserId, i64, Matter);

fn lines(letters: &[Outgoing]) -> Vec<Line> {
    let people: BTreeMap<&str, UserId> = [
        ("vanphong", CLERK),
        ("lanhdao", LEADER),
        ("cat.daumoi", OFFICER),
        ("cat", HEAD),
        ("huyen", OF_DISTRICT),
        ("xa", OF_COMMUNE),
    ]
    .into();
    let mut lines: Vec<Line> = letters
        .iter()
        .flat_map(|letter| {
            let who = people[letter.name.as_str()];
            letter
                .items
                .iter()
                .map(move |line| (letter.day, who, line.item.number, line.item.matter))
        })
        .collect();
    lines.sort_unstable_by_key(|(day, who, number, matter)| (*day, *number, *matter, *who));
    lines
}

/// Everything that anybody was told, in the order of days.
fn told() -> Vec<Line> {
    use Matter::{Confirm, DueSoon, Late, Receive, Superior};
    let mut told: Vec<Line> = Vec::new();
    let mut tell = |year, month, day, number, matter, who: &[UserId]| {
        told.extend(who.iter().map(|who| (date(year, month, day), *who, number, matter)));
    };
    // New tasks, on the morning after they came.
    for number in [1, 2, 3, 4] {
        tell(2024, 12, 17, number, Receive, &[OFFICER]);
    }
    tell(2024, 12, 17, 5, Receive, &[OF_DISTRICT]);
    // Task 1, due 31/12: 7, 3 (a Saturday, told on Friday) and 1 day before; late from 1/1, a holiday; 5 working days
    // after, then 7 days after.
    tell(2024, 12, 24, 1, DueSoon, &[OFFICER]);
    tell(2024, 12, 27, 1, DueSoon, &[OFFICER]);
    tell(2024, 12, 30, 1, DueSoon, &[OFFICER]);
    tell(2025, 1, 2, 1, Late, &[OFFICER, HEAD]);
    tell(2025, 1, 7, 1, Late, &[OFFICER, HEAD]);
    tell(2025, 1, 8, 1, Superior, &[LEADER]);
    tell(2025, 1, 13, 1, Confirm, &[CLERK]);
    // Task 2: ten working days from 20/1 are 10/2, over Tết. 7 days before is Monday 3/2, the first day after it.
    tell(2025, 2, 3, 2, DueSoon, &[OFFICER]);
    tell(2025, 2, 7, 2, DueSoon, &[OFFICER]);
    // The result is of Friday 7/2; the office is told on Monday.
    tell(2025, 2, 10, 2, Confirm, &[CLERK]);
    // Task 3: due 19/3, from 10/3 on 20/3. 7 days before is 13/3, 3 days before Monday 17/3, 1 day before 19/3.
    tell(2025, 3, 13, 3, DueSoon, &[OFFICER]);
    tell(2025, 3, 17, 3, DueSoon, &[OFFICER]);
    tell(2025, 3, 19, 3, DueSoon, &[OFFICER]);
    tell(2025, 3, 21, 3, Late, &[OFFICER, HEAD]);
    // Its result is of 21/3; the office is told on Saturday 22/3, which is worked.
    tell(2025, 3, 22, 3, Confirm, &[CLERK]);
    // Task 4: due 26/3. 3 days before is Sunday 23/3, told on the Saturday that is worked.
    tell(2025, 3, 19, 4, DueSoon, &[OFFICER]);
    tell(2025, 3, 22, 4, DueSoon, &[OFFICER]);
    tell(2025, 3, 25, 4, Confirm, &[CLERK]);
    // Task 5 of the district that ended: the commune is told. It has no head, and nobody is above it but the leader.
    tell(2025, 7, 8, 5, DueSoon, &[OF_COMMUNE]);
    tell(2025, 7, 11, 5, DueSoon, &[OF_COMMUNE]);
    tell(2025, 7, 14, 5, DueSoon, &[OF_COMMUNE]);
    tell(2025, 7, 16, 5, Late, &[OF_COMMUNE]);
    tell(2025, 7, 22, 5, Late, &[OF_COMMUNE]);
    tell(2025, 7, 22, 5, Superior, &[LEADER]);
    tell(2025, 8, 14, 5, Late, &[OF_COMMUNE]);
    told.sort_unstable_by_key(|(day, who, number, matter)| (*day, *number, *matter, *who));
    told
}

#[tokio::test]
async fn time_is_never_trusted() {
    let office = begun().await;
    let post = Kept::default();
    let days = std::iter::successors(Some(FIRST), |day| day.checked_add(1.day()).ok());
    for day in days.take_while(|day| *day <= LAST) {
        let before = post.0.lock().unwrap().len();
        // Too early, then in time, then once more: the digests of a day are made once and sent once.
        assert_eq!(
            make(&office, at(day, 5, 0)).await.unwrap(),
            None,
            "{day}: before the hours"
        );
        let made = make(&office, at(day, 8, 0)).await.unwrap();
        assert_eq!(made.is_some(), is_worked(day), "{day}");
        assert_eq!(
            make(&office, at(day, 8, 1)).await.unwrap(),
            None,
            "{day}: a second time"
        );
        let sent = send_due(&office, at(day, 8, 2), &post).await.unwrap();
        assert_eq!((sent.sent, sent.failed), (made.unwrap_or(0), 0), "{day}");
        let again = send_due(&office, at(day, 8, 3), &post).await.unwrap();
        assert_eq!(again.sent, 0, "{day}: sent twice");
        // The clock of the machine goes back: nothing is made again.
        assert_eq!(
            make(&office, at(day, 7, 30)).await.unwrap(),
            None,
            "{day}: the clock went back"
        );
        {
            let letters = post.0.lock().unwrap();
            let today = &letters[before..];
            assert!(
                today.iter().all(|letter| letter.day == day && !letter.items.is_empty()),
                "{day}"
            );
            let people: BTreeSet<&str> = today.iter().map(|letter| letter.name.as_str()).collect();
            assert_eq!(people.len(), today.len(), "{day}: two letters for one person");
        }
        Day { office: &office, day }.story().await;
        check_figures(&office, day).await;
        check_reform(&office, day).await;
    }
    let sent = lines(&post.0.lock().unwrap());
    let told = told();
    let missing: Vec<&Line> = told.iter().filter(|line| !sent.contains(line)).collect();
    let unexpected: Vec<&Line> = sent.iter().filter(|line| !told.contains(line)).collect();
    assert!(
        missing.is_empty() && unexpected.is_empty(),
        "missing {missing:#?} unexpected {unexpected:#?}"
    );
    assert_eq!(sent, told, "each exactly once");
    let proof = store::verify(&office.db).await.unwrap();
    assert!(proof.holds(), "{:?}", proof.named);
}
