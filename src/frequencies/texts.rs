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
    frequency_weekly {
        en: "Weekly",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_biweekly {
        en: "Biweekly",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_monthly {
        en: "Monthly",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_day {
        en: "Run on",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_next_day {
        en: "Run {n} on",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_first_week {
        en: "{day} of the first week",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_second_week {
        en: "{day} of the second week",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_day_of_period {
        en: "Day {day} of the period",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_day_of_month {
        en: "Day {day}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_first {
        en: "First {day}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_second {
        en: "Second {day}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_third {
        en: "Third {day}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_fourth {
        en: "Fourth {day}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    frequency_last {
        en: "Last {day}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    weekday_monday {
        en: "Monday",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    weekday_tuesday {
        en: "Tuesday",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    weekday_wednesday {
        en: "Wednesday",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    weekday_thursday {
        en: "Thursday",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    weekday_friday {
        en: "Friday",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    weekday_saturday {
        en: "Saturday",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    weekday_sunday {
        en: "Sunday",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
