//! SQL of what a run sets out to do, and what came of it.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use crate::{
    platform::{failure::Failure, scope::Scope},
    runs::model::RunDraft,
    vocabulary::{
        failure::ApiError,
        ids::{BatchJobRunId, ContractId, InvoiceId, RunItemId},
    },
};
use chrono::NaiveDate;
use std::collections::HashMap;

/// Writes what a run sets out to do; answers the keys, in order.
pub async fn items_insert(
    scope: &mut Scope,
    run: BatchJobRunId,
    planned: &[(NaiveDate, ContractId)],
) -> Result<Vec<i64>, Failure> {
    let mut ids = sqlx::query_scalar!(
        r"
        insert into run_item (company_id, batch_job_run_id, contract_id, due_on)
        select $1, $2, r.contract_id, r.due_on
        from unnest($3::bigint[], $4::date[]) with ordinality r (contract_id, due_on, place)
        order by r.place
        returning run_item_id
        ",
        scope.company(),
        run.0,
        &planned.iter().map(|(_, contract)| contract.0).collect::<Vec<_>>(),
        &planned.iter().map(|(day, _)| *day).collect::<Vec<_>>()
    )
    .fetch_all(scope.connection())
    .await?;
    ids.sort_unstable(); // they are given in the order of the rows
    Ok(ids)
}

/// A contract and a day, whose turn it is.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// Its key.
    pub run_item_id: RunItemId,
    /// The deal.
    pub contract_id: ContractId,
    /// The day it was due.
    pub due_on: NaiveDate,
}

/// Those of these items that were not successful yet.
pub async fn items(scope: &mut Scope, ids: &[i64]) -> Result<Vec<Item>, Failure> {
    Ok(sqlx::query_as!(
        Item,
        r#"
        select run_item_id as "run_item_id: RunItemId", contract_id as "contract_id: ContractId",
            due_on
        from run_item
        where company_id = $1 and run_item_id = any($2) and status <> 'successful'
        order by due_on, contract_id
        "#,
        scope.company(),
        ids
    )
    .fetch_all(scope.connection())
    .await?)
}

/// What became of items: nothing to say, it was successful; else why not.
pub async fn items_settle(
    scope: &mut Scope,
    items: &[(RunItemId, Option<ApiError>)],
) -> Result<(), Failure> {
    let reasons = items
        .iter()
        .map(|(_, reason)| reason.as_ref().map(serde_json::to_value).transpose())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Failure::Fault(error.to_string()))?;
    sqlx::query!(
        r"
        update run_item i
        set status = case when r.reason is null then 'successful' else 'failed' end::schedule_status,
            reason = r.reason
        from unnest($2::bigint[], $3::jsonb[]) r (id, reason)
        where i.company_id = $1 and i.run_item_id = r.id
        ",
        scope.company(),
        &items.iter().map(|(id, _)| id.0).collect::<Vec<_>>(),
        &reasons as &[Option<serde_json::Value>]
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// These drafts came of these items.
pub async fn drafts_insert(
    scope: &mut Scope,
    drafts: &[(RunItemId, InvoiceId)],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into run_draft (company_id, run_item_id, invoice_id)
        select $1, r.run_item_id, r.invoice_id
        from unnest($2::bigint[], $3::bigint[]) r (run_item_id, invoice_id)
        ",
        scope.company(),
        &drafts.iter().map(|(item, _)| item.0).collect::<Vec<_>>(),
        &drafts.iter().map(|(_, invoice)| invoice.0).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// What invoices come to, by whom they are paid, in key order.
pub async fn drafts(scope: &mut Scope, invoices: &[i64]) -> Result<Vec<RunDraft>, Failure> {
    Ok(sqlx::query_as!(
        RunDraft,
        r#"
        select i.invoice_id as "invoice_id: InvoiceId", c.name as customer, t.amount as "amount!",
            i.currency
        from invoice i
        join customer c on c.company_id = i.company_id and c.customer_id = i.customer_id
        join invoice_total t on t.company_id = i.company_id and t.invoice_id = i.invoice_id
        where i.company_id = $1 and i.invoice_id = any($2)
        order by i.invoice_id
        "#,
        scope.company(),
        invoices
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Contracts by number and name.
pub async fn contract_names(
    scope: &mut Scope,
    contracts: &[ContractId],
) -> Result<HashMap<ContractId, String>, Failure> {
    let rows = sqlx::query!(
        r#"
        select contract_id, number || ' ' || name as "label!"
        from contract
        where company_id = $1 and contract_id = any($2)
        "#,
        scope.company(),
        &contracts.iter().map(|id| id.0).collect::<Vec<_>>()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (ContractId(r.contract_id), r.label)).collect())
}
