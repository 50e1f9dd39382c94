//! From files to a plan: what would be added, and every complaint on the way. Pure.

mod book;
mod table;
mod time_sheet;

pub use table::ImportFile;
pub use time_sheet::source_keys;

use super::model::{Complaint, FileReport, ImportReport, Problem};
use crate::{
    contracts::model::{KnownBook, NewContract, NewCustomer, NewPrice},
    entries::model::NewEntry,
};
use std::collections::HashSet;
use table::Table;

/// Problems a report names; the counts say how many there are.
const NAMED: usize = 500;

/// What a checked folder adds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// New customers.
    pub customers: Vec<NewCustomer>,
    /// Projects named anywhere: code and name.
    pub projects: Vec<(String, String)>,
    /// People named in time sheets.
    pub resources: Vec<String>,
    /// Roles named in prices and time sheets.
    pub roles: Vec<String>,
    /// New contracts, whole.
    pub contracts: Vec<NewContract>,
    /// New prices.
    pub prices: Vec<NewPrice>,
    /// New entries.
    pub entries: Vec<NewEntry>,
}

/// What is here already.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The contract book.
    pub book: KnownBook,
    /// Source keys of entries.
    pub entries: HashSet<String>,
}

/// Reads every file; files we don't read are left for a note.
pub fn read(files: &[ImportFile]) -> (Vec<Table>, Vec<Problem>) {
    let mut problems = Vec::new();
    let tables = files.iter().filter_map(|file| table::read(file, &mut problems)).collect();
    (tables, problems)
}

/// The plan of a folder and its report.
pub fn plan(tables: &[Table], mut problems: Vec<Problem>, known: &Known) -> (Plan, ImportReport) {
    let mut plan = Plan::default();
    let mut files = Vec::new();
    book::plan(tables, known, &mut plan, &mut files, &mut problems);
    time_sheet::plan(tables, known, &mut plan, &mut files, &mut problems);
    if files.is_empty() && !problems.iter().any(|p| p.complaint.is_error()) {
        problems.push(Problem { file: String::new(), line: None, column: None, complaint: Complaint::NothingToImport });
    }
    (plan, report(files, problems))
}

fn report(files: Vec<FileReport>, problems: Vec<Problem>) -> ImportReport {
    let (errors, warnings): (Vec<_>, Vec<_>) = problems.into_iter().partition(|p| p.complaint.is_error());
    let count = |list: &Vec<Problem>| i64::try_from(list.len()).unwrap_or(i64::MAX);
    ImportReport {
        files,
        error_count: count(&errors),
        warning_count: count(&warnings),
        problems: errors.into_iter().chain(warnings).take(NAMED).collect(),
        approved: 0,
    }
}
