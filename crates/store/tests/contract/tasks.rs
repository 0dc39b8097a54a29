//! Lists and figures of tasks: what the tables answer is what `domain` says about each task.

use std::collections::BTreeMap;

use domain::Task;
use domain::figures::{Breakdown, By, Figure, FigureOn, Unit};
use domain::filter::{Only, Part, RemoverKind, TaskFilter};
use domain::id::{AgencyId, DirectiveId, ReportId, TaskId};
use domain::rights::Scope;
use domain::task::{Answer, Ending, ExtensionRequest, Obstacle, Outcome, PlaceRef, Remover, State, Suspension};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use store::figures;
use store::moments::{self, Moment};
use store::tasks::{self, Mark, Order};
use store::{Db, Tx};
use uuid::Uuid;

use crate::made::{act, agency, directive, due, duty, minute, reference, task};
use crate::place::{Place, on_every_database};
use crate::records::{insert, update};

on_every_database!(
    numbers_run_on,
    a_list_goes_on_where_the_page_before_ended,
    an_agency_sees_each_task_once_and_first_what_it_owes_first,
    a_past_list_is_read_from_the_journal,
    lists_of_every_moment_are_those_of_the_images,
    a_line_is_told_from_others_of_its_moment,
    changes_after_a_line_are_found_with_both_sides,
    members_of_a_group_are_found,
    the_tables_answer_as_the_filter_says,
);

const TODAY: Date = date(2026, 11, 27);

async fn numbers_run_on(place: Place) {
    let police = agency("Công an tỉnh");
    insert(&place, 0, &police).await;
    let mut tx = place.db.begin().await.unwrap();
    for number in 1..=3 {
        assert_eq!(tasks::next_number(&mut tx).await.unwrap(), number);
        tx.insert(&act(0), &task(number, police.id)).await.unwrap();
    }
    let twice = tx.insert(&act(0), &task(3, police.id)).await.unwrap_err();
    assert!(matches!(twice, store::Error::Duplicate { constraint } if constraint == tasks::NUMBER_IS_TAKEN));
    drop(tx);
    let one = task(7, police.id);
    insert(&place, 0, &one).await;
    assert_eq!(tasks::by_number(&place.db, 7).await.unwrap(), Some(one));
    assert_eq!(tasks::by_number(&place.db, 8).await.unwrap(), None);
}

async fn a_list_goes_on_where_the_page_before_ended(place: Place) {
    let police = agency("Công an tỉnh");
    insert(&place, 0, &police).await;
    let days = [
        None,
        Some(date(2026, 12, 1)),
        Some(date(2026, 11, 1)),
        None,
        Some(date(2026, 12, 1)),
    ];
    for (number, day) in (1..).zip(days) {
        let mut task = task(number, police.id);
        if let Some(day) = day {
            task.deadline = due(day);
        }
        insert(&place, 0, &task).await;
    }
    for scope in [Scope::All, Scope::Agency(police.id)] {
        assert_eq!(
            pages(&place.db, scope, Order::Due).await,
            [vec![3, 2], vec![5, 1], vec![4]]
        );
        assert_eq!(
            pages(&place.db, scope, Order::Newest).await,
            [vec![5, 4], vec![3, 2], vec![1]]
        );
    }
}

async fn pages(db: &Db, scope: Scope, order: Order) -> Vec<Vec<i64>> {
    let mut pages = Vec::new();
    let mut after: Option<Mark> = None;
    loop {
        let page = tasks::page(db, &TaskFilter::default(), scope, order, after.as_ref(), 2)
            .await
            .unwrap();
        pages.push(page.tasks.iter().map(|task| task.number).collect());
        match page.next {
            // The way of an address and back.
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => return pages,
        }
    }
}

