//! Texts: journals and corrections.

texts! {
    // Columns and filters.
    column_journal {
        en: "Journal",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Journals and corrections.
    journals_title {
        en: "Journals",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    journals_hint {
        en: "What is posted here goes straight to the ledger, without approval: fees, and cost or sales of work done before Billwright. Sales go to the billing backlog, split among the customers of the contract line that covers the project. Milestones and retainers billed before Billwright are planned on their contract first; here a line says that they were billed, and what is left of a retainer.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    journals_add_line {
        en: "Add a line",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    journals_remove_line {
        en: "Remove the last line",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    journals_post {
        en: "Post",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    journals_posted {
        en: "Journal {id} is posted: {count} row in the ledger.|Journal {id} is posted: {count} rows in the ledger.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    journals_open {
        en: "Open its lines",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    journals_nothing_planned {
        en: "Nothing on this contract is waiting to be billed. Plan it on the contract’s page first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    openings_title {
        en: "Billed before",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    openings_hint {
        en: "Milestones and retainers that a journal says were billed before Billwright. Cancelling takes their rows back, and they can be billed here.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    openings_posted {
        en: "Posted on",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    openings_empty {
        en: "No journal says of anything that it was billed before, with these filters.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    openings_cancel_would {
        en: "Their rows of the ledger are taken back, and what they say was billed is Not Ready; saying so again takes another journal.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    openings_cancelled {
        en: "{count} cancelled: their rows are taken back.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_cancel_openings {
        en: "Cancel openings",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    journals_ledger {
        en: "Its rows in the ledger",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    correct_explained {
        en: "What stands of these entries is taken back and written anew under what you choose here. Entries that are on an invoice stay as they are.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    correct_as_it_is {
        en: "as it is",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    correct_preview {
        en: "Preview",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    correct_would {
        en: "{count} would be corrected.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    correct_rows {
        en: "{count} rows of the ledger.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    correct_act {
        en: "Correct",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    correct_done {
        en: "{count} corrected.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
