//! Expenses and Material: one's own, as a list, with a form to write them down.

use super::work_form::WorkForm;
use crate::{
    book::{api::read_choices, model::WorkChoices},
    entries::{
        api::{decide_own_entries, delete_entry, list_own_entries, total_own_entries},
        model::{Decide, Decided, Decision, EntryRow, Recorded},
        pieces::{
            cells::{contract_cell, state_cell, with_unit},
            told::told,
        },
        rules::{is_for_author, may_change, undone_by},
    },
    ui::{
        allowed::may,
        ask::use_ask,
        dialog::Dialog,
        format::{self, Label},
        grid::{Bulk, BulkBar, Column, FilterField, Grid, GridSpec, Input, grid_state, listed},
        notice::{Failed, Notice, NoticeBox},
        page::{PageHead, loading},
        row_button::RowButton,
        unsaved::guard,
        wait::{Awaited, Awaiting, awaited},
    },
    vocabulary::{
        failure::ApiError,
        ids::EntryId,
        paging::Selection,
        texts::{fill, of, texts},
        words::{EntryState, TransactionClass},
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// The page of expenses.
pub struct Expenses;
/// The page of material.
pub struct Material;

crate::part!(Expenses, part_expenses, "record_entry");

impl Expenses {
    fn page() -> AnyView {
        page(TransactionClass::Expense)
    }
}

crate::part!(Material, part_material, "record_entry");

impl Material {
    fn page() -> AnyView {
        page(TransactionClass::Material)
    }
}

/// What the dialog is open for.
#[derive(Clone, Copy)]
struct Writing {
    row: RwSignal<Option<EntryRow>>,
    open: RwSignal<bool>,
    remove: Action<Recorded, ()>,
}

fn page(class: TransactionClass) -> AnyView {
    let t = texts();
    let (title, add) = if class == TransactionClass::Expense {
        (t.expenses_title, t.expenses_add)
    } else {
        (t.material_title, t.material_add)
    };
    let state = grid_state(Signal::stored(vec![("class", class.word().to_owned())]), &[]);
    let reload = RwSignal::new(0);
    let (rows, totals) = listed(state, reload, list_own_entries, total_own_entries);
    let choices = awaited(|| (), |()| read_choices());
    let notice = RwSignal::new(None);
    let (row, open) = (RwSignal::new(None::<EntryRow>), RwSignal::new(false));
    let remove = Action::new(move |seen: &Recorded| {
        let seen = *seen;
        async move {
            notice.set(Some(match delete_entry(seen).await {
                Ok(()) => Notice::done(t.entries_deleted),
                Err(error) => Notice::refused(&error),
            }));
            reload.update(|n| *n += 1);
        }
    });
    provide_context(Writing { row, open, remove });
    let done = move || {
        open.set(false);
        notice.set(Some(Notice::done(t.notice_saved)));
        reload.update(|n| *n += 1);
    };
    view! {
        <PageHead title=title>
            {may("record_entry")
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="primary"
                            on:click=move |_| {
                                row.set(None);
                                open.set(true);
                            }
                        >
                            {add}
                        </button>
                    }
                })}
        </PageHead>
        <NoticeBox notice />
        <Grid spec=spec(class, title, bulk(notice, reload)) state rows totals />
        <Dialog open title=add>
            {move || form(class, row.get(), choices, done)}
        </Dialog>
    }
    .into_any()
}

