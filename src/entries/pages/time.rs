//! Time: one's own week, filled in by keyboard, kept as it is typed, submitted whole.

use super::{
    add_line::AddLine,
    cell::{Spot, cell},
    remembered::Place,
    week::{Cell, Line, keep, over_a_day, restore, sum, unsaved},
    work_list::{decided, undoable},
};
use crate::{
    book::{api::read_choices, model::WorkChoices},
    contracts::{self, api::read_covers, model::Cover},
    entries::{
        api::{decide_own_entries, read_week},
        model::{Decide, Decision, Week, WeekLine},
    },
    ui::{
        allowed::may,
        format,
        notice::{Failed, Notice, NoticeBox},
        page::{PageHead, loading},
        paths,
        row_button::RowButton,
        wait::{Awaited, Awaiting, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        ids::{EntryId, ProjectId},
        paging::Selection,
        texts::{count, texts},
        words::EntryState,
    },
};
use chrono::{Days, NaiveDate};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{components::A, hooks::use_query_map};
use std::collections::BTreeSet;

/// The page.
pub struct Time;

struct Parts {
    reload: RwSignal<u32>,
    asked: Awaiting<(Result<Week, ApiError>, Result<WorkChoices, ApiError>)>,
}

crate::part!(Time, part_time, "read_week");

impl Time {
    fn page() -> AnyView {
        let t = texts();
        let Parts { reload, asked } = parts();
        let notice = RwSignal::new(None);
        view! {
            <PageHead title=t.time_title />
            <NoticeBox notice />
            <Awaited fallback=loading>
                {move || Suspend::new(async move {
                    match asked.await {
                        (Ok(week), Ok(choices)) => {
                            view! { <WeekGrid week choices notice reload /> }.into_any()
                        }
                        (Err(error), _) | (_, Err(error)) => view! { <Failed error /> }.into_any(),
                    }
                })}
            </Awaited>
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    let params = use_query_map();
    let reload = RwSignal::new(0);
    let week = Memo::new(move |_| params.read().get("week").unwrap_or_default());
    let asked = awaited_first(
        move || (week.get(), reload.get()),
        |(week, _)| async move { (read_week(week).await, read_choices().await) },
    );
    Parts { reload, asked }
}

/// The address of a week.
fn week_path(monday: NaiveDate) -> String {
    format!("{}?week={monday}", paths::TIME)
}

/// The days of a week.
fn days(monday: NaiveDate) -> Vec<NaiveDate> {
    (0..7).filter_map(|n| monday.checked_add_days(Days::new(n))).collect()
}

#[component]
fn WeekGrid(
    week: Week,
    choices: WorkChoices,
    notice: RwSignal<Option<Notice>>,
    reload: RwSignal<u32>,
) -> impl IntoView {
    let t = texts();
    let monday = week.monday;
    let lines = RwSignal::new(week.lines.into_iter().map(Line::new).collect::<Vec<Line>>());
    let place = Place { person_id: week.person_id, monday };
    // A line that is added lives as long as the week, not only until this effect runs again.
    let owner = Owner::current();
    Effect::new(move |before: Option<()>| {
        if before.is_none() {
            let again = || restore(lines, &place.remembered());
            owner.as_ref().map_or_else(again, |owner| owner.with(again));
        }
        place.remember(&unsaved(&lines.get()));
    });
    let before = monday.checked_sub_days(Days::new(7)).unwrap_or(monday);
    let after = monday.checked_add_days(Days::new(7)).unwrap_or(monday);
    let names: Vec<&'static str> = t.time_days.split('|').collect();
    let heads: Vec<String> = days(monday)
        .iter()
        .zip(names)
        .map(|(day, name)| format!("{name} {}", day.format("%d.%m.")))
        .collect();
    let labels = heads.clone();
    let week_days = days(monday);
    let covers = covers_of(lines, week.covers);
    let is_some_outside = move || {
        lines.with(|all| {
            all.iter()
                .any(|line| days(monday).into_iter().any(|day| is_outside(&line.work, covers, day)))
        })
    };
    view! {
        <nav class="week-nav" aria-label=t.column_week>
            <A href=week_path(before) attr:class="button">
                {t.time_before}
            </A>
            <strong>{t.column_week}" "{format::day(monday)}</strong>
            <A href=week_path(after) attr:class="button">
                {t.time_after}
            </A>
        </nav>
        {restored_bar(lines, monday)}
        <div class="week-scroll" tabindex="0" role="group" aria-label=t.time_title>
            <table class="week">
                <caption class="hidden">{t.time_title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.time_work}</th>
                        {heads
                            .into_iter()
                            .map(|head| {
                                view! {
                                    <th scope="col" class="number">
                                        {head}
                                    </th>
                                }
                            })
                            .collect_view()}
                        <th scope="col" class="number">
                            {t.time_total}
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        lines
                            .get()
                            .into_iter()
                            .enumerate()
                            .map(|(row, line)| week_line(
                                row,
                                line,
                                &week_days,
                                &labels,
                                covers,
                                notice,
                            ))
                            .collect_view()
                    }}
                </tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{t.time_total}</th>
                        {(0..7_usize)
                            .map(|day| {
                                view! {
                                    <td class="number">{move || day_total(&lines.get(), day)}</td>
                                }
                            })
                            .collect_view()}
                        <td class="number week-total">
                            {move || format::quantity(
                                lines.get().iter().map(|line| sum(&line.cells)).sum(),
                            )}
                        </td>
                    </tr>
                </tfoot>
            </table>
        </div>
        {move || lines.get().is_empty().then(|| view! { <p class="empty">{t.time_empty}</p> })}
        {move || {
            is_some_outside()
                .then(|| view! { <p class="week-outside">{t.time_outside_explained}</p> })
        }}
        {acts(lines, notice, reload)}
        <AddLine lines choices />
        <p class="quiet-text">{t.time_hint}</p>
    }
}

/// When contracts cover time on the projects of the lines: those of the week come with it, a line
/// that is added asks for its own.
fn covers_of(lines: RwSignal<Vec<Line>>, known: Vec<Cover>) -> RwSignal<Vec<Cover>> {
    let covers = RwSignal::new(known);
    let projects = move || {
        lines.with(|all| all.iter().map(|line| line.work.project_id).collect::<BTreeSet<_>>())
    };
    let asked = StoredValue::new(untrack(projects));
    Effect::new(move |_| {
        let new: Vec<ProjectId> = projects()
            .into_iter()
            .filter(|id| asked.with_value(|known| !known.contains(id)))
            .collect();
        if new.is_empty() {
            return;
        }
        asked.update_value(|known| known.extend(&new));
        spawn_local(async move {
            // Without an answer nothing is said of these lines; what is recorded is checked anyway.
            let found = read_covers(new).await.unwrap_or_default();
            let _ = covers.try_update(|all| all.extend(found));
        });
    });
    covers
}

/// Hours of a day; more than there are in one is said, not refused.
fn day_total(lines: &[Line], day: usize) -> AnyView {
    let total =
        sum(&lines.iter().filter_map(|line| line.cells.get(day).copied()).collect::<Vec<Cell>>());
    let warning = over_a_day(total).then(|| {
        view! {
            <small class="refusal" role="status">
                {texts().time_over_a_day}
            </small>
        }
    });
    view! {
        {format::quantity(total)}
        {warning}
    }
    .into_any()
}

/// Whether contracts cover the work of a line, but not on that day.
fn is_outside(work: &WeekLine, covers: RwSignal<Vec<Cover>>, day: NaiveDate) -> bool {
    covers.with(|covers| contracts::rules::is_outside(covers, work.project_id, work.task_id, day))
}

fn week_line(
    row: usize,
    line: Line,
    week: &[NaiveDate],
    heads: &[String],
    covers: RwSignal<Vec<Cover>>,
    notice: RwSignal<Option<Notice>>,
) -> AnyView {
    let WeekLine { project_code, task_name, role_name, .. } = line.work.clone();
    let cells = line.cells.clone();
    let total = line.cells.clone();
    view! {
        <tr>
            <th scope="row">
                <strong>{project_code}</strong>
                " "
                <span>{task_name}</span>
                " "
                <small>{role_name}</small>
            </th>
            {week
                .iter()
                .copied()
                .zip(heads.to_vec())
                .enumerate()
                .zip(cells)
                .map(|((day, (date, head)), at)| {
                    let spot = Spot {
                        row,
                        day,
                        date,
                        is_outside: is_outside(&line.work, covers, date),
                    };
                    view! {
                        <td class="number" data-label=head.clone() class:outside=spot.is_outside>
                            {cell(spot, &head, &line.work, at, notice)}
                        </td>
                    }
                })
                .collect_view()}
            <td class="number" data-label=texts().time_total>
                {move || format::quantity(sum(&total))}
            </td>
        </tr>
    }
    .into_any()
}

/// What was typed before the page was loaded anew: saved or discarded at once, if it isn't changed
/// cell by cell.
fn restored_bar(lines: RwSignal<Vec<Line>>, monday: NaiveDate) -> AnyView {
    let t = texts();
    let restored = move || {
        lines
            .get()
            .iter()
            .flat_map(|line| line.cells.clone())
            .filter(|cell| cell.is_restored())
            .count()
    };
    let save = Action::new(move |(): &()| async move {
        for line in lines.get_untracked() {
            for (cell, date) in line
                .cells
                .iter()
                .copied()
                .zip(days(monday))
                .filter(|(cell, _)| untrack(|| cell.is_restored()))
            {
                keep(cell, line.work.clone(), date).await;
            }
        }
    });
    let discard = move || {
        lines
            .get_untracked()
            .iter()
            .flat_map(|line| line.cells.clone())
            .filter(|cell| untrack(|| cell.is_restored()))
            .for_each(Cell::discard)
    };
    let shown = Memo::new(move |_| restored());
    view! {
        <Show when=move || shown.get() != 0>
            <p class="week-restored" role="status">
                {move || count(t.time_restored, i64::try_from(shown.get()).unwrap_or(0))}
                " "
                <button
                    type="button"
                    disabled=move || save.pending().get()
                    on:click=move |_| {
                        save.dispatch(());
                    }
                >
                    {t.action_save}
                </button>
                " "
                <RowButton label=t.time_discard act=discard />
            </p>
        </Show>
    }
    .into_any()
}

/// With their author: still to be submitted.
const OPEN: &[EntryState] = &[EntryState::Draft, EntryState::Returned];

/// Entries of the week in these states, with their versions.
fn entries_in(lines: RwSignal<Vec<Line>>, states: &[EntryState]) -> Vec<(i64, i32)> {
    let lines = lines.get();
    let entries = lines.iter().flat_map(|line| &line.cells).filter_map(|at| at.entry.get());
    entries
        .filter(|e| states.contains(&e.state) && !e.is_history)
        .map(|e| (e.entry_id.0, e.version))
        .collect()
}

/// Submit what is with its author, recall what is submitted: the week as a whole (R-SM-36,
/// R-SM-37).
fn acts(
    lines: RwSignal<Vec<Line>>,
    notice: RwSignal<Option<Notice>>,
    reload: RwSignal<u32>,
) -> AnyView {
    let t = texts();
    let said = move |what: Notice| {
        notice.set(Some(what));
        reload.update(|n| *n += 1);
    };
    let decide = Action::new(move |(rows, decision): &(Vec<(i64, i32)>, Decision)| {
        let decision = *decision;
        let decide = Decide {
            selection: Selection::versioned(rows.clone()),
            decision,
            comment: String::new(),
            after: EntryId(0),
        };
        async move {
            let (notice, left) = decided(decide_own_entries(decide).await, decision);
            said(undoable(notice, left, decision, said));
        }
    });
    // What is on its way to the server is part of the week that is submitted.
    let is_saving = move || lines.get().iter().flat_map(|line| &line.cells).any(|c| c.is_saving());
    let button = move |decision, states, label: &'static str, class: &'static str| {
        let ids = move || entries_in(lines, states);
        view! {
            <button
                type="button"
                class=class
                disabled=move || decide.pending().get() || is_saving() || ids().is_empty()
                on:click=move |_| {
                    decide.dispatch((ids(), decision));
                }
            >
                {label}
            </button>
        }
    };
    if !may("decide_own_entries") {
        return ().into_any();
    }
    view! {
        <div class="week-acts">
            {button(Decision::Submit, OPEN, t.time_submit, "primary")}
            {button(Decision::Recall, &[EntryState::Submitted], t.time_recall, "")}
            <span class="quiet-text">
                {move || {
                    let open = entries_in(lines, OPEN).len();
                    count(t.time_open, i64::try_from(open).unwrap_or(0))
                }}
            </span>
        </div>
    }
    .into_any()
}
