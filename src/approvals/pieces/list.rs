//! Approvals: submitted entries by project and week; approve or return one, many, all matching.

use super::{
    asked::asked,
    edit::EditEntry,
    setting::{BackgroundSetting, OwnWorkSetting},
};
use crate::{
    approvals::{
        api::{decide_entries, list_entries, request_approval, total_entries},
        model::ApprovalRequest,
    },
    entries::{
        self,
        model::{Decide, Decided, Decision, EntryRow},
        pieces::{
            cells::{contract_cell, state_cell, with_unit},
            told::told,
        },
    },
    ui::{
        allowed::may,
        badge::{Tone, badge, badge_text},
        dialog::Dialog,
        format::{self, Label},
        grid::{
            Bulk, BulkBar, Column, FilterField, Grid, GridSpec, GridState, Input, encode,
            grid_state, listed,
        },
        notice::{Notice, NoticeBox},
        page::PageHead,
        paths,
        unsaved::guard,
        wait::Awaiting,
    },
    vocabulary::{
        dates::week_start,
        failure::ApiError,
        ids::{BatchId, EntryId},
        paging::{Page, Selection, Totals},
        texts::{fill, of, texts},
        words::{BillingType, EntryState, NteValidation, TransactionClass},
    },
};
use leptos::prelude::*;
use std::sync::Arc;

struct Parts {
    state: GridState,
    reload: RwSignal<u32>,
    rows: Awaiting<Result<Page<EntryRow>, ApiError>>,
    totals: Awaiting<Result<Totals, ApiError>>,
}

/// The list and its acts. Correcting what is approved lies above, and is given: the form for a
/// selection, which says when it is done.
pub fn approvals(correct_form: fn(Selection, Callback<Notice>) -> AnyView) -> AnyView {
    let Parts { state, reload, rows, totals } = parts();
    let t = texts();
    let notice = RwSignal::new(None);
    let editing = RwSignal::new(None::<EntryRow>);
    let open = RwSignal::new(false);
    provide_context(Editing { row: editing, open });
    let comment = RwSignal::new(String::new());
    let said = move |what: Notice| {
        notice.set(Some(what));
        reload.update(|n| *n += 1);
    };
    let decide = Action::new(move |(selection, decision): &(Selection, Decision)| {
        let (selection, decision, typed) = (selection.clone(), *decision, comment.get_untracked());
        async move {
            let answer = act(selection, decision, typed).await;
            if answer.is_ok() {
                comment.set(String::new()); // it went with them
            }
            let (notice, left) = answer.unwrap_or_else(|error| (Notice::refused(&error), None));
            said(
                match entries::rules::undone_by(decision)
                    .filter(|inverse| entries::rules::is_for_approver(*inverse))
                {
                    Some(inverse) => notice.undone_by(left, move |left| async move {
                        said(match decide_all(left, inverse, String::new()).await {
                            Ok(decided) => told(inverse, &decided),
                            Err(error) => Notice::refused(&error),
                        });
                    }),
                    None => notice,
                },
            );
        }
    });
    let correcting = RwSignal::new(None::<Selection>);
    let correct_open = RwSignal::new(false);
    let correct = move |selection: Selection| {
        correcting.set(Some(selection));
        correct_open.set(true);
    };
    let bulk: BulkBar =
        Arc::new(move |bulk: Bulk| bulk_bar(bulk, state, decide, comment, Callback::new(correct)));
    let corrected = move |what: Notice| {
        correct_open.set(false);
        said(what);
    };
    view! {
        <PageHead title=t
            .entries_title>
            {may("list_batches")
                .then(|| {
                    view! {
                        <a class="button plain" href=paths::BATCHES>
                            {t.sets_link}
                        </a>
                    }
                })}
        </PageHead>
        <NoticeBox notice />
        <Grid spec=spec(bulk) state rows totals />
        <Dialog open title=t.entries_edit>
            {move || {
                editing
                    .get()
                    .map(|row| {
                        view! {
                            <EditEntry
                                row
                                done=move || {
                                    open.set(false);
                                    reload.update(|n| *n += 1);
                                }
                            />
                        }
                    })
            }}
        </Dialog>
        {may("edit_entry_setting").then(|| view! { <OwnWorkSetting /> })}
        {may("edit_approval_setting").then(|| view! { <BackgroundSetting /> })}
        <Dialog open=correct_open title=t.correct_title wide=true>
            {move || {
                correcting.get().map(|selection| correct_form(selection, Callback::new(corrected)))
            }}
        </Dialog>
    }
    .into_any()
}

