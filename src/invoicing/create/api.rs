//! Server functions of creation: who may, then hand over.

use super::model::{Billed, Create, Created};
use crate::{
    access::{calls::calls, rules::BILLERS},
    vocabulary::paging::Selection,
};
#[cfg(feature = "ssr")]
use {super::commands, crate::vocabulary::refusal::Refusal};

calls! {
    /// Creates drafts of everything Ready on these contracts.
    call create_invoices(create: Create) -> Vec<Created>, for BILLERS
        => |caller| async move {
            if create.seen.is_none() {
                return Err(Refusal::InputUnreadable.into());
            }
            caller
                .run("create_invoices", create, |tx, create| {
                    Box::pin(commands::create_invoices(tx, create))
                })
                .await
        };
    /// New drafts of selected rows of the backlog.
    write invoice_rows(selection: Selection) -> Billed, for BILLERS;
    /// Puts selected rows of the backlog on the drafts there are.
    write add_to_invoice(selection: Selection) -> Billed, for BILLERS;
}
