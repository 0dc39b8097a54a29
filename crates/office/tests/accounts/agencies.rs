//! The register of agencies, and the names by which documents mean them.

use domain::id::AgencyId;
use domain::rights::ManageAgencies;
use jiff::civil::{Date, date};
use office::Error;
use office::agencies::{AgencyFilter, AgencyInput, Directory, EndAgency, create, edit, end, list, one, take_back_end};

use crate::made::{agency, begun, code, employ, every_agency, faults, may};

/// The day of issue of the founding programme of Kon Tum, which is part of Quảng Ngãi today.
const FOUNDING: Date = date(2021, 8, 18);
const TODAY: Date = date(2026, 11, 27);
const KON_TUM: Option<&str> = Some("62");

fn names(directory: &Directory, ids: &[AgencyId]) -> Vec<String> {
    ids.iter().map(|id| directory.name(*id).to_owned()).collect()
}

#[tokio::test]
async fn the_names_of_the_founding_document_lead_to_the_register() {
    let (office, _) = begun().await;
    let directory = Directory::load(&office).await.unwrap();
    for (written, then, today) in [
        ("Công an tỉnh", "Công an tỉnh Quảng Ngãi", "Công an tỉnh Quảng Ngãi"),
        (
            "Công an tỉnh Kon Tum",
            "Công an tỉnh Quảng Ngãi",
            "Công an tỉnh Quảng Ngãi",
        ),
        (
            "Giám đốc Công an tỉnh",
            "Công an tỉnh Quảng Ngãi",
            "Công an tỉnh Quảng Ngãi",
        ),
        (
            "Bộ CHQS tỉnh",
            "Bộ Chỉ huy Quân sự tỉnh Quảng Ngãi",
            "Bộ Chỉ huy Quân sự tỉnh Quảng Ngãi",
        ),
        (
            "Bộ Chỉ huy BĐBP tỉnh",
            "Bộ Chỉ huy Bộ đội Biên phòng tỉnh Quảng Ngãi",
            "Ban Chỉ huy Bộ đội Biên phòng tỉnh Quảng Ngãi",
        ),
        (
            "Sở TT&TT",
            "Sở Thông tin và Truyền thông tỉnh Quảng Ngãi",
            "Sở Khoa học và Công nghệ tỉnh Quảng Ngãi",
        ),
        (
            "Sở Kế hoạch - Đầu tư",
            "Sở Kế hoạch và Đầu tư tỉnh Quảng Ngãi",
            "Sở Tài chính tỉnh Quảng Ngãi",
        ),
        (
            "Ban Tuyên giáo Tỉnh ủy",
            "Ban Tuyên giáo Tỉnh ủy Quảng Ngãi",
            "Ban Tuyên giáo và Dân vận Tỉnh ủy Quảng Ngãi",
        ),
        (
            "UBND huyện Ngọc Hồi",
            "Ủy ban nhân dân huyện Ngọc Hồi",
            "Ủy ban nhân dân xã Bờ Y",
        ),
        (
            "huyện Ngọc Hồi",
            "Ủy ban nhân dân huyện Ngọc Hồi",
            "Ủy ban nhân dân xã Bờ Y",
        ),
        (
            "Uỷ ban nhân dân thành phố Kon Tum",
            "Ủy ban nhân dân thành phố Kon Tum",
            "Ủy ban nhân dân phường Kon Tum",
        ),
        ("Bộ Công an", "Bộ Công an", "Bộ Công an"),
    ] {
        let found = directory.resolve_in(written, FOUNDING, KON_TUM);
        let found = found.unwrap_or_else(|| panic!("{written} is not found"));
        assert_eq!(directory.name(found), then, "{written}");
        assert!(
            names(&directory, &directory.today(found, TODAY)).contains(&today.to_owned()),
            "{written}"
        );
    }
}

#[tokio::test]
async fn the_main_successor_comes_first() {
    let (office, _) = begun().await;
    let directory = Directory::load(&office).await.unwrap();
    let labour = directory.resolve_in("Sở LĐ-TB&XH", FOUNDING, KON_TUM).unwrap();
    let today = names(&directory, &directory.today(labour, TODAY));
    assert_eq!((today[0].as_str(), today.len()), ("Sở Nội vụ tỉnh Quảng Ngãi", 5));
    assert_eq!(directory.today(labour, FOUNDING), [labour]);
}

