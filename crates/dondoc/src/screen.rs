//! The Vietnamese words on screen, in one place: the exact terms of offices (DOMAIN A.4), until the pages bring their
//! translation files.

use reading::extract::ExtractError;
use reading::register::{Due, Finding, Mark, Proposal};

/// Why a file cannot be read, and what to do.
pub(crate) fn unreadable(error: &ExtractError) -> String {
    match error {
        ExtractError::Empty => "tệp rỗng: hãy chọn tệp khác".to_owned(),
        ExtractError::Unsupported(_) => "không phải văn bản đọc được: hãy lưu lại ở dạng .docx hoặc .pdf".to_owned(),
        ExtractError::Encrypted => {
            "tệp có mật khẩu: hãy mở bằng chương trình của nó, bỏ mật khẩu rồi lưu lại".to_owned()
        }
        ExtractError::Damaged(part) => format!("tệp hỏng ({part}): hãy mở bằng chương trình của nó rồi lưu lại"),
        ExtractError::TooLarge(what) => {
            format!("tệp quá lớn để đọc an toàn ({what}): hãy tách nhỏ hoặc chỉ lưu phần chữ")
        }
        ExtractError::NoText | ExtractError::NeedsRecognition => {
            "tệp không có chữ: nếu là bản quét, hãy nhận dạng chữ trước".to_owned()
        }
        ExtractError::NoRecogniser => {
            "đọc bản quét cần các gói Debian poppler-utils, tesseract-ocr và tesseract-ocr-vie: hãy cài đặt".to_owned()
        }
    }
}

/// The three marks of a field.
pub(crate) fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Stated => "có trong văn bản",
        Mark::Inferred => "suy ra",
        Mark::Missing => "thiếu",
    }
}

/// Name of a field of a task.
pub(crate) fn field(name: &str) -> &str {
    match name {
        "lead" => "Chủ trì",
        "coordinating" => "Phối hợp",
        "places" => "Địa bàn",
        "deadline" => "Thời hạn",
        "product" => "Sản phẩm",
        "report_to" => "Báo cáo về",
        other => other,
    }
}

/// The deadline as a person reads it: the day first, then the words.
pub(crate) fn deadline(due: &Due) -> String {
    let Some(raw) = &due.raw else {
        return "chưa có thời hạn".to_owned();
    };
    match due.due {
        Some(day) => format!("{} ({raw})", day.strftime("%d/%m/%Y")),
        None => raw.clone(),
    }
}

/// Faults of the assignment that a person must mend.
pub(crate) fn faults(task: &Proposal) -> Vec<&'static str> {
    let mut faults = Vec::new();
    if task.lead.is_empty() {
        faults.push("thiếu chủ trì");
    } else if task.joint {
        faults.push("giao chung nhiều cơ quan, chưa rõ cơ quan chủ trì");
    }
    if task.deadline.raw.is_none() {
        faults.push("chưa có thời hạn");
    }
    faults
}

/// A finding about the whole document, none for those told at their task.
pub(crate) fn finding(finding: &Finding) -> Option<String> {
    let detail = finding.detail.as_deref().unwrap_or_default();
    Some(match finding.code.as_str() {
        "read-by-machine" => "chữ do máy nhận dạng từ bản quét: cần đối chiếu với bản gốc".to_owned(),
        "converted-encoding" => format!("đã chuyển từ bảng mã cũ {detail}"),
        "left-out" => format!("đã bỏ qua: {detail}"),
        "damaged" => format!("tệp hỏng một phần: {detail}"),
        "no-task" => "không tìm thấy nhiệm vụ nào".to_owned(),
        "identity-missing" => format!(
            "không thấy {} của văn bản",
            match detail {
                "number" => "số, ký hiệu",
                "issued_on" => "ngày ban hành",
                _ => "cơ quan ban hành",
            }
        ),
        _ => return None,
    })
}
