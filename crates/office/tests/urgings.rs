//! Urging through the use cases: from what is late to the letter, its number, its receipt and what came of it.

use domain::id::{AgencyId, UrgingId};
use domain::rights::{Acting, Judge, Right, See, Urge, Work};
use domain::task::State;
use domain::urging::{Level, Owed, Stage, Waiting};
use domain::{Task, Urging};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use office::tasks::{ReportInput, Seen};
use office::urgings::{
    self, AgencyBehind, NumberInput, PrepareInput, Prepared, Proposal, ReceiptInput, SendInput, UrgingQuery,
    WithdrawInput,
};
use office::{Error, Office, day_at, demo, tasks};
use reading::extract::{Limits, extract};
use store::Db;

/// A demonstration, and its clock.
struct Story {
    office: Office,
    now: Timestamp,
}

impl Story {
    async fn new() -> Self {
        let office = Office::new(Db::in_memory().await.expect("memory"));
        let now: Timestamp = "2026-11-27T02:00:00Z".parse().expect("a moment");
        demo::fill(&office, now).await.expect("filled");
        Self { office, now }
    }

    async fn acting<R: Right>(&self, login: &str, days: i64) -> Acting<R> {
        let user = store::users::by_login(&self.office.db, login).await.expect("read");
        let at = self.now.checked_add((days * 24).hours()).expect("a moment");
        let signed_in = Acting::signed_in(&user.expect(login), at, day_at(at), None);
        signed_in.may().expect("the right")
    }

    async fn clerk(&self, days: i64) -> Acting<Urge> {
        self.acting("vanphong", days).await
    }

    async fn proposal(&self, days: i64) -> Proposal {
        let proposal = urgings::propose(&self.office, &self.clerk(days).await, 0).await;
        proposal.expect("a proposal")
    }

    async fn prepare(&self, days: i64, chosen: Vec<String>) -> office::Result<Prepared> {
        urgings::prepare(&self.office, &self.clerk(days).await, &PrepareInput { chosen }).await
    }

    async fn send(&self, days: i64, drafts: &[UrgingId], on: Date) -> office::Result<Vec<Urging>> {
        let input = SendInput {
            document_date: on.to_string(),
            numbers: (1500..)
                .zip(drafts)
                .map(|(number, urging)| NumberInput {
                    urging: urging.to_string(),
                    version: 1,
                    document: format!("{number}/VP-NC"),
                })
                .collect(),
        };
        urgings::send(&self.office, &self.clerk(days).await, &input).await
    }

    async fn urging(&self, id: UrgingId) -> Urging {
        store::load(&self.office.db, id.0).await.expect("an urging")
    }

    async fn agency_of(&self, login: &str) -> AgencyId {
        let user = store::users::by_login(&self.office.db, login).await.expect("read");
        user.expect(login).agency.expect("an agency")
    }

    /// Makes everything on the page to letters and sends them, on a day after today.
    async fn a_round(&self, days: i64) -> Vec<Urging> {
        let proposal = self.proposal(days).await;
        let made = self.prepare(days, ticked(&proposal.agencies)).await.expect("letters");
        let today = self.clerk(days).await.today;
        self.send(days, &made.urgings, today).await.expect("sent")
    }
}

/// Everything that is ticked when the page opens.
fn ticked(agencies: &[AgencyBehind]) -> Vec<String> {
    let ticked = agencies.iter().flat_map(|behind| {
        let late = behind.tasks.iter().filter(|row| row.level().is_some());
        late.map(|row| format!("{}/{}", behind.agency, row.task))
    });
    ticked.collect()
}

fn code(error: &Error) -> &str {
    error.code()
}

