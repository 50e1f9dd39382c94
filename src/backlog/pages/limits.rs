//! Not-to-Exceed: for every level of a contract its limit, what uses it and what is left; for a row
//! that failed, who has the room it needs, and what releasing them would come to before anybody
//! does it (W-8).

use crate::{
    backlog::{
        api::{preview_release, read_limits, release_committed},
        model::{
            ChosenRow, Evaluated, LevelRoom, LimitedRow, LimitsPage, Release, ReleasePlan,
            ReleaseRequest,
        },
    },
    contracts::model::LimitLevel,
    ui::{
        allowed::may,
        badge::{Tone, badge},
        format::{self, Label},
        notice::{Failed, Notice, NoticeBox},
        page::{Missing, PageHead, answered, loading},
        paths,
        wait::{Awaited, Awaiting, awaited, awaited_first},
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::{ActualId, ContractId},
        refusal::Refusal,
        texts::{count, fill, texts},
        words::NteStatus,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// The page.
pub struct Limits;

struct Parts {
    page: Awaiting<Result<LimitsPage, ApiError>>,
    reload: RwSignal<u32>,
}

crate::part!(Limits, part_limits, "read_limits");

impl Limits {
    fn page() -> AnyView {
        let Parts { page, reload } = parts();
        let notice = RwSignal::new(None);
        view! {
            <NoticeBox notice />
            <Awaited fallback=loading>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) => whole(page, notice, reload),
                        Err(error) => view! { <Missing error /> }.into_any(),
                    }
                })}
            </Awaited>
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    let (params, query) = (use_params_map(), use_query_map());
    let reload = RwSignal::new(0);
    let page = awaited_first(
        move || {
            let id = params.read().get("id").and_then(|id| id.parse::<ContractId>().ok());
            (id, query.read().get("row"), reload.get())
        },
        |(id, row, _)| {
            let none = || ApiError::Refused(Refusal::NotFound);
            answered(async move {
                let row = row.map(|row| row.parse()).transpose().map_err(|_| none())?;
                read_limits(id.ok_or_else(none)?, row).await
            })
        },
    );
    Parts { page, reload }
}

