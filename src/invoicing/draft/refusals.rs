//! Refusals: editing drafts.

refusals! {
    /// R-COR-4: on a corrective invoice.
    CorrectionKeepsItsBillingType {
        en: "A correction is billed as it was. What it credits goes back to the backlog: there its billing type can be set.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// E11: once, for no more than was billed.
    MilestoneIsCorrectedDownwards {
        en: "Of a milestone, quantity 1 at a price up to what was billed stays billed, or quantity 0: nothing of it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

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

    /// R-EDIT-13.
    LineExcludesClass at Classes {
        en: "This line does not include that class. Choose a class that it includes, or another line.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-EDIT-13.
    LineHasItsTasks at Task {
        en: "This line includes some tasks only. Choose one of them.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-EDIT-13.
    LineBillsAnother {
        en: "This line bills another customer, or is of another contract. Choose a line of this invoice's customer.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-EDIT-7.
    ProductIsReadOnly {
        en: "Of a product only the tax can be changed here. Change it on the contract's page after taking it off the invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// E12: at its price, for no more than was billed.
    ProductIsCorrectedDownwards {
        en: "Of a product, a quantity from 0 up to what was billed stays billed, at its price.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-INV-15: it waits elsewhere.
    OnAnotherDraft(draft: String) {
        en: "It is on another draft, {draft}. Take it off there first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "added_detail_says_what_it_is_of" => LineExcludesClass,
    "milestone_detail_keeps_its_amount" => MilestoneAmountIsFixed,
    "product_detail_keeps_its_terms" => ProductIsReadOnly,
    "invoice_detail_tax_is_for_chargeable" => TaxOnNonChargeable,
}
