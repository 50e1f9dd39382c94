//! Customers, projects and names: lists and changes.

use crate::{
    book::model::{
        CustomerForm, CustomerRow, NameKind, NamedForm, NamedRow, ProjectForm, ProjectRow,
    },
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort},
        scope::Scope,
    },
    vocabulary::{
        ids::{CustomerId, ProjectId},
        paging::{ListQuery, Page, Totals},
        refusal::{Field, Refusal},
    },
};

/// The list of customers.
pub const CUSTOMERS: ListSpec = ListSpec {
    name: "customers",
    rows: Rows::In("customer c"),
    of: "",
    is_short: false,
    company: "c.company_id",
    columns: r"
        c.customer_id, c.version, c.name, c.street, c.postcode, c.city, c.country, c.language,
            c.vat_id, c.payment_terms_days
    ",
    shown: "p.*",
    named: "",
    filters: &[("name", Filter::Text("c.name ilike ", ""))],
    sorts: &[Sort::own("name", "c.name", "text")],
    descending: false,
    id: "c.customer_id",
};

/// The list of projects.
pub const PROJECTS: ListSpec = ListSpec {
    name: "projects",
    rows: Rows::In("project o"),
    of: "",
    is_short: false,
    company: "o.company_id",
    columns: r"
        o.company_id, o.project_id, o.version, o.code, o.name, o.customer_id, o.client,
            o.manager_person_id
    ",
    shown: r"
        p.project_id, p.version, p.code, p.name,
            coalesce(
                (
                    select cu.name
                    from customer cu
                    where cu.company_id = p.company_id and cu.customer_id = p.customer_id
                ),
                p.client
            ) as client,
            array(
                select t.task_id
                from task t
                where t.company_id = p.company_id and t.project_id = p.project_id
                order by t.name, t.task_id
            ) as task_ids,
            array(
                select t.name
                from task t
                where t.company_id = p.company_id and t.project_id = p.project_id
                order by t.name, t.task_id
            ) as task_names,
            (
                select w.name
                from person w
                where w.company_id = p.company_id and w.person_id = p.manager_person_id
            ) as manager_name,
            array(
                select w.name
                from project_team m
                join person w on w.company_id = m.company_id and w.person_id = m.person_id
                where m.company_id = p.company_id and m.project_id = p.project_id and m.is_approver
                order by w.name, w.person_id
            ) as approver_names
    ",
    named: "",
    filters: &[("project", Filter::Text("(o.label || ' ' || o.name) ilike ", ""))],
    sorts: &[Sort::own("code", "o.code", "text")],
    descending: false,
    id: "o.project_id",
};