#[tokio::test]
async fn a_letter_for_each_agency_holds_its_tasks_as_they_are() {
    let story = Story::new().await;
    let proposal = story.proposal(0).await;
    assert!(proposal.agencies.len() >= 2, "{proposal:#?}");
    let chosen = ticked(&proposal.agencies);
    let urged: Vec<&AgencyBehind> = proposal
        .agencies
        .iter()
        .filter(|behind| behind.level.is_some())
        .collect();
    let made = story.prepare(0, chosen.clone()).await.expect("letters");
    assert_eq!((made.urgings.len(), made.left_out), (urged.len(), 0));
    for (id, behind) in made.urgings.iter().zip(&urged) {
        let urging = story.urging(*id).await;
        assert_eq!((urging.agency, urging.stage()), (behind.agency, Stage::Draft));
        assert_eq!(
            (urging.items.len(), Some(urging.level)),
            (behind.to_urge(), behind.level)
        );
        let see = story.acting::<See>("vanphong", 0).await;
        let (file, bytes) = urgings::letter(&story.office, &see, *id).await.expect("a letter");
        assert!(
            file.name.contains(&behind.name)
                && std::path::Path::new(&file.name)
                    .extension()
                    .is_some_and(|ending| ending == "docx"),
            "{}",
            file.name
        );
        let text = extract(&bytes, &Limits::default()).expect("a .docx").text;
        assert!(text.contains(&behind.name), "{text}");
        for item in &urging.items {
            let row = behind.tasks.iter().find(|row| row.task == item.task).expect("a row");
            assert_eq!(
                (item.due, item.days_late, item.owed),
                (row.due, row.days_late, row.owed)
            );
            assert!(
                item.days_late > 0 && text.contains(item.text.trim_end_matches('.')),
                "{text}"
            );
        }
    }
    let again = story.prepare(0, chosen).await.expect_err("they are in letters already");
    assert_eq!(code(&again), "nothing-to-urge");
    let after = story.proposal(0).await;
    assert!(ticked(&after.agencies).is_empty(), "{after:#?}");
    let archive = urgings::letters(&story.office, &story.clerk(0).await)
        .await
        .expect("an archive");
    assert!(archive.starts_with(b"PK"));
    assert!(store::verify(&story.office.db).await.expect("read").holds());
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_its_letters_once() {
    let story = Story::new().await;
    let chosen = ticked(&story.proposal(0).await.agencies);
    let acting = story
        .clerk(0)
        .await
        .sent_as(Some(domain::id::RequestId(uuid::Uuid::now_v7())));
    let input = PrepareInput { chosen };
    let first = urgings::prepare(&story.office, &acting, &input).await.expect("letters");
    let second = urgings::prepare(&story.office, &acting, &input)
        .await
        .expect("the same");
    assert_eq!(first, second);
}

#[tokio::test]
async fn a_draft_can_be_withdrawn_and_what_was_sent_cannot() {
    let story = Story::new().await;
    let chosen = ticked(&story.proposal(0).await.agencies);
    let made = story.prepare(0, chosen.clone()).await.expect("letters");
    let (first, second) = (made.urgings[0], made.urgings[1]);
    let withdraw = async |id, reason: &str| {
        let input = WithdrawInput {
            version: 1,
            reason: reason.to_owned(),
        };
        urgings::withdraw(&story.office, &story.clerk(0).await, id, &input).await
    };
    assert_eq!(
        code(&withdraw(first, " ").await.expect_err("without a reason")),
        "invalid"
    );
    let withdrawn = withdraw(first, "Cơ quan vừa gửi báo cáo.").await.expect("withdrawn");
    assert_eq!(withdrawn.stage(), Stage::Withdrawn);
    let back = ticked(&story.proposal(0).await.agencies);
    assert_eq!(back.len(), withdrawn.items.len(), "its tasks are to be urged again");
    let today = story.clerk(0).await.today;
    let tomorrow = today.tomorrow().expect("a day");
    let early = story.send(0, &[second], tomorrow).await.expect_err("a day to come");
    assert_eq!(code(&early), "invalid");
    let sent = story.send(0, &[second], today).await.expect("sent");
    assert_eq!(sent[0].stage(), Stage::Sent);
    let late = WithdrawInput {
        version: 2,
        reason: "Nhầm".to_owned(),
    };
    let refused = urgings::withdraw(&story.office, &story.clerk(0).await, second, &late).await;
    assert_eq!(code(&refused.expect_err("it left the office")), "urging-sent");
    let again = story.send(0, &[first], today).await.expect_err("it was withdrawn");
    assert!(matches!(again, Error::Overtaken { .. }), "{again:?}");
    let lines = store::journal::history::<Urging>(&story.office.db, first.0)
        .await
        .expect("read");
    let last = &lines.iter().max_by_key(|line| line.entry.version).expect("lines").entry;
    assert_eq!(
        (last.action.as_str(), last.reason.as_deref()),
        ("urging.withdraw", Some("Cơ quan vừa gửi báo cáo."))
    );
}

#[tokio::test]
async fn numbers_are_asked_for_and_blank_lines_stay_drafts() {
    let story = Story::new().await;
    let chosen = ticked(&story.proposal(0).await.agencies);
    let made = story.prepare(0, chosen).await.expect("letters");
    let number = |urging: UrgingId, document: &str| NumberInput {
        urging: urging.to_string(),
        version: 1,
        document: document.to_owned(),
    };
    let clerk = story.clerk(0).await;
    let mut input = SendInput {
        document_date: "27/11/2026".to_owned(),
        numbers: made.urgings.iter().map(|urging| number(*urging, " ")).collect(),
    };
    let none = urgings::send(&story.office, &clerk, &input)
        .await
        .expect_err("no number");
    assert_eq!(code(&none), "invalid");
    input.numbers[1] = number(made.urgings[1], "1501/VP-NC");
    let sent = urgings::send(&story.office, &clerk, &input).await.expect("sent");
    assert_eq!(sent.len(), 1);
    let sending = sent[0].sent.as_ref().expect("sent");
    assert_eq!(sending.document.number, "1501/VP-NC");
    // Friday; three working days later is Wednesday.
    assert_eq!(sending.answer_by, "2026-12-02".parse().expect("a day"));
    assert_eq!(story.urging(made.urgings[0]).await.stage(), Stage::Draft);
}

#[tokio::test]
async fn the_agency_receives_its_letter_and_its_answers_are_counted() {
    let story = Story::new().await;
    let police = story.agency_of("cat").await;
    let sent = story.a_round(14).await;
    let urging = sent
        .iter()
        .find(|urging| urging.agency == police)
        .expect("a letter to the police");
    let other = story.acting::<Work>("sxd", 14).await;
    let seen = || Seen { version: 2 };
    let foreign = urgings::receive(&story.office, &other, urging.id, seen()).await;
    assert_eq!(code(&foreign.expect_err("of another agency")), "not-found");
    let head = story.acting::<Work>("cat", 14).await;
    let see = story.acting::<See>("cat", 14).await;
    let desk = office::desk::desk(&story.office, &see).await.expect("a desk");
    assert!(desk.urgings.iter().any(|row| row.id == urging.id), "{:?}", desk.urgings);
    urgings::receive(&story.office, &head, urging.id, seen())
        .await
        .expect("received");
    let twice = urgings::receive(&story.office, &head, urging.id, Seen { version: 3 }).await;
    assert_eq!(code(&twice.expect_err("received")), "urging-received");
    let item = urging
        .items
        .iter()
        .find(|item| item.owed == Owed::Result)
        .unwrap_or_else(|| panic!("no task that it leads in {urging:#?}"));
    let task: Task = store::load(&story.office.db, item.task.0).await.expect("a task");
    let report = ReportInput {
        version: task.version,
        text: "Đã hoàn thành 18/20 chợ.".to_owned(),
        ..ReportInput::default()
    };
    let officer = story.acting::<Work>("cat.daumoi", 15).await;
    let reported = match task.state {
        State::Assigned => {
            let received = tasks::receive(&story.office, &officer, task.id, Seen { version: task.version }).await;
            let version = received.expect("received").version;
            tasks::progress(&story.office, &officer, task.id, ReportInput { version, ..report }, &[]).await
        }
        _ => tasks::progress(&story.office, &officer, task.id, report, &[]).await,
    };
    reported.expect("reported");
    let see = story.acting::<See>("thanhtra", 25).await;
    let view = urgings::view(&story.office, &see, urging.id).await.expect("a view");
    let effect = view.row.effect.expect("sent");
    assert_eq!(
        (effect.in_time, effect.so_far, effect.tasks),
        (1, 1, urging.items.len())
    );
    assert!(effect.is_over && effect.within == 3);
    assert_eq!(view.urging.stage(), Stage::Received);
    assert!(
        view.possible.is_empty(),
        "who looks changes nothing: {:?}",
        view.possible
    );
    let history = tasks::history(&story.office, &see, item.task).await.expect("a history");
    let told: Vec<&str> = history.iter().map(|line| line.action.as_str()).collect();
    for act in ["urging.prepare", "urging.send", "urging.receive"] {
        assert!(told.contains(&act), "{told:?}");
    }
    let own = story.acting::<See>("cat", 25).await;
    let history = tasks::history(&story.office, &own, item.task).await.expect("a history");
    assert!(
        history.iter().all(|line| line.action != "urging.prepare"),
        "drafts stay in the office"
    );
    let view = tasks::view(&story.office, &own, item.task).await.expect("a task");
    assert!(view.urgings.iter().any(|row| row.id == urging.id));
}

#[tokio::test]
async fn the_office_records_a_receipt_it_was_told_of() {
    let story = Story::new().await;
    let sent = story.a_round(0).await;
    let record = async |received_on: &str, version| {
        let input = ReceiptInput {
            version,
            received_on: received_on.to_owned(),
        };
        urgings::record_receipt(&story.office, &story.clerk(3).await, sent[0].id, &input).await
    };
    assert_eq!(
        code(&record("26/11/2026", 2).await.expect_err("before its day")),
        "invalid"
    );
    assert_eq!(
        code(&record("5/12/2026", 2).await.expect_err("a day to come")),
        "invalid"
    );
    assert!(matches!(record("28/11/2026", 1).await, Err(Error::Overtaken { .. })));
    let received = record("28/11/2026", 2).await.expect("received");
    assert_eq!(received.stage(), Stage::Received);
}

#[tokio::test]
async fn nobody_is_urged_for_what_waits_for_somebody_else() {
    let story = Story::new().await;
    // Long after, everything open is past its day.
    let proposal = story.proposal(200).await;
    let waiting: Vec<Waiting> = proposal.waiting.iter().map(|row| row.waiting).collect();
    for reason in [
        Waiting::Confirmation,
        Waiting::Extension,
        Waiting::Suspended,
        Waiting::Returned,
    ] {
        assert!(waiting.contains(&reason), "{reason:?} of {waiting:?}");
    }
    let rows = proposal.agencies.iter().flat_map(|behind| &behind.tasks);
    let urged: Vec<_> = rows.map(|row| row.task).collect();
    let held = proposal
        .waiting
        .iter()
        .find(|row| !urged.contains(&row.task))
        .expect("one that nobody owes");
    let refused = story.prepare(200, vec![format!("{}/{}", held.agency, held.task)]).await;
    assert_eq!(code(&refused.expect_err("it waits")), "nothing-to-urge");
    // Once it is refused, it is the agency's move again.
    let mut refused = None;
    for row in &proposal.waiting {
        let task: Task = store::load(&story.office.db, row.task.0).await.expect("a task");
        if task.state == State::AwaitingConfirmation && task.is_led_by(row.agency) {
            refused = Some((row, task));
        }
    }
    let (waits, task) = refused.expect("a result that waits");
    let judge = story.acting::<Judge>("vanphong", 200).await;
    let input = office::tasks::ReasonInput {
        version: task.version,
        reason: "Chưa có sản phẩm".to_owned(),
    };
    tasks::refuse(&story.office, &judge, task.id, input)
        .await
        .expect("refused");
    let chosen = vec![format!("{}/{}", waits.agency, waits.task)];
    assert_eq!(story.prepare(200, chosen).await.expect("a letter").urgings.len(), 1);
}

#[tokio::test]
async fn the_ladder_is_climbed_to_the_report_and_the_named_are_listed() {
    let story = Story::new().await;
    let mut levels = Vec::new();
    for round in 0..5 {
        let sent = story.a_round(30 + round * 8).await;
        levels.push(sent.iter().map(|urging| urging.level).max().expect("letters"));
    }
    assert!(
        levels.contains(&Level::Report) && levels.contains(&Level::Inspection),
        "{levels:?}"
    );
    assert!(levels.is_sorted(), "{levels:?}");
    let see = story.acting::<See>("lanhdao", 80).await;
    let everything = urgings::named_in_report(
        &story.office,
        &see,
        "2026-11-01".parse().expect("a day"),
        "2027-03-31".parse().expect("a day"),
    );
    let named = everything.await.expect("a list");
    assert!(!named.is_empty());
    for one in &named {
        assert!(
            one.level >= Level::Report && !one.items.is_empty() && !one.name.is_empty(),
            "{one:?}"
        );
    }
    let of_level = UrgingQuery {
        level: "inspection".to_owned(),
        ..UrgingQuery::default()
    };
    let page = urgings::list(&story.office, &see, &of_level).await.expect("a list");
    assert!(!page.rows.is_empty() && page.rows.iter().all(|row| row.level == Level::Inspection));
}

#[tokio::test]
async fn results_answers_and_receipts_are_urged_alike() {
    let story = Story::new().await;
    let proposal = story.proposal(5).await;
    let owed: Vec<Owed> = proposal
        .agencies
        .iter()
        .flat_map(|behind| &behind.tasks)
        .map(|row| row.owed)
        .collect();
    for owes in [Owed::Result, Owed::Answer, Owed::Receipt] {
        assert!(owed.contains(&owes), "{owes:?} of {owed:?}");
    }
}
