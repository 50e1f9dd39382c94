//! What an import found, row by row.

use crate::vocabulary::{
    ids::ImportUploadId,
    texts::{Texts, fill},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Largest folder, in MiB: about 200,000 time entries.
pub const FOLDER_LIMIT_MIB: u32 = 32;

/// Most files of a folder.
pub const FILES_LIMIT: u32 = 200;
/// How long an upload is kept that nobody imports, in days.
pub const UPLOAD_DAYS: u32 = 7;

/// What is wrong with a cell, a row or a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Complaint {
    /// Nothing in the folder is a file we read.
    NothingToImport,
    /// No bytes, or only a header.
    EmptyFile,
    /// A contract needs its lines and customers beside it.
    FileMissing(String),
    /// The header lacks a column.
    ColumnMissing(String),
    /// A row has more or fewer cells than the header.
    CellCount(u64, u64),
    /// A cell that must not be blank.
    Blank,
    /// Longer than the limit.
    TooLong(u32),
    /// Not like 2026-11-20.
    NotADate,
    /// Not like 1234.56.
    NotANumber,
    /// Zero, negative, too large or with more than four decimals.
    OutOfRange,
    /// Not one of these.
    NotAChoice(String),
    /// Not of ISO 4217.
    UnknownCurrency,
    /// Neither in this folder nor in the company.
    UnknownCustomer(String),
    /// Not in contracts.csv.
    UnknownContract(String),
    /// Not in contract_lines.csv.
    UnknownLine(String),
    /// Twice in one file.
    Duplicate,
    /// A line's shares total something else, or not exactly one customer takes the rounding (R-APP-7).
    SplitNotWhole(String),
    /// The line has no customers.
    LineWithoutCustomers,
    /// The contract has no lines.
    ContractWithoutLines,
    /// Another line bills this project and class (R-APP-2).
    ProjectTaken(String),
    /// Only Time and Material lines have a limit.
    LimitOnFixedPrice,
    /// The last day is before the first.
    PeriodBackwards,
    /// Another price of the same role covers some of these days.
    PriceOverlaps,
    /// Who takes the rounding has a share of 0 %.
    RoundingWithoutShare,
    /// A price of time in another unit than hours.
    NotByTheHour,
    /// A rate is in another currency than the contract.
    RateCurrency(String),
    /// Warning: more than a day in one entry.
    OverADay,
    /// Warning: nothing to bill in it; skipped.
    ZeroHours,
    /// Warning: several roles; the first is taken.
    SeveralRoles(String),
    /// Warning: no contract line covers the project; approval writes cost only.
    NotCovered(String),
    /// Warning: the contract that covers the project has other dates; approval writes cost only.
    OutsideDates(String),
    /// Warning: no price for this role, currency and day; the hours can't be invoiced before there is one.
    NoPrice(String),
    /// Note: read as something else than UTF-8.
    ReadAs(String),
    /// Note: not a file we read.
    Ignored,
}

impl Complaint {
    /// Whether it stops the import.
    pub fn is_error(&self) -> bool {
        !matches!(
            self,
            Self::OverADay
                | Self::ZeroHours
                | Self::SeveralRoles(_)
                | Self::NotCovered(_)
                | Self::OutsideDates(_)
                | Self::NoPrice(_)
                | Self::ReadAs(_)
                | Self::Ignored
        )
    }

