//! Who is told to do it: the subject of an order, and those it is to be done with (PHRASES.md sections 1 and 2).

use std::ops::Range;

use crate::grammar::parties::{LEXICON, List, Name, list_at, name_end, opens_name};
use crate::grammar::words::{Script, Word, first_words, more_words, stands, words};
use crate::register::Modality;

/// What one sentence, point or heading says of lead and coordination.
#[derive(Debug, Clone, Default)]
pub(crate) struct Assignment {
    pub(crate) lead: Vec<Name>,
    pub(crate) coordinating: Vec<Name>,
    pub(crate) modality: Modality,
    /// How the lead is put.
    pub(crate) form: Form,
    /// An order follows the subject, or the sentence begins with one.
    pub(crate) verb: bool,
    /// Nothing follows the names.
    pub(crate) closed: bool,
}

/// How the lead of a sentence is put.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// No lead in the sentence.
    #[default]
    None,
    /// "Giao Sở X": an order by name.
    Given,
    /// "Yêu cầu Sở X", "Đề nghị Ủy ban X".
    Asked,
    /// "Sở X chủ trì", "Sở X có trách nhiệm", "Sở X xây dựng".
    Subject,
    /// The whole text is a list of names: a heading such as "1. Công an tỉnh".
    Bare,
}

/// Words that tell whether a sentence can have a subject at all.
const OPENING_WITHIN: usize = 16;
/// Words in which a subject is looked for; no office puts it later.
const SUBJECT_WITHIN: usize = 160;
/// Words in which a list after "phối hợp với" is looked for.
const LIST_WITHIN: usize = 120;

/// Reads the assignment of a range of text.
pub(crate) fn assignment(script: &Script<'_>, range: Range<usize>) -> Assignment {
    let mut found = leading(script, range.clone());
    found.coordinating = coordinating(script, range, &found.lead);
    found
}

/// The assignment of a range without those who coordinate, for a question about its lead and form alone.
pub(crate) fn leading(script: &Script<'_>, range: Range<usize>) -> Assignment {
    let opening = first_words(script, range.clone(), OPENING_WITHIN);
    if !opens(&opening) {
        return Assignment {
            verb: imperative(&opening, 0),
            ..Assignment::default()
        };
    }
    let words = more_words(range, SUBJECT_WITHIN, opening);
    let mut found = lead(&words);
    if found.lead.is_empty() {
        found.verb = imperative(&words[..words.len().min(OPENING_WITHIN)], 0);
    }
    found
}

