//! SQL of new drafts and their details.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

mod picked;

pub use picked::{drafts_lock, drafts_touch};

use super::model::NewInvoice;
use crate::{
    backlog::model::TakenRow,
    milestones::model::TakenMilestone,
    platform::{failure::Failure, scope::Scope},
    product_lines::model::TakenProductLine,
    vocabulary::{
        currency::Currency,
        ids::{BatchId, ContractId, CustomerId, InvoiceId},
        paging::Totals,
        words::{BillingType, NteStatus},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

/// Writes drafts, which follow contract and customer until they are confirmed (R-INV-10), and a
/// line per contract line that names the customer (R-INV-5); answers their keys.
pub async fn invoice_insert(
    scope: &mut Scope,
    new: &[NewInvoice],
    invoice_on: NaiveDate,
    (created_by, now): (Option<i64>, DateTime<Utc>),
    batch: Option<BatchId>,
) -> Result<Vec<(ContractId, CustomerId, InvoiceId)>, Failure> {
    let rows = sqlx::query!(
        r"
        insert into invoice (
            company_id, contract_id, customer_id, currency, name, invoice_on, created_by,
            created_at, batch_id
        )
        select $1, n.contract_id, n.customer_id, c.currency, c.name, $4, $5, $6, $7
        from unnest($2::bigint[], $3::bigint[]) with ordinality n (contract_id, customer_id, place)
        join contract c on c.company_id = $1 and c.contract_id = n.contract_id
        order by n.place
        returning invoice_id, contract_id, customer_id
        ",
        scope.company(),
        &new.iter().map(|n| n.contract_id.0).collect::<Vec<_>>(),
        &new.iter().map(|n| n.customer_id.0).collect::<Vec<_>>(),
        invoice_on,
        created_by,
        now,
        batch.map(|batch| batch.0)
    )
    .fetch_all(scope.connection())
    .await?;
    let ids: Vec<i64> = rows.iter().map(|r| r.invoice_id).collect();
    sqlx::query!(
        r"
        insert into invoice_line (company_id, invoice_id, contract_line_id, name)
        select $1, i.invoice_id, l.contract_line_id, l.name
        from invoice i
        join contract_line l on l.company_id = i.company_id and l.contract_id = i.contract_id
        join contract_line_customer lc on lc.company_id = l.company_id
            and lc.contract_line_id = l.contract_line_id and lc.customer_id = i.customer_id
        where i.company_id = $1 and i.invoice_id = any($2)
        ",
        scope.company(),
        &ids
    )
    .execute(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| (ContractId(r.contract_id), CustomerId(r.customer_id), InvoiceId(r.invoice_id)))
        .collect())
}

/// Claims taken rows for their invoices (R-INV-6). What the approver wrote for the customer's eyes
/// (R-APP-4) is what the detail says to them (R-EDIT-5).
pub async fn detail_insert(
    scope: &mut Scope,
    taken: &[(InvoiceId, TakenRow)],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into invoice_detail (
            company_id, invoice_id, contract_line_id, source_actual_id, work_on, billing_type,
            quantity, unit_price, amount, currency, nte_status, discount_percent, fee_percent,
            external_description
        )
        select $1, r.*, coalesce(e.external_comment, '')
        from (
            select unnest($2::bigint[]) as invoice_id, unnest($3::bigint[]) as contract_line_id,
                unnest($4::bigint[]) as actual_id, unnest($5::date[]) as work_on,
                unnest($6::billing_type[]) as billing_type, unnest($7::numeric[]) as quantity,
                unnest($8::numeric[]) as unit_price, unnest($9::numeric[]) as amount,
                unnest($10::text[]) as currency, unnest($11::nte_status[]) as nte_status,
                unnest($12::numeric[]) as discount_percent, unnest($13::numeric[]) as fee_percent
        ) r
        left join actual a on a.company_id = $1 and a.actual_id = r.actual_id
        left join entry e on e.company_id = a.company_id and e.entry_id = a.entry_id
        ",
        scope.company(),
        &taken.iter().map(|t| t.0.0).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.contract_line_id.0).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.actual_id.0).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.work_on).collect::<Vec<_>>(),
        taken.iter().map(|t| t.1.billing_type).collect::<Vec<_>>() as Vec<BillingType>,
        &taken.iter().map(|t| t.1.quantity).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.unit_price).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.amount).collect::<Vec<_>>(),
        taken.iter().map(|t| t.1.currency).collect::<Vec<_>>() as Vec<Currency>,
        taken.iter().map(|t| t.1.nte_status).collect::<Vec<_>>() as Vec<NteStatus>,
        &taken.iter().map(|t| t.1.discount_percent).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.fee_percent).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Claims milestones' parts for their invoices (R-SM-11): once, at their amount.
