//! What was made last, and what it was made of: for what many ask for and little changes.

use std::sync::{Mutex, PoisonError};

/// A value with the key of the state it was made in. A key that is asked for is to be read before the value is made: then a
/// change between the two makes the value newer than its key, never older.
#[derive(Debug)]
pub(crate) struct Last<K, V>(Mutex<Option<(K, V)>>);

impl<K, V> Default for Last<K, V> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<K: PartialEq, V: Clone> Last<K, V> {
    /// The value, if it was made in this state.
    pub(crate) fn of(&self, key: &K) -> Option<V> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, value) = last.as_ref().filter(|(known, _)| known == key)?;
        Some(value.clone())
    }

    /// Keeps a value instead of the one before.
    pub(crate) fn keep(&self, key: K, value: V) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((key, value));
    }
}
