//! A contract's page with what the rooms above add to it: its milestones, schedules,
//! products and retainers, and Create Invoice. It stands here because contracts lie below.

use crate::{
    contracts::{model::ContractPage, pieces::ContractView},
    invoicing::create::pieces::{CreateDialog, create_button},
    lifecycle::pieces::{lifecycle_buttons, rounding_buttons},
    milestones::pieces::ContractMilestones,
    product_lines::pieces::ContractProducts,
    retainers::pieces::ContractRetainersSection,
    schedules::pieces::ContractSchedules,
    vocabulary::{ids::ContractId, paging::Totals, words::ContractState},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
pub struct Contract;

struct Parts {
    id: Signal<Option<ContractId>>,
}

crate::part!(Contract, part_contract, "read_contract");

impl Contract {
    fn page() -> AnyView {
        let this = parts();
        // Raised by every act on this page: all its figures are read again, together.
        let changed = RwSignal::new(0);
        let creating =
            Creating { open: RwSignal::new(false), ready: RwSignal::new(Totals::default()) };
        provide_context(creating);
        view! {
            <ContractView id=this.id actions=buttons reload=changed />
            <ContractMilestones id=this.id reload=changed />
            <ContractSchedules id=this.id reload=changed />
            <ContractProducts id=this.id reload=changed />
            <ContractRetainersSection id=this.id reload=changed />
            <CreateDialog contract=this.id open=creating.open ready=creating.ready changed />
        }
        .into_any()
    }
}

/// The dialog of *Create Invoice*.
#[derive(Clone, Copy)]
struct Creating {
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What the page shows to be Ready.
    ready: RwSignal<Totals>,
}

/// What can be done with the contract as a whole. The act that comes next is the main one: a draft
/// is confirmed, a confirmed contract invoiced.
fn buttons(page: &ContractPage, reload: RwSignal<u32>) -> AnyView {
    let changed = move || reload.update(|n| *n += 1);
    let header = &page.header;
    let create = use_context::<Creating>().filter(|_| header.state != ContractState::Draft).map(
        |creating| {
            creating.ready.set(Totals {
                count: header.ready_count,
                amounts: vec![(header.currency, header.ready_amount)],
                ..Totals::default()
            });
            create_button(creating.open)
        },
    );
    view! {
        {rounding_buttons(page, changed)}
        {lifecycle_buttons(page, changed)}
        {create}
    }
    .into_any()
}

/// What the page asks.
fn parts() -> Parts {
    let params = use_params_map();
    Parts { id: Signal::derive(move || params.read().get("id").and_then(|id| id.parse().ok())) }
}
