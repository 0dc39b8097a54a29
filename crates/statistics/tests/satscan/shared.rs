//! The reference material beside the checkout. A test that needs it fails loudly where it is absent.

use std::path::PathBuf;

/// Path of a file of the reference material.
pub(crate) fn path(name: &str) -> PathBuf {
    let folder = std::env::var_os("DONDOC_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = folder.join(name);
    assert!(
        path.exists(),
        "reference material is missing: {} (put it beside the checkout as ../shared, or set DONDOC_SHARED)",
        path.display()
    );
    path
}
