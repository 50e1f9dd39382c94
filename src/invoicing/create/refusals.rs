//! Refusals: creating invoices.

refusals! {
    /// R-SM-5.
    ContractNotConfirmed {
        en: "The contract is not confirmed. Only confirmed contracts can be invoiced.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// It has to be marked Ready to Invoice first.
    NotMarkedReady {
        en: "It is not marked Ready to Invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-INV-4: the day on the invoice.
    DatedAfterInvoice(day: NaiveDate) {
        en: "It is dated after the invoice, which is of {day}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-INV-8: an invoice needs something chargeable.
    NothingChargeable {
        en: "Nothing chargeable among the selected rows of its contract and customer; an invoice needs something chargeable.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-INV-8, with why: what there is, and what holds it back from an invoice of that day.
    NothingToInvoice(left: LeftBehind, invoice_on: NaiveDate) = left.sentence(t, *invoice_on);
}
