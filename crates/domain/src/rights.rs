//! Rights as types: a use case that needs a right takes `&Acting<ThatRight>`, and the only way to one is
//! [`Acting::may`]. A page that forgets to ask does not compile.

use std::marker::PhantomData;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::{AgencyId, RequestId, UserId};
use crate::user::User;

/// Roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Văn phòng: chuyên viên theo dõi.
    Clerk,
    /// Lãnh đạo Ủy ban nhân dân tỉnh.
    Leader,
    /// Lãnh đạo đơn vị.
    AgencyHead,
    /// Cán bộ đầu mối của đơn vị.
    AgencyOfficer,
    /// Cán bộ cấp xã.
    CommuneOfficer,
    /// Thanh tra, kiểm tra: sees all, changes nothing.
    Auditor,
    /// Quản trị hệ thống: users, agencies, rules; no tasks.
    Administrator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 7] = [
        Self::Clerk,
        Self::Leader,
        Self::AgencyHead,
        Self::AgencyOfficer,
        Self::CommuneOfficer,
        Self::Auditor,
        Self::Administrator,
    ];

    /// The word in code, forms and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Clerk => "clerk",
            Self::Leader => "leader",
            Self::AgencyHead => "agency_head",
            Self::AgencyOfficer => "agency_officer",
            Self::CommuneOfficer => "commune_officer",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    /// Whether a user of this role works for one agency and sees its tasks only.
    pub fn is_of_agency(self) -> bool {
        matches!(self, Self::AgencyHead | Self::AgencyOfficer | Self::CommuneOfficer)
    }
}

/// A right: a type that is never made, only named.
pub trait Right: Send + Sync {
    /// The word in messages and translation keys.
    const WORD: &'static str;
    /// Who has it.
    fn is_held_by(role: Role) -> bool;
}

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident = $word:literal: $($role:ident)|+;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy)]
            pub enum $name {}
            impl Right for $name {
                const WORD: &'static str = $word;
                fn is_held_by(role: Role) -> bool {
                    matches!(role, $(Role::$role)|+)
                }
            }
        )*
        /// Every right with its word and who holds it, for the page of users and for tests.
        pub fn matrix() -> Vec<(&'static str, Vec<Role>)> {
            vec![$(($word, Role::ALL.into_iter().filter(|role| $name::is_held_by(*role)).collect())),*]
        }
    };
}

rights! {
    /// To look at tasks, directives and reports: all of them, or those of one's agency (see [`Scope`]).
    See = "see": Clerk | Leader | AgencyHead | AgencyOfficer | CommuneOfficer | Auditor;
    /// To take documents in, decide on drafts and issue tasks.
    Take = "take": Clerk;
    /// To give tasks: assign again, set what is missing, suspend, resume, cancel, carry over.
    Direct = "direct": Clerk | Leader;
    /// To judge: confirm or refuse results, decide on extensions, close review cycles.
    Judge = "judge": Clerk | Leader;
    /// To urge: prepare letters, record their numbers, withdraw drafts, record receipts told outside.
    Urge = "urge": Clerk | Leader;
    /// To work on the tasks of one's agency: receive, report, name obstacles, ask for extensions, answer for duties.
    Work = "work": AgencyHead | AgencyOfficer | CommuneOfficer;
    /// To decide for one's agency: return a task, sub-assign it.
    Head = "head": AgencyHead;
    /// To read reports of a period on the whole province.
    ReadReports = "read_reports": Clerk | Leader | Auditor;
    /// To draw up reports of a period, and to freeze them when they are signed.
    DrawUpReports = "draw_up_reports": Clerk | Leader;
    /// To manage users.
    ManageUsers = "manage_users": Administrator;
    /// To keep agencies, their validity and successors.
    ManageAgencies = "manage_agencies": Administrator | Clerk;
    /// To keep dated rules.
    ManageRules = "manage_rules": Administrator;
    /// To enter days off and exchanged working days by the document that decreed them.
    KeepCalendar = "keep_calendar": Administrator | Clerk;
    /// To give out the address of an agency's calendar. Not for who manages the system: the address shows tasks.
    ShareCalendar = "share_calendar": Clerk | AgencyHead;
    /// To read the journal.
    Audit = "audit": Auditor | Administrator;
}

