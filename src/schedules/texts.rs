//! Texts: invoice schedules.

texts! {
    schedules_title {
        en: "Invoice Schedules",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedules_empty {
        en: "Nothing here. With these filters but any status: {not_run} not run, {successful} run, {failed} failed. Schedules are generated on the contract's page.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_of_contract {
        en: "Invoice Schedule",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_none {
        en: "No days yet: the line is invoiced by hand.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_by {
        en: "{name}: {days}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_no_frequency {
        en: "No invoice frequency. Edit the contract to choose one on this line.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_generate {
        en: "Generate Invoice Schedule",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_generate_act {
        en: "Generate",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_generated {
        en: "{count} day is on the schedule.|{count} days are on the schedule.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_will_make {
        en: "{count} day will be on the schedule:|{count} days will be on the schedule:",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_and_more {
        en: "and {count} more|and {count} more",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_replaces {
        en: "The {count} day that has not run is replaced; what has run stays.|The {count} days that have not run are replaced; what has run stays.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_day_new {
        en: "Add Day",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_day_edit {
        en: "Edit Day",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_day_delete {
        en: "Delete",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_day_delete_explained {
        en: "The day goes from the schedule: nothing is invoiced on it by itself.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_day_deleted {
        en: "The day is off the schedule.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_cut_off_explained {
        en: "Work up to and including the cut-off date counts, if it is Ready. Blank: the day before the run.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    schedule_all {
        en: "All days",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_run_status {
        en: "Run status",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_not_run {
        en: "Not Run",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_run_successful {
        en: "Run Successful",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_run_failed {
        en: "Run Failed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
