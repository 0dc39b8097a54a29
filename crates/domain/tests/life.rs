//! The life of a task, act by act.

use calendar::{Calendar, Lateness};
use domain::Task;
use domain::deadline::{Basis, Deadline, ReviewCycle};
use domain::directive::DocumentRef;
use domain::id::{AgencyId, ReportId, TaskId, UserId};
use domain::life::{Act, By, NotPossible};
use domain::report_faults::{FaultCounts, Faults};
use domain::task::{Duty, Handler, Measure, Nearness, Remover, Source, State, Urgency};
use jiff::civil::{Date, date};
use uuid::Uuid;

const LEAD: AgencyId = AgencyId(Uuid::from_u128(1));
const HELPS: AgencyId = AgencyId(Uuid::from_u128(2));
const OTHER: AgencyId = AgencyId(Uuid::from_u128(3));
const REPORT: ReportId = ReportId(Uuid::from_u128(9));

fn a_task(deadline: Deadline) -> Task {
    Task {
        id: TaskId(Uuid::from_u128(7)),
        version: 1,
        number: 1,
        directive: None,
        source: Source::default(),
        text: "Xóa điểm nóng về ma túy".into(),
        given_by: "Ủy ban nhân dân tỉnh".into(),
        given_on: date(2026, 1, 5),
        leads: vec![LEAD],
        group: None,
        parent: None,
        duties: vec![Duty {
            agency: HELPS,
            part: None,
            deadline: None,
            answer: None,
        }],
        coordinating_groups: Vec::new(),
        places: Vec::new(),
        field: None,
        measure: Measure::Product {
            product: "Kế hoạch".into(),
        },
        report_to: None,
        urgency: Urgency::Normal,
        assigned_on: None,
        received_on: None,
        deadline,
        state: State::Assigned,
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
        state_since: None,
    }
}

fn due(day: Date) -> Task {
    a_task(Deadline::on(day, None, date(2026, 1, 5), Basis::Directive))
}

fn by(agency: Option<AgencyId>) -> By {
    By {
        user: UserId(Uuid::from_u128(5)),
        agency,
    }
}

fn lead() -> By {
    by(Some(LEAD))
}

fn giver() -> By {
    by(None)
}

fn document(number: &str, day: Option<Date>) -> DocumentRef {
    DocumentRef {
        number: number.into(),
        issued_on: day,
        issuer: None,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "an act reads better where it is made")]
fn act(task: &mut Task, act: Act, by: By, today: Date) -> Result<(), NotPossible> {
    task.act(&act, by, today, Calendar::built_in())
}

#[test]
fn the_product_s_day_counts_not_the_day_of_confirmation() {
    let mut task = due(date(2026, 3, 31));
    act(&mut task, Act::Receive, lead(), date(2026, 1, 6)).expect("received");
    let result = Act::Result {
        report: REPORT,
        document: Some(document("12/KH-CAT", Some(date(2026, 3, 30)))),
    };
    act(&mut task, result, lead(), date(2026, 4, 2)).expect("reported");
    assert_eq!(task.state, State::AwaitingConfirmation);
    assert_eq!(
        task.lateness(date(2026, 4, 9)),
        Lateness::OpenInTime { days_left: Some(1) }
    );
    act(&mut task, Act::Confirm, giver(), date(2026, 4, 10)).expect("confirmed");
    assert_eq!(
        task.lateness(date(2026, 4, 10)),
        Lateness::DoneInTime { early_days: Some(1) }
    );
}

#[test]
fn nobody_confirms_their_own_result() {
    let mut task = due(date(2026, 3, 31));
    act(&mut task, Act::Receive, lead(), date(2026, 1, 6)).expect("received");
    act(
        &mut task,
        Act::Result {
            report: REPORT,
            document: None,
        },
        lead(),
        date(2026, 2, 1),
    )
    .expect("reported");
    assert_eq!(
        act(&mut task, Act::Confirm, lead(), date(2026, 2, 1)),
        Err(NotPossible::Party { act: "confirm" })
    );
}

