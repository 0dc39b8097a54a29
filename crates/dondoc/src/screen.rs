//! The Vietnamese words on screen, in one place: the exact terms of offices (DOMAIN A.4), until the pages bring their
//! translation files.

pub(crate) mod black_spots;
pub(crate) mod effect;
pub(crate) mod input;
pub(crate) mod scan;
pub(crate) mod scan_counts;
pub(crate) mod series;

use clap::error::ErrorKind;
use domain::rights::Role;
use office::upkeep::Proof;
use reading::extract::ExtractError;
use reading::register::{Due, Finding, LeadFrom, Mark, Proposal};

/// Layout of the first help page.
pub(crate) const COMMANDS_HELP: &str =
    "{about-with-newline}\nCách dùng: {usage}\n\nCác lệnh:\n{subcommands}\n\nTùy chọn:\n{options}\n{after-help}";
/// Layout of the help page of a command.
pub(crate) const HELP_TEMPLATE: &str =
    "{about-with-newline}\nCách dùng: {usage}\n\nTham số:\n{positionals}\n\nTùy chọn:\n{options}\n{after-help}";
/// The same for a command without parameters.
pub(crate) const PLAIN_HELP: &str = "{about-with-newline}\nCách dùng: {usage}\n\nTùy chọn:\n{options}\n";
/// Place of the command in the usage line.
pub(crate) const COMMAND: &str = "LỆNH";
/// What the exit statuses mean.
pub(crate) const EXIT_STATUSES: &str =
    "Mã kết thúc: 0 đọc được tất cả · 1 có tệp không đọc được · 2 gọi sai cách · 3 có văn bản mang dấu mật bị từ chối";

/// What is wrong with a command line.
pub(crate) fn misuse(kind: ErrorKind, about: &str) -> String {
    let what = match kind {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "giá trị không hợp lệ",
        ErrorKind::UnknownArgument => "không có tùy chọn này",
        ErrorKind::InvalidSubcommand => "không có lệnh này",
        ErrorKind::MissingRequiredArgument => "còn thiếu",
        ErrorKind::ArgumentConflict => "không dùng cùng nhau được",
        _ => "gọi sai cách",
    };
    format!("{what}: {about} (xem: dondoc --help)")
}

/// Why the system did not give a file.
pub(crate) fn not_opened(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "không có tệp này".to_owned(),
        std::io::ErrorKind::PermissionDenied => "không được phép mở".to_owned(),
        _ => format!("không mở được: {error}"),
    }
}

/// Text of a document or a file name as it may be sent to a terminal: control characters, which could rewrite the
/// screen, and marks that turn the direction of writing are shown as `�`.
pub(crate) fn printable(text: &str) -> String {
    let acts = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if acts(c) { '\u{fffd}' } else { c }).collect()
}

/// Why a file cannot be read, and what to do.
pub(crate) fn unreadable(error: &ExtractError) -> String {
    match error {
        ExtractError::Empty => "tệp rỗng: hãy chọn tệp khác".to_owned(),
        ExtractError::Unsupported(what) => format!(
            "không phải văn bản đọc được ({}): hãy lưu lại ở dạng .docx hoặc .pdf",
            named(what)
        ),
        ExtractError::Encrypted => {
            "tệp được bảo vệ: hãy mở bằng chương trình của nó, bỏ mật khẩu rồi lưu lại".to_owned()
        }
        ExtractError::Damaged(part) => format!(
            "tệp hỏng ({}): hãy mở bằng chương trình của nó rồi lưu lại",
            named(part)
        ),
        ExtractError::TooLarge(what) => format!(
            "tệp quá lớn để đọc an toàn ({}): hãy tách nhỏ hoặc chỉ lưu phần chữ",
            named(what)
        ),
        ExtractError::NoText => "tệp không có chữ: nếu là bản quét, hãy nhận dạng chữ trước".to_owned(),
        ExtractError::NeedsRecognition => "các trang là ảnh chụp, chưa có chữ: hãy nhận dạng chữ trước".to_owned(),
        ExtractError::NoRecogniser => {
            "đọc bản quét cần các gói Debian poppler-utils, tesseract-ocr và tesseract-ocr-vie: hãy cài đặt".to_owned()
        }
    }
}

