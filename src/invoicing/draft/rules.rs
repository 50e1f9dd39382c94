//! What may be changed on a draft, as typed. Pure.

#[cfg(feature = "ssr")]
mod added;
mod change;
#[cfg(feature = "ssr")]
mod history;
mod pending;

#[cfg(feature = "ssr")]
pub use added::{AddedWork, added_terms, added_work};
pub use change::{Write, as_edit, as_it_came, as_it_was, change, decide, readable};
#[cfg(feature = "ssr")]
pub use history::{Entry, happened};
pub use pending::why_not;

use super::model::{Corrected, DetailBefore, DetailEdit, DetailTerms, HeaderEdit};
use crate::vocabulary::{
    dates::parse_date,
    money::{amount, is_price, is_quantity, round},
    refusal::{Field, Refusal},
    typed::{number, number_in, required, text},
    words::BillingType,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// R-EDIT-5 to R-EDIT-7, R-EDIT-10, R-EDIT-11: what was typed, checked, with the amount it comes to.
pub fn edit_detail(before: &DetailBefore, edit: &DetailEdit) -> Result<DetailTerms, Refusal> {
    let quantity = number(&edit.quantity, Field::Quantity)?;
    if !is_quantity(quantity) {
        return Err(Refusal::FieldOutOfRange(Field::Quantity));
    }
    if before.is_added && quantity.is_zero() {
        return Err(Refusal::FieldNotPositive(Field::Quantity));
    }
    let unit_price = number_in(&edit.unit_price, Field::UnitPrice, before.currency)?;
    if !is_price(unit_price) {
        return Err(Refusal::FieldOutOfRange(Field::UnitPrice));
    }
    if before.fixed_price.is_some_and(|price| (quantity, unit_price) != (Decimal::ONE, price)) {
        return Err(Refusal::MilestoneAmountIsFixed);
    }
    let as_sold = (before.quantity, before.unit_price, BillingType::Chargeable);
    if before.is_product && (quantity, unit_price, edit.billing_type) != as_sold {
        return Err(Refusal::ProductIsReadOnly);
    }
    if edit.billing_type == BillingType::NotAvailable {
        return Err(Refusal::InputUnreadable);
    }
    if let Some(corrected) = &before.corrects {
        let decimals = before.currency.decimals();
        may_correct(corrected, edit.billing_type, quantity, unit_price, decimals)?;
    }
    if edit.billing_type == BillingType::Chargeable && !before.has_price && unit_price.is_zero() {
        return Err(Refusal::NoPrice);
    }
    let tax = edited_tax(before, edit, quantity, unit_price)?;
    Ok(DetailTerms {
        quantity,
        unit_price,
        amount: amount(quantity, unit_price, before.currency),
        tax,
        billing_type: edit.billing_type,
        description: text(&edit.description, Field::Description, 1_000)?,
        external_description: text(&edit.external_description, Field::ExternalDescription, 1_000)?,
    })
}

/// R-COR-4: what is billed instead has the billing type of what was billed; a milestone is billed
/// once, for no more than it was (E11), in money that its currency has; a product at its price, no
/// more of it (E12).
fn may_correct(
    corrected: &Corrected,
    billing_type: BillingType,
    quantity: Decimal,
    unit_price: Decimal,
    decimals: u32,
) -> Result<(), Refusal> {
    if billing_type != corrected.billing_type {
        return Err(Refusal::CorrectionKeepsItsBillingType);
    }
    let once = quantity.is_zero() || quantity == Decimal::ONE;
    let within = unit_price <= corrected.unit_price && !unit_price.is_zero();
    if corrected.is_milestone && !(once && within) {
        return Err(Refusal::MilestoneIsCorrectedDownwards);
    }
    if corrected.is_milestone && unit_price.normalize().scale() > decimals {
        return Err(Refusal::FieldTooPrecise(Field::UnitPrice, decimals));
    }
    let as_sold = unit_price == corrected.unit_price && quantity <= corrected.quantity;
    if corrected.is_product && !as_sold {
        return Err(Refusal::ProductIsCorrectedDownwards);
    }
    Ok(())
}

/// Tax left as it was follows the amount, whether its quantity or its price changed (R-EDIT-11);
/// what is not chargeable, or nothing at all, carries none (R-EDIT-10).
fn edited_tax(
    before: &DetailBefore,
    edit: &DetailEdit,
    quantity: Decimal,
    unit_price: Decimal,
) -> Result<Decimal, Refusal> {
    let decimals = before.currency.decimals();
    let typed = if edit.tax.trim().is_empty() {
        Decimal::ZERO
    } else {
        number_in(&edit.tax, Field::Tax, before.currency)?
    };
    if typed.is_sign_negative() || !is_price(typed.normalize()) {
        return Err(Refusal::FieldOutOfRange(Field::Tax));
    }
    if typed.normalize().scale() > decimals {
        return Err(Refusal::FieldTooPrecise(Field::Tax, decimals));
    }
    if edit.billing_type != BillingType::Chargeable || quantity.is_zero() {
        return if typed.is_zero() || typed == before.tax {
            Ok(Decimal::ZERO)
        } else {
            Err(Refusal::TaxOnNonChargeable)
        };
    }
    let left_alone = typed == before.tax;
    // A correction begins with nothing: its tax follows what was billed (R-COR-2).
    let (was, was_tax) = match &before.corrects {
        Some(billed) if before.quantity.is_zero() => {
            (billed.quantity * billed.unit_price, billed.tax)
        }
        // What was not charged, or was nothing, carried none: it has again what it came with.
        None if before.billing_type != BillingType::Chargeable || before.quantity.is_zero() => {
            before.came_with
        }
        Some(_) | None => (before.quantity * before.unit_price, before.tax),
    };
    let is = quantity * unit_price;
    if left_alone && !was.is_zero() && (is != was || was_tax != before.tax) {
        let scaled = round(was_tax.saturating_mul(is) / was, decimals);
        return if is_price(scaled) {
            Ok(scaled)
        } else {
            Err(Refusal::FieldOutOfRange(Field::Tax))
        };
    }
    Ok(typed)
}

/// R-EDIT-1: the header as typed, checked; the accounting date read.
pub fn edit_header(edit: &HeaderEdit) -> Result<(HeaderEdit, Option<NaiveDate>), Refusal> {
    let accounted_on = match edit.accounted_on.trim() {
        "" => None,
        typed => Some(parse_date(typed).ok_or(Refusal::FieldNotADate(Field::AccountingDate))?),
    };
    let checked = HeaderEdit {
        name: required(&edit.name, Field::Name, 200)?,
        description: text(&edit.description, Field::Description, 2_000)?,
        bill_to_name: required(&edit.bill_to_name, Field::BillToName, 200)?,
        bill_to_contact: text(&edit.bill_to_contact, Field::BillToContact, 200)?,
        bill_to_address: text(&edit.bill_to_address, Field::BillToAddress, 1_000)?,
        ..edit.clone()
    };
    Ok((checked, accounted_on))
}

/// R-EDIT-4.
pub fn edit_line_name(name: &str) -> Result<String, Refusal> {
    required(name, Field::Name, 200)
}
