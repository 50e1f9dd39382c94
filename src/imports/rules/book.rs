//! The contract book: customers, contracts with lines and splits, prices.

use super::{
    super::model::{Complaint, FileReport, Problem},
    Known, Plan,
    table::{Kind, Row, Table},
};
use crate::{
    contracts::{
        model::{Covered, LineSplit, NewContract, NewContractLine, NewCustomer, NewPrice, Period},
        rules::{is_hour, is_same_unit, rounding_has_a_share, split_is_whole},
    },
    vocabulary::{
        money::PRICE_LIMIT,
        words::{BillingMethod, TransactionClass},
    },
};
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

const YES_NO: &[(&str, bool)] = &[("yes", true), ("no", false)];
const CLASSES: &[(&str, TransactionClass)] =
    &[("Time", TransactionClass::Time), ("Expense", TransactionClass::Expense), ("Material", TransactionClass::Material), ("Fee", TransactionClass::Fee)];
const METHODS: &[(&str, BillingMethod)] = &[("Time and Material", BillingMethod::TimeAndMaterial), ("Fixed Price", BillingMethod::FixedPrice)];

/// Plans every file of the book, in the order they lean on each other.
pub fn plan(tables: &[Table], known: &Known, plan: &mut Plan, files: &mut Vec<FileReport>, problems: &mut Vec<Problem>) {
    let of = |kind: Kind| tables.iter().filter(move |t| t.kind == kind);
    for table in of(Kind::Customers) {
        files.push(customers(table, known, plan, problems));
    }
    for table in of(Kind::Contracts) {
        files.push(contracts(table, known, plan, problems));
    }
    let mut lines: LineRows = HashMap::new();
    for table in of(Kind::ContractLines) {
        files.push(contract_lines(table, known, plan, &mut lines, problems));
    }
    for table in of(Kind::ContractLineCustomers) {
        files.push(line_customers(table, known, plan, &mut lines, problems));
    }
    check_lines(tables, plan, &lines, problems);
    for table in of(Kind::Prices) {
        files.push(prices(table, known, plan, problems));
    }
}

/// (contract, line) → its row, for complaints about the line as a whole.
type LineRows<'a> = HashMap<(String, i32), Row<'a>>;

fn customers(table: &Table, known: &Known, plan: &mut Plan, problems: &mut Vec<Problem>) -> FileReport {
    let mut report = FileReport { file: table.file.clone(), rows: table.len(), added: 0, known: 0 };
    let mut seen = HashSet::new();
    for row in table.rows() {
        let new = NewCustomer {
            name: row.required(problems, "customer", 200),
            street: row.text(problems, "street", 200), // an address may be left out, with its columns
            postcode: row.text(problems, "postcode", 20),
            city: row.text(problems, "city", 100),
            country: row.text(problems, "country", 2),
            language: row.text(problems, "language", 10),
            vat_id: Some(row.text(problems, "vat_id", 50)).filter(|id| !id.is_empty()),
            payment_terms_days: days(&row, problems),
        };
        if !seen.insert(new.name.clone()) {
            row.complain(problems, "customer", Complaint::Duplicate);
        } else if known.book.customers.contains(&new.name) {
            report.known += 1;
        } else {
            report.added += 1;
            plan.customers.push(new);
        }
    }
    report
}

fn days(row: &Row, problems: &mut Vec<Problem>) -> i32 {
    let cell = row.cell("payment_terms_days");
    match cell.parse::<i32>() {
        Ok(days @ 0..=365) => days,
        Ok(_) => {
            row.complain(problems, "payment_terms_days", Complaint::OutOfRange);
            0
        }
        Err(_) => {
            row.complain(problems, "payment_terms_days", if cell.is_empty() { Complaint::Blank } else { Complaint::NotANumber });
            0
        }
    }
}