/// What the page asks.
fn parts() -> Parts {
    let state = grid_state(Signal::stored(Vec::new()), &[("state", "submitted")]);
    let reload = RwSignal::new(0);
    let (rows, totals) = listed(state, reload, list_entries, total_entries);
    Parts { state, reload, rows, totals }
}

/// The entry whose dialog is open.
#[derive(Clone, Copy)]
struct Editing {
    row: RwSignal<Option<EntryRow>>,
    open: RwSignal<bool>,
}

/// Does it, or has it done in the background where it is much to approve (R-APP-13); says what came
/// of it, and which entries were moved, where they were chosen one by one.
async fn act(
    selection: Selection,
    decision: Decision,
    comment: String,
) -> Result<(Notice, Option<Selection>), ApiError> {
    if decision == Decision::Approve {
        let requested = request_approval(ApprovalRequest {
            selection: selection.clone(),
            comment: comment.clone(),
        })
        .await?;
        if requested.is_in_background {
            return Ok((asked(&requested), None));
        }
    }
    let decided = decide_all(selection, decision, comment).await?;
    Ok((told(decision, &decided), decided.outcome.left()))
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
        let part = decide_entries(Decide {
            selection: selection.clone(),
            decision,
            comment: comment.clone(),
            after,
        })
        .await?;
        all.add_told(&part);
        all.outcome.add(part.outcome);
        selection = selection.seen_as(part.rest);
        match part.last {
            Some(last) => after = last,
            None => return Ok(all),
        }
    }
}

/// The acts that suit the state the list is filtered by; all of them where it is not.
fn bulk_bar(
    bulk: Bulk,
    state: GridState,
    decide: Action<(Selection, Decision), ()>,
    comment: RwSignal<String>,
    correct: Callback<Selection>,
) -> AnyView {
    let (t, may_correct) = (texts(), may("correct_entries"));
    let button = move |decision: Decision, label: &'static str, class: &'static str| {
        bulk.button(label, class, decide.pending(), move |selection| {
            decide.dispatch((selection, decision));
        })
    };
    let for_good = move |decision: Decision, label: &'static str, would: &'static str| {
        bulk.for_good(label, would, decide.pending(), move |selection| {
            decide.dispatch((selection, decision));
        })
    };
    let shown =
        move || EntryState::from_word(state.query.get().filter("state").unwrap_or_default());
    let suits = move |of: &[EntryState]| shown().is_none_or(|shown| of.contains(&shown));
    let correct_button = move || {
        (may_correct && suits(&[EntryState::Approved])).then(|| {
            view! {
                <button
                    type="button"
                    on:click=move |_| {
                        if let Some(selection) = bulk.selection.get_untracked() {
                            correct.run(selection)
                        }
                    }
                >
                    {t.action_correct}
                </button>
            }
        })
    };
    if !may("decide_entries") {
        return correct_button.into_any();
    }
    guard(Signal::derive(move || comment.with_untracked(|typed| !typed.trim().is_empty())));
    view! {
        <input
            type="text"
            class="comment"
            maxlength="1000"
            placeholder=t.field_comment
            aria-label=t.field_comment
            prop:value=move || comment.get()
            on:input=move |e| comment.set(event_target_value(&e))
        />
        {move || {
            suits(&[EntryState::Submitted])
                .then(|| [
                    button(Decision::Approve, t.action_approve, "primary"),
                    for_good(Decision::Return, t.action_reject, t.entries_return_would),
                ])
        }}
        {move || {
            suits(&[EntryState::Draft, EntryState::Returned])
                .then(|| button(Decision::Submit, t.action_submit, ""))
        }}
        {move || {
            suits(&[EntryState::Approved])
                .then(|| for_good(
                    Decision::CancelApproval,
                    t.action_cancel_approval,
                    t.entries_cancel_approval_would,
                ))
        }}
        {correct_button}
        {move || {
            suits(&[EntryState::RecallRequested])
                .then(|| [
                    for_good(
                        Decision::ApproveRecall,
                        t.action_approve_recall,
                        t.entries_approve_recall_would,
                    ),
                    for_good(
                        Decision::RejectRecall,
                        t.action_reject_recall,
                        t.entries_reject_recall_would,
                    ),
                ])
        }}
    }
    .into_any()
}

