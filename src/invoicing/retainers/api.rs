//! Server functions of retainers on invoices: who may, then hand over.

#[cfg(feature = "ssr")]
use super::commands;
use super::model::{RetainerAddition, RetainerApplication, RetainerCorrection, RetainerOnInvoice};
use crate::{
    access::{calls::calls, rules::BILLERS},
    vocabulary::ids::RetainerId,
};

calls! {
    /// Applies so much of a retainer to an open invoice.
    write apply_retainer(apply: RetainerApplication) -> (), for BILLERS;
    /// Bills a new retainer on an open invoice.
    write add_retainer(add: RetainerAddition) -> RetainerId, for BILLERS;
    /// Refunds what is left of a retainer with an open invoice.
    write refund_on_invoice(refund: RetainerOnInvoice) -> (), for BILLERS;
    /// Takes what an open invoice does with a retainer off it.
    write take_off_retainer(off: RetainerOnInvoice) -> (), for BILLERS;
    /// Says how much of what was done with a retainer stays.
    write correct_retainer(correction: RetainerCorrection) -> (), for BILLERS;
}