/// What a user may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everything of the province.
    All,
    /// Tasks that an agency leads or coordinates in.
    Agency(AgencyId),
}

impl Scope {
    /// Whether something of these agencies may be seen.
    pub fn covers(self, agencies: impl IntoIterator<Item = AgencyId>) -> bool {
        match self {
            Self::All => true,
            Self::Agency(own) => agencies.into_iter().any(|agency| agency == own),
        }
    }
}

/// Somebody signed in, without any right asked for yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedIn {}

impl Right for SignedIn {
    const WORD: &'static str = "signed_in";
    fn is_held_by(_: Role) -> bool {
        true
    }
}

/// The right that was asked for and is not held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the role {} does not hold the right '{right}'", role.word())]
pub struct NotAllowed {
    /// The right's word.
    pub right: &'static str,
    /// The role that asked.
    pub role: Role,
}

/// Who acts, when, with which right.
#[derive(Debug)]
pub struct Acting<R: Right = SignedIn> {
    /// Who.
    pub user: UserId,
    /// In which role.
    pub role: Role,
    /// For which agency.
    pub agency: Option<AgencyId>,
    /// The moment.
    pub at: Timestamp,
    /// The civil day of that moment in Viet Nam.
    pub today: Date,
    /// The sending of a form, when the act came by one.
    pub request: Option<RequestId>,
    right: PhantomData<fn() -> R>,
}

impl<R: Right> Clone for Acting<R> {
    fn clone(&self) -> Self {
        self.with_right()
    }
}

impl Acting {
    /// Somebody who has signed in. Only the door that checked the session makes one.
    pub fn signed_in(user: &User, at: Timestamp, today: Date, request: Option<RequestId>) -> Self {
        Self {
            user: user.id,
            role: user.role,
            agency: user.agency.filter(|_| user.role.is_of_agency()),
            at,
            today,
            request,
            right: PhantomData,
        }
    }
}

impl<R: Right> Acting<R> {
    /// The same person with a right they hold.
    ///
    /// # Errors
    /// When the role does not hold it.
    pub fn may<To: Right>(&self) -> Result<Acting<To>, NotAllowed> {
        if !To::is_held_by(self.role) {
            return Err(NotAllowed {
                right: To::WORD,
                role: self.role,
            });
        }
        Ok(self.with_right())
    }

    /// The same act as one sending of a form, which acts once however often it arrives.
    #[must_use]
    pub fn sent_as(mut self, request: Option<RequestId>) -> Self {
        self.request = request;
        self
    }

    /// What they may see. A role of an agency without an agency sees nothing that belongs to one.
    pub fn scope(&self) -> Scope {
        if self.role.is_of_agency() {
            Scope::Agency(self.agency.unwrap_or(AgencyId(uuid::Uuid::nil())))
        } else {
            Scope::All
        }
    }

    fn with_right<To: Right>(&self) -> Acting<To> {
        Acting {
            user: self.user,
            role: self.role,
            agency: self.agency,
            at: self.at,
            today: self.today,
            request: self.request,
            right: PhantomData,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_holds_every_right() {
        for role in Role::ALL {
            assert!(matrix().iter().any(|(_, holders)| !holders.contains(&role)), "{role:?}");
        }
    }

    #[test]
    fn an_auditor_changes_nothing() {
        let held: Vec<_> = matrix()
            .into_iter()
            .filter(|(_, holders)| holders.contains(&Role::Auditor))
            .map(|(word, _)| word)
            .collect();
        assert_eq!(held, ["see", "read_reports", "audit"]);
    }

    #[test]
    fn who_manages_users_sees_no_task() {
        assert!(!See::is_held_by(Role::Administrator));
    }
}
