//! What this month has come to, which contracts need a look, and what was confirmed since
//! yesterday.

use super::{more, section};
use crate::{
    today::{
        api::{read_confirmed, read_looks, read_month},
        model::{Confirmed, Look, Looks, Month, Why},
        pieces::{address, amounts, line, lines},
        rules::{growth, months},
    },
    ui::{
        allowed::may,
        format::{self, Label},
        paths,
        wait::awaited,
    },
    vocabulary::{
        currency::Currency,
        texts::{count, fill, texts},
    },
};
use leptos::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

pub(super) fn block() -> AnyView {
    if !may("read_month") {
        return ().into_any();
    }
    let asked = awaited(|| (), |()| read_month());
    section("month", texts().today_month, asked, this_month)
}

fn this_month(found: Month) -> AnyView {
    let t = texts();
    let mut currencies: BTreeMap<Currency, (Decimal, Decimal)> = BTreeMap::new();
    for (currency, amount) in &found.invoices.amounts {
        currencies.entry(*currency).or_default().0 = *amount;
    }
    for (currency, amount) in &found.before.amounts {
        currencies.entry(*currency).or_default().1 = *amount;
    }
    let [before, ..] = months(found.first);
    let before_name = before.format("%Y-%m").to_string();
    let invoiced = currencies.into_iter().map(|(currency, (now, was))| {
        let against = match growth(was, now) {
            Some(percent) => {
                let sign = if percent > Decimal::ZERO { "+" } else { "" };
                let percent = format!("{sign}{}", format::number(percent, 0));
                fill(t.today_against, &[("percent", &percent), ("month", &before_name)])
            }
            None => fill(t.today_against_none, &[("month", &before_name)]),
        };
        view! {
            <li>
                {t.today_invoiced}" "
                <a href=address(&found.invoices)>{format::money(now, currency)}</a> " "
                <a class="quiet-text" href=address(&found.before)>
                    {against}
                </a>
            </li>
        }
        .into_any()
    });
    let not_charged = found.not_charged.iter().map(|(billing_type, counted)| {
        let hours = format::quantity(counted.quantity);
        let said = [("billing_type", billing_type.label()), ("hours", &*hours)];
        line(address(counted), fill(t.today_not_charged, &said), [])
    });
    lines(invoiced.chain(not_charged).collect(), t.today_month_none)
}

/// Contracts that need a look.
pub(super) fn looks() -> AnyView {
    if !may("read_looks") {
        return ().into_any();
    }
    let asked = awaited(|| (), |()| read_looks());
    section("looks", texts().today_looks, asked, to_look_at)
}

fn to_look_at(found: Looks) -> AnyView {
    view! {
        {lines(found.contracts.iter().map(look).collect(), texts().today_looks_none)}
        {more(found.more)}
    }
    .into_any()
}

fn look(look: &Look) -> AnyView {
    let t = texts();
    let (href, why) = match look.why {
        Why::LimitUsed(percent) => (
            paths::limits_of_contract(look.contract_id),
            fill(t.today_look_limit, &[("percent", &format::number(percent, 0))]),
        ),
        Why::MilestoneOverdue(days) => (
            paths::milestones_of_contract(look.contract_id, "not_ready"),
            count(t.today_look_overdue, days),
        ),
        Why::LongNotInvoiced(days) => {
            (paths::contract(look.contract_id), count(t.today_look_invoiced, days))
        }
        Why::RetainerDue(days) => (
            format!("{}&status=not_ready", paths::retainers_of_contract(look.contract_id)),
            if days < 0 {
                count(t.today_look_retainer_was, -days)
            } else {
                count(t.today_look_retainer, days)
            },
        ),
    };
    line(href, look.number.clone(), [why])
}

/// What was confirmed since yesterday, for whoever answers for the books.
pub(super) fn confirmed() -> AnyView {
    if !may("read_confirmed") {
        return ().into_any();
    }
    let asked = awaited(|| (), |()| read_confirmed());
    section("confirmed", texts().today_confirmed, asked, since_yesterday)
}

fn since_yesterday(found: Confirmed) -> AnyView {
    let t = texts();
    if found.invoices.count == 0 {
        return lines(Vec::new(), t.today_confirmed_none);
    }
    let invoices = line(
        address(&found.invoices),
        count(t.today_confirmed_count, found.invoices.count),
        [amounts(&found.invoices)],
    );
    let edited = found.edited.iter().map(|edit| {
        let sign = if edit.change > Decimal::ZERO { "+" } else { "" };
        let amount = format!("{sign}{}", format::money(edit.change, edit.currency));
        let said = count(t.today_edited, edit.details);
        view! { <li>{fill(&said, &[("amount", &amount)])}</li> }.into_any()
    });
    let exceptions: Vec<AnyView> = found
        .exceptions
        .iter()
        .map(|one| {
            line(
                paths::invoice(one.invoice_id),
                one.number.clone(),
                [count(t.today_exception, one.details)],
            )
        })
        .collect();
    let exceptions = (!exceptions.is_empty()).then(|| {
        view! {
            <h3>{t.today_exceptions}</h3>
            {lines(exceptions, "")}
            {more(found.more)}
        }
    });
    view! {
        {lines(std::iter::once(invoices).chain(edited).collect(), t.today_confirmed_none)}
        {exceptions}
    }
    .into_any()
}
