//! Lists of agencies in running text: where one name ends and the next begins, and where the list gives way to the verb.
//!
//! Names are taken as written. A comma or "và" parts two names only where a new name opens after it ("Sở Y tế, Sở Tài
//! chính"); inside a name ("Bộ Văn hóa, Thể thao và Du lịch") or an open group ("các sở, ban, ngành") it does not.

use std::ops::Range;
use std::sync::LazyLock;

use crate::grammar::words::{Phrases, Script, Word, stands, words};

/// Words that open, continue and end a name.
#[derive(Debug)]
pub(crate) struct Lexicon {
    heads: Phrases,
    generic: Phrases,
    stops: Phrases,
    pub(crate) verbs: Phrases,
    not_names: Phrases,
    /// Verbs that count only at the start of a point.
    pub(crate) openers: Phrases,
}

/// The lexicon compiled into the program.
pub(crate) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon {
    heads: Phrases::parse(include_str!("../../lexicon/heads.txt"), true),
    generic: Phrases::parse(include_str!("../../lexicon/generic.txt"), false),
    stops: Phrases::parse(include_str!("../../lexicon/stops.txt"), false),
    verbs: Phrases::parse(include_str!("../../lexicon/verbs.txt"), false),
    not_names: Phrases::parse(include_str!("../../lexicon/not_names.txt"), false),
    openers: Phrases::parse(include_str!("../../lexicon/openers.txt"), false),
});

/// One name of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) range: Range<usize>,
    /// An open group, not one agency.
    pub(crate) group: bool,
}

/// The names that stand at a word, and the index of the first word after them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct List {
    pub(crate) names: Vec<Name>,
    pub(crate) next: usize,
}

