//! Texts: lists, acts, columns and frame.

texts! {
    // Words of the field (§17).
    word_yes {
        en: "Yes",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_no {
        en: "No",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_none {
        en: "none",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_choose {
        en: "Choose…",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_per_unit {
        en: "Price per unit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_at_cost {
        en: "At cost",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_markup {
        en: "Markup over cost, %",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_completed_milestones {
        en: "Completed Milestones",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_progress_based {
        en: "Progress-based",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_cost {
        en: "Cost",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_unbilled_sales {
        en: "Unbilled sales",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_billed_sales {
        en: "Billed sales",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_time {
        en: "Time",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_expense {
        en: "Expense",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_material {
        en: "Material",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_fee {
        en: "Fee",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_chargeable {
        en: "Chargeable",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_non_chargeable {
        en: "Non-chargeable",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_complimentary {
        en: "Complimentary",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_not_available {
        en: "Not available",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_time_and_material {
        en: "Time and Material",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_fixed_price {
        en: "Fixed Price",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_waiting {
        en: "Waiting",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_running {
        en: "Running",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_done {
        en: "Done",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_draft {
        en: "Draft",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_in_review {
        en: "In review",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_confirmed {
        en: "Confirmed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_posted {
        en: "Posted",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_lost {
        en: "Lost",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_submitted {
        en: "Submitted",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_approved {
        en: "Approved",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_returned {
        en: "Returned",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_recall_requested {
        en: "Recall Requested",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_canceled {
        en: "Canceled",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_not_evaluated {
        en: "Not Evaluated",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_committed {
        en: "Committed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_failed {
        en: "Failed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_success {
        en: "Success",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_not_applicable {
        en: "Not Applicable",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_not_ready {
        en: "Not Ready to Invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_ready {
        en: "Ready to Invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_on_draft {
        en: "Customer Invoice Created",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_invoice_posted {
        en: "Customer Invoice Posted",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_billed_before {
        en: "Billed before",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_billed {
        en: "Billed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_applied {
        en: "Applied",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_refunded {
        en: "Refunded",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_ready_to_refund {
        en: "Ready to refund",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_not_started {
        en: "Not Started",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_in_progress {
        en: "In Progress",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_completed {
        en: "Completed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_adjusted {
        en: "Adjusted",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_unadjustable {
        en: "Unadjustable",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    role_resource {
        en: "Resource",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    role_project_approver {
        en: "Project approver",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    role_project_manager {
        en: "Project manager",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    role_billing_administrator {
        en: "Project billing administrator",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    role_project_accountant {
        en: "Project accountant",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    role_practice_manager {
        en: "Practice manager",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    role_administrator {
        en: "Administrator",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Acts.
    action_submit {
        en: "Submit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_edit {
        en: "Edit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_save {
        en: "Save",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_keep {
        en: "Keep it as it is",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_close {
        en: "Close",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_confirm_invoices {
        en: "Confirm invoices",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_delete_drafts {
        en: "Delete drafts",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_create_project_invoices {
        en: "Create Project Invoices",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_create_invoice {
        en: "Create Invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_ledger {
        en: "Ledger",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_dismiss {
        en: "Dismiss this message",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_undo {
        en: "Undo",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_undo_what {
        en: "Undo: {what}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Columns and filters.
    column_schedule_type {
        en: "Invoice schedule type",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_billing_method {
        en: "Billing method",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_billing_status {
        en: "Billing status",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_billing_type {
        en: "Billing type",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_class {
        en: "Transaction class",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_date {
        en: "Date",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_edit {
        en: "Change",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_entry {
        en: "Entry",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_invoice_status {
        en: "Invoice status",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_invoiced {
        en: "Invoiced",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_line {
        en: "Line",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_links {
        en: "Links",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_on_drafts {
        en: "On drafts",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_priced_by {
        en: "Role, category or product",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_row {
        en: "Row",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_state {
        en: "Status",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_type {
        en: "Type",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_week {
        en: "Week of",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    filter_entry {
        en: "One entry",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    filter_journal {
        en: "One journal",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    filter_one_contract {
        en: "One contract",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    filter_one_customer {
        en: "One customer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    filter_one_line {
        en: "One line",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Lists.
    grid_filter {
        en: "Filter",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_filters {
        en: "Filters ({count} set)",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_clear {
        en: "Clear",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_columns {
        en: "Columns",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_any {
        en: "Any",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_take_filter_away {
        en: "Take away the filter {filter}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_selected {
        en: "{count} row selected|{count} rows selected",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_all_selected {
        en: "All matching selected: {what}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_bulk_bar {
        en: "What to do with the selected rows",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_all_explained {
        en: "All that match, on every page of the list: {what}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_chosen_explained {
        en: "{what}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_select_all_matching {
        en: "Select all matching",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_select_none {
        en: "Select none",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_select_page {
        en: "Select every row on this page",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_select_row {
        en: "Select row {id}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_keys {
        en: "Arrow keys go from row to row, Space selects, Enter goes to what can be done with the selection, F2 changes the row.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_pages {
        en: "Pages",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_previous {
        en: "‹ Previous",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_next {
        en: "Next ›",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_rows_per_page {
        en: "Rows per page:",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    notice_refused_rows {
        en: "{rows} not changed: {reason}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    notice_saved {
        en: "Saved.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    unsaved_title {
        en: "Leave without saving?",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    unsaved_explained {
        en: "What you typed here is not saved yet; it would be lost.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    unsaved_leave {
        en: "Leave without saving",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    offline_title {
        en: "You are offline",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    offline_explained {
        en: "That page can't be loaded now. This one stays as it is.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    offline_again {
        en: "Try again",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Frame.
    nav_trail {
        en: "Where this page stands",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    stopped_title {
        en: "This page has stopped",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    stopped_explained {
        en: "A fault of ours stopped it. Nothing on it works any more; what was saved is safe. Reload it to go on.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    stopped_reload {
        en: "Reload",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    version_new {
        en: "A new version of Billwright is ready.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    forbidden {
        en: "Not for your role",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    forbidden_explained {
        en: "This page needs a role that you don't have. An administrator gives roles under Settings › People.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    not_found {
        en: "Not found",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    not_found_way_out {
        en: "Go to Today",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Contracts.
    contract_without_price {
        en: "{count} row without price|{count} rows without price",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    filter_team {
        en: "Project team",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Levels of not-to-exceed limits.
    limit_line_customer {
        en: "Contract line customer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limit_line {
        en: "Contract line",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limit_contract_customer {
        en: "Contract customer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limit_contract {
        en: "Contract",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_begun {
        en: "Begun: 0 of {count} rows so far. It goes on in the background, and you can leave this page.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    batches_follow {
        en: "Watch how far it has come",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    sets_saved {
        en: "Kept.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}
