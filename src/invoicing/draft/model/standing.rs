//! Where a draft stands: its contract's value and limits, and what its groups come to.

use crate::{
    backlog::model::Room,
    contracts::model::LimitLevel,
    invoicing::model::InvoiceKind,
    vocabulary::{
        currency::Currency,
        ids::{ContractId, CustomerId, InvoiceId},
        words::{BillingType, InvoiceState},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What an invoice is, without what it comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoiceHead {
    /// Its key.
    pub invoice_id: InvoiceId,
    /// Drawn at confirmation.
    pub invoice_number: Option<i64>,
    /// As people call it.
    pub name: String,
    /// §2.7.
    pub state: InvoiceState,
    /// Whether it corrects another.
    pub kind: InvoiceKind,
    /// The deal.
    pub contract_id: ContractId,
    /// Its number.
    pub contract_number: String,
    /// Who is billed.
    pub customer_id: CustomerId,
    /// Its name.
    pub customer_name: String,
    /// The day on the invoice.
    pub invoice_on: NaiveDate,
    /// Of all its amounts.
    pub currency: Currency,
    /// Raised by every change.
    pub version: i32,
}

/// What stands behind an invoice (R-INV-15).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// What the contract's lines are worth; none: none of them says.
    pub contract_value: Option<Decimal>,
    /// The limits that this invoice uses room of, in the order of R-NTE-2: the line's name, for
    /// levels of a line.
    pub rooms: Vec<(LimitLevel, Option<String>, Room)>,
}

crate::words! {
    /// What details are grouped by.
    GroupBy, "text", {
        /// The contract's line.
        Line = "line",
        /// Time, expense, …
        Class = "class",
        /// Who worked.
        Person = "person",
        /// What on.
        Task = "task",
        /// When.
        Month = "month",
    }
}

/// Which groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupQuery {
    /// Of which invoice.
    pub invoice_id: InvoiceId,
    /// By what.
    pub by: GroupBy,
}

/// Details that have something in common.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Group {
    /// What they have in common, as the list filters by it; blank: nothing.
    pub key: String,
    /// As people call it.
    pub name: String,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// How many.
    pub count: i64,
    /// Hours.
    pub quantity: Decimal,
    /// Only chargeable ones count in the total.
    pub amount: Decimal,
}
