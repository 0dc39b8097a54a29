//! Word 97–2003 and PDF: own fixtures with every feature, real documents, and files that mean harm.

mod reference;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use reading::extract::tools::{InstalledTools, Run, RunError, Tools};
use reading::extract::{Block, Extract, ExtractError, Limits, Note, Paragraph, Table, doc, extract, pdf, scan};

/// A computer without any of the programs.
struct NoTools;

impl Tools for NoTools {
    fn run(&self, _: &Run<'_>) -> Result<Vec<u8>, RunError> {
        Err(RunError::Missing)
    }
}

fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn limits() -> Limits {
    Limits::default()
}

fn all_paragraphs(extract: &Extract) -> impl Iterator<Item = &Paragraph> {
    extract.blocks.iter().filter_map(|block| match block {
        Block::Paragraph(paragraph) => Some(paragraph),
        Block::Table(_) => None,
    })
}

fn paragraphs(extract: &Extract) -> Vec<&str> {
    all_paragraphs(extract)
        .map(|paragraph| &extract.text[paragraph.range.clone()])
        .collect()
}

fn tables(extract: &Extract) -> Vec<&Table> {
    let tables = extract.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Paragraph(_) => None,
    });
    tables.collect()
}

fn rows(extract: &Extract, table: &Table) -> Vec<Vec<String>> {
    let cell = |paragraphs: &[Paragraph]| {
        paragraphs
            .iter()
            .map(|p| &extract.text[p.range.clone()])
            .collect::<Vec<_>>()
            .join("|")
    };
    table
        .rows
        .iter()
        .map(|row| row.cells.iter().map(|c| cell(&c.paragraphs)).collect())
        .collect()
}

#[test]
fn a_word_document_is_read_as_word_prints_it() {
    let extract = doc::extract(&fixture("story.doc"), &limits()).unwrap();
    assert_eq!(
        paragraphs(&extract),
        [
            "KẾ HOẠCH",
            "Phần mở đầu",
            "Ủy ban nhân dân xã giao nhiệm vụ cho các thôn như sau:",
            "I. Tuyên truyền",
            "1. Phát thanh hằng tuần",
            "a) Buổi sáng",
            "b) Buổi chiều",
            "2. Họp thôn",
            "II. Kiểm tra",
            "1. Kiểm tra đường thôn",
            "- Gạch đầu dòng",
            "Dòng một",
            "Dòng hai, xem trang tin.",
            "ủy ban nhân dân xã",
            "Hết.",
            "Theo chương trình công tác năm.",
            "Bản thảo để góp ý",
        ]
    );
    assert_eq!(
        extract.notes,
        [
            Note::Converted("TCVN3"),
            Note::LeftOut("deleted text of tracked changes"),
            Note::LeftOut("hidden text")
        ]
    );
}

#[test]
fn layout_of_a_word_document_is_kept() {
    let extract = doc::extract(&fixture("story.doc"), &limits()).unwrap();
    let style = |text: &str| {
        let mut found = all_paragraphs(&extract).filter(|paragraph| &extract.text[paragraph.range.clone()] == text);
        found.next().expect("the paragraph").style
    };
    assert!(style("KẾ HOẠCH").centred && style("KẾ HOẠCH").bold);
    assert_eq!(style("Phần mở đầu").heading, Some(1));
    assert!(style("Theo chương trình công tác năm.").aside && style("Bản thảo để góp ý").aside);
    assert!(!style("Hết.").aside && !style("Hết.").bold);
}

#[test]
fn merged_cells_of_a_word_table_are_resolved() {
    let extract = doc::extract(&fixture("story.doc"), &limits()).unwrap();
    let table = tables(&extract)[0];
    assert_eq!(
        rows(&extract, table),
        [
            vec!["TT", "Việc", "Đơn vị"],
            vec!["Nhóm một"],
            vec!["1", "Sửa cầu", "Thôn Đông"],
            vec!["2", "Sửa đường|trước mùa mưa", "Thôn Đông"],
        ]
    );
    assert_eq!(table.rows[1].cells[0].width, 3);
    assert!(table.rows[3].cells[2].from_above);
}

