//! Users and their own accounts.

use domain::rights::{Direct, ManageUsers, Take};
use office::journal::{JournalFilter, entries};
use office::users::{ChangePassword, EditUser, change_password, create, edit, list, reset_password};
use office::{Error, users};

use crate::made::{
    PASSWORD, after, agency, begun, code, employ, faults, may, morning, new_user, token, visit, visitor,
};

#[tokio::test]
async fn a_role_goes_with_its_agency() {
    let (office, administrator) = begun().await;
    let acting = may(&administrator);
    let police = Some(agency(&office, "Công an tỉnh").await);
    let commune = Some(agency(&office, "UBND xã Bờ Y").await);
    let district = office::agencies::Directory::load(&office)
        .await
        .unwrap()
        .resolve("UBND huyện Ngọc Hồi", jiff::civil::date(2021, 8, 18));
    let nobody = Some(domain::id::AgencyId(uuid::Uuid::nil()));
    for (role, agency, wanted) in [
        ("clerk", None, ""),
        ("clerk", police, "agency: agency-not-for-role"),
        ("leader", None, ""),
        ("leader", commune, "agency: agency-not-for-role"),
        ("auditor", None, ""),
        ("auditor", police, "agency: agency-not-for-role"),
        ("administrator", None, ""),
        ("administrator", police, "agency: agency-not-for-role"),
        ("agency_head", police, ""),
        ("agency_head", None, "agency: required"),
        ("agency_officer", commune, ""),
        ("agency_officer", None, "agency: required"),
        ("agency_officer", district, "agency: agency-ended"),
        ("agency_officer", nobody, "agency: unknown-agency"),
        ("commune_officer", commune, ""),
        ("commune_officer", police, "agency: agency-not-a-commune"),
        ("commune_officer", None, "agency: required"),
        ("", None, "role: required"),
        ("king", None, "role: unknown-choice"),
    ] {
        let login = format!("{role}.{}", agency.map_or_else(|| "0".into(), |id| id.to_string()));
        let made = create(
            &office,
            &acting,
            &new_user(&format!("u.{}", &login[..login.len().min(50)]), role, agency),
        )
        .await;
        let found = if made.is_ok() {
            String::new()
        } else {
            faults(made).join(" ")
        };
        assert_eq!(found, wanted, "{role} {agency:?}");
    }
}

#[tokio::test]
async fn every_fault_of_a_user_is_told() {
    let (office, administrator) = begun().await;
    let mut input = new_user("Nguyễn Văn A", "clerk", None);
    input.name = " ".into();
    let made = create(&office, &may(&administrator), &input).await;
    assert_eq!(faults(made), ["login: login-characters", "name: required"]);
    let taken = create(&office, &may(&administrator), &new_user("QUAN.TRI", "clerk", None)).await;
    assert_eq!(faults(taken), ["login: taken"]);
    let short = create(&office, &may(&administrator), &new_user("ab", "clerk", None)).await;
    assert_eq!(faults(short), ["login: login-length"]);
}

#[tokio::test]
async fn who_is_new_can_only_change_the_password() {
    let (office, administrator) = begun().await;
    let made = create(&office, &may(&administrator), &new_user("van.thu", "clerk", None))
        .await
        .unwrap();
    let given = made.password.unwrap();
    let newcomer = visit(&office, "van.thu", given.reveal(), morning()).await;
    assert_eq!(code(newcomer.acting()), "must-change-password");
    assert_eq!(
        code(users::new_second_factor(&office, &newcomer).await),
        "must-change-password"
    );

    let change = async |old: &str, new: &str| {
        let input = ChangePassword {
            old_password: old.into(),
            new_password: new.into(),
        };
        change_password(&office, &newcomer, &input).await
    };
    assert_eq!(
        faults(change("sai", "ngắn").await),
        ["new_password: password-too-short", "old_password: wrong-password"]
    );
    assert_eq!(
        faults(change(given.reveal(), given.reveal()).await),
        ["new_password: same-as-before"]
    );
    change(given.reveal(), PASSWORD).await.unwrap();
    assert!(token(&office, "van.thu", given.reveal(), morning()).await.is_err());
    let clerk = visit(&office, "van.thu", PASSWORD, morning()).await;
    assert!(clerk.acting().unwrap().may::<Take>().is_ok());
    assert!(clerk.acting().unwrap().may::<ManageUsers>().is_err());
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let (office, _) = begun().await;
    let here = token(&office, "quan.tri", PASSWORD, morning()).await.unwrap();
    let there = token(&office, "quan.tri", PASSWORD, morning()).await.unwrap();
    let me = visitor(&office, &here.token, morning()).await.unwrap();
    let input = ChangePassword {
        old_password: PASSWORD.into(),
        new_password: "nắng sớm bên đồi chè".into(),
    };
    change_password(&office, &me, &input).await.unwrap();
    assert!(visitor(&office, &here.token, morning()).await.is_some());
    assert!(visitor(&office, &there.token, morning()).await.is_none());
}

#[tokio::test]
async fn guessing_the_own_password_from_a_stolen_session_is_limited() {
    let (office, _) = begun().await;
    let stolen = token(&office, "quan.tri", PASSWORD, morning()).await.unwrap();
    let thief = visitor(&office, &stolen.token, after(1)).await.unwrap();
    let guess = ChangePassword {
        old_password: "đoán".into(),
        new_password: "nắng sớm bên đồi chè".into(),
    };
    for _ in 0..5 {
        faults(change_password(&office, &thief, &guess).await);
    }
    assert_eq!(code(change_password(&office, &thief, &guess).await), "too-many");
}

