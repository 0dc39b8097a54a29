//! The form of every act of a task's life: a page to fill in, and what is done with it.

use askama::Template;
use axum::extract::State;
use domain::Task;
use domain::deadline::ReviewCycle;
use domain::id::TaskId;
use domain::rights::{Direct, Head, Judge, See, Work};
use domain::task::Measure;
use office::agencies::AgencyFilter;
use office::files::Checked;
use office::tasks::{self, DeadlineChoice, MeasureChoice, ReportInput};

use super::address;
use super::view::Told;
use crate::web::app::{App, Shared};
use crate::web::extract::Path;
use crate::web::form::{FieldError, Form, FormState, FromForm, Labels};
use crate::web::language::Message;
use crate::web::navigation::Section;
use crate::web::page::{Answer, NOT_TAKEN, Page, go_to_saying, show_as};
use crate::web::problem::Problem;
use crate::web::sent::outcome;
use crate::web::session::Signed;
use crate::web::uploads;
use crate::web::visit::local_path;

/// Field of the files of a report.
const FILES: &str = "files";
/// Field of the names of files that were taken already.
const FILE_NAMES: &str = "file_names";
/// Empty lines offered for coordinating agencies.
const BLANK_LINES: usize = 2;

/// The fields of all forms of acts; the use case reads them.
pub(super) struct ActForm;

impl FromForm for ActForm {
    const LABELS: Labels = &[
        ("text", "act-field-text"),
        ("figure", "act-field-figure"),
        ("document", "act-field-document"),
        ("document_date", "act-field-document-date"),
        ("files", "act-field-files"),
        ("what", "act-field-what"),
        ("remover", "act-field-remover"),
        ("remover_name", "act-field-remover-name"),
        ("which", "act-field-which"),
        ("how", "act-field-how"),
        ("until", "act-field-until"),
        ("reason", "act-field-reason"),
        ("name", "act-field-name"),
        ("due", "act-field-due"),
        ("leads", "act-field-leads"),
        ("coordinating", "act-field-coordinating"),
        ("note", "act-field-note"),
        ("choice", "act-field-choice"),
        ("words", "act-field-words"),
        ("cycle", "act-field-cycle"),
        ("event_on", "act-field-event-on"),
        ("agency", "act-field-agency"),
        ("part", "act-field-part"),
        ("on", "act-field-on"),
        ("found", "act-field-found"),
        ("decision", "act-field-decision"),
    ];

    fn read(_: &mut FormState) -> Option<Self> {
        Some(Self)
    }
}

#[derive(Template)]
#[template(path = "tasks/act.html")]
struct ActPage {
    page: Page,
    told: Told,
    /// Word of the act.
    act: &'static str,
    form: FormState,
    /// Names of agencies that stand today.
    agencies: Vec<String>,
}

impl ActPage {
    fn options(&self, family: &str, words: &[&str]) -> Vec<(String, String)> {
        let pair = |word: &&str| ((*word).to_owned(), self.page.word(family, word));
        words.iter().map(pair).collect()
    }

    fn removers(&self) -> Vec<(String, String)> {
        self.options("remover", &["leader", "office", "agency", "above"])
    }

    fn deadlines(&self) -> Vec<(String, String)> {
        let choices = DeadlineChoice::ALL
            .into_iter()
            .filter(|choice| *choice != DeadlineChoice::AsRead);
        let words: Vec<&str> = choices.map(DeadlineChoice::word).collect();
        self.options("deadline-choice", &words)
    }

    fn cycles(&self) -> Vec<(String, String)> {
        self.options("cycle", &ReviewCycle::ALL.map(ReviewCycle::word))
    }

    fn measures(&self) -> Vec<(String, String)> {
        self.options("measure-choice", &MeasureChoice::ALL.map(MeasureChoice::word))
    }

    fn decisions(&self) -> Vec<(String, String)> {
        self.options("decision", &["carry_over", "keep", "cancel"])
    }

    /// The open obstacles, by their place.
    fn obstacles(&self) -> Vec<(String, String)> {
        let obstacles = self.told.view.task.obstacles.iter().enumerate();
        obstacles
            .filter(|(_, obstacle)| obstacle.removed_on.is_none())
            .map(|(which, obstacle)| {
                let remover = self.told.remover(obstacle);
                (which.to_string(), format!("{} ({remover})", obstacle.what))
            })
            .collect()
    }

    /// Lines for coordinating agencies: what was typed, and some to spare.
    fn coordinating(&self) -> Vec<String> {
        let typed = self
            .form
            .values("coordinating")
            .iter()
            .filter(|name| !name.trim().is_empty());
        typed.cloned().chain(vec![String::new(); BLANK_LINES]).collect()
    }

