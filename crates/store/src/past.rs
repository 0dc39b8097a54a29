//! What lists of a past moment are narrowed and ordered by: the columns of a record's table, once for each time through
//! which they held. The images stand in the journal; a page reads those that it shows.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::db::{Connection, Reader, Writer as _};
use crate::error::Result;
use crate::stored::{Stored, read_image};
use crate::table::Table;
use crate::value::{Query, Row, Value};

/// Until when something holds that still holds.
const STILL: i64 = i64::MAX;
/// The columns of both tables before those of the record.
const OWN: usize = 3;

/// The tables that keep what the columns of a kind of record said.
#[derive(Debug)]
pub struct Past {
    /// Identifier, since, until, and the columns of the record's table.
    pub(crate) rows: &'static Table,
    /// Identifier, since, until, and the first columns of its first part: what lists of the past do not ask for comes last.
    pub(crate) parts: &'static Table,
}

/// What the columns of a record say.
#[derive(Debug, PartialEq)]
struct Said {
    row: Vec<Value>,
    parts: Rows,
}

impl Said {
    fn by<R: Stored>(record: &R, past: &Past) -> Self {
        let mut parts = record.parts().into_iter().next().unwrap_or_default();
        for part in &mut parts {
            part.truncate(past.parts.columns.len() - OWN);
        }
        parts.sort();
        Self {
            row: record.project(),
            parts,
        }
    }
}

/// Writes what a record says from a moment on, where that is not what it said before.
pub(crate) async fn write<R: Stored>(connection: &mut Connection, record: &R, at: i64) -> Result<()> {
    let Some(past) = R::PAST else { return Ok(()) };
    let now = Said::by(record, past);
    if record.version() > 1
        && let Some((since, before)) = last(&mut *connection, past, record.id()).await?
    {
        if before == now {
            return Ok(());
        }
        // What did not hold for a moment is not asked for.
        let is_replaced = since == at;
        end(connection, past, record.id(), since, at, is_replaced).await?;
    }
    add(connection, past, record.id(), (at, STILL), &now).await
}

async fn last(mut from: impl Reader, past: &Past, id: Uuid) -> Result<Option<(i64, Said)>> {
    let key = past.rows.columns[0].name;
    let text = format!("{} WHERE {key} = $1 AND until = $2", past.rows.select());
    let Some(row) = from.row(Query::put_together(text).bind(id).bind(STILL)).await? else {
        return Ok(None);
    };
    let since: i64 = row.get(1)?;
    let text = format!("{} WHERE {key} = $1 AND since = $2", past.parts.select());
    let rows = from.rows(Query::put_together(text).bind(id).bind(since)).await?;
    let mut parts = rows
        .iter()
        .map(|row| said_in(row, past.parts))
        .collect::<Result<Vec<_>>>()?;
    parts.sort();
    let row = said_in(&row, past.rows)?;
    Ok(Some((since, Said { row, parts })))
}

fn said_in(row: &Row, table: &Table) -> Result<Vec<Value>> {
    let columns = table.columns.iter().enumerate().skip(OWN);
    columns.map(|(n, column)| row.value(n, column.holds)).collect()
}

async fn end(
    mut connection: &mut Connection,
    past: &Past,
    id: Uuid,
    since: i64,
    at: i64,
    is_replaced: bool,
) -> Result<()> {
    let key = past.rows.columns[0].name;
    for table in [past.rows, past.parts] {
        let query = if is_replaced {
            Query::put_together(format!("DELETE FROM {} WHERE {key} = $1 AND since = $2", table.name))
                .bind(id)
                .bind(since)
        } else {
            let text = format!("UPDATE {} SET until = $1 WHERE {key} = $2 AND since = $3", table.name);
            Query::put_together(text).bind(at).bind(id).bind(since)
        };
        connection.execute(query).await?;
    }
    Ok(())
}

async fn add(
    mut connection: &mut Connection,
    past: &Past,
    id: Uuid,
    (since, until): (i64, i64),
    said: &Said,
) -> Result<()> {
    let own = |table: &Table| Query::put_together(table.insert()).bind(id).bind(since).bind(until);
    connection
        .execute(own(past.rows).bind_all(said.row.iter().cloned()))
        .await?;
    for part in &said.parts {
        connection
            .execute(own(past.parts).bind_all(part.iter().cloned()))
            .await?;
    }
    Ok(())
}

/// Forgets everything.
pub(crate) async fn clear(mut connection: &mut Connection) -> Result<()> {
    let past = <domain::Task as Stored>::PAST;
    for table in past.iter().flat_map(|past| [past.rows, past.parts]) {
        connection
            .execute(Query::put_together(format!("DELETE FROM {}", table.name)))
            .await?;
    }
    Ok(())
}

