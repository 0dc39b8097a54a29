//! Identifiers: a type each over a UUID (version 7, so that they sort by the moment they were made).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(transparent)]
        pub struct $name(#[schemars(with = "String", extend("format" = "uuid"))] pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

ids! {
    /// The province that a database serves.
    ProvinceId;
    /// An agency of the province, or a higher one that gives it tasks.
    AgencyId;
    /// A user of the system.
    UserId;
    /// A document that orders something.
    DirectiveId;
    /// A document on its way to become tasks.
    ImportId;
    /// A task.
    TaskId;
    /// What an agency said about a task.
    ReportId;
    /// A report of a period on how tasks were carried out.
    PeriodicReportId;
    /// An act of urging.
    UrgingId;
    /// A stored file.
    FileId;
    /// A session of a signed-in user.
    SessionId;
    /// Days off that the office entered by a document.
    DaysOffId;
    /// What one person is reminded of on one day.
    DigestId;
    /// A secret address of a calendar.
    CalendarAddressId;
    /// One sending of a form: the same sending twice acts once.
    RequestId;
}
