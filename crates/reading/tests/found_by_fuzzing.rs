//! Inputs on which a fuzz target once ended in a panic: they are read, or refused with a reason.

use reading::extract::{Limits, extract};

#[test]
fn what_fuzzing_found_is_read_or_refused() {
    let found: [&[u8]; 3] = [
        // A text of nothing but a bar of a table.
        b"|",
        // The symbol of a number runs on into a vowel whose mark the comparison form writes on the letter before it.
        b"<!DOCTYPE html><html><body>S\xe1\xbb\x91 5/DFyco\xc3\x83:?",
        "Thực hiện Kế hoạch số 5/QĐ-UBNDoã ngày 5/6/2021 của Chính phủ".as_bytes(),
    ];
    for bytes in found {
        if let Ok(extract) = extract(bytes, &Limits::default()) {
            reading::read(&extract);
        }
    }
}