    /// What the user reads.
    pub fn sentence(&self, t: &Texts) -> String {
        let with = |template: &str, value: &str| fill(template, &[("value", value)]);
        match self {
            Self::NothingToImport => t.import_nothing_to_import.to_owned(),
            Self::EmptyFile => t.import_empty_file.to_owned(),
            Self::FileMissing(name) => with(t.import_file_missing, name),
            Self::ColumnMissing(name) => with(t.import_column_missing, name),
            Self::CellCount(found, wanted) => fill(t.import_cell_count, &[("found", &found.to_string()), ("wanted", &wanted.to_string())]),
            Self::Blank => t.import_blank.to_owned(),
            Self::TooLong(limit) => with(t.import_too_long, &limit.to_string()),
            Self::NotADate => t.import_not_a_date.to_owned(),
            Self::NotANumber => t.import_not_a_number.to_owned(),
            Self::OutOfRange => t.import_out_of_range.to_owned(),
            Self::NotAChoice(choices) => with(t.import_not_a_choice, choices),
            Self::UnknownCurrency => t.import_unknown_currency.to_owned(),
            Self::UnknownCustomer(name) => with(t.import_unknown_customer, name),
            Self::UnknownContract(number) => with(t.import_unknown_contract, number),
            Self::UnknownLine(line) => with(t.import_unknown_line, line),
            Self::Duplicate => t.import_duplicate.to_owned(),
            Self::SplitNotWhole(total) => with(t.import_split_not_whole, total),
            Self::LineWithoutCustomers => t.import_line_without_customers.to_owned(),
            Self::ContractWithoutLines => t.import_contract_without_lines.to_owned(),
            Self::ProjectTaken(contract) => with(t.import_project_taken, contract),
            Self::LimitOnFixedPrice => t.import_limit_on_fixed_price.to_owned(),
            Self::PeriodBackwards => t.import_period_backwards.to_owned(),
            Self::PriceOverlaps => t.import_price_overlaps.to_owned(),
            Self::RateCurrency(currency) => with(t.import_rate_currency, currency),
            Self::OverADay => t.import_over_a_day.to_owned(),
            Self::ZeroHours => t.import_zero_hours.to_owned(),
            Self::SeveralRoles(role) => with(t.import_several_roles, role),
            Self::NotCovered(project) => with(t.import_not_covered, project),
            Self::OutsideDates(project) => with(t.import_outside_dates, project),
            Self::RoundingWithoutShare => t.import_rounding_without_share.to_owned(),
            Self::NotByTheHour => t.import_not_by_the_hour.to_owned(),
            Self::NoPrice(what) => with(t.import_no_price, what),
            Self::ReadAs(encoding) => with(t.import_read_as, encoding),
            Self::Ignored => t.import_ignored.to_owned(),
        }
    }
}

/// A complaint and where it belongs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// File name.
    pub file: String,
    /// Line as an editor counts, if a line is meant.
    pub line: Option<u64>,
    /// Column as the header names it, if a cell is meant.
    pub column: Option<String>,
    /// What is wrong.
    pub complaint: Complaint,
}

impl Problem {
    /// One line for a terminal: `file:line: column: reason`.
    pub fn one_line(&self, t: &Texts) -> String {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        let column = self.column.as_ref().map(|column| format!(" {column}:")).unwrap_or_default();
        format!("{}{line}:{column} {}", self.file, self.complaint.sentence(t))
    }
}

/// What one file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// File name.
    pub file: String,
    /// Data rows.
    pub rows: i64,
    /// Of those, what is new and would be added.
    pub added: i64,
    /// Of those, what is here already.
    pub known: i64,
}

/// What an import would do, or did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Per file.
    pub files: Vec<FileReport>,
    /// The first problems, errors before warnings, in file order.
    pub problems: Vec<Problem>,
    /// How many errors there are in all.
    pub error_count: i64,
    /// How many warnings and notes there are in all.
    pub warning_count: i64,
    /// Time entries among them that were approved on the way.
    pub approved: i64,
}

/// An upload and what it would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UploadPage {
    /// Its key.
    pub import_upload_id: ImportUploadId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Once it is done.
    pub imported_at: Option<DateTime<Utc>>,
    /// Dry run.
    pub report: ImportReport,
}

/// An upload in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UploadRow {
    /// Its key.
    pub import_upload_id: ImportUploadId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Once it is done.
    pub imported_at: Option<DateTime<Utc>>,
    /// Who.
    pub person_name: String,
    /// Its files.
    pub files: String,
}
