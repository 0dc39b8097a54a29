//! Finding directives, tasks and reports: by words, number, agency, place and state, as far as they may be seen. What is
//! found shows where the words stand.

use std::collections::HashMap;
use std::ops::Range;

use domain::directive::DocumentRef;
use domain::id::{AgencyId, ReportId, TaskId};
use domain::rights::{Acting, See};
use domain::task::{Measure, State};
use domain::{Directive, Report, Task};
use gazetteer::{Gazetteer, Level, Place};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::search::{Around, Found, Mark, Question, Within};
use text::Sought;
use uuid::Uuid;

use crate::agencies::Directory;
use crate::directives::DirectiveRow;
use crate::error::{Error, Result};
use crate::office::Office;
use crate::tasks::{Rows, TaskRow};

/// What is shown of each kind where all kinds are looked through.
const FIRST: usize = 5;
/// What is shown of one kind.
const PAGE: usize = 20;
/// Bytes of an excerpt before and from the first word that was found.
const BEFORE: usize = 90;
const AFTER: usize = 260;

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SearchQuery {
    /// Words, or the number of a document: with marks what is written so, without them with any marks.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// `directives`, `tasks` or `reports`; all of them when empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub within: String,
    /// With a part for this agency, by identifier; reports it sent.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub agency: String,
    /// Name of a place of the province, of today or of before: found is what has to do with it, whatever it was called.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Tasks in this state.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub state: String,
    /// Where the page begins: `next` of the page before. Only where one kind is looked through.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
}

/// A stretch of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Piece {
    /// Its words.
    pub words: String,
    /// Whether they were looked for.
    pub is_found: bool,
}

/// Where something was found, and the words there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Excerpt {
    /// In what: `number`, `title`, `issuer`, `text`, `measure`, `place`, `group`, `agency`, `directive`, `document`.
    pub field: &'static str,
    /// The words, those that were looked for apart.
    pub pieces: Vec<Piece>,
}

/// A report in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReportRow {
    /// Identifier.
    pub id: ReportId,
    /// The task.
    pub task: TaskId,
    /// Its running number.
    pub number: i64,
    /// Who sent it.
    pub agency: String,
    /// When.
    #[schemars(with = "String")]
    pub on: Date,
}

/// Something that was found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SearchHit {
    /// A directive.
    Directive {
        /// The directive.
        directive: DirectiveRow,
        /// Where.
        excerpts: Vec<Excerpt>,
    },
    /// A task.
    Task {
        /// The task.
        task: Box<TaskRow>,
        /// Where.
        excerpts: Vec<Excerpt>,
    },
    /// A report.
    Report {
        /// The report.
        report: ReportRow,
        /// Where.
        excerpts: Vec<Excerpt>,
    },
}

/// What was found of one kind.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchSection {
    /// `directives`, `tasks` or `reports`.
    pub within: &'static str,
    /// What was found, in its order.
    pub hits: Vec<SearchHit>,
    /// Where the next page begins; none where that was all.
    pub next: Option<String>,
}

/// A place that words name, with what it was and is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NamedPlace {
    /// Identifier in the gazetteer.
    pub id: &'static str,
    /// Its full name.
    pub name: String,
    /// Last day; none while it stands.
    #[schemars(with = "Option<String>")]
    pub valid_to: Option<Date>,
    /// What it is today, where that is something else.
    pub today: Vec<String>,
}

/// What a search found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchPage {
    /// One section a kind.
    pub sections: Vec<SearchSection>,
    /// Places that the words, or the place asked for, name.
    pub places: Vec<NamedPlace>,
    /// Whether a place was asked for that the province never had.
    pub is_place_unknown: bool,
}

