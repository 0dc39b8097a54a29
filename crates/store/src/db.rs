//! The two databases behind one type: opening, reading, and transactions that write.
//!
//! One database holds one province. One writer at a time on both: a transaction that writes takes the writer's place on
//! SQLite and the lock on the head of the journal on PostgreSQL, so a rule that was checked inside it still holds when it
//! is committed. On SQLite several that wait for each other share one writing to the disk (see [`crate::group`]).

use std::fmt;
use std::future::Future;
use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};

use crate::backup::create_private;
use crate::derived;
use crate::error::{Error, Result};
use crate::group::{Member, Turn};
use crate::journal::Head;
use crate::value::{Query, Row};

/// How long a connection waits for another one's lock.
const LOCK_WAIT: Duration = Duration::from_secs(5);
/// How long a caller waits for a connection. Longer than [`LOCK_WAIT`]: writers of SQLite wait here for each other.
const POOL_WAIT: Duration = Duration::from_secs(20);
/// How many read at the same time: two for each processor. In SQLite each is a thread with a cache of its own.
fn readers() -> u32 {
    let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    u32::try_from(2 * processors).unwrap_or(u32::MAX).clamp(4, 16)
}

/// What the writer keeps of the file in memory, in KiB: the upper pages of all indexes that one change touches, in a
/// register of a million tasks too. With SQLite's own 2 MiB each change reads them again.
const WRITER_CACHE: i64 = 32 * 1024;
/// What each reader keeps, in KiB.
const READER_CACHE: i64 = 4 * 1024;

static SQLITE: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: sqlx::migrate::Migrator = sqlx::migrate!("migrations/postgres");

/// Which of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// An open database of one province.
#[derive(Clone)]
pub enum Db {
    /// A file of SQLite, or memory.
    Sqlite(SqliteDb),
    /// A PostgreSQL server.
    Postgres(PgPool),
}

/// SQLite: many readers, one writer.
#[derive(Clone)]
pub struct SqliteDb {
    read: SqlitePool,
    write: SqlitePool,
    turn: Arc<Turn>,
    /// How to open its file once more.
    file: Option<Arc<SqliteConnectOptions>>,
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite(_) => "Db(SQLite)",
            Self::Postgres(_) => "Db(PostgreSQL)",
        })
    }
}

impl fmt::Debug for SqliteDb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SqliteDb")
    }
}

#[cfg(test)]
impl SqliteDb {
    pub(crate) fn turn(&self) -> &Turn {
        &self.turn
    }
}

impl Db {
    /// Opens a file of SQLite, makes it when it is missing, readable by its owner alone, and brings its tables up to date.
    ///
    /// # Errors
    /// [`crate::Error::Newer`] when a later version of the program wrote it.
    pub async fn open_sqlite(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        if !path.exists() {
            create_private(path).map_err(|error| Error::File {
                path: path.display().to_string(),
                error,
            })?;
        }
        let options = sqlite_options().filename(path).journal_mode(SqliteJournalMode::Wal);
        let write = of_file(1)
            .connect_with(with_cache(options.clone(), WRITER_CACHE))
            .await?;
        SQLITE.run(&write).await?;
        let read = of_file(readers())
            .min_connections(0)
            .connect_with(with_cache(options.clone(), READER_CACHE).pragma("query_only", "ON"))
            .await?;
        Self::Sqlite(SqliteDb {
            read,
            turn: Turn::new(write.clone(), POOL_WAIT),
            write,
            file: Some(Arc::new(options)),
        })
        .filled_in()
        .await
    }

    /// The database with what follows from the records filled in where a migration left it to the program.
    async fn filled_in(self) -> Result<Self> {
        derived::renew(&self).await?;
        crate::figures::fill(&self).await?;
        crate::tasks::fill_in_days(&self).await?;
        Ok(self)
    }

    /// Copies a database of SQLite into an empty file, as it is at one moment, while others write. False where that is not
    /// possible: PostgreSQL has no file, and a path that is no text cannot be told to SQLite.
    pub(crate) async fn copy_file_to(&self, path: &Path) -> Result<bool> {
        let (Self::Sqlite(SqliteDb { file: Some(file), .. }), Some(path)) = (self, path.to_str()) else {
            return Ok(false);
        };
        let mut connection = SqliteConnection::connect_with(file.as_ref()).await?;
        sqlx::query("VACUUM INTO $1")
            .bind(path)
            .execute(&mut connection)
            .await?;
        connection.close().await?;
        Ok(true)
    }

