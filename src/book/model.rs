//! The nouns of the book.

mod choices;
pub mod people;
pub mod team;
mod which;

pub use choices::{Called, WorkChoices, WorkPart};
pub use which::{NewProject, WhichProject};

use crate::vocabulary::ids::{CategoryId, CustomerId, ProductId, ProjectId, RoleId, TaskId};
use serde::{Deserialize, Serialize};

/// What work is priced and charged by (R-VOC-6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Dimension {
    /// Time.
    Role(RoleId),
    /// Expenses and fees.
    Category(CategoryId),
    /// Material.
    Product(ProductId),
}

/// A customer to be added to the book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewCustomer {
    /// Unique in the company.
    pub name: String,
    /// May be blank, like postcode and city.
    pub street: String,
    /// As the post has it.
    pub postcode: String,
    /// Where.
    pub city: String,
    /// ISO 3166.
    pub country: String,
    /// Of its invoices.
    pub language: String,
    /// If it has one.
    pub vat_id: Option<String>,
    /// Days to pay.
    pub payment_terms_days: i32,
}

/// A customer in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct CustomerRow {
    /// Its key.
    pub customer_id: CustomerId,
    /// Raised by every change.
    pub version: i32,
    /// Unique in the company.
    pub name: String,
    /// And number.
    pub street: String,
    /// As the post has it.
    pub postcode: String,
    /// Where.
    pub city: String,
    /// ISO 3166.
    pub country: String,
    /// Of its invoices.
    pub language: String,
    /// If it has one.
    pub vat_id: Option<String>,
    /// Days to pay.
    pub payment_terms_days: i32,
}

/// A customer as typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CustomerForm {
    /// None: a new one.
    pub customer_id: Option<CustomerId>,
    /// As it was seen.
    pub version: i32,
    /// Unique in the company.
    pub name: String,
    /// May be blank.
    pub street: String,
    /// May be blank.
    pub postcode: String,
    /// May be blank.
    pub city: String,
    /// Two letters, or blank.
    pub country: String,
    /// Two letters, or blank.
    pub language: String,
    /// May be blank.
    pub vat_id: String,
    /// Days to pay, as typed.
    pub payment_terms_days: String,
}

/// A project in the list, with its tasks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct ProjectRow {
    /// Its key.
    pub project_id: ProjectId,
    /// Raised by every change of it and its tasks.
    pub version: i32,
    /// Unique in the company.
    pub code: String,
    /// In words.
    pub name: String,
    /// Whose it is: a customer, or whom a time sheet names; empty: internal, or nobody said.
    pub client: String,
    /// Keys of its tasks, by name.
    pub task_ids: Vec<i64>,
    /// Their names.
    pub task_names: Vec<String>,
    /// Who manages it.
    pub manager_name: Option<String>,
    /// Who else approves on it.
    pub approver_names: Vec<String>,
}

/// A project as typed. Tasks are added and renamed; work may point at them, so none goes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProjectForm {
    /// None: a new one.
    pub project_id: Option<ProjectId>,
    /// As it was seen.
    pub version: i32,
    /// Unique among its client's; fixed once saved.
    pub code: String,
    /// In words.
    pub name: String,
    /// The customer whose it is, by name; blank: internal.
    pub client: String,
    /// Its tasks; those without a key are new.
    pub tasks: Vec<(Option<TaskId>, String)>,
}

crate::words! {
    /// What has a name, and is priced or charged by it (R-VOC-6).
    NameKind, "text", {
        /// Of time.
        Role = "role",
        /// Of expenses and fees.
        Category = "category",
        /// Of material.
        Product = "product",
    }
}

/// A role, category or product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedRow {
    /// Which of them.
    pub kind: NameKind,
    /// Its key.
    pub id: i64,
    /// Raised by every change.
    pub version: i32,
    /// Unique among its kind.
    pub name: String,
    /// Whether customers pay for it, unless a line says otherwise (R-APP-3); products always.
    pub is_chargeable: bool,
    /// Products: what is counted.
    pub unit: String,
}

/// A role, category or product as typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedForm {
    /// Which of them.
    pub kind: NameKind,
    /// None: a new one.
    pub id: Option<i64>,
    /// As it was seen.
    pub version: i32,
    /// Unique among its kind.
    pub name: String,
    /// Whether customers pay for it.
    pub is_chargeable: bool,
    /// Products: what is counted.
    pub unit: String,
}
