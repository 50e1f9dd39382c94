//! Decisions on journals and corrections (R-APP-14). Pure.

use super::{allowed::journal_allows, openings::opening_line};
use crate::{
    actuals::model::Actual,
    approvals::rules::Approval,
    book::model::Dimension,
    contracts::model::LineTerms,
    entries::{
        model::{Entry, JournalWork, Work},
        rules::{dimension, price, quantity, work_day},
    },
    journals::model::{Change, JournalLine, ReadLine},
    vocabulary::{
        ids::EntryId,
        refusal::{Field, Refusal},
        typed::text,
        words::{BillingMethod, EntryState, TransactionClass, TransactionType},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// What the journal is for.
pub fn journal_description(typed: &str) -> Result<String, Refusal> {
    let text = text(typed, Field::Description, 200)?;
    if text.is_empty() { Err(Refusal::FieldMissing(Field::Description)) } else { Ok(text) }
}

/// A journal's line, read whole (W-25). Whether its contract takes it is asked once that is known.
pub fn journal_line(line: &JournalLine) -> Result<ReadLine, Refusal> {
    match line.transaction_class {
        TransactionClass::Milestone | TransactionClass::Retainer => {
            opening_line(line).map(ReadLine::Opening)
        }
        TransactionClass::Time
        | TransactionClass::Expense
        | TransactionClass::Material
        | TransactionClass::Fee => work_line(line).map(ReadLine::Work),
    }
}

fn work_line(line: &JournalLine) -> Result<JournalWork, Refusal> {
    let (written, class) = (line.transaction_type, line.transaction_class);
    if !journal_allows(written, Some(BillingMethod::TimeAndMaterial), class) {
        return Err(Refusal::JournalClassNotAllowed);
    }
    let (_, priced_by) = dimension(class, 0).ok_or(Refusal::InputUnreadable)?;
    let project_id = line.project_id.ok_or(Refusal::FieldMissing(Field::Project))?;
    let (dimension, _) = line
        .priced_by
        .and_then(|key| dimension(class, key))
        .ok_or(Refusal::FieldMissing(priced_by))?;
    let is_fee = class == TransactionClass::Fee;
    if !is_fee && line.resource_id.is_none() {
        return Err(Refusal::FieldMissing(Field::Resource));
    }
    let is_cost = written == TransactionType::Cost;
    let typed = if line.unit_price.trim().is_empty() && !is_fee && !is_cost {
        None
    } else {
        Some(price(&line.unit_price, if is_cost { Field::UnitCost } else { Field::UnitPrice })?)
    };
    if is_fee && typed == Some(Decimal::ZERO) {
        return Err(Refusal::FieldNotPositive(Field::UnitPrice));
    }
    Ok(JournalWork {
        transaction_type: written,
        work: Work {
            transaction_class: class,
            project_id,
            task_id: line.task_id,
            dimension,
            work_on: work_day(&line.work_on)?,
            quantity: if is_fee { Decimal::ONE } else { quantity(&line.quantity)? },
            unit: if class == TransactionClass::Expense {
                text(&line.unit, Field::Unit, 50)?
            } else {
                String::new()
            },
            unit_cost: typed.filter(|_| is_cost),
            notes: text(&line.notes, Field::Notes, 4_000)?,
        },
        resource_id: line.resource_id.filter(|_| !is_fee),
        unit_price: typed.filter(|_| !is_cost),
        price_currency: None,
    })
}

/// The line on its contract, in whose currency a typed price is meant; a fee is an amount, so it
/// has no more decimals than that.
pub fn on_contract(line: JournalWork, terms: Option<&LineTerms>) -> Result<JournalWork, Refusal> {
    if !journal_allows(
        line.transaction_type,
        terms.map(|t| t.billing_method),
        line.work.transaction_class,
    ) {
        return Err(Refusal::JournalClassNotAllowed);
    }
    let Some(typed) = line.unit_price else { return Ok(line) };
    let currency = terms.ok_or(Refusal::JournalClassNotAllowed)?.currency;
    if line.work.transaction_class == TransactionClass::Fee
        && typed.normalize().scale() > currency.decimals()
    {
        return Err(Refusal::FieldTooPrecise(Field::UnitPrice, currency.decimals()));
    }
    Ok(JournalWork { price_currency: Some(currency), ..line })
}

/// What is to be different, its day read.
pub fn change(change: &Change) -> Result<(Change, Option<NaiveDate>), Refusal> {
    let day =
        if change.work_on.trim().is_empty() { None } else { Some(work_day(&change.work_on)?) };
    let Change { project_id, task_id, role_id, category_id, product_id, resource_id, .. } = change;
    let nothing = project_id.is_none()
        && task_id.is_none()
        && role_id.is_none()
        && category_id.is_none()
        && product_id.is_none()
        && resource_id.is_none();
    if nothing && day.is_none() {
        Err(Refusal::NothingToCorrect)
    } else {
        Ok((change.clone(), day))
    }
}

/// An approved entry as it would be after the change; another project without a task of it is
/// worked on whole.
pub fn corrected(entry: &Entry, change: &Change, day: Option<NaiveDate>) -> Result<Entry, Refusal> {
    if entry.journal_type.is_some() {
        return Err(Refusal::JournalLineOnlyCancels);
    }
    match (entry.is_history, entry.state) {
        (true, _) => return Err(Refusal::EntryFrozen),
        (
            false,
            EntryState::Draft
            | EntryState::Submitted
            | EntryState::Returned
            | EntryState::RecallRequested,
        ) => return Err(Refusal::EntryNotApproved),
        (false, EntryState::Approved) => {}
    }
    let moved = change.project_id.is_some_and(|project| project != entry.project_id);
    let after = Entry {
        project_id: change.project_id.unwrap_or(entry.project_id),
        task_id: change.task_id.or(entry.task_id.filter(|_| !moved)),
        resource_id: change.resource_id.or(entry.resource_id),
        dimension: corrected_dimension(entry.dimension, change)?,
        work_on: day.unwrap_or(entry.work_on),
        ..entry.clone()
    };
    if after == *entry { Err(Refusal::NothingToCorrect) } else { Ok(after) }
}

fn corrected_dimension(dimension: Dimension, change: &Change) -> Result<Dimension, Refusal> {
    let (role, category, product) = (change.role_id, change.category_id, change.product_id);
    let after = match dimension {
        Dimension::Role(before) => Dimension::Role(role.unwrap_or(before)),
        Dimension::Category(before) => Dimension::Category(category.unwrap_or(before)),
        Dimension::Product(before) => Dimension::Product(product.unwrap_or(before)),
    };
    let given = [
        (role.is_some(), Field::Role),
        (category.is_some(), Field::Category),
        (product.is_some(), Field::Product),
    ];
    let suits = |field: Field| {
        matches!(
            (dimension, field),
            (Dimension::Role(_), Field::Role)
                | (Dimension::Category(_), Field::Category)
                | (Dimension::Product(_), Field::Product)
        )
    };
    match given.into_iter().find(|(is_given, field)| *is_given && !suits(*field)) {
        Some((_, field)) => Err(Refusal::FieldNotAChoice(field)),
        None => Ok(after),
    }
}

/// The same rows for an entry that has its key by now.
pub fn of_entry(approval: Approval, entry_id: EntryId) -> Approval {
    let keyed = |row: Actual| Actual { entry_id: Some(entry_id), ..row };
    Approval {
        costs: approval.costs.into_iter().map(keyed).collect(),
        sales: approval.sales.into_iter().map(|(sale, cost)| (keyed(sale), cost)).collect(),
        ..approval
    }
}
