//! The throw-away data of `dondoc demo`: a province, users of every role, three documents and tasks in every state.
//!
//! Everything is done through the use cases, at moments of the last hundred days, so that the journal tells a true story
//! and every page has something to show.

use calendar::{PeriodKind, Regime};
use domain::draft::{Draft, DraftDeadline, Open, Verdict};
use domain::id::{AgencyId, ImportId, TaskId, UrgingId, UserId};
use domain::rights::{Acting, Direct, DrawUpReports, Head, Judge, Right, Role, Take, Urge, Work};
use domain::{Import, Task, Urging, User};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use reading::extract::{Limits, extract};
use store::Act;

use crate::agencies::Directory;
use crate::error::{Error, Result};
use crate::figures::USUAL_REGIME;
use crate::files::Checked;
use crate::imports::{self, DecisionInput, DraftInput, ReadDocument};
use crate::office::{Office, day_at, moment_of, new_id};
use crate::periodic_reports::{PeriodicReportInput, SignOffInput};
use crate::secret::Secret;
use crate::setup::{FirstRun, first_run_of};
use crate::tasks::{
    ExtensionInput, FollowUpInput, GrantInput, HandlerInput, ObstacleInput, OrderInput, ReasonInput, ReportInput, Seen,
};
use crate::urgings::{NumberInput, PrepareInput, ReceiptInput, SendInput};
use crate::{password, periodic_reports, tasks, urgings, users};

/// The password of every user of the demonstration.
pub const PASSWORD: &str = "Mat-khau-thu-2026";

const PROGRAMME: &str = include_str!("../demo/chuong-trinh-2909.txt");
const PLAN: &str = include_str!("../demo/ke-hoach-trat-tu.txt");
const TELEGRAM: &str = include_str!("../demo/cong-dien-chay-rung.txt");

/// A user of the demonstration.
#[derive(Debug, Clone, Copy)]
pub struct Login {
    /// Name to sign in with.
    pub login: &'static str,
    /// Name on screen.
    pub name: &'static str,
    /// Role.
    pub role: Role,
    /// Name of the agency, as documents write it.
    pub agency: Option<&'static str>,
}

const fn login(login: &'static str, name: &'static str, role: Role, agency: Option<&'static str>) -> Login {
    Login {
        login,
        name,
        role,
        agency,
    }
}

/// Users of every role.
pub const LOGINS: [Login; 12] = [
    login("quantri", "Quản trị hệ thống", Role::Administrator, None),
    login("vanphong", "Chuyên viên theo dõi, Phòng Nội chính", Role::Clerk, None),
    login("lanhdao", "Phó Chủ tịch phụ trách nội chính", Role::Leader, None),
    login("thanhtra", "Tổ công tác kiểm tra", Role::Auditor, None),
    login("cat", "Lãnh đạo Công an tỉnh", Role::AgencyHead, Some("Công an tỉnh")),
    login(
        "cat.daumoi",
        "Cán bộ đầu mối Công an tỉnh",
        Role::AgencyOfficer,
        Some("Công an tỉnh"),
    ),
    login("sxd", "Lãnh đạo Sở Xây dựng", Role::AgencyHead, Some("Sở Xây dựng")),
    login(
        "snnmt",
        "Cán bộ đầu mối Sở NN&MT",
        Role::AgencyOfficer,
        Some("Sở Nông nghiệp và Môi trường"),
    ),
    login(
        "skhcn",
        "Lãnh đạo Sở KH&CN",
        Role::AgencyHead,
        Some("Sở Khoa học và Công nghệ"),
    ),
    login(
        "stc",
        "Cán bộ đầu mối Sở Tài chính",
        Role::AgencyOfficer,
        Some("Sở Tài chính"),
    ),
    login(
        "boy",
        "Lãnh đạo UBND xã Bờ Y",
        Role::AgencyHead,
        Some("Ủy ban nhân dân xã Bờ Y"),
    ),
    login(
        "boy.xa",
        "Cán bộ xã Bờ Y",
        Role::CommuneOfficer,
        Some("Ủy ban nhân dân xã Bờ Y"),
    ),
];

/// Communes that a task for "các xã, phường, đặc khu" goes to here.
const COMMUNES: [&str; 5] = [
    "Ủy ban nhân dân xã Bờ Y",
    "Ủy ban nhân dân xã Dục Nông",
    "Ủy ban nhân dân xã Đăk Hà",
    "Ủy ban nhân dân xã Ia Tơi",
    "Ủy ban nhân dân phường Kon Tum",
];

