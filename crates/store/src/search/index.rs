//! Writing the index, and comparing it with the records.

use std::collections::BTreeMap;

use domain::id::FileId;
use domain::{Directive, Report, Task};
use uuid::Uuid;

use super::Within;
use super::expression::quoted;
use crate::db::{Connection, Engine, Reader, Writer as _};
use crate::error::Result;
use crate::journal::sha256;
use crate::stored::Stored;
use crate::value::{Query, Row};

/// Words of a passage of a text, after which the next line begins another.
const PASSAGE: usize = 80;
/// Words of the longest passage: a longer line is cut.
const LONGEST: usize = 240;
/// PostgreSQL counts places of words up to this one.
const LAST_PLACE: usize = 16_383;

/// What a record is found by.
#[derive(Debug)]
pub struct Searched {
    /// What is looked through.
    pub(crate) within: Within,
    /// Its number, where it has one that never changes.
    pub(crate) number: Option<i64>,
    /// What the record itself says.
    pub(crate) words: String,
    /// Agencies, directives and places.
    pub(crate) keys: Vec<String>,
    /// The file with its text.
    pub(crate) text: Option<FileId>,
}

/// Searched records, by what identifies them.
pub(crate) fn of_task(task: &Task) -> Searched {
    let places = task.places.iter().flat_map(|place| {
        let today = place.today.iter().map(|(code, _)| code);
        place.code.iter().chain(today).map(|code| super::place_key(code))
    });
    let directive = task.directive.map(super::directive_key);
    let agencies = task.agencies().map(super::agency_key);
    let mut keys: Vec<String> = agencies.chain(directive).chain(places).collect();
    keys.sort_unstable();
    keys.dedup();
    Searched {
        within: Within::Tasks,
        number: Some(task.number),
        words: domain::filter::searchable(task),
        keys,
        text: None,
    }
}

pub(crate) fn of_directive(directive: &Directive) -> Searched {
    let number = directive.number.as_deref().unwrap_or_default();
    let field = directive.field.as_deref().unwrap_or_default();
    Searched {
        within: Within::Directives,
        number: None,
        words: format!(
            "{} {number}\n{}\n{}\n{field}",
            directive.kind, directive.title, directive.issuer
        ),
        keys: Vec::new(),
        text: directive.text,
    }
}

pub(crate) fn of_report(report: &Report) -> Searched {
    let document = report.document.as_ref().map_or("", |document| &document.number);
    Searched {
        within: Within::Reports,
        number: None,
        words: format!("{}\n{document}", report.text),
        keys: vec![super::agency_key(report.agency)],
        text: None,
    }
}

/// A stretch of words with what is indexed of it.
struct Passage {
    span: (i64, i64),
    written: Vec<String>,
    folded: Vec<String>,
    keys: Vec<String>,
}

impl Passage {
    fn of(text: &str, span: (usize, usize), keys: Vec<String>) -> Self {
        let words = text.get(span.0..span.1).unwrap_or_default();
        let byte = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
        Self {
            span: (byte(span.0), byte(span.1)),
            written: text::words(words).map(|word| word.written()).collect(),
            folded: text::words(words).map(|word| word.folded()).collect(),
            keys,
        }
    }

    /// Says which words it has: the folded ones follow from the written ones.
    fn digest(&self) -> [u8; 32] {
        sha256(format!("{}\n{}", self.written.join(" "), self.keys.join(" ")).as_bytes())
    }

    /// What the comparison of record and index goes by.
    fn fingerprint(&self) -> Fingerprint {
        (self.span.0, self.span.1, self.digest().to_vec())
    }
}

/// First byte, byte behind the last, digest.
type Fingerprint = (i64, i64, Vec<u8>);

/// The passages of a record: what it says itself, then its text in order.
async fn passages(from: &mut impl Reader, searched: &Searched) -> Result<Vec<Passage>> {
    let own = Passage::of(&searched.words, (0, searched.words.len()), searched.keys.clone());
    let mut passages = vec![Passage { span: (0, 0), ..own }];
    if let Some(text) = searched.text
        && let Some(row) = from.row(Query::new(TEXT).bind(text)).await?
    {
        let bytes: Vec<u8> = row.get(0)?;
        let text = String::from_utf8_lossy(&bytes);
        passages.extend(
            stretches(&text)
                .into_iter()
                .map(|span| Passage::of(&text, span, Vec::new())),
        );
    }
    Ok(passages)
}

