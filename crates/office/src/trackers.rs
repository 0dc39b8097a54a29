//! Existing trackers: a table from .xlsx or .csv, its columns mapped by the clerk, each row understood by the same grammar
//! as a directive's words. Rows become drafts of an import; rows that are not taken are listed with the reason.

use std::collections::BTreeMap;

use domain::deadline::Basis;
use domain::directive::{DocumentRef, Force};
use domain::draft::{Draft, DraftDeadline, Named, Progressed};
use domain::id::{ImportId, ReportId};
use domain::import::{Column, Identity, Note, RefusedRow, Stage, Tracker};
use domain::report::Purpose;
use domain::rights::{Acting, Take};
use domain::task::{LastReport, Measure, Outcome, State};
use domain::{Directive, Import, Kind, Report, Task};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::agencies::Directory;
use crate::error::{Error, FieldError, Result};
use crate::files::{self, Checked};
use crate::imports::{add_text, change, names_group};
use crate::office::{Begun, Case, Office, new_id};

/// Most rows of a tracker.
pub const MOST_ROWS: usize = 20_000;

/// A table as the door read it: rows of cells as text, days as `dd/mm/yyyy`.
pub type Cells = Vec<Vec<String>>;

/// A table as the reader process read it.
#[derive(Debug)]
pub struct ReadTable {
    /// The original.
    pub original: Checked,
    /// Rows of cells.
    pub cells: Cells,
    /// Sheets of the same workbook that hold something and were not read.
    pub other_sheets: Vec<String>,
    /// Rows or columns beyond what is read were left out.
    pub is_cut: bool,
}

/// Words of headers by which columns are recognised, without marks; the longer ones first.
const HEADERS: [(&str, Column); 27] = [
    ("noi dung nhiem vu", Column::Text),
    ("ten nhiem vu", Column::Text),
    ("nhiem vu", Column::Text),
    ("noi dung", Column::Text),
    ("van ban giao", Column::Directive),
    ("so, ky hieu", Column::Directive),
    ("so ky hieu", Column::Directive),
    ("van ban", Column::Directive),
    ("chu tri", Column::Lead),
    ("don vi thuc hien", Column::Lead),
    ("co quan thuc hien", Column::Lead),
    ("phoi hop", Column::Coordinating),
    ("ngay hoan thanh", Column::CompletedOn),
    ("thoi gian hoan thanh", Column::Deadline),
    ("thoi han", Column::Deadline),
    ("han hoan thanh", Column::Deadline),
    ("han xu ly", Column::Deadline),
    ("thoi gian thuc hien", Column::Deadline),
    ("thoi gian", Column::Deadline),
    ("san pham", Column::Product),
    ("hinh thuc", Column::Product),
    ("linh vuc", Column::Field),
    ("ket qua thuc hien", Column::Progress),
    ("tien do", Column::Progress),
    ("tinh hinh thuc hien", Column::Progress),
    ("ket qua", Column::Progress),
    ("trang thai", Column::Progress),
];

/// Takes a table in and guesses what its columns hold. Nothing is understood before the clerk has confirmed the columns.
///
/// # Errors
/// No row that names columns; too many rows.
pub async fn take_in(office: &Office, acting: &Acting<Take>, table: ReadTable) -> Result<ImportId> {
    let mut notes = Vec::new();
    if !table.other_sheets.is_empty() {
        notes.push(Note {
            code: "other-sheets".to_owned(),
            detail: Some(table.other_sheets.join(", ")),
        });
    }
    if table.is_cut {
        notes.push(Note {
            code: "table-cut".to_owned(),
            detail: None,
        });
    }
    let ReadTable { original, cells, .. } = table;
    if cells.len() > MOST_ROWS {
        return Err(Error::Invalid(vec![
            FieldError::new("file", "too-many-rows").with("most", MOST_ROWS),
        ]));
    }
    let header = header_of(&cells).ok_or_else(|| Error::field("file", "no-table"))?;
    let names: Vec<String> = cells.get(header).cloned().unwrap_or_default();
    let mut case = match office.begin(acting, "import.take_in_tracker").await? {
        Begun::Already(outcome) => return outcome.parse().map_err(|_| Error::NotFound(Kind::Import)),
        Begun::New(case) => case,
    };
    let name = original.name.clone();
    let original = files::add(&mut case, &original).await?;
    let json = serde_json::to_vec(&cells).map_err(|error| Error::Failed(error.into()))?;
    let cells = add_text(&mut case, &name, "json", json).await?;
    let import = Import {
        id: new_id(acting.at),
        version: 1,
        name,
        taken_on: acting.today,
        original,
        text: None,
        identity: Identity::default(),
        links: Vec::new(),
        drafts: Vec::new(),
        next_number: 1,
        notes,
        tracker: Some(Tracker {
            cells,
            header: u32::try_from(header).unwrap_or(0),
            columns: guess(&names),
            names,
            mapped: false,
            refused: Vec::new(),
        }),
        stage: Stage::Open,
    };
    case.tx.insert(&case.act, &import).await?;
    case.commit(import.id).await?;
    Ok(import.id)
}

