//! What follows from records and journal and is kept so that questions cost what they answer: the words by which records
//! are found ([`crate::search`]), and what lists of a past moment are narrowed by ([`crate::past`]).
//!
//! It is written in the transaction that writes the record, proved with it, not part of a backup, and made anew where
//! the program derives it differently than the program that wrote it.

use domain::{Directive, Report, Task};
use uuid::Uuid;

use crate::db::{Connection, Db, Reader as _, Writer as _};
use crate::error::Result;
use crate::stored::{Stored, record_in};
use crate::value::Query;
use crate::{past, search};

/// Changes whenever anything would be derived differently.
const VERSION: i64 = 1;

const STATE: &str = "SELECT version FROM derived_state WHERE id = 1";
const SET_STATE: &str = "UPDATE derived_state SET version = $1 WHERE id = 1";

/// Makes anew what another version of the program derived, or none did.
pub(crate) async fn renew(db: &Db) -> Result<()> {
    let mut reader = db;
    let row = reader.row(Query::new(STATE)).await?;
    if row.map_or(Ok(0), |row| row.get::<i64>(0))? == VERSION {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    rebuild(&mut tx.connection).await?;
    tx.commit().await
}

/// Makes everything anew.
pub(crate) async fn rebuild(mut connection: &mut Connection) -> Result<()> {
    search::clear(connection).await?;
    past::clear(connection).await?;
    every::<Directive>(connection).await?;
    every::<Task>(connection).await?;
    every::<Report>(connection).await?;
    connection
        .execute(Query::new(SET_STATE).bind(VERSION))
        .await
        .map(|_| ())
}

async fn every<R: Stored>(connection: &mut Connection) -> Result<()> {
    const AT_ONCE: usize = 200;
    let mut after = Uuid::nil();
    loop {
        let text = format!(
            "SELECT body FROM {} WHERE id > $1 ORDER BY id LIMIT {AT_ONCE}",
            R::TABLE.name
        );
        let rows = (&mut *connection).rows(Query::put_together(text).bind(after)).await?;
        let before = after;
        for row in &rows {
            let mut record: R = record_in(row, 0)?;
            after = record.id();
            // Nothing was written before.
            record.set_version(1);
            search::write(connection, &record).await?;
        }
        past::rebuild::<R>(connection, (before, after)).await?;
        if rows.len() < AT_ONCE {
            return Ok(());
        }
    }
}
