//! Reports of a period on how tasks were carried out: drawn up, printed, signed off and frozen, and shown against what
//! became known later.
//!
//! Everything in a report is made from the journal up to one line: the same line gives the same figures and the same bytes.

mod made;
mod printed;

use domain::PeriodicReport;
use domain::figures::{Counts, Population};
use domain::id::{AgencyId, FileId, PeriodicReportId, TaskId};
use domain::periodic_report::{Altered, ReportFigures, SignOff};
use domain::rights::{Acting, DrawUpReports, ReadReports, Scope};
use domain::{Kind, Task};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::journal::Mark;

use crate::agencies::Directory;
use crate::error::{Error, FieldError, Result};
use crate::figures::{TypedPeriod, counted_by, denominator, unit};
use crate::files::{self, Checked};
use crate::free_text::{Faults, LONG, SHORT};
use crate::office::{Begun, Office, end_of, new_id};
use made::Sources;
pub(crate) use made::filter_of;

/// Media type of the document.
pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// Media type of the annex.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Reports in a list.
const LISTED: u32 = 200;

/// A report as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PeriodicReportInput {
    /// Version that was shown; 0 for a new one.
    pub version: i64,
    /// `month`, `quarter`, `half`, `nine_months`, `year` or `free`.
    pub period: String,
    /// Which month, quarter or half of the year, counted from 1.
    pub index: String,
    /// The year.
    pub year: String,
    /// The regime whose cut-off the period has: `nd-09-2019` when left out.
    pub regime: String,
    /// First day of a free period: `2026-12-31` or `31/12/2026`.
    pub from: String,
    /// Last day of a free period.
    pub to: String,
    /// Which day decides whether a task is of the period: `due` or `given`.
    pub counted_by: String,
    /// Tasks of groups once (`groups`), or once for each member (`members`).
    pub unit: String,
    /// What rates are a share of: `given` or `due`.
    pub denominator: String,
    /// The day at whose end the figures stand; today when left out.
    pub data_on: String,
    /// Its number, once there is one: `128/BC-VP`.
    pub number: String,
    /// Nhận xét, đánh giá: one paragraph a line.
    pub assessment: String,
    /// Kiến nghị, đề xuất: one paragraph a line.
    pub proposals: String,
}

/// A report in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PeriodicReportRow {
    /// Identifier.
    pub id: PeriodicReportId,
    /// Title.
    pub title: String,
    /// Number, once there is one.
    pub number: Option<String>,
    /// The day at whose end its figures stand.
    #[schemars(with = "String")]
    pub data_on: Date,
    /// When it was signed.
    #[schemars(with = "Option<String>")]
    pub signed_on: Option<Date>,
    /// The figures that were signed.
    pub total: Option<Counts>,
}

impl PeriodicReportRow {
    fn of(report: &PeriodicReport) -> Self {
        Self {
            id: report.id,
            title: report.title(),
            number: report.number.clone(),
            data_on: report.data_on,
            signed_on: report.signed.as_ref().map(|signed| signed.on),
            total: report.signed.as_ref().map(|signed| signed.figures.total),
        }
    }
}

/// A task that became known differently after a report was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangedTask {
    /// Which.
    pub id: TaskId,
    /// Running number.
    pub number: i64,
    /// What is to be done.
    pub text: String,
    /// How the signed figures count it: the classes have 1 where it is.
    pub before: Counts,
    /// How it would be counted now.
    pub now: Counts,
}

/// A report with everything its page shows.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PeriodicReportView {
    /// The report.
    pub report: PeriodicReport,
    /// The signed figures, or those of now for a draft.
    pub figures: ReportFigures,
    /// The sentences of the document.
    pub sentences: Vec<String>,
    /// The line of the journal up to which the figures know.
    pub line: i64,
    /// Signed figures that what became known later would alter, with the name of the agency; empty for the total.
    pub altered: Vec<(Altered, String)>,
    /// The tasks that would alter them.
    pub changed: Vec<ChangedTask>,
}

/// A file of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The document, .docx.
    Document,
    /// The annex, .xlsx.
    Annex,
}

/// Whether the bytes that were signed can be made again from the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reproduction {
    /// The figures are the same.
    pub figures: bool,
    /// The document is the same, byte for byte.
    pub document: bool,
    /// The annex is the same, byte for byte.
    pub annex: bool,
}