const TEXT: &str = "SELECT c.bytes FROM files f JOIN contents c ON c.sha256 = f.sha256 WHERE f.id = $1";

/// Where a text is cut into passages: at ends of lines, once there are words enough.
fn stretches(text: &str) -> Vec<(usize, usize)> {
    let mut stretches = Vec::new();
    let (mut start, mut count, mut at) = (0, 0, 0);
    for line in text.split_inclusive('\n') {
        for word in text::words(line) {
            if count == LONGEST {
                let cut = at + word.span.start;
                stretches.push((start, cut));
                (start, count) = (cut, 0);
            }
            count += 1;
        }
        at += line.len();
        if count >= PASSAGE {
            stretches.push((start, at));
            (start, count) = (at, 0);
        }
    }
    if count > 0 {
        stretches.push((start, at));
    }
    stretches
}

/// Writes what a record is found by, where that is not what was written before.
pub(crate) async fn write<R: Stored>(connection: &mut Connection, record: &R) -> Result<()> {
    let Some(searched) = record.searched() else {
        return Ok(());
    };
    let within = searched.within;
    let before = if record.version() > 1 {
        stored(&mut *connection, record.id()).await?
    } else {
        Vec::new()
    };
    let passages = passages(&mut &mut *connection, &searched).await?;
    let is_same = before.len() == passages.len()
        && before
            .iter()
            .zip(&passages)
            .all(|(before, now)| before.1 == now.fingerprint());
    if is_same && !before.is_empty() {
        return Ok(());
    }
    for (id, _) in &before {
        remove(connection, within, *id).await?;
    }
    let first = match (searched.number, before.last()) {
        (Some(number), _) => number,
        // A record stays where it was among the others, unless it has become longer.
        (None, Some((id, _))) if before.len() >= passages.len() => *id,
        (None, _) => next_id(&mut *connection, within).await?,
    };
    // The record's own words have the highest number: what is newest is shown first, and of one record they are.
    for (id, passage) in (first..).zip(passages.iter().rev()) {
        add(connection, within, record.id(), id, passage).await?;
    }
    Ok(())
}

// Nothing is asked of the kind, which the identifier has decided: for it SQLite would go through all passages of that kind.
const STORED: &str =
    "SELECT id, first_byte, last_byte, digest FROM search_passages WHERE subject = $1 ORDER BY id DESC";

/// The passages of a record as they are stored, its own words first.
async fn stored(mut from: impl Reader, subject: Uuid) -> Result<Vec<(i64, Fingerprint)>> {
    let rows = from.rows(Query::new(STORED).bind(subject)).await?;
    let passage = |row: &Row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?)));
    rows.iter().map(passage).collect()
}

const NEXT: &str = "SELECT COALESCE(MAX(id), 0) + 1 FROM search_passages WHERE kind = $1";

async fn next_id(mut from: impl Reader, within: Within) -> Result<i64> {
    let row = from.row(Query::new(NEXT).bind(within.word())).await?;
    row.map_or(Ok(1), |row| row.get(0))
}

const REMOVE: &str = "DELETE FROM search_passages WHERE kind = $1 AND id = $2";

async fn remove(mut connection: &mut Connection, within: Within, id: i64) -> Result<()> {
    connection
        .execute(Query::new(REMOVE).bind(within.word()).bind(id))
        .await?;
    let words = format!("DELETE FROM {} WHERE rowid = $1", within.table());
    connection
        .execute(Query::put_together(words).bind(id))
        .await
        .map(|_| ())
}

const ADD: &str = "INSERT INTO search_passages (kind, id, subject, first_byte, last_byte, digest)
    VALUES ($1, $2, $3, $4, $5, $6)";

async fn add(mut connection: &mut Connection, within: Within, subject: Uuid, id: i64, passage: &Passage) -> Result<()> {
    let query = Query::new(ADD)
        .bind(within.word())
        .bind(id)
        .bind(subject)
        .bind(passage.span.0)
        .bind(passage.span.1)
        .bind(passage.digest());
    connection.execute(query).await?;
    let engine = connection.engine();
    let values = match engine {
        Engine::Sqlite => "$1, $2, $3, $4",
        Engine::Postgres => "$1, CAST($2 AS tsvector), CAST($3 AS tsvector), CAST($4 AS tsvector)",
    };
    let words = format!(
        "INSERT INTO {} (rowid, written, folded, keys) VALUES ({values})",
        within.table()
    );
    let query = Query::put_together(words)
        .bind(id)
        .bind(listed(engine, &passage.written))
        .bind(listed(engine, &passage.folded))
        .bind(listed(engine, &passage.keys));
    connection.execute(query).await.map(|_| ())
}

