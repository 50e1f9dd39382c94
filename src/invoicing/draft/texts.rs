//! Texts: editing drafts.

texts! {
    // Invoices.
    invoice_delete {
        en: "Delete draft",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
