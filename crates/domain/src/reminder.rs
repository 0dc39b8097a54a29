//! Reminders: who is told of what, on which working day. The one place that decides it.
//!
//! Everything here is an *occasion*: a task waits for somebody, and a day comes on which they are told. An occasion falls
//! on a civil day, and is told in the digest of a working day: what comes up is told on the first working day from then
//! on, what is still ahead on the last one before the next. So nobody is told on a day off, nobody twice, and nothing
//! between two days is lost, even when the program did not run on one of them ([`Told`] says how far the last run came).
//!
//! A person is told of what waits for *them*: a result that waits to be confirmed is the office's, a request for more time
//! the leader's, and while it waits the lead is left in peace. What stands still by decision reminds nobody.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use calendar::Calendar;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::deadline::Deadline;
use crate::id::{AgencyId, TaskId, UserId};
use crate::rights::Role;
use crate::rules::Rules;
use crate::task::{Remover, State, Task};
use crate::user::User;

/// Sorts of reminders, each of which a rule may let people switch off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Sắp đến hạn.
    DueSoon,
    /// Quá hạn.
    Late,
    /// Chờ tiếp nhận.
    ToReceive,
    /// Chờ quyết định: results, requests for more time, returned tasks, obstacles.
    ToDecide,
    /// Báo cấp trên: work of an agency below that is long overdue.
    Superior,
}

impl Sort {
    /// All sorts, in the order of forms.
    pub const ALL: [Self; 5] = [
        Self::DueSoon,
        Self::Late,
        Self::ToReceive,
        Self::ToDecide,
        Self::Superior,
    ];

    /// The word in code, forms and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::DueSoon => "due_soon",
            Self::Late => "late",
            Self::ToReceive => "to_receive",
            Self::ToDecide => "to_decide",
            Self::Superior => "superior",
        }
    }

    /// The rule that says whether people may switch it off.
    pub fn rule(self) -> &'static str {
        match self {
            Self::DueSoon => "may_switch_off_due_soon",
            Self::Late => "may_switch_off_late",
            Self::ToReceive => "may_switch_off_to_receive",
            Self::ToDecide => "may_switch_off_to_decide",
            Self::Superior => "may_switch_off_superior",
        }
    }

    /// Whether people may switch it off on a day.
    pub fn is_optional(self, rules: &Rules, day: Date) -> bool {
        rules.number(self.rule(), day) == 1
    }
}

/// What a person is asked for. The order is that of a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Work of an agency below is overdue for as many working days as the rule says.
    Superior,
    /// The task that they lead is overdue.
    Late,
    /// The part that they owe is overdue.
    DutyLate,
    /// A result waits longer than the rule allows.
    ConfirmLate,
    /// A task waits to be received longer than the rule allows.
    ReceiveLate,
    /// A request for more time waits.
    Extension,
    /// A result waits to be confirmed.
    Confirm,
    /// A task came back.
    Returned,
    /// They have to remove an obstacle.
    Obstacle,
    /// A task waits to be received.
    Receive,
    /// The task that they lead is due soon.
    DueSoon,
    /// The part that they owe is due soon.
    DutyDueSoon,
}

impl Matter {
    /// All of them, in the order of a digest.
    pub const ALL: [Self; 12] = [
        Self::Superior,
        Self::Late,
        Self::DutyLate,
        Self::ConfirmLate,
        Self::ReceiveLate,
        Self::Extension,
        Self::Confirm,
        Self::Returned,
        Self::Obstacle,
        Self::Receive,
        Self::DueSoon,
        Self::DutyDueSoon,
    ];

