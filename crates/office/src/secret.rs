//! What must never be printed by accident: passwords, tokens, secrets of the second factor. And where they come from.

use std::fmt;

use anyhow::anyhow;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};

/// Letters and digits that are not taken for each other when they are read from paper: no `0` and `o`, no `1`, `l`, `i`.
const LEGIBLE: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
/// Groups of four of a made-up password: 16 signs, 79 bits.
const GROUPS: usize = 4;

/// Text that is not printed: `Debug` shows `***`. As JSON it is the text, for the API takes it, and gives it where it is
/// shown once.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Secret {
    /// The text itself, for the one place that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// A token of 256 random bits, in hexadecimal.
    pub(crate) fn token() -> Result<Self> {
        Ok(Self(hex(&random::<32>()?)))
    }

    /// The secret part of an address: 128 random bits, in hexadecimal.
    pub(crate) fn address() -> Result<Self> {
        Ok(Self(hex(&random::<16>()?)))
    }

    /// A password that can be read from paper: `k7mp-x2hr-9tqd-wna4`.
    pub(crate) fn password() -> Result<Self> {
        let groups: Result<Vec<String>> = (0..GROUPS).map(|_| legible(4)).collect();
        Ok(Self(groups?.join("-")))
    }

    /// SHA-256 of the text: what is stored of a token.
    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::Failed(anyhow!("no randomness: {error}")))?;
    Ok(bytes)
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

fn legible(length: usize) -> Result<String> {
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let [byte] = random::<1>()?;
        // 5 bits name one of 31 signs; the 32nd is drawn again, so that every sign is equally likely.
        if let Some(sign) = LEGIBLE.get(usize::from(byte & 31)) {
            text.push(char::from(*sign));
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_secret_is_printed() {
        let secret = Secret::from("bí mật 123");
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "*** Some(***)");
    }

    #[test]
    fn made_up_passwords_are_long_and_legible() {
        let (one, other) = (Secret::password().unwrap(), Secret::password().unwrap());
        assert_ne!(one.reveal(), other.reveal());
        assert_eq!(one.reveal().len(), 19);
        assert!(one.reveal().bytes().all(|sign| sign == b'-' || LEGIBLE.contains(&sign)));
    }

    #[test]
    fn a_token_has_256_bits() {
        assert_eq!(Secret::token().unwrap().reveal().len(), 64);
    }
}