/// Looks for something, as far as it may be seen.
///
/// # Errors
/// An agency, state or place to go on from that is none.
pub async fn search(office: &Office, acting: &Acting<See>, query: &SearchQuery) -> Result<SearchPage> {
    let within = chosen(&query.within)?;
    let rows = Rows::of(office, acting, acting.today).await?;
    let places = places_named(&query.place, rows.directory.province());
    let also_places = places_named(&query.words, rows.directory.province());
    let question = Question {
        sought: Sought::of(&query.words),
        also: also(office, &rows.directory, query, &also_places, acting.today).await?,
        agency: optional(&query.agency, "agency", |id| id.parse().ok())?,
        places: (!query.place.trim().is_empty()).then(|| around(&places)),
        states: optional(&query.state, "state", State::from_word)?.into_iter().collect(),
    };
    let after: Option<Mark> = optional(&query.after, "after", |mark| mark.parse().ok())?;
    let is_place_unknown = question.places.as_ref().is_some_and(Around::is_empty);
    let mut page = SearchPage {
        sections: Vec::new(),
        places: named_places(if query.place.trim().is_empty() {
            &also_places
        } else {
            &places
        }),
        is_place_unknown,
    };
    if question.is_empty() || is_place_unknown {
        return Ok(page);
    }
    let finder = Finder {
        office,
        rows: &rows,
        question: &question,
        acting,
    };
    let each = Within::ALL
        .into_iter()
        .filter(|one| within.is_none_or(|only| only == *one));
    // Only tasks have a state.
    for one in each.filter(|one| question.states.is_empty() || *one == Within::Tasks) {
        let limit = if within.is_some() { PAGE } else { FIRST };
        page.sections
            .push(finder.section(one, after.filter(|_| within.is_some()), limit).await?);
    }
    Ok(page)
}

fn chosen(word: &str) -> Result<Option<Within>> {
    optional(word, "within", |word| {
        Within::ALL.into_iter().find(|within| within.word() == word)
    })
}

fn optional<T>(typed: &str, field: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    read(typed)
        .map(Some)
        .ok_or_else(|| Error::field(field, "unknown-choice"))
}

/// What words name: an agency with those before and after it, a document by its number, a place.
async fn also(
    office: &Office,
    directory: &Directory,
    query: &SearchQuery,
    places: &[&'static Place],
    today: Date,
) -> Result<Around> {
    let mut also = around(places);
    if let Some(agency) = directory.resolve(&query.words, today) {
        also.agencies = directory.today(agency, today);
        also.agencies.push(agency);
        also.agencies
            .extend(directory.predecessors(agency).map(|before| before.id));
        also.agencies.sort_unstable();
        also.agencies.dedup();
    }
    let number = query.words.trim();
    if number.starts_with(|c: char| c.is_ascii_digit()) {
        let reference = DocumentRef {
            number: number.to_owned(),
            issued_on: None,
            issuer: None,
        };
        let named = store::directives::named(&office.db, &reference).await?;
        also.directives = named.iter().map(|directive| directive.id).collect();
    }
    Ok(also)
}

/// Districts and communes of the province that a name ever meant.
fn places_named(name: &str, province: Option<&str>) -> Vec<&'static Place> {
    let (name, Some(province)) = (name.trim(), province) else {
        return Vec::new();
    };
    if name.is_empty() {
        return Vec::new();
    }
    let territory = crate::agencies::territory(province);
    let gazetteer = Gazetteer::compiled();
    let is_own = |place: &&'static Place| place.level() != Level::Province && territory.contains(place.province);
    let found = gazetteer.places_ever_named(name, None).into_iter();
    let own: Vec<&Place> = found.map(|found| found.place).filter(is_own).collect();
    if !own.is_empty() || Sought::of(name).has_marks() {
        return own;
    }
    // Where names fall together without their marks the gazetteer means none; who searches means all of them.
    let bare = text::fold(name);
    let reads_so = |place: &&Place| text::fold(place.name) == bare || text::fold(&place.full_name()) == bare;
    gazetteer.places().iter().filter(is_own).filter(reads_so).collect()
}

