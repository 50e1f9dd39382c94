//! Texts: retainers on invoices.

texts! {
    retainer_stays {
        en: "Stays of {description}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_apply {
        en: "Apply",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_applied {
        en: "{description}: applied amount",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_add {
        en: "Bill a retainer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_take_off {
        en: "Take off",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_take_off_would {
        en: "{description} is billed here no more. It stays on its contract, Ready to Invoice, and goes on the next draft that is created there.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_taken_off {
        en: "{description} was taken off.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_refund_cancelled {
        en: "{description} is not refunded here any more.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_retainers {
        en: "Advances & Retainers",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_no_retainers {
        en: "None on this invoice, and none is available for it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_retainer_use {
        en: "What for",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_retainer_left {
        en: "Still available",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
