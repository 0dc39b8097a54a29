//! Questions to the index, and pages of what it finds.
//!
//! What holds the words one after the other comes first, then what holds them all, then what an agency or a place of that
//! name has to do with; within each the newest first. A page costs what is on it, whatever the table holds.

use std::fmt;
use std::str::FromStr;

use domain::id::{AgencyId, DirectiveId, FileId};
use domain::rights::Scope;
use domain::task::State;
use text::Sought;
use uuid::Uuid;

use super::expression::{Column, Expression};
use super::{Within, agency_key, directive_key, place_key};
use crate::db::{Engine, Reader};
use crate::error::Result;
use crate::stored::push_list;
use crate::tasks::NoMark;
use crate::value::{Query, Row};

/// Agencies, directives and places by which something is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// Agencies.
    pub agencies: Vec<AgencyId>,
    /// Directives: their tasks.
    pub directives: Vec<DirectiveId>,
    /// Codes of places.
    pub places: Vec<String>,
    /// Names of those places, for what is told in words alone.
    pub names: Vec<String>,
}

impl Around {
    /// Nothing.
    pub fn is_empty(&self) -> bool {
        self.agencies.is_empty() && self.directives.is_empty() && self.places.is_empty() && self.names.is_empty()
    }

    /// One of them has to do with it.
    fn expression(&self) -> Expression {
        let agencies = self.agencies.iter().map(|agency| Expression::key(agency_key(*agency)));
        let directives = self
            .directives
            .iter()
            .map(|directive| Expression::key(directive_key(*directive)));
        let places = self.places.iter().map(|code| Expression::key(place_key(code)));
        let written = |name: &String| text::words(name).map(|word| word.written()).collect::<Vec<_>>();
        let names = self.names.iter().map(written).filter(|words| !words.is_empty());
        let names = names.map(|words| Expression::Phrase(Column::Written, words));
        Expression::Any(agencies.chain(directives).chain(places).chain(names).collect())
    }
}

/// What is looked for. Every field narrows but [`Self::also`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// Words.
    pub sought: Sought,
    /// What the words name: what has to do with it is found too, after what holds the words.
    pub also: Around,
    /// With a part for this agency; for reports, sent by it.
    pub agency: Option<AgencyId>,
    /// Having to do with one of these places.
    pub places: Option<Around>,
    /// Tasks in one of these states; empty for any.
    pub states: Vec<State>,
}

impl Question {
    /// Nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.sought.is_empty() && self.agency.is_none() && self.places.is_none()
    }

    /// What is found first, second, third.
    fn tiers(&self, within: Within, scope: Scope) -> Vec<Expression> {
        let column = if self.sought.has_marks() {
            Column::Written
        } else {
            Column::Folded
        };
        let words = || self.sought.words().to_vec();
        let (all, phrase) = (Expression::Words(column, words()), Expression::Phrase(column, words()));
        let but = |this, that| Expression::But(Box::new(this), Box::new(that));
        let mut tiers = Vec::new();
        match self.sought.words().len() {
            0 => (),
            1 => tiers.push(all.clone()),
            _ => tiers.extend([phrase.clone(), but(all.clone(), phrase)]),
        }
        if !self.sought.is_empty() && !self.also.is_empty() {
            tiers.push(but(self.also.expression(), all));
        }
        let mut narrowing: Vec<Expression> = self.places.iter().map(Around::expression).collect();
        if within != Within::Directives {
            narrowing.extend(self.agency.map(|agency| Expression::key(agency_key(agency))));
        }
        // Who may see a task is decided by its row; the key spares looking at the rows of others.
        if let (Within::Tasks, Scope::Agency(own)) = (within, scope) {
            narrowing.push(Expression::key(agency_key(own)));
        }
        let narrowed = |expression: Option<Expression>| {
            Expression::All(expression.into_iter().chain(narrowing.iter().cloned()).collect())
        };
        if tiers.is_empty() && !narrowing.is_empty() {
            return vec![narrowed(None)];
        }
        tiers.into_iter().map(|tier| narrowed(Some(tier))).collect()
    }
}

