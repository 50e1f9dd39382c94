//! Refusals: milestones.

refusals! {
    /// R-MS-1.
    MilestoneIsForFixedPrice {
        en: "Only fixed-price lines have milestones.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-MS-5: nobody to split it among.
    LineHasNoCustomers {
        en: "The contract line has no customers. Say first who pays which share.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-MS-2.
    MilestoneTaxNeedsAnAmount at Tax {
        en: "A milestone of 0 carries no tax. Set tax to 0, or give it an amount.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-MS-4: by how much the milestones of the line miss its contracted amount and its estimated
    /// tax.
    MilestonesOffSum {
        /// Sum of amounts less the contracted amount.
        amount: Decimal,
        /// Sum of taxes less the estimated tax.
        tax: Decimal,
        /// Of both.
        currency: Currency,
    } {
        en: "The milestones of the contract line do not sum to its contracted amount: difference {amount}, in tax {tax}. Create, edit or delete milestones until both are 0.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-MS-3: invoiced milestones leave nothing to make periodic ones of.
    NothingLeftForMilestones {
        en: "Invoiced milestones make up the contracted amount already. Nothing is left for periodic ones.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-MS-3, R-SM-14: what was billed once and credited leaves nothing to make periodic ones of; how
    /// much of the contracted amount that is.
    CreditedMilestonesStay(held: Decimal, currency: Currency) {
        en: "Milestones that were billed once and credited since hold {held} of the contracted amount, and stay: the ledger leads back to them. Mark them Ready to Invoice to bill them anew; or lower their amounts, to 0 if need be, and generate what is left.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-MS-3: no run of the frequency lies in the period.
    NoMilestoneDates {
        en: "No milestone date lies in this period. The last day must not be before the first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-MS-7: what is billed next is said by percentage or amount.
    MilestoneIsProgressBased {
        en: "It is progress-based: say on the contract's page which percentage or amount is billed next.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-MS-7: only progress-based lines are billed by percentage.
    MilestoneIsBilledWhole {
        en: "Only milestones of progress-based lines are billed by percentage. Mark this one Ready to Invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-MS-7: more than what remains; how much that is.
    MoreThanRemains(rest: Decimal, currency: Currency) {
        en: "That is more than what remains to be invoiced: {rest}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-MS-7: percentages lie above 0 and within 100.
    NextPercentOutOfRange at Percent {
        en: "Next invoice % lies above 0 and is at most 100, with at most four decimals.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-SM-14: what was billed once is never gone, the ledger leads back to it.
    MilestoneWasBilled {
        en: "It was billed once and credited since: the ledger leads back to it, so it stays. Mark it Not Ready, and it comes on no invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// It was deleted meanwhile.
    MilestoneGone {
        en: "This milestone was deleted or changed in the meantime. Reload to see it as it is now.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "milestone_is_for_fixed_price" => MilestoneIsForFixedPrice,
    "milestone_tax_needs_an_amount" => MilestoneTaxNeedsAnAmount,
    "invoiced_milestone_is_frozen" => Outdated,
}
