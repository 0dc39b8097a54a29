//! The document's structure: parts, sections, articles, clauses, points and bullets (Decree 30/2020, annex I), read from
//! the marks at the start of its paragraphs.

use std::ops::Range;

use crate::extract::{Block, Extract, Paragraph, Style, Table};
use crate::grammar::tables;
use crate::grammar::words::Script;

/// Paragraphs and task tables of a document as a forest, in reading order.
#[derive(Debug)]
pub(crate) struct Outline<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
}

/// A paragraph or a table with its place in the forest.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    /// The paragraph with its mark.
    pub(crate) range: Range<usize>,
    /// The paragraph without its mark.
    pub(crate) body: Range<usize>,
    pub(crate) marker: Marker,
    pub(crate) style: Style,
    pub(crate) parent: Option<usize>,
    pub(crate) children: Vec<usize>,
    pub(crate) zone: Zone,
    /// Set for a table whose header names the columns of a register.
    pub(crate) table: Option<(&'a Table, tables::Columns)>,
}

/// Where in the document a paragraph stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    /// Letterhead, kind and title.
    Head,
    /// The text that orders.
    Body,
    /// Recipients, signature, and whatever a site prints below.
    Foot,
}

/// The mark that opens a paragraph, with its ordinal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marker {
    None,
    Part(u32),
    Chapter(u32),
    Section(u32),
    Article(u32),
    /// `I.`
    Roman(u32),
    /// `A.`
    Capital(u32),
    /// `1.`, `1.1.`: depth and last number.
    Number(u8, u32),
    /// `a)`
    Letter(u32),
    /// `(1)`, `(i)`, `(a)`
    Enclosed(u32),
    /// `-`, `+`, `*`: rank of the sign.
    Bullet(u8),
    /// A plain paragraph that ends in a colon and takes the list after it, at this rank.
    Stem(i32),
    /// A heading without a number, known by its style.
    Heading(u8),
}

impl Marker {
    /// Outer marks have the lower rank.
    pub(crate) fn rank(self) -> i32 {
        match self {
            Self::Part(_) => 0,
            Self::Chapter(_) => 10,
            Self::Section(_) => 20,
            Self::Capital(_) => 30,
            Self::Heading(level) => 34 + i32::from(level),
            Self::Roman(_) => 50,
            Self::Article(_) => 55,
            Self::Number(depth, _) => 60 + i32::from(depth),
            Self::Letter(_) => 80,
            Self::Enclosed(_) => 90,
            Self::Bullet(sign) => 100 + i32::from(sign),
            Self::Stem(rank) => rank,
            Self::None => 1000,
        }
    }

    fn opens_list(self) -> bool {
        match self {
            Self::Roman(n) | Self::Number(_, n) | Self::Letter(n) | Self::Enclosed(n) | Self::Capital(n) => n <= 1,
            Self::Bullet(_) => true,
            _ => false,
        }
    }
}

impl<'a> Outline<'a> {
    /// Builds the forest. `head_end` is where letterhead and title end, see [`crate::grammar::identity`].
    pub(crate) fn of(extract: &'a Extract, script: &Script<'_>, head_end: usize) -> Self {
        let mut flat = Vec::new();
        let mut register: Option<Register> = None;
        for block in &extract.blocks {
            match block {
                Block::Paragraph(paragraph) => {
                    register = register
                        .take()
                        .and_then(|r| r.after(&script.plain[paragraph.range.clone()]));
                    flat.push(paragraph_node(script, paragraph));
                }
                Block::Table(table) => flatten_table(script, table, &mut register, &mut flat),
            }
        }
        flat.retain(|node| !node.style.aside);
        mark_zones(script, &mut flat, head_end);
        Self {
            nodes: nested(script, flat),
        }
    }

    /// Indices of the ancestors of a node, innermost first.
    pub(crate) fn ancestors(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.nodes[node].parent, |&at| self.nodes[at].parent)
    }

    /// The last node of the subtree.
    pub(crate) fn last_below(&self, node: usize) -> usize {
        let mut at = node;
        while let Some(&last) = self.nodes[at].children.last() {
            at = last;
        }
        at
    }
}

