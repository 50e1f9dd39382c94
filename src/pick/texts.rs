//! Texts: what is picked.

texts! {
    lookup_type {
        en: "Type to look up",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    lookup_nothing {
        en: "Nothing of that name.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    lookup_more {
        en: "The first {count}. Type more of the name to find others.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
