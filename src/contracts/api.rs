//! Server functions of contracts: who may, then hand over.

use super::model::{ContractPage, ContractRow, LimitEdit, setup::ContractSetup};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{BILLERS, BOOK_KEEPERS, SEES_BILLING},
    },
    vocabulary::{
        ids::ContractId,
        paging::{ListQuery, Page, Totals},
    },
};

calls! {
    /// A page of contracts.
    read list_contracts(query: ListQuery) -> Page<ContractRow>, for SEES_BILLING
        => |scope| store::list_contracts(scope, &query);
    /// What the filtered contracts come to.
    read total_contracts(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_contracts(scope, &query);
    /// Contracts that a text may mean: number and name.
    read find_contracts(typed: String) -> Vec<(String, String)>, for BOOK_KEEPERS
        => |scope| async move {
            let found = commands::find_contracts(scope, &typed).await?;
            Ok(found.into_iter().map(|(_, number, name)| (number, name)).collect())
        };
    /// One contract, whole.
    read read_contract(contract: ContractId) -> ContractPage, for SEES_BILLING
        => |scope| store::read_contract(scope, contract);
    /// Sets a not-to-exceed limit, or takes it away; answers the contract's new version.
    write set_limit(edit: LimitEdit) -> i32, for BILLERS;
    /// What a contract's form is filled from, and checked against while somebody types.
    read read_contract_setup(contract: Option<ContractId>) -> ContractSetup, for BILLERS
        => |scope| store::read_contract_setup(scope, contract);
}
