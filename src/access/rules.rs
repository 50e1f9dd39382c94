//! Who may what. Deny by default: a function that no room names with its roles can't be called by
//! anybody (`app/rights.rs`).

use super::model::{PasswordChange, SignedIn};
use crate::vocabulary::{
    call::{self, PageOf},
    failure::ApiError,
    ids::PersonId,
    refusal::{Field, Refusal},
    typed::whole_up_to,
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

/// Who writes work down.
pub const RECORDERS: &[Role] = &[Resource, ProjectManager];
/// Who posts and corrects journals.
pub const JOURNALISTS: &[Role] = &[BillingAdministrator, Administrator];
/// Who decides about work.
pub const APPROVERS: &[Role] = &[ProjectApprover, ProjectManager, Administrator];
/// Who sees others' work.
pub const SEES_ENTRIES: &[Role] =
    &[ProjectApprover, ProjectManager, BillingAdministrator, PracticeManager, Administrator];
/// Who says who works on a project.
pub const TEAM_LEADERS: &[Role] = &[ProjectManager, Administrator];
/// Who bills.
pub const BILLERS: &[Role] = &[ProjectManager, BillingAdministrator];
/// Who needs to know what work can be recorded on and priced by.
pub const PRICERS: &[Role] =
    &[Resource, ProjectApprover, ProjectManager, BillingAdministrator, Administrator];
/// Who answers for the books.
pub const ACCOUNTANTS: &[Role] = &[BillingAdministrator, ProjectAccountant];
/// Who hears that a customer has paid.
pub const PAYMENT_KEEPERS: &[Role] = &[ProjectManager, BillingAdministrator, ProjectAccountant];
/// Who sees what is billed.
pub const SEES_BILLING: &[Role] =
    &[ProjectManager, BillingAdministrator, ProjectAccountant, PracticeManager, Administrator];
/// Who sees what goes on in the background: of what is billed, and approvers of their sets.
pub const SEES_BACKGROUND: &[Role] = &[
    ProjectApprover,
    ProjectManager,
    BillingAdministrator,
    ProjectAccountant,
    PracticeManager,
    Administrator,
];
/// Who begins something in the background, and may start it again: billers and approvers.
pub const BEGINNERS: &[Role] =
    &[ProjectApprover, ProjectManager, BillingAdministrator, Administrator];
/// Who brings in files.
pub const IMPORTERS: &[Role] = &[BillingAdministrator, Administrator];
/// Who keeps customers, projects and prices.
pub const BOOK_KEEPERS: &[Role] = &[ProjectManager, BillingAdministrator, Administrator];
/// Who sets up batch jobs and has them run.
pub const JOB_KEEPERS: &[Role] = &[BillingAdministrator, Administrator];
/// Who keeps the company and its people.
pub const ADMINISTRATORS: &[Role] = &[Administrator];

/// A row of the access table: a function, and the roles that may call it (§14).
pub type Right = (&'static str, &'static [Role]);

/// Whether any of these roles is among those that may.
pub fn may(roles: &[Role], allowed: &[Role]) -> bool {
    roles.iter().any(|role| allowed.contains(role))
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

/// Whose lists open on their own projects: project managers, unless another role of theirs reads
/// across (§14).
pub fn opens_on_own_projects(roles: &[Role]) -> bool {
    roles.contains(&ProjectManager) && cost_sight(roles) == CostSight::OwnProjects
}

/// Lets a call in: its page is of whoever is signed in, their roles allow it, and a write has a
/// key. A page says whose it is, so that a window left open never acts for whoever signed in after
/// it, in another company or this one.
pub fn admit(
    who: &SignedIn,
    (function, allowed): (&str, &[Role]),
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
    if !may(&who.roles, allowed) {
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

/// The most rows that a company can have done at once.
const BACKGROUND_ABOVE_LIMIT: u32 = 1_000_000;

/// Above how many rows acts are done in the background, as typed; 0: always.
pub fn background_above(typed: &str) -> Result<i32, Refusal> {
    whole_up_to(typed, Field::BackgroundAbove, BACKGROUND_ABOVE_LIMIT)
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
