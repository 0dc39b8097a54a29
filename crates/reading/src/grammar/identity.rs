//! Letterhead, number, date, kind and title of a document (Decree 30/2020 annex I, boxes 1 to 5).

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::extract::{Block, Extract, Paragraph};
use crate::grammar::outline::is_upper;
use crate::grammar::words::Script;

/// What the head of the document says of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Identity {
    pub(crate) number: Option<(String, Range<usize>)>,
    pub(crate) kind: Option<(&'static str, Range<usize>)>,
    pub(crate) issuer: Option<(String, Option<Range<usize>>)>,
    pub(crate) issued_on: Option<(Date, Range<usize>)>,
    pub(crate) title: Option<Range<usize>>,
    /// Where letterhead and title end and the text begins.
    pub(crate) head_end: usize,
}

/// Kinds of documents with their abbreviation in the symbol: the 29 of Decree 30/2020 annex III, then those of law, Party
/// and press that offices receive.
pub(crate) const KINDS: [(&str, &str); 42] = [
    ("nghị quyết", "NQ"),
    ("quyết định", "QĐ"),
    ("chỉ thị", "CT"),
    ("quy chế", "QC"),
    ("quy định", "QyĐ"),
    ("thông cáo", "TC"),
    ("thông báo", "TB"),
    ("hướng dẫn", "HD"),
    ("chương trình", "CTr"),
    ("kế hoạch", "KH"),
    ("phương án", "PA"),
    ("đề án", "ĐA"),
    ("dự án", "DA"),
    ("báo cáo", "BC"),
    ("biên bản", "BB"),
    ("tờ trình", "TTr"),
    ("hợp đồng", "HĐ"),
    ("công điện", "CĐ"),
    ("bản ghi nhớ", "BGN"),
    ("bản thỏa thuận", "BTT"),
    ("giấy ủy quyền", "GUQ"),
    ("giấy mời", "GM"),
    ("giấy giới thiệu", "GGT"),
    ("giấy nghỉ phép", "GNP"),
    ("phiếu gửi", "PG"),
    ("phiếu chuyển", "PC"),
    ("phiếu báo", "PB"),
    ("công văn", ""),
    ("thư công", ""),
    ("luật", ""),
    ("bộ luật", ""),
    ("pháp lệnh", ""),
    ("lệnh", "L"),
    ("nghị định", "NĐ"),
    ("thông tư", "TT"),
    ("thông tư liên tịch", "TTLT"),
    ("nghị quyết liên tịch", "NQLT"),
    ("kết luận", "KL"),
    ("thông báo kết luận", "TBKL"),
    ("thông tri", "TT"),
    ("chương trình hành động", ""),
    ("văn bản", ""),
];

/// Kinds spelt with a capital, for the reading.
fn proper(kind: &'static str) -> &'static str {
    match kind {
        "thông báo kết luận" => "thông báo",
        "chương trình hành động" => "chương trình",
        kind => kind,
    }
}

/// The kind a line names when it names nothing else ("KẾ HOẠCH", "THÔNG BÁO KẾT LUẬN").
pub(crate) fn kind_named(plain: &str) -> Option<&'static str> {
    let line = plain.trim_matches(|c: char| !c.is_alphabetic());
    KINDS
        .iter()
        .map(|(name, _)| *name)
        .find(|name| *name == line && *name != "văn bản")
        .map(proper)
}

struct Line<'e> {
    paragraph: &'e Paragraph,
}

/// How many paragraphs from the top can be letterhead; chrome of a site may stand before it.
const HEAD_PARAGRAPHS: usize = 120;

