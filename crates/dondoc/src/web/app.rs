//! The state of the running program, and the doors of the office that the pages of accounts use.
//!
//! Until the office is wired in, [`Accounts`] stands behind them: it keeps one administrator in memory, so that the
//! first pages can be used and tested.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::account::{NewSecondFactor, SessionView, Sessions};
use super::first_run::FirstRun;
use super::form::FieldError;
use super::problem::Problem;
use super::rate::RateLimiter;
use super::session::{Token, Who};
use super::sign_in::SignInStep;

/// The state, as handlers take it: `State(app): State<Shared>`.
pub(crate) type Shared = Arc<App>;

/// See the module.
pub(crate) struct App {
    /// The moment, so that a test can set it.
    clock: fn() -> Timestamp,
    /// Asked for on the first-run page from another machine; printed where the program was started.
    pub setup_code: String,
    /// Attempts to sign in by address.
    pub attempts_by_address: RateLimiter<IpAddr>,
    /// Attempts to sign in by login.
    pub attempts_by_login: RateLimiter<String>,
    accounts: Mutex<Accounts>,
}

/// The stand-in of the office.
#[derive(Default)]
struct Accounts {
    office: Option<String>,
    administrator: Option<(Who, String)>,
    sessions: BTreeMap<String, SessionView>,
    waiting: Vec<String>,
    second_factor: Option<String>,
}

impl App {
    /// A program that is not set up yet.
    pub(crate) fn new(clock: fn() -> Timestamp) -> Self {
        let quarter_of_an_hour = SignedDuration::from_mins(15);
        let random = Uuid::now_v7().simple().to_string();
        Self {
            clock,
            setup_code: random.chars().rev().take(8).collect(),
            attempts_by_address: RateLimiter::new(60, quarter_of_an_hour),
            attempts_by_login: RateLimiter::new(10, quarter_of_an_hour),
            accounts: Mutex::default(),
        }
    }

    /// The moment.
    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Name of the office; none before the first run is done.
    pub(crate) fn office(&self) -> Option<String> {
        self.accounts().office.clone()
    }

    /// Whoever a token belongs to; nobody when it is unknown, ended or revoked.
    ///
    /// # Errors
    /// When the office cannot be asked.
    #[expect(clippy::unused_async, reason = "the office answers later")]
    pub(crate) async fn acting(&self, token: &Token) -> Result<Option<Who>, Problem> {
        let accounts = self.accounts();
        let is_known = accounts.sessions.contains_key(token.secret());
        Ok(accounts
            .administrator
            .as_ref()
            .filter(|_| is_known)
            .map(|(who, _)| who.clone()))
    }

    /// Creates province, office and administrator, and signs the administrator in.
    ///
    /// # Errors
    /// Fields that cannot be taken.
    #[expect(clippy::unused_async, reason = "the office answers later")]
    pub(crate) async fn set_up(
        &self,
        first: FirstRun,
        client: Client,
    ) -> Result<Result<Token, Vec<FieldError>>, Problem> {
        let mut accounts = self.accounts();
        if accounts.office.is_some() {
            return Err(Problem::not_found());
        }
        if first.password.chars().count() < 12 {
            return Ok(Err(vec![
                FieldError::new("password", "account-password-too-short").with("least", 12),
            ]));
        }
        let who = Who {
            login: first.login,
            name: first.name,
            role: "administrator".to_owned(),
            agency: None,
            must_change_password: false,
        };
        accounts.office = Some(first.office);
        accounts.administrator = Some((who, first.password));
        Ok(Ok(accounts.begin(client, self.now())))
    }

    /// Checks login and password.
    ///
    /// # Errors
    /// When the office cannot be asked.
    #[expect(clippy::unused_async, reason = "the office answers later")]
    pub(crate) async fn sign_in(&self, login: &str, password: &str, client: Client) -> Result<SignInStep, Problem> {
        let mut accounts = self.accounts();
        let known = accounts.administrator.as_ref();
        if !known.is_some_and(|(who, secret)| who.login == login && secret == password) {
            return Ok(SignInStep::Refused);
        }
        if accounts.second_factor.is_some() {
            let ticket = Uuid::now_v7().simple().to_string();
            accounts.waiting.push(ticket.clone());
            return Ok(SignInStep::CodeNeeded(ticket));
        }
        Ok(SignInStep::Done(accounts.begin(client, self.now())))
    }

