//! What pages around the hub share.

use crate::{
    ui::{
        allowed::may,
        grid::{GridState, encode},
        page::side_by_side,
        paths,
    },
    vocabulary::texts::texts,
};
use leptos::prelude::*;

/// A page around the hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HubPage {
    /// Billing Hub.
    Hub,
    /// Month's End.
    MonthEnd,
    /// Time Sheets.
    TimeSheets,
}

/// The hub, Month's End and the time sheets, side by side; the team and the month that one is kept
/// to go along to where they mean something.
pub fn hub_pages(state: GridState, at: HubPage) -> AnyView {
    let t = texts();
    let all = [
        (HubPage::Hub, "list_hub", paths::HUB, &["team"][..], t.hub_title),
        (
            HubPage::MonthEnd,
            "list_month_contracts",
            paths::MONTH_END,
            &["team", "month"],
            t.month_end_title,
        ),
        (
            HubPage::TimeSheets,
            "list_time_sheets",
            paths::TIME_SHEETS,
            &["month"],
            t.time_sheets_title,
        ),
    ];
    let shown: Vec<_> = all.into_iter().filter(|(_, function, ..)| may(function)).collect();
    let place = shown.iter().position(|(page, ..)| *page == at).unwrap_or_default();
    let links = move || {
        let query = state.filters.get();
        let links = shown.iter().map(|(_, _, path, kept, name)| {
            let kept: Vec<String> = kept
                .iter()
                .filter_map(|filter| Some(format!("{filter}={}", encode(query.filter(filter)?))))
                .collect();
            let sign = if kept.is_empty() { "" } else { "?" };
            (format!("{path}{sign}{}", kept.join("&")), *name)
        });
        side_by_side(t.hub_pages, place, links.collect())
    };
    view! { {links} }.into_any()
}