/// Reads the identity from the head of the extract.
pub(crate) fn identity(script: &Script<'_>, extract: &Extract) -> Identity {
    let lines = head_lines(extract);
    let mut found = Identity::default();
    let motto = lines.iter().position(|l| {
        plain(script, l).contains("độc lập - tự do")
            || plain(script, l).contains("độc lập – tự do")
            || plain(script, l).contains("đảng cộng sản việt nam") && is_upper(written(script, l))
    });
    let number = find_number(script, &lines);
    let kind = find_kind(script, &lines, number.as_ref().map(|n| n.2).or(motto));
    if let Some((value, range, _)) = &number {
        found.number = Some((value.clone(), range.clone()));
    }
    found.issued_on = find_date(script, &lines, number.as_ref().map(|n| n.2), motto, kind.map(|k| k.1));
    found.head_end = [
        number.as_ref().map(|n| n.1.end),
        motto.map(|m| lines[m].paragraph.range.end),
        found.issued_on.as_ref().map(|d| d.1.end),
    ]
    .into_iter()
    .flatten()
    .max()
    .unwrap_or_default();
    if let Some((name, at)) = kind {
        found.kind = Some((name, lines[at].paragraph.range.clone()));
        let (title, end) = title_after(script, &lines, at);
        found.title = title;
        found.head_end = found.head_end.max(end);
    } else if let Some((about, range)) = find_subject(script, &lines) {
        found.kind = Some(("công văn", about));
        found.title = Some(range.clone());
        found.head_end = found.head_end.max(range.end);
    }
    if found.kind.is_none() {
        found.kind = found
            .number
            .as_ref()
            .and_then(|(number, range)| Some((kind_of_symbol(number)?, range.clone())));
    }
    found.issuer = find_issuer(
        script,
        &lines,
        number.as_ref().map(|n| n.2),
        motto,
        found.number.as_ref().map(|n| n.0.as_str()),
    );
    if found.issuer.is_none() {
        found.issuer = issuer_by_address(script, &lines).or_else(|| issuer_by_closing(script, extract));
    }
    if found.kind.is_none() && found.number.is_none() && motto.is_none() {
        article(script, &lines, &mut found);
    }
    found
}

/// A press article about a document: no letterhead, the first real line is its title.
fn article(script: &Script<'_>, lines: &[Line<'_>], found: &mut Identity) {
    let title = lines.iter().find(|l| {
        let line = written(script, l);
        line.chars().count() >= 25 && line.len() < 300 && !line.contains('|') && !line.ends_with('.')
    });
    if let Some(line) = title {
        found.title = Some(line.paragraph.range.clone());
        found.head_end = line.paragraph.range.end;
        found.kind = Some((
            leading_kind(script, line).unwrap_or("bài viết"),
            line.paragraph.range.clone(),
        ));
    }
}

fn head_lines(extract: &Extract) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for block in &extract.blocks {
        match block {
            Block::Paragraph(paragraph) => lines.push(Line { paragraph }),
            Block::Table(table) => {
                let cells = table
                    .rows
                    .iter()
                    .flat_map(|row| &row.cells)
                    .filter(|cell| !cell.from_above);
                lines.extend(
                    cells
                        .flat_map(|cell| &cell.paragraphs)
                        .map(|paragraph| Line { paragraph }),
                );
            }
        }
        if lines.len() > HEAD_PARAGRAPHS {
            break;
        }
    }
    lines
}

fn plain<'s>(script: &'s Script<'_>, line: &Line<'_>) -> &'s str {
    &script.plain[line.paragraph.range.clone()]
}

fn written<'s>(script: &Script<'s>, line: &Line<'_>) -> &'s str {
    &script.written[line.paragraph.range.clone()]
}

static NUMBER_LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|\s|\t|^[Nn]ghị quyết )[Ss][Ốố](?:\s+[Hh]iệu|\s*ký\s+hiệu)?\s*[:.]?\s*(?P<number>\d{1,5}[a-z]?(?:\.\d{1,2})?\s?(?:/\s?(?:19|20)\d\d\s?)?(?:/|-)\s?[A-ZĐƯ][A-Za-zĐđƯư0-9]*(?:\s?[-/.–]\s?[A-ZĐƯ][A-Za-zĐđƯư0-9&]*)*)",
    )
    .expect("the number line pattern is valid")
});

/// Number, where it stands, index of its line.
fn find_number(script: &Script<'_>, lines: &[Line<'_>]) -> Option<(String, Range<usize>, usize)> {
    own_line_number(script, lines).or_else(|| title_number(script, lines))
}

