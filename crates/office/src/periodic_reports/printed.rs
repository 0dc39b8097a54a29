//! A report on paper: the document in the layout of Decree 30/2020 with its annexes, and the annexes as a workbook.

use domain::agency::Level as AgencyLevel;
use domain::figures::{Counts, Figure};
use domain::periodic_report::{AgencyRow, ReportFigures};
use domain::{PeriodicReport, Province, urging};
use jiff::civil::Date;
use reporting::document::{
    Annex, Archive, Block, Document, IssueDay, Issuer, Level, Number, Orientation, Signature, Subject, Text,
};
use reporting::table::{Cell, Column, Row, Table};
use reporting::workbook::{Sheet, Workbook};

use crate::error::{Error, Result};

/// The symbol of a report of the office that has no number yet.
const SYMBOL: &str = "BC-VP";

/// Its bytes.
pub(super) struct Printed {
    pub(super) document: Vec<u8>,
    pub(super) annex: Vec<u8>,
}

/// Number and symbol of a typed `128/BC-VP`.
pub(super) fn number_in(typed: &str) -> Option<(u32, &str)> {
    let (number, symbol) = typed.trim().split_once('/')?;
    Some((number.trim().parse().ok()?, symbol.trim())).filter(|(_, symbol)| !symbol.is_empty())
}

/// Who carried out the tasks, in a sentence.
pub(super) fn who(province: &Province) -> String {
    format!("các cơ quan, đơn vị, địa phương của {}", province.name)
}

/// The report printed; `signed_on` is the day of the signature, none while it is a draft.
pub(super) fn printed(
    report: &PeriodicReport,
    province: &Province,
    figures: &ReportFigures,
    signed_on: Option<Date>,
) -> Result<Printed> {
    let annexes = annexes(report, figures);
    let document = document(report, province, figures, &annexes, signed_on);
    let sheets = annexes.into_iter().map(|annex| {
        let mut sheet = Sheet::new(annex.sheet, annex.title, annex.table);
        sheet.above.extend(annex.note);
        sheet.below = annex.below;
        sheet
    });
    let workbook = Workbook {
        title: report.title(),
        day: signed_on.unwrap_or(report.data_on),
        sheets: sheets.collect(),
    };
    Ok(Printed {
        document: document.to_docx(),
        annex: workbook.to_xlsx().map_err(|error| Error::Failed(error.into()))?,
    })
}

fn document(
    report: &PeriodicReport,
    province: &Province,
    figures: &ReportFigures,
    annexes: &[Listed],
    signed_on: Option<Date>,
) -> Document {
    let (number, symbol) = report
        .number
        .as_deref()
        .and_then(number_in)
        .map_or((None, SYMBOL), |(number, symbol)| (Some(number), symbol));
    let committee = format!("Ủy ban nhân dân {}", province.name);
    Document {
        issuer: Issuer {
            superior: Some(format!("UBND {}", province.name).to_uppercase()),
            organ: vec!["VĂN PHÒNG".to_owned()],
            name: province.office.clone(),
        },
        number: Number {
            number,
            symbol: symbol.to_owned(),
        },
        place: place(province).to_owned(),
        issued: signed_on.map_or(IssueDay::InMonthOf(report.data_on), IssueDay::On),
        subject: Subject::Named {
            kind: "Báo cáo".to_owned(),
            about: report.title(),
        },
        addressees: vec![committee],
        bases: Vec::new(),
        body: body(report, province, figures),
        signature: Signature {
            powers: Vec::new(),
            post: "Chánh Văn phòng".to_owned(),
            other_post: None,
            name: None,
        },
        recipients: vec![
            "Như trên".to_owned(),
            "Các cơ quan, đơn vị có tên tại Phụ lục".to_owned(),
        ],
        archive: Archive::default(),
        urgency: None,
        circulation: None,
        drafter: None,
        contact: None,
        annexes: annexes.iter().map(Listed::annex).collect(),
    }
}

/// The name of the province without the word for what it is.
fn place(province: &Province) -> &str {
    let name = province.name.as_str();
    ["tỉnh ", "thành phố ", "Tỉnh ", "Thành phố "]
        .iter()
        .find_map(|word| name.strip_prefix(word))
        .unwrap_or(name)
}

