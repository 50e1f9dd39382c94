//! What is written on a draft by hand (R-EDIT-13).

use crate::vocabulary::{
    currency::Currency,
    ids::{ContractLineId, InvoiceDetailId, InvoiceId, ProjectId, ResourceId, TaskId},
    words::{BillingType, TransactionClass},
};
use serde::{Deserialize, Serialize};

/// Where a detail can be written on an invoice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Addable {
    /// Of its amounts.
    pub currency: Currency,
    /// Lines of its contract that bill its customer, in their order.
    pub lines: Vec<AddableLine>,
}

/// A line, and what it includes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddableLine {
    /// Which.
    pub contract_line_id: ContractLineId,
    /// As the invoice has it, or else the contract.
    pub name: String,
    /// What is worked on.
    pub project_id: ProjectId,
    /// Its classes, each on a task or on whatever task.
    pub includes: Vec<(TransactionClass, Option<TaskId>)>,
}

impl AddableLine {
    /// Its classes that can be written by hand, once each.
    pub fn classes(&self) -> Vec<TransactionClass> {
        [
            TransactionClass::Time,
            TransactionClass::Expense,
            TransactionClass::Material,
            TransactionClass::Fee,
        ]
        .into_iter()
        .filter(|class| self.includes.iter().any(|(included, _)| included == class))
        .collect()
    }
}

/// Write a detail on an open proforma invoice; texts as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailAdd {
    /// Which invoice.
    pub invoice_id: InvoiceId,
    /// On which line.
    pub contract_line_id: ContractLineId,
    /// Time, expense, material or fee; never another one later (R-EDIT-9).
    pub transaction_class: TransactionClass,
    /// When.
    pub work_on: String,
    /// On which part of the project.
    pub task_id: Option<TaskId>,
    /// Key of the role, category or product.
    pub priced_by: Option<i64>,
    /// Who, if anybody.
    pub resource_id: Option<ResourceId>,
    /// What an expense or a fee counts; material is counted in its product's unit.
    pub unit: String,
    /// Hours or units.
    pub quantity: String,
    /// Per unit; blank: the price list's.
    pub unit_price: String,
    /// Tax amount; blank: none.
    pub tax: String,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// For us.
    pub description: String,
    /// For the customer.
    pub external_description: String,
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailAdded {
    /// Its key.
    pub invoice_detail_id: InvoiceDetailId,
    /// Not so where it is at 0 because no price list prices it.
    pub has_price: bool,
}
