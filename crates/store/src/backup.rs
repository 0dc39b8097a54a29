//! Backup: one file that holds one moment of the database, whatever kind it is; and restoring it into either kind.
//!
//! The file is a database of SQLite for both kinds, written from a single look at the source, and can be opened and proved
//! by itself. Restoring is one transaction: it is there completely or not at all.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::db::{Connection, Db, Reader as _, Snapshot, Tx, Writer as _};
use crate::derived;
use crate::error::{Error, Result};
use crate::files::CONTENTS;
use crate::journal::JOURNAL_HEAD;
use crate::schema::tables;
use crate::stored::push_list;
use crate::table::Table;
use crate::value::{Query, Row, Value};

/// How many rows are copied at once.
const ROWS: usize = 100;

/// Writes a backup while the database is in use. Only its owner can read the file: it holds everything.
///
/// # Errors
/// [`Error::Exists`] when there is such a file already. Nothing is left behind when it fails.
pub async fn backup(db: &Db, path: &Path) -> Result<()> {
    if path.exists() {
        return Err(Error::Exists(path.display().to_string()));
    }
    let part = path.with_added_extension("part");
    // What an earlier backup left that was cut off.
    let _ = fs::remove_file(&part);
    let part = Temporary::new(part)?;
    if !db.copy_file_to(&part.0).await? {
        let copy = Db::new_backup(&part.0).await?;
        let copied = copy_everything(db, &copy).await;
        copy.close().await;
        copied?;
    }
    File::open(&part.0)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(&part.0, path))
        .and_then(|()| sync_folder(path))
        .map_err(|error| at_path(path, error))
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all())
}

/// Restores a backup into an empty database of either kind. The backup may be of an earlier version of the program.
///
/// # Errors
/// [`Error::NotEmpty`], [`Error::Newer`], and [`Error::Corrupt`] when the file is no backup. The database is then as it was.
pub async fn restore(path: &Path, db: &Db) -> Result<()> {
    // A copy, because an earlier version's tables have to be brought up to date first, and the backup is not touched.
    let name = format!("dondoc-restore-{}", Uuid::now_v7());
    let copy = Temporary::new(std::env::temp_dir().join(name))?;
    fs::copy(path, &copy.0).map_err(|error| at_path(path, error))?;
    let backup = Db::open_backup(&copy.0).await?;
    let restored = copy_everything(&backup, db).await;
    backup.close().await;
    restored
}

async fn copy_everything(from: &Db, to: &Db) -> Result<()> {
    let mut snapshot = from.snapshot().await?;
    let mut tx = to.begin().await?;
    refuse_unless_empty(&mut tx).await?;
    for table in tables() {
        copy(&mut snapshot, &mut tx.connection, table).await?;
    }
    derived::rebuild(&mut tx.connection).await?;
    // The head was copied like any other row.
    tx.connection.commit().await
}

async fn refuse_unless_empty(tx: &mut Tx) -> Result<()> {
    if tx.head.seq != 0 {
        return Err(Error::NotEmpty);
    }
    for table in tables().into_iter().filter(|table| **table != JOURNAL_HEAD) {
        let query = Query::put_together(format!("SELECT 1 FROM {} LIMIT 1", table.name));
        if (&mut *tx).row(query).await?.is_some() {
            return Err(Error::NotEmpty);
        }
    }
    let query = Query::new("DELETE FROM journal_head");
    (&mut *tx).execute(query).await.map(|_| ())
}

async fn copy(mut from: &mut Snapshot, mut to: &mut Connection, table: &Table) -> Result<()> {
    // A content can be large, so there is one of them in memory at a time.
    let at_once = if *table == CONTENTS { 1 } else { ROWS };
    let mut after: Option<Vec<Value>> = None;
    loop {
        let rows = from.rows(next_rows(table, after.as_deref(), at_once)).await?;
        let rows = rows
            .iter()
            .map(|row| values_of(row, table))
            .collect::<Result<Vec<_>>>()?;
        let full = rows.len() == at_once;
        after = rows.last().map(|row| row.iter().take(table.key).cloned().collect());
        if !rows.is_empty() {
            to.execute(insert_rows(table, rows)).await?;
        }
        if !full {
            return Ok(());
        }
    }
}

fn next_rows(table: &Table, after: Option<&[Value]>, at_once: usize) -> Query {
    let keys: Vec<&str> = table.columns.iter().take(table.key).map(|column| column.name).collect();
    let keys = keys.join(", ");
    let mut query = Query::put_together(table.select());
    if let Some(after) = after {
        query.push(&format!(" WHERE ({keys}) > ("));
        push_list(&mut query, after.iter().cloned());
        query.push(")");
    }
    query.push(&format!(" ORDER BY {keys} LIMIT {at_once}"));
    query
}

fn values_of(row: &Row, table: &Table) -> Result<Vec<Value>> {
    let columns = table.columns.iter().enumerate();
    columns.map(|(n, column)| row.value(n, column.holds)).collect()
}

fn insert_rows(table: &Table, rows: Vec<Vec<Value>>) -> Query {
    let mut query = Query::put_together(format!("INSERT INTO {} ({}) VALUES ", table.name, table.column_list()));
    for (n, row) in rows.into_iter().enumerate() {
        query.push(if n == 0 { "(" } else { ", (" });
        push_list(&mut query, row);
        query.push(")");
    }
    query
}

/// A file that only its owner can read, and that is gone when it is dropped, unless it got another name.
struct Temporary(PathBuf);

impl Temporary {
    fn new(path: PathBuf) -> Result<Self> {
        create_private(&path).map_err(|error| at_path(&path, error))?;
        Ok(Self(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // Left behind when it cannot be removed: it is named as what it is, and the next backup writes it anew.
        let _ = fs::remove_file(&self.0);
    }
}

/// An empty file that only its owner can read and write.
pub(crate) fn create_private(path: &Path) -> io::Result<()> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map(|_| ())
}

fn at_path(path: &Path, error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::StorageFull {
        return Error::Full;
    }
    Error::File {
        path: path.display().to_string(),
        error,
    }
}
