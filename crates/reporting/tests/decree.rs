//! Documents that are written here are held against Decree 30/2020/NĐ-CP, and the checker against the decree's own forms.

use std::env;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;

use jiff::civil::date;
use reporting::check::{About, Fault, Problem, Unreadable, faults};
use reporting::document::layout::{FirstLine, Margins};
use reporting::document::{
    Annex, Archive, Block, Circulation, Component, Document, IssueDay, Issuer, Layout, Level, Number, Orientation,
    Power, Signature, Subject, Text, Urgency,
};
use reporting::table::{Cell, Column, Row, Table};

fn table() -> Table {
    let mut table = Table::new(
        "Danh mục & \"nhiệm vụ\" <quá hạn>",
        vec![
            Column::centred("STT", 4),
            Column::words("Nhiệm vụ", 40),
            Column::figures("đúng hạn", 8).under("Hoàn thành"),
            Column::figures("quá hạn", 8).under("Hoàn thành"),
        ],
    );
    for number in 1..=60 {
        table.rows.push(Row::Plain(vec![
            Cell::Count(number),
            "Rà soát <các> điểm & báo cáo".into(),
            Cell::Count(number * 100),
            Cell::Share { part: 1, whole: 3 },
        ]));
    }
    table
}

/// A letter with all that may stand on one.
fn letter() -> Document {
    Document {
        issuer: Issuer {
            superior: Some("UBND tỉnh Non Mẫu".into()),
            organ: vec!["Sở Mẫu Một".into()],
            name: "Sở Mẫu Một".into(),
        },
        number: Number {
            number: Some(7),
            symbol: "SMM-VP".into(),
        },
        place: "Non Mẫu".into(),
        issued: IssueDay::On(date(2026, 2, 5)),
        subject: Subject::Letter("đôn đốc nhiệm vụ \u{1}quá hạn".into()),
        addressees: vec!["Sở Mẫu Hai".into(), "UBND xã Suối Mẫu;".into()],
        bases: Vec::new(),
        body: vec![
            Block::paragraph("Đến ngày 31/01/2026 còn 02 nhiệm vụ quá hạn:"),
            Block::Table(table()),
            Block::Paragraph(Text::new("Yêu cầu báo cáo ").bold("trước ngày 20/02/2026").and(".")),
        ],
        signature: Signature {
            powers: vec![Power::ForHead("Giám đốc".into())],
            post: "Phó Giám đốc".into(),
            other_post: None,
            name: Some("Nguyễn Văn A".into()),
        },
        recipients: vec!["Lãnh đạo Sở".into()],
        archive: Archive {
            unit: Some("VP".into()),
            copies: Some(2),
        },
        urgency: Some(Urgency::VeryUrgent),
        circulation: Some(Circulation::ReturnAfterReading),
        drafter: Some("A.(05)".into()),
        contact: Some("Số 1, đường Mẫu".into()),
        annexes: Vec::new(),
    }
}

fn report() -> Document {
    let annex = |orientation| Annex {
        title: "Danh mục nhiệm vụ".into(),
        orientation,
        note: None,
        body: vec![Block::Table(table())],
    };
    Document {
        issuer: Issuer {
            superior: None,
            organ: vec!["Ủy ban nhân dân".into(), "tỉnh Non Mẫu".into()],
            name: "Ủy ban nhân dân tỉnh Non Mẫu".into(),
        },
        subject: Subject::Named {
            kind: "Báo cáo".into(),
            about: "Kết quả thực hiện nhiệm vụ tháng 01 năm 2026".into(),
        },
        addressees: vec!["Văn phòng Chính phủ".into()],
        bases: vec!["Căn cứ Quy chế làm việc".into()],
        body: vec![
            Block::heading(Level::Part, "Tình hình chung"),
            Block::heading(Level::Section, "Kết quả"),
            Block::heading(Level::Clause, "Đã hoàn thành"),
            Block::Numbered(Level::Point, "Đúng hạn: 12 nhiệm vụ.".into()),
            Block::Dashes(vec!["Sở Mẫu Hai;".into(), "Sở Mẫu Ba.".into()]),
            Block::Table(table()),
        ],
        annexes: vec![annex(Orientation::Landscape), annex(Orientation::Portrait)],
        ..letter()
    }
}

#[test]
fn what_is_written_here_has_no_faults() {
    for document in [letter(), report()] {
        assert_eq!(faults(&document.to_docx()), Ok(Vec::new()));
    }
    let mut open = report();
    open.number.number = None;
    open.issued = IssueDay::InMonthOf(date(2026, 11, 1));
    open.signature.name = None;
    open.annexes.pop();
    assert_eq!(faults(&open.to_docx()), Ok(Vec::new()));
}

#[test]
fn every_size_that_the_decree_allows_passes() {
    let ends = Margins {
        top: 25,
        bottom: 25,
        left: 35,
        right: 20,
    };
    let mut layout = Layout::default()
        .with_margins(ends)
        .and_then(|layout| layout.with_line_spacing(150))
        .expect("within the decree")
        .with_first_line(FirstLine::Centimetre);
    for rule in &reporting::document::layout::RULES {
        layout = layout
            .with_size(rule.component, *rule.sizes.end())
            .expect("within the decree");
    }
    for document in [letter(), report()] {
        assert_eq!(faults(&document.to_docx_in(&layout)), Ok(Vec::new()));
    }
}

