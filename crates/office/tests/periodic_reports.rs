//! Reports of a period: in the form of the decree, made again from the journal byte for byte, told what changed since.

use domain::agency::Level;
use domain::figures::Figure;
use domain::filter::TaskFilter;
use domain::rights::{Acting, DrawUpReports, Judge, ManageAgencies, ReadReports, Right, Scope, See};
use domain::task::State;
use jiff::{SignedDuration, Timestamp};
use office::figures::FiguresQuery;
use office::periodic_reports::{Part, PeriodicReportInput, Reproduction, SignOffInput};
use office::tasks::Seen;
use office::{Error, Office, day_at, demo, figures, periodic_reports, tasks};
use store::Db;
use store::tasks::Order;

async fn filled() -> (Office, Timestamp) {
    let office = Office::new(Db::in_memory().await.expect("memory"));
    let now: Timestamp = "2026-11-27T02:00:00Z".parse().expect("a moment");
    demo::fill(&office, now).await.expect("filled");
    (office, now)
}

async fn acting<R: Right>(office: &Office, login: &str, at: Timestamp) -> Acting<R> {
    let user = store::users::by_login(&office.db, login)
        .await
        .expect("read")
        .expect(login);
    Acting::signed_in(&user, at, day_at(at), None).may().expect("the right")
}

fn later(now: Timestamp, minutes: i64) -> Timestamp {
    now + SignedDuration::from_mins(minutes)
}

/// Confirms every result that waits, all of them dated before the figures of a report of today.
async fn confirm_all(office: &Office, at: Timestamp) -> usize {
    let waiting = TaskFilter {
        states: vec![State::AwaitingConfirmation],
        ..TaskFilter::default()
    };
    let page = store::tasks::page(&office.db, &waiting, Scope::All, Order::Due, None, 100).await;
    let page = page.expect("tasks");
    let judge: Acting<Judge> = acting(office, "vanphong", at).await;
    for task in &page.tasks {
        let seen = Seen { version: task.version };
        tasks::confirm(office, &judge, task.id, seen).await.expect("confirmed");
    }
    page.tasks.len()
}

#[tokio::test]
async fn a_signed_report_is_made_again_from_the_journal_byte_for_byte() {
    let (office, now) = filled().await;
    let clerk: Acting<DrawUpReports> = acting(&office, "vanphong", now).await;
    let reader: Acting<ReadReports> = acting(&office, "thanhtra", later(now, 60)).await;
    let input = PeriodicReportInput {
        period: "year".to_owned(),
        year: "2026".to_owned(),
        denominator: "due".to_owned(),
        unit: "members".to_owned(),
        number: "129/BC-VP".to_owned(),
        assessment: "Nhìn chung đạt yêu cầu.\nMột số việc chậm.".to_owned(),
        proposals: "Đề nghị khẩn trương.".to_owned(),
        ..PeriodicReportInput::default()
    };
    let id = periodic_reports::draw_up(&office, &clerk, &input)
        .await
        .expect("drawn up");
    let seen = SignOffInput {
        version: 1,
        signed_on: String::new(),
    };
    periodic_reports::sign_off(&office, &clerk, id, &seen)
        .await
        .expect("signed");
    let signed = periodic_reports::file(&office, &reader, id, Part::Document)
        .await
        .expect("the document");
    let annex = periodic_reports::file(&office, &reader, id, Part::Annex)
        .await
        .expect("the annex");

    // Everything that a report is made of changes afterwards.
    assert!(confirm_all(&office, later(now, 1)).await > 0);
    rename_every_department(&office, later(now, 2)).await;

    let same = Reproduction {
        figures: true,
        document: true,
        annex: true,
    };
    assert_eq!(
        periodic_reports::reproduce(&office, &reader, id)
            .await
            .expect("made again"),
        same
    );
    let again = periodic_reports::file(&office, &reader, id, Part::Document)
        .await
        .expect("the document");
    assert_eq!(again, signed);

    // The journal alone is enough: a restored backup gives the same.
    let folder = tempfile::tempdir().expect("a folder");
    let backup = folder.path().join("backup.sqlite");
    office::upkeep::backup(&office, &backup).await.expect("a backup");
    let other = Office::new(Db::in_memory().await.expect("memory"));
    office::upkeep::restore(&backup, &other).await.expect("restored");
    assert_eq!(
        periodic_reports::reproduce(&other, &reader, id)
            .await
            .expect("made again"),
        same
    );
    let restored = periodic_reports::file(&other, &reader, id, Part::Annex)
        .await
        .expect("the annex");
    assert_eq!(restored, annex);
}

async fn rename_every_department(office: &Office, at: Timestamp) {
    let keeper: Acting<ManageAgencies> = acting(office, "vanphong", at).await;
    let mut tx = office.db.begin().await.expect("begun");
    let act = store::Act::new(Some(keeper.user), at, "agency.edit");
    for mut agency in store::agencies::all(&mut tx).await.expect("agencies") {
        if agency.level == Level::Province {
            agency.name = format!("{} (mới)", agency.name);
            tx.update(&act, &mut agency).await.expect("renamed");
        }
    }
    tx.commit().await.expect("committed");
}

