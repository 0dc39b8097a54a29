//! Writes samples of everything that this crate makes, to be looked at as pages: two letters, a report with annexes, a
//! workbook, charts and a map. All words are invented.
//!
//!     cargo run -p reporting --example samples -- target/samples

use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

use jiff::civil::date;
use reporting::chart::{Band, Bar, Bars, Line, LineWords, Moment, Stacked, StackedBar, Told};
use reporting::document::{
    Annex, Archive, Block, Circulation, Document, IssueDay, Issuer, Level, Number, Orientation, Power, Signature,
    Subject, Text, Urgency,
};
use reporting::map::{Circle, Coordinates, Map, MapWords, Place};
use reporting::table::{Cell, Column, Row, Table};
use reporting::workbook::{Sheet, Workbook};

const CLASSES: [&str; 4] = [
    "Đã hoàn thành đúng hạn",
    "Đã hoàn thành quá hạn",
    "Chưa hoàn thành, trong hạn",
    "Chưa hoàn thành, quá hạn",
];

/// Invented figures of five offices: on time, late, open, overdue.
const OFFICES: [(&str, [u32; 4]); 5] = [
    ("Sở Mẫu Một", [41, 3, 12, 2]),
    ("Sở Mẫu Hai", [28, 6, 9, 5]),
    ("Ban Mẫu Ba", [17, 0, 4, 0]),
    ("UBND xã Suối Mẫu", [9, 2, 7, 4]),
    ("UBND phường Đồi Mẫu", [12, 1, 3, 1]),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("name a folder for the samples")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes);
    write("cong-van-don-doc.docx", &letter().to_docx())?;
    write("cong-van-mot-noi.docx", &short_letter().to_docx())?;
    write("bao-cao.docx", &report().to_docx())?;
    write("so-lieu.xlsx", &workbook().to_xlsx()?)?;
    write("so-lieu.csv", &figures().to_csv())?;
    write("dien-bien.svg", line().svg().as_bytes())?;
    write("bon-nhom.svg", stacked().svg().as_bytes())?;
    write("qua-han.svg", bars().svg().as_bytes())?;
    write("ban-do.svg", map().svg().as_bytes())?;
    Ok(())
}

fn committee() -> Issuer {
    Issuer {
        superior: None,
        organ: vec!["Ủy ban nhân dân".into(), "tỉnh Non Mẫu".into()],
        name: "Ủy ban nhân dân tỉnh Non Mẫu".into(),
    }
}

fn letter() -> Document {
    let mut overdue = Table::new(
        "Danh mục nhiệm vụ quá hạn",
        vec![
            Column::centred("STT", 5),
            Column::words("Nhiệm vụ", 40),
            Column::words("Văn bản giao nhiệm vụ", 22),
            Column::centred("Thời hạn hoàn thành", 13),
            Column::figures("Số ngày quá hạn", 9),
        ],
    );
    let tasks = [
        (
            "Xây dựng phương án chữa cháy rừng mùa khô",
            "Kế hoạch số 120/KH-UBND ngày 04/3/2026",
            5,
            16,
        ),
        (
            "Rà soát các điểm hay xảy ra tai nạn giao thông trên đường tỉnh",
            "Chỉ thị số 09/CT-UBND ngày 11/5/2026",
            31,
            20,
        ),
        (
            "Báo cáo kết quả diễn tập cứu nạn, cứu hộ cấp xã",
            "Công văn số 2210/UBND-NC ngày 02/7/2026",
            15,
            36,
        ),
    ];
    for (number, (task, document, day, late)) in (1..).zip(tasks) {
        overdue.rows.push(Row::Plain(vec![
            Cell::Count(number),
            task.into(),
            document.into(),
            Cell::Day(date(2026, 10, day)),
            Cell::Count(late),
        ]));
    }
    Document {
        issuer: committee(),
        number: Number {
            number: None,
            symbol: "UBND-NC".into(),
        },
        place: "Non Mẫu".into(),
        issued: IssueDay::InMonthOf(date(2026, 11, 27)),
        subject: Subject::Letter("đôn đốc thực hiện nhiệm vụ quá hạn (lần 2)".into()),
        addressees: vec![
            "Giám đốc Sở Mẫu Một".into(),
            "Giám đốc Sở Mẫu Hai".into(),
            "Chủ tịch Ủy ban nhân dân xã Suối Mẫu".into(),
        ],
        bases: Vec::new(),
        body: vec![
            Block::paragraph(
                "Qua theo dõi việc thực hiện nhiệm vụ Ủy ban nhân dân tỉnh giao, đến ngày 20 tháng 11 năm 2026 còn 03 nhiệm vụ \
                 đã quá hạn nhưng chưa có báo cáo kết quả, như sau:",
            ),
            Block::Table(overdue),
            Block::paragraph(
                Text::new("Ủy ban nhân dân tỉnh yêu cầu thủ trưởng các cơ quan có tên trên báo cáo kết quả ")
                    .bold("trước ngày 04 tháng 12 năm 2026")
                    .and(
                        ", nêu rõ nguyên nhân chậm, trách nhiệm và thời gian hoàn thành; gửi về Văn phòng để tổng hợp.",
                    ),
            ),
            Block::paragraph("Ủy ban nhân dân tỉnh yêu cầu các cơ quan nghiêm túc thực hiện."),
        ],
        signature: Signature {
            powers: vec![
                Power::ByOrder("Chủ tịch".into()),
                Power::ForHead("Chánh Văn phòng".into()),
            ],
            post: "Phó Chánh Văn phòng".into(),
            other_post: None,
            name: Some("Nguyễn Văn A".into()),
        },
        recipients: vec![
            "Chủ tịch, các Phó Chủ tịch UBND tỉnh (để báo cáo)".into(),
            "Lãnh đạo Văn phòng".into(),
        ],
        archive: Archive {
            unit: Some("NC".into()),
            copies: Some(2),
        },
        urgency: Some(Urgency::Urgent),
        circulation: Some(Circulation::Internal),
        drafter: Some("A.(12)".into()),
        contact: Some(
            "Số 1, đường Mẫu, tỉnh Non Mẫu – Điện thoại: 0000 000 000 – Thư điện tử: vanphong@mau.example".into(),
        ),
        annexes: Vec::new(),
    }
}

