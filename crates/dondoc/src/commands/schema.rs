//! `dondoc schema`: the JSON Schema of a reading, generated from its types.

use std::io::Write;

use reading::register::Reading;

use crate::cli;

/// Prints the schema.
pub(crate) fn run() -> anyhow::Result<u8> {
    writeln!(std::io::stdout().lock(), "{}", schema()?)?;
    Ok(cli::ALL_READ)
}

/// The schema as committed in `schemas/reading.schema.json`.
fn schema() -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(&schemars::schema_for!(Reading))?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn committed_schema_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/reading.schema.json");
        let committed = std::fs::read_to_string(path).unwrap();
        assert_eq!(
            committed.trim_end(),
            super::schema().unwrap(),
            "run: cargo run -p dondoc -- schema > schemas/reading.schema.json"
        );
    }
}
