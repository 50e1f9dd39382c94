//! What an entry of the audit trail says of an invoice. Pure.

use crate::{
    invoicing::draft::model::{
        Change, Changed, DetailTerms, DetailsEdited, Happening, HeaderEdit, Refreshed, Retained,
    },
    vocabulary::words::RetainerUse,
};
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An entry as the trail keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Which command.
    pub command: String,
    /// What it was given.
    pub input: Value,
    /// What was before.
    pub before: Option<Value>,
    /// What is after.
    pub after: Option<Value>,
}

/// What happened. An entry of an older build says less; what can't be read is named by its command.
pub fn happened(entry: &Entry) -> Happening {
    let (input, after) = (&entry.input, entry.after.as_ref().unwrap_or(&Value::Null));
    let before = entry.before.as_ref().unwrap_or(&Value::Null);
    match entry.command.as_str() {
        "create_invoices" => Happening::Created,
        "edit_detail" => edited(before, after),
        "edit_details" => many(input, after),
        "undo_details" => Happening::Undone(count(&after["changed"])),
        "restore_details" => Happening::Restored(count(&after["changed"])),
        "delete_details" => Happening::TakenOff(
            count(&after["details"]),
            input["hold_back"].as_bool().unwrap_or_default(),
        ),
        "invoice_rows" | "add_to_invoice" | "put_back" | "add_pending" => {
            Happening::Added(count(&after["outcome"]["changed"]))
        }
        "add_detail" => match read::<Changed>(after) {
            Some(added) => Happening::Written(Box::new(added)),
            None => Happening::Other("add_detail".to_owned()),
        },
        "refresh_invoice" => {
            let took: Refreshed = read(after).unwrap_or_default();
            Happening::Refreshed(took.sales, took.milestones + took.products)
        }
        "edit_header" => header(input, before, after),
        "edit_line" => Happening::Renamed(read(before), read(&input["name"]).unwrap_or_default()),
        "apply_retainer" => Happening::Retainer(Retained::Applied, read(after)),
        "add_retainer" => Happening::Retainer(Retained::Billed, read(&after["amount"])),
        "refund_on_invoice" => Happening::Retainer(Retained::Refunded, read(after)),
        "take_off_retainer" => {
            let of = read::<RetainerUse>(&input["retainer_use"]).unwrap_or(RetainerUse::Applied);
            Happening::Retainer(Retained::TakenOff(of), read::<Decimal>(&before[2]))
        }
        other => Happening::Other(other.to_owned()),
    }
}

fn edited(before: &Value, after: &Value) -> Happening {
    match (read::<Changed>(before), read::<DetailTerms>(after)) {
        (Some(before), Some(after)) => Happening::Edited(Box::new((before, after))),
        _ => Happening::EditedSomehow,
    }
}

fn many(input: &Value, after: &Value) -> Happening {
    let told: DetailsEdited = read(after).unwrap_or_default();
    match read::<Change>(&input["change"]) {
        Some(change) => Happening::EditedMany {
            change,
            changed: told.changed,
            before: told.before,
            after: told.after,
            currency: told.currency,
        },
        None => Happening::EditedSomehow,
    }
}

fn header(input: &Value, before: &Value, after: &Value) -> Happening {
    let Some(now) = read::<HeaderEdit>(after).or_else(|| read(input)) else {
        return Happening::Other("edit_header".to_owned());
    };
    let was: Option<HeaderEdit> = read(before);
    if let Some(was) = &was {
        let only_its_state = HeaderEdit { state: was.state, version: was.version, ..now.clone() };
        if was.state != now.state && only_its_state == *was {
            return Happening::State(was.state, now.state);
        }
    }
    Happening::Header(Box::new((was, now)))
}

fn count(value: &Value) -> i64 {
    value.as_i64().unwrap_or_default()
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}
