//! `dondoc read` as its users call it: formats, several files, exit status.

use crate::started::{Folder, PLAN, complained, dondoc, dondoc_fed, printed};
use serde_json::Value;

#[test]
fn one_file_as_one_json_object() {
    let folder = Folder::new("json");
    let plan = folder.file("ke-hoach.txt", PLAN);
    let output = dondoc(["read".as_ref(), "--format".as_ref(), "json".as_ref(), plan.as_os_str()]);
    let reading: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(reading["document"]["number"], "31/KH-UBND");
    assert_eq!(reading["tasks"].as_array().unwrap().len(), 3);
    assert_eq!(reading["tasks"][0]["lead"][0]["written"], "Công an tỉnh");
    assert_eq!(reading["tasks"][0]["deadline"]["due"], "2022-06-30");
    assert_eq!(reading["tasks"][0]["places"][0]["full_name"], "Huyện Ngọc Hồi");
    assert_eq!(
        reading["tasks"][0]["coordinating"][0]["today"][0],
        "Sở Nông nghiệp và Môi trường"
    );
}

#[test]
fn spans_point_into_the_text_command() {
    let folder = Folder::new("spans");
    let plan = folder.file("ke-hoach.txt", PLAN);
    let text = printed(&dondoc(["text".as_ref(), plan.as_os_str()]));
    let reading: Value =
        serde_json::from_slice(&dondoc(["read".as_ref(), "--format=json".as_ref(), plan.as_os_str()]).stdout).unwrap();
    let span = &reading["tasks"][0]["deadline"]["span"];
    let bytes = |name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
    assert_eq!(&text[bytes("start")..bytes("end")], "trước ngày 30/6/2022");
}

#[test]
fn table_shows_marks_and_what_is_missing() {
    let folder = Folder::new("table");
    let plan = folder.file("ke-hoach.txt", PLAN);
    let shown = printed(&dondoc(["read".as_ref(), plan.as_os_str()]));
    for words in [
        "Kế hoạch số 31/KH-UBND",
        "Công an tỉnh [suy ra]",
        "Sở Tài chính [có trong văn bản]",
        "chưa có thời hạn",
        "nay là Xã Bờ Y",
    ] {
        assert!(shown.contains(words), "{words} is missing in\n{shown}");
    }
    let explained = printed(&dondoc(["read".as_ref(), "--explain".as_ref(), plan.as_os_str()]));
    assert!(explained.contains("“trước ngày 30/6/2022”, ký tự"), "{explained}");
}

#[test]
fn standard_input_and_csv() {
    let output = dondoc_fed(&["read", "-", "--format", "csv"], PLAN.as_bytes());
    let rows = printed(&output);
    assert!(rows.starts_with('\u{feff}'));
    assert_eq!(rows.lines().count(), 4);
}

#[test]
fn workbook_is_written() {
    let folder = Folder::new("xlsx");
    let plan = folder.file("ke-hoach.txt", PLAN);
    let book = folder.path().join("nhiem-vu.xlsx");
    let output = dondoc([
        "read".as_ref(),
        plan.as_os_str(),
        "--format".as_ref(),
        "xlsx".as_ref(),
        "--out".as_ref(),
        book.as_os_str(),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    let mut archive = zip::ZipArchive::new(std::fs::File::open(&book).unwrap()).unwrap();
    assert!(archive.by_name("xl/worksheets/sheet2.xml").is_ok());
}

#[test]
fn one_bad_file_never_stops_the_rest() {
    let folder = Folder::new("several");
    folder.file("a.txt", PLAN);
    folder.file("b.txt", "");
    folder.file("c.bin", [b"\x89PNG\r\n\x1a\n".as_slice(), &[0_u8; 300]].concat());
    folder.file("d.txt", PLAN);
    let output = dondoc([
        "read".as_ref(),
        folder.path().as_os_str(),
        "--format".as_ref(),
        "json".as_ref(),
    ]);
    assert_eq!(output.status.code(), Some(1));
    let read: Vec<Value> = printed(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(read.len(), 2);
    assert!(read[0]["file"].as_str().unwrap().ends_with("a.txt"));
    let complaints = complained(&output);
    assert!(
        complaints.contains("b.txt: tệp rỗng") && complaints.contains("c.bin:"),
        "{complaints}"
    );
}

#[test]
fn missing_file_and_wrong_usage() {
    assert_eq!(dondoc(["read", "/khong/co/tep.txt"]).status.code(), Some(1));
    assert_eq!(dondoc(["read"]).status.code(), Some(2));
    assert_eq!(dondoc(["read", "x", "--format", "doc"]).status.code(), Some(2));
}

#[test]
fn a_secret_document_is_refused_and_nothing_of_it_is_shown() {
    let folder = Folder::new("secret");
    let secret = folder.file("mat.txt", PLAN.replace("-------\n", "-------\nMẬT\n"));
    let output = dondoc([
        "read".as_ref(),
        secret.as_os_str(),
        "--format".as_ref(),
        "json".as_ref(),
    ]);
    assert_eq!(output.status.code(), Some(3));
    assert!(output.stdout.is_empty());
    assert!(!complained(&output).contains("31/KH-UBND"));
    let about = folder.file(
        "bao-ve.txt",
        PLAN.replace("Phòng cháy, chữa cháy rừng mùa khô", "Bảo vệ bí mật nhà nước năm 2022"),
    );
    assert_eq!(dondoc(["read".as_ref(), about.as_os_str()]).status.code(), Some(0));
}

#[test]
fn places_and_agencies_by_day() {
    let shown = printed(&dondoc([
        "place",
        "Ngọc Hồi",
        "--on",
        "2021-08-18",
        "--province",
        "Kon Tum",
    ]));
    assert!(
        shown.contains("Huyện Ngọc Hồi (mã 611), Tỉnh Kon Tum") && shown.contains("nay là Xã Bờ Y (mã 23377)"),
        "{shown}"
    );
    let shown = printed(&dondoc(["agency", "Sở TT&TT", "--on", "2021-08-18"]));
    assert!(
        shown.contains("Sở Thông tin và Truyền thông") && shown.contains("nay là Sở Khoa học và Công nghệ"),
        "{shown}"
    );
    assert_eq!(dondoc(["place", "Không Có Tên Này"]).status.code(), Some(1));
}
