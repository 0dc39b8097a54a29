//! Values as both databases know them, and rows to read them from. The only place that maps types.

use std::borrow::Cow;

use domain::id::{
    AgencyId, CalendarAddressId, DaysOffId, DigestId, DirectiveId, FileId, ImportId, PeriodicReportId, ProvinceId,
    ReportId, SessionId, TaskId, UrgingId, UserId,
};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Database, Decode, Encode, Postgres, Row as _, SqlSafeStr as _, Sqlite, Type};
use uuid::Uuid;

use crate::error::{Error, Result};

/// The types of columns. Instants are whole microseconds since 1970 in `Int`, civil days are `Text` of the form
/// `2026-11-27`, so that both databases hold and compare them alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellType {
    /// BIGINT · INTEGER.
    Int,
    /// TEXT.
    Text,
    /// UUID · BLOB of 16 bytes.
    Id,
    /// BOOLEAN · INTEGER.
    Bool,
    /// BYTEA · BLOB.
    Bytes,
}

/// A value of a column, or none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// See [`CellType::Int`].
    Int(Option<i64>),
    /// See [`CellType::Text`].
    Text(Option<String>),
    /// See [`CellType::Id`].
    Id(Option<Uuid>),
    /// See [`CellType::Bool`].
    Bool(Option<bool>),
    /// See [`CellType::Bytes`].
    Bytes(Option<Vec<u8>>),
}

macro_rules! values {
    ($($from:ty => |$x:ident| $variant:ident($value:expr);)*) => {$(
        impl From<$from> for Value {
            fn from($x: $from) -> Self {
                Self::$variant(Some($value))
            }
        }
        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Self {
                Self::$variant(value.map(|$x: $from| $value))
            }
        }
    )*};
}

values! {
    i64 => |x| Int(x);
    i32 => |x| Int(i64::from(x));
    u32 => |x| Int(i64::from(x));
    bool => |x| Bool(x);
    String => |x| Text(x);
    &String => |x| Text(x.clone());
    &str => |x| Text(x.to_owned());
    Vec<u8> => |x| Bytes(x);
    &[u8] => |x| Bytes(x.to_vec());
    [u8; 32] => |x| Bytes(x.to_vec());
    Timestamp => |x| Int(x.as_microsecond());
    Date => |x| Text(x.to_string());
    Uuid => |x| Id(x);
    ProvinceId => |x| Id(x.0);
    AgencyId => |x| Id(x.0);
    UserId => |x| Id(x.0);
    DirectiveId => |x| Id(x.0);
    ImportId => |x| Id(x.0);
    TaskId => |x| Id(x.0);
    ReportId => |x| Id(x.0);
    FileId => |x| Id(x.0);
    PeriodicReportId => |x| Id(x.0);
    SessionId => |x| Id(x.0);
    DaysOffId => |x| Id(x.0);
    DigestId => |x| Id(x.0);
    CalendarAddressId => |x| Id(x.0);
    UrgingId => |x| Id(x.0);
}

/// An SQL text with its values.
#[derive(Debug, Clone)]
pub struct Query {
    text: Cow<'static, str>,
    values: Vec<Value>,
}

impl Query {
    /// A fixed text.
    pub fn new(text: &'static str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            values: Vec::new(),
        }
    }

    /// A text put together from fixed parts. What people type goes through [`Query::bind`].
    pub fn put_together(text: String) -> Self {
        Self {
            text: Cow::Owned(text),
            values: Vec::new(),
        }
    }

    /// The value of the next `$n`.
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// The values of the next `$n`.
    pub fn bind_all(mut self, values: impl IntoIterator<Item = Value>) -> Self {
        self.values.extend(values);
        self
    }

    /// Adds a fixed text.
    pub fn push(&mut self, text: &str) {
        self.text.to_mut().push_str(text);
    }

    /// Adds a placeholder with its value.
    pub fn push_value(&mut self, value: impl Into<Value>) {
        self.values.push(value.into());
        let placeholder = format!("${}", self.values.len());
        self.push(&placeholder);
    }

    /// The question how SQLite would answer this.
    #[cfg(test)]
    pub(crate) fn explained(mut self) -> Self {
        self.text = Cow::Owned(format!("EXPLAIN QUERY PLAN {}", self.text));
        self
    }

    /// The query for a database.
    pub(crate) fn build<'q, D>(self) -> sqlx::query::Query<'q, D, D::Arguments>
    where
        D: Database,
        Option<i64>: Encode<'q, D> + Type<D>,
        Option<String>: Encode<'q, D> + Type<D>,
        Option<Uuid>: Encode<'q, D> + Type<D>,
        Option<bool>: Encode<'q, D> + Type<D>,
        Option<Vec<u8>>: Encode<'q, D> + Type<D>,
    {
        let text = match self.text {
            Cow::Borrowed(text) => text.into_sql_str(),
            Cow::Owned(text) => AssertSqlSafe(text).into_sql_str(),
        };
        self.values
            .into_iter()
            .fold(sqlx::query(text), |query, value| match value {
                Value::Int(x) => query.bind(x),
                Value::Text(x) => query.bind(x),
                Value::Id(x) => query.bind(x),
                Value::Bool(x) => query.bind(x),
                Value::Bytes(x) => query.bind(x),
            })
    }
}

/// A row of a result.
#[derive(Debug)]
pub enum Row {
    /// Of SQLite.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(PgRow),
}

/// What can be read from a row of either database.
pub(crate) trait Cell:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}
impl<T> Cell for T where T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres> {}

impl Row {
    /// The value of a column, counted from 0.
    pub(crate) fn get<T: Cell>(&self, column: usize) -> Result<T> {
        match self {
            Self::Sqlite(row) => row.try_get(column),
            Self::Postgres(row) => row.try_get(column),
        }
        .map_err(Error::from)
    }

    /// An instant.
    pub(crate) fn instant(&self, column: usize) -> Result<Timestamp> {
        instant(self.get(column)?)
    }

    /// An instant, or none.
    pub(crate) fn optional_instant(&self, column: usize) -> Result<Option<Timestamp>> {
        self.get::<Option<i64>>(column)?.map(instant).transpose()
    }

    /// A civil day.
    pub(crate) fn day(&self, column: usize) -> Result<Date> {
        let written: String = self.get(column)?;
        written
            .parse()
            .map_err(|_| Error::Corrupt("a day cannot be read".to_owned()))
    }

    /// A digest of 32 bytes.
    pub(crate) fn digest(&self, column: usize) -> Result<[u8; 32]> {
        <[u8; 32]>::try_from(self.get::<Vec<u8>>(column)?)
            .map_err(|_| Error::Corrupt("a digest does not have 32 bytes".to_owned()))
    }

    /// The value of a column of a kind.
    pub(crate) fn value(&self, column: usize, holds: CellType) -> Result<Value> {
        Ok(match holds {
            CellType::Int => Value::Int(self.get(column)?),
            CellType::Text => Value::Text(self.get(column)?),
            CellType::Id => Value::Id(self.get(column)?),
            CellType::Bool => Value::Bool(self.get(column)?),
            CellType::Bytes => Value::Bytes(self.get(column)?),
        })
    }
}

fn instant(microseconds: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(microseconds).map_err(|_| Error::Corrupt(format!("{microseconds} is no instant")))
}
