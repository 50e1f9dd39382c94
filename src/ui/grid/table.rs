//! The table itself, its totals row and its pager. On a phone each row becomes a card: cells carry
//! their heading.

use super::{
    Chosen, Edits, GridState,
    bar::SIZES,
    edit::{self, Editable},
    spec::{Column, GridSpec, Unfold},
};
use crate::{
    ui::wait::{Awaited, Awaiting},
    vocabulary::{
        failure::ApiError,
        paging::{Page, Totals},
        texts::{fill, texts},
    },
};
use leptos::prelude::*;
use leptos_router::components::A;
use std::{collections::BTreeSet, sync::Arc};

/// What a table is of.
pub struct Of<R: Send + Sync + 'static> {
    pub spec: Arc<GridSpec<R>>,
    pub state: GridState,
    pub totals: Awaiting<Result<Totals, ApiError>>,
    pub chosen: RwSignal<Chosen>,
    pub shown: Memo<Vec<&'static str>>,
    pub edits: Option<Edits<R>>,
    pub unfold: Option<Unfold<R>>,
}

/// A page as a table.
pub fn table<R: Clone + Send + Sync + 'static>(of: Of<R>, page: Page<R>) -> impl IntoView {
    let (spec, state, totals) = (of.spec.clone(), of.state, of.totals);
    let (chosen, shown) = (of.chosen, of.shown);
    let selectable = spec.bulk.is_some();
    let rows = Arc::new(page.rows);
    let is_empty = rows.is_empty();
    let unsaved = of.edits.as_ref().map(|_| edit::unsaved_rows());
    let drawn: Vec<AnyView> = rows
        .iter()
        .cloned()
        .enumerate()
        .map(|(at, row)| table_row(&of, row, at == 0, unsaved))
        .collect();
    view! {
        {selectable.then(|| view! { <p class="hidden">{texts().grid_keys}</p> })}
        <div class="grid-scroll" tabindex="0" role="group" aria-label=spec.caption>
            <table on:keydown=move |e| move_focus(&e)>
                <caption class="hidden">{spec.caption}</caption>
                <thead>
                    <tr>
                        {selectable.then(|| head_box(&spec, &rows, chosen))}
                        {
                            let spec = spec.clone();
                            move || {
                                spec.columns
                                    .iter()
                                    .filter(|c| shown.get().contains(&c.name))
                                    .map(|c| heading(c, state))
                                    .collect_view()
                            }
                        }
                    </tr>
                </thead>
                <tbody>{drawn}</tbody>
            </table>
        </div>
        {is_empty.then(|| why_empty(spec.empty, totals))}
        {pager(page.previous, page.next, state)}
    }
}

/// What an empty list says, once it is known what there is.
fn why_empty(said: fn(&Totals) -> String, totals: Awaiting<Result<Totals, ApiError>>) -> AnyView {
    let text = move || {
        Suspend::new(async move {
            totals.await.ok().map(|all| view! { <p class="empty">{said(&all)}</p> })
        })
    };
    view! { <Awaited>{text}</Awaited> }.into_any()
}

/// Back and forth, and how many rows a page has.
fn pager(previous: Option<String>, next: Option<String>, state: GridState) -> AnyView {
    let t = texts();
    let to = move |cursor: String, by: &'static str, rel: &'static str, text: &'static str| {
        let href = move || state.address(&[(by, Some(cursor.clone()))]);
        view! {
            <A href attr:rel=rel attr:class="button plain">
                {text}
            </A>
        }
    };
    let size = move |size: &u16| {
        let size = *size;
        let href = move || state.address(&[("size", Some(size.to_string()))]);
        let is_current = move || (state.query.get().page_size() == size).to_string();
        view! {
            <a href=href aria-current=is_current>
                {size.to_string()}
            </a>
            " "
        }
    };
    view! {
        <nav class="pager" aria-label=t.grid_pages>
            {previous.map(|cursor| to(cursor, "before", "prev", t.grid_previous))}
            {next.map(|cursor| to(cursor, "after", "next", t.grid_next))}
            <span class="sizes">
                {t.grid_rows_per_page}" " {SIZES.iter().map(size).collect_view()}
            </span>
        </nav>
    }
    .into_any()
}

