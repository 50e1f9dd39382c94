//! The way through a list of drafts, one after another, without going back to the list.

use super::on::On;
use crate::{
    ui::{format, paths},
    vocabulary::{
        ids::InvoiceId,
        paging::Neighbours,
        texts::{count, fill, texts},
    },
};
use leptos::prelude::*;

/// Where the draft is among those of the list that it was opened from, and the ways to those beside
/// it; of one that was confirmed meanwhile how many are left. Nothing where there is no other.
pub fn way(on: On, beside: &Neighbours) -> AnyView {
    let t = texts();
    let Some(list) = on.list.get_untracked() else { return ().into_any() };
    if beside.previous.is_none() && beside.next.is_none() {
        return ().into_any();
    }
    let said = match beside.place {
        Some(place) => {
            fill(&count(t.drafts_place, beside.count), &[("place", &format::count(place))])
        }
        None => count(t.drafts_left, beside.count),
    };
    let to = |sign: &'static str, label: &'static str, rel: &'static str, id: Option<i64>| match id
    {
        Some(id) => {
            let href = paths::in_list(paths::invoice(InvoiceId(id)), Some(&list));
            view! {
                <a class="button plain" href=href rel=rel aria-label=label title=label>
                    {sign}
                </a>
            }
            .into_any()
        }
        None => view! {
            <span class="button plain" aria-hidden="true">
                {sign}
            </span>
        }
        .into_any(),
    };
    view! {
        <nav class="neighbours" aria-label=t.drafts_of_list>
            <span class="quiet-text">{said}</span>
            {to("‹", t.drafts_previous, "prev", beside.previous)}
            {to("›", t.drafts_next, "next", beside.next)}
        </nav>
    }
    .into_any()
}
