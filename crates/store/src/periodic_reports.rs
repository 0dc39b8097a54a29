//! Reports of a period: drafts, and what was signed.

use domain::PeriodicReport;

use crate::db::Reader;
use crate::error::Result;
use crate::stored::{BODY, ID, Stored, VERSION, select};
use crate::table::{Table, id, text};
use crate::value::{Query, Value};

impl Stored for PeriodicReport {
    const TABLE: &'static Table = &Table {
        name: "periodic_reports",
        columns: &[
            ID,
            VERSION,
            BODY,
            text("data_on"),
            text("signed_on"),
            id("document"),
            id("annex"),
        ],
        key: 1,
    };

    fn project(&self) -> Vec<Value> {
        let signed = self.signed.as_ref();
        vec![
            self.data_on.into(),
            signed.map(|signed| signed.on).into(),
            signed.map(|signed| signed.document).into(),
            signed.map(|signed| signed.annex).into(),
        ]
    }
}

const LIST: &str = "SELECT body FROM periodic_reports ORDER BY data_on DESC, id DESC LIMIT $1";
const SIGNED: &str = "SELECT body FROM periodic_reports WHERE signed_on IS NOT NULL
    ORDER BY signed_on DESC, id DESC LIMIT $1";

/// Reports, the one with the latest data first; drafts as well, or only what was signed, the latest signature first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(mut from: impl Reader, only_signed: bool, most: u32) -> Result<Vec<PeriodicReport>> {
    let text = if only_signed { SIGNED } else { LIST };
    select(&mut from, Query::new(text).bind(most)).await
}
