//! The life of a session.

use domain::rights::{Scope, See};
use office::sign_in::{Door, Outcome, SignIn, SignInCode, forget_old, sign_in, sign_in_with_code, sign_out};
use office::users::{ConfirmSecondFactor, RemoveSecondFactor, confirm_second_factor, new_second_factor};
use office::{Error, Office, agencies, sessions, totp, users};

use crate::made::{PASSWORD, after, agency, begun, code, door, employ, faults, may, morning, token, visit, visitor};

#[tokio::test]
async fn a_session_is_behind_its_token_only() {
    let (office, _) = begun().await;
    let session = token(&office, " QUAN.TRI ", PASSWORD, morning()).await.unwrap();
    assert!(!session.must_change_password);
    assert!(visitor(&office, &session.token, morning()).await.is_some());
    for wrong in [
        "",
        "0",
        &session.token.reveal()[1..],
        &format!("{} ", session.token.reveal()),
    ] {
        assert!(visitor(&office, &wrong.into(), morning()).await.is_none());
    }
    let printed = format!("{session:?}");
    assert!(!printed.contains(session.token.reveal()), "{printed}");
}

#[tokio::test]
async fn wrong_password_unknown_login_and_former_user_are_answered_alike() {
    let (office, administrator) = begun().await;
    let former = employ(&office, &administrator, "nguoi.cu", "clerk", None).await;
    let edit = users::EditUser {
        version: former.user.version,
        name: "Người cũ".into(),
        role: "clerk".into(),
        ..Default::default()
    };
    users::edit(&office, &may(&administrator), former.user.id, &edit)
        .await
        .unwrap();
    for (login, password) in [
        ("quan.tri", "sai mật khẩu rồi"),
        ("khong.co", PASSWORD),
        ("nguoi.cu", PASSWORD),
        ("", ""),
    ] {
        assert_eq!(
            code(token(&office, login, password, morning()).await),
            "wrong-login-or-password",
            "{login}"
        );
    }
}

#[tokio::test]
async fn a_session_ends_unused_and_in_any_case() {
    let (office, _) = begun().await;
    let idle = token(&office, "quan.tri", PASSWORD, morning()).await.unwrap();
    assert!(visitor(&office, &idle.token, after(119)).await.is_some());
    assert!(visitor(&office, &idle.token, after(119 + 119)).await.is_some());
    assert!(visitor(&office, &idle.token, after(119 + 119 + 120)).await.is_none());

    let used = token(&office, "quan.tri", PASSWORD, morning()).await.unwrap();
    for hour in 1..12 {
        assert!(
            visitor(&office, &used.token, after(60 * hour)).await.is_some(),
            "{hour}"
        );
    }
    assert!(visitor(&office, &used.token, after(60 * 12 - 1)).await.is_some());
    assert!(visitor(&office, &used.token, after(60 * 12)).await.is_none());
    assert_eq!(used.ends_at, after(60 * 12));
}

#[tokio::test]
async fn the_last_use_is_written_once_a_minute() {
    let (office, administrator) = begun().await;
    let session = token(&office, "quan.tri", PASSWORD, morning()).await.unwrap();
    let seen = async || {
        let own = sessions::own(&office, &administrator).await.unwrap();
        own.iter().find(|open| open.id == session.session).unwrap().seen_at
    };
    let soon = morning() + jiff::SignedDuration::from_secs(59);
    visitor(&office, &session.token, soon).await.unwrap();
    assert_eq!(seen().await, morning());
    visitor(&office, &session.token, after(1)).await.unwrap();
    assert_eq!(seen().await, after(1));
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let (office, here) = begun().await;
    let there = visit(&office, "quan.tri", PASSWORD, morning()).await;
    let own = sessions::own(&office, &here).await.unwrap();
    assert_eq!(own.len(), 2);
    assert_eq!(own.iter().find(|open| open.is_this).unwrap().id, here.session);
    assert_eq!(own[0].agent, "Firefox 145");

    let clerk = employ(&office, &here, "van.thu", "clerk", None).await;
    assert_eq!(
        code(sessions::revoke(&office, &clerk, there.session).await),
        "not-found"
    );
    sessions::revoke(&office, &here, there.session).await.unwrap();
    assert_eq!(sessions::own(&office, &here).await.unwrap().len(), 1);

    visit(&office, "quan.tri", PASSWORD, morning()).await;
    assert_eq!(sessions::revoke_others(&office, &here).await.unwrap(), 1);
    sessions::revoke_all_of(&office, &may(&here), clerk.user.id)
        .await
        .unwrap();
    assert!(sessions::own(&office, &clerk).await.unwrap().is_empty());

    let session = token(&office, "van.thu", PASSWORD, morning()).await.unwrap();
    let clerk = visitor(&office, &session.token, morning()).await.unwrap();
    sign_out(&office, &clerk).await.unwrap();
    assert!(visitor(&office, &session.token, morning()).await.is_none());
}

