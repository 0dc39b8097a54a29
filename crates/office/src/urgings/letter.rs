//! The letter of an urging: an official letter (công văn, form 1.5 of Decree 30/2020/NĐ-CP) to one agency, with the numbered
//! table of its tasks. Its words follow the step; the office edits, numbers and signs it.

use domain::Province;
use domain::urging::{Item, Level, Owed};
use jiff::civil::Date;
use reporting::document::{Archive, Block, Document, IssueDay, Issuer, Number, Signature, Subject, Text};
use reporting::table::{Cell, Column, Row, Table};

use crate::files::Checked;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// The division of the office that follows tasks of this field, in symbols and in the line `Lưu`.
const DIVISION: &str = "NC";

/// What a letter is made of.
pub(super) struct Letter<'a> {
    pub province: &'a Province,
    /// Name of the agency.
    pub agency: &'a str,
    /// Name of the agency above it.
    pub superior: Option<&'a str>,
    /// Whether the step wants the superiors to be told.
    pub tells_superior: bool,
    pub level: Level,
    /// Never empty.
    pub items: &'a [Item],
    /// The day as of which days were counted.
    pub as_of: Date,
    /// Working days within which an answer is due.
    pub answer_within: i32,
}

/// A day as documents print it: `05/01/2026`.
pub(super) fn day(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

impl Letter<'_> {
    /// The letter as a file.
    pub(super) fn file(&self) -> Checked {
        Checked {
            name: format!("{} - {}.docx", title(self.level), self.agency),
            media_type: DOCX.to_owned(),
            bytes: self.document().to_docx(),
        }
    }

    fn document(&self) -> Document {
        Document {
            issuer: self.issuer(),
            number: Number {
                number: None,
                symbol: format!("VP-{DIVISION}"),
            },
            place: place(&self.province.name).to_owned(),
            issued: IssueDay::InMonthOf(self.as_of),
            subject: Subject::Letter(about(self.level).to_owned()),
            addressees: self.addressees(),
            bases: Vec::new(),
            body: self.body(),
            signature: Signature {
                powers: Vec::new(),
                post: "Chánh Văn phòng".to_owned(),
                other_post: None,
                name: None,
            },
            recipients: self.recipients(),
            archive: Archive {
                unit: Some(DIVISION.to_owned()),
                copies: None,
            },
            urgency: None,
            circulation: None,
            drafter: None,
            contact: None,
            annexes: Vec::new(),
        }
    }

    /// `UBND TỈNH QUẢNG NGÃI` above `VĂN PHÒNG`.
    fn issuer(&self) -> Issuer {
        Issuer {
            superior: Some(format!("UBND {}", self.province.name)),
            organ: vec!["Văn phòng".to_owned()],
            name: self.province.office.clone(),
        }
    }

    fn addressees(&self) -> Vec<String> {
        let chair = format!("Chủ tịch Ủy ban nhân dân {}", self.province.name);
        let first = (self.level == Level::Inspection).then_some(chair);
        first.into_iter().chain([self.agency.to_owned()]).collect()
    }

    fn recipients(&self) -> Vec<String> {
        let mut recipients = Vec::new();
        if self.tells_superior {
            recipients.push("Chủ tịch, các Phó Chủ tịch UBND tỉnh (để báo cáo)".to_owned());
            // The committee itself is told through its chair.
            let other = self.superior.filter(|name| !name.starts_with("Ủy ban nhân dân tỉnh"));
            recipients.extend(other.map(|name| format!("{name} (để chỉ đạo)")));
        }
        recipients.push("Chánh Văn phòng, các Phó Chánh Văn phòng".to_owned());
        recipients
    }

    fn body(&self) -> Vec<Block> {
        let mut body = vec![Block::paragraph(self.finding()), Block::Table(self.table())];
        body.extend(self.demands().into_iter().map(Block::paragraph));
        body
    }

    /// What was found, and how much of it.
    fn finding(&self) -> Text {
        let count = self.items.len();
        let found = format!(
            "Qua theo dõi việc thực hiện các nhiệm vụ do Ủy ban nhân dân tỉnh, Chủ tịch Ủy ban nhân dân tỉnh giao, tính đến \
             ngày {}, {} còn {} quá hạn",
            day(self.as_of),
            self.agency,
            counted(count, "nhiệm vụ"),
        );
        let parts = [
            (Owed::Result, "nhiệm vụ chủ trì chưa hoàn thành"),
            (Owed::Answer, "phần việc phối hợp chưa trả lời"),
            (Owed::Receipt, "nhiệm vụ chưa tiếp nhận"),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .map(|(owed, words)| (self.items.iter().filter(|item| item.owed == owed).count(), words))
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| counted(count, words))
            .collect();
        format!("{found} (gồm {}), cụ thể như sau:", parts.join(", ")).into()
    }

    fn table(&self) -> Table {
        let columns = vec![
            Column::centred("STT", 5),
            Column::words("Nhiệm vụ", 38),
            Column::words("Văn bản giao nhiệm vụ", 22),
            Column::centred("Thời hạn", 11),
            Column::centred("Quá hạn (ngày)", 9),
        ];
        let mut table = Table::new(format!("Danh mục nhiệm vụ quá hạn của {}", self.agency), columns);
        for (number, item) in (1..).zip(self.items) {
            let document = item.document.clone().map_or(Cell::Empty, Cell::Text);
            table.rows.push(Row::Plain(vec![
                Cell::Count(number),
                Cell::Text(words_of(item)),
                document,
                Cell::Day(item.due),
                Cell::Count(item.days_late),
            ]));
        }
        table
    }

    /// What is asked of the agency, and what follows.
    fn demands(&self) -> Vec<Text> {
        let (office, agency) = (&self.province.office, self.agency);
        let answer = format!(
            "báo cáo Ủy ban nhân dân tỉnh (qua {office}) trong {} kể từ ngày ban hành văn bản này",
            counted(usize::try_from(self.answer_within).unwrap_or(0), "ngày làm việc"),
        );
        let again = self.items.iter().filter(|item| item.level == self.level).count();
        let again = counted(again, "nhiệm vụ");
        let obstacles = "Trường hợp có khó khăn, vướng mắc, đề nghị báo cáo rõ nguyên nhân, trách nhiệm, đề xuất hướng xử \
                         lý và thời gian hoàn thành.";
        let paragraphs: Vec<String> = match self.level {
            Level::Reminder => vec![format!(
                "{office} đề nghị {agency} khẩn trương thực hiện các nhiệm vụ nêu trên, {answer}."
            )],
            Level::FirstLetter => vec![
                format!("{office} đề nghị {agency} khẩn trương hoàn thành các nhiệm vụ nêu trên, {answer}."),
                obstacles.to_owned(),
            ],
            Level::SecondLetter => vec![
                format!(
                    "{office} đã có văn bản đôn đốc lần 1 nhưng đến nay {again} trong danh mục trên vẫn chưa được thực \
                     hiện xong. Đề nghị người đứng đầu {agency} trực tiếp chỉ đạo, khẩn trương hoàn thành, {answer}; chịu \
                     trách nhiệm trước Ủy ban nhân dân tỉnh, Chủ tịch Ủy ban nhân dân tỉnh về việc chậm thực hiện nhiệm vụ."
                ),
                obstacles.to_owned(),
            ],
            Level::Report => vec![
                format!(
                    "{office} đã hai lần có văn bản đôn đốc nhưng đến nay {again} trong danh mục trên vẫn chưa được thực \
                     hiện xong. {office} nêu việc chậm thực hiện các nhiệm vụ này trong báo cáo tháng trình Ủy ban nhân dân \
                     tỉnh, Chủ tịch Ủy ban nhân dân tỉnh."
                ),
                format!(
                    "Đề nghị người đứng đầu {agency} trực tiếp chỉ đạo, hoàn thành ngay các nhiệm vụ nêu trên, {answer}, \
                     nêu rõ nguyên nhân và trách nhiệm của tập thể, cá nhân có liên quan."
                ),
            ],
            Level::Inspection => vec![
                format!(
                    "Việc chậm thực hiện {again} trong danh mục trên đã được đôn đốc bằng văn bản và nêu trong báo cáo \
                     tháng nhưng chưa được khắc phục. {office} kính trình Chủ tịch Ủy ban nhân dân tỉnh xem xét, chỉ đạo \
                     kiểm tra việc thực hiện các nhiệm vụ này tại {agency}."
                ),
                format!(
                    "Đề nghị {agency} chuẩn bị hồ sơ, tài liệu có liên quan để làm việc khi có yêu cầu, đồng thời {answer}."
                ),
            ],
        };
        paragraphs.into_iter().map(Text::new).collect()
    }
}

