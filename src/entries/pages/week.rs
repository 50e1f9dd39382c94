//! A week while it is typed: lines of cells, each kept when it is left.

use super::remembered::Remembered;
use crate::{
    entries::{
        api::{delete_entry, record_entry},
        model::{EntryRecord, Recorded, WeekEntry, WeekLine},
        rules::{HOURS_OF_A_DAY, may_change, quantity},
    },
    vocabulary::{
        failure::ApiError,
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
    pub(super) typed: RwSignal<String>,
    pub(super) notes: RwSignal<String>,
    pub(super) error: RwSignal<Option<ApiError>>,
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
    pub(super) fn lacks_hours(self) -> bool {
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
