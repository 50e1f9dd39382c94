//! What a month comes to, and what is missing before it can be closed, each with the way to it.

use super::{kind, months};
use crate::{
    month_end::{
        api::read_closing,
        model::{Closing, Lack, Stage},
        rules::{OLD_DRAFT_CHOICES, OLD_DRAFT_DAYS, month_text},
    },
    today::{
        model::Counted,
        pieces::{address, amounts, line, lines},
    },
    ui::{
        format::{self, Money},
        grid::GridState,
        notice::Failed,
        wait::{Awaited, awaited_first},
    },
    vocabulary::texts::{count, fill, texts},
};
use leptos::prelude::*;
use rust_decimal::Decimal;

pub(super) fn block(state: GridState) -> AnyView {
    let asked = Memo::new(move |_| {
        let mut query = state.filters.get();
        query.filters.retain(|name, _| ["month", "team", "days"].contains(&name.as_str()));
        query
    });
    let found = awaited_first(move || asked.get(), read_closing);
    view! {
        <section class="card closing" data-block="closing" aria-labelledby="closing">
            <Awaited fallback=crate::ui::page::loading>
                {move || Suspend::new(async move {
                    match found.await {
                        Ok(found) => shown(state, &found),
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })}
            </Awaited>
        </section>
    }
    .into_any()
}

fn shown(state: GridState, found: &Closing) -> AnyView {
    let t = texts();
    let month = month_text(found.month);
    let missing = missing(found);
    let said = match i64::try_from(missing.len()).unwrap_or(i64::MAX) {
        0 => fill(t.month_end_closable, &[("month", &month)]),
        some => count(t.month_end_missing, some).replace("{month}", &month),
    };
    view! {
        {months(state, found.month)}
        <h2 id="closing">{said}</h2>
        <div class="today-unbilled">
            <div>{table(found)}</div>
            <div>
                {lines(missing, t.month_end_nothing)}
                <p class="quiet-text">{t.month_end_days}" " {days(state)}</p>
            </div>
        </div>
    }
    .into_any()
}

/// After how many days a draft is told: the reader chooses.
fn days(state: GridState) -> AnyView {
    OLD_DRAFT_CHOICES
        .into_iter()
        .map(|days| {
            let chosen = move || {
                let asked = state.filters.get().filter("days").and_then(|days| days.parse().ok());
                asked.unwrap_or(OLD_DRAFT_DAYS) == days
            };
            let href = move || state.address(&[("days", Some(days.to_string()))]);
            view! {
                <a href=href aria-current=move || chosen().then_some("true")>
                    {days.to_string()}
                </a>
                " "
            }
        })
        .collect_view()
        .into_any()
}

/// What there is of each stage.
fn table(found: &Closing) -> AnyView {
    let t = texts();
    let rows: Vec<AnyView> =
        found.stages.iter().map(|(stage, counted)| row(*stage, counted)).collect();
    if rows.is_empty() {
        return view! { <p class="quiet-text">{t.month_end_empty}</p> }.into_any();
    }
    view! {
        <table data-testid="closing">
            <caption class="hidden">{t.month_end_comes_to}</caption>
            <thead>
                <tr>
                    <th scope="col">{t.month_end_stage}</th>
                    <th scope="col" class="number">
                        {t.month_end_rows}
                    </th>
                    <th scope="col" class="number">
                        {t.column_amount}
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(stage: Stage, counted: &Counted) -> AnyView {
    let t = texts();
    let of = kind(counted.list).map(|kind| view! { <small>" "{kind}</small> });
    view! {
        <tr>
            <td data-label=t.month_end_stage>{stage_text(stage)}{of}</td>
            <td class="number" data-label=t.month_end_rows>
                {format::count(counted.count)}
            </td>
            <td class="number" data-label=t.column_amount>
                <a href=address(
                    counted,
                )>
                    {counted
                        .amounts
                        .iter()
                        .map(|(currency, amount)| {
                            view! { <Money value=*amount currency=*currency /> }
                        })
                        .collect_view()}
                </a>
            </td>
        </tr>
    }
    .into_any()
}

fn stage_text(stage: Stage) -> &'static str {
    let t = texts();
    match stage {
        Stage::NotReady => t.word_not_ready,
        Stage::Ready => t.word_ready,
        Stage::Held => t.hub_held,
        Stage::OnDraft => t.column_on_drafts,
        Stage::Failed => t.month_end_failed,
        Stage::Confirmed => t.month_end_confirmed,
    }
}

/// A line for each thing that is missing; work that is open is one of them.
fn missing(found: &Closing) -> Vec<AnyView> {
    let t = texts();
    let open = found.stages.iter().filter_map(|(stage, counted)| {
        let text = match stage {
            Stage::NotReady => t.month_end_to_mark,
            Stage::Ready => t.month_end_to_invoice,
            Stage::OnDraft => t.month_end_to_confirm,
            Stage::Held | Stage::Failed | Stage::Confirmed => return None,
        };
        let kind = kind(counted.list).map(str::to_owned);
        Some(line(
            address(counted),
            count(text, counted.count),
            kind.into_iter().chain([amounts(counted)]),
        ))
    });
    let lacks = found.lacks.iter().map(|(lack, counted)| lacking(*lack, counted));
    lacks.chain(open).collect()
}

fn lacking(lack: Lack, counted: &Counted) -> AnyView {
    let t = texts();
    let text = match lack {
        Lack::WithoutTime => t.month_end_people,
        Lack::NotSubmitted => t.month_end_not_submitted,
        Lack::Returned => t.month_end_returned,
        Lack::NotApproved => t.month_end_not_approved,
        Lack::RecallAsked => t.today_recalls,
        Lack::WithoutPrice => t.today_without_price,
        Lack::NotEvaluated => t.today_not_evaluated,
        Lack::OverLimit => t.today_over_limit,
        Lack::MilestonesOff => t.today_milestones_off,
        Lack::NotRun => t.month_end_not_run,
        Lack::RunFailed => t.month_end_run_failed,
        Lack::OldDrafts => t.month_end_old_drafts,
        Lack::NotConfirmed => t.today_failed,
    };
    let hours = (!counted.quantity.is_zero())
        .then(|| fill(t.today_hours, &[("hours", &format::quantity(counted.quantity))]));
    let comes_to = counted.amounts.iter().any(|(_, amount)| *amount != Decimal::ZERO);
    let beside = hours.into_iter().chain(comes_to.then(|| amounts(counted)));
    line(address(counted), count(text, counted.count), beside)
}
