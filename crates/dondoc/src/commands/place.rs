//! `dondoc place`: what a name meant on a day, and what that is today.

use std::io::Write;

use anyhow::Context;
use gazetteer::{Gazetteer, Place};
use jiff::civil::Date;

use crate::cli::{self, Asked};

/// Prints every unit that bore the name on the day, with its successors of today.
pub(crate) fn run(asked: &Asked) -> anyhow::Result<u8> {
    let gazetteer = Gazetteer::compiled();
    let province = province(asked)?;
    let found = match asked.on {
        Some(day) => gazetteer.places_named(&asked.name, day, province),
        None => gazetteer.places_ever_named(&asked.name, province),
    };
    let mut out = std::io::stdout().lock();
    if found.is_empty() {
        writeln!(
            out,
            "Không có địa bàn nào tên “{}”{}.",
            asked.name,
            asked
                .on
                .map_or_else(String::new, |day| format!(" vào ngày {}", day.strftime("%d/%m/%Y")))
        )?;
        return Ok(cli::SOME_FAILED);
    }
    for found in found {
        writeln!(out, "{}", described(gazetteer, found.place, asked))?;
        let mut today = gazetteer.successors(found.place);
        today.retain(|unit| unit.place.id != found.place.id);
        today.sort_by_key(|unit| unit.place.code);
        if today.is_empty() {
            writeln!(
                out,
                "  {}",
                if found.place.stands() {
                    "hiện vẫn là đơn vị hành chính này"
                } else {
                    "chưa rõ nay thuộc đơn vị nào"
                }
            )?;
        }
        for unit in today {
            let share = unit.share.map_or_else(
                || "chưa rõ tỷ lệ".to_owned(),
                |share| {
                    format!(
                        "{:.0} %{}",
                        share * 100.0,
                        if unit.is_estimated() { " (ước tính)" } else { "" }
                    )
                },
            );
            writeln!(
                out,
                "  nay là {} (mã {}) · {share}",
                unit.place.full_name(),
                unit.place.code
            )?;
        }
    }
    Ok(cli::ALL_READ)
}

/// The code of the province asked for.
pub(super) fn province(asked: &Asked) -> anyhow::Result<Option<&'static str>> {
    let Some(name) = &asked.province else { return Ok(None) };
    let gazetteer = Gazetteer::compiled();
    let found = asked.on.map_or_else(
        || gazetteer.places_ever_named(name, None),
        |day| gazetteer.places_named(name, day, None),
    );
    let province = found
        .into_iter()
        .find(|m| m.place.level() == gazetteer::Level::Province);
    Ok(Some(
        province
            .with_context(|| format!("không có tỉnh, thành phố nào tên “{name}”"))?
            .place
            .code,
    ))
}

/// The unit, those above it, its days of validity and its population, in one line.
fn described(gazetteer: &Gazetteer, place: &Place, asked: &Asked) -> String {
    let mut names = vec![format!("{} (mã {})", place.full_name(), place.code)];
    let day = asked.on.or(place.valid_to).or(place.valid_from);
    let mut below = place;
    while let Some(above) = day.and_then(|day| gazetteer.parent(below, day)) {
        names.push(above.full_name());
        below = above;
    }
    let validity = validity(place.valid_from, place.valid_to);
    let population = place
        .population
        .as_ref()
        .map(|known| format!("dân số {} (năm {})", known.count, known.year));
    let parts: Vec<String> = std::iter::once(names.join(", "))
        .chain(validity)
        .chain(population)
        .collect();
    parts.join(" · ")
}

fn validity(from: Option<Date>, to: Option<Date>) -> Option<String> {
    let day = |word: &str, day: Date| format!("{word} {}", day.strftime("%d/%m/%Y"));
    let ends: Vec<String> = from
        .map(|from| day("từ", from))
        .into_iter()
        .chain(to.map(|to| day("đến", to)))
        .collect();
    (!ends.is_empty()).then(|| ends.join(" "))
}
