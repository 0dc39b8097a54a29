//! Word 97-2003: the bytes stand behind the signature of a compound file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reading::extract::{Limits, extract};

fuzz_target!(|bytes: &[u8]| {
    let mut file = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    file.extend_from_slice(bytes);
    if let Ok(extract) = extract(&file, &Limits::default()) {
        reading::read(&extract);
    }
});
