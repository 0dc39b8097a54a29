//! One task on one page: what the reader does next, what is to be done and by whom, how the deadline came about, what was
//! reported, and how it is grounded in its directive.

use askama::Template;
use axum::extract::State;
use calendar::Recurrence;
use domain::deadline::{Arithmetic, Basis, Deadline, Line};
use domain::directive::{DocumentRef, Force};
use domain::id::{AgencyId, FileId, ReportId, TaskId, UserId};
use domain::report::{Evidence, Purpose, Report};
use domain::rights::See;
use domain::task::{self, Clear, Duty, Measure, Obstacle, PlaceRef, Remover, Urgency};
use domain::urging::Effect;
use jiff::civil::Date;
use office::tasks::{AnswerBy, TaskView};

use super::shown::{Badge, Row, badges};
use crate::web::app::Shared;
use crate::web::extract::Path;
use crate::web::form::FormState;
use crate::web::navigation::Section;
use crate::web::page::{Answer, Handed, Page, show};
use crate::web::session::Signed;
use crate::web::urgings;

/// Acts in the order in which the one to do next is looked for.
const NEXT: [&str; 11] = [
    "carry_over",
    "receive",
    "confirm",
    "grant_extension",
    "remove_obstacle",
    "close_cycle",
    "result",
    "answer_duty",
    "progress",
    "set_deadline",
    "follow_up",
];
/// Acts that one press does.
const AT_ONCE: [&str; 3] = ["receive", "confirm", "close_cycle"];

/// An act as a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Button {
    /// Word of the act.
    pub act: &'static str,
    /// Whether one press does it.
    pub is_at_once: bool,
}

impl Button {
    fn of(act: &'static str) -> Self {
        Self {
            act,
            is_at_once: AT_ONCE.contains(&act),
        }
    }
}

/// A task and how it is told in the reader's language, for the page itself and for the forms of its acts.
pub(super) struct Told {
    pub page: Page,
    pub view: TaskView,
}

#[derive(Template)]
#[template(path = "tasks/view.html")]
struct ViewPage {
    page: Page,
    told: Told,
    form: FormState,
    next: Option<&'static str>,
    first: Vec<Button>,
    others: Vec<Button>,
    children: Vec<Row>,
    today: Date,
}

/// `GET /tasks/{task}`
pub(super) async fn view(signed: Signed, State(app): State<Shared>, Path(task): Path<TaskId>) -> Answer {
    let acting = signed.may::<See>()?;
    let view = office::tasks::view(&app.office, &acting, task).await?;
    let page = signed.page(Section::Tasks);
    let (next, first) = next(&view);
    let is_other = |act: &&&str| **act != "keep" && first.iter().all(|button| button.act != **act);
    let others = view
        .possible
        .iter()
        .filter(is_other)
        .map(|act| Button::of(act))
        .collect();
    show(&ViewPage {
        form: FormState::blank().of_version(view.task.version),
        children: view.children.iter().cloned().map(Row::of).collect(),
        today: acting.today,
        next,
        first,
        others,
        told: Told {
            page: page.clone(),
            view,
        },
        page,
    })
}

/// What the reader does next: the key of the sentence about it, and the buttons that belong to it.
fn next(view: &TaskView) -> (Option<&'static str>, Vec<Button>) {
    let can = |act: &str| view.possible.contains(&act);
    let task = &view.task;
    let returned = task.state == task::State::Returned && can("assign");
    let act = if returned {
        Some("assign")
    } else {
        NEXT.into_iter().filter(|act| can(act)).find(|act| is_due(act, view))
    };
    let Some(act) = act else { return (None, Vec::new()) };
    let together: &[&'static str] = match act {
        "receive" => &["receive", "return"],
        "confirm" => &["confirm", "refuse"],
        "grant_extension" => &["grant_extension", "deny_extension"],
        "result" => &["result", "progress", "name_obstacle"],
        "progress" => &["progress", "name_obstacle"],
        "assign" => &["assign", "cancel"],
        "carry_over" => &["carry_over"],
        "remove_obstacle" => &["remove_obstacle"],
        "close_cycle" => &["close_cycle"],
        "answer_duty" => &["answer_duty"],
        "set_deadline" => &["set_deadline"],
        _ => &["follow_up"],
    };
    let buttons = together
        .iter()
        .filter(|act| can(act))
        .map(|act| Button::of(act))
        .collect();
    (Some(act), buttons)
}