#[test]
fn protected_and_too_old_documents_are_refused() {
    let sound = fixture("story.doc");
    // The information block begins with its mark, the version and, at 10, the flags.
    let block = sound
        .windows(2)
        .position(|pair| pair == [0xEC, 0xA5])
        .expect("the mark");
    let mut locked = sound.clone();
    locked[block + 11] |= 1;
    assert_eq!(doc::extract(&locked, &limits()), Err(ExtractError::Encrypted));
    let mut old = sound.clone();
    old[block + 2..block + 4].copy_from_slice(&[0x65, 0]);
    assert!(matches!(
        doc::extract(&old, &limits()),
        Err(ExtractError::Unsupported(_))
    ));
    assert!(matches!(
        doc::extract(&sound[..700], &limits()),
        Err(ExtractError::Damaged(_))
    ));
}

#[test]
fn a_pdf_is_read_without_other_programs() {
    let extract = pdf::extract(&fixture("annex.pdf"), &NoTools, &limits()).unwrap();
    let tables = tables(&extract);
    let letterhead = rows(&extract, tables[0]);
    assert_eq!(letterhead[0][0], "ỦY BAN NHÂN DÂN|XÃ SUỐI MẪU");
    assert_eq!(letterhead[1], ["Số: 12/KH-UBND", "Suối Mẫu, ngày 05 tháng 3 năm 2026"]);
    let annex = rows(&extract, tables[1]);
    assert_eq!(annex[0], ["TT", "Nội dung", "Đơn vị chủ trì", "Thời hạn"]);
    // 40 rows over two pages: the header of the second page is gone.
    assert_eq!(annex.len(), 41);
    for (number, row) in annex.iter().enumerate().skip(1) {
        assert_eq!(row.len(), 4);
        assert_eq!(row[0], number.to_string());
        assert!(
            row[1].ends_with(&format!("đợt {number} trên các tuyến đường liên thôn của xã")),
            "{row:?}"
        );
        assert!(row[3].starts_with("Quý ") && row[3].ends_with("/2026"));
    }
    assert!(paragraphs(&extract).contains(&"Các đơn vị báo cáo kết quả trước ngày 15 hằng tháng."));
}

#[test]
fn what_is_no_pdf_is_an_error_of_one_line() {
    let error = pdf::extract(b"%PDF-1.7 and nothing else", &NoTools, &limits()).unwrap_err();
    assert!(matches!(error, ExtractError::Damaged(_)));
    assert!(!error.to_string().contains('\n'));
}

/// Programs that answer as if the file were one scanned page.
struct Recogniser;

impl Tools for Recogniser {
    fn run(&self, run: &Run<'_>) -> Result<Vec<u8>, RunError> {
        let word = |line: u32, top: u32, left: u32, text: &str, sure: u32| {
            format!("5\t1\t1\t1\t{line}\t1\t{left}\t{top}\t120\t50\t{sure}\t{text}\n")
        };
        match (run.program, run.arguments) {
            ("pdftotext", _) => Ok(b"<page width=\"595\" height=\"842\">\n</page>".to_vec()),
            ("pdftoppm", _) => Ok(b"P5\n10 10\n255\n".iter().copied().chain([0; 100]).collect()),
            ("tesseract", ["--list-langs"]) => Ok(b"List of available languages (2):\neng\nvie\n".to_vec()),
            ("tesseract", _) => {
                assert!(run.input.starts_with(b"P5"));
                let dirt = word(2, 700, 300, "~~", 3);
                let lines = [
                    word(1, 400, 300, "Giao", 95),
                    word(1, 404, 440, "Công", 91),
                    word(1, 402, 580, "an", 96),
                ];
                Ok((lines.concat() + &dirt + &word(3, 800, 300, "thực", 90) + &word(3, 800, 440, "hiện.", 90)).into())
            }
            _ => Err(RunError::Missing),
        }
    }
}

#[test]
fn a_scan_is_told_apart_and_read_by_the_recogniser() {
    assert_eq!(
        pdf::extract(b"%PDF", &Recogniser, &limits()),
        Err(ExtractError::NeedsRecognition)
    );
    let extract = scan::extract(b"%PDF", &Recogniser, &scan::ScanLimits::default()).unwrap();
    assert_eq!(
        extract.text.split_whitespace().collect::<Vec<_>>(),
        ["Giao", "Công", "an", "thực", "hiện."]
    );
    assert_eq!(extract.notes, [Note::ReadByMachine]);
    let without = scan::extract(b"%PDF", &NoTools, &scan::ScanLimits::default());
    assert_eq!(without, Err(ExtractError::NoRecogniser));
    assert!(ExtractError::NoRecogniser.to_string().contains("tesseract-ocr-vie"));
}

