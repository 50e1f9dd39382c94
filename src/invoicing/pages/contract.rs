//! A contract's page with what the rooms above add to it: its milestones and retainers, and Create Invoice. It stands here because
//! contracts lie below.

use super::{create::create_button, lifecycle::lifecycle_buttons, rounding::rounding_buttons};
use crate::{
    contracts::{model::ContractPage, pages::ContractView},
    milestones::pages::{Changed, ContractMilestones},
    retainers::pages::ContractRetainersSection,
    vocabulary::ids::ContractId,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_params_map, lazy_route};

/// The page.
pub struct Contract;

struct Parts {
    id: Signal<Option<ContractId>>,
}

#[lazy_route]
impl LazyRoute for Contract {
    fn data() -> Self {
        Self
    }

    fn view(_page: Self) -> AnyView {
        let this = parts();
        let changed = Changed(RwSignal::new(0));
        provide_context(changed); // for Create Invoice
        view! { <ContractView id=this.id actions=buttons/><ContractMilestones id=this.id changed/><ContractRetainersSection id=this.id reload=changed.0/> }
            .into_any()
    }
}

/// What can be done with the contract as a whole.
fn buttons(page: &ContractPage, reload: RwSignal<u32>) -> AnyView {
    let beside = use_context::<Changed>();
    let changed = move || {
        reload.update(|n| *n += 1);
        if let Some(Changed(milestones)) = beside {
            milestones.update(|n| *n += 1);
        }
    };
    view! { {rounding_buttons(page, changed)}{lifecycle_buttons(page, changed)}{create_button(page.header.contract_id, reload)} }.into_any()
}

/// Asked for here, not in `data`, which would weigh on every first page (`ui/page.rs`).
fn parts() -> Parts {
    let params = use_params_map();
    Parts { id: Signal::derive(move || params.read().get("id").and_then(|id| id.parse().ok())) }
}
