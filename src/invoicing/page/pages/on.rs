//! What the parts of an invoice's page go by.

use crate::{
    invoicing::{
        draft::model::{InvoiceHead, Standing},
        model::InvoicePage,
        pieces::Shared,
    },
    ui::wait::Awaiting,
    vocabulary::{failure::ApiError, ids::InvoiceId, paging::Neighbours, words::BillingType},
};
use leptos::prelude::*;

/// What the parts of the page go by.
#[derive(Clone, Copy)]
pub struct On {
    /// Which invoice.
    pub id: Memo<Option<InvoiceId>>,
    /// The list it was opened from, as its address says; it stays there behind every tab.
    pub list: Memo<Option<String>>,
    /// Where it is in that list.
    pub beside: Awaiting<Option<Neighbours>>,
    /// What it is.
    pub head: Awaiting<Result<InvoiceHead, ApiError>>,
    /// What it comes to.
    pub invoice: Awaiting<Result<InvoicePage, ApiError>>,
    /// Where it leaves its contract.
    pub standing: Awaiting<Standing>,
    /// What came of an act, and that everything is to be read again.
    pub shared: Shared,
    /// While it is open: which, and in which version it is seen.
    pub seen: RwSignal<Option<(InvoiceId, i32)>>,
    /// Whether its bill-to, dates and lines are unfolded, once somebody said so: they stay as they
    /// are when the head is read again.
    pub unfolded: RwSignal<Option<bool>>,
    /// Details, those not charged, and retainers, once it is known.
    pub counts: RwSignal<Option<(i64, i64, i64)>>,
}

/// Details, those not charged, and retainers.
pub fn counts(page: &InvoicePage) -> (i64, i64, i64) {
    let groups = || page.lines.iter().flat_map(|line| &line.groups);
    let free = groups().filter(|group| group.billing_type != BillingType::Chargeable);
    (
        groups().map(|group| group.count).sum(),
        free.map(|group| group.count).sum(),
        i64::try_from(page.retainers.len()).unwrap_or(i64::MAX),
    )
}
