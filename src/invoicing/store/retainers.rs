//! SQL of retainers on invoices.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use crate::{
    invoicing::model::{AvailableRetainer, InvoiceRetainer, UseOfRetainer},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ActualId, InvoiceId, RetainerId},
        words::RetainerUse,
    },
};
use rust_decimal::Decimal;

/// What an invoice does with retainers: billed, applied, refunded, each the oldest first.
pub async fn of_invoice(
    scope: &mut Scope,
    invoice: InvoiceId,
) -> Result<Vec<InvoiceRetainer>, Failure> {
    let rows = sqlx::query!(
        r#"
        select u.retainer_id, r.description, r.invoice_on,
            u.retainer_use, u.amount, u.corrects_actual_id,
            u.credited_amount, v.available as "available!"
        from invoice_retainer u
        join retainer r on r.company_id = u.company_id and r.retainer_id = u.retainer_id
        join retainer_balance v on v.company_id = r.company_id and v.retainer_id = r.retainer_id
        where u.company_id = $1 and u.invoice_id = $2
        order by u.retainer_use, r.invoice_on, r.retainer_id
        "#,
        scope.company(),
        invoice.0
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| InvoiceRetainer {
            retainer_id: RetainerId(r.retainer_id),
            description: r.description,
            invoice_on: r.invoice_on,
            retainer_use: r.retainer_use,
            amount: r.amount,
            corrects: corrected(r.corrects_actual_id, r.credited_amount),
            available_amount: r.available,
        })
        .collect())
}

/// Retainers of an open invoice's contract and customer with something available, that it does not
/// use yet.
pub async fn available(
    scope: &mut Scope,
    invoice: InvoiceId,
) -> Result<Vec<AvailableRetainer>, Failure> {
    let rows = sqlx::query!(
        r#"
        select r.retainer_id, r.description, r.is_to_refund, v.available as "available!"
        from invoice i
        join retainer r on r.company_id = i.company_id and r.contract_id = i.contract_id
            and r.customer_id = i.customer_id
        join retainer_balance v on v.company_id = r.company_id and v.retainer_id = r.retainer_id
        where i.company_id = $1 and i.invoice_id = $2 and i.state in ('draft', 'in_review')
            and v.available > 0
            and not exists (
                select
                from invoice_retainer u
                where u.company_id = r.company_id and u.retainer_id = r.retainer_id
                    and u.invoice_id = i.invoice_id
            )
        order by r.invoice_on, r.retainer_id
        limit 200
        "#,
        scope.company(),
        invoice.0
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| AvailableRetainer {
            retainer_id: RetainerId(r.retainer_id),
            description: r.description,
            available_amount: r.available,
            is_to_refund: r.is_to_refund,
        })
        .collect())
}

/// What these invoices do with retainers, in the order in which confirmation writes it.
pub async fn uses(scope: &mut Scope, invoices: &[i64]) -> Result<Vec<UseOfRetainer>, Failure> {
    // What was billed of a retainer is credited after what was used of it.
    let rows = sqlx::query!(
        r"
        select u.invoice_id, u.retainer_id, u.retainer_use, u.amount,
            u.corrects_actual_id, u.credited_amount
        from invoice_retainer u
        join retainer r on r.company_id = u.company_id and r.retainer_id = u.retainer_id
        where u.company_id = $1 and u.invoice_id = any($2)
        order by u.invoice_id, u.corrects_actual_id <> 0 and u.retainer_use = 'billed',
            u.retainer_use, r.invoice_on, u.retainer_id, u.corrects_actual_id
        ",
        scope.company(),
        invoices
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| UseOfRetainer {
            invoice_id: InvoiceId(r.invoice_id),
            retainer_id: RetainerId(r.retainer_id),
            retainer_use: r.retainer_use,
            amount: r.amount,
            corrects: corrected(r.corrects_actual_id, r.credited_amount),
        })
        .collect())
}

fn corrected(actual: i64, credited: Decimal) -> Option<(ActualId, Decimal)> {
    (actual != 0).then_some((ActualId(actual), credited))
}

/// Writes uses; one that is there gets the new amount.
pub async fn use_write(scope: &mut Scope, uses: &[UseOfRetainer]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into invoice_retainer (company_id, invoice_id, retainer_id, retainer_use, amount)
        select $1, r.* from unnest($2::bigint[], $3::bigint[], $4::retainer_use[], $5::numeric[]) r
        on conflict on constraint invoice_retainer_key do update set amount = excluded.amount
        ",
        scope.company(),
        &uses.iter().map(|u| u.invoice_id.0).collect::<Vec<_>>(),
        &uses.iter().map(|u| u.retainer_id.0).collect::<Vec<_>>(),
        uses.iter().map(|u| u.retainer_use).collect::<Vec<_>>() as Vec<RetainerUse>,
        &uses.iter().map(|u| u.amount).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Takes a use off an invoice; answers its amount, if it was there.
pub async fn use_delete(
    scope: &mut Scope,
    invoice: InvoiceId,
    retainer: RetainerId,
    retainer_use: RetainerUse,
) -> Result<Option<Decimal>, Failure> {
    Ok(sqlx::query_scalar!(
        "delete from invoice_retainer where company_id = $1 and invoice_id = $2 and retainer_id = $3 and retainer_use = $4 returning amount",
        scope.company(),
        invoice.0,
        retainer.0,
        retainer_use as RetainerUse
    )
    .fetch_optional(scope.connection())
    .await?)
}

/// Takes everything that retainers are used for off invoices; answers how many uses there were.
pub async fn uses_delete(scope: &mut Scope, invoices: &[i64]) -> Result<i64, Failure> {
    let gone = sqlx::query!(
        "delete from invoice_retainer where company_id = $1 and invoice_id = any($2)",
        scope.company(),
        invoices
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    i64::try_from(gone).map_err(|error| Failure::Fault(error.to_string()))
}

/// So much of what was done with a retainer stays.
pub async fn use_correct(
    scope: &mut Scope,
    invoice: InvoiceId,
    corrects: ActualId,
    amount: Decimal,
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update invoice_retainer
        set amount = $4
        where company_id = $1 and invoice_id = $2 and corrects_actual_id = $3
        ",
        scope.company(),
        invoice.0,
        corrects.0,
        amount
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Takes a correction of a retainer off a draft.
pub async fn use_drop(
    scope: &mut Scope,
    invoice: InvoiceId,
    corrects: ActualId,
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        delete
        from invoice_retainer
        where company_id = $1 and invoice_id = $2 and corrects_actual_id = $3
        ",
        scope.company(),
        invoice.0,
        corrects.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
