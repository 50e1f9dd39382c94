//! SQL of what invoices take of retainers.

use crate::{
    backlog::model::ReadySummary,
    platform::{failure::Failure, scope::Scope},
    retainers::model::{Purpose, RetainerSource, Takable},
    vocabulary::ids::{ActualId, ContractId, CustomerId, RetainerId},
};
use chrono::NaiveDate;

/// What creation can find, per contract and customer: retainers to bill, and to refund, which is
/// enough for an invoice (R-INV-8). Only what is confirmed is billed (R-SM-5).
pub async fn ready_summary(
    scope: &mut Scope,
    contracts: &[i64],
    invoice_on: NaiveDate,
) -> Result<Vec<ReadySummary>, Failure> {
    let rows = sqlx::query!(
        r#"
        select r.contract_id, r.customer_id,
            count(*) filter (
                where u.retainer_id is null and r.is_ready and r.invoice_on <= $3
                and c.state = 'confirmed'
            ) + count(*) filter (
                where (u.retainer_id is not null or r.is_billed_before) and v.available > 0
            ) as "due!",
            count(*) filter (
                where u.retainer_id is null and r.is_ready and r.invoice_on > $3
            ) as "later!",
            count(*) filter (
                where u.retainer_id is null and not r.is_ready and not r.is_billed_before
            ) as "not_ready!"
        from retainer r
        join contract c on c.company_id = r.company_id and c.contract_id = r.contract_id
        left join retainer_claim u on u.company_id = r.company_id and u.retainer_id = r.retainer_id
            and u.retainer_use = 'billed'
        join retainer_balance v on v.company_id = r.company_id and v.retainer_id = r.retainer_id
        where r.company_id = $1 and r.contract_id = any($2)
            and ((u.retainer_id is null and not r.is_billed_before) or r.is_to_refund)
        group by r.contract_id, r.customer_id
        order by r.contract_id, r.customer_id
        "#,
        scope.company(),
        contracts,
        invoice_on
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| ReadySummary {
            contract_id: ContractId(r.contract_id),
            customer_id: CustomerId(r.customer_id),
            chargeable: r.due,
            not_chargeable: 0,
            later: r.later,
            without_price: 0,
            at_limit: 0,
            not_evaluated: 0,
            not_ready: r.not_ready,
        })
        .collect())
}

/// Contracts that are confirmed, and the invoice dates up to this day of retainers that are Ready.
pub async fn due(
    scope: &mut Scope,
    by: NaiveDate,
) -> Result<Vec<(ContractId, NaiveDate)>, Failure> {
    let rows = sqlx::query!(
        r"
        select distinct r.contract_id, r.invoice_on
        from retainer r
        join contract c on c.company_id = r.company_id and c.contract_id = r.contract_id
        where r.company_id = $1 and r.is_ready and r.invoice_on <= $2 and c.state = 'confirmed'
            and not exists (
                select
                from retainer_claim u
                where u.company_id = r.company_id and u.retainer_id = r.retainer_id
                    and u.retainer_use = 'billed'
            )
        ",
        scope.company(),
        by
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (ContractId(r.contract_id), r.invoice_on)).collect())
}

/// What new invoices of these contracts and customers take, which are locked already: what is Ready
/// and due, what is to be refunded, and what is available; the oldest first.
pub async fn takable(
    scope: &mut Scope,
    pairs: &[(ContractId, CustomerId)],
    invoice_on: NaiveDate,
) -> Result<Vec<Takable>, Failure> {
    let rows = sqlx::query!(
        r#"
        select r.retainer_id, r.contract_id, r.customer_id, r.amount, r.is_ready
            and c.state = 'confirmed' as "is_ready!", r.is_to_refund, r.invoice_on,
            u.invoice_id is not null
            or r.is_billed_before as "is_billed!", v.available as "available!"
        from unnest($2::bigint[], $3::bigint[]) p (contract_id, customer_id)
        join retainer r on r.company_id = $1 and r.contract_id = p.contract_id
            and r.customer_id = p.customer_id
        join contract c on c.company_id = $1 and c.contract_id = p.contract_id
        join retainer_balance v on v.company_id = $1 and v.retainer_id = r.retainer_id
        left join retainer_claim u on u.company_id = r.company_id and u.retainer_id = r.retainer_id
            and u.retainer_use = 'billed'
        order by r.invoice_on, r.retainer_id
        "#,
        scope.company(),
        &pairs.iter().map(|p| p.0.0).collect::<Vec<_>>(),
        &pairs.iter().map(|p| p.1.0).collect::<Vec<_>>()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|r| {
            let (purpose, amount) = match r.is_billed {
                false if r.is_ready && r.invoice_on <= invoice_on => (Purpose::Bill, r.amount),
                true if r.available.is_sign_positive() && !r.available.is_zero() => {
                    (if r.is_to_refund { Purpose::Refund } else { Purpose::Apply }, r.available)
                }
                false | true => return None,
            };
            Some(Takable {
                retainer_id: RetainerId(r.retainer_id),
                contract_id: ContractId(r.contract_id),
                customer_id: CustomerId(r.customer_id),
                amount,
                purpose,
            })
        })
        .collect())
}

/// Locks retainers in key order.
pub async fn retainer_lock(scope: &mut Scope, retainers: &[i64]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        select retainer_id
        from retainer
        where company_id = $1 and retainer_id = any($2)
        order by retainer_id
        for no key update
        ",
        scope.company(),
        retainers
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(())
}

/// Locks the retainers of contracts in key order.
pub async fn contract_lock(scope: &mut Scope, contracts: &[i64]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        select retainer_id
        from retainer
        where company_id = $1 and contract_id = any($2)
        order by retainer_id
        for no key update
        ",
        scope.company(),
        contracts
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(())
}

/// Retainers with what is owed of them: what confirmation starts from.
pub async fn sources(scope: &mut Scope, retainers: &[i64]) -> Result<Vec<RetainerSource>, Failure> {
    let rows = sqlx::query!(
        r#"
        select r.retainer_id, r.contract_id, r.customer_id, r.invoice_on,
            r.currency, a.actual_id as "actual_id?", -a.amount as "owed?"
        from retainer r
        left join actual a on a.company_id = r.company_id and a.retainer_id = r.retainer_id
            and a.transaction_type = 'unbilled_sales' and a.reverses_actual_id is null
            and not exists (
                select
                from actual x
                where x.company_id = a.company_id and x.reverses_actual_id = a.actual_id
            )
        where r.company_id = $1 and r.retainer_id = any($2)
        order by r.retainer_id, a.actual_id
        "#,
        scope.company(),
        retainers
    )
    .fetch_all(scope.connection())
    .await?;
    let mut sources: Vec<RetainerSource> = Vec::new();
    for r in rows {
        if sources.last().is_none_or(|source| source.retainer_id.0 != r.retainer_id) {
            sources.push(RetainerSource {
                retainer_id: RetainerId(r.retainer_id),
                contract_id: ContractId(r.contract_id),
                customer_id: CustomerId(r.customer_id),
                invoice_on: r.invoice_on,
                currency: r.currency,
                owed: Vec::new(),
            });
        }
        if let Some(source) = sources.last_mut() {
            source.owed.extend(r.actual_id.map(ActualId).zip(r.owed));
        }
    }
    Ok(sources)
}
