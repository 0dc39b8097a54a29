//! Records in their tables: a row holds the record's image and the columns that lists and filters need. The only way to
//! write one is [`Tx::insert`] and [`Tx::update`], and both write the journal line in the same transaction.

use domain::Record;
use domain::journal::Kind;
use serde::Serialize;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::db::{Connection, Reader, Tx, Writer as _};
use crate::error::{Error, Result};
use crate::journal::{self, Act, Line};
use crate::past::{self, Past};
use crate::search;
use crate::table::{Column, Table, id, int, text};
use crate::value::{Query, Row, Value};

/// The columns that the table of every kind of record begins with.
pub(crate) const ID: Column = id("id");
pub(crate) const VERSION: Column = int("version");
pub(crate) const BODY: Column = text("body");
/// How many they are.
pub(crate) const OWN_COLUMNS: usize = 3;

/// A record that has a table. No other crate can name what is needed to add one.
pub trait Stored: Record {
    /// The table; its first columns are `id`, `version` and `body`.
    #[doc(hidden)]
    const TABLE: &'static Table;
    /// Tables with rows that belong to a record; the first column is the record's id.
    #[doc(hidden)]
    const PARTS: &'static [&'static Table] = &[];
    /// The values of the columns after `body`: nothing but the record decides them.
    #[doc(hidden)]
    fn project(&self) -> Vec<Value>;
    /// The rows of each table of [`Self::PARTS`], without the first column.
    #[doc(hidden)]
    fn parts(&self) -> Vec<Vec<Vec<Value>>> {
        Vec::new()
    }
    /// Where what lists of a past moment go by is kept; none for records without such lists.
    #[doc(hidden)]
    const PAST: Option<&'static Past> = None;
    /// Among what it is found; none for records that are not looked for.
    #[doc(hidden)]
    const WITHIN: Option<search::Within> = None;
    /// What it is found by.
    #[doc(hidden)]
    fn searched(&self) -> Option<search::Searched> {
        None
    }
}

impl Tx {
    /// Writes a new record and its journal line.
    ///
    /// # Errors
    /// [`Error::Duplicate`] when something that may exist once exists already, and [`Error::Conflict`] when the record is
    /// not new.
    pub async fn insert<R: Stored>(&mut self, act: &Act<'_>, record: &R) -> Result<()> {
        if record.version() != 1 {
            return Err(conflict::<R>(record.id(), 0, record.version()));
        }
        let image = image_of(record)?;
        let row = Query::put_together(R::TABLE.insert()).bind_all(row_of(record, &image));
        (&mut *self).execute(row).await?;
        write_parts(&mut self.connection, record).await?;
        search::write(&mut self.connection, record).await?;
        self.append(act, line_of::<R>(record), &image).await?;
        past::write(&mut self.connection, record, self.head.at).await
    }

    /// Writes a changed record and its journal line. The record has its next version afterwards.
    ///
    /// # Errors
    /// [`Error::Conflict`] when somebody else changed it since it was read, and [`Error::NotFound`].
    pub async fn update<R: Stored>(&mut self, act: &Act<'_>, record: &mut R) -> Result<()> {
        let before = record.version();
        record.set_version(before + 1);
        let written = self.write_changed(act, record, before).await;
        if written.is_err() {
            record.set_version(before);
        }
        written
    }

    async fn write_changed<R: Stored>(&mut self, act: &Act<'_>, record: &R, before: i64) -> Result<()> {
        let image = image_of(record)?;
        let expected = R::TABLE.columns.len() + 1;
        let text = format!("{} AND version = ${expected}", R::TABLE.update());
        let row = Query::put_together(text).bind_all(row_of(record, &image)).bind(before);
        if (&mut *self).execute(row).await? == 0 {
            return Err(self.why_not_written::<R>(record.id(), before).await?);
        }
        if !has_parts(&mut self.connection, record).await? {
            delete_parts::<R>(&mut self.connection, record.id()).await?;
            write_parts(&mut self.connection, record).await?;
        }
        search::write(&mut self.connection, record).await?;
        self.append(act, line_of::<R>(record), &image).await?;
        past::write(&mut self.connection, record, self.head.at).await
    }

    async fn why_not_written<R: Stored>(&mut self, id: Uuid, expected: i64) -> Result<Error> {
        let text = format!("SELECT version FROM {} WHERE id = $1", R::TABLE.name);
        let row = (&mut *self).row(Query::put_together(text).bind(id)).await?;
        Ok(match row {
            Some(row) => conflict::<R>(id, expected, row.get(0)?),
            None => Error::NotFound { kind: R::KIND, id },
        })
    }
}

fn conflict<R: Stored>(id: Uuid, expected: i64, found: i64) -> Error {
    Error::Conflict {
        kind: R::KIND,
        id,
        expected,
        found,
    }
}

fn line_of<R: Stored>(record: &R) -> Line {
    Line {
        kind: R::KIND,
        subject: record.id(),
        version: record.version(),
    }
}

fn row_of<R: Stored>(record: &R, image: &str) -> Vec<Value> {
    let mut row: Vec<Value> = vec![record.id().into(), record.version().into(), image.into()];
    row.extend(record.project());
    row
}

async fn write_parts<R: Stored>(connection: &mut Connection, record: &R) -> Result<()> {
    for (table, rows) in R::PARTS.iter().zip(record.parts()) {
        for row in rows {
            let query = Query::put_together(table.insert()).bind(record.id()).bind_all(row);
            (&mut *connection).execute(query).await?;
        }
    }
    Ok(())
}

