//! Refusals: retainers.

refusals! {
    /// R-RET-3: nothing was prepaid yet.
    RetainerIsNotBilled {
        en: "It is not on a confirmed invoice yet, so nothing was prepaid. Until then it can be changed or deleted.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-RET-8: nothing is left to be used or refunded.
    NothingAvailable {
        en: "Nothing of it is available: it is used up, or drafts use what is left. Take it off them first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-RET-8: changes only through a revision.
    RetainerIsRefunded {
        en: "It is refunded on a confirmed invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-RET-4: how much is available.
    MoreThanAvailable(available: Decimal, currency: Currency) {
        en: "That is more than what is available of the retainer: {available}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-RET-4: how much of the invoice is left to be paid.
    MoreThanChargeable(left: Decimal, currency: Currency) {
        en: "That is more than what is left to be paid of this invoice's chargeable details: {left}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// A contract's customer who is asked for a retainer stays.
    CustomerHasRetainers {
        en: "A customer who has retainers stays a customer of the contract. Delete those on no invoice first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-RET-2: how many retainers a schedule makes, at most.
    ScheduleLength(most: u32) at Number {
        en: "A schedule makes 1 to {most} retainers.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-RET-2: spread over the instalments, nothing is left for each.
    TotalTooSmall at Total {
        en: "Spread over so many retainers, nothing is left for each. Raise the total amount, or make fewer.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// It was deleted meanwhile.
    RetainerGone {
        en: "This retainer was deleted in the meantime. Reload to see what is there now.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// The ledger points at it.
    RetainerCountedOnce {
        en: "It was billed once, and the ledger points at it: it can't be deleted any more. It can be changed.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "retainer_that_counted_stays" => RetainerCountedOnce,
    "retainer_of_a_contract_customer" => CustomerHasRetainers,
    "invoiced_retainer_is_frozen" => Outdated,
}
