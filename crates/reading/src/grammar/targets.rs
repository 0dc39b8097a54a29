//! Measurable goals (chỉ tiêu): a number with its unit and direction, or "none at all" (PHRASES.md section 8).

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::grammar::outline::{Outline, Zone};
use crate::grammar::words::Script;
use crate::register::{Direction, Target};

static SHARE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?P<how>ít\ nhất|tối\ thiểu|trên|không\ dưới|tối\ đa|không\ quá|dưới|đạt|giảm(?:\ ít\ nhất|\ tối\ thiểu|\ từ)?|tăng(?:\ ít\ nhất|\ tối\ thiểu|\ trên)?|còn)?
        \ *(?P<value>[0-9]{1,3}(?:[.,][0-9]+)?)\ *(?P<unit>%)",
    )
    .expect("the share pattern is valid")
});

static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:đến|năm|hết|trước) +(?:hết +)?(?:năm +)?(20[0-9][0-9])|20[0-9][0-9] *[-–] *(20[0-9][0-9])")
        .expect("the year pattern is valid")
});

/// The targets of a document, in order. A share counts where the text strives for it, not where it reports it.
pub(crate) fn targets(script: &Script<'_>, outline: &Outline<'_>) -> Vec<Target> {
    let mut out = Vec::new();
    for (at, node) in outline.nodes.iter().enumerate() {
        if node.zone != Zone::Body || node.table.is_some() {
            continue;
        }
        let body = &script.plain[node.body.clone()];
        if !body.contains('%') && !body.contains("không để") {
            continue;
        }
        let goals = in_goals(script, outline, at);
        for clause in clauses(script, node.body.clone()) {
            let plain = &script.plain[clause.clone()];
            if !goals && !strives(plain) {
                continue;
            }
            if let Some(found) = SHARE.captures(plain) {
                let value = found
                    .name("value")
                    .and_then(|v| v.as_str().replace(',', ".").parse().ok());
                out.push(Target {
                    quote: script.written[clause.clone()].to_owned(),
                    span: script.span(&clause),
                    value,
                    unit: Some("%".to_owned()),
                    direction: direction(found.name("how").map_or("", |h| h.as_str()), plain),
                    by: YEAR
                        .captures(plain)
                        .and_then(|y| y.get(1).or_else(|| y.get(2)))
                        .map(|y| y.as_str().to_owned()),
                });
            } else if plain.contains("không để xảy ra") || plain.contains("không để hình thành") {
                out.push(Target {
                    quote: script.written[clause.clone()].to_owned(),
                    span: script.span(&clause),
                    value: Some(0.0),
                    unit: None,
                    direction: Direction::Zero,
                    by: None,
                });
            }
        }
    }
    out
}

fn in_goals(script: &Script<'_>, outline: &Outline<'_>, node: usize) -> bool {
    outline.ancestors(node).any(|up| {
        let heading = &script.plain[outline.nodes[up].body.clone()];
        super::sections::section(heading) == Some(super::sections::Section::Goals)
    })
}

fn strives(plain: &str) -> bool {
    [
        "phấn đấu",
        "quyết tâm",
        "đạt tối thiểu",
        "đạt ít nhất",
        "tối thiểu",
        "ít nhất",
        "mục tiêu",
        "chỉ tiêu",
        "không để",
        "hằng năm giảm",
        "giảm trên",
        "tăng trên",
        "đạt 100%",
    ]
    .iter()
    .any(|word| plain.contains(word))
}

fn direction(how: &str, plain: &str) -> Direction {
    if how.starts_with("giảm") || how == "còn" {
        Direction::Decrease
    } else if how.starts_with("tăng") {
        Direction::Increase
    } else if matches!(how, "tối đa" | "không quá" | "dưới") {
        Direction::AtMost
    } else if plain.contains("kéo giảm") {
        Direction::Decrease
    } else {
        Direction::AtLeast
    }
}

/// A point whole; in a longer paragraph each clause parted by ";".
fn clauses(script: &Script<'_>, body: Range<usize>) -> Vec<Range<usize>> {
    let plain = &script.plain[body.clone()];
    plain
        .split_inclusive(';')
        .map(|piece| {
            let start = piece.as_ptr() as usize - script.plain.as_ptr() as usize;
            script.trimmed(start..start + piece.len(), &[';'])
        })
        .filter(|range| !range.is_empty())
        .collect()
}
