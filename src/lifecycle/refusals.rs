//! Refusals: a contract as a whole.

refusals! {
    /// It needs no new price.
    HasPrice {
        en: "It has a price already.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
