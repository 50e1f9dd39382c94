//! The frame of every page: where to go, who is signed in.

use super::{rights::may, session::SessionDialog, who::who};
use crate::{
    access::{model::SignedIn, rules::opens_on_own_projects},
    batches::pieces::Bell,
    ui::{grid::encode, paths, unsaved::Unsaved},
    vocabulary::{texts::texts, words::Role},
};
use leptos::{html, prelude::*};
use leptos_router::{components::A, hooks::use_location};

/// Navigation beside, the page within.
#[component]
pub fn Frame(
    /// The page.
    children: Children,
) -> impl IntoView {
    let t = texts();
    if let Some(unsaved) = use_context::<Unsaved>() {
        unsaved.stands_at(use_location());
    }
    let menu_button = NodeRef::<html::Details>::new();
    let signed_in = who();
    let Some(who) = signed_in else {
        return view! {
            <main id="main" class="alone">
                {children()}
            </main>
        }
        .into_any();
    };
    let has_bell = !who.password_must_change && may(&who.roles, "read_background");
    view! {
        <a class="skip" href="#main" on:click=move |e| skip(&e)>
            {t.nav_skip}
        </a>
        <div class="frame">
            <header class="side">
                <a class="brand" href=paths::HOME>
                    <img src="/favicon.svg" alt="" width="24" height="24" />
                    "Billwright"
                </a>
                <details class="menu" node_ref=menu_button>
                    <summary class="button plain">{t.nav_menu}</summary>
                </details>
                <div class="main-menu" on:click=move |_| close(menu_button)>
                    {(!who.password_must_change).then(|| menu(&who))}
                </div>
                <div class="who">
                    {has_bell.then(|| view! { <Bell /> })}
                    <a class="whoami" href=paths::ACCOUNT title=t.account_title>
                        <strong>{who.person_name.clone()}</strong>
                        <small>{who.company_name.clone()}</small>
                    </a> <form method="post" action="/sign-out">
                        <button type="submit" class="plain">
                            {t.sign_out}
                        </button>
                    </form>
                </div>
            </header>
            <main id="main" tabindex="-1">
                {children()}
            </main>
        </div>
        <SessionDialog />
    }
    .into_any()
}

/// To the page's heading; the router would only change the address.
#[cfg(feature = "hydrate")]
fn skip(event: &leptos::ev::MouseEvent) {
    use leptos::wasm_bindgen::JsCast;
    let heading = document()
        .query_selector("main h1")
        .ok()
        .flatten()
        .or_else(|| document().get_element_by_id("main"));
    if let Some(heading) =
        heading.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        event.prevent_default();
        // What can't take the focus leaves it where it is.
        let _ = heading.focus();
    }
}

#[cfg(not(feature = "hydrate"))]
fn skip(_: &leptos::ev::MouseEvent) {}

/// On a narrow screen the menu opens below its button, also without the program; whoever has chosen
/// is done with it.
fn close(menu_button: NodeRef<html::Details>) {
    if let Some(details) = menu_button.get_untracked() {
        details.set_open(false);
    }
}

/// A link to a list, kept to somebody's projects until they take the filter away: it is in the
/// address and above the list.
fn team_link(href: &'static str, team: &str, text: &'static str) -> AnyView {
    let path = use_location().pathname;
    let is_here = move || {
        path.read().strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    view! {
        <a
            href=format!("{href}?team={}", encode(team))
            aria-current=move || is_here().then_some("page")
        >
            {text}
        </a>
    }
    .into_any()
}

/// An entry of the menu; none, where whoever is signed in may not go.
type Entry = Option<AnyView>;

/// What the menu leads to, as far as somebody's roles allow.
struct Menu<'a> {
    roles: &'a [Role],
    /// Whose projects lists are kept to.
    own: Option<String>,
}

