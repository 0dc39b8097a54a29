//! Plain text behind a letterhead, so that the grammar is reached.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reading::extract::{Limits, extract};

fuzz_target!(|text: &str| {
    let directive = format!("Số: 1/KH-UBND\n\nKẾ HOẠCH\n\nI. NHIỆM VỤ\n1. Sở Y tế:\n{text}");
    if let Ok(extract) = extract(directive.as_bytes(), &Limits::default()) {
        reading::read(&extract);
    }
});