fn contracts(table: &Table, known: &Known, plan: &mut Plan, problems: &mut Vec<Problem>) -> FileReport {
    let mut report = FileReport { file: table.file.clone(), rows: table.len(), added: 0, known: 0 };
    let mut seen = HashSet::new();
    for row in table.rows() {
        let number = row.required(problems, "contract", 50);
        if !seen.insert(number.clone()) {
            row.complain(problems, "contract", Complaint::Duplicate);
            continue;
        }
        if known.book.contracts.contains_key(&number) {
            report.known += 1;
            continue;
        }
        let name = row.required(problems, "name", 200);
        let primary_customer = customer(&row, "primary_customer", known, plan, problems);
        let currency = row.currency(problems, "currency");
        let start_on = row.date(problems, "start_date");
        let requested_delivery_on = if row.cell("requested_delivery_date").is_empty() { None } else { row.date(problems, "requested_delivery_date") };
        if let (Some(start), Some(end)) = (start_on, requested_delivery_on)
            && end < start
        {
            row.complain(problems, "requested_delivery_date", Complaint::PeriodBackwards);
        }
        let is_confirmed = row.choice(problems, "status", &[("Draft", false), ("Confirmed", true)]);
        if let (Some(currency), Some(start_on), Some(is_confirmed)) = (currency, start_on, is_confirmed) {
            report.added += 1;
            plan.contracts.push(NewContract { number, name, primary_customer, currency, start_on, requested_delivery_on, is_confirmed, lines: Vec::new() });
        }
    }
    report
}

/// A customer's name that must be in this folder or in the company.
fn customer(row: &Row, column: &str, known: &Known, plan: &Plan, problems: &mut Vec<Problem>) -> String {
    let name = row.required(problems, column, 200);
    if !name.is_empty() && !known.book.customers.contains(&name) && !plan.customers.iter().any(|c| c.name == name) {
        row.complain(problems, column, Complaint::UnknownCustomer(name.clone()));
    }
    name
}

fn line_number(row: &Row, problems: &mut Vec<Problem>) -> Option<i32> {
    let number = row.cell("line").parse::<i32>().ok().filter(|n| (1..=100_000).contains(n));
    if number.is_none() {
        row.complain(problems, "line", if row.cell("line").is_empty() { Complaint::Blank } else { Complaint::NotANumber });
    }
    number
}

fn contract_lines<'a>(table: &'a Table, known: &Known, plan: &mut Plan, lines: &mut LineRows<'a>, problems: &mut Vec<Problem>) -> FileReport {
    let mut report = FileReport { file: table.file.clone(), rows: table.len(), added: 0, known: 0 };
    let mut taken: HashMap<(String, TransactionClass), Vec<Covered>> = known.book.project_classes.clone();
    for row in table.rows() {
        let contract = row.required(problems, "contract", 50);
        if known.book.contracts.contains_key(&contract) {
            report.known += 1;
            continue;
        }
        let Some(line_number) = line_number(&row, problems) else { continue };
        if lines.insert((contract.clone(), line_number), row).is_some() {
            row.complain(problems, "line", Complaint::Duplicate);
            continue;
        }
        let new = new_line(&row, line_number, problems);
        let period = plan.contracts.iter().find(|c| c.number == contract).map(|c| Period { from: c.start_on, to: c.requested_delivery_on });
        for class in &new.classes {
            let Some(period) = period else { continue };
            let there = taken.entry((new.project.clone(), *class)).or_default();
            // R-APP-2 within a contract and its time: the next year's contract goes on where this one ends.
            if let Some(other) = there.iter().find(|other| other.contract == contract || other.period.overlaps(period)) {
                row.complain(problems, "project", Complaint::ProjectTaken(other.contract.clone()));
            }
            there.push(Covered { contract: contract.clone(), period });
        }
        if !plan.projects.iter().any(|(code, _)| *code == new.project) {
            plan.projects.push((new.project.clone(), new.project.clone()));
        }
        match plan.contracts.iter_mut().find(|c| c.number == contract) {
            Some(found) => {
                report.added += 1;
                found.lines.push(new);
            }
            None => row.complain(problems, "contract", Complaint::UnknownContract(contract)),
        }
    }
    report
}

