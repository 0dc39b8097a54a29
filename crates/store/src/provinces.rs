//! The province that the database serves: one row, made by the first page.

use domain::Province;

use crate::db::Reader;
use crate::error::Result;
use crate::stored::{BODY, ID, Stored, VERSION, record_in};
use crate::table::Table;
use crate::value::{Query, Value};

impl Stored for Province {
    const TABLE: &'static Table = &Table {
        name: "provinces",
        columns: &[ID, VERSION, BODY],
        key: 1,
    };

    fn project(&self) -> Vec<Value> {
        Vec::new()
    }
}

const PROVINCE: &str = "SELECT body FROM provinces ORDER BY id LIMIT 1";

/// The province; none before the first page was filled in.
///
/// # Errors
/// When the database cannot be read.
pub async fn province(mut from: impl Reader) -> Result<Option<Province>> {
    let row = from.row(Query::new(PROVINCE)).await?;
    row.map(|row| record_in(&row, 0)).transpose()
}
