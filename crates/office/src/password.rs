//! Passwords: which ones are taken, how they are kept, how they are compared. Knows no users and no database.
//!
//! Hashing is made slow on purpose; it happens on a thread for blocking work, a few at a time.

use std::sync::{Arc, LazyLock, Mutex};

use anyhow::{Context as _, anyhow};
use argon2::password_hash::PasswordHasher as _;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, FieldError, Result};
use crate::free_text::Faults;
use crate::secret::Secret;

/// Fewest characters. NIST SP 800-63B-4 and OWASP ask for length instead of kinds of signs.
pub const SHORTEST: usize = 12;
/// Most characters, so that nobody makes the server hash a book.
const LONGEST: usize = 200;
/// Fewest different characters: `aaaaaaaaaaaa` is long and no password.
const FEWEST_DIFFERENT: usize = 5;

/// Argon2id as the OWASP Password Storage Cheat Sheet recommends: 19 MiB of memory, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How many are hashed at the same time: bounds memory and processors that signing in can take, and how many guesses can
/// be under way between counting failures and noting a new one.
const AT_ONCE: usize = 2;

/// The memory of each turn, kept: 19 MiB that come and go between small things leave holes in the heap that nothing fills.
static MEMORIES: [Mutex<Vec<Block>>; AT_ONCE] = [const { Mutex::new(Vec::new()) }; AT_ONCE];

static TURNS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE)));

static COMMON: &str = include_str!("../data/common_passwords.txt");

/// Notes what is wrong with a new password.
pub(crate) fn check(faults: &mut Faults, field: &str, password: &Secret, login: &str) {
    let typed = text::nfc(password.reveal());
    let length = typed.chars().count();
    if length < SHORTEST {
        faults.add(FieldError::new(field, "password-too-short").with("shortest", SHORTEST));
    } else if length > LONGEST {
        faults.add(
            FieldError::new(field, "too-long")
                .with("longest", LONGEST)
                .with("length", length),
        );
    } else if typed.to_lowercase() == login.to_lowercase() {
        faults.add(FieldError::new(field, "password-is-login"));
    } else if is_common(&typed) {
        faults.add(FieldError::new(field, "password-too-common"));
    }
}

/// Whether a password is among the first that anybody would guess.
fn is_common(typed: &str) -> bool {
    let lower = typed.to_lowercase();
    let mut different: Vec<char> = lower.chars().collect();
    different.sort_unstable();
    different.dedup();
    different.len() < FEWEST_DIFFERENT || COMMON.lines().any(|common| common == lower)
}

/// The turn to hash. Whoever limits attempts takes it before counting them.
#[derive(Debug)]
pub(crate) struct Turn(OwnedSemaphorePermit);

impl Turn {
    /// Waits for a turn.
    pub(crate) async fn wait() -> Result<Self> {
        let permit = Arc::clone(&TURNS).acquire_owned().await;
        Ok(Self(
            permit.context("waiting for a turn to hash").map_err(Error::Failed)?,
        ))
    }
}

/// The hash of a password with a new salt, as it is stored.
pub(crate) async fn hash(password: &Secret) -> Result<String> {
    let turn = Turn::wait().await?;
    let password = password.clone();
    in_background(turn, move || hashed(&password)).await?
}

/// Whether a password is the one of a hash. Without a hash it takes as long, and is not.
pub(crate) async fn is_right(turn: Turn, password: &Secret, hash: Option<String>) -> Result<bool> {
    let password = password.clone();
    in_background(turn, move || {
        let exists = hash.is_some();
        let hash = hash.map_or_else(nobodys, Ok)?;
        Ok(matches(&password, &hash) && exists)
    })
    .await?
}

async fn in_background<T: Send + 'static>(turn: Turn, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let work = move || {
        let result = work();
        drop(turn.0);
        result
    };
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Failed(error.into()))
}

fn hashed(password: &Secret) -> Result<String> {
    let typed = text::nfc(password.reveal());
    let hash = hasher()?.hash_password(typed.as_bytes());
    let hash: PasswordHash = hash.map_err(|error| Error::Failed(anyhow!("hashing a password: {error}")))?;
    Ok(hash.to_string())
}

fn matches(password: &Secret, hash: &str) -> bool {
    let typed = text::nfc(password.reveal());
    is_of(typed.as_bytes(), hash).unwrap_or(false)
}

/// Whether a hash is that of a password; none where it is no hash of Argon2.
fn is_of(password: &[u8], hash: &str) -> Option<bool> {
    let known = PasswordHash::new(hash).ok()?;
    let (salt, expected) = (known.salt?, known.hash?);
    let algorithm = Algorithm::new(known.algorithm).ok()?;
    let version = Version::try_from(known.version?).ok()?;
    let params = Params::try_from(&known).ok()?;
    let blocks = params.block_count();
    let mut found = [0; Output::MAX_LENGTH];
    let found = found.get_mut(..expected.len())?;
    let mut spare = Vec::new();
    // There are as many memories as turns: one is free.
    let mut kept = MEMORIES.iter().find_map(|memory| memory.try_lock().ok());
    let memory = kept.as_deref_mut().unwrap_or(&mut spare);
    memory.resize(blocks.max(memory.len()), Block::default());
    Argon2::new(algorithm, version, params)
        .hash_password_into_with_memory(password, &salt, found, memory)
        .ok()?;
    // Outputs are compared in constant time.
    Some(Output::new(found).ok()? == expected)
}

/// A hash of nothing anybody knows, for logins that do not exist.
fn nobodys() -> Result<String> {
    static NOBODYS: LazyLock<Option<String>> = LazyLock::new(|| hashed(&Secret::token().ok()?).ok());
    NOBODYS
        .clone()
        .ok_or_else(|| Error::Failed(anyhow!("no hash to compare with")))
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params.map_err(|error| Error::Failed(anyhow!("parameters of Argon2: {error}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(password: &str) -> Vec<String> {
        let mut faults = Faults::default();
        check(&mut faults, "password", &password.into(), "nguyen.van.a.ubnd");
        match faults.done() {
            Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.code).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn what_is_no_password() {
        for (password, code) in [
            ("Ngắn quá", "password-too-short"),
            ("Nguyen.Van.A.UBND", "password-is-login"),
            ("Matkhau@123456", "password-too-common"),
            ("aaaaaaaaaaaabbb", "password-too-common"),
        ] {
            assert_eq!(faults_of(password), [code], "{password}");
        }
        assert_eq!(faults_of("sáng mưa chiều nắng"), Vec::<String>::new());
        assert_eq!(faults_of(&"ắc".repeat(101)), ["too-long"]);
    }

    #[test]
    fn the_list_holds_what_its_length_does_not_refuse_anyway() {
        assert!(COMMON.lines().count() > 100);
        for word in COMMON.lines() {
            assert!(
                word.chars().count() >= SHORTEST && word == word.to_lowercase(),
                "{word}"
            );
        }
    }

    #[tokio::test]
    async fn a_password_is_found_again_however_its_marks_were_typed() {
        let hash = hash(&"mật khẩu của tôi".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let taken_apart: String = "mật khẩu của tôi".replace('ậ', "a\u{323}\u{302}");
        let is_right = async |typed: &str, hash: Option<&String>| {
            super::is_right(Turn::wait().await.unwrap(), &typed.into(), hash.cloned())
                .await
                .unwrap()
        };
        assert!(is_right(&taken_apart, Some(&hash)).await);
        assert!(!is_right("mật khẩu của tối", Some(&hash)).await);
        assert!(!is_right("mật khẩu của tôi", None).await);
    }
}