/// "NGHỊ QUYẾT CỦA CHÍNH PHỦ SỐ 03/NQ-CP NGÀY 15 THÁNG 01 NĂM 2010 VỀ …": gazettes print number and date in the title.
fn title_number(script: &Script<'_>, lines: &[Line<'_>]) -> Option<(String, Range<usize>, usize)> {
    lines.iter().enumerate().take(12).find_map(|(at, line)| {
        let kind = leading_kind(script, line).is_some();
        let written = written(script, line);
        let found = (kind && is_upper_mostly(written))
            .then(|| NUMBER_LINE.captures(written))
            .flatten()?;
        let number = found.name("number")?;
        let value = number.as_str().chars().filter(|c| !c.is_whitespace()).collect();
        let start = line.paragraph.range.start + number.start();
        Some((value, start..start + number.len(), at))
    })
}

/// Capitals all through but for a symbol such as `NQ-CP`, `QĐ-TTg`.
fn is_upper_mostly(written: &str) -> bool {
    let lower = written.chars().filter(|c| c.is_lowercase()).count();
    lower * 12 < written.chars().count()
}

fn own_line_number(script: &Script<'_>, lines: &[Line<'_>]) -> Option<(String, Range<usize>, usize)> {
    let mut labelled = None;
    for (at, line) in lines.iter().enumerate() {
        let written = written(script, line);
        let plain = plain(script, line);
        if plain.starts_with("số hiệu") || plain.starts_with("số ký hiệu") {
            labelled = lines.get(at + 1).map(|_| at + 1);
        }
        let own = if labelled == Some(at) {
            format!("Số: {written}")
        } else {
            String::new()
        };
        let hay = if own.is_empty() { written } else { &own };
        if own.is_empty() && !plain.contains("số") {
            continue;
        }
        // The document's own number opens its line (or the cell beside the motto); a cited one stands in a sentence.
        let Some(found) = NUMBER_LINE.captures(hay) else {
            continue;
        };
        let number = found.name("number")?;
        let lead = hay[..found.get(0)?.start()].trim();
        let opens = (lead.is_empty() || kind_named(&lead.to_lowercase()).is_some()) && written.chars().count() < 120;
        let beside_issuer = written.chars().count() < 160
            && (plain.contains("độc lập") || plain.contains(", ngày") || plain.contains("cộng hòa"));
        if !(opens || beside_issuer) {
            continue;
        }
        let value: String = number.as_str().chars().filter(|c| !c.is_whitespace()).collect();
        let start = line.paragraph.range.start + if own.is_empty() { number.start() } else { 0 };
        return Some((
            value.trim_end_matches(['-', '.', '–']).to_owned(),
            start..start + number.as_str().len().min(line.paragraph.range.end - start),
            at,
        ));
    }
    None
}

static DATE_LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"ngày *([0-9]{1,2}) *(?:tháng|/|\.|-) *([0-9]{1,2}) *(?:năm|/|\.|-) *([0-9]{4})")
        .expect("the date line pattern is valid")
});

