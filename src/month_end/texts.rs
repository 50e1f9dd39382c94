//! Texts: a month's end.

texts! {
    month_end_contracts {
        en: "Contracts at the month's end",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_before {
        en: "The month before: {month}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_after {
        en: "The month after: {month}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_closable {
        en: "Nothing is missing: {month} can be closed.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_missing {
        en: "{count} thing is to be done before {month} can be closed|{count} things are to be done before {month} can be closed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_nothing {
        en: "Everything that was worked, agreed and due is on confirmed invoices.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_comes_to {
        en: "What the month comes to",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_stage {
        en: "Stage",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_rows {
        en: "Rows",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_left {
        en: "Something left to bill",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_failed {
        en: "Failed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_confirmed {
        en: "Confirmed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_empty {
        en: "No contract has anything of this month under these filters.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_days {
        en: "Drafts older than days:",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_people {
        en: "{count} person has working days without time|{count} people have working days without time",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_not_submitted {
        en: "{count} entry is not submitted|{count} entries are not submitted",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_returned {
        en: "{count} entry was returned and not sent again|{count} entries were returned and not sent again",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_not_approved {
        en: "{count} entry is not approved|{count} entries are not approved",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_to_mark {
        en: "{count} row is Not Ready|{count} rows are Not Ready",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_to_invoice {
        en: "{count} row is Ready and on no draft|{count} rows are Ready and on no draft",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_to_confirm {
        en: "{count} row is on a draft|{count} rows are on drafts",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_not_run {
        en: "{count} day of an invoice schedule has not run|{count} days of invoice schedules have not run",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_run_failed {
        en: "{count} day of an invoice schedule failed|{count} days of invoice schedules failed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_old_drafts {
        en: "{count} draft has been open for long|{count} drafts have been open for long",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_sheets_missing {
        en: "Days without time",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_sheets_waiting {
        en: "Not submitted or not approved",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_sheets_not_submitted {
        en: "Not submitted",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_sheets_not_approved {
        en: "Not approved",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_sheets_empty {
        en: "Nobody recorded time in this month or the one before, under these filters.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
