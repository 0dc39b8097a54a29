//! The province a database serves.

use serde::{Deserialize, Serialize};

use crate::id::ProvinceId;
use crate::journal::record;

/// The province, and the office that follows its tasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Province {
    /// Identifier.
    pub id: ProvinceId,
    /// Version.
    pub version: i64,
    /// Code of the General Statistics Office: `51`.
    pub code: String,
    /// Name as documents print it: `tỉnh Quảng Ngãi`.
    pub name: String,
    /// The office that uses the program: `Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi`.
    pub office: String,
    /// The throw-away data of `dondoc demo`.
    #[serde(default)]
    pub demo: bool,
}

record!(Province, Province);