/// Days before today on which the clerk urges, whom, and whether they receive the letter. The last letter waits for its
/// number.
const ROUNDS: [Round; 3] = [
    Round {
        days_ago: 12,
        agencies: &["Sở Công Thương", "Bộ Chỉ huy Quân sự tỉnh", "Thanh tra tỉnh"],
        number: Some(1201),
        is_received: true,
    },
    Round {
        days_ago: 4,
        agencies: &["Sở Công Thương", "Công an tỉnh"],
        number: Some(1260),
        is_received: false,
    },
    Round {
        days_ago: 1,
        agencies: &["Thanh tra tỉnh"],
        number: None,
        is_received: false,
    },
];

/// A round of urging.
#[derive(Debug, Clone, Copy)]
struct Round {
    days_ago: i64,
    agencies: &'static [&'static str],
    /// Number of the first letter; none where they wait for theirs.
    number: Option<i64>,
    is_received: bool,
}

/// Fills an empty database.
///
/// # Errors
/// When it is not empty, or cannot be written.
pub async fn fill(office: &Office, now: Timestamp) -> Result<()> {
    let today = day_at(now);
    let story = Story { office, today };
    story.set_up().await?;
    let clerk = story.user("vanphong").await?;
    let programme = story.programme(&clerk).await?;
    let plan = story.plan(&clerk).await?;
    story.live(&programme, &plan).await?;
    story.telegram(&clerk).await?;
    story.reports(&clerk).await
}

struct Story<'o> {
    office: &'o Office,
    today: Date,
}

