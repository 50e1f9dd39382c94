//! What is decided of entries.

use crate::{
    entries::rules::Transition,
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::EntryId,
        refusal::Refusal,
        words::{BillingType, EntryState},
    },
};
use rust_decimal::Decimal;

/// Moves entries that are still where the transition begins; fewer rows than asked means somebody
/// was first.
pub async fn entry_move(
    scope: &mut Scope,
    entries: &[EntryId],
    transition: Transition,
    comment: &str,
) -> Result<(), Failure> {
    let ids: Vec<i64> = entries.iter().map(|id| id.0).collect();
    let moved = sqlx::query!(
        r"
        update entry
        set state = $3::entry_state,
            decision_comment = case
                when $3 = 'recall_requested'::entry_state then decision_comment
                else $5
            end,
            recall_reason = case
                when $3 = 'recall_requested'::entry_state then $5
                else recall_reason
            end
        where company_id = $1 and entry_id = any($2) and state::text = $4::entry_state::text
        ",
        scope.company(),
        &ids,
        transition.to() as EntryState,
        transition.from() as EntryState,
        comment
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if usize::try_from(moved).ok() == Some(entries.len()) {
        Ok(())
    } else {
        Err(Refusal::Outdated.into())
    }
}

/// Moves submitted entries into the ledger's keeping, each as the type it was decided (R-APP-3).
pub async fn entry_approve(
    scope: &mut Scope,
    approved: &[(EntryId, BillingType)],
    comment: &str,
) -> Result<(), Failure> {
    let moved = sqlx::query!(
        r"
        update entry e set state = 'approved', billing_type = r.billing_type, decision_comment = $4
        from unnest($2::bigint[], $3::billing_type[]) r (entry_id, billing_type)
        where e.company_id = $1 and e.entry_id = any($2) and e.entry_id = r.entry_id
            and e.state::text = 'submitted'
        ",
        scope.company(),
        &approved.iter().map(|a| a.0.0).collect::<Vec<_>>(),
        approved.iter().map(|a| a.1).collect::<Vec<_>>() as Vec<BillingType>,
        comment
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if usize::try_from(moved) == Ok(approved.len()) {
        Ok(())
    } else {
        Err(Refusal::Outdated.into())
    }
}

/// What the approver changed on a submitted entry.
pub async fn entry_edit(
    scope: &mut Scope,
    entry: EntryId,
    billable: Decimal,
    (billing_type, is_chosen): (BillingType, bool),
    comment: &str,
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update entry
        set billable_quantity = $3, billing_type = $4, external_comment = $5,
            billing_type_is_chosen = $6, version = version + 1
        where company_id = $1 and entry_id = $2 and state = 'submitted'
        ",
        scope.company(),
        entry.0,
        billable,
        billing_type as BillingType,
        comment,
        is_chosen
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
