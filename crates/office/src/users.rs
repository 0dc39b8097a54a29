//! Users: who may sign in, in which role, for which agency; and what people do with their own account.
//!
//! A password that somebody else has set is shown once and has to be changed. There is always an active administrator.

use std::collections::HashMap;

use domain::agency::Level;
use domain::id::{AgencyId, UserId};
use domain::rights::{Acting, ManageUsers, Role, SignedIn};
use domain::{Agency, Kind, User};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::users::{Credential, LOGIN_IS_TAKEN};
use store::{Act, OnConstraint as _, Tx, users};

use crate::agencies::Directory;
use crate::error::{Error, FieldError, Result};
use crate::free_text::{Faults, SHORT};
use crate::office::{Begun, Case, Office, new_id};
use crate::password;
use crate::seal::{self, Purpose};
use crate::secret::Secret;
use crate::sign_in::{self, Visitor};
use crate::totp;

/// What apps show beside the code.
const ISSUER: &str = "Đôn Đốc";
/// Lengths of a login.
const LOGIN: std::ops::RangeInclusive<usize> = 3..=60;

/// A new user.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct NewUser {
    /// Name to sign in with: letters without marks, digits, `.`, `-`, `_`, `@`.
    pub login: String,
    /// Name on screen, with the post.
    pub name: String,
    /// Role, by its word.
    pub role: String,
    /// Identifier or name of the agency, for the roles of an agency.
    pub agency: String,
    /// Where reminders go; blank for nowhere.
    pub email: String,
}

/// A changed user.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct EditUser {
    /// Version that was shown.
    pub version: i64,
    /// Name on screen, with the post.
    pub name: String,
    /// Role, by its word.
    pub role: String,
    /// Identifier or name of the agency, for the roles of an agency.
    pub agency: String,
    /// Whether they may sign in.
    pub active: bool,
    /// Where reminders go; blank for nowhere.
    pub email: String,
}

/// A password that was made up for a user.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct InitialPassword {
    /// Whose.
    pub user: UserId,
    /// The password, shown this once; none when the same form is sent again.
    pub password: Option<Secret>,
}

/// A new password of one's own.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChangePassword {
    /// The one until now.
    pub old_password: Secret,
    /// The one from now on.
    pub new_password: Secret,
}

/// A second factor that waits for its first code.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SecondFactor {
    /// The secret, to be typed into an app.
    pub secret: Secret,
    /// The same as an address that apps take from a picture.
    pub uri: Secret,
    /// To be sent back with the first code, within ten minutes.
    pub seal: Secret,
}

/// The first code of a second factor.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ConfirmSecondFactor {
    /// The secret as it was given.
    pub secret: Secret,
    /// Its seal as it was given.
    pub seal: Secret,
    /// The six digits.
    pub code: String,
}

/// What it takes to do without a second factor.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RemoveSecondFactor {
    /// The password.
    pub password: Secret,
    /// The six digits.
    pub code: String,
}

/// Every user, those who left included, in the order of the Vietnamese alphabet.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(office: &Office, _: &Acting<ManageUsers>) -> Result<Vec<User>> {
    Ok(users::all(&office.db).await?)
}

/// One user.
///
/// # Errors
/// [`Error::NotFound`], or the database.
pub async fn one(office: &Office, _: &Acting<ManageUsers>, id: UserId) -> Result<User> {
    Ok(store::load(&office.db, id.0).await?)
}

/// The names on screen of all users, for pages that say who did something.
///
/// # Errors
/// When the database cannot be read.
pub async fn names(office: &Office, _: &Acting<SignedIn>) -> Result<HashMap<UserId, String>> {
    let users = users::all(&office.db).await?;
    Ok(users.into_iter().map(|user| (user.id, user.name)).collect())
}

/// Takes a new user in, with a password made up for them.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the form, or the database.
pub async fn create(office: &Office, acting: &Acting<ManageUsers>, input: &NewUser) -> Result<InitialPassword> {
    let mut faults = Faults::default();
    let login = login(&mut faults, &input.login);
    let name = faults.required("name", &input.name, SHORT);
    let email = faults.email("email", &input.email);
    let post = post(
        office,
        &mut faults,
        &input.role,
        &input.agency,
        acting.today,
        Some(acting.today),
    )
    .await?;
    faults.done()?;
    let password = Secret::password()?;
    let password_hash = password::hash(&password).await?;
    let mut case = match office.begin(acting, "user.create").await? {
        Begun::Already(user) => return already(&user),
        Begun::New(case) => case,
    };
    let user = User {
        id: new_id(acting.at),
        version: 1,
        login,
        name,
        role: post.role,
        agency: post.agency,
        active: true,
        second_factor: false,
        must_change_password: true,
        email,
        reminders_off: Vec::new(),
    };
    add(&mut case.tx, &case.act, &user, password_hash).await?;
    case.commit(user.id).await?;
    Ok(InitialPassword {
        user: user.id,
        password: Some(password),
    })
}

