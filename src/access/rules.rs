//! Who may call what. Deny by default: a function without a row here can't be called by anybody.

use super::model::SignedIn;
use crate::vocabulary::{
    call::{self, PageOf},
    failure::ApiError,
    refusal::{Field, Refusal},
    words::Role,
};

/// Idle time after which a session ends, in minutes.
pub const SESSION_IDLE_MINUTES: i64 = 60;
/// Longest life of a session, in hours.
pub const SESSION_LIFE_HOURS: i64 = 12;
/// Failed sign-ins of one account within five minutes before it has to wait.
pub const SIGN_IN_FAILURES: i64 = 5;
/// The same for an address, behind which a whole office may sit.
pub const SIGN_IN_FAILURES_PER_ADDRESS: i64 = 50;

use Role::{Administrator, BillingAdministrator, PracticeManager, ProjectAccountant, ProjectApprover, ProjectManager, Resource};

const RECORDERS: &[Role] = &[Resource, ProjectManager];
const JOURNALISTS: &[Role] = &[BillingAdministrator, Administrator];
const APPROVERS: &[Role] = &[ProjectApprover, ProjectManager, Administrator];
const SEES_ENTRIES: &[Role] = &[ProjectApprover, ProjectManager, BillingAdministrator, Administrator];
const BILLERS: &[Role] = &[ProjectManager, BillingAdministrator];
const SEES_BILLING: &[Role] = &[ProjectManager, BillingAdministrator, ProjectAccountant, PracticeManager, Administrator];
const IMPORTERS: &[Role] = &[BillingAdministrator, Administrator];
const BOOK_KEEPERS: &[Role] = &[ProjectManager, BillingAdministrator, Administrator];
const ADMINISTRATORS: &[Role] = &[Administrator];

/// Every server function and form address, with the roles that may call it (§14).
pub const ACCESS: &[(&str, &[Role])] = &[
    ("read_company", ADMINISTRATORS),
    ("edit_company", ADMINISTRATORS),
    ("list_people", ADMINISTRATORS),
    ("add_person", ADMINISTRATORS),
    ("edit_person", ADMINISTRATORS),
    ("upload_import", IMPORTERS),
    ("list_imports", IMPORTERS),
    ("read_import", IMPORTERS),
    ("run_import", IMPORTERS),
    ("discard_import", IMPORTERS),
    ("list_entries", SEES_ENTRIES),
    ("total_entries", SEES_ENTRIES),
    ("decide_entries", APPROVERS),
    ("edit_entry", APPROVERS),
    ("request_approval", APPROVERS),
    ("retry_approval_sets", APPROVERS),
    ("list_approval_sets", APPROVERS),
    ("total_approval_sets", APPROVERS),
    ("list_approval_failures", APPROVERS),
    ("total_approval_failures", APPROVERS),
    ("read_choices", &[Resource, ProjectApprover, ProjectManager, BillingAdministrator, Administrator]),
    ("read_week", RECORDERS),
    ("list_own_entries", RECORDERS),
    ("total_own_entries", RECORDERS),
    ("record_entry", RECORDERS),
    ("delete_entry", RECORDERS),
    ("decide_own_entries", RECORDERS),
    ("post_journal", JOURNALISTS),
    ("find_openable", JOURNALISTS),
    ("list_openings", JOURNALISTS),
    ("total_openings", JOURNALISTS),
    ("cancel_openings", JOURNALISTS),
    ("preview_correction", JOURNALISTS),
    ("correct_entries", JOURNALISTS),
    ("read_entry_setting", ADMINISTRATORS),
    ("edit_entry_setting", ADMINISTRATORS),
    ("read_approval_setting", ADMINISTRATORS),
    ("edit_approval_setting", ADMINISTRATORS),
    ("list_contracts", SEES_BILLING),
    ("total_contracts", SEES_BILLING),
    ("read_contract", SEES_BILLING),
    ("set_limit", BILLERS),
    ("read_contract_setup", BILLERS),
    ("save_contract", BILLERS),
    ("confirm_contract", BILLERS),
    ("close_contract", BILLERS),
    ("delete_contract", BILLERS),
    ("list_customers", SEES_BILLING),
    ("total_customers", SEES_BILLING),
    ("save_customer", BOOK_KEEPERS),
    ("list_projects", SEES_BILLING),
    ("total_projects", SEES_BILLING),
    ("save_project", BOOK_KEEPERS),
    ("list_names", SEES_BILLING),
    ("save_name", BOOK_KEEPERS),
    ("list_prices", SEES_BILLING),
    ("total_prices", SEES_BILLING),
    ("find_contracts", BOOK_KEEPERS),
    ("save_price", BOOK_KEEPERS),
    ("delete_price", BOOK_KEEPERS),
    ("list_backlog", SEES_BILLING),
    ("total_backlog", SEES_BILLING),
    ("mark_backlog", BILLERS),
    ("reset_limits", BILLERS),
    ("reevaluate_limits", BILLERS),
    ("list_milestones", SEES_BILLING),
    ("total_milestones", SEES_BILLING),
    ("read_milestones", SEES_BILLING),
    ("mark_milestones", BILLERS),
    ("save_milestone", BILLERS),
    ("delete_milestone", BILLERS),
    ("generate_milestones", BILLERS),
    ("bill_progress", BILLERS),
    ("list_retainers", SEES_BILLING),
    ("total_retainers", SEES_BILLING),
    ("read_retainers", SEES_BILLING),
    ("mark_retainers", BILLERS),
    ("save_retainer", BILLERS),
    ("schedule_retainers", BILLERS),
    ("delete_retainer", BILLERS),
    ("refund_retainer", BILLERS),
    ("read_limits", SEES_BILLING),
    ("preview_release", SEES_BILLING),
    ("release_committed", BILLERS),
    ("list_hub", SEES_BILLING),
    ("total_hub", SEES_BILLING),
    ("list_invoices", SEES_BILLING),
    ("total_invoices", SEES_BILLING),
    ("read_invoice", SEES_BILLING),
    ("list_details", SEES_BILLING),
    ("total_details", SEES_BILLING),
    ("preview_confirmation", SEES_BILLING),
    ("create_invoices", BILLERS),
    ("invoice_rows", BILLERS),
    ("add_to_invoice", BILLERS),
    ("invoice_contracts", BILLERS),
    ("edit_detail", BILLERS),
    ("delete_details", BILLERS),
    ("delete_invoice", BILLERS),
    ("edit_header", BILLERS),
    ("edit_line", BILLERS),
    ("apply_retainer", BILLERS),
    ("add_retainer", BILLERS),
    ("refund_on_invoice", BILLERS),
    ("take_off_retainer", BILLERS),
    ("confirm_invoices", BILLERS),
    ("list_ledger", SEES_BILLING),
    ("total_ledger", SEES_BILLING),
];

