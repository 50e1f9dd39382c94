//! Refusals: work that is written down.

refusals! {
    /// R-SM-38, R-SM-39: only submitted entries are decided.
    EntryNotSubmitted {
        en: "Only submitted entries can be approved, sent back or recalled.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-SM-36: only drafts and returned entries are submitted.
    EntryNotDraft {
        en: "It is submitted already.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// It is history, or already in the ledger.
    EntryFrozen {
        en: "It is approved, or was invoiced before Billwright, and stands as it is.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-APP-15: several of a day are told apart by their notes.
    SameWork {
        en: "You wrote that down already: the same day, project, task and role with the same notes. Change its hours there, or tell the two apart by their notes.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-SM-40, R-SM-43: only what is approved can be asked back or cancelled.
    EntryNotApproved {
        en: "Only approved entries can be asked back or cancelled.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-SM-41, R-SM-42: nobody asked for it back.
    RecallNotRequested {
        en: "Nobody asked for it back.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Its author can change it only while it is with them.
    EntryNotYours {
        en: "It is submitted. Recall it first, then change it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Its author changed it themselves, elsewhere.
    ChangedInAnotherWindow {
        en: "You changed this in another window in the meantime. Reload to see both; what you typed here is kept until you save it or discard it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// It counted once: the ledger points at it.
    EntryCountedOnce {
        en: "It was in the ledger once and can't be deleted. Leave it as a draft, or change what it says.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// A journal's line: it can only be cancelled.
    JournalLineOnlyCancels {
        en: "It came by a journal: it can only be cancelled.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// §14: not marked on the project's team.
    NotProjectApprover {
        en: "You are not marked as an approver on its project's team. The project's manager or an administrator marks approvers under Settings › Projects.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-SM-36: its author has not submitted it.
    DraftIsItsAuthors {
        en: "Its author has not submitted it yet. Ask them to submit it on their Time page; you decide then.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-SEC-1.
    OwnWork {
        en: "Nobody approves their own work. Ask another approver.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-SEC-1: somebody of a like name did it, and nobody said who that is.
    MayBeOwnWork {
        en: "This may be your own work: a name like yours did it, and nobody has said who that is. An administrator says so under Settings › People; until then ask another approver.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "approved_entry_is_frozen" => EntryFrozen,
    "entry_that_counted_stays" => EntryCountedOnce,
    "entry_state_moves_as_drawn"
    | "submitted_entry_keeps_its_work"
    | "submitted_entry_keeps_its_rate" => Outdated,
}
