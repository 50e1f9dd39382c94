//! Who may call what. Deny by default: a function without a row here can't be called by anybody.

use super::model::{PasswordChange, SignedIn};
use crate::vocabulary::{
    call::{self, PageOf},
    failure::ApiError,
    ids::PersonId,
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

use Role::{
    Administrator, BillingAdministrator, PracticeManager, ProjectAccountant, ProjectApprover,
    ProjectManager, Resource,
};

const RECORDERS: &[Role] = &[Resource, ProjectManager];
const JOURNALISTS: &[Role] = &[BillingAdministrator, Administrator];
const APPROVERS: &[Role] = &[ProjectApprover, ProjectManager, Administrator];
const SEES_ENTRIES: &[Role] =
    &[ProjectApprover, ProjectManager, BillingAdministrator, PracticeManager, Administrator];
const TEAM_LEADERS: &[Role] = &[ProjectManager, Administrator];
const BILLERS: &[Role] = &[ProjectManager, BillingAdministrator];
const SEES_BILLING: &[Role] =
    &[ProjectManager, BillingAdministrator, ProjectAccountant, PracticeManager, Administrator];
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
    ("reset_password", ADMINISTRATORS),
    ("list_identities", ADMINISTRATORS),
    ("save_identity", ADMINISTRATORS),
    ("read_account", Role::ALL),
    ("change_password", Role::ALL),
    ("end_sessions", Role::ALL),
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
    (
        "read_choices",
        &[Resource, ProjectApprover, ProjectManager, BillingAdministrator, Administrator],
    ),
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
    ("move_rounding", BILLERS),
    ("close_contract", BILLERS),
    ("delete_contract", BILLERS),
    ("list_customers", SEES_BILLING),
    ("total_customers", SEES_BILLING),
    ("save_customer", BOOK_KEEPERS),
    ("list_projects", SEES_BILLING),
    ("total_projects", SEES_BILLING),
    ("save_project", BOOK_KEEPERS),
    ("read_team", BOOK_KEEPERS),
    ("save_team", TEAM_LEADERS),
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
    ("price_anew", BILLERS),
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
    ("total_open", SEES_BILLING),
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
    ("put_back", BILLERS),
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
    ACCESS
        .iter()
        .any(|(name, allowed)| *name == function && roles.iter().any(|role| allowed.contains(role)))
}

/// Whether somebody decides about the work on every project, not only where a team marks them
/// approver (§14: the administrator's override).
pub fn approves_everywhere(roles: &[Role]) -> bool {
    roles.contains(&Administrator)
}

/// Whether somebody reads the entries of every project; others, approvers alone, only those of
/// projects they approve on.
pub fn reads_every_entry(roles: &[Role]) -> bool {
    roles.iter().any(|role| {
        matches!(role, ProjectManager | BillingAdministrator | PracticeManager | Administrator)
    })
}

/// Whose costs somebody sees: what an hour of a colleague costs is nobody's business who does not
/// answer for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostSight {
    /// Of every project.
    All,
    /// Of the projects that they manage or approve on.
    OwnProjects,
    /// None.
    Nothing,
}

/// The widest of what these roles let somebody see.
pub fn cost_sight(roles: &[Role]) -> CostSight {
    if roles.iter().any(|role| {
        matches!(role, BillingAdministrator | ProjectAccountant | PracticeManager | Administrator)
    }) {
        CostSight::All
    } else if roles.contains(&ProjectManager) {
        CostSight::OwnProjects
    } else {
        CostSight::Nothing
    }
}

