//! Agencies with their days of validity.

use domain::Agency;
use domain::id::AgencyId;
use jiff::civil::Date;

use crate::db::Reader;
use crate::error::Result;
use crate::stored::{BODY, ID, Stored, VERSION, select};
use crate::table::{Table, bytes, id, text};
use crate::value::{Query, Value};

impl Stored for Agency {
    const TABLE: &'static Table = &Table {
        name: "agencies",
        columns: &[
            ID,
            VERSION,
            BODY,
            text("level"),
            bytes("sort_key"),
            text("valid_from"),
            text("valid_to"),
            id("above"),
        ],
        key: 1,
    };

    fn project(&self) -> Vec<Value> {
        vec![
            self.level.word().into(),
            text::collation_key(&self.name).into(),
            self.valid_from.into(),
            self.valid_to.into(),
            self.above.into(),
        ]
    }
}

const ALL: &str = "SELECT body FROM agencies ORDER BY sort_key, id";

/// Every agency, ended ones included, in the order of the Vietnamese alphabet. They are a few hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(mut from: impl Reader) -> Result<Vec<Agency>> {
    select(&mut from, Query::new(ALL)).await
}

const EDITION: &str = "SELECT COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM agencies";

/// Which edition of all agencies stands: how many there are, and their versions together. None is ever deleted and each
/// change raises a version, so that two editions that were committed are never told by the same numbers.
///
/// # Errors
/// When the database cannot be read.
pub async fn edition(mut from: impl Reader) -> Result<(i64, i64)> {
    match from.row(Query::new(EDITION)).await? {
        Some(row) => Ok((row.get(0)?, row.get(1)?)),
        None => Ok((0, 0)),
    }
}

const STANDING: &str = "SELECT body FROM agencies
    WHERE (valid_from IS NULL OR valid_from <= $1) AND (valid_to IS NULL OR valid_to >= $1)
    ORDER BY sort_key, id";

/// The agencies that exist on a day, in the order of the Vietnamese alphabet.
///
/// # Errors
/// When the database cannot be read.
pub async fn standing_on(mut from: impl Reader, day: Date) -> Result<Vec<Agency>> {
    select(&mut from, Query::new(STANDING).bind(day)).await
}

const UNDER: &str = "SELECT body FROM agencies WHERE above = $1 ORDER BY sort_key, id";

/// The agencies right under one.
///
/// # Errors
/// When the database cannot be read.
pub async fn under(mut from: impl Reader, above: AgencyId) -> Result<Vec<Agency>> {
    select(&mut from, Query::new(UNDER).bind(above)).await
}
