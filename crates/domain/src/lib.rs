//! What exists and what is allowed: tasks and their life, duties, deadlines, drafts under review, rights, dated rules.
//!
//! Pure: no IO, no async, no clock, no randomness. Today, the moment and new identifiers are parameters. Nothing here can
//! hold a citizen: people appear only as users of the system, and records hold agencies, places, days and the words of
//! official documents.

pub mod agency;
pub mod days_off;
pub mod deadline;
pub mod directive;
pub mod draft;
pub mod figures;
pub mod file;
pub mod filter;
pub mod id;
pub mod import;
pub mod journal;
pub mod life;
pub mod periodic_report;
pub mod personal_data;
pub mod province;
pub mod reminder;
pub mod report;
pub mod report_faults;
pub mod rights;
pub mod rules;
pub mod task;
pub mod urging;
pub mod user;
pub mod verb;

pub use agency::Agency;
pub use days_off::DaysOff;
pub use deadline::Deadline;
pub use directive::Directive;
pub use file::File;
pub use import::Import;
pub use journal::{Kind, Record};
pub use periodic_report::PeriodicReport;
pub use province::Province;
pub use report::Report;
pub use task::Task;
pub use urging::Urging;
pub use user::User;
