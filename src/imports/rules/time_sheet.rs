//! Time sheets in Harvest's export format.

use super::{
    super::model::{Complaint, FileReport, Problem},
    Known, Plan,
    table::{Kind, Row, Table},
};
use crate::{
    contracts::model::Period,
    entries::model::NewEntry,
    vocabulary::{
        currency::Currency,
        money::{PRICE_LIMIT, QUANTITY_LIMIT},
        words::{BillingType, EntryState, TransactionClass},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};

const YES_NO: &[(&str, bool)] = &[("Yes", true), ("No", false)];

/// What makes a row the same row when its file comes again: all that was recorded, and which of equal rows it is.
/// The external reference alone is not enough: one ticket has many days.
pub fn source_keys(tables: &[Table]) -> Vec<String> {
    tables.iter().filter(|t| t.kind == Kind::TimeSheet).flat_map(keys_of).collect()
}

fn keys_of(table: &Table) -> Vec<String> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    table
        .rows()
        .map(|row| {
            let mut hash = Sha256::new();
            for column in ["Date", "Project", "Project Code", "Task", "Notes", "Hours", "First Name", "Last Name", "External Reference URL"] {
                hash.update(row.cell(column).as_bytes());
                hash.update([0]);
            }
            let digest: String = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
            let nth = seen.entry(digest.clone()).or_default();
            *nth += 1;
            format!("harvest:{digest}:{nth}")
        })
        .collect()
}

/// What a project's hours are billed by, each contract in its time.
struct Cover {
    contracts: HashMap<String, Vec<(Period, Currency)>>,
}

impl Cover {
    fn of(known: &Known, plan: &Plan) -> Self {
        let mut contracts: HashMap<String, Vec<(Period, Currency)>> = HashMap::new();
        for ((project, class), covered) in &known.book.project_classes {
            for by in covered {
                if let (TransactionClass::Time, Some(currency)) = (class, known.book.contracts.get(&by.contract)) {
                    contracts.entry(project.clone()).or_default().push((by.period, *currency));
                }
            }
        }
        for contract in &plan.contracts {
            for line in contract.lines.iter().filter(|l| l.classes.contains(&TransactionClass::Time)) {
                let period = Period { from: contract.start_on, to: contract.requested_delivery_on };
                contracts.entry(line.project.clone()).or_default().push((period, contract.currency));
            }
        }
        Self { contracts }
    }

    /// In which currency a day's hours are billed.
    fn currency(&self, project: &str, day: NaiveDate) -> Option<Currency> {
        self.contracts.get(project)?.iter().find(|(period, _)| period.holds(day)).map(|(_, currency)| *currency)
    }
}

/// Plans every time sheet of the folder.
pub fn plan(tables: &[Table], known: &Known, plan: &mut Plan, files: &mut Vec<FileReport>, problems: &mut Vec<Problem>) {
    let cover = Cover::of(known, plan);
    let mut names = Names::default();
    for (code, _) in &plan.projects {
        names.projects.insert(code.clone());
    }
    names.roles.extend(plan.roles.iter().cloned());
    let mut warned: HashSet<String> = HashSet::new();
    let mut planned: HashSet<String> = HashSet::new();
    for table in tables.iter().filter(|t| t.kind == Kind::TimeSheet) {
        let mut report = FileReport { file: table.file.clone(), rows: table.len(), added: 0, known: 0 };
        for (row, source_key) in table.rows().zip(keys_of(table)) {
            if known.entries.contains(&source_key) || planned.contains(&source_key) {
                report.known += 1;
                continue;
            }
            let mut own = Vec::new();
            let new = entry(&row, source_key, &cover, &mut own);
            problems.append(&mut own);
            let Some(new) = new else { continue };
            warn(&row, &new, &cover, known, plan, &mut warned, problems);
            names.take(&new, &row.cell("Project").replace('\0', ""), plan);
            planned.insert(new.source_key.clone());
            report.added += 1;
            plan.entries.push(new);
        }
        files.push(report);
    }
}

#[derive(Default)]
struct Names {
    projects: HashSet<String>,
    resources: HashSet<String>,
    roles: HashSet<String>,
}

impl Names {
    fn take(&mut self, new: &NewEntry, project_name: &str, plan: &mut Plan) {
        if self.projects.insert(new.project.clone()) {
            plan.projects.push((new.project.clone(), project_name.to_owned()));
        }
        if self.resources.insert(new.resource.clone()) {
            plan.resources.push(new.resource.clone());
        }
        if self.roles.insert(new.role.clone()) {
            plan.roles.push(new.role.clone());
        }
    }
}

