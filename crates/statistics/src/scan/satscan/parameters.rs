//! The parameter file: `key=value` lines in sections, which only group them.

use super::{Fault, FaultKind};

use std::collections::HashMap;

/// Parameters by their names. A name that is not asked for does no harm.
#[derive(Debug, Clone)]
pub struct Parameters {
    name: String,
    values: HashMap<String, (String, usize)>,
}

impl Parameters {
    /// Reads the text of a parameter file; `name` is how it is called in faults.
    pub fn parse(name: &str, text: &str) -> Self {
        let mut values = HashMap::new();
        for (line, number) in text.trim_start_matches('\u{feff}').lines().zip(1..) {
            let line = line.trim();
            if line.starts_with([';', '[', '#']) {
                continue;
            }
            if let Some((key, value)) = line.split_once('=') {
                values.insert(key.trim().to_ascii_lowercase(), (value.trim().to_owned(), number));
            }
        }
        Self {
            name: name.to_owned(),
            values,
        }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        !self.text(key).is_empty()
    }

    /// The value of a parameter; empty when it is not given.
    pub fn text(&self, key: &str) -> &str {
        self.values
            .get(&key.to_ascii_lowercase())
            .map_or("", |(value, _)| value)
    }

    pub(super) fn yes(&self, key: &str) -> bool {
        self.text(key).starts_with(['y', 'Y', '1'])
    }

    pub(super) fn number(&self, key: &str, default: u32) -> Result<u32, Fault> {
        match self.text(key) {
            "" => Ok(default),
            text => text.parse().map_err(|_| self.value(key)),
        }
    }

    pub(super) fn count(&self, key: &str, default: u32) -> Result<u32, Fault> {
        self.number(key, default)
    }

    pub(super) fn real(&self, key: &str, default: f64) -> Result<f64, Fault> {
        match self.text(key) {
            "" => Ok(default),
            text => text
                .parse()
                .ok()
                .filter(|value: &f64| value.is_finite() && *value >= 0.0)
                .ok_or_else(|| self.value(key)),
        }
    }

    pub(super) fn value(&self, key: &str) -> Fault {
        let value = self.text(key).to_owned();
        self.fault(
            key,
            FaultKind::Value {
                key: key.to_owned(),
                value,
            },
        )
    }

    pub(super) fn unsupported(&self, key: &str) -> Fault {
        let value = self.text(key).to_owned();
        self.fault(
            key,
            FaultKind::Unsupported {
                key: key.to_owned(),
                value,
            },
        )
    }

    pub(super) fn missing(&self, key: &str) -> Fault {
        self.fault(key, FaultKind::Missing { key: key.to_owned() })
    }

    pub(super) fn fault(&self, key: &str, kind: FaultKind) -> Fault {
        let line = self.values.get(&key.to_ascii_lowercase()).map(|(_, line)| *line);
        Fault {
            file: self.name.clone(),
            line,
            kind,
        }
    }
}