/// The place of something found, after which the next page begins. Its text is fit for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    tier: usize,
    id: i64,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.tier, self.id)
    }
}

impl FromStr for Mark {
    type Err = NoMark;

    fn from_str(written: &str) -> Result<Self, NoMark> {
        let (tier, id) = written.split_once('_').ok_or(NoMark)?;
        Ok(Self {
            tier: tier.parse().map_err(|_| NoMark)?,
            id: id.parse().map_err(|_| NoMark)?,
        })
    }
}

/// A record that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its identifier.
    pub subject: Uuid,
    /// Where in its text: first byte and the byte behind the last; none where the record itself says it.
    pub passage: Option<(u64, u64)>,
}

/// A page of what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Records, each once on a page, in their order.
    pub hits: Vec<Hit>,
    /// Where the next page begins; none on the last.
    pub next: Option<Mark>,
}

/// A page of what a question finds, as far as it may be seen.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(
    mut from: impl Reader,
    within: Within,
    question: &Question,
    scope: Scope,
    after: Option<Mark>,
    limit: usize,
) -> Result<Found> {
    let tiers = question.tiers(within, scope);
    let mut found = Found {
        hits: Vec::new(),
        next: None,
    };
    let start = after.unwrap_or(Mark { tier: 0, id: i64::MAX });
    for (n, tier) in tiers.iter().enumerate().skip(start.tier) {
        let mut below = if n == start.tier { start.id } else { i64::MAX };
        loop {
            let asked = Asked {
                within,
                question,
                scope,
                // A text can hold the words in many passages.
                rows: if within == Within::Directives {
                    4 * limit
                } else {
                    limit + 1
                },
            };
            let rows = from.rows(asked.query(from.engine(), tier, below)).await?;
            for row in &rows {
                let hit = hit_in(row)?;
                if found.hits.iter().any(|known| known.subject == hit.subject) {
                    below = row.get(0)?;
                    continue;
                }
                if found.hits.len() == limit {
                    found.next = Some(Mark { tier: n, id: below });
                    return Ok(found);
                }
                below = row.get(0)?;
                found.hits.push(hit);
            }
            if rows.len() < asked.rows {
                break;
            }
        }
    }
    Ok(found)
}

fn hit_in(row: &Row) -> Result<Hit> {
    let (first, last): (i64, i64) = (row.get(2)?, row.get(3)?);
    let bytes = (u64::try_from(first).unwrap_or(0), u64::try_from(last).unwrap_or(0));
    Ok(Hit {
        subject: row.get(1)?,
        passage: Some(bytes).filter(|bytes| bytes.1 > 0),
    })
}

const PART: &str = "SELECT substr(c.bytes, CAST($2 AS INTEGER), CAST($3 AS INTEGER))
    FROM files f JOIN contents c ON c.sha256 = f.sha256 WHERE f.id = $1";

/// The words of a passage: a part of a text, as [`Hit::passage`] tells it.
///
/// # Errors
/// When the database cannot be read.
pub async fn passage(mut from: impl Reader, text: FileId, (first, last): (u64, u64)) -> Result<String> {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let query = Query::new(PART)
        .bind(text)
        .bind(number(first) + 1)
        .bind(number(last.saturating_sub(first)));
    let row = from.row(query).await?;
    let bytes = row.map_or(Ok(Vec::new()), |row| row.get::<Vec<u8>>(0))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What one statement asks.
struct Asked<'a> {
    within: Within,
    question: &'a Question,
    scope: Scope,
    rows: usize,
}