fn opens(words: &[Word<'_>]) -> bool {
    let start = after_connective(words);
    opens_name(words, start)
        || given(words, start).is_some()
        || introduces(words, start)
        || stands(words, start, &["về"])
}

/// True when the range begins with an order, leaving adverbs and time aside.
pub(crate) fn begins_with_order(script: &Script<'_>, range: Range<usize>) -> bool {
    imperative(&first_words(script, range, OPENING_WITHIN), 0)
}

fn lead(words: &[Word<'_>]) -> Assignment {
    let start = after_connective(words);
    // "2. Về kiến nghị giao Ủy ban …: Giao Bộ Xây dựng …": what stands before the colon is the matter, not the order.
    if stands(words, start, &["về"]) {
        let colons = (0..words.len()).filter(|&at| words[at].is(":") && at + 1 < words.len());
        return colons
            .map(|at| lead(&words[at + 1..]))
            .find(|found| !found.lead.is_empty())
            .unwrap_or_default();
    }
    if let Some(found) = subject_at(words, start) {
        return found;
    }
    if !introduces(words, start) {
        return Assignment::default();
    }
    late_subject(words, start)
        .or_else(|| clause_subject(words, start))
        .unwrap_or_default()
}

/// The subject after an opening clause ("Căn cứ …, …", "Trong quá trình thực hiện, nếu …, …"): it stands after a comma or is
/// given by name.
fn clause_subject(words: &[Word<'_>], start: usize) -> Option<Assignment> {
    let purpose = ["để", "nhằm", "thực"].iter().any(|w| words[start].is(w)) || stands(words, start, &["trên", "đây"]);
    let mut at = start + 1;
    while at < words.len() {
        if words[at].is(".") && words.get(at + 1).is_some_and(|w| w.capital) {
            return None;
        }
        let after_comma = words[at - 1].is(",") || words[at - 1].is(":");
        let named = given(words, at).is_some() && !words[at - 1].is("được");
        if after_comma || named {
            if let Some(found) = subject_at(words, at).filter(|f| f.verb || f.form == Form::Given) {
                return Some(found);
            }
            // An order without a subject: whose it is stands in the heading above.
            if after_comma && !purpose && imperative(words, at) && !named && !words[start].is("trong") {
                return None;
            }
        }
        if let Some(with) = with_whom(words, at) {
            at = list_at(words, with).map_or(at + 1, |list| list.next);
            continue;
        }
        at = name_end(words, at).map_or(at + 1, |(end, _)| end.max(at + 1));
    }
    None
}

/// "Trong quá trình thực hiện Thủ trưởng các địa phương chủ động …": no comma before the subject.
fn late_subject(words: &[Word<'_>], start: usize) -> Option<Assignment> {
    if !stands(words, start, &["trong", "quá", "trình"]) {
        return None;
    }
    (start + 3..words.len().min(start + 14))
        .take_while(|&at| !words[at].is(","))
        .filter(|&at| words[at].capital)
        .find_map(|at| subject_at(words, at).filter(|f| f.verb))
}

/// A subject with its verb at `at`: `[Giao] names [verb]`.
fn subject_at(words: &[Word<'_>], at: usize) -> Option<Assignment> {
    let (form, modality, skip) = given(words, at).unwrap_or((Form::Subject, Modality::Assign, 0));
    let mut list = list_at(words, at + skip)?;
    if form == Form::Subject && authority(words, at) && given(words, list.next).is_some() {
        return subject_at(words, list.next);
    }
    extend_by_clause(words, &mut list);
    let next = skip_clause(words, list.next);
    let verb = next >= words.len() || imperative(words, next) || duty(words, next) || words[next].is(":");
    let bare = next >= words.len() || words[next].is(":") && next + 1 >= words.len();
    let form = match form {
        Form::Subject if bare => Form::Bare,
        form => form,
    };
    let clear = form != Form::Subject || verb && subject_like(words, at, &list);
    let closed = list.next >= words.len();
    clear.then_some(Assignment {
        lead: list.names,
        coordinating: Vec::new(),
        modality,
        form,
        verb,
        closed,
    })
}

/// Who gives orders and is not told: "Ủy ban nhân dân tỉnh giao …", "Thủ tướng Chính phủ yêu cầu …".
fn authority(words: &[Word<'_>], at: usize) -> bool {
    const GIVERS: [&[&str]; 12] = [
        &["ủy", "ban", "nhân", "dân", "tỉnh"],
        &["ủy", "ban", "nhân", "dân", "thành"],
        &["ubnd"],
        &["chủ", "tịch"],
        &["phó", "chủ", "tịch"],
        &["thủ", "tướng"],
        &["phó", "thủ", "tướng"],
        &["chính", "phủ"],
        &["hội", "đồng", "nhân", "dân"],
        &["bộ", "trưởng"],
        &["tỉnh", "ủy"],
        &["ban"],
    ];
    let first = words.get(at).map_or("", |word| word.plain);
    let may_give = matches!(
        first,
        "ủy" | "ubnd" | "chủ" | "phó" | "thủ" | "chính" | "hội" | "bộ" | "tỉnh" | "ban"
    );
    may_give && GIVERS.iter().any(|giver| stands(words, at, giver))
}

/// "Các cơ quan được phân công chủ trì … có trách nhiệm": the clause before the duty belongs to the name.
fn extend_by_clause(words: &[Word<'_>], list: &mut List) {
    let opens = [&["được"][..], &["có", "thẩm", "quyền"], &["đang"], &["có", "liên"]]
        .iter()
        .any(|w| stands(words, list.next, w));
    // "Cơ quan phối hợp có trách nhiệm …", "Cơ quan đăng ký đầu tư có trách nhiệm …": the role is part of the name.
    let office = |at: usize| stands(words, at, &["cơ", "quan"]) || stands(words, at, &["đơn", "vị"]);
    let role = list.next >= 2
        && office(list.next - 2)
        && ["chủ", "phối", "đăng", "quản", "thường", "cấp"]
            .iter()
            .any(|w| words.get(list.next).is_some_and(|word| word.is(w)));
    if !opens && !role {
        return;
    }
    let end = (list.next + 2..words.len().min(list.next + 24))
        .take_while(|&n| !matches!(words[n].plain, "," | ";" | "." | ":"))
        .find(|&n| duty(words, n) && !stands(words, n, &["chủ", "trì"]) || words[n].is("phải") || words[n].is("cần"));
    if let (Some(end), Some(last)) = (end, list.names.last_mut()) {
        last.range.end = words[end - 1].end;
        list.next = end;
    }
}

/// "Tổ chức thực hiện …" at the start of a sentence is a verb, not the noun.
fn subject_like(words: &[Word<'_>], at: usize, list: &List) -> bool {
    !(LEXICON.verbs.at(words, at) > 0 && list.names.len() == 1 && list.next <= at + 2)
}

/// "giao", "yêu cầu", "đề nghị" and their like at `at`: form, modality, number of words.
fn given(words: &[Word<'_>], at: usize) -> Option<(Form, Modality, usize)> {
    const GIVEN: [(&[&str], Form, Modality); 14] = [
        (&["đồng", "ý", "giao"], Form::Given, Modality::Assign),
        (&["giao", "cho"], Form::Given, Modality::Assign),
        (&["giao", "trách", "nhiệm", "cho"], Form::Given, Modality::Assign),
        (&["giao", "nhiệm", "vụ", "cho"], Form::Given, Modality::Assign),
        (&["giao"], Form::Given, Modality::Assign),
        (&["phân", "công"], Form::Given, Modality::Assign),
        (&["ủy", "quyền", "cho"], Form::Given, Modality::Assign),
        (&["trân", "trọng", "đề", "nghị"], Form::Asked, Modality::Request),
        (&["kính", "đề", "nghị"], Form::Asked, Modality::Request),
        (&["đề", "nghị", "các", "đồng", "chí"], Form::Asked, Modality::Request),
        (&["đề", "nghị"], Form::Asked, Modality::Request),
        (&["yêu", "cầu"], Form::Asked, Modality::Assign),
        (&["đối", "với"], Form::Subject, Modality::Assign),
        (&["trách", "nhiệm", "của"], Form::Subject, Modality::Assign),
    ];
    // Asking the first word is cheaper than asking for each phrase.
    let first = words.get(at)?.plain;
    if !matches!(
        first,
        "đồng" | "giao" | "phân" | "ủy" | "trân" | "kính" | "đề" | "yêu" | "đối" | "trách"
    ) {
        return None;
    }
    let (phrase, form, modality) = GIVEN.iter().find(|(phrase, ..)| stands(words, at, phrase))?;
    let names = at + phrase.len();
    opens_name(words, names).then_some((*form, *modality, phrase.len()))
}

/// Clauses between subject and verb: "theo chức năng, nhiệm vụ được giao", "căn cứ quy định của pháp luật", adverbs.
fn skip_clause(words: &[Word<'_>], at: usize) -> usize {
    let mut here = at;
    while let Some(word) = words.get(here) {
        if word.is(",") {
            here += 1;
        } else if matches!(
            word.plain,
            "theo"
                | "căn"
                | "trên"
                | "trong"
                | "tùy"
                | "tuỳ"
                | "trước"
                | "bằng"
                | "với"
                | "ngay"
                | "khi"
                | "hằng"
                | "hàng"
                | "định"
                | "sau"
                | "từ"
                | "để"
                | "đến"
        ) {
            here = clause_end(words, here);
        } else if matches!(word.plain, "cần" | "phải" | "sẽ" | "có" | "cũng" | "cùng" | "chậm") && !duty(words, here)
        {
            here += 1;
        } else {
            break;
        }
        if here > at + 60 {
            break;
        }
    }
    here
}

/// The first verb or comma-verb after a clause that opens at `at`; the end of the words where none follows.
fn clause_end(words: &[Word<'_>], at: usize) -> usize {
    let mut here = at + 1;
    // "căn cứ", "trên cơ sở", "định kỳ" hold two syllables before anything can be a verb.
    if stands(words, at, &["căn", "cứ"]) || stands(words, at, &["định", "kỳ"]) {
        here = at + 2;
    }
    while here < words.len() && here < at + 40 {
        let word = words[here];
        if word.is(";") || word.is(".") || word.is(":") {
            return here;
        }
        let comma = word.is(",") && (imperative(words, here + 1) || duty(words, here + 1));
        if comma || duty(words, here) {
            return here;
        }
        let verb =
            !word.capital && LEXICON.verbs.at(words, here) > 0 && !word.is("giao") && !noun_after(words[here - 1]);
        if verb
            && !matches!(
                word.plain,
                "thực"
                    | "quản"
                    | "quy"
                    | "phân"
                    | "chỉ"
                    | "hướng"
                    | "kế"
                    | "yêu"
                    | "đề"
                    | "cấp"
                    | "tổ"
                    | "thông"
                    | "phát"
                    | "đầu"
                    | "xây"
                    | "hoạt"
            )
        {
            return here;
        }
        here += 1;
    }
    here
}

/// A verb form after these is a noun: "công tác quản lý", "việc thực hiện", "được giao".
fn noun_after(word: Word<'_>) -> bool {
    matches!(
        word.plain,
        "việc"
            | "công"
            | "tác"
            | "được"
            | "sự"
            | "quá"
            | "trình"
            | "độ"
            | "của"
            | "về"
            | "và"
            | "nhiệm"
            | "vụ"
            | "cơ"
            | "sở"
            | "kết"
            | "quả"
            | "để"
            | ","
            | "trong"
            | "tình"
            | "hình"
    )
}

/// "chủ trì", "có trách nhiệm", "chịu trách nhiệm", "là cơ quan", "chủ động".
fn duty(words: &[Word<'_>], at: usize) -> bool {
    const DUTIES: [&[&str]; 9] = [
        &["chủ", "trì"],
        &["có", "trách", "nhiệm"],
        &["chịu", "trách", "nhiệm"],
        &["có", "nhiệm", "vụ"],
        &["chủ", "động"],
        &["làm", "đầu", "mối"],
        &["là", "cơ", "quan"],
        &["là", "đầu", "mối"],
        &["là", "đơn", "vị"],
    ];
    let first = words.get(at).map_or("", |word| word.plain);
    matches!(first, "chủ" | "có" | "chịu" | "làm" | "là") && DUTIES.iter().any(|phrase| stands(words, at, phrase))
}

/// An order opens at `at`: a verb of the lexicon, alone or after adverbs of manner and time.
fn imperative(words: &[Word<'_>], at: usize) -> bool {
    let mut here = after_connective_from(words, at);
    for _ in 0..4 {
        let Some(word) = words.get(here) else { return false };
        if LEXICON.verbs.at(words, here) > 0
            || duty(words, here)
            || here <= at + 1 && LEXICON.openers.at(words, here) > 0
        {
            return true;
        }
        here += match word.plain {
            "cần" | "phải" | "cơ" if stands(words, here, &["cơ", "bản"]) => 2,
            "cần" | "phải" | "hãy" | "luôn" | "vừa" | "cũng" | "đồng" | "ngay" | "không" | "," => 1,
            _ => return false,
        };
    }
    false
}

fn after_connective(words: &[Word<'_>]) -> usize {
    after_connective_from(words, 0)
}

/// Skips "Bên cạnh đó,", "Đồng thời,", "Trước mắt,", "Trong đó,".
fn after_connective_from(words: &[Word<'_>], at: usize) -> usize {
    const CONNECTIVES: [&[&str]; 11] = [
        &["bên", "cạnh", "đó"],
        &["đồng", "thời"],
        &["ngoài", "ra"],
        &["trong", "đó"],
        &["đặc", "biệt"],
        &["trước", "mắt"],
        &["trước", "hết"],
        &["theo", "đó"],
        &["riêng"],
        &["cụ", "thể"],
        &["nội", "dung", ":"],
    ];
    // "Thứ nhất, …": points told off in words.
    if stands(words, at, &["thứ"]) && words.get(at + 2).is_some_and(|w| w.is(",") || w.is(":")) {
        return at + 3;
    }
    let first = words.get(at).map_or("", |word| word.plain);
    if !matches!(
        first,
        "bên" | "đồng" | "ngoài" | "trong" | "đặc" | "trước" | "theo" | "riêng" | "cụ" | "nội"
    ) {
        return at;
    }
    let Some(phrase) = CONNECTIVES.iter().find(|phrase| stands(words, at, phrase)) else {
        return at;
    };
    let next = at + phrase.len();
    next + usize::from(words.get(next).is_some_and(|w| w.is(",") || w.is("là")))
}

/// Words that open a clause before the subject.
fn introduces(words: &[Word<'_>], at: usize) -> bool {
    const OPENERS: [&[&str]; 25] = [
        &["trên", "đây", "là"],
        &["căn", "cứ"],
        &["trên", "cơ", "sở"],
        &["trong", "quá", "trình"],
        &["trong", "phạm", "vi"],
        &["trong"],
        &["đối", "với"],
        &["để"],
        &["thực", "hiện"],
        &["định", "kỳ"],
        &["hằng"],
        &["hàng"],
        &["trước"],
        &["chậm", "nhất"],
        &["nếu"],
        &["trường", "hợp"],
        &["khi"],
        &["nhằm"],
        &["sau", "khi"],
        &["theo"],
        &["với"],
        &["từ"],
        &["việc"],
        &["ủy", "ban", "nhân", "dân"],
        &["thủ", "tướng"],
    ];
    if stands(words, at, &["theo", "dõi"]) || stands(words, at, &["thực", "hiện", "đầy"]) {
        return false;
    }
    let first = words.get(at).map_or("", |word| word.plain);
    let may_open = matches!(
        first,
        "trên"
            | "căn"
            | "trong"
            | "đối"
            | "để"
            | "thực"
            | "định"
            | "hằng"
            | "hàng"
            | "trước"
            | "chậm"
            | "nếu"
            | "trường"
            | "khi"
            | "nhằm"
            | "sau"
            | "theo"
            | "với"
            | "từ"
            | "việc"
            | "ủy"
            | "thủ"
    );
    may_open && OPENERS.iter().any(|phrase| stands(words, at, phrase))
}

/// The names after the first "phối hợp (với)" that a list follows.
fn coordinating(script: &Script<'_>, range: Range<usize>, lead: &[Name]) -> Vec<Name> {
    const OPENINGS: [&str; 2] = ["phối ", "chủ trì cùng"];
    let plain = &script.plain[range.clone()];
    // Asking first is cheaper than a search that finds nothing.
    let standing = OPENINGS.into_iter().filter(|opening| plain.contains(opening));
    for (at, _) in standing.flat_map(|opening| plain.match_indices(opening)) {
        let words = first_words(script, range.start + at..range.end, LIST_WITHIN);
        let Some(list) = with_whom(&words, 0).and_then(|next| list_at(&words, next)) else {
            continue;
        };
        let names: Vec<Name> = list.names.into_iter().filter(|name| !lead.contains(name)).collect();
        if !names.is_empty() {
            return names;
        }
    }
    Vec::new()
}

/// Index of the word after "phối hợp với", "phối hợp chặt chẽ với", "chủ trì cùng", "phối với".
fn with_whom(words: &[Word<'_>], at: usize) -> Option<usize> {
    let after = if stands(words, at, &["phối", "hợp"]) {
        at + 2
    } else if stands(words, at, &["phối", "kết", "hợp"]) {
        at + 3
    } else if stands(words, at, &["chủ", "trì", "cùng"]) {
        return Some(at + 3 + usize::from(words.get(at + 3).is_some_and(|w| w.is("với"))));
    } else if stands(words, at, &["phối", "với"]) {
        return Some(at + 2);
    } else {
        return None;
    };
    let mut here = after;
    for _ in 0..4 {
        let word = words.get(here)?;
        if matches!(word.plain, "với" | "cùng") {
            here += 1 + usize::from(word.is("cùng") && words.get(here + 1).is_some_and(|w| w.is("với")));
            return Some(here);
        }
        if opens_name(words, here) {
            return Some(here);
        }
        if !matches!(
            word.plain,
            "chặt"
                | "chẽ"
                | "đồng"
                | "bộ"
                | "thường"
                | "xuyên"
                | "hiệu"
                | "quả"
                | "có"
                | "tốt"
                | "kịp"
                | "thời"
                | "chủ"
                | "động"
                | ","
                | "tích"
                | "cực"
                | "hỗ"
                | "trợ"
        ) {
            return None;
        }
        here += 1;
    }
    None
}

/// A heading that names who the points below it are for, and who with: "1. Công an tỉnh", "Giao Sở X chủ trì, phối hợp
/// với Sở Y:", "Đối với Ủy ban nhân dân các xã:".
pub(crate) fn heading(script: &Script<'_>, range: Range<usize>) -> Option<Assignment> {
    let ends_open = script.written[..range.end].trim_end().ends_with(':');
    let trimmed = script.trimmed(range.clone(), &[':', '.', ';', ',']);
    let (named, dutied) = without_duty(script, trimmed);
    let found = assignment(script, named.clone());
    match found.form {
        Form::Bare | Form::Given => Some(found),
        Form::Asked if found.closed || ends_open || dutied => Some(found),
        Form::Subject if ends_open => Some(found),
        _ => title_names(script, named, dutied),
    }
}

/// The heading without "có trách nhiệm", "chịu trách nhiệm", "thực hiện" at its end, and whether they stood there.
fn without_duty(script: &Script<'_>, range: Range<usize>) -> (Range<usize>, bool) {
    const DUTIES: [&str; 6] = [
        "có trách nhiệm",
        "chịu trách nhiệm",
        "có nhiệm vụ",
        "theo chức năng, nhiệm vụ",
        "chịu trách nhiệm thực hiện",
        "có trách nhiệm thực hiện",
    ];
    let plain = &script.plain[range.clone()];
    let Some(duty) = DUTIES.iter().find(|duty| plain.ends_with(*duty)) else {
        return (range, false);
    };
    let end = range.end - duty.len();
    (script.trimmed(range.start..end, &[',']), true)
}

/// A title that opens with a name and holds no order is a name with its description: "7. Các đơn vị cấp nước sạch trên
/// địa bàn thành phố".
fn title_names(script: &Script<'_>, range: Range<usize>, dutied: bool) -> Option<Assignment> {
    let words = words(script, range.clone());
    let (_, modality, skip) = given(&words, 0).unwrap_or((Form::Bare, Modality::Assign, 0));
    let described = words.len() <= 45 && opens_name(&words, skip) && LEXICON.verbs.at(&words, skip) == 0;
    let list = list_at(&words, skip).filter(|_| described)?;
    if !dutied && imperative(&words, list.next) || words.get(list.next).is_some_and(|w| w.is("đã")) {
        return None;
    }
    let rest = &words[list.next..];
    let states = rest
        .iter()
        .any(|w| matches!(w.plain, "có" | "được" | "khi" | "là" | "phải" | "đã"));
    if states && !dutied || words.len() > 8 && crate::grammar::outline::is_upper(&script.written[range.clone()]) {
        return None;
    }
    // "Sở Nội vụ (Cơ quan thường trực …)": the bracket says what it is, not who.
    let end = rest.iter().find(|w| w.is("(")).map_or(range.end, |bracket| {
        script.trimmed(range.start..bracket.start, &[',']).end
    });
    let mut names = list.names;
    if let Some(last) = names.last_mut() {
        last.range.end = end.max(last.range.end);
    }
    Some(Assignment {
        lead: names,
        modality,
        form: Form::Bare,
        ..Assignment::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sentence: &str) -> (Vec<String>, Vec<String>, Form) {
        let plain = text::aligned(sentence);
        let script = Script::new(sentence, &plain);
        let found = assignment(&script, 0..sentence.len());
        let written = |names: &[Name]| names.iter().map(|n| sentence[n.range.clone()].to_owned()).collect();
        (written(&found.lead), written(&found.coordinating), found.form)
    }

    #[test]
    fn lead_and_coordination_in_running_text() {
        let (lead, with, _) = read(
            "Giao Công an tỉnh chủ trì, phối hợp với Văn phòng UBND tỉnh theo dõi, đôn đốc việc thực hiện Kế hoạch này;",
        );
        assert_eq!(
            (lead, with),
            (vec!["Công an tỉnh".into()], vec!["Văn phòng UBND tỉnh".into()])
        );
        let (lead, with, _) = read(
            "Bên cạnh đó, Công an tỉnh chủ trì, phối hợp với Bộ Chỉ huy Quân sự tỉnh và các đơn vị tăng cường công tác",
        );
        assert_eq!(
            (lead, with),
            (
                vec!["Công an tỉnh".into()],
                vec!["Bộ Chỉ huy Quân sự tỉnh".into(), "các đơn vị".into()]
            )
        );
        let (lead, with, _) = read("Bộ Tài chính chủ trì cùng Bộ Xây dựng và các bộ, ngành liên quan rà soát");
        assert_eq!(
            (lead, with),
            (
                vec!["Bộ Tài chính".into()],
                vec!["Bộ Xây dựng".into(), "các bộ, ngành liên quan".into()]
            )
        );
        let (lead, _, _) =
            read("Căn cứ nội dung Kế hoạch này và tình hình thực tiễn, các bộ, cơ quan ngang bộ xây dựng Kế hoạch");
        assert_eq!(lead, vec!["các bộ, cơ quan ngang bộ"]);
        let (lead, _, _) = read(
            "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các cơ quan, đơn vị, địa phương báo cáo Ủy ban nhân dân tỉnh",
        );
        assert_eq!(lead, vec!["các cơ quan, đơn vị, địa phương"]);
        let (lead, _, _) =
            read("Văn phòng Chính phủ theo chức năng, nhiệm vụ được giao theo dõi, đôn đốc thực hiện Công điện này");
        assert_eq!(lead, vec!["Văn phòng Chính phủ"]);
        let (lead, _, _) =
            read("Bộ Y tế theo chức năng, nhiệm vụ được giao chủ trì, phối hợp với Bộ Tài chính rà soát");
        assert_eq!(lead, vec!["Bộ Y tế"]);
    }

    #[test]
    fn an_action_is_not_a_subject() {
        assert_eq!(read("Xây dựng kế hoạch triển khai").2, Form::None);
        assert_eq!(read("Tổ chức tuyên truyền pháp luật").2, Form::None);
        assert_eq!(
            read("Công tác phổ biến pháp luật phải được tiến hành thường xuyên").2,
            Form::None
        );
    }
}
