//! The invoice schedules of a contract on its page: a card for each line by time and material, with
//! its days, generated, added, changed and deleted here.

use super::{day::DayForm, generate::GenerateForm};
use crate::{
    frequencies::pieces::said,
    schedules::{
        api::{delete_schedule_day, read_schedules},
        model::{LineSchedule, RunStatus, ScheduleRemoval, ScheduleRow, ScheduledLine},
        rules,
    },
    ui::{
        allowed::may,
        badge::{Tone, badge},
        dialog::Dialog,
        form::danger_footer,
        format,
        notice::{Failed, Notice, NoticeBox},
        page::loading,
        paths,
        row_button::RowButton,
        table::{Head, small_table_as},
        wait::{Awaited, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        ids::ContractId,
        refusal::Refusal,
        texts::{count, fill, of, texts},
    },
};
use leptos::prelude::*;

/// Days shown of a line; all of them are a list of their own.
const SHOWN: usize = 24;

/// What the parts of the section share.
#[derive(Clone, Copy)]
struct Shared {
    reload: RwSignal<u32>,
    notice: RwSignal<Option<Notice>>,
    dialog: RwSignal<Option<Open>>,
    open: RwSignal<bool>,
}

/// What the dialog is about.
#[derive(Clone)]
enum Open {
    Generate(LineSchedule),
    Edit(ScheduledLine, Option<ScheduleRow>),
    Delete(ScheduleRow),
}

impl Shared {
    fn show(self, what: Open) {
        self.notice.set(None);
        self.dialog.set(Some(what));
        self.open.set(true);
    }

    fn done(self, notice: Notice) {
        self.open.set(false);
        self.notice.set(Some(notice));
        self.reload.update(|n| *n += 1);
    }
}

/// The section; nothing for contracts of which no line is invoiced by itself.
#[component]
pub fn ContractSchedules(
    /// Which contract.
    #[prop(into)]
    id: Signal<Option<ContractId>>,
    /// Raised by every act on the page, here and beside: schedules are read again.
    reload: RwSignal<u32>,
) -> impl IntoView {
    let shared = Shared {
        reload,
        notice: RwSignal::new(None),
        dialog: RwSignal::new(None),
        open: RwSignal::new(false),
    };
    let lines = awaited_first(
        move || (id.get(), shared.reload.get()),
        |(id, _)| async move {
            match id {
                Some(id) => read_schedules(id).await,
                None => Ok(Vec::new()),
            }
        },
    );
    view! {
        <Awaited fallback=loading>
            {move || Suspend::new(async move {
                match lines.await {
                    Ok(lines) => section(lines, shared),
                    Err(ApiError::Refused(Refusal::NotFound)) => ().into_any(),
                    Err(error) => view! { <Failed error /> }.into_any(),
                }
            })}
        </Awaited>
        <Dialog
            open=shared.open
            title=Signal::derive(move || {
                shared.dialog.get().map(|what| title(&what)).unwrap_or_default()
            })
        >
            {move || shared.dialog.get().map(|what| dialog_view(what, shared))}
        </Dialog>
    }
}

/// Lines that are invoiced by hand have no card.
fn section(lines: Vec<LineSchedule>, shared: Shared) -> AnyView {
    let shown: Vec<LineSchedule> = lines
        .into_iter()
        .filter(|schedule| schedule.line.frequency.is_some() || !schedule.rows.is_empty())
        .collect();
    if shown.is_empty() {
        return ().into_any();
    }
    view! {
        <h2>{texts().schedule_of_contract}</h2>
        <NoticeBox notice=shared.notice />
        {shown.into_iter().map(|schedule| line_view(schedule, shared)).collect_view()}
    }
    .into_any()
}

fn title(what: &Open) -> String {
    let t = texts();
    match what {
        Open::Generate(_) => t.schedule_generate.to_owned(),
        Open::Edit(_, None) => t.schedule_day_new.to_owned(),
        Open::Edit(_, Some(_)) => t.schedule_day_edit.to_owned(),
        Open::Delete(row) => format::day(row.run_on),
    }
}

fn dialog_view(what: Open, shared: Shared) -> AnyView {
    let saved = move || shared.done(Notice::done(texts().notice_saved));
    let generated = move |days| shared.done(Notice::done(count(texts().schedule_generated, days)));
    match what {
        Open::Generate(schedule) => view! { <GenerateForm schedule done=generated /> }.into_any(),
        Open::Edit(line, row) => {
            let contract_line_id = line.contract_line_id;
            view! { <DayForm contract_line_id row done=saved /> }.into_any()
        }
        Open::Delete(row) => delete_view(&row, shared),
    }
}

fn delete_view(row: &ScheduleRow, shared: Shared) -> AnyView {
    let t = texts();
    let removal =
        ScheduleRemoval { invoice_schedule_id: row.invoice_schedule_id, version: row.version };
    let delete = Action::new(move |(): &()| {
        let call = delete_schedule_day(removal.clone());
        async move {
            match call.await {
                Ok(()) => shared.done(Notice::done(t.schedule_day_deleted)),
                Err(error) => shared.done(Notice::refused(&error)),
            }
        }
    });
    view! {
        <p>{t.schedule_day_delete_explained}</p>
        {danger_footer(t.schedule_day_delete, delete, shared.open)}
    }
    .into_any()
}

fn line_view(schedule: LineSchedule, shared: Shared) -> AnyView {
    let t = texts();
    let line = schedule.line.clone();
    let heading = format!("{}. {}", line.line_number, line.name);
    let by = line.frequency.as_ref().map_or_else(
        || t.schedule_no_frequency.to_owned(),
        |(name, days)| fill(t.schedule_by, &[("name", name), ("days", &said(days))]),
    );
    let may_save = may("generate_schedule") && rules::may_schedule(&line).is_ok();
    let whole = schedule.clone();
    let generate = (may_save && line.frequency.is_some()).then(|| {
        view! {
            <button type="button" on:click=move |_| shared.show(Open::Generate(whole.clone()))>
                {t.schedule_generate}
            </button>
        }
    });
    let new = line.clone();
    let add = may_save.then(|| {
        view! {
            <button type="button" on:click=move |_| shared.show(Open::Edit(new.clone(), None))>
                {t.schedule_day_new}
            </button>
        }
    });
    view! {
        <section class="card" aria-label=format!("{}: {heading}", t.schedule_of_contract)>
            <h3>{heading.clone()}</h3>
            <p class="quiet-text">{by}</p>
            {days(&heading, schedule, shared)}
            <footer>{generate} {add}</footer>
        </section>
    }
    .into_any()
}

/// The days to come first, as many as are looked at; all of them are a list.
fn days(heading: &str, schedule: LineSchedule, shared: Shared) -> AnyView {
    let t = texts();
    let LineSchedule { line, rows } = schedule;
    if rows.is_empty() {
        return view! { <p class="quiet-text">{t.schedule_none}</p> }.into_any();
    }
    // One that ran before what is to come, so that one sees where the schedule stands.
    let first = rows.iter().position(|row| row.status == RunStatus::NotRun).unwrap_or(rows.len());
    let first = first.saturating_sub(1).min(rows.len().saturating_sub(SHOWN));
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let is_whole = rows.len() <= SHOWN;
    let heads = [
        Head::Text(t.column_run_date),
        Head::Text(t.column_cut_off),
        Head::Text(t.column_run_status),
        Head::Text(t.column_edit),
    ];
    let shown =
        rows.into_iter().skip(first).take(SHOWN).map(|row| day(row, &line, shared)).collect_view();
    let label = format!("{heading}: {}", t.schedule_of_contract);
    let href = format!(
        "{}&line={}",
        paths::schedules_of_contract(line.contract_id),
        line.contract_line_id
    );
    view! {
        {small_table_as("grid-scroll", label, &heads, shown)}
        {(!is_whole)
            .then(|| {
                view! { <a href=href>{t.schedule_all} " (" {format::count(total)} ")"</a> }
            })}
    }
    .into_any()
}

fn day(row: ScheduleRow, line: &ScheduledLine, shared: Shared) -> AnyView {
    let t = texts();
    let may_save = may("save_schedule_day")
        && rules::may_schedule(line).is_ok()
        && rules::may_change(&row).is_ok();
    let named = format::day(row.run_on);
    let (edit_name, delete_name) = (of(t.action_edit, &named), of(t.schedule_day_delete, &named));
    let (edited, deleted, of_line) = (row.clone(), row.clone(), line.clone());
    let acts = may_save.then(|| {
        let edit = move || shared.show(Open::Edit(of_line.clone(), Some(edited.clone())));
        let delete = move || shared.show(Open::Delete(deleted.clone()));
        view! {
            <RowButton label=t.action_edit name=edit_name act=edit />
            <RowButton label=t.schedule_day_delete name=delete_name act=delete />
        }
    });
    view! {
        <tr data-row=row.invoice_schedule_id.to_string()>
            <td data-label=t.column_run_date>{named}</td>
            <td data-label=t.column_cut_off>{format::day(row.cut_off_on)}</td>
            <td data-label=t.column_run_status>{status_cell(&row)}</td>
            <td data-label=t.column_edit>{acts}</td>
        </tr>
    }
    .into_any()
}

/// What became of a day; of one that failed, why.
pub fn status_cell(row: &ScheduleRow) -> AnyView {
    let tone = match row.status {
        RunStatus::NotRun => Tone::Quiet,
        RunStatus::Successful => Tone::Good,
        RunStatus::Failed => Tone::Bad,
    };
    let reason = row.reason.as_ref().map(|reason| {
        view! {
            " "
            <small class="refusal">{reason.sentence(texts())}</small>
        }
    });
    view! {
        {badge(row.status, tone)}
        {reason}
    }
    .into_any()
}
