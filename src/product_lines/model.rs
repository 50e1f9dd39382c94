//! Product lines, and what can be done with them.

use crate::vocabulary::{
    currency::Currency,
    ids::{ContractId, ContractLineId, CustomerId, InvoiceId, ProductId, ProductLineId},
    paging::Selection,
    words::{ContractState, InvoicingStatus},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A product line as the Product Billing Backlog and the contract's page show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct ProductLineRow {
    /// Its key.
    pub product_line_id: ProductLineId,
    /// Raised by every change but the mark.
    pub version: i32,
    /// The deal.
    pub contract_id: ContractId,
    /// Its number.
    pub contract_number: String,
    /// The line of the contract.
    pub contract_line_id: ContractLineId,
    /// That line's name.
    pub line_name: String,
    /// The primary customer, who pays.
    pub customer_name: String,
    /// Of which project.
    pub project_code: String,
    /// What is sold.
    pub product_id: ProductId,
    /// Its name.
    pub product_name: String,
    /// What it is counted in.
    pub unit: String,
    /// A calendar date: from then on it is invoiced.
    pub sold_on: NaiveDate,
    /// How many.
    pub quantity: Decimal,
    /// Per unit.
    pub unit_price: Decimal,
    /// Quantity × price.
    pub amount: Decimal,
    /// Of the amount.
    pub tax: Decimal,
    /// Of price, amount and tax.
    pub currency: Currency,
    /// Where it stands.
    pub status: InvoicingStatus,
    /// The invoice it is on.
    pub invoice_id: Option<InvoiceId>,
    /// That invoice's number, or the draft's name.
    pub invoice: Option<String>,
}

/// A product-based line of a contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProductBasedLine {
    /// The deal.
    pub contract_id: ContractId,
    /// §2.1.
    pub state: ContractState,
    /// The line.
    pub contract_line_id: ContractLineId,
    /// 1, 2, …
    pub line_number: i32,
    /// What it is.
    pub name: String,
    /// Of every amount.
    pub currency: Currency,
}

/// The same with its product lines, as the contract's page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineProducts {
    /// The line.
    pub line: ProductBasedLine,
    /// What is sold on it, by date.
    pub products: Vec<ProductLineRow>,
}

/// Create a product line, or change one; texts as typed, checked by the rules on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProductLineEdit {
    /// On which line of a contract.
    pub contract_line_id: ContractLineId,
    /// Which; none: a new one.
    pub product_line_id: Option<ProductLineId>,
    /// The version that was on the screen.
    pub version: i32,
    /// What is sold.
    pub product: Option<ProductId>,
    /// Its day.
    pub sold_on: String,
    /// How many.
    pub quantity: String,
    /// Per unit; blank: as the product price list says on that day.
    pub unit_price: String,
    /// Blank is 0.
    pub tax: String,
}

/// What is agreed of a product line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ProductTerms {
    /// What is sold.
    pub product_id: ProductId,
    /// Its day.
    pub sold_on: NaiveDate,
    /// How many.
    pub quantity: Decimal,
    /// Per unit.
    pub unit_price: Decimal,
    /// Quantity × price.
    pub amount: Decimal,
    /// Of the amount.
    pub tax: Decimal,
}

/// Delete a product line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProductLineRemoval {
    /// Which.
    pub product_line_id: ProductLineId,
    /// The version that was on the screen.
    pub version: i32,
}

/// Mark product lines Ready to Invoice, or Not Ready.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Which.
    pub selection: Selection,
    /// Ready or not.
    pub ready: bool,
}

/// A product line that an invoice is about to claim.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenProductLine {
    /// Its key.
    pub product_line_id: ProductLineId,
    /// The deal.
    pub contract_id: ContractId,
    /// The line.
    pub contract_line_id: ContractLineId,
    /// The primary customer.
    pub customer_id: CustomerId,
    /// Its day.
    pub sold_on: NaiveDate,
    /// How many.
    pub quantity: Decimal,
    /// Per unit.
    pub unit_price: Decimal,
    /// Quantity × price.
    pub amount: Decimal,
    /// Of the amount.
    pub tax: Decimal,
    /// Of price, amount and tax.
    pub currency: Currency,
}
