//! The state of the running program, and the doors of the office that the pages of accounts use.

use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use office::Office;
use office::secret::Secret;
use office::sign_in::{Door, Outcome, SignIn, SignInCode, Visitor};
use office::users::{ChangePassword, ConfirmSecondFactor, RemoveSecondFactor};
use tokio::sync::Semaphore;
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

/// Documents read at once: each may take half a gigabyte.
const READERS: usize = 2;

/// See the module.
pub(crate) struct App {
    /// The office behind every page.
    pub office: Office,
    /// The moment, so that a test can set it.
    clock: fn() -> Timestamp,
    /// Asked for on the first-run page from another machine; printed where the program was started.
    pub setup_code: String,
    /// Attempts to sign in by address: the cheap limit, before a password is hashed.
    pub attempts_by_address: RateLimiter<IpAddr>,
    /// Attempts to sign in by login.
    pub attempts_by_login: RateLimiter<String>,
    /// As many documents are read at once; the others wait.
    pub readers: Arc<Semaphore>,
    /// Calendars asked for by address.
    pub calendars_by_address: RateLimiter<IpAddr>,
    /// The way that reminders go, in words; none when nothing leaves the program.
    pub mail: Option<String>,
    /// Where the program is reached, for links that are used outside of it: `https://nhiemvu.tinh.gov.vn`.
    pub reached_at: Option<String>,
    office_name: RwLock<Option<String>>,
}

