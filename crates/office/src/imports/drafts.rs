//! What the clerk decides on each draft of an open import.

use domain::Import;
use domain::deadline::{Basis, ReviewCycle};
use domain::draft::{Draft, DraftDeadline, Named, Open, Verdict};
use domain::id::{AgencyId, ImportId};
use domain::import::Decision;
use domain::rights::{Acting, Take};
use domain::task::Measure;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::change;
use crate::agencies::Directory;
use crate::error::{Error, FieldError, Result};
use crate::free_text::{Faults, LONG, SHORT};
use crate::office::Office;
use crate::tasks::{DeadlineInput, deadline_of, measure_of};

/// A decision on a draft.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DecisionInput {
    /// Version of the import that was shown.
    pub version: i64,
    /// `accept`, `drop`, `reopen`, `merge`, `split`.
    pub decision: String,
    /// For `split`: the words with which the second part begins.
    pub at: String,
}

/// Decides on a draft.
///
/// # Errors
/// When it is not possible; [`Error::Overtaken`].
pub async fn decide(
    office: &Office,
    acting: &Acting<Take>,
    id: ImportId,
    number: u32,
    input: DecisionInput,
) -> Result<Import> {
    change(office, acting, id, input.version, "import.decide", |import| {
        let decision = decision_of(import, number, &input)?;
        Ok(import.decide(number, decision)?)
    })
    .await
}

fn decision_of(import: &Import, number: u32, input: &DecisionInput) -> Result<Decision> {
    Ok(match input.decision.as_str() {
        "accept" => Decision::Accept,
        "drop" => Decision::Drop,
        "reopen" => Decision::Reopen,
        "merge" => Decision::MergeWithNext,
        "split" => Decision::SplitAt(cut(import, number, &input.at)?),
        _ => return Err(Error::field("decision", "unknown-choice")),
    })
}

/// Where the text of a draft is to be cut: before the words that were typed, which have to stand in it once.
fn cut(import: &Import, number: u32, words: &str) -> Result<usize> {
    let text = import.draft(number).map_or("", |draft| draft.text.as_str());
    let words = words.trim();
    if words.is_empty() {
        return Err(Error::field("at", "required"));
    }
    let mut places = text.match_indices(words);
    match (places.next(), places.next()) {
        (Some((at, _)), None) => Ok(at),
        (Some(_), Some(_)) => Err(Error::field("at", "not-once")),
        _ => Err(Error::field("at", "not-in-text")),
    }
}

/// A short answer to an open question of a draft.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AnswerInput {
    /// Version of the import that was shown.
    pub version: i64,
    /// Which question: `lead`, `members`, `standing`, `product`.
    pub question: String,
    /// For `lead`: `joint`, when several lead and this is meant, or the place of the one that leads, counted from 0. For
    /// `members`: `communes`. For `standing`: the review cycle, `month`, `quarter`, `half_year` or `year`. For
    /// `product`: its words.
    pub choice: String,
}

/// Answers an open question of a draft without touching its other fields.
///
/// # Errors
/// A choice that there is not; [`Error::Overtaken`].
pub async fn answer(
    office: &Office,
    acting: &Acting<Take>,
    id: ImportId,
    number: u32,
    input: AnswerInput,
) -> Result<Import> {
    let directory = Directory::load(office).await?;
    let today = acting.today;
    change(office, acting, id, input.version, "import.answer", |import| {
        let mut draft = import
            .draft(number)
            .cloned()
            .ok_or(Error::not_possible("draft-unknown"))?;
        let choice = input.choice.trim();
        let is_answered = match input.question.as_str() {
            "lead" if choice == "joint" => {
                draft.joint_is_meant = true;
                true
            }
            "lead" => choice.parse().is_ok_and(|which| draft.lead_alone(which)),
            "members" if choice == "communes" => match draft.leads.first_mut().filter(|lead| lead.group) {
                Some(group) => {
                    group.members = directory.communes(today);
                    true
                }
                None => false,
            },
            "standing" => match cycle_of(choice) {
                Some(cycle) => {
                    draft.stands(cycle, today, by_office());
                    true
                }
                None => false,
            },
            "product" => {
                let mut faults = Faults::default();
                let product = faults.words("choice", choice);
                faults.done()?;
                draft.measure = Some(Measure::Product { product });
                true
            }
            _ => false,
        };
        if !is_answered {
            return Err(Error::field("choice", "unknown-choice"));
        }
        Ok(import.decide(number, Decision::Edit(Box::new(draft)))?)
    })
    .await
}

