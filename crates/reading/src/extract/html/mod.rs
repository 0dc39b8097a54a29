//! Web pages: the document in them, with its tables and numbered lists, without menus and hidden text.
//!
//! The page is read as a stream of tags; elements only matter for the text inside them, so that depth costs nothing.

mod elements;
mod entities;
mod tables;
mod tokens;

use elements::{Context, Elements, is_block};
use tables::Table;
use tokens::{Tag, Token, Tokens};

use super::decode::{self, Source};
use super::draft::{self, Piece};
use super::{Extract, ExtractError, Limits, Note, Style, portal};

/// Tables within tables that are still told apart.
const TABLES_DEEP: usize = 16;
/// Characters of a text worth being a page's main part.
const MAIN_PART: usize = 400;

/// Reads a web page.
pub(super) fn extract(source: Source<'_>, limits: &Limits) -> Result<Extract, ExtractError> {
    let (page, note) = decode::page(source);
    let mut reader = Reader::new(limits);
    for token in Tokens::of(&page) {
        match token {
            Token::Open(tag) => reader.open(&tag),
            Token::Close(name) => reader.close(&name)?,
            Token::Text(text) => reader.text(&text)?,
        }
    }
    let (pieces, mut notes) = reader.finish()?;
    notes.extend(note);
    draft::write(pieces, notes, limits)
}

/// A piece of the page and where it stood.
struct Found {
    piece: Piece,
    chrome: bool,
    main: bool,
    /// Its text is mostly links.
    links: bool,
}

struct Reader<'a> {
    limits: &'a Limits,
    elements: Elements,
    tables: Vec<Table>,
    /// Tables opened beyond [`TABLES_DEEP`].
    deeper: usize,
    lists: Vec<List>,
    paragraph: Paragraph,
    found: Vec<Found>,
    length: usize,
    hidden: bool,
}

/// A list and the number of its last item; `None` for one without numbers.
struct List {
    last: Option<i64>,
    letters: Option<char>,
}

/// The paragraph that is being read.
#[derive(Default)]
struct Paragraph {
    content: String,
    context: Context,
    letters: usize,
    bold: usize,
    italic: usize,
    link: usize,
}

