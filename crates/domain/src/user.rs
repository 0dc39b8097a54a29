//! Users of the system: who signs in, in which role, for which agency. Nothing secret is in here.

use serde::{Deserialize, Serialize};

use crate::id::{AgencyId, UserId};
use crate::journal::record;
use crate::reminder::Sort;
use crate::rights::Role;

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct User {
    /// Identifier.
    pub id: UserId,
    /// Version.
    pub version: i64,
    /// Name to sign in with, in lower case.
    pub login: String,
    /// Name on screen, with the post: `Nguyễn Văn A, chuyên viên`.
    pub name: String,
    /// Role.
    pub role: Role,
    /// The agency they work for; none for the office itself, auditors and administrators.
    pub agency: Option<AgencyId>,
    /// A user who left keeps their history and cannot sign in.
    pub active: bool,
    /// Whether signing in asks for a code of six digits as well.
    pub second_factor: bool,
    /// Whether the password was set by somebody else and has to be changed at the next sign-in.
    pub must_change_password: bool,
    /// Where reminders go; none for nobody who is reminded.
    #[serde(default)]
    pub email: Option<String>,
    /// Sorts of reminders they switched off; they count only while a rule allows it.
    #[serde(default)]
    pub reminders_off: Vec<Sort>,
}

record!(User, User);
