//! Drafts: what is read for the first screen, what editing one detail takes, and 5,000 at once; of
//! a draft with few details and of one with very many.

use super::{fill, pages::median};
use crate::{
    access,
    invoicing::{
        commands::read_invoice,
        draft::{
            commands::{edit_detail, edit_details, list_details, read_head},
            model::{Change, DetailRow, DetailsEdit},
        },
    },
    platform::{
        command::{self, Actor},
        database::Database,
        failure::Failure,
    },
    vocabulary::{
        ids::{CompanyId, InvoiceId},
        paging::{ListQuery, Page, Selection},
        time_zone::TimeZone,
    },
};
use sqlx::PgConnection;
use std::time::Instant;

/// Sales that are Ready before each draft is made; about half of them fit their limit.
const SALES: [u32; 2] = [40, 40_000];
/// Details that are changed at once.
const AT_ONCE: usize = 5_000;

/// Measures both drafts.
pub async fn measure(owner: &mut PgConnection, database: &Database) -> Result<(), Failure> {
    println!("drafts; median, microseconds");
    for sales in SALES {
        let currency = "EUR".parse().map_err(|_| Failure::Fault("no euro".into()))?;
        let name = format!("Draft of {sales}");
        let company =
            access::commands::found_company(owner, &name, currency, TimeZone::UTC).await?;
        fill::limited(owner, company, sales).await?;
        super::reevaluate(database, company).await?;
        super::mark(database, company).await?;
        super::create(database, owner, company).await?;
        super::analyze(owner).await?;
        let (draft, details): (i64, i64) = sqlx::query_as(
            r"
            select invoice_id, count(*)
            from invoice_detail
            where company_id = $1
            group by invoice_id
            order by 2 desc
            limit 1
            ",
        )
        .bind(company.0)
        .fetch_one(&mut *owner)
        .await?;
        one(database, company, InvoiceId(draft), details).await?;
    }
    Ok(())
}

async fn one(
    database: &Database,
    company: CompanyId,
    draft: InvoiceId,
    details: i64,
) -> Result<(), Failure> {
    let first = median(|| async move {
        database
            .read(company, move |scope| {
                Box::pin(async move {
                    read_head(scope, draft).await?;
                    page(scope, draft).await.map(drop)
                })
            })
            .await
    })
    .await?;
    let after = median(|| async move {
        database
            .read(company, move |scope| {
                Box::pin(async move { read_invoice(scope, draft).await.map(drop) })
            })
            .await
    })
    .await?;
    let edited = median(|| edit(database, company, draft)).await?;
    println!(
        "{details:>6} details: first screen {:>7}   what it comes to, after it {:>7}   one edited {:>7}",
        first.as_micros(),
        after.as_micros(),
        edited.as_micros()
    );
    let start = Instant::now();
    let changed = many(database, company, draft).await?;
    println!("{changed:>6} of them changed at once: {} ms", start.elapsed().as_millis());
    Ok(())
}

async fn page(
    scope: &mut crate::platform::scope::Scope,
    draft: InvoiceId,
) -> Result<Page<DetailRow>, Failure> {
    let query = ListQuery::default().with("invoice_id", draft.to_string());
    list_details(scope, &query).await
}

async fn edit(database: &Database, company: CompanyId, draft: InvoiceId) -> Result<(), Failure> {
    let rows = database
        .read(company, move |scope| Box::pin(async move { page(scope, draft).await }))
        .await?
        .rows;
    let Some(row) = rows.first() else { return Ok(()) };
    let mut edit = row.as_edit();
    edit.description = format!("edited {}", row.version);
    let actor = Actor { company, person: None };
    command::run(database, actor, "edit_detail", None, edit, |tx, edit| {
        Box::pin(edit_detail(tx, edit))
    })
    .await
    .map(drop)
}

async fn many(database: &Database, company: CompanyId, draft: InvoiceId) -> Result<i64, Failure> {
    let (version, ids) = database
        .read(company, move |scope| {
            Box::pin(async move {
                let head = read_head(scope, draft).await?;
                let ids: Vec<i64> = sqlx::query_scalar(
                    r"
                    select invoice_detail_id
                    from invoice_detail
                    where company_id = $1 and invoice_id = $2
                    order by 1
                    ",
                )
                .bind(scope.company())
                .bind(draft.0)
                .fetch_all(scope.connection())
                .await?;
                Ok((head.version, ids))
            })
        })
        .await?;
    let ids = ids.into_iter().take(AT_ONCE).collect();
    let edit = DetailsEdit {
        invoice_id: draft,
        version,
        selection: Selection::Rows(ids),
        change: Change::PriceBy("5".into()),
    };
    let actor = Actor { company, person: None };
    let done = command::run(database, actor, "edit_details", None, edit, |tx, edit| {
        Box::pin(edit_details(tx, edit))
    })
    .await?;
    Ok(done.changed)
}
