//! What recording work asks of the contract book, and who the people are that do it.

use crate::{
    contracts::model::{Cover, Period, WorkChoices},
    platform::{failure::Failure, list::pattern},
    vocabulary::{
        ids::{CategoryId, ContractId, PersonId, ProductId, ProjectId, ResourceId, RoleId, TaskId},
        refusal::Refusal,
    },
};
use sqlx::PgConnection;

/// Everything that can be chosen.
pub async fn work_choices(conn: &mut PgConnection, company: i64) -> Result<WorkChoices, Failure> {
    let projects =
        sqlx::query!("select project_id, label as code, name from project where company_id = $1 order by code, label", company).fetch_all(&mut *conn).await?;
    let tasks = sqlx::query!("select task_id, project_id, name from task where company_id = $1 order by name", company).fetch_all(&mut *conn).await?;
    let roles = sqlx::query!("select role_id, name from role where company_id = $1 order by name", company).fetch_all(&mut *conn).await?;
    let categories = sqlx::query!("select category_id, name from category where company_id = $1 order by name", company).fetch_all(&mut *conn).await?;
    let units = sqlx::query!(
        r#"select distinct on (category_id, name_key(unit)) category_id as "category_id!", btrim(unit) as "unit!" from price
           where company_id = $1 and category_id is not null order by category_id, name_key(unit), price_id"#,
        company
    )
    .fetch_all(&mut *conn)
    .await?;
    let products = sqlx::query!("select product_id, name, unit from product where company_id = $1 order by name", company).fetch_all(&mut *conn).await?;
    let resources = sqlx::query!("select resource_id, name from resource where company_id = $1 order by name", company).fetch_all(&mut *conn).await?;
    let covers = sqlx::query!(
        "select k.project_id, k.task_id, c.start_on, c.requested_delivery_on
         from contract_line_class k
         join contract_line l on l.company_id = k.company_id and l.contract_line_id = k.contract_line_id
         join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
         where k.company_id = $1 and k.transaction_class = 'time' and c.state <> 'lost'",
        company
    )
    .fetch_all(&mut *conn)
    .await?;
    let project = |code: String, name: String| if name.is_empty() || name == code { code } else { format!("{code} · {name}") };
    Ok(WorkChoices {
        projects: projects.into_iter().map(|p| (ProjectId(p.project_id), project(p.code, p.name))).collect(),
        tasks: tasks.into_iter().map(|t| (TaskId(t.task_id), ProjectId(t.project_id), t.name)).collect(),
        roles: roles.into_iter().map(|r| (RoleId(r.role_id), r.name)).collect(),
        categories: categories.into_iter().map(|c| (CategoryId(c.category_id), c.name)).collect(),
        units: units.into_iter().map(|u| (CategoryId(u.category_id), u.unit)).collect(),
        products: products.into_iter().map(|p| (ProductId(p.product_id), p.name, p.unit)).collect(),
        covers: covers
            .into_iter()
            .map(|c| Cover {
                project_id: ProjectId(c.project_id),
                task_id: c.task_id.map(TaskId),
                period: Period { from: c.start_on, to: c.requested_delivery_on },
            })
            .collect(),
        resources: resources.into_iter().map(|r| (ResourceId(r.resource_id), r.name)).collect(),
    })
}

/// Contracts whose number or name holds a text, the one of that very number first.
pub async fn contract_find(conn: &mut PgConnection, company: i64, typed: &str, most: i64) -> Result<Vec<(ContractId, String, String)>, Failure> {
    let typed = typed.trim().replace('\0', "");
    let found = sqlx::query!(
        "select contract_id, number, name from contract where company_id = $1 and (number || ' ' || name) ilike $2
         order by number = $3 desc, number limit $4",
        company,
        pattern(&typed)?,
        typed,
        most
    )
    .fetch_all(conn)
    .await?;
    Ok(found.into_iter().map(|c| (ContractId(c.contract_id), c.number, c.name)).collect())
}

/// The resource that somebody records as: the first of those that they are.
async fn resource_find(conn: &mut PgConnection, company: i64, person: PersonId) -> Result<Option<ResourceId>, Failure> {
    Ok(super::resources_of(conn, company, person).await?.first().copied().map(ResourceId))
}

/// The same; the first time it is a new one: a resource of their name was found to be them when it came, or when they did
/// (link_people), or an administrator said that it is somebody else. The row of the person is locked, so that two first times
/// come one after another.
pub async fn resource_of(conn: &mut PgConnection, company: i64, person: PersonId) -> Result<ResourceId, Failure> {
    if let Some(known) = resource_find(conn, company, person).await? {
        return Ok(known);
    }
    let who = sqlx::query!("select name, email from person where company_id = $1 and person_id = $2 for no key update", company, person.0)
        .fetch_optional(&mut *conn)
        .await?
        .ok_or(Refusal::NotFound)?;
    if let Some(known) = resource_find(conn, company, person).await? {
        return Ok(known);
    }
    let id = sqlx::query_scalar!(
        "insert into resource (company_id, person_id, name)
         select $1, $2, case when exists (select from resource r where r.company_id = $1 and person_key(r.name) = person_key($3)) then $4 else $3 end returning resource_id",
        company,
        person.0,
        who.name,
        who.email
    )
    .fetch_one(conn)
    .await?;
    Ok(ResourceId(id))
}
