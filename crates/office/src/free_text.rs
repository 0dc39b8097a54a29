//! Free text from people: trimmed, of a bounded length, and not saved while it identifies a citizen.

use domain::personal_data;

use crate::error::{Error, FieldError, Result};

/// Longest text of a report, a reason, an obstacle: in characters.
pub(crate) const LONG: usize = 10_000;
/// Longest line: a name, a number.
pub(crate) const SHORT: usize = 500;

/// Gathers faults of several fields, so that a form shows all of them at once.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<FieldError>);

impl Faults {
    /// Notes a fault.
    pub(crate) fn add(&mut self, fault: FieldError) {
        self.0.push(fault);
    }

    /// Text that has to be given.
    pub(crate) fn required(&mut self, field: &str, text: &str, longest: usize) -> String {
        let text = self.optional(field, text, longest);
        if text.is_empty() {
            self.add(FieldError::new(field, "required"));
        }
        text
    }

    /// Text that may be left out.
    pub(crate) fn optional(&mut self, field: &str, text: &str, longest: usize) -> String {
        let text = text::nfc(text.trim()).replace("\r\n", "\n");
        let length = text.chars().count();
        if length > longest {
            self.add(
                FieldError::new(field, "too-long")
                    .with("longest", longest)
                    .with("length", length),
            );
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.add(FieldError::new(field, "control-characters"));
        }
        text
    }

    /// Text about work, which must not identify a citizen (Law 91/2025/QH15).
    pub(crate) fn without_personal_data(&mut self, field: &str, text: &str) {
        if let Some(found) = personal_data::find(text).first() {
            let words = text.get(found.range.clone()).unwrap_or_default().trim();
            self.add(FieldError::new(field, format!("personal-data-{}", found.sort.word())).with("words", words));
        }
    }

    /// Ok when nothing was wrong.
    pub(crate) fn done(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(self.0))
        }
    }
}
