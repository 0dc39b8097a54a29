//! Numbered documents named in the text (number grammar of Decree 30/2020 and Party guideline 36-HD/VPTW), and which of
//! them carries out which.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use rustc_hash::FxHashMap;

use crate::grammar::words::Script;
use crate::register::{CarriesOut, Citation};

/// State numbers `2909/CTr-UBND`, `30/2020/NĐ-CP`, `117/2025/QH15` and Party numbers `17-CTr/TU`; one space may have crept in
/// after a hyphen or around the slash.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        ^(?:
            (?P<party>[0-9]{1,4}\ ?-\ ?[A-ZĐ][A-Za-zĐđ]{0,5}/[A-ZĐ][A-Za-zĐđ]+(?:-[A-ZĐ][A-Za-zĐ]*)*)
          | (?P<state>[0-9]{1,5}[a-z]?(?:\.[0-9]{1,2})?(?:\ ?/\ ?(?:19|20)[0-9][0-9])?\ ?/\ ?(?:[A-ZĐƯ][A-Za-zĐđƯư]*[0-9]*)(?:-\ ?[A-ZĐƯ][A-Za-zĐđƯư0-9.&]*)*)
        )",
    )
    .expect("the number pattern is valid")
});

/// A citation with all that stands beside it.
#[derive(Debug, Clone)]
pub(crate) struct Cited {
    pub(crate) number: String,
    pub(crate) range: Range<usize>,
    pub(crate) kind: Option<Range<usize>>,
    pub(crate) issuer: Option<Range<usize>>,
    pub(crate) issued_on: Option<Date>,
}

/// Every mention of a numbered document in a range.
pub(crate) fn mentions(script: &Script<'_>, range: Range<usize>) -> Vec<Cited> {
    let mut out: Vec<Cited> = Vec::new();
    let mut done = range.start;
    // Every number holds a slash: only what stands around one is matched.
    for (slash, _) in script.written[range.clone()].match_indices('/') {
        let Some(start) = number_start(script, done, range.start + slash) else {
            continue;
        };
        let end = floor(script, (start + 80).min(range.end));
        let Some(whole) = NUMBER.find(&script.written[start..end]) else {
            continue;
        };
        // A symbol that runs on into a vowel with a mark ends where both forms have a boundary.
        let at = start..floor(script, start + whole.end());
        let number: String = script.written[at.clone()]
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        done = at.end;
        if !plausible(&number) || is_part_of_date(script, &at) {
            continue;
        }
        let kind = kind_before(script, range.start, at.start);
        let (day, issuer) = beside(script, at.end, range.end);
        let issued_on = day.or_else(|| day_of_issue_before(script, range.start, kind.as_ref()?.start));
        out.push(Cited {
            kind,
            issuer,
            issued_on,
            number,
            range: at,
        });
    }
    out
}

/// Where the digits of a number whose slash stands at `slash` begin: in the same token, or one space before it.
fn number_start(script: &Script<'_>, from: usize, slash: usize) -> Option<usize> {
    let bytes = script.written.as_bytes();
    let inside = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80 || matches!(b, b'-' | b'.' | b' ' | b'/');
    let mut start = None;
    let mut at = slash;
    while at > from && slash - at < 24 && inside(bytes[at - 1]) {
        at -= 1;
        let opens =
            bytes[at].is_ascii_digit() && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric() && bytes[at - 1] < 0x80);
        if opens {
            start = Some(at);
        }
        // A space inside a number stands only beside a hyphen or slash.
        if bytes[at] == b' ' && start.is_some() {
            break;
        }
    }
    start
}

/// A symbol holds two capitals at least ("QĐ-TTg", "QH15", "CTr/TU"): "m/s" or "kg/Ha" does not.
fn plausible(number: &str) -> bool {
    let symbol = number.trim_start_matches(|c: char| c.is_ascii_digit() || c == '/' || c == '.');
    symbol.chars().filter(|c| c.is_uppercase()).count() >= 2 && number.len() <= 40
}

fn is_part_of_date(script: &Script<'_>, at: &Range<usize>) -> bool {
    script.written[..at.start].ends_with(['/', '-', '.'])
}

