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

    /// R-NTE-9: the raised amount breaks a limit.
    RaisedOverLimit(level: LimitKind) {
        en: "Raised amounts on this invoice would exceed the not-to-exceed limit of {level}. Lower them, or have the limit raised.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