#[tokio::test]
async fn a_reset_password_ends_everything_until_now() {
    let (office, administrator) = begun().await;
    let clerk = employ(&office, &administrator, "van.thu", "clerk", None).await;
    let session = token(&office, "van.thu", PASSWORD, morning()).await.unwrap();
    let made = reset_password(&office, &may(&administrator), clerk.user.id)
        .await
        .unwrap();
    assert!(visitor(&office, &session.token, morning()).await.is_none());
    assert!(token(&office, "van.thu", PASSWORD, morning()).await.is_err());
    let again = visit(&office, "van.thu", made.password.unwrap().reveal(), morning()).await;
    assert_eq!(code(again.acting()), "must-change-password");
}

fn unchanged(user: &domain::User) -> EditUser {
    EditUser {
        version: user.version,
        name: user.name.clone(),
        role: user.role.word().into(),
        agency: user.agency.map(|id| id.to_string()).unwrap_or_default(),
        active: user.active,
        email: user.email.clone().unwrap_or_default(),
    }
}

#[tokio::test]
async fn there_is_always_an_active_administrator() {
    let (office, administrator) = begun().await;
    let me = &administrator.user;
    let leaves = EditUser {
        active: false,
        ..unchanged(me)
    };
    let steps_down = EditUser {
        role: "auditor".into(),
        ..unchanged(me)
    };
    for input in [&leaves, &steps_down] {
        assert_eq!(
            code(edit(&office, &may(&administrator), me.id, input).await),
            "last-administrator"
        );
    }
    create(
        &office,
        &may(&administrator),
        &new_user("quan.tri.hai", "administrator", None),
    )
    .await
    .unwrap();
    edit(&office, &may(&administrator), me.id, &leaves).await.unwrap();
    assert!(token(&office, "quan.tri", PASSWORD, morning()).await.is_err());
}

#[tokio::test]
async fn the_second_of_two_editors_is_told() {
    let (office, administrator) = begun().await;
    let clerk = employ(&office, &administrator, "van.thu", "clerk", None).await.user;
    let first = EditUser {
        name: "Trưởng phòng".into(),
        ..unchanged(&clerk)
    };
    let changed = edit(&office, &may(&administrator), clerk.id, &first).await.unwrap();
    assert_eq!(
        (changed.version, changed.name.as_str()),
        (clerk.version + 1, "Trưởng phòng")
    );
    let second = EditUser {
        name: "Phó phòng".into(),
        ..unchanged(&clerk)
    };
    let overtaken = edit(&office, &may(&administrator), clerk.id, &second)
        .await
        .unwrap_err();
    assert!(matches!(overtaken, Error::Overtaken { seen, found, .. } if seen == clerk.version && found == seen + 1));
}

#[tokio::test]
async fn who_changes_role_has_other_rights_at_once() {
    let (office, administrator) = begun().await;
    let clerk = employ(&office, &administrator, "van.thu", "clerk", None).await.user;
    let session = token(&office, "van.thu", PASSWORD, morning()).await.unwrap();
    let input = EditUser {
        role: "auditor".into(),
        ..unchanged(&clerk)
    };
    edit(&office, &may(&administrator), clerk.id, &input).await.unwrap();
    let visitor = visitor(&office, &session.token, after(1)).await.unwrap();
    assert!(visitor.acting().unwrap().may::<Direct>().is_err());
}

#[tokio::test]
async fn a_lost_second_factor_is_switched_off_by_an_administrator() {
    let (office, administrator) = begun().await;
    let clerk = employ(&office, &administrator, "van.thu", "clerk", None).await;
    let given = users::new_second_factor(&office, &clerk).await.unwrap();
    let first = users::ConfirmSecondFactor {
        code: office::totp::code_at(&given.secret, morning()).unwrap(),
        secret: given.secret,
        seal: given.seal,
    };
    users::confirm_second_factor(&office, &clerk, &first).await.unwrap();
    users::switch_off_second_factor(&office, &may(&administrator), clerk.user.id)
        .await
        .unwrap();
    assert!(token(&office, "van.thu", PASSWORD, morning()).await.is_ok());
}

#[tokio::test]
async fn what_happens_to_accounts_is_in_the_journal_without_secrets() {
    let (office, administrator) = begun().await;
    let clerk = employ(&office, &administrator, "van.thu", "clerk", None).await;
    reset_password(&office, &may(&administrator), clerk.user.id)
        .await
        .unwrap();
    let filter = JournalFilter {
        subject: Some(clerk.user.id.0),
        ..JournalFilter::default()
    };
    let page = entries(&office, &may(&administrator), &filter).await.unwrap();
    let acts: Vec<&str> = page.lines.iter().map(|line| line.action.as_str()).collect();
    assert_eq!(acts, ["user.reset-password", "user.change-password", "user.create"]);
    let image = serde_json::to_string(&clerk.user).unwrap();
    assert!(!image.contains("argon2"), "{image}");
    assert_eq!(list(&office, &may(&administrator)).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_form_sent_twice_makes_one_user_and_shows_the_password_once() {
    let (office, _) = begun().await;
    let session = token(&office, "quan.tri", PASSWORD, morning()).await.unwrap();
    let request = Some(domain::id::RequestId(uuid::Uuid::from_u128(7)));
    let door = crate::made::door(morning());
    let administrator = office::sign_in::resolve(&office, door, &session.token, request)
        .await
        .unwrap()
        .unwrap();
    let input = new_user("van.thu", "clerk", None);
    let first = create(&office, &may(&administrator), &input).await.unwrap();
    let second = create(&office, &may(&administrator), &input).await.unwrap();
    assert_eq!(first.user, second.user);
    assert!(first.password.is_some() && second.password.is_none());
}
