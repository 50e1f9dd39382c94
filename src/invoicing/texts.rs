//! Texts: invoices.

texts! {
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
    invoice_draft {
        en: "Draft {id}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
