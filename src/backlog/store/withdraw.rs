//! What leaves the backlog without an invoice.

use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::{ActualId, ContractId},
};

/// Takes rows out; answers which were there.
pub async fn backlog_withdraw(
    scope: &mut Scope,
    actuals: &[i64],
) -> Result<Vec<ActualId>, Failure> {
    let gone = sqlx::query_scalar!(
        "delete from backlog where company_id = $1 and actual_id = any($2) returning actual_id",
        scope.company(),
        actuals
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(gone.into_iter().map(ActualId).collect())
}

/// Takes a contract's rows out; answers them.
pub async fn backlog_withdraw_contract(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<Vec<ActualId>, Failure> {
    let gone = sqlx::query_scalar!(
        "delete from backlog where company_id = $1 and contract_id = $2 returning actual_id",
        scope.company(),
        contract.0
    );
    Ok(gone.fetch_all(scope.connection()).await?.into_iter().map(ActualId).collect())
}