/// A step in the life of a task.
#[derive(Debug, Clone, Copy)]
enum Step {
    Receive,
    Progress(&'static str),
    Result(&'static str, &'static str, i64),
    Confirm,
    Refuse(&'static str),
    Return(&'static str),
    Obstacle(&'static str),
    Ask(i64, &'static str),
    Grant(i64, &'static str),
    SubAssign(&'static str),
    Answer(&'static str, &'static str),
    Suspend(&'static str),
    Cancel(&'static str),
    FollowUp(i64, &'static str),
    CloseCycle,
}

/// What happens to which task of the plan (counted from 0), on which day before today.
const LIFE: [(usize, i64, Step); 52] = [
    (0, 88, Step::Receive),
    (0, 60, Step::Progress("Đã rà soát 40/96 địa bàn cấp xã.")),
    (
        0,
        44,
        Step::Result(
            "Đã lập danh sách và phương án chuyển hóa từng tụ điểm.",
            "512/BC-CAT",
            45,
        ),
    ),
    (0, 42, Step::Confirm),
    (1, 87, Step::Receive),
    (
        1,
        30,
        Step::Progress("Đã khảo sát 12/20 chợ; còn 8 chợ chưa có hồ sơ thiết kế."),
    ),
    (
        1,
        14,
        Step::Obstacle("Chưa bố trí kinh phí cải tạo hệ thống cấp nước chữa cháy tại 8 chợ."),
    ),
    (2, 86, Step::Receive),
    (
        2,
        8,
        Step::Ask(20, "Mưa kéo dài, nhà thầu phải tạm dừng thi công mặt đường."),
    ),
    (3, 85, Step::Receive),
    (
        3,
        20,
        Step::Answer("cat", "Đã cung cấp 15 thủ đoạn lừa đảo điển hình kèm khuyến cáo."),
    ),
    (3, 6, Step::Progress("Đã biên tập xong nội dung, đang thiết kế tờ rơi.")),
    (4, 84, Step::Receive),
    (
        4,
        10,
        Step::Answer("stc", "Đã gửi danh sách cơ sở đăng ký kinh doanh dịch vụ tài chính."),
    ),
    (
        4,
        1,
        Step::Result("Đã rà soát 63 cơ sở; lập hồ sơ xử lý 04 cơ sở.", "588/BC-CAT", 1),
    ),
    (5, 83, Step::Receive),
    (
        5,
        14,
        Step::Result(
            "Kiểm tra 17 khu vực trọng điểm, phát hiện 02 vụ vi phạm.",
            "233/BC-SNNMT",
            15,
        ),
    ),
    (5, 12, Step::Confirm),
    (6, 82, Step::Receive),
    (
        6,
        33,
        Step::Result(
            "Tuyên truyền tại 214 trường, 96 xã, phường, đặc khu.",
            "1411/BC-SGDĐT",
            34,
        ),
    ),
    (6, 31, Step::Confirm),
    (7, 80, Step::Receive),
    (7, 9, Step::Progress("Đã tổng hợp số liệu của 61/96 xã.")),
    (8, 80, Step::Receive),
    (8, 78, Step::SubAssign("Phòng Quản lý kết cấu hạ tầng giao thông")),
    (8, 15, Step::Progress("Đã chọn xong nhà thầu tư vấn.")),
    (10, 79, Step::Receive),
    (
        10,
        70,
        Step::Return("Nội dung thuộc chức năng của Sở Nội vụ theo phân công mới; đề nghị giao lại."),
    ),
    (11, 79, Step::Receive),
    (11, 25, Step::Suspend("301/UBND-NC")),
    (12, 88, Step::Receive),
    (12, 66, Step::Result("Đã phân bổ 12,4 tỷ đồng.", "1022/QĐ-STC", 67)),
    (12, 64, Step::Confirm),
    (
        12,
        63,
        Step::FollowUp(30, "Tỷ lệ giải ngân của các cơ quan được phân bổ."),
    ),
    (13, 75, Step::Receive),
    (13, 18, Step::Result("Đã trình dự thảo quy chế.", "77/TTr-BQL", 18)),
    (
        13,
        15,
        Step::Refuse("Sản phẩm là quy chế được ban hành, chưa phải dự thảo."),
    ),
    (14, 74, Step::Receive),
    (14, 22, Step::Progress("Quý này hòa giải thành 118/131 vụ việc.")),
    (15, 86, Step::Receive),
    (15, 39, Step::Progress("Báo cáo tháng: kết quả thực hiện Kế hoạch.")),
    (15, 38, Step::CloseCycle),
    (17, 70, Step::Receive),
    (17, 40, Step::Ask(25, "Chờ kết quả Đại hội Mặt trận các cấp.")),
    (17, 36, Step::Grant(35, "264/UBND-NC")),
    (19, 71, Step::Receive),
    (19, 7, Step::Progress("Đã rà soát 9/11 thôn.")),
    (20, 70, Step::Receive),
    (
        20,
        5,
        Step::Result(
            "Đã rà soát toàn bộ khu dân cư, không có điểm nguy cơ cao.",
            "45/BC-UBND",
            5,
        ),
    ),
    (20, 4, Step::Confirm),
    (21, 69, Step::Receive),
    (22, 60, Step::Cancel("290/UBND-NC")),
];

impl Story<'_> {
    /// The moment at nine in the morning of a day before today, and some minutes.
    fn at(&self, days_ago: i64, minute: i64) -> Result<Timestamp> {
        let day = self.day(-days_ago);
        let nine = moment_of(day, 9).ok_or_else(|| Error::Failed(anyhow::anyhow!("the calendar ends")))?;
        nine.checked_add(minute.minutes())
            .map_err(|error| Error::Failed(error.into()))
    }

    fn day(&self, from_today: i64) -> Date {
        self.today.saturating_add(from_today.days())
    }

    async fn user(&self, login: &str) -> Result<User> {
        let user = store::users::by_login(&self.office.db, login).await?;
        user.ok_or(Error::NotFound(domain::Kind::User))
    }

    async fn acting<R: Right>(&self, login: &str, days_ago: i64, minute: i64) -> Result<Acting<R>> {
        let user = self.user(login).await?;
        self.as_user(&user, days_ago, minute)
    }

    fn as_user<R: Right>(&self, user: &User, days_ago: i64, minute: i64) -> Result<Acting<R>> {
        let at = self.at(days_ago, minute)?;
        Ok(Acting::signed_in(user, at, day_at(at), None).may()?)
    }

    async fn set_up(&self) -> Result<()> {
        let at = self.at(100, 0)?;
        let administrator = &LOGINS[0];
        let input = FirstRun {
            province: "51".to_owned(),
            office: String::new(),
            login: administrator.login.to_owned(),
            name: administrator.name.to_owned(),
            password: Secret::from(PASSWORD),
        };
        first_run_of(self.office, at, &input, true).await?;
        let hash = password::hash(&Secret::from(PASSWORD)).await?;
        let directory = Directory::load(self.office).await?;
        let made_by = self.user(administrator.login).await?.id;
        let mut tx = self.office.db.begin().await?;
        let act = Act::new(Some(made_by), at, "user.create");
        for login in LOGINS.iter().skip(1) {
            let agency = login.agency.and_then(|name| directory.resolve(name, self.today));
            let user = User {
                id: new_id::<UserId>(at),
                version: 1,
                login: login.login.to_owned(),
                name: login.name.to_owned(),
                role: login.role,
                agency,
                active: true,
                second_factor: false,
                must_change_password: false,
                email: Some(format!("{}@quangngai.example", login.login)),
                reminders_off: Vec::new(),
            };
            users::add(&mut tx, &act, &user, hash.clone()).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The text of a document with its days counted from today.
    fn written(&self, template: &str) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (mark, behind) = after.split_once('}').unwrap_or((after, ""));
            text.push_str(before);
            let in_words = mark.strip_prefix("ngày ");
            let day = self.day(in_words.unwrap_or(mark).parse().unwrap_or(0));
            let written = match in_words {
                Some(_) => format!("ngày {:02} tháng {:02} năm {}", day.day(), day.month(), day.year()),
                None => format!("{:02}/{:02}/{}", day.day(), day.month(), day.year()),
            };
            text.push_str(&written);
            rest = behind;
        }
        text.push_str(rest);
        text
    }

    async fn take_in(&self, clerk: &User, name: &str, template: &str, days_ago: i64) -> Result<ImportId> {
        let text = self.written(template);
        let read = extract(text.as_bytes(), &Limits::default()).map_err(|error| Error::Failed(error.into()))?;
        let document = ReadDocument {
            original: Checked {
                name: name.to_owned(),
                media_type: "text/plain; charset=utf-8".to_owned(),
                bytes: text.clone().into_bytes(),
            },
            reading: reading::read(&read),
            text: read.text,
        };
        imports::take_in(self.office, &self.as_user::<Take>(clerk, days_ago, 10)?, document).await
    }

    /// The programme of 2021: every duty without a deadline becomes standing work with a quarterly review.
    async fn programme(&self, clerk: &User) -> Result<Vec<TaskId>> {
        let id = self.take_in(clerk, "chuong-trinh-2909.txt", PROGRAMME, 95).await?;
        self.decide(clerk, id, 95).await
    }

    async fn plan(&self, clerk: &User) -> Result<Vec<TaskId>> {
        let id = self.take_in(clerk, "ke-hoach-174.txt", PLAN, 90).await?;
        self.decide(clerk, id, 90).await
    }

    /// A document that waits for the clerk's decisions.
    async fn telegram(&self, clerk: &User) -> Result<()> {
        self.take_in(clerk, "cong-dien-09.txt", TELEGRAM, 1).await.map(|_| ())
    }

    /// A signed report, some of whose figures became known differently since, and a draft.
    async fn reports(&self, clerk: &User) -> Result<()> {
        let acting = self.as_user::<DrawUpReports>(clerk, 1, 240)?;
        let data_on = self.day(-13);
        let regime = Regime::built_in(USUAL_REGIME);
        let year = regime.and_then(|regime| regime.period_containing(PeriodKind::Year, data_on));
        let signed = PeriodicReportInput {
            period: "year".to_owned(),
            year: year.map_or(data_on.year(), |period| period.year).to_string(),
            data_on: data_on.to_string(),
            number: "128/BC-VP".to_owned(),
            assessment: "Phần lớn nhiệm vụ được triển khai đúng tiến độ; một số đơn vị chậm báo cáo.".to_owned(),
            proposals: "Đề nghị các cơ quan, đơn vị có nhiệm vụ quá hạn báo cáo nguyên nhân và hướng khắc phục."
                .to_owned(),
            ..PeriodicReportInput::default()
        };
        let report = periodic_reports::draw_up(self.office, &acting, &signed).await?;
        let seen = SignOffInput {
            version: 1,
            signed_on: self.day(-1).to_string(),
        };
        periodic_reports::sign_off(self.office, &acting, report, &seen).await?;
        let draft = PeriodicReportInput {
            period: "free".to_owned(),
            from: self.day(-90).to_string(),
            to: self.day(-1).to_string(),
            counted_by: "given".to_owned(),
            denominator: "due".to_owned(),
            ..PeriodicReportInput::default()
        };
        periodic_reports::draw_up(self.office, &acting, &draft)
            .await
            .map(|_| ())
    }

    /// Answers the open questions of every draft, accepts all and issues them. Returns the tasks in the order made.
    async fn decide(&self, clerk: &User, id: ImportId, days_ago: i64) -> Result<Vec<TaskId>> {
        let acting = self.as_user::<Take>(clerk, days_ago, 20)?;
        let mut import: Import = store::load(&self.office.db, id.0).await?;
        for number in import.drafts.iter().map(|draft| draft.number).collect::<Vec<_>>() {
            let Some(draft) = import.draft(number) else { continue };
            import = if draft.is_ready() {
                let input = DecisionInput {
                    version: import.version,
                    decision: "accept".to_owned(),
                    at: String::new(),
                };
                imports::decide(self.office, &acting, id, number, input).await?
            } else {
                let input = answers(draft, import.version);
                imports::edit(self.office, &acting, id, number, input).await?
            };
        }
        let left = import
            .drafts
            .iter()
            .filter(|draft| draft.verdict != Verdict::Accepted)
            .count();
        debug_assert_eq!(left, 0, "the documents of the demonstration leave no question open");
        let before = self.numbers().await?;
        imports::issue(
            self.office,
            &self.as_user::<Take>(clerk, days_ago, 40)?,
            id,
            import.version,
        )
        .await?;
        let made = self.numbers().await?;
        Ok(made
            .into_iter()
            .filter(|task| !before.contains(task))
            .map(|(_, task)| task)
            .collect())
    }

    /// Every task by its running number.
    async fn numbers(&self) -> Result<Vec<(i64, TaskId)>> {
        let mut numbers = Vec::new();
        for number in 1.. {
            match store::tasks::by_number(&self.office.db, number).await? {
                Some(task) => numbers.push((number, task.id)),
                None => break,
            }
        }
        Ok(numbers)
    }

    async fn live(&self, programme: &[TaskId], plan: &[TaskId]) -> Result<()> {
        let planned = LIFE
            .iter()
            .filter_map(|(which, days_ago, step)| Some((*plan.get(*which)?, *days_ago, *step)));
        let mut life: Vec<(TaskId, i64, Step)> = planned.collect();
        for task in programme.iter().skip(1) {
            life.extend(self.reviews(*task).await?);
        }
        // A stable sort: what happens to one task on one day stays in order.
        life.sort_by_key(|(_, days_ago, _)| std::cmp::Reverse(*days_ago));
        let mut rounds = ROUNDS.into_iter().peekable();
        for (minute, (task, days_ago, step)) in (60..).zip(life) {
            while let Some(round) = rounds.next_if(|round| round.days_ago > days_ago) {
                self.urge(round).await?;
            }
            let task: Task = store::load(&self.office.db, task.0).await?;
            self.step(&task, days_ago, minute, step).await?;
        }
        for round in rounds {
            self.urge(round).await?;
        }
        Ok(())
    }

    /// The clerk urges some agencies with everything they are late with, after the work of that day.
    async fn urge(&self, round: Round) -> Result<()> {
        let acting = self.acting::<Urge>("vanphong", round.days_ago, 300).await?;
        let proposal = urgings::propose(self.office, &acting, 0).await?;
        let directory = Directory::load(self.office).await?;
        let meant = round
            .agencies
            .iter()
            .filter_map(|name| directory.resolve(name, self.today));
        let meant: Vec<AgencyId> = meant.collect();
        let behind = proposal.agencies.iter().filter(|behind| meant.contains(&behind.agency));
        let chosen = behind.flat_map(|behind| {
            let late = behind.tasks.iter().filter(|row| row.level().is_some());
            late.map(|row| format!("{}/{}", behind.agency, row.task))
        });
        let chosen: Vec<String> = chosen.collect();
        if chosen.is_empty() {
            return Ok(());
        }
        let made = urgings::prepare(self.office, &acting, &PrepareInput { chosen }).await?;
        let Some(first) = round.number else { return Ok(()) };
        let number = |(number, urging): (i64, &UrgingId)| NumberInput {
            urging: urging.to_string(),
            version: 1,
            document: format!("{number}/VP-NC"),
        };
        let input = SendInput {
            document_date: self.day(-round.days_ago).to_string(),
            numbers: (first..).zip(&made.urgings).map(number).collect(),
        };
        let acting = self.acting::<Urge>("vanphong", round.days_ago, 330).await?;
        let sent = urgings::send(self.office, &acting, &input).await?;
        for urging in sent.iter().filter(|_| round.is_received) {
            self.receive(urging, round.days_ago).await?;
        }
        Ok(())
    }

    /// The agency receives its letter; where the demonstration has no user of it, the office records what it was told.
    async fn receive(&self, urging: &Urging, days_ago: i64) -> Result<()> {
        let own = store::users::of_agency(&self.office.db, urging.agency).await?;
        if let Some(user) = own.into_iter().find(|user| Work::is_held_by(user.role)) {
            let acting = self.as_user::<Work>(&user, days_ago, 360)?;
            let seen = Seen {
                version: urging.version,
            };
            urgings::receive(self.office, &acting, urging.id, seen).await?;
            return Ok(());
        }
        let input = ReceiptInput {
            version: urging.version,
            received_on: self.day(-days_ago).to_string(),
        };
        let acting = self.acting::<Urge>("vanphong", days_ago, 360).await?;
        urgings::record_receipt(self.office, &acting, urging.id, &input).await?;
        Ok(())
    }

    /// Standing work of the programme: received, reported on at the end of the period, reviewed a day later.
    async fn reviews(&self, task: TaskId) -> Result<Vec<(TaskId, i64, Step)>> {
        let due = store::load::<Task>(&self.office.db, task.0).await?.deadline.due();
        let ago = due.map_or(0, |due| {
            i64::from(due.until(self.today).map_or(0, |span| span.get_days()))
        });
        let mut steps = vec![(task, 93, Step::Receive)];
        if ago > 1 {
            let report = "Báo cáo quý: đã triển khai theo kế hoạch, chưa phát sinh vướng mắc.";
            steps.push((task, (ago + 1).min(92), Step::Progress(report)));
            steps.push((task, ago - 1, Step::CloseCycle));
        }
        Ok(steps)
    }

    /// Somebody of the lead agency; where the demonstration has no user of it, one who acts for it.
    async fn lead<R: Right>(&self, task: &Task, days_ago: i64, minute: i64) -> Result<Acting<R>> {
        let agency = task.leads.first().copied();
        let own = match agency {
            Some(agency) => store::users::of_agency(&self.office.db, agency).await?,
            None => Vec::new(),
        };
        let own = own.into_iter().find(|user| R::is_held_by(user.role));
        let user = match own {
            Some(user) => user,
            None => User {
                agency,
                ..self.user("cat").await?
            },
        };
        self.as_user(&user, days_ago, minute)
    }

    async fn step(&self, task: &Task, days_ago: i64, minute: i64, step: Step) -> Result<()> {
        let (office, id, version) = (self.office, task.id, task.version);
        let day = |from_today: i64| self.day(from_today).to_string();
        let seen = Seen { version };
        match step {
            Step::Receive => tasks::receive(office, &self.lead::<Work>(task, days_ago, minute).await?, id, seen).await,
            Step::Progress(text) => {
                let input = ReportInput {
                    version,
                    text: text.to_owned(),
                    ..ReportInput::default()
                };
                tasks::progress(office, &self.lead(task, days_ago, minute).await?, id, input, &[]).await
            }
            Step::Result(text, document, document_days_ago) => {
                let input = ReportInput {
                    version,
                    text: text.to_owned(),
                    document: document.to_owned(),
                    document_date: day(-document_days_ago),
                    ..ReportInput::default()
                };
                tasks::result(office, &self.lead(task, days_ago, minute).await?, id, input, &[]).await
            }
            Step::Confirm => {
                tasks::confirm(
                    office,
                    &self.acting::<Judge>("vanphong", days_ago, minute).await?,
                    id,
                    seen,
                )
                .await
            }
            Step::Refuse(reason) => {
                let input = ReasonInput {
                    version,
                    reason: reason.to_owned(),
                };
                tasks::refuse(office, &self.acting("vanphong", days_ago, minute).await?, id, input).await
            }
            Step::Return(reason) => {
                let input = ReasonInput {
                    version,
                    reason: reason.to_owned(),
                };
                tasks::return_task(office, &self.lead::<Head>(task, days_ago, minute).await?, id, input).await
            }
            Step::Obstacle(what) => {
                let remover = "leader".to_owned();
                let input = ObstacleInput {
                    version,
                    what: what.to_owned(),
                    remover,
                    ..ObstacleInput::default()
                };
                tasks::name_obstacle(office, &self.lead(task, days_ago, minute).await?, id, input).await
            }
            Step::Ask(until, reason) => {
                let input = ExtensionInput {
                    version,
                    until: self.later(task, until).to_string(),
                    reason: reason.to_owned(),
                    ..ExtensionInput::default()
                };
                tasks::ask_extension(office, &self.lead(task, days_ago, minute).await?, id, input).await
            }
            Step::Grant(until, document) => {
                let input = GrantInput {
                    version,
                    until: self.later(task, until).to_string(),
                    document: document.to_owned(),
                    document_date: day(-days_ago),
                };
                tasks::grant_extension(office, &self.acting("lanhdao", days_ago, minute).await?, id, input).await
            }
            Step::SubAssign(name) => {
                let input = HandlerInput {
                    version,
                    name: name.to_owned(),
                    ..HandlerInput::default()
                };
                tasks::sub_assign(office, &self.lead::<Head>(task, days_ago, minute).await?, id, input).await
            }
            Step::Answer(login, text) => {
                let input = ReportInput {
                    version,
                    text: text.to_owned(),
                    ..ReportInput::default()
                };
                tasks::answer_duty(office, &self.acting(login, days_ago, minute).await?, id, input, &[]).await
            }
            Step::Suspend(document) => {
                let input = OrderInput {
                    version,
                    document: document.to_owned(),
                    document_date: day(-days_ago),
                };
                tasks::suspend(
                    office,
                    &self.acting::<Direct>("lanhdao", days_ago, minute).await?,
                    id,
                    input,
                )
                .await
            }
            Step::Cancel(document) => {
                let input = OrderInput {
                    version,
                    document: document.to_owned(),
                    document_date: day(-days_ago),
                };
                tasks::cancel(office, &self.acting("lanhdao", days_ago, minute).await?, id, input).await
            }
            Step::FollowUp(on, what) => {
                let input = FollowUpInput {
                    version,
                    on: day(on),
                    what: what.to_owned(),
                };
                tasks::plan_follow_up(office, &self.acting("vanphong", days_ago, minute).await?, id, input).await
            }
            Step::CloseCycle => {
                tasks::close_cycle(office, &self.acting("vanphong", days_ago, minute).await?, id, seen).await
            }
        }
        .map(|_| ())
    }

    /// A day some days from today, and later than the deadline.
    fn later(&self, task: &Task, from_today: i64) -> Date {
        let day = self.day(from_today);
        let after = task.deadline.due().map_or(day, |due| due.saturating_add(1.day()));
        day.max(after)
    }
}

/// What the clerk answers where a draft leaves questions open.
fn answers(draft: &Draft, version: i64) -> DraftInput {
    let open = draft.open_questions();
    let names = |named: &[domain::draft::Named]| {
        let known = named
            .iter()
            .filter_map(|named| named.agency.map(|agency| agency.to_string()));
        known.collect::<Vec<_>>()
    };
    let group = draft.leads.iter().find(|lead| lead.group);
    let standing = !matches!(draft.deadline, DraftDeadline::Set { .. });
    let groups = draft.coordinating.iter().filter(|named| named.agency.is_none());
    DraftInput {
        version,
        text: draft.text.clone(),
        leads: names(&draft.leads),
        joint_is_meant: open.contains(&Open::JointLead),
        group: group.map(|group| group.written.clone()).unwrap_or_default(),
        members: if group.is_some() {
            COMMUNES.map(str::to_owned).to_vec()
        } else {
            Vec::new()
        },
        coordinating: names(&draft.coordinating),
        coordinating_groups: groups
            .map(|named| named.written.as_str())
            .collect::<Vec<_>>()
            .join("\n"),
        choice: if standing { "standing".to_owned() } else { String::new() },
        cycle: "quarter".to_owned(),
        note: "Nhiệm vụ thường xuyên, rà soát hằng quý.".to_owned(),
        measure: if draft.measure.is_some() {
            String::new()
        } else if standing {
            "reviews".to_owned()
        } else {
            "product".to_owned()
        },
        measure_words: "Báo cáo kết quả thực hiện".to_owned(),
        report_to: draft
            .report_to
            .clone()
            .unwrap_or_else(|| "Văn phòng Ủy ban nhân dân tỉnh".to_owned()),
        field: "An ninh, trật tự".to_owned(),
        accept: true,
        ..DraftInput::default()
    }
}
