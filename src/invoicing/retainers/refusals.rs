//! Refusals: retainers on invoices.

refusals! {
    /// R-RET-8: what is to be refunded is not applied.
    RetainerIsToBeRefunded {
        en: "It is Ready to refund. Cancel the refund first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