async fn an_agency_sees_each_task_once_and_first_what_it_owes_first(place: Place) {
    let (police, finance) = (agency("Công an tỉnh"), agency("Sở Tài chính"));
    insert(&place, 0, &police).await;
    insert(&place, 0, &finance).await;
    let mut both = task(1, police.id);
    both.deadline = due(date(2026, 12, 20));
    both.duties = vec![duty(police.id), duty(finance.id)];
    let mut early = task(2, finance.id);
    early.deadline = due(date(2026, 12, 30));
    early.duties = vec![duty(police.id)];
    early.duties[0].deadline = Some(due(date(2026, 12, 1)));
    let mut answered = early.clone();
    (answered.id, answered.number) = (TaskId(Uuid::now_v7()), 3);
    answered.duties[0].answer = Some(Answer {
        on: date(2026, 11, 30),
        report: ReportId(Uuid::now_v7()),
    });
    for task in [&both, &early, &answered] {
        insert(&place, 0, task).await;
    }
    let seen = async |agency: AgencyId, part, order| {
        let filter = TaskFilter {
            agency: Some(agency),
            part,
            ..Default::default()
        };
        let page = tasks::page(&place.db, &filter, Scope::All, order, None, 9)
            .await
            .unwrap();
        page.tasks.iter().map(|task| task.number).collect::<Vec<_>>()
    };
    assert_eq!(seen(police.id, None, Order::Due).await, [1, 2, 3]);
    assert_eq!(seen(police.id, None, Order::OwnDue).await, [2, 1, 3]);
    assert_eq!(seen(police.id, Some(Part::Lead), Order::Due).await, [1]);
    assert_eq!(seen(finance.id, Some(Part::Coordinating), Order::Due).await, [1]);
}

async fn a_past_list_is_read_from_the_journal(place: Place) {
    let police = agency("Công an tỉnh");
    insert(&place, 0, &police).await;
    let mut one = task(1, police.id);
    insert(&place, 10, &one).await;
    let before = one.clone();
    one.state = State::InProgress;
    update(&place, 20, &mut one).await;
    insert(&place, 30, &task(2, police.id)).await;

    let assigned = TaskFilter {
        states: vec![State::Assigned],
        ..Default::default()
    };
    let as_of = async |minutes| {
        tasks::as_of(&place.db, &assigned, Scope::All, minute(minutes))
            .await
            .unwrap()
    };
    assert_eq!(as_of(15).await, [before]);
    assert_eq!(as_of(25).await, []);
    assert_eq!(as_of(35).await.iter().map(|task| task.number).collect::<Vec<_>>(), [2]);
}

/// Tasks that change again and again: at every moment a list shows what the images of that moment say.
async fn lists_of_every_moment_are_those_of_the_images(place: Place) {
    const ROUNDS: u32 = 4;
    let agencies = [agency("Công an tỉnh"), agency("Sở Tài chính"), agency("Sở Y tế")];
    let programme = directive("2909/CTr-UBND", date(2021, 8, 16));
    for agency in &agencies {
        insert(&place, 0, agency).await;
    }
    insert(&place, 0, &programme).await;
    let known = Known {
        agencies: agencies.map(|agency| agency.id),
        directive: programme.id,
    };
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(ROUNDS)
    });
    let lives = prop::collection::vec(prop::collection::vec(any_task(known), 1..6), 1..8);
    let cases = (lives, prop::collection::vec(any_question(known), 12));
    for round in 1..=ROUNDS {
        let (lives, questions) = cases.new_tree(&mut runner).unwrap().current();
        let mut tx = place.db.begin().await.unwrap();
        let mut past: Vec<(i64, Task)> = Vec::new();
        for (number, life) in (1..).zip(lives) {
            let id = TaskId(Uuid::now_v7());
            for (step, mut task) in (0_i64..).zip(life) {
                (task.id, task.number, task.version) = (id, number, step.max(1));
                task.parent = task.parent.map(|_| id);
                // Two changes of one moment now and then.
                let minutes = number * 10 + step / 2;
                if step == 0 {
                    tx.insert(&act(minutes), &task).await.unwrap();
                } else {
                    tx.update(&act(minutes), &mut task).await.unwrap();
                }
                past.push((minutes, task));
            }
        }
        for (filter, scope, _, today) in &questions {
            for minutes in (5..90).step_by(3) {
                let mut last: BTreeMap<i64, &Task> = BTreeMap::new();
                for (_, task) in past.iter().filter(|(at, _)| *at <= minutes) {
                    last.insert(task.number, task);
                }
                let shown: Vec<&Task> = last.into_values().filter(|task| filter.matches(task, *scope)).collect();
                let at = minute(minutes);
                let listed = tasks::as_of(&mut tx, filter, *scope, at).await.unwrap();
                assert_eq!(
                    listed.iter().collect::<Vec<_>>(),
                    shown,
                    "{minutes} {filter:?} {scope:?}"
                );
                let (page, count) = tasks::page_as_of(&mut tx, at, filter, *scope, None, 100).await.unwrap();
                assert_eq!((page.tasks.len(), page.next), (shown.len(), None));
                assert_eq!(usize::try_from(count.total).unwrap(), shown.len());
                let figures = figures::breakdown_at(&mut tx, at.into(), filter, *scope, By::Place, *today)
                    .await
                    .unwrap();
                let mut expected = Breakdown::default();
                for task in shown {
                    expected.count(task, By::Place, *today);
                }
                assert_eq!(figures, expected, "{minutes} {filter:?} {scope:?}");
            }
        }
        if round < ROUNDS {
            tx.roll_back().await.unwrap();
        } else {
            tx.commit().await.unwrap();
        }
    }
    assert_eq!(store::verify(&place.db).await.unwrap().named, []);
}

