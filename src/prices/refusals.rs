//! Refusals: prices.

refusals! {
    /// The price of a day would be charged for each of its hours.
    TimeIsByTheHour {
        en: "Time is priced by the hour. Write the price of an hour, and hour as its unit.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// What the product is counted in.
    ProductHasUnit(unit: String) {
        en: "The product is counted in “{unit}”, so its price is per “{unit}”.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-PRC-1: one price a day.
    PricesOverlap at ValidFrom {
        en: "Another price for this holds on some of these days. Change its period first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "price_periods_do_not_overlap" => PricesOverlap,
    "price_of_time_is_by_the_hour" => TimeIsByTheHour,
}
