//! Whether what is named is the company's.

use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::{CustomerId, ProductId, ResourceId},
};
use std::collections::HashSet;

/// Those of the resources that are the company's.
pub async fn known_resources(
    scope: &mut Scope,
    resources: &[i64],
) -> Result<HashSet<ResourceId>, Failure> {
    let known = sqlx::query_scalar!(
        "select resource_id from resource where company_id = $1 and resource_id = any($2)",
        scope.company(),
        resources
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(known.into_iter().map(ResourceId).collect())
}

/// Names of customers.
pub async fn customer_names(
    scope: &mut Scope,
    customers: &[i64],
) -> Result<Vec<(CustomerId, String)>, Failure> {
    let rows = sqlx::query!(
        "select customer_id, name from customer where company_id = $1 and customer_id = any($2)",
        scope.company(),
        customers
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (CustomerId(r.customer_id), r.name)).collect())
}

/// Which of these tasks are of that project.
pub async fn are_tasks_of(scope: &mut Scope, pairs: &[(i64, i64)]) -> Result<bool, Failure> {
    let (projects, tasks): (Vec<i64>, Vec<i64>) = pairs.iter().copied().unzip();
    Ok(sqlx::query_scalar!(
        r#"
        select not exists (
            select
            from unnest($2::bigint[], $3::bigint[]) r (project_id, task_id)
            where not exists (
                select
                from task t
                where t.company_id = $1 and t.project_id = r.project_id and t.task_id = r.task_id
            )
        ) as "all!"
        "#,
        scope.company(),
        &projects,
        &tasks
    )
    .fetch_one(scope.connection())
    .await?)
}

/// Whether each of these is the company's, where it is named: project, role, category, product,
/// resource.
pub async fn are_known(scope: &mut Scope, named: [Option<i64>; 5]) -> Result<[bool; 5], Failure> {
    let [project, role, category, product, resource] = named;
    let known = sqlx::query!(
        r#"
        select (
            $2::bigint is null
            or exists (select from project where company_id = $1 and project_id = $2)
        ) as "project!",
            (
                $3::bigint is null
                or exists (select from role where company_id = $1 and role_id = $3)
            ) as "role!",
            (
                $4::bigint is null
                or exists (select from category where company_id = $1 and category_id = $4)
            ) as "category!",
            (
                $5::bigint is null
                or exists (select from product where company_id = $1 and product_id = $5)
            ) as "product!",
            (
                $6::bigint is null
                or exists (select from resource where company_id = $1 and resource_id = $6)
            ) as "resource!"
        "#,
        scope.company(),
        project,
        role,
        category,
        product,
        resource
    )
    .fetch_one(scope.connection())
    .await?;
    Ok([known.project, known.role, known.category, known.product, known.resource])
}

/// What a product is counted in.
pub async fn product_unit(scope: &mut Scope, product: ProductId) -> Result<String, Failure> {
    let unit = sqlx::query_scalar!(
        "select unit from product where company_id = $1 and product_id = $2",
        scope.company(),
        product.0
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(unit.unwrap_or_default())
}