/// Whether a possible act is also asked for.
fn is_due(act: &str, view: &TaskView) -> bool {
    let task = &view.task;
    match act {
        "grant_extension" => task.extension.is_some(),
        // A report that came after the present cycle was set waits to be looked at.
        "close_cycle" => match (&task.last_report, task.deadline.ledger.last()) {
            (Some(report), Some(line)) => report.on > line.set_on,
            _ => false,
        },
        "answer_duty" => {
            !view.task.duties.iter().any(|duty| {
                duty.answer.is_some() && view.possible.contains(&"answer_duty") && view.task.duties.len() == 1
            })
        }
        "set_deadline" => !task.deadline.waits_for_event(),
        _ => true,
    }
}

impl Told {
    /// Name of an agency.
    pub(super) fn name(&self, agency: impl Handed<AgencyId>) -> &str {
        self.view.names.get(&agency.handed()).map_or("–", String::as_str)
    }

    /// Names of several.
    pub(super) fn names(&self, agencies: &[AgencyId]) -> String {
        agencies.iter().map(|id| self.name(id)).collect::<Vec<_>>().join("; ")
    }

    /// Who leads, or the group.
    pub(super) fn leads(&self) -> String {
        match &self.view.task.group {
            Some(group) => group.clone(),
            None => self.names(&self.view.task.leads),
        }
    }

    /// What an agency that ended is today.
    fn successors(&self, agency: impl Handed<AgencyId>) -> Option<String> {
        self.view.successors.get(&agency.handed()).map(|names| names.join("; "))
    }

    /// Name of a user.
    fn person(&self, user: impl Handed<UserId>) -> &str {
        self.view.people.get(&user.handed()).map_or("–", String::as_str)
    }

    /// What came of an urging.
    fn effect(&self, effect: &Effect) -> String {
        self.page.said(&urgings::effect(effect))
    }

    /// State and nearness.
    pub(super) fn badges(&self) -> Vec<Badge> {
        let task = &self.view.task;
        badges(task.state, task.redo, self.view.nearness, self.view.days_left)
    }

    /// The six things of an assignment, each with whether it is clear.
    fn six(&self) -> Vec<(&'static str, bool)> {
        let clear = |about: Clear| self.view.clear.get(about.word()).copied().unwrap_or(false);
        Clear::ALL
            .into_iter()
            .map(|about| (about.word(), clear(about)))
            .collect()
    }

