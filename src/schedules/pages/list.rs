//! Invoice Schedules: the days on which contract lines are invoiced by themselves, and what became of
//! each (R-VOC-13, §2.9).

use crate::{
    contracts::pieces::contract_state_filter,
    schedules::{
        api::{list_schedules, total_schedules},
        model::{RunStatus, ScheduleRow},
        pieces::status_cell,
    },
    ui::{
        format::{self, Label},
        grid::{Column, FilterField, Grid, GridSpec, Input, grid_state, hint, listed},
        page::PageHead,
        paths,
    },
    vocabulary::texts::{fill, texts},
};
use leptos::prelude::*;

/// The page.
pub struct Schedules;

crate::part!(Schedules, part_schedules, "list_schedules");

impl Schedules {
    fn page() -> AnyView {
        let state = grid_state(Signal::stored(Vec::new()), &[]);
        let (rows, totals) = listed(state, RwSignal::new(0), list_schedules, total_schedules);
        view! {
            <PageHead title=texts().schedules_title />
            <Grid spec=spec() state rows totals />
        }
        .into_any()
    }
}

fn spec() -> GridSpec<ScheduleRow> {
    let t = texts();
    GridSpec {
        caption: t.schedules_title,
        columns: columns(),
        filters: vec![
            FilterField::new(
                "status",
                t.column_run_status,
                Input::Choice(RunStatus::ALL.iter().map(|s| (s.word(), s.label())).collect()),
            ),
            FilterField::new("contract", t.column_contract, Input::Text),
            contract_state_filter(),
            FilterField::new("customer", t.column_customer, Input::Text),
            FilterField::new("team", t.filter_team, Input::Text),
            FilterField::new("from", t.filter_from, Input::Date),
            FilterField::new("to", t.filter_to, Input::Date),
            FilterField::new("contract_id", t.filter_one_contract, Input::Link),
            FilterField::new("line", t.filter_one_line, Input::Link),
        ],
        id: |r| r.invoice_schedule_id.0,
        amount: |_| None,
        version: None,
        empty: |totals| {
            let hint = |status: &str| hint(totals, status);
            fill(
                texts().schedules_empty,
                &[
                    ("not_run", &hint("not_run")),
                    ("successful", &hint("successful")),
                    ("failed", &hint("failed")),
                ],
            )
        },
        bulk: None,
        bulk_function: "",
    }
}

fn columns() -> Vec<Column<ScheduleRow>> {
    let t = texts();
    vec![
        Column::text("date", t.column_run_date, |r: &ScheduleRow| format::day(r.run_on).into_any())
            .sorted("date"),
        Column::text("cut_off", t.column_cut_off, |r: &ScheduleRow| {
            format::day(r.cut_off_on).into_any()
        }),
        Column::text("contract", t.column_contract, |r: &ScheduleRow| {
            view! { <a href=paths::contract(r.contract_id)>{r.contract_number.clone()}</a> }
                .into_any()
        })
        .sorted("contract"),
        Column::text("line", t.column_line, |r: &ScheduleRow| r.line_name.clone().into_any()),
        Column::text("customer", t.column_customer, |r: &ScheduleRow| {
            r.customer_name.clone().into_any()
        }),
        Column::text("status", t.column_run_status, |r: &ScheduleRow| status_cell(r)),
    ]
}
