//! Both databases have the same tables with the same columns, and the store knows all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr as _;

use sqlx::postgres::PgPool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use crate::place::Place;

type Tables = BTreeMap<String, Vec<(String, String)>>;

const SQLITE: &str = "SELECT m.name, c.name, c.type || CASE c.\"notnull\" WHEN 1 THEN ' NOT NULL' ELSE '' END
    FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'
        AND m.name NOT LIKE 'search!_%' ESCAPE '!' ORDER BY m.name, c.cid";
const POSTGRES: &str = "SELECT table_name::text, column_name::text,
        data_type || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'search!_%' ESCAPE '!'
    ORDER BY table_name, ordinal_position";
const SQLITE_INDEXES: &str = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
    AND name NOT LIKE 'search!_%' ESCAPE '!' ORDER BY name";
const POSTGRES_INDEXES: &str = "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public'
    AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_key'
    AND indexname NOT LIKE 'search!_%' ESCAPE '!' ORDER BY indexname";
/// Texts compare by their bytes in both, whatever the server's own order is.
const POSTGRES_NOT_BY_BYTES: &str = "SELECT table_name::text, column_name::text FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = 'text' AND table_name <> '_sqlx_migrations'
    AND collation_name IS DISTINCT FROM 'C'";

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let (file, Some(server)) = (Place::file().await.unwrap(), Place::postgres().await) else {
        return;
    };
    let options = SqliteConnectOptions::from_str(file.url.as_ref().unwrap()).unwrap();
    let sqlite = SqlitePool::connect_with(options).await.unwrap();
    let postgres = PgPool::connect(server.url.as_ref().unwrap()).await.unwrap();

    let of_sqlite = by_table(sqlx::query_as(SQLITE).fetch_all(&sqlite).await.unwrap(), |holds| {
        holds.to_owned()
    });
    let of_postgres = by_table(
        sqlx::query_as(POSTGRES).fetch_all(&postgres).await.unwrap(),
        as_in_sqlite,
    );
    assert_eq!(of_sqlite, of_postgres);
    assert!(of_sqlite.len() > 15, "{:?}", of_sqlite.keys());

    let indexes: Vec<(String,)> = sqlx::query_as(SQLITE_INDEXES).fetch_all(&sqlite).await.unwrap();
    let same: Vec<(String,)> = sqlx::query_as(POSTGRES_INDEXES).fetch_all(&postgres).await.unwrap();
    assert_eq!(names(&indexes), names(&same));

    let other_order: Vec<(String, String)> = sqlx::query_as(POSTGRES_NOT_BY_BYTES)
        .fetch_all(&postgres)
        .await
        .unwrap();
    assert_eq!(other_order, []);
}

fn names(rows: &[(String,)]) -> BTreeSet<&str> {
    rows.iter().map(|row| row.0.as_str()).collect()
}

fn by_table(rows: Vec<(String, String, String)>, holds: impl Fn(&str) -> String) -> Tables {
    let mut tables = Tables::new();
    for (table, column, kind) in rows.into_iter().filter(|(table, ..)| !table.starts_with("_sqlx")) {
        tables.entry(table).or_default().push((column, holds(&kind)));
    }
    tables
}

fn as_in_sqlite(kind: &str) -> String {
    let (kind, rest) = match kind.split_once(" NOT NULL") {
        Some((kind, _)) => (kind, " NOT NULL"),
        None => (kind, ""),
    };
    let holds = match kind {
        "bigint" | "boolean" => "INTEGER",
        "uuid" | "bytea" => "BLOB",
        "text" => "TEXT",
        other => panic!("{other} has no match in SQLite"),
    };
    format!("{holds}{rest}")
}