fn whole(page: LimitsPage, notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> AnyView {
    let t = texts();
    let LimitsPage { contract_id, contract_name, currency, levels, failed, failed_count, chosen } =
        page;
    let chosen_id = chosen.as_ref().map(|c| c.row.actual_id);
    view! {
        <PageHead
            title=format!("{}: {contract_name}", t.column_limit)
            trail=vec![
                (paths::CONTRACTS.to_owned(), t.contracts_title.to_owned()),
                (paths::contract(contract_id), contract_name.clone()),
            ]
        >
            <a class="button plain" href=format!("{}#limits", paths::contract(contract_id))>
                {t.limits_set}
            </a>
        </PageHead>
        {levels_table(levels, currency)}
        {chosen.map(|chosen| make_room(contract_id, chosen, currency, notice, reload))}
        <h2>{t.limits_failed}</h2>
        {failed_table(contract_id, failed, failed_count, chosen_id, currency)}
    }
    .into_any()
}

fn levels_table(levels: Vec<LevelRoom>, currency: Currency) -> AnyView {
    let t = texts();
    if levels.is_empty() {
        return view! { <p class="empty">{t.limits_none}</p> }.into_any();
    }
    let cell = |label: &'static str, value: Decimal| {
        view! {
            <td data-label=label class="number" class:negative=value.is_sign_negative()>
                {format::number(value, currency.decimals())}
            </td>
        }
    };
    let row = |level: LevelRoom| {
        let room = level.room;
        let names = [level.setting.line_name, level.setting.customer_name]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ");
        view! {
            <tr>
                <td data-label=t.limit_level>{level.setting.level.kind().label()}</td>
                <td data-label=t.field_name>{names}</td>
                {cell(t.column_limit, room.limit)}
                {cell(t.column_invoiced, room.invoiced)}
                {cell(t.column_on_drafts, room.on_drafts)}
                {cell(t.word_committed, room.committed)}
                {cell(t.column_room, room.left())}
            </tr>
        }
    };
    view! {
        <div class="grid-scroll" tabindex="0" role="group" aria-label=t.limits_levels>
            <table data-testid="levels">
                <caption class="hidden">{t.limits_levels}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.limit_level}</th>
                        <th scope="col">{t.field_name}</th>
                        <th scope="col" class="number">
                            {t.column_limit}
                            " "
                            {currency.to_string()}
                        </th>
                        <th scope="col" class="number">
                            {t.column_invoiced}
                        </th>
                        <th scope="col" class="number">
                            {t.column_on_drafts}
                        </th>
                        <th scope="col" class="number">
                            {t.word_committed}
                        </th>
                        <th scope="col" class="number">
                            {t.column_room}
                        </th>
                    </tr>
                </thead>
                <tbody>{levels.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn failed_table(
    contract: ContractId,
    failed: Vec<LimitedRow>,
    failed_count: i64,
    chosen: Option<ActualId>,
    currency: Currency,
) -> AnyView {
    let t = texts();
    if failed.is_empty() {
        return view! { <p class="empty">{t.limits_none_failed}</p> }.into_any();
    }
    let shown = i64::try_from(failed.len()).unwrap_or(0);
    let more = (shown < failed_count).then(|| {
        let text = fill(
            t.limits_more_failed,
            &[("shown", &format::count(shown)), ("count", &format::count(failed_count))],
        );
        view! {
            <p>
                <a href=paths::backlog_of_contract(contract, "failed")>{text}</a>
            </p>
        }
    });
    let row = |row: LimitedRow| {
        let stopped = row.stopped_by.map(|level| level.kind().label()).unwrap_or(t.limits_fits_now);
        let current = (chosen == Some(row.actual_id)).then_some("true");
        view! {
            <tr aria-current=current>
                {row_cells(&row, currency)}
                <td data-label=t
                    .column_stopped_by>
                    {badge(row.nte_status, Tone::Bad)}" "<small>{stopped}</small>
                </td> <td>
                    <a href=paths::limits_of_row(contract, row.actual_id) data-noscroll="true">
                        {t.limits_make_room}
                    </a>
                </td>
            </tr>
        }
    };
    view! {
        <div class="grid-scroll" tabindex="0" role="group" aria-label=t.limits_failed>
            <table data-testid="failed">
                <caption class="hidden">{t.limits_failed}</caption>
                <thead>
                    <tr>
                        {row_heads()}<th scope="col">{t.column_stopped_by}</th><th scope="col">
                            <span class="hidden">{t.limits_make_room}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{failed.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {more}
    }
    .into_any()
}

fn row_heads() -> AnyView {
    let t = texts();
    view! {
        <th scope="col">{t.column_date}</th>
        <th scope="col">{t.column_line}</th>
        <th scope="col">{t.column_customer}</th>
        <th scope="col">{t.column_person}</th>
        <th scope="col">{t.column_notes}</th>
        <th scope="col" class="number">
            {t.column_amount}
        </th>
    }
    .into_any()
}

fn row_cells(row: &LimitedRow, currency: Currency) -> AnyView {
    let t = texts();
    let notes = row.notes.clone().unwrap_or_default();
    view! {
        <td data-label=t.column_date>{format::day(row.work_on)}</td>
        <td data-label=t.column_line>{row.line_name.clone()}</td>
        <td data-label=t.column_customer>{row.customer_name.clone()}</td>
        <td data-label=t.column_person>{row.resource_name.clone()}</td>
        <td data-label=t.column_notes>
            <span class="clip" title=notes.clone()>
                {notes.clone()}
            </span>
        </td>
        <td data-label=t.column_amount class="number">
            {format::money(row.net_amount, currency)}
        </td>
    }
    .into_any()
}

/// The chosen row with those who use its room: choose, see what would become of everything, do it.
fn make_room(
    contract: ContractId,
    chosen: ChosenRow,
    currency: Currency,
    notice: RwSignal<Option<Notice>>,
    reload: RwSignal<u32>,
) -> AnyView {
    let t = texts();
    let ChosenRow { row, short, committed, committed_count, suggestion } = chosen;
    if !matches!(row.nte_status, NteStatus::Failed | NteStatus::NotEvaluated) {
        return view! { <p class="notice">{t.limits_row_is_in}</p> }.into_any();
    }
    let row_id = row.actual_id;
    let released = RwSignal::new(
        suggestion.clone().unwrap_or_default().into_iter().collect::<BTreeSet<ActualId>>(),
    );
    let request = Memo::new(move |_| ReleaseRequest {
        contract_id: contract,
        row: row_id,
        release: released.get().into_iter().collect(),
    });
    let plan = awaited(move || request.get(), preview_release);
    let title = fill(
        t.limits_room_for,
        &[(
            "row",
            &format!(
                "{} · {} · {}",
                format::day(row.work_on),
                row.customer_name,
                format::money(row.net_amount, currency)
            ),
        )],
    );
    let amounts: Vec<(ActualId, Decimal)> =
        committed.iter().map(|c| (c.actual_id, c.net_amount)).collect();
    let freed = move || {
        let now = released.get();
        let sum: Decimal =
            amounts.iter().filter(|(id, _)| now.contains(id)).map(|(_, amount)| *amount).sum();
        fill(
            t.limits_freed,
            &[
                ("rows", &count(t.count_rows, i64::try_from(now.len()).unwrap_or(0))),
                ("amount", &format::money(sum, currency)),
            ],
        )
    };
    let names: Vec<LimitedRow> = committed.iter().chain([&row]).cloned().collect();
    view! {
        <section class="card" data-testid="make-room">
            <h2>{title}</h2>
            <p>{short_text(&short, currency)}" "{suggestion_text(&short, suggestion.as_ref())}</p>
            {committed_table(committed, committed_count, released, currency)}
            <p class="amount-line">{freed}</p>
            <Awaited fallback=|| {
                view! { <p aria-busy="true">"…"</p> }
            }>
                {move || {
                    let names = names.clone();
                    Suspend::new(async move {
                        match plan.await {
                            Ok(plan) => outcome(contract, plan, &names, currency, notice, reload),
                            Err(error) => view! { <Failed error /> }.into_any(),
                        }
                    })
                }}
            </Awaited>
        </section>
    }
    .into_any()
}

fn short_text(short: &[(LimitLevel, Decimal)], currency: Currency) -> String {
    let t = texts();
    let lacks = |(level, lack): &(LimitLevel, Decimal)| {
        fill(
            t.limits_lacks,
            &[("level", level.kind().label()), ("amount", &format::money(*lack, currency))],
        )
    };
    short.iter().map(lacks).collect::<Vec<_>>().join(" ")
}

fn suggestion_text(
    short: &[(LimitLevel, Decimal)],
    suggestion: Option<&Vec<ActualId>>,
) -> &'static str {
    let t = texts();
    match suggestion {
        _ if short.is_empty() => t.limits_fits_already,
        Some(_) => t.limits_suggested,
        None => t.limits_no_suggestion,
    }
}

fn committed_table(
    committed: Vec<LimitedRow>,
    committed_count: i64,
    released: RwSignal<BTreeSet<ActualId>>,
    currency: Currency,
) -> AnyView {
    let t = texts();
    if committed.is_empty() {
        return ().into_any();
    }
    let shown = i64::try_from(committed.len()).unwrap_or(0);
    let more = (shown < committed_count).then(|| {
        view! {
            <p>
                {fill(
                    t.limits_more_committed,
                    &[("shown", &format::count(shown)), ("count", &format::count(committed_count))],
                )}
            </p>
        }
    });
    view! {
        <div class="grid-scroll" tabindex="0" role="group" aria-label=t.limits_committed>
            <table data-testid="committed">
                <caption>{t.limits_committed}</caption>
                <thead>
                    <tr>
                        <th class="check">
                            <span class="hidden">{t.limits_release}</span>
                        </th>
                        {row_heads()}
                        <th scope="col">{t.column_billing_status}</th>
                    </tr>
                </thead>
                <tbody>{committed.into_iter().map(|row| committed_row(row, released, currency)).collect_view()}</tbody>
            </table>
        </div>
        {more}
    }
    .into_any()
}

/// A row that holds room, with the box that chooses it for release.
fn committed_row(
    row: LimitedRow,
    released: RwSignal<BTreeSet<ActualId>>,
    currency: Currency,
) -> impl IntoView + use<> {
    let t = texts();
    let id = row.actual_id;
    let toggle = move |e: leptos::ev::Event| {
        released.update(|now| {
            if event_target_checked(&e) {
                now.insert(id);
            } else {
                now.remove(&id);
            }
        });
    };
    let label = fill(t.grid_select_row, &[("id", &id.to_string())]);
    let ready = row.is_ready.then_some(t.word_ready);
    view! {
        <tr>
            <td class="check">
                <label>
                    <input
                        type="checkbox"
                        aria-label=label
                        checked=released.get_untracked().contains(&id)
                        prop:checked=move || released.get().contains(&id)
                        on:change=toggle
                    />
                </label>
            </td>
            {row_cells(&row, currency)}
            <td data-label=t.column_billing_status>{ready}</td>
        </tr>
    }
}

/// What each row would become that gives up its room.
fn releases(released: &[Evaluated], names: &[LimitedRow], currency: Currency) -> AnyView {
    let line = |row: &Evaluated| {
        let name = names.iter().find(|n| n.actual_id == row.actual_id);
        let text = name
            .map(|n| {
                format!(
                    "{} · {} · {}",
                    format::day(n.work_on),
                    n.customer_name,
                    format::money(n.net_amount, currency)
                )
            })
            .unwrap_or_default();
        let tone = if row.level.is_some() { Tone::Bad } else { Tone::Good };
        view! {
            <li>
                {text}" "{badge(row.nte_status, tone)}" "
                <small>{row.level.map(|level| level.kind().label())}</small>
            </li>
        }
    };
    view! {
        <p>{texts().limits_becomes}</p>
        <ul>{released.iter().map(line).collect_view()}</ul>
    }
    .into_any()
}

/// What the dry run says, and the button that does exactly that.
fn outcome(
    contract: ContractId,
    plan: ReleasePlan,
    names: &[LimitedRow],
    currency: Currency,
    notice: RwSignal<Option<Notice>>,
    reload: RwSignal<u32>,
) -> AnyView {
    let t = texts();
    let fits = plan.row.level.is_none();
    let answer = match plan.row.level {
        None => t.limits_yes.to_owned(),
        Some(level) => fill(t.limits_no, &[("level", level.kind().label())]),
    };
    let released = (!plan.released.is_empty()).then(|| releases(&plan.released, names, currency));
    let act = Action::new(move |release: &Release| {
        let release = release.clone();
        async move {
            match release_committed(release).await {
                Ok(_) => notice.set(Some(Notice::done(texts().limits_done))),
                Err(error) => notice.set(Some(Notice::refused(&error))),
            }
            reload.update(|n| *n += 1);
        }
    });
    let request = ReleaseRequest {
        contract_id: contract,
        row: plan.row.actual_id,
        release: plan.released.iter().map(|row| row.actual_id).collect(),
    };
    let release = Release { request, expected: plan };
    let button = (fits && may("release_committed")).then(|| {
        let text = if release.request.release.is_empty() {
            t.limits_commit
        } else {
            t.limits_release_and_commit
        };
        view! {
            <button
                type="button"
                class="primary"
                disabled=move || act.pending().get()
                on:click=move |_| {
                    act.dispatch(release.clone());
                }
            >
                {text}
            </button>
        }
    });
    view! {
        <div data-testid="dry-run">
            <p>
                <strong>{answer}</strong>
            </p>
            {released}
            {button}
        </div>
    }
    .into_any()
}
