//! What a section is for, from the words of its heading (PHRASES.md sections 2 and 10).

/// Whether the points of a section are orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// Purposes, requirements, viewpoints, assessments, legal bases, scope: no orders.
    Reasons,
    /// Objectives and targets.
    Goals,
    /// Tasks, solutions, contents.
    Tasks,
    /// Organisation of the work: who does what.
    Organisation,
    /// Money: orders only where an agency is told to do something.
    Funding,
}

/// The section a heading opens, when its words say so.
pub(crate) fn section(heading: &str) -> Option<Section> {
    let heading = heading.trim().trim_end_matches([':', '.', ' ']);
    if heading.len() > 260 {
        return None;
    }
    let opens = |words: &[&str]| words.iter().any(|word| heading.starts_with(word));
    let has = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    if opens(&["tổ chức thực hiện", "phân công", "trách nhiệm", "tổ chức triển khai"])
        || has(&[
            "phân công nhiệm vụ",
            "phân công trách nhiệm",
            "phân công tổ chức",
            "tổ chức thực hiện",
        ])
    {
        return Some(Section::Organisation);
    }
    let tasks = has(&[
        "nhiệm vụ",
        "giải pháp",
        "nội dung",
        "công việc",
        "hoạt động",
        "biện pháp",
    ]);
    if opens(&[
        "mục tiêu",
        "chỉ tiêu",
        "các chỉ tiêu",
        "các mục tiêu",
        "một số chỉ tiêu",
    ]) && !tasks
    {
        return Some(Section::Goals);
    }
    if opens(&[
        "kinh phí",
        "nguồn kinh phí",
        "nguồn lực",
        "dự toán",
        "nguồn vốn",
        "cơ chế tài chính",
    ]) && !tasks
    {
        return Some(Section::Funding);
    }
    let reasons = opens(&[
        "mục đích",
        "yêu cầu",
        "quan điểm",
        "đánh giá",
        "tình hình",
        "thực trạng",
        "kết quả",
        "những kết quả",
        "tồn tại",
        "hạn chế",
        "nguyên nhân",
        "căn cứ",
        "phạm vi",
        "đối tượng",
        "cơ sở",
        "sự cần thiết",
        "khái quát",
        "đặc điểm",
        "bối cảnh",
        "nhận định",
        "dự báo",
        "giải thích",
        "nguyên tắc",
        "hiệu lực",
        "khó khăn",
        "ưu điểm",
        "bài học",
        "về kết quả",
        "một số kết quả",
        "thông tin chung",
        "điều khoản",
        "định hướng chung",
        "tầm nhìn",
        "phương châm",
        "thời gian, địa điểm",
        "thành phần",
        "về tình hình",
    ]);
    // "Yêu cầu Giám đốc các sở …" orders, it does not head a section; those who call this pass headings only.
    if reasons && !(opens(&["yêu cầu", "kết quả", "đánh giá"]) && heading.len() > 90) {
        return Some(Section::Reasons);
    }
    (tasks
        && (opens(&[
            "nhiệm vụ",
            "các nhiệm vụ",
            "một số nhiệm vụ",
            "những nhiệm vụ",
            "nội dung",
            "các nội dung",
            "giải pháp",
            "các giải pháp",
            "về nhiệm vụ",
            "phương hướng",
            "chương trình",
            "biện pháp",
            "hoạt động",
            "các hoạt động",
            "danh mục",
        ]) || heading.len() < 120))
        .then_some(Section::Tasks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_sections_by_their_headings() {
        assert_eq!(section("mục đích, yêu cầu"), Some(Section::Reasons));
        assert_eq!(section("tổ chức thực hiện"), Some(Section::Organisation));
        assert_eq!(
            section("nhiệm vụ, giải pháp, phân công trách nhiệm"),
            Some(Section::Organisation)
        );
        assert_eq!(section("mục tiêu chủ yếu"), Some(Section::Goals));
        assert_eq!(section("nhiệm vụ, giải pháp"), Some(Section::Tasks));
        assert_eq!(section("mục tiêu, nhiệm vụ"), Some(Section::Tasks));
        assert_eq!(section("nguồn kinh phí thực hiện"), Some(Section::Funding));
        assert_eq!(section("công an tỉnh"), None);
    }
}
