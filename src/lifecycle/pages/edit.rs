//! Setting a contract up. The form is the contracts' own; saving it reaches milestones and what was
//! approved, which lie above them.

use crate::{contracts::pieces::contract_form, lifecycle::api::save_contract};
use leptos::prelude::*;

/// The page: a new contract, or one that is there.
pub struct EditContract;

crate::part!(EditContract, part_edit_contract, "read_contract_setup");

impl EditContract {
    fn page() -> AnyView {
        contract_form(save_contract)
    }
}