#[tokio::test]
async fn a_name_of_today_is_found_however_it_is_written() {
    let (office, _) = begun().await;
    let directory = Directory::load(&office).await.unwrap();
    for (written, wanted) in [
        ("UBND xã Bờ Y", "Ủy ban nhân dân xã Bờ Y"),
        ("Xã Bờ Y", "Ủy ban nhân dân xã Bờ Y"),
        ("Chủ tịch UBND phường Kon Tum", "Ủy ban nhân dân phường Kon Tum"),
        ("UBND đặc khu Lý Sơn", "Ủy ban nhân dân đặc khu Lý Sơn"),
        (
            "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
            "Sở Nông nghiệp và Môi trường tỉnh Quảng Ngãi",
        ),
        ("Sở NN&MT", "Sở Nông nghiệp và Môi trường tỉnh Quảng Ngãi"),
        ("So Tai chinh", "Sở Tài chính tỉnh Quảng Ngãi"),
        ("UBND xa Bo Y", "Ủy ban nhân dân xã Bờ Y"),
        ("UBND huyện Ngọc Hồi", "Ủy ban nhân dân huyện Ngọc Hồi"),
        ("CAT", "Công an tỉnh Quảng Ngãi"),
        ("Văn phòng UBND tỉnh", "Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi"),
    ] {
        let found = directory.resolve(written, TODAY).map(|id| directory.name(id));
        assert_eq!(found, Some(wanted), "{written}");
    }
}

#[tokio::test]
async fn what_is_not_one_agency_of_ours_is_none() {
    let (office, _) = begun().await;
    let directory = Directory::load(&office).await.unwrap();
    for written in [
        "",
        "các sở, ban, ngành",
        "UBND các xã, phường",
        "UBND cấp xã",
        "Công an tỉnh Đắk Lắk",
        "UBND xã Sa Pa",
        "Sở Du lịch",
        "Phòng An ninh mạng",
    ] {
        assert_eq!(
            directory.resolve(written, TODAY).map(|id| directory.name(id)),
            None,
            "{written}"
        );
    }
    // In a document of Gia Lai the police of the province is theirs.
    assert_eq!(directory.resolve_in("Công an tỉnh", TODAY, Some("52")), None);
    assert!(directory.resolve_in("Bộ Công an", TODAY, Some("52")).is_some());
}

#[tokio::test]
async fn a_commune_that_went_into_one_other_leads_there() {
    let (office, _) = begun().await;
    let directory = Directory::load(&office).await.unwrap();
    let found = directory
        .resolve_in("UBND xã Đăk Xú", FOUNDING, KON_TUM)
        .map(|id| directory.name(id));
    assert!(
        found.is_some_and(|name| name.starts_with("Ủy ban nhân dân xã")),
        "{found:?}"
    );
}

#[tokio::test]
async fn marks_are_not_dropped_where_two_names_fall_together() {
    let (office, administrator) = begun().await;
    for name in ["Ban Quản lý rừng Sơn Hà", "Ban Quản lý rừng Sơn Hạ"] {
        create(&office, &may(&administrator), &provincial(name)).await.unwrap();
    }
    let directory = Directory::load(&office).await.unwrap();
    assert!(directory.resolve("Ban Quản lý rừng Sơn Hạ", TODAY).is_some());
    assert_eq!(directory.resolve("Ban Quan ly rung Son Ha", TODAY), None);
}

#[tokio::test]
async fn the_communes_are_96() {
    let (office, _) = begun().await;
    let directory = Directory::load(&office).await.unwrap();
    assert_eq!(directory.communes(TODAY).len(), 96);
    assert_eq!(directory.communes(FOUNDING).len(), 0);
}

fn provincial(name: &str) -> AgencyInput {
    AgencyInput {
        name: name.into(),
        level: "province".into(),
        ..AgencyInput::default()
    }
}

#[tokio::test]
async fn an_agency_is_entered_and_found_by_its_short_forms() {
    let (office, administrator) = begun().await;
    let input = AgencyInput {
        aliases: vec!["TT Lưu trữ; Trung tâm lưu trữ".into(), " ".into(), "tt lưu trữ".into()],
        above: "Sở Nội vụ".into(),
        valid_from: "01/01/2026".into(),
        legal_basis: "Quyết định số 5/QĐ-UBND".into(),
        ..provincial("Trung tâm Lưu trữ lịch sử tỉnh Quảng Ngãi")
    };
    let id = create(&office, &may(&administrator), &input).await.unwrap();
    let directory = Directory::load(&office).await.unwrap();
    assert_eq!(directory.resolve("TT lưu trữ", TODAY), Some(id));
    let view = one(&office, &may(&administrator), id).await.unwrap();
    assert_eq!(view.agency.aliases, ["TT Lưu trữ", "Trung tâm lưu trữ"]);
    assert_eq!(view.above.unwrap().name, "Sở Nội vụ tỉnh Quảng Ngãi");
    assert_eq!(view.agency.valid_from, Some(date(2026, 1, 1)));

    // An entry of the compiled list is recognised, so that its short forms need not be typed.
    let tourism = create(&office, &may(&administrator), &provincial("Sở Du lịch tỉnh Quảng Ngãi"))
        .await
        .unwrap();
    let commune = Directory::load(&office)
        .await
        .unwrap()
        .agency(agency(&office, "Xã Bờ Y").await)
        .unwrap()
        .place
        .clone();
    let police = AgencyInput {
        level: "commune".into(),
        place: commune.unwrap(),
        ..provincial("Công an xã Bờ Y")
    };
    let police = create(&office, &may(&administrator), &police).await.unwrap();
    let directory = Directory::load(&office).await.unwrap();
    assert_eq!(directory.resolve("Giám đốc Sở Du lịch", TODAY), Some(tourism));
    assert_eq!(directory.resolve("Trưởng Công an xã Bờ Y", TODAY), Some(police));
    assert_eq!(directory.communes(TODAY).len(), 96, "the police is no committee");
}

