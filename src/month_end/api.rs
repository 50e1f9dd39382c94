//! Server functions of Month's End: who may, then hand over.

#[cfg(feature = "ssr")]
use super::commands;
use super::model::{Closing, Month, MonthContract, TimeSheet};
use crate::{
    access::{
        calls::calls,
        rules::{SEES_BILLING, SEES_ENTRIES},
    },
    vocabulary::paging::{ListQuery, Page, Totals},
};

calls! {
    /// What a month comes to, and what is missing before it can be closed.
    read read_closing(query: ListQuery) -> Closing, for SEES_BILLING
        => |scope, who| commands::read_closing(scope, &who, &query);
    /// A page of contracts at a month's end.
    read list_month_contracts(query: ListQuery) -> Page<MonthContract>, for SEES_BILLING
        => |scope| commands::list_month_contracts(scope, &query);
    /// How many the filtered ones are.
    read total_month_contracts(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| commands::total_month_contracts(scope, &query);
    /// The month that a page shows.
    read read_month_shown(query: ListQuery) -> Month, for SEES_ENTRIES
        => |scope| commands::read_month_shown(scope, &query);
    /// A page of people with their time of a month.
    read list_time_sheets(query: ListQuery) -> Page<TimeSheet>, for SEES_ENTRIES
        => |scope, who| commands::list_time_sheets(scope, &who, &query);
    /// How many the filtered ones are.
    read total_time_sheets(query: ListQuery) -> Totals, for SEES_ENTRIES
        => |scope| commands::total_time_sheets(scope, &query);
}
