//! A cell of the week on the page: its hours, its notes, and what stands against it beside it.

use super::week::{Cell, keep};
use crate::{
    entries::{
        api::decide_own_entries,
        model::{Decide, Decision, WeekEntry, WeekLine},
        pieces::told,
        rules::{may_change, quantity},
    },
    ui::{
        dialog::Dialog,
        field::TextField,
        form::other_error,
        format::{self, Label},
        notice::Notice,
    },
    vocabulary::{
        failure::ApiError,
        ids::EntryId,
        paging::Selection,
        refusal::Field,
        texts::{fill, texts},
        words::EntryState,
    },
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// Where a cell stands.
#[derive(Clone, Copy)]
pub struct Spot {
    /// Which line, from 0.
    pub row: usize,
    /// Monday is 0.
    pub day: usize,
    /// Which day.
    pub date: NaiveDate,
    /// No contract bills its line's work on that day.
    pub is_outside: bool,
}

impl Spot {
    fn outside_id(self) -> String {
        format!("outside-{}-{}", self.row, self.day)
    }
}

/// The input of a cell with its notes; what is no longer with its author is only read.
pub fn cell(
    spot: Spot,
    head: &str,
    work: &WeekLine,
    at: Cell,
    notice: RwSignal<Option<Notice>>,
) -> AnyView {
    let t = texts();
    let (work, date) = (work.clone(), spot.date);
    let name = format!("{} {} {} {head}", work.project_code, work.task_name, work.role_name);
    let save = Action::new(move |(): &()| keep(at, work.clone(), date));
    let open = RwSignal::new(false);
    // The same rule the server asks, as you type.
    let refusal = Signal::derive(move || {
        let typed = at.typed.get();
        let own = (!typed.trim().is_empty())
            .then(|| quantity(&typed).err().map(ApiError::from))
            .flatten();
        own.or_else(|| at.error.get()).map(|e| e.sentence(t))
    });
    let tone = move || at.entry.get().map(|e| e.state.word()).unwrap_or_default();
    let has_notes = move || {
        at.notes.with(|notes| !notes.is_empty())
            || at.entry.get().is_some_and(|e| !e.decision_comment.is_empty())
    };
    view! {
        <span class="week-cell" data-state=tone>
            {hours_input(spot, name.clone(), at, save, refusal)}
            <button
                type="button"
                class="plain"
                aria-label=format!("{} {name}", t.column_notes)
                title=t.column_notes
                on:click=move |_| open.set(true)
            >
                {move || if has_notes() { "✎" } else { "+" }}
            </button>
        </span>
        {remarks(spot, at, refusal)}
        <Dialog open title=name.clone()>
            {move || match at.entry.get() {
                Some(entry) => view! { <CellForm at entry save open notice /> }.into_any(),
                None => view! { <NewCellForm at save open /> }.into_any(),
            }}
        </Dialog>
    }
    .into_any()
}

fn hours_input(
    spot: Spot,
    name: String,
    at: Cell,
    save: Action<(), ()>,
    refusal: Signal<Option<String>>,
) -> AnyView {
    let Spot { row, day, is_outside, .. } = spot;
    let is_open = move || at.entry.get().is_none_or(|e| may_change(e.state, e.is_history).is_ok());
    view! {
        <input
            type="text"
            inputmode="decimal"
            class="number"
            autocomplete="off"
            id=format!("cell-{row}-{day}")
            aria-label=name
            value=at.typed.get_untracked()
            prop:value=move || at.typed.get()
            readonly=move || !is_open()
            aria-describedby=is_outside.then(|| spot.outside_id())
            aria-invalid=move || refusal.get().is_some().to_string()
            on:input=move |e| at.typed.set(event_target_value(&e))
            on:change=move |_| {
                save.dispatch(());
            }
            on:keydown=move |e| move_focus(&e, row, day)
        />
    }
    .into_any()
}

/// What stands against the hours, and what of them is not kept yet.
fn remarks(spot: Spot, at: Cell, refusal: Signal<Option<String>>) -> AnyView {
    let t = texts();
    let outside = spot.is_outside.then(|| {
        view! {
            <small class="outside" id=spot.outside_id() title=t.time_outside_explained>
                {t.time_outside}
            </small>
        }
    });
    let refused = |text| {
        view! {
            <small class="refusal" role="alert">
                {text}
            </small>
        }
    };
    let kept = move || {
        let entry = at.entry.get();
        entry.map(|e| fill(t.time_kept, &[("hours", &format::quantity(e.quantity))]))
    };
    let restored = move || {
        view! {
            <small class="unsaved">
                {t.time_not_saved}{kept().map(|kept| format!(" · {kept}"))}
            </small>
        }
    };
    let lacks_hours = move || view! { <small class="unsaved">{t.time_lacks_hours}</small> };
    view! {
        {outside}
        {move || refusal.get().map(refused)}
        {move || at.is_restored().then(restored)}
        {move || at.lacks_hours().then(lacks_hours)}
    }
    .into_any()
}

/// Notes of a day that has no hours yet, and the hours: it is an entry once it has both, or hours
/// alone.
#[component]
fn NewCellForm(at: Cell, save: Action<(), ()>, open: RwSignal<bool>) -> impl IntoView {
    let t = texts();
    let submit = move |e: leptos::ev::SubmitEvent| {
        e.prevent_default();
        save.dispatch(());
        open.set(false);
    };
    view! {
        <form on:submit=submit>
            <TextField field=Field::Notes value=at.notes error=at.error multiline=true />
            <TextField field=Field::Quantity value=at.typed error=at.error decimal=true />
            <p class="quiet-text">{t.time_notes_hint}</p>
            <footer>
                <button type="submit" class="primary">
                    {t.action_save}
                </button>
            </footer>
        </form>
    }
}

/// Notes of a day's hours, what the approver said, and the way back for what is approved (R-SM-40).
#[component]
fn CellForm(
    at: Cell,
    entry: WeekEntry,
    save: Action<(), ()>,
    open: RwSignal<bool>,
    notice: RwSignal<Option<Notice>>,
) -> impl IntoView {
    let t = texts();
    let (state, entry_id, version) = (entry.state, entry.entry_id, entry.version);
    let is_mine = may_change(state, entry.is_history).is_ok();
    let reason = RwSignal::new(String::new());
    let answer = RwSignal::new(None::<ApiError>);
    let ask = Action::new(move |(): &()| {
        let decide = Decide {
            selection: Selection::versioned([(entry_id.0, version)]),
            decision: Decision::RequestRecall,
            comment: reason.get_untracked(),
            after: EntryId(0),
        };
        async move {
            match decide_own_entries(decide).await {
                Ok(decided) => {
                    if decided.outcome.changed == 1 {
                        at.entry.update(|entry| {
                            entry.iter_mut().for_each(|e| e.state = EntryState::RecallRequested)
                        });
                    }
                    notice.set(Some(told::told(Decision::RequestRecall, &decided)));
                    open.set(false);
                }
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    let submit = move |e: leptos::ev::SubmitEvent| {
        e.prevent_default();
        if is_mine {
            save.dispatch(());
            open.set(false);
        } else {
            ask.dispatch(());
        }
    };
    view! {
        <form on:submit=submit>
            <p>{state.label()}</p>
            {(!entry.decision_comment.is_empty())
                .then(|| view! { <p>{t.field_comment}": "{entry.decision_comment.clone()}</p> })}
            {if is_mine {
                view! {
                    <TextField field=Field::Notes value=at.notes error=at.error multiline=true />
                    <footer>
                        <button type="submit" class="primary">
                            {t.action_save}
                        </button>
                    </footer>
                }
                    .into_any()
            } else if state == EntryState::Approved && !entry.is_history {
                view! {
                    <p class="quiet-text">{entry.notes.clone()}</p>
                    <TextField field=Field::Reason value=reason error=answer />
                    {other_error(answer)}
                    <footer>
                        <button type="submit" disabled=move || ask.pending().get()>
                            {t.action_request_recall}
                        </button>
                    </footer>
                }
                    .into_any()
            } else {
                view! { <p class="quiet-text">{entry.notes.clone()}</p> }.into_any()
            }}
        </form>
    }
}

/// Enter and the arrows move among cells; left and right only from the edge of what is typed.
#[cfg(feature = "hydrate")]
fn move_focus(event: &leptos::ev::KeyboardEvent, row: usize, day: usize) {
    use leptos::wasm_bindgen::JsCast;
    let Some(input) = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok())
    else {
        return;
    };
    let length = u32::try_from(input.value().chars().count()).unwrap_or(0);
    let (start, end) = (
        input.selection_start().ok().flatten().unwrap_or(0),
        input.selection_end().ok().flatten().unwrap_or(0),
    );
    let (row, day) = match event.key().as_str() {
        "ArrowDown" | "Enter" => (row + 1, day),
        "ArrowUp" if row > 0 => (row - 1, day),
        "ArrowLeft" if day > 0 && start == 0 && (end == 0 || end == length) => (row, day - 1),
        "ArrowRight" if end == length && (start == length || start == 0) => (row, day + 1),
        _ => return,
    };
    event.prevent_default();
    let next = document()
        .get_element_by_id(&format!("cell-{row}-{day}"))
        .and_then(|e| e.dyn_into::<web_sys::HtmlInputElement>().ok());
    match next {
        Some(next) => {
            // What can't take the focus leaves it where it is.
            let _ = next.focus();
            next.select();
        }
        // The last row: leaving keeps what was typed.
        None if event.key() == "Enter" => {
            let _ = input.blur();
        }
        None => {}
    }
}

#[cfg(not(feature = "hydrate"))]
fn move_focus(_: &leptos::ev::KeyboardEvent, _: usize, _: usize) {}
