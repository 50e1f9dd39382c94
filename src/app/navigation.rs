//! The frame of every page: where to go, who is signed in.

use super::who::who;
use crate::{
    access::rules::may,
    ui::{ask::use_ask, paths, unsaved::provide_unsaved},
    vocabulary::{texts::texts, words::Role},
};
use leptos::{html, prelude::*};
use leptos_router::components::A;

/// Navigation beside, the page within.
#[component]
pub fn Frame(
    /// The page.
    children: Children,
) -> impl IntoView {
    let t = texts();
    provide_unsaved(use_ask());
    let menu_button = NodeRef::<html::Details>::new();
    let signed_in = who();
    let Some(who) = signed_in else {
        return view! { <main id="main" class="alone">{children()}</main> }.into_any();
    };
    view! {
        <a class="skip" href="#main" on:click=move |e| skip(&e)>{t.nav_skip}</a>
        <div class="frame">
            <header class="side">
                <a class="brand" href=paths::HOME><img src="/favicon.svg" alt="" width="24" height="24"/>"Billwright"</a>
                <details class="menu" node_ref=menu_button><summary class="button plain">{t.nav_menu}</summary></details>
                <div class="main-menu" on:click=move |_| close(menu_button)>{(!who.password_must_change).then(|| menu(&who.roles))}</div>
                <div class="who">
                    <a class="whoami" href=paths::ACCOUNT title=t.account_title><strong>{who.person_name.clone()}</strong><small>{who.company_name.clone()}</small></a>
                    <form method="post" action="/sign-out"><button type="submit" class="plain">{t.sign_out}</button></form>
                </div>
            </header>
            <main id="main" tabindex="-1">{children()}</main>
        </div>
    }
    .into_any()
}

/// To the page's heading; the router would only change the address.
#[cfg(feature = "hydrate")]
fn skip(event: &leptos::ev::MouseEvent) {
    use leptos::wasm_bindgen::JsCast;
    let heading = document().query_selector("main h1").ok().flatten().or_else(|| document().get_element_by_id("main"));
    if let Some(heading) = heading.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        event.prevent_default();
        // What can't take the focus leaves it where it is.
        let _ = heading.focus();
    }
}

#[cfg(not(feature = "hydrate"))]
fn skip(_: &leptos::ev::MouseEvent) {}

/// On a narrow screen the menu opens below its button, also without the program; whoever has chosen is done with it.
fn close(menu_button: NodeRef<html::Details>) {
    if let Some(details) = menu_button.get_untracked() {
        details.set_open(false);
    }
}

fn menu(roles: &[Role]) -> AnyView {
    let t = texts();
    let link = |function: &str, href: &'static str, text: &'static str| may(roles, function).then(|| view! { <li><A href=href>{text}</A></li> });
    let section = |title: &'static str, links: Vec<Option<AnyView>>| {
        let links: Vec<AnyView> = links.into_iter().flatten().collect();
        (!links.is_empty()).then(|| view! { <li><h2>{title}</h2><ul>{links}</ul></li> })
    };
    let group = |title: &'static str, links: Vec<Option<AnyView>>| {
        let links: Vec<AnyView> = links.into_iter().flatten().collect();
        (!links.is_empty()).then(|| view! { <li><h3>{title}</h3><ul class="nav-group">{links}</ul></li> }.into_any())
    };
    let link = move |function: &str, href: &'static str, text: &'static str| link(function, href, text).map(IntoAny::into_any);
    view! {
        <nav aria-label=t.nav_main>
            <ul>
                <li><ul><li><A href=paths::HOME exact=true>{t.nav_overview}</A></li></ul></li>
                {section(t.nav_my_work, vec![link("read_week", paths::TIME, t.time_title), link("record_entry", paths::EXPENSES, t.expenses_title), link("record_entry", paths::MATERIAL, t.material_title)])}
                {section(t.nav_sales, vec![group(t.nav_billing, vec![link("list_hub", paths::HUB, t.hub_title), link("list_milestones", paths::MILESTONES, t.milestones_title),
                    link("list_backlog", paths::BACKLOG, t.backlog_title), link("list_retainers", paths::RETAINERS, t.retainers_title), link("list_invoices", paths::INVOICES, t.invoices_title)]),
                    link("list_contracts", paths::CONTRACTS, t.contracts_title)])}
                {section(t.nav_projects, vec![link("list_entries", paths::APPROVALS, t.entries_title)])}
                {section(t.nav_accounting, vec![link("list_ledger", paths::LEDGER, t.ledger_title), link("post_journal", paths::JOURNALS, t.journals_title)])}
                {section(t.nav_settings, vec![link("save_customer", paths::CUSTOMERS, t.customers_title), link("save_project", paths::PROJECTS, t.projects_title),
                    link("save_price", paths::PRICES, t.prices_title), link("read_import", paths::IMPORT, t.import_title), link("edit_company", paths::COMPANY, t.company_title), link("list_people", paths::PEOPLE, t.people_title)])}
            </ul>
        </nav>
    }
    .into_any()
}