fn cycle_of(word: &str) -> Option<ReviewCycle> {
    ReviewCycle::ALL.into_iter().find(|cycle| cycle.word() == word.trim())
}

fn by_office() -> Basis {
    Basis::Office { note: String::new() }
}

/// A review cycle for every draft that names no deadline.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct StandingInput {
    /// Version of the import that was shown.
    pub version: i64,
    /// The review cycle: `month`, `quarter`, `half_year`, `year`.
    pub cycle: String,
}

/// Decides that every pending draft without a deadline is standing work with one review cycle.
///
/// # Errors
/// A cycle that there is not; [`Error::Overtaken`].
pub async fn all_standing(
    office: &Office,
    acting: &Acting<Take>,
    id: ImportId,
    input: StandingInput,
) -> Result<Import> {
    let cycle = cycle_of(&input.cycle).ok_or_else(|| Error::field("cycle", "unknown-choice"))?;
    let today = acting.today;
    change(office, acting, id, input.version, "import.all_standing", |import| {
        let pending = import
            .drafts
            .iter_mut()
            .filter(|draft| draft.verdict == Verdict::Pending);
        for draft in pending.filter(|draft| draft.deadline.deadline().is_none()) {
            draft.stands(cycle, today, by_office());
        }
        Ok(())
    })
    .await
}

/// Accepts every pending draft that has no open question.
///
/// # Errors
/// [`Error::Overtaken`].
pub async fn accept_ready(office: &Office, acting: &Acting<Take>, id: ImportId, version: i64) -> Result<Import> {
    change(office, acting, id, version, "import.accept_ready", |import| {
        for draft in &mut import.drafts {
            if draft.verdict == Verdict::Pending && draft.is_ready() {
                draft.verdict = Verdict::Accepted;
            }
        }
        Ok(())
    })
    .await
}

/// The fields of a draft as the clerk mended them.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DraftInput {
    /// Version of the import that was shown.
    pub version: i64,
    /// What is to be done.
    pub text: String,
    /// Who leads, by identifier or name.
    pub leads: Vec<String>,
    /// Several lead, and this is meant.
    pub joint_is_meant: bool,
    /// The open group it is given to, in the document's words; each member gets a task of its own.
    pub group: String,
    /// Its members: identifiers or names, or `communes` for every commune.
    pub members: Vec<String>,
    /// Who coordinates, by identifier or name.
    pub coordinating: Vec<String>,
    /// Coordinating groups, kept as written, one a line.
    pub coordinating_groups: String,
    /// How the deadline is decided; see [`DeadlineInput`]; blank leaves it open.
    pub choice: String,
    /// The day.
    pub due: String,
    /// The words of the deadline.
    pub words: String,
    /// The review cycle.
    pub cycle: String,
    /// Why the office decides so.
    pub note: String,
    /// What it is measured by: `product`, `target`, `reviews`, `nothing`; blank leaves it open.
    pub measure: String,
    /// The product, the target, the reason.
    pub measure_words: String,
    /// To whom it is reported.
    pub report_to: String,
    /// Field of work.
    pub field: String,
    /// Also accept it.
    pub accept: bool,
}

/// Changes the fields of a draft, and accepts it when asked to.
///
/// # Errors
/// Faults of fields; [`Error::Overtaken`]; open questions when it is to be accepted.
pub async fn edit(
    office: &Office,
    acting: &Acting<Take>,
    id: ImportId,
    number: u32,
    input: DraftInput,
) -> Result<Import> {
    let directory = Directory::load(office).await?;
    let today = acting.today;
    change(office, acting, id, input.version, "import.edit", |import| {
        let given_on = import.identity.issued_on.unwrap_or(today);
        let old = import.draft(number).ok_or(Error::not_possible("draft-unknown"))?;
        let draft = draft_of(&input, old, &directory, given_on, today)?;
        import.decide(number, Decision::Edit(Box::new(draft)))?;
        if input.accept {
            let open = import.draft(number).map(Draft::open_questions).unwrap_or_default();
            if !open.is_empty() {
                return Err(Error::Invalid(open.into_iter().map(fault_of).collect()));
            }
            import.decide(number, Decision::Accept)?;
        }
        Ok(())
    })
    .await
}

