//! What a row's source says otherwise than the entry that is here, and the entry as it is once that
//! is taken. What a file leaves out says nothing: a blank rate, no column of roles.

use super::{super::model::ChangedPart, table::Row};
use crate::{
    entries::model::{KnownEntry, NewEntry, TakenChange},
    vocabulary::{names::fold, words::BillingType},
};

/// What is different, and the entry as its source has it.
pub fn taken(row: &Row, new: &NewEntry, here: &KnownEntry) -> (Vec<ChangedPart>, TakenChange) {
    let mut now = NewEntry {
        role: here.role.clone(),
        notes: here.notes.clone(),
        task: here.task.clone(),
        // Where nobody chose, the contract says.
        billing_type: if here.billing_type_is_chosen {
            here.billing_type
        } else {
            BillingType::Chargeable
        },
        unit_price: here.unit_price,
        price_currency: here.price_currency,
        unit_cost: here.unit_cost,
        ..new.clone()
    };
    let mut billing_type_is_chosen = here.billing_type_is_chosen;
    let mut parts = Vec::new();
    if new.quantity != here.quantity {
        parts.push(ChangedPart::Hours(here.quantity, new.quantity));
    }
    if !row.cell("Roles").is_empty() && fold(&new.role) != fold(&here.role) {
        parts.push(ChangedPart::Role(here.role.clone(), new.role.clone()));
        now.role.clone_from(&new.role);
    }
    if fold(&new.task) != fold(&here.task) {
        parts.push(ChangedPart::Task(here.task.clone(), new.task.clone()));
        now.task.clone_from(&new.task);
    }
    let pays = |entry: &NewEntry| entry.billing_type == BillingType::Chargeable;
    // Whom somebody let off here pays for nothing, whatever the file says.
    if row.has("Billable?")
        && pays(new) != pays(&now)
        && now.billing_type != BillingType::Complimentary
    {
        parts.push(ChangedPart::Billable(pays(&now), pays(new)));
        now.billing_type = new.billing_type;
        billing_type_is_chosen = !pays(new);
    }
    let rate = |entry: &NewEntry| entry.unit_price.zip(entry.price_currency);
    if rate(new).is_some() && rate(new) != rate(&now) {
        parts.push(ChangedPart::Rate(rate(&now), rate(new)));
        (now.unit_price, now.price_currency) = (new.unit_price, new.price_currency);
    }
    if !row.cell("Cost Rate").is_empty() && new.unit_cost != here.unit_cost {
        parts.push(ChangedPart::Cost(here.unit_cost, new.unit_cost));
        now.unit_cost = new.unit_cost;
    }
    if !new.notes.is_empty() && fold(&new.notes) != fold(&here.notes) {
        parts.push(ChangedPart::Notes);
        now.notes.clone_from(&new.notes);
    }
    (parts, TakenChange { entry_id: here.entry_id, now, billing_type_is_chosen })
}

/// The column that says it first.
pub fn column(parts: &[ChangedPart]) -> &'static str {
    match parts.first() {
        Some(ChangedPart::Role(..)) => "Roles",
        Some(ChangedPart::Task(..)) => "Task",
        Some(ChangedPart::Billable(..)) => "Billable?",
        Some(ChangedPart::Rate(..)) => "Billable Rate",
        Some(ChangedPart::Cost(..)) => "Cost Rate",
        Some(ChangedPart::Notes) => "Notes",
        Some(ChangedPart::Hours(..)) | None => "Hours",
    }
}
