//! Refusals: batch jobs and their runs.

refusals! {
    /// Not hours and minutes.
    NotATimeOfDay at RunTime {
        en: "That is no time of day. Write hours and minutes, like 02:00.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-RUN-3.
    JobTypeIsTaken {
        en: "There is a batch job of this type already. Change that one.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-RUN-3.
    JobRunsAlready(since: DateTime<Utc>) {
        en: "It is already running since {since}. Nothing was started.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Nothing to stop.
    JobDoesNotRun {
        en: "It is not running. Start it with Run Workflow.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-RUN-1.
    JobIsNotActive {
        en: "It is not active. Edit it and set Is Active to Yes first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-RUN-3: one after the other.
    RunIsUnderWay(since: DateTime<Utc>) {
        en: "A run that began at {since} is still under way. Wait until it is done, or cancel it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// The history of what ran stays.
    JobHasRun {
        en: "It has run, so its history stays. Set Is Active to No, and it does nothing any more.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "batch_job_of_a_type_is_one" => JobTypeIsTaken,
    "batch_job_run_of_a_job" => JobHasRun,
}
