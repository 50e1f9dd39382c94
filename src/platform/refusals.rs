//! Refusals: the wrapper of every write.

refusals! {
    /// The same key came with other input.
    RequestKeyReused {
        en: "This request was already used for something else. Reload the page and try again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
