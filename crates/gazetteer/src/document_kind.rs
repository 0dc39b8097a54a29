//! The types of administrative documents (Decree 30/2020/NĐ-CP, article 7 and annex III).

use std::sync::LazyLock;

use serde::Serialize;

use crate::tables;

/// A type of document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentKind {
    /// Name as the decree prints it, without a bracketed remark: `Chương trình`.
    pub name: &'static str,
    /// Abbreviation in the symbol of a document, `CTr`; công văn and thư công have none.
    pub abbreviation: Option<&'static str>,
}

/// The 29 types and the three kinds of copies, in the decree's order.
pub fn document_kinds() -> &'static [DocumentKind] {
    static KINDS: LazyLock<Vec<DocumentKind>> = LazyLock::new(|| {
        tables::document_kinds()
            .map(|[name, abbreviation]| DocumentKind {
                name: name.split(" (").next().unwrap_or(name),
                abbreviation: Some(abbreviation).filter(|abbreviation| !abbreviation.is_empty()),
            })
            .collect()
    });
    &KINDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_nine_types_and_three_copies() {
        let kinds = document_kinds();
        assert_eq!(kinds.len(), 32);
        assert_eq!(
            kinds
                .iter()
                .filter(|kind| kind.name.starts_with("Bản sao") || kind.name == "Bản trích sao")
                .count(),
            3
        );
        let abbreviation = |name| {
            kinds
                .iter()
                .find(|kind| kind.name == name)
                .map(|kind| kind.abbreviation)
        };
        assert_eq!(abbreviation("Chương trình"), Some(Some("CTr")));
        assert_eq!(abbreviation("Nghị quyết"), Some(Some("NQ")));
        assert_eq!(abbreviation("Công văn"), Some(None));
    }
}