fn new_line(row: &Row, line_number: i32, problems: &mut Vec<Problem>) -> NewContractLine {
    let name = row.required(problems, "name", 200);
    let project = row.required(problems, "project", 100);
    let billing_method = row.choice(problems, "billing_method", METHODS).unwrap_or(BillingMethod::TimeAndMaterial);
    let not_to_exceed = row.number(problems, "not_to_exceed", PRICE_LIMIT);
    if not_to_exceed.is_some() && billing_method == BillingMethod::FixedPrice {
        row.complain(problems, "not_to_exceed", Complaint::LimitOnFixedPrice);
    }
    NewContractLine {
        line_number,
        name,
        billing_method,
        project,
        classes: classes(row, problems),
        contracted_amount: row.number(problems, "contracted_amount", PRICE_LIMIT),
        not_to_exceed,
        splits: Vec::new(),
    }
}

/// One or more of Time, Expense, Material, Fee, apart by comma, semicolon, plus, slash or bar.
fn classes(row: &Row, problems: &mut Vec<Problem>) -> Vec<TransactionClass> {
    let cell = row.cell("transaction_classes");
    let words: Vec<&str> = cell.split([',', ';', '+', '/', '|']).map(str::trim).filter(|word| !word.is_empty()).collect();
    let mut found = Vec::new();
    for word in &words {
        match CLASSES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)) {
            Some((_, class)) if !found.contains(class) => found.push(*class),
            Some(_) => {}
            None => row.complain(problems, "transaction_classes", Complaint::NotAChoice(CLASSES.map_names())),
        }
    }
    if words.is_empty() {
        row.complain(problems, "transaction_classes", Complaint::Blank);
    }
    found
}

trait Names {
    fn map_names(&self) -> String;
}

