//! To whom a task is reported, and through whom (PHRASES.md section 6).

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::grammar::parties::{list_at, opens_name};
use crate::grammar::words::{Script, Word, first_words, stands};

/// The receiver with its channel, as written: "Ủy ban nhân dân tỉnh (qua Công an tỉnh)".
pub(crate) fn report_to(script: &Script<'_>, range: Range<usize>) -> Option<Range<usize>> {
    let plain = &script.plain[range.clone()];
    if !VERBS.iter().any(|verb| plain.contains(verb)) {
        return None;
    }
    VERB.find_iter(plain).find_map(|verb| {
        let words = first_words(script, range.start + verb.start()..range.end, RECEIVER_WITHIN);
        receiver(&words, 0)
    })
}

const VERBS: [&str; 3] = ["báo cáo", "gửi", "phản ánh"];
static VERB: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(VERBS).expect("the patterns are constant and few"));
/// Words after the verb in which receiver and channel stand.
const RECEIVER_WITHIN: usize = 60;

fn receiver(words: &[Word<'_>], at: usize) -> Option<Range<usize>> {
    let reports = stands(words, at, &["báo", "cáo"]) || stands(words, at, &["tổng", "hợp", ",", "báo", "cáo"]);
    let sends = stands(words, at, &["gửi"]) || stands(words, at, &["phản", "ánh"]);
    if !reports && !sends {
        return None;
    }
    let start = at + if reports { 2 } else { 1 };
    // The receiver follows at once or after "kết quả … (về|cho|lên)".
    let name = (start..words.len().min(start + 22))
        .take_while(|&n| !matches!(words[n].plain, ";" | "." | ":"))
        .find(|&n| {
            let direct = n == start && opens_name(words, n);
            let led = n > start && matches!(words[n - 1].plain, "về" | "cho" | "lên" | "với") && opens_name(words, n);
            let result =
                reports && n > start && matches!(words[n - 1].plain, "quả" | "hiện" | "cáo") && opens_name(words, n);
            direct || led || result
        })?;
    let list = list_at(words, name)?;
    let first = list.names.first()?;
    let mut end = list.next;
    let bracket = words.get(end).is_some_and(|w| w.is("("));
    let through = end + usize::from(bracket);
    let channel = ["qua", "thông"].iter().any(|w| stands(words, through, &[w]));
    if channel {
        let named = through + if words[through].is("thông") { 2 } else { 1 };
        end = list_at(words, named).map_or(named, |channel| channel.next);
        end += usize::from(bracket && words.get(end).is_some_and(|w| w.is(")")));
    }
    let closing = words.get(end.checked_sub(1)?)?;
    Some(first.range.start..closing.end.max(first.range.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sentence: &str) -> Option<&str> {
        let plain = text::aligned(sentence);
        let script = Script::new(sentence, &plain);
        report_to(&script, 0..sentence.len()).map(|range| &sentence[range])
    }

    #[test]
    fn receiver_and_channel() {
        assert_eq!(
            read("Hoàn thành, báo cáo kết quả Ủy ban nhân dân tỉnh (qua Công an tỉnh) trong tháng 11/2025"),
            Some("Ủy ban nhân dân tỉnh (qua Công an tỉnh)")
        );
        assert_eq!(read("báo cáo UBND Thành phố kết quả thực hiện"), Some("UBND Thành phố"));
        assert_eq!(
            read("gửi kết quả rà soát về Bộ Công an trước ngày 15 tháng 12"),
            Some("Bộ Công an")
        );
        assert_eq!(read("rà soát các văn bản"), None);
    }
}
