//! The document and the routes. Pages are split off and loaded when first visited.

use super::{
    edit_contract::EditContract,
    navigation::Frame,
    overview::Overview,
    who::{attribute, who},
};
use crate::{
    access::{
        pages::{Company, MustChange, MyAccount, People, SignIn},
        rules::may,
    },
    actuals::pages::Ledger,
    backlog::pages::Limits,
    contracts::pages::{Contracts, Customers, Prices, Projects},
    entries::pages::{ApprovalSet, ApprovalSets, Approvals, Expenses, Journals, Material, Time},
    imports::pages::{ImportFolder, Upload},
    invoicing::pages::{Backlog, Contract, Hub, Invoice, Invoices},
    milestones::pages::FixedPriceMilestones,
    retainers::pages::{AvailableRetainers, RetainersAndAdvances},
    ui::{allowed::Permissions, page::PageHead, paths},
    vocabulary::texts::texts,
};
use leptos::{html, prelude::*};
use leptos_meta::{MetaTags, Stylesheet, Title, provide_meta_context};
use leptos_router::{
    Lazy, ParamSegment, SsrMode, StaticSegment,
    components::{Route, Router, Routes},
};

/// The document that the server sends.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    policy();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-who=attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body><App/></body>
        </html>
    }
}

/// The page's Content-Security-Policy, with this answer's nonce: no script runs but ours.
#[cfg(feature = "ssr")]
fn policy() {
    use leptos::nonce::use_nonce;
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<leptos_axum::ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(value) = http::HeaderValue::from_str(&policy) {
        response.insert_header(http::header::CONTENT_SECURITY_POLICY, value);
    }
}

#[cfg(not(feature = "ssr"))]
fn policy() {}

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
    let mode = SsrMode::PartiallyBlocked;
    view! {
        <Stylesheet id="leptos" href="/pkg/billwright.css"/>
        <Title formatter=|text: String| if text.is_empty() { "Billwright".to_owned() } else { format!("{text} · Billwright") }/>
        <Router>
            <Frame>
                <Routes fallback=not_found>
                    <Route path=StaticSegment("") view=Overview ssr=mode.clone()/>
                    <Route path=StaticSegment("sign-in") view=SignIn ssr=SsrMode::Async/>
                    <Route path=StaticSegment("account") view={Lazy::<MyAccount>::new()} ssr=mode.clone()/>
                    <Route path=StaticSegment("approvals") view={Lazy::<Approvals>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("approvals"), StaticSegment("sets")) view={Lazy::<ApprovalSets>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("approvals"), StaticSegment("sets"), ParamSegment("id")) view={Lazy::<ApprovalSet>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("billing"), StaticSegment("milestones")) view={Lazy::<FixedPriceMilestones>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("billing"), StaticSegment("retainers")) view={Lazy::<RetainersAndAdvances>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("billing"), StaticSegment("retainers"), StaticSegment("available")) view={Lazy::<AvailableRetainers>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("billing"), StaticSegment("backlog")) view={Lazy::<Backlog>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("billing"), StaticSegment("hub")) view={Lazy::<Hub>::new()} ssr=mode.clone()/>
                    <Route path=StaticSegment("time") view={Lazy::<Time>::new()} ssr=mode.clone()/>
                    <Route path=StaticSegment("expenses") view={Lazy::<Expenses>::new()} ssr=mode.clone()/>
                    <Route path=StaticSegment("material") view={Lazy::<Material>::new()} ssr=mode.clone()/>
                    <Route path=StaticSegment("journals") view={Lazy::<Journals>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("billing"), StaticSegment("invoices")) view={Lazy::<Invoices>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("billing"), StaticSegment("invoices"), ParamSegment("id")) view={Lazy::<Invoice>::new()} ssr=mode.clone()/>
                    <Route path=StaticSegment("contracts") view={Lazy::<Contracts>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("contracts"), StaticSegment("new")) view={Lazy::<EditContract>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("contracts"), ParamSegment("id"), StaticSegment("edit")) view={Lazy::<EditContract>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("contracts"), ParamSegment("id")) view={Lazy::<Contract>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("contracts"), ParamSegment("id"), StaticSegment("limits")) view={Lazy::<Limits>::new()} ssr=mode.clone()/>
                    <Route path=StaticSegment("ledger") view={Lazy::<Ledger>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("settings"), StaticSegment("customers")) view={Lazy::<Customers>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("settings"), StaticSegment("projects")) view={Lazy::<Projects>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("settings"), StaticSegment("prices")) view={Lazy::<Prices>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("settings"), StaticSegment("import")) view={Lazy::<ImportFolder>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("settings"), StaticSegment("import"), ParamSegment("id")) view={Lazy::<Upload>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("settings"), StaticSegment("company")) view={Lazy::<Company>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("settings"), StaticSegment("people")) view={Lazy::<People>::new()} ssr=mode/>
                </Routes>
            </Frame>
        </Router>
        <Alive/>
    }
}

/// The last element of the page: once the browser's program has got to it, everything before it answers. The root's
/// `data-alive` says so to style sheets and tests.
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
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    let t = texts();
    view! { <PageHead title=t.not_found/><p>{t.refusal_not_found}</p><p><a href=paths::HOME>{t.not_found_way_out}</a></p> }
}
