//! Word 2007 and later (.docx): paragraphs with their automatic numbers, tables; headers, footers, notes and text boxes as
//! asides. Tracked changes are taken as accepted, comments and field codes are left out.

mod numbering;
mod package;
mod story;
mod styles;
mod symbols;
mod xml;

use numbering::Numbering;
use package::{Package, Relation};
use story::Shared;
use styles::Styles;

use super::draft::{self, Piece};
use super::{Extract, ExtractError, Limits, Note};

/// Reads a Word document.
pub(super) fn extract(bytes: &[u8], limits: &Limits) -> Result<Extract, ExtractError> {
    let mut package = Package::open(bytes, limits)?;
    let main = package.main_part()?;
    let text = package.part(&main)?.ok_or(ExtractError::Damaged("no main part"))?;
    let relations = package.relations(&main)?;
    let mut shared = Shared {
        styles: Styles::default(),
        numbering: Numbering::default(),
        notes: Vec::new(),
        limits,
        text_bytes: 0,
        cells: 0,
    };
    if let Some(part) = side_part(&mut package, &relations, "styles", &mut shared)? {
        shared.styles = or_damaged(Styles::read(&part, limits), "styles", &mut shared.notes)?;
    }
    if let Some(part) = side_part(&mut package, &relations, "numbering", &mut shared)? {
        shared.numbering = or_damaged(Numbering::read(&part, limits), "automatic numbers", &mut shared.notes)?;
    }
    let mut pieces = story::read(&text, &mut shared)?;
    drop(text);
    for kind in ["header", "footer", "footnotes", "endnotes"] {
        for relation in relations.iter().filter(|relation| relation.kind == kind) {
            pieces.extend(asides(&mut package, relation, &mut shared)?);
        }
    }
    draft::write(pieces, shared.notes, limits)
}

/// The first part of a kind, when it is there and can be unpacked.
fn side_part(
    package: &mut Package<'_>,
    relations: &[Relation],
    kind: &str,
    shared: &mut Shared<'_>,
) -> Result<Option<String>, ExtractError> {
    let Some(relation) = relations.iter().find(|relation| relation.kind == kind) else {
        return Ok(None);
    };
    or_damaged(package.part(&relation.target), &relation.target, &mut shared.notes)
}

/// What a header, footer or part of notes says; lines without letters (page numbers) say nothing.
fn asides(package: &mut Package<'_>, relation: &Relation, shared: &mut Shared<'_>) -> Result<Vec<Piece>, ExtractError> {
    let part = or_damaged(package.part(&relation.target), &relation.target, &mut shared.notes)?;
    let Some(part) = part else { return Ok(Vec::new()) };
    let pieces = match story::read(&part, shared) {
        Err(ExtractError::Damaged(_)) => {
            shared.notes.push(Note::Damaged(relation.target.clone()));
            Vec::new()
        }
        read => read?,
    };
    let says = |piece: &Piece| piece.words().chars().any(char::is_alphabetic);
    Ok(pieces.into_iter().filter(says).map(draft::aside).collect())
}

