//! Texts: editing drafts.

texts! {
    drafts_deleted {
        en: "Deleted {count} draft.|Deleted {count} drafts.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    drafts_delete_would {
        en: "Everything on these drafts returns to where it came from, Ready to Invoice; what was edited on them is lost. Many go on in the background.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    // Invoices.
    invoice_delete {
        en: "Delete draft",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
