//! A company whose month ends: many contracts with work, milestones and retainers Ready on them. Each
//! time the same, so that what comes of one can be compared with what comes of another.

use crate::{book, client::Person, stage::Stage};
use billwright::{
    access::commands::{edit_batch_setting, read_batch_setting},
    app::bench::fill::{self, Size},
    backlog::{self, model::Mark},
    vocabulary::{ids::CompanyId, paging::Selection},
};
use sqlx::Executor;
use std::io::{Error, Result};

/// More rows than these are done in the background.
const AT_ONCE: &str = "10";
/// Sales on each contract, more or less.
const SALES: u32 = 6;

/// Founds it: so many contracts of one payer each, and the book's, which have up to three.
pub async fn found(stage: &Stage, name: &str, contracts: u32) -> Result<(CompanyId, Person)> {
    let (company, mut people) = stage.found(name, &["Mo Monthend"]).await?;
    let person = people.pop().ok_or_else(|| Error::other("nobody"))?;
    let size = Size { contracts, sales: contracts * SALES, invoices: 0 };
    fill::company(&mut stage.owner().await?, company, size).await.map_err(Error::other)?;
    // A database that is stopped has no more to do again than what is struck.
    stage.owner().await?.execute("checkpoint").await.map_err(Error::other)?;
    for files in book::with_work() {
        stage.import(company, files).await?;
    }
    let rows: Vec<i64> = sqlx::query_scalar(
        r"
        select b.actual_id
        from backlog b
        join contract c using (company_id, contract_id)
        where b.company_id = $1 and c.number like 'W-%'
        order by b.actual_id
        ",
    )
    .bind(company.0)
    .fetch_all(&mut stage.owner().await?)
    .await
    .map_err(Error::other)?;
    stage
        .run(company, "mark_backlog", Mark { selection: Selection::Rows(rows), ready: true }, {
            |tx, mark| Box::pin(backlog::commands::mark_backlog(tx, mark))
        })
        .await?;
    let above = (AT_ONCE.to_owned(), 0);
    stage
        .run(company, "edit_batch_setting", above, |tx, (above, _)| {
            Box::pin(async move {
                let seen = read_batch_setting(tx).await?;
                edit_batch_setting(tx, &(above.clone(), seen)).await
            })
        })
        .await?;
    Ok((company, person))
}