async fn a_line_is_told_from_others_of_its_moment(place: Place) {
    let police = agency("Công an tỉnh");
    insert(&place, 0, &police).await;
    let mut one = task(1, police.id);
    insert(&place, 5, &one).await;
    let line = store::journal::head(&place.db).await.unwrap();
    let before = one.clone();
    one.state = State::InProgress;
    update(&place, 5, &mut one).await;
    let at = async |moment: Moment| {
        tasks::as_of(&place.db, &TaskFilter::default(), Scope::All, moment)
            .await
            .unwrap()
    };
    assert_eq!(at(Moment::Line(line.seq)).await, [before]);
    assert_eq!(at(Moment::At(minute(5))).await, [one]);
    assert_eq!(at(Moment::Line(0)).await, []);
    let last = store::journal::last_line_by(&place.db, minute(5))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(last.seq, line.seq + 1);
    assert_eq!(store::journal::last_line_by(&place.db, minute(-1)).await.unwrap(), None);
}

async fn changes_after_a_line_are_found_with_both_sides(place: Place) {
    let police = agency("Công an tỉnh");
    insert(&place, 0, &police).await;
    let (mut one, two) = (task(1, police.id), task(2, police.id));
    insert(&place, 1, &one).await;
    insert(&place, 1, &two).await;
    let line = store::journal::head(&place.db).await.unwrap().seq;
    let before = one.clone();
    one.state = State::InProgress;
    update(&place, 2, &mut one).await;
    one.text = "Rà soát lại".into();
    update(&place, 3, &mut one).await;
    let three = task(3, police.id);
    insert(&place, 4, &three).await;
    assert_eq!(
        moments::changed_since(&place.db, line).await.unwrap(),
        [(Some(before), one), (None, three)]
    );
}

async fn members_of_a_group_are_found(place: Place) {
    let commune = agency("Ủy ban nhân dân xã Bờ Y");
    insert(&place, 0, &commune).await;
    let group = task(1, commune.id);
    let mut member = task(2, commune.id);
    member.parent = Some(group.id);
    member.field = Some("Nội chính".into());
    // The member first: references are checked when the transaction ends.
    let mut tx = place.db.begin().await.unwrap();
    tx.insert(&act(0), &member).await.unwrap();
    tx.insert(&act(0), &group).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(tasks::children(&place.db, group.id).await.unwrap(), [member]);
    assert_eq!(tasks::fields(&place.db).await.unwrap(), ["Nội chính"]);
}

/// Tasks and questions as a person would never think of them together.
async fn the_tables_answer_as_the_filter_says(place: Place) {
    let agencies = [agency("Công an tỉnh"), agency("Sở Tài chính"), agency("Sở Y tế")];
    let programme = directive("2909/CTr-UBND", date(2021, 8, 16));
    for agency in &agencies {
        insert(&place, 0, agency).await;
    }
    insert(&place, 0, &programme).await;
    let known = Known {
        agencies: agencies.map(|agency| agency.id),
        directive: programme.id,
    };

    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(16)
    });
    let cases = (
        prop::collection::vec(any_task(known), 1..25),
        prop::collection::vec(any_question(known), 12),
    );
    for _ in 0..16 {
        let (mut made, questions) = cases.new_tree(&mut runner).unwrap().current();
        for (number, task) in (1..).zip(&mut made) {
            task.number = number;
        }
        let mut tx = place.db.begin().await.unwrap();
        for task in &made {
            tx.insert(&act(1), task).await.unwrap();
        }
        for question in &questions {
            answers_agree(&mut tx, &made, question).await;
        }
        tx.roll_back().await.unwrap();
    }
}

