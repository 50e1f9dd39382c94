//! Refusals: sessions.

refusals! {
    /// Somebody else chose it: nothing else is allowed before.
    PasswordMustChange {
        en: "Somebody else chose your password. Change it first, on the page My account.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
