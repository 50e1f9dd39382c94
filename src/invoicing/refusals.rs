//! Refusals: invoices.

refusals! {
    /// R-SM-28, R-SM-32: one-way.
    ConfirmedInvoiceIsFrozen {
        en: "This invoice is confirmed and can no longer be changed.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-SM-30.
    OnlyConfirmedIsPaid {
        en: "Only a confirmed invoice is paid. This one was not issued yet.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-SM-34: nobody edits what is about to be confirmed.
    ConfirmationIsScheduled {
        en: "This draft is being confirmed in the background, and can't be changed meanwhile. Cancel that there first, or wait for it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-VOC-19: new work goes on the next invoice.
    CorrectiveOnlyCorrects {
        en: "A corrective invoice only corrects what was billed. New work, milestones and retainers go on the next invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "confirmed_invoice_is_frozen" => ConfirmedInvoiceIsFrozen,
    "sale_without_price_is_not_billed" => NoPrice,
    "actual_on_one_invoice"
    | "claimed_actual_leaves_the_backlog"
    | "milestone_split_on_one_invoice"
    | "product_line_on_one_invoice"
    | "retainer_on_one_invoice"
    | "invoice_state_moves_forward"
    | "retainer_used_within_available"
    | "retainer_belongs_on_its_invoice"
    | "retainers_applied_within_chargeable" => Outdated,
}
