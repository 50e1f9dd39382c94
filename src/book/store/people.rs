//! SQL of who is who: resources, which do the work, and people, who sign in (R-SEC-1).

use crate::{
    book::model::people::{Identity, ResourceRow},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{PersonId, ResourceId},
        refusal::Refusal,
    },
};

/// Everybody who works, by name.
pub async fn resources(scope: &mut Scope) -> Result<Vec<ResourceRow>, Failure> {
    let rows = sqlx::query!(
        r"
        select resource_id, name, person_id, is_person_said
        from resource
        where company_id = $1
        order by name, resource_id
        ",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| ResourceRow {
            resource_id: ResourceId(r.resource_id),
            name: r.name,
            identity: Identity { person_id: r.person_id.map(PersonId), is_said: r.is_person_said },
            alike: Vec::new(),
        })
        .collect())
}

/// Everybody who signs in, by name.
pub async fn people(scope: &mut Scope) -> Result<Vec<(PersonId, String)>, Failure> {
    let rows = sqlx::query!(
        "select person_id, name from person where company_id = $1 order by name, person_id",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (PersonId(r.person_id), r.name)).collect())
}

/// The resources that somebody is; the first is the one that they record as.
pub async fn resources_of(scope: &mut Scope, person: PersonId) -> Result<Vec<i64>, Failure> {
    let ids = sqlx::query_scalar!(
        r"
        select resource_id
        from resource
        where company_id = $1 and person_id = $2
        order by resource_id
        ",
        scope.company(),
        person.0
    );
    Ok(ids.fetch_all(scope.connection()).await?)
}

/// Somebody's name, and the resources of whom nobody said who they are.
pub async fn open_identities(
    scope: &mut Scope,
    person: PersonId,
) -> Result<(String, Vec<(i64, String)>), Failure> {
    let name = sqlx::query_scalar!(
        "select name from person where company_id = $1 and person_id = $2",
        scope.company(),
        person.0
    )
    .fetch_optional(scope.connection())
    .await?;
    let open = sqlx::query!(
        r"
        select resource_id, name
        from resource
        where company_id = $1 and person_id is null and not is_person_said
        ",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok((name.unwrap_or_default(), open.into_iter().map(|r| (r.resource_id, r.name)).collect()))
}

/// Who a resource is, locked.
pub async fn identity_lock(
    scope: &mut Scope,
    resource: ResourceId,
) -> Result<Option<Identity>, Failure> {
    let row = sqlx::query!(
        r"
        select person_id, is_person_said
        from resource
        where company_id = $1 and resource_id = $2
        for no key update
        ",
        scope.company(),
        resource.0
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(row.map(|r| Identity { person_id: r.person_id.map(PersonId), is_said: r.is_person_said }))
}

/// Says who a resource is, for good.
pub async fn identity_save(
    scope: &mut Scope,
    resource: ResourceId,
    person: Option<PersonId>,
) -> Result<(), Failure> {
    let done = sqlx::query!(
        r"
        update resource
        set person_id = $3, is_person_said = true
        where company_id = $1 and resource_id = $2
            and (
                $3::bigint is null
                or exists (select from person where company_id = $1 and person_id = $3)
            )
        ",
        scope.company(),
        resource.0,
        person.map(|id| id.0)
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if done == 1 { Ok(()) } else { Err(Refusal::NotFound.into()) }
}