/// The kind named before a number: "Nghị quyết số", "Kế hoạch".
fn kind_before(script: &Script<'_>, from: usize, at: usize) -> Option<Range<usize>> {
    let before = script.plain[from..at].trim_end();
    let before = before.strip_suffix("số").unwrap_or(before).trim_end();
    let kind = super::identity::KINDS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| before.ends_with(name))
        .max_by_key(|name| name.len())?;
    let end = from + before.len();
    Some(end - kind.len()..end)
}

/// Date and issuer standing after a number: "ngày 20 tháng 5 năm 2021 của Chính phủ".
fn beside(script: &Script<'_>, at: usize, end: usize) -> (Option<Date>, Option<Range<usize>>) {
    let mut here = at;
    let mut issued_on = None;
    let rest = skip_to_day(&script.plain[here..end]);
    if let Some((offset, text)) = rest
        && let Some((day, length)) = date_at(text)
    {
        issued_on = Some(day);
        here += offset + length;
    }
    let after = script.plain[here..end].trim_start();
    let issuer = after.strip_prefix("của ").map(|rest| {
        let start = end - rest.len();
        let words = super::words::words(script, start..end.min(floor(script, start + 160)));
        super::parties::list_at(&words, 0)
            .and_then(|list| list.names.into_iter().next())
            .map(|name| name.range)
    });
    (issued_on, issuer.flatten())
}

/// "Ngày 18/8/2021, Ủy ban nhân dân tỉnh ban hành Chương trình số …": the day stands before the issuer.
fn day_of_issue_before(script: &Script<'_>, from: usize, kind: usize) -> Option<Date> {
    const ISSUER_WITHIN: usize = 160;
    let start = floor(script, kind.saturating_sub(ISSUER_WITHIN)).max(from);
    let before = script.plain[start..kind].trim_end().strip_suffix("ban hành")?;
    let (day, length) = date_at(&before[before.rfind("ngày")?..])?;
    let between = &before[before.rfind("ngày")? + length..];
    (between.starts_with(',') && !between.contains(['.', ';'])).then_some(day)
}

/// The nearest boundary of characters at or before a byte, in both forms: a tone mark that changes its letter moves it.
fn floor(script: &Script<'_>, mut at: usize) -> usize {
    at = at.min(script.plain.len());
    while !(script.plain.is_char_boundary(at) && script.written.is_char_boundary(at)) {
        at -= 1;
    }
    at
}

/// "ngày …" directly after the number, or after a bracketed short name or comma.
fn skip_to_day(rest: &str) -> Option<(usize, &str)> {
    let trimmed = rest.trim_start_matches([' ', ',', '\u{a0}']);
    let trimmed = trimmed
        .strip_prefix("ký ")
        .or_else(|| trimmed.strip_prefix("ban hành "))
        .unwrap_or(trimmed);
    trimmed
        .starts_with("ngày")
        .then(|| (rest.len() - trimmed.len(), trimmed))
}

static DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^ngày *([0-9]{1,2}) *(?:tháng|[/.-]) *([0-9]{1,2}) *(?:năm|[/.-]) *([0-9]{4})")
        .expect("the date pattern is valid")
});

/// A full date that begins at the start of the comparison text, and its length.
pub(crate) fn date_at(plain: &str) -> Option<(Date, usize)> {
    let found = DAY.captures(plain)?;
    let part = |n: usize| found.get(n).and_then(|m| m.as_str().parse::<i16>().ok());
    let day = Date::new(part(3)?, i8::try_from(part(2)?).ok()?, i8::try_from(part(1)?).ok()?).ok()?;
    Some((day, found.get(0)?.end()))
}

/// Distinct citations in the order first met, `own` left out; a date found at one mention serves those without a date, the
/// same number with two dates is two documents.
pub(crate) fn distinct(script: &Script<'_>, mentions: &[Cited], own: Option<&str>) -> Vec<Citation> {
    let own = own.map(text::canonical);
    let mut out: Vec<Citation> = Vec::new();
    let mut by_number: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for cited in mentions {
        let key = text::canonical(&cited.number);
        if own.as_ref() == Some(&key) {
            continue;
        }
        let known = by_number.entry(key).or_default();
        let agrees = |at: &&usize| {
            out[**at].issued_on.is_none() || cited.issued_on.is_none() || out[**at].issued_on == cited.issued_on
        };
        let written = |range: &Option<Range<usize>>| range.clone().map(|r| script.written[r].to_owned());
        if let Some(&at) = known.iter().find(agrees) {
            let same = &mut out[at];
            same.issued_on = same.issued_on.or(cited.issued_on);
            same.kind = same.kind.take().or_else(|| written(&cited.kind));
            same.issuer = same.issuer.take().or_else(|| written(&cited.issuer));
            continue;
        }
        known.push(out.len());
        out.push(Citation {
            number: cited.number.clone(),
            kind: written(&cited.kind),
            issuer: written(&cited.issuer),
            issued_on: cited.issued_on,
            span: script.span(&cited.range),
        });
    }
    out
}

