//! Every table: what is copied by a backup, and what both databases have to have alike.

use domain::rules::OfficeRule;
use domain::{Agency, DaysOff, Directive, File, Import, PeriodicReport, Province, Report, Task, Urging, User};

use crate::stored::Stored;
use crate::table::Table;
use crate::{calendars, files, journal, reminders, requests, sessions, users};

/// Calls a generic function for each kind of record: `every_kind!(check(a, b))`.
macro_rules! every_kind {
    ($function:ident($($argument:expr),*)) => {{
        $function::<domain::Province>($($argument),*).await?;
        $function::<domain::Agency>($($argument),*).await?;
        $function::<domain::User>($($argument),*).await?;
        $function::<domain::File>($($argument),*).await?;
        $function::<domain::Directive>($($argument),*).await?;
        $function::<domain::Import>($($argument),*).await?;
        $function::<domain::Task>($($argument),*).await?;
        $function::<domain::Report>($($argument),*).await?;
        $function::<domain::rules::OfficeRule>($($argument),*).await?;
        $function::<domain::DaysOff>($($argument),*).await?;
        $function::<domain::PeriodicReport>($($argument),*).await?;
        $function::<domain::Urging>($($argument),*).await?;
    }};
}
pub(crate) use every_kind;

/// Every table but those that follow from the others (see [`crate::derived`]).
pub(crate) fn tables() -> Vec<&'static Table> {
    let mut tables = Vec::new();
    of_kind::<Province>(&mut tables);
    of_kind::<Agency>(&mut tables);
    of_kind::<User>(&mut tables);
    of_kind::<File>(&mut tables);
    of_kind::<Directive>(&mut tables);
    of_kind::<Import>(&mut tables);
    of_kind::<Task>(&mut tables);
    of_kind::<Report>(&mut tables);
    of_kind::<OfficeRule>(&mut tables);
    of_kind::<DaysOff>(&mut tables);
    of_kind::<PeriodicReport>(&mut tables);
    of_kind::<Urging>(&mut tables);
    tables.extend([
        &files::CONTENTS,
        &journal::JOURNAL,
        &journal::JOURNAL_HEAD,
        &users::CREDENTIALS,
        &sessions::SESSIONS,
        &sessions::SIGN_IN_ATTEMPTS,
        &requests::REQUESTS,
        &reminders::RUNS,
        &reminders::DIGESTS,
        &calendars::ADDRESSES,
    ]);
    tables
}

fn of_kind<R: Stored>(tables: &mut Vec<&'static Table>) {
    tables.push(R::TABLE);
    tables.extend(R::PARTS);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Db, Reader as _};
    use crate::value::{CellType, Query};

    const COLUMNS: &str =
        "SELECT m.name, c.name, CASE c.type WHEN 'INTEGER' THEN 'i' WHEN 'TEXT' THEN 't' ELSE 'b' END, c.pk
        FROM sqlite_schema m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name <> '_sqlx_migrations' AND m.name <> 'derived_state'
        AND m.name NOT LIKE 'search!_%' ESCAPE '!' AND m.name NOT LIKE 'past!_%' ESCAPE '!' ORDER BY m.name, c.name";

    /// A backup that forgets a table or a column loses it.
    #[tokio::test]
    async fn every_table_and_column_is_known() {
        let db = Db::in_memory().await.unwrap();
        let mut stored = Vec::new();
        (&mut &db)
            .each(Query::new(COLUMNS), |row| {
                let key: i64 = row.get(3)?;
                stored.push((
                    row.get::<String>(0)?,
                    row.get::<String>(1)?,
                    row.get::<String>(2)?,
                    key > 0,
                ));
                Ok(())
            })
            .await
            .unwrap();
        let mut known: Vec<_> = tables()
            .into_iter()
            .flat_map(|table| {
                (0..)
                    .zip(table.columns)
                    .map(move |(n, column)| (table, n < table.key, column))
            })
            .map(|(table, key, column)| {
                let holds = match column.holds {
                    CellType::Int | CellType::Bool => "i",
                    CellType::Text => "t",
                    CellType::Id | CellType::Bytes => "b",
                };
                (table.name.to_owned(), column.name.to_owned(), holds.to_owned(), key)
            })
            .collect();
        // Statements name their columns: in which order the database has them says nothing.
        known.sort();
        assert_eq!(known, stored);
    }
}