    /// The word in code and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Superior => "superior",
            Self::Late => "late",
            Self::DutyLate => "duty_late",
            Self::ConfirmLate => "confirm_late",
            Self::ReceiveLate => "receive_late",
            Self::Extension => "extension",
            Self::Confirm => "confirm",
            Self::Returned => "returned",
            Self::Obstacle => "obstacle",
            Self::Receive => "receive",
            Self::DueSoon => "due_soon",
            Self::DutyDueSoon => "duty_due_soon",
        }
    }

    /// Which sort of reminder it is.
    pub fn sort(self) -> Sort {
        match self {
            Self::Superior => Sort::Superior,
            Self::Late | Self::DutyLate => Sort::Late,
            Self::Receive | Self::ReceiveLate => Sort::ToReceive,
            Self::Extension | Self::Confirm | Self::ConfirmLate | Self::Returned | Self::Obstacle => Sort::ToDecide,
            Self::DueSoon | Self::DutyDueSoon => Sort::DueSoon,
        }
    }
}

/// A line of a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Item {
    /// What is asked for.
    pub matter: Matter,
    /// Which task.
    pub task: TaskId,
    /// Its running number.
    pub number: i64,
    /// What is to be done.
    pub text: String,
    /// Whose work it is: the lead, or for a duty the coordinating agency.
    pub agency: Option<AgencyId>,
    /// The last acceptable day.
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
    /// Days left on the day of the digest, negative when it is over.
    pub days_left: Option<i32>,
}

/// What one person is told on one day. It is never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Digest {
    /// Who.
    pub user: UserId,
    /// The working day.
    #[schemars(with = "String")]
    pub day: Date,
    /// What waits for them.
    pub items: Vec<Item>,
}

/// How far the digests made so far came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// What came up until this day has been told.
    pub until: Date,
    /// What lies ahead before this day has been told.
    pub ahead_before: Date,
}

/// The numbers of the rules that hold on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    before_days: Vec<i64>,
    late_days: Vec<i64>,
    receive_working_days: i32,
    confirm_working_days: i32,
    superior_working_days: i32,
    optional: BTreeSet<Sort>,
}

impl Numbers {
    /// Those of a day.
    pub fn on(rules: &Rules, day: Date) -> Self {
        let all = |id| rules.on(id, day).map(|rule| rule.value.clone()).unwrap_or_default();
        let working_days = |id| rules.working_days(id, day);
        let mut late_days = all("remind_late_after_days");
        // At once, whatever else the office sets.
        late_days.insert(0, 1);
        Self {
            before_days: all("remind_before_days"),
            late_days,
            receive_working_days: working_days("receive_within_working_days"),
            confirm_working_days: working_days("confirm_within_working_days"),
            superior_working_days: working_days("tell_superior_after_working_days").max(1),
            optional: Sort::ALL
                .into_iter()
                .filter(|sort| sort.is_optional(rules, day))
                .collect(),
        }
    }

    /// The longest time before a deadline at which somebody is told, in days.
    pub fn furthest_before(&self) -> i64 {
        self.before_days.iter().copied().max().unwrap_or(0)
    }

    /// The longest time after a deadline at which somebody is told, in days; working days are taken for three each, which
    /// is more than any holiday makes of them.
    pub fn furthest_after(&self) -> i64 {
        let late = self.late_days.iter().copied().max().unwrap_or(1);
        late.max(i64::from(self.superior_working_days) * 3 + 15)
    }
}

/// The day of the digests, and everything that decides on them besides the tasks.
#[derive(Debug)]
pub struct Morning<'a> {
    /// The working day.
    pub today: Date,
    /// How far the digests before came; none before the first.
    pub told: Option<Told>,
    /// Days off.
    pub calendar: &'a Calendar,
    /// Numbers of the rules.
    pub numbers: Numbers,
}

