//! Texts: a contract as a whole.

texts! {
    contract_move_rounding {
        en: "Move the rounding",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_move_rounding_explained {
        en: "On {line}, the customer who takes what rounding leaves has a share of 0 %, so parts of hours and amounts are lost. Choose who takes it; what is approved and on no invoice is split anew.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_confirm {
        en: "Confirm contract",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_confirm_explained {
        en: "From then on it can be invoiced, what was approved before is priced and checked anew, and only names, limits, the end date and schedules can change.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_close {
        en: "Close as lost",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_close_explained {
        en: "For good: what is unbilled and on no invoice is taken back, costs stay, and later work on its projects is cost only. Drafts and invoices stay as they are.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_delete {
        en: "Delete contract",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_delete_explained {
        en: "The draft and its lines will be gone.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
