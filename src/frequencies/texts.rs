//! Texts: invoice frequencies.

texts! {
    frequencies_title {
        en: "Invoice Frequencies",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequencies_explained {
        en: "On which days contract lines by time and material are invoiced. Days that an invoice schedule has already stay until it is generated anew.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequencies_none {
        en: "No invoice frequencies yet. Contract lines are invoiced by hand until they name one.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_new {
        en: "New Invoice Frequency",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_edit {
        en: "Edit Invoice Frequency",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_delete {
        en: "Delete",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_delete_explained {
        en: "The frequency goes; no contract line names it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_deleted {
        en: "The invoice frequency is deleted.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_lines {
        en: "Contract lines",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_days {
        en: "Days",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
