//! Role × function, as agreed (§14).

use crate::{
    access::rules::{is_only_resource, may_before_the_password_is_changed},
    app::rights::{may, table},
    vocabulary::words::Role,
};

/// What each role may call in groups.
fn may_call(role: Role) -> Vec<&'static [&'static str]> {
    const OWN: &[&str] = &["read_account", "change_password", "end_sessions"];
    const PEOPLE: &[&str] = &[
        "read_company",
        "edit_company",
        "read_batch_setting",
        "edit_batch_setting",
        "list_people",
        "add_person",
        "edit_person",
        "reset_password",
        "list_identities",
        "save_identity",
    ];
    const IMPORTS: &[&str] =
        &["upload_import", "list_imports", "read_import", "run_import", "discard_import"];
    const SEE_ENTRIES: &[&str] = &[
        "list_entries",
        "total_entries",
        "read_month_shown",
        "list_time_sheets",
        "total_time_sheets",
    ];
    const DECIDE: &[&str] = &[
        "read_to_decide",
        "decide_entries",
        "edit_entry",
        "request_approval",
        "retry_approval_sets",
    ];
    const SEE_BACKGROUND: &[&str] = &[
        "list_batches",
        "total_batches",
        "list_batch_refusals",
        "total_batch_refusals",
        "read_background",
        "read_runs",
        "see_background",
        "follow_background",
    ];
    const BEGIN: &[&str] = &["restart_batch", "cancel_batch", "retry_batch"];
    const SEE_BILLING: &[&str] = &[
        "list_contracts",
        "total_contracts",
        "read_contract",
        "list_customers",
        "total_customers",
        "list_projects",
        "total_projects",
        "list_names",
        "list_prices",
        "total_prices",
        "list_backlog",
        "total_backlog",
        "list_milestones",
        "total_milestones",
        "read_milestones",
        "list_product_lines",
        "total_product_lines",
        "read_product_lines",
        "list_retainers",
        "total_retainers",
        "read_retainers",
        "list_invoices",
        "total_invoices",
        "read_invoice",
        "list_details",
        "total_details",
        "read_head",
        "read_neighbours",
        "total_groups",
        "read_standing",
        "list_history",
        "list_pending",
        "total_pending",
        "preview_confirmation",
        "list_billed",
        "total_billed",
        "read_revisable",
        "preview_release",
        "list_hub",
        "total_hub",
        "read_hub_lines",
        "read_closing",
        "list_month_contracts",
        "total_month_contracts",
        "total_open",
        "read_drafts",
        "read_unbilled",
        "read_month",
        "read_looks",
        "read_recent",
        "read_limits",
        "list_ledger",
        "read_life",
        "total_ledger",
        "list_frequencies",
        "list_schedules",
        "total_schedules",
        "read_schedules",
        "list_jobs",
        "list_runs",
        "total_runs",
        "list_run_items",
        "total_run_items",
        "list_utilization",
    ];
    const KEEP_JOBS: &[&str] =
        &["preview_run", "save_job", "delete_job", "start_job", "stop_job", "run_job"];
    const KEEP_BOOK: &[&str] = &[
        "save_customer",
        "save_project",
        "read_team",
        "save_name",
        "find_contracts",
        "save_price",
        "delete_price",
        "save_frequency",
        "delete_frequency",
    ];
    const LEAD_TEAMS: &[&str] = &["save_team"];
    const BILL: &[&str] = &[
        "read_contract_setup",
        "read_project_setup",
        "find_customers",
        "save_contract",
        "confirm_contract",
        "close_contract",
        "move_rounding",
        "price_anew",
        "set_billing_type",
        "delete_contract",
        "mark_backlog",
        "reset_limits",
        "reevaluate_limits",
        "mark_milestones",
        "save_milestone",
        "delete_milestone",
        "generate_milestones",
        "bill_progress",
        "generate_schedule",
        "save_schedule_day",
        "delete_schedule_day",
        "mark_product_lines",
        "save_product_line",
        "delete_product_line",
        "release_committed",
        "set_limit",
        "create_invoices",
        "invoice_rows",
        "add_to_invoice",
        "preview_invoice_contracts",
        "invoice_contracts",
        "edit_detail",
        "preview_edit_details",
        "edit_details",
        "undo_details",
        "restore_details",
        "refresh_invoice",
        "add_pending",
        "read_addable",
        "add_detail",
        "delete_details",
        "put_back",
        "delete_invoice",
        "delete_drafts",
        "edit_header",
        "edit_line",
        "mark_retainers",
        "save_retainer",
        "schedule_retainers",
        "delete_retainer",
        "refund_retainer",
        "apply_retainer",
        "add_retainer",
        "refund_on_invoice",
        "take_off_retainer",
        "confirm_invoices",
        "confirm_drafts",
        "revise_invoice",
        "correct_retainer",
    ];
    const HEAR_OF_PAYMENTS: &[&str] = &["mark_paid"];
    const CHOOSE: &[&str] = &["read_choices", "read_tasks", "find_choices", "find_units"];
    const RECORD: &[&str] = &[
        "read_week",
        "read_own_work",
        "read_covers",
        "list_own_entries",
        "total_own_entries",
        "record_entry",
        "delete_entry",
        "decide_own_entries",
    ];
    const JOURNALS: &[&str] = &[
        "post_journal",
        "find_openable",
        "list_openings",
        "total_openings",
        "cancel_openings",
        "preview_correction",
        "correct_entries",
    ];
    const ANSWER_FOR_BOOKS: &[&str] = &["read_confirmed"];
    const ENTRY_SETTING: &[&str] = &[
        "read_entry_setting",
        "edit_entry_setting",
        "read_approval_setting",
        "edit_approval_setting",
    ];
    match role {
        Role::Resource => vec![OWN, CHOOSE, RECORD],
        Role::ProjectApprover => vec![OWN, CHOOSE, SEE_ENTRIES, DECIDE, SEE_BACKGROUND, BEGIN],
        Role::ProjectManager => {
            vec![
                OWN,
                CHOOSE,
                RECORD,
                SEE_ENTRIES,
                DECIDE,
                SEE_BILLING,
                BILL,
                KEEP_BOOK,
                LEAD_TEAMS,
                HEAR_OF_PAYMENTS,
                SEE_BACKGROUND,
                BEGIN,
            ]
        }
        Role::BillingAdministrator => {
            vec![
                OWN,
                CHOOSE,
                JOURNALS,
                SEE_ENTRIES,
                SEE_BILLING,
                BILL,
                KEEP_BOOK,
                IMPORTS,
                KEEP_JOBS,
                HEAR_OF_PAYMENTS,
                ANSWER_FOR_BOOKS,
                SEE_BACKGROUND,
                BEGIN,
            ]
        }
        Role::ProjectAccountant => {
            vec![OWN, SEE_BILLING, SEE_BACKGROUND, HEAR_OF_PAYMENTS, ANSWER_FOR_BOOKS]
        }
        Role::PracticeManager => vec![OWN, SEE_BILLING, SEE_ENTRIES, SEE_BACKGROUND],
        Role::Administrator => vec![
            OWN,
            PEOPLE,
            IMPORTS,
            CHOOSE,
            JOURNALS,
            ENTRY_SETTING,
            KEEP_JOBS,
            SEE_ENTRIES,
            DECIDE,
            SEE_BILLING,
            KEEP_BOOK,
            LEAD_TEAMS,
            SEE_BACKGROUND,
            BEGIN,
        ],
    }
}

