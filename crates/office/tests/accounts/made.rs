//! An office that has just begun, and people who have signed in.

use domain::id::AgencyId;
use domain::rights::{Acting, Right};
use jiff::{SignedDuration, Timestamp};
use office::agencies::{AgencyFilter, Directory};
use office::secret::Secret;
use office::setup::{FirstRun, first_run};
use office::sign_in::{Door, NewSession, Outcome, SignIn, Visitor, resolve, sign_in};
use office::users::{ChangePassword, InitialPassword, NewUser};
use office::{Error, Office, users};
use store::Db;

pub(crate) const PASSWORD: &str = "mưa chiều trên sông Trà";

/// Friday, 27 November 2026, 9 o'clock in Viet Nam.
pub(crate) fn morning() -> Timestamp {
    "2026-11-27T02:00:00Z".parse().unwrap()
}

pub(crate) fn after(minutes: i64) -> Timestamp {
    morning() + SignedDuration::from_mins(minutes)
}

pub(crate) fn door(at: Timestamp) -> Door<'static> {
    Door {
        at,
        address: "10.1.2.3",
        agent: "Firefox 145",
    }
}

pub(crate) async fn blank() -> Office {
    Office::new(Db::in_memory().await.unwrap())
}

pub(crate) fn first(province: &str) -> FirstRun {
    FirstRun {
        province: province.into(),
        login: "Quan.Tri".into(),
        name: "Quản trị hệ thống".into(),
        password: PASSWORD.into(),
        ..FirstRun::default()
    }
}

/// Quảng Ngãi, begun in the morning, and its administrator.
pub(crate) async fn begun() -> (Office, Visitor) {
    let office = blank().await;
    first_run(&office, morning(), &first("51")).await.unwrap();
    let administrator = visit(&office, "quan.tri", PASSWORD, morning()).await;
    (office, administrator)
}

pub(crate) async fn token(office: &Office, login: &str, password: &str, at: Timestamp) -> Result<NewSession, Error> {
    let input = SignIn {
        login: login.into(),
        password: password.into(),
    };
    match sign_in(office, door(at), &input).await? {
        Outcome::SignedIn(session) => Ok(session),
        Outcome::CodeNeeded { .. } => panic!("a code is needed"),
    }
}

pub(crate) async fn visitor(office: &Office, token: &Secret, at: Timestamp) -> Option<Visitor> {
    resolve(office, door(at), token, None).await.unwrap()
}

pub(crate) async fn visit(office: &Office, login: &str, password: &str, at: Timestamp) -> Visitor {
    let session = token(office, login, password, at).await.unwrap();
    visitor(office, &session.token, at).await.unwrap()
}

pub(crate) fn may<R: Right>(visitor: &Visitor) -> Acting<R> {
    visitor.acting().unwrap().may().unwrap()
}

pub(crate) fn new_user(login: &str, role: &str, agency: Option<AgencyId>) -> NewUser {
    NewUser {
        login: login.into(),
        name: format!("{login}, chuyên viên"),
        role: role.into(),
        agency: agency.map(|id| id.to_string()).unwrap_or_default(),
        email: String::new(),
    }
}

/// A user who has changed the password they were given to [`PASSWORD`].
pub(crate) async fn employ(
    office: &Office,
    by: &Visitor,
    login: &str,
    role: &str,
    agency: Option<AgencyId>,
) -> Visitor {
    let made: InitialPassword = users::create(office, &may(by), &new_user(login, role, agency))
        .await
        .unwrap();
    let given = made.password.unwrap();
    let newcomer = visit(office, login, given.reveal(), morning()).await;
    let change = ChangePassword {
        old_password: given,
        new_password: PASSWORD.into(),
    };
    users::change_password(office, &newcomer, &change).await.unwrap();
    visit(office, login, PASSWORD, morning()).await
}

/// The agency of a name, as a document of today would mean it.
pub(crate) async fn agency(office: &Office, written: &str) -> AgencyId {
    let directory = Directory::load(office).await.unwrap();
    let today = office::day_at(morning());
    directory
        .resolve(written, today)
        .unwrap_or_else(|| panic!("{written} is not in the register"))
}

/// The faults of a form as `field: code`.
pub(crate) fn faults<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<String> {
    match result {
        Err(Error::Invalid(faults)) => faults
            .iter()
            .map(|fault| format!("{}: {}", fault.field, fault.code))
            .collect(),
        other => panic!("no faults but {other:?}"),
    }
}

/// The code of an error.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.expect_err("an error was expected").code().to_owned()
}

pub(crate) fn every_agency() -> AgencyFilter {
    AgencyFilter::default()
}