/// An open question as the fault of the field that answers it.
fn fault_of(open: Open) -> FieldError {
    let field = match open {
        Open::Text => "text",
        Open::Lead | Open::UnknownLead => "leads",
        Open::JointLead => "joint_is_meant",
        Open::GroupMembers => "members",
        Open::Deadline | Open::ReviewCycle => "choice",
        Open::Measure => "measure",
    };
    FieldError::new(field, format!("open-{}", open.word().replace('_', "-")))
}

fn draft_of(input: &DraftInput, old: &Draft, directory: &Directory, given_on: Date, today: Date) -> Result<Draft> {
    let mut faults = Faults::default();
    let text = faults.required("text", &input.text, LONG);
    let group = faults.optional("group", &input.group, SHORT);
    let leads = if group.is_empty() {
        named(&mut faults, "leads", &input.leads, &old.leads, directory, today)
    } else {
        let members = members(&mut faults, &input.members, directory, today);
        vec![Named {
            members,
            ..written(&group, true)
        }]
    };
    let mut coordinating = named(
        &mut faults,
        "coordinating",
        &input.coordinating,
        &old.coordinating,
        directory,
        today,
    );
    let groups = faults.optional("coordinating_groups", &input.coordinating_groups, LONG);
    coordinating.extend(
        groups
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| written(line, true)),
    );
    let deadline = if input.choice.trim().is_empty() {
        old.deadline.clone()
    } else {
        let form = DeadlineInput {
            version: 0,
            choice: input.choice.clone(),
            due: input.due.clone(),
            words: input.words.clone(),
            cycle: input.cycle.clone(),
            note: input.note.clone(),
        };
        deadline_of(&mut faults, &form, &old.deadline, given_on, today)
            .map_or(old.deadline.clone(), |deadline| DraftDeadline::Set { deadline })
    };
    let measure = if input.measure.trim().is_empty() {
        old.measure.clone()
    } else {
        measure_of(
            &mut faults,
            ["measure", "measure_words"],
            &input.measure,
            &input.measure_words,
        )
    };
    let report_to = faults.optional("report_to", &input.report_to, SHORT);
    let field = faults.optional("field", &input.field, SHORT);
    faults.done()?;
    Ok(Draft {
        text,
        leads,
        joint_is_meant: input.joint_is_meant,
        coordinating,
        deadline,
        measure,
        report_to: (!report_to.is_empty()).then_some(report_to),
        field: (!field.is_empty()).then_some(field),
        ..old.clone()
    })
}

fn written(words: &str, group: bool) -> Named {
    Named {
        written: words.to_owned(),
        agency: None,
        then: None,
        today: Vec::new(),
        group,
        members: Vec::new(),
    }
}

/// Agencies of a field; one that the document named keeps the document's words.
fn named(
    faults: &mut Faults,
    field: &str,
    typed: &[String],
    old: &[Named],
    directory: &Directory,
    today: Date,
) -> Vec<Named> {
    let agencies = faults.agencies(field, typed, directory, today);
    agencies
        .into_iter()
        .map(|agency| {
            let known = old.iter().find(|named| named.agency == Some(agency)).cloned();
            known.unwrap_or_else(|| Named {
                agency: Some(agency),
                ..written(directory.name(agency), false)
            })
        })
        .collect()
}

fn members(faults: &mut Faults, typed: &[String], directory: &Directory, today: Date) -> Vec<AgencyId> {
    if typed.iter().any(|typed| typed.trim() == "communes") {
        return directory.communes(today);
    }
    faults.agencies("members", typed, directory, today)
}

/// A task that reading did not find.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AddInput {
    /// Version of the import that was shown.
    pub version: i64,
    /// What is to be done.
    pub text: String,
}

/// Adds a draft that reading did not find.
///
/// # Errors
/// Without text; [`Error::Overtaken`].
pub async fn add(office: &Office, acting: &Acting<Take>, id: ImportId, input: AddInput) -> Result<Import> {
    let mut faults = Faults::default();
    let text = faults.required("text", &input.text, LONG);
    faults.done()?;
    change(office, acting, id, input.version, "import.add", |import| {
        import.add(text.clone());
        Ok(())
    })
    .await
}