    /// Lines for lead agencies.
    fn leads(&self) -> Vec<String> {
        let typed = self.form.values("leads").iter().filter(|name| !name.trim().is_empty());
        let mut lines: Vec<String> = typed.cloned().collect();
        if lines.is_empty() {
            lines.push(String::new());
        }
        lines
    }

    /// Files that were taken when the form came back: identifier and name.
    fn taken(&self) -> Vec<(&str, &str)> {
        let names = self.form.values(FILE_NAMES).iter().map(String::as_str);
        self.form.values(FILES).iter().map(String::as_str).zip(names).collect()
    }

    fn is_report(&self) -> bool {
        is_report(self.act)
    }

    fn is_grave(&self) -> bool {
        matches!(self.act, "cancel" | "refuse" | "return" | "deny_extension")
    }

    fn back(&self) -> String {
        address(self.told.view.task.id)
    }
}

fn is_report(act: &str) -> bool {
    matches!(act, "progress" | "result" | "answer_duty")
}

/// Every act that has a form, with who may do it.
fn required(signed: &Signed, act: &str) -> Result<&'static str, Problem> {
    const WORK: [&str; 6] = [
        "receive",
        "progress",
        "result",
        "answer_duty",
        "name_obstacle",
        "ask_extension",
    ];
    const HEAD: [&str; 2] = ["return", "sub_assign"];
    const JUDGE: [&str; 5] = ["confirm", "refuse", "grant_extension", "deny_extension", "close_cycle"];
    const DIRECT: [&str; 11] = [
        "remove_obstacle",
        "set_deadline",
        "start_clock",
        "set_measure",
        "set_duty",
        "assign",
        "resume",
        "suspend",
        "cancel",
        "plan_follow_up",
        "follow_up",
    ];
    let word = |words: &[&'static str]| words.iter().copied().find(|word| *word == act);
    if let Some(word) = word(&WORK) {
        return signed.may::<Work>().map(|_| word);
    }
    if let Some(word) = word(&HEAD) {
        return signed.may::<Head>().map(|_| word);
    }
    if let Some(word) = word(&JUDGE) {
        return signed.may::<Judge>().map(|_| word);
    }
    if let Some(word) = word(&DIRECT).or_else(|| word(&["carry_over"])) {
        return signed.may::<Direct>().map(|_| word);
    }
    Err(Problem::not_found())
}

/// `GET /tasks/{task}/{act}`
pub(super) async fn ask(
    signed: Signed,
    State(app): State<Shared>,
    Path((task, act)): Path<(TaskId, String)>,
) -> Answer {
    let act = required(&signed, &act)?;
    let acting = signed.may::<See>()?;
    let view = tasks::view(&app.office, &acting, task).await?;
    if !view.possible.contains(&act) {
        return Err(Problem::rule("act-not-possible").back_to(address(task), "act-back"));
    }
    let form = filled(act, &view).of_version(view.task.version);
    show_as(
        axum::http::StatusCode::OK,
        &act_page(&app, &signed, view, act, form.labelled(ActForm::LABELS)).await?,
    )
}

/// A form with what is known already.
fn filled(act: &str, view: &tasks::TaskView) -> FormState {
    let task = &view.task;
    let name = |id| view.names.get(id).cloned().unwrap_or_default();
    let mut form = FormState::blank();
    match act {
        "assign" => {
            for lead in &task.leads {
                form = form.with("leads", name(lead));
            }
            for duty in &task.duties {
                form = form.with("coordinating", name(&duty.agency));
            }
        }
        "grant_extension" => {
            if let Some(asked) = &task.extension {
                form = form.with("until", crate::web::written::day(asked.until));
            }
        }
        "sub_assign" => {
            if let Some(handler) = &task.handler {
                form = form.with("name", &handler.name);
                if let Some(due) = handler.due {
                    form = form.with("due", crate::web::written::day(due));
                }
            }
        }
        "set_measure" => {
            form = match &task.measure {
                Measure::Product { product } => form.with("choice", "product").with("words", product),
                Measure::Target { target } => form.with("choice", "target").with("words", target),
                Measure::Reviews => form.with("choice", "reviews"),
                Measure::Nothing { reason } => form.with("choice", "nothing").with("words", reason),
            };
        }
        "remove_obstacle" => {
            if let Some(which) = task.obstacles.iter().position(|obstacle| obstacle.removed_on.is_none()) {
                form = form.with("which", which);
            }
        }
        _ => {}
    }
    form
}

