//! `dondoc agency`: the agency a name means on a day, and what it is today.

use std::io::Write;

use gazetteer::Gazetteer;

use crate::cli::{self, Asked};

/// Prints the agency, the place its name holds, and its successors.
pub(crate) fn run(asked: &Asked) -> anyhow::Result<u8> {
    let province = super::place::province(asked)?;
    let mut out = std::io::stdout().lock();
    let Some(found) = Gazetteer::compiled().agency_named(&asked.name, asked.on, province) else {
        writeln!(out, "Không có cơ quan nào tên “{}” trong danh mục.", asked.name)?;
        return Ok(cli::SOME_FAILED);
    };
    let agency = found.agency;
    let place = found
        .place
        .map_or_else(String::new, |place| format!(" ({})", place.full_name()));
    writeln!(out, "{}{place}", agency.name)?;
    let day = |day: jiff::civil::Date| day.strftime("%d/%m/%Y").to_string();
    match (agency.valid_from, agency.valid_to) {
        (None, None) => {}
        (from, to) => writeln!(
            out,
            "  tồn tại{}{}",
            from.map_or_else(String::new, |from| format!(" từ {}", day(from))),
            to.map_or_else(String::new, |to| format!(" đến {}", day(to)))
        )?,
    }
    if agency.valid_to.is_some() {
        for today in &found.today {
            let part = today
                .part
                .map_or_else(String::new, |part| format!(" (phần việc: {part})"));
            writeln!(out, "  nay là {}{part}", today.agency.name)?;
        }
    } else {
        writeln!(out, "  hiện vẫn hoạt động")?;
    }
    if let Some(note) = agency.note {
        writeln!(out, "  ghi chú: {note}")?;
    }
    if agency.from_memory {
        writeln!(out, "  chưa đối chiếu với văn bản: cần kiểm tra theo từng tỉnh")?;
    }
    Ok(cli::ALL_READ)
}