/// What the reader names in English; words it learns later are shown as they are.
pub(crate) fn named(what: &str) -> &str {
    match what {
        "a spreadsheet (.xlsx)" | "a spreadsheet (.xls)" | "a spreadsheet of Excel 95 or older" => "bảng tính Excel",
        "a presentation (.pptx)" | "a presentation (.ppt)" => "trình chiếu PowerPoint",
        "a packed folder (.zip)" | "a packed folder (.rar)" | "a packed folder (.7z)" | "a packed file (.gz)" => {
            "tệp nén"
        }
        "a Rich Text file (.rtf)" => "tệp Rich Text (.rtf)",
        "an image" => "ảnh",
        "an OpenDocument file" => "tệp OpenDocument",
        "a web archive (.mht)" => "trang web lưu dạng .mht",
        "a Word XML file" | "an XML file" => "tệp XML",
        "a program" => "chương trình máy tính",
        "a document of Word 95 or older" | "a document of Word 2 or older" => "văn bản Word 95 hoặc cũ hơn",
        "a file that holds no text" => "tệp không chứa chữ",
        "a file of an old office program" => "tệp của chương trình văn phòng cũ",
        "file size" => "kích thước tệp",
        "text" => "phần chữ",
        "table cells" => "số ô bảng",
        "a workbook" => "bảng tính",
        "time to read it" => "thời gian đọc",
        "nesting" => "số cấp lồng nhau",
        "an unpacked part" => "một phần của tệp nén",
        "number of parts" => "số phần của tệp nén",
        "zip directory" | "zip entry" | "no main part" | "XML of a part" => "gói .docx",
        "Word 97 tables" => "cấu trúc .doc",
        "its pages" | "its table of objects" => "cấu trúc PDF",
        "some characters could not be read" => "có chữ không đọc được",
        "an inserted file" => "tệp chèn bên trong",
        "deleted text of tracked changes" => "đoạn đã bị xóa khi sửa đổi (Track Changes)",
        "hidden text" | "hidden text of the web page" => "chữ ẩn",
        "web page around the document" => "phần trang web bao quanh văn bản",
        other => other,
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

/// Fields of a task that bear a mark, in the order of the form.
pub(crate) const FIELDS: [&str; 6] = ["lead", "coordinating", "places", "deadline", "product", "report_to"];

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

/// Where a lead that its task does not name was found.
pub(crate) fn lead_from(from: LeadFrom) -> &'static str {
    match from {
        LeadFrom::Text => "nhiệm vụ",
        LeadFrom::Heading => "đề mục",
        LeadFrom::Context => "câu trước",
        LeadFrom::None => "",
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
    Some(match &*finding.code {
        "no-lead" | "joint-lead" | "no-deadline" => return None,
        "read-by-machine" => "chữ do máy nhận dạng từ bản quét: cần đối chiếu với bản gốc".to_owned(),
        "converted-encoding" => format!("đã chuyển từ bảng mã cũ {detail}"),
        "left-out" => format!("đã bỏ qua: {}", named(detail)),
        "damaged" => format!("tệp hỏng một phần: {}", named(detail)),
        "no-task" => "không tìm thấy nhiệm vụ nào".to_owned(),
        "identity-missing" => format!("không thấy {} của văn bản", identity_field(detail)),
        // A newer reader may know more than this table: its code is better than silence.
        code => format!("{code} {detail}").trim_end().to_owned(),
    })
}

/// Name of a field of the document's identity.
pub(crate) fn identity_field(name: &str) -> &str {
    match name {
        "number" => "số, ký hiệu",
        "kind" => "loại văn bản",
        "issuer" => "cơ quan ban hành",
        "issued_on" => "ngày ban hành",
        "title" => "trích yếu",
        other => other,
    }
}

/// A role in the words of the office.
pub(crate) fn role(role: Role) -> &'static str {
    match role {
        Role::Clerk => "Văn phòng, chuyên viên theo dõi",
        Role::Leader => "Lãnh đạo Ủy ban nhân dân tỉnh",
        Role::AgencyHead => "Lãnh đạo đơn vị",
        Role::AgencyOfficer => "Cán bộ đầu mối của đơn vị",
        Role::CommuneOfficer => "Cán bộ cấp xã",
        Role::Auditor => "Kiểm tra, thanh tra",
        Role::Administrator => "Quản trị hệ thống",
    }
}

/// What the proof of the data found, in one sentence.
pub(crate) fn proof(proof: &Proof) -> String {
    let Proof {
        lines,
        records,
        contents,
        head,
        faults,
        ..
    } = proof;
    let looked_at = format!("{lines} dòng nhật ký, {records} bản ghi, {contents} tệp; mã băm dòng cuối {head}");
    match faults {
        0 => format!("Nguyên vẹn: {looked_at}"),
        faults => format!("KHÔNG nguyên vẹn, {faults} lỗi: {looked_at}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_cannot_write_to_the_terminal() {
        assert_eq!(printable("Sở\u{1b}[2J\u{9b}31m Y tế\u{202e}"), "Sở�[2J�31m Y tế�");
    }

    #[test]
    fn findings_are_told_once_and_none_is_lost() {
        let told = |code: &str| {
            finding(&Finding {
                code: code.to_owned().into(),
                detail: Some("x".to_owned()),
                span: None,
            })
        };
        assert_eq!(told("no-lead"), None);
        assert_eq!(told("brand-new").as_deref(), Some("brand-new x"));
    }

    #[test]
    fn every_reason_is_one_line_in_vietnamese() {
        let reasons = [
            ExtractError::Empty,
            ExtractError::Unsupported("x"),
            ExtractError::Encrypted,
            ExtractError::Damaged("x"),
            ExtractError::TooLarge("x"),
            ExtractError::NoText,
            ExtractError::NeedsRecognition,
            ExtractError::NoRecogniser,
        ];
        for reason in reasons {
            let line = unreadable(&reason);
            assert!(line.lines().count() == 1 && line.contains("hãy "), "{line}");
        }
    }
}
