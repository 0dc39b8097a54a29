//! Codes of six digits that an app on a telephone shows: RFC 6238 over RFC 4226, SHA-1, a new code every 30 seconds.
//!
//! Pure: the moment is a parameter. That a code works once is kept by the store, which remembers the last step used.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha1::Sha1;

use crate::error::Result;
use crate::secret::{Secret, random};

/// Seconds a code is shown.
const STEP_S: i64 = 30;
/// One step to either side, for clocks that go wrong and people who type slowly (RFC 6238, section 5.2).
const STEPS_BESIDE: i64 = 1;
const DIGITS: usize = 6;
/// RFC 4226 asks for 160 bits.
const SECRET_BYTES: usize = 20;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A new secret.
pub(crate) fn new_secret() -> Result<Vec<u8>> {
    Ok(random::<SECRET_BYTES>()?.to_vec())
}

/// The step whose code was typed: of now, or of a neighbouring step.
pub(crate) fn step_of(secret: &[u8], typed: &str, at: Timestamp) -> Option<i64> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let now = at.as_second().div_euclid(STEP_S);
    [0, -STEPS_BESIDE, STEPS_BESIDE]
        .into_iter()
        .map(|beside| now + beside)
        .find(|step| is_same(&code(secret, *step), &typed))
}

/// The code that an app shows at a moment, from the secret as it was typed into it. For demonstrations and tests.
pub fn code_at(secret: &Secret, at: Timestamp) -> Option<String> {
    let secret = from_base32(secret.reveal())?;
    Some(code(&secret, at.as_second().div_euclid(STEP_S)))
}

fn code(secret: &[u8], step: i64) -> String {
    let number = truncated(secret, step) % 10u32.pow(6);
    format!("{number:0DIGITS$}")
}

/// RFC 4226, section 5.3: 31 bits of the HMAC, at the place its last four bits name.
fn truncated(secret: &[u8], step: i64) -> u32 {
    let mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes a key of any length");
    let hash: [u8; 20] = mac.chain_update(step.to_be_bytes()).finalize().into_bytes().into();
    let at = usize::from(hash[19] & 0xf);
    u32::from_be_bytes([hash[at], hash[at + 1], hash[at + 2], hash[at + 3]]) & 0x7fff_ffff
}

/// Compares without telling by its time how much was right.
fn is_same(one: &str, other: &str) -> bool {
    let differing = one.bytes().zip(other.bytes()).fold(0, |bits, (a, b)| bits | (a ^ b));
    one.len() == other.len() && differing == 0
}

/// A secret as people type it into an app.
pub(crate) fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut buffer, mut bits) = (0u16, 0u32);
    for byte in bytes {
        buffer = (buffer << 8) | u16::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(sign(buffer >> bits));
        }
    }
    if bits > 0 {
        text.push(sign(buffer << (5 - bits)));
    }
    text
}

fn sign(value: u16) -> char {
    char::from(BASE32[usize::from(value & 31)])
}

/// The bytes of a secret as it was typed; spaces and case make no difference.
pub(crate) fn from_base32(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut buffer, mut bits) = (0u16, 0u32);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        let value = BASE32
            .iter()
            .position(|sign| char::from(*sign) == c.to_ascii_uppercase())?;
        buffer = (buffer << 5) | u16::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((buffer >> bits) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// The address that apps take from a picture: `otpauth://totp/…`.
pub(crate) fn uri(issuer: &str, login: &str, secret: &[u8]) -> Secret {
    let (issuer, login, secret) = (escaped(issuer), escaped(login), base32(secret));
    Secret::from(format!(
        "otpauth://totp/{issuer}:{login}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={STEP_S}"
    ))
}

fn escaped(text: &str) -> String {
    let escape = |byte: u8| {
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if is_plain {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B.
    const SECRET: &[u8] = b"12345678901234567890";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_table_of_rfc_6238() {
        // Eight digits in the RFC; ours are the last six of them.
        for (second, wanted) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            assert_eq!(truncated(SECRET, second / STEP_S) % 100_000_000, wanted, "{second}");
            let code = code_at(&base32(SECRET).into(), at(second));
            assert_eq!(code, Some(format!("{:06}", wanted % 1_000_000)), "{second}");
        }
    }

    #[test]
    fn the_table_of_rfc_4226() {
        let wanted = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ];
        for (step, wanted) in (0..).zip(wanted) {
            assert_eq!(code(SECRET, step), wanted);
        }
    }

    #[test]
    fn one_step_to_either_side_is_taken() {
        let typed = code_at(&base32(SECRET).into(), at(1_234_567_890)).unwrap();
        let step = 1_234_567_890 / STEP_S;
        for (later, wanted) in [
            (-60, None),
            (-30, Some(step)),
            (0, Some(step)),
            (30, Some(step)),
            (60, None),
        ] {
            assert_eq!(step_of(SECRET, &typed, at(1_234_567_890 + later)), wanted, "{later}");
        }
        let spaced = format!(" {} {}", &typed[..3], &typed[3..]);
        assert_eq!(step_of(SECRET, &spaced, at(1_234_567_890)), Some(step));
        assert_eq!(step_of(SECRET, &typed[..5], at(1_234_567_890)), None);
        assert_eq!(step_of(SECRET, "", at(1_234_567_890)), None);
    }

    #[test]
    fn base32_of_rfc_4648() {
        for (bytes, wanted) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), wanted);
            assert_eq!(from_base32(wanted).unwrap(), bytes.as_bytes());
        }
        assert_eq!(from_base32("mzxw 6ytb oi").unwrap(), b"foobar");
        assert_eq!(from_base32("M1"), None);
    }

    #[test]
    fn the_address_for_apps_is_escaped() {
        let uri = uri("Đôn Đốc", "a.nguyen", b"foobar");
        assert_eq!(
            uri.reveal(),
            "otpauth://totp/%C4%90%C3%B4n%20%C4%90%E1%BB%91c:a.nguyen?secret=MZXW6YTBOI\
             &issuer=%C4%90%C3%B4n%20%C4%90%E1%BB%91c&algorithm=SHA1&digits=6&period=30"
        );
    }
}
