//! Refusals: what is on invoices.

refusals! {
    /// R-APP-14: a journal says that it was billed before.
    BilledBefore {
        en: "It was billed before Billwright, as a journal says. That journal's line has to be cancelled first, on the page Journals.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// It is on a draft: its number or name.
    OnDraftInvoice(invoice: String) {
        en: "It is on the draft invoice “{invoice}”. Take it off there first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// It is on a confirmed invoice.
    OnConfirmedInvoice(invoice: String) {
        en: "It is billed with {invoice}, which is confirmed. Only a corrective invoice can change that.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
