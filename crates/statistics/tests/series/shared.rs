//! The reference series of counts, beside the checkout.

use std::io::Read;
use std::path::PathBuf;

/// A file of the reference material on statistics.
pub(crate) fn reference(name: &str) -> PathBuf {
    let folder = std::env::var_os("DONDOC_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let file = folder.join("statistics").join(name);
    assert!(
        file.exists(),
        "reference material is missing: {} (put it beside the checkout as ../shared, or set DONDOC_SHARED)",
        file.display()
    );
    file
}

/// Counts of a packed file, one series a line.
pub(crate) fn packed(name: &str) -> Vec<Vec<u32>> {
    let file = std::fs::File::open(reference(name)).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    text.lines()
        .map(|line| line.split(',').map(|count| count.parse().unwrap()).collect())
        .collect()
}

/// 5,000 series of 520 weeks.
pub(crate) fn weekly() -> Vec<Vec<Option<u32>>> {
    let known = |series: Vec<u32>| series.into_iter().map(Some).collect();
    packed("data/weekly.csv.gz").into_iter().map(known).collect()
}
