//! Refusals: retainers on invoices.

refusals! {
    /// R-RET-8: what is to be refunded is not applied.
    RetainerIsToBeRefunded {
        en: "It is Ready to refund. Cancel the refund first.",
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
}