impl App {
    /// The program over an office.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) async fn new(office: Office, clock: fn() -> Timestamp) -> office::Result<Self> {
        let quarter_of_an_hour = SignedDuration::from_mins(15);
        let random = Uuid::now_v7().simple().to_string();
        let name = office::setup::office_name(&office).await?;
        Ok(Self {
            office,
            clock,
            setup_code: random.chars().rev().take(8).collect(),
            attempts_by_address: RateLimiter::new(60, quarter_of_an_hour),
            attempts_by_login: RateLimiter::new(10, quarter_of_an_hour),
            readers: Arc::new(Semaphore::new(READERS)),
            // A calendar program asks a few times an hour; a whole agency may come from one address.
            calendars_by_address: RateLimiter::new(300, quarter_of_an_hour),
            mail: None,
            reached_at: None,
            office_name: RwLock::new(name),
        })
    }

    /// The same with the way that reminders go, in words, and the address of the program.
    pub(crate) fn reminding(mut self, way: Option<String>, reached_at: Option<String>) -> Self {
        self.mail = way;
        self.reached_at = reached_at;
        self
    }

    /// The moment.
    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Name of the office; none before the first run is done.
    pub(crate) fn office(&self) -> Option<String> {
        self.office_name.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whoever a token belongs to; nobody when it is unknown, ended or revoked.
    ///
    /// # Errors
    /// When the office cannot be asked.
    pub(crate) async fn visitor(&self, token: &Token) -> Result<Option<Visitor>, Problem> {
        let door = Door {
            at: self.now(),
            address: "",
            agent: "",
        };
        Ok(office::sign_in::resolve(&self.office, door, &Secret::from(token.secret()), None).await?)
    }

    /// What pages show of a visitor.
    ///
    /// # Errors
    /// When the office cannot be asked.
    pub(crate) async fn who(&self, visitor: &Visitor) -> Result<Who, Problem> {
        let user = &visitor.user;
        let agency = match user.agency {
            Some(agency) => office::agencies::name(&self.office, agency).await?,
            None => None,
        };
        Ok(Who {
            login: user.login.clone(),
            name: user.name.clone(),
            role: user.role.word().to_owned(),
            agency,
            must_change_password: user.must_change_password,
        })
    }

    /// The same for a token.
    ///
    /// # Errors
    /// When the office cannot be asked.
    pub(crate) async fn acting(&self, token: &Token) -> Result<Option<Who>, Problem> {
        match self.visitor(token).await? {
            Some(visitor) => self.who(&visitor).await.map(Some),
            None => Ok(None),
        }
    }

    async fn signed_in(&self, token: &Token) -> Result<Visitor, Problem> {
        self.visitor(token).await?.ok_or_else(Problem::signed_out)
    }

    /// Creates province, office and administrator, and signs the administrator in.
    ///
    /// # Errors
    /// Fields that cannot be taken.
    pub(crate) async fn set_up(
        &self,
        first: FirstRun,
        client: Client,
    ) -> Result<Result<Token, Vec<FieldError>>, Problem> {
        let input = office::setup::FirstRun {
            province: first.province,
            office: first.office,
            login: first.login.clone(),
            name: first.name,
            password: Secret::from(first.password.clone()),
        };
        let name = match office::setup::first_run(&self.office, self.now(), &input).await {
            Ok(made) => made.province.office,
            Err(error) => return Problem::at_fields(error).map(Err),
        };
        *self.office_name.write().unwrap_or_else(PoisonError::into_inner) = Some(name);
        match self.sign_in(&first.login, &first.password, client).await? {
            SignInStep::Done(token) => Ok(Ok(token)),
            _ => Err(Problem::signed_out()),
        }
    }

    /// Checks login and password.
    ///
    /// # Errors
    /// When the office cannot be asked, or asks to wait.
    pub(crate) async fn sign_in(&self, login: &str, password: &str, client: Client) -> Result<SignInStep, Problem> {
        let input = SignIn {
            login: login.to_owned(),
            password: Secret::from(password),
        };
        match office::sign_in::sign_in(&self.office, client.door(self.now()), &input).await {
            Ok(Outcome::SignedIn(session)) => Ok(SignInStep::Done(Token::new(session.token.reveal().to_owned()))),
            Ok(Outcome::CodeNeeded { challenge }) => Ok(SignInStep::CodeNeeded(challenge.reveal().to_owned())),
            Err(office::Error::NotSignedIn(_)) => Ok(SignInStep::Refused),
            Err(error) => Err(error.into()),
        }
    }

    /// Checks the code of the second factor for somebody whose password was right.
    ///
    /// # Errors
    /// When the office cannot be asked, or asks to wait.
    pub(crate) async fn sign_in_with_code(
        &self,
        ticket: &str,
        code: &str,
        client: Client,
    ) -> Result<SignInStep, Problem> {
        let input = SignInCode {
            challenge: Secret::from(ticket),
            code: code.to_owned(),
        };
        match office::sign_in::sign_in_with_code(&self.office, client.door(self.now()), &input).await {
            Ok(session) => Ok(SignInStep::Done(Token::new(session.token.reveal().to_owned()))),
            Err(office::Error::NotSignedIn("sign-in-again")) => Ok(SignInStep::Again),
            Err(office::Error::NotSignedIn(_)) => Ok(SignInStep::Refused),
            Err(error) => Err(error.into()),
        }
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the office cannot be asked.
    pub(crate) async fn sign_out(&self, token: &Token) -> Result<(), Problem> {
        let Some(visitor) = self.visitor(token).await? else {
            return Ok(());
        };
        Ok(office::sign_in::sign_out(&self.office, &visitor).await?)
    }

    /// The sessions of whoever holds a token, and whether they have a second factor.
    ///
    /// # Errors
    /// When the office cannot be asked.
    pub(crate) async fn sessions(&self, token: &Token) -> Result<Sessions, Problem> {
        let visitor = self.signed_in(token).await?;
        let sessions = office::sessions::own(&self.office, &visitor).await?;
        let shown = sessions.into_iter().map(|session| SessionView {
            id: session.id.to_string(),
            began: session.created_at,
            last_seen: session.seen_at,
            address: String::new(),
            agent: session.agent,
            is_current: session.is_this,
        });
        Ok(Sessions {
            sessions: shown.collect(),
            has_second_factor: visitor.user.second_factor,
        })
    }

    /// Ends one session of the same person, or all but the current one.
    ///
    /// # Errors
    /// When there is no such session.
    pub(crate) async fn revoke(&self, token: &Token, session: Option<&str>) -> Result<(), Problem> {
        let visitor = self.signed_in(token).await?;
        match session {
            Some(session) => {
                let session = session.parse().map_err(|_| Problem::not_found())?;
                office::sessions::revoke(&self.office, &visitor, session).await?;
            }
            None => {
                office::sessions::revoke_others(&self.office, &visitor).await?;
            }
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
        let visitor = self.signed_in(token).await?;
        let input = ChangePassword {
            old_password: Secret::from(old),
            new_password: Secret::from(new),
        };
        taken_as(
            &[("old_password", "old"), ("new_password", "new")],
            office::users::change_password(&self.office, &visitor, &input).await,
        )
    }

    /// A secret for a second factor, not in force until a code of it was given.
    ///
    /// # Errors
    /// When the office cannot be asked.
    pub(crate) async fn new_second_factor(&self, token: &Token) -> Result<NewSecondFactor, Problem> {
        let visitor = self.signed_in(token).await?;
        let new = office::users::new_second_factor(&self.office, &visitor).await?;
        Ok(NewSecondFactor {
            secret: new.secret.reveal().to_owned(),
            link: new.uri.reveal().to_owned(),
            seal: new.seal.reveal().to_owned(),
        })
    }

    /// Puts a second factor in force.
    ///
    /// # Errors
    /// Fields that cannot be taken.
    pub(crate) async fn confirm_second_factor(
        &self,
        token: &Token,
        new: &NewSecondFactor,
        code: &str,
    ) -> Result<Result<(), Vec<FieldError>>, Problem> {
        let visitor = self.signed_in(token).await?;
        let input = ConfirmSecondFactor {
            secret: Secret::from(new.secret.as_str()),
            seal: Secret::from(new.seal.as_str()),
            code: code.to_owned(),
        };
        taken(office::users::confirm_second_factor(&self.office, &visitor, &input).await)
    }

    /// Takes the second factor away.
    ///
    /// # Errors
    /// Fields that cannot be taken.
    pub(crate) async fn remove_second_factor(
        &self,
        token: &Token,
        password: &str,
        code: &str,
    ) -> Result<Result<(), Vec<FieldError>>, Problem> {
        let visitor = self.signed_in(token).await?;
        let input = RemoveSecondFactor {
            password: Secret::from(password),
            code: code.to_owned(),
        };
        taken(office::users::remove_second_factor(&self.office, &visitor, &input).await)
    }
}

/// The outcome of a form: done, or faults at its fields.
fn taken(outcome: office::Result<()>) -> Result<Result<(), Vec<FieldError>>, Problem> {
    match outcome {
        Ok(()) => Ok(Ok(())),
        Err(error) => Problem::at_fields(error).map(Err),
    }
}

/// The same where the form calls its fields otherwise.
fn taken_as(names: &[(&str, &str)], outcome: office::Result<()>) -> Result<Result<(), Vec<FieldError>>, Problem> {
    let mut taken = taken(outcome)?;
    if let Err(errors) = &mut taken {
        for error in errors {
            if let Some((_, own)) = names.iter().find(|(office, _)| *office == error.field) {
                error.field = (*own).to_owned();
            }
        }
    }
    Ok(taken)
}

/// What is known of the program that somebody signs in with.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    /// From where.
    pub address: String,
    /// What it says it is.
    pub agent: String,
}

impl Client {
    /// The door of the office that they stand at.
    pub(crate) fn door(&self, at: Timestamp) -> Door<'_> {
        Door {
            at,
            address: &self.address,
            agent: &self.agent,
        }
    }
}
