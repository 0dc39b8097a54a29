//! The report of a period on how tasks were carried out (báo cáo kết quả thực hiện nhiệm vụ): parameters and free words
//! while it is a draft; figures, moment and bytes once it is signed, and then it never changes.
//!
//! The sentences are those of the form that Đắk Lắk's offices use; each rate says what it is a share of.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::agency::Level;
use crate::figures::{Counts, Denominator, Figure, Population, Unit};
use crate::id::{AgencyId, FileId, PeriodicReportId, TaskId, UserId};
use crate::journal::record;
use crate::report_faults::FaultCounts;
use crate::urging;

/// How many agencies a sentence names.
const NAMED: usize = 5;

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PeriodicReport {
    /// Identifier.
    pub id: PeriodicReportId,
    /// Version.
    pub version: i64,
    /// The period in words: `quý IV năm 2026`.
    pub period: String,
    /// The legal period; none for days that were chosen freely.
    pub legal: Option<LegalPeriod>,
    /// Which tasks.
    pub population: Population,
    /// What is counted of tasks of groups.
    pub unit: Unit,
    /// What rates are a share of.
    pub denominator: Denominator,
    /// The day at whose end the figures stand: "Dữ liệu tính đến ngày".
    #[schemars(with = "String")]
    pub data_on: Date,
    /// Its number, once the office has given one: `128/BC-VP`.
    pub number: Option<String>,
    /// Nhận xét, đánh giá: one paragraph a line.
    pub assessment: String,
    /// Kiến nghị, đề xuất: one paragraph a line.
    pub proposals: String,
    /// Who drew it up.
    pub drawn_up_by: UserId,
    /// When.
    #[schemars(with = "String")]
    pub drawn_up_on: Date,
    /// Once it is signed.
    pub signed: Option<SignOff>,
}

record!(PeriodicReport, PeriodicReport);

/// A reporting period as the law knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LegalPeriod {
    /// `month`, `quarter`, `half`, `nine_months`, `year`.
    pub length: String,
    /// Which one of the year, counted from 1.
    pub index: i64,
    /// The year.
    pub year: i64,
    /// The regime whose cut-off it has: `nd-09-2019`.
    pub regime: String,
}

/// What was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SignOff {
    /// The day.
    #[schemars(with = "String")]
    pub on: Date,
    /// Who froze it.
    pub by: UserId,
    /// The line of the journal up to which the figures know.
    pub line: i64,
    /// Its hash: whoever has the paper can show that nothing before it was changed since.
    pub hash: String,
    /// The figures.
    pub figures: ReportFigures,
    /// The document.
    pub document: FileId,
    /// Digest of its bytes, SHA-256.
    pub document_sha256: String,
    /// The workbook.
    pub annex: FileId,
    /// Digest of its bytes, SHA-256.
    pub annex_sha256: String,
}

/// A row of the annex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AgencyRow {
    /// Who; none for what was given to groups.
    pub agency: Option<AgencyId>,
    /// Name then.
    pub name: String,
    /// Level then.
    pub level: Option<Level>,
    /// Its figures.
    pub counts: Counts,
}

/// A task of the overdue list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OverdueRow {
    /// Which.
    pub task: TaskId,
    /// Running number.
    pub number: i64,
    /// What is to be done.
    pub text: String,
    /// Văn bản giao nhiệm vụ.
    pub directive: String,
    /// Cơ quan chủ trì thực hiện.
    pub leads: String,
    /// Thời hạn hoàn thành.
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
}

/// Faults in reporting of an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FaultRow {
    /// Who.
    pub agency: AgencyId,
    /// Name then.
    pub name: String,
    /// How many of each sort.
    pub faults: FaultCounts,
}

/// An agency that documents of the period name in the report, or propose for inspection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NamedRow {
    /// Who.
    pub agency: AgencyId,
    /// Name then.
    pub name: String,
    /// The step of urging it is on.
    pub level: urging::Level,
    /// How many tasks the document speaks of.
    pub tasks: i64,
    /// Its number.
    pub document: String,
    /// Its day.
    #[schemars(with = "String")]
    pub on: Date,
}

