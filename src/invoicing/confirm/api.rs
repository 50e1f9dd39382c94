//! Server functions of confirmation: who may, then hand over.

use super::model::{Confirm, Confirmed, ConfirmedMany, Preview};
use crate::{
    access::{
        calls::calls,
        rules::{BILLERS, SEES_BILLING},
    },
    vocabulary::{ids::InvoiceId, paging::Selection},
};
#[cfg(feature = "ssr")]
use {super::commands, crate::vocabulary::refusal::Refusal};

calls! {
    /// The ledger rows that confirming would write, after a detail.
    read preview_confirmation(invoice: InvoiceId, after: i64) -> Preview, for SEES_BILLING
        => |scope| async move {
            let today = scope.today().await?;
            commands::preview_confirmation(scope, invoice, after, today).await
        };
    /// Confirms chosen drafts: one-way.
    write confirm_drafts(selection: Selection) -> ConfirmedMany, for BILLERS;
    /// Confirms invoices: one-way.
    call confirm_invoices(confirm: Confirm) -> Vec<Confirmed>, for BILLERS
        => |caller| async move {
            if confirm.invoices.iter().any(|(_, version)| version.is_none()) {
                return Err(Refusal::InputUnreadable.into());
            }
            caller
                .run("confirm_invoices", confirm, |tx, confirm| {
                    Box::pin(commands::confirm_invoices(tx, confirm))
                })
                .await
        };
}
