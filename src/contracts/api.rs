//! Server functions of contracts: who may, then hand over.

use super::model::{
    ContractPage, ContractRow, Cover, LimitEdit,
    setup::{ContractSetup, ProjectSetup},
};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{BILLERS, BOOK_KEEPERS, RECORDERS, SEES_BILLING},
    },
    vocabulary::{
        choices::Choices,
        ids::{ContractId, ProjectId},
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
    /// Contracts that a text may mean, by their number.
    read find_contracts(typed: String) -> Choices, for BOOK_KEEPERS
        => |scope| commands::find_contracts(scope, &typed);
    /// One contract, whole.
    read read_contract(contract: ContractId) -> ContractPage, for SEES_BILLING
        => |scope| store::read_contract(scope, contract);
    /// Sets a not-to-exceed limit, or takes it away; answers the contract's new version.
    write set_limit(edit: LimitEdit) -> i32, for BILLERS;
    /// What a contract's form is filled from, and checked against while somebody types.
    read read_contract_setup(contract: Option<ContractId>) -> ContractSetup, for BILLERS
        => |scope| commands::read_contract_setup(scope, contract);
    /// What a line of a contract's form is filled from and checked against once its project is said.
    read read_project_setup(
        contract: Option<ContractId>,
        project: ProjectId,
    ) -> ProjectSetup, for BILLERS
        => |scope| commands::read_project_setup(scope, contract, project);
    /// When contracts cover time on projects.
    read read_covers(projects: Vec<ProjectId>) -> Vec<Cover>, for RECORDERS
        => |scope| async move {
            let projects: Vec<i64> = projects.iter().map(|id| id.0).collect();
            commands::read_covers(scope, &projects).await
        };
}