/// Each change breaks one thing, and the checker tells that thing.
#[test]
fn what_departs_from_the_decree_is_told() {
    let component = |component, problem| (About::Component(component), problem);
    let broken: [(&str, &str, &str, (About, Problem)); 17] = [
        (
            "document",
            "w:left=\"1700\"",
            "w:left=\"1100\"",
            (About::Page, Problem::Margin),
        ),
        (
            "document",
            "w:w=\"11905\"",
            "w:w=\"12240\"",
            (About::Page, Problem::Paper),
        ),
        (
            "document",
            "<w:titlePg/>",
            "",
            component(Component::PageNumber, Problem::Numbering),
        ),
        (
            "document",
            "w:type=\"default\"",
            "w:type=\"even\"",
            component(Component::PageNumber, Problem::Missing),
        ),
        (
            "document",
            "CỘNG HÒA",
            "Cộng hòa",
            component(Component::Nation, Problem::Capitals),
        ),
        (
            "document",
            "NGHĨA VIỆT NAM",
            "NGHĨA VIẾT NAM",
            component(Component::Nation, Problem::Words),
        ),
        (
            "document",
            "Độc lập",
            "Độc-lập",
            component(Component::Motto, Problem::Missing),
        ),
        (
            "document",
            "Số: 07/",
            "Số: 7/",
            component(Component::Number, Problem::Words),
        ),
        (
            "document",
            "ngày 05 tháng 02",
            "ngày 5 tháng 02",
            component(Component::PlaceAndDay, Problem::Words),
        ),
        (
            "document",
            "Kính gửi",
            "Gửi",
            component(Component::Addressees, Problem::Missing),
        ),
        ("document", "./.", ".", (About::End, Problem::Missing)),
        (
            "document",
            "- Lưu: VT",
            "- Giữ: VT",
            component(Component::Recipients, Problem::Words),
        ),
        (
            "document",
            "Nơi nhận:",
            "Gửi cho:",
            component(Component::RecipientsWord, Problem::Missing),
        ),
        (
            "document",
            "KT. GIÁM ĐỐC",
            "Kt. Giám đốc",
            component(Component::Power, Problem::Missing),
        ),
        (
            "styles",
            "Times New Roman",
            "Arial",
            component(Component::Body, Problem::Font),
        ),
        (
            "styles",
            "<w:ind w:firstLine=\"720\"/>",
            "",
            component(Component::Body, Problem::FirstLine),
        ),
        (
            "styles",
            "w:after=\"120\" w:line=\"264\"",
            "w:after=\"40\" w:line=\"400\"",
            component(Component::Body, Problem::Gap),
        ),
    ];
    let docx = letter().to_docx();
    for (part, from, to, expected) in broken {
        let name = format!("word/{part}.xml");
        let changed = rewritten(&docx, &name, |xml| {
            assert!(xml.contains(from), "{from} is not in {name}");
            xml.replace(from, to)
        });
        let told: Vec<_> = kinds(&faults(&changed).expect("still a Word document"));
        assert!(told.contains(&expected), "{from} -> {to}: {told:?}");
    }
}

#[test]
fn sizes_and_faces_of_every_component_are_looked_at() {
    let docx = letter().to_docx();
    let broken = rewritten(&docx, "word/styles.xml", |xml| {
        xml.replace("<w:sz w:val=\"", "<w:sz w:val=\"1")
    });
    let told = kinds(&faults(&broken).expect("a Word document"));
    let looked_at = [
        Component::Nation,
        Component::Motto,
        Component::Superior,
        Component::Organ,
        Component::Number,
        Component::PlaceAndDay,
        Component::LetterSubject,
        Component::Addressees,
        Component::Body,
        Component::RecipientsWord,
        Component::Recipients,
        Component::Power,
        Component::Signer,
    ];
    for component in looked_at {
        assert!(
            told.contains(&(About::Component(component), Problem::Size)),
            "{component:?}"
        );
    }
    let plain = rewritten(&docx, "word/styles.xml", |xml| {
        xml.replace("<w:b/>", "").replace("<w:i/>", "")
    });
    let told = kinds(&faults(&plain).expect("a Word document"));
    for component in [
        Component::Nation,
        Component::Motto,
        Component::RecipientsWord,
        Component::Signer,
    ] {
        assert!(
            told.contains(&(About::Component(component), Problem::Bold)),
            "{component:?}"
        );
    }
    assert!(told.contains(&(About::Component(Component::PlaceAndDay), Problem::Italic)));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(letter().to_docx(), letter().to_docx());
    assert_eq!(report().to_docx(), report().to_docx());
}

