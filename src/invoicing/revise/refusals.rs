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

    /// E13.
    RetainerIsCreditedWhole at Amount {
        en: "A retainer that was billed is credited whole: 0 stays of it. Bill another one for the rest.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// W-10: what was applied or refunded comes to less, not more.
    MoreThanCorrected(amount: Decimal, currency: Currency) at Amount {
        en: "No more than the {amount} that it corrects.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-COR-1.
    NotItsCorrectiveDraft {
        en: "Corrections go on an open corrective invoice of the same contract and customer. Choose one, or create a new one.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