fn short_letter() -> Document {
    Document {
        issuer: Issuer {
            superior: Some("UBND tỉnh Non Mẫu".into()),
            organ: vec!["Sở Mẫu Một".into()],
            name: "Sở Mẫu Một".into(),
        },
        number: Number {
            number: Some(7),
            symbol: "SMM-VP".into(),
        },
        issued: IssueDay::On(date(2026, 2, 5)),
        subject: Subject::Letter("báo cáo kết quả thực hiện nhiệm vụ".into()),
        addressees: vec!["Ủy ban nhân dân tỉnh Non Mẫu".into()],
        body: vec![
            Block::paragraph(
                "Thực hiện Công văn số 15/UBND-NC ngày 20 tháng 01 năm 2026 của Ủy ban nhân dân tỉnh, Sở Mẫu Một báo cáo như sau:",
            ),
            Block::Numbered(
                Level::Clause,
                "Đã hoàn thành việc rà soát 12 điểm dân cư ven suối.".into(),
            ),
            Block::Numbered(
                Level::Clause,
                "Còn 02 điểm chờ kinh phí; kiến nghị Ủy ban nhân dân tỉnh xem xét.".into(),
            ),
        ],
        signature: Signature {
            powers: Vec::new(),
            post: "Giám đốc".into(),
            other_post: None,
            name: Some("Trần Thị B".into()),
        },
        recipients: vec!["Ban Giám đốc".into()],
        archive: Archive {
            unit: Some("VP".into()),
            copies: None,
        },
        urgency: None,
        circulation: None,
        drafter: None,
        contact: None,
        ..letter()
    }
}

