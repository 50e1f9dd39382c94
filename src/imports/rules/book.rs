//! The contract book: customers, contracts with lines and splits, prices.

mod cells;
mod lines;
mod prices;

use self::{
    cells::{customer, days},
    lines::{LineRows, check_lines, contract_lines, line_customers},
    prices::prices,
};
use super::{
    alike::{Alike, Of},
    kind::Kind,
    projects::Projects,
    table::Table,
};
use crate::{
    book::model::NewCustomer,
    contracts::model::NewContract,
    imports::model::{Complaint, FileReport, Known, KnownNames, Plan, Problem},
    vocabulary::names::fold,
};
use std::collections::{HashMap, HashSet};

/// Plans every file of the book, in the order they lean on each other; answers the projects that
/// there are then.
pub fn plan(
    tables: &[Table],
    known: &Known,
    plan: &mut Plan,
    files: &mut Vec<FileReport>,
    problems: &mut Vec<Problem>,
) -> Projects {
    let of = |kind: Kind| tables.iter().filter(move |t| t.kind == kind);
    for table in of(Kind::Customers) {
        files.push(customers(table, known, plan, problems));
    }
    let mut names = known.book.customers.clone();
    plan.customers.iter().for_each(|customer| names.add(&customer.name));
    for table in of(Kind::Contracts) {
        files.push(contracts(table, known, (&mut *plan, &names), problems));
    }
    let mut projects = Projects::of(&known.book, names.clone());
    let payers = payers(tables, plan);
    let mut lines: LineRows = HashMap::new();
    for table in of(Kind::ContractLines) {
        files.push(contract_lines(
            table,
            known,
            plan,
            (&mut projects, &payers),
            &mut lines,
            problems,
        ));
    }
    for table in of(Kind::ContractLineCustomers) {
        files.push(line_customers(table, known, (&mut *plan, &names), &mut lines, problems));
    }
    check_lines(tables, plan, &lines, problems);
    for table in of(Kind::Prices) {
        files.push(prices(table, known, plan, problems));
    }
    projects
}

/// Contract and line → who signed, and who pays by contract_line_customers.csv.
fn payers(tables: &[Table], plan: &Plan) -> HashMap<(String, String), Vec<String>> {
    let mut payers: HashMap<(String, String), Vec<String>> = HashMap::new();
    for row in tables.iter().filter(|t| t.kind == Kind::ContractLineCustomers).flat_map(Table::rows)
    {
        payers
            .entry((row.cell("contract").to_owned(), row.cell("line").to_owned()))
            .or_default()
            .push(row.cell("customer").to_owned());
    }
    for row in tables.iter().filter(|t| t.kind == Kind::ContractLines).flat_map(Table::rows) {
        if let Some(contract) = plan.contracts.iter().find(|c| c.number == row.cell("contract")) {
            payers
                .entry((contract.number.clone(), row.cell("line").to_owned()))
                .or_default()
                .push(contract.primary_customer.clone());
        }
    }
    payers
}

fn customers(
    table: &Table,
    known: &Known,
    plan: &mut Plan,
    problems: &mut Vec<Problem>,
) -> FileReport {
    let mut report = table.report();
    let mut seen: HashMap<String, String> = HashMap::new();
    let mut alike = Alike::of(&known.book);
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
        let earlier = seen.get(&fold(&new.name)).cloned();
        seen.entry(fold(&new.name)).or_insert_with(|| new.name.clone());
        match (earlier, known.book.customers.find(&new.name)) {
            (Some(earlier), _) if earlier == new.name => {
                row.complain(problems, "customer", Complaint::Duplicate)
            }
            (Some(earlier), _) => {
                row.complain(problems, "customer", Complaint::SameName(earlier));
                report.known += 1;
            }
            (None, Some(here)) => {
                if here != new.name {
                    row.complain(problems, "customer", Complaint::SameName(here.to_owned()));
                }
                report.known += 1;
            }
            (None, None) => {
                if let Some(other) = alike.hear(Of::Customer, &new.name) {
                    row.complain(
                        problems,
                        "customer",
                        Complaint::LooksLike(new.name.clone(), other),
                    );
                }
                super::form::customer(&row, &new, problems);
                report.added += 1;
                plan.customers.push(new);
            }
        }
    }
    report
}

fn contracts(
    table: &Table,
    known: &Known,
    (plan, names): (&mut Plan, &KnownNames),
    problems: &mut Vec<Problem>,
) -> FileReport {
    let mut report = table.report();
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
        let primary_customer = customer(&row, "primary_customer", names, problems);
        let currency = row.currency(problems, "currency");
        let start_on = row.date(problems, "start_date");
        let requested_delivery_on = if row.cell("requested_delivery_date").is_empty() {
            None
        } else {
            row.date(problems, "requested_delivery_date")
        };
        if let (Some(start), Some(end)) = (start_on, requested_delivery_on)
            && end < start
        {
            row.complain(problems, "requested_delivery_date", Complaint::PeriodBackwards);
        }
        let is_confirmed = row.choice(problems, "status", &[("Draft", false), ("Confirmed", true)]);
        if let (Some(currency), Some(start_on), Some(is_confirmed)) =
            (currency, start_on, is_confirmed)
        {
            report.added += 1;
            plan.contracts.push(NewContract {
                number,
                name,
                primary_customer,
                currency,
                start_on,
                requested_delivery_on,
                is_confirmed,
                lines: Vec::new(),
            });
        }
    }
    report
}