    /// Makes a backup out of an empty file: a database of SQLite that is one file even while it is open.
    pub(crate) async fn new_backup(path: &Path) -> Result<Self> {
        let pool = single_file(path).await?;
        SQLITE.run(&pool).await?;
        Ok(Self::one_pool(pool))
    }

    /// Opens a backup and brings its tables up to date.
    pub(crate) async fn open_backup(path: &Path) -> Result<Self> {
        const IS_OURS: &str = "SELECT 1 FROM sqlite_schema WHERE name = 'journal_head'";
        let pool = single_file(path).await?;
        if sqlx::query(IS_OURS).fetch_optional(&pool).await?.is_none() {
            return Err(Error::Corrupt("the file is no backup".to_owned()));
        }
        SQLITE.run(&pool).await?;
        Self::one_pool(pool).filled_in().await
    }

    fn one_pool(pool: SqlitePool) -> Self {
        Self::Sqlite(SqliteDb {
            read: pool.clone(),
            turn: Turn::new(pool.clone(), POOL_WAIT),
            write: pool,
            file: None,
        })
    }

    /// Opens a database of PostgreSQL, 15 or later, and brings its tables up to date.
    ///
    /// # Errors
    /// [`crate::Error::Newer`] when a later version of the program wrote it.
    pub async fn open_postgres(url: &str) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)?.options([
            ("lock_timeout", format!("{}s", LOCK_WAIT.as_secs())),
            ("synchronous_commit", "on".to_owned()),
        ]);
        // A pool tries again and again, and then only says that time ran out. A single connection says what is wrong.
        PgConnection::connect_with(&options).await?.close().await?;
        let pool = PgPoolOptions::new()
            .max_connections(readers() + 2)
            .acquire_timeout(POOL_WAIT)
            .connect_with(options)
            .await?;
        POSTGRES.run(&pool).await?;
        Self::Postgres(pool).filled_in().await
    }

    /// A database in memory, gone with its last handle. It has a single connection: while a transaction is open, nothing
    /// can be read past it.
    ///
    /// # Errors
    /// When there is no memory.
    pub async fn in_memory() -> Result<Self> {
        let pool = sqlite_pool(1)
            .connect_with(sqlite_options().filename(":memory:"))
            .await?;
        SQLITE.run(&pool).await?;
        let db = Self::one_pool(pool);
        derived::renew(&db).await?;
        Ok(db)
    }

    /// Starts a transaction that writes. It is undone when it is dropped without [`Tx::commit`].
    ///
    /// # Errors
    /// [`crate::Error::Busy`] when other writers take too long.
    pub async fn begin(&self) -> Result<Tx> {
        let mut connection = match self {
            Self::Sqlite(db) => Connection::Member(db.turn.begin().await?),
            Self::Postgres(pool) => Connection::Postgres(pool.begin().await?),
        };
        let head = Head::lock(&mut connection).await?;
        Ok(Tx { connection, head })
    }

    /// Starts a look at one moment: everything read through it is as it was when the first thing was read.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn snapshot(&self) -> Result<Snapshot> {
        const POSTGRES: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        Ok(Snapshot(match self {
            Self::Sqlite(db) => Connection::Sqlite(db.read.begin().await?),
            Self::Postgres(pool) => Connection::Postgres(pool.begin_with(POSTGRES).await?),
        }))
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn answers(&self) -> Result<()> {
        let mut db = self;
        db.rows(Query::new("SELECT 1")).await.map(|_| ())
    }

    /// Waits for what is under way and closes every connection.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(db) => {
                db.read.close().await;
                db.write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

fn sqlite_options() -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .foreign_keys(true)
        .busy_timeout(LOCK_WAIT)
        .synchronous(SqliteSynchronous::Full)
}

/// A negative number is KiB to SQLite, a positive one pages.
fn with_cache(options: SqliteConnectOptions, kibibytes: i64) -> SqliteConnectOptions {
    options.pragma("cache_size", (-kibibytes).to_string())
}

async fn single_file(path: &Path) -> Result<SqlitePool> {
    let options = sqlite_options().filename(path).journal_mode(SqliteJournalMode::Memory);
    Ok(sqlite_pool(1).connect_with(options).await?)
}