    /// Checks the code of the second factor for somebody whose password was right.
    ///
    /// # Errors
    /// When the office cannot be asked.
    #[expect(clippy::unused_async, reason = "the office answers later")]
    pub(crate) async fn sign_in_with_code(
        &self,
        ticket: &str,
        code: &str,
        client: Client,
    ) -> Result<SignInStep, Problem> {
        let mut accounts = self.accounts();
        if !accounts.waiting.iter().any(|waiting| waiting == ticket) {
            return Ok(SignInStep::Again);
        }
        if code != STAND_IN_CODE {
            return Ok(SignInStep::Refused);
        }
        accounts.waiting.retain(|waiting| waiting != ticket);
        Ok(SignInStep::Done(accounts.begin(client, self.now())))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the office cannot be asked.
    #[expect(clippy::unused_async, reason = "the office answers later")]
    pub(crate) async fn sign_out(&self, token: &Token) -> Result<(), Problem> {
        self.accounts().sessions.remove(token.secret());
        Ok(())
    }

    /// The sessions of whoever holds a token, and whether they have a second factor.
    ///
    /// # Errors
    /// When the office cannot be asked.
    #[expect(clippy::unused_async, reason = "the office answers later")]
    pub(crate) async fn sessions(&self, token: &Token) -> Result<Sessions, Problem> {
        let accounts = self.accounts();
        let sessions = accounts.sessions.iter().map(|(secret, session)| SessionView {
            is_current: secret == token.secret(),
            ..session.clone()
        });
        Ok(Sessions {
            sessions: sessions.collect(),
            has_second_factor: accounts.second_factor.is_some(),
        })
    }

    /// Ends one session of the same person, or all but the current one.
    ///
    /// # Errors
    /// When there is no such session.
    #[expect(clippy::unused_async, reason = "the office answers later")]
    pub(crate) async fn revoke(&self, token: &Token, session: Option<&str>) -> Result<(), Problem> {
        let mut accounts = self.accounts();
        let before = accounts.sessions.len();
        accounts.sessions.retain(|secret, known| match session {
            Some(id) => known.id != id,
            None => secret == token.secret(),
        });
        if session.is_some() && accounts.sessions.len() == before {
            return Err(Problem::not_found());
        }
        Ok(())
    }

    /// Changes the own password; every other session ends.
    ///
    /// # Errors
    /// Fields that cannot be taken.
    pub(crate) async fn change_password(
        &self,
        token: &Token,
        old: &str,
        new: &str,
    ) -> Result<Result<(), Vec<FieldError>>, Problem> {
        {
            let mut accounts = self.accounts();
            let Some((_, password)) = &mut accounts.administrator else {
                return Err(Problem::signed_out());
            };
            if password != old {
                return Ok(Err(vec![FieldError::new("old", "account-password-wrong")]));
            }
            if new.chars().count() < 12 {
                return Ok(Err(vec![
                    FieldError::new("new", "account-password-too-short").with("least", 12),
                ]));
            }
            new.clone_into(password);
        }
        self.revoke(token, None).await?;
        Ok(Ok(()))
    }

    /// A secret for a second factor, not in force until a code of it was given.
    ///
    /// # Errors
    /// When the office cannot be asked.
    #[expect(clippy::unused_async, reason = "the office answers later")]
    pub(crate) async fn new_second_factor(&self, _token: &Token) -> Result<NewSecondFactor, Problem> {
        let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".to_owned();
        let link = format!("otpauth://totp/Don%20Doc?secret={secret}&issuer=Don%20Doc");
        Ok(NewSecondFactor { secret, link })
    }

    /// Puts a second factor in force.
    ///
    /// # Errors
    /// Fields that cannot be taken.
    #[expect(clippy::unused_async, reason = "the office answers later")]
    pub(crate) async fn confirm_second_factor(
        &self,
        _token: &Token,
        code: &str,
    ) -> Result<Result<(), Vec<FieldError>>, Problem> {
        if code != STAND_IN_CODE {
            return Ok(Err(vec![FieldError::new("code", "sign-in-code-wrong")]));
        }
        self.accounts().second_factor = Some(code.to_owned());
        Ok(Ok(()))
    }

    /// Takes the second factor away.
    ///
    /// # Errors
    /// Fields that cannot be taken.
    #[expect(clippy::unused_async, reason = "the office answers later")]
    pub(crate) async fn remove_second_factor(
        &self,
        _token: &Token,
        password: &str,
    ) -> Result<Result<(), Vec<FieldError>>, Problem> {
        let mut accounts = self.accounts();
        if accounts
            .administrator
            .as_ref()
            .is_none_or(|(_, known)| known != password)
        {
            return Ok(Err(vec![FieldError::new("password", "account-password-wrong")]));
        }
        accounts.second_factor = None;
        Ok(Ok(()))
    }

    fn accounts(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The code that the stand-in takes.
const STAND_IN_CODE: &str = "123456";

/// What is known of the program that somebody signs in with.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    /// From where.
    pub address: String,
    /// What it says it is.
    pub agent: String,
}

impl Accounts {
    fn begin(&mut self, client: Client, now: Timestamp) -> Token {
        let secret = format!("{}{}", Uuid::now_v7().simple(), Uuid::now_v7().simple());
        let session = SessionView {
            id: Uuid::now_v7().to_string(),
            began: now,
            last_seen: now,
            address: client.address,
            agent: client.agent,
            is_current: false,
        };
        self.sessions.insert(secret.clone(), session);
        Token::new(secret)
    }
}
