//! Texts: what is done to many at once.

texts! {
    backlog_set_billing_type {
        en: "Set billing type",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_invoice {
        en: "Invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_stopped {
        en: "Stopped",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_done_with_refusals {
        en: "Done, some refused",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_cancelled {
        en: "Cancelled",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_retried_by {
        en: "retried by {set}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_cancel {
        en: "Cancel",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_cancel_would {
        en: "What is done stays done. What waits is not done any more, and stays as it is; it can be retried later.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_cancel_act {
        en: "Cancel what waits",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_cancelled {
        en: "Cancelled: {count} row stays as it is.|Cancelled: {count} rows stay as they are.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_seconds_left {
        en: "About {count} second left.|About {count} seconds left.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_minutes_left {
        en: "About {count} minute left.|About {count} minutes left.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_open_failed {
        en: "Show failed drafts",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    bell_running {
        en: "{count} under way",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    bell_done {
        en: "{count} done",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    bell_refused {
        en: "{count} row refused|{count} rows refused",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_title {
        en: "In the background",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_one_title {
        en: "{kind}, {batch}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_kind {
        en: "What",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_begun_by {
        en: "Begun by",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_begun_at {
        en: "Begun",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_items {
        en: "Rows",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_amounts {
        en: "Amount when it was begun",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_done {
        en: "Done",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_refused {
        en: "Refused",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_waiting {
        en: "Waiting",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_progress {
        en: "{done} of {items} rows so far. This page follows by itself.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_to_come {
        en: "{count} row still waits. This page follows by itself.|{count} rows still wait. This page follows by itself.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_idle {
        en: "Nothing is going on.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_stopped {
        en: "It has stopped: it failed again and again, and nobody works on it. What is done stays done.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_restart {
        en: "Start again",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_restarted {
        en: "It goes on.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_refusals {
        en: "What was refused",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_no_refusals {
        en: "Nothing was refused so far.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_empty {
        en: "Nothing here. In all: {running} under way, {done} done, {refused} with refused rows.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_one {
        en: "One of them",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_mark_ready {
        en: "Mark Ready to Invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_mark_not_ready {
        en: "Mark Not Ready",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sets_hours {
        en: "Hours",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sets_retries {
        en: "retries {set}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sets_retry {
        en: "Retry failed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sets_open_failed {
        en: "Open them in Approvals",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sets_open_entry {
        en: "Open in Approvals",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_open_created {
        en: "Show its invoices",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_run_invoices {
        en: "Automated run",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_approve_set {
        en: "Approve entries",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_now {
        en: "Now",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_reason {
        en: "Reason",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
