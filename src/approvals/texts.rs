//! Texts: approvals.

texts! {
    // Acts.
    action_approve {
        en: "Approve",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_reject {
        en: "Reject",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_cancel_approval {
        en: "Cancel approval",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_approve_recall {
        en: "Approve recall",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_reject_recall {
        en: "Reject recall",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_correct {
        en: "Correct…",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Entries.
    entries_title {
        en: "Approvals",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_edit {
        en: "Before you decide",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_nte_validation {
        en: "NTE validation",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_return_would {
        en: "They go back to their authors, who may change them and submit them again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_cancel_approval_would {
        en: "They leave the ledger and the billing backlog and wait for approval again; lines of journals are taken back for good.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_approve_recall_would {
        en: "They leave the ledger and the billing backlog and go back to their authors.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_reject_recall_would {
        en: "They stay approved, and their authors' reasons are settled with it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_price_zero {
        en: "price 0",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_rate_not_used {
        en: "rate in {currency} not used",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    entries_own_work_allowed {
        en: "People of this company may approve what they did themselves",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Approval sets.
    sets_link {
        en: "In the background",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sets_hint {
        en: "0: always in the background. Such entries are approved in sets, one per project; you can leave the page.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sets_asked {
        en: "{entries} of {projects} is being approved.|{entries} of {projects} are being approved.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sets_entries {
        en: "{count} entry|{count} entries",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sets_projects {
        en: "{count} project|{count} projects",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sets_log {
        en: "Watch how far they have come",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sets_none_asked {
        en: "Nothing could be approved.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sets_failed_in {
        en: "Failed in one set",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Journals and corrections.
    correct_title {
        en: "Correct entries",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sets_waits {
        en: "Being approved",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
