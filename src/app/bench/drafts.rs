//! Drafts of few and of very many details: their first screen, an edit of one and of many, their
//! confirmation beside the floor, and a correction of ten details.

use super::{
    act,
    figures::{row, timed},
    fill, floor,
    pages::median,
};
use crate::{
    access,
    app::home::Home,
    invoicing::{
        draft::{
            commands::{edit_detail, edit_details, list_details, read_head},
            model::{Change, DetailRow, DetailsEdit},
        },
        revise::{
            commands::revise_invoice,
            model::{Chosen, Revise},
        },
    },
    platform::{database::Database, failure::Failure},
    vocabulary::{
        ids::{CompanyId, InvoiceId},
        paging::{ListQuery, Selection},
        time_zone::TimeZone,
    },
};
use sqlx::PgConnection;

/// Details that are edited at once.
const MANY: usize = 5_000;

/// Measures drafts of half of these sales: the others are over their limit.
pub async fn measure(
    home: &Home,
    owner: &mut PgConnection,
    database: &Database,
) -> Result<(), Failure> {
    for sales in [40, 40_000] {
        let of = drafted(owner, database, &format!("Draft of {sales}"), sales).await?;
        let floor = drafted(owner, database, &format!("Floor of {sales}"), sales).await?;
        super::analyze(owner).await?;
        let (draft, mut ids) = only_draft(owner, of).await?;
        let details = ids.len();
        let screen = median(|| async { first(database, of, draft).await.map(drop) }).await?;
        let edited = median(|| edit(database, of, draft)).await?;
        println!(
            "draft of {details:>6} details: first screen {:>6}   the same and an edit {:>6}",
            screen.as_micros(),
            edited.as_micros()
        );
        ids.truncate(MANY);
        println!("  {} edited at once:", ids.len());
        let many = timed(edit_many(database, of, draft, ids)).await?;
        println!("    {:>6} ms", many.as_millis());
        let floor_took = timed(floor::confirm(home, floor)).await?;
        let took = timed(super::confirm(database, owner, of)).await?;
        row("  confirmed", u32::try_from(details / 100).unwrap_or(u32::MAX), took, floor_took);
        let corrected = timed(correct(database, owner, of, draft)).await?;
        println!("  ten of its details credited, confirmed {:>6} ms", corrected.as_millis());
    }
    Ok(())
}

/// A company with one draft.
async fn drafted(
    owner: &mut PgConnection,
    database: &Database,
    name: &str,
    sales: u32,
) -> Result<CompanyId, Failure> {
    let currency = "EUR".parse().map_err(|_| Failure::Fault("no euro".into()))?;
    let of = access::commands::found_company(owner, name, currency, TimeZone::UTC).await?;
    fill::limited(owner, of, sales).await?;
    super::reevaluate(database, of).await?;
    super::mark(database, of).await?;
    super::create(database, owner, of).await?;
    Ok(of)
}

/// Its draft, and the keys of its details.
async fn only_draft(
    owner: &mut PgConnection,
    of: CompanyId,
) -> Result<(InvoiceId, Vec<i64>), Failure> {
    let (draft, details) = sqlx::query_as(
        r"
        select invoice_id, array_agg(invoice_detail_id order by invoice_detail_id)
        from invoice_detail
        where company_id = $1
        group by 1
        ",
    )
    .bind(of.0)
    .fetch_one(owner)
    .await?;
    Ok((InvoiceId(draft), details))
}

async fn edit_many(
    database: &Database,
    company: CompanyId,
    invoice_id: InvoiceId,
    ids: Vec<i64>,
) -> Result<(), Failure> {
    let head = database.read(company, move |scope| Box::pin(read_head(scope, invoice_id)));
    let version = head.await?.version;
    let edit = DetailsEdit {
        invoice_id,
        version,
        selection: Selection::Rows(ids),
        // No other price: what is confirmed is as much as the floor's.
        change: Change::Description("checked".into()),
    };
    act!(database, company, "edit_details", edit, edit_details).map(drop)
}

/// Revises ten details and confirms that they are credited.
async fn correct(
    database: &Database,
    owner: &mut PgConnection,
    company: CompanyId,
    invoice_id: InvoiceId,
) -> Result<(), Failure> {
    let billed: Vec<i64> = sqlx::query_scalar(
        r"
        select actual_id
        from actual
        where company_id = $1 and invoice_id = $2 and transaction_type = 'billed_sales'
        order by 1
        limit 10
        ",
    )
    .bind(company.0)
    .bind(invoice_id.0)
    .fetch_all(&mut *owner)
    .await?;
    let chosen = Chosen::Some { sales: Some(Selection::Rows(billed)), retainers: Vec::new() };
    let revise = Revise { invoice_id, chosen, draft: None };
    let revised = act!(database, company, "revise_invoice", revise, revise_invoice)?;
    super::confirm_these(database, company, &[revised.invoice_id.0]).await
}

async fn first(database: &Database, of: CompanyId, id: InvoiceId) -> Result<DetailRow, Failure> {
    let query = ListQuery::default().with("invoice_id", id.to_string());
    let read = database.read(of, move |scope| {
        Box::pin(async move {
            read_head(scope, id).await?;
            list_details(scope, &query).await
        })
    });
    let row = read.await?.rows.into_iter().next();
    row.ok_or_else(|| Failure::Fault("the draft is empty".into()))
}

async fn edit(database: &Database, company: CompanyId, draft: InvoiceId) -> Result<(), Failure> {
    let mut edit = first(database, company, draft).await?.as_edit();
    edit.description = format!("edited {}", edit.version);
    act!(database, company, "edit_detail", edit, edit_detail).map(drop)
}
