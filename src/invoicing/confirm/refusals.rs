//! Refusals: confirming invoices.

refusals! {
    /// Nothing on it.
    InvoiceEmpty {
        en: "There is nothing on this invoice. Delete the draft instead.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-CONF-5: nobody to bill.
    BillToMissing at BillToName {
        en: "Bill-to name is missing. Fill it in on the invoice's header.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-COR-5: all of it is as it was.
    CorrectionChangesNothing {
        en: "Nothing on this corrective invoice differs from what was billed. Say what is to be billed instead, or delete the draft.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// E13: the invoice that uses the retainer.
    RetainerIsUsed(invoice: String) {
        en: "A retainer that this invoice credits is used by {invoice}. Take it off there first, or take it off here.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// I8: with its corrections, an invoice would come to less than nothing.
    CreditBeyondInvoice {
        en: "This would credit more than the invoice came to. What retainers paid of it has to be corrected as well.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-NTE-9: the raised amount breaks a limit.
    RaisedOverLimit(level: LimitKind) {
        en: "Raised amounts on this invoice would exceed the not-to-exceed limit of {level}. Lower them, or have the limit raised.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "credit_stays_within_its_invoice" => CreditBeyondInvoice,
    "billed_sale_corrected_once" | "billed_retainer_corrected_once" | "correction_is_of_a_live_sale" => Outdated,
}
