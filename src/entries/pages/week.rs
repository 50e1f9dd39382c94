//! A cell of the week: hours as they are typed, kept when it is left, with what stands against it
//! beside it.

use super::remembered::Remembered;
use crate::{
    entries::{
        api::{decide_own_entries, delete_entry, record_entry},
        model::{Decide, Decision, EntryRecord, Recorded, WeekEntry, WeekLine},
        pieces::told,
        rules::{HOURS_OF_A_DAY, may_change, quantity},
    },
    ui::{
        dialog::Dialog,
        field::TextField,
        format::{self, Label},
        notice::{Failed, Notice},
    },
    vocabulary::{
        failure::ApiError,
        ids::EntryId,
        paging::Selection,
        refusal::Field,
        texts::{fill, texts},
        typed::readable,
        words::{EntryState, TransactionClass},
    },
};
use chrono::NaiveDate;
use leptos::prelude::*;
use rust_decimal::Decimal;

/// A day's hours of one kind of work.
#[derive(Clone, Copy)]
pub struct Cell {
    /// As it is kept.
    pub entry: RwSignal<Option<WeekEntry>>,
    /// As it is typed.
    typed: RwSignal<String>,
    notes: RwSignal<String>,
    error: RwSignal<Option<ApiError>>,
    /// A save is under way.
    saving: RwSignal<bool>,
    /// It was left again meanwhile.
    again: RwSignal<bool>,
    /// What is typed was typed before the page was loaded anew.
    restored: RwSignal<bool>,
}

impl Cell {
    fn new(entry: &Option<WeekEntry>) -> Self {
        Self {
            typed: RwSignal::new(entry.as_ref().map(hours).unwrap_or_default()),
            notes: RwSignal::new(entry.as_ref().map(|e| e.notes.clone()).unwrap_or_default()),
            entry: RwSignal::new(entry.clone()),
            error: RwSignal::new(None),
            saving: RwSignal::new(false),
            again: RwSignal::new(false),
            restored: RwSignal::new(false),
        }
    }

    /// Whether what is typed is not what is kept.
    fn is_unsaved(self) -> bool {
        is_unsaved(self.entry.get().as_ref(), &self.typed.get(), &self.notes.get())
    }

    /// Whether it shows what was typed before the page was loaded anew, and is not saved yet.
    pub fn is_restored(self) -> bool {
        self.restored.get() && self.is_unsaved()
    }

    /// Whether notes are typed that wait for hours: an entry is kept with both.
    fn lacks_hours(self) -> bool {
        self.entry.with(Option::is_none)
            && self.typed.with(|typed| typed.trim().is_empty())
            && self.notes.with(|notes| !notes.trim().is_empty())
    }

    /// Whether a save is under way.
    pub fn is_saving(self) -> bool {
        self.saving.get()
    }

    /// Shows what was typed before, unless it was kept since or can't be changed any more.
    fn restore(self, typed: &Remembered) {
        let entry = self.entry.get_untracked();
        let may_change = entry.as_ref().is_none_or(|e| may_change(e.state, e.is_history).is_ok());
        if may_change && is_unsaved(entry.as_ref(), &typed.hours, &typed.notes) {
            self.typed.set(typed.hours.clone());
            self.notes.set(typed.notes.clone());
            self.restored.set(true);
        }
    }

    /// Back to what is kept.
    pub fn discard(self) {
        let entry = self.entry.get_untracked();
        self.typed.set(entry.as_ref().map(hours).unwrap_or_default());
        self.notes.set(entry.map(|e| e.notes).unwrap_or_default());
        self.error.set(None);
        self.restored.set(false);
    }
}

fn is_unsaved(entry: Option<&WeekEntry>, typed: &str, notes: &str) -> bool {
    match entry {
        Some(entry) => hours(entry) != typed.trim() || entry.notes != notes,
        None => !typed.trim().is_empty() || !notes.trim().is_empty(),
    }
}

/// A kind of work with its seven cells.
#[derive(Clone)]
pub struct Line {
    /// What it is.
    pub work: WeekLine,
    /// Monday to Sunday.
    pub cells: Vec<Cell>,
}