/// A damaged part beside the text costs its content and a note, not the document; limits hold for all parts.
fn or_damaged<T: Default>(read: Result<T, ExtractError>, part: &str, notes: &mut Vec<Note>) -> Result<T, ExtractError> {
    match read {
        Err(ExtractError::Damaged(_)) => {
            notes.push(Note::Damaged(part.to_owned()));
            Ok(T::default())
        }
        read => read,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use crate::extract::{Block, Cell, Extract, ExtractError, Limits, Note, Paragraph, extract};

    const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn part(root: &str, content: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><w:{root} xmlns:w=\"{WORD}\" xmlns:mc=\"mc\" xmlns:wps=\"wps\" xmlns:v=\"v\">{content}</w:{root}>"
        )
    }

    /// A file with a body and further parts given as (kind of relation, root element, content).
    fn file(body: &str, others: &[(&str, &str, &str)]) -> Vec<u8> {
        let relation = |(at, (kind, ..)): (usize, &(&str, &str, &str))| {
            format!("<Relationship Id=\"r{at}\" Type=\"{RELATION}/{kind}\" Target=\"part{at}.xml\"/>")
        };
        let relations: String = others.iter().enumerate().map(relation).collect::<Vec<_>>().concat();
        let mut parts = vec![
            ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
            (
                "word/document.xml".to_owned(),
                part("document", &format!("<w:body>{body}</w:body>")),
            ),
            (
                "word/_rels/document.xml.rels".to_owned(),
                format!("<Relationships>{relations}</Relationships>"),
            ),
        ];
        for (at, (_, root, content)) in others.iter().enumerate() {
            parts.push((format!("word/part{at}.xml"), part(root, content)));
        }
        packed(
            &parts
                .iter()
                .map(|(name, content)| (name.as_str(), content.as_str()))
                .collect::<Vec<_>>(),
        )
    }

    fn read(bytes: &[u8]) -> Extract {
        extract(bytes, &Limits::default()).unwrap()
    }

    fn lines(body: &str) -> Vec<String> {
        read(&file(body, &[])).text.lines().map(str::to_owned).collect()
    }

    fn p(text: &str) -> String {
        format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    fn paragraphs<'a>(extract: &'a Extract) -> Vec<(&'a str, &'a Paragraph)> {
        let of_block = |block: &'a Block| match block {
            Block::Paragraph(paragraph) => Some((&extract.text[paragraph.range.clone()], paragraph)),
            Block::Table(_) => None,
        };
        extract.blocks.iter().filter_map(of_block).collect()
    }

    fn rows(extract: &Extract) -> Vec<String> {
        let written = |cell: &Cell| {
            let words: Vec<&str> = cell.paragraphs.iter().map(|p| &extract.text[p.range.clone()]).collect();
            format!("{}{}", if cell.from_above { "^" } else { "" }, words.join("/"))
        };
        let tables = extract.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(&table.rows),
            Block::Paragraph(_) => None,
        });
        tables
            .flatten()
            .map(|row| row.cells.iter().map(written).collect::<Vec<_>>().join(";"))
            .collect()
    }

    #[test]
    fn runs_breaks_links_and_controls() {
        let body = "<w:p><w:r><w:t>Kế </w:t></w:r><w:hyperlink><w:r><w:t>hoạch</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>số</w:t>\
            <w:noBreakHyphen/><w:t>1 &amp; 2</w:t><w:br/><w:t>dòng hai</w:t></w:r></w:p>\
            <w:sdt><w:sdtPr><w:alias w:val=\"x\"/></w:sdtPr><w:sdtContent><w:p><w:smartTag><w:r><w:t>ô điền</w:t></w:r></w:smartTag>\
            <w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r></w:p></w:sdtContent></w:sdt>";
        assert_eq!(lines(body), ["Kế hoạch số-1 & 2", "dòng hai", "ô điền☑"]);
    }

    #[test]
    fn tracked_changes_are_taken_as_accepted() {
        let body = "<w:p><w:r><w:t>Trước ngày </w:t></w:r><w:del><w:r><w:delText>15</w:delText></w:r></w:del>\
            <w:ins><w:r><w:t>20</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>chuyển đi</w:t></w:r></w:moveFrom></w:p>\
            <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>nối </w:t></w:r></w:p><w:p><w:r><w:t>liền</w:t></w:r></w:p>";
        let read = read(&file(body, &[]));
        assert_eq!(read.text, "Trước ngày 20\nnối liền\n");
        assert_eq!(read.notes, [Note::LeftOut("deleted text of tracked changes")]);
    }

    #[test]
    fn fields_show_their_result() {
        let body = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>mã</w:t></w:r>\
            <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>kết quả</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
            <w:fldSimple w:instr=\"DATE\"><w:r><w:t> 2026</w:t></w:r></w:fldSimple></w:p>";
        assert_eq!(lines(body), ["kết quả 2026"]);
    }

    #[test]
    fn hidden_text_is_left_out_and_capitals_are_shown() {
        let body = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:rPr><w:caps/></w:rPr><w:t>Chỉ thị</w:t></w:r></w:p>";
        let read = read(&file(body, &[]));
        assert_eq!(
            (read.text.as_str(), read.notes.as_slice()),
            ("CHỈ THỊ\n", &[Note::LeftOut("hidden text")][..])
        );
    }

    #[test]
    fn fonts_of_old_encodings_are_converted() {
        let run = |font: &str, text: &str| {
            format!("<w:r><w:rPr><w:rFonts w:ascii=\"{font}\" w:hAnsi=\"{font}\"/></w:rPr><w:t>{text}</w:t></w:r>")
        };
        let body = format!(
            "<w:p>{} {}</w:p>",
            run(".VnTimeH", "kÕ ho¹ch "),
            run("Arial", "năm 2026")
        );
        let read = read(&file(&body, &[]));
        assert_eq!(read.text, "KẾ HOẠCH năm 2026\n");
        assert!(matches!(read.notes[..], [Note::Converted(_)]));
    }

    #[test]
    fn a_text_box_is_read_once_and_aside() {
        let inner = |text| format!("<w:txbxContent>{}</w:txbxContent>", p(text));
        let body = format!(
            "<w:p><w:r><mc:AlternateContent><mc:Choice><wps:txbx>{}</wps:txbx></mc:Choice><mc:Fallback><v:textbox>{}</v:textbox>\
             </mc:Fallback></mc:AlternateContent><w:t>thân</w:t></w:r></w:p>",
            inner("HỎA TỐC"),
            inner("HỎA TỐC")
        );
        let read = read(&file(&body, &[]));
        let seen: Vec<_> = paragraphs(&read)
            .iter()
            .map(|(text, p)| (*text, p.style.aside))
            .collect();
        assert_eq!(seen, [("thân", false), ("HỎA TỐC", true)]);
    }

    #[test]
    fn styles_hand_down_layout() {
        let styles = "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"N\"><w:name w:val=\"Normal\"/></w:style>\
            <w:style w:type=\"paragraph\" w:styleId=\"H\"><w:name w:val=\"heading 2\"/><w:basedOn w:val=\"N\"/><w:rPr><w:b/></w:rPr>\
            <w:pPr><w:jc w:val=\"center\"/></w:pPr></w:style>\
            <w:style w:type=\"paragraph\" w:styleId=\"K\"><w:basedOn w:val=\"H\"/><w:rPr><w:b w:val=\"0\"/><w:i/></w:rPr></w:style>";
        let with_style =
            |id: &str| format!("<w:p><w:pPr><w:pStyle w:val=\"{id}\"/></w:pPr><w:r><w:t>chữ</w:t></w:r></w:p>");
        let body = format!("{}{}", with_style("H"), with_style("K"));
        let read = read(&file(&body, &[("styles", "styles", styles)]));
        let seen: Vec<_> = paragraphs(&read).iter().map(|(_, p)| p.style).collect();
        assert_eq!((seen[0].heading, seen[0].bold, seen[0].centred), (Some(2), true, true));
        assert_eq!((seen[1].bold, seen[1].italic, seen[1].centred), (false, true, true));
    }

    /// Three levels (`Điều 1.`, `1.1)`, `a)`) and a list of bullets; list 3 begins the first anew at 5.
    const LISTS: &str = "<w:abstractNum w:abstractNumId=\"0\">\
        <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"Điều %1.\"/></w:lvl>\
        <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"upperRoman\"/><w:lvlText w:val=\"%1.%2)\"/><w:isLgl/></w:lvl>\
        <w:lvl w:ilvl=\"2\"><w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"%3)\"/></w:lvl></w:abstractNum>\
        <w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"\u{f0b7}\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>\
        <w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride></w:num>";

    fn item(list: u8, level: u8, text: &str) -> String {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    }

    #[test]
    fn automatic_numbers_are_written_as_word_prints_them() {
        let body = [
            item(1, 0, "một"),
            item(1, 1, "một một"),
            item(1, 2, "nhỏ"),
            item(1, 2, "nhỏ"),
            item(2, 0, "gạch"),
            item(1, 0, "hai"),
            item(1, 1, "hai một"),
            item(1, 2, "lại"),
            item(3, 0, "năm"),
            item(0, 0, "không số"),
            item(9, 0, "danh sách không có"),
        ];
        let read = read(&file(&body.concat(), &[("numbering", "numbering", LISTS)]));
        let expected = [
            "Điều 1. một",
            "1.1) một một",
            "a) nhỏ",
            "b) nhỏ",
            "• gạch",
            "Điều 2. hai",
            "2.1) hai một",
            "a) lại",
            "Điều 5. năm",
            "không số",
            "danh sách không có",
        ];
        assert_eq!(read.text.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn tables_with_merged_cells_and_numbered_rows() {
        let cell = |properties: &str, content: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>");
        let body = format!(
            "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{}</w:tr></w:tbl>",
            cell("<w:vMerge w:val=\"restart\"/>", &p("TT")),
            cell("<w:gridSpan w:val=\"2\"/>", &p("Cơ quan")),
            cell("<w:vMerge/>", "<w:p/>"),
            cell("", &p("chủ trì")),
            cell("", &p("phối hợp")),
            cell("", &item(3, 0, "")),
            cell("", &format!("{}{}", p("Sở Y tế"), p("Sở Nội vụ"))),
            cell(
                "",
                "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>trong</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/>"
            ),
            cell("", &p("hàng đã xóa")),
        );
        let read = read(&file(&body, &[("numbering", "numbering", LISTS)]));
        assert_eq!(
            rows(&read),
            ["TT;Cơ quan", "^TT;chủ trì;phối hợp", "Điều 5.;Sở Y tế/Sở Nội vụ;trong"]
        );
    }

    #[test]
    fn headers_and_notes_are_asides() {
        let note = format!(
            "<w:footnote w:id=\"1\">{}</w:footnote><w:footnote w:type=\"separator\">{}</w:footnote>",
            p("chú thích"),
            p("x")
        );
        let others = [
            ("header", "hdr", p("MẬT")),
            ("footer", "ftr", p("- 2 -")),
            ("footnotes", "footnotes", note),
        ];
        let others = others
            .each_ref()
            .map(|(kind, root, content)| (*kind, *root, content.as_str()));
        let read = read(&file(&p("thân"), &others));
        let seen: Vec<_> = paragraphs(&read)
            .iter()
            .map(|(text, p)| (*text, p.style.aside))
            .collect();
        assert_eq!(seen, [("thân", false), ("MẬT", true), ("chú thích", true)]);
    }

    #[test]
    fn a_secret_mark_is_seen_in_header_and_text_box() {
        use crate::secrecy::{Level, secrecy};
        let long = p(&"Nội dung công việc của các sở, ngành. ".repeat(10));
        let header = file(&long, &[("header", "hdr", &p("TỐI MẬT"))]);
        assert_eq!(
            secrecy(&read(&header)).map(|found| found.level),
            Some(Level::HighlySecret)
        );
        let text_box = format!(
            "<w:p><w:r><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx><w:t>BÁO CÁO</w:t></w:r></w:p>{long}",
            p("M Ậ T")
        );
        assert_eq!(
            secrecy(&read(&file(&text_box, &[]))).map(|found| found.level),
            Some(Level::Secret)
        );
        assert_eq!(secrecy(&read(&file(&long, &[]))), None);
    }

    #[test]
    fn any_prefix_serves() {
        let document = format!(
            "<a:document xmlns:a=\"{WORD}\"><a:body><a:p><a:r><a:t>một</a:t></a:r></a:p></a:body></a:document>"
        );
        let bare = format!("<document xmlns=\"{WORD}\"><body><p><r><t>một</t></r></p></body></document>");
        for text in [document, bare] {
            assert_eq!(read(&packed(&[("word/document.xml", &text)])).text, "một\n");
        }
    }

    #[test]
    fn bombs_and_damage_end_in_an_error() {
        let deep = format!("{}{}", "<w:sdt>".repeat(100_000), "</w:sdt>".repeat(100_000));
        let outcome = |bytes: &[u8]| extract(bytes, &Limits::default()).unwrap_err();
        assert_eq!(outcome(&file(&deep, &[])), ExtractError::TooLarge("nesting"));
        let wide = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "a".repeat(9 << 20));
        assert_eq!(outcome(&file(&wide, &[])), ExtractError::TooLarge("text"));
        let huge = " ".repeat(49 << 20);
        assert_eq!(outcome(&file(&huge, &[])), ExtractError::TooLarge("an unpacked part"));
        let cells = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", "<w:tc/>".repeat(200_001));
        assert_eq!(outcome(&file(&cells, &[])), ExtractError::TooLarge("table cells"));
        assert_eq!(
            outcome(&file("<w:p><w:r>", &[])),
            ExtractError::Damaged("XML of a part")
        );
        assert_eq!(
            outcome(&packed(&[("word/other.xml", "<a/>"), ("[Content_Types].xml", "")])),
            ExtractError::Damaged("no main part")
        );
        let entities = "<!DOCTYPE w [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><w:document><w:body><w:p><w:r><w:t>x&b;y</w:t></w:r></w:p></w:body></w:document>";
        assert_eq!(read(&packed(&[("word/document.xml", entities)])).text, "xy\n");
    }

    #[test]
    fn any_cut_or_changed_byte_is_read_without_panic() {
        let whole = file(
            &format!("{}{}", item(1, 2, "một"), p("hai")),
            &[("numbering", "numbering", LISTS)],
        );
        for end in 0..whole.len() {
            let _ = extract(&whole[..end], &Limits::default());
        }
        let mut changed = whole.clone();
        for at in 0..changed.len() {
            changed[at] ^= 0x55;
            let _ = extract(&changed, &Limits::default());
            changed[at] ^= 0x55;
        }
    }
}