fn body(report: &PeriodicReport, province: &Province, figures: &ReportFigures) -> Vec<Block> {
    let mut sentences = report.sentences(&who(province), figures).into_iter();
    let mut body = vec![Block::heading(Level::Section, "Kết quả thực hiện nhiệm vụ")];
    body.extend(sentences.next().map(Block::paragraph));
    body.extend(sentences.map(|sentence| Block::Numbered(Level::Clause, Text::new(sentence))));
    body.push(Block::paragraph(format!("{}.", report.population_words())));
    let mut section = |heading: &str, words: &str| {
        let paragraphs: Vec<&str> = words.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if !paragraphs.is_empty() {
            body.push(Block::heading(Level::Section, heading));
            body.extend(paragraphs.into_iter().map(Block::paragraph));
        }
    };
    section("Nhận xét, đánh giá", &report.assessment);
    section("Kiến nghị", &report.proposals);
    body.push(Block::Paragraph(Text::default().italic("(Phụ lục kèm theo)")));
    body
}

/// An annex: on paper and as a sheet.
struct Listed {
    sheet: &'static str,
    title: String,
    orientation: Orientation,
    note: Option<String>,
    table: Table,
    below: Vec<String>,
}

impl Listed {
    fn annex(&self) -> Annex {
        let mut body = vec![Block::Table(self.table.clone())];
        body.extend(self.below.iter().map(|line| Block::paragraph(line.as_str())));
        Annex {
            title: self.title.clone(),
            orientation: self.orientation,
            note: self.note.as_ref().map(|note| format!("({note})")),
            body,
        }
    }
}

fn annexes(report: &PeriodicReport, figures: &ReportFigures) -> Vec<Listed> {
    let mut annexes = vec![Listed {
        sheet: "Số liệu",
        title: report.title(),
        orientation: Orientation::Landscape,
        note: Some(report.population_words()),
        table: by_agency(report, figures),
        below: vec![
            format!("Tỷ lệ tính trên {}.", report.denominator.words()),
            "Nhiệm vụ giao nhiều cơ quan cùng chủ trì được tính cho từng cơ quan, chỉ tính một lần ở dòng Tổng cộng."
                .to_owned(),
        ],
    }];
    if !figures.overdue.is_empty() {
        annexes.push(Listed {
            sheet: "Quá hạn",
            title: "Danh mục nhiệm vụ quá hạn chưa hoàn thành".to_owned(),
            orientation: Orientation::Portrait,
            note: Some(report.data_words()),
            table: overdue(figures),
            below: Vec::new(),
        });
    }
    if !figures.faults.is_empty() {
        annexes.push(Listed {
            sheet: "Báo cáo",
            title: "Việc chấp hành chế độ báo cáo".to_owned(),
            orientation: Orientation::Portrait,
            note: Some(report.data_words()),
            table: faults(figures),
            below: Vec::new(),
        });
    }
    if !figures.named.is_empty() {
        annexes.push(Listed {
            sheet: "Nêu tên",
            title: "Cơ quan, đơn vị đã được đôn đốc nhưng chưa thực hiện".to_owned(),
            orientation: Orientation::Portrait,
            note: Some(report.data_words()),
            table: named(figures),
            below: Vec::new(),
        });
    }
    annexes
}

/// The annex table of the form.
fn by_agency(report: &PeriodicReport, figures: &ReportFigures) -> Table {
    let mut table = Table::new(
        report.title(),
        vec![
            Column::centred("TT", 5),
            Column::words("Tên đơn vị", 34),
            Column::figures("Tổng số", 8),
            Column::figures("HT trong hạn", 9),
            Column::figures("HT trễ hạn", 9),
            Column::figures("Chưa HT trong hạn", 10),
            Column::figures("Chưa HT trễ hạn", 10),
            Column::figures("Tỷ lệ HT đúng hạn", 10),
            Column::figures("Tỷ lệ HT trễ hạn", 10),
            Column::figures("Tỷ lệ chưa HT trễ hạn", 10),
            Column::words("Ghi chú", 16),
        ],
    );
    let mut level: Option<Option<AgencyLevel>> = None;
    for (number, row) in (1_i64..).zip(&figures.agencies) {
        if level != Some(row.level) {
            level = Some(row.level);
            table.rows.push(Row::Heading(group(row).to_owned()));
        }
        table
            .rows
            .push(Row::Plain(cells(report, Cell::count(number), &row.name, &row.counts)));
    }
    table
        .rows
        .push(Row::Total(cells(report, Cell::Empty, "Tổng cộng", &figures.total)));
    table
}

