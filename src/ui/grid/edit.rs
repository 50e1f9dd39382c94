//! Cells that are edited where they stand, by keyboard: Enter or F2 begins, typing too; Enter saves
//! and goes to the next row, Tab to the next cell, Escape gives up. What was typed is saved cell by
//! cell; what a save answers takes the row's place, and nothing else is read. A refusal stands
//! beside its cell; where somebody else was first, both values do, and whoever typed chooses.

mod editor;
mod keys;

use super::spec::{CellEdit, CellInput, Column, GridSpec};
use crate::{
    ui::{row_button::RowButton, unsaved::guard},
    vocabulary::{
        failure::ApiError,
        texts::{fill, texts},
    },
};
use futures::future::BoxFuture;
use leptos::{prelude::*, task::spawn_local};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Why a cell was not saved; and, where somebody else was first, the row as it is now.
pub struct NotSaved<R> {
    /// Why.
    pub error: ApiError,
    /// As it is now.
    pub theirs: Option<R>,
}

/// Saves what was typed into the cell of a column of a row as it was read; answers the row since.
pub type Save<R> = Arc<
    dyn Fn(R, &'static str, String) -> BoxFuture<'static, Result<R, NotSaved<R>>> + Send + Sync,
>;

/// What makes a list's cells editable.
pub struct Edits<R> {
    /// Saves a cell.
    pub save: Save<R>,
    /// Whether rows can be edited now.
    pub is_open: Signal<bool>,
}

impl<R> Clone for Edits<R> {
    fn clone(&self) -> Self {
        Self { save: self.save.clone(), is_open: self.is_open }
    }
}

/// What was typed and is not saved.
#[derive(Clone)]
struct Typed {
    text: String,
    standing: Standing,
}

#[derive(Clone)]
enum Standing {
    /// It is on its way, or next.
    Waiting,
    /// The rule or the server says no.
    Refused(ApiError),
    /// Somebody else was first: the row shows theirs.
    Theirs,
}

/// A row that can be edited.
pub(super) struct Editable<R: Send + Sync + 'static> {
    id: i64,
    /// As it is.
    pub(super) row: RwSignal<R>,
    typed: RwSignal<BTreeMap<&'static str, Typed>>,
    /// The column whose editor is open, and what stands in it.
    open: RwSignal<Option<&'static str>>,
    text: RwSignal<String>,
    /// A letter began it: the next one follows.
    is_typed: StoredValue<bool>,
    is_saving: StoredValue<bool>,
    save: StoredValue<Save<R>>,
    is_editable: Signal<bool>,
    /// Rows with something that is not saved.
    unsaved: RwSignal<BTreeSet<i64>>,
    /// Told when it is saved.
    saved: Callback<R>,
}

impl<R: Send + Sync + 'static> Clone for Editable<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Send + Sync + 'static> Copy for Editable<R> {}

/// Rows of a table that have something unsaved: nobody leaves them without being asked.
pub(super) fn unsaved_rows() -> RwSignal<BTreeSet<i64>> {
    let unsaved = RwSignal::new(BTreeSet::new());
    guard(Signal::derive(move || unsaved.with_untracked(|rows| !rows.is_empty())));
    unsaved
}

impl<R: Clone + Send + Sync + 'static> Editable<R> {
    pub(super) fn new(
        id: i64,
        row: R,
        edits: &Edits<R>,
        unsaved: RwSignal<BTreeSet<i64>>,
        saved: Callback<R>,
    ) -> Self {
        Self {
            id,
            row: RwSignal::new(row),
            typed: RwSignal::new(BTreeMap::new()),
            open: RwSignal::new(None),
            text: RwSignal::new(String::new()),
            is_typed: StoredValue::new(false),
            is_saving: StoredValue::new(false),
            save: StoredValue::new(edits.save.clone()),
            is_editable: edits.is_open,
            unsaved,
            saved,
        }
    }

    fn begin(self, column: &'static str, text: String, is_typed: bool) {
        self.is_typed.set_value(is_typed);
        self.text.set(text);
        self.open.set(Some(column));
    }

    fn mark(self) {
        let is_any = self.typed.with_untracked(|typed| !typed.is_empty());
        self.unsaved.update(|rows| {
            if is_any {
                rows.insert(self.id)
            } else {
                rows.remove(&self.id)
            };
        });
    }

    fn forget(self, column: &'static str) {
        self.typed.update(|typed| {
            typed.remove(column);
        });
        self.mark();
    }

    fn give_up(self, column: &'static str) {
        self.open.set(None);
        self.forget(column);
        keys::focus_cell(self.id, column);
    }

    /// Takes what was typed: says no beside the cell, or has it saved. Answers whether the editor
    /// is closed.
    fn commit(self, column: &'static str, edit: CellEdit<R>) -> bool {
        if self.open.get_untracked() != Some(column) {
            return true;
        }
        let text = self.text.get_untracked();
        let (was, checked) =
            self.row.with_untracked(|row| ((edit.typed)(row), (edit.check)(row, &text)));
        if was.as_deref() == Some(text.trim()) {
            self.open.set(None);
            self.forget(column);
            return true;
        }
        let standing = match checked {
            Ok(()) => Standing::Waiting,
            Err(refusal) => Standing::Refused(refusal.into()),
        };
        let is_good = matches!(standing, Standing::Waiting);
        self.typed.update(|typed| {
            typed.insert(column, Typed { text, standing });
        });
        self.mark();
        if is_good {
            self.open.set(None);
            self.work();
        }
        is_good
    }

    /// Saves what waits, one after another: each in the version that the one before left.
    fn work(self) {
        let next = self.typed.with_untracked(|typed| {
            let waits = |typed: &Typed| matches!(typed.standing, Standing::Waiting);
            typed.iter().find(|(_, one)| waits(one)).map(|(name, one)| (*name, one.text.clone()))
        });
        let Some((column, text)) = next.filter(|_| !self.is_saving.get_value()) else { return };
        self.is_saving.set_value(true);
        let asked = (self.save.get_value())(self.row.get_untracked(), column, text);
        spawn_local(async move {
            let answer = asked.await;
            // Whoever went on to another page has no row any more.
            if self.is_saving.try_set_value(false).is_some() {
                return;
            }
            match answer {
                Ok(row) => {
                    self.typed.update(|typed| {
                        typed.remove(column);
                    });
                    self.row.set(row.clone());
                    self.saved.run(row);
                }
                Err(NotSaved { error, theirs }) => {
                    let standing = match theirs {
                        Some(row) => {
                            self.row.set(row);
                            Standing::Theirs
                        }
                        None => Standing::Refused(error),
                    };
                    self.typed.update(|typed| {
                        if let Some(one) = typed.get_mut(column) {
                            one.standing = standing;
                        }
                    });
                }
            }
            self.mark();
            self.work();
        });
    }
}

