//! The document and the routes. Pages are split off and loaded when first visited.

use super::{
    navigation::Frame,
    who::{attribute, who},
};
use crate::{
    access::{
        pages::{Company, MustChange, MyAccount, SignIn},
        rules::may,
    },
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
use leptos_meta::{MetaTags, Stylesheet, Title, provide_meta_context};
use leptos_router::{
    ParamSegment, SsrMode, StaticSegment,
    components::{Route, Router, Routes},
};

/// The document that the server sends.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    policy();
    let version = version_of(&options);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-who=attribute() data-version=version>
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
    let ask = provide_ask();
    provide_unsaved(ask);
    provide_notices();
    provide_version();
    let mode = SsrMode::PartiallyBlocked;
    view! {
        <Stylesheet id="leptos" href="/pkg/billwright.css"/>
        <Title formatter=|text: String| if text.is_empty() { "Billwright".to_owned() } else { format!("{text} · Billwright") }/>
        <Router>
            <Frame>
                <Routes fallback=not_found>
                    <Route path=StaticSegment("") view=Overview ssr=mode.clone()/>
                    <Route path=StaticSegment("sign-in") view=SignIn ssr=SsrMode::Async/>
                    <Route path=StaticSegment("account") view={Loaded::<MyAccount>::new()} ssr=mode.clone()/>
                    <Route path=StaticSegment("approvals") view={Loaded::<Approvals>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("approvals"), StaticSegment("sets")) view={Loaded::<ApprovalSets>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("approvals"), StaticSegment("sets"), ParamSegment("id")) view={Loaded::<ApprovalSet>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("billing"), StaticSegment("milestones")) view={Loaded::<FixedPriceMilestones>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("billing"), StaticSegment("retainers")) view={Loaded::<RetainersAndAdvances>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("billing"), StaticSegment("retainers"), StaticSegment("available")) view={Loaded::<AvailableRetainers>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("billing"), StaticSegment("backlog")) view={Loaded::<Backlog>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("billing"), StaticSegment("hub")) view={Loaded::<Hub>::new()} ssr=mode.clone()/>
                    <Route path=StaticSegment("time") view={Loaded::<Time>::new()} ssr=mode.clone()/>
                    <Route path=StaticSegment("expenses") view={Loaded::<Expenses>::new()} ssr=mode.clone()/>
                    <Route path=StaticSegment("material") view={Loaded::<Material>::new()} ssr=mode.clone()/>
                    <Route path=StaticSegment("journals") view={Loaded::<Journals>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("billing"), StaticSegment("invoices")) view={Loaded::<Invoices>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("billing"), StaticSegment("invoices"), ParamSegment("id")) view={Loaded::<Invoice>::new()} ssr=mode.clone()/>
                    <Route path=StaticSegment("contracts") view={Loaded::<Contracts>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("contracts"), StaticSegment("new")) view={Loaded::<EditContract>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("contracts"), ParamSegment("id"), StaticSegment("edit")) view={Loaded::<EditContract>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("contracts"), ParamSegment("id")) view={Loaded::<Contract>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("contracts"), ParamSegment("id"), StaticSegment("limits")) view={Loaded::<Limits>::new()} ssr=mode.clone()/>
                    <Route path=StaticSegment("ledger") view={Loaded::<Ledger>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("settings"), StaticSegment("customers")) view={Loaded::<Customers>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("settings"), StaticSegment("projects")) view={Loaded::<Projects>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("settings"), StaticSegment("prices")) view={Loaded::<Prices>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("settings"), StaticSegment("import")) view={Loaded::<ImportFolder>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("settings"), StaticSegment("import"), ParamSegment("id")) view={Loaded::<Upload>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("settings"), StaticSegment("company")) view={Loaded::<Company>::new()} ssr=mode.clone()/>
                    <Route path=(StaticSegment("settings"), StaticSegment("people")) view={Loaded::<People>::new()} ssr=mode/>
                </Routes>
            </Frame>
        </Router>
        <VersionBox/>
        <AskBox ask/>
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
    view! { <Missing error=ApiError::Refused(Refusal::NotFound)/> }
}

/// Which build of the browser's half the server serves: what the site's own build wrote beside it.
#[cfg(feature = "ssr")]
pub fn version_of(options: &LeptosOptions) -> String {
    use std::sync::OnceLock;
    static VERSION: OnceLock<String> = OnceLock::new();
    let file = std::path::Path::new(&*options.site_root).join(&*options.site_pkg_dir).join("version");
    VERSION.get_or_init(|| std::fs::read_to_string(file).map(|text| text.trim().to_owned()).unwrap_or_else(|_| env!("CARGO_PKG_VERSION").to_owned())).clone()
}

#[cfg(not(feature = "ssr"))]
fn version_of(_: &LeptosOptions) -> String {
    String::new()
}