async fn act_page(
    app: &App,
    signed: &Signed,
    view: tasks::TaskView,
    act: &'static str,
    form: FormState,
) -> Result<ActPage, Problem> {
    let acting = signed.acting()?;
    let names_agencies = matches!(act, "assign" | "set_duty" | "name_obstacle");
    let agencies = if names_agencies {
        let standing = AgencyFilter {
            standing_on: Some(acting.today),
            ..AgencyFilter::default()
        };
        let agencies = office::agencies::list(&app.office, acting, &standing).await?;
        agencies.into_iter().map(|agency| agency.name).collect()
    } else {
        Vec::new()
    };
    let page = signed.page(Section::Tasks);
    Ok(ActPage {
        told: Told {
            page: page.clone(),
            view,
        },
        page,
        act,
        form,
        agencies,
    })
}

/// `POST /tasks/{task}/{act}`
pub(super) async fn act(
    signed: Signed,
    State(app): State<Shared>,
    Path((task, act)): Path<(TaskId, String)>,
    form: Form<ActForm>,
) -> Answer {
    let act = required(&signed, &act)?;
    let mut state = form.state;
    let mut files = Vec::new();
    if is_report(act) {
        match uploads::evidence(&app, FILES, state.uploads(FILES)).await? {
            Ok(looked_at) => files = looked_at,
            Err(fault) => return again(&app, &signed, task, act, state, vec![fault]).await,
        }
    }
    let done = done(&app, &signed, task, act, &state, &files).await?;
    match outcome(&app, &signed, &state, done).await? {
        Ok(task) => {
            let done = Message::new(format!("done-task-{}", act.replace('_', "-")));
            let back = state.value("back");
            let back = if back.is_empty() {
                address(task.id)
            } else {
                local_path(back).to_owned()
            };
            Ok(go_to_saying(&back, done.with("what", task.number)))
        }
        Err(faults) => {
            let state = kept(&app, &signed, state, files).await?;
            again(&app, &signed, task, act, state, faults).await
        }
    }
}

/// Does the act: one call of the office each.
async fn done(
    app: &App,
    signed: &Signed,
    task: TaskId,
    act: &str,
    form: &FormState,
    files: &[Checked],
) -> Result<office::Result<Task>, Problem> {
    let office = &app.office;
    let request = form.request_id();
    macro_rules! by {
        ($right:ty, $use_case:ident) => {
            tasks::$use_case(office, &signed.may_as::<$right>(request)?, task, form.input()?).await
        };
        ($right:ty, $use_case:ident, $files:expr) => {{
            let input: ReportInput = form.input()?;
            tasks::$use_case(office, &signed.may_as::<$right>(request)?, task, input, $files).await
        }};
    }
    Ok(match act {
        "receive" => by!(Work, receive),
        "progress" => by!(Work, progress, files),
        "result" => by!(Work, result, files),
        "answer_duty" => by!(Work, answer_duty, files),
        "name_obstacle" => by!(Work, name_obstacle),
        "ask_extension" => by!(Work, ask_extension),
        "return" => by!(Head, return_task),
        "sub_assign" => by!(Head, sub_assign),
        "confirm" => by!(Judge, confirm),
        "refuse" => by!(Judge, refuse),
        "grant_extension" => by!(Judge, grant_extension),
        "deny_extension" => by!(Judge, deny_extension),
        "close_cycle" => by!(Judge, close_cycle),
        "remove_obstacle" => by!(Direct, remove_obstacle),
        "set_deadline" => by!(Direct, set_deadline),
        "start_clock" => by!(Direct, start_clock),
        "set_measure" => by!(Direct, set_measure),
        "set_duty" => by!(Direct, set_duty),
        "assign" => by!(Direct, assign),
        "resume" => by!(Direct, resume),
        "suspend" => by!(Direct, suspend),
        "cancel" => by!(Direct, cancel),
        "plan_follow_up" => by!(Direct, plan_follow_up),
        "follow_up" => by!(Direct, follow_up),
        "carry_over" => {
            let acting = signed.may_as::<Direct>(request)?;
            office::directives::carry_over(office, &acting, task, form.input()?).await
        }
        _ => return Err(Problem::not_found()),
    })
}

/// Files that came with a form that could not be taken: a browser does not send them again by itself.
async fn kept(app: &App, signed: &Signed, mut form: FormState, files: Vec<Checked>) -> Result<FormState, Problem> {
    if files.is_empty() {
        return Ok(form);
    }
    let acting = signed.may::<Work>()?;
    for file in files {
        let id = office::files::upload(&app.office, &acting, &file).await?;
        form = form.with(FILES, id).with(FILE_NAMES, file.name);
    }
    Ok(form)
}

/// The form with what was typed and what is wrong with it.
async fn again(
    app: &App,
    signed: &Signed,
    task: TaskId,
    act: &'static str,
    form: FormState,
    faults: Vec<FieldError>,
) -> Answer {
    let view = tasks::view(&app.office, &signed.may::<See>()?, task).await?;
    show_as(
        NOT_TAKEN,
        &act_page(app, signed, view, act, form.refused(faults)).await?,
    )
}