#[test]
fn a_refused_result_is_done_again() {
    let mut task = due(date(2026, 3, 31));
    act(&mut task, Act::Receive, lead(), date(2026, 1, 6)).expect("received");
    act(
        &mut task,
        Act::Result {
            report: REPORT,
            document: None,
        },
        lead(),
        date(2026, 3, 1),
    )
    .expect("reported");
    let refused = act(&mut task, Act::Refuse { reason: " ".into() }, giver(), date(2026, 3, 2));
    assert_eq!(
        refused,
        Err(NotPossible::Field {
            field: "reason",
            why: "required"
        })
    );
    assert_eq!(task.state, State::AwaitingConfirmation, "a failed act changes nothing");
    act(
        &mut task,
        Act::Refuse {
            reason: "Chưa có sản phẩm".into(),
        },
        giver(),
        date(2026, 3, 2),
    )
    .expect("refused");
    assert!(task.redo && task.state == State::InProgress && task.outcome.is_none());
}

#[test]
fn the_deadline_moves_by_its_ledger_only() {
    let mut task = due(date(2026, 3, 31));
    let again = Act::SetDeadline {
        deadline: Box::new(Deadline::on(
            date(2027, 1, 1),
            None,
            date(2026, 2, 1),
            Basis::Office { note: "x".into() },
        )),
    };
    let moved = act(&mut task, again, giver(), date(2026, 2, 1));
    assert_eq!(
        moved,
        Err(NotPossible::Field {
            field: "deadline",
            why: "already-set"
        })
    );
    let unnamed = Act::GrantExtension {
        until: date(2026, 6, 30),
        document: document("", None),
    };
    assert!(
        act(&mut task, unnamed, giver(), date(2026, 4, 2)).is_err(),
        "no extension without a document"
    );
    let granted = Act::GrantExtension {
        until: date(2026, 6, 30),
        document: document("88/UBND-NC", None),
    };
    act(&mut task, granted, giver(), date(2026, 4, 2)).expect("granted");
    assert_eq!(task.deadline.ledger.len(), 2);
    assert_eq!(
        task.lateness(date(2026, 4, 1)),
        Lateness::OpenLate { late_days: 1 },
        "it was late then"
    );
    assert_eq!(
        task.lateness(date(2026, 4, 2)),
        Lateness::OpenInTime { days_left: Some(89) }
    );
}

#[test]
fn each_coordinating_agency_has_its_own_duty_and_clock() {
    let mut task = due(date(2026, 3, 31));
    let duty = Act::SetDuty {
        agency: HELPS,
        part: Some("Góp ý dự thảo".into()),
        due: Some(date(2026, 2, 10)),
    };
    act(&mut task, duty, giver(), date(2026, 1, 8)).expect("set");
    let helper = by(Some(HELPS));
    assert_eq!(
        task.duty_of(HELPS).and_then(|duty| task.duty_due(duty)),
        Some(date(2026, 2, 10))
    );
    act(&mut task, Act::AnswerDuty { report: REPORT }, helper, date(2026, 2, 9)).expect("answered");
    assert_eq!(task.state, State::Assigned, "an answer is not the lead's receipt");
    assert!(act(&mut task, Act::Receive, helper, date(2026, 2, 9)).is_err());
    assert!(
        act(
            &mut task,
            Act::AnswerDuty { report: REPORT },
            by(Some(OTHER)),
            date(2026, 2, 9)
        )
        .is_err()
    );
}

#[test]
fn standing_work_has_no_result_but_reviews() {
    let mut task = a_task(Deadline::standing(
        ReviewCycle::Quarter,
        None,
        date(2026, 1, 5),
        Basis::Directive,
    ));
    act(&mut task, Act::Receive, lead(), date(2026, 1, 6)).expect("received");
    let result = act(
        &mut task,
        Act::Result {
            report: REPORT,
            document: None,
        },
        lead(),
        date(2026, 3, 20),
    );
    assert_eq!(
        result,
        Err(NotPossible::Field {
            field: "purpose",
            why: "standing"
        })
    );
    assert_eq!(
        task.nearness(date(2026, 4, 1), 3),
        Nearness::Overdue,
        "the review is late"
    );
    act(&mut task, Act::CloseCycle, giver(), date(2026, 4, 1)).expect("closed");
    assert_eq!(task.deadline.due(), Some(date(2026, 6, 30)));
    assert!(task.state.is_open());
}

