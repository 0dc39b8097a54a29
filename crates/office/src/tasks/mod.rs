//! Tasks: looking at one, lists of them, and every act of their life.

mod acts;
mod lists;
mod view;

pub use acts::{
    Assignment, DeadlineChoice, DeadlineInput, DenyInput, DutyInput, ExtensionInput, FollowUpInput, FoundInput,
    GrantInput, HandlerInput, MeasureChoice, MeasureInput, ObstacleInput, OrderInput, ReasonInput, RemovalInput,
    ReportInput, ResumeInput, Seen, StartClockInput, answer_duty, ask_extension, assign, cancel, close_cycle, confirm,
    deny_extension, follow_up, grant_extension, name_obstacle, plan_follow_up, progress, receive, refuse,
    remove_obstacle, result, resume, return_task, set_deadline, set_duty, set_measure, start_clock, sub_assign,
    suspend,
};
pub(crate) use acts::{deadline_of, measure_of};
pub use lists::{AsOf, Choices, DutyRow, Order, TaskPage, TaskRow, choices, list};
pub(crate) use lists::{Rows, close_until, some};
pub(crate) use view::days_until;
pub use view::{AnswerBy, HistoryLine, Possible, TaskView, evidence, find, history, view};
