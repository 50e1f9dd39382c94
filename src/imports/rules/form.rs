//! A file is checked no less than a form: what it brings is put into the same forms, and asked by
//! the same rules.

use super::{
    kind::Kind,
    table::{Row, Table},
};
use crate::{
    book::{
        self,
        model::{CustomerForm, NewCustomer},
    },
    contracts::{
        model::{
            NewContract,
            setup::{ContractForm, ContractSetup, LineForm, Place, SplitForm},
        },
        rules::setup,
    },
    imports::model::{Complaint, Known, Plan, Problem},
    prices::{
        self,
        model::PriceForm,
        rules::{CheckedPrice, planned::project_key},
    },
    vocabulary::{
        ids::CustomerId,
        refusal::{Field, Refusal},
        words::{Pricing, TransactionClass},
    },
};
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

/// A customer's row, as its form would take it; what was said of a cell already is not said again.
pub fn customer(row: &Row, new: &NewCustomer, problems: &mut Vec<Problem>) {
    let form = CustomerForm {
        customer_id: None,
        version: 0,
        name: new.name.clone(),
        street: new.street.clone(),
        postcode: new.postcode.clone(),
        city: new.city.clone(),
        country: new.country.clone(),
        language: new.language.clone(),
        vat_id: new.vat_id.clone().unwrap_or_default(),
        payment_terms_days: new.payment_terms_days.to_string(),
    };
    let Err(refusal) = book::rules::customer(&form) else { return };
    let column = match refusal.field() {
        Some(Field::Country) => "country",
        Some(Field::Language) => "language",
        Some(Field::VatId) => "vat_id",
        Some(Field::PaymentTerms) => "payment_terms_days",
        _ => "customer",
    };
    if !row.has_error(problems) {
        row.complain(problems, column, Complaint::Form(refusal));
    }
}

/// Cells of a price as its form would have them typed; none where one can't be read.
pub struct PriceCells {
    /// Per unit.
    pub unit_price: Option<String>,
    /// First day.
    pub valid_from: Option<String>,
    /// Last day.
    pub valid_to: Option<String>,
}

/// A price's row, checked as its form is (R-PRC-1, R-PRC-2); `product` is the unit that its product
/// has.
pub fn price(
    row: &Row,
    (class, product): (TransactionClass, Option<String>),
    cells: PriceCells,
    problems: &mut Vec<Problem>,
) -> Option<CheckedPrice> {
    let form = PriceForm {
        price_id: None,
        version: 0,
        contract: String::new(),
        currency: row.cell("currency").to_owned(),
        transaction_class: class,
        // Which one it is, its name says.
        dimension: Some(0),
        unit: row.cell("unit").to_owned(),
        pricing: Pricing::PerUnit,
        unit_price: cells.unit_price?,
        valid_from: cells.valid_from?,
        valid_to: cells.valid_to?,
    };
    let checked = prices::rules::price(&form).and_then(|checked| match product {
        Some(unit) => prices::rules::in_its_unit(class, &unit, &checked).map(|()| checked),
        None => Ok(checked),
    });
    checked
        .map_err(|refusal| {
            row.complain(problems, column_of_price(&refusal), Complaint::Form(refusal))
        })
        .ok()
}

/// The column of a price that a refusal is about.
fn column_of_price(refusal: &Refusal) -> &'static str {
    match (refusal, refusal.field()) {
        (Refusal::TimeIsByTheHour | Refusal::ProductHasUnit(_), _) | (_, Some(Field::Unit)) => {
            "unit"
        }
        (_, Some(Field::UnitPrice)) => "unit_price",
        (_, Some(Field::ValidFrom)) => "valid_from",
        (_, Some(Field::ValidTo)) => "valid_to",
        (_, Some(Field::Currency)) => "currency",
        (_, Some(_) | None) => "role",
    }
}

/// Contracts whose rows have no error of their own, each as a whole: what the form refuses is
/// refused here, at its cell (R-APP-2, R-APP-7, R-MS-4, R-PRC-9).
pub fn check(tables: &[Table], known: &Known, plan: &Plan, problems: &mut Vec<Problem>) {
    let names: Vec<&str> =
        known.book.customers.iter().chain(plan.customers.iter().map(|c| c.name.as_str())).collect();
    let customers: HashMap<&str, CustomerId> =
        (1..).zip(names).map(|(id, name)| (name, CustomerId(id))).collect();
    let rows = Rows::of(tables);
    let wrong: HashSet<(String, Option<u64>)> = problems
        .iter()
        .filter(|p| p.complaint.is_error())
        .map(|p| (p.file.clone(), p.line))
        .collect();
    for contract in &plan.contracts {
        if rows
            .of_contract(&contract.number)
            .any(|row| wrong.contains(&(row.file().to_owned(), Some(row.line))))
        {
            continue;
        }
        let form = form(contract, &customers);
        let setup = ContractSetup {
            customers: customers.iter().map(|(name, id)| (*id, (*name).to_owned())).collect(),
            projects: form
                .lines
                .iter()
                .filter_map(|l| l.project)
                .map(|id| (id, String::new()))
                .collect(),
            ..ContractSetup::default()
        };
        for problem in setup::check(&form, &setup).err().unwrap_or_default() {
            // Whose project it is, is asked over all contracts, each in its time (book.rs).
            if !matches!(problem.refusal, Refusal::ProjectClassTaken(_)) {
                rows.complain(contract, problem.place, problem.refusal, problems);
            }
        }
    }
}

