//! Texts: confirming invoices.

texts! {
    confirm_drafts_would {
        en: "Each gets its number and can no longer be changed; later changes take a corrective invoice. One that can't be confirmed stays a draft, and says why; the others are done. Many go on in the background.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_drafts_done {
        en: "Confirmed {count} invoice.|Confirmed {count} invoices.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_drafts_failed {
        en: "Show the {count} that failed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    // Invoices.
    confirm_price_zero {
        en: "{count} chargeable detail is billed at a price of 0.|{count} chargeable details are billed at a price of 0.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_milestone_unbilled {
        en: "The milestone “{name}” is not chargeable: it completes with nothing billed.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_recalls {
        en: "The author of {count} detail asks for it back. Confirmed, it can't be recalled any more.|The authors of {count} details ask for them back. Confirmed, they can't be recalled any more.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_title {
        en: "Confirm {draft} · {customer}: {total}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_button {
        en: "Confirm {total}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_explained {
        en: "Confirming is one-way: the invoice gets its number and can no longer be changed; later changes take a corrective invoice. These are the rows it will write into the ledger.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_correction {
        en: "{credited} credited, {billed} billed instead: {net} net. Back to the backlog: {returned}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_nothing_returned {
        en: "nothing",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_returned {
        en: "{count} sale or milestone, {amount}|{count} sales or milestones, {amount}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_edited {
        en: "{count} edited detail|{count} edited details",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_summary {
        en: "{count} row: billed sales {billed}, unbilled sales {reversed}; {edited}.|{count} rows: billed sales {billed}, unbilled sales {reversed}; {edited}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_first_rows {
        en: "First rows",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_next_rows {
        en: "Next rows",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_act {
        en: "Confirm {total} for {customer}, one-way",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    confirm_done {
        en: "Confirmed as {number}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Ledger.
    link_reverses {
        en: "reverses",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    link_replaces {
        en: "replaces",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    link_bills {
        en: "bills",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