#[tokio::test]
async fn the_document_is_in_the_form_of_the_decree() {
    let (office, now) = filled().await;
    let reader: Acting<ReadReports> = acting(&office, "lanhdao", now).await;
    for row in periodic_reports::list(&office, &reader).await.expect("reports") {
        let (_, docx) = periodic_reports::file(&office, &reader, row.id, Part::Document)
            .await
            .expect("the document");
        assert_eq!(reporting::check::faults(&docx).expect("a document"), []);
    }
}

#[tokio::test]
async fn what_became_known_later_is_told_and_the_signed_figures_stay() {
    let (office, now) = filled().await;
    let reader: Acting<ReadReports> = acting(&office, "lanhdao", now).await;
    let rows = periodic_reports::list(&office, &reader).await.expect("reports");
    let signed = rows
        .iter()
        .find(|row| row.signed_on.is_some())
        .expect("a signed report");
    let before = periodic_reports::view(&office, &reader, signed.id)
        .await
        .expect("a report");
    assert!(
        !before.altered.is_empty(),
        "the demonstration confirms results later than the report"
    );
    let (change, now_counted): (i64, i64) = before
        .altered
        .iter()
        .filter(|(altered, _)| altered.agency.is_none() && Figure::CLASSES.contains(&altered.figure))
        .fold((0, 0), |(signed, now), (altered, _)| {
            (signed + altered.signed, now + altered.now)
        });
    assert_eq!(change, now_counted, "tasks move between classes, none is lost");

    // The same day counted with what is known now is what was signed and the changes.
    let total = before.report.signed.as_ref().expect("signed").figures.total;
    let tasks = store::tasks::as_of(
        &office.db,
        &TaskFilter::default(),
        Scope::All,
        store::moments::Moment::At(now),
    )
    .await
    .expect("tasks");
    let (report, on) = (&before.report, before.report.data_on);
    let filter = report.population.of(TaskFilter {
        unit: Some(report.unit),
        ..TaskFilter::default()
    });
    for figure in Figure::CLASSES {
        let counted = tasks
            .iter()
            .filter(|task| task.given_on <= on)
            .map(|task| (*task).clone().with_deadline_of(on))
            .filter(|task| filter.matches(task, Scope::All) && figure.counts(task, on))
            .count();
        let told = before
            .altered
            .iter()
            .find(|(altered, _)| altered.agency.is_none() && altered.figure == figure)
            .map_or(total.get(figure), |(altered, _)| altered.now);
        assert_eq!(i64::try_from(counted), Ok(told), "{figure:?}");
    }

    confirm_all(&office, later(now, 1)).await;
    let after = periodic_reports::view(&office, &reader, signed.id)
        .await
        .expect("a report");
    assert_eq!(after.figures, before.figures);
    assert_eq!(
        after.changed, before.changed,
        "results dated after the day of its data change nothing"
    );
}

#[tokio::test]
async fn a_signed_report_is_frozen_and_a_draft_is_not_compared() {
    let (office, now) = filled().await;
    let clerk: Acting<DrawUpReports> = acting(&office, "vanphong", now).await;
    let reader: Acting<ReadReports> = acting(&office, "vanphong", now).await;
    let input = PeriodicReportInput {
        period: "month".to_owned(),
        index: "11".to_owned(),
        year: "2026".to_owned(),
        ..PeriodicReportInput::default()
    };
    let id = periodic_reports::draw_up(&office, &clerk, &input)
        .await
        .expect("drawn up");
    let code = |error: Error| error.code().to_owned();
    assert_eq!(
        periodic_reports::reproduce(&office, &reader, id).await.map_err(code),
        Err("report-not-signed".to_owned())
    );
    let early = SignOffInput {
        version: 1,
        signed_on: "26/11/2026".to_owned(),
    };
    let refused = periodic_reports::sign_off(&office, &clerk, id, &early).await;
    assert_eq!(
        refused.map_err(code).err().as_deref(),
        Some("invalid"),
        "signed before its data"
    );
    let seen = SignOffInput {
        version: 1,
        signed_on: String::new(),
    };
    periodic_reports::sign_off(&office, &clerk, id, &seen)
        .await
        .expect("signed");
    for refused in [
        periodic_reports::edit(&office, &clerk, id, &input).await,
        periodic_reports::sign_off(&office, &clerk, id, &seen).await,
    ] {
        assert_eq!(refused.map_err(code).err().as_deref(), Some("report-signed"));
    }
}

/// Figures of yesterday's end are the same asked today as of yesterday, however they were kept.
#[tokio::test]
async fn figures_of_a_past_day_stay() {
    let (office, now) = filled().await;
    let reader: Acting<See> = acting(&office, "vanphong", now).await;
    let query = FiguresQuery {
        as_of: "26/11/2026".to_owned(),
        ..FiguresQuery::default()
    };
    let question = query.read(reader.today).expect("a question");
    let before = figures::figures(&office, &reader, &question).await.expect("figures");
    confirm_all(&office, later(now, 1)).await;
    assert_eq!(
        figures::figures(&office, &reader, &question).await.expect("figures"),
        before
    );
    let afresh = Office::new(office.db.clone());
    assert_eq!(
        figures::figures(&afresh, &reader, &question).await.expect("figures"),
        before
    );
    let of_now = FiguresQuery::default().read(reader.today).expect("a question");
    let now = figures::figures(&office, &reader, &of_now).await.expect("figures");
    assert!(now.total.counts.get(Figure::Done) > before.total.counts.get(Figure::Done));
}
