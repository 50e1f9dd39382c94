//! Refusals: approvals.

refusals! {
    /// Marked up, it costs more than a row holds.
    PriceTooLarge {
        en: "What it cost, marked up, comes to a price of ten thousand million or more. Correct its cost or the markup in the price list.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-APP-13: it waits in an open approval set.
    WaitsInApprovalSet {
        en: "It is being approved in the background already. See In the background.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-APP-13: its author changed it after somebody asked for its approval.
    EntryChangedMeanwhile {
        en: "Its author changed it after its approval was asked for. Look at it and approve it again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-APP-13: whoever asked was deactivated, or lost the role.
    AskerMayNotApprove {
        en: "Whoever asked for this may not approve any more. Somebody who may can retry it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-APP-13: nothing that failed is still submitted.
    NothingToRetry {
        en: "Nothing that failed is still submitted: there is nothing to retry.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "entry_waits_in_one_approval_set" => WaitsInApprovalSet,
    "approval_outcome_is_final" => Outdated,
}
