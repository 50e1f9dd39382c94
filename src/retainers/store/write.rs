//! SQL that writes retainers.

use crate::{
    platform::{failure::Failure, scope::Scope},
    retainers::model::{RetainerContract, RetainerTerms},
    vocabulary::{ids::RetainerId, refusal::Refusal},
};

/// Writes retainers of one contract; answers their keys in order.
pub async fn retainer_insert(
    scope: &mut Scope,
    contract: &RetainerContract,
    new: &[RetainerTerms],
    is_ready: bool,
) -> Result<Vec<RetainerId>, Failure> {
    let count = i64::try_from(new.len()).map_err(|error| Failure::Fault(error.to_string()))?;
    let ids = sqlx::query_scalar!(
        r#"select nextval('retainer_id_seq') as "id!" from generate_series(1, $1::bigint)"#,
        count
    )
    .fetch_all(scope.connection())
    .await?;
    sqlx::query!(
        r"
        insert into retainer (
            company_id, retainer_id, contract_id, customer_id, description, invoice_on, amount,
            currency, is_ready
        )
        select $1, r.id, $2, r.customer_id, r.description, r.invoice_on, r.amount, $3, $4
        from unnest(
            $5::bigint[], $6::bigint[], $7::text[], $8::date[], $9::numeric[]
        ) r (id, customer_id, description, invoice_on, amount)
        ",
        scope.company(),
        contract.contract_id.0,
        contract.currency.to_string(),
        is_ready,
        &ids,
        &new.iter().map(|t| t.customer_id.0).collect::<Vec<_>>(),
        &new.iter().map(|t| t.description.clone()).collect::<Vec<_>>(),
        &new.iter().map(|t| t.invoice_on).collect::<Vec<_>>(),
        &new.iter().map(|t| t.amount).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(ids.into_iter().map(RetainerId).collect())
}

/// Writes what is agreed of a retainer, if its version is still the one seen. Another customer or
/// amount takes its mark off.
pub async fn retainer_update(
    scope: &mut Scope,
    retainer: RetainerId,
    version: i32,
    terms: &RetainerTerms,
) -> Result<(), Failure> {
    let done = sqlx::query!(
        r"
        update retainer
        set customer_id = $4, description = $5, invoice_on = $6, amount = $7, version = version + 1,
            is_ready = is_ready
            and (customer_id, amount) = ($4, $7)
        where company_id = $1 and retainer_id = $2 and version = $3
        ",
        scope.company(),
        retainer.0,
        version,
        terms.customer_id.0,
        terms.description,
        terms.invoice_on,
        terms.amount
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if done == 1 { Ok(()) } else { Err(Refusal::Outdated.into()) }
}

/// Marks retainers that no invoice bills, which are locked already; answers those it changed, each
/// with its version.
pub async fn retainer_mark(
    scope: &mut Scope,
    retainers: &[i64],
    ready: bool,
) -> Result<Vec<(i64, i32)>, Failure> {
    let marked = sqlx::query!(
        r"
        update retainer
        set is_ready = $3
        where company_id = $1 and retainer_id = any($2) and is_ready <> $3
        returning retainer_id, version
        ",
        scope.company(),
        retainers,
        ready
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(marked.into_iter().map(|row| (row.retainer_id, row.version)).collect())
}

/// Says of retainers that they were billed before Billwright, or that they were not after all: then
/// they are Not Ready, and nothing of them is refunded.
pub async fn retainer_bill_before(
    scope: &mut Scope,
    retainers: &[i64],
    billed: bool,
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update retainer r
        set is_billed_before = $3, is_ready = false, is_to_refund = r.is_to_refund and $3
        from (
            select retainer_id
            from retainer
            where company_id = $1 and retainer_id = any($2)
            order by retainer_id
            for no key update
        ) chosen
        where r.company_id = $1 and r.retainer_id = chosen.retainer_id
        ",
        scope.company(),
        retainers,
        billed
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Takes the mark off every retainer of contracts that no invoice bills.
pub async fn contracts_unmark(scope: &mut Scope, contracts: &[i64]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update retainer r
        set is_ready = false
        from (
            select retainer_id
            from retainer
            where company_id = $1 and contract_id = any($2) and is_ready
            order by retainer_id
            for no key update
        ) chosen
        where r.company_id = $1 and r.retainer_id = chosen.retainer_id
            and not exists (
                select
                from retainer_claim u
                where u.company_id = $1 and u.retainer_id = r.retainer_id
                    and u.retainer_use = 'billed'
            )
        ",
        scope.company(),
        contracts
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// What these retainers had left is refunded: they are no longer Ready for it. Where another draft
/// refunds a part as well, they are until that is confirmed.
pub async fn refunds_done(scope: &mut Scope, retainers: &[i64]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update retainer r
        set is_to_refund = false
        where r.company_id = $1 and r.retainer_id = any($2) and r.is_to_refund
            and not exists (
                select
                from retainer_claim u
                where u.company_id = $1 and u.retainer_id = r.retainer_id
                    and u.retainer_use = 'refunded' and u.is_on_draft
            )
        ",
        scope.company(),
        retainers
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Marks a retainer Ready to refund, or not.
pub async fn retainer_refund(
    scope: &mut Scope,
    retainer: RetainerId,
    refund: bool,
) -> Result<(), Failure> {
    sqlx::query!(
        "update retainer set is_to_refund = $3 where company_id = $1 and retainer_id = $2",
        scope.company(),
        retainer.0,
        refund
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Removes a retainer, if its version is still the one seen.
pub async fn retainer_delete(
    scope: &mut Scope,
    retainer: RetainerId,
    version: i32,
) -> Result<(), Failure> {
    let done = sqlx::query!(
        "delete from retainer where company_id = $1 and retainer_id = $2 and version = $3",
        scope.company(),
        retainer.0,
        version
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if done == 1 { Ok(()) } else { Err(Refusal::Outdated.into()) }
}
