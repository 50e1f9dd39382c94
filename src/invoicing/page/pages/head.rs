//! The head of an invoice in two lines: what it is and comes to, and where it leaves its contract.
//! The rest is folded away while there is work to do.

use super::{header_form::HeaderForm, lines::lines, neighbours::way, on::On};
use crate::{
    backlog::model::Room,
    claims::rules::number_text,
    contracts::model::LimitLevel,
    invoicing::{
        api::mark_paid,
        confirm::pieces::ConfirmButton,
        draft::{
            api::delete_invoice,
            model::{InvoiceHead, Standing},
        },
        model::{InvoicePage, Payment},
        pieces::{Shared, confirmation_badge, kind_badge, number_or_draft, state_badge},
        rules::is_open,
    },
    ui::{
        allowed::may,
        badge::{Tone, badge_text},
        dialog::Dialog,
        facts::{fact, fact_in_lines},
        form::danger_footer,
        format,
        notice::Notice,
        page::{Missing, PageHead, leave, loading},
        paths,
        wait::Awaited,
    },
    vocabulary::{
        currency::Currency,
        ids::InvoiceId,
        texts::{count, fill, texts},
    },
};
use chrono::Days;
use leptos::prelude::*;
use rust_decimal::Decimal;

/// The title: it waits for what the invoice is, not for what it comes to.
pub fn title(on: On) -> AnyView {
    let known = move || {
        Suspend::new(async move {
            let head = match on.head.await {
                Ok(head) => head,
                Err(error) => return view! { <Missing error /> }.into_any(),
            };
            let title = match head.invoice_number {
                Some(number) => format!("{} {}", number_text(number), head.name),
                None => titled(&head),
            };
            let list = on.list.get_untracked();
            let trail =
                vec![(paths::invoices_as(list.as_deref()), texts().invoices_title.to_owned())];
            let beside = on.beside.await.map(|beside| way(on, &beside)).unwrap_or_else(nothing);
            view! { <PageHead title trail beside /> }.into_any()
        })
    };
    view! { <Awaited fallback=loading>{known}</Awaited> }.into_any()
}

fn nothing() -> AnyView {
    ().into_any()
}

/// Acts, the two lines, and what is folded away; each asked once, none within another.
pub fn summary(on: On) -> AnyView {
    let known = move || {
        Suspend::new(async move {
            let (head, page, standing) =
                (on.head.await.ok()?, on.invoice.await.ok()?, on.standing.await);
            let named = titled(&head);
            Some(view! {
                <div class="page-actions">{acts(&head, page.clone(), named, on.shared)}</div>
                {first_line(&head, &page)}
                {second_line(&page, &standing)}
                {more(&page, on)}
            })
        })
    };
    view! {
        <div class="invoice-head">
            <Awaited fallback=lines_to_come>{known}</Awaited>
        </div>
    }
    .into_any()
}

/// Keeps the place of the two lines.
fn lines_to_come() -> AnyView {
    view! {
        <p aria-busy="true">"…"</p>
        <p>"\u{a0}"</p>
    }
    .into_any()
}

/// What a draft is called: its key and whom it bills, which tell it from the others of its
/// contract.
fn titled(head: &InvoiceHead) -> String {
    fill(
        texts().invoice_titled,
        &[
            ("draft", &number_or_draft(head.invoice_number, head.invoice_id)),
            ("customer", &head.customer_name),
        ],
    )
}

fn acts(head: &InvoiceHead, page: InvoicePage, named: String, shared: Shared) -> AnyView {
    let t = texts();
    let (invoice, open) = (head.invoice_id, is_open(head.state));
    let details =
        page.lines.iter().flat_map(|line| &line.groups).map(|group| group.count).sum::<i64>();
    view! {
        {(!open)
            .then(|| {
                view! {
                    <a class="button plain" href=paths::ledger_of_invoice(invoice)>
                        {t.action_ledger}
                    </a>
                }
            })}
        {(!open && may("mark_paid")).then(|| paid_button(&page, shared))}
        {(!open && may("revise_invoice"))
            .then(|| {
                view! {
                    <a class="button" href=paths::revise_invoice(invoice)>
                        {t.revise_act}
                    </a>
                }
            })}
        {(open && may("edit_header")).then(|| header_button(page.clone(), shared))}
        {(open && may("delete_invoice"))
            .then(|| delete_button((invoice, page.version), named, details, shared))}
        {(open && may("confirm_invoices"))
            .then(|| view! { <ConfirmButton page=page.clone() shared /> })}
    }
    .into_any()
}

/// One thing of a line: what it is called and what it says.
fn said(label: &'static str, value: impl IntoView + 'static) -> AnyView {
    view! {
        <span class="said">
            <span class="quiet-text">{label}</span>
            " "
            {value}
        </span>
    }
    .into_any()
}