/// A row as an entry; `problems` are its own.
fn entry(row: &Row, source_key: String, cover: &Cover, problems: &mut Vec<Problem>) -> Option<NewEntry> {
    let work_on = row.date(problems, "Date");
    let project = if row.cell("Project Code").is_empty() { row.required(problems, "Project", 100) } else { row.text(problems, "Project Code", 100) };
    row.text(problems, "Project", 200);
    let resource = format!("{} {}", row.cell("First Name"), row.cell("Last Name")).trim().replace('\0', "");
    if resource.is_empty() {
        row.complain(problems, "First Name", Complaint::Blank);
    } else if resource.chars().count() > 200 {
        row.complain(problems, "First Name", Complaint::TooLong(200));
    }
    let roles = row.required(problems, "Roles", 200);
    let role = roles.split(',').map(str::trim).find(|role| !role.is_empty()).unwrap_or_default().to_owned();
    if role.is_empty() && !roles.is_empty() {
        row.complain(problems, "Roles", Complaint::Blank);
    }
    let quantity = row.required_number(problems, "Hours", QUANTITY_LIMIT);
    let billable = row.choice(problems, "Billable?", YES_NO);
    let is_history = row.choice(problems, "Invoiced?", YES_NO);
    let is_approved = row.choice(problems, "Approved?", YES_NO);
    let unit_price = row.number(problems, "Billable Rate", PRICE_LIMIT);
    let unit_cost = row.number(problems, "Cost Rate", PRICE_LIMIT).unwrap_or_default();
    let price_currency = if unit_price.is_some() { row.currency(problems, "Currency") } else { None };
    if let (Some(rate), Some(currency)) = (price_currency, work_on.and_then(|day| cover.currency(&project, day)))
        && rate != currency
    {
        row.complain(problems, "Billable Rate", Complaint::RateCurrency(currency.to_string()));
    }
    let (task, notes) = (row.text(problems, "Task", 200), row.text(problems, "Notes", 4_000));
    if quantity.is_some_and(|q| q.is_zero()) {
        row.complain(problems, "Hours", Complaint::ZeroHours);
        return None;
    }
    if problems.iter().any(|p| p.complaint.is_error()) {
        return None;
    }
    let is_history = is_history?;
    let state = match (is_history, is_approved?) {
        (true, _) => EntryState::Approved,
        (false, true) => EntryState::Submitted,
        (false, false) => EntryState::Draft,
    };
    Some(NewEntry {
        source_key,
        work_on: work_on?,
        project,
        resource,
        role,
        task,
        notes,
        quantity: quantity?,
        billing_type: if billable? { BillingType::Chargeable } else { BillingType::NonChargeable },
        unit_price,
        price_currency,
        unit_cost,
        state,
        is_history,
    })
}

/// What the user should know, said once per project or role where it is about those.
fn warn(row: &Row, new: &NewEntry, cover: &Cover, known: &Known, plan: &Plan, warned: &mut HashSet<String>, problems: &mut Vec<Problem>) {
    if new.quantity > Decimal::from(24) {
        row.complain(problems, "Hours", Complaint::OverADay);
    }
    if row.cell("Roles").contains(',') {
        row.complain(problems, "Roles", Complaint::SeveralRoles(new.role.clone()));
    }
    if new.is_history {
        return;
    }
    let Some(currency) = cover.currency(&new.project, new.work_on) else {
        if cover.contracts.contains_key(&new.project) {
            if warned.insert(format!("dates of {}", new.project)) {
                row.complain(problems, "Date", Complaint::OutsideDates(new.project.clone()));
            }
        } else if warned.insert(format!("project {}", new.project)) {
            row.complain(problems, "Project", Complaint::NotCovered(new.project.clone()));
        }
        return;
    };
    let priced = new.unit_price.is_some()
        || new.billing_type != BillingType::Chargeable
        || plan.prices.iter().any(|p| {
            p.currency == currency
                && p.transaction_class == TransactionClass::Time
                && p.role == new.role
                && Period { from: p.valid_from, to: p.valid_to }.holds(new.work_on)
        })
        || known
            .book
            .prices
            .iter()
            .any(|p| p.currency == currency && p.transaction_class == TransactionClass::Time && p.name == new.role && p.period.holds(new.work_on));
    if !priced && warned.insert(format!("price {currency} {}", new.role)) {
        row.complain(problems, "Roles", Complaint::NoPrice(format!("{}, {currency}, {}", new.role, new.work_on)));
    }
}
