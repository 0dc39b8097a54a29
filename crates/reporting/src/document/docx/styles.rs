//! A paragraph style for each component of the decree.

use std::fmt::Display;

use crate::document::layout::{self, Component, FONT, Layout, RULES};
use crate::xml::Xml;

use super::paragraph::{LANGUAGE, Style};

/// Size of the letters in tables, in points. The decree gives none: two less than the body, so that columns have room.
pub(super) const TABLE_SIZE: u8 = 12;

/// Identifier of a component's style.
pub(super) fn id(component: Component) -> &'static str {
    describe(component).id
}

/// What a style is called and where its paragraphs stand.
struct Described {
    id: &'static str,
    /// The name that Word shows. Headings bear Word's own names, by which screen readers and tables of contents find them.
    name: &'static str,
    align: &'static str,
    /// Depth in the outline of the document, from zero.
    outline: Option<u8>,
}

fn describe(component: Component) -> Described {
    let of = |id, name, align, outline| Described {
        id,
        name,
        align,
        outline,
    };
    match component {
        Component::Nation => of("QuocHieu", "Quốc hiệu", "center", None),
        Component::Motto => of("TieuNgu", "Tiêu ngữ", "center", None),
        Component::Superior => of("CoQuanChuQuan", "Cơ quan chủ quản", "center", None),
        Component::Organ => of("CoQuanBanHanh", "Cơ quan ban hành", "center", None),
        Component::Number => of("SoKyHieu", "Số, ký hiệu", "center", None),
        Component::PlaceAndDay => of("DiaDanhThoiGian", "Địa danh và thời gian", "center", None),
        Component::Kind => of("TenLoai", "Title", "center", None),
        Component::Subject => of("TrichYeu", "Subtitle", "center", None),
        Component::LetterSubject => of("TrichYeuCongVan", "Trích yếu công văn", "center", None),
        Component::Basis => of("CanCu", "Căn cứ", "both", None),
        Component::Body => of("NoiDung", "Body Text", "both", None),
        Component::PartNumber => of("SoPhan", "Số thứ tự phần", "center", None),
        Component::PartTitle => of("TieuDePhan", "heading 1", "center", Some(0)),
        Component::Section => of("Muc", "heading 2", "both", Some(1)),
        Component::Article => of("Dieu", "heading 3", "both", Some(2)),
        Component::Clause => of("Khoan", "heading 4", "both", Some(3)),
        Component::Point => of("Diem", "heading 5", "both", Some(4)),
        Component::Power => of("QuyenHanChucVu", "Quyền hạn, chức vụ", "center", None),
        Component::Signer => of("HoTenNguoiKy", "Họ tên người ký", "center", None),
        Component::Addressees => of("KinhGui", "Kính gửi", "left", None),
        Component::RecipientsWord => of("TuNoiNhan", "Từ Nơi nhận", "left", None),
        Component::Recipients => of("NoiNhan", "Nơi nhận", "left", None),
        Component::Urgency => of("DoKhan", "Độ khẩn", "center", None),
        Component::Circulation => of("PhamViLuuHanh", "Phạm vi lưu hành", "center", None),
        Component::Drafter => of("NguoiSoanThao", "Ký hiệu người soạn thảo", "left", None),
        Component::Contact => of("DiaChi", "footer", "center", None),
        Component::AnnexWord => of("PhuLuc", "Phụ lục", "center", None),
        Component::AnnexTitle => of("TenPhuLuc", "Tên phụ lục", "center", Some(0)),
        Component::AnnexReference => of("KemTheo", "Kèm theo văn bản", "center", None),
        Component::PageNumber => of("SoTrang", "header", "center", None),
    }
}

/// Whether a component's paragraphs are those of the running text, with its distances and its first line.
fn is_running(component: Component) -> bool {
    matches!(
        component,
        Component::Basis
            | Component::Body
            | Component::Section
            | Component::Article
            | Component::Clause
            | Component::Point
    )
}

/// The part of the package.
pub(super) fn part(layout: &Layout) -> String {
    let mut xml = Xml::part();
    xml.element("w:styles", &[("xmlns:w", &super::MAIN)], |xml| {
        defaults(xml, layout);
        xml.element(
            "w:style",
            &[("w:type", &"paragraph"), ("w:default", &1), ("w:styleId", &"Normal")],
            |xml| xml.empty("w:name", &[("w:val", &"Normal")]),
        );
        for rule in &RULES {
            component(xml, rule, layout);
        }
        for style in [Style::TableHeading, Style::TableCell, Style::TableNote, Style::Rule] {
            other(xml, style);
        }
    });
    xml.finish()
}

