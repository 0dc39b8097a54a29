//! What people type, turned into values of the domain. Each fault is noted at its field, and all of them are shown at once.

use std::str::FromStr;

use domain::directive::DocumentRef;
use domain::id::AgencyId;
use jiff::civil::Date;

use crate::agencies::Directory;
use crate::error::FieldError;
use crate::free_text::{Faults, LONG, SHORT};

impl Faults {
    /// A day: `2026-12-31` as browsers send it, or `31/12/2026` as people write it.
    pub(crate) fn day(&mut self, field: &str, typed: &str) -> Option<Date> {
        let day = self.optional_day(field, typed);
        if typed.trim().is_empty() {
            self.add(FieldError::new(field, "required"));
        }
        day
    }

    /// A day that may be left out.
    pub(crate) fn optional_day(&mut self, field: &str, typed: &str) -> Option<Date> {
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        let day = calendar::typed_date(typed);
        if day.is_none() {
            self.add(FieldError::new(field, "not-a-date").with("typed", typed));
        }
        day
    }

    /// A document by number and day.
    pub(crate) fn document(&mut self, number: &str, issued_on: &str) -> Option<DocumentRef> {
        let document = self.optional_document(number, issued_on);
        if number.trim().is_empty() {
            self.add(FieldError::new("document", "required"));
        }
        document
    }

    /// A document that may be left out.
    pub(crate) fn optional_document(&mut self, number: &str, issued_on: &str) -> Option<DocumentRef> {
        let number = self.optional("document", number, SHORT);
        let issued_on = self.optional_day("document_date", issued_on);
        if number.is_empty() && issued_on.is_some() {
            self.add(FieldError::new("document", "required"));
        }
        (!number.is_empty()).then_some(DocumentRef {
            number,
            issued_on,
            issuer: None,
        })
    }

    /// Words about work that have to be given.
    pub(crate) fn words(&mut self, field: &str, typed: &str) -> String {
        let words = self.required(field, typed, LONG);
        self.without_personal_data(field, &words);
        words
    }

    /// Words about work that may be left out.
    pub(crate) fn optional_words(&mut self, field: &str, typed: &str) -> Option<String> {
        let words = self.optional(field, typed, LONG);
        self.without_personal_data(field, &words);
        (!words.is_empty()).then_some(words)
    }

    /// One of several things, by its word.
    pub(crate) fn choice<T>(&mut self, field: &str, typed: &str, from_word: impl Fn(&str) -> Option<T>) -> Option<T> {
        let typed = typed.trim();
        let choice = from_word(typed);
        if choice.is_none() {
            let code = if typed.is_empty() { "required" } else { "unknown-choice" };
            self.add(FieldError::new(field, code).with("typed", typed));
        }
        choice
    }

    /// An agency of the register, by identifier or by name.
    pub(crate) fn agency(&mut self, field: &str, typed: &str, directory: &Directory, today: Date) -> Option<AgencyId> {
        let typed = typed.trim();
        if typed.is_empty() {
            self.add(FieldError::new(field, "required"));
            return None;
        }
        let agency = AgencyId::from_str(typed)
            .ok()
            .filter(|id| directory.agency(*id).is_some())
            .or_else(|| directory.resolve(typed, today));
        let Some(agency) = agency.and_then(|id| directory.agency(id)) else {
            self.add(FieldError::new(field, "unknown-agency").with("typed", typed));
            return None;
        };
        if !agency.stands_on(today) {
            self.add(FieldError::new(field, "agency-ended").with("typed", &agency.name));
        }
        Some(agency.id)
    }

    /// Several agencies; blank entries are left out, as forms send them, and one entry may name several, separated by `;` or
    /// one a line.
    pub(crate) fn agencies(
        &mut self,
        field: &str,
        typed: &[String],
        directory: &Directory,
        today: Date,
    ) -> Vec<AgencyId> {
        let mut agencies = Vec::new();
        for typed in typed
            .iter()
            .flat_map(|typed| typed.split([';', '\n']))
            .filter(|typed| !typed.trim().is_empty())
        {
            if let Some(agency) = self.agency(field, typed, directory, today)
                && !agencies.contains(&agency)
            {
                agencies.push(agency);
            }
        }
        agencies
    }
}
