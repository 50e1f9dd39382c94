//! Texts: revising confirmed invoices.

texts! {
    revise_titled {
        en: "Revise {invoice}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_hint {
        en: "Choose what was billed wrongly. It goes on a corrective invoice with a quantity of 0, which credits it whole; there you say what is to be billed instead. What you don't choose stays billed as it was.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_all {
        en: "Select all transactions",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_all_question {
        en: "Everything on {invoice} that is still live goes on a corrective invoice and is credited whole, until you say there what is to be billed instead.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_selected {
        en: "Revise selected",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_retainers {
        en: "Revise chosen retainers",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_target {
        en: "Corrections go on",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_target_new {
        en: "A new corrective invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_billed_title {
        en: "Billed details",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_none {
        en: "This invoice billed no details.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_done {
        en: "{count} is on corrective invoice {draft}.|{count} are on corrective invoice {draft}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_left_out {
        en: "{count} left as it is: {reason}|{count} left as they are: {reason}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_live {
        en: "Live",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_corrected {
        en: "Corrected by {invoice}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_on_draft {
        en: "On {invoice}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_used {
        en: "Used by {invoice}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
