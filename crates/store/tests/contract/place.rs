//! An empty database of each kind for one test.

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
        let url = server::new_database().await?;
        let db = Db::open_postgres(&url).await.unwrap();
        Some(Self {
            db,
            url: Some(url),
            _folder: None,
        })
    }
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
