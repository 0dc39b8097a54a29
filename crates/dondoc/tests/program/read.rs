//! `dondoc read` as its users call it: formats, several files, exit status.

use serde_json::Value;

use crate::started::{Folder, PLAN, complained, docx, dondoc, dondoc_fed, printed, read_json, word_lines};

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
    assert!(explained.contains("“trước ngày 30/6/2022”, dòng "), "{explained}");
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

#[test]
fn the_same_document_in_any_format_is_read_alike() {
    let folder = Folder::new("formats");
    let text = read_json(&folder.file("ke-hoach.txt", PLAN));
    let paragraphs = PLAN.replace('\n', "</p><p>");
    let page =
        format!("<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body><p>{paragraphs}</p></body></html>");
    let others = [
        folder.file("ke-hoach.docx", docx(word_lines(PLAN).as_bytes())),
        folder.file("ke-hoach.html", page),
        folder.file("ten-sai.pdf", PLAN),
    ];
    for other in others {
        let reading = read_json(&other);
        for path in [
            "/document/number",
            "/document/issued_on",
            "/tasks/0/text",
            "/tasks/0/lead/0/written",
            "/tasks/0/deadline/due",
        ] {
            assert_eq!(
                reading.pointer(path),
                text.pointer(path),
                "{path} of {}",
                other.display()
            );
        }
    }
}

#[test]
fn a_document_cannot_write_formulas_or_to_the_terminal() {
    let folder = Folder::new("injection");
    let plan = folder.file(
        "ke-hoach.txt",
        PLAN.replace("b) Thường xuyên", "- \u{9b}31m=cmd() Thường xuyên"),
    );
    let rows = printed(&dondoc(["read".as_ref(), "--format=csv".as_ref(), plan.as_os_str()]));
    let mut cells = rows.split(['\n', ',']).map(|cell| cell.trim_matches('"'));
    assert!(cells.all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{rows}");
    let shown = printed(&dondoc(["read".as_ref(), "--explain".as_ref(), plan.as_os_str()]));
    assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{shown}");
}

#[test]
fn an_output_file_is_complete_or_untouched() {
    let folder = Folder::new("out");
    let (plan, empty) = (folder.file("ke-hoach.txt", PLAN), folder.file("rong.txt", ""));
    let out = folder.file("ket-qua.json", "kept");
    let write = |file: &std::path::Path| {
        dondoc(["read".as_ref(), file.as_os_str(), "--out".as_ref(), out.as_os_str()])
            .status
            .code()
    };
    assert_eq!(write(&empty), Some(1));
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "kept");
    assert_eq!(write(&plan), Some(0));
    let written: Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    assert_eq!(written, read_json(&plan));
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        3,
        "no draft is left behind"
    );
    assert_eq!(
        dondoc(["read".as_ref(), plan.as_os_str(), "--out".as_ref(), plan.as_os_str()])
            .status
            .code(),
        Some(2)
    );
    assert_eq!(std::fs::read_to_string(&plan).unwrap(), PLAN);
}

#[test]
fn a_secret_document_leaves_nothing_behind_and_decides_the_status() {
    let folder = Folder::new("secrets");
    let documents = folder.path().join("van-ban");
    std::fs::create_dir(&documents).unwrap();
    std::fs::write(
        documents.join("a-mat.txt"),
        PLAN.replace("-------\n", "-------\nTỐI MẬT\n"),
    )
    .unwrap();
    std::fs::write(documents.join("b-rong.txt"), "").unwrap();
    std::fs::write(documents.join("c.txt"), PLAN.replace("31/KH-UBND", "77/KH-UBND")).unwrap();
    for out in ["so.json", "so.csv", "so.xlsx", "so.txt"] {
        let out = folder.path().join(out);
        let output = dondoc([
            "read".as_ref(),
            documents.as_os_str(),
            "--out".as_ref(),
            out.as_os_str(),
        ]);
        assert_eq!(output.status.code(), Some(3), "{}", complained(&output));
        assert!(!complained(&output).contains("31/KH-UBND"));
        let written = std::fs::read(&out).unwrap();
        assert!(
            !String::from_utf8_lossy(&written).contains("31/KH-UBND"),
            "{}",
            out.display()
        );
    }
    let text = dondoc(["text".as_ref(), documents.join("a-mat.txt").as_os_str()]);
    assert_eq!((text.status.code(), text.stdout.len()), (Some(3), 0));
}

#[test]
fn folders_are_walked_in_order_and_without_end() {
    let folder = Folder::new("folders");
    let inner = folder.path().join("b");
    std::fs::create_dir(&inner).unwrap();
    folder.file("c.txt", PLAN);
    folder.file(".an.txt", PLAN);
    folder.file("~$c.txt", "lock");
    std::fs::write(inner.join("x.txt"), PLAN).unwrap();
    std::os::unix::fs::symlink(folder.path(), inner.join("loop")).unwrap();
    let output = dondoc([
        "read".as_ref(),
        "--format=json".as_ref(),
        "--jobs=2".as_ref(),
        folder.path().as_os_str(),
    ]);
    let lines: Vec<Value> = printed(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let names: Vec<_> = lines
        .iter()
        .map(|line| line["file"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect();
    assert_eq!(names, ["x.txt", "c.txt"]);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
}

#[test]
fn a_reader_that_stops_listening_is_no_error() {
    let folder = Folder::new("pipe");
    for at in 0..20 {
        folder.file(&format!("{at}.txt"), PLAN);
    }
    for format in ["table", "json", "csv"] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_dondoc"))
            .args([
                "read".as_ref(),
                "--format".as_ref(),
                format.as_ref(),
                folder.path().as_os_str(),
            ])
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), complained(&output).as_str()),
            (Some(0), ""),
            "{format}"
        );
    }
}

#[test]
fn what_is_no_file_is_told_at_once() {
    let folder = Folder::new("no-file");
    let pipe = folder.path().join("pipe");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let huge = folder.path().join("huge.txt");
    std::fs::File::create(&huge).unwrap().set_len(10 << 30).unwrap();
    let missing = folder.path().join("missing.txt");
    for (path, words) in [
        (pipe, "không phải tệp thường"),
        (huge, "MiB: hãy tách nhỏ"),
        (missing, "không có tệp này"),
    ] {
        let output = dondoc(["read".as_ref(), path.as_os_str()]);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            complained(&output).contains(words) && complained(&output).lines().count() == 1,
            "{}",
            complained(&output)
        );
    }
}

#[test]
fn wrong_usage_is_told_in_one_line() {
    for arguments in [
        &["read", "--formt", "json", "x"][..],
        &["doc"],
        &["read", "x", "--format", "xlsx"],
        &["place"],
    ] {
        let output = dondoc(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(complained(&output).lines().count(), 1, "{}", complained(&output));
    }
    for arguments in [&["--help"][..], &["read", "--help"], &["place", "-h"]] {
        let help = printed(&dondoc(arguments));
        assert!(
            help.contains("Cách dùng: dondoc") && help.contains("In hướng dẫn này"),
            "{help}"
        );
        assert!(!help.contains("Options:") && !help.contains("Print"), "{help}");
    }
}
