//! A detail as it is listed, typed and taken off; the head as typed.

mod added;
mod history;
mod many;
mod standing;

pub use added::{Addable, AddableLine, DetailAdd, DetailAdded};
pub use history::{Changed, Happening, HistoryPage, HistoryQuery, HistoryRow, Retained};
pub use many::{
    Change, DetailEdited, DetailWas, DetailsEdit, DetailsEdited, DetailsRestore, DetailsUndo,
    PendingAdd, PendingRow, Refreshed,
};
pub use standing::{Group, GroupBy, GroupQuery, InvoiceHead, Standing};

use crate::vocabulary::{
    currency::Currency,
    ids::{ActualId, ContractLineId, EntryId, InvoiceDetailId, InvoiceId, MilestoneSplitId},
    money::DiscountAndFee,
    paging::Selection,
    words::{BillingType, InvoiceState, TransactionClass},
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A detail as listed and edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct DetailRow {
    /// Its key.
    pub invoice_detail_id: InvoiceDetailId,
    /// The invoice it is on.
    pub invoice_id: InvoiceId,
    /// The line it is on.
    pub contract_line_id: ContractLineId,
    /// That line's name.
    pub line_name: String,
    /// The unbilled sale it claims, unless it bills a milestone.
    pub source_actual_id: Option<ActualId>,
    /// The milestone's part it claims.
    pub source_milestone_split_id: Option<MilestoneSplitId>,
    /// Whether it bills a product line, or corrects what was billed of one.
    pub is_product: bool,
    /// Where that came from.
    pub entry_id: Option<EntryId>,
    /// Time, expense, …
    pub transaction_class: TransactionClass,
    /// When the work was done.
    pub work_on: NaiveDate,
    /// Who worked.
    pub resource_name: Option<String>,
    /// As what.
    pub role_name: Option<String>,
    /// What the entry says, or the milestone's name.
    pub notes: Option<String>,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// Hours billed.
    pub quantity: Decimal,
    /// Per hour.
    pub unit_price: Decimal,
    /// Hours × price.
    pub amount: Decimal,
    /// Taken off that, and added to it; as its sale has it (R-PRC-4).
    #[cfg_attr(feature = "ssr", sqlx(flatten))]
    pub discount_and_fee: DiscountAndFee,
    /// Of the amount.
    pub tax: Decimal,
    /// Of price, amount and tax.
    pub currency: Currency,
    /// For us.
    pub description: String,
    /// For the customer.
    pub external_description: String,
    /// Raised by every change of this detail.
    pub version: i32,
    /// As approved.
    pub source_quantity: Decimal,
    /// As approved.
    pub source_unit_price: Decimal,
    /// As approved.
    pub source_billing_type: BillingType,
    /// Not so where nothing priced it.
    pub source_has_price: bool,
    /// As it came: of a milestone its part's; of a correction what was billed.
    pub source_tax: Decimal,
    /// The billed sale it corrects: then the source is what was billed (R-COR-2).
    pub corrects_actual_id: Option<ActualId>,
    /// Of that: what is credited.
    pub credited_amount: Decimal,
    /// Of that.
    pub credited_tax: Decimal,
    /// As it came: what the approver wrote for the customer (R-APP-4).
    pub source_external_description: String,
    /// When somebody edited it last; none: it is as it came.
    pub edited_at: Option<DateTime<Utc>>,
    /// Who did.
    pub edited_by: Option<String>,
    /// It was written by hand: it came with what it says (R-EDIT-13).
    pub is_added: bool,
}

impl DetailRow {
    /// Whether confirming it takes a replacement chain (R-SM-22).
    pub fn is_edited(&self) -> bool {
        (self.quantity, self.unit_price, self.billing_type)
            != (self.source_quantity, self.source_unit_price, self.source_billing_type)
    }

    /// Whether it bills a milestone: once, at its amount (R-EDIT-6).
    pub fn is_milestone(&self) -> bool {
        self.source_milestone_split_id.is_some()
    }

    /// Whether its quantity can be edited: not of a milestone, nor of what is sold; fewer of a product
    /// may stay billed (R-EDIT-6, R-EDIT-7, E12).
    pub fn takes_quantity(&self) -> bool {
        !self.is_milestone() && (!self.is_product || self.corrects_actual_id.is_some())
    }

    /// Whether its price can be edited: not of a milestone, nor of a product.
    pub fn takes_price(&self) -> bool {
        !self.is_milestone() && !self.is_product
    }

    /// What it counts in the invoice's total (R-EDIT-10): amount and tax; of a correction what it
    /// bills less what it credits (R-COR-7).
    pub fn counts(&self) -> (Decimal, Decimal) {
        if self.billing_type == BillingType::Chargeable {
            (self.net_amount() - self.credited_amount, self.tax - self.credited_tax)
        } else {
            (Decimal::ZERO, Decimal::ZERO)
        }
    }

    /// The amount less its discount, with its fee, before tax (R-PRC-4).
    pub fn net_amount(&self) -> Decimal {
        self.discount_and_fee.net(self.billing_type, self.amount, self.currency)
    }

    /// What can be edited of it, as it is.
    pub fn terms(&self) -> DetailTerms {
        DetailTerms {
            quantity: self.quantity,
            unit_price: self.unit_price,
            amount: self.amount,
            tax: self.tax,
            billing_type: self.billing_type,
            description: self.description.clone(),
            external_description: self.external_description.clone(),
        }
    }

    /// As an edit that changes nothing, in the version it has.
    pub fn as_edit(&self) -> DetailEdit {
        DetailEdit {
            invoice_id: self.invoice_id,
            invoice_detail_id: self.invoice_detail_id,
            version: self.version,
            quantity: self.quantity.normalize().to_string(),
            unit_price: self.unit_price.normalize().to_string(),
            tax: self.tax.normalize().to_string(),
            billing_type: self.billing_type,
            description: self.description.clone(),
            external_description: self.external_description.clone(),
        }
    }

    /// What an edit is checked against.
    pub fn before(&self) -> DetailBefore {
        DetailBefore {
            version: self.version,
            quantity: self.quantity,
            unit_price: self.unit_price,
            tax: self.tax,
            billing_type: self.billing_type,
            came_with: (self.source_quantity * self.source_unit_price, self.source_tax),
            currency: self.currency,
            fixed_price: self.is_milestone().then_some(self.unit_price),
            is_product: self.is_product && self.corrects_actual_id.is_none(),
            has_price: self.source_has_price,
            is_added: self.is_added,
            corrects: self.corrects_actual_id.map(|_| Corrected {
                billing_type: self.source_billing_type,
                quantity: self.source_quantity,
                unit_price: self.source_unit_price,
                tax: self.source_tax,
                is_milestone: self.transaction_class == TransactionClass::Milestone,
                is_product: self.is_product,
            }),
        }
    }
}

/// What a correction corrects: its billed sale's terms.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Corrected {
    /// As billed.
    pub billing_type: BillingType,
    /// As billed.
    pub quantity: Decimal,
    /// As billed.
    pub unit_price: Decimal,
    /// As billed.
    pub tax: Decimal,
    /// A milestone is billed once, or not at all; in part at a lower price.
    pub is_milestone: bool,
    /// Of a product less may be billed, at its price.
    pub is_product: bool,
}

