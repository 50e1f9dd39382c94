//! Verbs of the contract book.

mod setup;

pub use super::store::{
    BY_CONTRACT, BY_CUSTOMER, BY_PROJECT, BY_STATE, BY_TEAM, CONTRACTS, contract_exists,
    contract_insert, line_terms, list_contracts, read_contract, ready_totals, total_contracts,
};
pub use setup::{
    close_contract, confirm_contract, delete_contract, move_rounding, period, save_contract,
};

use super::{
    model::{
        Cover, LimitEdit, LimitLevel, LimitSetting, Terms,
        setup::{ContractSetup, ProjectSetup},
    },
    rules, store,
};
use crate::{
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        choices::Choices,
        ids::{ContractId, ProjectId},
        refusal::Refusal,
        words::ContractState,
    },
};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// Contracts whose number or name holds a text, by their number: the one of that very number first,
/// then those that begin with it.
pub async fn find_contracts(scope: &mut Scope, typed: &str) -> Result<Choices, Failure> {
    store::contract_find(scope, typed).await
}

/// The contract of that very number.
pub async fn contract_named(
    scope: &mut Scope,
    number: &str,
) -> Result<Option<ContractId>, Failure> {
    store::contract_named(scope, number).await
}

/// Everything that a contract's form is filled from.
pub async fn read_contract_setup(
    scope: &mut Scope,
    contract: Option<ContractId>,
) -> Result<ContractSetup, Failure> {
    store::read_contract_setup(scope, contract, None).await
}

/// What a line of a contract's form is filled from and checked against once its project is said.
pub async fn read_project_setup(
    scope: &mut Scope,
    contract: Option<ContractId>,
    project: ProjectId,
) -> Result<ProjectSetup, Failure> {
    store::project_setup(scope, contract, project).await
}

/// When contracts cover time on these projects.
pub async fn read_covers(scope: &mut Scope, projects: &[i64]) -> Result<Vec<Cover>, Failure> {
    store::covers(scope, projects).await
}

/// What the lines say about work on these projects, for reading only.
pub async fn read_terms(scope: &mut Scope, projects: &[i64]) -> Result<Terms, Failure> {
    store::line_terms(scope, projects).await
}

/// Locks contracts, in key order, against anybody else who creates invoices on them or counts
/// against their limits.
pub async fn lock(
    tx: &mut Tx,
    contracts: &[i64],
) -> Result<Vec<(ContractId, ContractState)>, Failure> {
    store::contract_lock(tx, contracts).await
}

/// Holds contracts against creation while their backlog is marked.
pub async fn share(tx: &mut Tx, contracts: &[i64]) -> Result<(), Failure> {
    store::contract_share(tx, contracts).await
}

/// Which of these contracts are lost; whoever asks holds them, so that none is closed meanwhile.
pub async fn lost(tx: &mut Tx, contracts: &[i64]) -> Result<Vec<i64>, Failure> {
    store::contract_lost(tx, contracts).await
}

/// Holds contracts that new sales are about to be written on: those with a limit against everybody
/// who counts against it, the others against a first limit being set meanwhile. Answers those with
/// a limit.
pub async fn hold(tx: &mut Tx, contracts: &[i64]) -> Result<Vec<i64>, Failure> {
    let limited = self::limited(tx, contracts).await?;
    if !limited.is_empty() {
        lock(tx, &limited).await?;
    }
    let others: Vec<i64> = contracts.iter().copied().filter(|id| !limited.contains(id)).collect();
    if others.is_empty() {
        return Ok(limited);
    }
    share(tx, &others).await?;
    // Somebody who set a first limit while we waited for the share.
    let late = self::limited(tx, &others).await?;
    if !late.is_empty() {
        lock(tx, &late).await?;
    }
    Ok(limited.into_iter().chain(late).collect())
}

/// Which of these contracts have a limit at any level.
pub async fn limited(scope: &mut Scope, contracts: &[i64]) -> Result<Vec<i64>, Failure> {
    let set = limits_set(scope, contracts).await?;
    Ok(set.iter().map(|(contract, ..)| contract.0).collect::<BTreeSet<_>>().into_iter().collect())
}

/// The limits that are set on these contracts, of every level. Read after the lock, so that they
/// are as they stand now.
pub async fn limits_set(
    scope: &mut Scope,
    contracts: &[i64],
) -> Result<Vec<(ContractId, LimitLevel, Decimal)>, Failure> {
    store::limits_set(scope, contracts).await
}

/// Every level of a contract that may carry a limit, set or not.
pub async fn limit_settings(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<Vec<LimitSetting>, Failure> {
    store::limit_settings(scope, contract).await
}

/// Sets a not-to-exceed limit, or takes it away. What was committed stays so; what failed is
/// evaluated again when somebody asks for it (R-NTE-8). Answers the contract's new version.
pub async fn set_limit(tx: &mut Tx, edit: &LimitEdit) -> Result<i32, Failure> {
    let contract = store::limit_contract(tx, edit.level).await?.ok_or(Refusal::NotFound)?;
    lock(tx, &[contract.0]).await?;
    let before = store::limit_before(tx, contract, edit.level).await?.ok_or(Refusal::NotFound)?;

    if before.version != edit.version {
        return Err(Refusal::Outdated.into());
    }
    let amount = rules::set_limit(&before, edit)?;

    tx.note((edit.level, before.amount), (edit.level, amount));
    store::limit_write(tx, contract, edit.level, amount).await?;
    Ok(before.version + 1)
}