/// Which document carries out which, from "thực hiện", "triển khai thực hiện", "thi hành" before a citation.
///
/// `own` carries out what the preamble says it does. Inside a sentence a number before "thực hiện" carries out what follows
/// it. "Thực hiện 02 Chương trình nêu trên, tại Chương trình số X" makes X carry out those cited just before.
pub(crate) fn chain(
    script: &Script<'_>,
    mentions: &[Cited],
    sentences: &[Range<usize>],
    own: Option<&str>,
    preamble: &Range<usize>,
) -> Vec<CarriesOut> {
    let mut links: Vec<CarriesOut> = Vec::new();
    for sentence in sentences {
        let first = mentions.partition_point(|c| c.range.start < sentence.start);
        let last = mentions.partition_point(|c| c.range.start < sentence.end);
        let cited: Vec<&Cited> = mentions[first..last].iter().collect();
        if cited.is_empty() {
            continue;
        }
        let plain = &script.plain[sentence.clone()];
        if plain.starts_with("thực hiện") && plain.contains("nêu trên") {
            above(script, mentions, sentence, &cited, &mut links);
            continue;
        }
        for target in &cited {
            let Some(verb) = carries_out_before(script, sentence.start, target) else {
                continue;
            };
            let subject = cited
                .iter()
                .rev()
                .find(|c| c.range.end <= verb.start)
                .map(|c| c.number.clone());
            let in_preamble = preamble.contains(&sentence.start);
            if subject.is_none() && !in_preamble {
                continue;
            }
            let document = subject.or_else(|| own.map(str::to_owned));
            push(
                &mut links,
                CarriesOut {
                    document,
                    carries_out: target.number.clone(),
                    span: script.span(&verb),
                },
            );
        }
        named_without_number(script, mentions, sentence, &cited, &mut links);
    }
    links
}

fn above(
    script: &Script<'_>,
    mentions: &[Cited],
    sentence: &Range<usize>,
    cited: &[&Cited],
    links: &mut Vec<CarriesOut>,
) {
    let Some(subject) = cited.first() else { return };
    let count = script.plain[sentence.clone()]
        .split_whitespace()
        .nth(2)
        .and_then(|n| n.parse().ok())
        .unwrap_or(2);
    let mut before: Vec<&Cited> = mentions
        .iter()
        .filter(|c| c.range.end <= sentence.start && c.number != subject.number)
        .collect();
    before.dedup_by(|a, b| a.number == b.number);
    for target in before.iter().rev().take(count).rev() {
        push(
            links,
            CarriesOut {
                document: Some(subject.number.clone()),
                carries_out: target.number.clone(),
                span: script.span(sentence),
            },
        );
    }
}

/// "triển khai thực hiện Nghị quyết của Chính phủ và Chương trình của Ban Chấp hành Đảng bộ": documents cited by number
/// elsewhere, named here by kind and issuer.
fn named_without_number(
    script: &Script<'_>,
    mentions: &[Cited],
    sentence: &Range<usize>,
    cited: &[&Cited],
    links: &mut Vec<CarriesOut>,
) {
    let plain = &script.plain[sentence.clone()];
    for (at, _) in plain.match_indices("thực hiện ") {
        let after = &plain[at + "thực hiện ".len()..];
        let Some(subject) = cited.iter().rev().find(|c| c.range.end <= sentence.start + at) else {
            continue;
        };
        for target in mentions {
            let (Some(kind), Some(issuer)) = (&target.kind, issuer_symbol(&target.number)) else {
                continue;
            };
            let phrase = format!("{} của {issuer}", &script.plain[kind.clone()]);
            if target.number != subject.number && after.contains(&phrase) {
                let span = script.span(&(sentence.start + at..sentence.end));
                push(
                    links,
                    CarriesOut {
                        document: Some(subject.number.clone()),
                        carries_out: target.number.clone(),
                        span,
                    },
                );
            }
        }
    }
}

