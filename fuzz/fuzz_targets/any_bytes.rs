//! Bytes of any kind: sniffed, extracted, read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reading::extract::{Limits, extract};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(extract) = extract(bytes, &Limits::default()) {
        reading::read(&extract);
    }
});