impl Morning<'_> {
    /// Until where this digest looks ahead: the next working day, which has a digest of its own.
    pub fn ahead_before(&self) -> Date {
        self.calendar.add_working_days(self.today, 1).day
    }

    /// Deadlines outside of these days are told of by nobody today, the first and the last of them included.
    pub fn deadlines_looked_at(&self) -> (Date, Date) {
        let first = match self.told {
            Some(told) => told
                .until
                .checked_sub(self.numbers.furthest_after().days())
                .unwrap_or(Date::MIN),
            None => Date::MIN,
        };
        let last = self.ahead_before().checked_add(self.numbers.furthest_before().days());
        (first, last.unwrap_or(Date::MAX))
    }

    /// Whether something that came up on a day is told today.
    fn comes_up(&self, day: Date) -> bool {
        self.told.is_none_or(|told| told.until < day) && day <= self.today
    }

    /// Whether something that lies ahead on a day is told today.
    fn lies_ahead(&self, day: Date) -> bool {
        self.told.is_none_or(|told| told.ahead_before <= day) && day < self.ahead_before()
    }

    /// Whether a day that is `days` before a deadline, or the arrival of the work within that time, is told today.
    fn is_near(&self, due: Date, since: Date) -> bool {
        let told_of = |days: &i64| {
            let Ok(day) = due.checked_sub(days.days()) else {
                return false;
            };
            // What arrives with less time left is told as it arrives.
            if day <= since {
                next_day(since).is_some_and(|day| self.comes_up(day))
            } else {
                self.lies_ahead(day)
            }
        };
        self.today <= due && self.numbers.before_days.iter().any(told_of)
    }

    fn is_late(&self, due: Date, since: Date) -> bool {
        let told_of = |days: &i64| {
            let day = due.checked_add(days.days()).ok();
            day.and_then(|day| Some(day.max(next_day(since)?)))
                .is_some_and(|day| self.comes_up(day))
        };
        due < self.today && self.numbers.late_days.iter().any(told_of)
    }

    /// Whether a limit of working days that began on a day ran out before a day that is told today.
    fn ran_out(&self, began: Date, working_days: i32) -> bool {
        let last = self.calendar.add_working_days(began, working_days).day;
        next_day(last).is_some_and(|day| self.comes_up(day))
    }

    fn concerns_superior(&self, due: Date, since: Date) -> bool {
        let reached = self
            .calendar
            .add_working_days(due, self.numbers.superior_working_days)
            .day;
        next_day(since).is_some_and(|first| self.comes_up(reached.max(first)))
    }
}

fn next_day(day: Date) -> Option<Date> {
    day.tomorrow().ok()
}

/// Who is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whom {
    /// Those who work on a task in its lead agency.
    Lead(AgencyId),
    /// The same and the agency's heads.
    LeadAndHeads(AgencyId),
    /// Those of a coordinating agency, or of one that has to remove an obstacle.
    Agency(AgencyId),
    /// The office: who follows the task.
    Office,
    /// Leaders of the province.
    Leaders,
    /// The heads of the agency above, or the leaders of the province.
    Above(AgencyId),
}

/// People with an address, by post.
struct Posts<'a, T> {
    agencies: HashMap<AgencyId, Vec<&'a User>>,
    clerks: Vec<&'a User>,
    leaders: Vec<&'a User>,
    organisation: T,
}

/// What has to be known of agencies.
pub trait Organisation {
    /// Who does an agency's work today: itself while it stands, else its successors.
    fn today(&self, agency: AgencyId) -> Vec<AgencyId>;
    /// The agency above.
    fn above(&self, agency: AgencyId) -> Option<AgencyId>;
}

impl<'a, T: Organisation> Posts<'a, T> {
    fn of(users: &'a [User], organisation: T) -> Self {
        let mut posts = Self {
            agencies: HashMap::new(),
            clerks: Vec::new(),
            leaders: Vec::new(),
            organisation,
        };
        for user in users.iter().filter(|user| user.active && user.email.is_some()) {
            match (user.role, user.agency) {
                (Role::Clerk, _) => posts.clerks.push(user),
                (Role::Leader, _) => posts.leaders.push(user),
                (role, Some(agency)) if role.is_of_agency() => posts.agencies.entry(agency).or_default().push(user),
                _ => {}
            }
        }
        posts
    }

