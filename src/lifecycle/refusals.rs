//! Refusals: a contract as a whole.

refusals! {
    /// R-COR-11.
    HasThatBillingType {
        en: "It has that billing type already.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// It needs no new price.
    HasPrice {
        en: "It has a price already.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
