//! What goes on or went wrong in the background, and what the reader worked on last.

use super::{address, line, lines, more, section};
use crate::{
    today::{
        api::{read_recent, read_runs},
        model::{Counted, Recent, Record, Runs},
    },
    ui::{allowed::may, format, paths},
    vocabulary::texts::{count, texts},
};
use leptos::prelude::*;

pub(super) fn block() -> AnyView {
    if !may("read_runs") {
        return ().into_any();
    }
    let asked = Resource::new(|| (), |()| read_runs());
    view! {
        {overdue()}
        {section("runs", texts().today_runs, asked, background)}
    }
    .into_any()
}

/// Runs that are overdue stand here, above what was refused.
fn overdue() -> AnyView {
    ().into_any()
}

fn background(found: Runs) -> AnyView {
    let t = texts();
    let refused = found.refused.iter().map(|(batch, refused)| {
        line(paths::batch(*batch), format!("#{batch}"), [count(t.today_run_refused, *refused)])
    });
    let all = found.all.iter().map(|counted| line(address(counted), state(counted), []));
    view! {
        {lines(refused.chain(all).collect(), t.today_runs_none)}
        {more(found.more)}
    }
    .into_any()
}

fn state(counted: &Counted) -> String {
    let t = texts();
    let is = |word: &str| counted.filters.iter().any(|(_, text)| text == word);
    let text = if is("waiting") {
        t.today_runs_waiting
    } else if is("running") {
        t.today_runs_running
    } else {
        t.today_runs_refusals
    };
    count(text, counted.count)
}

/// What the reader worked on last.
pub(super) fn recent() -> AnyView {
    if !may("read_recent") {
        return ().into_any();
    }
    let asked = Resource::new(|| (), |()| read_recent());
    section("recent", texts().today_recent, asked, records)
}

fn records(found: Vec<Recent>) -> AnyView {
    let rows = found.iter().map(|recent| {
        let href = match recent.record {
            Record::Contract(contract) => paths::contract(contract),
            Record::Invoice(invoice) => paths::invoice(invoice),
        };
        line(href, recent.name.clone(), [recent.customer.clone(), format::instant(recent.at)])
    });
    lines(rows.collect(), texts().today_recent_none)
}
