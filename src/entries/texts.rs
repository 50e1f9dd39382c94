//! Texts: work that is written down.

texts! {
    // Words of the field (§17).
    word_rejected {
        en: "Rejected",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Acts.
    action_recall {
        en: "Recall",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_request_recall {
        en: "Request recall",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_delete {
        en: "Delete",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Entries.
    entries_history {
        en: "invoiced before",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_no_contract {
        en: "not covered",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_submitted {
        en: "{count} submitted.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_approved {
        en: "{count} approved; their unbilled sales are in the billing backlog.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_returned {
        en: "{count} returned to their authors.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_recalled {
        en: "{count} recalled; they are drafts again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_recall_requested {
        en: "{count} asked back; an approver decides.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_recall_approved {
        en: "{count} given back to their authors and taken out of the ledger.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_recall_rejected {
        en: "{count} stay approved.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_approval_cancelled {
        en: "{count} no longer approved: taken out of the ledger and the billing backlog.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_without_price {
        en: "{count} entry has no price and can't be invoiced. Add a price under Settings › Prices, then choose Price anew in the billing backlog.|{count} entries have no price and can't be invoiced. Add a price under Settings › Prices, then choose Price anew in the billing backlog.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_at_zero {
        en: "{count} chargeable entry has a price of 0: the customer gets it for nothing.|{count} chargeable entries have a price of 0: the customer gets them for nothing.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_rate_left {
        en: "{count} entry came with a rate in another currency than the contract. It was not used; the price list decides.|{count} entries came with a rate in another currency than the contract. It was not used; the price list decides.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_not_covered {
        en: "{count} entry is covered by no contract line: cost only.|{count} entries are covered by no contract line: cost only.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_outside_dates {
        en: "{count} of them is outside the dates of the contract that covers its project. Renew the contract, or move its end date.|{count} of them are outside the dates of the contract that covers their project. Renew the contract, or move its end date.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_to_backlog {
        en: "Go to the billing backlog",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_empty {
        en: "Nothing here. In all: {submitted} submitted, {approved} approved, {draft} drafts, {returned} returned.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_not_covered_outside {
        en: "not covered: outside the dates of {contract}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_delete {
        en: "Delete this entry?",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_delete_explained {
        en: "{date} · {what} · {quantity} · {notes}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_deleted {
        en: "Deleted.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // One's own work.
    time_title {
        en: "Time",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_before {
        en: "‹ Week before",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_after {
        en: "Week after ›",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_days {
        en: "Mon|Tue|Wed|Thu|Fri|Sat|Sun",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_work {
        en: "Project, task, role",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_total {
        en: "Total",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_over_a_day {
        en: "More than 24 hours",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_empty {
        en: "No time in this week or the one before. Choose a project and a role below, add the row, and fill in the hours.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_not_saved {
        en: "not saved yet",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_lacks_hours {
        en: "notes without hours yet",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_notes_hint {
        en: "Notes are kept with the hours of the day; until there are some, they stay here in this window.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_outside {
        en: "outside dates",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_outside_explained {
        en: "Outside dates: contracts cover this work, but not on this day, so nothing of it is billed. Have the contract renewed or its end date moved, or choose other work.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_kept {
        en: "kept: {hours}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_restored {
        en: "{count} cell was typed before the page was loaded anew and is not saved yet.|{count} cells were typed before the page was loaded anew and are not saved yet.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_discard {
        en: "Discard",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_hint {
        en: "Hours are kept when you leave a cell. Enter and the arrow keys move from cell to cell, Tab as usual; an empty cell takes its entry away.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_submit {
        en: "Submit this week",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_recall {
        en: "Recall this week",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_open {
        en: "{count} entry not submitted|{count} entries not submitted",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_add {
        en: "Add row",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    expenses_title {
        en: "Expenses",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    expenses_add {
        en: "Add an expense",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    material_title {
        en: "Material",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    material_add {
        en: "Add material",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
