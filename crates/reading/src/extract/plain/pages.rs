//! What a page carries beside its text: page numbers and running heads, left out so that sentences go on.

use std::collections::{HashMap, HashSet};

use super::paragraphs::{begins_lower, is_finished};

/// Lines between two page numbers, at least, when nothing else says that a lone number is one.
const SHORTEST_PAGE: usize = 15;

/// The lines of a text without page numbers, running heads and form feeds.
pub(super) fn without_furniture(text: &str) -> Vec<&str> {
    let lines = lines(text);
    let heads = running_heads(&lines);
    let mut kept: Vec<&str> = Vec::with_capacity(lines.len());
    let mut last = Page { number: 0, line: 0 };
    let mut below_number = false;
    for (at, &line) in lines.iter().enumerate() {
        if heads.contains(&at) {
            continue;
        }
        if let Some(number) = page_number(line).filter(|_| is_furniture(&lines, at, &last)) {
            last = Page { number, line: at };
            below_number = true;
            while kept.last().is_some_and(|line| line.trim().is_empty()) {
                kept.pop();
            }
            continue;
        }
        let blank = line.trim().is_empty();
        if below_number && blank {
            continue;
        }
        below_number = false;
        kept.push(line.trim_matches('\u{c}'));
    }
    kept
}

/// The lines of a text, without the line breaks between them.
fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::with_capacity(text.len() / 64 + 1);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
        lines.push(&text[start..end]);
        start = end + 1;
    }
    lines.push(&text[start..]);
    lines
}

struct Page {
    number: u32,
    line: usize,
}

/// `7`, `- 7 -`, `Trang 7`, `7/12` alone on a line.
fn page_number(line: &str) -> Option<u32> {
    let line = line.trim();
    // Most lines begin with a word.
    if !line.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '–' | 'T')) {
        return None;
    }
    let line = line
        .strip_prefix("Trang ")
        .unwrap_or(line)
        .trim_matches(['-', '–', ' ']);
    let (number, of) = line.split_once('/').unwrap_or((line, "1"));
    if number.is_empty() || number.len() > 4 || of.is_empty() || of.len() > 4 {
        return None;
    }
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    (all_digits(number) && all_digits(of)).then(|| number.parse().ok())?
}

fn is_furniture(lines: &[&str], at: usize, last: &Page) -> bool {
    let before = lines[..at].iter().rev().find(|line| !line.trim().is_empty());
    let after = lines[at + 1..].iter().find(|line| !line.trim().is_empty());
    let (Some(before), Some(after)) = (before, after) else {
        return false;
    };
    if before.trim() == "|" || after.trim() == "|" {
        return false;
    }
    if lines[at].contains('\u{c}') || after.starts_with('\u{c}') {
        return true;
    }
    let Some(number) = page_number(lines[at]) else {
        return false;
    };
    let follows = number == last.number + 1 || (last.number == 0 && number == 2);
    if follows && at - last.line >= SHORTEST_PAGE && page_number(after).is_none() {
        return true;
    }
    !is_finished(before) && begins_lower(after) && before.chars().count() > 20
}

/// Lines that stand, but for digits, first on at least three pages and on half of all.
fn running_heads(lines: &[&str]) -> HashSet<usize> {
    let tops: Vec<usize> = (0..lines.len())
        .filter(|&at| lines[at].starts_with('\u{c}'))
        .filter_map(|at| text_from(lines, at))
        .collect();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for &at in &tops {
        *seen.entry(without_digits(lines[at])).or_default() += 1;
    }
    let is_head = |at: &usize| {
        let count = seen.get(&without_digits(lines[*at])).copied().unwrap_or(0);
        count >= 3 && count * 2 >= tops.len() && lines[*at].trim().len() > 4
    };
    tops.iter().copied().filter(is_head).collect()
}

fn text_from(lines: &[&str], at: usize) -> Option<usize> {
    (at..lines.len().min(at + 4)).find(|&at| !lines[at].trim().is_empty() && page_number(lines[at]).is_none())
}

fn without_digits(line: &str) -> String {
    line.trim().chars().filter(|c| !c.is_ascii_digit()).collect()
}

#[cfg(test)]
mod tests {
    use super::without_furniture;

    #[test]
    fn a_page_number_inside_a_sentence_goes() {
        let text = "Sở Y tế chủ trì tổ chức các hoạt\n2\nđộng tuyên truyền.";
        assert_eq!(
            without_furniture(text),
            ["Sở Y tế chủ trì tổ chức các hoạt", "động tuyên truyền."]
        );
    }

    #[test]
    fn numbers_that_are_not_of_pages_stay() {
        for text in ["STT\n1\nBáo cáo", "|\n1\n|\nviệc", "Điểm:\n10\nxếp loại tốt"] {
            assert_eq!(without_furniture(text).join("\n"), text);
        }
    }

    #[test]
    fn running_heads_go() {
        let page = |number: u32| format!("\n\u{c}CÔNG BÁO/Số {number}\nnội dung {number} của trang");
        let text = format!("Trang đầu{}", (2..6).map(page).collect::<Vec<_>>().concat());
        assert!(!without_furniture(&text).iter().any(|line| line.contains("CÔNG BÁO")));
    }
}
