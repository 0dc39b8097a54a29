//! Who is told of what on which day.
#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

use calendar::Calendar;
use domain::deadline::{Basis, Deadline};
use domain::directive::DocumentRef;
use domain::id::{AgencyId, ReportId, TaskId, UserId};
use domain::life::{Act, By};
use domain::reminder::{Digest, Matter, Morning, Numbers, Organisation, Sort, Told, digests};
use domain::rights::Role;
use domain::rules::{OfficeRule, Rules};
use domain::task::{Duty, Measure, Source, State, Urgency};
use domain::urging::Owed;
use domain::{Task, User};
use jiff::civil::{Date, date};
use uuid::Uuid;

const LEAD: AgencyId = AgencyId(Uuid::from_u128(1));
const HELPS: AgencyId = AgencyId(Uuid::from_u128(2));
const ABOVE: AgencyId = AgencyId(Uuid::from_u128(3));
const ENDED: AgencyId = AgencyId(Uuid::from_u128(4));
const CLERK: u128 = 10;
const LEADER: u128 = 11;
const HEAD: u128 = 12;
const OFFICER: u128 = 13;
const HELPER: u128 = 14;
const HEAD_ABOVE: u128 = 15;

struct Plain;

impl Organisation for Plain {
    fn today(&self, agency: AgencyId) -> Vec<AgencyId> {
        vec![if agency == ENDED { LEAD } else { agency }]
    }
    fn above(&self, agency: AgencyId) -> Option<AgencyId> {
        (agency == HELPS).then_some(ABOVE)
    }
}

fn user(number: u128, role: Role, agency: Option<AgencyId>) -> User {
    User {
        id: UserId(Uuid::from_u128(number)),
        version: 1,
        login: format!("u{number}"),
        name: format!("Người {number}"),
        role,
        agency,
        active: true,
        second_factor: false,
        must_change_password: false,
        email: Some(format!("u{number}@tinh.example")),
        reminders_off: Vec::new(),
    }
}

fn users() -> Vec<User> {
    vec![
        user(CLERK, Role::Clerk, None),
        user(LEADER, Role::Leader, None),
        user(HEAD, Role::AgencyHead, Some(LEAD)),
        user(OFFICER, Role::AgencyOfficer, Some(LEAD)),
        user(HELPER, Role::AgencyOfficer, Some(HELPS)),
        user(HEAD_ABOVE, Role::AgencyHead, Some(ABOVE)),
    ]
}

fn a_task(due: Date, since: Date) -> Task {
    Task {
        id: TaskId(Uuid::from_u128(7)),
        version: 1,
        number: 128,
        directive: None,
        source: Source::default(),
        text: "Xóa điểm nóng về ma túy".into(),
        given_by: "Ủy ban nhân dân tỉnh".into(),
        given_on: since,
        leads: vec![LEAD],
        group: None,
        parent: None,
        duties: Vec::new(),
        coordinating_groups: Vec::new(),
        places: Vec::new(),
        field: None,
        measure: Measure::Product {
            product: "Kế hoạch".into(),
        },
        report_to: None,
        urgency: Urgency::Normal,
        deadline: Deadline::on(due, None, since, Basis::Directive),
        assigned_on: None,
        received_on: None,
        state: State::InProgress,
        redo: false,
        reason: None,
        watcher: None,
        handler: None,
        last_report: None,
        obstacles: Vec::new(),
        extension: None,
        outcome: None,
        suspension: None,
        ending: None,
        follow_up: None,
        awaits_carry_over: false,
        state_since: Some(since),
    }
}

#[test]
fn what_is_done_or_cancelled_owes_nothing_whatever_its_day() {
    let mut task = a_task(date(2026, 11, 2), date(2026, 10, 1));
    assert_eq!(task.owed_by(LEAD), Some((Owed::Result, date(2026, 11, 2))));
    for state in [State::Completed, State::Cancelled] {
        task.state = state;
        assert_eq!(task.owed_by(LEAD), None, "{state:?}");
        assert_eq!(task.waits_for_others(LEAD), None, "{state:?}");
    }
}

