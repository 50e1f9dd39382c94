//! An invoice: while open it is edited, deleted, confirmed; afterwards it stands as it is.

use super::{details::details_grid, header_form::HeaderForm};
use crate::{
    claims::rules::number_text,
    invoicing::{
        api::{mark_paid, read_invoice},
        confirm::pieces::ConfirmButton,
        draft::{
            api::{delete_invoice, edit_line, list_details, total_details},
            model::{DetailRow, LineEdit},
        },
        model::{InvoiceLine, InvoicePage, InvoiceRow, Payment},
        pieces::{Shared, kind_badge, number_or_draft, state_badge},
        retainers::pieces::retainers_section,
        rules::is_open,
    },
    ui::{
        allowed::may,
        dialog::Dialog,
        facts::{fact, fact_in_lines},
        form::{danger_footer, sends},
        format::{self, Label},
        grid::{GridState, grid_state, listed},
        notice::{Notice, NoticeBox},
        page::{Missing, PageHead, leave, loading},
        paths,
        unsaved::guard,
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::InvoiceId,
        paging::{Page, Totals},
        refusal::Refusal,
        texts::{count, fill, texts},
        words::BillingType,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
pub struct Invoice;

struct Parts {
    state: GridState,
    reload: RwSignal<u32>,
    invoice: Resource<Result<InvoicePage, ApiError>>,
    rows: Resource<Result<Page<DetailRow>, ApiError>>,
    totals: Resource<Result<Totals, ApiError>>,
}

crate::part!(Invoice, part_invoice, "read_invoice");

impl Invoice {
    fn page() -> AnyView {
        let Parts { state, reload, invoice, rows, totals } = parts();
        let shared = Shared { reload, notice: RwSignal::new(None) };
        view! {
            <Transition fallback=loading>
                {move || Suspend::new(async move {
                    match invoice.await {
                        Ok(page) => head(page, shared),
                        Err(error) => view! { <Missing error /> }.into_any(),
                    }
                })}
            </Transition>
            <NoticeBox notice=shared.notice />
            {details_grid(state, rows, totals, invoice, shared)}
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<InvoiceId>().ok()));
    let fixed = Signal::derive(move || {
        vec![("invoice_id", id.get().map(|id| id.to_string()).unwrap_or_else(|| "0".to_owned()))]
    });
    let state = grid_state(fixed, &[]);
    let reload = RwSignal::new(0);
    let invoice = Resource::new_blocking(
        move || (id.get(), reload.get()),
        |(id, _)| async move {
            match id {
                Some(id) => read_invoice(id).await,
                None => Err(ApiError::Refused(Refusal::NotFound)),
            }
        },
    );
    let (rows, totals) = listed(state, reload, list_details, total_details);
    Parts { state, reload, invoice, rows, totals }
}

fn head(page: InvoicePage, shared: Shared) -> AnyView {
    let t = texts();
    let open = is_open(page.header.state);
    let title = match page.header.invoice_number {
        Some(number) => format!("{} {}", number_text(number), page.header.name),
        None => titled(&page.header),
    };
    let invoice = page.header.invoice_id;
    let retainers = retainers_section(&page, open, shared);
    let lines = page.lines.iter().map(|line| line_view(&page, line, open, shared)).collect_view();
    let (facts, totals) = (facts(&page), totals_view(&page));
    let actions = (
        (!open).then(|| {
            view! {
                <a class="button plain" href=paths::ledger_of_invoice(invoice)>
                    {t.action_ledger}
                </a>
            }
        }),
        (!open && may("mark_paid")).then(|| paid_button(&page, shared)),
        (!open && may("revise_invoice")).then(|| {
            view! {
                <a class="button" href=paths::revise_invoice(invoice)>
                    {t.revise_act}
                </a>
            }
        }),
        (open && may("edit_header")).then(|| header_button(page.clone(), shared)),
        (open && may("delete_invoice")).then(|| {
            delete_button(
                (invoice, page.version),
                titled(&page.header),
                page.lines.iter().flat_map(|line| &line.groups).map(|group| group.count).sum(),
                shared,
            )
        }),
        (open && may("confirm_invoices"))
            .then(|| view! { <ConfirmButton page=page.clone() shared /> }),
    );
    view! {
        <PageHead title=title trail=vec![(paths::INVOICES.to_owned(), t.invoices_title.to_owned())]>
            {actions}
        </PageHead>
        {facts}
        {totals}
        {lines}
        {retainers}
    }
    .into_any()
}

/// What a draft is called: its key and whom it bills, which tell it from the others of its
/// contract.
pub fn titled(header: &InvoiceRow) -> String {
    fill(
        texts().invoice_titled,
        &[
            ("draft", &number_or_draft(header.invoice_number, header.invoice_id)),
            ("customer", &header.customer_name),
        ],
    )
}

fn facts(page: &InvoicePage) -> AnyView {
    let t = texts();
    let h = &page.header;
    let none = || t.word_none.to_owned();
    let text = |value: &str| if value.is_empty() { none() } else { value.to_owned() };
    let contract = view! { <a href=paths::contract(h.contract_id)>{h.contract_number.clone()}</a> };
    let customer = match page.customer.address() {
        address if address.is_empty() => h.customer_name.clone(),
        address => format!("{}\n{address}", h.customer_name),
    };
    let accounted_on =
        page.accounted_on.map_or_else(|| t.invoice_on_confirmation.to_owned(), format::day);
    let by_whom = |at, person: &Option<String>| match person {
        Some(name) => format!("{}, {name}", format::instant(at)),
        None => format::instant(at),
    };
    let is_open = is_open(h.state);
    let follows =
        if page.follows_customer { t.invoice_follows_customer } else { t.invoice_follows_in_part };
    view! {
        <p class="quiet-text">{if is_open { follows } else { t.invoice_keeps_customer }}</p>
        <dl class="facts" class:frozen=!is_open>
            {fact(t.column_state, (state_badge(h.state), kind_badge(h)).into_any())}
            {(!h.name.is_empty() && is_open).then(|| fact(t.field_name, h.name.clone()))}
            {fact(t.column_contract, contract)}
            {fact_in_lines(t.column_customer, customer)}
            {fact(t.field_country, text(&page.customer.country))}
            {fact(t.field_vat_id, text(&page.customer.vat_id))}
            {fact(t.field_language, text(&page.customer.language))}
            {fact(t.field_bill_to_name, text(&page.bill_to_name))}
            {fact(t.field_bill_to_contact, text(&page.bill_to_contact))}
            {fact_in_lines(t.field_bill_to_address, text(&page.bill_to_address))}
            {fact(t.invoice_payment_terms, count(t.count_days, i64::from(page.payment_terms_days)))}
            {fact(t.field_invoice_date, format::day(h.invoice_on))}
            {fact(t.field_accounting_date, accounted_on)}
            {fact(t.invoice_created, by_whom(page.created_at, &page.created_by))}
            {page.confirmed_at.map(|at| fact(t.word_confirmed, by_whom(at, &page.confirmed_by)))}
            {h.paid_at.map(|at| fact(t.invoice_paid, by_whom(at, &page.paid_by)))}
            {(!page.description.is_empty())
                .then(|| fact_in_lines(t.field_description, page.description.clone()))}
        </dl>
    }
    .into_any()
}

fn totals_view(page: &InvoicePage) -> AnyView {
    let t = texts();
    let currency = page.header.currency;
    let tile = |label: &'static str, amount| {
        view! {
            <div class="tile">
                <span>{label}</span>
                <strong>{format::money(amount, currency)}</strong>
            </div>
        }
    };
    view! {
        <div class="tiles">
            {tile(t.invoice_detail_amount, page.detail_amount())}
            {(!page.retainers.is_empty())
                .then(|| tile(t.retainer_net, page.header.amount - page.detail_amount()))}
            {tile(t.invoice_total_tax, page.header.tax)} <div class="tile strong">
                <span>{t.invoice_total}</span>
                <strong data-testid="invoice-total">
                    {format::money(page.header.amount + page.header.tax, currency)}
                </strong>
            </div> {tile(t.invoice_billed_before, page.billed_before)}
        </div>
    }
    .into_any()
}

/// A line with the sums of its groups: Chargeable, Non-chargeable, Complimentary (R-INV-5).
fn line_view(page: &InvoicePage, line: &InvoiceLine, open: bool, shared: Shared) -> AnyView {
    let t = texts();
    let (invoice, contract_line, currency) =
        (page.header.invoice_id, line.contract_line_id, page.header.currency);
    let here = paths::invoice(invoice);
    view! {
        <section class="card line">
            {if open && may("edit_line") {
                line_name((invoice, page.version), line, shared)
            } else {
                view! { <h3>{line.name.clone()}</h3> }.into_any()
            }}
            {line
                .groups
                .is_empty()
                .then(|| view! { <p class="quiet-text">{t.invoice_line_empty}</p> })}
            <ul class="groups">
                {line
                    .groups
                    .iter()
                    .map(|g| {
                        view! {
                            <li>
                                <a href=format!(
                                    "{here}?line={contract_line}&billing_type={}",
                                    g.billing_type.word(),
                                )>{g.billing_type.label()}</a>
                                <span>{count(t.count_details, g.count)}</span>
                                <span>
                                    {(!g.quantity.is_zero())
                                        .then(|| fill(
                                            t.grid_hours,
                                            &[("hours", &format::quantity(g.quantity))],
                                        ))}
                                </span>
                                <span class="number">
                                    {group_amount(g.billing_type, g.amount, g.tax, currency)}
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
    .into_any()
}

fn group_amount(
    billing_type: BillingType,
    amount: rust_decimal::Decimal,
    tax: rust_decimal::Decimal,
    currency: Currency,
) -> String {
    let t = texts();
    if billing_type != BillingType::Chargeable {
        return t.invoice_not_in_total.to_owned();
    }
    if tax.is_zero() {
        format::money(amount, currency)
    } else {
        format!(
            "{} + {} {}",
            format::money(amount, currency),
            t.field_tax,
            format::money(tax, currency)
        )
    }
}

fn line_name((invoice, version): (InvoiceId, i32), line: &InvoiceLine, shared: Shared) -> AnyView {
    let t = texts();
    let name = RwSignal::new(line.name.clone());
    let before = line.name.clone();
    guard(Signal::derive(move || name.with_untracked(|name| *name != before)));
    let contract_line_id = line.contract_line_id;
    let save = Action::new(move |(): &()| {
        let edit =
            LineEdit { invoice_id: invoice, version, contract_line_id, name: name.get_untracked() };
        async move {
            match edit_line(edit).await {
                Ok(()) => shared.notice.set(Some(Notice::done(t.notice_saved))),
                Err(error) => shared.notice.set(Some(Notice::refused(&error))),
            }
            shared.reload.update(|n| *n += 1);
        }
    });
    view! {
        <form class="line-name" on:submit=sends(save)>
            <h3>
                <input
                    type="text"
                    maxlength="200"
                    aria-label=t.invoice_line_name
                    value=line.name.clone()
                    on:input=move |e| name.set(event_target_value(&e))
                />
            </h3>
            <button type="submit" class="plain" disabled=move || save.pending().get()>
                {t.action_rename}
            </button>
        </form>
    }
    .into_any()
}

fn header_button(page: InvoicePage, shared: Shared) -> AnyView {
    let t = texts();
    let open = RwSignal::new(false);
    view! {
        <button type="button" on:click=move |_| open.set(true)>
            {t.invoice_edit_header}
        </button>
        <Dialog open title=t.invoice_edit_header>
            <HeaderForm
                page=page.clone()
                done=move || {
                    open.set(false);
                    shared.notice.set(Some(Notice::done(t.notice_saved)));
                    shared.reload.update(|n| *n += 1);
                }
            />
        </Dialog>
    }
    .into_any()
}

/// R-CONF-9: said with one click, taken back with another.
fn paid_button(page: &InvoicePage, shared: Shared) -> AnyView {
    let t = texts();
    let is_paid = page.header.paid_at.is_none();
    let payment = Payment { invoice_id: page.header.invoice_id, version: page.version, is_paid };
    let mark = Action::new(move |(): &()| async move {
        if let Err(error) = mark_paid(payment).await {
            shared.notice.set(Some(Notice::refused(&error)));
        }
        shared.reload.update(|n| *n += 1);
    });
    view! {
        <button
            type="button"
            class=if is_paid { "" } else { "plain" }
            disabled=move || mark.pending().get()
            on:click=move |_| {
                mark.dispatch(());
            }
        >
            {if is_paid { t.invoice_mark_paid } else { t.invoice_mark_unpaid }}
        </button>
    }
    .into_any()
}

/// Deleting asks once: what is on it goes back to the backlog.
fn delete_button(
    (invoice, version): (InvoiceId, i32),
    named: String,
    details: i64,
    shared: Shared,
) -> AnyView {
    let t = texts();
    let open = RwSignal::new(false);
    let gone = leave(paths::INVOICES);
    let delete = Action::new(move |(): &()| async move {
        match delete_invoice(invoice, version).await {
            Ok(_) => gone.set(true),
            Err(error) => {
                open.set(false);
                shared.notice.set(Some(Notice::refused(&error)));
                shared.reload.update(|n| *n += 1);
            }
        }
    });
    view! {
        <button type="button" on:click=move |_| open.set(true)>
            {t.invoice_delete}
        </button>
        <Dialog open title=t.invoice_delete>
            <p>
                <strong>{named.clone()}</strong>
            </p>
            <p>{count(t.invoice_delete_explained, details)}</p>
            {danger_footer(t.invoice_delete, delete, open)}
        </Dialog>
    }
    .into_any()
}
