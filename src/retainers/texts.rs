//! Texts: retainers.

texts! {
    retainers_title {
        en: "Retainers and Advances",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainers_available_title {
        en: "Available Retainers and Advances",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainers_empty {
        en: "Nothing here. With these filters but any status: {ready} ready, {not_ready} not ready, {on_draft} on drafts, {posted} posted, {billed_before} billed before, {available} with something available. Retainers are made on the contract's page.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainers_none {
        en: "No retainers yet. What a customer pays beforehand is billed as a retainer and then applied to later invoices.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainers_has_more {
        en: "These are the newest; the list has all of them.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainers_will_make {
        en: "This makes {count} retainer:|This makes {count} retainers:",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainers_made {
        en: "{count} retainer made.|{count} retainers made.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_new {
        en: "New retainer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_schedule {
        en: "Set up retainer schedule",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_schedule_act {
        en: "Set up",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_number_explained {
        en: "A number of retainers overrides the last day.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_delete {
        en: "Delete retainer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_deleted {
        en: "Retainer deleted.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_used {
        en: "Used",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_on_drafts {
        en: "On drafts",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_available {
        en: "Available",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_with_available {
        en: "With something available",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_refund_status {
        en: "Refund",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_refund {
        en: "Refund",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_cancel_refund {
        en: "Cancel refund",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_refund_would {
        en: "Refund {amount}, all that is left of {description}?",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
