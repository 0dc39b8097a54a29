//! An empty database of each kind for one test.

use std::str::FromStr as _;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use store::Db;
use tempfile::TempDir;

use crate::server;

/// A database, and how to reach it past the store.
pub(crate) struct Place {
    pub(crate) db: Db,
    pub(crate) url: Option<String>,
    _folder: Option<TempDir>,
}

impl Place {
    pub(crate) async fn memory() -> Option<Self> {
        let db = Db::in_memory().await.unwrap();
        Some(Self {
            db,
            url: None,
            _folder: None,
        })
    }

    pub(crate) async fn file() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("register.sqlite");
        let db = Db::open_sqlite(&path).await.unwrap();
        let url = Some(format!("sqlite://{}", path.display()));
        Some(Self {
            db,
            url,
            _folder: Some(folder),
        })
    }

    pub(crate) async fn postgres() -> Option<Self> {
        let url = server::new_database()?;
        let db = Db::open_postgres(&url).await.unwrap();
        Some(Self {
            db,
            url: Some(url),
            _folder: None,
        })
    }
}

impl Place {
    /// A database that belongs to somebody else.
    pub(crate) fn around(db: Db) -> Self {
        Self {
            db,
            url: None,
            _folder: None,
        }
    }

    /// Runs statements as somebody who goes past the store, with references left unchecked. False when nobody can: memory
    /// belongs to its process.
    pub(crate) async fn past_the_store(&self, statements: &[&str]) -> bool {
        let Some(url) = &self.url else { return false };
        past_the_store(url, statements).await;
        true
    }
}

/// Runs statements at an address.
pub(crate) async fn past_the_store(url: &str, statements: &[&str]) {
    if url.starts_with("sqlite") {
        let options = SqliteConnectOptions::from_str(url).unwrap().foreign_keys(false);
        run(SqliteConnection::connect_with(&options).await.unwrap(), statements).await;
    } else {
        let options = PgConnectOptions::from_str(url)
            .unwrap()
            .options([("session_replication_role", "replica")]);
        run(PgConnection::connect_with(&options).await.unwrap(), statements).await;
    }
}

async fn run<C: Connection>(mut connection: C, statements: &[&str])
where
    for<'c> &'c mut C: Executor<'c>,
{
    for statement in statements {
        let done = connection.execute(AssertSqlSafe((*statement).to_owned()));
        done.await.unwrap();
    }
    connection.close().await.unwrap();
}

/// Makes a test of each story on each kind of database.
macro_rules! on_every_database {
    ($($story:ident),* $(,)?) => {
        $crate::place::on_every_database!(@ sqlite_in_memory memory $($story)*);
        $crate::place::on_every_database!(@ sqlite_file file $($story)*);
        $crate::place::on_every_database!(@ postgresql postgres $($story)*);
    };
    (@ $module:ident $open:ident $($story:ident)*) => {
        mod $module {
            $(
                #[tokio::test]
                async fn $story() {
                    if let Some(place) = $crate::place::Place::$open().await {
                        super::$story(place).await;
                    }
                }
            )*
        }
    };
}
pub(crate) use on_every_database;
