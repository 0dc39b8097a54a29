//! What whoever runs the machine does with the whole of the data: open it, prove it, back it up, restore it. No right is
//! asked for: who can read the data directory holds all of it anyway.

use std::path::Path;

use store::Db;
pub use store::{Fault, Proof};

use crate::error::Result;
use crate::office::Office;

/// Name of the database in the data directory.
pub const FILE: &str = "dondoc.sqlite";

/// Where the data is.
#[derive(Debug, Clone, Copy)]
pub enum Place<'p> {
    /// In a data directory.
    Directory(&'p Path),
    /// On a PostgreSQL server: `postgres://…`.
    Postgres(&'p str),
    /// Nowhere: gone with the program. For tests.
    Memory,
}

/// Opens the data, makes it when there is none, and brings its tables up to date.
///
/// # Errors
/// When it cannot be opened, or a later version of the program wrote it.
pub async fn open(place: Place<'_>) -> Result<Office> {
    let db = match place {
        Place::Directory(directory) => Db::open_sqlite(directory.join(FILE)).await?,
        Place::Postgres(url) => Db::open_postgres(url).await?,
        Place::Memory => Db::in_memory().await?,
    };
    Ok(Office::new(db))
}

/// Proves that the journal's chain is whole and that the tables agree with it.
///
/// # Errors
/// When the data cannot be read; faults are part of the proof.
pub async fn verify(office: &Office) -> Result<Proof> {
    Ok(store::verify(&office.db).await?)
}

/// Writes everything to one file while the program runs: a consistent picture of one moment.
///
/// # Errors
/// When there is such a file already, or no room.
pub async fn backup(office: &Office, to: &Path) -> Result<()> {
    Ok(store::backup(&office.db, to).await?)
}

/// Takes a backup back into empty data, of either kind of database.
///
/// # Errors
/// When the data is not empty or the file is no backup; then nothing is changed.
pub async fn restore(from: &Path, office: &Office) -> Result<()> {
    Ok(store::restore(from, &office.db).await?)
}

/// Waits for what is under way and closes the data.
pub async fn close(office: &Office) {
    office.db.close().await;
}
