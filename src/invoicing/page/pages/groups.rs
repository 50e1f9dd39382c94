//! What the details come to by line, class, person, task or month, and the way to each.

use super::on::On;
use crate::{
    invoicing::draft::{
        api::total_groups,
        model::{Group, GroupBy, GroupQuery},
    },
    ui::{
        format::{self, Label},
        grid::{GridState, encode},
        paths,
        wait::{Awaited, awaited},
    },
    vocabulary::{
        ids::InvoiceId,
        texts::{fill, texts},
        words::{BillingType, TransactionClass},
    },
};
use chrono::{Months, NaiveDate};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};
use rust_decimal::Decimal;

fn label(by: GroupBy) -> &'static str {
    let t = texts();
    match by {
        GroupBy::Line => t.column_line,
        GroupBy::Class => t.column_class,
        GroupBy::Person => t.column_person,
        GroupBy::Task => t.column_task,
        GroupBy::Month => t.column_month,
    }
}

/// The strip above the list.
pub fn groups(on: On, state: GridState) -> AnyView {
    let t = texts();
    let params = use_query_map();
    let by = Memo::new(move |_| {
        let named = params.read().get("group");
        named.as_deref().and_then(GroupBy::from_word).unwrap_or(GroupBy::Line)
    });
    let read = awaited(
        move || (on.id.get(), by.get(), on.shared.reload.get()),
        |(id, by, _)| async move {
            match id {
                Some(invoice_id) => total_groups(GroupQuery { invoice_id, by }).await.ok(),
                None => None,
            }
        },
    );
    let choices = move || {
        GroupBy::ALL
            .iter()
            .map(|one| {
                let one = *one;
                let href = move || state.address(&[("group", Some(one.word().to_owned()))]);
                view! {
                    <a
                        href=href
                        data-noscroll="true"
                        aria-current=move || (by.get() == one).then_some("true")
                    >
                        {label(one)}
                    </a>
                }
            })
            .collect_view()
    };
    let found = move || {
        Suspend::new(async move {
            let (groups, invoice) = (read.await?, on.id.get_untracked()?);
            Some(strip(by.get_untracked(), &groups, invoice, on.list))
        })
    };
    view! {
        <nav class="groups" aria-label=t.details_groups>
            <span class="group-by">
                <span class="quiet-text">{t.details_group_by}</span>
                {choices}
            </span>
            <Awaited fallback=|| "…">{found}</Awaited>
        </nav>
    }
    .into_any()
}

/// The groups, each once: those that are not charged count no amount.
fn strip(by: GroupBy, groups: &[Group], invoice: InvoiceId, list: Memo<Option<String>>) -> AnyView {
    let mut merged: Vec<(String, String, i64, Decimal, Decimal)> = Vec::new();
    for group in groups {
        let amount = if group.billing_type == BillingType::Chargeable {
            group.amount
        } else {
            Decimal::ZERO
        };
        match merged.iter_mut().find(|(key, ..)| *key == group.key) {
            Some((_, _, count, hours, sum)) => {
                *count += group.count;
                *hours += group.quantity;
                *sum += amount;
            }
            None => merged.push((
                group.key.clone(),
                name(by, group),
                group.count,
                group.quantity,
                amount,
            )),
        }
    }
    merged
        .into_iter()
        .map(|(key, name, count, hours, amount)| {
            let hours = (!hours.is_zero())
                .then(|| fill(texts().grid_hours, &[("hours", &format::quantity(hours))]));
            let sums = [Some(format::count(count)), hours, Some(format::number(amount, 2))];
            let sums = sums.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            let said = view! {
                <strong>{name}</strong>
                " "
                <span class="quiet-text">{sums}</span>
            };
            match address(by, &key, invoice) {
                Some(href) => view! {
                    <A
                        href=paths::in_list(href, list.get_untracked().as_deref())
                        scroll=false
                        attr:class="group"
                    >
                        {said}
                    </A>
                }
                .into_any(),
                None => view! { <span class="group">{said}</span> }.into_any(),
            }
        })
        .collect_view()
        .into_any()
}

fn name(by: GroupBy, group: &Group) -> String {
    match by {
        GroupBy::Class => TransactionClass::from_word(&group.key)
            .map_or_else(|| group.key.clone(), |class| class.label().to_owned()),
        GroupBy::Month => group.key.clone(),
        GroupBy::Line | GroupBy::Person | GroupBy::Task if group.name.is_empty() => {
            texts().word_none.to_owned()
        }
        GroupBy::Line | GroupBy::Person | GroupBy::Task => group.name.clone(),
    }
}

/// The list of a group's details; none for those that have nothing in common.
fn address(by: GroupBy, key: &str, invoice: InvoiceId) -> Option<String> {
    let filters = match by {
        _ if key.is_empty() => return None,
        GroupBy::Line => format!("line={}", encode(key)),
        GroupBy::Class => format!("class={}", encode(key)),
        GroupBy::Person => format!("person_id={}", encode(key)),
        GroupBy::Task => format!("task_id={}", encode(key)),
        GroupBy::Month => {
            let first: NaiveDate = format!("{key}-01").parse().ok()?;
            let last = first.checked_add_months(Months::new(1))?.pred_opt()?;
            format!("from={first}&to={last}")
        }
    };
    Some(format!("{}?group={}&{filters}", paths::invoice(invoice), by.word()))
}
