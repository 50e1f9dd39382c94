//! Today: what waits for whom, what is unbilled and how old it is, what this month has come to. Each
//! block is asked for by itself, as far as the reader's roles see it; every figure leads to the list
//! whose rows it counts.

mod month;
mod runs;
mod unbilled;
mod waits;

use crate::{
    access::rules::opens_on_own_projects,
    ui::{
        allowed::Permissions,
        notice::Failed,
        page::PageHead,
        wait::{Awaited, Awaiting},
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
    asked: Awaiting<Result<T, ApiError>>,
    shown: fn(T) -> AnyView,
) -> AnyView {
    view! {
        <section class="card" data-block=name aria-labelledby=format!("today-{name}")>
            <h2 id=format!("today-{name}")>{title}</h2>
            <Awaited fallback=|| {
                view! { <p aria-busy="true">"…"</p> }
            }>
                {move || Suspend::new(async move {
                    match asked.await {
                        Ok(answer) => shown(answer),
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })}
            </Awaited>
        </section>
    }
    .into_any()
}

/// How many more there are than are shown; nothing, where there are none.
fn more(count: i64) -> Option<AnyView> {
    (count > 0).then(|| {
        view! { <p class="quiet-text">{crate::vocabulary::texts::count(texts().today_more, count)}</p> }
        .into_any()
    })
}