/// Reports, drafts included, the one with the latest data first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(office: &Office, _: &Acting<ReadReports>) -> Result<Vec<PeriodicReportRow>> {
    let reports = store::periodic_reports::list(&office.db, false, LISTED).await?;
    Ok(reports.iter().map(PeriodicReportRow::of).collect())
}

/// Reports that were signed, the last first.
///
/// # Errors
/// When the database cannot be read.
pub async fn signed(office: &Office, _: &Acting<ReadReports>, most: u32) -> Result<Vec<PeriodicReportRow>> {
    let reports = store::periodic_reports::list(&office.db, true, most).await?;
    Ok(reports.iter().map(PeriodicReportRow::of).collect())
}

/// A report as it is.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find(office: &Office, _: &Acting<ReadReports>, id: PeriodicReportId) -> Result<PeriodicReport> {
    Ok(store::load(&office.db, id.0).await?)
}

/// Draws up a report.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the form.
pub async fn draw_up(
    office: &Office,
    acting: &Acting<DrawUpReports>,
    input: &PeriodicReportInput,
) -> Result<PeriodicReportId> {
    let mut case = match office.begin(acting, "periodic_report.draw_up").await? {
        Begun::Already(id) => return id.parse().map_err(|_| Error::NotFound(Kind::PeriodicReport)),
        Begun::New(case) => case,
    };
    let report = typed(acting, input, new_id(acting.at))?;
    case.tx.insert(&case.act, &report).await?;
    case.commit(report.id).await?;
    Ok(report.id)
}

/// Changes a draft.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Overtaken`], and `report-signed` once it is signed.
pub async fn edit(
    office: &Office,
    acting: &Acting<DrawUpReports>,
    id: PeriodicReportId,
    input: &PeriodicReportInput,
) -> Result<PeriodicReport> {
    let mut case = match office.begin(acting, "periodic_report.edit").await? {
        Begun::Already(_) => return Ok(store::load(&office.db, id.0).await?),
        Begun::New(case) => case,
    };
    let old: PeriodicReport = store::load(&mut case.tx, id.0).await?;
    open(&old, input.version)?;
    let mut report = PeriodicReport {
        version: old.version,
        drawn_up_by: old.drawn_up_by,
        drawn_up_on: old.drawn_up_on,
        ..typed(acting, input, id)?
    };
    case.tx.update(&case.act, &mut report).await?;
    case.commit(id).await?;
    Ok(report)
}

/// That a report is a draft in the version that was shown.
fn open(report: &PeriodicReport, seen: i64) -> Result<()> {
    if report.signed.is_some() {
        return Err(Error::not_possible("report-signed"));
    }
    if report.version != seen {
        return Err(Error::Overtaken {
            kind: Kind::PeriodicReport,
            id: report.id.0,
            seen,
            found: report.version,
        });
    }
    Ok(())
}

fn typed(acting: &Acting<DrawUpReports>, input: &PeriodicReportInput, id: PeriodicReportId) -> Result<PeriodicReport> {
    let mut faults = Faults::default();
    let today = acting.today;
    let period = TypedPeriod {
        period: &input.period,
        index: &input.index,
        year: &input.year,
        regime: &input.regime,
        from: &input.from,
        to: &input.to,
    };
    if input.period.trim().is_empty() {
        faults.add(FieldError::new("period", "required"));
    }
    let period = period.read(&mut faults, today);
    let data_on = faults.optional_day("data_on", &input.data_on).unwrap_or(today);
    if data_on > today {
        faults.add(FieldError::new("data_on", "in-the-future"));
    }
    let number = faults.optional("number", &input.number, SHORT);
    if !number.is_empty() && printed::number_in(&number).is_none() {
        faults.add(FieldError::new("number", "not-a-document-number"));
    }
    let counted_by = counted_by(&mut faults, &input.counted_by);
    let (unit, denominator) = (
        unit(&mut faults, &input.unit),
        denominator(&mut faults, &input.denominator),
    );
    let assessment = faults.optional("assessment", &input.assessment, LONG);
    faults.without_personal_data("assessment", &assessment);
    let proposals = faults.optional("proposals", &input.proposals, LONG);
    faults.without_personal_data("proposals", &proposals);
    faults.done()?;
    let period = period.ok_or_else(|| Error::field("period", "required"))?;
    Ok(PeriodicReport {
        id,
        version: 1,
        population: Population {
            counted_by,
            from: period.from,
            to: period.to,
        },
        period: period.words,
        legal: period.legal,
        unit,
        denominator,
        data_on,
        number: (!number.is_empty()).then_some(number),
        assessment,
        proposals,
        drawn_up_by: acting.user,
        drawn_up_on: today,
        signed: None,
    })
}