impl Asked<'_> {
    fn query(&self, engine: Engine, tier: &Expression, below: i64) -> Query {
        let table = self.within.table();
        // SQLite is to go along the words in their order, whatever it believes of the other table.
        let mut query = Query::put_together(format!(
            "SELECT s.rowid, e.subject, e.first_byte, e.last_byte FROM {table} s
             CROSS JOIN search_passages e WHERE e.kind = "
        ));
        query.push_value(self.within.word());
        query.push(" AND e.id = s.rowid AND ");
        tier.push(&mut query, engine, self.within);
        query.push(" AND s.rowid < ");
        query.push_value(below);
        self.push_scope(&mut query);
        self.push_agency(&mut query);
        if self.within == Within::Tasks && !self.question.states.is_empty() {
            query.push(" AND EXISTS (SELECT 1 FROM tasks t WHERE t.id = e.subject AND t.state IN (");
            push_list(&mut query, self.question.states.iter().map(|state| state.word()));
            query.push("))");
        }
        query.push(&format!(" ORDER BY s.rowid DESC LIMIT {}", self.rows));
        query
    }

    fn push_scope(&self, query: &mut Query) {
        let Scope::Agency(own) = self.scope else { return };
        query.push(match self.within {
            Within::Tasks => " AND EXISTS (SELECT 1 FROM task_agencies a WHERE a.task = e.subject AND a.agency = ",
            Within::Reports => {
                " AND EXISTS (SELECT 1 FROM reports r JOIN task_agencies a ON a.task = r.task
                    WHERE r.id = e.subject AND a.agency = "
            }
            Within::Directives => OF_DIRECTIVE,
        });
        query.push_value(own);
        query.push(")");
    }

    /// The agencies of a directive are those of its tasks.
    fn push_agency(&self, query: &mut Query) {
        let Some(agency) = self.question.agency.filter(|_| self.within == Within::Directives) else {
            return;
        };
        query.push(OF_DIRECTIVE);
        query.push_value(agency);
        query.push(")");
    }
}

const OF_DIRECTIVE: &str = " AND EXISTS (SELECT 1 FROM tasks t JOIN task_agencies a ON a.task = t.id
    WHERE t.directive = e.subject AND a.agency = ";

/// From how many tasks on words are common.
const COMMON: i64 = 1000;

/// Whether many tasks hold some words.
pub(crate) async fn is_common(from: &mut impl Reader, sought: &Sought) -> Result<bool> {
    let query = count_query(from.engine(), sought, COMMON);
    let row = from.row(query).await?;
    Ok(row.map_or(Ok(0), |row| row.get::<i64>(0))? >= COMMON)
}

/// How many tasks hold some words, counted up to a number.
pub(crate) fn count_query(engine: Engine, sought: &Sought, most: i64) -> Query {
    let mut query = Query::put_together(format!(
        "SELECT COUNT(*) FROM (SELECT rowid FROM {} WHERE ",
        Within::Tasks.table()
    ));
    words_of(sought).push(&mut query, engine, Within::Tasks);
    query.push(" LIMIT ");
    query.push_value(most);
    query.push(") found");
    query
}

fn words_of(sought: &Sought) -> Expression {
    let column = if sought.has_marks() {
        Column::Written
    } else {
        Column::Folded
    };
    Expression::Words(column, sought.words().to_vec())
}

/// Adds the condition that a task, of which a column gives the number, holds every word.
pub(crate) fn push_words(query: &mut Query, engine: Engine, number: &str, sought: &Sought) {
    if sought.is_empty() {
        return;
    }
    query.push(&format!(
        " AND {number} IN (SELECT rowid FROM {} WHERE ",
        Within::Tasks.table()
    ));
    words_of(sought).push(query, engine, Within::Tasks);
    query.push(")");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_survives_an_address() {
        for written in ["0_128", "2_9"] {
            assert_eq!(written.parse::<Mark>().unwrap().to_string(), written);
        }
        for wrong in ["", "0", "x_1", "1_x", "-1_2"] {
            assert_eq!(wrong.parse::<Mark>(), Err(NoMark), "{wrong}");
        }
    }
}
