//! Setting a contract up.

use crate::lifecycle::pieces::contract_form;
use leptos::prelude::*;

/// The page: a new contract, or one that is there.
pub struct EditContract;

crate::part!(EditContract, part_edit_contract, "read_contract_setup");

impl EditContract {
    fn page() -> AnyView {
        contract_form()
    }
}