    /// Those that are not.
    fn unclear(&self) -> Vec<&'static str> {
        self.six()
            .into_iter()
            .filter(|(_, clear)| !clear)
            .map(|(word, _)| word)
            .collect()
    }

    /// A document by number and day.
    pub(super) fn document(&self, document: &DocumentRef) -> String {
        match document.issued_on {
            Some(day) => self
                .page
                .t2("task-document", "number", document.number.as_str(), "day", day),
            None => document.number.clone(),
        }
    }

    /// What shows that the task is done.
    pub(super) fn measure(&self) -> String {
        match &self.view.task.measure {
            Measure::Product { product } => product.clone(),
            Measure::Target { target } => self.page.t1("task-measure-target", "target", target.as_str()),
            Measure::Reviews => self.page.t("task-measure-reviews"),
            Measure::Nothing { reason } => self.page.t1("task-measure-nothing", "reason", reason.as_str()),
        }
    }

    /// The day in force, or why there is none.
    pub(super) fn due(&self) -> String {
        match self.view.task.deadline.due() {
            Some(day) => self.page.day(day),
            None if self.view.task.deadline.waits_for_event() => self.page.t("task-due-event"),
            None => self.page.t("task-due-none"),
        }
    }

    /// How often it comes back.
    fn cycle(&self) -> Option<String> {
        let word = match self.view.task.deadline.rule.as_ref()? {
            Recurrence::Day { .. } => "day",
            Recurrence::Week { .. } => "week",
            Recurrence::Month { .. } => "month",
            Recurrence::Quarter { .. } => "quarter",
            Recurrence::HalfYear { .. } => "half_year",
            Recurrence::Year { .. } | Recurrence::Years { .. } => "year",
            Recurrence::Season { .. } => "season",
        };
        Some(self.page.word("cycle", word))
    }

    /// The marks of a deadline that a person should know of.
    fn deadline_notes(&self) -> Vec<String> {
        let deadline: &Deadline = &self.view.task.deadline;
        let mut notes = Vec::new();
        if deadline.before {
            notes.push(self.page.t("task-deadline-before"));
        }
        if deadline.assumed_year {
            notes.push(self.page.t("task-deadline-assumed-year"));
        }
        if let Some(original) = deadline.original()
            && deadline.extensions() > 0
        {
            notes.push(self.page.t2(
                "task-deadline-extended",
                "count",
                deadline.extensions(),
                "day",
                original,
            ));
        }
        notes
    }

    /// By what a line of the ledger stands.
    fn basis(&self, line: &Line) -> String {
        let by_document = |key: &str, document: &DocumentRef| self.page.t1(key, "document", self.document(document));
        match &line.basis {
            Basis::Directive => self.page.t("basis-directive"),
            Basis::Office { note } if note.is_empty() => self.page.t("basis-office"),
            Basis::Office { note } => self.page.t1("basis-office-note", "note", note.as_str()),
            Basis::Extension { document } => by_document("basis-extension", document),
            Basis::Cycle => self.page.t("basis-cycle"),
            Basis::Event { on } => self.page.t1("basis-event", "day", *on),
            Basis::Resumed { document } => by_document("basis-resumed", document),
            Basis::Recounted { because } if because.is_empty() => self.page.t("basis-recounted"),
            Basis::Recounted { because } => self.page.t1("basis-recounted-because", "document", because.as_str()),
        }
    }

    /// How a line was counted, in a sentence.
    fn count(&self, arithmetic: &Arithmetic) -> String {
        let key = if arithmetic.working {
            "task-count-working"
        } else {
            "task-count-days"
        };
        let mut counted = self.page.t2(key, "days", arithmetic.days, "from", arithmetic.from);
        if arithmetic.months > 0 {
            counted = self
                .page
                .t2("task-count-months", "months", arithmetic.months, "then", counted);
        }
        counted
    }

    /// The clock of a duty.
    fn duty_due(&self, duty: &Duty) -> Option<String> {
        self.view.task.duty_due(duty).map(|day| self.page.day(day))
    }

    /// Whether a duty is not answered and over its day.
    fn is_duty_late(&self, duty: &Duty, today: impl Handed<Date>) -> bool {
        duty.answer.is_none()
            && self.view.task.state.is_open()
            && self.view.task.duty_due(duty).is_some_and(|due| due < today.handed())
    }

    /// Who must remove an obstacle.
    pub(super) fn remover(&self, obstacle: &Obstacle) -> String {
        match &obstacle.remover {
            Remover::Leader => self.page.word("remover", "leader"),
            Remover::Office => self.page.word("remover", "office"),
            Remover::Agency { agency } => self.name(agency).to_owned(),
            Remover::Above { name } => name.clone(),
        }
    }

    /// What a place is today, where that is something else.
    #[expect(clippy::unused_self, reason = "a template asks one value for everything it tells")]
    fn place_today(&self, place: &PlaceRef) -> Option<String> {
        let names: Vec<&str> = place.today.iter().map(|(_, name)| name.as_str()).collect();
        let is_same = place.today.len() == 1 && place.today.first().map(|(code, _)| code) == place.code.as_ref();
        (!names.is_empty() && !is_same).then(|| names.join(", "))
    }

    /// The urgency, where there is one.
    fn urgency(&self) -> Option<String> {
        let word = match self.view.task.urgency {
            Urgency::Normal => return None,
            Urgency::Urgent => "urgent",
            Urgency::VeryUrgent => "very_urgent",
            Urgency::Express => "express",
        };
        Some(self.page.word("urgency", word))
    }

    /// What a report is for.
    fn purpose(&self, report: &Report) -> String {
        let word = match report.purpose {
            Purpose::Progress => "progress",
            Purpose::Result => "result",
            Purpose::Duty => "duty",
            Purpose::Cycle => "cycle",
        };
        self.page.word("purpose", word)
    }

    /// The grade of its evidence.
    fn evidence(&self, report: &Report) -> String {
        let word = match report.evidence() {
            Evidence::Document => "document",
            Evidence::Files => "files",
            Evidence::Words => "words",
        };
        self.page.word("evidence", word)
    }

    /// A report by its identifier.
    pub(super) fn report(&self, id: impl Handed<ReportId>) -> Option<&Report> {
        let id = id.handed();
        self.view.reports.iter().find(|report| report.id == id)
    }

    /// Name and size of a file.
    fn file(&self, id: impl Handed<FileId>) -> Option<(String, String)> {
        let file = self.view.files.get(&id.handed())?;
        let bytes = u64::try_from(file.size).unwrap_or(0);
        let size = if bytes < 1 << 20 {
            self.page.t1("task-file-kb", "size", bytes.div_ceil(1 << 10))
        } else {
            self.page.t1("task-file-mb", "size", bytes.div_ceil(1 << 20))
        };
        Some((file.name.clone(), size))
    }

    /// What became of the directive.
    fn force(&self) -> Option<&'static str> {
        match self.view.directive.as_ref()?.force {
            Force::InForce => None,
            Force::Replaced { .. } => Some("task-directive-replaced"),
            Force::Revoked { .. } => Some("task-directive-revoked"),
        }
    }

    /// How many parts of a group's task are done.
    fn children_done(&self) -> usize {
        let is_done = |child: &&office::tasks::TaskRow| child.state == task::State::Completed;
        self.view.children.iter().filter(is_done).count()
    }
}