#[tokio::test]
async fn every_fault_of_an_agency_is_told() {
    let (office, administrator) = begun().await;
    let acting = may(&administrator);
    let input = AgencyInput {
        level: "commune".into(),
        above: "Sở Trên Trời".into(),
        valid_from: "32/13/2026".into(),
        ..AgencyInput::default()
    };
    assert_eq!(
        faults(create(&office, &acting, &input).await),
        [
            "name: required",
            "place: required",
            "above: unknown-agency",
            "valid_from: not-a-date"
        ]
    );
    let twice = create(&office, &acting, &provincial("CÔNG AN tỉnh Quảng Ngãi")).await;
    assert_eq!(faults(twice), ["name: taken"]);
    let elsewhere = AgencyInput {
        level: "commune".into(),
        place: "00004".into(),
        ..provincial("UBND phường Ba Đình")
    };
    assert_eq!(
        faults(create(&office, &acting, &elsewhere).await),
        ["place: unknown-place"]
    );
    let placed = AgencyInput {
        place: "00004".into(),
        ..provincial("Ban X")
    };
    assert_eq!(
        faults(create(&office, &acting, &placed).await),
        ["place: place-not-for-level"]
    );
    let levelless = AgencyInput {
        name: "Ban X".into(),
        ..AgencyInput::default()
    };
    assert_eq!(faults(create(&office, &acting, &levelless).await), ["level: required"]);
}

#[tokio::test]
async fn an_agency_is_changed_ended_and_taken_back() {
    let (office, administrator) = begun().await;
    let acting = may::<ManageAgencies>(&administrator);
    let id = agency(&office, "Sở Ngoại vụ").await;
    let changed = edit(
        &office,
        &acting,
        id,
        &AgencyInput {
            version: 1,
            ..provincial("Sở Ngoại vụ Quảng Ngãi")
        },
    )
    .await;
    assert_eq!(changed.unwrap().version, 2);
    let stale = edit(
        &office,
        &acting,
        id,
        &AgencyInput {
            version: 1,
            ..provincial("Sở Đối ngoại")
        },
    )
    .await;
    assert!(matches!(stale, Err(Error::Overtaken { seen: 1, found: 2, .. })));

    let input = EndAgency {
        version: 2,
        last_day: "2026-10-31".into(),
        successors: vec!["Văn phòng UBND tỉnh".into(), "Ban Không Có".into()],
        legal_basis: String::new(),
    };
    assert_eq!(
        faults(end(&office, &acting, id, &input).await),
        ["legal_basis: required", "successors: unknown-agency"]
    );
    let input = EndAgency {
        successors: vec!["Văn phòng UBND tỉnh".into()],
        legal_basis: "Nghị quyết số 7/NQ-HĐND".into(),
        ..input
    };
    end(&office, &acting, id, &input).await.unwrap();
    let view = one(&office, &may(&administrator), id).await.unwrap();
    assert_eq!(
        (view.stands, view.today[0].name.as_str()),
        (false, "Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi")
    );
    let successor = one(&office, &may(&administrator), view.today[0].id).await.unwrap();
    assert!(successor.predecessors.iter().any(|before| before.id == id));

    let back = EndAgency {
        version: 1,
        successors: vec![id.to_string()],
        ..input
    };
    assert_eq!(
        faults(end(&office, &acting, view.today[0].id, &back).await),
        ["successors: circle"]
    );
    take_back_end(&office, &acting, id, 3).await.unwrap();
    assert!(one(&office, &may(&administrator), id).await.unwrap().stands);
}

#[tokio::test]
async fn lists_are_by_day_level_and_words() {
    let (office, administrator) = begun().await;
    let police = agency(&office, "Công an tỉnh").await;
    employ(&office, &administrator, "cong.an", "agency_officer", Some(police)).await;
    assert_eq!(one(&office, &may(&administrator), police).await.unwrap().users, 1);
    let filter = AgencyFilter {
        text: "ngoc hoi".into(),
        ..every_agency()
    };
    let found = list(&office, &may(&administrator), &filter).await.unwrap();
    assert_eq!(
        found.iter().map(|agency| agency.name.as_str()).collect::<Vec<_>>(),
        ["Ủy ban nhân dân huyện Ngọc Hồi"]
    );
    let today = AgencyFilter {
        standing_on: Some(TODAY),
        ..filter
    };
    assert!(list(&office, &may(&administrator), &today).await.unwrap().is_empty());
    let unknown = one(&office, &may(&administrator), AgencyId(uuid::Uuid::nil())).await;
    assert_eq!(code(unknown), "not-found");
}