fn paragraph_node<'a>(script: &Script<'_>, paragraph: &Paragraph) -> Node<'a> {
    let range = paragraph.range.clone();
    let (marker, length) = marker_of(&script.written[range.clone()], &script.plain[range.clone()]);
    let body = script.trimmed(range.start + length..range.end, &[]);
    Node {
        range,
        body,
        marker,
        style: paragraph.style,
        parent: None,
        children: Vec::new(),
        zone: Zone::Body,
        table: None,
    }
}

/// The columns of the register table above, for a table that goes on without repeating its header.
#[derive(Debug, Clone)]
struct Register {
    columns: tables::Columns,
    width: usize,
    paragraphs_since: usize,
}

impl Register {
    /// A few short lines (a page number, dots) may stand between the parts of one table.
    fn after(self, plain: &str) -> Option<Self> {
        let short = plain.chars().count() <= 60 && self.paragraphs_since < 2;
        short.then_some(Self {
            paragraphs_since: self.paragraphs_since + 1,
            ..self
        })
    }
}

fn width(table: &Table) -> usize {
    table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .map(|cell| cell.column + cell.width)
        .max()
        .unwrap_or_default()
}

fn flatten_table<'a>(script: &Script<'_>, table: &'a Table, register: &mut Option<Register>, flat: &mut Vec<Node<'a>>) {
    let paragraphs = || {
        table
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .filter(|cell| !cell.from_above)
            .flat_map(|c| &c.paragraphs)
    };
    let own = tables::columns(script, table);
    let continued = register
        .as_ref()
        .filter(|r| r.width == width(table))
        .map(|r| tables::Columns {
            header_rows: 0,
            ..r.columns.clone()
        });
    let Some(columns) = own.or(continued) else {
        *register = None;
        flat.extend(paragraphs().map(|paragraph| paragraph_node(script, paragraph)));
        return;
    };
    *register = Some(Register {
        columns: columns.clone(),
        width: width(table),
        paragraphs_since: 0,
    });
    let start = paragraphs().map(|p| p.range.start).min().unwrap_or_default();
    let end = paragraphs().map(|p| p.range.end).max().unwrap_or_default();
    flat.push(Node {
        range: start..end,
        body: start..end,
        marker: Marker::None,
        style: Style::default(),
        parent: None,
        children: Vec::new(),
        zone: Zone::Body,
        table: Some((table, columns)),
    });
}

fn mark_zones(script: &Script<'_>, flat: &mut [Node<'_>], head_end: usize) {
    let mut zone = Zone::Head;
    for node in flat {
        if zone == Zone::Head && node.range.start >= head_end {
            zone = Zone::Body;
        }
        let plain = &script.plain[node.range.clone()];
        let written = &script.written[node.range.clone()];
        if zone == Zone::Body && opens_foot(plain, written) {
            zone = Zone::Foot;
        } else if zone == Zone::Foot && (opens_annex(plain, written) || node.table.is_some()) {
            zone = Zone::Body;
        }
        node.zone = zone;
        if zone == Zone::Body && plain.trim_end_matches(['"', '”']).ends_with("./.") {
            zone = Zone::Foot;
        }
    }
}

fn opens_foot(plain: &str, written: &str) -> bool {
    plain.starts_with("nơi nhận")
        || (written.len() < 60
            && ["TM.", "KT.", "TL.", "TUQ.", "T/M", "K/T", "T/L"]
                .iter()
                .any(|sign| written.starts_with(sign)))
}

/// An annex, or the document that the first one issues.
pub(crate) fn opens_annex(plain: &str, written: &str) -> bool {
    let short = plain.len() < 160;
    (short
        && (plain.starts_with("phụ lục") || plain.starts_with("biểu mẫu") || plain.starts_with("danh mục"))
        && starts_capital(written))
        || (plain.len() < 60 && is_upper(written) && super::identity::kind_named(plain.trim()).is_some())
        || ((plain.starts_with("(ban hành kèm") || plain.starts_with("(kèm theo")) && plain.len() < 300)
}

fn starts_capital(written: &str) -> bool {
    written.starts_with(char::is_uppercase)
}

pub(crate) fn is_upper(written: &str) -> bool {
    let mut letters = written.chars().filter(|c| text::is_letter(*c)).peekable();
    letters.peek().is_some() && letters.all(char::is_uppercase)
}

