//! Texts: invoices.

texts! {
    invoice_scheduled {
        en: "Scheduled",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_failed {
        en: "Failed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    filter_one_batch {
        en: "Created together",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    // Columns and filters.
    column_details {
        en: "Details",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_number {
        en: "Number",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Invoices.
    invoices_title {
        en: "Invoices",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoices_empty {
        en: "No invoice matches. Invoices are created on a contract's page, from what is Ready to Invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_payment {
        en: "Payment",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_paid {
        en: "Paid",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_unpaid {
        en: "Not paid",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_kind {
        en: "Kind",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_proforma {
        en: "Proforma invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_corrective {
        en: "Corrective invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_credit_note {
        en: "Credit note",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_mark_paid {
        en: "Mark as paid",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_mark_unpaid {
        en: "Mark as not paid",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_draft {
        en: "Draft {id}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