/// The row that names the columns: of the first ones, the one in which most columns are recognised.
fn header_of(cells: &Cells) -> Option<usize> {
    const LOOK_AT: usize = 20;
    let recognised = |row: &Vec<String>| guess(row).len();
    let best = cells
        .iter()
        .take(LOOK_AT)
        .map(recognised)
        .enumerate()
        .max_by_key(|(at, found)| (*found, std::cmp::Reverse(*at)))?;
    (best.1 > 0).then_some(best.0)
}

/// A column of a tracker with what stands in it first.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ColumnSample {
    /// Its place, counted from 0.
    pub at: u32,
    /// Its name; empty where the header has none.
    pub name: String,
    /// The first values in it.
    pub values: Vec<String>,
}

/// The columns of a tracker, for the page on which they are mapped. Columns without a name and without values are left out.
///
/// # Errors
/// [`Error::NotFound`] also for an import that is no tracker.
pub async fn columns(office: &Office, _acting: &Acting<Take>, id: ImportId) -> Result<Vec<ColumnSample>> {
    const VALUES: usize = 3;
    const LETTERS: usize = 60;
    let import: Import = store::load(&office.db, id.0).await?;
    let tracker = import.tracker.ok_or(Error::NotFound(Kind::Import))?;
    let cells = cells_of(office, &tracker).await?;
    let rows = cells.get(tracker.header as usize + 1..).unwrap_or_default();
    let rows: Vec<&Vec<String>> = rows.iter().filter(|row| !is_numbering(row)).collect();
    let sample = |(at, name): (u32, &String)| {
        let values = rows.iter().filter_map(|row| row.get(at as usize));
        let filled = values.map(|value| value.trim()).filter(|value| !value.is_empty());
        ColumnSample {
            at,
            name: name.trim().to_owned(),
            values: filled.take(VALUES).map(|value| shortened(value, LETTERS)).collect(),
        }
    };
    let samples = (0u32..).zip(&tracker.names).map(sample);
    Ok(samples
        .filter(|column| !column.name.is_empty() || !column.values.is_empty())
        .collect())
}

async fn cells_of(office: &Office, tracker: &Tracker) -> Result<Cells> {
    let cells = store::files::content(&office.db, tracker.cells).await?;
    serde_json::from_slice(&cells).map_err(|error| Error::Failed(error.into()))
}

fn shortened(value: &str, letters: usize) -> String {
    let one_line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.chars().count() <= letters {
        return one_line;
    }
    one_line.chars().take(letters - 1).chain(['…']).collect()
}

/// Which column holds what, by its name.
fn guess(names: &[String]) -> BTreeMap<Column, u32> {
    let mut columns = BTreeMap::new();
    for (at, name) in (0u32..).zip(names) {
        let folded = text::fold(name);
        let column = HEADERS
            .iter()
            .find(|(words, _)| folded.contains(words))
            .map(|(_, column)| *column);
        if let Some(column) = column {
            columns.entry(column).or_insert(at);
        }
    }
    columns
}

/// Which column holds what, as the clerk confirmed it: the number of the column, counted from 0; blank for none.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ColumnsInput {
    /// Version of the import that was shown.
    pub version: i64,
    /// What is to be done. Needed.
    pub text: String,
    /// The document that gives it.
    pub directive: String,
    /// Who leads. Needed.
    pub lead: String,
    /// Who coordinates.
    pub coordinating: String,
    /// By when.
    pub deadline: String,
    /// What is to be handed in.
    pub product: String,
    /// Field of work.
    pub field: String,
    /// Progress and result.
    pub progress: String,
    /// Day of completion.
    pub completed_on: String,
}

impl ColumnsInput {
    fn typed(&self, column: Column) -> &str {
        match column {
            Column::Text => &self.text,
            Column::Directive => &self.directive,
            Column::Lead => &self.lead,
            Column::Coordinating => &self.coordinating,
            Column::Deadline => &self.deadline,
            Column::Product => &self.product,
            Column::Field => &self.field,
            Column::Progress => &self.progress,
            Column::CompletedOn => &self.completed_on,
        }
    }
}