/// Every digest from one day to another, as a program makes them that runs on each working day but those left out.
fn told_leaving_out(task: &Task, users: &[User], from: Date, to: Date, left_out: &[Date]) -> Vec<Digest> {
    let calendar = Calendar::built_in();
    let rules = Rules::default();
    let mut told = Some(Told {
        until: from.yesterday().unwrap(),
        ahead_before: from,
    });
    let mut all = Vec::new();
    let days = std::iter::successors(Some(from), |day| day.tomorrow().ok()).take_while(|day| *day <= to);
    for today in days.filter(|day| calendar.is_working_day(*day) && !left_out.contains(day)) {
        let morning = Morning {
            today,
            told,
            calendar,
            numbers: Numbers::on(&rules, today),
        };
        all.extend(digests(&morning, [task], users, Plain));
        told = Some(Told {
            until: today,
            ahead_before: morning.ahead_before(),
        });
    }
    assert!(all.iter().all(|digest| !digest.items.is_empty()));
    all
}

fn told(task: &Task, from: Date, to: Date) -> Vec<(u128, Date, Matter)> {
    flat(&told_leaving_out(task, &users(), from, to, &[]))
}

fn flat(digests: &[Digest]) -> Vec<(u128, Date, Matter)> {
    let lines = digests.iter().flat_map(|digest| {
        let items = digest.items.iter();
        items.map(move |item| (digest.user.0.as_u128(), digest.day, item.matter))
    });
    lines.collect()
}

#[test]
fn before_the_day_at_once_when_late_and_then_the_superior() {
    // Due on a Thursday; 7 days before is a Thursday, 3 days before a Monday, 1 day before a Wednesday.
    let task = a_task(date(2026, 11, 12), date(2026, 10, 1));
    assert_eq!(
        told(&task, date(2026, 11, 2), date(2026, 11, 30)),
        [
            (OFFICER, date(2026, 11, 5), Matter::DueSoon),
            (OFFICER, date(2026, 11, 9), Matter::DueSoon),
            (OFFICER, date(2026, 11, 11), Matter::DueSoon),
            (HEAD, date(2026, 11, 13), Matter::Late),
            (OFFICER, date(2026, 11, 13), Matter::Late),
            // 7 days after, and 5 working days after.
            (LEADER, date(2026, 11, 19), Matter::Superior),
            (HEAD, date(2026, 11, 19), Matter::Late),
            (OFFICER, date(2026, 11, 19), Matter::Late),
        ]
    );
}

#[test]
fn nobody_is_told_on_a_day_off_and_nothing_is_lost_there() {
    // Due on Saturday 28/11/2026: the third day before is a Wednesday, the first a Friday; late from Sunday, told on Monday.
    let task = a_task(date(2026, 11, 28), date(2026, 10, 1));
    assert_eq!(
        told(&task, date(2026, 11, 23), date(2026, 12, 1)),
        [
            (OFFICER, date(2026, 11, 25), Matter::DueSoon),
            (OFFICER, date(2026, 11, 27), Matter::DueSoon),
            (HEAD, date(2026, 11, 30), Matter::Late),
            (OFFICER, date(2026, 11, 30), Matter::Late),
        ]
    );
    // Due on a Monday: the day before is a Sunday, told on Friday.
    let monday = a_task(date(2026, 11, 30), date(2026, 10, 1));
    let before: Vec<Date> = told(&monday, date(2026, 11, 23), date(2026, 11, 30))
        .into_iter()
        .map(|(_, day, _)| day)
        .collect();
    assert_eq!(
        before,
        [date(2026, 11, 23), date(2026, 11, 27)],
        "7 days before; 3 and 1 day before, at once"
    );
}