/// Reads the list of names that begins at word `at`; none where no name opens there.
pub(crate) fn list_at(words: &[Word<'_>], at: usize) -> Option<List> {
    let mut list = List::default();
    let mut here = at;
    loop {
        let (end, group) = name_end(words, here)?;
        list.names.push(Name {
            range: words[here].start..words[end - 1].end,
            group,
        });
        list.next = end;
        let Some(next) = next_name(words, end) else {
            return Some(list);
        };
        if !opens_name(words, next) {
            return Some(list);
        }
        if continues_holder(words, here, end, next) {
            let (end, _) = name_end(words, next)?;
            let holder = list.names.last_mut()?;
            holder.range.end = words[end - 1].end;
            list.next = end;
            match next_name(words, end).filter(|&n| opens_name(words, n)) {
                Some(next) => here = next,
                None => return Some(list),
            }
            continue;
        }
        here = next;
    }
}

/// Names in a label's value or a table cell: `;` and line ends part them too, and what no name opens is kept as written.
pub(crate) fn names_in(script: &Script<'_>, range: Range<usize>) -> Vec<Name> {
    let mut names = Vec::new();
    for line in script.plain[range.clone()].split_inclusive(['\n', ';']) {
        let start = line.as_ptr() as usize - script.plain.as_ptr() as usize;
        let piece = script.trimmed(
            start..start + line.len(),
            &['.', ';', ',', ':', '-', '–', '+', '*', '•'],
        );
        if !piece.is_empty() {
            names_of_piece(script, piece, &mut names);
        }
    }
    names
}

fn names_of_piece(script: &Script<'_>, piece: Range<usize>, names: &mut Vec<Name>) {
    let words = words(script, piece.clone());
    let mut at = 0;
    while at < words.len() {
        let Some(list) = list_at(&words, at) else { break };
        let before = names.len();
        names.extend(list.names);
        // What follows the last name up to the next one belongs to it: "Các cơ quan, đơn vị theo quy định".
        let next = (list.next..words.len()).find(|&n| is_joint(words[n]) && opens_name(&words, n + 1));
        let end = next.unwrap_or(words.len());
        let ordered = words.get(list.next).is_some_and(|w| !w.capital) && LEXICON.verbs.at(&words, list.next) > 0;
        let end = if ordered || end > list.next + 12 {
            list.next
        } else {
            end
        };
        if let Some(last) = names[before..].last_mut() {
            last.range.end = words[end.max(list.next) - 1].end;
        }
        at = next.map_or(words.len(), |n| n + 1);
    }
    if at == 0 && !words.is_empty() {
        at = words.len();
        names.push(Name {
            range: piece,
            group: false,
        });
    }
    debug_assert_eq!(at, words.len());
}

/// True when a name can begin at this word.
pub(crate) fn opens_name(words: &[Word<'_>], at: usize) -> bool {
    let lexicon = &*LEXICON;
    if lexicon.not_names.at(words, at) > 0 || stands(words, at, &["báo", "chí"]) {
        return false;
    }
    if territory(words, at) {
        return true;
    }
    let heads = lexicon.heads.at(words, at);
    if heads > 0 {
        return !determiner(words[at]) || is_noun(words, at + heads);
    }
    let generic = lexicon.generic.at(words, at);
    let sector = matches!(
        words.get(at).map(|w| w.plain),
        Some("phát" | "truyền" | "thông" | "xuất" | "nghề")
    );
    // "Tổ chức dạy nghề" orders; "Tổ chức chính trị - xã hội" and "tổ chức, cá nhân có liên quan" are bodies.
    if stands(words, at, &["tổ", "chức"]) {
        return ["chính", "tín", "đoàn"]
            .iter()
            .any(|w| words.get(at + 2).is_some_and(|word| word.is(w)))
            || related(words, at + 2) > 0
            || stands(words, at + 2, &[",", "cá", "nhân"]);
    }
    let person = matches!(
        words.get(at).map(|w| w.plain),
        Some(
            "chuyên"
                | "nhà"
                | "cá"
                | "hộ"
                | "người"
                | "cộng"
                | "cán"
                | "công"
                | "viên"
                | "vùng"
                | "khu"
                | "khối"
                | "nhân"
        )
    );
    generic > 0 && !sector && !(person && words[at].capital) && (words[at].capital || generic_list(words, at, generic))
}

/// A bare generic noun opens a name only where it is plainly a body: "sở, ngành", "đơn vị có liên quan".
fn generic_list(words: &[Word<'_>], at: usize, length: usize) -> bool {
    if matches!(
        words[at].plain,
        "tổ" | "cấp"
            | "thôn"
            | "bản"
            | "làng"
            | "khu"
            | "vùng"
            | "cán"
            | "công"
            | "viên"
            | "người"
            | "nhân"
            | "hộ"
            | "cộng"
            | "nhà"
    ) {
        return false;
    }
    let after = at + length;
    related(words, after) > 0
        || words.get(after).is_some_and(|w| w.is(",") || w.is("và")) && LEXICON.generic.at(words, after + 1) > 0
}

/// "thành phố Đà Nẵng", "tỉnh Sơn La": a territory that acts.
fn territory(words: &[Word<'_>], at: usize) -> bool {
    let type_words = match words.get(at).map(|w| w.plain) {
        Some("tỉnh" | "huyện" | "xã" | "phường") => 1,
        Some("thành") if stands(words, at, &["thành", "phố"]) => 2,
        _ => return false,
    };
    words.get(at + type_words).is_some_and(|w| w.capital && !w.is_mark())
}

fn determiner(word: Word<'_>) -> bool {
    matches!(word.plain, "các" | "toàn" | "một" | "những" | "mọi" | "từng" | "mỗi")
}

fn is_noun(words: &[Word<'_>], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    if LEXICON.not_names.at(words, at) > 0 {
        return false;
    }
    LEXICON.generic.at(words, at) > 0
        || LEXICON.heads.at(words, at) > 0 && !determiner(*word)
        || matches!(
            word.plain,
            "cấp" | "thành" | "chủ" | "nhà" | "thể" | "khu" | "đồng" | "đại" | "phó" | "lực"
        )
}

fn is_joint(word: Word<'_>) -> bool {
    matches!(word.plain, "," | "và" | ";" | "cùng" | "hoặc")
}

/// Index of the word after a joint, where a next name may open.
fn next_name(words: &[Word<'_>], at: usize) -> Option<usize> {
    let word = words.get(at)?;
    if word.is("cùng") && words.get(at + 1).is_some_and(|w| w.is("với")) {
        return Some(at + 2);
    }
    if word.is(",") && words.get(at + 1).is_some_and(|w| w.is("và")) {
        return Some(at + 2);
    }
    let members = word.is("như") && opens_name(words, at + 1);
    (is_joint(*word) || members).then_some(at + 1)
}

/// "Giám đốc, Thủ trưởng các sở": two posts of one body are one name.
fn continues_holder(words: &[Word<'_>], start: usize, end: usize, next: usize) -> bool {
    let first = LEXICON.heads.at(words, start);
    let bare = end == start + first || end == start + first + 1 && words[end - 1].is("sở") && !words[start].is("các");
    bare && is_holder(words, start) && is_holder(words, next)
}

fn is_holder(words: &[Word<'_>], at: usize) -> bool {
    const HOLDERS: [&[&str]; 8] = [
        &["giám", "đốc"],
        &["thủ", "trưởng"],
        &["người", "đứng"],
        &["chủ", "tịch"],
        &["cục", "trưởng"],
        &["trưởng"],
        &["bí", "thư"],
        &["tổng", "giám"],
    ];
    HOLDERS.iter().any(|holder| stands(words, at, holder))
}

/// "có liên quan", "liên quan", "khác": how many words at `at` close a group.
fn related(words: &[Word<'_>], at: usize) -> usize {
    let phrases: &[&[&str]] = match words.get(at).map(|word| word.plain) {
        Some("có") => &[&["có", "liên", "quan"]],
        Some("liên") => &[&["liên", "quan"]],
        Some("khác") => &[&["khác", "có", "liên", "quan"], &["khác"]],
        Some("chức") => &[&["chức", "năng"]],
        _ => return 0,
    };
    let found = phrases.iter().find(|phrase| stands(words, at, phrase));
    found.map_or(0, |phrase| phrase.len())
}

/// Index after the last word of the name that opens at `start`, and whether it is an open group.
pub(crate) fn name_end(words: &[Word<'_>], start: usize) -> Option<(usize, bool)> {
    if !opens_name(words, start) {
        return None;
    }
    let lexicon = &*LEXICON;
    let mut group = determiner(words[start]) || lexicon.heads.at(words, start) == 0;
    let mut at = start
        + lexicon
            .heads
            .at(words, start)
            .max(lexicon.generic.at(words, start))
            .max(1);
    if determiner(words[start]) {
        at = start + lexicon.heads.at(words, start).max(1);
        at += lexicon
            .generic
            .at(words, at)
            .max(lexicon.heads.at(words, at))
            .max(1)
            .min(words.len() - at);
    }
    group |= generic_head(words[start]) || holds_group(words, start) || bare_unit(words, start);
    while at < words.len() {
        let step = step(words, start, at, group);
        if step == 0 {
            break;
        }
        at += step;
    }
    Some((at, group))
}

/// "Thủ trưởng các sở, ban, ngành": the posts of an open group.
fn holds_group(words: &[Word<'_>], start: usize) -> bool {
    let after = start + LEXICON.heads.at(words, start);
    let noun = after + usize::from(words.get(after).is_some_and(|w| w.is("các")));
    let generic = LEXICON.generic.at(words, noun);
    is_holder(words, start) && generic > 0 && !words.get(noun + generic).is_some_and(|w| w.capital && !w.is_mark())
}

/// "Sở, ban, ngành": kinds of bodies, none named.
fn bare_unit(words: &[Word<'_>], start: usize) -> bool {
    matches!(words[start].plain, "sở" | "bộ" | "ban" | "cục" | "tỉnh")
        && words.get(start + 1).is_some_and(|w| w.is(","))
        && LEXICON.generic.at(words, start + 2) > 0
}

fn generic_head(word: Word<'_>) -> bool {
    matches!(
        word.plain,
        "cơ" | "đơn" | "địa" | "chính" | "lực" | "chủ" | "doanh" | "người"
    )
}

/// How many words at `at` still belong to the name that opened at `start`.
fn step(words: &[Word<'_>], start: usize, at: usize, group: bool) -> usize {
    let lexicon = &*LEXICON;
    let word = words[at];
    if related(words, at) > 0 {
        return related(words, at);
    }
    if let Some(length) = qualifier(words, at) {
        return length;
    }
    if word.is("-") || word.is("–") {
        return hyphen(words, at);
    }
    if word.is("(") {
        return bracket(words, at);
    }
    if word.is(":") {
        return roll(words, start, at);
    }
    if is_joint(word) {
        return joint(words, start, at, group);
    }
    if word.is_mark() {
        return 0;
    }
    if lexicon.stops.at(words, at) > 0 && !word.capital {
        return 0;
    }
    if !word.capital && lexicon.verbs.at(words, at) > 0 && !noun_here(words, start, at) {
        return 0;
    }
    1
}

/// Words that would be verbs elsewhere but are part of a body's name here.
fn noun_here(words: &[Word<'_>], start: usize, at: usize) -> bool {
    let before = words[at - 1];
    // "Vụ Nuôi trồng thủy sản": one capital syllable after the head is not a whole name.
    let single = before.capital && LEXICON.verbs.at(words, at) == 1 && at == start + LEXICON.heads.at(words, start) + 1;
    if single && before.plain.chars().count() > 1 && LEXICON.heads.at(words, start) > 0 {
        return true;
    }
    // "Đào tạo", "Đầu tư", "Biên phòng": the second syllable of a word that opened with a capital.
    if before.capital && LEXICON.verbs.at(words, at - 1) >= 2 {
        return true;
    }
    let office = before.is("quan") && at >= 2 && words[at - 2].is("cơ");
    match words[at].plain {
        // "các cơ quan, tổ chức": a noun after a joint or a determiner; "các đơn vị tổ chức họp": the verb.
        "tổ" => is_joint(before) || determiner(before) || stands(words, at, &["tổ", "chức", "chính", "trị"]),
        "quản" => office || before.is("ban") || stands(words, at, &["quản", "lý", "nhà", "nước"]),
        "thẩm" | "phối" | "tư" => before.is("đồng"),
        "điều" => stands(words, at, &["điều", "tra"]) && before.is("sát"),
        "kiểm" => office || matches!(before.plain, "lượng" | "hạt" | "cục" | "viện"),
        "thanh" | "tuần" | "chuyên" => office || before.is("lượng"),
        // "cấp tỉnh" is a level; "cấp phép", "cấp lại" is what is done.
        "cấp" => office || LEXICON.verbs.at(words, at) == 1,
        // "cơ quan thường trực", "lực lượng trực": what the body is.
        "trực" => matches!(
            before.plain,
            "thường" | "tổ" | "ban" | "đội" | "lượng" | "bộ" | "ca" | "kíp"
        ),
        "dự" => stands(words, at, &["dự", "thảo"]) && matches!(before.plain, "ban" | "tổ"),
        "giáo" => stands(words, at, &["giáo", "dục"]) && (before.is("sở") || before.is("thường") || before.is(",")),
        "đầu" => stands(words, at, &["đầu", "tư"]) && matches!(before.plain, "chủ" | "lý" | "và" | "án"),
        "bảo" => matches!(before.plain, "lượng" | "quỹ"),
        "phục" => before.is("nhiệm"),
        "phát" | "truyền" | "thông" => is_joint(before) && generic_head(words[start]) || office,
        "cung" => stands(words, at, &["cung", "cấp"]) && matches!(before.plain, "vị" | "nghiệp"),
        "giao" => stands(words, at, &["giao", "thông"]) || before.is("ngoại"),
        "xây" => before.is("tư") && words[start].is("ban") || before.capital && matches!(before.plain, "sở" | "bộ"),
        _ => false,
    }
}

/// Territory and level words that belong to a name: "tỉnh Kon Tum", "cấp xã", "trực thuộc Trung ương".
fn qualifier(words: &[Word<'_>], at: usize) -> Option<usize> {
    const FIXED: [&[&str]; 17] = [
        &["trực", "thuộc", "trung", "ương"],
        &["thuộc", "phạm", "vi", "quản", "lý"],
        &["thuộc", "quyền", "quản", "lý"],
        &["được", "giao", "nhiệm", "vụ"],
        &["có", "tên", "trên"],
        &["cấp", "tỉnh"],
        &["cấp", "huyện"],
        &["cấp", "xã"],
        &["các", "cấp"],
        &["trực", "thuộc"],
        &["trung", "ương"],
        &["địa", "phương"],
        &["nhà", "nước"],
        &["việt", "nam"],
        &["quốc", "gia"],
        &["của", "tỉnh"],
        &["của", "thành", "phố"],
    ];
    let may_be_fixed = matches!(
        words[at].plain,
        "trực" | "thuộc" | "được" | "có" | "cấp" | "các" | "trung" | "địa" | "nhà" | "việt" | "quốc" | "của"
    );
    if may_be_fixed && let Some(phrase) = FIXED.iter().find(|phrase| stands(words, at, phrase)) {
        return Some(phrase.len());
    }
    if stands(words, at, &["thuộc"])
        && words
            .get(at + 1)
            .is_some_and(|w| w.capital || matches!(w.plain, "tỉnh" | "sở" | "bộ" | "ubnd"))
    {
        return Some(1);
    }
    if stands(words, at, &["của"]) && words.get(at + 1).is_some_and(|w| w.capital)
        || stands(words, at, &["là", "tổ", "chức"])
    {
        return Some(if words[at].is("là") { 3 } else { 1 });
    }
    if (stands(words, at.saturating_sub(2), &["cơ", "quan"]) || words[at - 1].is("vị")) && names_a_role(words, at) {
        return Some(2);
    }
    if stands(words, at, &["trên", "địa", "bàn"]) {
        let place = at + 3;
        let typed = ["tỉnh", "huyện", "xã", "phường"]
            .iter()
            .any(|t| stands(words, place, &[t]));
        let city = stands(words, place, &["thành", "phố"]);
        return Some(3 + usize::from(typed) + 2 * usize::from(city));
    }
    None
}

/// "các Cơ quan chủ trì Dự án", "các đơn vị đầu mối giao kế hoạch": what the body is, not what it is told.
fn names_a_role(words: &[Word<'_>], at: usize) -> bool {
    let role =
        stands(words, at, &["chủ", "trì"]) || stands(words, at, &["đầu", "mối"]) || stands(words, at, &["chủ", "quản"]);
    let after = words.get(at + 2);
    role && after.is_some_and(|w| w.capital && !w.is_mark() || matches!(w.plain, "quản" | "giao"))
}

/// "Lao động - Thương binh và Xã hội", "chính trị - xã hội": a hyphen inside a name.
fn hyphen(words: &[Word<'_>], at: usize) -> usize {
    let (before, Some(after)) = (words[at - 1], words.get(at + 1)) else {
        return 0;
    };
    let part = after.capital || stands(words, at + 1, &["xã", "hội"]) || before.end == words[at].start;
    if part && !after.is_mark() { 2 } else { 0 }
}

/// A bracket after a name belongs to it when it lists members or a short form: "(VNPT)", "(các Ban quản lý rừng …)".
fn bracket(words: &[Word<'_>], at: usize) -> usize {
    let Some(close) = words[at..].iter().take(60).position(|w| w.is(")")) else {
        return 0;
    };
    let inside = &words[at + 1..at + close];
    let listed = inside.first().is_some_and(|w| w.is("các") || w.is("gồm"));
    let short = inside.len() <= 2 && inside.iter().all(|w| w.capital);
    if listed || short { close + 1 } else { 0 }
}

/// "Ủy ban nhân dân các tỉnh: Hà Tĩnh, Quảng Trị": a roll of places or sectors after a colon.
fn roll(words: &[Word<'_>], start: usize, at: usize) -> usize {
    let several = words[start..at].iter().any(|w| w.is("các"));
    let proper = words.get(at + 1).is_some_and(|w| w.capital)
        && !opens_name(words, at + 1)
        && LEXICON.verbs.at(words, at + 1) == 0;
    usize::from(several && proper)
}

/// A comma or "và" that does not part two names.
fn joint(words: &[Word<'_>], start: usize, at: usize, group: bool) -> usize {
    let next = at + 1;
    let Some(word) = words.get(next) else { return 0 };
    // "Trung tâm Phòng, chống thiên tai": the comma of a fixed pair.
    if word.is("chống") && words[at - 1].is("phòng") {
        return 2;
    }
    if words[at].is(";") || words[at].is("cùng") || words[at].is("hoặc") && !group {
        return 0;
    }
    if territory(words, start) && territory(words, next) {
        return 0;
    }
    let rolled = words[start..at].iter().any(|w| w.is(":"));
    if rolled {
        return if word.capital && !opens_named(words, next) {
            2
        } else {
            0
        };
    }
    let territorial = words[start..at]
        .iter()
        .any(|w| matches!(w.plain, "tỉnh" | "huyện" | "xã" | "phường" | "quận" | "phố"));
    let generic = if LEXICON.not_names.at(words, next) > 0 {
        0
    } else {
        LEXICON.generic.at(words, next)
    };
    if generic > 0 && !opens_named(words, next) && (!word.capital || opens_name(words, next)) {
        let unit = matches!(
            word.plain,
            "huyện" | "thị" | "thành" | "xã" | "phường" | "quận" | "đặc" | "tỉnh"
        );
        if group || unit && territorial {
            return 1 + generic;
        }
        return 0;
    }
    if word.capital && !opens_name(words, next) {
        return 1;
    }
    // "Ban Quản lý các khu chế xuất và công nghiệp Cần Thơ", "rừng đặc dụng, rừng phòng hộ".
    let inner = words[at].is("và")
        && !word.capital
        && !opens_name(words, next)
        && LEXICON.verbs.at(words, next) == 0
        && LEXICON.stops.at(words, next) == 0;
    usize::from(inner && !group && capital_soon(words, next))
}

/// A name with a proper head opens here, not a bare generic noun.
fn opens_named(words: &[Word<'_>], at: usize) -> bool {
    let heads = LEXICON.heads.at(words, at);
    if stands(words, at, &["chính", "quyền"])
        || stands(words, at, &["lực", "lượng"])
        || stands(words, at, &["cấp", "ủy"])
    {
        return true;
    }
    heads > 0
        && (determiner(words[at]) && is_noun(words, at + heads)
            || !generic_head(words[at]) && proper_follows(words, at, heads))
}

/// "Sở Y tế" names an agency, "sở, ban" does not.
fn proper_follows(words: &[Word<'_>], at: usize, heads: usize) -> bool {
    if heads > 1 {
        return true;
    }
    let unit = matches!(
        words[at].plain,
        "sở" | "bộ" | "ban" | "phòng" | "viện" | "trường" | "hội" | "báo" | "tổ" | "tỉnh" | "cục" | "đài"
    );
    !unit
        || words
            .get(at + 1)
            .is_some_and(|w| w.capital || w.plain.starts_with(|c: char| c.is_ascii_digit()))
}

fn capital_soon(words: &[Word<'_>], at: usize) -> bool {
    words[at..].iter().take(4).any(|w| w.capital)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(sentence: &str) -> Vec<String> {
        let plain = text::aligned(sentence);
        let script = Script::new(sentence, &plain);
        let words = words(&script, 0..sentence.len());
        list_at(&words, 0).map_or_else(Vec::new, |list| {
            list.names
                .iter()
                .map(|n| sentence[n.range.clone()].to_owned())
                .collect()
        })
    }

    #[test]
    fn parts_names_and_keeps_groups() {
        assert_eq!(
            names("Bộ Văn hóa, Thể thao và Du lịch, Bộ Y tế rà soát"),
            ["Bộ Văn hóa, Thể thao và Du lịch", "Bộ Y tế"]
        );
        assert_eq!(
            names("Sở Lao động - Thương binh và Xã hội, Ban Dân tộc tỉnh theo chức năng"),
            ["Sở Lao động - Thương binh và Xã hội", "Ban Dân tộc tỉnh"]
        );
        assert_eq!(
            names("các sở, ban, ngành, đơn vị và UBND cấp xã bố trí"),
            ["các sở, ban, ngành, đơn vị", "UBND cấp xã"]
        );
        assert_eq!(
            names("các đơn vị có liên quan tiếp tục xây dựng"),
            ["các đơn vị có liên quan"]
        );
        assert_eq!(
            names("Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương tiến hành"),
            ["Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương"]
        );
        assert_eq!(
            names("các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ và Ủy ban nhân dân các tỉnh"),
            [
                "các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ",
                "Ủy ban nhân dân các tỉnh"
            ]
        );
        assert_eq!(
            names("Giám đốc, Thủ trưởng các sở, ban ngành; Chủ tịch UBND xã, phường và các đơn vị liên quan"),
            [
                "Giám đốc, Thủ trưởng các sở, ban ngành",
                "Chủ tịch UBND xã, phường",
                "các đơn vị liên quan"
            ]
        );
        assert_eq!(
            names("Đài Tiếng nói Việt Nam và các cơ quan thông tấn, báo chí có trách nhiệm"),
            ["Đài Tiếng nói Việt Nam", "các cơ quan thông tấn, báo chí"]
        );
        assert_eq!(
            names("Bộ Chỉ huy Bộ đội Biên phòng tỉnh tăng cường"),
            ["Bộ Chỉ huy Bộ đội Biên phòng tỉnh"]
        );
        assert_eq!(names("các cơ quan, tổ chức tổ chức họp"), ["các cơ quan, tổ chức"]);
        assert_eq!(
            names("UBND các huyện, thị xã, thành phố chịu trách nhiệm"),
            ["UBND các huyện, thị xã, thành phố"]
        );
    }

    #[test]
    fn no_name_where_none_opens() {
        assert!(names("xây dựng kế hoạch").is_empty());
        assert!(names("công tác phối hợp").is_empty());
    }
}
