//! A CSV file as a table: encoding, separator and header found out, cells read with complaints that name them.

use super::super::model::{Complaint, Problem};
use crate::vocabulary::{
    currency::Currency,
    dates::parse_date,
    money::{FACTOR_DECIMALS, parse_decimal},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::{collections::HashMap, sync::Arc};

/// A file as it came.
#[derive(Clone, Debug)]
pub struct ImportFile {
    /// Name without folder.
    pub name: String,
    /// Bytes.
    pub content: Arc<[u8]>,
}

/// What a file is, by its name and, for time sheets, its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// customers.csv
    Customers,
    /// contracts.csv
    Contracts,
    /// contract_lines.csv
    ContractLines,
    /// contract_line_customers.csv
    ContractLineCustomers,
    /// prices.csv
    Prices,
    /// Harvest's export.
    TimeSheet,
}

impl Kind {
    /// Columns that must be there.
    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Customers => &["customer", "country", "language", "vat_id", "payment_terms_days"],
            Self::Contracts => &["contract", "name", "primary_customer", "currency", "start_date", "requested_delivery_date", "status"],
            Self::ContractLines => &["contract", "line", "name", "billing_method", "project", "transaction_classes", "contracted_amount", "not_to_exceed"],
            Self::ContractLineCustomers => &["contract", "line", "customer", "billing_split_percent", "is_rounding", "not_to_exceed"],
            Self::Prices => &["currency", "transaction_class", "role", "unit", "unit_price", "valid_from", "valid_to"],
            Self::TimeSheet => &[
                "Date",
                "Project",
                "Project Code",
                "Task",
                "Notes",
                "Hours",
                "Billable?",
                "Invoiced?",
                "Approved?",
                "First Name",
                "Last Name",
                "Roles",
                "Billable Rate",
                "Cost Rate",
                "Currency",
                "External Reference URL",
            ],
        }
    }

    fn by_name(name: &str) -> Option<Self> {
        match name {
            "customers.csv" => Some(Self::Customers),
            "contracts.csv" => Some(Self::Contracts),
            "contract_lines.csv" => Some(Self::ContractLines),
            "contract_line_customers.csv" => Some(Self::ContractLineCustomers),
            "prices.csv" => Some(Self::Prices),
            other if other.contains("harvest") || other.starts_with("time-entries") || other.starts_with("time_entries") => Some(Self::TimeSheet),
            _ => None,
        }
    }
}

/// A file's rows.
pub struct Table {
    /// File name.
    pub file: String,
    /// What it is.
    pub kind: Kind,
    columns: HashMap<String, usize>,
    records: Vec<(u64, csv::StringRecord)>,
}

/// Reads a file; `None` if it is not ours or can't be read, with the reason among the problems.
pub fn read(file: &ImportFile, problems: &mut Vec<Problem>) -> Option<Table> {
    let lower = file.name.to_lowercase();
    let mut complain = |line, column: Option<&str>, complaint| {
        problems.push(Problem { file: file.name.clone(), line, column: column.map(str::to_owned), complaint });
    };
    if !lower.ends_with(".csv") {
        complain(None, None, Complaint::Ignored);
        return None;
    }
    let (text, encoding) = decode(&file.content);
    let by_name = Kind::by_name(&lower);
    if text.trim().is_empty() {
        complain(None, None, if by_name.is_some() { Complaint::EmptyFile } else { Complaint::Ignored });
        return None;
    }
    let mut reader = csv::ReaderBuilder::new().delimiter(separator(&text)).flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().map(|h| h.iter().map(|c| c.trim().to_owned()).collect()).unwrap_or_default();
    let looks_like_time = ["Date", "Hours", "First Name"].iter().all(|c| header.iter().any(|h| h == c));
    let Some(kind) = by_name.or(looks_like_time.then_some(Kind::TimeSheet)) else {
        complain(None, None, Complaint::Ignored);
        return None;
    };
    if let Some(encoding) = encoding {
        complain(None, None, Complaint::ReadAs(encoding));
    }
    let missing: Vec<_> = kind.columns().iter().filter(|wanted| !header.iter().any(|h| h == *wanted)).collect();
    for column in &missing {
        complain(Some(1), Some(column), Complaint::ColumnMissing((**column).to_owned()));
    }
    if !missing.is_empty() {
        return None;
    }
    let mut records = Vec::new();
    for record in reader.into_records() {
        match record {
            Ok(record) if record.iter().all(|cell| cell.trim().is_empty()) => {}
            Ok(record) => {
                let line = record.position().map(csv::Position::line).unwrap_or_default();
                if record.len() != header.len() {
                    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
                    complain(Some(line), None, Complaint::CellCount(count(record.len()), count(header.len())));
                } else {
                    records.push((line, record));
                }
            }
            Err(_) => complain(None, None, Complaint::EmptyFile),
        }
    }
    if records.is_empty() {
        complain(None, None, Complaint::EmptyFile);
    }
    let columns = header.into_iter().enumerate().map(|(index, name)| (name, index)).collect();
    Some(Table { file: file.name.clone(), kind, columns, records })
}