#[test]
fn a_day_without_the_program_is_made_up_for_once() {
    let task = a_task(date(2026, 11, 12), date(2026, 10, 1));
    let left_out = [date(2026, 11, 9), date(2026, 11, 13)];
    let told = told_leaving_out(&task, &users(), date(2026, 11, 2), date(2026, 11, 17), &left_out);
    assert_eq!(
        flat(&told),
        [
            (OFFICER, date(2026, 11, 5), Matter::DueSoon),
            (OFFICER, date(2026, 11, 10), Matter::DueSoon),
            (OFFICER, date(2026, 11, 11), Matter::DueSoon),
            (HEAD, date(2026, 11, 16), Matter::Late),
            (OFFICER, date(2026, 11, 16), Matter::Late),
        ]
    );
}

#[test]
fn work_that_arrives_late_is_told_as_it_arrives() {
    let mut task = a_task(date(2026, 11, 12), date(2026, 11, 10));
    assert_eq!(
        told(&task, date(2026, 11, 9), date(2026, 11, 12)),
        [(OFFICER, date(2026, 11, 11), Matter::DueSoon)],
        "7 and 3 days before were over when it arrived"
    );
    task.state_since = Some(date(2026, 11, 20));
    assert_eq!(
        told(&task, date(2026, 11, 19), date(2026, 11, 25)),
        [
            (LEADER, date(2026, 11, 23), Matter::Superior),
            (HEAD, date(2026, 11, 23), Matter::Late),
            (OFFICER, date(2026, 11, 23), Matter::Late),
        ],
        "it was late for long when it arrived on a Friday"
    );
}

#[test]
fn nobody_is_reminded_of_what_waits_for_somebody_else() {
    let since = date(2026, 10, 1);
    let mut task = a_task(date(2026, 11, 12), since);
    let lead = By {
        user: UserId(Uuid::from_u128(OFFICER)),
        agency: Some(LEAD),
    };
    let office = By {
        user: UserId(Uuid::from_u128(CLERK)),
        agency: None,
    };
    let calendar = Calendar::built_in();
    let ask = Act::AskExtension {
        until: date(2026, 12, 12),
        reason: "Chờ ý kiến Bộ".into(),
        document: None,
    };
    task.act(&ask, lead, date(2026, 11, 3), calendar).unwrap();
    assert_eq!(
        told(&task, date(2026, 11, 3), date(2026, 11, 6)),
        [
            (LEADER, date(2026, 11, 4), Matter::Extension),
            (LEADER, date(2026, 11, 5), Matter::Extension),
        ]
    );
    let report = ReportId(Uuid::from_u128(9));
    let result = Act::Result { report, document: None };
    task.act(&result, lead, date(2026, 11, 6), calendar).unwrap();
    // Reported on a Friday; three working days to confirm it end on Wednesday.
    assert_eq!(
        told(&task, date(2026, 11, 6), date(2026, 12, 31)),
        [
            (CLERK, date(2026, 11, 9), Matter::Confirm),
            (CLERK, date(2026, 11, 12), Matter::ConfirmLate),
        ]
    );
    task.act(&Act::Confirm, office, date(2026, 11, 13), calendar).unwrap();
    assert_eq!(told(&task, date(2026, 11, 13), date(2026, 12, 31)), []);
}

#[test]
fn what_stands_still_reminds_nobody() {
    let mut task = a_task(date(2026, 11, 12), date(2026, 10, 1));
    let office = By {
        user: UserId(Uuid::from_u128(CLERK)),
        agency: None,
    };
    let document = DocumentRef {
        number: "15/UBND-NC".into(),
        issued_on: None,
        issuer: None,
    };
    let suspend = Act::Suspend { document };
    task.act(&suspend, office, date(2026, 11, 2), Calendar::built_in())
        .unwrap();
    assert_eq!(told(&task, date(2026, 11, 2), date(2027, 1, 31)), []);
}

