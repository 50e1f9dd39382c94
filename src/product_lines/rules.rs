//! Decisions about product lines. Pure.

use super::model::{ProductLineEdit, ProductTerms};
use crate::{
    claims::{model::ClaimStatus, rules::held},
    vocabulary::{
        currency::Currency,
        ids::ProductId,
        money::{amount, is_price, is_quantity},
        refusal::{Field, Refusal},
        typed::{date, money, number, number_in},
        words::{ContractState, InvoicingStatus},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// As for milestones (R-SM-8 to R-SM-13): where a product line goes that is marked, or why not.
/// Marking what is marked already is no change and no refusal.
pub fn marked(
    status: InvoicingStatus,
    contract: ContractState,
    invoice: &str,
    ready: bool,
) -> Result<InvoicingStatus, Refusal> {
    may_change(status, invoice)?;
    if ready {
        may_sell(contract)?;
        Ok(InvoicingStatus::Ready)
    } else {
        Ok(InvoicingStatus::NotReady)
    }
}

/// R-SM-3, R-SM-5: whether a contract can have product lines made, changed or marked Ready.
pub fn may_sell(contract: ContractState) -> Result<(), Refusal> {
    match contract {
        ContractState::Draft | ContractState::Confirmed => Ok(()),
        ContractState::Lost => Err(Refusal::ContractIsLost),
    }
}

/// What no invoice bills can still be changed or deleted; else that invoice is named.
pub fn may_change(status: InvoicingStatus, invoice: &str) -> Result<(), Refusal> {
    match status {
        InvoicingStatus::NotReady | InvoicingStatus::Ready => Ok(()),
        InvoicingStatus::OnDraft => Err(held(ClaimStatus::OnDraft, invoice)),
        InvoicingStatus::Posted => Err(held(ClaimStatus::Posted, invoice)),
        InvoicingStatus::BilledBefore => Err(Refusal::BilledBefore),
    }
}

/// What is sold, and when: what its price is looked up by (R-PRC-2).
pub fn priced_by(edit: &ProductLineEdit) -> Result<(ProductId, NaiveDate), Refusal> {
    let product = edit.product.ok_or(Refusal::FieldMissing(Field::Product))?;
    Ok((product, date(&edit.sold_on, Field::Date)?))
}

/// What was typed, checked, with the amount it comes to. A blank price is `listed`, that of the
/// product price list on the day; nothing prices it there: somebody has to say it.
pub fn edit(
    edit: &ProductLineEdit,
    currency: Currency,
    listed: Option<Decimal>,
) -> Result<ProductTerms, Refusal> {
    let (product_id, sold_on) = priced_by(edit)?;
    let quantity = number(&edit.quantity, Field::Quantity)?;
    if !is_quantity(quantity) || quantity.is_zero() {
        return Err(Refusal::FieldOutOfRange(Field::Quantity));
    }
    let unit_price = match edit.unit_price.trim() {
        "" => listed.ok_or(Refusal::ProductHasNoPrice)?,
        typed => number_in(typed, Field::UnitPrice, currency)?,
    };
    if !is_price(unit_price) {
        return Err(Refusal::FieldOutOfRange(Field::UnitPrice));
    }
    let amount = amount(quantity, unit_price, currency);
    let tax = match edit.tax.trim() {
        "" => Decimal::ZERO,
        typed => money(typed, Field::Tax, currency)?,
    };
    if amount.is_zero() && !tax.is_zero() {
        return Err(Refusal::ProductTaxNeedsAnAmount);
    }
    Ok(ProductTerms { product_id, sold_on, quantity, unit_price, amount, tax })
}
