//! Unbilled work by status, kind and age, each figure a link; beside it what is blocked, and why.

use super::{keeps_to_own_projects, section};
use crate::{
    desk::api::total_open,
    today::{
        api::read_unbilled,
        model::{Age, Blocked, Unbilled, UnbilledCell, UnbilledKind, WhyBlocked},
        pieces::{address, amounts, line, lines},
        rules::{bars, sums},
    },
    ui::{
        allowed::may,
        badge::billing_badge,
        format::{self, Money},
        paths,
        wait::{Awaited, Awaiting, awaited, awaited_first},
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        paging::Totals,
        texts::{count, fill, texts},
        words::BillingStatus,
    },
};
use leptos::prelude::*;
use rust_decimal::Decimal;

const STATUSES: [BillingStatus; 3] =
    [BillingStatus::NotReady, BillingStatus::Ready, BillingStatus::OnDraft];

pub(super) fn block() -> AnyView {
    if !may("read_unbilled") {
        return ().into_any();
    }
    // Lists of one's own projects add up what is theirs; the hub's whole is no figure of theirs.
    let whole = (!keeps_to_own_projects()).then(open_tiles);
    let asked = awaited(|| (), |()| read_unbilled());
    view! {
        <div class="wide">{whole} {section("unbilled", texts().today_unbilled, asked, shown)}</div>
    }
    .into_any()
}

/// All that the hub has, of any age and due or not.
fn open_tiles() -> AnyView {
    let t = texts();
    let ask = |ready: bool| awaited_first(move || ready, total_open);
    view! {
        <ol class="steps">
            {tile(t.word_not_ready, format!("{}?has=not_ready", paths::HUB), ask(false))}
            {tile(t.word_ready, format!("{}?has=ready", paths::HUB), ask(true))}
        </ol>
    }
    .into_any()
}

fn tile(label: &'static str, href: String, asked: Awaiting<Result<Totals, ApiError>>) -> AnyView {
    view! {
        <li>
            <a class="tile" href=href>
                <span>{label}</span>
                <Awaited fallback=|| {
                    view! { <small aria-busy="true">"…"</small> }
                }>
                    {move || Suspend::new(async move {
                        match asked.await {
                            Ok(totals) => tile_figures(&totals),
                            Err(error) => {
                                view! { <small class="refusal">{error.sentence(texts())}</small> }
                                    .into_any()
                            }
                        }
                    })}
                </Awaited>
            </a>
        </li>
    }
    .into_any()
}

fn tile_figures(totals: &Totals) -> AnyView {
    let said = count(texts().count_rows, totals.count)
        .replace(&totals.count.to_string(), &format::count(totals.count));
    view! {
        <strong>{said}</strong>
        {totals
            .amounts
            .iter()
            .map(|(currency, amount)| view! { <small>{format::money(*amount, *currency)}</small> })
            .collect_view()}
    }
    .into_any()
}

fn shown(found: Unbilled) -> AnyView {
    let t = texts();
    let held = view! {
        <h3>{t.today_blocked}</h3>
        {lines(found.blocked.iter().map(why).collect(), t.today_blocked_none)}
    };
    if found.cells.is_empty() {
        return view! {
            <p class="quiet-text">{t.today_unbilled_none}</p>
            {held}
        }
        .into_any();
    }
    let currencies = sums(&found.cells);
    view! {
        <p class="today-sums">
            {currencies
                .iter()
                .map(|(currency, amount)| view! { <Money value=*amount currency=*currency /> })
                .collect_view()}
        </p>
        <div class="today-unbilled">
            <div>
                {currencies
                    .iter()
                    .map(|(currency, _)| graphic(&found.cells, *currency))
                    .collect_view()} {table(&found.cells)}
            </div>
            <div>{held}</div>
        </div>
    }
    .into_any()
}