impl<'a> Reader<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            elements: Elements::new(limits.depth),
            tables: Vec::new(),
            deeper: 0,
            lists: Vec::new(),
            paragraph: Paragraph::default(),
            found: Vec::new(),
            length: 0,
            hidden: false,
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        if is_block(&tag.name) || tag.name == "br" {
            self.end_paragraph();
        }
        let context = self.elements.open(tag);
        if context.hidden {
            return;
        }
        match tag.name.as_str() {
            "table" if self.tables.len() < TABLES_DEEP => self.tables.push(Table::default()),
            "table" => self.deeper += 1,
            "tr" if self.deeper == 0 => {
                if let Some(table) = self.tables.last_mut() {
                    table.begin_row();
                }
            }
            "td" | "th" if self.deeper == 0 => {
                let span = |name| {
                    tag.attribute(name)
                        .and_then(|value| value.trim().parse().ok())
                        .unwrap_or(1)
                };
                if let Some(table) = self.tables.last_mut() {
                    table.begin_cell(span("colspan"), span("rowspan"));
                }
            }
            "ol" | "ul" if self.lists.len() < self.limits.depth => self.lists.push(List::of(tag)),
            "li" => self.begin_item(tag),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) -> Result<(), ExtractError> {
        if is_block(name) {
            self.end_paragraph();
        }
        let hidden = self.elements.context().hidden;
        self.elements.close(name);
        if hidden {
            return Ok(());
        }
        match name {
            "table" if self.deeper > 0 => self.deeper -= 1,
            "table" => self.end_table()?,
            "ol" | "ul" => {
                self.lists.pop();
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ExtractError> {
        let context = self.elements.context();
        if context.hidden {
            self.hidden |= !text.trim().is_empty();
            return Ok(());
        }
        self.length += text.len();
        if self.length > self.limits.text_bytes {
            return Err(ExtractError::TooLarge("text"));
        }
        if !context.preformatted {
            self.paragraph.push(text, context);
            return Ok(());
        }
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.end_paragraph();
            }
            self.paragraph.push(line, context);
        }
        Ok(())
    }

    fn begin_item(&mut self, tag: &Tag<'_>) {
        let Some(list) = self.lists.last_mut() else { return };
        let label = list.next_label(tag.attribute("value").and_then(|value| value.trim().parse().ok()));
        self.paragraph.content.push_str(&label);
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        let content = paragraph.content.trim();
        if content.is_empty()
            || content
                .chars()
                .all(|c| matches!(c, '-' | '_' | '=' | '*' | '–' | ' ' | '\u{a0}'))
        {
            return;
        }
        let all = |part: usize| paragraph.letters > 0 && part == paragraph.letters;
        let style = Style {
            heading: paragraph.context.heading,
            bold: all(paragraph.bold),
            italic: all(paragraph.italic),
            centred: paragraph.context.centred,
            aside: false,
        };
        let piece = Piece::Paragraph(content.to_owned(), style);
        let links = paragraph.link * 10 > paragraph.letters * 8;
        self.put(piece, paragraph.context, links);
    }

    /// Adds a piece to the cell that is open, or to the page.
    fn put(&mut self, piece: Piece, context: Context, links: bool) {
        match self.tables.last_mut().and_then(Table::cell) {
            Some(cell) => cell.pieces.push(piece),
            None => self.found.push(Found {
                piece,
                chrome: context.chrome,
                main: context.main,
                links,
            }),
        }
    }

    fn end_table(&mut self) -> Result<(), ExtractError> {
        let Some(table) = self.tables.pop() else { return Ok(()) };
        let context = self.elements.context();
        for piece in table.finish(self.limits.cells)? {
            self.put(piece, context, false);
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(Vec<Piece>, Vec<Note>), ExtractError> {
        self.end_paragraph();
        while !self.tables.is_empty() {
            self.end_table()?;
        }
        let (pieces, mut notes) = portal::without_chrome(main_part(self.found));
        if self.hidden {
            notes.push(Note::LeftOut("hidden text of the web page"));
        }
        Ok((pieces, notes))
    }
}

impl Paragraph {
    fn push(&mut self, text: &str, context: Context) {
        if self.content.is_empty() || self.letters == 0 {
            self.context = context;
        }
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        self.letters += letters;
        self.bold += if context.bold { letters } else { 0 };
        self.italic += if context.italic { letters } else { 0 };
        self.link += if context.link { letters } else { 0 };
        self.content.push_str(text);
    }
}

impl List {
    fn of(tag: &Tag<'_>) -> Self {
        let style = tag.attribute("style").unwrap_or_default();
        let letters = tag
            .attribute("type")
            .and_then(|kind| kind.chars().next())
            .filter(|c| "aAiI".contains(*c));
        let start: i64 = tag
            .attribute("start")
            .and_then(|start| start.trim().parse().ok())
            .unwrap_or(1);
        let numbered = tag.name == "ol" && !style.contains("none");
        Self {
            last: numbered.then(|| start.saturating_sub(1)),
            letters,
        }
    }

    /// What a browser prints before the next item; nothing for a list without numbers.
    fn next_label(&mut self, value: Option<i64>) -> String {
        let Some(last) = self.last.as_mut() else {
            return String::new();
        };
        *last = value.unwrap_or_else(|| last.saturating_add(1));
        let number = u32::try_from(*last).unwrap_or(0);
        match self.letters {
            Some(kind @ ('a' | 'A')) => format!("{}. ", super::numerals::letters(number, kind == 'A')),
            Some(kind @ ('i' | 'I')) => format!("{}. ", super::numerals::roman(number, kind == 'I')),
            _ => format!("{last}. "),
        }
    }
}

/// The part of a page that holds its document.
fn main_part(found: Vec<Found>) -> Vec<Piece> {
    let length = |keep: &dyn Fn(&Found) -> bool| {
        found
            .iter()
            .filter(|f| keep(f))
            .map(|f| f.piece.words().len())
            .sum::<usize>()
    };
    let has_motto = |keep: &dyn Fn(&Found) -> bool| {
        found
            .iter()
            .any(|f| keep(f) && f.piece.words().contains("Độc lập - Tự do"))
    };
    let (all, in_main, outside_chrome) = (length(&|_| true), length(&|f| f.main), length(&|f| !f.chrome));
    let letterhead = has_motto(&|_| true);
    let by_main = in_main >= MAIN_PART && (has_motto(&|f| f.main) || (!letterhead && in_main * 3 >= all));
    let by_chrome = outside_chrome >= MAIN_PART.min(all / 2) && (has_motto(&|f| !f.chrome) || !letterhead);
    let mut kept: Vec<Found> = found
        .into_iter()
        .filter(|f| (!by_main || f.main) && (!by_chrome || !f.chrome))
        .collect();
    let is_text = |f: &Found| !f.links;
    let Some(first) = kept.iter().position(is_text) else {
        return kept.into_iter().map(|f| f.piece).collect();
    };
    let last = kept.iter().rposition(is_text).unwrap_or(first);
    kept.truncate(last + 1);
    kept.drain(..first);
    kept.into_iter().map(|f| f.piece).collect()
}

#[cfg(test)]
mod tests {
    use crate::extract::{Block, Extract, ExtractError, Limits, extract};

    fn read(page: &str) -> Extract {
        extract(format!("<!doctype html>{page}").as_bytes(), &Limits::default()).unwrap()
    }

    fn lines(page: &str) -> Vec<String> {
        read(page).text.lines().map(str::to_owned).collect()
    }

    /// Rows as `cell;cell`, a continued cell as `^cell`.
    fn rows(extract: &Extract) -> Vec<String> {
        let written = |cell: &crate::extract::Cell| {
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
    fn paragraphs_breaks_and_spaces() {
        let page = "<p>Một <b>hai</b>ba\n  bốn</p><div>năm<br/>sáu</div>bảy<p>tám<p>chín &amp; m<sup>2</sup>";
        assert_eq!(lines(page), ["Một haiba bốn", "năm", "sáu", "bảy", "tám", "chín & m2"]);
    }

    #[test]
    fn layout_is_kept() {
        let page = "<h2>A</h2><p align=center><b><i>B</i></b></p><p style='font-weight: bold'>C <span>d</span></p><p>E <b>f</b></p>";
        let read = read(page);
        let styles = read.blocks.iter().filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some(paragraph.style),
            Block::Table(_) => None,
        });
        let seen: Vec<_> = styles.map(|s| (s.heading, s.bold, s.italic, s.centred)).collect();
        let expected = [
            (Some(2), true, false, false),
            (None, true, true, true),
            (None, true, false, false),
            (None, false, false, false),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn spans_are_resolved() {
        let page = "<table><tr><th rowspan=2>TT<th colspan=2>Cơ quan<tr><td>chủ trì<td>phối hợp\
                    <tr><td>1<td>Sở<td rowspan=0>Xã<tr><td>2<td>Ban</table>";
        let read = read(page);
        assert_eq!(
            rows(&read),
            ["TT;Cơ quan", "^TT;chủ trì;phối hợp", "1;Sở;Xã", "2;Ban;^Xã"]
        );
        let Block::Table(table) = &read.blocks[0] else {
            panic!("no table")
        };
        assert_eq!((table.rows[0].cells[1].column, table.rows[0].cells[1].width), (1, 2));
        assert_eq!(table.rows[1].cells[2].column, 2);
    }

    #[test]
    fn a_table_around_the_page_is_no_table() {
        let head = "<table><tr><td>UBND<td>Độc lập - Tự do - Hạnh phúc</table>";
        let page = format!("<table><tr><td>Menu<td>{head}<p>KẾ HOẠCH<p>1. Việc</table>");
        let read = read(&page);
        assert_eq!(rows(&read), ["UBND;Độc lập - Tự do - Hạnh phúc"]);
        assert!(read.text.contains("KẾ HOẠCH\n1. Việc"));
    }

    #[test]
    fn a_small_table_in_a_cell_is_flattened() {
        let page = "<table><tr><td>1<td>Sở<table><tr><td>a<td>b</table>c<tr><td>2<td>Ban</table>";
        assert_eq!(rows(&read(page)), ["1;Sở/a/b/c", "2;Ban"]);
    }

    #[test]
    fn lists_are_numbered() {
        let page = "<ol start=3><li>ba<li value=7>bảy<ol type=a><li>nhỏ</ol><li>tám</ol><ul><li>- gạch</ul>";
        assert_eq!(lines(page), ["3. ba", "7. bảy", "a. nhỏ", "8. tám", "- gạch"]);
    }

    #[test]
    fn hidden_text_and_the_page_around_are_left_out() {
        let body = "Ủy ban nhân dân tỉnh yêu cầu các sở, ngành thực hiện. ".repeat(20);
        let page = format!(
            "<nav><a href=x>Trang chủ</a></nav><div class='main-menu'>Giới thiệu</div><p style='display: none'>ẩn</p>\
             <script>var a='<p>mã</p>'</script><form><p>{body}</p><input value=q><select><option>chọn</select></form>\
             <p><a href=a>Tin khác một</a> <a href=b>Tin khác hai</a></p><footer>Bản quyền</footer>"
        );
        let read = read(&page);
        assert_eq!(read.text.trim(), body.trim());
        assert!(!read.notes.is_empty());
    }

    #[test]
    fn a_page_of_nothing_but_chrome_is_still_read() {
        assert_eq!(
            lines("<div class=footer><p>Số: 01/KH-UBND</p></div>"),
            ["Số: 01/KH-UBND"]
        );
        assert_eq!(
            extract(b"<html><script>1</script></html>", &Limits::default()),
            Err(ExtractError::NoText)
        );
    }

    #[test]
    fn depth_and_spans_cost_nothing() {
        let deep = format!("{}sâu{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        assert_eq!(lines(&deep), ["sâu"]);
        let tables = format!("{}x{}", "<table><tr><td>".repeat(100_000), "</table>".repeat(100_000));
        assert_eq!(lines(&tables), ["x"]);
        assert_eq!(lines(&format!("{}x", "<b><i><font>".repeat(100_000))), ["x"]);
        let wide = "<td rowspan=99999 colspan=9>a".repeat(2_000);
        let bomb = format!("<table><tr>{wide}{}</table>", "<tr><td>b".repeat(5_000));
        assert_eq!(
            extract(bomb.as_bytes(), &Limits::default()),
            Err(ExtractError::TooLarge("table cells"))
        );
    }

    #[test]
    fn any_cut_of_a_page_is_read_without_panic() {
        let page = "<html><table><tr><td rowspan=2>Đ&agrave; <b>N&#7861;ng<td colspan='3'>x</table><ol><li>ộ<!-- -->&hellip;<p style=\"a:b";
        for end in (0..page.len()).filter(|&end| page.is_char_boundary(end)) {
            let _ = extract(&page.as_bytes()[..end], &Limits::default());
        }
    }
}