impl Line {
    /// As the server knows it.
    pub fn new(work: WeekLine) -> Self {
        Self { cells: work.days.iter().map(Cell::new).collect(), work }
    }
}

/// What is typed in a week and not kept, in order.
pub fn unsaved(lines: &[Line]) -> Vec<Remembered> {
    let mut all = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let nth = lines.iter().take(at).filter(|other| is_same(&other.work, &line.work)).count();
        let work = || WeekLine { days: vec![None; 7], ..line.work.clone() };
        let typed = line.cells.iter().enumerate().filter(|(_, cell)| cell.is_unsaved());
        all.extend(typed.map(|(day, cell)| Remembered {
            work: work(),
            nth,
            day,
            hours: cell.typed.get(),
            notes: cell.notes.get(),
        }));
    }
    all
}

/// Shows again what was typed before the page was loaded anew; a line that is not there any more is
/// added.
pub fn restore(lines: RwSignal<Vec<Line>>, typed: &[Remembered]) {
    for one in typed.iter().filter(|one| one.work.days.len() == 7) {
        let found = || {
            lines.with_untracked(|all| {
                all.iter()
                    .filter(|line| is_same(&line.work, &one.work))
                    .nth(one.nth)
                    .and_then(|line| line.cells.get(one.day).copied())
            })
        };
        if found().is_none() {
            lines.update(|all| all.push(Line::new(one.work.clone())));
        }
        if let Some(cell) = found() {
            cell.restore(one);
        }
    }
}

fn is_same(one: &WeekLine, other: &WeekLine) -> bool {
    (one.project_id, one.task_id, &one.task_name, one.role_id)
        == (other.project_id, other.task_id, &other.task_name, other.role_id)
}

fn hours(entry: &WeekEntry) -> String {
    entry.quantity.normalize().to_string()
}

/// What is typed in these cells, as far as it can be read.
pub fn sum(cells: &[Cell]) -> Decimal {
    cells
        .iter()
        .filter_map(|at| readable(&at.typed.get()))
        .filter(|hours| !hours.is_sign_negative())
        .fold(Decimal::ZERO, Decimal::saturating_add)
}

/// More than a day has.
pub fn over_a_day(hours: Decimal) -> bool {
    hours > HOURS_OF_A_DAY
}

/// Keeps what is typed, one save at a time: what is typed meanwhile goes out once the answer is
/// here, with the version that came with it. So the last that was typed is what is kept, and nobody
/// is told that they changed it themselves.
pub async fn keep(at: Cell, work: WeekLine, date: NaiveDate) {
    if at.saving.get_untracked() {
        return at.again.set(true);
    }
    at.saving.set(true);
    loop {
        at.again.set(false);
        keep_once(at, &work, date).await;
        // A page that was left meanwhile has nothing to say any more.
        if at.again.try_get_untracked() != Some(true) {
            break;
        }
    }
    at.saving.try_set(false);
}

/// A new entry, over the old one, or none any more.
async fn keep_once(at: Cell, work: &WeekLine, date: NaiveDate) {
    let (typed, notes, entry) =
        (at.typed.get_untracked(), at.notes.get_untracked(), at.entry.get_untracked());
    if entry.as_ref().is_some_and(|e| hours(e) == typed.trim() && e.notes == notes)
        || (entry.is_none() && typed.trim().is_empty())
    {
        return at.error.set(None);
    }
    let answer = match (&entry, typed.trim()) {
        (Some(e), "") => {
            delete_entry(Recorded { entry_id: e.entry_id, version: e.version }).await.map(|()| None)
        }
        _ => {
            let record = EntryRecord {
                entry_id: entry.as_ref().map(|e| e.entry_id),
                version: entry.as_ref().map(|e| e.version).unwrap_or_default(),
                transaction_class: TransactionClass::Time,
                project_id: Some(work.project_id),
                task_id: work.task_id,
                priced_by: Some(work.role_id.0),
                work_on: date.to_string(),
                quantity: typed.clone(),
                unit: String::new(),
                unit_cost: String::new(),
                notes: notes.clone(),
            };
            record_entry(record).await.map(Some)
        }
    };
    match answer {
        Ok(recorded) => {
            at.error.try_set(None);
            let before = entry
                .map(|e| (e.state, e.decision_comment))
                .unwrap_or((EntryState::Draft, String::new()));
            at.entry.try_set(recorded.map(|kept| WeekEntry {
                entry_id: kept.entry_id,
                version: kept.version,
                quantity: quantity(&typed).unwrap_or_default(),
                notes,
                state: before.0,
                is_history: false,
                decision_comment: before.1,
            }));
        }
        Err(error) => drop(at.error.try_set(Some(error))),
    }
}

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