/// The issuer that a symbol ends in, as running text calls it.
fn issuer_symbol(number: &str) -> Option<&'static str> {
    const ISSUERS: [(&str, &str); 8] = [
        ("-CP", "chính phủ"),
        ("-TTg", "thủ tướng chính phủ"),
        ("/TU", "ban chấp hành đảng bộ"),
        ("/TW", "bộ chính trị"),
        ("-UBND", "ủy ban nhân dân"),
        ("-HĐND", "hội đồng nhân dân"),
        ("-BCA", "bộ công an"),
        ("/QH15", "quốc hội"),
    ];
    ISSUERS
        .iter()
        .find(|(symbol, _)| number.ends_with(symbol))
        .map(|(_, name)| *name)
}

fn push(links: &mut Vec<CarriesOut>, link: CarriesOut) {
    let known = links
        .iter()
        .any(|l| l.document == link.document && l.carries_out == link.carries_out);
    if !known && link.document.as_deref() != Some(link.carries_out.as_str()) {
        links.push(link);
    }
}

/// The words "thực hiện", "thi hành", "cụ thể hóa" that directly govern a citation: only kind and "số" stand between, or a
/// list of citations.
fn carries_out_before(script: &Script<'_>, from: usize, target: &Cited) -> Option<Range<usize>> {
    let start = target
        .kind
        .as_ref()
        .map_or(target.range.start, |kind| kind.start)
        .max(from);
    let before = script.plain[from..start].trim_end();
    let verbs = [
        "triển khai thực hiện",
        "tổ chức thực hiện",
        "thực hiện",
        "thi hành",
        "cụ thể hóa",
    ];
    if let Some(verb) = verbs.iter().find(|verb| before.ends_with(*verb)) {
        let end = from + before.len();
        return Some(end - verb.len()..end);
    }
    // "Thực hiện Kế hoạch số A ngày … của … và Kế hoạch số B": the verb governs the whole list.
    let opening = verbs.iter().find(|verb| script.plain[from..].starts_with(*verb))?;
    let list = before[opening.len()..].trim();
    let only_citations = (list.ends_with("và") || list.ends_with(',') || list.ends_with(';'))
        && script.written[from..start].contains('/')
        && !list.contains("về việc");
    only_citations.then(|| from..from + opening.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(sentence: &str) -> Vec<(String, Option<String>)> {
        let plain = text::aligned(sentence);
        let script = Script::new(sentence, &plain);
        mentions(&script, 0..sentence.len())
            .into_iter()
            .map(|c| (c.number, c.issued_on.map(|d| d.to_string())))
            .collect()
    }

    #[test]
    fn reads_state_and_party_numbers() {
        assert_eq!(
            numbers("Nghị quyết số 50/NQ-CP ngày 20 tháng 5 năm 2021 của Chính phủ"),
            [("50/NQ-CP".into(), Some("2021-05-20".into()))]
        );
        assert_eq!(
            numbers("Chương trình số 17-CTr/TU thực hiện"),
            [("17-CTr/TU".into(), None)]
        );
        assert_eq!(numbers("Luật số 117/2025/QH15"), [("117/2025/QH15".into(), None)]);
        assert_eq!(
            numbers("số 27/NQ- TW ngày 09/11/2022"),
            [("27/NQ-TW".into(), Some("2022-11-09".into()))]
        );
        assert_eq!(
            numbers("Công văn số 6138/UBND- KGVX ngày 13/11/2024"),
            [("6138/UBND-KGVX".into(), Some("2024-11-13".into()))]
        );
        assert_eq!(numbers("Nghị định 30/2020/NĐ-CP"), [("30/2020/NĐ-CP".into(), None)]);
        assert!(numbers("ngày 15/12/2025, 24/7, 5 km/h, 3/4 số xã").is_empty());
    }

    #[test]
    fn the_same_number_of_two_years_is_two_documents() {
        let sentence =
            "Nghị quyết số 50/NQ-CP ngày 20/5/2021 và Nghị quyết số 50/NQ-CP ngày 3/3/2025; theo Nghị quyết 50/NQ-CP";
        let plain = text::aligned(sentence);
        let script = Script::new(sentence, &plain);
        let found = distinct(&script, &mentions(&script, 0..sentence.len()), None);
        assert_eq!(found.len(), 2);
    }
}