/// Understands the rows by the columns that the clerk confirmed. It can be done again with other columns until issuing.
///
/// # Errors
/// Without columns for the task and its lead; [`Error::Overtaken`].
pub async fn map_columns(office: &Office, acting: &Acting<Take>, id: ImportId, input: ColumnsInput) -> Result<Import> {
    let directory = Directory::load(office).await?;
    let import: Import = store::load(&office.db, id.0).await?;
    let tracker = import.tracker.ok_or(Error::NotFound(Kind::Import))?;
    let columns = columns_of(&input, tracker.names.len())?;
    let cells = cells_of(office, &tracker).await?;
    let (drafts, refused) = understand(&cells, tracker.header, &columns, &directory, acting.today);
    change(office, acting, id, input.version, "import.map_columns", |import| {
        import.next_number = u32::try_from(drafts.len()).unwrap_or(u32::MAX).saturating_add(1);
        import.drafts = drafts;
        if let Some(tracker) = &mut import.tracker {
            tracker.columns = columns;
            tracker.refused = refused;
            tracker.mapped = true;
        }
        Ok(())
    })
    .await
}

fn columns_of(input: &ColumnsInput, width: usize) -> Result<BTreeMap<Column, u32>> {
    let mut columns = BTreeMap::new();
    let mut faults = Vec::new();
    for column in Column::ALL {
        let typed = input.typed(column).trim();
        let needed = matches!(column, Column::Text | Column::Lead);
        match typed.parse::<u32>() {
            Ok(at) if (at as usize) < width => {
                columns.insert(column, at);
            }
            _ if typed.is_empty() && !needed => {}
            _ => faults.push(FieldError::new(
                column.word(),
                if typed.is_empty() { "required" } else { "unknown-choice" },
            )),
        }
    }
    if faults.is_empty() {
        Ok(columns)
    } else {
        Err(Error::Invalid(faults))
    }
}

/// Rows as drafts, and those that are none.
fn understand(
    cells: &Cells,
    header: u32,
    columns: &BTreeMap<Column, u32>,
    directory: &Directory,
    today: Date,
) -> (Vec<Draft>, Vec<RefusedRow>) {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut refused = Vec::new();
    for (at, row) in (1u32..).zip(cells).skip(header as usize + 1) {
        let cell = |column| {
            columns
                .get(&column)
                .and_then(|at| row.get(*at as usize))
                .map_or("", |cell| cell.trim())
        };
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let refuse = |why: &str| RefusedRow {
            row: at,
            why: why.to_owned(),
            words: row.join(" · ").chars().take(300).collect(),
        };
        let text = cell(Column::Text);
        if text.is_empty() {
            refused.push(refuse("no-text"));
        } else if is_numbering(row) {
            refused.push(refuse("column-numbers"));
        } else if cell(Column::Lead).is_empty() && cell(Column::Deadline).is_empty() {
            refused.push(refuse("heading"));
        } else if drafts.iter().any(|draft| {
            draft.text == text && draft.directive.as_deref().unwrap_or_default() == cell(Column::Directive)
        }) {
            refused.push(refuse("twice"));
        } else {
            let number = u32::try_from(drafts.len()).unwrap_or(u32::MAX).saturating_add(1);
            drafts.push(draft_of(number, &cell, directory, today));
        }
    }
    (drafts, refused)
}

/// A row that only numbers its columns: (1) (2) (3).
fn is_numbering(row: &[String]) -> bool {
    let filled: Vec<&str> = row
        .iter()
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
        .collect();
    filled.len() > 1
        && filled
            .iter()
            .all(|cell| cell.trim_matches(['(', ')']).parse::<u32>().is_ok())
}

fn draft_of<'r>(number: u32, cell: &impl Fn(Column) -> &'r str, directory: &Directory, today: Date) -> Draft {
    let optional = |column| Some(cell(column)).filter(|cell| !cell.is_empty()).map(str::to_owned);
    let deadline = DraftDeadline::from_words(cell(Column::Deadline), today, today, Basis::Directive);
    let done = calendar::typed_date(cell(Column::CompletedOn));
    let words = optional(Column::Progress);
    let says_done = words.as_deref().is_some_and(|words| {
        let folded = text::fold(words);
        (folded.contains("da hoan thanh") || folded.starts_with("hoan thanh")) && !folded.contains("chua hoan thanh")
    });
    Draft {
        leads: names_in(cell(Column::Lead), directory, today),
        coordinating: names_in(cell(Column::Coordinating), directory, today),
        deadline,
        measure: optional(Column::Product).map(|product| Measure::Product { product }),
        field: optional(Column::Field),
        directive: optional(Column::Directive),
        progressed: (done.is_some() || words.is_some()).then_some(Progressed {
            done: says_done || done.is_some(),
            completed_on: done,
            words,
        }),
        ..Draft::new(number, cell(Column::Text).to_owned())
    }
}