/// The task with its running number, and what is owed where it is not the result.
fn words_of(item: &Item) -> String {
    let owed = match item.owed {
        Owed::Result => "",
        Owed::Answer => " (phần việc phối hợp chưa trả lời)",
        Owed::Receipt => " (chưa tiếp nhận)",
    };
    format!("{}{owed}", item.text.trim_end_matches(['.', ';']))
}

/// A count as documents write it: below ten with a zero in front.
fn counted(count: usize, what: &str) -> String {
    format!("{count:02} {what}")
}

/// The place of the letterhead: the name of the province without its kind.
fn place(province: &str) -> &str {
    let bare = province.strip_prefix("tỉnh ").or(province.strip_prefix("thành phố "));
    bare.unwrap_or(province)
}

/// What a letter is about, after `V/v`.
fn about(level: Level) -> &'static str {
    match level {
        Level::Reminder => "nhắc thực hiện nhiệm vụ quá hạn",
        Level::FirstLetter => "đôn đốc thực hiện nhiệm vụ quá hạn (lần 1)",
        Level::SecondLetter => "đôn đốc thực hiện nhiệm vụ quá hạn (lần 2)",
        Level::Report => "nêu trong báo cáo tháng việc chậm thực hiện nhiệm vụ",
        Level::Inspection => "đề xuất kiểm tra việc thực hiện nhiệm vụ quá hạn",
    }
}

