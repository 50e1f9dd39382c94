//! Texts: what may be billed.

texts! {
    // Columns and filters.
    column_room {
        en: "Room",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_stopped_by {
        en: "Stopped by",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Entries.
    entries_no_price {
        en: "no price",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Backlog.
    backlog_title {
        en: "Time and Material Billing Backlog",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_open {
        en: "Open (ready or not)",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_failed {
        en: "Over a limit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_with_posted {
        en: "All, with what is posted",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_no_price {
        en: "No price",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_recall {
        en: "Recall",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_recall_requested {
        en: "recall requested",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_marked_ready {
        en: "{count} marked Ready to Invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_marked_not_ready {
        en: "{count} marked Not Ready to Invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_reset_limits {
        en: "Reset Not-to-Exceed Status",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_reevaluate_limits {
        en: "Reevaluate Not-to-Exceed Status",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_limits_reset {
        en: "{count} set to Not Evaluated; what they held is free again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_limits_reevaluated {
        en: "{count} changed by evaluating their limits again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_empty {
        en: "Nothing here. With these filters but any status: {ready} ready, {not_ready} not ready, {on_draft} on drafts.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Not-to-exceed limits.
    limits_set {
        en: "Set limits",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_levels {
        en: "Limits and what uses them",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_none {
        en: "No level of this contract has a limit. Set one on the contract's page.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_failed {
        en: "Failed: over a limit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_none_failed {
        en: "Nothing of this contract is over a limit.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_more_failed {
        en: "The first {shown} of {count} are shown. All of them in the backlog",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_more_committed {
        en: "The largest {shown} of {count} are shown.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_fits_now {
        en: "fits now",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_make_room {
        en: "Make room",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_room_for {
        en: "Room for {row}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_lacks {
        en: "{level} lacks {amount}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_fits_already {
        en: "There is room for it already.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_suggested {
        en: "The fewest rows that free enough are chosen below; choose others as you like.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_no_suggestion {
        en: "No choice of committed rows frees enough: the rest of the room is on drafts or invoiced. Take details off drafts, or have the limit raised.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_committed {
        en: "Committed rows that use this room",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_release {
        en: "Release",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_freed {
        en: "Released: {rows}, {amount}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_yes {
        en: "Release these and it fits: it becomes Committed.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_no {
        en: "It does not fit: it would exceed the limit of the {level}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_becomes {
        en: "What becomes of the released rows; none of them stays marked Ready to Invoice:",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_release_and_commit {
        en: "Release and commit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_commit {
        en: "Commit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_done {
        en: "Done. The row is Committed and can be marked Ready to Invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_row_is_in {
        en: "This row is within its limits.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
