//! The navigation: which parts there are, where they begin and who sees them. What a role may do is decided in
//! `office`; here only what is worth showing to whom.

use super::session::Who;

/// A part of the program that the navigation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// Trang lãnh đạo.
    Leader,
    /// Hôm nay.
    Today,
    /// Việc của đơn vị tôi.
    Work,
    /// Nhiệm vụ.
    Tasks,
    /// Số liệu.
    Figures,
    /// Báo cáo kết quả thực hiện nhiệm vụ.
    PeriodicReports,
    /// Đôn đốc.
    Urgings,
    /// Nhập văn bản.
    Imports,
    /// Văn bản chỉ đạo.
    Directives,
    /// Cơ quan, đơn vị.
    Agencies,
    /// Địa bàn.
    Places,
    /// Người dùng.
    Users,
    /// Quy tắc.
    Rules,
    /// Nhật ký.
    Journal,
    /// Tài khoản: reached by the name of the person, not by an entry.
    Account,
}

const OFFICE: &[&str] = &["clerk", "leader"];
const AGENCY: &[&str] = &["agency_head", "agency_officer", "commune_officer"];
const READERS: &[&str] = &[
    "clerk",
    "leader",
    "agency_head",
    "agency_officer",
    "commune_officer",
    "auditor",
];
const ALL: &[&str] = &[
    "clerk",
    "leader",
    "agency_head",
    "agency_officer",
    "commune_officer",
    "auditor",
    "administrator",
];

/// Sections in the order of the navigation: address, key of the name, roles that see it.
const SECTIONS: [(Section, &str, &str, &[&str]); 14] = [
    (Section::Leader, "/leader", "nav-leader", &["leader"]),
    (Section::Today, "/today", "nav-today", OFFICE),
    (Section::Work, "/work", "nav-work", AGENCY),
    (Section::Tasks, "/tasks", "nav-tasks", READERS),
    (Section::Urgings, "/urgings", "nav-urgings", READERS),
    (Section::Figures, "/figures", "nav-figures", READERS),
    (
        Section::PeriodicReports,
        "/periodic-reports",
        "nav-periodic-reports",
        &["clerk", "leader", "auditor"],
    ),
    (Section::Imports, "/imports", "nav-imports", &["clerk"]),
    (Section::Directives, "/directives", "nav-directives", READERS),
    (Section::Agencies, "/agencies", "nav-agencies", ALL),
    (Section::Places, "/places", "nav-places", ALL),
    (Section::Users, "/users", "nav-users", &["administrator"]),
    (Section::Rules, "/rules", "nav-rules", ALL),
    (
        Section::Journal,
        "/journal",
        "nav-journal",
        &["auditor", "administrator"],
    ),
];

/// An entry as a page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Where it leads.
    pub address: &'static str,
    /// Key of its name.
    pub key: &'static str,
    /// Whether the page shown is in it.
    pub is_current: bool,
}

/// The navigation of a person; empty for a visitor.
pub(crate) fn of(who: Option<&Who>, current: Option<Section>) -> Vec<Entry> {
    let Some(who) = who else { return Vec::new() };
    SECTIONS
        .iter()
        .filter(|(.., roles)| roles.contains(&who.role.as_str()))
        .map(|&(section, address, key, _)| Entry {
            address,
            key,
            is_current: current == Some(section),
        })
        .collect()
}

/// Whether a role may search: it sees tasks.
pub(crate) fn may_search(role: &str) -> bool {
    READERS.contains(&role)
}

/// The first page of a role.
pub(crate) fn first_page(role: &str) -> &'static str {
    SECTIONS
        .iter()
        .find(|(.., roles)| roles.contains(&role))
        .map_or("/account", |(_, address, ..)| address)
}
