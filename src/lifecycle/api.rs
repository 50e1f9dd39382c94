//! Server functions of a contract's life: who may, then hand over.

#[cfg(feature = "ssr")]
use super::commands;
use super::model::Retype;
use crate::{
    access::{calls::calls, rules::BILLERS},
    contracts::model::{RoundingMove, setup::ContractForm},
    vocabulary::{
        ids::ContractId,
        paging::{BulkOutcome, Selection},
    },
};

calls! {
    /// Lets another customer of a line take what rounding leaves; answers how many approved entries
    /// were split anew.
    write move_rounding(rounding: RoundingMove) -> i64, for BILLERS;
    /// Prices what nothing priced so far, as the list is now.
    write price_anew(selection: Selection) -> BulkOutcome, for BILLERS;
    /// Sets the billing type of rows of the backlog.
    write set_billing_type(retype: Retype) -> BulkOutcome, for BILLERS;
    /// Deletes a draft that nothing hangs on.
    write delete_contract(contract: ContractId, version: i32) -> (), for BILLERS;
    /// Saves a contract as typed.
    write save_contract(form: ContractForm) -> ContractId, for BILLERS;
    /// Confirms a draft contract; answers how many approved entries were written anew under its terms.
    write confirm_contract(contract: ContractId, version: i32) -> i64, for BILLERS;
    /// Closes a contract as lost; answers how many unbilled sales were taken back.
    write close_contract(contract: ContractId, version: i32) -> i64, for BILLERS;
}
