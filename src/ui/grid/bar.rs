//! Above the table: filters, columns, what it all comes to, what is selected.

use super::{
    Bulk, Chosen, GridState,
    spec::{BulkBar, FilterField, GridSpec, Input},
};
use crate::{
    ui::{
        ask::use_ask,
        field::option,
        format::{self, Label},
        row_button::RowButton,
        wait::{Awaited, Awaiting},
    },
    vocabulary::{
        failure::ApiError,
        paging::{PAGE_SIZE, Selection, Totals},
        texts::{count, fill, texts},
        words::TransactionType,
    },
};
use leptos::prelude::*;
use leptos_router::components::{A, Form};
use std::sync::Arc;

/// The filter form: a plain GET form, so it works before hydration and every answer has an address.
pub fn filters<R: 'static>(
    spec: &Arc<GridSpec<R>>,
    state: GridState,
    shown: Memo<Vec<&'static str>>,
) -> AnyView {
    let t = texts();
    let fields = spec.filters.clone();
    let columns: Vec<(&'static str, &'static str)> =
        spec.columns.iter().map(|c| (c.name, c.label)).collect();
    let usual: Vec<&'static str> =
        spec.columns.iter().filter(|c| c.is_shown).map(|c| c.name).collect();
    let names: Vec<&'static str> = fields.iter().map(|f| f.name).collect();
    let active = Memo::new(move |_| {
        let query = state.query.get();
        names.iter().filter(|name| query.filter(name).is_some()).count()
    });
    let clear = move || {
        let href = state.path.get();
        view! {
            <A href attr:class="button plain">
                {t.grid_clear}
            </A>
        }
    };
    view! {
        <details class="filters-menu">
            <summary class="button">
                {move || fill(t.grid_filters, &[("count", &active.get().to_string())])}
            </summary>
        </details>
        <Form method="GET" action="" attr:class="grid-filters" attr:role="search">
            {fields.into_iter().map(|field| filter(field, state)).collect_view()}
            {kept("sort", move || state.query.get().sort)}
            {kept("desc", move || state.query.get().descending.then(|| "1".to_owned()))}
            {kept("columns", move || state.columns.get())}
            {kept(
                "size",
                move || Some(state.query.get().size).filter(|n| *n != 0).map(|n| n.to_string()),
            )}
            <div class="grid-filter-buttons">
                <button type="submit">{t.grid_filter}</button>
                {move || (active.get() != 0).then(clear)}
                {column_chooser(columns, usual, state, shown)}
            </div>
        </Form>
    }
    .into_any()
}

/// Something of the list's address that stays when its filters change.
fn kept(name: &'static str, value: impl Fn() -> Option<String> + Send + Sync + 'static) -> AnyView {
    let input = move |value| view! { <input type="hidden" name=name value=value /> };
    (move || value().map(input)).into_any()
}

fn filter(field: FilterField, state: GridState) -> AnyView {
    let t = texts();
    let name = field.name;
    let value = move || state.query.get().filter(name).unwrap_or_default().to_owned();
    match field.input {
        Input::Link => {
            (move || state.query.get().filter(name).map(|value| chip(&field, value, state)))
                .into_any()
        }
        Input::Choice(choices) => view! {
            <label>
                <span>{field.label}</span>
                <select name=name prop:value=value on:change=move |e| submit(&e)>
                    {option("", t.grid_any, value)}
                    {choices
                        .into_iter()
                        .map(|(word, label)| option(word, label, value))
                        .collect_view()}
                </select>
            </label>
        }
        .into_any(),
        Input::Text | Input::Date => view! {
            <label>
                <span>{field.label}</span>
                <input
                    type=if field.input == Input::Date { "date" } else { "search" }
                    name=name
                    value=value
                    prop:value=value
                    maxlength="200"
                />
            </label>
        }
        .into_any(),
    }
}

/// A filter that came by a link, and the way without it.
fn chip(field: &FilterField, value: &str, state: GridState) -> AnyView {
    let (name, label) = (field.name, field.label);
    let take_away = fill(texts().grid_take_filter_away, &[("filter", label)]);
    view! {
        <span class="chip">
            <input type="hidden" name=name value=value.to_owned() />
            {label}
            <A href=move || state.address(&[(name, None)]) attr:aria-label=take_away>
                "✕"
            </A>
        </span>
    }
    .into_any()
}

/// A choice applies at once.
#[cfg(feature = "hydrate")]
fn submit(event: &leptos::ev::Event) {
    use leptos::wasm_bindgen::JsCast;
    let form = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlSelectElement>().ok())
        .and_then(|select| select.form());
    if let Some(form) = form {
        // A form that can't be submitted stays as it is; its button is still there.
        let _ = form.request_submit();
    }
}

#[cfg(not(feature = "hydrate"))]
fn submit(_: &leptos::ev::Event) {}