fn find_date(
    script: &Script<'_>,
    lines: &[Line<'_>],
    number: Option<usize>,
    motto: Option<usize>,
    kind: Option<usize>,
) -> Option<(Date, Range<usize>)> {
    let anchor = number.or(motto).or(kind)?;
    let until = kind.filter(|&k| k > anchor).unwrap_or(anchor + 8).min(lines.len());
    let opening =
        |plain: &str| plain.starts_with("căn cứ") || plain.starts_with("thực hiện") || plain.starts_with("theo ");
    let from = anchor.saturating_sub(6);
    for line in &lines[from..until] {
        let plain = plain(script, line);
        if opening(plain) {
            break;
        }
        if plain.len() > 260 || !plain.contains("ngày") {
            continue;
        }
        if let Some(found) = DATE_LINE.captures(plain)
            && let Some(day) = day_of(&found)
        {
            let whole = found.get(0)?;
            let start = line.paragraph.range.start + whole.start();
            return Some((day, start..start + whole.len()));
        }
    }
    labelled_date(script, lines)
}

/// "Ngày ban hành:" in the property table of a legal portal.
fn labelled_date(script: &Script<'_>, lines: &[Line<'_>]) -> Option<(Date, Range<usize>)> {
    let at = lines
        .iter()
        .position(|l| plain(script, l).starts_with("ngày ban hành"))?;
    lines[at..].iter().take(2).find_map(|line| {
        let plain = plain(script, line);
        let digits = plain.find(|c: char| c.is_ascii_digit())?;
        let found = DATE_LINE.captures_at(plain, 0).and_then(|f| day_of(&f)).or_else(|| {
            let parts: Vec<i16> = plain[digits..]
                .split(['/', '-', '.'])
                .take(3)
                .map(|p| p.trim().parse().ok())
                .collect::<Option<_>>()?;
            let [day, month, year] = parts[..] else { return None };
            Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
        })?;
        let start = line.paragraph.range.start + digits;
        Some((found, start..line.paragraph.range.end))
    })
}

fn day_of(found: &regex::Captures<'_>) -> Option<Date> {
    let part = |n: usize| found.get(n).and_then(|m| m.as_str().parse::<i16>().ok());
    Date::new(part(3)?, i8::try_from(part(2)?).ok()?, i8::try_from(part(1)?).ok()?).ok()
}

/// The line that names the kind, after the number or the motto.
fn find_kind(script: &Script<'_>, lines: &[Line<'_>], after: Option<usize>) -> Option<(&'static str, usize)> {
    let from = after.map_or(0, |at| at.saturating_sub(6));
    let until = (from + 40).min(lines.len());
    (from..until).find_map(|at| {
        let line = written(script, &lines[at]);
        let name = kind_named(plain(script, &lines[at])).or_else(|| leading_kind(script, &lines[at]))?;
        (is_upper(line.split_whitespace().take(2).collect::<Vec<_>>().join(" ").as_str()) && at > 0
            || at == 0 && is_upper(line))
        .then_some((name, at))
    })
}

/// "QUYẾT ĐỊNH Về việc …", "KẾ HOẠCH TRIỂN KHAI …": kind and title on one line.
fn leading_kind(script: &Script<'_>, line: &Line<'_>) -> Option<&'static str> {
    let plain = plain(script, line);
    if plain.len() > 600 || plain.starts_with("quyết định:") {
        return None;
    }
    let kind = KINDS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| plain.starts_with(name))
        .max_by_key(|name| name.len())?;
    let rest = plain[kind.len()..].trim_start();
    let opens = plain[kind.len()..].starts_with([' ', '\n']) && !rest.starts_with("số ") && !rest.is_empty();
    opens.then(|| proper(kind))
}

/// The subject lines after the kind, and where they end.
fn title_after(script: &Script<'_>, lines: &[Line<'_>], kind: usize) -> (Option<Range<usize>>, usize) {
    let line = &lines[kind].paragraph.range;
    let own = kind_named(&script.plain[line.clone()]).is_none();
    let mut title = own.then(|| line.clone());
    let mut end = line.end;
    for next in lines[kind + 1..].iter().take(8) {
        let range = next.paragraph.range.clone();
        let plain = &script.plain[range.clone()];
        let content = written(script, next);
        if plain.chars().all(|c| !c.is_alphanumeric()) {
            end = range.end;
            continue;
        }
        let upper = is_upper(content);
        let first = title.is_none();
        let begins_text = [
            "căn cứ",
            "thực hiện",
            "theo",
            "xét",
            "ngày",
            "kính gửi",
            "để",
            "trong",
            "điều 1",
            "nhằm",
            "sau khi",
            "i.",
            "1.",
            "phần",
        ]
        .iter()
        .any(|w| plain.starts_with(w));
        let centred = next.paragraph.style.centred || next.paragraph.style.bold;
        let continues =
            upper || (first || centred) && !begins_text && plain.chars().count() < 400 && !content.ends_with('.');
        if !continues || begins_text && !upper || plain.starts_with('(') {
            break;
        }
        if !first && !upper && !centred && title.as_ref().is_some_and(|t| is_upper(&script.written[t.clone()])) {
            break;
        }
        end = range.end;
        title = Some(title.map_or(range.clone(), |t| t.start..range.end));
    }
    (title, end)
}