fn wait(result: Result<office::sign_in::NewSession, Error>) -> u64 {
    match result {
        Err(Error::TooMany { wait_s }) => wait_s,
        other => panic!("not locked out: {other:?}"),
    }
}

#[tokio::test]
async fn five_failures_lock_a_login_for_a_while() {
    let (office, _) = begun().await;
    for minute in 1..=5 {
        assert_eq!(
            code(token(&office, "quan.tri", "sai mật khẩu", after(minute)).await),
            "wrong-login-or-password"
        );
    }
    // The right password does not help now; the first failure is forgotten 15 minutes after it.
    assert_eq!(wait(token(&office, "quan.tri", PASSWORD, after(6)).await), 11 * 60);
    assert_eq!(wait(token(&office, "Quan.Tri", PASSWORD, after(15)).await), 2 * 60);
    assert!(token(&office, "quan.tri", PASSWORD, after(17)).await.is_ok());
    // A success wipes the slate of the login.
    for minute in 18..22 {
        token(&office, "quan.tri", "sai mật khẩu", after(minute))
            .await
            .unwrap_err();
    }
    assert!(token(&office, "quan.tri", PASSWORD, after(22)).await.is_ok());
    for minute in 23..27 {
        token(&office, "quan.tri", "sai mật khẩu", after(minute))
            .await
            .unwrap_err();
    }
    assert!(token(&office, "quan.tri", PASSWORD, after(27)).await.is_ok());
}

#[tokio::test]
async fn many_failures_lock_an_address_and_no_other() {
    let (office, _) = begun().await;
    let try_from = async |address: &str, login: &str, password: &str| {
        let input = SignIn {
            login: login.into(),
            password: password.into(),
        };
        sign_in(
            &office,
            Door {
                address,
                ..door(morning())
            },
            &input,
        )
        .await
    };
    for n in 0..50 {
        assert_eq!(
            code(try_from("10.9.9.9", &format!("nguoi.{n}"), "đoán mò").await),
            "wrong-login-or-password"
        );
    }
    assert_eq!(code(try_from("10.9.9.9", "quan.tri", PASSWORD).await), "too-many");
    assert!(try_from("10.1.2.3", "quan.tri", PASSWORD).await.is_ok());
}

/// Switches the administrator's second factor on in the morning and returns its secret.
async fn with_second_factor(office: &Office, visitor: &office::sign_in::Visitor) -> office::secret::Secret {
    let given = new_second_factor(office, visitor).await.unwrap();
    assert!(
        given
            .uri
            .reveal()
            .starts_with("otpauth://totp/%C4%90%C3%B4n%20%C4%90%E1%BB%91c:quan.tri?secret=")
    );
    let code = totp::code_at(&given.secret, morning()).unwrap();
    let first = ConfirmSecondFactor {
        secret: given.secret.clone(),
        seal: given.seal,
        code,
    };
    confirm_second_factor(office, visitor, &first).await.unwrap();
    given.secret
}

async fn challenge(office: &Office, at: jiff::Timestamp) -> office::secret::Secret {
    let input = SignIn {
        login: "quan.tri".into(),
        password: PASSWORD.into(),
    };
    match sign_in(office, door(at), &input).await.unwrap() {
        Outcome::CodeNeeded { challenge } => challenge,
        Outcome::SignedIn(_) => panic!("no code was asked for"),
    }
}

#[tokio::test]
async fn a_second_factor_asks_for_a_code_that_works_once() {
    let (office, administrator) = begun().await;
    let secret = with_second_factor(&office, &administrator).await;
    let with_code = async |challenge: &office::secret::Secret, code: String, at| {
        sign_in_with_code(
            &office,
            door(at),
            &SignInCode {
                challenge: challenge.clone(),
                code,
            },
        )
        .await
    };
    let at = after(1);
    let note = challenge(&office, at).await;
    assert!(visitor(&office, &note, at).await.is_none(), "the note is no session");
    assert_eq!(code(with_code(&note, "000000".into(), at).await), "wrong-code");
    let right = totp::code_at(&secret, at).unwrap();
    let session = with_code(&note, right.clone(), at).await.unwrap();
    assert!(visitor(&office, &session.token, at).await.is_some());
    assert_eq!(
        code(with_code(&note, right, at).await),
        "wrong-code",
        "a code works once"
    );

    let late = totp::code_at(&secret, after(11)).unwrap();
    assert_eq!(code(with_code(&note, late.clone(), after(11)).await), "sign-in-again");
    let forged = note
        .reveal()
        .replace(&administrator.user.id.to_string(), &uuid_of_nobody());
    assert_eq!(
        code(with_code(&forged.as_str().into(), late, after(2)).await),
        "sign-in-again"
    );
    assert_eq!(code(with_code(&"".into(), String::new(), at).await), "sign-in-again");
}

