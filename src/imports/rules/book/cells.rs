//! Cells that mean something in the book: a customer, days to pay, a line's number, kinds of work.

use crate::{
    imports::{
        model::{Complaint, KnownNames, Problem},
        rules::table::Row,
    },
    vocabulary::words::TransactionClass,
};

pub(super) const CLASSES: &[(&str, TransactionClass)] = &[
    ("Time", TransactionClass::Time),
    ("Expense", TransactionClass::Expense),
    ("Material", TransactionClass::Material),
    ("Fee", TransactionClass::Fee),
];

pub(super) fn days(row: &Row, problems: &mut Vec<Problem>) -> i32 {
    let cell = row.cell("payment_terms_days");
    let complaint = match cell.parse::<i32>() {
        Ok(days @ 0..=365) => return days,
        Ok(_) => Complaint::OutOfRange,
        Err(_) => no_number(cell),
    };
    row.complain(problems, "payment_terms_days", complaint);
    0
}

fn no_number(cell: &str) -> Complaint {
    if cell.is_empty() { Complaint::Blank } else { Complaint::NotANumber }
}

/// A customer's name that must be in this folder or in the company, as it is written there.
pub(super) fn customer(
    row: &Row,
    column: &str,
    names: &KnownNames,
    problems: &mut Vec<Problem>,
) -> String {
    let name = row.required(problems, column, 200);
    let found = names.find(&name);
    if !name.is_empty() && found.is_none() {
        row.complain(problems, column, Complaint::UnknownCustomer(name.clone()));
    }
    found.map(str::to_owned).unwrap_or(name)
}

pub(super) fn line_number(row: &Row, problems: &mut Vec<Problem>) -> Option<i32> {
    let number = row.cell("line").parse::<i32>().ok().filter(|n| (1..=100_000).contains(n));
    if number.is_none() {
        row.complain(problems, "line", no_number(row.cell("line")));
    }
    number
}

/// One or more of Time, Expense, Material, Fee, apart by comma, semicolon, plus, slash or bar.
pub(super) fn classes(row: &Row, problems: &mut Vec<Problem>) -> Vec<TransactionClass> {
    let cell = row.cell("transaction_classes");
    let words: Vec<&str> = cell
        .split([',', ';', '+', '/', '|'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .collect();
    let mut found = Vec::new();
    for word in &words {
        match CLASSES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)) {
            Some((_, class)) if !found.contains(class) => found.push(*class),
            Some(_) => {}
            None => {
                let names: Vec<&str> = CLASSES.iter().map(|(name, _)| *name).collect();
                let complaint = Complaint::NotAChoice(names.join(", "));
                row.complain(problems, "transaction_classes", complaint);
            }
        }
    }
    if words.is_empty() {
        row.complain(problems, "transaction_classes", Complaint::Blank);
    }
    found
}
