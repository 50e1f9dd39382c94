//! Whether customers, projects, names and prices as typed can be saved. Pure.

use crate::{
    contracts::{
        model::book::{CustomerForm, NameKind, NamedForm, PriceForm, ProjectForm},
        rules::{is_hour, is_same_unit},
    },
    vocabulary::{
        currency::Currency,
        dates::parse_date,
        money::is_price,
        refusal::{Field, Refusal},
        typed::{number, number_in, required, text},
        words::{Pricing, TransactionClass},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::HashSet;

/// Longest payment terms.
const TERMS_LIMIT: i32 = 365;
/// Tasks that one form takes.
const TASKS_LIMIT: usize = 5_000;

/// Two letters, or nothing.
fn two_letters(typed: &str, field: Field) -> Result<String, Refusal> {
    let text = text(typed, field, 2)?;
    if text.is_empty() || (text.len() == 2 && text.chars().all(|c| c.is_ascii_alphabetic())) { Ok(text) } else { Err(Refusal::FieldNotAChoice(field)) }
}

/// Days to pay, as typed.
pub fn payment_terms(typed: &str) -> Result<i32, Refusal> {
    let days = match typed.trim() {
        "" => return Err(Refusal::FieldMissing(Field::PaymentTerms)),
        typed => typed.parse::<i32>().map_err(|_| Refusal::FieldNotANumber(Field::PaymentTerms))?,
    };
    if (0..=TERMS_LIMIT).contains(&days) { Ok(days) } else { Err(Refusal::FieldOutOfRange(Field::PaymentTerms)) }
}

/// A customer's texts trimmed, and the days it has to pay.
pub fn customer(form: &CustomerForm) -> Result<(CustomerForm, i32), Refusal> {
    let days = payment_terms(&form.payment_terms_days)?;
    let checked = CustomerForm {
        customer_id: form.customer_id,
        version: form.version,
        name: required(&form.name, Field::Name, 200)?,
        street: text(&form.street, Field::Street, 200)?,
        postcode: text(&form.postcode, Field::Postcode, 20)?,
        city: text(&form.city, Field::City, 100)?,
        country: two_letters(&form.country, Field::Country)?.to_uppercase(),
        language: two_letters(&form.language, Field::Language)?.to_lowercase(),
        vat_id: text(&form.vat_id, Field::VatId, 50)?,
        payment_terms_days: days.to_string(),
    };
    Ok((checked, days))
}

/// A project's texts trimmed; blank tasks left out, none named twice.
pub fn project(form: &ProjectForm) -> Result<ProjectForm, Refusal> {
    let mut seen = HashSet::new();
    let mut tasks = Vec::with_capacity(form.tasks.len());
    for (id, typed) in &form.tasks {
        let name = text(typed, Field::Tasks, 200)?;
        if name.is_empty() && id.is_none() {
            continue;
        }
        if name.is_empty() {
            return Err(Refusal::FieldMissing(Field::Tasks));
        }
        if !seen.insert(name.clone()) {
            return Err(Refusal::NameTaken(Field::Tasks));
        }
        tasks.push((*id, name));
    }
    if tasks.len() > TASKS_LIMIT {
        return Err(Refusal::InputUnreadable);
    }
    let (code, name) = (required(&form.code, Field::Code, 100)?, text(&form.name, Field::Name, 200)?);
    Ok(ProjectForm { project_id: form.project_id, version: form.version, code, name, client: text(&form.client, Field::Customer, 200)?, tasks })
}

/// A role, category or product with its texts trimmed.
pub fn named(form: &NamedForm) -> Result<NamedForm, Refusal> {
    let unit = if form.kind == NameKind::Product { required(&form.unit, Field::Unit, 50)? } else { String::new() };
    Ok(NamedForm { name: required(&form.name, Field::Name, 200)?, unit, ..form.clone() })
}

/// Which names a kind of work is priced by (R-PRC-2); none: it has no prices.
pub fn priced_by(class: TransactionClass) -> Option<NameKind> {
    match class {
        TransactionClass::Time => Some(NameKind::Role),
        TransactionClass::Expense | TransactionClass::Fee => Some(NameKind::Category),
        TransactionClass::Material => Some(NameKind::Product),
        TransactionClass::Milestone | TransactionClass::Retainer => None,
    }
}

/// A price whose texts were read.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedPrice {
    /// Of which currency.
    pub currency: Currency,
    /// Number of the contract that has it for itself; none: the company's.
    pub contract: Option<String>,
    /// Which names it is among.
    pub kind: NameKind,
    /// Key of the role, category or product.
    pub dimension: i64,
    /// What is counted.
    pub unit: String,
    /// Per unit, or percent.
    pub unit_price: Decimal,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; none: until further notice.
    pub valid_to: Option<NaiveDate>,
}

/// R-PRC-1, R-PRC-2: a price as typed, read.
pub fn price(form: &PriceForm) -> Result<CheckedPrice, Refusal> {
    let currency = form.currency.trim().to_uppercase().parse::<Currency>();
    let currency = currency
        .map_err(|_| if form.currency.trim().is_empty() { Refusal::FieldMissing(Field::Currency) } else { Refusal::FieldNotAChoice(Field::Currency) })?;
    let kind = priced_by(form.transaction_class).ok_or(Refusal::FieldNotAChoice(Field::Classes))?;
    let dimension = form.dimension.ok_or(Refusal::FieldMissing(Field::Dimension))?;
    if form.pricing != Pricing::PerUnit && form.transaction_class != TransactionClass::Expense {
        return Err(Refusal::FieldNotAChoice(Field::UnitPrice));
    }
    let unit_price = match form.unit_price.trim() {
        _ if form.pricing == Pricing::AtCost => Decimal::ZERO,
        typed if form.pricing == Pricing::PerUnit => number_in(typed, Field::UnitPrice, currency)?,
        typed => number(typed, Field::UnitPrice)?,
    };
    if !is_price(unit_price) {
        return Err(Refusal::FieldOutOfRange(Field::UnitPrice));
    }
    let day = |typed: &str, field| match typed.trim() {
        "" => Err(Refusal::FieldMissing(field)),
        typed => parse_date(typed).ok_or(Refusal::FieldNotADate(field)),
    };
    let valid_from = day(&form.valid_from, Field::ValidFrom)?;
    let valid_to = if form.valid_to.trim().is_empty() { None } else { Some(day(&form.valid_to, Field::ValidTo)?) };
    if valid_to.is_some_and(|to| to < valid_from) {
        return Err(Refusal::FieldBefore(Field::ValidTo, Field::ValidFrom));
    }
    let unit = required(&form.unit, Field::Unit, 50)?;
    if form.transaction_class == TransactionClass::Time && !is_hour(&unit) {
        return Err(Refusal::TimeIsByTheHour);
    }
    let contract = Some(text(&form.contract, Field::Contract, 50)?).filter(|number| !number.is_empty());
    Ok(CheckedPrice { currency, contract, kind, dimension, unit, unit_price, valid_from, valid_to })
}

/// A product is counted in its own unit, and so are its prices.
pub fn in_its_unit(class: TransactionClass, unit: &str, price: &CheckedPrice) -> Result<(), Refusal> {
    if class != TransactionClass::Material || is_same_unit(unit, &price.unit) { Ok(()) } else { Err(Refusal::ProductHasUnit(unit.to_owned())) }
}
