//! Whether customers, projects and names as typed can be saved. Pure.

pub mod people;
pub mod team;

use super::model::{CustomerForm, NameKind, NamedForm, ProjectForm};
use crate::vocabulary::{
    refusal::{Field, Refusal},
    typed::{required, text},
};
use std::collections::HashSet;

/// Longest payment terms.
const TERMS_LIMIT: i32 = 365;

/// Tasks that one form takes.
const TASKS_LIMIT: usize = 5_000;

/// Two letters, or nothing.
fn two_letters(typed: &str, field: Field) -> Result<String, Refusal> {
    let text = text(typed, field, 2)?;
    if text.is_empty() || (text.len() == 2 && text.chars().all(|c| c.is_ascii_alphabetic())) {
        Ok(text)
    } else {
        Err(Refusal::FieldNotAChoice(field))
    }
}

/// Days to pay, as typed.
pub fn payment_terms(typed: &str) -> Result<i32, Refusal> {
    let days = match typed.trim() {
        "" => return Err(Refusal::FieldMissing(Field::PaymentTerms)),
        typed => typed.parse::<i32>().map_err(|_| Refusal::FieldNotANumber(Field::PaymentTerms))?,
    };
    if (0..=TERMS_LIMIT).contains(&days) {
        Ok(days)
    } else {
        Err(Refusal::FieldOutOfRange(Field::PaymentTerms))
    }
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
    let (code, name) =
        (required(&form.code, Field::Code, 100)?, text(&form.name, Field::Name, 200)?);
    Ok(ProjectForm {
        project_id: form.project_id,
        version: form.version,
        code,
        name,
        client: text(&form.client, Field::Customer, 200)?,
        tasks,
    })
}

/// A role, category or product with its texts trimmed.
pub fn named(form: &NamedForm) -> Result<NamedForm, Refusal> {
    let unit = if form.kind == NameKind::Product {
        required(&form.unit, Field::Unit, 50)?
    } else {
        String::new()
    };
    Ok(NamedForm { name: required(&form.name, Field::Name, 200)?, unit, ..form.clone() })
}
