//! How a batch job stands.

use crate::{
    runs::model::JobRow,
    ui::{
        badge::{Tone, badge_text},
        format, paths,
    },
    vocabulary::texts::texts,
};
use leptos::prelude::*;

/// Whether a job runs by the clock; and when nobody does it, that.
pub fn state(row: &JobRow) -> AnyView {
    let t = texts();
    let (word, tone) = match (row.started_at.is_some(), row.is_active) {
        (true, _) => (t.job_runs, Tone::Good),
        (false, true) => (t.job_stopped, Tone::Waiting),
        (false, false) => (t.job_inactive, Tone::Quiet),
    };
    view! {
        {badge_text(word, tone)}
        {row
            .is_overdue
            .then(|| {
                view! {
                    " "
                    {badge_text(t.job_overdue, Tone::Bad)}
                }
            })}
    }
    .into_any()
}

/// The last run of a job, with what failed of it.
pub fn last_run(row: &JobRow) -> AnyView {
    let t = texts();
    let Some((run, begun_at)) = row.last_run_id.zip(row.last_begun_at) else {
        return ().into_any();
    };
    let failed = (row.last_failed > 0).then(|| {
        view! {
            " "
            {badge_text(t.word_run_failed, Tone::Bad)}
        }
    });
    let waiting = (row.last_waiting > 0).then(|| {
        view! {
            " "
            {badge_text(t.word_running, Tone::Waiting)}
        }
    });
    view! {
        <a href=paths::run(run)>{format::instant(begun_at)}</a>
        {failed}
        {waiting}
    }
    .into_any()
}
