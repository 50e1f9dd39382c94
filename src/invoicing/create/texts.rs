//! Texts: creating invoices.

texts! {
    create_ready {
        en: "Ready to Invoice: {what}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    create_explained {
        en: "Takes everything Ready to Invoice on this contract that is dated by the invoice date: one draft per customer with something chargeable. Blank means today.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    create_done {
        en: "{count} draft created.|{count} drafts created.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    create_left {
        en: "Left behind: {why}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    create_open {
        en: "Open {draft} for {customer}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    create_became {
        en: "Open {draft} of {contract} for {customer}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    create_payer {
        en: "{contract}, {customer}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    create_became_not {
        en: "{contract}: {reason}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    create_more {
        en: "and {count} more",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