    fn find(&self, whom: Whom, task: &Task) -> Vec<&'a User> {
        match whom {
            Whom::Lead(agency) => self.workers(agency, task),
            Whom::LeadAndHeads(agency) => {
                let mut both = self.workers(agency, task);
                both.extend(self.heads(agency));
                both
            }
            Whom::Agency(agency) => self.officers_or_heads(agency),
            Whom::Office => {
                let watcher = self.clerks.iter().find(|clerk| Some(clerk.id) == task.watcher);
                watcher.map_or_else(|| self.clerks.clone(), |watcher| vec![*watcher])
            }
            Whom::Leaders => self.leaders.clone(),
            Whom::Above(agency) => self.superiors(agency),
        }
    }

    /// Whoever was named to work on it, else the officers of the agency, else its heads.
    fn workers(&self, agency: AgencyId, task: &Task) -> Vec<&'a User> {
        let handler = task.handler.as_ref().and_then(|handler| handler.user);
        let named = self.people(agency).find(|user| Some(user.id) == handler);
        named.map_or_else(|| self.officers_or_heads(agency), |user| vec![user])
    }

    fn officers_or_heads(&self, agency: AgencyId) -> Vec<&'a User> {
        let officers: Vec<&User> = self
            .people(agency)
            .filter(|user| user.role != Role::AgencyHead)
            .collect();
        if officers.is_empty() {
            self.heads(agency)
        } else {
            officers
        }
    }

    fn heads(&self, agency: AgencyId) -> Vec<&'a User> {
        self.people(agency)
            .filter(|user| user.role == Role::AgencyHead)
            .collect()
    }

    fn people(&self, agency: AgencyId) -> impl Iterator<Item = &'a User> {
        let today = self.organisation.today(agency);
        let people: Vec<&User> = today
            .iter()
            .flat_map(|agency| self.agencies.get(agency).into_iter().flatten().copied())
            .collect();
        people.into_iter()
    }

    /// The heads of the nearest agency above that has any, else the leaders of the province.
    fn superiors(&self, agency: AgencyId) -> Vec<&'a User> {
        // Deeper than any administration: against a circle in old data.
        const HIGHEST: usize = 20;
        let mut below = self.organisation.today(agency).first().copied().unwrap_or(agency);
        for _ in 0..HIGHEST {
            let Some(above) = self.organisation.above(below) else {
                break;
            };
            let heads = self.heads(above);
            if !heads.is_empty() {
                return heads;
            }
            below = above;
        }
        self.leaders.clone()
    }
}

/// What is told today: for each person with an address at most one digest, and none that is empty.
pub fn digests<'t>(
    morning: &Morning<'_>,
    tasks: impl IntoIterator<Item = &'t Task>,
    users: &[User],
    organisation: impl Organisation,
) -> Vec<Digest> {
    let posts = Posts::of(users, organisation);
    let mut digests: BTreeMap<UserId, Digest> = BTreeMap::new();
    for task in tasks {
        for occasion in occasions(morning, task) {
            for user in posts.find(occasion.whom, task) {
                let sort = occasion.matter.sort();
                if user.reminders_off.contains(&sort) && morning.numbers.optional.contains(&sort) {
                    continue;
                }
                let digest = digests.entry(user.id).or_insert_with(|| Digest {
                    user: user.id,
                    day: morning.today,
                    items: Vec::new(),
                });
                let item = occasion.item(task, morning.today);
                if !digest.items.contains(&item) {
                    digest.items.push(item);
                }
            }
        }
    }
    for digest in digests.values_mut() {
        digest.items.sort_by_key(|item| (item.matter, item.due, item.number));
    }
    digests.into_values().collect()
}

/// Something that somebody is told of today.
struct Occasion {
    matter: Matter,
    whom: Whom,
    agency: Option<AgencyId>,
    due: Option<Date>,
}

impl Occasion {
    fn item(&self, task: &Task, today: Date) -> Item {
        Item {
            matter: self.matter,
            task: task.id,
            number: task.number,
            text: task.text.clone(),
            agency: self.agency,
            due: self.due,
            days_left: self
                .due
                .and_then(|due| today.until(due).ok())
                .map(|span| span.get_days()),
        }
    }
}