/// What has to do with places: under their codes and names, and those of what they were and are.
fn around(places: &[&'static Place]) -> Around {
    let gazetteer = Gazetteer::compiled();
    let mut around = Around::default();
    for place in places {
        let before = gazetteer.predecessors(place);
        let today = gazetteer.successors(place);
        let others = before.iter().chain(&today).map(|other| other.place);
        for one in std::iter::once(*place).chain(others) {
            around.places.push(one.code.to_owned());
            around.names.push(spoken(one));
        }
    }
    for list in [&mut around.places, &mut around.names] {
        list.sort_unstable();
        list.dedup();
    }
    around
}

/// The name by which a text tells a place: `Bờ Y`, but `Phường 1`.
fn spoken(place: &Place) -> String {
    if text::words(place.name).nth(1).is_some() {
        place.name.to_owned()
    } else {
        place.full_name()
    }
}

fn named_places(places: &[&'static Place]) -> Vec<NamedPlace> {
    const MOST: usize = 5;
    let gazetteer = Gazetteer::compiled();
    let named = places.iter().take(MOST).map(|place| {
        let today = gazetteer.successors(place);
        let others = today.iter().filter(|today| today.place.id != place.id);
        NamedPlace {
            id: place.id.as_str(),
            name: place.full_name(),
            valid_to: place.valid_to,
            today: others.map(|today| today.place.full_name()).collect(),
        }
    });
    named.collect()
}

/// Finds, and shows where.
struct Finder<'a> {
    office: &'a Office,
    rows: &'a Rows<'a>,
    question: &'a Question,
    acting: &'a Acting<See>,
}

impl Finder<'_> {
    async fn section(&self, within: Within, after: Option<Mark>, limit: usize) -> Result<SearchSection> {
        let scope = self.acting.scope();
        let found = store::search::page(&self.office.db, within, self.question, scope, after, limit).await?;
        let hits = match within {
            Within::Directives => self.directives(&found).await?,
            Within::Tasks => self.tasks(&found).await?,
            Within::Reports => self.reports(&found).await?,
        };
        Ok(SearchSection {
            within: within.word(),
            hits,
            next: found.next.map(|next| next.to_string()),
        })
    }

    async fn directives(&self, found: &Found) -> Result<Vec<SearchHit>> {
        let ids: Vec<Uuid> = found.hits.iter().map(|hit| hit.subject).collect();
        let directives = by_id(store::load_some::<Directive>(&self.office.db, &ids).await?);
        let mut hits = Vec::new();
        for hit in &found.hits {
            let Some(directive) = directives.get(&hit.subject) else {
                continue;
            };
            let number = directive.number.as_deref().unwrap_or_default();
            let mut excerpts = self.excerpts(&[
                ("number", number),
                ("title", &directive.title),
                ("issuer", &directive.issuer),
            ]);
            if let Some((passage, text)) = hit.passage.zip(directive.text) {
                let words = store::search::passage(&self.office.db, text, passage).await?;
                excerpts.extend(self.excerpt("text", &words));
            }
            hits.push(SearchHit::Directive {
                directive: DirectiveRow::of(directive),
                excerpts,
            });
        }
        Ok(hits)
    }

    async fn tasks(&self, found: &Found) -> Result<Vec<SearchHit>> {
        let ids: Vec<Uuid> = found.hits.iter().map(|hit| hit.subject).collect();
        let tasks = by_id(store::load_some::<Task>(&self.office.db, &ids).await?);
        let named = store::load_some::<Directive>(&self.office.db, &self.named_directives()).await?;
        let hits = found.hits.iter().filter_map(|hit| tasks.get(&hit.subject));
        let hits = hits.map(|task| SearchHit::Task {
            task: Box::new(self.rows.row(task)),
            excerpts: self.of_task(task, &named),
        });
        Ok(hits.collect())
    }

    fn named_directives(&self) -> Vec<Uuid> {
        self.question
            .also
            .directives
            .iter()
            .map(|directive| directive.0)
            .collect()
    }

    fn of_task(&self, task: &Task, named: &[Directive]) -> Vec<Excerpt> {
        let number = task.number.to_string();
        let measure = match &task.measure {
            Measure::Product { product } => product,
            Measure::Target { target } => target,
            Measure::Reviews | Measure::Nothing { .. } => "",
        };
        let mut fields = vec![("number", number.as_str()), ("text", &task.text), ("measure", measure)];
        for place in &task.places {
            fields.push(("place", &place.written));
            fields.extend(place.full_name.iter().map(|name| ("place", name.as_str())));
            fields.extend(place.today.iter().map(|(_, name)| ("place", name.as_str())));
        }
        let groups = task.group.iter().chain(&task.coordinating_groups);
        fields.extend(groups.map(|group| ("group", group.as_str())));
        let mut excerpts = self.excerpts(&fields);
        excerpts.extend(self.around(task, named));
        telling(excerpts)
    }

    /// What a task has to do with the agency, document or place that was asked for.
    fn around(&self, task: &Task, named: &[Directive]) -> Vec<Excerpt> {
        let whole = |field, words: &str| Excerpt {
            field,
            pieces: vec![Piece {
                words: words.to_owned(),
                is_found: true,
            }],
        };
        let also = &self.question.also;
        let mut excerpts = Vec::new();
        for agency in task.agencies().filter(|agency| also.agencies.contains(agency)) {
            excerpts.push(whole("agency", self.rows.directory.name(agency)));
        }
        let of = named.iter().filter(|directive| task.directive == Some(directive.id));
        excerpts.extend(of.map(|directive| whole("directive", &directive.name())));
        let asked = || self.question.places.iter().chain([also]);
        for place in &task.places {
            let mut codes = place.code.iter().chain(place.today.iter().map(|(code, _)| code));
            if codes.any(|code| asked().any(|around| around.places.contains(code))) {
                excerpts.push(whole("place", &place.written));
            }
        }
        let places = asked().flat_map(|around| &around.names);
        let mut in_text = places.filter_map(|name| excerpt("text", &task.text, &Sought::of(name), true));
        excerpts.extend(in_text.next());
        excerpts.dedup();
        excerpts
    }

    async fn reports(&self, found: &Found) -> Result<Vec<SearchHit>> {
        let ids: Vec<Uuid> = found.hits.iter().map(|hit| hit.subject).collect();
        let reports = by_id(store::load_some::<Report>(&self.office.db, &ids).await?);
        let tasks: Vec<Uuid> = reports.values().map(|report| report.task.0).collect();
        let tasks = by_id(store::load_some::<Task>(&self.office.db, &tasks).await?);
        let mut hits = Vec::new();
        for hit in &found.hits {
            let Some(report) = reports.get(&hit.subject) else {
                continue;
            };
            let Some(task) = tasks.get(&report.task.0) else {
                continue;
            };
            let document = report.document.as_ref().map_or("", |document| &document.number);
            hits.push(SearchHit::Report {
                report: ReportRow {
                    id: report.id,
                    task: report.task,
                    number: task.number,
                    agency: self.rows.directory.name(report.agency).to_owned(),
                    on: report.on,
                },
                excerpts: self.excerpts(&[("text", &report.text), ("document", document)]),
            });
        }
        Ok(hits)
    }

    /// Where the words stand in some fields.
    fn excerpts(&self, fields: &[(&'static str, &str)]) -> Vec<Excerpt> {
        let found = fields.iter().filter_map(|(field, words)| self.excerpt(field, words));
        found.collect()
    }

    fn excerpt(&self, field: &'static str, words: &str) -> Option<Excerpt> {
        excerpt(field, words, &self.question.sought, false)
    }
}

fn by_id<R: domain::Record>(records: Vec<R>) -> HashMap<Uuid, R> {
    records.into_iter().map(|record| (record.id(), record)).collect()
}

/// Where words stand in a text, with some of what stands around them; none where none of them does. `all`: only where the
/// words stand as one.
fn excerpt(field: &'static str, text: &str, sought: &Sought, all: bool) -> Option<Excerpt> {
    let mut places = sought.places_in(text);
    if all {
        let count = sought.words().len();
        places.retain(|place| {
            text.get(place.clone())
                .is_some_and(|words| text::words(words).count() >= count)
        });
    }
    // What holds the most words in a row is what is shown.
    let best = places.iter().rev().max_by_key(|place| place.len())?;
    let window = window(text, best);
    let mut pieces = Vec::new();
    let mut push = |words: &str, is_found| {
        if !words.is_empty() {
            let words = words.replace(['\n', '\r', '\t'], " ");
            pieces.push(Piece { words, is_found });
        }
    };
    if window.start > 0 {
        push("… ", false);
    }
    let mut at = window.start;
    for place in places
        .iter()
        .filter(|place| window.start <= place.start && place.end <= window.end)
    {
        push(text.get(at..place.start).unwrap_or_default(), false);
        push(text.get(place.clone()).unwrap_or_default(), true);
        at = place.end;
    }
    push(text.get(at..window.end).unwrap_or_default(), false);
    if window.end < text.len() {
        push(" …", false);
    }
    Some(Excerpt { field, pieces })
}

/// Each excerpt once, and of the names of places only those that hold most of the words in a row.
fn telling(excerpts: Vec<Excerpt>) -> Vec<Excerpt> {
    let in_a_row = |excerpt: &Excerpt| {
        let found = excerpt.pieces.iter().filter(|piece| piece.is_found);
        found.map(|piece| text::words(&piece.words).count()).max()
    };
    let most = excerpts
        .iter()
        .filter(|excerpt| excerpt.field == "place")
        .map(in_a_row)
        .max();
    let mut told: Vec<Excerpt> = Vec::new();
    for excerpt in excerpts {
        let is_lesser = excerpt.field == "place" && most.is_some_and(|most| in_a_row(&excerpt) < most);
        if !is_lesser && !told.contains(&excerpt) {
            told.push(excerpt);
        }
    }
    told
}

/// What is shown around a place: whole words.
fn window(text: &str, place: &Range<usize>) -> Range<usize> {
    let (from, to) = (place.start.saturating_sub(BEFORE), place.end.saturating_add(AFTER));
    let spans = || text::words(text).map(|word| word.span);
    let start = match from {
        0 => 0,
        from => spans().find(|span| span.start >= from).map_or(0, |span| span.start),
    };
    let end = if to >= text.len() {
        text.len()
    } else {
        let last = spans().take_while(|span| span.end <= to).last();
        last.map_or(text.len(), |span| span.end).max(place.end)
    };
    start.min(place.start)..end
}

/// The agencies that a search can be narrowed to.
///
/// # Errors
/// When the database cannot be read.
pub async fn agencies(office: &Office, _: &Acting<See>) -> Result<Vec<(AgencyId, String)>> {
    let directory = Directory::load(office).await?;
    Ok(directory
        .all()
        .iter()
        .map(|agency| (agency.id, agency.name.clone()))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, typed: &str) -> Option<String> {
        let found = excerpt("text", text, &Sought::of(typed), false)?;
        let piece = |piece: &Piece| {
            if piece.is_found {
                format!("[{}]", piece.words)
            } else {
                piece.words.clone()
            }
        };
        Some(found.pieces.iter().map(piece).collect())
    }

    #[test]
    fn an_excerpt_marks_the_words_as_they_are_printed() {
        let text = "Rà soát tuyến đường ở huyện Đăk Hà, tỉnh Kon Tum.";
        assert_eq!(
            shown(text, "dak ha").unwrap(),
            "Rà soát tuyến đường ở huyện [Đăk Hà], tỉnh Kon Tum."
        );
        assert_eq!(
            shown(text, "đường").unwrap(),
            "Rà soát tuyến [đường] ở huyện Đăk Hà, tỉnh Kon Tum."
        );
        assert_eq!(shown(text, "dưỡng"), None);
    }

    #[test]
    fn an_excerpt_shows_where_most_words_stand_in_a_row() {
        let text = format!("biên {}đường biên giới {}", "từ ".repeat(200), "từ ".repeat(200));
        let shown = shown(&text, "đường biên giới").unwrap();
        assert!(
            shown.contains("[đường biên giới]") && shown.starts_with("… ") && shown.ends_with(" …"),
            "{shown}"
        );
        assert!(shown.len() < 600);
    }

    #[test]
    fn of_the_names_of_places_those_that_were_meant_are_shown_once() {
        let sought = Sought::of("dak ha");
        let fields = [
            ("text", "Đăk Hà"),
            ("place", "Xã Đăk Mar"),
            ("place", "Xã Đăk Hà"),
            ("place", "Xã Đăk Hà"),
        ];
        let found = fields
            .iter()
            .filter_map(|(field, words)| excerpt(field, words, &sought, false));
        let told = telling(found.collect());
        let of = |excerpt: &Excerpt| (excerpt.field, excerpt.pieces.last().unwrap().words.clone());
        let told: Vec<_> = told.iter().map(of).collect();
        assert_eq!(told, [("text", "Đăk Hà".to_owned()), ("place", "Đăk Hà".to_owned())]);
    }

    #[test]
    fn a_place_is_what_it_was_and_is() {
        let of = |name: &str| around(&places_named(name, Some("51")));
        let old = of("Ngọc Hồi");
        assert!(
            old.names.contains(&"Bờ Y".to_owned()) && old.names.contains(&"Ngọc Hồi".to_owned()),
            "{old:?}"
        );
        let bare = of("dak ha");
        assert!(bare.names.contains(&"Đăk Hà".to_owned()), "{bare:?}");
        assert!(of("Hà Nội").is_empty(), "of another province");
        assert!(of("").is_empty());
    }
}