fn report() -> Document {
    let mut overdue = Table::new(
        "Danh mục nhiệm vụ quá hạn",
        vec![
            Column::centred("STT", 5),
            Column::words("Nhiệm vụ", 48),
            Column::words("Văn bản giao nhiệm vụ", 26),
            Column::words("Cơ quan chủ trì thực hiện", 20),
            Column::centred("Thời hạn hoàn thành", 12),
        ],
    );
    for number in 1..=34 {
        overdue.rows.push(Row::Plain(vec![
            Cell::Count(number),
            format!("Nhiệm vụ mẫu số {number}: rà soát, thống kê, báo cáo tình hình và kết quả thực hiện trên địa bàn")
                .into(),
            "Kế hoạch số 120/KH-UBND ngày 04/3/2026".into(),
            OFFICES[usize::try_from(number).unwrap_or_default() % OFFICES.len()]
                .0
                .into(),
            Cell::Day(date(2026, 10, i8::try_from(number % 28 + 1).unwrap_or(1))),
        ]));
    }
    let annex = |title: &str, orientation, table| Annex {
        title: title.into(),
        orientation,
        note: Some("Số liệu tính đến ngày 14 tháng 11 năm 2026".into()),
        body: vec![Block::Table(table)],
    };
    Document {
        number: Number {
            number: Some(312),
            symbol: "BC-UBND".into(),
        },
        issued: IssueDay::On(date(2026, 11, 16)),
        subject: Subject::Named {
            kind: "Báo cáo".into(),
            about: "Kết quả thực hiện nhiệm vụ được giao tháng 11 năm 2026".into(),
        },
        addressees: Vec::new(),
        bases: vec![
            "Căn cứ Quy chế làm việc của Ủy ban nhân dân tỉnh".into(),
            "Theo đề nghị của Chánh Văn phòng Ủy ban nhân dân tỉnh".into(),
        ],
        body: vec![
            Block::paragraph(
                "Trong tháng 11 năm 2026, các cơ quan đã triển khai thực hiện 166 nhiệm vụ. Kết quả thực hiện như sau:",
            ),
            Block::heading(Level::Section, "Kết quả thực hiện"),
            Block::heading(Level::Clause, "Nhiệm vụ đã hoàn thành"),
            Block::Numbered(
                Level::Point,
                "Số nhiệm vụ hoàn thành đúng hạn: 107, đạt 64,5% tổng số nhiệm vụ được giao.".into(),
            ),
            Block::Numbered(
                Level::Point,
                "Số nhiệm vụ hoàn thành trễ hạn: 12, chiếm 7,2%. Các cơ quan có nhiều nhiệm vụ hoàn thành trễ hạn:"
                    .into(),
            ),
            Block::Dashes(vec![
                "Sở Mẫu Hai: 06 nhiệm vụ;".into(),
                "Sở Mẫu Một: 03 nhiệm vụ.".into(),
            ]),
            Block::heading(Level::Clause, "Nhiệm vụ chưa hoàn thành"),
            Block::paragraph(
                "Số nhiệm vụ đang thực hiện trong hạn: 35. Số nhiệm vụ trễ hạn nhưng chưa hoàn thành: 12.",
            ),
            Block::heading(Level::Section, "Kiến nghị"),
            Block::paragraph(
                "Đề nghị thủ trưởng các cơ quan tập trung hoàn thành các nhiệm vụ quá hạn trước ngày 15 tháng 12 năm 2026.",
            ),
            Block::paragraph("(Phụ lục kèm theo)"),
        ],
        signature: Signature {
            powers: vec![
                Power::ForCollective("Ủy ban nhân dân".into()),
                Power::ForHead("Chủ tịch".into()),
            ],
            post: "Phó Chủ tịch".into(),
            other_post: None,
            name: Some("Lê Văn C".into()),
        },
        recipients: vec![
            "Văn phòng Chính phủ (để báo cáo)".into(),
            "Các cơ quan có tên tại Phụ lục".into(),
        ],
        archive: Archive {
            unit: Some("TH".into()),
            copies: None,
        },
        urgency: None,
        circulation: None,
        drafter: None,
        contact: None,
        annexes: vec![
            annex(
                "Kết quả thực hiện nhiệm vụ theo cơ quan",
                Orientation::Landscape,
                figures(),
            ),
            annex("Danh mục nhiệm vụ quá hạn", Orientation::Portrait, overdue),
        ],
        ..letter()
    }
}

fn figures() -> Table {
    let mut table = Table::new(
        "Kết quả thực hiện nhiệm vụ theo cơ quan",
        vec![
            Column::centred("TT", 5),
            Column::words("Tên đơn vị", 30),
            Column::figures("Tổng số", 9),
            Column::figures("trong hạn", 9).under("Hoàn thành"),
            Column::figures("trễ hạn", 9).under("Hoàn thành"),
            Column::figures("trong hạn", 9).under("Chưa hoàn thành"),
            Column::figures("trễ hạn", 9).under("Chưa hoàn thành"),
            Column::figures("Tỷ lệ hoàn thành đúng hạn (trên tổng số)", 14),
            Column::words("Ghi chú", 12),
        ],
    );
    let cells = |name: Cell, number: Cell, counts: [u32; 4]| {
        let total: u32 = counts.iter().sum();
        let share = Cell::Share {
            part: counts[0].into(),
            whole: total.into(),
        };
        let counts = counts.map(Cell::count);
        [number, name, Cell::count(total)]
            .into_iter()
            .chain(counts)
            .chain([share, Cell::Empty])
            .collect()
    };
    let mut sum = [0; 4];
    for (at, (name, counts)) in OFFICES.into_iter().enumerate() {
        match at {
            0 => table.rows.push(Row::Heading("I. Cấp sở".into())),
            3 => table.rows.push(Row::Heading("II. Cấp xã".into())),
            _ => {}
        }
        for (sum, count) in sum.iter_mut().zip(counts) {
            *sum += count;
        }
        table
            .rows
            .push(Row::Plain(cells(name.into(), Cell::count(at + 1), counts)));
    }
    table.rows.push(Row::Total(cells("Tổng cộng".into(), Cell::Empty, sum)));
    table
}