#[test]
fn every_cell_of_the_access_table_is_as_agreed() {
    // §14: role × function, cell by cell
    for role in Role::ALL {
        let allowed: Vec<&str> = may_call(*role).concat();
        for (function, _) in table() {
            let expected = allowed.contains(&function);
            assert_eq!(may(&[*role], function), expected, "{role:?} {function}");
        }
        for function in allowed {
            assert!(table().any(|(name, _)| name == function), "{function} is not in the table");
        }
    }
}

#[test]
fn whoever_has_no_role_and_whatever_has_no_row_is_denied() {
    for (function, _) in table() {
        assert!(!may(&[], function), "{function}");
    }
    for unknown in [
        "",
        "drop_everything",
        "list_people ",
        "LIST_PEOPLE",
        "list_people/",
        "confirm",
        "api/list_people",
    ] {
        assert!(!may(Role::ALL, unknown), "{unknown:?}");
    }
    let mut names: Vec<&str> = table().map(|(name, _)| name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), table().count(), "no function twice");
}

#[test]
fn two_roles_may_do_what_either_may() {
    assert!(may(&[Role::Resource, Role::ProjectApprover], "decide_entries"));
    assert!(may(&[Role::ProjectAccountant, Role::BillingAdministrator], "confirm_invoices"));
    assert!(!may(&[Role::Resource, Role::ProjectAccountant], "confirm_invoices"));
    assert!(is_only_resource(&[Role::Resource]) && is_only_resource(&[]));
    assert!(!is_only_resource(&[Role::Resource, Role::ProjectApprover]));
}

#[test]
fn whoever_has_to_change_their_password_may_do_that_and_nothing_else() {
    let open: Vec<&str> = table()
        .map(|(name, _)| name)
        .filter(|name| may_before_the_password_is_changed(name))
        .collect();
    assert_eq!(open, ["read_account", "change_password"]);
}