fn spec(bulk: BulkBar) -> GridSpec<EntryRow> {
    let t = texts();
    GridSpec {
        caption: t.entries_title,
        columns: columns(),
        filters: filters(),
        id: |r| r.entry_id.0,
        amount: |_| None,
        version: Some(|r| r.version),
        empty: |totals| {
            let t = texts();
            let hint = |state: &str| {
                totals
                    .hints
                    .iter()
                    .find(|(name, _)| name == state)
                    .map(|(_, n)| *n)
                    .unwrap_or_default()
                    .to_string()
            };
            fill(
                t.entries_empty,
                &[
                    ("submitted", &hint("submitted")),
                    ("approved", &hint("approved")),
                    ("draft", &hint("draft")),
                    ("returned", &hint("returned")),
                ],
            )
        },
        bulk: Some(bulk),
        // Whoever corrects entries chooses them here too.
        bulk_function: if may("decide_entries") { "decide_entries" } else { "correct_entries" },
    }
}

fn columns() -> Vec<Column<EntryRow>> {
    let t = texts();
    vec![
        Column::text("date", t.column_date, |r: &EntryRow| format::day(r.work_on).into_any())
            .sorted("date"),
        Column::text("week", t.column_week, |r: &EntryRow| week_link(r)).hidden(),
        Column::text("project", t.column_project, |r: &EntryRow| project_link(r)).sorted("project"),
        Column::text("person", t.column_person, |r: &EntryRow| r.resource_name.clone().into_any()),
        Column::text("class", t.column_class, |r: &EntryRow| {
            r.transaction_class.label().into_any()
        }),
        Column::text("priced_by", t.column_priced_by, |r: &EntryRow| {
            r.priced_by.clone().into_any()
        })
        .hidden(),
        Column::text("task", t.column_task, |r: &EntryRow| r.task_name.clone().into_any()).hidden(),
        Column::text("notes", t.column_notes, |r: &EntryRow| {
            view! { <span class="clip" title=r.notes.clone()>{r.notes.clone()}</span> }.into_any()
        }),
        Column::number("hours", t.field_quantity, |r: &EntryRow| with_unit(r)),
        Column::number("billable", t.field_billable_quantity, |r: &EntryRow| {
            format::quantity(r.billable_quantity).into_any()
        }),
        Column::text("billing_type", t.column_billing_type, |r: &EntryRow| {
            let warnings = warnings(r)
                .into_iter()
                .map(|text| view! { " "<span class="badge waiting">{text}</span> })
                .collect_view();
            view! { {r.billing_type.label()}{warnings} }.into_any()
        }),
        Column::text("contract", t.column_contract, contract_cell),
        Column::text("nte", t.entries_nte_validation, |r: &EntryRow| nte_cell(r)),
        Column::text("state", t.column_state, |r: &EntryRow| {
            let waits = r.waits_in.map(|set| view! { " "<a href=paths::batch(BatchId(set.0))>{badge_text(texts().sets_waits, Tone::Waiting)}</a> });
            view! { {state_cell(r)}{waits} }.into_any()
        }),
        Column::text("comment", t.field_comment, |r: &EntryRow| {
            r.decision_comment.clone().into_any()
        })
        .hidden(),
        Column::text("external", t.field_external_description, |r: &EntryRow| {
            r.external_comment.clone().into_any()
        })
        .hidden(),
        Column::number("unit_cost", t.field_unit_cost, |r: &EntryRow| {
            r.unit_cost.map(|cost| format::number(cost, 2)).into_any()
        })
        .hidden(),
        Column::text("edit", t.column_edit, |r: &EntryRow| edit_cell(r)),
    ]
}