/// A PDF of nothing but pictures of the pages of another, as a scanner makes it; none where the programs for it are not
/// installed.
fn scanned(file: &[u8], pages: usize) -> Option<Vec<u8>> {
    const DOTS_PER_INCH: &str = "200";
    let mut objects: Vec<Vec<u8>> = vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), Vec::new()];
    let mut kids = String::new();
    for page in 1..=pages {
        let page = page.to_string();
        let picture = InstalledTools
            .run(&Run {
                program: "pdftoppm",
                arguments: &["-q", "-gray", "-r", DOTS_PER_INCH, "-f", &page, "-l", &page, "-"],
                input: file,
                time_limit: Duration::from_mins(1),
                output_limit: 48 << 20,
            })
            .ok()?;
        // `P5`, width, height and depth, each on a line or behind a blank.
        let head: Vec<&[u8]> = picture.splitn(5, u8::is_ascii_whitespace).collect();
        let [_, width, height, _, dots] = head[..] else {
            return None;
        };
        let (width, height) = (std::str::from_utf8(width).ok()?, std::str::from_utf8(height).ok()?);
        let first = objects.len() + 1;
        let mut image = format!(
            "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8\
             /Length {}>>\nstream\n",
            dots.len()
        )
        .into_bytes();
        image.extend_from_slice(dots);
        image.extend_from_slice(b"\nendstream");
        let paint = "q 595 0 0 842 0 0 cm /I Do Q";
        let content = format!("<</Length {}>>\nstream\n{paint}\nendstream", paint.len());
        let page = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I {first} 0 R>>>>/Contents {} 0 R>>",
            first + 1
        );
        objects.extend([image, content.into_bytes(), page.into_bytes()]);
        write!(kids, "{} 0 R ", first + 2).ok()?;
    }
    objects[1] = format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>").into_bytes();
    let mut made = b"%PDF-1.4\n".to_vec();
    let mut places = String::new();
    for (number, object) in (1..).zip(&objects) {
        writeln!(places, "{:010} 00000 n ", made.len()).ok()?;
        made.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        made.extend_from_slice(object);
        made.extend_from_slice(b"\nendobj\n");
    }
    let (size, start) = (objects.len() + 1, made.len());
    let end = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{places}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"
    );
    made.extend_from_slice(end.as_bytes());
    Some(made)
}

/// The lines of a table are no letters, and its rows stay rows. Numbers of one digit are what recognition loses.
#[test]
fn a_scanned_annex_is_read_by_its_rows() {
    let read = scanned(&fixture("annex.pdf"), 2).map(|file| {
        assert_eq!(
            pdf::extract(&file, &InstalledTools, &limits()),
            Err(ExtractError::NeedsRecognition)
        );
        scan::extract(&file, &InstalledTools, &scan::ScanLimits::default())
    });
    let extract = match read {
        Some(Ok(extract)) => extract,
        None | Some(Err(ExtractError::NoRecogniser)) => {
            assert!(
                std::env::var_os("CI").is_none(),
                "poppler-utils, tesseract-ocr and tesseract-ocr-vie are missing"
            );
            eprintln!("NO SCAN IS READ: poppler-utils, tesseract-ocr and tesseract-ocr-vie are not installed");
            return;
        }
        Some(Err(error)) => panic!("{error}"),
    };
    let rows: Vec<Vec<String>> = tables(&extract)
        .iter()
        .flat_map(|table| rows(&extract, table))
        .collect();
    let is_right = |number: &usize| {
        rows.iter().any(|row| {
            row.len() == 4
                && row[1].contains(&format!("đợt {number} trên các tuyến đường liên thôn"))
                && ["Thôn Đông", "Thôn Tây", "Công an xã", "Đoàn xã"].contains(&row[2].as_str())
                && row[3].starts_with("Quý ")
                && row[3].ends_with("/2026")
        })
    };
    let right = (1..=40).filter(is_right).count();
    assert!(right >= 38, "{right} of 40 rows: {rows:#?}");
}

/// A stream of numbers that is the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or_default() % sides
    }
}