#[test]
fn a_task_to_receive_is_told_when_it_comes_and_when_the_limit_is_over() {
    let mut task = a_task(date(2027, 3, 31), date(2026, 11, 5));
    task.state = State::Assigned;
    assert_eq!(
        told(&task, date(2026, 11, 5), date(2026, 11, 30)),
        [
            (OFFICER, date(2026, 11, 6), Matter::Receive),
            // Given on a Thursday: two working days end on Monday.
            (OFFICER, date(2026, 11, 10), Matter::ReceiveLate),
        ]
    );
}

#[test]
fn a_duty_has_its_own_clock_and_its_agency_its_own_superior() {
    let mut task = a_task(date(2027, 3, 31), date(2026, 10, 1));
    task.duties.push(Duty {
        agency: HELPS,
        part: None,
        deadline: Some(Deadline::on(
            date(2026, 11, 12),
            None,
            date(2026, 10, 1),
            Basis::Directive,
        )),
        answer: None,
    });
    let first = told(&task, date(2026, 11, 9), date(2026, 11, 13));
    assert_eq!(
        first,
        [
            (HELPER, date(2026, 11, 9), Matter::DutyDueSoon),
            (HELPER, date(2026, 11, 11), Matter::DutyDueSoon),
            (HELPER, date(2026, 11, 13), Matter::DutyLate),
        ]
    );
    let led = Task {
        leads: vec![HELPS],
        duties: Vec::new(),
        ..a_task(date(2026, 11, 12), date(2026, 10, 1))
    };
    let told = told(&led, date(2026, 11, 19), date(2026, 11, 19));
    assert!(
        told.contains(&(HEAD_ABOVE, date(2026, 11, 19), Matter::Superior)),
        "{told:?}"
    );
    assert!(told.iter().all(|(who, ..)| *who != LEADER), "{told:?}");
}

#[test]
fn the_successor_is_told_of_the_work_of_an_agency_that_ended() {
    let mut task = a_task(date(2026, 11, 12), date(2026, 10, 1));
    task.leads = vec![ENDED];
    assert_eq!(
        told(&task, date(2026, 11, 11), date(2026, 11, 11)),
        [(OFFICER, date(2026, 11, 11), Matter::DueSoon)]
    );
}

#[test]
fn a_sort_is_switched_off_only_while_the_rule_allows_it() {
    let task = a_task(date(2026, 11, 12), date(2026, 10, 1));
    let mut users = users();
    for user in &mut users {
        user.reminders_off = Sort::ALL.to_vec();
    }
    let all = told_leaving_out(&task, &users, date(2026, 11, 2), date(2026, 11, 30), &[]);
    assert!(
        all.iter()
            .flat_map(|digest| &digest.items)
            .all(|item| item.matter == Matter::Late)
    );
    let forbidden = OfficeRule {
        id: Uuid::nil(),
        version: 1,
        rule: "may_switch_off_due_soon".into(),
        value: vec![0],
        valid_from: date(2026, 1, 1),
        valid_to: None,
        legal_basis: "Quy chế số 5/QĐ-UBND".into(),
    };
    let morning = Morning {
        today: date(2026, 11, 11),
        told: None,
        calendar: Calendar::built_in(),
        numbers: Numbers::on(&Rules::with_office(&[forbidden]), date(2026, 11, 11)),
    };
    assert_eq!(digests(&morning, [&task], &users, Plain).len(), 1);
}

#[test]
fn who_has_no_address_or_left_is_not_told() {
    let task = a_task(date(2026, 11, 12), date(2026, 10, 1));
    let mut users = users();
    for user in &mut users {
        if user.role == Role::AgencyOfficer {
            user.email = None;
        }
    }
    let told = flat(&told_leaving_out(
        &task,
        &users,
        date(2026, 11, 11),
        date(2026, 11, 11),
        &[],
    ));
    assert_eq!(
        told,
        [(HEAD, date(2026, 11, 11), Matter::DueSoon)],
        "the head, where no officer can be told"
    );
}
