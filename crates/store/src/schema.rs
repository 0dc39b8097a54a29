//! Every table: what is copied by a backup, and what both databases have to have alike.

use domain::rules::OfficeRule;
use domain::{Agency, Directive, File, Import, Province, Report, Task, User};

use crate::stored::Stored;
use crate::table::Table;
use crate::{files, journal, requests, sessions, users};

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
    }};
}
pub(crate) use every_kind;

/// Every table.
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
    tables.extend([
        &files::CONTENTS,
        &journal::JOURNAL,
        &journal::JOURNAL_HEAD,
        &users::CREDENTIALS,
        &sessions::SESSIONS,
        &sessions::SIGN_IN_ATTEMPTS,
        &requests::REQUESTS,
    ]);
    tables
}

fn of_kind<R: Stored>(tables: &mut Vec<&'static Table>) {
    tables.push(R::TABLE);
    tables.extend(R::PARTS);
}