impl<T> Names for [(&str, T)] {
    fn map_names(&self) -> String {
        self.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

fn line_customers<'a>(table: &'a Table, known: &Known, plan: &mut Plan, lines: &mut LineRows<'a>, problems: &mut Vec<Problem>) -> FileReport {
    let mut report = FileReport { file: table.file.clone(), rows: table.len(), added: 0, known: 0 };
    for row in table.rows() {
        let contract = row.required(problems, "contract", 50);
        if known.book.contracts.contains_key(&contract) {
            report.known += 1;
            continue;
        }
        let Some(number) = line_number(&row, problems) else { continue };
        let customer_name = customer(&row, "customer", known, plan, problems);
        let percent = row.required_number(problems, "billing_split_percent", Decimal::from(101));
        let is_rounding = row.choice(problems, "is_rounding", YES_NO);
        let not_to_exceed = row.number(problems, "not_to_exceed", PRICE_LIMIT);
        let line = plan.contracts.iter_mut().find(|c| c.number == contract).and_then(|c| c.lines.iter_mut().find(|l| l.line_number == number));
        let Some(line) = line else {
            row.complain(problems, "line", Complaint::UnknownLine(format!("{contract} / {number}")));
            continue;
        };
        if line.splits.iter().any(|s| s.customer_name == customer_name) {
            row.complain(problems, "customer", Complaint::Duplicate);
            continue;
        }
        if not_to_exceed.is_some() && line.billing_method == BillingMethod::FixedPrice {
            row.complain(problems, "not_to_exceed", Complaint::LimitOnFixedPrice);
        }
        lines.insert((contract, number), row);
        report.added += 1;
        line.splits.push(LineSplit {
            customer_name,
            billing_split_percent: percent.unwrap_or_default(),
            is_rounding: is_rounding.unwrap_or_default(),
            not_to_exceed,
        });
    }
    report
}

/// What only shows once all is read: contracts without lines, lines without customers, splits that are not whole.
fn check_lines(tables: &[Table], plan: &Plan, lines: &LineRows, problems: &mut Vec<Problem>) {
    if plan.contracts.is_empty() {
        return;
    }
    for (kind, name) in [(Kind::ContractLines, "contract_lines.csv"), (Kind::ContractLineCustomers, "contract_line_customers.csv")] {
        if !tables.iter().any(|t| t.kind == kind) && !problems.iter().any(|p| p.file == name) {
            problems.push(Problem { file: name.to_owned(), line: None, column: None, complaint: Complaint::FileMissing(name.to_owned()) });
        }
    }
    let contract_rows: HashMap<&str, Row> =
        tables.iter().filter(|t| t.kind == Kind::Contracts).flat_map(Table::rows).map(|row| (row.cell("contract"), row)).collect();
    for contract in &plan.contracts {
        if contract.lines.is_empty()
            && let Some(row) = contract_rows.get(contract.number.as_str())
        {
            row.complain(problems, "contract", Complaint::ContractWithoutLines);
        }
        for line in &contract.lines {
            let Some(row) = lines.get(&(contract.number.clone(), line.line_number)) else { continue };
            let splits = line.splits.iter().map(|s| (s.customer_name.as_str(), s.billing_split_percent, s.is_rounding));
            if line.splits.is_empty() {
                row.complain(problems, "line", Complaint::LineWithoutCustomers);
            } else if !split_is_whole(splits) {
                let total: Decimal = line.splits.iter().map(|s| s.billing_split_percent).sum();
                let rounding = line.splits.iter().filter(|s| s.is_rounding).count();
                row.complain(problems, "billing_split_percent", Complaint::SplitNotWhole(format!("{total} % / {rounding}")));
            } else if !rounding_has_a_share(line.splits.iter().map(|s| (s.billing_split_percent, s.is_rounding))) {
                row.complain(problems, "is_rounding", Complaint::RoundingWithoutShare);
            }
        }
    }
}

fn prices(table: &Table, known: &Known, plan: &mut Plan, problems: &mut Vec<Problem>) -> FileReport {
    let mut report = FileReport { file: table.file.clone(), rows: table.len(), added: 0, known: 0 };
    for row in table.rows() {
        let currency = row.currency(problems, "currency");
        let class = row.choice(problems, "transaction_class", CLASSES);
        let role = row.required(problems, "role", 200);
        let unit = row.required(problems, "unit", 50);
        let unit_price = row.required_number(problems, "unit_price", PRICE_LIMIT);
        let from = row.date(problems, "valid_from");
        let valid_to = if row.cell("valid_to").is_empty() { Some(None) } else { row.date(problems, "valid_to").map(Some) };
        let (Some(currency), Some(transaction_class), Some(unit_price), Some(valid_from), Some(valid_to)) = (currency, class, unit_price, from, valid_to)
        else {
            continue;
        };
        if valid_to.is_some_and(|to| to < valid_from) {
            row.complain(problems, "valid_to", Complaint::PeriodBackwards);
            continue;
        }
        if transaction_class == TransactionClass::Time && !is_hour(&unit) {
            row.complain(problems, "unit", Complaint::NotByTheHour);
            continue;
        }
        let period = Period { from: valid_from, to: valid_to };
        let same = |c, k, r: &str, u: &str| {
            c == currency && k == transaction_class && r == role && (transaction_class == TransactionClass::Time || is_same_unit(u, &unit))
        };
        let same_known = || known.book.prices.iter().filter(|p| same(p.currency, p.transaction_class, &p.name, &p.unit));
        if same_known().any(|p| p.period == period) {
            report.known += 1;
            continue;
        }
        let overlaps = same_known().any(|p| p.period.overlaps(period))
            || plan
                .prices
                .iter()
                .any(|p| same(p.currency, p.transaction_class, &p.role, &p.unit) && Period { from: p.valid_from, to: p.valid_to }.overlaps(period));
        if overlaps {
            row.complain(problems, "valid_from", Complaint::PriceOverlaps);
            continue;
        }
        if transaction_class == TransactionClass::Time && !plan.roles.contains(&role) {
            plan.roles.push(role.clone());
        }
        report.added += 1;
        plan.prices.push(NewPrice { currency, transaction_class, role, unit, unit_price, valid_from, valid_to });
    }
    report
}
