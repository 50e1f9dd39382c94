//! SQL of project teams: who approves where.

use crate::{
    book::model::team::{ProjectTeam, Team, TeamPerson},
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::{PersonId, ProjectId},
};

/// The projects that somebody approves on: those they manage, and those whose team marks them.
pub async fn approves_on(scope: &mut Scope, person: PersonId) -> Result<Vec<i64>, Failure> {
    let own = sqlx::query_scalar!(
        r#"
        select project_id as "project_id!"
        from project_approver
        where company_id = $1 and person_id = $2
        "#,
        scope.company(),
        person.0
    );
    Ok(own.fetch_all(scope.connection()).await?)
}

/// A project's team with everybody who can be named; nothing if there is no such project.
pub async fn team(scope: &mut Scope, project: ProjectId) -> Result<Option<ProjectTeam>, Failure> {
    let header = sqlx::query!(
        "select code, manager_person_id from project where company_id = $1 and project_id = $2",
        scope.company(),
        project.0
    )
    .fetch_optional(scope.connection())
    .await?;
    let Some(header) = header else { return Ok(None) };
    let members = sqlx::query!(
        r"
        select person_id, is_approver
        from project_team
        where company_id = $1 and project_id = $2
        order by person_id
        ",
        scope.company(),
        project.0
    )
    .fetch_all(scope.connection())
    .await?;
    let people = sqlx::query!(
        r#"
        select w.person_id, w.name,
            exists (
                select
                from person_role r
                where r.company_id = w.company_id and r.person_id = w.person_id
                    and r.role in ('project_approver', 'project_manager', 'administrator')
            ) as "may_approve!",
            exists (
                select
                from person_role r
                where r.company_id = w.company_id and r.person_id = w.person_id
                    and r.role = 'project_manager'
            ) as "may_manage!"
        from person w
        where w.company_id = $1
            and (
                w.is_active or w.person_id = $3
                or w.person_id in (
                    select m.person_id
                    from project_team m
                    where m.company_id = $1 and m.project_id = $2
                )
            )
        order by w.name, w.person_id
        "#,
        scope.company(),
        project.0,
        header.manager_person_id
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(Some(ProjectTeam {
        project_id: project,
        code: header.code,
        team: Team {
            manager: header.manager_person_id.map(PersonId),
            members: members.into_iter().map(|m| (PersonId(m.person_id), m.is_approver)).collect(),
        },
        people: people
            .into_iter()
            .map(|p| TeamPerson {
                person_id: PersonId(p.person_id),
                name: p.name,
                may_approve: p.may_approve,
                may_manage: p.may_manage,
            })
            .collect(),
        may_change: false,
    }))
}

/// Two who change a team come one after another.
pub async fn team_lock(scope: &mut Scope, project: ProjectId) -> Result<(), Failure> {
    sqlx::query!(
        r"
        select project_id from project where company_id = $1 and project_id = $2 for no key update
        ",
        scope.company(),
        project.0
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(())
}

/// Writes a team over the one that is there.
pub async fn team_save(scope: &mut Scope, project: ProjectId, team: &Team) -> Result<(), Failure> {
    let (people, marks): (Vec<i64>, Vec<bool>) =
        team.members.iter().map(|(person, is_approver)| (person.0, *is_approver)).unzip();
    sqlx::query!(
        "update project set manager_person_id = $3 where company_id = $1 and project_id = $2",
        scope.company(),
        project.0,
        team.manager.map(|id| id.0)
    )
    .execute(scope.connection())
    .await?;
    sqlx::query!("delete from project_team where company_id = $1 and project_id = $2 and person_id <> all($3)", scope.company(), project.0, &people)
        .execute(scope.connection())
        .await?;
    sqlx::query!(
        r"
        insert into project_team (company_id, project_id, person_id, is_approver)
        select $1, $2, r.*
        from unnest($3::bigint[], $4::boolean[]) r
        on conflict on constraint project_team_key do update set is_approver = excluded.is_approver
        ",
        scope.company(),
        project.0,
        &people,
        &marks
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// The last project there is: what this transaction adds comes after it.
pub async fn last_project(scope: &mut Scope) -> Result<i64, Failure> {
    let last = sqlx::query_scalar!(
        r#"select coalesce(max(project_id), 0) as "last!" from project where company_id = $1"#,
        scope.company()
    );
    Ok(last.fetch_one(scope.connection()).await?)
}

/// Projects that this transaction added are managed by whoever added them, unless somebody is named
/// already. Others may add some at the same time, and what was there may be changed: both are told
/// apart.
pub async fn manage_new_projects(
    scope: &mut Scope,
    after: i64,
    person: PersonId,
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update project
        set manager_person_id = $3
        where company_id = $1 and project_id > $2 and manager_person_id is null
            and xmin = pg_current_xact_id()::xid
        ",
        scope.company(),
        after,
        person.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
