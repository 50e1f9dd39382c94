//! Pages of a month's end: its contracts, and the people's time.

mod closing;
mod month_end;
mod time_sheets;

pub use month_end::MonthEnd;
pub use time_sheets::TimeSheets;

use crate::{
    month_end::{
        model::Month,
        rules::{beside, month_text},
    },
    today::model::List,
    ui::grid::GridState,
    vocabulary::texts::{fill, texts},
};
use leptos::prelude::*;

/// The month that is shown, between the one before and the one after.
fn months(state: GridState, month: Month) -> AnyView {
    let t = texts();
    let [before, after] = beside(month);
    let to = move |to: Month, text: &'static str, rel: &'static str| {
        let said = month_text(to);
        let name = fill(text, &[("month", &said)]);
        let shown = said.clone();
        let href = move || state.address(&[("month", Some(said.clone()))]);
        view! {
            <a href=href class="button plain" rel=rel aria-label=name>
                {shown}
            </a>
        }
    };
    view! {
        <nav class="months" aria-label=t.column_month>
            {to(before, t.month_end_before, "prev")} <strong>{month_text(month)}</strong>
            {to(after, t.month_end_after, "next")}
        </nav>
    }
    .into_any()
}

/// What a figure is of, where it isn't work or invoices.
fn kind(list: List) -> Option<&'static str> {
    let t = texts();
    match list {
        List::Milestones => Some(t.word_milestones),
        List::ProductLines => Some(t.products_of_contract),
        List::Retainers => Some(t.word_retainer),
        _ => None,
    }
}
