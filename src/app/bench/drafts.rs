//! Drafts of few and of very many details: their first screen, and an edit of one.

use super::{fill, pages::median};
use crate::{
    access,
    invoicing::draft::{
        commands::{edit_detail, list_details, read_head},
        model::DetailRow,
    },
    platform::{
        command::{self, Actor},
        database::Database,
        failure::Failure,
    },
    vocabulary::{
        ids::{CompanyId, InvoiceId},
        paging::ListQuery,
        time_zone::TimeZone,
    },
};
use sqlx::PgConnection;

/// Measures a draft of half of these sales: the others are over their limit.
pub async fn measure(owner: &mut PgConnection, database: &Database) -> Result<(), Failure> {
    for sales in [40, 40_000] {
        let currency = "EUR".parse().map_err(|_| Failure::Fault("no euro".into()))?;
        let name = format!("Draft of {sales}");
        let of = access::commands::found_company(owner, &name, currency, TimeZone::UTC).await?;
        fill::limited(owner, of, sales).await?;
        super::reevaluate(database, of).await?;
        super::mark(database, of).await?;
        super::create(database, owner, of).await?;
        super::analyze(owner).await?;
        let (draft, details): (i64, i64) = sqlx::query_as(
            r"
            select invoice_id, count(*) from invoice_detail where company_id = $1 group by 1 limit 1
            ",
        )
        .bind(of.0)
        .fetch_one(&mut *owner)
        .await?;
        let draft = InvoiceId(draft);
        let screen = median(|| async { first(database, of, draft).await.map(drop) }).await?;
        let edited = median(|| edit(database, of, draft)).await?;
        println!(
            "draft of {details:>6} details: first screen {:>6}   the same and an edit {:>6}",
            screen.as_micros(),
            edited.as_micros()
        );
    }
    Ok(())
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
    let actor = Actor { company, person: None };
    command::run(database, actor, "edit_detail", None, edit, |tx, e| Box::pin(edit_detail(tx, e)))
        .await
        .map(drop)
}