#[test]
fn a_suspended_task_has_a_standing_clock() {
    let mut task = due(date(2026, 3, 31));
    act(
        &mut task,
        Act::Suspend {
            document: document("9/UBND-NC", None),
        },
        giver(),
        date(2026, 2, 1),
    )
    .expect("suspended");
    assert_eq!(task.nearness(date(2026, 5, 1), 3), Nearness::InTime);
    assert!(act(&mut task, Act::Receive, lead(), date(2026, 2, 2)).is_err());
    let resume = Act::Resume {
        document: document("20/UBND-NC", None),
        due: Some(date(2026, 9, 30)),
    };
    act(&mut task, resume, giver(), date(2026, 6, 1)).expect("resumed");
    assert_eq!(
        (task.state, task.deadline.due()),
        (State::Assigned, Some(date(2026, 9, 30)))
    );
}

#[test]
fn an_agency_s_own_day_is_never_after_the_deadline() {
    let mut task = due(date(2026, 3, 31));
    act(&mut task, Act::Receive, lead(), date(2026, 1, 6)).expect("received");
    let handler = Handler {
        user: None,
        name: "Phòng Cảnh sát điều tra tội phạm về ma túy".into(),
        due: Some(date(2026, 4, 1)),
    };
    let late = act(&mut task, Act::SubAssign { handler }, lead(), date(2026, 1, 7));
    assert_eq!(
        late,
        Err(NotPossible::Field {
            field: "due",
            why: "after-deadline"
        })
    );
}

#[test]
fn an_obstacle_names_who_must_remove_it() {
    let mut task = due(date(2026, 3, 31));
    let own = Act::NameObstacle {
        what: "Thiếu kinh phí".into(),
        remover: Remover::Agency { agency: LEAD },
    };
    assert!(
        act(&mut task, own, lead(), date(2026, 2, 1)).is_err(),
        "nobody waits for themselves"
    );
    let other = Act::NameObstacle {
        what: "Thiếu kinh phí".into(),
        remover: Remover::Agency { agency: OTHER },
    };
    act(&mut task, other, lead(), date(2026, 2, 1)).expect("named");
    act(
        &mut task,
        Act::RemoveObstacle {
            which: 0,
            how: "Đã cấp".into(),
        },
        giver(),
        date(2026, 2, 9),
    )
    .expect("removed");
    assert_eq!(task.open_obstacles().count(), 0);
}

#[test]
fn what_has_ended_stays_ended() {
    let mut task = due(date(2026, 3, 31));
    act(
        &mut task,
        Act::Cancel {
            document: document("30/QĐ-UBND", None),
        },
        giver(),
        date(2026, 2, 1),
    )
    .expect("cancelled");
    for (wanted, who) in [
        (Act::Receive, lead()),
        (Act::Confirm, giver()),
        (
            Act::Suspend {
                document: document("1/UBND", None),
            },
            giver(),
        ),
    ] {
        assert!(act(&mut task, wanted, who, date(2026, 2, 2)).is_err());
    }
}

#[test]
fn faults_in_reporting_are_told_by_the_ledger() {
    let mut task = a_task(Deadline::standing(
        ReviewCycle::Quarter,
        None,
        date(2026, 1, 5),
        Basis::Directive,
    ));
    for _ in 0..3 {
        assert!(task.deadline.next_cycle(date(2026, 1, 6)));
    }
    task.duties[0].deadline = Some(Deadline::on(
        date(2026, 5, 10),
        None,
        date(2026, 1, 5),
        Basis::Directive,
    ));
    let faults = |reports: &[Date], from, to| {
        let mut faults = Faults::default();
        faults.add_task(&task, from, to, date(2026, 11, 27), |agency| {
            if agency == LEAD { reports.to_vec() } else { Vec::new() }
        });
        let of = |agency| faults.by_agency.get(&agency).copied().unwrap_or_default();
        (of(LEAD), of(HELPS))
    };
    let counts = |missing, late| FaultCounts { missing, late, poor: 0 };
    let (year, last) = (date(2026, 1, 1), date(2026, 12, 31));
    // By 31/3, for 30/6 late, for 30/9 in time; 31/12 is not over. The coordinating agency never answered.
    let reports = [date(2026, 2, 1), date(2026, 3, 30), date(2026, 7, 2), date(2026, 9, 1)];
    assert_eq!(faults(&reports, year, last), (counts(0, 1), counts(1, 0)));
    // What came after the next day was for that one.
    assert_eq!(faults(&[date(2026, 7, 2)], year, last).0, counts(2, 1));
    assert_eq!(faults(&[], date(2026, 9, 1), last), (counts(1, 0), counts(0, 0)));
}