impl Menu<'_> {
    fn link(&self, function: &str, href: &'static str, text: &'static str) -> Entry {
        may(self.roles, function).then(|| {
            view! {
                <li>
                    <A href=href>{text}</A>
                </li>
            }
            .into_any()
        })
    }

    /// The same, kept to one's own projects where lists open so.
    fn list(&self, function: &str, href: &'static str, text: &'static str) -> Entry {
        match &self.own {
            Some(name) if may(self.roles, function) => {
                Some(view! { <li>{team_link(href, name, text)}</li> }.into_any())
            }
            _ => self.link(function, href, text),
        }
    }

    fn my_work(&self) -> Entry {
        let t = texts();
        section(
            t.nav_my_work,
            [
                self.link("read_week", paths::TIME, t.time_title),
                self.link("record_entry", paths::EXPENSES, t.expenses_title),
                self.link("record_entry", paths::MATERIAL, t.material_title),
            ],
        )
    }

    fn sales(&self) -> Entry {
        let t = texts();
        let billing = group(
            t.nav_billing,
            [
                self.list("list_hub", paths::HUB, t.hub_title),
                self.list("list_month_contracts", paths::MONTH_END, t.month_end_title),
                self.list("list_milestones", paths::MILESTONES, t.milestones_title),
                self.list("list_product_lines", paths::PRODUCT_LINES, t.products_title),
                self.list("list_backlog", paths::BACKLOG, t.backlog_title),
                self.list("list_retainers", paths::RETAINERS, t.retainers_title),
                self.list("list_schedules", paths::SCHEDULES, t.schedules_title),
                self.list("list_invoices", paths::INVOICES, t.invoices_title),
                self.link("list_backlog", paths::BATCHES, t.batches_title),
            ],
        );
        let contracts = self.list("list_contracts", paths::CONTRACTS, t.contracts_title);
        section(t.nav_sales, [billing, contracts])
    }

    fn projects(&self) -> Entry {
        let t = texts();
        section(t.nav_projects, [self.list("list_entries", paths::APPROVALS, t.entries_title)])
    }

    fn accounting(&self) -> Entry {
        let t = texts();
        section(
            t.nav_accounting,
            [
                self.link("list_ledger", paths::LEDGER, t.ledger_title),
                self.link("post_journal", paths::JOURNALS, t.journals_title),
            ],
        )
    }

    fn settings(&self) -> Entry {
        let t = texts();
        section(
            t.nav_settings,
            [
                self.link("save_customer", paths::CUSTOMERS, t.customers_title),
                self.link("save_project", paths::PROJECTS, t.projects_title),
                self.link("save_price", paths::PRICES, t.prices_title),
                self.link("save_frequency", paths::FREQUENCIES, t.frequencies_title),
                self.link("save_job", paths::JOBS, t.jobs_title),
                self.link("read_import", paths::IMPORT, t.import_title),
                self.link("edit_company", paths::COMPANY, t.company_title),
                self.link("list_people", paths::PEOPLE, t.people_title),
            ],
        )
    }
}

/// Entries under a heading; none, where all of them are.
fn section(title: &'static str, entries: impl IntoIterator<Item = Entry>) -> Entry {
    let entries: Vec<AnyView> = entries.into_iter().flatten().collect();
    (!entries.is_empty()).then(|| {
        view! {
            <li>
                <h2>{title}</h2>
                <ul>{entries}</ul>
            </li>
        }
        .into_any()
    })
}

/// The same, within a section.
fn group(title: &'static str, entries: impl IntoIterator<Item = Entry>) -> Entry {
    let entries: Vec<AnyView> = entries.into_iter().flatten().collect();
    (!entries.is_empty()).then(|| {
        view! {
            <li>
                <h3>{title}</h3>
                <ul class="nav-group">{entries}</ul>
            </li>
        }
        .into_any()
    })
}

fn menu(who: &SignedIn) -> AnyView {
    let t = texts();
    let own = opens_on_own_projects(&who.roles).then(|| who.person_name.clone());
    let menu = Menu { roles: &who.roles, own };
    view! {
        <nav aria-label=t.nav_main>
            <ul>
                <li>
                    <ul>
                        <li>
                            <A href=paths::HOME exact=true>
                                {t.nav_today}
                            </A>
                        </li>
                    </ul>
                </li>
                {menu.my_work()}
                {menu.sales()}
                {menu.projects()}
                {menu.accounting()}
                {menu.settings()}
            </ul>
        </nav>
    }
    .into_any()
}
