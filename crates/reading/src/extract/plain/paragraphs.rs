//! Paragraphs put together again from lines.
//!
//! Each line break is judged by what stands on both sides of it: a lower-case beginning after an unfinished line goes
//! on, a bullet or number begins anew, and the width at which the file was wrapped tells a full line from a short one.

use std::borrow::Cow;

use super::{bars, items};

/// Characters looked at to tell a title in capitals.
const LONGEST_TITLE: usize = 600;

/// What a whole text says of how its lines were broken.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is measured on its own")]
pub(super) struct Shape {
    /// Markdown marks are meant.
    pub(super) marked: bool,
    /// Lines are broken inside sentences.
    wrapped: bool,
    /// Empty lines part the paragraphs.
    spaced: bool,
    /// First lines of paragraphs are indented.
    indented: bool,
    /// A line that could have taken the next word within this many characters was broken on purpose.
    narrow: usize,
    /// Usual width of a full line, in characters.
    wide: usize,
}

impl Shape {
    /// Measures a text.
    pub(super) fn of(lines: &[&str], marked: bool) -> Self {
        let texts: Vec<&str> = lines.iter().copied().filter(|line| !bars::is_bar(line)).collect();
        let pairs = || texts.windows(2).filter(|pair| !is_blank(pair[0]) && !is_blank(pair[1]));
        let mut broken: Vec<usize> = pairs()
            .filter(|pair| goes_on(pair[0], pair[1]))
            .map(|pair| length_with_next_word(pair[0], pair[1]))
            .collect();
        broken.sort_unstable();
        let written = texts.iter().filter(|line| !is_blank(line)).count().max(1);
        let indents = texts.iter().filter(|line| !is_blank(line) && indent(line) > 0).count();
        let wrapped = broken.len() >= 2 && broken.len() * 100 >= pairs().count() * 15;
        Self {
            marked,
            wrapped,
            spaced: texts.len().saturating_sub(written) * 12 >= written,
            indented: wrapped && indents * 50 >= written && indents * 10 <= written * 6,
            narrow: broken.get(broken.len() / 10).copied().unwrap_or(0),
            wide: broken.get(broken.len() / 2).copied().unwrap_or(0),
        }
    }
}

impl Shape {
    /// Of a table cell crawled from a page: narrow, without empty lines, broken anywhere.
    pub(super) fn of_cell() -> Self {
        Self {
            marked: true,
            wrapped: true,
            spaced: true,
            indented: false,
            narrow: 0,
            wide: 0,
        }
    }
}

/// The paragraphs of a stretch of running lines.
pub(super) fn join<'t>(lines: &[&'t str], shape: &Shape) -> Vec<Cow<'t, str>> {
    let mut paragraphs: Vec<Cow<'t, str>> = Vec::new();
    let mut previous: Option<&str> = None;
    let (mut spaced, mut in_bold) = (false, false);
    for (at, &line) in lines.iter().enumerate() {
        if is_blank(line) {
            spaced = true;
            continue;
        }
        let next = lines.get(at + 1).copied().unwrap_or("");
        match (paragraphs.last_mut(), previous) {
            (Some(begun), Some(previous))
                if !parts(
                    &Break {
                        begun,
                        previous,
                        line,
                        next,
                        spaced,
                        in_bold,
                    },
                    shape,
                ) =>
            {
                let begun = begun.to_mut();
                begun.push(' ');
                begun.push_str(line.trim());
            }
            _ => {
                paragraphs.push(Cow::Borrowed(line.trim()));
                in_bold = false;
            }
        }
        in_bold ^= line.contains('*') && line.matches("**").count() % 2 == 1;
        previous = Some(line);
        spaced = false;
    }
    paragraphs
}

/// One line break and what stands around it.
struct Break<'a> {
    /// The paragraph so far.
    begun: &'a str,
    previous: &'a str,
    line: &'a str,
    /// The line after `line`; empty when none follows.
    next: &'a str,
    /// Empty lines stand at the break.
    spaced: bool,
    /// A bold stretch of the paragraph is not closed.
    in_bold: bool,
}

/// A paragraph ends at this break.
fn parts(at: &Break<'_>, shape: &Shape) -> bool {
    let Break { previous, line, .. } = *at;
    if is_drawn(previous) || is_drawn(line) || begins_heading(previous) || begins_heading(line) {
        return true;
    }
    if shape.marked && at.in_bold && !at.spaced {
        return false;
    }
    if begins_motto(line) {
        return true;
    }
    // Few lines begin with a digit: that is asked before the words of the line above.
    if !at.spaced && plain(line).starts_with(|c: char| c.is_ascii_digit()) && awaits_number(previous) {
        return false;
    }
    if goes_on(previous, line) {
        return false;
    }
    if at.spaced {
        return true;
    }
    if shape.marked && (previous.ends_with("  ") || previous.ends_with('\\')) {
        return true;
    }
    if begins_item(line) {
        return !is_torn_item(at, shape);
    }
    if shape.marked && parts_at_emphasis(at, shape) {
        return true;
    }
    if !shape.wrapped {
        return true;
    }
    if begins_lower(line) {
        return is_finished(previous) && is_short(previous, line, shape);
    }
    parts_before_capital(at, shape)
}