impl ViewPage {
    /// Whether the task of the group may be opened: an agency sees its own part only.
    fn sees_parent(&self) -> bool {
        self.page.who.as_ref().is_some_and(|who| who.agency.is_none())
    }

    /// On whom it waits when the reader has nothing to do.
    fn waits(&self) -> String {
        let task = &self.told.view.task;
        let word = match task.state {
            task::State::InProgress if task.extension.is_some() => "extension",
            state => state.word(),
        };
        self.page.word("task-waits", word)
    }

    /// The words of a limit on something other than the result.
    #[expect(clippy::unused_self, reason = "a template asks its page for everything it shows")]
    fn limit(&self, limit: &AnswerBy) -> &'static str {
        match limit.act {
            "receive" => "task-receive-by",
            _ => "task-confirm-by",
        }
    }

    /// The sentence about what to do next.
    fn next_sentence(&self) -> Option<String> {
        let task = &self.told.view.task;
        let act = self.next?;
        Some(match act {
            "grant_extension" => {
                let until = task.extension.as_ref().map(|asked| asked.until);
                self.page
                    .t1("task-next-grant-extension", "day", until.unwrap_or_default())
            }
            "remove_obstacle" => self
                .page
                .t1("task-next-remove-obstacle", "count", task.open_obstacles().count()),
            act => self.page.word("task-next", act),
        })
    }
}