/// The line of the journal at which the figures of a report stand: where it was signed, the last of its day, or the last
/// of all.
async fn line_of(office: &Office, report: &PeriodicReport, today: Date) -> Result<Mark> {
    if report.data_on >= today {
        return Ok(store::journal::head(&office.db).await?);
    }
    let end = end_of(report.data_on).ok_or_else(|| Error::field("data_on", "not-a-date"))?;
    let line = store::journal::last_line_by(&office.db, end).await?;
    line.ok_or_else(|| Error::field("data_on", "before-register"))
}

/// A report with its figures.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn view(office: &Office, acting: &Acting<ReadReports>, id: PeriodicReportId) -> Result<PeriodicReportView> {
    let report: PeriodicReport = store::load(&office.db, id.0).await?;
    if let Some(signed) = report.signed.clone() {
        let (altered, changed) = altered(office, &report, &signed).await?;
        let province = made::province(office, signed.line).await?;
        return Ok(PeriodicReportView {
            sentences: report.sentences(&printed::who(&province), &signed.figures),
            figures: signed.figures,
            line: signed.line,
            altered,
            changed,
            report,
        });
    }
    let line = line_of(office, &report, acting.today).await?.seq;
    let sources = Sources::read(office, &report, line).await?;
    let figures = sources.figures(&report);
    Ok(PeriodicReportView {
        sentences: report.sentences(&printed::who(&sources.province), &figures),
        figures,
        line,
        altered: Vec::new(),
        changed: Vec::new(),
        report,
    })
}

/// What became known after a report was signed and would alter its figures: figures with names of agencies, and the tasks.
async fn altered(
    office: &Office,
    report: &PeriodicReport,
    signed: &SignOff,
) -> Result<(Vec<(Altered, String)>, Vec<ChangedTask>)> {
    let filter = filter_of(report);
    let on = report.data_on;
    let counted = |task: &Task| {
        let task = task.clone().with_deadline_of(on);
        let is_of_it = task.given_on <= on && filter.matches(&task, Scope::All);
        (is_of_it).then(|| (Counts::of(&task, on), task.leads))
    };
    let mut total = Counts::default();
    let mut by_agency: std::collections::BTreeMap<AgencyId, Counts> = std::collections::BTreeMap::new();
    let mut changed = Vec::new();
    for (before, now) in store::moments::changed_since(&office.db, signed.line).await? {
        let (was, is) = (before.as_ref().and_then(counted), counted(&now));
        if was == is {
            continue;
        }
        let mut leads: Vec<AgencyId> = was.iter().chain(&is).flat_map(|(_, leads)| leads.clone()).collect();
        leads.sort_unstable();
        leads.dedup();
        for lead in leads {
            let of = |counted: &Option<(Counts, Vec<AgencyId>)>| {
                let led = counted.as_ref().filter(|(_, leads)| leads.contains(&lead));
                led.map_or_else(Counts::default, |(counts, _)| *counts)
            };
            *by_agency.entry(lead).or_default() += of(&is) - of(&was);
        }
        let (was, is) = (
            was.map_or_else(Counts::default, |(counts, _)| counts),
            is.map_or_else(Counts::default, |(counts, _)| counts),
        );
        total += is - was;
        changed.push(ChangedTask {
            id: now.id,
            number: now.number,
            text: now.text,
            before: was,
            now: is,
        });
    }
    let directory = Directory::load(office).await?;
    let by_agency: Vec<(AgencyId, Counts)> = by_agency.into_iter().collect();
    let altered = signed.figures.altered(total, &by_agency);
    let named = altered.into_iter().map(|one| {
        let name = one.agency.map(|agency| directory.name(agency).to_owned());
        (one, name.unwrap_or_default())
    });
    Ok((named.collect(), changed))
}

