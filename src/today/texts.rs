//! Texts: Today.

texts! {
    nav_today {
        en: "Today",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_waits {
        en: "Waits for you",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_nothing_waits {
        en: "Nothing waits for you.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_to_approve {
        en: "{count} entry to approve|{count} entries to approve",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_recalls {
        en: "{count} recall asked back|{count} recalls asked back",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_drafts {
        en: "{count} draft to check|{count} drafts to check",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_in_review {
        en: "{count} draft in review|{count} drafts in review",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_scheduled {
        en: "{count} draft about to be confirmed|{count} drafts about to be confirmed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_failed {
        en: "{count} confirmation failed|{count} confirmations failed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_oldest {
        en: "oldest {count} day|oldest {count} days",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_hours {
        en: "{hours} h",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_week {
        en: "Week of {day}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_week_drafts {
        en: "{count} entry to submit|{count} entries to submit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_week_returned {
        en: "{count} entry returned|{count} entries returned",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_week_missing {
        en: "{count} day without time|{count} days without time",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_expenses_draft {
        en: "{count} expense to submit|{count} expenses to submit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_expenses_returned {
        en: "{count} expense returned|{count} expenses returned",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_material_draft {
        en: "{count} material entry to submit|{count} material entries to submit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_material_returned {
        en: "{count} material entry returned|{count} material entries returned",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_unbilled {
        en: "Unbilled work",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_unbilled_none {
        en: "Nothing is unbilled.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_unbilled_caption {
        en: "Chargeable work, milestones, goods and retainers that are due, by days since the work",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_age_30 {
        en: "0–30 days",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_age_60 {
        en: "31–60 days",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_age_90 {
        en: "61–90 days",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_age_over {
        en: "Over 90 days",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_kind {
        en: "What",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_bars {
        en: "Unbilled {currency} by age: Not Ready, Ready, on drafts",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_blocked {
        en: "Blocked, and why",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_blocked_none {
        en: "Nothing is blocked.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_over_limit {
        en: "{count} row over a limit|{count} rows over a limit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_not_evaluated {
        en: "{count} row not evaluated|{count} rows not evaluated",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_without_price {
        en: "{count} row without a price|{count} rows without a price",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_milestones_off {
        en: "{count} contract whose milestones don’t come to what is contracted|{count} contracts whose milestones don’t come to what is contracted",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_month {
        en: "This month",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_invoiced {
        en: "Invoiced",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_month_none {
        en: "Nothing was invoiced this month or in the one before.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_against {
        en: "{percent} % against {month}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_against_none {
        en: "nothing in {month}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_not_charged {
        en: "{billing_type}: {hours} h",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_looks {
        en: "Contracts that need a look",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_looks_none {
        en: "No contract needs a look.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_look_limit {
        en: "{percent} % of a limit used",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_look_overdue {
        en: "milestone overdue by {count} day|milestone overdue by {count} days",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_look_invoiced {
        en: "last invoiced {count} day ago|last invoiced {count} days ago",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_look_retainer {
        en: "retainer due in {count} day|retainer due in {count} days",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_look_retainer_was {
        en: "retainer due {count} day ago|retainer due {count} days ago",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_more {
        en: "and {count} more|and {count} more",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_recent {
        en: "Recent",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_recent_none {
        en: "What you work on is listed here.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_jobs {
        en: "Batch jobs that need a look",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_runs {
        en: "In the background",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_runs_none {
        en: "Nothing went wrong in the background.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_run_refused {
        en: "{count} refused|{count} refused",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_runs_waiting {
        en: "{count} waits|{count} wait",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_runs_running {
        en: "{count} is running|{count} are running",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_runs_refusals {
        en: "{count} with refusals in seven days|{count} with refusals in seven days",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_confirmed {
        en: "Confirmed since yesterday",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_confirmed_none {
        en: "Nothing was confirmed since yesterday.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_confirmed_count {
        en: "{count} invoice|{count} invoices",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_edited {
        en: "{count} detail edited: {amount}|{count} details edited: {amount}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_exceptions {
        en: "Prices changed by more than 10 %",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_exception {
        en: "{count} detail|{count} details",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    today_own_projects {
        en: "Figures of the projects on whose team you are, as your lists open.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
