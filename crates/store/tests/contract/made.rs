//! Records with sensible values for tests.

use domain::agency::Level;
use domain::id::{AgencyId, FileId, ProvinceId, UserId};
use domain::rights::Role;
use domain::{Agency, File, Province, User};
use jiff::Timestamp;
use store::Act;
use uuid::Uuid;

/// A moment: so many minutes after 8 o'clock of 2 November 2026 in Viet Nam.
pub(crate) fn minute(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_793_581_200 + minutes * 60).unwrap()
}

pub(crate) fn act(minutes: i64) -> Act<'static> {
    Act::new(None, minute(minutes), "test.act")
}

pub(crate) fn province() -> Province {
    Province {
        id: ProvinceId(Uuid::now_v7()),
        version: 1,
        code: "51".into(),
        name: "tỉnh Quảng Ngãi".into(),
        office: "Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi".into(),
        demo: true,
    }
}

pub(crate) fn agency(name: &str) -> Agency {
    Agency {
        id: AgencyId(Uuid::now_v7()),
        version: 1,
        name: name.into(),
        aliases: vec![],
        symbol: None,
        level: Level::Province,
        listed: None,
        place: None,
        above: None,
        valid_from: None,
        valid_to: None,
        successors: vec![],
        legal_basis: String::new(),
        unverified: false,
    }
}

pub(crate) fn user(login: &str) -> User {
    User {
        id: UserId(Uuid::now_v7()),
        version: 1,
        login: login.into(),
        name: format!("Chuyên viên {login}"),
        role: Role::Clerk,
        agency: None,
        active: true,
        second_factor: false,
        must_change_password: false,
    }
}

pub(crate) fn file(content: &[u8]) -> File {
    File {
        id: FileId(Uuid::now_v7()),
        version: 1,
        name: "bao-cao.docx".into(),
        media_type: "application/octet-stream".into(),
        size: i64::try_from(content.len()).unwrap(),
        sha256: store::files::digest(content),
    }
}
