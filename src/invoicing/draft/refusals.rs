//! Refusals: editing drafts.

refusals! {
    /// R-EDIT-10.
    TaxOnNonChargeable at Tax {
        en: "What is not chargeable carries no tax. Set tax to 0.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-EDIT-6.
    MilestoneAmountIsFixed {
        en: "Quantity and price of a milestone are fixed. Change its billing type or tax, or take it off the invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-INV-15: it waits elsewhere.
    OnAnotherDraft(draft: String) {
        en: "It is on another draft, {draft}. Take it off there first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "milestone_detail_keeps_its_amount" => MilestoneAmountIsFixed,
    "invoice_detail_tax_is_for_chargeable" => TaxOnNonChargeable,
}