fn workbook() -> Workbook {
    let mut sheet = Sheet::new("Theo cơ quan", "KẾT QUẢ THỰC HIỆN NHIỆM VỤ THEO CƠ QUAN", figures());
    sheet.above.push("Số liệu tính đến ngày 14 tháng 11 năm 2026".into());
    sheet.frozen_columns = 2;
    Workbook {
        title: "Kết quả thực hiện nhiệm vụ".into(),
        day: date(2026, 11, 16),
        sheets: vec![sheet],
    }
}

fn told(id: &str, title: &str, description: &str) -> Told {
    Told {
        id: id.into(),
        title: title.into(),
        description: description.into(),
    }
}

fn line() -> Line {
    let counts = [11, 9, 14, 12, 10, 13, 12, 9, 11, 15, 24, 13].map(f64::from);
    let moments = (1..).zip(counts).map(|(month, count)| Moment {
        label: format!("{month:02}/2026"),
        observed: (month < 12).then_some(count),
        expected: Some(Band {
            low: 6.0,
            middle: 12.0,
            high: 18.5,
        }),
        is_flagged: month == 11,
    });
    Line {
        told: told(
            "dien-bien",
            "Số vụ theo tháng, năm 2026",
            "Tháng 11 có 24 vụ, vượt khoảng dự kiến 6 đến 18,5 vụ.",
        ),
        words: LineWords {
            moment: "Tháng".into(),
            observed: "Số vụ".into(),
            expected: "Mức dự kiến".into(),
            band: "Khoảng dự kiến 95%".into(),
            flagged: "Vượt mức".into(),
        },
        moments: moments.collect(),
        decimals: 0,
    }
}

fn stacked() -> Stacked {
    Stacked {
        told: told(
            "bon-nhom",
            "Nhiệm vụ theo cơ quan và kết quả",
            "Sở Mẫu Hai có nhiều nhiệm vụ quá hạn nhất: 5.",
        ),
        label: "Cơ quan".into(),
        total: "Tổng số".into(),
        classes: CLASSES.map(str::to_owned),
        bars: OFFICES
            .map(|(label, counts)| StackedBar {
                label: label.into(),
                counts,
            })
            .to_vec(),
    }
}

fn bars() -> Bars {
    Bars {
        told: told(
            "qua-han",
            "Số nhiệm vụ quá hạn theo cơ quan",
            "Sở Mẫu Hai có nhiều nhất: 5.",
        ),
        label: "Cơ quan".into(),
        value: "Số nhiệm vụ quá hạn".into(),
        decimals: 0,
        bars: OFFICES
            .map(|(label, counts)| Bar {
                label: label.into(),
                value: counts[3].into(),
            })
            .to_vec(),
    }
}

fn map() -> Map {
    let places = [
        ("Xã Suối Mẫu", 15.10, 108.20, 9.0, true),
        ("Xã Đồi Mẫu", 15.05, 108.28, 6.0, true),
        ("Phường Bến Mẫu", 14.90, 108.60, 3.0, false),
        ("Xã Rừng Mẫu", 14.60, 107.90, 1.0, false),
        ("Xã Biển Mẫu", 15.20, 108.80, 2.0, false),
    ];
    let at = |latitude, longitude| Coordinates { latitude, longitude };
    Map {
        told: told(
            "ban-do",
            "Số vụ theo xã, tháng 11 năm 2026",
            "Một cụm gồm hai xã ở phía bắc.",
        ),
        words: MapWords {
            place: "Xã, phường".into(),
            value: "Số vụ".into(),
            flagged: "Thuộc cụm".into(),
            circle: "Phạm vi cụm".into(),
        },
        places: places
            .map(|(name, latitude, longitude, value, is_flagged)| Place {
                name: name.into(),
                at: at(latitude, longitude),
                value: Some(value),
                is_named: true,
                is_flagged,
            })
            .to_vec(),
        circles: vec![Circle {
            label: "Cụm 1".into(),
            at: at(15.08, 108.24),
            kilometres: 12.0,
        }],
    }
}
