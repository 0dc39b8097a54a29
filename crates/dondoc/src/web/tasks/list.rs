//! The list of tasks: its filter is its address.

use askama::Template;
use axum::extract::State;
use domain::filter::{Counted, Only, RemoverKind, TaskFilter};
use domain::rights::See;
use domain::task;
use jiff::civil::Date;
use office::tasks::{Choices, TaskPage};

use super::filter::{Asked, OPEN, TaskQuery};
use super::shown::Row;
use crate::web::app::Shared;
use crate::web::extract::Query;
use crate::web::form::{FieldError, FormState, Labels};
use crate::web::navigation::Section;
use crate::web::page::{Answer, NOT_TAKEN, Page, show, show_as};
use crate::web::problem::Problem;
use crate::web::session::Signed;

/// Labels of the filter.
const LABELS: Labels = &[
    ("words", "tasks-filter-words"),
    ("state", "tasks-filter-state"),
    ("agency", "tasks-filter-agency"),
    ("part", "tasks-filter-part"),
    ("field", "tasks-filter-field"),
    ("directive", "tasks-filter-directive"),
    ("due_from", "tasks-filter-due-from"),
    ("due_to", "tasks-filter-due-to"),
    ("only", "tasks-filter-only"),
    ("remover", "tasks-filter-remover"),
    ("order", "tasks-filter-order"),
    ("as_of", "tasks-filter-as-of"),
];

#[derive(Template)]
#[template(path = "tasks/list.html")]
struct ListPage {
    page: Page,
    query: TaskQuery,
    form: FormState,
    choices: Choices,
    /// Address, key of the words, whether it is the one shown.
    shortcuts: Vec<(String, &'static str, bool)>,
    rows: Vec<Row>,
    found: Counted,
    next: Option<String>,
    /// The past day that is shown.
    as_of: Option<Date>,
}

impl ListPage {
    /// Pairs of value and words.
    fn states(&self) -> Vec<(String, String)> {
        let mut states = vec![("open".to_owned(), self.page.t("tasks-state-open"))];
        let each = task::State::ALL.into_iter();
        states.extend(each.map(|state| (state.word().to_owned(), self.page.word("state", state.word()))));
        let chosen = &self.query.state;
        if chosen.contains(',') {
            let words: Vec<String> = chosen.split(',').map(|state| self.page.word("state", state)).collect();
            states.push((chosen.clone(), words.join(", ")));
        }
        states
    }

    fn properties(&self) -> Vec<(String, String)> {
        let each = Only::ALL.into_iter();
        each.map(|only| (only.word().to_owned(), self.page.word("only", only.word())))
            .collect()
    }

    fn removers(&self) -> Vec<(String, String)> {
        let each = RemoverKind::ALL.into_iter();
        each.map(|remover| (remover.word().to_owned(), self.page.word("remover", remover.word())))
            .collect()
    }

    /// The figure whose tasks these are, in words.
    fn figure(&self) -> Option<String> {
        let figure = self.query.figure.as_str();
        (!figure.is_empty()).then(|| self.page.word("figure", figure))
    }

    fn is_chosen(&self, field: &str, value: &(impl ToString + ?Sized)) -> bool {
        self.form.value(field) == value.to_string()
    }

    /// The list without anything that narrows it.
    fn is_narrowed(&self) -> bool {
        let shown = TaskQuery {
            after: String::new(),
            ..self.query.clone()
        };
        shown != TaskQuery::default()
    }

    /// The same list as it is now.
    fn of_now(&self) -> String {
        TaskQuery {
            as_of: String::new(),
            line: String::new(),
            after: String::new(),
            ..self.query.clone()
        }
        .address()
    }
}

/// Ready-made filters, within whatever else the reader has chosen.
fn shortcuts(query: &TaskQuery, today: Date, close_until: Date) -> Vec<(String, &'static str, bool)> {
    let base = TaskQuery {
        figure: String::new(),
        state: String::new(),
        due_from: String::new(),
        due_to: String::new(),
        only: String::new(),
        after: String::new(),
        ..query.clone()
    };
    let filters = [
        ("tasks-all", TaskFilter::default()),
        ("tasks-overdue", TaskFilter::overdue(today)),
        (
            "tasks-close",
            TaskFilter {
                states: OPEN.to_vec(),
                due_from: Some(today),
                due_to: Some(close_until),
                ..TaskFilter::default()
            },
        ),
        (
            "tasks-awaiting",
            TaskFilter {
                states: vec![task::State::AwaitingConfirmation],
                ..TaskFilter::default()
            },
        ),
        (
            "tasks-without-deadline",
            TaskFilter {
                states: OPEN.to_vec(),
                only: vec![Only::WithoutDeadline],
                ..TaskFilter::default()
            },
        ),
    ];
    let shown = TaskQuery {
        after: String::new(),
        ..query.clone()
    };
    filters
        .into_iter()
        .map(|(key, filter)| {
            let narrowed = TaskQuery::of(&filter);
            let shortcut = TaskQuery {
                state: narrowed.state,
                due_from: narrowed.due_from,
                due_to: narrowed.due_to,
                only: narrowed.only,
                ..base.clone()
            };
            (shortcut.address(), key, shortcut == shown)
        })
        .collect()
}

/// `GET /tasks`
pub(super) async fn list(signed: Signed, State(app): State<Shared>, Query(query): Query<TaskQuery>) -> Answer {
    let acting = signed.may::<See>()?;
    let read = query.read(acting.today);
    let as_of = read.as_ref().ok().and_then(|asked| asked.as_of);
    let shown_on = as_of.map_or(acting.today, |as_of| as_of.day);
    let chosen = query.directive.parse().ok();
    let choices = office::tasks::choices(&app.office, &acting, shown_on, chosen).await?;
    let found = match read {
        Ok(asked) => found(&app, &acting, &asked, &query).await?,
        Err(faults) => Err(faults),
    };
    let status = if found.is_ok() {
        axum::http::StatusCode::OK
    } else {
        NOT_TAKEN
    };
    let (found, faults) = match found {
        Ok(found) => (Some(found), Vec::new()),
        Err(faults) => (None, faults),
    };
    let mut page = ListPage {
        page: signed.page(Section::Tasks),
        form: query.form().labelled(LABELS).refused(faults),
        shortcuts: shortcuts(&query, shown_on, choices.close_until),
        choices,
        rows: Vec::new(),
        found: Counted::default(),
        next: None,
        as_of: None,
        query,
    };
    if let Some(found) = found {
        page.next = found.next.map(|next| page.query.after(&next));
        page.found = found.found;
        let is_line = as_of.is_some_and(|as_of| as_of.line.is_some());
        page.as_of = found.as_of.filter(|day| *day < acting.today || is_line);
        page.rows = found.rows.into_iter().map(Row::of).collect();
        return show(&page);
    }
    show_as(status, &page)
}

async fn found(
    app: &Shared,
    acting: &domain::rights::Acting<See>,
    asked: &Asked,
    query: &TaskQuery,
) -> Result<Result<TaskPage, Vec<FieldError>>, Problem> {
    let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
    match office::tasks::list(&app.office, acting, &asked.filter, asked.order, after, asked.as_of).await {
        Ok(page) => Ok(Ok(page)),
        Err(error) => Problem::at_fields(error).map(Err),
    }
}
