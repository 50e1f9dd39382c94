//! SQL of a contract that somebody names.

use crate::{
    platform::{failure::Failure, list::pattern, scope::Scope},
    vocabulary::{
        choices::{Choices, OFFERED},
        ids::ContractId,
    },
};

/// Contracts whose number or name holds a text, by their number: the one of that very number first,
/// then those that begin with it.
pub async fn contract_find(scope: &mut Scope, typed: &str) -> Result<Choices, Failure> {
    let typed = typed.trim().replace('\0', "");
    let within = pattern(&typed)?;
    let first = within.trim_start_matches('%').to_owned();
    let most = i64::try_from(OFFERED + 1).unwrap_or(i64::MAX);
    let found = sqlx::query!(
        r#"
        select number, number || ' · ' || name as "called!"
        from contract
        where company_id = $1 and (number || ' ' || name) ilike $2
        order by number = $3 desc, number ilike $4 desc, number
        limit $5
        "#,
        scope.company(),
        within,
        typed,
        first,
        most
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(Choices::all(found.into_iter().map(|c| (c.number, c.called))).first(OFFERED))
}

/// The contract of that very number.
pub async fn contract_named(
    scope: &mut Scope,
    number: &str,
) -> Result<Option<ContractId>, Failure> {
    let found = sqlx::query_scalar!(
        "select contract_id from contract where company_id = $1 and number = $2",
        scope.company(),
        number.trim().replace('\0', "")
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(found.map(ContractId))
}

/// Whether there is such a contract.
pub async fn contract_exists(scope: &mut Scope, contract: ContractId) -> Result<bool, Failure> {
    let found = sqlx::query_scalar!(
        "select contract_id from contract where company_id = $1 and contract_id = $2",
        scope.company(),
        contract.0
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(found.is_some())
}
