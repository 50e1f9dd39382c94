//! A price, as it is listed, typed and asked for.

use crate::{
    book::model::Dimension,
    contracts::model::Period,
    vocabulary::{
        currency::Currency,
        ids::ContractId,
        words::{Pricing, TransactionClass},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A price with its validity (R-PRC-2).
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// The contract that has it for itself; none: the company's.
    pub contract_id: Option<ContractId>,
    /// Of which currency.
    pub currency: Currency,
    /// For which kind of work.
    pub transaction_class: TransactionClass,
    /// For what.
    pub dimension: Dimension,
    /// Of which unit.
    pub unit: String,
    /// How the number is meant.
    pub pricing: Pricing,
    /// Per unit; for a markup, percent.
    pub unit_price: Decimal,
    /// When it holds.
    pub period: Period,
}

/// A price to be added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewPrice {
    /// Of which currency.
    pub currency: Currency,
    /// For which kind of work.
    pub transaction_class: TransactionClass,
    /// Name of the role; of the category for expenses and fees, of the product for material.
    pub role: String,
    /// hour, …
    pub unit: String,
    /// Per unit.
    pub unit_price: Decimal,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; none: until further notice.
    pub valid_to: Option<NaiveDate>,
}

/// A price in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct PriceRow {
    /// Its key.
    pub price_id: i64,
    /// Raised by every change.
    pub version: i32,
    /// The contract that has it for itself.
    pub contract_number: Option<String>,
    /// Of which currency.
    pub currency: Currency,
    /// For which kind of work.
    pub transaction_class: TransactionClass,
    /// Role, category or product.
    pub name: String,
    /// What is counted.
    pub unit: String,
    /// How the number is meant.
    pub pricing: Pricing,
    /// Per unit, or percent.
    pub unit_price: Decimal,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; none: until further notice.
    pub valid_to: Option<NaiveDate>,
}

/// A price as typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriceForm {
    /// None: a new one. An old one changes its number and its period only.
    pub price_id: Option<i64>,
    /// As it was seen.
    pub version: i32,
    /// Number of the contract that has it for itself; blank: the company's, for all contracts.
    pub contract: String,
    /// Of which currency.
    pub currency: String,
    /// For which kind of work.
    pub transaction_class: TransactionClass,
    /// Key of the role, category or product.
    pub dimension: Option<i64>,
    /// What is counted.
    pub unit: String,
    /// How the number is meant.
    pub pricing: Pricing,
    /// As typed.
    pub unit_price: String,
    /// First day, as typed.
    pub valid_from: String,
    /// Last day, as typed; blank: until further notice.
    pub valid_to: String,
}