/// Bars by age, drawn of what the table says, which is there to be read.
fn graphic(cells: &[UnbilledCell], currency: Currency) -> AnyView {
    let title = fill(texts().today_bars, &[("currency", &currency.to_string())]);
    let rows: Vec<AnyView> = bars(cells, currency)
        .into_iter()
        .zip(Age::ALL)
        .map(|(parts, age)| {
            let parts = parts.into_iter().zip(["not-ready", "ready", "on-draft"]);
            let drawn = parts.map(|(part, class)| {
                view! { <rect class=class x=part.start y=0 width=part.length height=10 /> }
            });
            view! {
                <div>
                    <span>{age_text(age)}</span>
                    <svg viewBox="0 0 1000 10" preserveAspectRatio="none">
                        {drawn.collect_view()}
                    </svg>
                </div>
            }
            .into_any()
        })
        .collect();
    view! {
        <figure class="today-bars" aria-hidden="true">
            <figcaption>{title}</figcaption>
            {rows}
        </figure>
    }
    .into_any()
}

fn table(cells: &[UnbilledCell]) -> AnyView {
    let t = texts();
    let rows: Vec<AnyView> = STATUSES
        .into_iter()
        .flat_map(|status| {
            UnbilledKind::ALL
                .iter()
                .filter(move |kind| cells.iter().any(|c| (c.status, c.kind) == (status, **kind)))
                .map(move |kind| row(cells, status, *kind))
        })
        .collect();
    view! {
        <table data-testid="unbilled">
            <caption class="hidden">{t.today_unbilled_caption}</caption>
            <thead>
                <tr>
                    <th scope="col">{t.column_billing_status}</th>
                    <th scope="col">{t.today_kind}</th>
                    {Age::ALL
                        .map(|age| {
                            view! {
                                <th scope="col" class="number">
                                    {age_text(age)}
                                </th>
                            }
                        })
                        .collect_view()}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(cells: &[UnbilledCell], status: BillingStatus, kind: UnbilledKind) -> AnyView {
    let t = texts();
    let figures = Age::ALL.map(|age| {
        let cell = cells.iter().find(|c| (c.status, c.kind, c.age) == (status, kind, age));
        view! {
            <td class="number" data-label=age_text(age)>
                {cell.map_or_else(|| "–".into_any(), figure)}
            </td>
        }
    });
    view! {
        <tr>
            <td data-label=t.column_billing_status>{billing_badge(status)}</td>
            <td data-label=t.today_kind>{kind_text(kind)}</td>
            {figures.collect_view()}
        </tr>
    }
    .into_any()
}

fn figure(cell: &UnbilledCell) -> AnyView {
    view! {
        <a href=address(
            &cell.counted,
        )>
            {cell
                .counted
                .amounts
                .iter()
                .map(|(currency, amount)| view! { <Money value=*amount currency=*currency /> })
                .collect_view()}
        </a>
    }
    .into_any()
}

fn age_text(age: Age) -> &'static str {
    let t = texts();
    match age {
        Age::UpTo30 => t.today_age_30,
        Age::UpTo60 => t.today_age_60,
        Age::UpTo90 => t.today_age_90,
        Age::Over90 => t.today_age_over,
    }
}

fn kind_text(kind: UnbilledKind) -> &'static str {
    let t = texts();
    match kind {
        UnbilledKind::Time => t.word_time,
        UnbilledKind::Expense => t.word_expense,
        UnbilledKind::Material => t.word_material,
        UnbilledKind::Fee => t.word_fee,
        UnbilledKind::Milestone => t.word_milestones,
        UnbilledKind::Product => t.products_of_contract,
        UnbilledKind::Retainer => t.word_retainer,
    }
}

fn why(blocked: &Blocked) -> AnyView {
    let t = texts();
    let text = match blocked.why {
        WhyBlocked::OverLimit => t.today_over_limit,
        WhyBlocked::NotEvaluated => t.today_not_evaluated,
        WhyBlocked::WithoutPrice => t.today_without_price,
        WhyBlocked::MilestonesOff => t.today_milestones_off,
    };
    let counted = &blocked.counted;
    let comes_to = counted.amounts.iter().any(|(_, amount)| *amount != Decimal::ZERO);
    let beside = comes_to.then(|| amounts(counted));
    line(address(counted), count(text, counted.count), beside)
}