/// Makes the rows of some records anew: those behind the first identifier up to the second.
pub(crate) async fn rebuild<R: Stored>(connection: &mut Connection, between: (Uuid, Uuid)) -> Result<()> {
    let Some(past) = R::PAST else { return Ok(()) };
    for (id, times) in expected::<R>(&mut &mut *connection, past, between).await? {
        for (since, until, said) in times {
            add(connection, past, id, (since, until), &said).await?;
        }
    }
    Ok(())
}

/// The rows of a part.
type Rows = Vec<Vec<Value>>;
/// Since, until, and what was said through that time.
type Time = (i64, i64, Said);

const IMAGES: &str = "SELECT subject, at, after FROM journal
    WHERE kind = $1 AND subject > $2 AND subject <= $3 ORDER BY subject, version";

/// What follows from the journal. An image that cannot be read is told by the proof itself, and says nothing here.
async fn expected<R: Stored>(
    from: &mut impl Reader,
    past: &Past,
    (after, until): (Uuid, Uuid),
) -> Result<BTreeMap<Uuid, Vec<Time>>> {
    let query = Query::new(IMAGES).bind(R::KIND.word()).bind(after).bind(until);
    let mut expected: BTreeMap<Uuid, Vec<Time>> = BTreeMap::new();
    from.each(query, |row| {
        let at: i64 = row.get(1)?;
        if let Ok(record) = read_image::<R>(&row.get::<String>(2)?) {
            say(expected.entry(row.get(0)?).or_default(), at, Said::by(&record, past));
        }
        Ok(())
    })
    .await?;
    Ok(expected)
}

/// Adds what is said from a moment on, as [`write()`] does.
fn say(times: &mut Vec<Time>, at: i64, now: Said) {
    if let Some((since, until, before)) = times.last_mut() {
        if *before == now {
            return;
        }
        *until = at;
        if *since == at {
            times.pop();
        }
    }
    times.push((at, STILL, now));
}

/// The records of which the rows are not what follows from the journal.
pub(crate) async fn check<R: Stored>(from: &mut impl Reader, between: (Uuid, Uuid)) -> Result<Vec<Uuid>> {
    let Some(past) = R::PAST else { return Ok(Vec::new()) };
    let mut stored = stored(from, past, between).await?;
    let mut differ = Vec::new();
    for (id, times) in expected::<R>(from, past, between).await? {
        if stored.remove(&id).unwrap_or_default() != times {
            differ.push(id);
        }
    }
    differ.extend(stored.into_keys());
    Ok(differ)
}

async fn stored(
    from: &mut impl Reader,
    past: &Past,
    (after, until): (Uuid, Uuid),
) -> Result<BTreeMap<Uuid, Vec<Time>>> {
    let key = past.rows.columns[0].name;
    let between = |table: &Table| {
        let text = format!(
            "{} WHERE {key} > $1 AND {key} <= $2 ORDER BY {key}, since",
            table.select()
        );
        Query::put_together(text).bind(after).bind(until)
    };
    let mut times: BTreeMap<(Uuid, i64), (Option<Time>, Rows)> = BTreeMap::new();
    for row in from.rows(between(past.rows)).await? {
        let said = Said {
            row: said_in(&row, past.rows)?,
            parts: Vec::new(),
        };
        let since = row.get(1)?;
        times.insert((row.get(0)?, since), (Some((since, row.get(2)?, said)), Vec::new()));
    }
    for row in from.rows(between(past.parts)).await? {
        let time = times.entry((row.get(0)?, row.get(1)?)).or_default();
        // A part that holds for another time than its row is one that nobody expects.
        if time.0.as_ref().map(|row| row.1) != Some(row.get(2)?) {
            time.1.push(Vec::new());
        }
        time.1.push(said_in(&row, past.parts)?);
    }
    let mut stored: BTreeMap<Uuid, Vec<Time>> = BTreeMap::new();
    for ((id, since), (row, mut parts)) in times {
        parts.sort();
        let (since, until, said) = row.unwrap_or((
            since,
            since,
            Said {
                row: Vec::new(),
                parts: Vec::new(),
            },
        ));
        stored
            .entry(id)
            .or_default()
            .push((since, until, Said { row: said.row, parts }));
    }
    Ok(stored)
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_hold_for_a_moment_is_left_out() {
        let said = |n: i64| Said {
            row: vec![n.into()],
            parts: Vec::new(),
        };
        let mut times = Vec::new();
        for (at, n) in [(1, 7), (2, 7), (3, 8), (3, 9), (5, 7)] {
            say(&mut times, at, said(n));
        }
        assert_eq!(times, [(1, 3, said(7)), (3, 5, said(9)), (5, STILL, said(7))]);
    }
}
