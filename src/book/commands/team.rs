//! Who approves where: project teams (§14).

use crate::{
    access,
    book::{
        model::team::{ProjectTeam, TeamForm},
        rules::team as rules,
        store,
    },
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        ids::{PersonId, ProjectId},
        refusal::Refusal,
        words::Role,
    },
};

/// The projects that somebody approves on: those they manage, and those whose team marks them
/// approver.
pub async fn approves_on(scope: &mut Scope, person: PersonId) -> Result<Vec<i64>, Failure> {
    store::approves_on(scope, person).await
}

/// A project's team, with everybody who can be named and whether whoever asks may change it.
pub async fn read_team(
    scope: &mut Scope,
    reader: PersonId,
    project: ProjectId,
) -> Result<ProjectTeam, Failure> {
    let roles = access::commands::roles_now(scope, reader).await?;
    let team = store::team(scope, project).await?.ok_or(Refusal::NotFound)?;
    let may_change = rules::may_change_team(&roles, Some(reader), team.team.manager);
    Ok(ProjectTeam { may_change, ..team })
}

/// Says who manages a project, who is on its team and who approves there; seen as it is.
pub async fn save_team(tx: &mut Tx, form: &TeamForm) -> Result<(), Failure> {
    let person = tx.actor().person;
    store::team_lock(tx, form.project_id).await?;
    let known = store::team(tx, form.project_id).await?.ok_or(Refusal::NotFound)?;
    let roles = match person {
        Some(person) => access::commands::roles_now(tx, person).await?,
        None => Vec::new(),
    };

    if !rules::may_change_team(&roles, person, known.team.manager) {
        return Err(Refusal::NotProjectManager.into());
    }
    if known.team != form.seen {
        return Err(Refusal::Outdated.into());
    }
    let team = rules::team(&form.team, &known.people)?;

    tx.note(&known.team, &team);
    store::team_save(tx, form.project_id, &team).await
}

/// The last project before some are added.
pub async fn last_project(tx: &mut Tx) -> Result<i64, Failure> {
    store::last_project(tx).await
}

/// A project manager manages the projects that they add, by hand or from a file: those after the
/// last that was there.
pub async fn manage_new_projects(tx: &mut Tx, after: i64) -> Result<(), Failure> {
    let Some(person) = tx.person() else { return Ok(()) };
    if access::commands::roles_now(tx, person).await?.contains(&Role::ProjectManager) {
        store::manage_new_projects(tx, after, person).await?;
    }
    Ok(())
}