/// The break stands before a line that begins with a capital or a digit and is no item of a list.
fn parts_before_capital(at: &Break<'_>, shape: &Shape) -> bool {
    let Break {
        begun,
        previous,
        line,
        next,
        ..
    } = *at;
    if begins_authority(line) || (is_capital_line(begun) && !is_capital_line(line)) {
        return true;
    }
    if is_capital_line(previous) && is_capital_line(line) {
        return false;
    }
    if is_capital_line(line) && (is_finished(previous) || is_short(previous, line, shape)) {
        return true;
    }
    if shape.indented {
        return indent(line) > 0 || (is_finished(previous) && is_short(previous, line, shape));
    }
    if shape.spaced {
        return false;
    }
    if !is_finished(previous) {
        return false;
    }
    // A crawled page breaks the first line of a paragraph early, for the tags before it took part of the line.
    let opens = goes_on(line, next) && length_with_next_word(line, next) * 100 < shape.wide * 88;
    is_short(previous, line, shape) || opens
}

/// A wholly bold beginning ends before other text, and such a line begins anew after a finished one.
fn parts_at_emphasis(at: &Break<'_>, shape: &Shape) -> bool {
    let (bold, next_bold) = (is_bold_line(at.begun), is_bold_line(at.line));
    if bold != next_bold {
        // `**Điều 2.**` is the label of the sentence that follows.
        let label = bold && begins_item(at.begun) && at.begun.split_whitespace().nth(2).is_none();
        let ends = bold || is_finished(at.previous) || is_capital_line(at.begun);
        return !label && (ends || is_short(at.previous, at.line, shape));
    }
    !shape.spaced && is_finished(at.previous) && at.line.trim_start().starts_with('*')
}

/// Looks like an item but goes on: `kinh tế` / `- xã hội`, `2026` / `- 2030`, `khóa` / `XV.`
fn is_torn_item(at: &Break<'_>, shape: &Shape) -> bool {
    if !shape.wrapped || is_finished(at.previous) || is_short(at.previous, at.line, shape) {
        return false;
    }
    if plain(at.line).split_whitespace().count() == 1 {
        return at.next.trim().is_empty() && is_finished(at.line);
    }
    let Some(rest) = plain(at.line).strip_prefix(['-', '–']) else {
        return false;
    };
    let numbers = at.previous.trim_end().ends_with(|c: char| c.is_ascii_digit());
    let rest = rest.trim_start();
    // Where first lines are indented, a bullet at the margin is a dash of the sentence.
    rest.starts_with(char::is_lowercase)
        || (numbers && rest.starts_with(|c: char| c.is_ascii_digit()))
        || (shape.indented && indent(at.line) == 0)
}

/// The line surely continues the one before.
fn goes_on(previous: &str, line: &str) -> bool {
    begins_lower(line) && !begins_item(line) && !is_finished(previous) && !is_blank(previous)
}

/// Begins with a lower-case letter or a comma, quotes and marks aside.
pub(super) fn begins_lower(line: &str) -> bool {
    plain(line).starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | ')' | ';'))
}

/// Ends with a mark that may end a paragraph.
pub(super) fn is_finished(line: &str) -> bool {
    let end = line
        .trim_end()
        .trim_end_matches(['*', '_', '"', '”', '’', ')', '\\', ' ']);
    end.ends_with(['.', ';', ':', '!', '?', '…', '/'])
}

/// Words after which a number is part of the sentence, even at the beginning of a line.
fn awaits_number(line: &str) -> bool {
    const WORDS: [&str; 13] = [
        "điều", "khoản", "điểm", "mục", "số", "tháng", "ngày", "năm", "quý", "chương", "phần", "từ", "đến",
    ];
    /// Bytes of the longest of them.
    const LONGEST: usize = "chương".len();
    let Some(last) = line.split_whitespace().next_back().filter(|last| last.len() <= LONGEST) else {
        return false;
    };
    let awaits = |word: &&str| last.chars().flat_map(char::to_lowercase).eq(word.chars());
    // A line of one such word (`NĂM`, `Mục`) is a heading broken on purpose.
    WORDS.iter().any(awaits) && line.split_whitespace().nth(2).is_some() && !is_capital_line(line)
}

fn begins_item(line: &str) -> bool {
    items::opens(plain(line)) || line.trim_start().starts_with("* ")
}

/// The second line of the national motto stands for itself in every letterhead.
fn begins_motto(line: &str) -> bool {
    plain(line).starts_with("Độc lập - Tự do")
}

fn begins_heading(line: &str) -> bool {
    let line = line.trim_start();
    let content = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - content.len())) && content.starts_with(' ')
}

