//! Texts: prices.

texts! {
    // Words of the field (§17).
    word_role {
        en: "Role",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_category {
        en: "Expense category",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_product {
        en: "Product",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Contracts.
    prices_title {
        en: "Prices",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    prices_add {
        en: "Add a price",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    prices_edit {
        en: "Edit price",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    prices_empty {
        en: "No price matches. Work without a price is billed at 0, with a warning at approval.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    prices_names {
        en: "Roles, expense categories and products",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    prices_add_name {
        en: "Add a role, category or product",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    prices_edit_name {
        en: "Edit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    prices_delete {
        en: "Delete price",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    prices_further_notice {
        en: "further notice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    prices_delete_explained {
        en: "{name}, {contract}: {price}, {from} to {to}. What was approved keeps the price it found; what is approved from now on no longer finds it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    prices_deleted {
        en: "Price deleted. What was approved keeps the price it found.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    prices_company {
        en: "the company's",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    prices_contract_hint {
        en: "Contract: the number of the one that has this price for itself, where it wins over the company's. Blank: all contracts.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_pricing {
        en: "Pricing",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_valid {
        en: "Valid",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // What a new price is per, until somebody says otherwise; the hour in one of the words that
    // `rules::is_hour` knows.
    price_unit_hour {
        en: "hour",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    price_unit_each {
        en: "each",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