fn defaults(xml: &mut Xml, layout: &Layout) {
    xml.element("w:docDefaults", &[], |xml| {
        xml.element("w:rPrDefault", &[], |xml| {
            xml.element("w:rPr", &[], |xml| {
                let fonts: [(&str, &dyn Display); 4] = [
                    ("w:ascii", &FONT),
                    ("w:hAnsi", &FONT),
                    ("w:eastAsia", &FONT),
                    ("w:cs", &FONT),
                ];
                xml.empty("w:rFonts", &fonts);
                xml.empty("w:color", &[("w:val", &"000000")]);
                size(xml, layout.size(Component::Body));
                xml.empty("w:lang", &[("w:val", &LANGUAGE), ("w:eastAsia", &LANGUAGE)]);
            });
        });
        xml.element("w:pPrDefault", &[], |_| {});
    });
}

fn component(xml: &mut Xml, rule: &layout::Rule, layout: &Layout) {
    let described = describe(rule.component);
    let letters = Letters {
        size: layout.size(rule.component),
        bold: rule.bold,
        italic: rule.italic,
        is_red: rule.component == Component::Urgency,
    };
    style(xml, described.id, described.name, letters, |xml| {
        if described.outline.is_some() {
            xml.empty("w:keepNext", &[]);
        }
        if is_running(rule.component) {
            // 240 is a single line, whatever the size.
            let line = i64::from(layout.line_spacing()) * 240 / 100;
            let gap = i64::from(layout.paragraph_gap()) * 20;
            let spacing: [(&str, &dyn Display); 3] = [("w:after", &gap), ("w:line", &line), ("w:lineRule", &"auto")];
            xml.empty("w:spacing", &spacing);
            xml.empty("w:ind", &[("w:firstLine", &layout.first_line_twips())]);
        } else if let Some((before, after)) = distances(rule.component) {
            xml.empty("w:spacing", &[("w:before", &before), ("w:after", &after)]);
        }
        xml.empty("w:jc", &[("w:val", &described.align)]);
        if let Some(depth) = described.outline {
            xml.empty("w:outlineLvl", &[("w:val", &depth)]);
        }
    });
}

/// Room above and below, in twips, of what does not stand in the running text. 120 are the 6 pt between number and subject
/// of a letter (section II, clause 5 b); the others the decree leaves open.
fn distances(component: Component) -> Option<(u16, u16)> {
    match component {
        Component::LetterSubject => Some((120, 0)),
        Component::PartNumber => Some((240, 0)),
        Component::PartTitle => Some((0, 120)),
        Component::AnnexReference => Some((60, 60)),
        _ => None,
    }
}

fn other(xml: &mut Xml, of: Style) {
    let letters = |size, bold, italic| Letters {
        size,
        bold,
        italic,
        is_red: false,
    };
    let spacing = |xml: &mut Xml, around: u16| {
        xml.empty("w:spacing", &[("w:before", &around), ("w:after", &around)]);
    };
    match of {
        Style::TableHeading => style(xml, of.id(), "Đầu bảng", letters(TABLE_SIZE, true, false), |xml| {
            spacing(xml, 40);
            xml.empty("w:jc", &[("w:val", &"center")]);
        }),
        Style::TableCell => style(xml, of.id(), "Ô bảng", letters(TABLE_SIZE, false, false), |xml| {
            spacing(xml, 40);
        }),
        Style::TableNote => style(
            xml,
            of.id(),
            "Ghi chú bảng",
            letters(TABLE_SIZE, false, true),
            |xml| {
                spacing(xml, 60);
                xml.empty("w:jc", &[("w:val", &"right")]);
            },
        ),
        // One point high: what it carries is the line, or the end of a section.
        Style::Rule => style(xml, of.id(), "Đường kẻ", letters(1, false, false), |xml| {
            let exact: [(&str, &dyn Display); 3] = [("w:after", &0), ("w:line", &40), ("w:lineRule", &"exact")];
            xml.empty("w:spacing", &exact);
        }),
        Style::Of(_) => {}
    }
}

#[derive(Clone, Copy)]
struct Letters {
    size: u8,
    bold: bool,
    italic: bool,
    is_red: bool,
}

fn style(xml: &mut Xml, id: &str, name: &str, letters: Letters, paragraph: impl FnOnce(&mut Xml)) {
    xml.element("w:style", &[("w:type", &"paragraph"), ("w:styleId", &id)], |xml| {
        xml.empty("w:name", &[("w:val", &name)]);
        xml.empty("w:basedOn", &[("w:val", &"Normal")]);
        xml.empty("w:qFormat", &[]);
        xml.element("w:pPr", &[], paragraph);
        xml.element("w:rPr", &[], |xml| {
            if letters.bold {
                xml.empty("w:b", &[]);
            }
            if letters.italic {
                xml.empty("w:i", &[]);
            }
            if letters.is_red {
                xml.empty("w:color", &[("w:val", &"FF0000")]);
            }
            size(xml, letters.size);
        });
    });
}

/// The format counts half points.
fn size(xml: &mut Xml, points: u8) {
    let half = u16::from(points) * 2;
    xml.empty("w:sz", &[("w:val", &half)]);
    xml.empty("w:szCs", &[("w:val", &half)]);
}
