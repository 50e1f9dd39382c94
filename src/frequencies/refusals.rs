//! Refusals: invoice frequencies.

refusals! {
    /// Two of one name could not be told apart on a contract line.
    FrequencyNameIsTaken at Name {
        en: "There is an invoice frequency of this name already. Give this one another.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Contract lines name it.
    FrequencyIsUsed {
        en: "Contract lines are invoiced on its days, so it stays. Choose another frequency on them first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "invoice_frequency_name_is_unique" => FrequencyNameIsTaken,
    "contract_line_frequency" => FrequencyIsUsed,
}