fn sqlite_pool(connections: u32) -> SqlitePoolOptions {
    // A database in memory lives as long as its connection: no connection is ever retired.
    SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(connections)
        .acquire_timeout(POOL_WAIT)
        .idle_timeout(None)
        .max_lifetime(None)
}

fn of_file(connections: u32) -> SqlitePoolOptions {
    sqlite_pool(connections).after_release(|connection, _| Box::pin(has_no_transaction(connection)))
}

/// SQLite undoes a transaction by itself when the disk is full. sqlx then still counts one that no longer exists, and
/// could never begin another on this connection: it is closed, and the pool opens a new one.
async fn has_no_transaction(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    // Waits for the undoing that was begun when the transaction was dropped.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// A transaction that writes. Records can be written through it only together with their journal line.
#[derive(Debug)]
pub struct Tx {
    pub(crate) connection: Connection,
    pub(crate) head: Head,
}

impl Tx {
    /// Makes everything that was written last.
    ///
    /// # Errors
    /// When the database cannot; then nothing was written.
    pub async fn commit(mut self) -> Result<()> {
        self.head.write(&mut self.connection).await?;
        self.connection.commit().await
    }

    /// Undoes everything that was written.
    ///
    /// # Errors
    /// When the database cannot be reached, in which case it undoes it by itself.
    pub async fn roll_back(self) -> Result<()> {
        self.connection.roll_back().await
    }
}

/// A look at one moment of the database.
#[derive(Debug)]
pub struct Snapshot(Connection);

/// An open transaction of either database.
#[derive(Debug)]
pub(crate) enum Connection {
    /// A look at one moment.
    Sqlite(Transaction<'static, Sqlite>),
    /// One who writes.
    Member(Member),
    Postgres(Transaction<'static, Postgres>),
}

impl Connection {
    pub(crate) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await.map_err(Into::into),
            Self::Member(member) => member.commit().await,
            Self::Postgres(tx) => tx.commit().await.map_err(Into::into),
        }
    }

    async fn roll_back(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await?,
            Self::Member(member) => member.roll_back().await,
            Self::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }

    /// Which database it is of.
    fn engine_of(&self) -> Engine {
        match self {
            Self::Sqlite(_) | Self::Member(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// The text for this database, where the two differ.
    pub(crate) fn dialect(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self.engine_of() {
            Engine::Sqlite => sqlite,
            Engine::Postgres => postgres,
        }
    }
}

/// Something that can be read from: `&Db`, `&mut Tx` (which sees what it has written), `&mut Snapshot`.
pub trait Reader: Send {
    /// Which database answers, where the two differ.
    #[doc(hidden)]
    fn engine(&self) -> Engine;

    /// Hands each row of a query to a function until it fails.
    #[doc(hidden)]
    fn each(
        &mut self,
        query: Query,
        take: impl FnMut(Row) -> Result<()> + Send,
    ) -> impl Future<Output = Result<()>> + Send;

    /// All rows of a query.
    #[doc(hidden)]
    fn rows(&mut self, query: Query) -> impl Future<Output = Result<Vec<Row>>> + Send {
        async move {
            let mut rows = Vec::new();
            self.each(query, |row| {
                rows.push(row);
                Ok(())
            })
            .await?;
            Ok(rows)
        }
    }

    /// The first row of a query.
    #[doc(hidden)]
    fn row(&mut self, query: Query) -> impl Future<Output = Result<Option<Row>>> + Send {
        async move { Ok(self.rows(query).await?.into_iter().next()) }
    }
}

/// Something that can be written to: `&Db`, one statement at a time, or `&mut Tx`. What it writes are never records.
pub trait Writer: Reader {
    /// Runs a statement and says how many rows it touched.
    #[doc(hidden)]
    fn execute(&mut self, query: Query) -> impl Future<Output = Result<u64>> + Send;
}

macro_rules! each {
    ($query:expr, $executor:expr, $row:expr, $take:expr) => {{
        let mut rows = $query.build().fetch($executor);
        while let Some(row) = rows.try_next().await? {
            $take($row(row))?;
        }
        Ok(())
    }};
}

impl Reader for &Db {
    fn engine(&self) -> Engine {
        match self {
            Db::Sqlite(_) => Engine::Sqlite,
            Db::Postgres(_) => Engine::Postgres,
        }
    }

    async fn each(&mut self, query: Query, mut take: impl FnMut(Row) -> Result<()> + Send) -> Result<()> {
        match self {
            Db::Sqlite(db) => each!(query, &db.read, Row::Sqlite, take),
            Db::Postgres(pool) => each!(query, pool, Row::Postgres, take),
        }
    }
}

impl Writer for &Db {
    async fn execute(&mut self, query: Query) -> Result<u64> {
        Ok(match self {
            Db::Sqlite(db) => query.build().execute(&db.write).await?.rows_affected(),
            Db::Postgres(pool) => query.build().execute(pool).await?.rows_affected(),
        })
    }
}

impl Reader for &mut Connection {
    fn engine(&self) -> Engine {
        self.engine_of()
    }

    async fn each(&mut self, query: Query, mut take: impl FnMut(Row) -> Result<()> + Send) -> Result<()> {
        match self {
            Connection::Sqlite(tx) => each!(query, &mut **tx, Row::Sqlite, take),
            Connection::Member(member) => each!(query, member.connection()?, Row::Sqlite, take),
            Connection::Postgres(tx) => each!(query, &mut **tx, Row::Postgres, take),
        }
    }
}

impl Writer for &mut Connection {
    async fn execute(&mut self, query: Query) -> Result<u64> {
        Ok(match self {
            Connection::Sqlite(tx) => query.build().execute(&mut **tx).await?.rows_affected(),
            Connection::Member(member) => query.build().execute(member.connection()?).await?.rows_affected(),
            Connection::Postgres(tx) => query.build().execute(&mut **tx).await?.rows_affected(),
        })
    }
}

impl Reader for &mut Tx {
    fn engine(&self) -> Engine {
        self.connection.engine_of()
    }

    async fn each(&mut self, query: Query, take: impl FnMut(Row) -> Result<()> + Send) -> Result<()> {
        (&mut self.connection).each(query, take).await
    }
}

impl Writer for &mut Tx {
    async fn execute(&mut self, query: Query) -> Result<u64> {
        (&mut self.connection).execute(query).await
    }
}

impl Reader for &mut Snapshot {
    fn engine(&self) -> Engine {
        self.0.engine_of()
    }

    async fn each(&mut self, query: Query, take: impl FnMut(Row) -> Result<()> + Send) -> Result<()> {
        (&mut self.0).each(query, take).await
    }
}

#[cfg(test)]
mod tests {
    use domain::File;
    use domain::id::FileId;
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::{Act, files, verify};

    async fn add(db: &Db, content: &[u8]) -> Result<()> {
        let file = File {
            id: FileId(Uuid::now_v7()),
            version: 1,
            name: "a".into(),
            media_type: "text/plain".into(),
            size: i64::try_from(content.len()).unwrap(),
            sha256: files::digest(content),
        };
        let mut tx = db.begin().await?;
        let act = Act::new(None, Timestamp::UNIX_EPOCH, "file.add");
        files::add(&mut tx, &act, &file, content).await?;
        tx.commit().await
    }

    /// SQLite answers a full disk and a limit of pages with one code.
    #[tokio::test]
    async fn a_full_disk_is_told_and_damages_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open_sqlite(folder.path().join("register.sqlite")).await.unwrap();
        let Db::Sqlite(pools) = &db else { unreachable!() };
        sqlx::query("PRAGMA max_page_count = 300")
            .execute(&pools.write)
            .await
            .unwrap();
        let full = add(&db, &vec![7; 4_000_000]).await.unwrap_err();
        assert!(matches!(full, Error::Full), "{full:?}");
        add(&db, b"small").await.unwrap();
        let proof = verify(&db).await.unwrap();
        assert!(proof.holds());
        assert_eq!((proof.lines, proof.contents), (1, 1));
    }

    #[tokio::test]
    async fn a_reader_cannot_write_and_an_acknowledged_write_is_on_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open_sqlite(folder.path().join("register.sqlite")).await.unwrap();
        let Db::Sqlite(pools) = &db else { unreachable!() };
        let refused = sqlx::query("DELETE FROM journal_head").execute(&pools.read).await;
        assert!(refused.is_err());
        for (pragma, expected) in [("PRAGMA synchronous", 2), ("PRAGMA foreign_keys", 1)] {
            let set: i64 = sqlx::query_scalar(pragma).fetch_one(&pools.write).await.unwrap();
            assert_eq!(set, expected, "{pragma}");
        }
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode")
            .fetch_one(&pools.write)
            .await
            .unwrap();
        assert_eq!(mode, "wal");
    }
}