async fn answers_agree(tx: &mut Tx, made: &[Task], (filter, scope, order, today): &(TaskFilter, Scope, Order, Date)) {
    let (scope, order, today) = (*scope, *order, *today);
    let shown: Vec<&Task> = made.iter().filter(|task| filter.matches(task, scope)).collect();
    let numbers: Vec<i64> = shown.iter().map(|task| task.number).collect();

    let page = tasks::page(&mut *tx, filter, scope, order, None, 1000).await.unwrap();
    let mut listed: Vec<i64> = page.tasks.iter().map(|task| task.number).collect();
    if order == Order::Due {
        let mut by_day: Vec<&Task> = shown.clone();
        by_day.sort_by_key(|task| (task.deadline.due().is_none(), task.deadline.due(), task.number));
        assert_eq!(
            listed,
            by_day.iter().map(|task| task.number).collect::<Vec<_>>(),
            "{filter:?} {scope:?} over {made:#?}"
        );
    }
    listed.sort_unstable();
    assert_eq!(listed, numbers, "{filter:?} {scope:?} over {made:#?}");
    assert_eq!(
        usize::try_from(tasks::count(&mut *tx, filter, scope, 10_000).await.unwrap().total).unwrap(),
        numbers.len()
    );

    past_pages_agree(&mut *tx, filter, scope).await;
    figures_agree(&mut *tx, &shown, filter, scope, today).await;
    let past = tasks::as_of(&mut *tx, filter, scope, minute(1)).await.unwrap();
    assert_eq!(past.iter().map(|task| task.number).collect::<Vec<_>>(), numbers);

    let states = tasks::states(&mut *tx, filter, scope).await.unwrap();
    let of_state = |state| shown.iter().filter(|task| task.state == state).count();
    assert!(
        states
            .iter()
            .all(|(state, n)| usize::try_from(*n).unwrap() == of_state(*state))
    );
    assert_eq!(
        usize::try_from(states.iter().map(|(_, n)| n).sum::<i64>()).unwrap(),
        shown.len()
    );
}

/// Figures are what `domain` counts, of now as of the past; every number is as long as its list.
async fn figures_agree(tx: &mut Tx, shown: &[&Task], filter: &TaskFilter, scope: Scope, today: Date) {
    for by in By::ALL {
        let mut expected = Breakdown::default();
        for task in shown {
            expected.count(task, by, today);
        }
        let made = figures::breakdown(&mut *tx, filter, scope, by, today).await.unwrap();
        assert_eq!(made, expected, "{by:?} {filter:?} {scope:?} {today}");
        let past = figures::breakdown_at(&mut *tx, Moment::At(minute(1)), filter, scope, by, today)
            .await
            .unwrap();
        assert_eq!(past, expected);
        for (key, counts) in &expected.rows {
            // A filter that asks for another agency, field or figure as well has no list of its own.
            if filter.agency.is_some() || filter.field.is_some() || filter.directive.is_some() || filter.place.is_some()
            {
                continue;
            }
            let is_listed = filter.figure.is_none() && filter.heading.is_none() && matches!(by, By::Agency | By::Place);
            for figure in Figure::ALL.into_iter().filter(|_| is_listed) {
                let list = TaskFilter {
                    figure: Some(FigureOn { figure, on: today }),
                    ..by.row(key, filter.clone())
                };
                let listed = tasks::count(&mut *tx, &list, scope, 10_000).await.unwrap().total;
                assert_eq!(listed, counts.get(figure), "{figure:?} {key:?} {list:?}");
            }
        }
    }
    let late = figures::unanswered(&mut *tx, today).await.unwrap();
    assert!(late.iter().all(|one| one.tasks > 0 && one.since < today));
}

