//! Time Sheets: people and their time of a month, with what of it is missing or waits.

use super::months;
use crate::{
    desk::pieces::{HubPage, hub_pages},
    month_end::{
        api::{list_time_sheets, read_month_shown, total_time_sheets},
        model::TimeSheet,
    },
    ui::{
        format,
        grid::{Column, FilterField, Grid, GridSpec, GridState, Input, encode, grid_state, listed},
        notice::Failed,
        page::PageHead,
        paths,
        wait::{Awaited, awaited_first},
    },
    vocabulary::{texts::texts, words::EntryState},
};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// The page.
pub struct TimeSheets;

crate::part!(TimeSheets, part_time_sheets, "list_time_sheets");

impl TimeSheets {
    fn page() -> AnyView {
        let state = grid_state(Signal::stored(Vec::new()), &[]);
        let reload = RwSignal::new(0);
        let (rows, totals) = listed(state, reload, list_time_sheets, total_time_sheets);
        view! {
            <PageHead title=texts().time_sheets_title />
            {hub_pages(state, HubPage::TimeSheets)}
            {month(state)}
            <Grid spec=spec() state rows totals />
        }
        .into_any()
    }
}

/// Which month it is: the one that the address names, or that is closed about now.
fn month(state: GridState) -> AnyView {
    let asked = Memo::new(move |_| {
        let mut query = state.filters.get();
        query.filters.retain(|name, _| name == "month");
        query
    });
    let found = awaited_first(move || asked.get(), read_month_shown);
    let shown = move || {
        Suspend::new(async move {
            match found.await {
                Ok(month) => months(state, month),
                Err(error) => view! { <Failed error /> }.into_any(),
            }
        })
    };
    view! { <Awaited>{shown}</Awaited> }.into_any()
}

fn spec() -> GridSpec<TimeSheet> {
    let t = texts();
    GridSpec {
        caption: t.time_sheets_title,
        columns: columns(),
        filters: vec![
            FilterField::new(
                "has",
                t.hub_has,
                Input::Choice(vec![
                    ("missing", t.time_sheets_missing),
                    ("waiting", t.time_sheets_waiting),
                ]),
            ),
            FilterField::new("person", t.column_person, Input::Text),
            FilterField::new("month", t.column_month, Input::Link),
        ],
        id: |r| r.resource_id.0,
        amount: |_| None,
        version: None,
        empty: |_| texts().time_sheets_empty.to_owned(),
        bulk: None,
        bulk_function: "",
    }
}

fn columns() -> Vec<Column<TimeSheet>> {
    let t = texts();
    vec![
        Column::text("name", t.column_person, |r: &TimeSheet| r.name.clone().into_any())
            .sorted("name"),
        Column::number("missing", t.time_sheets_missing, |r: &TimeSheet| {
            format::counted(r.missing_days, None)
        }),
        Column::number("draft", t.time_sheets_not_submitted, |r: &TimeSheet| {
            hours(r, EntryState::Draft, r.not_submitted)
        }),
        Column::number("returned", t.word_returned, |r: &TimeSheet| {
            hours(r, EntryState::Returned, r.returned)
        }),
        Column::number("submitted", t.time_sheets_not_approved, |r: &TimeSheet| {
            hours(r, EntryState::Submitted, r.not_approved)
        }),
        Column::number("approved", t.word_approved, |r: &TimeSheet| {
            hours(r, EntryState::Approved, r.approved)
        }),
    ]
}

/// Hours of one state, with the way to their entries; none is a dash.
fn hours(sheet: &TimeSheet, state: EntryState, hours: Decimal) -> AnyView {
    if hours.is_zero() {
        return "–".into_any();
    }
    let href = format!(
        "{}?state={}&class=time&person={}&from={}&to={}",
        paths::APPROVALS,
        state.word(),
        encode(&sheet.name),
        sheet.month.first,
        sheet.month.last
    );
    view! { <a href=href>{format::quantity(hours)}</a> }.into_any()
}
