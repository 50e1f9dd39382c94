//! Who approves where: project teams (§14).

use crate::{
    access,
    book::{
        model::team::{ProjectTeam, TeamForm},
        rules::team as rules,
        store,
    },
    platform::{command::Tx, failure::Failure},
    vocabulary::{
        ids::{CompanyId, PersonId, ProjectId},
        refusal::Refusal,
        words::Role,
    },
};
use sqlx::PgConnection;

/// The projects that somebody approves on: those they manage, and those whose team marks them
/// approver.
pub async fn approves_on(
    conn: &mut PgConnection,
    company: CompanyId,
    person: PersonId,
) -> Result<Vec<i64>, Failure> {
    store::approves_on(conn, company.0, person).await
}

/// A project's team, with everybody who can be named and whether whoever asks may change it.
pub async fn read_team(
    conn: &mut PgConnection,
    company: CompanyId,
    reader: PersonId,
    project: ProjectId,
) -> Result<ProjectTeam, Failure> {
    let roles = access::commands::roles_now(conn, company, reader).await?;
    let team = store::team(conn, company.0, project).await?.ok_or(Refusal::NotFound)?;
    let may_change = rules::may_change_team(&roles, Some(reader), team.team.manager);
    Ok(ProjectTeam { may_change, ..team })
}

/// Says who manages a project, who is on its team and who approves there; seen as it is.
pub async fn save_team(tx: &mut Tx, form: &TeamForm) -> Result<(), Failure> {
    let (firm, person) = (tx.actor().company, tx.actor().person);
    store::team_lock(tx.connection(), firm.0, form.project_id).await?;
    let known =
        store::team(tx.connection(), firm.0, form.project_id).await?.ok_or(Refusal::NotFound)?;
    let roles = match person {
        Some(person) => access::commands::roles_now(tx.connection(), firm, person).await?,
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
    store::team_save(tx.connection(), firm.0, form.project_id, &team).await
}

/// The last project before some are added.
pub async fn last_project(tx: &mut Tx) -> Result<i64, Failure> {
    let company = tx.company();
    store::last_project(tx.connection(), company).await
}

/// A project manager manages the projects that they add, by hand or from a file: those after the
/// last that was there.
pub async fn manage_new_projects(tx: &mut Tx, after: i64) -> Result<(), Failure> {
    let (firm, Some(person)) = (tx.actor().company, tx.actor().person) else { return Ok(()) };
    if access::commands::roles_now(tx.connection(), firm, person)
        .await?
        .contains(&Role::ProjectManager)
    {
        store::manage_new_projects(tx.connection(), firm.0, after, person).await?;
    }
    Ok(())
}
