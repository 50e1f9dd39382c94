//! The list of what is done in the background.

use super::shown::{retry, state_cell};
use crate::{
    batches::{
        api::{list_batches, total_batches},
        model::BatchRow,
        words::{BatchKind, BatchState},
    },
    ui::{
        follow::follow,
        format::{self, Label},
        grid::{Bulk, BulkBar, Column, FilterField, Grid, GridSpec, Input, grid_state, listed},
        notice::NoticeBox,
        page::PageHead,
        paths,
    },
    vocabulary::{
        failure::ApiError,
        paging::{Page, Totals},
        texts::{count, fill, texts},
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// All of them.
pub struct Batches;

/// Rows still to come, of all batches.
fn to_come(totals: &Result<Totals, ApiError>) -> i64 {
    let hint =
        |totals: &Totals| totals.hints.iter().find(|(name, _)| name == "items").map(|(_, n)| *n);
    totals.as_ref().ok().and_then(hint).unwrap_or_default()
}

crate::part!(Batches, part_batches, "list_batches");

impl Batches {
    fn page() -> AnyView {
        let t = texts();
        let state = grid_state(Signal::stored(Vec::new()), &[]);
        let (reload, notice) = (RwSignal::new(0), RwSignal::new(None));
        let (rows, totals) = listed(state, reload, list_batches, total_batches);
        let retry = retry(notice, reload);
        // The totals are small: they are followed, and the rows asked for when something has moved.
        follow(totals, |totals| to_come(totals) > 0);
        let waiting = RwSignal::new(0);
        Effect::new(move |before: Option<Option<i64>>| {
            let now = totals.get().map(|totals| to_come(&totals));
            waiting.set(now.unwrap_or_default());
            if before.flatten().is_some_and(|before| Some(before) != now) {
                rows.refetch();
            }
            now.or(before.flatten())
        });
        // Rows are read before the totals: of what ended in between they don't know.
        Effect::new(move |before: Option<bool>| {
            let waits = |page: &Page<BatchRow>| page.rows.iter().any(|row| row.waiting > 0);
            let is_behind = rows.get().and_then(Result::ok).is_some_and(|page| waits(&page))
                && totals.get().is_some_and(|totals| to_come(&totals) == 0);
            if is_behind && before != Some(true) {
                rows.refetch();
            }
            is_behind
        });
        let bulk: BulkBar = Arc::new(move |bulk: Bulk| {
            bulk.button(texts().sets_retry, "primary", retry.pending(), move |selection| {
                retry.dispatch(selection);
            })
        });
        let to_come = move || match waiting.get() {
            0 => t.batches_idle.to_owned(),
            rows => count(t.batches_to_come, rows),
        };
        view! {
            <PageHead title=t.batches_title />
            <p class="quiet-text" role="status" aria-live="polite">
                {to_come}
            </p>
            <NoticeBox notice />
            <Grid spec=spec(bulk) state rows totals />
        }
        .into_any()
    }
}

fn spec(bulk: BulkBar) -> GridSpec<BatchRow> {
    let t = texts();
    GridSpec {
        caption: t.batches_title,
        columns: columns(),
        filters: filters(),
        id: |r| r.batch_id.0,
        amount: |_| None,
        version: None,
        empty: |totals| {
            let hint = |states: &[&str]| {
                format::count(
                    totals
                        .hints
                        .iter()
                        .filter(|(name, _)| states.contains(&name.as_str()))
                        .map(|(_, n)| *n)
                        .sum(),
                )
            };
            let counts = [
                ("running", hint(&["waiting", "running"])),
                ("done", hint(&["done"])),
                ("refused", hint(&["done_with_refusals"])),
            ];
            fill(
                texts().batches_empty,
                &counts.iter().map(|(name, count)| (*name, count.as_str())).collect::<Vec<_>>(),
            )
        },
        bulk: Some(bulk),
        bulk_function: "retry_approval_sets",
    }
}

fn columns() -> Vec<Column<BatchRow>> {
    let t = texts();
    vec![
        Column::text("begun", t.batches_begun_at, |r: &BatchRow| {
            view! { <a href=paths::batch(r.batch_id)>{format::instant(r.begun_at)}</a> }.into_any()
        })
        .sorted("begun"),
        Column::text("kind", t.batches_kind, |r: &BatchRow| r.kind.label().into_any()),
        Column::text("person", t.batches_begun_by, |r: &BatchRow| r.person_name.clone().into_any()),
        Column::text("project", t.column_project, |r: &BatchRow| {
            r.set.as_ref().map(|set| set.project_code.clone()).into_any()
        }),
        Column::text("state", t.column_state, |r: &BatchRow| state_cell(r)),
        Column::number("items", t.batches_items, |r: &BatchRow| {
            format::count(r.items()).into_any()
        }),
        Column::number("done", t.batches_done, |r: &BatchRow| {
            format::count(r.done.into()).into_any()
        }),
        Column::number("refused", t.batches_refused, |r: &BatchRow| refused_cell(r)),
        Column::number("waiting", t.batches_waiting, |r: &BatchRow| {
            format::count(r.waiting.into()).into_any()
        }),
        Column::text("amounts", t.batches_amounts, |r: &BatchRow| {
            format::amounts(&r.amounts).into_any()
        })
        .hidden(),
    ]
}

fn filters() -> Vec<FilterField> {
    let t = texts();
    let states = BatchState::ALL
        .iter()
        .filter(|state| **state != BatchState::Stopped)
        .map(|s| (s.word(), s.label()))
        .collect();
    vec![
        FilterField::new("state", t.column_state, Input::Choice(states)),
        FilterField::new(
            "kind",
            t.batches_kind,
            Input::Choice(BatchKind::ALL.iter().map(|k| (k.word(), k.label())).collect()),
        ),
        FilterField::new("project", t.column_project, Input::Text),
        FilterField::new("person", t.batches_begun_by, Input::Text),
        FilterField::new("from", t.filter_from, Input::Date),
        FilterField::new("to", t.filter_to, Input::Date),
        FilterField::new("batch_id", t.batches_one, Input::Link),
    ]
}

/// How many were refused; a link to why.
fn refused_cell(row: &BatchRow) -> AnyView {
    match row.refused {
        0 => "0".into_any(),
        refused => view! { <a href=paths::batch(row.batch_id)>{format::count(refused.into())}</a> }
            .into_any(),
    }
}
