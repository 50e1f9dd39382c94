//! Texts: people, sign-in and accounts.

texts! {
    // Frame.
    sign_in {
        en: "Sign in",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sign_in_tagline {
        en: "From approved work to the posted invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    account_title {
        en: "My account",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    account_password {
        en: "Change the password",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    account_new_password {
        en: "New password",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    account_change {
        en: "Change",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    account_changed {
        en: "The password is changed. Wherever else you were signed in, you are no longer.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    account_sessions {
        en: "Where you are signed in",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    account_this {
        en: "Here, now",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    account_agent {
        en: "Browser",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    account_address {
        en: "Address",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    account_since {
        en: "Since",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    account_seen {
        en: "Last used",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    account_end {
        en: "End",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    account_end_others {
        en: "End all others",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    account_ended {
        en: "Ended.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    account_must_change {
        en: "Somebody else chose your password. Choose one that only you know; then everything else is open to you.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // People.
    company_title {
        en: "Company",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    company_currency {
        en: "Currency of its costs",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    company_today {
        en: "Today is {day} there.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    company_time_zone_hint {
        en: "Which day it is: invoices and ledger rows that are made today carry the day of this time zone. What is dated already stays.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    people_title {
        en: "People",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    people_add {
        en: "Add a person",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    people_edit {
        en: "Edit person",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    people_active {
        en: "Can sign in",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    people_reset {
        en: "New password",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    people_reset_title {
        en: "New password for {name}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    people_reset_explained {
        en: "Tell it to {name} yourself: it is shown only here, and changed at the next sign-in. Wherever {name} is signed in ends at once.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    people_reset_suggest {
        en: "Suggest one",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    people_reset_act {
        en: "Set password",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    people_reset_done {
        en: "{name} has a new password, and changes it at the next sign-in.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    people_sessions_end {
        en: "Saving ends this person's sessions; they sign in again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_setting_hint {
        en: "Marking, limits, creating and confirming of more rows than that go on in the background, and nobody waits for them. 0: always.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
