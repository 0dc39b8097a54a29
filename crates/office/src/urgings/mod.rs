//! Urging: what each agency is late with and on which step of the ladder, the letter, and the act with its number, receipt
//! and effect.

mod acts;
mod letter;
mod lists;
mod proposal;

pub use acts::{
    NumberInput, PrepareInput, Prepared, ReceiptInput, SendInput, WithdrawInput, prepare, receive, record_receipt,
    send, withdraw,
};
pub use lists::{
    ItemRow, Named, UrgingPage, UrgingQuery, UrgingRow, UrgingView, letter, letters, list, named_in_report, view,
};
pub(crate) use lists::{find, of_task, rows, unreceived};
pub(crate) use proposal::count;
pub use proposal::{AgencyBehind, Coming, LateRow, Proposal, WaitingRow, propose};