/// Writes a new user and their password within a use case.
pub(crate) async fn add(tx: &mut Tx, act: &Act<'_>, user: &User, password_hash: String) -> Result<()> {
    let inserted = tx.insert(act, user).await;
    inserted.on_constraint(LOGIN_IS_TAKEN, || Error::field("login", "taken"))?;
    let credential = Credential {
        user: user.id,
        password_hash,
        totp_secret: None,
        totp_step: None,
        updated_at: act.at,
    };
    Ok(users::set_credential(tx, &credential).await?)
}

/// Changes a user. Who may no longer sign in is signed out everywhere.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Overtaken`], [`Error::NotPossible`] with `last-administrator`, or the database.
pub async fn edit(office: &Office, acting: &Acting<ManageUsers>, id: UserId, input: &EditUser) -> Result<User> {
    let mut faults = Faults::default();
    let name = faults.required("name", &input.name, SHORT);
    let email = faults.email("email", &input.email);
    // Who leaves may leave an agency that has ended.
    let standing_on = input.active.then_some(acting.today);
    let post = post(
        office,
        &mut faults,
        &input.role,
        &input.agency,
        acting.today,
        standing_on,
    )
    .await?;
    faults.done()?;
    let mut case = match office.begin(acting, "user.edit").await? {
        Begun::Already(_) => return one(office, acting, id).await,
        Begun::New(case) => case,
    };
    let mut user = shown(&mut case.tx, id, input.version).await?;
    user = User {
        name,
        role: post.role,
        agency: post.agency,
        active: input.active,
        email,
        ..user
    };
    case.tx.update(&case.act, &mut user).await?;
    require_an_administrator(&mut case.tx).await?;
    if !user.active {
        store::sessions::revoke_all(&mut case.tx, id, acting.at, None).await?;
    }
    case.commit(id).await?;
    Ok(user)
}

/// Makes up a new password for a user and signs them out everywhere.
///
/// # Errors
/// [`Error::NotFound`], or the database.
pub async fn reset_password(office: &Office, acting: &Acting<ManageUsers>, id: UserId) -> Result<InitialPassword> {
    let password = Secret::password()?;
    let password_hash = password::hash(&password).await?;
    let mut case = match office.begin(acting, "user.reset-password").await? {
        Begun::Already(user) => return already(&user),
        Begun::New(case) => case,
    };
    let mut user: User = store::load(&mut case.tx, id.0).await?;
    user.must_change_password = true;
    set_password(&mut case, &mut user, password_hash).await?;
    store::sessions::revoke_all(&mut case.tx, id, acting.at, None).await?;
    case.commit(id).await?;
    Ok(InitialPassword {
        user: id,
        password: Some(password),
    })
}

/// Switches off the second factor of somebody who has lost it, and signs them out everywhere.
///
/// # Errors
/// [`Error::NotFound`], or the database.
pub async fn switch_off_second_factor(office: &Office, acting: &Acting<ManageUsers>, id: UserId) -> Result<()> {
    let Begun::New(mut case) = office.begin(acting, "user.switch-off-second-factor").await? else {
        return Ok(());
    };
    set_second_factor(&mut case, id, None).await?;
    store::sessions::revoke_all(&mut case.tx, id, acting.at, None).await?;
    case.commit(id).await
}

/// Changes one's own password, and ends one's other sessions.
///
/// # Errors
/// [`Error::Invalid`], [`Error::TooMany`] after too many guesses, or the database.
pub async fn change_password(office: &Office, visitor: &Visitor, input: &ChangePassword) -> Result<()> {
    let mut faults = Faults::default();
    password::check(&mut faults, "new_password", &input.new_password, &visitor.user.login);
    if input.new_password.reveal() == input.old_password.reveal() {
        faults.add(FieldError::new("new_password", "same-as-before"));
    }
    if !sign_in::is_own_password(office, visitor, &input.old_password).await? {
        faults.add(FieldError::new("old_password", "wrong-password"));
    }
    faults.done()?;
    let password_hash = password::hash(&input.new_password).await?;
    let acting = visitor.in_own_account();
    let Begun::New(mut case) = office.begin(acting, "user.change-password").await? else {
        return Ok(());
    };
    let mut user: User = store::load(&mut case.tx, visitor.user.id.0).await?;
    user.must_change_password = false;
    set_password(&mut case, &mut user, password_hash).await?;
    store::sessions::revoke_all(&mut case.tx, user.id, acting.at, Some(visitor.session)).await?;
    case.commit(user.id).await
}

