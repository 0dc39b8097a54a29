//! Seals on what a browser keeps between two pages: who has given the right password, which secret waits for its first
//! code. The key is what the user signs in with, so that no key has to be stored, and a seal ends with the password.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;
use store::users::Credential;

use crate::secret::hex;

/// How long a seal holds: enough to find a telephone.
const HOLDS: SignedDuration = SignedDuration::from_mins(10);

/// What is sealed for: a seal for one is none for another.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    /// The password was right, the code is missing.
    CodeNeeded,
    /// A secret that waits for its first code.
    NewSecret,
}

/// The seal on a text: `until.digest`.
pub(crate) fn seal(credential: &Credential, purpose: Purpose, text: &str, at: Timestamp) -> String {
    let until = (at + HOLDS).as_second();
    let digest = mac(credential, purpose, text, until).finalize().into_bytes();
    format!("{until}.{}", hex(&digest))
}

/// Whether a seal is the one on a text, and still holds.
pub(crate) fn holds(credential: &Credential, purpose: Purpose, text: &str, seal: &str, at: Timestamp) -> bool {
    let Some((until, digest)) = seal.split_once('.') else {
        return false;
    };
    let (Ok(until), Some(digest)) = (until.parse(), from_hex(digest)) else {
        return false;
    };
    at.as_second() < until && mac(credential, purpose, text, until).verify_slice(&digest).is_ok()
}

fn mac(credential: &Credential, purpose: Purpose, text: &str, until: i64) -> Hmac<Sha256> {
    let key = [
        credential.password_hash.as_bytes(),
        credential.totp_secret.as_deref().unwrap_or_default(),
    ]
    .concat();
    let mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes a key of any length");
    mac.chain_update([purpose as u8])
        .chain_update(credential.user.0.as_bytes())
        .chain_update(until.to_be_bytes())
        .chain_update(text)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes = pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?))
        .collect();
    if rest.is_empty() { bytes } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::UserId;
    use uuid::Uuid;

    fn credential(password_hash: &str) -> Credential {
        Credential {
            user: UserId(Uuid::from_u128(7)),
            password_hash: password_hash.into(),
            totp_secret: None,
            totp_step: None,
            updated_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_seal_holds_for_its_text_purpose_time_and_password_only() {
        let (at, mine) = (Timestamp::UNIX_EPOCH, credential("$argon2id$1"));
        let sealed = seal(&mine, Purpose::NewSecret, "MZXW6", at);
        assert!(holds(&mine, Purpose::NewSecret, "MZXW6", &sealed, at));
        assert!(!holds(&mine, Purpose::NewSecret, "MZXW7", &sealed, at));
        assert!(!holds(&mine, Purpose::CodeNeeded, "MZXW6", &sealed, at));
        assert!(!holds(&mine, Purpose::NewSecret, "MZXW6", &sealed, at + HOLDS));
        assert!(!holds(
            &credential("$argon2id$2"),
            Purpose::NewSecret,
            "MZXW6",
            &sealed,
            at
        ));
        let later = sealed.replacen("600", "900", 1);
        assert!(!holds(&mine, Purpose::NewSecret, "MZXW6", &later, at));
        for broken in ["", ".", "600", "600.", "600.zz", "x.00"] {
            assert!(!holds(&mine, Purpose::NewSecret, "MZXW6", broken, at), "{broken}");
        }
    }
}