fn first_line(head: &InvoiceHead, page: &InvoicePage) -> AnyView {
    let t = texts();
    let currency = head.currency;
    let days = page.payment_terms_days;
    let due =
        u64::try_from(days).ok().and_then(|days| head.invoice_on.checked_add_days(Days::new(days)));
    let due =
        due.map(|due| format!("{} ({})", format::day(due), count(t.count_days, i64::from(days))));
    let contract =
        view! { <a href=paths::contract(head.contract_id)>{head.contract_number.clone()}</a> };
    let bill_to = if page.bill_to_address.is_empty() {
        format!("{}, {}", page.bill_to_name, t.invoice_without_address)
    } else {
        page.bill_to_name.clone()
    };
    view! {
        <p>
            {state_badge(head.state)} " " {kind_badge(&page.header)} " "
            {confirmation_badge(&page.header)} " "
            {page.header.paid_at.map(|_| badge_text(t.invoice_paid, Tone::Good))} " "
            <strong class="total" data-testid="invoice-total">
                {format::money(page.header.amount + page.header.tax, currency)}
            </strong>
            {said(t.invoice_total_tax, format::number(page.header.tax, currency.decimals()))}
            {said(t.column_contract, contract)}
            {said(t.field_invoice_date, format::day(head.invoice_on))}
            {due.map(|due| said(t.invoice_due, due))} {said(t.field_bill_to_name, bill_to)}
        </p>
    }
    .into_any()
}

/// R-INV-15: contract value, billed before, this, what remains, and the room of each limit.
fn second_line(page: &InvoicePage, standing: &Standing) -> AnyView {
    let t = texts();
    let currency = page.header.currency;
    let short = move |value: Decimal| format::number(value, currency.decimals());
    let or_dash = move |value: Option<Decimal>| value.map_or_else(|| "–".to_owned(), short);
    let detail_amount = page.detail_amount();
    let remaining = standing.contract_value.map(|value| value - page.billed_before - detail_amount);
    let limits = if standing.rooms.is_empty() {
        said(t.invoice_limit, t.invoice_no_limit)
    } else {
        standing
            .rooms
            .iter()
            .map(|(level, line, room)| room_view(*level, line.as_deref(), room, currency))
            .collect_view()
            .into_any()
    };
    view! {
        <p>
            {said(t.invoice_contract_value, or_dash(standing.contract_value))}
            {said(t.invoice_billed_before, short(page.billed_before))}
            {said(t.invoice_this, short(detail_amount))}
            {(!page.retainers.is_empty())
                .then(|| said(t.retainer_net, short(page.header.amount - detail_amount)))}
            {said(t.invoice_remaining, or_dash(remaining))} {limits}
        </p>
    }
    .into_any()
}

/// The room of a limit, red where there is none left.
fn room_view(level: LimitLevel, line: Option<&str>, room: &Room, currency: Currency) -> AnyView {
    let t = texts();
    let named = match (level, line) {
        (LimitLevel::LineCustomer(..), Some(line)) => {
            fill(t.invoice_limit_line_customer, &[("line", line)])
        }
        (LimitLevel::Line(_), Some(line)) => fill(t.invoice_limit_line, &[("line", line)]),
        (LimitLevel::ContractCustomer(..), _) => t.invoice_limit_contract_customer.to_owned(),
        _ => t.invoice_limit_contract.to_owned(),
    };
    let left = room.limit - room.used();
    let text = fill(
        t.invoice_limit_left,
        &[
            ("left", &format::number(left, currency.decimals())),
            ("limit", &format::money(room.limit, currency)),
        ],
    );
    view! {
        <span class="said" class:over=left <= Decimal::ZERO>
            <span class="quiet-text">{named}</span>
            " "
            {text}
        </span>
    }
    .into_any()
}

/// Whom it is issued to, its dates and its lines: folded while it is worked on.
fn more(page: &InvoicePage, on: On) -> AnyView {
    let t = texts();
    let open = is_open(page.header.state);
    let fold = move |event: leptos::ev::Event| {
        let is_unfolded = event_target::<leptos::web_sys::Element>(&event).has_attribute("open");
        // What it does by itself is no choice of anybody.
        if untrack(|| on.unfolded.get()).unwrap_or(!open) != is_unfolded {
            on.unfolded.set(Some(is_unfolded));
        }
    };
    view! {
        <details
            class="invoice-more"
            open=move || on.unfolded.get().unwrap_or(!open)
            on:toggle=fold
        >
            <summary>{t.invoice_more}</summary>
            {facts(page)}
            {lines(page, open, on.shared)}
        </details>
    }
    .into_any()
}

fn facts(page: &InvoicePage) -> AnyView {
    let t = texts();
    let h = &page.header;
    let none = || t.word_none.to_owned();
    let text = |value: &str| if value.is_empty() { none() } else { value.to_owned() };
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
    let open = is_open(h.state);
    let follows = match (open, page.follows_customer) {
        (false, _) => t.invoice_keeps_customer,
        (true, true) => t.invoice_follows_customer,
        (true, false) => t.invoice_follows_in_part,
    };
    view! {
        <p class="quiet-text">{follows}</p>
        <dl class="facts" class:frozen=!open>
            {(!h.name.is_empty() && open).then(|| fact(t.field_name, h.name.clone()))}
            {fact_in_lines(t.column_customer, customer)}
            {fact(t.field_country, text(&page.customer.country))}
            {fact(t.field_vat_id, text(&page.customer.vat_id))}
            {fact(t.field_language, text(&page.customer.language))}
            {fact(t.field_bill_to_name, text(&page.bill_to_name))}
            {fact(t.field_bill_to_contact, text(&page.bill_to_contact))}
            {fact_in_lines(t.field_bill_to_address, text(&page.bill_to_address))}
            {fact(t.invoice_payment_terms, count(t.count_days, i64::from(page.payment_terms_days)))}
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
