//! The lines of contracts and who pays them: contract_lines.csv and contract_line_customers.csv.

use super::cells::{classes, customer, line_number};
use crate::{
    book::model::WhichProject,
    contracts::{
        model::{LineSplit, NewContractLine, Period},
        rules::{rounding_has_a_share, split_is_whole},
    },
    imports::{
        model::{Complaint, Covered, FileReport, Known, KnownNames, Plan, Problem},
        rules::{
            kind::Kind,
            projects::Projects,
            table::{Row, Table},
        },
    },
    vocabulary::{
        money::{DiscountAndFee, PRICE_LIMIT},
        words::{BillingMethod, TransactionClass},
    },
};
use rust_decimal::Decimal;
use std::collections::HashMap;

const YES_NO: &[(&str, bool)] = &[("yes", true), ("no", false)];
const METHODS: &[(&str, BillingMethod)] = &[
    ("Time and Material", BillingMethod::TimeAndMaterial),
    ("Fixed Price", BillingMethod::FixedPrice),
];

/// (contract, line) → its row, for complaints about the line as a whole.
pub(super) type LineRows<'a> = HashMap<(String, i32), Row<'a>>;

pub(super) fn contract_lines<'a>(
    table: &'a Table,
    known: &Known,
    plan: &mut Plan,
    (projects, payers): (&mut Projects, &HashMap<(String, String), Vec<String>>),
    lines: &mut LineRows<'a>,
    problems: &mut Vec<Problem>,
) -> FileReport {
    let mut report = table.report();
    let known_cover = known.book.project_classes.iter().map(|((project, class), covered)| {
        ((WhichProject::Known(*project), *class), covered.clone())
    });
    let mut taken: HashMap<(WhichProject, TransactionClass), Vec<Covered>> = known_cover.collect();
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
        let project = row.required(problems, "project", 100);
        let paid_by = payers
            .get(&(contract.clone(), row.cell("line").to_owned()))
            .cloned()
            .unwrap_or_default();
        let which = projects.for_line(&row.text(problems, "client", 200), &project, &paid_by);
        let new = new_line(&row, line_number, which, problems);
        let period = plan
            .contracts
            .iter()
            .find(|c| c.number == contract)
            .map(|c| Period { from: c.start_on, to: c.requested_delivery_on });
        for class in &new.classes {
            let Some(period) = period else { continue };
            let there = taken.entry((which, *class)).or_default();
            // R-APP-2 within a contract and its time: the next year's contract goes on where this
            // one ends.
            if let Some(other) = there
                .iter()
                .find(|other| other.contract == contract || other.period.overlaps(period))
            {
                row.complain(problems, "project", Complaint::ProjectTaken(other.contract.clone()));
            }
            there.push(Covered {
                contract: contract.clone(),
                task: None,
                billing_method: new.billing_method,
                period,
            });
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

fn new_line(
    row: &Row,
    line_number: i32,
    project: WhichProject,
    problems: &mut Vec<Problem>,
) -> NewContractLine {
    let name = row.required(problems, "name", 200);
    let billing_method =
        row.choice(problems, "billing_method", METHODS).unwrap_or(BillingMethod::TimeAndMaterial);
    let not_to_exceed = row.number(problems, "not_to_exceed", PRICE_LIMIT);
    if not_to_exceed.is_some() && billing_method == BillingMethod::FixedPrice {
        row.complain(problems, "not_to_exceed", Complaint::LimitOnFixedPrice);
    }
    // R-PRC-4: a file may leave these columns out.
    let [discount_percent, fee_percent] = ["discount_percent", "fee_percent"]
        .map(|column| row.number(problems, column, Decimal::from(101)).unwrap_or_default());
    NewContractLine {
        line_number,
        name,
        billing_method,
        project,
        classes: classes(row, problems),
        contracted_amount: row.number(problems, "contracted_amount", PRICE_LIMIT),
        not_to_exceed,
        discount_and_fee: DiscountAndFee { discount_percent, fee_percent },
        splits: Vec::new(),
    }
}

pub(super) fn line_customers<'a>(
    table: &'a Table,
    known: &Known,
    (plan, names): (&mut Plan, &KnownNames),
    lines: &mut LineRows<'a>,
    problems: &mut Vec<Problem>,
) -> FileReport {
    let mut report = table.report();
    for row in table.rows() {
        let contract = row.required(problems, "contract", 50);
        if known.book.contracts.contains_key(&contract) {
            report.known += 1;
            continue;
        }
        let Some(number) = line_number(&row, problems) else { continue };
        let customer_name = customer(&row, "customer", names, problems);
        let percent = row.required_number(problems, "billing_split_percent", Decimal::from(101));
        let is_rounding = row.choice(problems, "is_rounding", YES_NO);
        let not_to_exceed = row.number(problems, "not_to_exceed", PRICE_LIMIT);
        let line = plan
            .contracts
            .iter_mut()
            .find(|c| c.number == contract)
            .and_then(|c| c.lines.iter_mut().find(|l| l.line_number == number));
        let Some(line) = line else {
            row.complain(
                problems,
                "line",
                Complaint::UnknownLine(format!("{contract} / {number}")),
            );
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

/// What only shows once all is read: contracts without lines, lines without customers, splits that
/// are not whole.
pub(super) fn check_lines(
    tables: &[Table],
    plan: &Plan,
    lines: &LineRows,
    problems: &mut Vec<Problem>,
) {
    if plan.contracts.is_empty() {
        return;
    }
    for (kind, name) in [
        (Kind::ContractLines, "contract_lines.csv"),
        (Kind::ContractLineCustomers, "contract_line_customers.csv"),
    ] {
        if !tables.iter().any(|t| t.kind == kind) && !problems.iter().any(|p| p.file == name) {
            problems.push(Problem {
                file: name.to_owned(),
                line: None,
                column: None,
                complaint: Complaint::FileMissing(name.to_owned()),
            });
        }
    }
    let contract_rows: HashMap<&str, Row> = tables
        .iter()
        .filter(|t| t.kind == Kind::Contracts)
        .flat_map(Table::rows)
        .map(|row| (row.cell("contract"), row))
        .collect();
    for contract in &plan.contracts {
        if contract.lines.is_empty()
            && let Some(row) = contract_rows.get(contract.number.as_str())
        {
            row.complain(problems, "contract", Complaint::ContractWithoutLines);
        }
        for line in &contract.lines {
            let Some(row) = lines.get(&(contract.number.clone(), line.line_number)) else {
                continue;
            };
            let splits = line
                .splits
                .iter()
                .map(|s| (s.customer_name.as_str(), s.billing_split_percent, s.is_rounding));
            if line.splits.is_empty() {
                row.complain(problems, "line", Complaint::LineWithoutCustomers);
            } else if !split_is_whole(splits) {
                let total: Decimal = line.splits.iter().map(|s| s.billing_split_percent).sum();
                let rounding = line.splits.iter().filter(|s| s.is_rounding).count();
                row.complain(
                    problems,
                    "billing_split_percent",
                    Complaint::SplitNotWhole(format!("{total} % / {rounding}")),
                );
            } else if !rounding_has_a_share(
                line.splits.iter().map(|s| (s.billing_split_percent, s.is_rounding)),
            ) {
                row.complain(problems, "is_rounding", Complaint::RoundingWithoutShare);
            }
        }
    }
}