/// "V/v …": the subject of an official letter, which has no kind line.
fn find_subject(script: &Script<'_>, lines: &[Line<'_>]) -> Option<(Range<usize>, Range<usize>)> {
    let line = lines.iter().take(40).find(|l| {
        let plain = plain(script, l);
        plain.starts_with("v/v") || plain.starts_with("về việc") && plain.len() < 400
    })?;
    let range = line.paragraph.range.clone();
    Some((range.clone(), range))
}

/// The kind a symbol names: `2909/CTr-UBND` is a Chương trình.
fn kind_of_symbol(number: &str) -> Option<&'static str> {
    let symbol = number.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '/' | '-' | '.'));
    let first = symbol.split(['-', '/']).next()?;
    KINDS
        .iter()
        .find(|(_, sign)| !sign.is_empty() && *sign == first)
        .map(|(name, _)| *name)
        .or_else(|| {
            let body = ["UBND", "HĐND", "VPCP", "TTg", "CP"].contains(&first)
                || first.starts_with('S')
                || first.starts_with('B');
            body.then_some("công văn")
        })
}

/// Issuing body from the letterhead: the lines above the number that are not the motto, the last organ of them.
fn find_issuer(
    script: &Script<'_>,
    lines: &[Line<'_>],
    number: Option<usize>,
    motto: Option<usize>,
    symbol: Option<&str>,
) -> Option<(String, Option<Range<usize>>)> {
    let anchor = number.or(motto)?;
    let from = anchor.min(motto.unwrap_or(anchor)).saturating_sub(8);
    let until = anchor.max(motto.unwrap_or(anchor)) + 1;
    let mut organ: Option<Range<usize>> = None;
    for line in &lines[from..until.min(lines.len())] {
        for part in pieces(script, line.paragraph.range.clone()) {
            let content = &script.written[part.clone()];
            let plain = &script.plain[part.clone()];
            let goes_on = organ
                .as_ref()
                .is_some_and(|o| script.plain[o.clone()].ends_with("thường vụ") || plain == "việt nam");
            if goes_on {
                organ = organ.map(|o| o.start..part.end);
                continue;
            }
            if !is_upper(content) || motto_words(plain) || plain.starts_with("số") {
                continue;
            }
            let extends = organ.as_ref().is_some_and(|o| {
                territorial(plain) && !territorial(&script.plain[o.clone()]) || continues_organ(plain)
            });
            if extends {
                organ = organ.map(|o| o.start..part.end);
            } else if opens_organ(script, &part) {
                organ = Some(part);
            }
        }
    }
    let range = organ?;
    let name: Vec<&str> = script.plain[range.clone()].split_whitespace().collect();
    let spelled = proper_organ(&without_motto(&name.join(" ")), symbol);
    Some((spelled, Some(range)))
}

/// A letterhead line may hold organ and motto side by side.
fn pieces(script: &Script<'_>, range: Range<usize>) -> Vec<Range<usize>> {
    const MOTTO: [&str; 3] = ["cộng hòa xã hội", "độc lập", "đảng cộng sản"];
    let plain = &script.plain[range.clone()];
    let cut = MOTTO.iter().filter_map(|m| plain.find(m)).min().unwrap_or(plain.len());
    let head = script.trimmed(range.start..range.start + cut, &['-', '*', '_', '|', '\t']);
    if head.is_empty() { Vec::new() } else { vec![head] }
}

fn without_motto(name: &str) -> String {
    name.replace("cộng hòa xã hội chủ nghĩa việt nam", " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn motto_words(plain: &str) -> bool {
    plain.contains("cộng hòa xã hội")
        || plain.contains("chủ nghĩa việt nam")
        || plain.contains("độc lập")
        || plain.contains("đảng cộng sản")
}

fn territorial(plain: &str) -> bool {
    [
        "tỉnh ",
        "thành phố ",
        "tp ",
        "tp. ",
        "huyện ",
        "quận ",
        "thị xã ",
        "xã ",
        "phường ",
        "đặc khu ",
    ]
    .iter()
    .any(|t| plain.starts_with(t))
}

/// The second line of an organ's name: "CHỈ ĐẠO 138", "PHÁT TRIỂN NÔNG THÔN".
fn continues_organ(plain: &str) -> bool {
    plain.starts_with("và ") || plain.starts_with("về ")
}

fn opens_organ(script: &Script<'_>, part: &Range<usize>) -> bool {
    let title = title_case(&script.plain[part.clone()]);
    let plain = text::aligned(&title);
    let script = Script::new(&title, &plain);
    let words = super::words::words(&script, 0..title.len());
    super::parties::opens_name(&words, 0)
        || [
            "thủ tướng",
            "chính phủ",
            "quốc hội",
            "ủy ban thường vụ",
            "chủ tịch nước",
            "tỉnh ủy",
            "liên bộ",
        ]
        .iter()
        .any(|o| script.plain.starts_with(o))
}

fn title_case(plain: &str) -> String {
    let mut chars = plain.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Spells an organ of the letterhead as running text does: "ỦY BAN NHÂN DÂN TỈNH KON TUM" → "Ủy ban nhân dân tỉnh Kon Tum".
fn proper_organ(plain: &str, symbol: Option<&str>) -> String {
    const UNITS: [&str; 8] = [
        "tỉnh",
        "thành phố",
        "huyện",
        "quận",
        "thị xã",
        "xã",
        "phường",
        "đặc khu",
    ];
    let plain = match (plain, symbol) {
        (name, Some(symbol)) if name == "chính phủ" && symbol.contains("TTg") => "thủ tướng chính phủ",
        (name, _) => name,
    };
    let plain = plain
        .replace("thành phố hồ chí minh", "Thành phố Hồ Chí Minh")
        .replace("tp.", "thành phố ")
        .replace("tp ", "thành phố ");
    for unit in UNITS {
        let marker = format!(" {unit} ");
        if let Some(at) = plain.find(&marker)
            && plain[..at].contains("nhân dân")
        {
            let (body, place) = (&plain[..at], &plain[at + marker.len()..]);
            let capital: Vec<String> = place.split_whitespace().map(title_case).collect();
            return format!("{} {unit} {}", title_case(body), capital.join(" "));
        }
    }
    title_case(&plain)
}

/// "THỦ TƯỚNG CHÍNH PHỦ điện:" opens a telegram (Decree 30/2020 form 1.6).
fn issuer_by_address(script: &Script<'_>, lines: &[Line<'_>]) -> Option<(String, Option<Range<usize>>)> {
    lines.iter().take(30).find_map(|line| {
        let organ = plain(script, line).trim_end_matches([':', ' ']).strip_suffix(" điện")?;
        let range = line.paragraph.range.start..line.paragraph.range.start + organ.len();
        (organ.len() < 80).then(|| (proper_organ(organ, None), Some(range)))
    })
}

/// "Văn phòng Chính phủ thông báo để …": a notice without letterhead names its issuer where it closes.
fn issuer_by_closing(script: &Script<'_>, extract: &Extract) -> Option<(String, Option<Range<usize>>)> {
    let closing = extract.blocks.iter().rev().filter_map(|block| match block {
        Block::Paragraph(paragraph) => Some(&paragraph.range),
        Block::Table(_) => None,
    });
    for range in closing.take(60) {
        let plain = &script.plain[range.clone()];
        if !plain.trim_end().ends_with("./.") {
            continue;
        }
        let at = plain.find(" thông báo ")?;
        let words = super::words::words(script, range.start..range.start + at);
        let list = super::parties::list_at(&words, 0)?;
        let name = list.names.into_iter().next().filter(|_| list.next == words.len())?;
        return Some((script.written[name.range.clone()].to_owned(), Some(name.range)));
    }
    None
}
