//! A contract's page with what invoicing adds to it: Create Invoice. It stands here because contracts lie below.

use super::create::create_button;
use crate::{contracts::pages::ContractView, vocabulary::ids::ContractId};
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
        view! { <ContractView id=this.id actions=create_button/> }.into_any()
    }
}

/// Asked for here, not in `data`, which would weigh on every first page (`ui/page.rs`).
fn parts() -> Parts {
    let params = use_params_map();
    Parts { id: Signal::derive(move || params.read().get("id").and_then(|id| id.parse().ok())) }
}