/// A new contract as it would be typed.
fn form(contract: &NewContract, customers: &HashMap<&str, CustomerId>) -> ContractForm {
    let id = |name: &str| customers.get(name).copied();
    let typed =
        |value: Option<Decimal>| value.map(|v| v.normalize().to_string()).unwrap_or_default();
    let split =
        |customer: &str, percent: Decimal, is_rounding: bool, limit: Option<Decimal>| SplitForm {
            customer: id(customer),
            percent: percent.normalize().to_string(),
            is_rounding,
            not_to_exceed: typed(limit),
            ..SplitForm::default()
        };
    let lines = contract.lines.iter().map(|line| LineForm {
        name: line.name.clone(),
        billing_method: line.billing_method,
        project: Some(project_key(line.project)),
        classes: line.classes.clone(),
        contracted_amount: typed(line.contracted_amount),
        not_to_exceed: typed(line.not_to_exceed),
        discount_percent: typed(Some(line.discount_and_fee.discount_percent)),
        fee_percent: typed(Some(line.discount_and_fee.fee_percent)),
        splits: line
            .splits
            .iter()
            .map(|s| {
                split(&s.customer_name, s.billing_split_percent, s.is_rounding, s.not_to_exceed)
            })
            .collect(),
        ..LineForm::default()
    });
    ContractForm {
        number: contract.number.clone(),
        name: contract.name.clone(),
        primary_customer: id(&contract.primary_customer),
        currency: contract.currency.to_string(),
        start_on: contract.start_on.to_string(),
        requested_delivery_on: contract
            .requested_delivery_on
            .map(|day| day.to_string())
            .unwrap_or_default(),
        customers: vec![split(&contract.primary_customer, Decimal::ONE_HUNDRED, true, None)],
        lines: lines.collect(),
        ..ContractForm::default()
    }
}

/// The rows of contracts, lines and shares, by what they are about.
struct Rows<'a> {
    contracts: HashMap<String, Vec<Row<'a>>>,
    lines: HashMap<String, Vec<Row<'a>>>,
    shares: HashMap<String, Vec<Row<'a>>>,
}

impl<'a> Rows<'a> {
    fn of(tables: &'a [Table]) -> Self {
        let by_contract = |kind: Kind| {
            let mut rows: HashMap<String, Vec<Row<'a>>> = HashMap::new();
            for row in tables.iter().filter(|t| t.kind == kind).flat_map(Table::rows) {
                rows.entry(row.cell("contract").to_owned()).or_default().push(row);
            }
            rows
        };
        Self {
            contracts: by_contract(Kind::Contracts),
            lines: by_contract(Kind::ContractLines),
            shares: by_contract(Kind::ContractLineCustomers),
        }
    }

    fn of_contract(&self, number: &str) -> impl Iterator<Item = &Row<'a>> {
        [&self.contracts, &self.lines, &self.shares]
            .into_iter()
            .filter_map(move |rows| rows.get(number))
            .flatten()
    }

    /// A refusal of the form at the cell that it is about.
    fn complain(
        &self,
        contract: &NewContract,
        place: Place,
        refusal: Refusal,
        problems: &mut Vec<Problem>,
    ) {
        let number = contract.number.as_str();
        let line_at = |at: usize| {
            contract.lines.get(at).map(|l| l.line_number.to_string()).unwrap_or_default()
        };
        let lines = |at: usize| {
            self.lines
                .get(number)
                .into_iter()
                .flatten()
                .filter(move |row| row.cell("line") == line_at(at))
        };
        let row = match place {
            Place::Header | Place::Customers | Place::Customer(_) => {
                self.contracts.get(number).and_then(|rows| rows.first())
            }
            Place::Line(at) => lines(at).next(),
            Place::LineCustomer(at, split) => {
                let mut shares = self
                    .shares
                    .get(number)
                    .into_iter()
                    .flatten()
                    .filter(|row| row.cell("line") == line_at(at));
                shares.nth(split)
            }
        };
        if let Some(row) = row {
            row.complain(problems, column_of(refusal.field()), Complaint::Form(refusal));
        }
    }
}

fn column_of(field: Option<Field>) -> &'static str {
    match field {
        Some(Field::ContractedAmount) => "contracted_amount",
        Some(Field::NotToExceed) => "not_to_exceed",
        Some(Field::SplitPercent) => "billing_split_percent",
        Some(Field::DiscountPercent) => "discount_percent",
        Some(Field::FeePercent) => "fee_percent",
        Some(Field::Currency) => "currency",
        Some(Field::StartDate) => "start_date",
        Some(Field::DeliveryDate) => "requested_delivery_date",
        Some(Field::Customer) => "customer",
        Some(Field::Name) => "name",
        Some(Field::Project) => "project",
        Some(Field::Classes) => "transaction_classes",
        Some(_) | None => "contract",
    }
}