#[test]
fn a_reader_is_told_language_title_and_heading_rows() {
    let docx = report().to_docx();
    let core = part(&docx, "docProps/core.xml");
    assert!(core.contains("<dc:title>Báo cáo kết quả thực hiện nhiệm vụ tháng 01 năm 2026</dc:title>"));
    assert!(core.contains("<dc:language>vi-VN</dc:language>"));
    assert!(part(&docx, "word/styles.xml").contains("<w:lang w:val=\"vi-VN\""));
    let document = part(&docx, "word/document.xml");
    // Two heading rows in each of three tables.
    assert_eq!(document.matches("<w:tblHeader/>").count(), 6);
    assert!(document.contains("<w:tblCaption w:val=\"Danh mục &amp; &quot;nhiệm vụ&quot; &lt;quá hạn&gt;\"/>"));
    assert!(document.contains("Phụ lục II"));
    assert!(!document.contains('\u{1}'));
}

#[test]
fn what_is_no_word_document_is_told() {
    assert_eq!(faults(b"PK"), Err(Unreadable));
    assert_eq!(
        faults(&rewritten(&letter().to_docx(), "word/document.xml", |_| "<a>".into())),
        Err(Unreadable)
    );
    let deep = format!("{}{}", "<a>".repeat(5000), "</a>".repeat(5000));
    assert_eq!(
        faults(&rewritten(&letter().to_docx(), "word/document.xml", |_| deep.clone())),
        Err(Unreadable)
    );
}

/// Form 1.5 of annex III, cut out of the decree's own file. It is a form, so that what a drafter writes is dots; its page,
/// its boxes, fonts, sizes and faces must pass.
#[test]
fn the_form_of_a_letter_in_the_decree_itself_passes() {
    let file = shared().join("directives/format_reference/ND30-2020_Phuluc3.docx");
    let docx = fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let form = rewritten(&docx, "word/document.xml", |xml| cut_form(&xml, "Mẫu 1.5", "Ghi chú"));
    let told = faults(&form).expect("a Word document");
    assert_eq!(told, Vec::<Fault>::new());
}

/// The blocks of a body between the paragraph that names a form (its last occurrence with a dash after it) and its notes.
fn cut_form(xml: &str, from: &str, to: &str) -> String {
    let body = xml.find("<w:body>").expect("a body") + "<w:body>".len();
    let section = xml.rfind("<w:sectPr").expect("a section");
    let blocks = blocks(&xml[body..section]);
    let words: Vec<String> = blocks.iter().map(|block| words(block)).collect();
    let begin = words.iter().rposition(|words| words.contains(from)).expect("the form") + 1;
    let end = begin
        + words[begin..]
            .iter()
            .position(|words| words.starts_with(to))
            .expect("its notes");
    format!("{}{}{}", &xml[..body], blocks[begin..end].concat(), &xml[section..])
}

/// The paragraphs and tables directly in a body.
fn blocks(body: &str) -> Vec<&str> {
    let mut blocks = Vec::new();
    let mut rest = body;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        let name: String = rest[1..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == ':')
            .collect();
        let mut depth = 0;
        let mut at = 0;
        loop {
            let open = rest[at..].find('<').expect("balanced") + at;
            let close = rest[open..].find('>').expect("balanced") + open + 1;
            let tag = &rest[open..close];
            let is = |tag: &str| {
                tag.strip_prefix(&name)
                    .is_some_and(|after| after.starts_with([' ', '>', '/']))
            };
            if tag.strip_prefix("</").is_some_and(is) {
                depth -= 1;
            } else if is(&tag[1..]) && !tag.ends_with("/>") {
                depth += 1;
            }
            at = close;
            if depth == 0 {
                break;
            }
        }
        blocks.push(&rest[..at]);
        rest = &rest[at..];
    }
    blocks
}

fn words(block: &str) -> String {
    let mut words = String::new();
    for piece in block.split("<w:t").skip(1) {
        let Some((attributes, rest)) = piece.split_once('>') else {
            continue;
        };
        if attributes.is_empty() || attributes.starts_with(' ') {
            words.push_str(rest.split('<').next().unwrap_or_default());
        }
    }
    words.trim().to_owned()
}

fn kinds(faults: &[Fault]) -> Vec<(About, Problem)> {
    faults.iter().map(|fault| (fault.about, fault.problem)).collect()
}

fn part(docx: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).expect("a package");
    let mut text = String::new();
    let mut file = archive.by_name(name).expect("the part");
    file.read_to_string(&mut text).expect("UTF-8");
    text
}

/// The package with one part changed.
fn rewritten(docx: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).expect("a package");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a part");
        let own = file.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("readable");
        if own == name {
            bytes = change(String::from_utf8(bytes).expect("UTF-8")).into_bytes();
        }
        writer
            .start_file(own, zip::write::SimpleFileOptions::default())
            .expect("a part");
        writer.write_all(&bytes).expect("writable");
    }
    writer.finish().expect("a package").into_inner()
}

/// The reference material beside the checkout.
fn shared() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let folder = env::var_os("DONDOC_SHARED").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    assert!(
        folder.is_dir(),
        "the reference material is not at {}: name it by DONDOC_SHARED",
        folder.display()
    );
    folder
}