/// Damages a sound file in `rounds` ways: cut, bits turned over, stretches overwritten with numbers that are too large.
fn damaged(sound: &[u8], rounds: usize, mut read: impl FnMut(&[u8])) {
    let mut dice = Dice(20_260_305);
    for round in 0..rounds {
        let mut file = sound.to_vec();
        match round % 3 {
            0 => file.truncate(dice.roll(sound.len())),
            1 => (0..=dice.roll(12)).for_each(|_| file[dice.roll(sound.len())] ^= 1 << dice.roll(8)),
            _ => {
                let at = dice.roll(sound.len() - 4);
                let number: [u8; 4] = [[0xFF; 4], [0, 0, 0, 0x40], [0xFF, 0xFF, 0xFF, 0x7F], [0; 4]][dice.roll(4)];
                file[at..at + 4].copy_from_slice(&number);
            }
        }
        read(&file);
    }
}

#[test]
fn damaged_word_documents_do_no_harm() {
    let sound = fixture("story.doc");
    damaged(&sound, 6_000, |file| {
        if let Ok(extract) = doc::extract(file, &limits()) {
            assert!(extract.text.len() < 50 * sound.len());
        }
    });
}

#[test]
fn every_number_of_the_tables_may_be_absurd() {
    let sound = fixture("story.doc");
    let block = sound
        .windows(2)
        .position(|pair| pair == [0xEC, 0xA5])
        .expect("the mark");
    // The header with its chains, the allocation table behind it, and the whole information block.
    for at in (24..1_536).chain(block..block + 900).step_by(2) {
        for number in [[0xFF; 4], [0, 0, 0, 0x40], [0, 0, 0, 0], [1, 0, 0, 0]] {
            let mut file = sound.clone();
            file[at..at + 4].copy_from_slice(&number);
            let _ = doc::extract(&file, &limits());
        }
    }
}

#[test]
fn a_chain_of_sectors_that_runs_in_a_circle_ends() {
    let mut file = fixture("story.doc");
    // Every entry of the allocation table points to the first sector.
    let table = usize::try_from(u32::from_le_bytes(file[76..80].try_into().unwrap())).unwrap();
    let start = 512 * (table + 1);
    for entry in file[start..start + 512].chunks_exact_mut(4) {
        entry.copy_from_slice(&0u32.to_le_bytes());
    }
    let _ = doc::extract(&file, &limits());
}

#[test]
fn damaged_pdf_files_do_no_harm() {
    let sound = fixture("annex.pdf");
    damaged(&sound, 400, |file| {
        let _ = pdf::extract(file, &NoTools, &limits());
    });
}

fn bigrams(text: &str) -> HashMap<(String, String), usize> {
    let lower = text::nfc(text).to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let mut counts = HashMap::new();
    for pair in words.windows(2) {
        *counts.entry((pair[0].to_owned(), pair[1].to_owned())).or_default() += 1;
    }
    counts
}

/// Share of the word pairs of `expected` that `found` has.
fn recall(expected: &str, found: &str) -> f64 {
    let (expected, found) = (bigrams(expected), bigrams(found));
    let common: usize = expected
        .iter()
        .map(|(pair, count)| found.get(pair).copied().unwrap_or(0).min(*count))
        .sum();
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    count(common) / count(expected.values().sum::<usize>().max(1))
}

/// The texts beside the documents were made by another program, which cuts some tables short and then prints some bytes
/// of the file: what it has is looked for in ours, and not the other way round.
#[test]
fn real_word_documents_agree_with_another_program() {
    let mut read = 0;
    for entry in std::fs::read_dir(reference::path("directives/original")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "doc") {
            continue;
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let expected = std::fs::read_to_string(reference::path(&format!("directives/text/{name}.txt"))).unwrap();
        let found =
            doc::extract(&std::fs::read(&path).unwrap(), &limits()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let agreement = recall(&expected, &found.text);
        assert!(agreement > 0.975, "{name}: {agreement:.4}");
        read += 1;
    }
    assert!(read >= 30, "only {read} documents");
}

#[test]
fn a_real_pdf_gives_its_text_with_and_without_other_programs() {
    let file = std::fs::read(reference::path("gold/565-TB-UBND-quang-ngai.pdf")).unwrap();
    let expected = std::fs::read_to_string(reference::path("gold/565-TB-UBND-quang-ngai.txt")).unwrap();
    let native = pdf::extract(&file, &NoTools, &limits()).unwrap();
    assert!(recall(&expected, &native.text) > 0.97);
    let found = extract(&file, &limits()).unwrap();
    assert!(recall(&expected, &found.text) > 0.97);
    // Page numbers and the box of the portal's signature are no part of it.
    assert!(!found.text.contains("ttcbth@") && !found.text.contains("+07:00"));
    assert!(found.text.contains("tổ chức triển khai thực hiện nhiệm vụ được giao."));
}