pub async fn milestone_insert(
    scope: &mut Scope,
    taken: &[(InvoiceId, TakenMilestone)],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into invoice_detail (
            company_id, invoice_id, contract_line_id, source_milestone_split_id, work_on,
            billing_type, quantity, unit_price, amount, tax, currency, nte_status
        )
        select $1, r.invoice_id, r.contract_line_id, r.split_id, r.milestone_on, 'chargeable', 1,
            r.amount, r.amount, r.tax, r.currency, 'not_applicable'
        from unnest(
            $2::bigint[], $3::bigint[], $4::bigint[], $5::date[], $6::numeric[], $7::numeric[],
            $8::text[]
        ) r (invoice_id, contract_line_id, split_id, milestone_on, amount, tax, currency)
        ",
        scope.company(),
        &taken.iter().map(|t| t.0.0).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.contract_line_id.0).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.milestone_split_id.0).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.milestone_on).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.amount).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.tax).collect::<Vec<_>>(),
        taken.iter().map(|t| t.1.currency).collect::<Vec<_>>() as Vec<Currency>
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Claims product lines for their invoices: read-only there but for the tax (R-EDIT-7).
pub async fn product_insert(
    scope: &mut Scope,
    taken: &[(InvoiceId, TakenProductLine)],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into invoice_detail (
            company_id, invoice_id, contract_line_id, source_product_line_id, work_on,
            billing_type, quantity, unit_price, amount, tax, currency, nte_status
        )
        select $1, r.invoice_id, r.contract_line_id, r.product_line_id, r.sold_on, 'chargeable',
            r.quantity, r.unit_price, r.amount, r.tax, r.currency, 'not_applicable'
        from unnest(
            $2::bigint[], $3::bigint[], $4::bigint[], $5::date[], $6::numeric[], $7::numeric[],
            $8::numeric[], $9::numeric[], $10::text[]
        ) r (
            invoice_id, contract_line_id, product_line_id, sold_on, quantity, unit_price, amount,
            tax, currency
        )
        ",
        scope.company(),
        &taken.iter().map(|t| t.0.0).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.contract_line_id.0).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.product_line_id.0).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.sold_on).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.quantity).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.unit_price).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.amount).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.tax).collect::<Vec<_>>(),
        taken.iter().map(|t| t.1.currency).collect::<Vec<_>>() as Vec<Currency>
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// The same of what is Ready on some contracts.
pub async fn ready_totals(scope: &mut Scope, contracts: &[i64]) -> Result<Totals, Failure> {
    let rows: Vec<(Currency, i64, Decimal, Decimal)> = sqlx::query_as(
        r"
        select c.currency, f.count, 0::numeric, f.amount
        from (
            select contract_id, sum(row_count)::bigint as count, coalesce(sum(amount), 0) as amount
            from open_billing
            where company_id = $1 and contract_id = any($2) and is_ready
            group by contract_id
        ) f
        join contract c on c.contract_id = f.contract_id
        where c.company_id = $1
        ",
    )
    .bind(scope.company())
    .bind(contracts)
    .fetch_all(scope.connection())
    .await?;
    Ok(crate::platform::list::totals(rows))
}
