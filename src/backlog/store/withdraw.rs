//! What leaves the backlog without an invoice.

use crate::{
    platform::failure::Failure,
    vocabulary::ids::{ActualId, ContractId},
};
use sqlx::PgConnection;

/// Takes rows out; answers which were there.
pub async fn backlog_withdraw(
    conn: &mut PgConnection,
    company: i64,
    actuals: &[i64],
) -> Result<Vec<ActualId>, Failure> {
    let gone = sqlx::query_scalar!(
        "delete from backlog where company_id = $1 and actual_id = any($2) returning actual_id",
        company,
        actuals
    )
    .fetch_all(conn)
    .await?;
    Ok(gone.into_iter().map(ActualId).collect())
}

/// Takes a contract's rows out; answers them.
pub async fn backlog_withdraw_contract(
    conn: &mut PgConnection,
    company: i64,
    contract: ContractId,
) -> Result<Vec<ActualId>, Failure> {
    let gone = sqlx::query_scalar!(
        "delete from backlog where company_id = $1 and contract_id = $2 returning actual_id",
        company,
        contract.0
    );
    Ok(gone.fetch_all(conn).await?.into_iter().map(ActualId).collect())
}