/// A secret for a second factor. Nothing is switched on before its first code is given.
///
/// # Errors
/// [`Error::NotPossible`] with `second-factor-is-on`, or the database.
pub async fn new_second_factor(office: &Office, visitor: &Visitor) -> Result<SecondFactor> {
    visitor.acting()?;
    let credential = own_credential(office, visitor).await?;
    if credential.totp_secret.is_some() {
        return Err(Error::not_possible("second-factor-is-on"));
    }
    let bytes = totp::new_secret()?;
    let secret = totp::base32(&bytes);
    let seal = seal::seal(&credential, Purpose::NewSecret, &secret, visitor.in_own_account().at);
    Ok(SecondFactor {
        uri: totp::uri(ISSUER, &visitor.user.login, &bytes),
        secret: secret.into(),
        seal: seal.into(),
    })
}

/// The address of a secret for apps, for a form that comes back because its code was mistyped.
pub fn second_factor_uri(user: &User, secret: &str) -> String {
    let bytes = totp::from_base32(secret).unwrap_or_default();
    totp::uri(ISSUER, &user.login, &bytes).reveal().to_owned()
}

/// Switches the second factor on with its first code.
///
/// # Errors
/// [`Error::Invalid`] on a wrong code, [`Error::NotPossible`] with `second-factor-again` when the secret was given too
/// long ago, or the database.
pub async fn confirm_second_factor(office: &Office, visitor: &Visitor, input: &ConfirmSecondFactor) -> Result<()> {
    let acting = visitor.acting()?;
    let credential = own_credential(office, visitor).await?;
    let secret = input.secret.reveal();
    let is_ours = seal::holds(&credential, Purpose::NewSecret, secret, input.seal.reveal(), acting.at);
    let Some(bytes) = totp::from_base32(secret).filter(|_| is_ours) else {
        return Err(Error::not_possible("second-factor-again"));
    };
    let Some(step) = totp::step_of(&bytes, &input.code, acting.at) else {
        return Err(Error::field("code", "wrong-code"));
    };
    let Begun::New(mut case) = office.begin(acting, "user.switch-on-second-factor").await? else {
        return Ok(());
    };
    set_second_factor(&mut case, visitor.user.id, Some((bytes, step))).await?;
    store::sessions::revoke_all(&mut case.tx, visitor.user.id, acting.at, Some(visitor.session)).await?;
    case.commit(visitor.user.id).await
}

/// Switches one's own second factor off.
///
/// # Errors
/// [`Error::Invalid`] on a wrong password or code, [`Error::TooMany`] after too many guesses, or the database.
pub async fn remove_second_factor(office: &Office, visitor: &Visitor, input: &RemoveSecondFactor) -> Result<()> {
    let acting = visitor.acting()?;
    let credential = own_credential(office, visitor).await?;
    if !sign_in::is_own_password(office, visitor, &input.password).await? {
        return Err(Error::field("password", "wrong-password"));
    }
    if !sign_in::takes_own_code(office, visitor, &credential, &input.code).await? {
        return Err(Error::field("code", "wrong-code"));
    }
    let Begun::New(mut case) = office.begin(acting, "user.switch-off-own-second-factor").await? else {
        return Ok(());
    };
    set_second_factor(&mut case, visitor.user.id, None).await?;
    case.commit(visitor.user.id).await
}

/// A login that may be taken, as it is compared.
pub(crate) fn login(faults: &mut Faults, typed: &str) -> String {
    let login = sign_in::as_login(typed);
    let is_taken_from = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_@".contains(c);
    if login.is_empty() {
        faults.add(FieldError::new("login", "required"));
    } else if !login.chars().all(is_taken_from) {
        faults.add(FieldError::new("login", "login-characters"));
    } else if !LOGIN.contains(&login.len()) {
        let fault = FieldError::new("login", "login-length");
        faults.add(fault.with("shortest", *LOGIN.start()).with("longest", *LOGIN.end()));
    }
    login
}

/// A role, and the agency it is for.
#[derive(Debug, Clone, Copy)]
struct Post {
    role: Role,
    agency: Option<AgencyId>,
}