/// A file of a report: as it was signed, or of a draft as it would be now. Gives name, media type and bytes.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn file(
    office: &Office,
    acting: &Acting<ReadReports>,
    id: PeriodicReportId,
    part: Part,
) -> Result<(domain::File, Vec<u8>)> {
    let report: PeriodicReport = store::load(&office.db, id.0).await?;
    if let Some(signed) = &report.signed {
        let file = match part {
            Part::Document => signed.document,
            Part::Annex => signed.annex,
        };
        return files::content(office, file).await;
    }
    let line = line_of(office, &report, acting.today).await?.seq;
    let sources = Sources::read(office, &report, line).await?;
    let printed = printed::printed(&report, &sources.province, &sources.figures(&report), None)?;
    let (name, media_type, bytes) = match part {
        Part::Document => (file_name(&report, "docx"), DOCX, printed.document),
        Part::Annex => (file_name(&report, "xlsx"), XLSX, printed.annex),
    };
    let file = domain::File {
        id: FileId(id.0),
        version: 1,
        name,
        media_type: media_type.to_owned(),
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        sha256: store::files::digest(&bytes),
    };
    Ok((file, bytes))
}

fn file_name(report: &PeriodicReport, extension: &str) -> String {
    let period = text::fold(&report.period).replace(['/', ' '], "-");
    format!("bao-cao-nhiem-vu-{period}.{extension}")
}

/// What is signed off: the version that was read.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SignOffInput {
    /// Version that was shown.
    pub version: i64,
    /// The day on which the paper was signed; today when left out.
    pub signed_on: String,
}

/// Freezes a report that was signed: its figures, the line of the journal they were made from, and its bytes.
///
/// # Errors
/// [`Error::Overtaken`], `report-signed`, and faults of the form.
pub async fn sign_off(
    office: &Office,
    acting: &Acting<DrawUpReports>,
    id: PeriodicReportId,
    input: &SignOffInput,
) -> Result<PeriodicReport> {
    let report: PeriodicReport = store::load(&office.db, id.0).await?;
    let mut faults = Faults::default();
    let on = faults
        .optional_day("signed_on", &input.signed_on)
        .unwrap_or(acting.today);
    if on > acting.today {
        faults.add(FieldError::new("signed_on", "in-the-future"));
    }
    if on < report.data_on {
        faults.add(FieldError::new("signed_on", "before-data"));
    }
    faults.done()?;
    // The journal up to a line never changes: what is made of it needs no lock.
    let mark = line_of(office, &report, acting.today).await?;
    let sources = Sources::read(office, &report, mark.seq).await?;
    let figures = sources.figures(&report);
    let printed = printed::printed(&report, &sources.province, &figures, Some(on))?;

    let mut case = match office.begin(acting, "periodic_report.sign_off").await? {
        Begun::Already(_) => return Ok(store::load(&office.db, id.0).await?),
        Begun::New(case) => case,
    };
    let mut report: PeriodicReport = store::load(&mut case.tx, id.0).await?;
    open(&report, input.version)?;
    let mut add = async |extension, media_type: &str, bytes: Vec<u8>| {
        let checked = Checked {
            name: file_name(&report, extension),
            media_type: media_type.to_owned(),
            bytes,
        };
        let id = files::add(&mut case, &checked).await?;
        Ok::<_, Error>((id, store::files::digest(&checked.bytes)))
    };
    let (document, document_sha256) = add("docx", DOCX, printed.document).await?;
    let (annex, annex_sha256) = add("xlsx", XLSX, printed.annex).await?;
    report.signed = Some(SignOff {
        on,
        by: acting.user,
        line: mark.seq,
        hash: mark.hash.to_string(),
        figures,
        document,
        document_sha256,
        annex,
        annex_sha256,
    });
    case.tx.update(&case.act, &mut report).await?;
    case.commit(id).await?;
    Ok(report)
}

/// Makes a signed report again from the journal at its line, and compares.
///
/// # Errors
/// `report-not-signed`, or when the database cannot be read.
pub async fn reproduce(office: &Office, _: &Acting<ReadReports>, id: PeriodicReportId) -> Result<Reproduction> {
    let report: PeriodicReport = store::load(&office.db, id.0).await?;
    let Some(signed) = report.signed.clone() else {
        return Err(Error::not_possible("report-not-signed"));
    };
    let sources = Sources::read(office, &report, signed.line).await?;
    let figures = sources.figures(&report);
    let again = printed::printed(&report, &sources.province, &figures, Some(signed.on))?;
    Ok(Reproduction {
        figures: figures == signed.figures,
        document: store::files::digest(&again.document) == signed.document_sha256,
        annex: store::files::digest(&again.annex) == signed.annex_sha256,
    })
}
