//! The routes. Pages are split off and loaded when first visited.

use super::{navigation::Frame, rights::may, who::who};
use crate::{
    access::pages::{Company, MustChange, MyAccount, SignIn},
    backlog::pages::Limits,
    batches::pages::{Batch, Batches},
    book::pages::{Customers, Projects},
    desk::pages::{Approvals, Backlog, Contract, Contracts, Follow, Hub, Ledger, People},
    entries::pages::{Expenses, Material, Time},
    frequencies::pages::Frequencies,
    imports::pages::{ImportFolder, Upload},
    invoicing::{
        page::pages::{Invoice, Invoices},
        revise::pages::Revise,
    },
    journals::pages::Journals,
    lifecycle::pages::EditContract,
    milestones::pages::FixedPriceMilestones,
    month_end::pages::{MonthEnd, TimeSheets},
    prices::pages::Prices,
    product_lines::pages::ProductBacklog,
    retainers::pages::{AvailableRetainers, RetainersAndAdvances},
    runs::pages::{Job, Jobs, Run, Utilization},
    schedules::pages::Schedules,
    today::pages::Today,
    ui::{
        allowed::Permissions,
        ask::provide_ask,
        ask_box::AskBox,
        follow::provide_live,
        notice::provide_notices,
        page::Missing,
        part::{Loaded, Part},
        unsaved::provide_unsaved,
        version::{VersionBox, provide_version},
    },
    vocabulary::{failure::ApiError, refusal::Refusal},
};
use leptos::{html, prelude::*, tachys::view::iterators::StaticVec};
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    NestedRoute, PossibleRouteMatch, SsrMode, StaticSegment,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::{Router, Routes, RoutesProps},
    path,
};

/// Every page.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let who = who();
    provide_context(MustChange(who.as_ref().is_some_and(|who| who.password_must_change)));
    let roles = StoredValue::new(who.as_ref().map(|who| who.roles.clone()).unwrap_or_default());
    if let Some(who) = who {
        provide_context(who);
    }
    provide_context(Permissions { roles, may });
    let ask = provide_ask();
    provide_unsaved(ask);
    provide_notices();
    provide_version();
    provide_live();
    view! {
        <Title formatter=|text: String| {
            if text.is_empty() { "Billwright".to_owned() } else { format!("{text} · Billwright") }
        } />
        <Router>
            <Frame>{pages()}</Frame>
        </Router>
        <VersionBox />
        <AskBox ask />
        <Alive />
    }
}

/// The page that the address names.
fn pages() -> impl IntoView {
    let routes = ToChildren::to_children(routes);
    Routes(RoutesProps::builder().fallback(not_found).children(routes).build())
}

fn routes() -> StaticVec<AnyNestedRoute> {
    vec![
        page::<Today>(StaticSegment("")),
        NestedRoute::new(path!("sign-in"), SignIn).ssr_mode(SsrMode::Async).into_any_nested_route(),
        page::<MyAccount>(path!("account")),
        page::<Approvals>(path!("approvals")),
        page::<FixedPriceMilestones>(path!("billing/milestones")),
        page::<ProductBacklog>(path!("billing/products")),
        page::<Schedules>(path!("billing/schedules")),
        page::<RetainersAndAdvances>(path!("billing/retainers")),
        page::<AvailableRetainers>(path!("billing/retainers/available")),
        page::<Backlog>(path!("billing/backlog")),
        page::<Batches>(path!("background")),
        page::<Batch>(path!("background/:id")),
        page::<Hub>(path!("billing/hub")),
        page::<MonthEnd>(path!("billing/month-end")),
        page::<TimeSheets>(path!("billing/month-end/time-sheets")),
        page::<Time>(path!("time")),
        page::<Expenses>(path!("expenses")),
        page::<Material>(path!("material")),
        page::<Journals>(path!("journals")),
        page::<Invoices>(path!("billing/invoices")),
        page::<Invoice>(path!("billing/invoices/:id")),
        page::<Revise>(path!("billing/invoices/:id/revise")),
        page::<Contracts>(path!("contracts")),
        page::<EditContract>(path!("contracts/new")),
        page::<EditContract>(path!("contracts/:id/edit")),
        page::<Contract>(path!("contracts/:id")),
        page::<Limits>(path!("contracts/:id/limits")),
        page::<Ledger>(path!("ledger")),
        page::<Follow>(path!("ledger/follow")),
        page::<Customers>(path!("settings/customers")),
        page::<Projects>(path!("settings/projects")),
        page::<Prices>(path!("settings/prices")),
        page::<ImportFolder>(path!("settings/import")),
        page::<Upload>(path!("settings/import/:id")),
        page::<Frequencies>(path!("settings/frequencies")),
        page::<Jobs>(path!("settings/jobs")),
        page::<Utilization>(path!("settings/jobs/utilization")),
        page::<Run>(path!("settings/jobs/runs/:id")),
        page::<Job>(path!("settings/jobs/:id")),
        page::<Company>(path!("settings/company")),
        page::<People>(path!("settings/people")),
    ]
    .into()
}

/// A page in its part: what its list or record says comes with it, its totals after it.
fn page<T: Part>(path: impl PossibleRouteMatch + Clone + Send + 'static) -> AnyNestedRoute {
    NestedRoute::new(path, Loaded::of::<T>())
        .ssr_mode(SsrMode::PartiallyBlocked)
        .into_any_nested_route()
}

/// The last element of the page: once the browser's program has got to it, everything before it
/// answers. The root's `data-alive` says so to style sheets and tests.
#[component]
fn Alive() -> impl IntoView {
    let last = NodeRef::<html::Span>::new();
    Effect::new(move |_| {
        if let (Some(_), Some(root)) = (last.get(), document().document_element()) {
            // It only says something; whoever doesn't hear it waits.
            let _ = root.set_attribute("data-alive", "");
        }
    });
    view! { <span hidden node_ref=last></span> }
}

fn not_found() -> impl IntoView {
    view! { <Missing error=ApiError::Refused(Refusal::NotFound) /> }
}