/// A heading; where it sorts, a link that sorts by it, then the other way round.
fn heading<R>(column: &Column<R>, state: GridState) -> AnyView {
    let (name, label, is_number) = (column.name, column.label, column.is_number);
    let Some(sort) = column.sort else {
        return view! {
            <th scope="col" data-column=name class:number=is_number>
                {label}
            </th>
        }
        .into_any();
    };
    let by_this = move || state.query.get().sort.as_deref() == Some(sort);
    let descending = move || by_this() && state.query.get().descending;
    let order = move || match (by_this(), descending()) {
        (false, _) => "none",
        (true, false) => "ascending",
        (true, true) => "descending",
    };
    let href = move || {
        let down = by_this() && !descending();
        state.address(&[("sort", Some(sort.to_owned())), ("desc", down.then(|| "1".to_owned()))])
    };
    let arrow = move || match (by_this(), descending()) {
        (false, _) => "",
        (true, false) => " ▲",
        (true, true) => " ▼",
    };
    view! {
        <th scope="col" data-column=name class:number=is_number aria-sort=order>
            <A href=href>{label}<span aria-hidden="true">{arrow}</span></A>
        </th>
    }
    .into_any()
}

fn head_box<R: 'static + Send + Sync>(
    spec: &Arc<GridSpec<R>>,
    rows: &Arc<Vec<R>>,
    chosen: RwSignal<Chosen>,
) -> AnyView {
    let (id, seen) = (spec.id, spec.seen_row());
    let rows = rows.clone();
    let ids: Vec<i64> = rows.iter().map(id).collect();
    let all_in = move || {
        let now = chosen.get();
        !ids.is_empty() && (now.all.is_some() || ids.iter().all(|id| now.rows.contains_key(id)))
    };
    let toggle = move |e: leptos::ev::Event| {
        let is_in = event_target_checked(&e);
        chosen.update(|c| rows.iter().for_each(|row| c.set(id(row), seen(row), is_in)));
    };
    view! {
        <th class="check">
            <label class="check-all">
                <input type="checkbox" prop:checked=all_in on:change=toggle />
                <span class="hidden">{texts().grid_select_page}</span>
            </label>
        </th>
    }
    .into_any()
}

fn table_row<R: Clone + Send + Sync + 'static>(
    of: &Of<R>,
    row: R,
    is_first: bool,
    unsaved: Option<RwSignal<BTreeSet<i64>>>,
) -> AnyView {
    let (spec, chosen, shown) = (of.spec.clone(), of.chosen, of.shown);
    let (selectable, seen_row) = (spec.bulk.is_some(), spec.seen_row());
    let (id, seen) = ((spec.id)(&row), RwSignal::new(seen_row(&row)));
    let is_in = move || {
        let now = chosen.get();
        now.all.is_some() || now.rows.contains_key(&id)
    };
    let toggle = move |e: leptos::ev::Event| {
        chosen.update(|c| c.set(id, seen.get_untracked(), event_target_checked(&e)))
    };
    // What is selected counts as it is now.
    let saved = Callback::new(move |row: R| {
        seen.set(seen_row(&row));
        if chosen.with_untracked(|now| now.rows.contains_key(&id)) {
            chosen.update(|now| now.set(id, seen_row(&row), true));
        }
    });
    let editable = of
        .edits
        .as_ref()
        .zip(unsaved)
        .map(|(edits, unsaved)| Editable::new(id, row.clone(), edits, unsaved, saved));
    let row = Arc::new(row);
    let unfolded = of.unfold.clone().map(|unfold| unfolded(unfold, of.state, id, &row, shown));
    let (toggle_lines, beneath) = unfolded.unzip();
    // Tab comes to one cell of the table first.
    let first_cell = spec.columns.iter().find(|c| is_first && c.edit.is_some()).map(|c| c.name);
    let cells = move || {
        let shown = shown.get();
        let first = shown.first().copied();
        spec.columns
            .iter()
            .enumerate()
            .filter(|(_, c)| shown.contains(&c.name))
            .map(|(at, c)| {
                let toggle = toggle_lines.as_ref().filter(|_| first == Some(c.name));
                let content = match editable {
                    Some(editable) => edit::cell(&spec, at, first_cell == Some(c.name), editable),
                    None => (c.cell)(&row),
                };
                view! {
                    <td data-label=c.label data-column=c.name class:number=c.is_number>
                        {toggle.map(|toggle| toggle())}
                        {content}
                    </td>
                }
            })
            .collect_view()
    };
    view! {
        <tr data-row=id.to_string() aria-selected=move || (selectable && is_in()).then_some("true")>
            {selectable.then(|| tick(id, is_in, toggle))}
            {cells}
        </tr>
        {beneath}
    }
    .into_any()
}

