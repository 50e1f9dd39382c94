//! Texts: navigation and session.

texts! {
    // Failures and refusals: what happened, and the way out.
    plain_title {
        en: "One moment",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    plain_again {
        en: "Try again",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Frame.
    nav_skip {
        en: "Skip to the page",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    nav_menu {
        en: "Menu",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    nav_main {
        en: "Main",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    nav_sales {
        en: "Sales",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    nav_billing {
        en: "Billing",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    nav_my_work {
        en: "My work",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    nav_projects {
        en: "Projects",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    nav_accounting {
        en: "Accounting",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    nav_settings {
        en: "Settings",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    session_signed_out {
        en: "You are signed out",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    session_signed_out_explained {
        en: "What you typed is still here. Sign in again, then press the button once more: what was not done can be done again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    session_sign_in_page {
        en: "Go to the sign-in page",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    session_ending {
        en: "You will be signed out soon",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    session_ending_explained {
        en: "Nothing has been done here for a long time. In two minutes the session ends, unless you stay.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    session_ending_for_good_explained {
        en: "A session lasts {hours} hours, and this one ends in two minutes, whatever you do. Sign in again to go on: what you typed stays here.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    session_stay {
        en: "Stay signed in",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    session_of_another {
        en: "Somebody else has signed in",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    session_of_another_explained {
        en: "This page was opened by somebody else, or in another company, than who is signed in now. Nothing was done. Reload it to go on.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_reload {
        en: "Reload",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sign_out {
        en: "Sign out",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sign_in_busy {
        en: "Too many people are signing in at this moment. Wait a few seconds, then try again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