fn uuid_of_nobody() -> String {
    domain::id::UserId(uuid::Uuid::nil()).to_string()
}

#[tokio::test]
async fn codes_cannot_be_guessed_by_who_has_the_password() {
    let (office, administrator) = begun().await;
    with_second_factor(&office, &administrator).await;
    let note = challenge(&office, after(1)).await;
    for _ in 0..5 {
        let guess = SignInCode {
            challenge: note.clone(),
            code: "000000".into(),
        };
        assert_eq!(
            code(sign_in_with_code(&office, door(after(1)), &guess).await),
            "wrong-code"
        );
    }
    let guess = SignInCode {
        challenge: note,
        code: "000000".into(),
    };
    assert_eq!(
        code(sign_in_with_code(&office, door(after(1)), &guess).await),
        "too-many"
    );
    // Giving the password again does not open the way.
    assert_eq!(wait(token(&office, "quan.tri", PASSWORD, after(2)).await), 15 * 60);
}

#[tokio::test]
async fn a_second_factor_is_switched_on_by_its_first_code_only() {
    let (office, administrator) = begun().await;
    let given = new_second_factor(&office, &administrator).await.unwrap();
    let right = totp::code_at(&given.secret, morning()).unwrap();
    let confirm = async |secret: &str, seal: &str, code: &str| {
        let input = ConfirmSecondFactor {
            secret: secret.into(),
            seal: seal.into(),
            code: code.into(),
        };
        confirm_second_factor(&office, &administrator, &input).await
    };
    let (secret, seal) = (given.secret.reveal(), given.seal.reveal());
    assert_eq!(faults(confirm(secret, seal, "12345").await), ["code: wrong-code"]);
    assert_eq!(code(confirm("MZXW6YTBOI", seal, &right).await), "second-factor-again");
    assert_eq!(code(confirm(secret, "", &right).await), "second-factor-again");
    // Nothing is on yet.
    assert!(token(&office, "quan.tri", PASSWORD, morning()).await.is_ok());
    confirm(secret, seal, &right).await.unwrap();
    let administrator = users::one(&office, &may(&administrator), administrator.user.id)
        .await
        .unwrap();
    assert!(administrator.second_factor);
}

#[tokio::test]
async fn a_second_factor_goes_with_password_and_code() {
    let (office, administrator) = begun().await;
    let secret = with_second_factor(&office, &administrator).await;
    assert_eq!(
        code(new_second_factor(&office, &administrator).await),
        "second-factor-is-on"
    );
    let remove = async |password: &str, code: String| {
        let input = RemoveSecondFactor {
            password: password.into(),
            code,
        };
        users::remove_second_factor(&office, &administrator, &input).await
    };
    let next = totp::code_at(&secret, morning() + jiff::SignedDuration::from_secs(30)).unwrap();
    assert_eq!(
        faults(remove("không phải đâu", next.clone()).await),
        ["password: wrong-password"]
    );
    assert_eq!(faults(remove(PASSWORD, "000000".into()).await), ["code: wrong-code"]);
    remove(PASSWORD, next).await.unwrap();
    assert!(token(&office, "quan.tri", PASSWORD, morning()).await.is_ok());
}

#[tokio::test]
async fn somebody_of_an_ended_agency_sees_nothing() {
    let (office, administrator) = begun().await;
    let police = agency(&office, "Công an tỉnh").await;
    employ(&office, &administrator, "cong.an", "agency_head", Some(police)).await;
    let session = token(&office, "cong.an", PASSWORD, morning()).await.unwrap();
    let before = visitor(&office, &session.token, morning()).await.unwrap();
    assert_eq!(may::<See>(&before).scope(), Scope::Agency(police));

    let end = agencies::EndAgency {
        version: 1,
        last_day: "26/11/2026".into(),
        legal_basis: "Quyết định số 1/QĐ".into(),
        ..Default::default()
    };
    agencies::end(&office, &may(&administrator), police, &end)
        .await
        .unwrap();
    let after = visitor(&office, &session.token, morning()).await.unwrap();
    assert_eq!(
        after.user.agency,
        Some(police),
        "the page can still say where they belonged"
    );
    assert_eq!(after.acting().unwrap().agency, None);
    assert!(!may::<See>(&after).scope().covers([police]));
}

#[tokio::test]
async fn what_is_old_is_forgotten() {
    let (office, administrator) = begun().await;
    token(&office, "quan.tri", "sai mật khẩu", morning()).await.unwrap_err();
    forget_old(&office, after(1)).await.unwrap();
    assert_eq!(sessions::own(&office, &administrator).await.unwrap().len(), 1);
    forget_old(&office, after(60 * 24 * 400)).await.unwrap();
    assert!(sessions::own(&office, &administrator).await.unwrap().is_empty());
}
