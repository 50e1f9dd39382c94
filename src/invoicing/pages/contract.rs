//! A contract's page with what invoicing adds to it: Create Invoice. It stands here because contracts lie below.

use super::create::create_button;
use crate::{contracts::pages::ContractView, vocabulary::ids::ContractId};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_params_map, lazy_route};

/// The page.
pub struct Contract {
    id: Signal<Option<ContractId>>,
}

#[lazy_route]
impl LazyRoute for Contract {
    fn data() -> Self {
        let params = use_params_map();
        Self { id: Signal::derive(move || params.read().get("id").and_then(|id| id.parse().ok())) }
    }

    fn view(this: Self) -> AnyView {
        view! { <ContractView id=this.id actions=create_button/> }.into_any()
    }
}
