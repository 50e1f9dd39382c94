//! What an import found, row by row.

mod billed;
#[cfg(feature = "ssr")]
mod known;
#[cfg(feature = "ssr")]
mod plan;
mod there;

pub use billed::{Because, BilledOtherwise, BilledTotal};
#[cfg(feature = "ssr")]
pub use known::{Covered, KnownBook, KnownNames, KnownPrice, KnownProject};
#[cfg(feature = "ssr")]
pub use plan::{Known, NAMED, Plan, Planned, SaidBill};
pub use there::ChangedPart;

use crate::vocabulary::{
    dates::DateOrder,
    ids::ImportUploadId,
    money::DecimalMark,
    refusal::Refusal,
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

/// What whoever imports says where files can be read in several ways.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportOptions {
    /// The order of day, month and year; none: found from the files.
    pub dates: Option<DateOrder>,
    /// The mark before decimals; none: found from the files.
    pub decimal: Option<DecimalMark>,
    /// Rows of time sheets that have errors are left out, and the others imported.
    pub skip_bad_rows: bool,
    /// What becomes of rows that are here and otherwise in their source now.
    pub changed: Changed,
    /// The role of rows that name none; blank: *No role*, which has no price.
    pub role: String,
}

crate::words! {
    /// What becomes of rows that are otherwise in their source now.
    #[derive(Default)]
    Changed, "text", {
        /// Nothing is imported: somebody decides.
        #[default]
        Stop = "stop",
        /// Theirs: what is approved and on no invoice is corrected.
        Take = "take",
        /// Ours.
        Keep = "keep",
    }
}

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
    /// One number to some readers, another to others, and nothing in the file decides.
    TwoNumbers(String, String),
    /// One day to some readers, another to others, and nothing in the file decides.
    TwoDays(String, String),
    /// R-APP-4: nothing negative is billed.
    NegativeHours,
    /// It has some of a time sheet's columns; these are missing.
    TimeSheetLacks(String),
    /// Several clients have a project of this code: theirs.
    SeveralClients(String),
    /// A row that is here is otherwise in its source now.
    ChangedThere(Vec<ChangedPart>),
    /// The same, and it is on an invoice, or was invoiced before Billwright.
    ChangedAfterInvoice(Vec<ChangedPart>, String),
    /// The same, with another rate, and it is approved: what is approved keeps its rate.
    RateIsApproved(Vec<ChangedPart>),
    /// What the form of a contract, customer or price would refuse.
    Form(Refusal),
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
    /// A line's shares total something else, or not exactly one customer takes the rounding
    /// (R-APP-7).
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
    /// Warning: no price for this role, currency and day; the hours can't be invoiced before there
    /// is one.
    NoPrice(String),
    /// Warning: neither the file nor a contract says in which currency the rate is; it is left out.
    RateWithoutCurrency,
    /// Warning: lines bill the project, but none of this task; approval writes cost only.
    TaskNotCovered(String, String),
    /// Warning: written otherwise, it is a name that is there already.
    SameName(String),
    /// Warning: a new name, and another that it looks like.
    LooksLike(String, String),
    /// Warning: whom the row names is no customer; the project is billed to others.
    ClientIsNoCustomer(String, String),
    /// Note: approved in the source, and a draft here until now.
    ApprovedThere,
    /// Note: invoiced in the source, and on no invoice here.
    InvoicedThere,
    /// Warning: invoiced in the source, and here too.
    InvoicedHereToo(String),
    /// Note: otherwise in the source, taken.
    ChangeTaken(Vec<ChangedPart>),
    /// Note: otherwise in the source, left.
    ChangeKept(Vec<ChangedPart>),
    /// Warning: what the file bills for the row is another amount than approval would.
    BilledOtherwise(BilledOtherwise),
    /// Warning: what the file bills is no amount, or can be read two ways; it is not compared.
    AmountUnread,
    /// Warning: longer notes than are kept.
    NotesCut(u32),
    /// Warning: rows without a role take this one.
    NoRole(String),
    /// Note: lines above or below the table.
    LinesLeftOut(String),
    /// Warning: a file of something else; a time sheet would have these columns.
    NotATimeSheet(String),
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
                | Self::RateWithoutCurrency
                | Self::NoPrice(_)
                | Self::TaskNotCovered(..)
                | Self::SameName(_)
                | Self::LooksLike(..)
                | Self::ClientIsNoCustomer(..)
                | Self::ApprovedThere
                | Self::InvoicedThere
                | Self::InvoicedHereToo(_)
                | Self::ChangeTaken(_)
                | Self::ChangeKept(_)
                | Self::BilledOtherwise(_)
                | Self::AmountUnread
                | Self::NotesCut(_)
                | Self::NoRole(_)
                | Self::LinesLeftOut(_)
                | Self::NotATimeSheet(_)
                | Self::ReadAs(_)
                | Self::Ignored
        )
    }

    /// Whether all cells of the column have it together: it is said of the first.
    pub fn is_of_the_column(&self) -> bool {
        matches!(self, Self::TwoDays(..) | Self::TwoNumbers(..) | Self::AmountUnread)
    }

    /// What the user reads.
    pub fn sentence(&self, t: &Texts) -> String {
        let with = |template: &str, value: &str| fill(template, &[("value", value)]);
        let changes = |template: &str, parts: &[ChangedPart]| {
            fill(template, &[("changes", &ChangedPart::all(parts, t))])
        };
        match self {
            Self::NothingToImport => t.import_nothing_to_import.to_owned(),
            Self::EmptyFile => t.import_empty_file.to_owned(),
            Self::FileMissing(name) => with(t.import_file_missing, name),
            Self::ColumnMissing(name) => with(t.import_column_missing, name),
            Self::CellCount(found, wanted) => fill(
                t.import_cell_count,
                &[("found", &found.to_string()), ("wanted", &wanted.to_string())],
            ),
            Self::Blank => t.import_blank.to_owned(),
            Self::TooLong(limit) => with(t.import_too_long, &limit.to_string()),
            Self::NotADate => t.import_not_a_date.to_owned(),
            Self::NotANumber => t.import_not_a_number.to_owned(),
            Self::TwoNumbers(one, other) => {
                fill(t.import_two_numbers, &[("one", one), ("other", other)])
            }
            Self::TwoDays(one, other) => fill(t.import_two_days, &[("one", one), ("other", other)]),
            Self::SeveralClients(clients) => with(t.import_several_clients, clients),
            Self::ChangedThere(parts) => changes(t.import_changed_there, parts),
            Self::RateIsApproved(parts) => changes(t.import_rate_is_approved, parts),
            Self::ChangedAfterInvoice(parts, invoice) => {
                let template = if invoice.is_empty() {
                    t.import_changed_history
                } else {
                    t.import_changed_after_invoice
                };
                with(&changes(template, parts), invoice)
            }
            Self::Form(refusal) => refusal.sentence(t),
            Self::TaskNotCovered(task, project) => {
                fill(t.import_task_not_covered, &[("task", task), ("project", project)])
            }
            Self::SameName(name) => with(t.import_same_name, name),
            Self::LooksLike(name, other) => {
                fill(t.import_looks_like, &[("name", name), ("other", other)])
            }
            Self::ClientIsNoCustomer(client, project) => {
                fill(t.import_client_is_no_customer, &[("client", client), ("project", project)])
            }
            Self::ApprovedThere => t.import_approved_there.to_owned(),
            Self::InvoicedThere => t.import_invoiced_there.to_owned(),
            Self::InvoicedHereToo(invoice) => with(t.import_invoiced_here_too, invoice),
            Self::ChangeTaken(parts) => changes(t.import_change_taken, parts),
            Self::ChangeKept(parts) => changes(t.import_change_kept, parts),
            Self::RateWithoutCurrency => t.import_rate_without_currency.to_owned(),
            Self::NegativeHours => t.import_negative_hours.to_owned(),
            Self::TimeSheetLacks(columns) => with(t.import_time_sheet_lacks, columns),
            Self::BilledOtherwise(row) => row.sentence(t),
            Self::AmountUnread => t.import_amount_unread.to_owned(),
            Self::NotesCut(limit) => with(t.import_notes_cut, &limit.to_string()),
            Self::NoRole(role) => with(t.import_no_role, role),
            Self::LinesLeftOut(lines) => with(t.import_lines_left_out, lines),
            Self::NotATimeSheet(columns) => with(t.import_not_a_time_sheet, columns),
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
    /// Whether one row has it, and the others could go in without that row.
    pub fn is_of_a_row(&self) -> bool {
        self.line.is_some()
            && !self.complaint.is_of_the_column()
            && !matches!(self.complaint, Complaint::ColumnMissing(_))
    }

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
    /// Of those, what is here, and otherwise.
    pub changed: i64,
    /// How it writes numbers, if it has any and something decides.
    pub decimal: Option<DecimalMark>,
    /// How it writes days, if it has any and something decides.
    pub dates: Option<DateOrder>,
    /// What it says it bills for rows that are added or taken, beside what would be billed of them.
    pub billed: Vec<BilledTotal>,
}

impl FileReport {
    /// How the file was read, in words; empty if there was nothing to decide.
    pub fn format(&self, t: &Texts) -> String {
        let decimal = self.decimal.map(|mark| match mark {
            DecimalMark::Point => t.import_decimal_point,
            DecimalMark::Comma => t.import_decimal_comma,
        });
        let dates = self.dates.map(|order| match order {
            DateOrder::YearFirst => t.import_dates_year_first,
            DateOrder::DayFirst => t.import_dates_day_first,
            DateOrder::MonthFirst => t.import_dates_month_first,
        });
        decimal.into_iter().chain(dates).collect::<Vec<_>>().join("; ")
    }
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
    /// Rows of time sheets that have errors.
    pub bad_rows: i64,
    /// Nothing else has: the other rows can be imported without them.
    pub only_rows_are_bad: bool,
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