/// Whether the rows that belong to a record say what it says: most changes leave them as they are.
async fn has_parts<R: Stored>(connection: &mut Connection, record: &R) -> Result<bool> {
    for (table, mut expected) in R::PARTS.iter().zip(record.parts()) {
        let text = format!("{} WHERE {} = $1", table.select(), table.columns[0].name);
        let rows = (&mut *connection)
            .rows(Query::put_together(text).bind(record.id()))
            .await?;
        let mut stored = rows.iter().map(|row| part_in(row, table)).collect::<Result<Vec<_>>>()?;
        stored.sort();
        expected.sort();
        if stored != expected {
            return Ok(false);
        }
    }
    Ok(true)
}

fn part_in(row: &Row, table: &Table) -> Result<Vec<Value>> {
    let columns = table.columns.iter().enumerate().skip(1);
    columns.map(|(n, column)| row.value(n, column.holds)).collect()
}

/// Writes rows of a part of a record that is there already.
pub(crate) async fn write_part_rows(tx: &mut Tx, table: &Table, id: Uuid, rows: Vec<Vec<Value>>) -> Result<()> {
    for row in rows {
        let query = Query::put_together(table.insert()).bind(id).bind_all(row);
        (&mut *tx).execute(query).await?;
    }
    Ok(())
}

async fn delete_parts<R: Stored>(connection: &mut Connection, id: Uuid) -> Result<()> {
    for table in R::PARTS {
        let text = format!("DELETE FROM {} WHERE {} = $1", table.name, table.columns[0].name);
        (&mut *connection).execute(Query::put_together(text).bind(id)).await?;
    }
    Ok(())
}

/// Writes the rows that belong to a record again, as they follow from its image.
pub(crate) async fn write_parts_again<R: Stored>(tx: &mut Tx, record: &R) -> Result<()> {
    delete_parts::<R>(&mut tx.connection, record.id()).await?;
    write_parts(&mut tx.connection, record).await
}

/// A record, or none.
///
/// # Errors
/// When the database cannot be read.
pub async fn find<R: Stored>(mut from: impl Reader, id: impl Into<Uuid> + Send) -> Result<Option<R>> {
    let id = id.into();
    let text = format!("SELECT body FROM {} WHERE id = $1", R::TABLE.name);
    let row = from.row(Query::put_together(text).bind(id)).await?;
    row.map(|row| record_in(&row, 0)).transpose()
}

/// A record.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn load<R: Stored>(from: impl Reader, id: impl Into<Uuid> + Send) -> Result<R> {
    let id = id.into();
    find(from, id).await?.ok_or(Error::NotFound { kind: R::KIND, id })
}

/// The records of some identifiers, in no order; those that do not exist are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn load_some<R: Stored>(mut from: impl Reader, ids: &[Uuid]) -> Result<Vec<R>> {
    // SQLite and PostgreSQL both take far more placeholders than this; a page never asks for as many.
    const AT_ONCE: usize = 500;
    let mut records = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let mut query = Query::put_together(format!("SELECT body FROM {} WHERE id IN (", R::TABLE.name));
        push_list(&mut query, some.iter().copied());
        query.push(")");
        records.append(&mut select(&mut from, query).await?);
    }
    Ok(records)
}

/// Adds `$1, $2, …`.
pub(crate) fn push_list<T: Into<Value>>(query: &mut Query, values: impl IntoIterator<Item = T>) {
    for (n, value) in values.into_iter().enumerate() {
        if n > 0 {
            query.push(", ");
        }
        query.push_value(value);
    }
}

/// The records whose bodies a query selects.
pub(crate) async fn select<R: Stored>(from: &mut impl Reader, query: Query) -> Result<Vec<R>> {
    let mut records = Vec::new();
    from.each(query, |row| {
        records.push(record_in(&row, 0)?);
        Ok(())
    })
    .await?;
    Ok(records)
}

/// The record whose image stands in a column.
pub(crate) fn record_in<R: Stored>(row: &Row, column: usize) -> Result<R> {
    read_image(&row.get::<String>(column)?)
}

/// The record of an image.
pub(crate) fn read_image<R: Stored>(image: &str) -> Result<R> {
    serde_json::from_str(image).map_err(|_| unreadable(R::KIND))
}

fn unreadable(kind: Kind) -> Error {
    Error::Corrupt(format!("a {kind} cannot be read"))
}

/// The image of a record: JSON without spaces, keys in order, so that equal records have equal images.
pub(crate) fn image_of<R: Stored>(record: &R) -> Result<String> {
    canonical(record).map_err(|_| unreadable(R::KIND))
}

fn canonical(value: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string(&in_order(serde_json::to_value(value)?))
}

/// Another crate of the program may ask serde_json to keep the order of fields: it is set here, not hoped for.
fn in_order(value: Json) -> Json {
    match value {
        Json::Object(fields) => {
            let mut fields: Vec<(String, Json)> = fields.into_iter().collect();
            fields.sort_by(|a, b| a.0.cmp(&b.0));
            Json::Object(fields.into_iter().map(|(key, value)| (key, in_order(value))).collect())
        }
        Json::Array(items) => Json::Array(items.into_iter().map(in_order).collect()),
        other => other,
    }
}

/// The digest of an image.
pub(crate) fn digest_of(image: &str) -> [u8; 32] {
    journal::sha256(image.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_has_its_keys_in_order() {
        #[derive(Serialize)]
        struct Inner {
            b: u8,
            a: Option<u8>,
        }
        #[derive(Serialize)]
        struct Outer {
            z: Vec<Inner>,
            a: &'static str,
        }
        let outer = Outer {
            z: vec![Inner { b: 1, a: None }],
            a: "Đắk Hà",
        };
        assert_eq!(canonical(&outer).unwrap(), r#"{"a":"Đắk Hà","z":[{"a":null,"b":1}]}"#);
    }
}