/// The post that was typed. When faults were noted its value is of no use.
async fn post(
    office: &Office,
    faults: &mut Faults,
    role: &str,
    agency: &str,
    today: Date,
    standing_on: Option<Date>,
) -> Result<Post> {
    let found = agency_typed(office, agency, today).await?;
    if found.is_none() && !agency.trim().is_empty() {
        faults.add(FieldError::new("agency", "unknown-agency").with("typed", agency.trim()));
    }
    let Some(role) = Role::ALL.into_iter().find(|known| known.word() == role.trim()) else {
        faults.add(FieldError::new(
            "role",
            if role.trim().is_empty() {
                "required"
            } else {
                "unknown-choice"
            },
        ));
        return Ok(Post {
            role: Role::Auditor,
            agency: None,
        });
    };
    if let Some(code) = fault_of_post(role, agency.trim().is_empty(), found.as_ref(), standing_on) {
        let typed = found.as_ref().map_or("", |agency| &agency.name);
        faults.add(FieldError::new("agency", code).with("typed", typed));
    }
    Ok(Post {
        role,
        agency: found.map(|agency| agency.id),
    })
}

/// An agency by identifier or by name.
async fn agency_typed(office: &Office, typed: &str, today: Date) -> Result<Option<Agency>> {
    if let Ok(id) = typed.trim().parse::<AgencyId>() {
        return Ok(store::find(&office.db, id.0).await?);
    }
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let directory = Directory::load(office).await?;
    Ok(directory
        .resolve(typed, today)
        .and_then(|id| directory.agency(id))
        .cloned())
}

/// Why a role does not go with an agency.
fn fault_of_post(role: Role, is_blank: bool, agency: Option<&Agency>, on: Option<Date>) -> Option<&'static str> {
    if !role.is_of_agency() {
        return (!is_blank).then_some("agency-not-for-role");
    }
    if is_blank {
        return Some("required");
    }
    let agency = agency?;
    if on.is_some_and(|day| !agency.stands_on(day)) {
        return Some("agency-ended");
    }
    (role == Role::CommuneOfficer && agency.level != Level::Commune).then_some("agency-not-a-commune")
}

/// A user in the version that was shown.
pub(crate) async fn shown(tx: &mut Tx, id: UserId, version: i64) -> Result<User> {
    let user: User = store::load(tx, id.0).await?;
    if user.version != version {
        return Err(Error::Overtaken {
            kind: Kind::User,
            id: id.0,
            seen: version,
            found: user.version,
        });
    }
    Ok(user)
}

/// Refuses what would leave nobody to manage users.
async fn require_an_administrator(tx: &mut Tx) -> Result<()> {
    let users = users::all(tx).await?;
    if users.iter().any(|user| user.active && user.role == Role::Administrator) {
        return Ok(());
    }
    Err(Error::not_possible("last-administrator"))
}

/// The outcome of a form that is sent again: the password was shown the first time.
fn already(user: &str) -> Result<InitialPassword> {
    let user = user.parse().map_err(|_| Error::NotFound(Kind::User))?;
    Ok(InitialPassword { user, password: None })
}

async fn own_credential(office: &Office, visitor: &Visitor) -> Result<Credential> {
    let credential = users::credential(&office.db, visitor.user.id).await?;
    credential.ok_or(Error::NotFound(Kind::User))
}

/// Writes a password; the second factor stays. The user's record is written too, so that the journal tells of it.
async fn set_password(case: &mut Case, user: &mut User, password_hash: String) -> Result<()> {
    case.tx.update(&case.act, user).await?;
    let before = users::credential(&mut case.tx, user.id).await?;
    let (totp_secret, totp_step) = before.map_or((None, None), |before| (before.totp_secret, before.totp_step));
    let credential = Credential {
        user: user.id,
        password_hash,
        totp_secret,
        totp_step,
        updated_at: case.act.at,
    };
    Ok(users::set_credential(&mut case.tx, &credential).await?)
}

/// Switches the second factor on, with the step of its first code, or off.
async fn set_second_factor(case: &mut Case, id: UserId, factor: Option<(Vec<u8>, i64)>) -> Result<()> {
    let mut user: User = store::load(&mut case.tx, id.0).await?;
    user.second_factor = factor.is_some();
    case.tx.update(&case.act, &mut user).await?;
    let before = users::credential(&mut case.tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::User))?;
    let (totp_secret, totp_step) = factor.unzip();
    let credential = Credential {
        totp_secret,
        totp_step,
        updated_at: case.act.at,
        ..before
    };
    Ok(users::set_credential(&mut case.tx, &credential).await?)
}

/// A user who did not exist, for the first run.
pub(crate) fn administrator(at: Timestamp, login: String, name: String) -> User {
    User {
        id: new_id(at),
        version: 1,
        login,
        name,
        role: Role::Administrator,
        agency: None,
        active: true,
        second_factor: false,
        must_change_password: false,
        email: None,
        reminders_off: Vec::new(),
    }
}
