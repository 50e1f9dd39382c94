//! Project Contracts with Create Project Invoices of one, many or all that match (R-INV-2). It
//! stands here because the contracts lie below.

use super::invoice_contracts::create_bar;
use crate::contracts::pieces::ContractList;
use leptos::prelude::*;

/// The page.
pub struct Contracts;

crate::part!(Contracts, part_contracts, "list_contracts");

impl Contracts {
    fn page() -> AnyView {
        let (reload, notice) = (RwSignal::new(0), RwSignal::new(None));
        let bulk = create_bar(notice, reload);
        view! { <ContractList bulk bulk_function="invoice_contracts" notice reload /> }.into_any()
    }
}
