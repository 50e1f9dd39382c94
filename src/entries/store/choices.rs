//! What work can be recorded on and priced by.

use crate::{
    contracts::model::{Cover, Period},
    entries::model::WorkChoices,
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::{CategoryId, ProductId, ProjectId, ResourceId, RoleId, TaskId},
};

/// Everything that can be chosen.
pub async fn work_choices(scope: &mut Scope) -> Result<WorkChoices, Failure> {
    let projects = sqlx::query!(
        r"
        select project_id, label as code, name
        from project
        where company_id = $1
        order by code, label
        ",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    let tasks = sqlx::query!(
        "select task_id, project_id, name from task where company_id = $1 order by name",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    let roles = sqlx::query!(
        "select role_id, name from role where company_id = $1 order by name",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    let categories = sqlx::query!(
        "select category_id, name from category where company_id = $1 order by name",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    let units = sqlx::query!(
        r#"
        select distinct
            on (category_id, name_key(unit)) category_id as "category_id!", btrim(unit) as "unit!"
        from price
        where company_id = $1 and category_id is not null
        order by category_id, name_key(unit), price_id
        "#,
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    let products = sqlx::query!(
        "select product_id, name, unit from product where company_id = $1 order by name",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    let resources = sqlx::query!(
        "select resource_id, name from resource where company_id = $1 order by name",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    let covers = sqlx::query!(
        r"
        select k.project_id, k.task_id, c.start_on, c.requested_delivery_on
        from contract_line_class k
        join contract_line l on l.company_id = k.company_id
            and l.contract_line_id = k.contract_line_id
        join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
        where k.company_id = $1 and k.transaction_class = 'time' and c.state <> 'lost'
        ",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    let project = |code: String, name: String| {
        if name.is_empty() || name == code { code } else { format!("{code} · {name}") }
    };
    Ok(WorkChoices {
        projects: projects
            .into_iter()
            .map(|p| (ProjectId(p.project_id), project(p.code, p.name)))
            .collect(),
        tasks: tasks
            .into_iter()
            .map(|t| (TaskId(t.task_id), ProjectId(t.project_id), t.name))
            .collect(),
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
