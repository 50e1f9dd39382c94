//! Refusals: people, sign-in and accounts.

refusals! {
    /// Sign-in: says nothing about which half was wrong.
    SignInFailed {
        en: "E-mail and password do not match. Check both and try again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Sign-in: too many tries.
    SignInSlowedDown {
        en: "Too many failed tries. Wait five minutes, then try again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Too easy to guess.
    PasswordTooShort at Password {
        en: "The password needs at least 10 characters. Any characters do.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Among what is tried first.
    PasswordCommon at Password {
        en: "This password is among those that are tried first. Take one with more to it: a few words that don't belong together will do.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// The new password is the old one.
    PasswordUnchanged at Password {
        en: "The new password is the old one. Choose another.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Not the password so far.
    OldPasswordWrong at OldPassword {
        en: "This is not your password so far. Type it again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// One's own password is changed on one's own account, where the one so far is asked for.
    OwnPassword {
        en: "You change your own password on the page My account.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Characters that can't be seen, or alphabets mixed.
    EmailNotPlain at Email {
        en: "This e-mail has characters that can't be seen, or letters of several alphabets in one part. Type it anew, by hand.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// It looks like another person's of the company.
    EmailLooksTaken at Email {
        en: "This e-mail looks like that of somebody else in your company, though its letters differ. Type it anew, by hand.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Another person of the company has this e-mail.
    EmailTaken at Email {
        en: "Somebody in your company already signs in with this e-mail.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// A company must keep one who can manage people.
    LastAdministrator {
        en: "A company needs at least one active administrator. Make somebody else one first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "person_email_is_unique" => EmailTaken,
    "person_email_looks_like_no_other" => EmailLooksTaken,
    "company_time_zone_is_known" => FieldNotAChoice(Field::TimeZone),
}
