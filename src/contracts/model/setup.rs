//! A contract as it is typed: one form for all of it, the same for the page and the command.

use super::Period;
use crate::vocabulary::{
    currency::Currency,
    ids::{
        CategoryId, ContractId, ContractLineId, CustomerId, InvoiceFrequencyId, ProjectId, RoleId,
        TaskId,
    },
    money::DiscountAndFee,
    refusal::Refusal,
    words::{BillingMethod, ContractState, ScheduleType, TransactionClass},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A contract as typed. Amounts, percentages and days are text until they are checked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ContractForm {
    /// None: a new one.
    pub contract_id: Option<ContractId>,
    /// What the writer has seen; a later one refuses.
    pub version: i32,
    /// Unique in the company.
    pub number: String,
    /// What it is about.
    pub name: String,
    /// Who signed.
    pub primary_customer: Option<CustomerId>,
    /// Of its sales; frozen after the first save.
    pub currency: String,
    /// From when.
    pub start_on: String,
    /// End of its schedules; may be blank.
    pub requested_delivery_on: String,
    /// Limit over all lines; blank: none.
    pub not_to_exceed: String,
    /// Defaults of new lines (R-VOC-4).
    pub customers: Vec<SplitForm>,
    /// In order.
    pub lines: Vec<LineForm>,
}

/// A customer of a contract or of a line, as typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SplitForm {
    /// Who.
    pub customer: Option<CustomerId>,
    /// How much of a hundred.
    pub percent: String,
    /// Takes what rounding leaves.
    pub is_rounding: bool,
    /// Limit; blank: none.
    pub not_to_exceed: String,
    /// Whom invoices name; blank: the customer's own name. Of the contract's customers only.
    pub bill_to_name: String,
    /// For whose attention; may be blank. Of the contract's customers only.
    pub bill_to_contact: String,
    /// Where invoices go; blank: the customer's own address. Of the contract's customers only.
    #[serde(default)]
    pub bill_to_address: String,
    /// Days to pay; blank: the customer's own. Of the contract's customers only.
    #[serde(default)]
    pub payment_terms_days: String,
}

/// A line as typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineForm {
    /// None: a new one.
    pub contract_line_id: Option<ContractLineId>,
    /// What it is.
    pub name: String,
    /// How it bills.
    pub billing_method: BillingMethod,
    /// Fixed price: by whole milestones or by progress.
    pub schedule_type: ScheduleType,
    /// Of which project.
    pub project: Option<ProjectId>,
    /// Which kinds of work.
    pub classes: Vec<TransactionClass>,
    /// Only some tasks of the project.
    pub has_selected_tasks: bool,
    /// Those tasks, and whether customers pay for them (R-APP-3).
    pub tasks: Vec<(TaskId, bool)>,
    /// Roles that this line takes otherwise than their own word.
    pub roles: Vec<(RoleId, bool)>,
    /// Categories that this line takes otherwise than their own word.
    pub categories: Vec<(CategoryId, bool)>,
    /// Fixed price.
    pub contracted_amount: String,
    /// Tax on it, estimated.
    pub estimated_tax: String,
    /// Limit; time and material only; blank: none.
    pub not_to_exceed: String,
    /// What the customer set aside; information only.
    pub customer_budget: String,
    /// Taken off each sale, in percent; time and material only; blank: nothing (R-PRC-4).
    #[serde(default)]
    pub discount_percent: String,
    /// Added to each sale, in percent; time and material only; blank: nothing (R-PRC-4).
    #[serde(default)]
    pub fee_percent: String,
    /// First day of its schedule; blank: the contract's start.
    pub billing_start_on: String,
    /// The key of the frequency it is invoiced by; blank: by hand.
    pub invoice_frequency: String,
    /// Who pays.
    pub splits: Vec<SplitForm>,
}

impl Default for LineForm {
    fn default() -> Self {
        Self {
            contract_line_id: None,
            name: String::new(),
            billing_method: BillingMethod::TimeAndMaterial,
            schedule_type: ScheduleType::CompletedMilestones,
            project: None,
            classes: vec![TransactionClass::Time],
            has_selected_tasks: false,
            tasks: Vec::new(),
            roles: Vec::new(),
            categories: Vec::new(),
            contracted_amount: String::new(),
            estimated_tax: String::new(),
            not_to_exceed: String::new(),
            customer_budget: String::new(),
            discount_percent: String::new(),
            fee_percent: String::new(),
            billing_start_on: String::new(),
            invoice_frequency: String::new(),
            splits: Vec::new(),
        }
    }
}

/// Where on the form a refusal belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Place {
    /// Above everything.
    Header,
    /// The contract's customers, all together.
    Customers,
    /// The contract's customer of that place.
    Customer(usize),
    /// The line of that place.
    Line(usize),
    /// The customer of that place on the line of that place.
    LineCustomer(usize, usize),
}

/// Something on the form that can't stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// Why.
    pub refusal: Refusal,
}