/// The pages of the moment of writing, read from the journal, are those of the tables.
async fn past_pages_agree(tx: &mut Tx, filter: &TaskFilter, scope: Scope) {
    const LIMIT: u32 = 4;
    let total = tasks::count(&mut *tx, filter, scope, 10_000).await.unwrap();
    let mut after = None;
    loop {
        let now = tasks::page(&mut *tx, filter, scope, Order::Due, after.as_ref(), LIMIT)
            .await
            .unwrap();
        let (past, counted) = tasks::page_as_of(&mut *tx, minute(1), filter, scope, after.as_ref(), LIMIT)
            .await
            .unwrap();
        assert_eq!((&past, counted), (&now, total));
        match now.next {
            Some(next) => after = Some(next),
            None => return,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Known {
    agencies: [AgencyId; 3],
    directive: DirectiveId,
}

/// A day near today, so that days often are the same.
fn any_day() -> impl Strategy<Value = Date> {
    (-3_i64..=3).prop_map(|days| TODAY.checked_add(jiff::Span::new().days(days)).unwrap())
}

fn any_agency(known: Known) -> impl Strategy<Value = AgencyId> {
    prop::sample::select(known.agencies.to_vec())
}

fn any_state() -> impl Strategy<Value = State> {
    prop::sample::select(State::ALL.to_vec())
}

const TEXTS: [&str; 4] = ["Rà soát đường biên", "Giảm 5% số vụ", "Kế hoạch_năm 100", "Dương tính!"];
const WORDS: [&str; 7] = ["duong", "Đường biên", "5%", "_", "ke hoach 100", "!", "  "];

fn any_task(known: Known) -> impl Strategy<Value = Task> {
    let people = (
        prop::collection::vec(any_agency(known), 1..3),
        prop::collection::vec((any_agency(known), prop::option::of(any_day()), any::<bool>()), 0..3),
    );
    let clock = (any_state(), prop::option::of(any_day()), any_day(), any::<bool>());
    let flags = (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    let counted = (
        any_day(),
        prop::sample::select(vec![None, Some(false), Some(true)]),
        prop::sample::subsequence(vec!["II. NHIỆM VỤ", "1. Phòng ngừa"], 0..=2),
        prop::sample::subsequence(PLACES.to_vec(), 0..=2),
        prop::sample::select(vec![
            Remover::Leader,
            Remover::Office,
            Remover::Above {
                name: "Bộ Công an".into(),
            },
        ]),
        any::<bool>(),
    );
    (people, clock, flags, prop::sample::select(TEXTS.to_vec()), counted).prop_map(
        move |((leads, duties), (state, day, other_day, has_outcome), flags, text, counted)| {
            let mut task = task(0, leads[0]);
            task.leads = leads;
            let (given_on, group, path, places, remover, for_leader) = counted;
            task.given_on = given_on;
            match group {
                Some(true) => {
                    task.group = Some("các xã".into());
                    task.leads = vec![];
                }
                Some(false) => task.parent = Some(task.id),
                None => {}
            }
            task.source.path = path.into_iter().map(str::to_owned).collect();
            task.places = places.into_iter().map(place).collect();
            task.report_to = for_leader.then(|| "Chủ tịch Ủy ban nhân dân tỉnh".into());
            if state == State::Cancelled && has_outcome {
                task.ending = Some(Ending {
                    document: reference("2/UBND", None),
                    on: other_day,
                    carried_into: None,
                });
            }
            task.text = text.into();
            task.state = state;
            if let Some(day) = day {
                task.deadline = due(day);
            }
            task.duties = duties
                .into_iter()
                .map(|(agency, day, answered)| made_duty(agency, day, answered))
                .collect();
            if has_outcome || matches!(state, State::Completed | State::AwaitingConfirmation) {
                task.outcome = Some(outcome(other_day));
            }
            if state == State::Suspended {
                let document = reference("1/UBND", None);
                task.suspension = Some(Suspension {
                    document,
                    since: other_day,
                    from: State::InProgress,
                });
            }
            let (of_directive, of_field, asks, hindered, is_over) = flags;
            task.directive = of_directive.then_some(known.directive);
            task.field = of_field.then(|| "Nội chính".into());
            task.awaits_carry_over = of_directive && asks;
            let some_agency = known.agencies[0];
            task.extension = asks.then(|| extension(some_agency, other_day));
            task.obstacles = hindered
                .then(|| Obstacle {
                    remover,
                    ..obstacle(some_agency, is_over)
                })
                .into_iter()
                .collect();
            task
        },
    )
}

/// Written name and code of today; a place without a code is told by its name.
const PLACES: [(&str, Option<&str>); 3] = [
    ("xã Bờ Y", Some("23332")),
    ("huyện Ngọc Hồi", Some("23332")),
    ("vùng biên giới", None),
];

fn place((written, today): (&str, Option<&str>)) -> PlaceRef {
    PlaceRef {
        written: written.to_owned(),
        code: None,
        full_name: None,
        today: today
            .map(|code| (code.to_owned(), "xã Bờ Y".to_owned()))
            .into_iter()
            .collect(),
    }
}

fn made_duty(agency: AgencyId, day: Option<Date>, answered: bool) -> domain::task::Duty {
    let mut duty = duty(agency);
    duty.deadline = day.map(due);
    duty.answer = answered.then(|| Answer {
        on: TODAY,
        report: ReportId(Uuid::now_v7()),
    });
    duty
}

fn outcome(completed_on: Date) -> Outcome {
    Outcome {
        report: ReportId(Uuid::now_v7()),
        completed_on,
        document: None,
        confirmed_on: None,
        confirmed_by: None,
    }
}

fn extension(agency: AgencyId, until: Date) -> ExtensionRequest {
    ExtensionRequest {
        until,
        reason: "Chờ số liệu".into(),
        asked_on: TODAY,
        agency,
        document: None,
    }
}

fn obstacle(agency: AgencyId, removed: bool) -> Obstacle {
    Obstacle {
        what: "Thiếu kinh phí".into(),
        remover: Remover::Office,
        agency,
        named_on: TODAY,
        removed_on: removed.then_some(TODAY),
        removal: None,
    }
}

fn any_question(known: Known) -> impl Strategy<Value = (TaskFilter, Scope, Order, Date)> {
    let who = (
        prop::option::weighted(0.4, any_agency(known)),
        prop::option::of(prop::sample::select(vec![Part::Lead, Part::Coordinating])),
        prop::option::weighted(0.4, any_agency(known)),
    );
    let what = (
        prop::collection::vec(any_state(), 0..4),
        prop::option::weighted(0.2, Just(known.directive)),
        prop::option::weighted(0.2, Just("Nội chính".to_owned())),
        prop::option::weighted(0.3, prop::sample::select(WORDS.to_vec())),
    );
    let when = (
        prop::option::weighted(0.3, any_day()),
        prop::option::weighted(0.3, any_day()),
        any_day(),
    );
    let only = prop::sample::subsequence(Only::ALL.to_vec(), 0..=1);
    let counted = (
        prop::option::weighted(0.2, prop::sample::select(Figure::ALL.to_vec())),
        prop::option::weighted(0.4, prop::sample::select(Unit::ALL.to_vec())),
        prop::option::weighted(0.2, any_day()),
        prop::option::weighted(0.2, any_day()),
        prop::option::weighted(
            0.1,
            prop::sample::select(vec!["II. NHIỆM VỤ", "II. NHIỆM VỤ › 1. Phòng ngừa"]),
        ),
        prop::option::weighted(0.1, prop::sample::select(vec!["23332", "vùng biên giới"])),
        prop::option::weighted(0.1, prop::sample::select(RemoverKind::ALL.to_vec())),
    );
    let order = prop::sample::select(vec![Order::Due, Order::OwnDue, Order::Newest]);
    (who, what, when, only, order, counted).prop_map(|(who, what, when, only, order, counted)| {
        let filter = TaskFilter {
            states: what.0,
            agency: who.0,
            part: who.1,
            directive: what.1,
            parent: None,
            field: what.2,
            due_from: when.0,
            due_to: when.1,
            given_from: counted.2,
            given_to: counted.3,
            heading: counted.4.map(str::to_owned),
            place: counted.5.map(str::to_owned),
            remover: counted.6,
            unit: counted.1,
            figure: counted.0.map(|figure| FigureOn { figure, on: when.2 }),
            only,
            words: what.3.map(str::to_owned),
        };
        (filter, who.2.map_or(Scope::All, Scope::Agency), order, when.2)
    })
}