fn form(
    class: TransactionClass,
    row: Option<EntryRow>,
    choices: Awaiting<Result<WorkChoices, ApiError>>,
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    view! {
        <Awaited fallback=loading>
            {move || {
                let row = row.clone();
                Suspend::new(async move {
                    match choices.await {
                        Ok(choices) => view! { <WorkForm class row choices done /> }.into_any(),
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })
            }}
        </Awaited>
    }
    .into_any()
}

/// Submit, recall, ask back with a reason.
fn bulk(notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> BulkBar {
    let reason = RwSignal::new(String::new());
    let said = move |what: Notice| {
        notice.set(Some(what));
        reload.update(|n| *n += 1);
    };
    let decide = Action::new(move |(selection, decision): &(Selection, Decision)| {
        let (selection, decision, typed) = (selection.clone(), *decision, reason.get_untracked());
        async move {
            let (notice, left) = decided(decide_all(selection, decision, typed).await, decision);
            if decision == Decision::RequestRecall && notice.done.is_some() {
                reason.set(String::new()); // it went with them
            }
            said(undoable(notice, left, decision, said));
        }
    });
    Arc::new(move |bulk: Bulk| {
        let t = texts();
        let button = move |decision: Decision, label: &'static str, class: &'static str| {
            bulk.button(label, class, decide.pending(), move |selection| {
                decide.dispatch((selection, decision));
            })
        };
        guard(Signal::derive(move || reason.with_untracked(|typed| !typed.trim().is_empty())));
        view! {
            {button(Decision::Submit, t.action_submit, "primary")}
            {button(Decision::Recall, t.action_recall, "")}
            <input
                type="text"
                class="comment"
                maxlength="1000"
                placeholder=t.field_reason
                aria-label=t.field_reason
                prop:value=move || reason.get()
                on:input=move |e| reason.set(event_target_value(&e))
            />
            {button(Decision::RequestRecall, t.action_request_recall, "")}
        }
        .into_any()
    })
}

/// What came of a decision about one's own work, and which entries it moved, where they were chosen
/// one by one.
pub fn decided(
    answer: Result<Decided, ApiError>,
    decision: Decision,
) -> (Notice, Option<Selection>) {
    match answer {
        Ok(decided) => (told(decision, &decided), decided.outcome.left()),
        Err(error) => (Notice::refused(&error), None),
    }
}

/// The same notice with the way back, if there is one for whoever did the work; `said` hears what
/// comes of it.
pub fn undoable(
    notice: Notice,
    left: Option<Selection>,
    decision: Decision,
    said: impl Fn(Notice) + Copy + Send + Sync + 'static,
) -> Notice {
    match undone_by(decision).filter(|inverse| is_for_author(*inverse)) {
        Some(inverse) => notice.undone_by(left, move |left| async move {
            said(decided(decide_all(left, inverse, String::new()).await, inverse).0)
        }),
        None => notice,
    }
}

/// Chunk by chunk, until the selection is done.
async fn decide_all(
    mut selection: Selection,
    decision: Decision,
    comment: String,
) -> Result<Decided, ApiError> {
    let mut all = Decided::default();
    let mut after = EntryId(0);
    loop {
        let part = decide_own_entries(Decide {
            selection: selection.clone(),
            decision,
            comment: comment.clone(),
            after,
        })
        .await?;
        all.outcome.add(part.outcome);
        selection = selection.seen_as(part.rest);
        match part.last {
            Some(last) => after = last,
            None => return Ok(all),
        }
    }
}

fn spec(class: TransactionClass, title: &'static str, bulk: BulkBar) -> GridSpec<EntryRow> {
    let t = texts();
    let priced_by =
        if class == TransactionClass::Expense { t.column_category } else { t.column_product };
    GridSpec {
        caption: title,
        columns: vec![
            Column::text("date", t.column_date, |r: &EntryRow| format::day(r.work_on).into_any())
                .sorted("date"),
            Column::text("project", t.column_project, |r: &EntryRow| {
                r.project_code.clone().into_any()
            })
            .sorted("project"),
            Column::text("task", t.column_task, |r: &EntryRow| r.task_name.clone().into_any()),
            Column::text("priced_by", priced_by, |r: &EntryRow| r.priced_by.clone().into_any()),
            Column::number("quantity", t.field_quantity, |r: &EntryRow| with_unit(r)),
            Column::number("unit_cost", t.field_unit_cost, |r: &EntryRow| {
                r.unit_cost.map(|cost| format::number(cost, 2)).into_any()
            }),
            Column::text("notes", t.column_notes, |r: &EntryRow| {
                view! { <span class="clip" title=r.notes.clone()>{r.notes.clone()}</span> }
                    .into_any()
            }),
            Column::text("contract", t.column_contract, contract_cell),
            Column::text("state", t.column_state, |r: &EntryRow| state_cell(r)),
            Column::text("edit", t.column_edit, |r: &EntryRow| edit_cell(r)),
        ],
        filters: vec![
            FilterField::new(
                "state",
                t.column_state,
                Input::Choice(EntryState::ALL.iter().map(|s| (s.word(), s.label())).collect()),
            ),
            FilterField::new("project", t.column_project, Input::Text),
            FilterField::new("from", t.filter_from, Input::Date),
            FilterField::new("to", t.filter_to, Input::Date),
            FilterField::new("notes", t.column_notes, Input::Text),
        ],
        id: |r| r.entry_id.0,
        amount: |_| None,
        version: Some(|r| r.version),
        empty: |totals| {
            let hint = |state: &str| {
                totals
                    .hints
                    .iter()
                    .find(|(name, _)| name == state)
                    .map(|(_, n)| *n)
                    .unwrap_or_default()
                    .to_string()
            };
            let hints = [
                ("submitted", &*hint("submitted")),
                ("approved", &*hint("approved")),
                ("draft", &*hint("draft")),
                ("returned", &*hint("returned")),
            ];
            fill(texts().entries_empty, &hints)
        },
        bulk: Some(bulk),
        bulk_function: "decide_own_entries",
    }
}

/// What is with its author can be changed or removed.
fn edit_cell(row: &EntryRow) -> AnyView {
    let t = texts();
    let Some(writing) = use_context::<Writing>() else { return ().into_any() };
    if may_change(row.state, row.is_history).is_err() || !may("record_entry") {
        return ().into_any();
    }
    let seen = Recorded { entry_id: row.entry_id, version: row.version };
    let named = fill(
        t.entries_delete_explained,
        &[
            ("date", &format::day(row.work_on)),
            ("what", &row.priced_by),
            ("quantity", &format::quantity(row.quantity)),
            ("notes", &row.notes),
        ],
    );
    let what = format!("{}, {}", format::day(row.work_on), row.priced_by);
    let (ask, remove) = (use_ask(), writing.remove);
    let delete = move || {
        ask.ask(t.entries_delete, named.clone(), t.action_delete, move || {
            remove.dispatch(seen);
        });
    };
    let row = row.clone();
    let edit = move || {
        writing.row.set(Some(row.clone()));
        writing.open.set(true);
    };
    view! {
        <RowButton label=t.action_edit name=of(t.action_edit, &what) act=edit />
        <RowButton label=t.action_delete name=of(t.action_delete, &what) act=delete />
    }
    .into_any()
}
