//! A sent form on its way to a use case: its fields as the input, its key as the sending, and what the office answers as
//! the page to show next.
//!
//! ```ignore
//! async fn refuse(signed: Signed, State(app): State<Shared>, Path(task): Path<TaskId>, form: Form<Fields>) -> Answer {
//!     let acting = signed.may_as::<Judge>(form.state.request_id())?;
//!     let done = office::tasks::refuse(&app.office, &acting, task, form.state.input()?).await;
//!     match outcome(&app, &signed, &form.state, done).await? {
//!         Ok(task) => Ok(go_to_saying(&address(task.id), Message::new("done-task-refuse"))),
//!         Err(faults) => page(&app, &signed, task, form.state.refused(faults)).await,
//!     }
//! }
//! ```

use domain::Kind;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::app::App;
use super::fields::{self, Names};
use super::form::{FieldError, FormState, FromForm};
use super::input;
use super::language::Language;
use super::problem::{Difference, Problem, Typed};
use super::session::Signed;
use super::tasks;

/// A form whose fields the use case reads.
pub(crate) struct Fields;

impl FromForm for Fields {
    fn read(_: &mut FormState) -> Option<Self> {
        Some(Self)
    }
}

impl FormState {
    /// The fields as the input of a use case.
    ///
    /// # Errors
    /// When a hidden field was tampered with.
    pub(crate) fn input<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        input::of(self)
    }
}

/// What a use case answered to a form: its result, or faults to show at the fields. Whoever was overtaken is shown what
/// has changed since and what they had typed; every other error is a page of its own.
///
/// # Errors
/// The page to show instead.
pub(crate) async fn outcome<T>(
    app: &App,
    signed: &Signed,
    form: &FormState,
    done: office::Result<T>,
) -> Result<Result<T, Vec<FieldError>>, Problem> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(office::Error::Overtaken { kind, id, seen, found }) => {
            let typed = typed(form, signed.visit.display.language);
            Err(overtaken(app, signed, kind, id, seen, found).await.having_typed(typed))
        }
        Err(error) => Problem::at_fields(error).map(Err),
    }
}

/// The same for an operation of the API, which tells of faults in its answer.
///
/// # Errors
/// The problem to tell.
pub(crate) async fn told<T>(app: &App, signed: &Signed, done: office::Result<T>) -> Result<T, Problem> {
    match done {
        Err(office::Error::Overtaken { kind, id, seen, found }) => {
            Err(overtaken(app, signed, kind, id, seen, found).await)
        }
        done => Ok(done?),
    }
}

/// What stands in the fields that people fill in: those that have a label.
fn typed(form: &FormState, language: Language) -> Vec<Typed> {
    let label = |field: &str| {
        let named = format!("field-{}", field.replace('_', "-"));
        let key = form
            .label(field)
            .map(str::to_owned)
            .or(language.has(&named).then_some(named))?;
        Some(language.string(&key, &[]))
    };
    form.fields()
        .filter_map(|(field, values)| {
            let words: Vec<&str> = values
                .iter()
                .map(|value| value.trim())
                .filter(|value| !value.is_empty())
                .collect();
            Some(Typed {
                field: label(field)?,
                words: words.join("\n"),
            })
        })
        .filter(|typed| !typed.words.is_empty())
        .collect()
}

async fn overtaken(app: &App, signed: &Signed, kind: Kind, id: Uuid, seen: i64, found: i64) -> Problem {
    let acting = match signed.acting() {
        Ok(acting) => acting,
        Err(problem) => return problem,
    };
    let differences = office::journal::difference(&app.office, acting, kind, id, seen, found).await;
    let names = Names::load(app, acting).await;
    // Without the two versions the sentence alone still says what to do.
    let (Ok(differences), Ok(names)) = (differences, names) else {
        return Problem::conflict(Vec::new());
    };
    let language = signed.visit.display.language;
    if kind == Kind::Task && !signed.visit.is_api {
        let differences = tasks::in_words(language, &differences);
        return Problem::conflict(differences).back_to(format!("/tasks/{id}"), "act-back");
    }
    let shown = |difference: office::journal::Difference| Difference {
        field: fields::label(&difference.path, &names, language),
        yours: fields::value(&difference.path, difference.before.as_ref(), &names, language),
        theirs: fields::value(&difference.path, difference.after.as_ref(), &names, language),
    };
    Problem::conflict(differences.into_iter().map(shown).collect())
}