/// Lets a call in: its page is of whoever is signed in, their roles allow it, and a write has a
/// key. A page says whose it is, so that a window left open never acts for whoever signed in after
/// it, in another company or this one.
pub fn admit(
    who: &SignedIn,
    function: &str,
    page: Option<&str>,
    key: Option<&str>,
) -> Result<(), ApiError> {
    let page: PageOf = page.and_then(|page| page.parse().ok()).ok_or(Refusal::CallIncomplete)?;
    if page != who.page() {
        return Err(Refusal::PageOfAnother {
            person: who.person_name.clone(),
            company: who.company_name.clone(),
        }
        .into());
    }
    if !may(&who.roles, function) {
        return Err(ApiError::Forbidden);
    }
    if call::only_looks(function) || key.is_some_and(call::is_key) {
        Ok(())
    } else {
        Err(Refusal::CallIncomplete.into())
    }
}

/// Whether a role is one that only records work; such people see no billing.
pub fn is_only_resource(roles: &[Role]) -> bool {
    roles.iter().all(|role| *role == Resource)
}

/// What somebody may call whose password somebody else chose: what it takes to change it.
pub fn may_before_the_password_is_changed(function: &str) -> bool {
    matches!(function, "read_account" | "change_password")
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
        && !email.contains(|c: char| c.is_whitespace() || c.is_control())
        && email.split_once('@').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty());
    if !shaped {
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

/// A new password of one's own: as any, and another one.
pub fn new_password(change: &PasswordChange) -> Result<(), Refusal> {
    if change.old.is_empty() {
        return Err(Refusal::FieldMissing(Field::OldPassword));
    }
    if change.old.chars().count() > 200 {
        return Err(Refusal::FieldTooLong(Field::OldPassword, 200));
    }
    password(&change.new)?;
    if change.old == change.new { Err(Refusal::PasswordUnchanged) } else { Ok(()) }
}

/// A password for somebody: not for oneself, who is asked for the one so far.
pub fn is_of_another(actor: Option<PersonId>, person: PersonId) -> Result<(), Refusal> {
    if actor == Some(person) { Err(Refusal::OwnPassword) } else { Ok(()) }
}

/// The letters and digits of a suggested password: none that is taken for another.
const SUGGESTED: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A password of what was drawn, to be read out or copied by hand: four groups of four, 80 bits.
pub fn suggested_password(drawn: [u8; 16]) -> String {
    let signs: Vec<char> = drawn
        .iter()
        .map(|byte| char::from(SUGGESTED.get(usize::from(byte % 32)).copied().unwrap_or(b'0')))
        .collect();
    signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Refuses a password that whoever guesses tries among the first million: common ones, keyboard
/// rows, dates, repetitions, and what is known about the person, with or without a few letters
/// changed.
#[cfg(feature = "ssr")]
pub fn hard_to_guess(typed: &str, about: &[&str]) -> Result<(), Refusal> {
    let words: Vec<&str> = about
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()).chain([*text]))
        .filter(|word| word.len() > 2)
        .collect();
    if zxcvbn::zxcvbn(typed, &words).score() < zxcvbn::Score::Two {
        Err(Refusal::PasswordCommon)
    } else {
        Ok(())
    }
}

/// The e-mail as its letters look, for comparison: letters of other alphabets as ours that they
/// look like. Refused when it has characters that can't be seen, or alphabets mixed within one
/// part: nobody could tell it from another.
#[cfg(feature = "ssr")]
pub fn email_skeleton(email: &str) -> Result<String, Refusal> {
    use unicode_security::{GeneralSecurityProfile, MixedScript};
    let seen =
        email.chars().filter(|c| !c.is_ascii()).all(GeneralSecurityProfile::identifier_allowed);
    if !seen || !email.split(['@', '.']).all(MixedScript::is_single_script) {
        return Err(Refusal::EmailNotPlain);
    }
    Ok(email.chars().map(looks_like).collect())
}

#[cfg(feature = "ssr")]
fn looks_like(c: char) -> String {
    if c.is_ascii() {
        return c.to_string();
    }
    let look: String = unicode_security::skeleton(c.encode_utf8(&mut [0; 4])).collect();
    // The tables take m for r and n, also ours.
    look.to_lowercase().replace("rn", "m")
}