fn nested<'a>(script: &Script<'_>, mut flat: Vec<Node<'a>>) -> Vec<Node<'a>> {
    let mut open: Vec<usize> = Vec::new();
    for at in 0..flat.len() {
        let zone = flat[at].zone;
        let plain = &script.plain[flat[at].range.clone()];
        let written = &script.written[flat[at].range.clone()];
        if zone != Zone::Body || opens_annex(plain, written) {
            open.clear();
        }
        if flat[at].table.is_some() || zone != Zone::Body {
            attach(&mut flat, at, open.last().copied());
            continue;
        }
        let next = flat.get(at + 1).map_or(Marker::None, |n| n.marker);
        let marker = resolve(script, &flat[at], next, &open, &flat);
        flat[at].marker = marker;
        if marker == Marker::None {
            let parent = open
                .iter()
                .rev()
                .copied()
                .find(|&n| !matches!(flat[n].marker, Marker::Bullet(_)));
            attach(&mut flat, at, parent);
            continue;
        }
        if let Some(same) = open.iter().position(|&n| same_kind(flat[n].marker, marker)) {
            open.truncate(same);
        } else {
            let rank = marker.rank();
            while open.last().is_some_and(|&n| flat[n].marker.rank() > rank) {
                open.pop();
            }
        }
        attach(&mut flat, at, open.last().copied());
        open.push(at);
    }
    flat
}

