//! Refusals: what may be billed.

refusals! {
    /// R-SM-17: over a limit; which level.
    LimitFailed(level: LimitKind) {
        en: "It would exceed the not-to-exceed limit of {level}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-SM-17: a limit applies and has not been checked.
    LimitNotEvaluated {
        en: "Its not-to-exceed limit has not been evaluated yet.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// It is no longer in the backlog.
    NotInBacklog {
        en: "It is no longer in the backlog.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-PRC-2: nothing prices it.
    NoPrice {
        en: "Nothing prices it. Add a price under Settings › Prices, then choose Price anew in the billing backlog. If the customer gets it for nothing, cancel its approval and make it Complimentary.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "failed_limit_is_never_ready" => LimitNotEvaluated,
    "sale_without_price_is_never_ready" => NoPrice,
    "backlog_holds_only_what_is_open" => Outdated,
}
