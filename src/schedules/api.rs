//! Server functions of invoice schedules: who may, then hand over.

use super::model::{Generate, LineSchedule, ScheduleEdit, ScheduleRemoval, ScheduleRow};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{BILLERS, SEES_BILLING},
    },
    vocabulary::{
        ids::{ContractId, InvoiceScheduleId},
        paging::{ListQuery, Page, Totals},
    },
};

calls! {
    /// A page of days of schedules.
    read list_schedules(query: ListQuery) -> Page<ScheduleRow>, for SEES_BILLING
        => |scope| store::list_schedules(scope, &query);
    /// How many days the filters let through.
    read total_schedules(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_schedules(scope, &query);
    /// The lines by time and material of a contract with their days.
    read read_schedules(contract: ContractId) -> Vec<LineSchedule>, for SEES_BILLING
        => |scope| commands::read_schedules(scope, contract);
    /// Generate Invoice Schedule.
    write generate_schedule(generate: Generate) -> i64, for BILLERS;
    /// Adds a day to a schedule, or changes one that has not run.
    write save_schedule_day(edit: ScheduleEdit) -> InvoiceScheduleId, for BILLERS;
    /// Takes a day that has not run off its schedule.
    write delete_schedule_day(removal: ScheduleRemoval) -> (), for BILLERS;
}