/// Change a detail; texts as typed, checked by the rules on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailEdit {
    /// Its invoice.
    pub invoice_id: InvoiceId,
    /// Which detail.
    pub invoice_detail_id: InvoiceDetailId,
    /// The version that was on the screen.
    pub version: i32,
    /// Hours billed.
    pub quantity: String,
    /// Per hour.
    pub unit_price: String,
    /// Tax amount.
    pub tax: String,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// For us.
    pub description: String,
    /// For the customer.
    pub external_description: String,
}

/// A checked change of a detail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailTerms {
    /// Hours billed.
    pub quantity: Decimal,
    /// Per hour.
    pub unit_price: Decimal,
    /// Hours × price.
    pub amount: Decimal,
    /// Tax amount.
    pub tax: Decimal,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// For us.
    pub description: String,
    /// For the customer.
    pub external_description: String,
}

/// What a detail was before a change.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailBefore {
    /// Raised by every change.
    pub version: i32,
    /// Hours billed.
    pub quantity: Decimal,
    /// Per hour.
    pub unit_price: Decimal,
    /// Tax amount.
    pub tax: Decimal,
    /// Whether customers paid for it.
    pub billing_type: BillingType,
    /// Amount and tax of what it bills.
    pub came_with: (Decimal, Decimal),
    /// Of the amounts.
    pub currency: Currency,
    /// A milestone's price: it and the quantity of 1 are fixed (R-EDIT-6).
    pub fixed_price: Option<Decimal>,
    /// Of a product only the tax may change (R-EDIT-7).
    pub is_product: bool,
    /// Not so where nothing prices what it bills (R-PRC-2).
    pub has_price: bool,
    /// Written by hand: it bills something, or is taken off.
    pub is_added: bool,
    /// On a corrective invoice: what it corrects.
    pub corrects: Option<Corrected>,
}

/// Take details off a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailRemoval {
    /// Which draft.
    pub invoice_id: InvoiceId,
    /// As it was seen.
    pub version: i32,
    /// Which details.
    pub selection: Selection,
    /// They return Not Ready instead of Ready (R-SM-20).
    pub hold_back: bool,
}

/// Change the header of an open invoice (R-EDIT-1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeaderEdit {
    /// Which invoice.
    pub invoice_id: InvoiceId,
    /// The version that was on the screen.
    pub version: i32,
    /// As people call it.
    pub name: String,
    /// Free text.
    pub description: String,
    /// As printed.
    pub bill_to_name: String,
    /// As printed.
    pub bill_to_contact: String,
    /// As printed.
    pub bill_to_address: String,
    /// As typed; blank: the day it is confirmed.
    pub accounted_on: String,
    /// Draft or In review (R-SM-27).
    pub state: InvoiceState,
}

/// Rename a line (R-EDIT-4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineEdit {
    /// Which invoice.
    pub invoice_id: InvoiceId,
    /// As it was seen.
    pub version: i32,
    /// Which line.
    pub contract_line_id: ContractLineId,
    /// Its new name.
    pub name: String,
}

/// Put rows of the backlog back on the draft they were taken off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailReturn {
    /// Which draft.
    pub invoice_id: InvoiceId,
    /// Which rows.
    pub selection: Selection,
    /// They were held back, Not Ready: they are Ready again first (R-SM-20).
    pub held_back: bool,
}

/// What came off a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenOff {
    /// Details, of milestones too.
    pub details: i64,
    /// The sales that went back to the backlog: what puts them back on begins from them.
    pub sales: Vec<ActualId>,
}