fn column_chooser(
    columns: Vec<(&'static str, &'static str)>,
    usual: Vec<&'static str>,
    state: GridState,
    shown: Memo<Vec<&'static str>>,
) -> AnyView {
    let t = texts();
    let toggled = {
        let columns = columns.clone();
        move |name: &'static str| {
            let now = shown.get();
            let next: Vec<&str> = columns
                .iter()
                .map(|(n, _)| *n)
                .filter(|n| if *n == name { !now.contains(n) } else { now.contains(n) })
                .collect();
            state.address(&[(
                "columns",
                (!next.is_empty() && next != usual).then(|| next.join(",")),
            )])
        }
    };
    view! {
        <details class="column-chooser">
            <summary class="button plain">{t.grid_columns}</summary>
            <ul>
                {columns
                    .into_iter()
                    .map(|(name, label)| {
                        let toggled = toggled.clone();
                        view! {
                            <li>
                                <a
                                    href=move || toggled(name)
                                    data-noscroll="true"
                                    class="column-toggle"
                                    aria-current=move || shown.get().contains(&name).to_string()
                                >
                                    <span aria-hidden="true">
                                        {move || {
                                            if shown.get().contains(&name) { "☑" } else { "☐" }
                                        }}
                                    </span>
                                    " "
                                    {label}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </details>
    }
    .into_any()
}

/// What the list comes to; or, when rows are selected, what those come to and what can be done with
/// them.
pub fn summary<R: Clone + Send + Sync + 'static>(
    spec: &Arc<GridSpec<R>>,
    state: GridState,
    totals: Awaiting<Result<Totals, ApiError>>,
    chosen: RwSignal<Chosen>,
) -> AnyView {
    let is_selecting = move || chosen.get().selection(&state.filters.get()).is_some();
    let whole = move || {
        Suspend::new(async move {
            let all = totals.await.ok();
            all.map(|all| view! { <span class="grid-total">{total_text(&all)}</span> })
        })
    };
    let bulk_bar = spec.bulk.clone().map(|bulk| bulk_bar(bulk, state, totals, chosen));
    view! {
        <div class="grid-summary" class:selecting=is_selecting>
            <Awaited fallback=move || {
                view! {
                    <span class="grid-total" aria-busy="true">
                        "…"
                    </span>
                }
            }>{whole}</Awaited>
            {bulk_bar}
        </div>
    }
    .into_any()
}

/// What is selected comes to, and what can be done with it; nothing while nothing is.
fn bulk_bar(
    bulk: BulkBar,
    state: GridState,
    totals: Awaiting<Result<Totals, ApiError>>,
    chosen: RwSignal<Chosen>,
) -> AnyView {
    let t = texts();
    let selection = Signal::derive(move || chosen.get().selection(&state.filters.get()));
    let ask = use_ask();
    // What "all" means is what was said of it when it was chosen.
    let all = RwSignal::new(None::<Totals>);
    Effect::new(move |_| all.set(totals.get().and_then(Result::ok)));
    let is_all = Signal::derive(move || chosen.with(|now| now.all.is_some()));
    let come_to = move |now: &Chosen, rows: &str| {
        parts(&[count(rows, now.count()), format::amounts(&now.amounts())])
    };
    let what = Signal::derive(move || {
        let now = chosen.get();
        now.all.as_ref().map_or_else(|| come_to(&now, t.count_rows), total_text)
    });
    let chosen_text = move || {
        let now = chosen.get();
        match &now.all {
            Some(all) => fill(t.grid_all_selected, &[("what", &total_text(all))]),
            None => come_to(&now, t.grid_selected),
        }
    };
    view! {
        <Show when=move || selection.get().is_some()>
            <div class="bulk-bar" role="region" aria-label=t.grid_bulk_bar>
                <strong>{chosen_text}</strong>
                <Show when=move || !is_all.get()>
                    <RowButton
                        label=t.grid_select_all_matching
                        busy=Signal::derive(move || all.get().is_none())
                        act=move || chosen.update(|c| c.all = all.get_untracked())
                    />
                </Show>
                <RowButton label=t.grid_select_none act=move || chosen.set(Chosen::default()) />
                <span class="bulk-actions">
                    {bulk(Bulk {
                        selection,
                        is_all,
                        what,
                        ask,
                    })}
                </span>
            </div>
        </Show>
    }
    .into_any()
}

/// "1,234 rows · 56.00 h · 20.00 km · 7,890.00 EUR": each kind of quantity and each currency by
/// itself, and what is no sum by its kind.
pub fn total_text(totals: &Totals) -> String {
    let t = texts();
    let quantity = if totals.quantity.is_zero() {
        String::new()
    } else {
        fill(t.grid_hours, &[("hours", &format::quantity(totals.quantity))])
    };
    let rows = if totals.count == 1 {
        count(t.count_rows, 1)
    } else {
        count(t.count_rows, totals.count)
            .replace(&totals.count.to_string(), &format::count(totals.count))
    };
    let quantities = totals
        .quantities
        .iter()
        .map(|(unit, quantity)| format!("{}\u{a0}{unit}", format::quantity(*quantity)));
    let kinds = totals.kinds.iter().map(|(kind, currency, amount)| {
        let label = TransactionType::from_word(kind).map(Label::label).unwrap_or_default();
        format!("{label} {}", format::money(*amount, *currency))
    });
    let all: Vec<String> = [rows, quantity]
        .into_iter()
        .chain(quantities)
        .chain([format::amounts(&totals.amounts)])
        .chain(kinds)
        .collect();
    parts(&all)
}

fn parts(texts: &[String]) -> String {
    texts.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join(" · ")
}

/// How many there are of something that a list's totals hint at.
pub fn hint(totals: &Totals, name: &str) -> String {
    totals
        .hints
        .iter()
        .find(|(hinted, _)| hinted == name)
        .map(|(_, n)| format::count(*n))
        .unwrap_or_default()
}

/// Page sizes to choose from.
pub const SIZES: &[u16] = &[PAGE_SIZE, 100, 200];

/// Ready to Invoice and Not Ready to Invoice, for the selected rows.
pub fn ready_bar(bulk: Bulk, mark: Action<(Selection, bool), ()>) -> AnyView {
    let button = move |ready: bool, label: &'static str, class: &'static str| {
        bulk.button(label, class, mark.pending(), move |selection| {
            mark.dispatch((selection, ready));
        })
    };
    view! {
        {button(true, texts().word_ready, "primary")}
        {button(false, texts().word_not_ready, "")}
    }
    .into_any()
}
