//! An invoice: while open it is edited, deleted, confirmed; afterwards it stands as it is. What it
//! is comes first, in the same time however much is on it; what it comes to follows.

use super::{
    details, head, history,
    on::{On, counts as counts_of},
    pending, tabs,
    tabs::Tab,
};
use crate::{
    invoicing::{
        api::read_invoice,
        draft::{
            api::{read_head, read_neighbours, read_standing},
            model::Standing,
        },
        pieces::Shared,
        retainers::pieces::retainers_section,
        rules::is_open,
    },
    ui::{
        grid::list_of,
        kept::Kept,
        notice::NoticeBox,
        page::{answered, loading},
        wait::{Awaited, Awaiting, awaited, awaited_first},
    },
    vocabulary::{failure::ApiError, ids::InvoiceId, paging::Neighbours, refusal::Refusal},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page.
pub struct Invoice;

crate::part!(Invoice, part_invoice, "read_invoice");

impl Invoice {
    fn page() -> AnyView {
        let on = on();
        let tab = Tab::of_address();
        view! {
            {head::title(on)}
            {head::summary(on)}
            <NoticeBox notice=on.shared.notice />
            {tabs::tabs(on, tab)}
            {move || match tab.get() {
                Tab::Details | Tab::Edited | Tab::NotCharged | Tab::Products => {
                    details::details_grid(on, tab.get())
                }
                Tab::Pending => pending::pending_tab(on),
                Tab::Retainers => retainers_tab(on),
                Tab::History => history::history_tab(on),
            }}
        }
        .into_any()
    }
}

/// What the page asks.
fn on() -> On {
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<InvoiceId>().ok()));
    let shared =
        Shared { reload: RwSignal::new(0), notice: RwSignal::new(None), typed: Kept::default() };
    let (list, beside) = listed_in(id, shared);
    let none = || ApiError::Refused(Refusal::NotFound);
    let asked = move || (id.get(), shared.reload.get());
    let head = awaited_first(asked, move |(id, _)| {
        answered(async move {
            match id {
                Some(id) => read_head(id).await,
                None => Err(none()),
            }
        })
    });
    let invoice = awaited(asked, move |(id, _)| async move {
        match id {
            Some(id) => read_invoice(id).await,
            None => Err(none()),
        }
    });
    let standing = awaited(asked, |(id, _)| async move {
        match id {
            Some(id) => read_standing(id).await.unwrap_or_default(),
            None => Standing::default(),
        }
    });
    let seen = RwSignal::new(None);
    Effect::new(move |_| {
        seen.set(
            head.get()
                .and_then(Result::ok)
                .filter(|head| is_open(head.state))
                .map(|head| (head.invoice_id, head.version)),
        );
    });
    let counts = RwSignal::new(None);
    Effect::new(move |_| {
        if let Some(Ok(page)) = invoice.get() {
            counts.set(Some(counts_of(&page)));
        }
    });
    let unfolded = RwSignal::new(None);
    On { id, list, beside, head, invoice, standing, shared, seen, unfolded, counts }
}

/// The list it was opened from, as the address says, and where it is there.
fn listed_in(
    id: Memo<Option<InvoiceId>>,
    shared: Shared,
) -> (Memo<Option<String>>, Awaiting<Option<Neighbours>>) {
    let params = use_query_map();
    let list = Memo::new(move |_| params.read().get("list").filter(|list| !list.is_empty()));
    let beside = awaited_first(
        move || (id.get(), list.get(), shared.reload.get()),
        |(id, list, _)| async move {
            match id.zip(list) {
                Some((id, list)) => read_neighbours(id, list_of(&list)).await.ok(),
                None => None,
            }
        },
    );
    // On to the next draft: what was said of this one is not said there.
    Effect::new(move |before: Option<Option<InvoiceId>>| {
        let now = id.get();
        if before.is_some_and(|before| before != now) {
            shared.notice.set(None);
        }
        now
    });
    (list, beside)
}

/// Advances and retainers.
fn retainers_tab(on: On) -> AnyView {
    let section = move || {
        Suspend::new(async move {
            let page = on.invoice.await.ok()?;
            Some(retainers_section(&page, is_open(page.header.state), on.shared))
        })
    };
    view! { <Awaited fallback=loading>{section}</Awaited> }.into_any()
}
