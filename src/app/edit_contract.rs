//! Setting a contract up. The form is the contracts' own; saving it reaches milestones and what was approved, which lie above them.

use crate::{contracts::pages::contract_form, entries::api::save_contract};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The page: a new contract, or one that is there.
pub struct EditContract;

#[lazy_route]
impl LazyRoute for EditContract {
    fn data() -> Self {
        Self
    }

    fn view(_page: Self) -> AnyView {
        contract_form(save_contract)
    }
}