/// The first words of a letter's file name.
fn title(level: Level) -> &'static str {
    match level {
        Level::Reminder => "Công văn nhắc",
        Level::FirstLetter => "Công văn đôn đốc lần 1",
        Level::SecondLetter => "Công văn đôn đốc lần 2",
        Level::Report => "Công văn nêu trong báo cáo",
        Level::Inspection => "Công văn đề xuất kiểm tra",
    }
}

#[cfg(test)]
mod tests {
    use domain::id::{ProvinceId, TaskId};
    use jiff::civil::date;
    use reading::extract::{Limits, extract};
    use uuid::Uuid;

    use super::*;

    fn item(owed: Owed, level: Level, days_late: i64) -> Item {
        Item {
            task: TaskId(Uuid::now_v7()),
            number: days_late,
            text: format!("Rà soát công tác phòng cháy, chữa cháy tại {days_late} chợ."),
            document: Some("Kế hoạch số 174/KH-UBND ngày 05/01/2026".into()),
            owed,
            due: date(2026, 11, 27).saturating_sub(jiff::Span::new().days(days_late)),
            days_late,
            level,
            last_report: None,
        }
    }

    /// What a reader of the letter sees.
    fn text(level: Level, superior: Option<&str>, tells_superior: bool) -> String {
        let province = Province {
            id: ProvinceId(Uuid::now_v7()),
            version: 1,
            code: "51".into(),
            name: "tỉnh Quảng Ngãi".into(),
            office: "Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi".into(),
            demo: true,
        };
        let items = [
            item(Owed::Result, level, 46),
            item(Owed::Answer, Level::Reminder, 3),
            item(Owed::Receipt, Level::Reminder, 2),
        ];
        let letter = Letter {
            province: &province,
            agency: "Sở Xây dựng",
            superior,
            tells_superior,
            level,
            items: &items,
            as_of: date(2026, 11, 27),
            answer_within: 3,
        };
        let file = letter.file();
        assert_eq!(file.name, format!("{} - Sở Xây dựng.docx", title(level)));
        extract(&file.bytes, &Limits::default()).unwrap().text
    }

    #[test]
    fn a_letter_has_its_parts_its_table_and_its_end() {
        let read = text(Level::FirstLetter, None, false);
        for words in [
            "UBND TỈNH QUẢNG NGÃI",
            "VĂN PHÒNG",
            "/VP-NC",
            "V/v đôn đốc thực hiện nhiệm vụ quá hạn (lần 1)",
            "Kính gửi: Sở Xây dựng",
            "Quảng Ngãi, ngày",
            "03 nhiệm vụ quá hạn",
            "01 nhiệm vụ chủ trì chưa hoàn thành, 01 phần việc phối hợp chưa trả lời, 01 nhiệm vụ chưa tiếp nhận",
            "STT",
            "Rà soát công tác phòng cháy, chữa cháy tại 46 chợ",
            "Kế hoạch số 174/KH-UBND ngày 05/01/2026",
            "12/10/2026",
            "trong 03 ngày làm việc",
            "./.",
            "CHÁNH VĂN PHÒNG",
            "Lưu: VT, NC",
        ] {
            assert!(read.contains(words), "{words}\n{read}");
        }
        assert!(!read.contains("để báo cáo"), "{read}");
    }

    #[test]
    fn every_step_has_its_words_and_tells_whom_it_has_to() {
        let second = text(Level::SecondLetter, Some("Sở Nội vụ"), true);
        for words in [
            "(lần 2)",
            "đã có văn bản đôn đốc lần 1 nhưng đến nay 01 nhiệm vụ",
            "Chủ tịch, các Phó Chủ tịch UBND tỉnh (để báo cáo)",
            "Sở Nội vụ (để chỉ đạo)",
        ] {
            assert!(second.contains(words), "{words}\n{second}");
        }
        let named = text(Level::Report, None, true);
        assert!(named.contains("trong báo cáo tháng trình"), "{named}");
        let inspection = text(Level::Inspection, None, true);
        assert!(
            inspection.contains("Chủ tịch Ủy ban nhân dân tỉnh Quảng Ngãi"),
            "{inspection}"
        );
        assert!(inspection.contains("kính trình Chủ tịch"), "{inspection}");
        let reminder = text(Level::Reminder, None, false);
        assert!(reminder.contains("nhắc thực hiện nhiệm vụ quá hạn"), "{reminder}");
    }
}