/// Everything that is counted and listed in a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReportFigures {
    /// All together, each task once.
    pub total: Counts,
    /// By agency, a joint task with each of its leads: agencies of the province, then communes, each by the alphabet.
    pub agencies: Vec<AgencyRow>,
    /// What is open and late, the longest first.
    pub overdue: Vec<OverdueRow>,
    /// Agencies with faults in reporting.
    pub faults: Vec<FaultRow>,
    /// Agencies named for what they let lie though they were urged.
    #[serde(default)]
    pub named: Vec<NamedRow>,
}

/// A count as documents write it: `21.914`.
pub fn grouped(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut written = String::from(if count < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push('.');
        }
        written.push(digit);
    }
    written
}

fn day(day: Date) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

/// The words of days that were chosen freely.
pub fn free_period(from: Date, to: Date) -> String {
    format!("thời gian từ ngày {} đến ngày {}", day(from), day(to))
}

impl PeriodicReport {
    /// The title: `Kết quả thực hiện nhiệm vụ quý IV năm 2026`.
    pub fn title(&self) -> String {
        format!("Kết quả thực hiện nhiệm vụ {}", self.period)
    }

    /// Which tasks are counted, and as of when, as it is printed under the title of the annex.
    pub fn population_words(&self) -> String {
        let Population { counted_by, from, to } = self.population;
        let unit = match self.unit {
            Unit::Groups => "",
            Unit::Members => ", nhiệm vụ giao nhóm cơ quan tính theo từng đơn vị",
        };
        format!(
            "Nhiệm vụ có {} từ ngày {} đến ngày {}{unit}. {}",
            counted_by.words(),
            day(from),
            day(to),
            self.data_words()
        )
    }

    /// `Dữ liệu tính đến ngày 27/11/2026`
    pub fn data_words(&self) -> String {
        format!("Dữ liệu tính đến ngày {}", day(self.data_on))
    }

    /// The sentences on the figures: one opens, each of the others is a point. `office` is who reports.
    pub fn sentences(&self, office: &str, figures: &ReportFigures) -> Vec<String> {
        let total = &figures.total;
        let of = self.denominator.words();
        let whole = grouped(total.get(self.denominator.figure()));
        let rate = |figure, verb: &str| {
            let rate = self.denominator.rate(figure, total);
            rate.map_or_else(String::new, |rate| {
                format!(", {verb} {rate} {of} ({}/{whole})", grouped(total.get(figure)))
            })
        };
        let most = |figure, what: &str| match most(&figures.agencies, figure) {
            names if names.is_empty() => String::new(),
            names => format!(" Các cơ quan, đơn vị có nhiều nhiệm vụ {what}: {names}."),
        };
        let count = |figure| grouped(total.get(figure));
        let mut sentences = vec![
            format!(
                "Trong {}, {office} đã triển khai thực hiện {} nhiệm vụ. Kết quả thực hiện như sau:",
                self.period,
                count(Figure::Total)
            ),
            format!(
                "Số nhiệm vụ hoàn thành đúng hạn: {}{}.",
                count(Figure::DoneInTime),
                rate(Figure::DoneInTime, "đạt")
            ),
            format!(
                "Số nhiệm vụ hoàn thành trễ hạn: {}{}.{}",
                count(Figure::DoneLate),
                rate(Figure::DoneLate, "chiếm"),
                most(Figure::DoneLate, "hoàn thành trễ hạn")
            ),
            format!(
                "Số nhiệm vụ trễ hạn nhưng chưa hoàn thành: {}{}.{}",
                count(Figure::OpenLate),
                rate(Figure::OpenLate, "chiếm"),
                most(Figure::OpenLate, "trễ hạn nhưng chưa hoàn thành")
            ),
            match total.open_without_deadline {
                0 => format!("Số nhiệm vụ đang thực hiện trong hạn: {}.", count(Figure::OpenInTime)),
                without => format!(
                    "Số nhiệm vụ đang thực hiện trong hạn: {}, trong đó {} nhiệm vụ không hạn.",
                    count(Figure::OpenInTime),
                    grouped(without)
                ),
            },
        ];
        if total.withdrawn > 0 {
            sentences.push(format!(
                "Ngoài ra có {} nhiệm vụ đã hủy, thu hồi, không tính vào tổng số.",
                grouped(total.withdrawn)
            ));
        }
        sentences
    }
}

