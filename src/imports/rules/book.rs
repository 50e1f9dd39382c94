//! The contract book: customers, contracts with lines and splits, prices.

use super::{
    alike::{Alike, Of},
    form::PriceCells,
    kind::Kind,
    projects::Projects,
    table::{Row, Table},
};
use crate::{
    book::model::{NewCustomer, WhichProject},
    contracts::{
        model::{LineSplit, NewContract, NewContractLine, Period},
        rules::{rounding_has_a_share, split_is_whole},
    },
    imports::model::{Complaint, Covered, FileReport, Known, KnownNames, Plan, Problem},
    prices::{
        model::NewPrice,
        rules::{is_same_unit, priced_by},
    },
    vocabulary::{
        money::PRICE_LIMIT,
        names::fold,
        words::{BillingMethod, TransactionClass},
    },
};
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

const YES_NO: &[(&str, bool)] = &[("yes", true), ("no", false)];
const CLASSES: &[(&str, TransactionClass)] = &[
    ("Time", TransactionClass::Time),
    ("Expense", TransactionClass::Expense),
    ("Material", TransactionClass::Material),
    ("Fee", TransactionClass::Fee),
];
const METHODS: &[(&str, BillingMethod)] = &[
    ("Time and Material", BillingMethod::TimeAndMaterial),
    ("Fixed Price", BillingMethod::FixedPrice),
];

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

/// (contract, line) → its row, for complaints about the line as a whole.
type LineRows<'a> = HashMap<(String, i32), Row<'a>>;

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

fn days(row: &Row, problems: &mut Vec<Problem>) -> i32 {
    let cell = row.cell("payment_terms_days");
    match cell.parse::<i32>() {
        Ok(days @ 0..=365) => days,
        Ok(_) => {
            row.complain(problems, "payment_terms_days", Complaint::OutOfRange);
            0
        }
        Err(_) => {
            row.complain(
                problems,
                "payment_terms_days",
                if cell.is_empty() { Complaint::Blank } else { Complaint::NotANumber },
            );
            0
        }
    }
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

/// A customer's name that must be in this folder or in the company, as it is written there.
fn customer(row: &Row, column: &str, names: &KnownNames, problems: &mut Vec<Problem>) -> String {
    let name = row.required(problems, column, 200);
    let found = names.find(&name);
    if !name.is_empty() && found.is_none() {
        row.complain(problems, column, Complaint::UnknownCustomer(name.clone()));
    }
    found.map(str::to_owned).unwrap_or(name)
}

fn line_number(row: &Row, problems: &mut Vec<Problem>) -> Option<i32> {
    let number = row.cell("line").parse::<i32>().ok().filter(|n| (1..=100_000).contains(n));
    if number.is_none() {
        row.complain(
            problems,
            "line",
            if row.cell("line").is_empty() { Complaint::Blank } else { Complaint::NotANumber },
        );
    }
    number
}

fn contract_lines<'a>(
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
            None => row.complain(
                problems,
                "transaction_classes",
                Complaint::NotAChoice(CLASSES.map_names()),
            ),
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

fn line_customers<'a>(
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
fn check_lines(tables: &[Table], plan: &Plan, lines: &LineRows, problems: &mut Vec<Problem>) {
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

/// A role, category or product as it is written in the book, or by an earlier price.
fn as_written(known: &Known, plan: &Plan, class: TransactionClass, typed: String) -> String {
    let kind = priced_by(class);
    let key = fold(&typed);
    let here = known.book.priced_by(class).find(&typed).map(str::to_owned);
    let earlier = || {
        plan.prices
            .iter()
            .find(|p| priced_by(p.transaction_class) == kind && fold(&p.role) == key)
            .map(|p| p.role.clone())
    };
    here.or_else(earlier).unwrap_or(typed)
}

fn prices(
    table: &Table,
    known: &Known,
    plan: &mut Plan,
    problems: &mut Vec<Problem>,
) -> FileReport {
    let mut report = table.report();
    for row in table.rows() {
        let Some(new) = new_price(&row, known, plan, problems) else { continue };
        let (class, period) =
            (new.transaction_class, Period { from: new.valid_from, to: new.valid_to });
        let same = |c, k, r: &str, u: &str| {
            c == new.currency
                && k == class
                && fold(r) == fold(&new.role)
                && (class == TransactionClass::Time || is_same_unit(u, &new.unit))
        };
        let same_known = || {
            known
                .book
                .prices
                .iter()
                .filter(|p| same(p.currency, p.transaction_class, &p.name, &p.unit))
        };
        if same_known().any(|p| p.period == period) {
            report.known += 1;
            continue;
        }
        let period_of = |p: &NewPrice| Period { from: p.valid_from, to: p.valid_to };
        let overlaps = same_known().any(|p| p.period.overlaps(period))
            || plan.prices.iter().any(|p| {
                same(p.currency, p.transaction_class, &p.role, &p.unit)
                    && period_of(p).overlaps(period)
            });
        if overlaps {
            row.complain(problems, "valid_from", Complaint::PriceOverlaps);
            continue;
        }
        if class == TransactionClass::Time
            && known.book.roles.find(&new.role).is_none()
            && !plan.roles.contains(&new.role)
        {
            plan.roles.push(new.role.clone());
        }
        report.added += 1;
        plan.prices.push(new);
    }
    report
}

/// A row as a price, if its cells can be read and the form takes it.
fn new_price(
    row: &Row,
    known: &Known,
    plan: &Plan,
    problems: &mut Vec<Problem>,
) -> Option<NewPrice> {
    let class = row.choice(problems, "transaction_class", CLASSES);
    let typed = row.required(problems, "role", 200);
    let said = problems.len();
    let cells = PriceCells {
        unit_price: row.number_as_typed(problems, "unit_price"),
        valid_from: row.day_as_typed(problems, "valid_from"),
        valid_to: row.day_as_typed(problems, "valid_to"),
    };
    let class = class.filter(|_| problems.len() == said && !typed.is_empty())?;
    let role = as_written(known, plan, class, typed);
    let product = |name: &str| {
        let earlier = plan
            .prices
            .iter()
            .find(|p| p.transaction_class == TransactionClass::Material && p.role == name)
            .map(|p| p.unit.clone());
        known.book.product_units.get(name).cloned().or(earlier)
    };
    let unit = product(&role).filter(|_| class == TransactionClass::Material);
    let checked = super::form::price(row, (class, unit), cells, problems)?;
    Some(NewPrice {
        currency: checked.currency,
        transaction_class: class,
        role,
        unit: checked.unit,
        unit_price: checked.unit_price,
        valid_from: checked.valid_from,
        valid_to: checked.valid_to,
    })
}