/// A cell: what it shows, its editor, and what stands against what was typed.
pub(super) fn cell<R: Clone + Send + Sync + 'static>(
    spec: &Arc<GridSpec<R>>,
    at: usize,
    is_first: bool,
    editable: Editable<R>,
) -> AnyView {
    let Some(column) = spec.columns.get(at) else { return ().into_any() };
    let (name, show) = (column.name, column.cell);
    let Some(edit) = column.edit else {
        return (move || editable.row.with(show)).into_any();
    };
    let can_be = Memo::new(move |_| {
        editable.is_editable.get() && editable.row.with(|row| (edit.typed)(row)).is_some()
    });
    let is_open = Memo::new(move |_| editable.open.get() == Some(name));
    let label = column.label;
    let spec = spec.clone();
    view! {
        {move || {
            if is_open.get() {
                editor::editor(editable, name, label, edit)
            } else if can_be.get() {
                shown(editable, (name, label), is_first, edit, show)
            } else {
                (move || editable.row.with(show)).into_any()
            }
        }}
        {move || spec.columns.get(at).map(|column| remarks(editable, column, edit))}
    }
    .into_any()
}

/// What a cell says, and the way into its editor.
fn shown<R: Clone + Send + Sync + 'static>(
    editable: Editable<R>,
    (name, label): (&'static str, &'static str),
    is_first: bool,
    edit: CellEdit<R>,
    show: fn(&R) -> AnyView,
) -> AnyView {
    let begin = move |text: Option<String>| {
        let is_typed = text.is_some();
        let typed = editable.typed.with_untracked(|typed| typed.get(name).cloned());
        let text = text.or_else(|| typed.map(|one| one.text));
        let text = text.or_else(|| editable.row.with_untracked(|row| (edit.typed)(row)));
        editable.begin(name, text.unwrap_or_default(), is_typed);
    };
    let waiting = move || {
        let one = editable.typed.with(|typed| typed.get(name).cloned());
        one.filter(|one| !matches!(one.standing, Standing::Theirs)).map(|one| one.text)
    };
    view! {
        <button
            type="button"
            class="cell"
            data-cell=name
            title=label
            tabindex=if is_first { "0" } else { "-1" }
            class:waiting=move || waiting().is_some()
            on:focus=move |e| keys::came(&e)
            on:click=move |_| begin(None)
            on:keydown=move |e| keys::on_cell(&e, edit.input, begin)
        >
            {move || match waiting() {
                Some(text) => editor::said(edit.input, &text).into_any(),
                None => editable.row.with(show),
            }}
        </button>
    }
    .into_any()
}

/// The refusal of what was typed; or, where somebody else was first, both values.
fn remarks<R: Clone + Send + Sync + 'static>(
    editable: Editable<R>,
    column: &Column<R>,
    edit: CellEdit<R>,
) -> AnyView {
    let (name, show, label) = (column.name, column.cell, column.label);
    let one = move || editable.typed.with(|typed| typed.get(name).cloned());
    let refused = |error: ApiError| {
        view! {
            <small class="cell-remark refusal" role="alert">
                {error.sentence(texts())}
            </small>
        }
        .into_any()
    };
    let theirs = move |text: String| {
        let t = texts();
        let mine = text.clone();
        let save_mine = move || {
            editable.typed.update(|typed| {
                let waiting = Typed { text: mine.clone(), standing: Standing::Waiting };
                typed.insert(name, waiting);
            });
            keys::focus_cell(editable.id, name);
            editable.work();
        };
        let keep_theirs = move || {
            editable.forget(name);
            keys::focus_cell(editable.id, name);
        };
        let said = fill(
            t.grid_cell_changed,
            &[("column", label), ("mine", &editor::said(edit.input, &text))],
        );
        view! {
            <div class="cell-remark conflict" role="alert">
                <p>{said}</p>
                <p>
                    {t.grid_cell_theirs}": "
                    <strong>{move || editable.row.with(show)}</strong>
                </p>
                <RowButton label=t.grid_cell_keep_theirs act=keep_theirs />
                <RowButton label=t.grid_cell_save_mine act=save_mine />
            </div>
        }
        .into_any()
    };
    (move || match one() {
        Some(Typed { standing: Standing::Refused(error), .. }) => refused(error),
        Some(Typed { standing: Standing::Theirs, text }) => theirs(text),
        Some(_) | None => ().into_any(),
    })
    .into_any()
}