fn attach(flat: &mut [Node<'_>], child: usize, parent: Option<usize>) {
    flat[child].parent = parent;
    if let Some(parent) = parent {
        flat[parent].children.push(child);
    }
}

/// Settles what the mark alone leaves open: stems, unnumbered headings, and letters that could be Roman numerals.
fn resolve(script: &Script<'_>, node: &Node<'_>, next: Marker, open: &[usize], flat: &[Node<'_>]) -> Marker {
    let written = &script.written[node.range.clone()];
    match node.marker {
        Marker::Roman(_) => {
            let letter = written.chars().next().unwrap_or('I');
            let ordinal = u32::from(letter).wrapping_sub(u32::from('A')) + 1;
            let follows = open
                .iter()
                .any(|&n| flat[n].marker == Marker::Capital(ordinal.wrapping_sub(1)));
            let single = !written[letter.len_utf8()..].starts_with(|c: char| c.is_ascii_alphabetic());
            if follows && single && letter != 'I' {
                Marker::Capital(ordinal)
            } else {
                node.marker
            }
        }
        Marker::None if written.trim_end().ends_with(':') && next.opens_list() => Marker::Stem(next.rank() - 1),
        Marker::None if written.len() < 300 && next != Marker::None => match node.style.heading {
            Some(level) => Marker::Heading(level),
            None if is_upper(written) && written.len() < 200 => Marker::Heading(7),
            None => Marker::None,
        },
        marker => marker,
    }
}

fn same_kind(a: Marker, b: Marker) -> bool {
    match (a, b) {
        (Marker::Number(x, _), Marker::Number(y, _))
        | (Marker::Bullet(x), Marker::Bullet(y))
        | (Marker::Heading(x), Marker::Heading(y)) => x == y,
        (Marker::Stem(x), Marker::Stem(y)) => x == y,
        (Marker::None, _) | (_, Marker::None) => false,
        _ => std::mem::discriminant(&a) == std::mem::discriminant(&b),
    }
}

/// The mark at the start of a paragraph and its length in bytes with the space after it.
fn marker_of(written: &str, plain: &str) -> (Marker, usize) {
    named_level(plain)
        .or_else(|| bullet(written))
        .or_else(|| enclosed(plain))
        .or_else(|| roman(written))
        .or_else(|| number(plain))
        .or_else(|| letter(written, plain))
        .unwrap_or((Marker::None, 0))
}

fn named_level(plain: &str) -> Option<(Marker, usize)> {
    type Level = (&'static str, fn(u32) -> Marker);
    const LEVELS: [Level; 6] = [
        ("phần thứ ", Marker::Part),
        ("phần ", Marker::Part),
        ("chương ", Marker::Chapter),
        ("mục ", Marker::Section),
        ("tiểu mục ", Marker::Section),
        ("điều ", Marker::Article),
    ];
    let (name, level) = LEVELS.iter().find(|(name, _)| plain.starts_with(name))?;
    let rest = &plain[name.len()..];
    let word_end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let word = &rest[..word_end];
    let ordinal = word
        .trim_end_matches(|c: char| c.is_alphabetic())
        .parse()
        .ok()
        .or_else(|| roman_value(word))
        .or_else(|| {
            ORDINALS
                .iter()
                .position(|o| *o == word)
                .and_then(|n| u32::try_from(n + 1).ok())
        })?;
    let after = &rest[word_end..];
    // "Điều 5 Nghị định này" at the start of a paragraph cites, it does not open an article.
    let opens =
        after.is_empty() || after.starts_with(['.', ':', '\n']) || !name.starts_with("điều") && !after.starts_with(',');
    let mark = after.len()
        - after
            .trim_start_matches(|c: char| c.is_whitespace() || ".:-–".contains(c))
            .len();
    opens.then(|| (level(ordinal), name.len() + word_end + mark))
}

const ORDINALS: [&str; 10] = ["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"];

fn bullet(written: &str) -> Option<(Marker, usize)> {
    let sign = written.chars().next()?;
    let rank = match sign {
        '-' | '–' | '—' | '−' | '‐' | '‑' => 0,
        '•' | '●' | '▪' | '■' | '►' | '\u{f0b7}' | '\u{f0a7}' | '\u{f0d8}' | '·' | '§' => 1,
        '+' => 2,
        '*' | '○' | 'o' => 3,
        _ => return None,
    };
    let rest = &written[sign.len_utf8()..];
    let text = rest.trim_start();
    let spaced = rest.len() > text.len();
    let opens = text.starts_with(|c: char| c.is_alphanumeric() || "“\"(".contains(c))
        && (spaced || (sign != 'o' && sign != '*' && text.starts_with(char::is_uppercase)));
    opens.then(|| (Marker::Bullet(rank), written.len() - text.len()))
}

fn enclosed(plain: &str) -> Option<(Marker, usize)> {
    let inside = plain.strip_prefix('(')?;
    let close = inside.find(')').filter(|&n| n <= 4)?;
    let ordinal = ordinal_of(&inside[..close])?;
    let rest = &inside[close + 1..];
    Some((
        Marker::Enclosed(ordinal),
        plain.len() - rest.trim_start_matches([' ', '.', ':']).len(),
    ))
}

fn ordinal_of(mark: &str) -> Option<u32> {
    mark.parse()
        .ok()
        .or_else(|| roman_value(mark))
        .or_else(|| letter_ordinal(mark))
}

fn roman(written: &str) -> Option<(Marker, usize)> {
    let end = written.find(|c: char| !matches!(c, 'I' | 'V' | 'X' | 'L' | 'C'))?;
    let value = roman_value(&written[..end].to_lowercase())?;
    let rest = written[end..].trim_start_matches(' ');
    let after = rest.strip_prefix(['.', '-', '/', ':', ')', '–'])?;
    let text = after.trim_start_matches([' ', '.', '-']);
    text.starts_with(|c: char| !c.is_ascii_digit())
        .then(|| (Marker::Roman(value), written.len() - text.len()))
}

/// Value of a lower-case Roman numeral up to 89.
fn roman_value(word: &str) -> Option<u32> {
    const STEPS: [(&str, u32); 7] = [
        ("l", 50),
        ("xl", 40),
        ("x", 10),
        ("ix", 9),
        ("v", 5),
        ("iv", 4),
        ("i", 1),
    ];
    let mut rest = word;
    let mut value = 0;
    for (sign, worth) in STEPS {
        while let Some(shorter) = rest.strip_prefix(sign) {
            rest = shorter;
            value += worth;
            if value > 89 {
                return None;
            }
        }
    }
    (rest.is_empty() && value > 0).then_some(value)
}

fn number(plain: &str) -> Option<(Marker, usize)> {
    let end = plain
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(plain.len());
    let mark = plain[..end].trim_end_matches('.');
    let dotted = mark.len() < end;
    let parts: Vec<u32> = mark.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    if parts.is_empty() || parts.len() > 5 || mark.split('.').any(|part| part.len() > 2) {
        return None;
    }
    let rest = &plain[end..];
    let closed = rest
        .strip_prefix([')', '/', '-', ':', '–'])
        .filter(|after| after.starts_with([' ', '\t']) || !rest.starts_with('/'));
    let (after, depth) = match (dotted, closed, parts.len()) {
        (false, Some(after), _) => (after, parts.len()),
        (true, _, _) => (rest, parts.len()),
        (false, None, 2..) if rest.starts_with(' ') => (rest, parts.len()),
        _ => return None,
    };
    let text = after.trim_start();
    let opens = text.starts_with(|c: char| c.is_alphabetic() || "“\"(".contains(c))
        || text.is_empty()
        || (dotted && after.len() > text.len());
    let last = *parts.last()?;
    opens.then(|| {
        (
            Marker::Number(u8::try_from(depth).unwrap_or(u8::MAX), last),
            plain.len() - text.len(),
        )
    })
}

/// Points are lettered a b c d đ e g h i k l m n o p q r s t u v x y (Decree 30/2020, annex I).
fn letter_ordinal(mark: &str) -> Option<u32> {
    const LETTERS: &str = "abcdđeghiklmnopqrstuvxy";
    let mut chars = mark.chars();
    let (letter, None) = (chars.next()?, chars.next()) else {
        return None;
    };
    LETTERS
        .chars()
        .position(|c| c == letter)
        .and_then(|n| u32::try_from(n + 1).ok())
}

fn letter(written: &str, plain: &str) -> Option<(Marker, usize)> {
    let first = plain.chars().next().filter(|c| c.is_alphabetic())?;
    let rest = &plain[first.len_utf8()..];
    let mark_end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()).min(2);
    let after = rest[mark_end..].strip_prefix([')', '.', '/'])?;
    let text = after.trim_start_matches([' ', '.', '\t']);
    if text.is_empty() || (!rest[mark_end..].starts_with(')') && after.len() == text.len()) {
        return None;
    }
    let length = plain.len() - text.len();
    if written.starts_with(char::is_uppercase) {
        let ordinal = u32::from(written.chars().next()?)
            .checked_sub(u32::from('A') - 1)
            .filter(|n| (1..=26).contains(n))?;
        return rest[mark_end..]
            .starts_with('.')
            .then_some((Marker::Capital(ordinal), length));
    }
    Some((
        Marker::Letter(letter_ordinal(&plain[..first.len_utf8()]).unwrap_or(99)),
        length,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(paragraph: &str) -> Marker {
        marker_of(paragraph, &text::aligned(paragraph)).0
    }

    #[test]
    fn reads_the_marks_of_offices() {
        assert_eq!(mark("I. MỤC ĐÍCH"), Marker::Roman(1));
        assert_eq!(mark("IV- TỔ CHỨC THỰC HIỆN"), Marker::Roman(4));
        assert_eq!(mark("1. Công an tỉnh"), Marker::Number(1, 1));
        assert_eq!(mark("2.3. Xây dựng kế hoạch"), Marker::Number(2, 3));
        assert_eq!(mark("1.1 Xây dựng kế hoạch"), Marker::Number(2, 1));
        assert_eq!(mark("đ) Chủ trì"), Marker::Letter(5));
        assert_eq!(mark("(ii) Rà soát"), Marker::Enclosed(2));
        assert_eq!(mark("- Phối hợp"), Marker::Bullet(0));
        assert_eq!(mark("+ Nội dung"), Marker::Bullet(2));
        assert_eq!(mark("Điều 3. Trách nhiệm"), Marker::Article(3));
        assert_eq!(mark("Chương II"), Marker::Chapter(2));
        assert_eq!(mark("Phần thứ nhất"), Marker::Part(1));
        assert_eq!(mark("A. QUAN ĐIỂM"), Marker::Capital(1));
    }

    #[test]
    fn leaves_plain_text_alone() {
        for plain in [
            "02 Chương trình nêu trên",
            "31/12/2025 là hạn cuối",
            "Điều 5 Nghị định này quy định",
            "1.000 ha rừng",
            "Công an tỉnh",
            "ông A. phát biểu",
        ] {
            assert_eq!(mark(plain), Marker::None, "{plain}");
        }
    }
}