/// What the form is filled from, and checked against.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ContractSetup {
    /// As it stands.
    pub form: ContractForm,
    /// §2.1; a new one is a draft.
    pub state: Option<ContractState>,
    /// Customers: every one, or those it names.
    pub customers: Vec<(CustomerId, String)>,
    /// Projects, likewise.
    pub projects: Vec<(ProjectId, String)>,
    /// Tasks of the projects it names, with their project.
    pub tasks: Vec<(TaskId, ProjectId, String)>,
    /// Roles, and whether customers pay for them by themselves.
    pub roles: Vec<(RoleId, String, bool)>,
    /// Expense categories, likewise.
    pub categories: Vec<(CategoryId, String, bool)>,
    /// Invoice frequencies (R-RUN-10), by name.
    pub frequencies: Vec<(InvoiceFrequencyId, String)>,
    /// What lines of other contracts cover of the projects it names (R-APP-2).
    pub covered: Vec<CoveredWork>,
    /// Of what these are not all there is.
    pub looked: Looked,
}

/// What there is more of than a form lists: of these it knows what it names, and others are looked
/// up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Looked {
    /// Customers.
    pub customers: bool,
    /// Projects.
    pub projects: bool,
    /// Roles.
    pub roles: bool,
    /// Expense categories.
    pub categories: bool,
    /// Tasks of these projects.
    pub tasks: Vec<ProjectId>,
}

/// What a line that is of a project is filled from and checked against.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProjectSetup {
    /// Its tasks, where they are few.
    pub tasks: Vec<(TaskId, ProjectId, String)>,
    /// They are not all.
    pub has_more_tasks: bool,
    /// What lines of other contracts cover of it.
    pub covered: Vec<CoveredWork>,
}

/// Work that a line of another contract covers, in that contract's time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoveredWork {
    /// Of which project.
    pub project: ProjectId,
    /// Which kind.
    pub transaction_class: TransactionClass,
    /// One of its tasks; none: the whole project.
    pub task: Option<TaskId>,
    /// The contract's number.
    pub contract: String,
    /// Its time.
    pub period: Period,
}

/// A contract whose form was checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckedContract {
    /// Unique in the company.
    pub number: String,
    /// What it is about.
    pub name: String,
    /// Who signed.
    pub primary_customer: CustomerId,
    /// Of its sales.
    pub currency: Currency,
    /// From when.
    pub start_on: NaiveDate,
    /// End of its schedules.
    pub requested_delivery_on: Option<NaiveDate>,
    /// Limit over all lines.
    pub not_to_exceed: Option<Decimal>,
    /// Its customers.
    pub customers: Vec<CheckedSplit>,
    /// Its lines.
    pub lines: Vec<CheckedLine>,
}

/// A customer whose share was checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckedSplit {
    /// Who.
    pub customer: CustomerId,
    /// How much of a hundred.
    pub percent: Decimal,
    /// Takes what rounding leaves.
    pub is_rounding: bool,
    /// Limit.
    pub not_to_exceed: Option<Decimal>,
    /// Whom invoices name; empty: the customer.
    pub bill_to_name: String,
    /// For whose attention.
    pub bill_to_contact: String,
    /// Where invoices go; empty: the customer's address.
    pub bill_to_address: String,
    /// Days to pay; none: the customer's.
    pub payment_terms_days: Option<i32>,
}

impl CheckedSplit {
    /// A customer without a share, who is billed as they say themselves.
    pub fn of_nothing(customer: CustomerId) -> Self {
        let (bill_to_name, bill_to_contact, bill_to_address) =
            (String::new(), String::new(), String::new());
        let percent = Decimal::ZERO;
        Self {
            customer,
            percent,
            is_rounding: false,
            not_to_exceed: None,
            bill_to_name,
            bill_to_contact,
            bill_to_address,
            payment_terms_days: None,
        }
    }
}

/// A line that was checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckedLine {
    /// None: a new one.
    pub contract_line_id: Option<ContractLineId>,
    /// What it is.
    pub name: String,
    /// How it bills.
    pub billing_method: BillingMethod,
    /// Fixed price: by whole milestones or by progress.
    pub schedule_type: ScheduleType,
    /// Of which project.
    pub project: ProjectId,
    /// Which kinds of work.
    pub classes: Vec<TransactionClass>,
    /// The only tasks it covers; none: the whole project.
    pub tasks: Option<Vec<(TaskId, bool)>>,
    /// Roles taken otherwise.
    pub roles: Vec<(RoleId, bool)>,
    /// Categories taken otherwise.
    pub categories: Vec<(CategoryId, bool)>,
    /// Fixed price.
    pub contracted_amount: Option<Decimal>,
    /// Tax on it, estimated.
    pub estimated_tax: Decimal,
    /// Limit.
    pub not_to_exceed: Option<Decimal>,
    /// What the customer set aside.
    pub customer_budget: Option<Decimal>,
    /// Taken off each sale, and added to it (R-PRC-4).
    pub discount_and_fee: DiscountAndFee,
    /// First day of its schedule.
    pub billing_start_on: Option<NaiveDate>,
    /// By which frequency it is invoiced.
    pub invoice_frequency: Option<InvoiceFrequencyId>,
    /// Who pays.
    pub splits: Vec<CheckedSplit>,
}