/// Whether any of these roles may call a function. Unknown functions: nobody.
pub fn may(roles: &[Role], function: &str) -> bool {
    ACCESS.iter().any(|(name, allowed)| *name == function && roles.iter().any(|role| allowed.contains(role)))
}

/// Lets a call in: its page is of whoever is signed in, their roles allow it, and a write has a key. A page says whose it
/// is, so that a window left open never acts for whoever signed in after it, in another company or this one.
pub fn admit(who: &SignedIn, function: &str, page: Option<&str>, key: Option<&str>) -> Result<(), ApiError> {
    let page: PageOf = page.and_then(|page| page.parse().ok()).ok_or(Refusal::CallIncomplete)?;
    if page != who.page() {
        return Err(Refusal::PageOfAnother { person: who.person_name.clone(), company: who.company_name.clone() }.into());
    }
    if !may(&who.roles, function) {
        return Err(ApiError::Forbidden);
    }
    if call::only_looks(function) || key.is_some_and(call::is_key) { Ok(()) } else { Err(Refusal::CallIncomplete.into()) }
}

/// Whether a role is one that only records work; such people see no billing.
pub fn is_only_resource(roles: &[Role]) -> bool {
    roles.iter().all(|role| *role == Resource)
}

/// Whether a sign-in has to wait, given the recent failures of its account and its address.
pub fn must_wait([account, address]: [i64; 2]) -> bool {
    account >= SIGN_IN_FAILURES || address >= SIGN_IN_FAILURES_PER_ADDRESS
}

/// A name and an e-mail that can be stored.
pub fn person(name: &str, email: &str, roles: &[Role]) -> Result<(String, String), Refusal> {
    let (name, email) = (name.trim().replace('\0', ""), email.trim().to_lowercase());
    if name.is_empty() {
        return Err(Refusal::FieldMissing(Field::Name));
    }
    if name.chars().count() > 200 {
        return Err(Refusal::FieldTooLong(Field::Name, 200));
    }
    let shaped = email.len() >= 3
        && email.len() <= 200
        && !email.contains(char::is_whitespace)
        && email.split_once('@').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    if !shaped || email.contains('\0') {
        return Err(Refusal::FieldNotAChoice(Field::Email));
    }
    if roles.is_empty() {
        return Err(Refusal::FieldMissing(Field::Roles));
    }
    Ok((name, email))
}

/// A password worth hashing: 10 to 200 characters, whatever they are.
pub fn password(typed: &str) -> Result<(), Refusal> {
    match typed.chars().count() {
        0..=9 => Err(Refusal::PasswordTooShort),
        10..=200 => Ok(()),
        _ => Err(Refusal::FieldTooLong(Field::Password, 200)),
    }
}
