//! Whether a project's team can be as somebody wants it (§14). Pure.

use crate::{
    book::model::team::{Team, TeamPerson},
    vocabulary::{
        ids::PersonId,
        refusal::{Field, Refusal},
        words::Role,
    },
};

/// Whether somebody may say who is on a team: administrators everywhere, project managers on the
/// projects they manage.
pub fn may_change_team(
    roles: &[Role],
    person: Option<PersonId>,
    manager: Option<PersonId>,
) -> bool {
    let manages = manager.is_some() && manager == person && roles.contains(&Role::ProjectManager);
    person.is_none() || roles.contains(&Role::Administrator) || manages
}

/// A team in order, everybody once; a manager who manages projects, approvers whose roles approve.
pub fn team(wanted: &Team, people: &[TeamPerson]) -> Result<Team, Refusal> {
    let known = |id: PersonId| people.iter().find(|p| p.person_id == id);
    if wanted.manager.is_some_and(|id| !known(id).is_some_and(|p| p.may_manage)) {
        return Err(Refusal::FieldNotAChoice(Field::ProjectManager));
    }
    let mut members = wanted.members.clone();
    members.sort_unstable();
    let is_choice = |(id, is_approver): &(PersonId, bool)| {
        known(*id).is_some_and(|p| p.may_approve || !is_approver)
    };
    let is_twice = members.windows(2).any(|pair| matches!(pair, [one, other] if one.0 == other.0));
    if is_twice || !members.iter().all(is_choice) {
        return Err(Refusal::FieldNotAChoice(Field::Approvers));
    }
    Ok(Team { manager: wanted.manager, members })
}
