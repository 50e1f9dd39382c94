//! Today: what waits for whom, what is unbilled and how old it is, what this month has come to. Each
//! block is asked for by itself, as far as the reader's roles see it; every figure leads to the list
//! whose rows it counts.

mod month;
mod runs;
mod unbilled;
mod waits;

use crate::{
    access::rules::opens_on_own_projects,
    today::model::{Counted, List},
    ui::{
        allowed::Permissions, format::money, grid::encode, notice::Failed, page::PageHead, paths,
    },
    vocabulary::{failure::ApiError, texts::texts},
};
use leptos::prelude::*;

/// The page.
pub struct Today;

crate::part!(Today, part_today);

impl Today {
    fn page() -> AnyView {
        let t = texts();
        let own = keeps_to_own_projects()
            .then(|| view! { <p class="quiet-text">{t.today_own_projects}</p> });
        view! {
            <PageHead title=t.nav_today />
            {own}
            <div class="today">
                {waits::block()} {unbilled::block()} {month::block()} {month::looks()}
                {month::confirmed()} {runs::block()} {runs::recent()}
            </div>
        }
        .into_any()
    }
}

/// Whether the reader's lists open on the projects of their team.
fn keeps_to_own_projects() -> bool {
    use_context::<Permissions>().is_some_and(|p| p.roles.with_value(|r| opens_on_own_projects(r)))
}

/// A block under its heading; what it says comes when it is there.
fn section<T: Clone + Send + Sync + 'static>(
    name: &'static str,
    title: &'static str,
    asked: Resource<Result<T, ApiError>>,
    shown: fn(T) -> AnyView,
) -> AnyView {
    view! {
        <section class="card" data-block=name aria-labelledby=format!("today-{name}")>
            <h2 id=format!("today-{name}")>{title}</h2>
            <Transition fallback=|| {
                view! { <p aria-busy="true">"…"</p> }
            }>
                {move || Suspend::new(async move {
                    match asked.await {
                        Ok(answer) => shown(answer),
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}

/// The list that a figure counts.
fn address(counted: &Counted) -> String {
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
    };
    let filters: Vec<String> =
        counted.filters.iter().map(|(name, text)| format!("{name}={}", encode(text))).collect();
    format!("{list}?{}", filters.join("&"))
}

/// What a list comes to, per currency.
fn amounts(counted: &Counted) -> String {
    let amounts: Vec<String> =
        counted.amounts.iter().map(|(currency, amount)| money(*amount, *currency)).collect();
    amounts.join(" · ")
}

/// A line of a block: what it is with the way to it, and what else is to be said of it.
fn line(href: String, what: String, beside: impl IntoIterator<Item = String>) -> AnyView {
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
fn lines(found: Vec<AnyView>, none: &'static str) -> AnyView {
    if found.is_empty() {
        return view! { <p class="quiet-text">{none}</p> }.into_any();
    }
    view! { <ul class="today-lines">{found}</ul> }.into_any()
}

/// How many more there are than are shown; nothing, where there are none.
fn more(count: i64) -> Option<AnyView> {
    (count > 0).then(|| {
        view! { <p class="quiet-text">{crate::vocabulary::texts::count(texts().today_more, count)}</p> }
        .into_any()
    })
}
