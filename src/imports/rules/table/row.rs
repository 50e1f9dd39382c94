//! A row of a table: its cells, read with complaints that name them.

use super::Table;
use crate::{
    imports::{
        model::{Complaint, Problem},
        rules::{format::Reading, habits::beside_number, layout::without_currency},
    },
    vocabulary::{currency::Currency, money::FACTOR_DECIMALS, names::fold},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// What files write for yes and no.
const YES: &[&str] = &["yes", "y", "true", "1", "x", "billable", "approved", "invoiced", "billed"];
const NO: &[&str] = &[
    "no",
    "n",
    "false",
    "0",
    "-",
    "non-billable",
    "not billable",
    "nonbillable",
    "unapproved",
    "not approved",
    "pending",
    "open",
    "submitted",
    "uninvoiced",
    "not invoiced",
    "unbilled",
    "not billed",
];

/// A row being read.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub(super) table: &'a Table,
    /// As an editor counts.
    pub line: u64,
    pub(super) record: &'a csv::StringRecord,
}

impl<'a> Row<'a> {
    /// The cell, trimmed.
    pub fn cell(&self, column: &str) -> &'a str {
        self.table
            .columns
            .places
            .get(column)
            .and_then(|place| self.record.get(*place))
            .unwrap_or_default()
            .trim()
    }

    /// What the file calls a column.
    pub fn title(&self, column: &'a str) -> &'a str {
        self.table.title(column)
    }

    /// The number of a cell, as it can be read.
    pub fn reading(&self, column: &str) -> Reading<Decimal> {
        self.table.format.number(self.cell(column))
    }

    /// Who worked: first and last name, or the one name that the file has.
    pub fn person(&self) -> String {
        format!("{} {}", self.cell("First Name"), self.cell("Last Name")).trim().replace('\0', "")
    }

    /// Its file's name.
    pub fn file(&self) -> &'a str {
        &self.table.file
    }

    /// Whether the file has this column at all.
    pub fn has(&self, column: &str) -> bool {
        self.table.columns.places.contains_key(column)
    }

    /// Complains about a cell of this row.
    pub fn complain(&self, problems: &mut Vec<Problem>, column: &str, complaint: Complaint) {
        problems.push(Problem {
            file: self.table.file.clone(),
            line: Some(self.line),
            column: Some(self.table.title(column).to_owned()),
            complaint,
        });
    }

    /// Whether an error of this row was said already.
    pub fn has_error(&self, problems: &[Problem]) -> bool {
        problems.iter().any(|p| {
            p.file == self.table.file && p.line == Some(self.line) && p.complaint.is_error()
        })
    }

    /// A text of at most `limit` characters, without the null characters that PostgreSQL can't
    /// hold; may be blank.
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
        match self.table.format.day(self.cell(column)) {
            Reading::One(day) => return Some(day),
            Reading::Two(one, other) => self.complain(
                problems,
                column,
                Complaint::TwoDays(one.to_string(), other.to_string()),
            ),
            Reading::None => self.complain(
                problems,
                column,
                if self.cell(column).is_empty() { Complaint::Blank } else { Complaint::NotADate },
            ),
        }
        None
    }

    /// A number from zero to below the limit, of at most four decimals; `None` if blank or
    /// complained about.
    pub fn number(
        &self,
        problems: &mut Vec<Problem>,
        column: &str,
        below: Decimal,
    ) -> Option<Decimal> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return None;
        }
        self.value(problems, column, self.table.format.number(cell), below)
    }

    /// A number as somebody would type it who writes points; blank stays blank. None: complained
    /// about.
    pub fn number_as_typed(&self, problems: &mut Vec<Problem>, column: &str) -> Option<String> {
        if self.cell(column).is_empty() {
            return Some(String::new());
        }
        self.one_reading(problems, column, self.reading(column))
            .map(|value| value.normalize().to_string())
    }

    /// A day as the pages write it; blank stays blank. None: complained about.
    pub fn day_as_typed(&self, problems: &mut Vec<Problem>, column: &str) -> Option<String> {
        if self.cell(column).is_empty() {
            Some(String::new())
        } else {
            self.date(problems, column).map(|day| day.to_string())
        }
    }

    /// Hours that must be there, as a number or a time span.
    pub fn hours(
        &self,
        problems: &mut Vec<Problem>,
        column: &str,
        below: Decimal,
    ) -> Option<Decimal> {
        let cell = self.cell(column);
        if cell.is_empty() {
            self.complain(problems, column, Complaint::Blank);
            return None;
        }
        match self.table.format.hours(cell) {
            Reading::One(hours) if hours.is_sign_negative() && !hours.is_zero() => {
                self.complain(problems, column, Complaint::NegativeHours);
                None
            }
            reading => self.value(problems, column, reading, below),
        }
    }

    fn value(
        &self,
        problems: &mut Vec<Problem>,
        column: &str,
        reading: Reading<Decimal>,
        below: Decimal,
    ) -> Option<Decimal> {
        let value = self.one_reading(problems, column, reading)?;
        if (value.is_sign_negative() && !value.is_zero())
            || value >= below
            || value.normalize().scale() > FACTOR_DECIMALS
        {
            self.complain(problems, column, Complaint::OutOfRange);
            return None;
        }
        Some(value)
    }

    /// What can be read one way; anything else is complained about.
    fn one_reading(
        &self,
        problems: &mut Vec<Problem>,
        column: &str,
        reading: Reading<Decimal>,
    ) -> Option<Decimal> {
        match reading {
            Reading::One(value) => return Some(value),
            Reading::Two(one, other) => {
                self.complain(
                    problems,
                    column,
                    Complaint::TwoNumbers(
                        one.normalize().to_string(),
                        other.normalize().to_string(),
                    ),
                );
            }
            Reading::None => self.complain(problems, column, Complaint::NotANumber),
        }
        None
    }

    /// A number that must be there.
    pub fn required_number(
        &self,
        problems: &mut Vec<Problem>,
        column: &str,
        below: Decimal,
    ) -> Option<Decimal> {
        if self.cell(column).is_empty() {
            self.complain(problems, column, Complaint::Blank);
        }
        self.number(problems, column, below)
    }

    /// One of a few words, in any case.
    pub fn choice<T: Copy>(
        &self,
        problems: &mut Vec<Problem>,
        column: &str,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let cell = self.cell(column);
        let found = choices
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(cell))
            .map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            self.complain(
                problems,
                column,
                if cell.is_empty() {
                    Complaint::Blank
                } else {
                    Complaint::NotAChoice(words.join(", "))
                },
            );
        }
        found
    }

    /// Yes or no, in words that files have for it; what a file without the column means by that.
    pub fn yes_no(&self, problems: &mut Vec<Problem>, column: &str, without: bool) -> Option<bool> {
        if !self.has(column) {
            return Some(without);
        }
        let word = fold(self.cell(column));
        let answer = if YES.contains(&word.as_str()) {
            Some(true)
        } else {
            NO.contains(&word.as_str()).then_some(false)
        };
        if answer.is_none() {
            self.complain(
                problems,
                column,
                if word.is_empty() {
                    Complaint::Blank
                } else {
                    Complaint::NotAChoice("Yes, No".to_owned())
                },
            );
        }
        answer
    }

    /// The currency of a time sheet's row: the cell's (GBP; British Pound - GBP), or the header's;
    /// none if neither says one.
    pub fn sheet_currency(&self, problems: &mut Vec<Problem>) -> Option<Currency> {
        let cell = self.cell("Currency");
        let code = cell.rsplit(" - ").next().unwrap_or_default().trim();
        if cell.is_empty() {
            return self.table.currency();
        }
        let currency = code.to_ascii_uppercase().parse().ok();
        if currency.is_none() {
            self.complain(problems, "Currency", Complaint::UnknownCurrency);
        }
        currency
    }

    /// The currency of an amount: the row's, or the one that its column's title names, or stands
    /// beside the number.
    pub fn amount_currency(&self, column: &str) -> Option<Currency> {
        let row = if self.cell("Currency").is_empty() {
            None
        } else {
            self.sheet_currency(&mut Vec::new())
        };
        row.or_else(|| without_currency(self.title(column)).1)
            .or_else(|| beside_number(self.cell(column)))
            .or_else(|| self.table.currency())
    }

    /// A currency.
    pub fn currency(&self, problems: &mut Vec<Problem>, column: &str) -> Option<Currency> {
        let currency = self.cell(column).parse().ok();
        if currency.is_none() {
            self.complain(
                problems,
                column,
                if self.cell(column).is_empty() {
                    Complaint::Blank
                } else {
                    Complaint::UnknownCurrency
                },
            );
        }
        currency
    }
}