/// Agencies of a cell, separated by `;`, a new line, or commas between names that are known.
fn names_in(cell: &str, directory: &Directory, today: Date) -> Vec<Named> {
    let named = |written: &str| {
        let agency = directory
            .resolve(written, today)
            .and_then(|then| match directory.today(then, today).as_slice() {
                [one] => Some(*one),
                _ => None,
            });
        Named {
            written: written.to_owned(),
            agency,
            then: None,
            today: Vec::new(),
            group: agency.is_none() && names_group(written),
            members: Vec::new(),
        }
    };
    let parts = |separators: &[char]| -> Vec<String> {
        cell.split(separators)
            .map(|part| part.trim().trim_start_matches(['-', '+', '•']).trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect()
    };
    let coarse: Vec<Named> = parts(&[';', '\n']).iter().map(|part| named(part)).collect();
    let fine: Vec<Named> = parts(&[';', '\n', ',']).iter().map(|part| named(part)).collect();
    // "Sở Văn hóa, Thể thao và Du lịch" is one name: commas part names only where every part is one.
    if fine.iter().all(|named| named.agency.is_some()) {
        fine
    } else {
        coarse
    }
}

/// The directive that a row names: the office's own entry when it has one, otherwise a new one of which only the name is
/// known.
pub(crate) async fn directive_named(case: &mut Case, acting: &Acting<Take>, named: &str) -> Result<Option<Directive>> {
    let Some(reference) = reference_in(named) else {
        return Ok(None);
    };
    if let Some(known) = store::directives::named(&mut case.tx, &reference)
        .await?
        .into_iter()
        .next()
    {
        return Ok(Some(known));
    }
    let directive = Directive {
        id: new_id(acting.at),
        version: 1,
        number: Some(reference.number.clone()),
        kind: kind_of(&reference.number),
        issuer: String::new(),
        issued_on: reference.issued_on.unwrap_or(acting.today),
        title: named.trim().to_owned(),
        field: None,
        links: Vec::new(),
        original: None,
        text: None,
        force: Force::InForce,
    };
    case.tx.insert(&case.act, &directive).await?;
    Ok(Some(directive))
}

/// A document in a cell: `Kế hoạch số 174/KH-UBND ngày 15/10/2026`.
pub(crate) fn reference_in(cell: &str) -> Option<DocumentRef> {
    let words: Vec<&str> = cell
        .split_whitespace()
        .map(|word| word.trim_matches([',', ';', '.', '(', ')']))
        .collect();
    let number = words
        .iter()
        .find(|word| word.contains('/') && word.contains('-') && word.starts_with(|c: char| c.is_ascii_digit()))?;
    let issued_on = words
        .iter()
        .filter(|word| *word != number)
        .find_map(|word| calendar::typed_date(word));
    Some(DocumentRef {
        number: (*number).to_owned(),
        issued_on,
        issuer: None,
    })
}

/// The kind of document by its symbol (Decree 30/2020, annex III).
fn kind_of(number: &str) -> String {
    let symbol = number
        .split('/')
        .nth(1)
        .unwrap_or_default()
        .split('-')
        .next()
        .unwrap_or_default();
    let kind = gazetteer::document_kinds()
        .iter()
        .find(|kind| kind.abbreviation == Some(symbol));
    kind.map_or_else(|| "Công văn".to_owned(), |kind| kind.name.to_owned())
}

/// Goes on with a task that was under way in the tracker. What the tracker calls done waits for confirmation here: nobody
/// in this system has seen the result.
pub(crate) async fn carry_on(
    case: &mut Case,
    acting: &Acting<Take>,
    task: &mut Task,
    progressed: &Progressed,
) -> Result<()> {
    task.state = State::InProgress;
    let Some(lead) = task.leads.first().copied() else {
        return Ok(());
    };
    let report = Report {
        id: new_id::<ReportId>(acting.at),
        version: 1,
        task: task.id,
        agency: lead,
        by: acting.user,
        on: acting.today,
        purpose: if progressed.done {
            Purpose::Result
        } else {
            Purpose::Progress
        },
        text: progressed.words.clone().unwrap_or_default(),
        figure: None,
        document: None,
        files: Vec::new(),
    };
    task.last_report = Some(LastReport {
        report: report.id,
        on: acting.today,
    });
    if progressed.done && !task.deadline.is_cyclic() {
        let completed_on = progressed.completed_on.unwrap_or(acting.today).min(acting.today);
        task.outcome = Some(Outcome {
            report: report.id,
            completed_on,
            document: None,
            confirmed_on: None,
            confirmed_by: None,
        });
        task.state = State::AwaitingConfirmation;
    }
    case.tx.insert(&case.act, &report).await?;
    Ok(())
}
