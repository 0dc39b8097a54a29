//! Dated rules that the office entered.

use domain::rules::OfficeRule;

use crate::db::Reader;
use crate::error::Result;
use crate::stored::{BODY, ID, Stored, VERSION, select};
use crate::table::{Table, text};
use crate::value::{Query, Value};

impl Stored for OfficeRule {
    const TABLE: &'static Table = &Table {
        name: "rules",
        columns: &[ID, VERSION, BODY, text("rule"), text("valid_from")],
        key: 1,
    };

    fn project(&self) -> Vec<Value> {
        vec![self.rule.as_str().into(), self.valid_from.into()]
    }
}

const ALL: &str = "SELECT body FROM rules ORDER BY rule, valid_from, id";

/// Every rule that the office entered, past ones included. They are few.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(mut from: impl Reader) -> Result<Vec<OfficeRule>> {
    select(&mut from, Query::new(ALL)).await
}
