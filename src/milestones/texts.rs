//! Texts: milestones.

texts! {
    // Columns and filters.
    column_estimated_tax {
        en: "Estimated tax",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_milestone_status {
        en: "Milestone",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Milestones.
    milestones_title {
        en: "Fixed Price Milestones",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestones_empty {
        en: "Nothing here. With these filters but any status: {ready} ready, {not_ready} not ready, {on_draft} on drafts, {posted} posted, {billed_before} billed before. Milestones are made on the contract's page.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestones_none {
        en: "No milestones yet.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestones_sum {
        en: "Sum of milestones",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestones_tax_sum {
        en: "Sum of their taxes",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestones_generate {
        en: "Generate Periodic Milestones",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestones_generate_act {
        en: "Generate",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestones_will_make {
        en: "This makes {count} milestone:|This makes {count} milestones:",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestones_and_more {
        en: "and {count} more|and {count} more",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestones_replace {
        en: "Replace the {count} milestone that is on no invoice and was never billed|Replace the {count} milestones that are on no invoice and were never billed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestones_made {
        en: "{count} milestone made.|{count} milestones made.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestone_new {
        en: "New milestone",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestone_delete {
        en: "Delete milestone",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestone_delete_explained {
        en: "The milestone goes with every customer's part of it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestone_deleted {
        en: "Milestone deleted.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestone_bill_next {
        en: "Next invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestone_bill_by {
        en: "Bill by",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestone_by_percent {
        en: "Percentage",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestone_invoiced {
        en: "Invoiced to date",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestone_remaining {
        en: "Remaining amount",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    milestone_next_explained {
        en: "{amount} becomes Ready to Invoice; {rest} remains.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
