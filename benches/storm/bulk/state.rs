//! What stands in a company, said so that two of them can be compared contract by contract.

use crate::stage::Stage;
use billwright::vocabulary::ids::CompanyId;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Error, Result},
};

/// Row by row, with the number of its contract.
const ROWS: &str = include_str!("state.sql");
/// Rows that differ and are told of a contract.
const TOLD: usize = 6;

/// What stands: of each contract by its number, and of the company as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// A digest of each contract: its invoices with their details, its ledger, its backlog.
    pub contracts: BTreeMap<String, String>,
    /// Batches and what became of them, and how often each command is in the audit trail.
    pub whole: Vec<String>,
}

/// What stands in a company.
pub async fn of(stage: &Stage, company: CompanyId) -> Result<State> {
    let mut owner = stage.owner().await?;
    let digests = format!(
        "select number, md5(string_agg(says, E'\\n' order by says)) from ({ROWS}) x group by number"
    );
    let contracts: Vec<(String, String)> = sqlx::query_as(sqlx::AssertSqlSafe(digests))
        .bind(company.0)
        .fetch_all(&mut owner)
        .await
        .map_err(Error::other)?;
    let whole = sqlx::query_scalar(
        r"
        select kind || ': ' || waiting || ' wait, ' || done || ' done, ' || refused || ' refused, '
            || coalesce((
                select string_agg(c.number || ' ' || r.reason::text, ', ' order by r.item_id)
                from batch_refusal r
                left join contract c on c.company_id = r.company_id
                    and c.contract_id = r.item_id and b.kind = 'create_invoices'
                where r.company_id = b.company_id and r.batch_id = b.batch_id
            ), '')
        from batch b
        where company_id = $1 and kind in ('create_invoices', 'confirm_invoices')
        union all
        select command || ': ' || count(*) || ' times'
        from audit_entry
        where company_id = $1 and command in (
            'invoice_contracts', 'create_invoices', 'confirm_drafts', 'confirm_invoices'
        )
        group by command
        union all
        select 'numbers: ' || count(*) || ' to ' || coalesce(max(invoice_number), 0) || ', drafts: '
            || count(*) filter (where is_open)
        from invoice
        where company_id = $1
        order by 1
        ",
    )
    .bind(company.0)
    .fetch_all(&mut owner)
    .await
    .map_err(Error::other)?;
    Ok(State { contracts: contracts.into_iter().collect(), whole })
}

/// How one differs from another that it should equal; nothing, where it does.
pub async fn differs(
    stage: &Stage,
    (company, here): (CompanyId, &State),
    (undisturbed, there): (CompanyId, &State),
) -> Result<Vec<String>> {
    let mut told: Vec<String> = Vec::new();
    if here.whole != there.whole {
        told.push(format!("{:?} instead of {:?}", here.whole, there.whole));
    }
    let numbers: BTreeSet<&String> = here.contracts.keys().chain(there.contracts.keys()).collect();
    let others = numbers.into_iter().filter(|n| here.contracts.get(*n) != there.contracts.get(*n));
    for (n, number) in others.enumerate() {
        if n > 2 {
            told.push(format!("contract {number}"));
            continue;
        }
        let (ours, theirs) =
            (rows(stage, company, number).await?, rows(stage, undisturbed, number).await?);
        told.extend(
            ours.difference(&theirs).take(TOLD).map(|row| format!("contract {number}: has {row}")),
        );
        told.extend(
            theirs
                .difference(&ours)
                .take(TOLD)
                .map(|row| format!("contract {number}: lacks {row}")),
        );
    }
    Ok(told)
}

async fn rows(stage: &Stage, company: CompanyId, number: &str) -> Result<BTreeSet<String>> {
    let sql = format!("select says from ({ROWS}) x where number = $2");
    let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .bind(company.0)
        .bind(number)
        .fetch_all(&mut stage.owner().await?)
        .await
        .map_err(Error::other)?;
    Ok(rows.into_iter().collect())
}
