//! What imports ask of the book: what is known by name.

use crate::{
    contracts::model::Period,
    imports::model::{Covered, KnownBook, KnownNames, KnownPrice, KnownProject},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{ids::ProjectId, words::TransactionClass},
};
use std::collections::HashMap;

/// What is known by name.
pub async fn known_book(scope: &mut Scope) -> Result<KnownBook, Failure> {
    let mut book = KnownBook {
        projects: known_projects(scope).await?,
        project_classes: known_cover(scope).await?,
        ..KnownBook::default()
    };
    known_names(scope, &mut book).await?;
    let contracts = sqlx::query!(
        r"select number, currency from contract where company_id = $1",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    book.contracts = contracts.into_iter().map(|c| (c.number, c.currency)).collect();
    let prices = sqlx::query!(
        r#"
        select p.currency, p.transaction_class,
            coalesce(ro.name, ca.name, pr.name) as "name!", p.unit, p.valid_from, p.valid_to
        from price p
        left join role ro on ro.company_id = p.company_id and ro.role_id = p.role_id
        left join category ca on ca.company_id = p.company_id and ca.category_id = p.category_id
        left join product pr on pr.company_id = p.company_id and pr.product_id = p.product_id
        where p.company_id = $1 and p.contract_id is null
        "#,
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    book.prices = prices
        .into_iter()
        .map(|p| KnownPrice {
            currency: p.currency,
            transaction_class: p.transaction_class,
            name: p.name,
            unit: p.unit,
            period: Period { from: p.valid_from, to: p.valid_to },
        })
        .collect();
    Ok(book)
}

/// Names as they are and as they were; of two that fold alike the older one is found.
async fn known_names(scope: &mut Scope, book: &mut KnownBook) -> Result<(), Failure> {
    let names = sqlx::query!(
        r#"
        select 'customer' as "kind!", name as "name!", twin as "twin!", null as "unit?"
        from customer
        where company_id = $1
        union all select 'resource', name, twin, null
        from resource
        where company_id = $1
        union all select 'role', name, twin, null
        from role
        where company_id = $1
        union all select 'category', name, twin, null
        from category
        where company_id = $1
        union all select 'product', name, twin, unit
        from product
        where company_id = $1
        order by 3
        "#,
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    let former = sqlx::query!(
        r#"
        select f.kind as "kind!", f.name_key as "name_key!",
            coalesce(cu.name, re.name, ro.name, ca.name, po.name) as "name!"
        from former_name f
        left join customer cu on f.kind = 'customer' and cu.company_id = f.company_id
            and cu.customer_id = f.record_id
        left join resource re on f.kind = 'resource' and re.company_id = f.company_id
            and re.resource_id = f.record_id
        left join role ro on f.kind = 'role' and ro.company_id = f.company_id
            and ro.role_id = f.record_id
        left join category ca on f.kind = 'category' and ca.company_id = f.company_id
            and ca.category_id = f.record_id
        left join product po on f.kind = 'product' and po.company_id = f.company_id
            and po.product_id = f.record_id
        where f.company_id = $1 and num_nonnulls(cu.name, re.name, ro.name, ca.name, po.name) = 1
        "#,
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    for row in names {
        if let Some(names) = of_kind(book, &row.kind) {
            names.add(&row.name);
        }
        if let Some(unit) = row.unit {
            book.product_units.insert(row.name, unit);
        }
    }
    for row in former {
        if let Some(names) = of_kind(book, &row.kind) {
            names.add_former(row.name_key, &row.name);
        }
    }
    Ok(())
}

fn of_kind<'a>(book: &'a mut KnownBook, kind: &str) -> Option<&'a mut KnownNames> {
    match kind {
        "customer" => Some(&mut book.customers),
        "resource" => Some(&mut book.resources),
        "role" => Some(&mut book.roles),
        "category" => Some(&mut book.categories),
        "product" => Some(&mut book.products),
        _ => None,
    }
}

async fn known_projects(scope: &mut Scope) -> Result<Vec<KnownProject>, Failure> {
    let rows = sqlx::query!(
        r#"
        select p.project_id, coalesce(cu.name, p.client) as "client!", p.code, p.name,
            array(
                select distinct pays.name
                from contract_line l
                join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
                left join contract_line_customer lc on lc.company_id = l.company_id
                    and lc.contract_line_id = l.contract_line_id
                join customer pays on pays.company_id = l.company_id
                    and pays.customer_id in (lc.customer_id, c.primary_customer_id)
                where l.company_id = p.company_id and l.project_id = p.project_id
            ) as "payers!: Vec<String>",
            array(
                select coalesce(fc.name_key, f.scope)
                from former_name f
                left join customer fc on fc.company_id = f.company_id
                    and fc.customer_id::text = f.scope
                where f.company_id = p.company_id and f.kind = 'project'
                    and f.record_id = p.project_id
            ) as "former_clients!: Vec<String>"
        from project p
        left join customer cu on cu.company_id = p.company_id and cu.customer_id = p.customer_id
        where p.company_id = $1
        order by p.twin, p.project_id
        "#,
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| KnownProject {
            project_id: ProjectId(r.project_id),
            client: r.client,
            code: r.code,
            name: r.name,
            payers: r.payers,
            former_clients: r.former_clients,
        })
        .collect())
}

async fn known_cover(
    scope: &mut Scope,
) -> Result<HashMap<(ProjectId, TransactionClass), Vec<Covered>>, Failure> {
    let rows = sqlx::query!(
        r#"
        select k.project_id, k.transaction_class, c.number,
            c.start_on, c.requested_delivery_on, t.name_key as "task?",
            l.billing_method
        from contract_line_class k
        join contract_line l on l.company_id = k.company_id
            and l.contract_line_id = k.contract_line_id
        join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
        left join task t on t.company_id = k.company_id and t.task_id = k.task_id
        where k.company_id = $1 and c.state <> 'lost'
        "#,
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    let mut cover: HashMap<(ProjectId, TransactionClass), Vec<Covered>> = HashMap::new();
    for r in rows {
        let period = Period { from: r.start_on, to: r.requested_delivery_on };
        let covered =
            Covered { contract: r.number, task: r.task, billing_method: r.billing_method, period };
        cover.entry((ProjectId(r.project_id), r.transaction_class)).or_default().push(covered);
    }
    Ok(cover)
}