fn occasions(morning: &Morning<'_>, task: &Task) -> Vec<Occasion> {
    let mut found = Vec::new();
    let since = task.waits_since();
    let mut tell = |told: bool, matter: Matter, whom: Whom, agency: Option<AgencyId>, due: Option<Date>| {
        if told {
            found.push(Occasion {
                matter,
                whom,
                agency,
                due,
            });
        }
    };
    let due = task.deadline.due();
    let arrives = |day: Date| next_day(day).is_some_and(|day| morning.comes_up(day));
    match task.state {
        State::Assigned => {
            let is_over = morning.ran_out(since, morning.numbers.receive_working_days);
            for lead in &task.leads {
                let (whom, agency) = (Whom::Lead(*lead), Some(*lead));
                tell(is_over, Matter::ReceiveLate, whom, agency, due);
                tell(!is_over && arrives(since), Matter::Receive, whom, agency, due);
            }
        }
        State::AwaitingConfirmation => {
            let is_over = morning.ran_out(since, morning.numbers.confirm_working_days);
            let lead = task.leads.first().copied();
            tell(is_over, Matter::ConfirmLate, Whom::Office, lead, due);
            tell(!is_over && arrives(since), Matter::Confirm, Whom::Office, lead, due);
        }
        State::Returned => tell(
            arrives(since),
            Matter::Returned,
            Whom::Office,
            task.leads.first().copied(),
            due,
        ),
        State::InProgress | State::Completed | State::Suspended | State::Cancelled => {}
    }
    if !matches!(task.state, State::Assigned | State::InProgress) {
        return found;
    }
    let set_on = since.max(set_on(&task.deadline));
    match (&task.extension, due) {
        (Some(asked), due) => {
            let is_near = due.is_some_and(|due| morning.is_near(due, set_on) || morning.is_late(due, set_on));
            let told = is_near || arrives(asked.asked_on);
            tell(told, Matter::Extension, Whom::Leaders, Some(asked.agency), due);
        }
        (None, Some(day)) => {
            for lead in &task.leads {
                let agency = Some(*lead);
                tell(
                    morning.is_near(day, set_on),
                    Matter::DueSoon,
                    Whom::Lead(*lead),
                    agency,
                    due,
                );
                tell(
                    morning.is_late(day, set_on),
                    Matter::Late,
                    Whom::LeadAndHeads(*lead),
                    agency,
                    due,
                );
                let above = morning.concerns_superior(day, set_on);
                tell(above, Matter::Superior, Whom::Above(*lead), agency, due);
            }
        }
        (None, None) => {}
    }
    for duty in task.duties.iter().filter(|duty| duty.answer.is_none()) {
        let Some(day) = task.duty_due(duty) else { continue };
        let set_on = duty
            .deadline
            .as_ref()
            .map_or(set_on, |deadline| since.max(self::set_on(deadline)));
        let (whom, agency) = (Whom::Agency(duty.agency), Some(duty.agency));
        tell(
            morning.is_near(day, set_on),
            Matter::DutyDueSoon,
            whom,
            agency,
            Some(day),
        );
        tell(morning.is_late(day, set_on), Matter::DutyLate, whom, agency, Some(day));
    }
    for obstacle in task.open_obstacles() {
        let whom = match obstacle.remover {
            Remover::Leader => Whom::Leaders,
            Remover::Office | Remover::Above { .. } => Whom::Office,
            Remover::Agency { agency } => Whom::Agency(agency),
        };
        tell(
            arrives(obstacle.named_on),
            Matter::Obstacle,
            whom,
            Some(obstacle.agency),
            due,
        );
    }
    found
}

/// The day on which the deadline in force was set.
fn set_on(deadline: &Deadline) -> Date {
    deadline.ledger.last().map_or(Date::MIN, |line| line.set_on)
}
