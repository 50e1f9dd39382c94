//! Texts: how others are put together.

texts! {
    action_of {
        en: "{act} {what}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