fn filters() -> Vec<FilterField> {
    let t = texts();
    let words = |all: &'static [BillingType]| {
        all.iter()
            .filter(|w| **w != BillingType::NotAvailable)
            .map(|w| (w.word(), w.label()))
            .collect::<Vec<_>>()
    };
    vec![
        FilterField::new(
            "state",
            t.column_state,
            Input::Choice(EntryState::ALL.iter().map(|s| (s.word(), s.label())).collect()),
        ),
        FilterField::new(
            "class",
            t.column_class,
            Input::Choice(CLASSES.iter().map(|c| (c.word(), c.label())).collect()),
        ),
        FilterField::new("project", t.column_project, Input::Text),
        FilterField::new("team", t.filter_team, Input::Text),
        FilterField::new("person", t.column_person, Input::Text),
        FilterField::new("from", t.filter_from, Input::Date),
        FilterField::new("to", t.filter_to, Input::Date),
        FilterField::new("notes", t.column_notes, Input::Text),
        FilterField::new(
            "billing_type",
            t.column_billing_type,
            Input::Choice(words(BillingType::ALL)),
        ),
        FilterField::new("entry_id", t.filter_entry, Input::Link),
        FilterField::new("failed_in", t.sets_failed_in, Input::Link),
        FilterField::new("journal_id", t.filter_journal, Input::Link),
    ]
}

/// The Monday of the entry's week: a link to that week.
fn week_link(row: &EntryRow) -> AnyView {
    let monday = week_start(row.work_on);
    let sunday = monday.checked_add_days(chrono::Days::new(6)).unwrap_or(monday);
    view! {
        <a href=format!(
            "{}?from={monday}&to={sunday}&project={}",
            paths::APPROVALS,
            encode(&row.project_code),
        )>{format::day(monday)}</a>
    }
    .into_any()
}

fn project_link(row: &EntryRow) -> AnyView {
    view! {
        <a href=format!(
            "{}?project={}",
            paths::APPROVALS,
            encode(&row.project_code),
        )>{row.project_code.clone()}</a>
    }
    .into_any()
}

/// Classes that entries have.
const CLASSES: &[TransactionClass] = &[
    TransactionClass::Time,
    TransactionClass::Expense,
    TransactionClass::Material,
    TransactionClass::Fee,
];

/// Whether approving it would stay within the limits, and the level that some of it would be over
/// (R-APP-9).
fn nte_cell(row: &EntryRow) -> AnyView {
    row.nte_validation
        .map(|(validation, level)| {
            let tone = match validation {
                NteValidation::Success => Tone::Good,
                NteValidation::Failed => Tone::Bad,
                NteValidation::NotApplicable => Tone::Quiet,
            };
            let level = level.map(|level| {
                view! {
                    " "
                    <small>{level.kind().label()}</small>
                }
            });
            view! {
                {badge(validation, tone)}
                {level}
            }
        })
        .into_any()
}

/// What an approver should know of an entry's price before it is approved (R-PRC-2).
fn warnings(row: &EntryRow) -> Vec<String> {
    let t = texts();
    let rate = row
        .price_currency
        .map(|currency| fill(t.entries_rate_not_used, &[("currency", currency.as_str())]));
    [
        row.remarks.without_price.then(|| t.entries_no_price.to_owned()),
        row.remarks.at_zero.then(|| t.entries_price_zero.to_owned()),
        rate.filter(|_| row.remarks.rate_left),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What can still be changed opens; what is in the ledger leads there.
fn edit_cell(row: &EntryRow) -> AnyView {
    let t = texts();
    if row.state == EntryState::Approved && !row.is_history {
        return view! { <a href=paths::ledger_of_entry(row.entry_id)>{t.action_ledger}</a> }
            .into_any();
    }
    if row.state != EntryState::Submitted || !may("edit_entry") {
        return ().into_any();
    }
    let label = of(
        t.action_edit,
        &format!(
            "{}, {}, {}",
            format::day(row.work_on),
            row.project_code,
            row.resource_name.as_deref().unwrap_or_default()
        ),
    );
    let (row, editing) = (row.clone(), use_context::<Editing>());
    let act = move |_| {
        if let Some(editing) = editing {
            editing.row.set(Some(row.clone()));
            editing.open.set(true);
        }
    };
    view! {
        <button type="button" class="plain" aria-label=label on:click=act>
            {t.action_edit}
        </button>
    }
    .into_any()
}
