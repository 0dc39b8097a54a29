//! Bytes of an office document -> its text and blocks -> its identity and the register of its tasks.
//!
//! Two halves, one way: [`extract`] turns bytes of any format into one [`extract::Extract`]; `grammar` reads that and
//! never sees the bytes. Knows neither store nor web, does no network, has no clock.

pub mod extract;
mod grammar;
pub mod register;
mod resolve;
pub mod secrecy;

pub use grammar::read;
