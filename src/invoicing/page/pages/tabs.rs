//! The tabs of an invoice, each with an address.

use super::on::On;
use crate::{
    invoicing::{draft::model::InvoiceHead, model::InvoiceKind, rules::is_open},
    ui::{format, paths, wait::Awaited},
    vocabulary::{ids::InvoiceId, texts::texts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

crate::words! {
    /// What is shown of an invoice.
    Tab, "text", {
        /// Every detail.
        Details = "details",
        /// Those that say otherwise than they came.
        Edited = "edited",
        /// Those that the customer does not pay.
        NotCharged = "not_charged",
        /// What could be on it, and is not.
        Pending = "pending",
        /// Advances and retainers.
        Retainers = "retainers",
        /// What was sold and is on it.
        Products = "products",
        /// What happened to it.
        History = "history",
    }
}

impl Tab {
    /// The one that the address names.
    pub fn of_address() -> Memo<Self> {
        let params = use_query_map();
        Memo::new(move |_| {
            let named = params.read().get("tab");
            named.as_deref().and_then(Self::from_word).unwrap_or(Self::Details)
        })
    }

    fn label(self) -> &'static str {
        let t = texts();
        match self {
            Self::Details => t.details_title,
            Self::Edited => t.invoice_tab_edited,
            Self::NotCharged => t.invoice_tab_not_charged,
            Self::Pending => t.invoice_tab_pending,
            Self::Retainers => t.invoice_retainers,
            Self::Products => t.invoice_tab_products,
            Self::History => t.invoice_tab_history,
        }
    }

    fn address(self, invoice: InvoiceId, list: Option<&str>) -> String {
        let here = paths::invoice(invoice);
        let here = if self == Self::Details { here } else { format!("{here}?tab={}", self.word()) };
        paths::in_list(here, list)
    }

    /// How much there is behind it, where the page knows that anyway.
    fn count(self, (details, not_charged, retainers): (i64, i64, i64)) -> Option<i64> {
        match self {
            Self::Details => Some(details),
            Self::NotCharged => Some(not_charged),
            Self::Retainers => Some(retainers),
            Self::Edited | Self::Pending | Self::Products | Self::History => None,
        }
    }
}

/// A corrective invoice only corrects (R-VOC-19).
pub(super) fn takes_new(head: &InvoiceHead) -> bool {
    is_open(head.state) && head.kind == InvoiceKind::Proforma
}

/// The tabs; what waits only where something can still be added.
pub fn tabs(on: On, tab: Memo<Tab>) -> AnyView {
    let one = move |one: Tab, invoice: InvoiceId| {
        // Once the page is alive: nothing waits for it.
        let counted = move || {
            on.counts
                .get()
                .and_then(|counts| one.count(counts))
                .filter(|count| *count != 0)
                .map(|count| view! { <span class="count">{format::count(count)}</span> })
        };
        view! {
            <a
                href=move || one.address(invoice, on.list.get().as_deref())
                data-noscroll="true"
                aria-current=move || (tab.get() == one).then_some("page")
            >
                {one.label()}
                {counted}
            </a>
        }
    };
    let all = move || {
        Suspend::new(async move {
            let head = on.head.await.ok()?;
            let shown = Tab::ALL
                .iter()
                .copied()
                .filter(|tab| *tab != Tab::Pending || takes_new(&head))
                .map(|tab| one(tab, head.invoice_id))
                .collect_view();
            Some(view! {
                <nav class="tabs" aria-label=texts().invoice_tabs>
                    {shown}
                </nav>
            })
        })
    };
    view! { <Awaited>{all}</Awaited> }.into_any()
}
