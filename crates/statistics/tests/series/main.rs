//! Series of counts: answers against those of other programs, on the reference series beside the checkout.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its reference fails")]

mod forecast;
mod shared;
mod variants;
mod warning;
