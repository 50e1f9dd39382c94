//! One day of a schedule, added or changed by hand.

use crate::{
    schedules::{
        api::save_schedule_day,
        model::{ScheduleEdit, ScheduleRow},
    },
    ui::{
        field::TextField,
        form::{other_error, sends, submit_footer},
    },
    vocabulary::{failure::ApiError, ids::ContractLineId, refusal::Field, texts::texts},
};
use leptos::prelude::*;

/// The form; `done` is told when it is saved.
#[component]
pub fn DayForm(
    /// Of which line.
    contract_line_id: ContractLineId,
    /// Which; none: a new one.
    row: Option<ScheduleRow>,
    /// Told when it is saved.
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let text =
        |of: fn(&ScheduleRow) -> String| RwSignal::new(row.as_ref().map(of).unwrap_or_default());
    let run_on = text(|r| r.run_on.to_string());
    let cut_off_on = text(|r| r.cut_off_on.to_string());
    let error = RwSignal::new(None::<ApiError>);
    let invoice_schedule_id = row.as_ref().map(|r| r.invoice_schedule_id);
    let version = row.as_ref().map(|r| r.version).unwrap_or_default();
    let save = Action::new(move |(): &()| {
        let edit = untrack(|| ScheduleEdit {
            contract_line_id,
            invoice_schedule_id,
            version,
            run_on: run_on.get(),
            cut_off_on: cut_off_on.get(),
        });
        async move {
            match save_schedule_day(edit).await {
                Ok(_) => done(),
                Err(refused) => error.set(Some(refused)),
            }
        }
    });
    view! {
        <form on:submit=sends(save)>
            <div class="fields">
                <TextField field=Field::InvoiceRunDate value=run_on error kind="date" />
                <TextField field=Field::CutOffDate value=cut_off_on error kind="date" />
            </div>
            <p class="quiet-text">{t.schedule_cut_off_explained}</p>
            {other_error(error)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}