/// A page of customers.
pub async fn list_customers(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<CustomerRow>, Failure> {
    CUSTOMERS.page(scope, query, ALL).await
}

/// How many customers.
pub async fn total_customers(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    Ok(Totals { count: CUSTOMERS.count(scope, query, ALL).await?, ..Totals::default() })
}

/// A page of projects.
pub async fn list_projects(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<ProjectRow>, Failure> {
    PROJECTS.page(scope, query, ALL).await
}

/// How many projects.
pub async fn total_projects(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    Ok(Totals { count: PROJECTS.count(scope, query, ALL).await?, ..Totals::default() })
}

/// Every role, category and product.
pub async fn names(scope: &mut Scope) -> Result<Vec<NamedRow>, Failure> {
    let rows = sqlx::query!(
        r#"
        select 'role' as "kind!", role_id as "id!", version as "version!", name as "name!",
            is_chargeable as "is_chargeable!", '' as "unit!"
        from role
        where company_id = $1
        union all select 'category', category_id, version, name, is_chargeable, ''
        from category
        where company_id = $1
        union all select 'product', product_id, version, name, true, unit
        from product
        where company_id = $1
        order by 1 desc, 4
        "#,
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    let kind = |word: &str| {
        NameKind::from_word(word)
            .ok_or_else(|| Failure::Fault(format!("{word} is no kind of name")))
    };
    rows.into_iter()
        .map(|r| {
            Ok(NamedRow {
                kind: kind(&r.kind)?,
                id: r.id,
                version: r.version,
                name: r.name,
                is_chargeable: r.is_chargeable,
                unit: r.unit,
            })
        })
        .collect()
}

/// A row's version, once it is held: what is changed is what was seen.
pub fn as_seen(now: Option<i32>, seen: i32) -> Result<(), Failure> {
    match now {
        None => Err(Refusal::NotFound.into()),
        Some(now) if now == seen => Ok(()),
        Some(_) => Err(Refusal::Outdated.into()),
    }
}

/// Adds or changes a customer.
pub async fn customer_save(
    scope: &mut Scope,
    form: &CustomerForm,
    days: i32,
) -> Result<CustomerId, Failure> {
    let vat_id = Some(form.vat_id.clone()).filter(|id| !id.is_empty());
    let Some(id) = form.customer_id else {
        let id = sqlx::query_scalar!(
            r"
            insert into customer (
                company_id, name, country, language, vat_id, payment_terms_days, street, postcode,
                city
            )
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            returning customer_id
            ",
            scope.company(),
            form.name,
            form.country,
            form.language,
            vat_id,
            days,
            form.street,
            form.postcode,
            form.city
        );
        return Ok(CustomerId(id.fetch_one(scope.connection()).await?));
    };
    let now = sqlx::query_scalar!(
        "select version from customer where company_id = $1 and customer_id = $2 for no key update",
        scope.company(),
        id.0
    );
    as_seen(now.fetch_optional(scope.connection()).await?, form.version)?;
    let changed = sqlx::query!(
        r"
        update customer
        set name = $3, country = $4, language = $5, vat_id = $6, payment_terms_days = $7,
            street = $8, postcode = $9, city = $10
        where company_id = $1 and customer_id = $2
        ",
        scope.company(),
        id.0,
        form.name,
        form.country,
        form.language,
        vat_id,
        days,
        form.street,
        form.postcode,
        form.city
    );
    changed.execute(scope.connection()).await?;
    Ok(id)
}

/// The customer that a project's form names, however it writes it; the outer none: whom a time
/// sheet named, and nobody changed.
async fn client_of_form(
    scope: &mut Scope,
    form: &ProjectForm,
) -> Result<Option<Option<i64>>, Failure> {
    if form.client.is_empty() {
        return Ok(Some(None));
    }
    let found = sqlx::query_scalar!(
        r"
        select customer_id
        from customer
        where company_id = $1 and name_key = name_key($2)
        order by twin
        limit 1
        ",
        scope.company(),
        form.client
    )
    .fetch_optional(scope.connection())
    .await?;
    if found.is_some() {
        return Ok(Some(found));
    }
    let is_unchanged = sqlx::query_scalar!(
        r#"
        select exists (
            select
            from project
            where company_id = $1 and project_id = $2 and client_key = name_key($3)
        ) as "is!"
        "#,
        scope.company(),
        form.project_id.map(|id| id.0),
        form.client
    )
    .fetch_one(scope.connection())
    .await?;
    if is_unchanged { Ok(None) } else { Err(Refusal::FieldNotAChoice(Field::Customer).into()) }
}

/// Adds or changes a project and its tasks.
pub async fn project_save(scope: &mut Scope, form: &ProjectForm) -> Result<ProjectId, Failure> {
    let client = client_of_form(scope, form).await?;
    let id = match form.project_id {
        None => {
            let id = sqlx::query_scalar!(
                r"
                insert into project (company_id, code, name, customer_id)
                values ($1, $2, $3, $4)
                returning project_id
                ",
                scope.company(),
                form.code,
                form.name,
                client.flatten()
            );
            ProjectId(id.fetch_one(scope.connection()).await?)
        }
        Some(id) => {
            let now = sqlx::query_scalar!(
                r"
                select version
                from project
                where company_id = $1 and project_id = $2
                for no key update
                ",
                scope.company(),
                id.0
            );
            as_seen(now.fetch_optional(scope.connection()).await?, form.version)?;
            let changed = sqlx::query!(
                r"
                update project
                set name = $3, customer_id = case when $4 then $5 else customer_id end,
                    client = case when $4 then '' else client end, version = version + 1
                where company_id = $1 and project_id = $2
                ",
                scope.company(),
                id.0,
                form.name,
                client.is_some(),
                client.flatten()
            );
            changed.execute(scope.connection()).await?;
            id
        }
    };
    let old: Vec<_> = form
        .tasks
        .iter()
        .filter_map(|(task, name)| task.map(|task| (task.0, name.clone())))
        .collect();
    let renamed = sqlx::query!(
        r"
        update task t
        set name = r.name
        from unnest($3::bigint[], $4::text[]) r (id, name)
        where t.company_id = $1 and t.project_id = $2 and t.task_id = r.id
        ",
        scope.company(),
        id.0,
        &old.iter().map(|t| t.0).collect::<Vec<_>>(),
        &old.iter().map(|t| t.1.clone()).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if usize::try_from(renamed).ok() != Some(old.len()) {
        return Err(Refusal::Outdated.into());
    }
    let new: Vec<String> = form
        .tasks
        .iter()
        .filter(|(task, _)| task.is_none())
        .map(|(_, name)| name.clone())
        .collect();
    sqlx::query!(
        r"
        insert into task (company_id, project_id, name) select $1, $2, n from unnest($3::text[]) n
        ",
        scope.company(),
        id.0,
        &new
    )
    .execute(scope.connection())
    .await?;
    Ok(id)
}

/// The version of a role, category or product, held.
async fn named_version(scope: &mut Scope, kind: NameKind, id: i64) -> Result<Option<i32>, Failure> {
    let now = match kind {
        NameKind::Role => {
            sqlx::query_scalar!(
                r"
                select version from role where company_id = $1 and role_id = $2 for no key update
                ",
                scope.company(),
                id
            )
            .fetch_optional(scope.connection())
            .await?
        }
        NameKind::Category => {
            sqlx::query_scalar!(
                r"
                select version
                from category
                where company_id = $1 and category_id = $2
                for no key update
                ",
                scope.company(),
                id
            )
            .fetch_optional(scope.connection())
            .await?
        }
        NameKind::Product => {
            sqlx::query_scalar!(
                r"
                select version
                from product
                where company_id = $1 and product_id = $2
                for no key update
                ",
                scope.company(),
                id
            )
            .fetch_optional(scope.connection())
            .await?
        }
    };
    Ok(now)
}

/// Adds or changes a role, category or product.
pub async fn named_save(scope: &mut Scope, form: &NamedForm) -> Result<(), Failure> {
    if let Some(id) = form.id {
        as_seen(named_version(scope, form.kind, id).await?, form.version)?;
    }
    match (form.kind, form.id) {
        (NameKind::Role, None) => {
            sqlx::query!(
                "insert into role (company_id, name, is_chargeable) values ($1, $2, $3)",
                scope.company(),
                form.name,
                form.is_chargeable
            )
            .execute(scope.connection())
            .await?
        }
        (NameKind::Category, None) => {
            sqlx::query!(
                "insert into category (company_id, name, is_chargeable) values ($1, $2, $3)",
                scope.company(),
                form.name,
                form.is_chargeable
            )
            .execute(scope.connection())
            .await?
        }
        (NameKind::Product, None) => {
            sqlx::query!(
                "insert into product (company_id, name, unit) values ($1, $2, $3)",
                scope.company(),
                form.name,
                form.unit
            )
            .execute(scope.connection())
            .await?
        }
        (NameKind::Role, Some(id)) => {
            let sql = sqlx::query!(
                r"
                update role set name = $3, is_chargeable = $4 where company_id = $1 and role_id = $2
                ",
                scope.company(),
                id,
                form.name,
                form.is_chargeable
            );
            sql.execute(scope.connection()).await?
        }
        (NameKind::Category, Some(id)) => {
            let sql = sqlx::query!(
                r"
                update category
                set name = $3, is_chargeable = $4
                where company_id = $1 and category_id = $2
                ",
                scope.company(),
                id,
                form.name,
                form.is_chargeable
            );
            sql.execute(scope.connection()).await?
        }
        (NameKind::Product, Some(id)) => {
            sqlx::query!(
                "update product set name = $3, unit = $4 where company_id = $1 and product_id = $2",
                scope.company(),
                id,
                form.name,
                form.unit
            )
            .execute(scope.connection())
            .await?
        }
    };
    Ok(())
}