/// UTF-8 with or without a byte-order mark; UTF-16 by its mark; else Windows-1252, which every Latin-1 file is too.
fn decode(bytes: &[u8]) -> (String, Option<String>) {
    let (encoding, mark) = encoding_rs::Encoding::for_bom(bytes).map_or((None, 0), |(encoding, length)| (Some(encoding), length));
    let rest = bytes.get(mark..).unwrap_or_default();
    let (text, note) = match (encoding, std::str::from_utf8(rest)) {
        (None, Ok(text)) => (text.to_owned(), None),
        (Some(encoding), Ok(text)) if encoding == encoding_rs::UTF_8 => (text.to_owned(), None),
        (Some(encoding), _) => (encoding.decode_without_bom_handling(rest).0.into_owned(), Some(encoding.name().to_owned())),
        (None, Err(_)) => (encoding_rs::WINDOWS_1252.decode_without_bom_handling(rest).0.into_owned(), Some("Windows-1252".to_owned())),
    };
    (text, note)
}

/// Comma, semicolon or tab: what the header has most of.
fn separator(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

impl Table {
    /// How many rows.
    pub fn len(&self) -> i64 {
        i64::try_from(self.records.len()).unwrap_or(i64::MAX)
    }

    /// Its rows; complaints go to `problems`.
    pub fn rows<'a>(&'a self) -> impl Iterator<Item = Row<'a>> {
        self.records.iter().map(move |(line, record)| Row { table: self, line: *line, record })
    }
}

/// A row being read.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    /// As an editor counts.
    pub line: u64,
    record: &'a csv::StringRecord,
}

impl<'a> Row<'a> {
    /// The cell, trimmed.
    pub fn cell(&self, column: &str) -> &'a str {
        self.table.columns.get(column).and_then(|index| self.record.get(*index)).unwrap_or_default().trim()
    }

    /// Complains about a cell of this row.
    pub fn complain(&self, problems: &mut Vec<Problem>, column: &str, complaint: Complaint) {
        problems.push(Problem { file: self.table.file.clone(), line: Some(self.line), column: Some(column.to_owned()), complaint });
    }

    /// A text of at most `limit` characters, without the null characters that PostgreSQL can't hold; may be blank.
    pub fn text(&self, problems: &mut Vec<Problem>, column: &str, limit: u32) -> String {
        let cell = self.cell(column).replace('\0', "");
        if cell.chars().count() > usize::try_from(limit).unwrap_or(usize::MAX) {
            self.complain(problems, column, Complaint::TooLong(limit));
        }
        cell
    }

    /// A text that must not be blank.
    pub fn required(&self, problems: &mut Vec<Problem>, column: &str, limit: u32) -> String {
        let cell = self.text(problems, column, limit);
        if cell.is_empty() {
            self.complain(problems, column, Complaint::Blank);
        }
        cell
    }

    /// A day.
    pub fn date(&self, problems: &mut Vec<Problem>, column: &str) -> Option<NaiveDate> {
        let day = parse_date(self.cell(column));
        if day.is_none() {
            self.complain(problems, column, if self.cell(column).is_empty() { Complaint::Blank } else { Complaint::NotADate });
        }
        day
    }

    /// A number from zero to below the limit, of at most four decimals; `None` if blank or complained about.
    pub fn number(&self, problems: &mut Vec<Problem>, column: &str, below: Decimal) -> Option<Decimal> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return None;
        }
        let Some(value) = parse_decimal(cell) else {
            self.complain(problems, column, Complaint::NotANumber);
            return None;
        };
        if (value.is_sign_negative() && !value.is_zero()) || value >= below || value.normalize().scale() > FACTOR_DECIMALS {
            self.complain(problems, column, Complaint::OutOfRange);
            return None;
        }
        Some(value)
    }

    /// A number that must be there.
    pub fn required_number(&self, problems: &mut Vec<Problem>, column: &str, below: Decimal) -> Option<Decimal> {
        if self.cell(column).is_empty() {
            self.complain(problems, column, Complaint::Blank);
        }
        self.number(problems, column, below)
    }

    /// One of a few words, in any case.
    pub fn choice<T: Copy>(&self, problems: &mut Vec<Problem>, column: &str, choices: &[(&str, T)]) -> Option<T> {
        let cell = self.cell(column);
        let found = choices.iter().find(|(word, _)| word.eq_ignore_ascii_case(cell)).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            self.complain(problems, column, if cell.is_empty() { Complaint::Blank } else { Complaint::NotAChoice(words.join(", ")) });
        }
        found
    }

    /// A currency.
    pub fn currency(&self, problems: &mut Vec<Problem>, column: &str) -> Option<Currency> {
        let currency = self.cell(column).parse().ok();
        if currency.is_none() {
            self.complain(problems, column, if self.cell(column).is_empty() { Complaint::Blank } else { Complaint::UnknownCurrency });
        }
        currency
    }
}
