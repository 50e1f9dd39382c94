//! The routes. Pages are split off and loaded when first visited.

use super::{navigation::Frame, rights::may, who::who};
use crate::{
    access::pages::{Company, MustChange, MyAccount, SignIn},
    approvals::pages::{ApprovalSet, ApprovalSets},
    backlog::pages::Limits,
    book::pages::{Customers, Projects},
    contracts::pages::Contracts,
    desk::pages::{Approvals, Backlog, Contract, Hub, Ledger, Overview, People},
    entries::pages::{Expenses, Material, Time},
    imports::pages::{ImportFolder, Upload},
    invoicing::{draft::pages::Invoice, pages::Invoices},
    journals::pages::Journals,
    lifecycle::pages::EditContract,
    milestones::pages::FixedPriceMilestones,
    prices::pages::Prices,
    retainers::pages::{AvailableRetainers, RetainersAndAdvances},
    ui::{
        allowed::Permissions,
        ask::provide_ask,
        ask_box::AskBox,
        notice::provide_notices,
        page::Missing,
        part::Loaded,
        unsaved::provide_unsaved,
        version::{VersionBox, provide_version},
    },
    vocabulary::{failure::ApiError, refusal::Refusal},
};
use leptos::{html, prelude::*};
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    ParamSegment, SsrMode, StaticSegment,
    components::{Route, Router, Routes},
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
    let mode = SsrMode::PartiallyBlocked;
    view! {
        <Title formatter=|text: String| {
            if text.is_empty() { "Billwright".to_owned() } else { format!("{text} · Billwright") }
        } />
        <Router>
            <Frame>
                <Routes fallback=not_found>
                    <Route
                        path=StaticSegment("")
                        view={Loaded::of::<Overview>()}
                        ssr=mode.clone()
                    />
                    <Route path=StaticSegment("sign-in") view=SignIn ssr=SsrMode::Async />
                    <Route
                        path=StaticSegment("account")
                        view={Loaded::of::<MyAccount>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=StaticSegment("approvals")
                        view={Loaded::of::<Approvals>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("approvals"), StaticSegment("sets"))
                        view={Loaded::of::<ApprovalSets>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("approvals"), StaticSegment("sets"), ParamSegment("id"))
                        view={Loaded::of::<ApprovalSet>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("billing"), StaticSegment("milestones"))
                        view={Loaded::of::<FixedPriceMilestones>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("billing"), StaticSegment("retainers"))
                        view={Loaded::of::<RetainersAndAdvances>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(
                            StaticSegment("billing"),
                            StaticSegment("retainers"),
                            StaticSegment("available"),
                        )
                        view={Loaded::of::<AvailableRetainers>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("billing"), StaticSegment("backlog"))
                        view={Loaded::of::<Backlog>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("billing"), StaticSegment("hub"))
                        view={Loaded::of::<Hub>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=StaticSegment("time")
                        view={Loaded::of::<Time>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=StaticSegment("expenses")
                        view={Loaded::of::<Expenses>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=StaticSegment("material")
                        view={Loaded::of::<Material>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=StaticSegment("journals")
                        view={Loaded::of::<Journals>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("billing"), StaticSegment("invoices"))
                        view={Loaded::of::<Invoices>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(
                            StaticSegment("billing"),
                            StaticSegment("invoices"),
                            ParamSegment("id"),
                        )
                        view={Loaded::of::<Invoice>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=StaticSegment("contracts")
                        view={Loaded::of::<Contracts>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("contracts"), StaticSegment("new"))
                        view={Loaded::of::<EditContract>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("contracts"), ParamSegment("id"), StaticSegment("edit"))
                        view={Loaded::of::<EditContract>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("contracts"), ParamSegment("id"))
                        view={Loaded::of::<Contract>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(
                            StaticSegment("contracts"),
                            ParamSegment("id"),
                            StaticSegment("limits"),
                        )
                        view={Loaded::of::<Limits>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=StaticSegment("ledger")
                        view={Loaded::of::<Ledger>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("settings"), StaticSegment("customers"))
                        view={Loaded::of::<Customers>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("settings"), StaticSegment("projects"))
                        view={Loaded::of::<Projects>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("settings"), StaticSegment("prices"))
                        view={Loaded::of::<Prices>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("settings"), StaticSegment("import"))
                        view={Loaded::of::<ImportFolder>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(
                            StaticSegment("settings"),
                            StaticSegment("import"),
                            ParamSegment("id"),
                        )
                        view={Loaded::of::<Upload>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("settings"), StaticSegment("company"))
                        view={Loaded::of::<Company>()}
                        ssr=mode.clone()
                    />
                    <Route
                        path=(StaticSegment("settings"), StaticSegment("people"))
                        view={Loaded::of::<People>()}
                        ssr=mode
                    />
                </Routes>
            </Frame>
        </Router>
        <VersionBox />
        <AskBox ask />
        <Alive />
    }
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
