//! A CSV file as a table: encoding, separator and header found out, cells read with complaints that
//! name them. What stands above a table, or sums it up below, is left out and said.

mod row;

pub use row::Row;

use super::{format::Format, kind::Kind, layout::Columns};
use crate::{
    imports::model::FileReport,
    vocabulary::{currency::Currency, names::fold},
};
use std::sync::Arc;

/// A file as it came.
#[derive(Clone, Debug)]
pub struct ImportFile {
    /// Name without folder.
    pub name: String,
    /// Bytes.
    pub content: Arc<[u8]>,
}

/// A file's rows.
pub struct Table {
    /// File name.
    pub file: String,
    /// What it is.
    pub kind: Kind,
    /// What is between its cells.
    pub separator: u8,
    /// How it writes numbers and days; found once all files are read.
    pub format: Format,
    pub(super) header: Vec<String>,
    pub(super) columns: Columns,
    pub(super) records: Vec<Record>,
}

/// A line of a file, as an editor counts, and its cells.
pub type Record = (u64, csv::StringRecord);

impl Table {
    /// What is said of the file, with nothing added yet.
    pub fn report(&self) -> FileReport {
        let (decimal, dates) = (
            self.format.decimal.filter(|_| self.any(self.kind.numbers())),
            self.format.dates.filter(|_| self.any(self.kind.days())),
        );
        FileReport {
            file: self.file.clone(),
            rows: self.row_count(),
            added: 0,
            known: 0,
            changed: 0,
            decimal,
            dates,
            billed: Vec::new(),
        }
    }

    fn any(&self, columns: &[&str]) -> bool {
        columns.iter().any(|column| self.rows().any(|row| !row.cell(column).is_empty()))
    }

    /// The currency that the header names, as in "Billable Rate (GBP)".
    pub fn currency(&self) -> Option<Currency> {
        self.columns.currency
    }

    /// How many rows.
    fn row_count(&self) -> i64 {
        i64::try_from(self.records.len()).unwrap_or(i64::MAX)
    }

    /// Its rows; complaints go to `problems`.
    pub fn rows<'a>(&'a self) -> impl Iterator<Item = Row<'a>> {
        self.records.iter().map(move |(line, record)| Row { table: self, line: *line, record })
    }

    /// What the file calls a column.
    fn title<'a>(&'a self, column: &'a str) -> &'a str {
        self.columns
            .places
            .get(column)
            .and_then(|place| self.header.get(*place))
            .filter(|title| !title.is_empty())
            .map_or(column, String::as_str)
    }

    /// A line below a table that sums it up: it says so first, or, on a time sheet, says neither
    /// who nor when.
    pub(super) fn is_total(&self, record: &csv::StringRecord) -> bool {
        let cell = |column: &str| {
            self.columns
                .places
                .get(column)
                .and_then(|place| record.get(*place))
                .unwrap_or_default()
                .trim()
        };
        let first = record.iter().map(str::trim).find(|cell| !cell.is_empty()).unwrap_or_default();
        let is_total = TOTALS.contains(&fold(first).trim_end_matches([':', ' ']));
        let blank = self.kind.columns().iter().filter(|column| cell(column).is_empty()).count();
        let says_so = is_total
            && (blank * 2 >= self.kind.columns().len() || record.len() < self.header.len());
        let of_nobody = self.kind == Kind::TimeSheet
            && ["Date", "First Name", "Project"].iter().all(|column| cell(column).is_empty());
        says_so || of_nobody
    }
}

/// How the line of a table's totals begins.
pub const TOTALS: &[&str] =
    &["total", "totals", "grand total", "sum", "summe", "gesamt", "totaal", "totalt", "subtotal"];
