//! From files to a plan: what would be added, and every complaint on the way. Pure.

mod alike;
mod bills;
mod book;
mod cover;
mod form;
mod format;
mod habits;
mod kind;
mod known_work;
mod layout;
mod projects;
mod table;
mod tables;
mod there;
mod time_sheet;

pub use super::model::SaidBill;
pub use bills::compare;
pub use kind::Kind;
pub use known_work::asked;
pub use table::{ImportFile, Table};

use super::model::{
    Complaint, FileReport, ImportOptions, ImportReport, Known, NAMED, Plan, Problem,
};
use std::collections::HashSet;

/// Reads every file; files we don't read are left for a note.
pub fn read(files: &[ImportFile], options: &ImportOptions) -> (Vec<Table>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut tables: Vec<Table> =
        files.iter().filter_map(|file| tables::read(file, &mut problems)).collect();
    habits::find(&mut tables, options);
    (tables, problems)
}

/// The plan of a folder and its report.
pub fn plan(
    tables: &[Table],
    mut problems: Vec<Problem>,
    known: &Known,
    options: &ImportOptions,
) -> (Plan, ImportReport) {
    let mut plan = Plan::default();
    let mut files = Vec::new();
    let mut projects = book::plan(tables, known, &mut plan, &mut files, &mut problems);
    form::check(tables, known, &plan, &mut problems);
    time_sheet::plan(tables, known, options, &mut projects, &mut plan, (&mut files, &mut problems));
    (plan.projects, plan.clients) = (projects.new, projects.claimed);
    if files.is_empty() && !problems.iter().any(|p| p.complaint.is_error()) {
        problems.push(Problem {
            file: String::new(),
            line: None,
            column: None,
            complaint: Complaint::NothingToImport,
        });
    }
    let sheets: HashSet<&str> =
        tables.iter().filter(|t| t.kind == Kind::TimeSheet).map(|t| t.file.as_str()).collect();
    (plan, report(files, problems, &sheets, options))
}

fn report(
    files: Vec<FileReport>,
    mut problems: Vec<Problem>,
    sheets: &HashSet<&str>,
    options: &ImportOptions,
) -> ImportReport {
    let mut told = HashSet::new();
    problems.retain(|p| {
        !p.complaint.is_of_the_column() || told.insert((p.file.clone(), p.column.clone()))
    });
    let (errors, warnings): (Vec<_>, Vec<_>) =
        problems.into_iter().partition(|p| p.complaint.is_error());
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let of_a_row = |p: &&Problem| sheets.contains(p.file.as_str()) && p.is_of_a_row();
    let bad_rows: HashSet<(String, Option<u64>)> =
        errors.iter().filter(of_a_row).map(|p| (p.file.clone(), p.line)).collect();
    let others = errors.iter().filter(|p| !of_a_row(p)).count();
    ImportReport {
        files,
        error_count: count(if options.skip_bad_rows { others } else { errors.len() }),
        warning_count: count(warnings.len()),
        bad_rows: count(bad_rows.len()),
        only_rows_are_bad: others == 0 && !bad_rows.is_empty(),
        problems: errors.into_iter().chain(warnings).take(NAMED).collect(),
        approved: 0,
    }
}