/// `KT. CHỦ TỊCH` under `TM. ỦY BAN NHÂN DÂN`: each line of a signature stands for itself.
fn begins_authority(line: &str) -> bool {
    const DEPUTIES: [&str; 9] = [
        "CHỦ TỊCH",
        "THỦ TƯỚNG",
        "GIÁM ĐỐC",
        "CHÁNH",
        "TRƯỞNG",
        "CHỦ NHIỆM",
        "TỔNG",
        "BÍ THƯ",
        "VIỆN TRƯỞNG",
    ];
    let line = plain(line);
    ["KT.", "TM.", "TL.", "TUQ.", "Q."]
        .iter()
        .any(|mark| line.starts_with(mark))
        || line
            .strip_prefix("PHÓ ")
            .is_some_and(|office| DEPUTIES.iter().any(|deputy| office.starts_with(deputy)))
}

/// A line that could have taken the first word of the next: it was ended on purpose.
fn is_short(line: &str, next: &str, shape: &Shape) -> bool {
    length_with_next_word(line, next) < shape.narrow
}

fn length_with_next_word(line: &str, next: &str) -> usize {
    let word = next.split_whitespace().next().unwrap_or("");
    line.trim().chars().count() + 1 + word.chars().count()
}

fn is_bold_line(line: &str) -> bool {
    let line = line.trim();
    line.len() > 4 && line.starts_with("**") && line.ends_with("**")
}

/// Letters are all capitals, and there are at least two; of a long text its beginning tells.
fn is_capital_line(line: &str) -> bool {
    let mut letters = line.chars().take(LONGEST_TITLE).filter(|c| text::is_letter(*c));
    letters.by_ref().take(2).filter(|c| c.is_uppercase()).count() == 2 && letters.all(char::is_uppercase)
}

/// A rule drawn with characters.
fn is_drawn(line: &str) -> bool {
    let line = line.trim();
    super::markup::is_rule(line) && line.chars().count() >= 3
}

fn is_blank(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || matches!(c, '*' | '#'))
}

fn indent(line: &str) -> usize {
    line.chars().take_while(|c| matches!(c, ' ' | '\t' | '\u{a0}')).count()
}

/// The line without leading space, emphasis and opening quotes.
fn plain(line: &str) -> &str {
    line.trim_start().trim_start_matches(['*', '_', '“', '"', '‘', '('])
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{Shape, begins_item, join};

    fn paragraphs(text: &str) -> Vec<String> {
        let lines: Vec<&str> = text.lines().collect();
        let joined = join(&lines, &Shape::of(&lines, false));
        joined.into_iter().map(Cow::into_owned).collect()
    }

    #[test]
    fn one_paragraph_a_line_stays_so() {
        let text = "KẾ HOẠCH\nVề phòng, chống cháy rừng\nI. MỤC ĐÍCH\n1. Nâng cao ý thức.\nCác sở thực hiện.";
        assert_eq!(paragraphs(text), text.lines().collect::<Vec<_>>());
    }

    #[test]
    fn wrapped_lines_between_empty_ones_join() {
        let text = "Sở Y tế chủ trì, phối hợp với Sở Tài\nchính lập dự toán kinh phí theo đúng quy\nđịnh. Ủy ban\nnhân dân xã báo cáo.\n\nSở Nội vụ thẩm\nđịnh.";
        assert_eq!(paragraphs(text).len(), 2);
    }

    #[test]
    fn wrapped_lines_without_empty_ones_part_at_items_and_short_lines() {
        let text = "1. Sở Y tế chủ trì, phối hợp với Sở Tài\nchính lập dự toán kinh phí theo đúng quy\nđịnh.\n\
                    2. Sở Nội vụ thẩm định tổ chức bộ máy và\nbiên chế theo phân cấp, trình Ủy ban nhân\ndân tỉnh.\n\
                    - Công an tỉnh bảo đảm an ninh, trật tự ở\nđịa bàn trọng điểm.\nCác xã, phường báo cáo.";
        let paragraphs = paragraphs(text);
        assert_eq!(paragraphs.len(), 4, "{paragraphs:#?}");
        assert!(paragraphs[1].ends_with("Ủy ban nhân dân tỉnh."));
    }

    #[test]
    fn indents_begin_paragraphs() {
        let text = "   Ngày 12 tháng 11, Chủ tịch chủ trì cuộc họp\nnghe báo cáo tiến độ. Tham dự có lãnh đạo các\nsở, ngành; Kế hoạch và Đầu tư, Tài chính và các\nđịa phương liên quan.\n   Sau khi nghe báo cáo, Chủ tịch kết luận và\nchỉ đạo.";
        assert_eq!(paragraphs(text).len(), 2);
    }

    #[test]
    fn a_number_inside_a_sentence_is_no_item() {
        let text = "thực hiện theo quy định tại khoản 2 Điều\n9. Sở Nội vụ và các cơ quan liên quan phối\nhợp chặt chẽ với\nnhau.";
        assert_eq!(paragraphs(text).len(), 1);
        for item in [
            "- Việc",
            "1. Việc",
            "2.3. Việc",
            "a) việc",
            "II. VIỆC",
            "Điều 3.",
            "Phụ lục I",
            "**1. **Việc",
        ] {
            assert!(begins_item(item), "{item}");
        }
        for prose in ["2025 là năm", "12.000 người", "Mục tiêu chung", "I-ta-li-a", "Phần lớn"] {
            assert!(!begins_item(prose), "{prose}");
        }
    }
}
