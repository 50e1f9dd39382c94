//! How a file writes numbers and days, found from all of its cells.

use super::{
    format::{Format, HOURS_OF_A_MONTH, number_part},
    kind::Kind,
    table::Table,
};
use crate::{
    imports::model::ImportOptions,
    vocabulary::{
        currency::Currency,
        dates::{DateOrder, parse_date_as},
        money::{DecimalMark, parse_marked},
    },
};

/// Finds the format of every table: said by whoever imports, or by the file's own cells, or for
/// decimals by the other files with the same separator, which came from the same program.
pub fn find(tables: &mut [Table], options: &ImportOptions) {
    for table in tables.iter_mut() {
        table.format = Format {
            decimal: options.decimal.or_else(|| decimal_of(table)),
            dates: options.dates.or_else(|| dates_of(table)),
        };
    }
    let found: Vec<(u8, DecimalMark)> =
        tables.iter().filter_map(|t| t.format.decimal.map(|mark| (t.separator, mark))).collect();
    for table in tables.iter_mut().filter(|t| t.format.decimal.is_none()) {
        let mut alike = found
            .iter()
            .filter(|(separator, _)| *separator == table.separator)
            .map(|(_, mark)| *mark);
        let first = alike.next();
        table.format.decimal = first.filter(|first| alike.all(|mark| mark == *first));
    }
}

/// The mark that all cells agree on which can be read one way only.
fn decimal_of(table: &Table) -> Option<DecimalMark> {
    let (mut point, mut comma) = (false, false);
    for column in table.kind.numbers() {
        for row in table.rows() {
            let cell = number_part(row.cell(column));
            let read = |mark| {
                parse_marked(&cell, mark).filter(|n| {
                    !(table.kind == Kind::TimeSheet && *column == "Hours" && *n > HOURS_OF_A_MONTH)
                })
            };
            match (read(DecimalMark::Point), read(DecimalMark::Comma)) {
                (Some(_), None) => point = true,
                (None, Some(_)) => comma = true,
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
    }
    match (point, comma) {
        (true, false) => Some(DecimalMark::Point),
        (false, true) => Some(DecimalMark::Comma),
        (true, true) | (false, false) => None,
    }
}

/// The order in which every day of the file is one.
fn dates_of(table: &Table) -> Option<DateOrder> {
    let cells: Vec<&str> = table
        .kind
        .days()
        .iter()
        .flat_map(|column| table.rows().map(move |row| row.cell(column)))
        .filter(|cell| !cell.is_empty())
        .collect();
    let readable: Vec<&str> = cells
        .into_iter()
        .filter(|cell| DateOrder::ALL.iter().any(|order| parse_date_as(cell, *order).is_some()))
        .collect();
    if readable.is_empty() {
        return None;
    }
    let mut fitting = DateOrder::ALL
        .into_iter()
        .filter(|order| readable.iter().all(|cell| parse_date_as(cell, *order).is_some()));
    let first = fitting.next()?;
    let others: Vec<DateOrder> = fitting.collect();
    let is_same = |other: &DateOrder| {
        readable.iter().all(|cell| parse_date_as(cell, first) == parse_date_as(cell, *other))
    };
    others.iter().all(is_same).then_some(first)
}

/// The currency that is written beside a number, where that means one.
pub fn beside_number(cell: &str) -> Option<Currency> {
    let letters: String = cell.chars().filter(char::is_ascii_uppercase).collect();
    let sign = || {
        [('€', "EUR"), ('£', "GBP")]
            .into_iter()
            .find(|(sign, _)| cell.contains(*sign))
            .and_then(|(_, code)| code.parse().ok())
    };
    letters.parse().ok().or_else(sign)
}
