//! Texts: batch jobs and their runs.

texts! {
    jobs_title {
        en: "Batch Jobs",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    jobs_explained {
        en: "What begins by itself every day, in the time zone of the company.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    jobs_none {
        en: "No batch jobs yet. New sets up the one that creates invoices.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_new {
        en: "New",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_edit {
        en: "Edit Batch Job",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_delete {
        en: "Delete",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_delete_would {
        en: "It has never run: nothing is lost but its settings.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_preset_name {
        en: "Project Operations Create Invoices",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_type {
        en: "Job type",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_frequency {
        en: "Frequency",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_daily {
        en: "Daily",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_daily_at {
        en: "Daily at",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_is_active {
        en: "Is Active",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_time_explained {
        en: "In the time zone of the company. On the day when the clock is put forward past it, it runs right after.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_next_run {
        en: "Next run",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_last_run {
        en: "Last run",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_runs {
        en: "Running",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_stopped {
        en: "Not started",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_inactive {
        en: "Not active",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_overdue {
        en: "Overdue",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_overdue_explained {
        en: "It is overdue: its time has passed, or its last run stands still, and no server works on it. Look whether a server is up; it is caught up by itself then.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_workflow {
        en: "Workflow",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_started_at {
        en: "Started at",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_run_workflow {
        en: "Run Workflow",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_start {
        en: "Start",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_is_started {
        en: "It is running.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_stop {
        en: "Stop",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_is_stopped {
        en: "It is stopped. A run that is under way ends.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_create_invoices {
        en: "Create invoices",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    job_update_role_utilization {
        en: "UpdateRoleUtilization",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    workflow_process_runner {
        en: "ProcessRunner",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    workflow_process_runner_explained {
        en: "Runs now, then every day at its time.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    workflow_process_run_caller {
        en: "ProcessRunCaller",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    workflow_process_run_caller_explained {
        en: "Runs at its next time, then every day.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    runs_title {
        en: "Runs",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    runs_none {
        en: "It has not run yet.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_title {
        en: "{job}, {day}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_now {
        en: "Run now",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_begun_at {
        en: "Begun at",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_begun_by {
        en: "Begun by",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_by_clock {
        en: "the clock",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_from_shell {
        en: "a shell",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_day {
        en: "Day of the run",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_due {
        en: "Due on",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_items {
        en: "Contracts and days",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_drafts {
        en: "Drafts",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_results {
        en: "Results",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_nothing_due {
        en: "Nothing was due.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_nothing_to_bill {
        en: "Nothing to bill",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_open_batch {
        en: "Progress",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_preview {
        en: "Preview",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_preview_act {
        en: "Preview",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_preview_explained {
        en: "What a run of this day would create. Nothing is written. Blank: today.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_preview_nothing {
        en: "Nothing is due on this day.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_preview_drafts {
        en: "{count} draft|{count} drafts",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_preview_contracts {
        en: "Something is due of {count} contract in all.|Something is due of {count} contracts in all.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    run_preview_more {
        en: "Show more contracts",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    utilization_title {
        en: "Role Utilization",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    utilization_explained {
        en: "Billable hours of what is available, per role and month. Available are eight hours of each working day, Monday to Friday, of everybody with approved time in the month; whoever works in several roles counts in each by the hours recorded there.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    utilization_none {
        en: "Nothing is worked out yet. A batch job of type UpdateRoleUtilization does it every day.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    utilization_month {
        en: "Month",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    utilization_billable {
        en: "Billable hours",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    utilization_available {
        en: "Available hours",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    utilization_percent {
        en: "Utilization",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    utilization_updated {
        en: "Worked out at",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
