//! What imports and people who sign in for the first time add.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use super::people;
use crate::{
    book::model::{NewCustomer, NewProject},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{PersonId, ProjectId, ResourceId},
        refusal::Refusal,
    },
};

/// Adds customers.
pub async fn customer_insert(scope: &mut Scope, new: &[NewCustomer]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into customer (
            company_id, name, country, language, vat_id, payment_terms_days, street, postcode, city
        )
        select $1, r.*
        from unnest(
            $2::text[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::text[], $8::text[],
            $9::text[]
        ) r
        ",
        scope.company(),
        &new.iter().map(|c| c.name.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.country.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.language.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.vat_id.clone()).collect::<Vec<_>>() as &[Option<String>],
        &new.iter().map(|c| c.payment_terms_days).collect::<Vec<_>>(),
        &new.iter().map(|c| c.street.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.postcode.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.city.clone()).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Adds projects; answers their keys, in order.
pub async fn project_insert(
    scope: &mut Scope,
    new: &[NewProject],
) -> Result<Vec<ProjectId>, Failure> {
    let mut ids = sqlx::query_scalar!(
        r"
        insert into project (company_id, code, name, customer_id, client)
        select $1, r.code, r.name, cu.customer_id,
            case when cu.customer_id is null then r.client else '' end
        from unnest(
            $2::text[], $3::text[], $4::text[]
        ) with ordinality r (code, name, client, place)
        left join customer cu on cu.company_id = $1 and cu.name = r.client
        order by r.place
        returning project_id
        ",
        scope.company(),
        &new.iter().map(|p| p.code.clone()).collect::<Vec<_>>(),
        &new.iter().map(|p| p.name.clone()).collect::<Vec<_>>(),
        &new.iter().map(|p| p.client.clone()).collect::<Vec<_>>()
    )
    .fetch_all(scope.connection())
    .await?;
    // Keys are drawn in the order of the rows.
    ids.sort_unstable();
    Ok(ids.into_iter().map(ProjectId).collect())
}

/// Says whose projects these are, that nobody had been named for.
pub async fn project_claim(
    scope: &mut Scope,
    clients: &[(ProjectId, String)],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update project p
        set customer_id = cu.customer_id,
            client = case when cu.customer_id is null then r.client else '' end
        from unnest($2::bigint[], $3::text[]) r (project_id, client)
        left join customer cu on cu.company_id = $1 and cu.name = r.client
        where p.company_id = $1 and p.project_id = r.project_id and p.customer_id is null
            and p.client = ''
        ",
        scope.company(),
        &clients.iter().map(|(id, _)| id.0).collect::<Vec<_>>(),
        &clients.iter().map(|(_, client)| client.clone()).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Adds what is missing of people and roles, by name.
pub async fn names_insert(
    scope: &mut Scope,
    resources: &[String],
    roles: &[String],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into resource (company_id, name)
        select $1, r
        from unnest($2::text[]) r
        on conflict on constraint resource_name_is_unique do nothing
        ",
        scope.company(),
        resources
    )
    .execute(scope.connection())
    .await?;
    sqlx::query!(
        r"
        insert into role (company_id, name)
        select $1, r
        from unnest($2::text[]) r
        on conflict on constraint role_name_is_unique do nothing
        ",
        scope.company(),
        roles
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Adds the categories and products that are new by name; a product that comes with several units
/// takes the first of them.
pub async fn priced_names_insert(
    scope: &mut Scope,
    categories: &[&str],
    products: (&[&str], &[&str]),
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into category (company_id, name)
        select distinct $1::bigint, r
        from unnest($2::text[]) r
        on conflict on constraint category_name_is_unique do nothing
        ",
        scope.company(),
        categories as &[&str]
    )
    .execute(scope.connection())
    .await?;
    let (names, units) = products;
    sqlx::query!(
        r"
        insert into product (company_id, name, unit)
        select $1, r.name, min(r.unit)
        from unnest($2::text[], $3::text[]) r (name, unit)
        group by r.name
        on conflict on constraint product_name_is_unique do nothing
        ",
        scope.company(),
        names as &[&str],
        units as &[&str]
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// The resource that somebody records as: the first of those that they are.
async fn resource_find(scope: &mut Scope, person: PersonId) -> Result<Option<ResourceId>, Failure> {
    Ok(people::resources_of(scope, person).await?.first().copied().map(ResourceId))
}

/// The same; the first time it is a new one: a resource of their name was found to be them when it
/// came, or when they did (link_people), or an administrator said that it is somebody else. The row
/// of the person is locked, so that two first times come one after another.
pub async fn resource_of(scope: &mut Scope, person: PersonId) -> Result<ResourceId, Failure> {
    if let Some(known) = resource_find(scope, person).await? {
        return Ok(known);
    }
    let who = sqlx::query!(
        "select name, email from person where company_id = $1 and person_id = $2 for no key update",
        scope.company(),
        person.0
    )
    .fetch_optional(scope.connection())
    .await?
    .ok_or(Refusal::NotFound)?;
    if let Some(known) = resource_find(scope, person).await? {
        return Ok(known);
    }
    let id = sqlx::query_scalar!(
        r"
        insert into resource (company_id, person_id, name)
        select $1, $2,
            case
                when exists (
                    select
                    from resource r
                    where r.company_id = $1 and person_key(r.name) = person_key($3)
                ) then $4
                else $3
            end
        returning resource_id
        ",
        scope.company(),
        person.0,
        who.name,
        who.email
    )
    .fetch_one(scope.connection())
    .await?;
    Ok(ResourceId(id))
}