/// The agencies with the most of a figure, the most first: `Công an tỉnh (3), Sở Xây dựng (2)`.
fn most(rows: &[AgencyRow], figure: Figure) -> String {
    let mut rows: Vec<&AgencyRow> = (rows.iter())
        .filter(|row| row.agency.is_some() && row.counts.get(figure) > 0)
        .collect();
    // A stable sort: of two with as many, the order of the annex decides.
    rows.sort_by_key(|row| std::cmp::Reverse(row.counts.get(figure)));
    let named = rows
        .iter()
        .take(NAMED)
        .map(|row| format!("{} ({})", row.name, grouped(row.counts.get(figure))));
    named.collect::<Vec<_>>().join(", ")
}

/// A signed figure that what became known later would alter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Altered {
    /// Whose; none for the total.
    pub agency: Option<AgencyId>,
    /// Which.
    pub figure: Figure,
    /// As it was signed.
    pub signed: i64,
    /// As it would be.
    pub now: i64,
}

impl ReportFigures {
    /// The signed figures that later changes would alter: those of the total, then those of each agency. `total` and
    /// `agencies` are what the changes add, with agencies that the report does not name.
    pub fn altered(&self, total: Counts, agencies: &[(AgencyId, Counts)]) -> Vec<Altered> {
        let figures = || Figure::CLASSES.into_iter().chain([Figure::Total, Figure::Withdrawn]);
        let of = |agency: Option<AgencyId>, signed: Counts, change: Counts| {
            figures()
                .filter(move |figure| change.get(*figure) != 0)
                .map(move |figure| Altered {
                    agency,
                    figure,
                    signed: signed.get(figure),
                    now: signed.get(figure) + change.get(figure),
                })
        };
        let mut altered: Vec<Altered> = of(None, self.total, total).collect();
        for (agency, change) in agencies {
            let row = self.agencies.iter().find(|row| row.agency == Some(*agency));
            altered.extend(of(
                Some(*agency),
                row.map_or_else(Counts::default, |row| row.counts),
                *change,
            ));
        }
        altered
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::figures::CountedBy;

    fn report() -> PeriodicReport {
        PeriodicReport {
            id: PeriodicReportId(Uuid::nil()),
            version: 1,
            period: "năm 2020".into(),
            legal: None,
            population: Population {
                counted_by: CountedBy::Due,
                from: date(2019, 12, 15),
                to: date(2020, 12, 14),
            },
            unit: Unit::Groups,
            denominator: Denominator::Given,
            data_on: date(2020, 12, 14),
            number: None,
            assessment: String::new(),
            proposals: String::new(),
            drawn_up_by: UserId(Uuid::nil()),
            drawn_up_on: date(2020, 12, 15),
            signed: None,
        }
    }

    fn row(n: u128, name: &str, done_late: i64, open_late: i64) -> AgencyRow {
        AgencyRow {
            agency: Some(AgencyId(Uuid::from_u128(n))),
            name: name.into(),
            level: Some(Level::Province),
            counts: Counts {
                done_late,
                open_late,
                ..Counts::default()
            },
        }
    }

    /// The printed figures of Quảng Nam 2020 in the sentences of the form.
    #[test]
    fn the_sentences_are_those_of_the_form() {
        let figures = ReportFigures {
            total: Counts {
                done_in_time: 585,
                open_in_time: 67,
                open_late: 181,
                ..Counts::default()
            },
            agencies: vec![row(1, "Sở Xây dựng", 0, 7), row(2, "Sở Tài chính", 0, 12)],
            ..ReportFigures::default()
        };
        assert_eq!(
            report().sentences("Ủy ban nhân dân tỉnh Quảng Nam", &figures),
            [
                "Trong năm 2020, Ủy ban nhân dân tỉnh Quảng Nam đã triển khai thực hiện 833 nhiệm vụ. Kết quả thực hiện \
                 như sau:",
                "Số nhiệm vụ hoàn thành đúng hạn: 585, đạt 70,2% tổng số nhiệm vụ được giao (585/833).",
                "Số nhiệm vụ hoàn thành trễ hạn: 0, chiếm 0,0% tổng số nhiệm vụ được giao (0/833).",
                "Số nhiệm vụ trễ hạn nhưng chưa hoàn thành: 181, chiếm 21,7% tổng số nhiệm vụ được giao (181/833). Các cơ \
                 quan, đơn vị có nhiều nhiệm vụ trễ hạn nhưng chưa hoàn thành: Sở Tài chính (12), Sở Xây dựng (7).",
                "Số nhiệm vụ đang thực hiện trong hạn: 67.",
            ]
        );
    }

    /// The Government's report of 2017 takes its rates of the tasks due, of those given from 1 January on.
    #[test]
    fn the_denominator_is_printed_with_each_rate() {
        let figures = ReportFigures {
            total: Counts {
                done_in_time: 14_068,
                done_late: 1_983,
                open_in_time: 5_640,
                open_late: 223,
                ..Counts::default()
            },
            ..ReportFigures::default()
        };
        let report = PeriodicReport {
            period: free_period(date(2017, 1, 1), date(2017, 11, 30)),
            denominator: Denominator::Due,
            ..report()
        };
        let sentences = report.sentences("các bộ, cơ quan, địa phương", &figures);
        assert_eq!(
            sentences[0],
            "Trong thời gian từ ngày 01/01/2017 đến ngày 30/11/2017, các bộ, cơ quan, địa phương đã triển khai thực hiện \
             21.914 nhiệm vụ. Kết quả thực hiện như sau:"
        );
        assert_eq!(
            sentences[3],
            "Số nhiệm vụ trễ hạn nhưng chưa hoàn thành: 223, chiếm 1,4% số nhiệm vụ đã đến hạn (223/16.274)."
        );
    }

    #[test]
    fn a_sentence_names_five_agencies_at_most() {
        let rows: Vec<AgencyRow> = (1..=7)
            .map(|n| row(n, &format!("Sở {n}"), i64::try_from(n).unwrap_or(0), 0))
            .collect();
        assert_eq!(
            most(&rows, Figure::DoneLate),
            "Sở 7 (7), Sở 6 (6), Sở 5 (5), Sở 4 (4), Sở 3 (3)"
        );
        assert_eq!(most(&rows, Figure::OpenLate), "");
    }

    #[test]
    fn what_later_changes_alter_is_named_with_both_numbers() {
        let agency = AgencyId(Uuid::from_u128(2));
        let figures = ReportFigures {
            total: Counts {
                done_in_time: 4,
                open_late: 3,
                ..Counts::default()
            },
            agencies: vec![row(2, "Sở Tài chính", 0, 3)],
            ..ReportFigures::default()
        };
        let change = Counts {
            done_in_time: 1,
            open_late: -1,
            ..Counts::default()
        };
        let altered = figures.altered(change, &[(agency, change)]);
        let told: Vec<_> = altered
            .iter()
            .map(|one| (one.agency.is_some(), one.figure, one.signed, one.now))
            .collect();
        assert_eq!(
            told,
            [
                (false, Figure::DoneInTime, 4, 5),
                (false, Figure::OpenLate, 3, 2),
                (true, Figure::DoneInTime, 0, 1),
                (true, Figure::OpenLate, 3, 2)
            ]
        );
    }
}
