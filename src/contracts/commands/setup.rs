//! Setting contracts up: save, confirm, delete.

use crate::{
    contracts::{
        model::{LimitLevel, Period, RoundingMove, setup::ContractForm},
        rules::{
            self,
            setup::{check, next},
        },
        store,
    },
    platform::{command::Tx, failure::Failure},
    vocabulary::{ids::ContractId, refusal::Refusal, words::ContractState},
};

/// Saves a contract as typed: a new one as a draft, a draft whole, of a confirmed one what may
/// change (R-SM-1, R-SM-2, R-APP-2, R-APP-7).
pub async fn save_contract(tx: &mut Tx, form: &ContractForm) -> Result<ContractId, Failure> {
    let state = match form.contract_id {
        None => ContractState::Draft,
        Some(id) => locked(tx, id, form.version).await?,
    };
    let setup = store::read_contract_setup(tx, form.contract_id, Some(form)).await?;

    let checked = check(form, &setup).map_err(|problems| {
        problems.into_iter().next().map_or(Refusal::InputUnreadable, |p| p.refusal)
    })?;

    let known: Vec<i64> = form.contract_id.iter().map(|id| id.0).collect();
    let limits_before = store::limits_set(tx, &known).await?;
    let contract =
        store::contract_save(tx, form.contract_id, state == ContractState::Draft, &checked).await?;
    let limits = store::limits_set(tx, &[contract.0]).await?;
    // With every limit as it was and is: who lowered one below what was committed is asked about
    // later.
    tx.note((&setup.form, limits_before), (&checked, limits));
    Ok(contract)
}

/// Confirms a draft: from here on it is read-only (R-SM-2).
pub async fn confirm_contract(
    tx: &mut Tx,
    (contract, version): &(ContractId, i32),
) -> Result<(), Failure> {
    let from = locked(tx, *contract, *version).await?;
    let lines = store::contract_form(tx, *contract).await?.1.lines.len();

    let to = next(from, ContractState::Confirmed, lines)?;

    tx.note(from, to);
    store::contract_move(tx, *contract, from, to).await
}

/// Where a contract stands, and its time; nothing if it is not here.
pub async fn period(
    tx: &mut Tx,
    contract: ContractId,
) -> Result<Option<(ContractState, Period)>, Failure> {
    store::contract_period(tx, contract).await
}

/// Lets another customer of a line take what rounding leaves, where whoever has it is at 0 %.
/// Answers the contract.
pub async fn move_rounding(tx: &mut Tx, input: &RoundingMove) -> Result<ContractId, Failure> {
    let contract = store::limit_contract(tx, LimitLevel::Line(input.contract_line_id))
        .await?
        .ok_or(Refusal::NotFound)?;
    let state = locked(tx, contract, input.version).await?;
    let shares = store::line_shares(tx, input.contract_line_id).await?;

    let from = rules::move_rounding(state, &shares, input.customer_id)?;

    tx.note(&shares, input.customer_id);
    store::rounding_move(tx, (contract, input.contract_line_id), from, input.customer_id).await?;
    Ok(contract)
}

/// Closes a draft or confirmed contract as lost: for good (R-SM-3).
pub async fn close_contract(
    tx: &mut Tx,
    (contract, version): &(ContractId, i32),
) -> Result<(), Failure> {
    let from = locked(tx, *contract, *version).await?;

    let to = next(from, ContractState::Lost, 0)?;

    tx.note(from, to);
    store::contract_move(tx, *contract, from, to).await
}

/// Deletes a draft that nothing hangs on (R-SM-4).
pub async fn delete_contract(
    tx: &mut Tx,
    (contract, version): &(ContractId, i32),
) -> Result<(), Failure> {
    let state = locked(tx, *contract, *version).await?;
    let (_, before) = store::contract_form(tx, *contract).await?;

    // Of a draft, the ledger may know what was billed before.
    if state != ContractState::Draft || store::contract_has_actuals(tx, *contract).await? {
        return Err(Refusal::ContractInUse.into());
    }

    tx.note(&before, ());
    store::contract_delete(tx, *contract).await
}

/// Where a contract stands, if it is still as its reader saw it.
async fn locked(tx: &mut Tx, contract: ContractId, seen: i32) -> Result<ContractState, Failure> {
    let (state, version) = store::contract_version(tx, contract).await?.ok_or(Refusal::NotFound)?;
    if version == seen { Ok(state) } else { Err(Refusal::Outdated.into()) }
}
