//! A figure that leads to the list whose rows it counts, as Today and Month's End say it.

use crate::{
    today::model::{Counted, List},
    ui::{format::money, grid::encode, paths},
};
use leptos::prelude::*;

/// The list that a figure counts.
pub fn address(counted: &Counted) -> String {
    let list = match counted.list {
        List::Approvals => paths::APPROVALS,
        List::Expenses => paths::EXPENSES,
        List::Material => paths::MATERIAL,
        List::Backlog => paths::BACKLOG,
        List::Milestones => paths::MILESTONES,
        List::ProductLines => paths::PRODUCT_LINES,
        List::Retainers => paths::RETAINERS,
        List::Invoices => paths::INVOICES,
        List::Hub => paths::HUB,
        List::Batches => paths::BATCHES,
        List::Schedules => paths::SCHEDULES,
        List::TimeSheets => paths::TIME_SHEETS,
    };
    let filters: Vec<String> =
        counted.filters.iter().map(|(name, text)| format!("{name}={}", encode(text))).collect();
    format!("{list}?{}", filters.join("&"))
}

/// What a list comes to, per currency.
pub fn amounts(counted: &Counted) -> String {
    let amounts: Vec<String> =
        counted.amounts.iter().map(|(currency, amount)| money(*amount, *currency)).collect();
    amounts.join(" · ")
}

/// A line of a block: what it is with the way to it, and what else is to be said of it.
pub fn line(href: String, what: String, beside: impl IntoIterator<Item = String>) -> AnyView {
    let beside: Vec<String> = beside.into_iter().filter(|text| !text.is_empty()).collect();
    view! {
        <li>
            <a href=href>{what}</a>
            {beside
                .into_iter()
                .map(|text| {
                    view! {
                        " "
                        <span>{text}</span>
                    }
                })
                .collect_view()}
        </li>
    }
    .into_any()
}

/// Lines of a block; without any, a sentence in their place.
pub fn lines(found: Vec<AnyView>, none: &'static str) -> AnyView {
    if found.is_empty() {
        return view! { <p class="quiet-text">{none}</p> }.into_any();
    }
    view! { <ul class="today-lines">{found}</ul> }.into_any()
}