/// Words in their order, as a database takes them.
fn listed(engine: Engine, words: &[String]) -> String {
    match engine {
        Engine::Sqlite => words.join(" "),
        Engine::Postgres => {
            let places = (1..).map(|place: usize| place.min(LAST_PLACE));
            let words = words.iter().zip(places);
            let words = words.map(|(word, place)| format!("{}:{place}", quoted(word, '\'')));
            words.collect::<Vec<_>>().join(" ")
        }
    }
}

/// Forgets everything.
pub(crate) async fn clear(mut connection: &mut Connection) -> Result<()> {
    for within in Within::ALL {
        let table = within.table();
        let text = match connection.engine() {
            // A table without contents is emptied by a command.
            Engine::Sqlite => format!("INSERT INTO {table} ({table}) VALUES ('delete-all')"),
            Engine::Postgres => format!("DELETE FROM {table}"),
        };
        connection.execute(Query::put_together(text)).await?;
    }
    connection
        .execute(Query::new("DELETE FROM search_passages"))
        .await
        .map(|_| ())
}

/// The records of a kind whose passages are not those that follow from them, within some identifiers, those included that
/// do not exist.
pub(crate) async fn check<R: Stored>(
    from: &mut impl Reader,
    records: &BTreeMap<Uuid, R>,
    (after, until): (Uuid, Uuid),
) -> Result<Vec<Uuid>> {
    let Some(within) = R::WITHIN else { return Ok(Vec::new()) };
    let query = Query::new(BETWEEN).bind(after).bind(until);
    let mut stored: BTreeMap<Uuid, Vec<Fingerprint>> = BTreeMap::new();
    from.each(query, |row| {
        if row.get::<String>(4)? == within.word() {
            let fingerprint = (row.get(1)?, row.get(2)?, row.get(3)?);
            stored.entry(row.get(0)?).or_default().push(fingerprint);
        }
        Ok(())
    })
    .await?;
    let mut differ = Vec::new();
    for (id, record) in records {
        let Some(searched) = record.searched() else { continue };
        let expected = passages(from, &searched).await?;
        let expected: Vec<Fingerprint> = expected.iter().map(Passage::fingerprint).collect();
        if stored.remove(id).unwrap_or_default() != expected {
            differ.push(*id);
        }
    }
    differ.extend(stored.into_keys());
    Ok(differ)
}

const BETWEEN: &str = "SELECT subject, first_byte, last_byte, digest, kind FROM search_passages
    WHERE subject > $1 AND subject <= $2 ORDER BY subject, id DESC";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_lines_and_nothing_is_lost() {
        let line = "mười từ một hai ba bốn năm sáu bảy tám\n";
        let text = format!("{}{}", line.repeat(20), "dài ".repeat(600));
        let stretches = stretches(&text);
        assert_eq!(stretches[0], (0, line.len() * 8));
        assert!(stretches.windows(2).all(|pair| pair[0].1 == pair[1].0), "{stretches:?}");
        let cut: usize = stretches.iter().map(|at| text::words(&text[at.0..at.1]).count()).sum();
        assert_eq!(cut, text::words(&text).count());
        let longest = stretches.iter().map(|at| text::words(&text[at.0..at.1]).count()).max();
        assert!(longest <= Some(LONGEST + PASSAGE));
        assert_eq!(super::stretches(" \n"), []);
    }

    /// What one change costs does not grow with the register.
    #[tokio::test]
    async fn passages_of_a_record_are_found_by_its_identifier() {
        let db = crate::Db::in_memory().await.unwrap();
        let (one, two) = (Uuid::nil(), Uuid::max());
        for query in [Query::new(STORED).bind(one), Query::new(BETWEEN).bind(one).bind(two)] {
            let rows = (&mut &db).rows(query.explained()).await.unwrap();
            let plan: Vec<String> = rows.iter().map(|row| row.get(3).unwrap()).collect();
            assert!(plan[0].contains("search_passages_subject (subject"), "{plan:?}");
        }
    }

    #[test]
    fn words_come_with_their_places() {
        let words = ["dak".to_owned(), "d'a".to_owned()];
        assert_eq!(listed(Engine::Postgres, &words), "'dak':1 'd''a':2");
        assert_eq!(listed(Engine::Sqlite, &words), "dak d'a");
    }
}