/// The box that selects a row.
fn tick(
    id: i64,
    is_in: impl Fn() -> bool + Send + Sync + 'static,
    toggle: impl FnMut(leptos::ev::Event) + 'static,
) -> impl IntoView {
    let name = fill(texts().grid_select_row, &[("id", &id.to_string())]);
    view! {
        <td class="check">
            <label>
                <input type="checkbox" aria-label=name prop:checked=is_in on:change=toggle />
            </label>
        </td>
    }
}

/// What unfolds a row, a link that stands in its first cell, and what is beneath it once it is
/// unfolded.
fn unfolded<R: Send + Sync + 'static>(
    unfold: Unfold<R>,
    state: GridState,
    id: i64,
    row: &Arc<R>,
    shown: Memo<Vec<&'static str>>,
) -> (impl Fn() -> AnyView + Send + Sync + 'static, AnyView) {
    let is_open = Memo::new(move |_| state.open.read().contains(&id));
    let name = (unfold.name)(row);
    let toggle = move || {
        let name = name.clone();
        view! {
            <a
                class="unfold"
                href=move || state.unfolding(id)
                data-noscroll="true"
                aria-expanded=move || is_open.get().to_string()
                aria-label=name
            ></a>
        }
        .into_any()
    };
    let row = row.clone();
    let beneath = move || is_open.get().then(|| (unfold.rows)(row.clone(), shown));
    (toggle, view! { {beneath} }.into_any())
}

/// Arrow up and down move among the rows' boxes; Enter on a box goes to what can be done with the
/// selection, F2 changes the row.
#[cfg(feature = "hydrate")]
fn move_focus(event: &leptos::ev::KeyboardEvent) {
    use leptos::wasm_bindgen::JsCast;
    let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    let key = event.key();
    if key == "F2" || key == "Enter" {
        return to_acts(event, target, key == "F2");
    }
    let forward = key == "ArrowDown";
    if !forward && key != "ArrowUp" {
        return;
    }
    let Some(row) = target
        .filter(|t| t.matches("input[type=checkbox]").unwrap_or(false))
        .and_then(|t| t.closest("tr").ok().flatten())
    else {
        return;
    };
    let neighbour =
        if forward { row.next_element_sibling() } else { row.previous_element_sibling() };
    let input = neighbour
        .and_then(|n| n.query_selector("input[type=checkbox]").ok().flatten())
        .and_then(|i| i.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(input) = input {
        event.prevent_default();
        // What can't take the focus leaves it where it is.
        let _ = input.focus();
    }
}

#[cfg(feature = "hydrate")]
fn to_acts(event: &leptos::ev::KeyboardEvent, target: Option<web_sys::Element>, edits: bool) {
    use leptos::wasm_bindgen::JsCast;
    let Some(target) = target else { return };
    let found = if edits {
        target.closest("tr").ok().flatten().and_then(|row| {
            ["[data-column=edit] button", "td.number > .cell", ".cell"]
                .iter()
                .find_map(|what| row.query_selector(what).ok().flatten())
        })
    } else if target.matches("input[type=checkbox]").unwrap_or(false) {
        target
            .closest(".grid")
            .ok()
            .flatten()
            .and_then(|grid| grid.query_selector(".bulk-actions button:enabled").ok().flatten())
    } else {
        None
    };
    let Some(found) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return;
    };
    event.prevent_default();
    // What can't take the focus leaves it where it is.
    let _ = found.focus();
    if edits {
        found.click();
    }
}

#[cfg(not(feature = "hydrate"))]
fn move_focus(_: &leptos::ev::KeyboardEvent) {}