/// The input of a cell with its notes; what is no longer with its author is only read.
pub fn cell(
    spot: Spot,
    head: &str,
    work: &WeekLine,
    at: Cell,
    notice: RwSignal<Option<Notice>>,
) -> AnyView {
    let Spot { row, day, date, is_outside } = spot;
    let t = texts();
    let work = work.clone();
    let name = format!("{} {} {} {head}", work.project_code, work.task_name, work.role_name);
    let save = Action::new(move |(): &()| keep(at, work.clone(), date));
    let open = RwSignal::new(false);
    let is_open = move || at.entry.get().is_none_or(|e| may_change(e.state, e.is_history).is_ok());
    // The same rule the server asks, as you type.
    let refusal = move || {
        let typed = at.typed.get();
        let own = (!typed.trim().is_empty())
            .then(|| quantity(&typed).err().map(ApiError::from))
            .flatten();
        own.or_else(|| at.error.get()).map(|e| e.sentence(t))
    };
    let tone = move || at.entry.get().map(|e| e.state.word()).unwrap_or_default();
    let label = name.clone();
    let has_notes = move || {
        at.notes.with(|notes| !notes.is_empty())
            || at.entry.get().is_some_and(|e| !e.decision_comment.is_empty())
    };
    let outside = format!("outside-{row}-{day}");
    view! {
        <span class="week-cell" data-state=tone>
            <input
                type="text"
                inputmode="decimal"
                class="number"
                autocomplete="off"
                id=format!("cell-{row}-{day}")
                aria-label=label
                value=at.typed.get_untracked()
                prop:value=move || at.typed.get()
                readonly=move || !is_open()
                aria-describedby=is_outside.then(|| outside.clone())
                aria-invalid=move || refusal().is_some().to_string()
                on:input=move |e| at.typed.set(event_target_value(&e))
                on:change=move |_| {
                    save.dispatch(());
                }
                on:keydown=move |e| move_focus(&e, row, day)
            />
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
        {is_outside
            .then(|| {
                view! {
                    <small class="outside" id=outside.clone() title=t.time_outside_explained>
                        {t.time_outside}
                    </small>
                }
            })}
        {move || {
            refusal()
                .map(|text| {
                    view! {
                        <small class="refusal" role="alert">
                            {text}
                        </small>
                    }
                })
        }}
        {move || {
            at.is_restored()
                .then(|| {
                    let kept = at
                        .entry
                        .get()
                        .map(|e| fill(t.time_kept, &[("hours", &format::quantity(e.quantity))]));
                    view! {
                        <small class="unsaved">
                            {t.time_not_saved}{kept.map(|kept| format!(" · {kept}"))}
                        </small>
                    }
                })
        }}
        {move || {
            at.lacks_hours().then(|| view! { <small class="unsaved">{t.time_lacks_hours}</small> })
        }}
        <Dialog open title=name.clone()>
            {move || match at.entry.get() {
                Some(entry) => view! { <CellForm at entry save open notice /> }.into_any(),
                None => view! { <NewCellForm at save open /> }.into_any(),
            }}
        </Dialog>
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
                    {move || {
                        answer
                            .get()
                            .filter(|e| crate::ui::field::field_of(e).is_none())
                            .map(|error| view! { <Failed error /> })
                    }}
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