fn group(row: &AgencyRow) -> &'static str {
    match row.level {
        Some(AgencyLevel::Province) => "Cấp Sở",
        Some(AgencyLevel::Commune) => "Cấp Xã",
        Some(AgencyLevel::District) => "Cấp Huyện",
        Some(AgencyLevel::Central) => "Cơ quan trung ương",
        None => "Nhóm cơ quan",
    }
}

fn cells(report: &PeriodicReport, number: Cell, name: &str, counts: &Counts) -> Vec<Cell> {
    let whole = counts.get(report.denominator.figure());
    let share = |figure| Cell::Share {
        part: u64::try_from(counts.get(figure)).unwrap_or(0),
        whole: u64::try_from(whole).unwrap_or(0),
    };
    let mut cells = vec![number, Cell::text(name)];
    cells.extend(
        [Figure::Total]
            .into_iter()
            .chain(Figure::CLASSES)
            .map(|figure| Cell::Count(counts.get(figure))),
    );
    cells.extend([Figure::DoneInTime, Figure::DoneLate, Figure::OpenLate].map(share));
    cells.push(match counts.open_without_deadline {
        0 => Cell::Empty,
        without => Cell::text(format!("Trong đó: {} không hạn", reporting::number::count(without))),
    });
    cells
}

fn overdue(figures: &ReportFigures) -> Table {
    let mut table = Table::new(
        "Danh mục nhiệm vụ quá hạn chưa hoàn thành",
        vec![
            Column::centred("STT", 5),
            Column::words("Nhiệm vụ", 40),
            Column::words("Văn bản giao nhiệm vụ", 20),
            Column::words("Cơ quan chủ trì thực hiện", 22),
            Column::centred("Thời hạn hoàn thành", 12),
        ],
    );
    table.rows = (1_i64..)
        .zip(&figures.overdue)
        .map(|(number, row)| {
            Row::Plain(vec![
                Cell::count(number),
                Cell::text(&row.text),
                Cell::text(&row.directive),
                Cell::text(&row.leads),
                row.due.map_or(Cell::Empty, Cell::Day),
            ])
        })
        .collect();
    table
}

fn faults(figures: &ReportFigures) -> Table {
    let mut table = Table::new(
        "Việc chấp hành chế độ báo cáo",
        vec![
            Column::centred("TT", 5),
            Column::words("Tên đơn vị", 40),
            Column::figures("Không báo cáo", 12),
            Column::figures("Báo cáo không kịp thời", 14),
            Column::figures("Báo cáo không bảo đảm chất lượng", 16),
        ],
    );
    table.rows = (1_i64..)
        .zip(&figures.faults)
        .map(|(number, row)| {
            Row::Plain(vec![
                Cell::count(number),
                Cell::text(&row.name),
                Cell::Count(row.faults.missing),
                Cell::Count(row.faults.late),
                Cell::Count(row.faults.poor),
            ])
        })
        .collect();
    table
}

fn named(figures: &ReportFigures) -> Table {
    let mut table = Table::new(
        "Cơ quan, đơn vị đã được đôn đốc nhưng chưa thực hiện",
        vec![
            Column::centred("TT", 5),
            Column::words("Tên đơn vị", 36),
            Column::figures("Số nhiệm vụ", 10),
            Column::words("Văn bản", 18),
            Column::centred("Ngày", 12),
            Column::words("Đề xuất", 18),
        ],
    );
    table.rows = (1_i64..)
        .zip(&figures.named)
        .map(|(number, row)| {
            Row::Plain(vec![
                Cell::count(number),
                Cell::text(&row.name),
                Cell::Count(row.tasks),
                Cell::text(&row.document),
                Cell::Day(row.on),
                Cell::text(match row.level {
                    urging::Level::Inspection => "Đề nghị kiểm tra",
                    _ => "Nêu tên trong báo cáo",
                }),
            ])
        })
        .collect();
    table
}
