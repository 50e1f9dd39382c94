//! What an invoice billed, as it can be corrected.

use crate::vocabulary::{
    currency::Currency,
    ids::{ActualId, ContractLineId, InvoiceDetailId, InvoiceId, RetainerId},
    money::DiscountAndFee,
    paging::Selection,
    refusal::Refusal,
    words::{BillingType, RetainerUse, TransactionClass},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A billed sale of an invoice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct BilledRow {
    /// The billed sale.
    pub actual_id: ActualId,
    /// The detail it was written for.
    pub invoice_detail_id: InvoiceDetailId,
    /// Its line.
    pub contract_line_id: ContractLineId,
    /// That line's name.
    pub line_name: String,
    /// What kind of work.
    pub transaction_class: TransactionClass,
    /// When it was done.
    pub work_on: NaiveDate,
    /// Who worked.
    pub resource_name: Option<String>,
    /// What the entry says, or the milestone's name.
    pub notes: Option<String>,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// As billed.
    pub quantity: Decimal,
    /// As billed.
    pub unit_price: Decimal,
    /// As billed.
    pub amount: Decimal,
    /// Taken off that, and added to it (R-PRC-4).
    #[cfg_attr(feature = "ssr", sqlx(flatten))]
    pub discount_and_fee: DiscountAndFee,
    /// As billed.
    pub tax: Decimal,
    /// Of the amounts.
    pub currency: Currency,
    /// The corrective invoice that has it.
    pub correction_id: Option<InvoiceId>,
    /// What that is called.
    pub correction: Option<String>,
    /// It is confirmed: this sale is no longer live (R-COR-6).
    pub is_corrected: bool,
}

impl BilledRow {
    /// The amount less its discount, with its fee, before tax (R-PRC-4).
    pub fn net_amount(&self) -> Decimal {
        self.discount_and_fee.net(self.billing_type, self.amount, self.currency)
    }
}

/// What an invoice did with a retainer, as it can be corrected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BilledUse {
    /// The billed row.
    pub actual_id: ActualId,
    /// Which retainer.
    pub retainer_id: RetainerId,
    /// What it is for.
    pub description: String,
    /// Billed, applied or refunded.
    pub retainer_use: RetainerUse,
    /// What that came to.
    pub amount: Decimal,
    /// Of the amount.
    pub currency: Currency,
    /// The corrective invoice that has it, what that is called, and whether it is confirmed.
    pub correction: Option<(InvoiceId, String, bool)>,
    /// The invoice that uses what was billed (E13).
    pub used_on: Option<String>,
}

/// Which of an invoice's billed sales are corrected (R-COR-1).
#[allow(clippy::large_enum_variant, reason = "one comes with a request, and is kept nowhere")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Chosen {
    /// Select all transactions: everything live, and its retainers.
    All,
    /// Select transactions.
    Some {
        /// Billed sales of details.
        sales: Option<Selection>,
        /// Billed rows of retainers.
        retainers: Vec<ActualId>,
    },
}

/// Revise an invoice (R-COR-1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Revise {
    /// Which.
    pub invoice_id: InvoiceId,
    /// What of it.
    pub chosen: Chosen,
    /// The corrective draft it is added to; none: a new one.
    pub draft: Option<InvoiceId>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Revised {
    /// The corrective draft.
    pub invoice_id: InvoiceId,
    /// How many details and retainers are on it now that were not.
    pub added: i64,
    /// What stays as it is, and why; each reason once, with how many.
    pub left_out: Vec<(Refusal, i64)>,
}

/// What can be corrected of an invoice besides its details, and where to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Revisable {
    /// What it did with retainers.
    pub uses: Vec<BilledUse>,
    /// Open corrective invoices of its contract and customer, the newest first.
    pub drafts: Vec<(InvoiceId, String)>,
}
