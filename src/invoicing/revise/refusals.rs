//! Refusals: revising confirmed invoices.

refusals! {
    /// R-SM-31.
    OnlyConfirmedIsRevised {
        en: "Only a confirmed invoice is revised. This one can still be changed itself.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-COR-6: nothing live is left, or nothing was chosen.
    NothingToRevise {
        en: "Nothing here can be revised: it is corrected already, or on a corrective draft.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-COR-6: by this invoice, which can be revised itself.
    CorrectedAlready(invoice: String) {
        en: "It is corrected by {invoice}. Revise that invoice instead.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-COR-1.
    NotItsCorrectiveDraft {
        en: "Corrections go on an open corrective invoice of the same contract and customer. Choose one, or create a new one.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
