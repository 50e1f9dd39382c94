//! Time sheets, in the columns that Harvest and others export (`layout`).

mod entry;
mod writer;

use self::{entry::entry, writer::Writer};
use super::{
    cover::Cover,
    kind::Kind,
    known_work::{Found, keys_of, pair},
    projects::Projects,
    table::{Row, Table},
};
use crate::imports::model::{FileReport, ImportOptions, Known, Plan, Problem};
use std::collections::HashSet;

/// Plans every time sheet of the folder.
pub fn plan(
    tables: &[Table],
    known: &Known,
    options: &ImportOptions,
    projects: &mut Projects,
    plan: &mut Plan,
    said: (&mut Vec<FileReport>, &mut Vec<Problem>),
) {
    let (files, problems) = said;
    let sheets: Vec<&Table> = tables.iter().filter(|t| t.kind == Kind::TimeSheet).collect();
    for row in sheets.iter().flat_map(|t| t.rows()) {
        projects.hear(row.cell("Client"), own_code(&row));
    }
    let cover = Cover::of(known, plan);
    let mut reports: Vec<FileReport> = sheets.iter().map(|t| t.report()).collect();
    let mut seen: HashSet<String> = HashSet::new();
    let (mut rows, mut entries) = (Vec::new(), Vec::new());
    for (at, table) in sheets.iter().enumerate() {
        for (row, key) in table.rows().zip(keys_of(table)) {
            if !seen.insert(key.key.clone()) {
                count(&mut reports, at, |r| r.known += 1);
                continue;
            }
            let mut own = Vec::new();
            if let Some(new) = entry(&row, &key, known, (&cover, &mut *projects), options, &mut own)
            {
                rows.push((at, row));
                entries.push((key, new));
            }
            problems.append(&mut own);
        }
    }
    let found = pair(&entries, &known.entries);
    let first = files.len();
    let mut writer = Writer::of(known, options, plan, &cover, projects);
    for (((at, row), (_, new)), found) in rows.into_iter().zip(entries).zip(found) {
        match found {
            Found::New => {
                count(&mut reports, at, |r| r.added += 1);
                writer.add((&row, first + at), new, problems);
            }
            Found::Same(here) => {
                count(&mut reports, at, |r| r.known += 1);
                if let Some(here) = known.entries.get(here) {
                    writer.carry(&row, &new, here, problems);
                }
            }
            Found::Changed(here) => {
                count(&mut reports, at, |r| r.changed += 1);
                if let Some(here) = known.entries.get(here) {
                    writer.change((&row, first + at), new, here, problems);
                }
            }
        }
    }
    files.append(&mut reports);
}

fn count(reports: &mut [FileReport], at: usize, add: impl Fn(&mut FileReport)) {
    if let Some(report) = reports.get_mut(at) {
        add(report);
    }
}

fn own_code<'a>(row: &Row<'a>) -> &'a str {
    if row.cell("Project Code").is_empty() { row.cell("Project") } else { row.cell("Project Code") }
}
