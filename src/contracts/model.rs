//! The nouns of the contract book.

mod cover;
pub mod setup;

pub use cover::Cover;

use crate::{
    book::model::{Dimension, WhichProject},
    vocabulary::{
        currency::Currency,
        ids::{ContractId, ContractLineId, CustomerId, ProjectId, TaskId},
        money::DiscountAndFee,
        words::{BillingMethod, ContractState, LimitKind, TransactionClass},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A contract in the list, with what its billing has come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct ContractRow {
    /// Its key.
    pub contract_id: ContractId,
    /// As people call it.
    pub number: String,
    /// What it is about.
    pub name: String,
    /// Who signed.
    pub primary_customer_name: String,
    /// Of its sales.
    pub currency: Currency,
    /// §2.1.
    pub state: ContractState,
    /// Chargeable, on no invoice, marked Ready to Invoice: work, milestones, retainers and
    /// product lines.
    pub ready_amount: Decimal,
    /// How many of them, of any billing type.
    pub ready_count: i64,
    /// The same, not marked.
    pub not_ready_amount: Decimal,
    /// Whether work, milestones, retainers and product lines are Ready.
    pub ready_in: Vec<bool>,
    /// Whether work, milestones, retainers and product lines are not.
    pub not_ready_in: Vec<bool>,
    /// Chargeable rows of the backlog that nothing prices: in none of the amounts.
    pub without_price_count: i64,
    /// On drafts.
    pub draft_amount: Decimal,
    /// On confirmed invoices, and before Billwright.
    pub billed_amount: Decimal,
    /// What of it before Billwright.
    pub billed_before_amount: Decimal,
}

/// A contract's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContractPage {
    /// Header and totals.
    pub header: ContractRow,
    /// From when.
    pub start_on: NaiveDate,
    /// End of its schedules.
    pub requested_delivery_on: Option<NaiveDate>,
    /// Limit over all lines.
    pub not_to_exceed: Option<Decimal>,
    /// What a change must have seen.
    pub version: i32,
    /// Its lines, in order.
    pub lines: Vec<ContractLine>,
    /// What each customer of it has in the backlog and on invoices.
    pub customers: Vec<ContractCustomer>,
    /// Every level that may carry a not-to-exceed limit, in the order of R-NTE-2 line by line.
    pub limits: Vec<LimitSetting>,
}

/// A level of not-to-exceed limit, in the order they are asked (R-NTE-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LimitLevel {
    /// One customer on one line.
    LineCustomer(ContractLineId, CustomerId),
    /// A line.
    Line(ContractLineId),
    /// One customer on all lines of a contract.
    ContractCustomer(ContractId, CustomerId),
    /// A contract.
    Contract(ContractId),
}

impl LimitLevel {
    /// At what it is set: all that a record it stops keeps of it (R-NTE-4).
    pub fn kind(self) -> LimitKind {
        match self {
            Self::LineCustomer(..) => LimitKind::ContractLineCustomer,
            Self::Line(_) => LimitKind::ContractLine,
            Self::ContractCustomer(..) => LimitKind::ContractCustomer,
            Self::Contract(_) => LimitKind::Contract,
        }
    }
}

/// A level of a contract with its limit, if it has one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LimitSetting {
    /// Which.
    pub level: LimitLevel,
    /// The line's number and name, for levels of a line.
    pub line_name: Option<String>,
    /// The customer's name, for levels of a customer.
    pub customer_name: Option<String>,
    /// Negotiated cap.
    pub amount: Option<Decimal>,
}

/// Set a not-to-exceed limit, or take it away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LimitEdit {
    /// Where.
    pub level: LimitLevel,
    /// As typed; blank: no limit.
    pub amount: String,
    /// The contract's version as seen.
    pub version: i32,
}

/// What stands behind a limit that is about to be set.
#[derive(Clone, Debug, PartialEq)]
pub struct LimitBefore {
    /// Of the contract.
    pub state: ContractState,
    /// Of the contract.
    pub currency: Currency,
    /// Of the contract.
    pub version: i32,
    /// Of the line, for levels of a line.
    pub billing_method: Option<BillingMethod>,
    /// As it was.
    pub amount: Option<Decimal>,
}

/// A line of the contract's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContractLine {
    /// Its key.
    pub contract_line_id: ContractLineId,
    /// 1, 2, …
    pub line_number: i32,
    /// What it is.
    pub name: String,
    /// How it bills.
    pub billing_method: BillingMethod,
    /// Of which project.
    pub project_code: String,
    /// Which kinds of work.
    pub classes: Vec<TransactionClass>,
    /// Fixed price, if any.
    pub contracted_amount: Option<Decimal>,
    /// Not-to-exceed limit of the line.
    pub not_to_exceed: Option<Decimal>,
    /// Taken off each sale, and added to it (R-PRC-4).
    pub discount_and_fee: DiscountAndFee,
    /// Who pays which share.
    pub splits: Vec<LineSplit>,
    /// Who could take the rounding, where whoever has it has no share to take it with.
    pub rounding_choices: Vec<(CustomerId, String)>,
}

/// Let another customer of a line take what rounding leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundingMove {
    /// On which line.
    pub contract_line_id: ContractLineId,
    /// Who takes it.
    pub customer_id: CustomerId,
    /// The contract's version as seen.
    pub version: i32,
}

/// A customer of a line with its share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LineShare {
    /// Who.
    pub customer_id: CustomerId,
    /// How much of a hundred.
    pub percent: Decimal,
    /// Takes what rounding leaves.
    pub is_rounding: bool,
}

/// A customer's share of a line (R-VOC-4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineSplit {
    /// Who.
    pub customer_name: String,
    /// How much.
    pub billing_split_percent: Decimal,
    /// Takes what rounding leaves.
    pub is_rounding: bool,
    /// Not-to-exceed limit of this customer on this line.
    pub not_to_exceed: Option<Decimal>,
}

/// What one customer of a contract has where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContractCustomer {
    /// Who.
    pub customer_id: CustomerId,
    /// Its name.
    pub customer_name: String,
    /// Work of any billing type, milestones, retainers and product lines on no invoice that are
    /// Ready to Invoice.
    pub ready_count: i64,
    /// Their chargeable amount.
    pub ready_amount: Decimal,
    /// Those that are not.
    pub not_ready_count: i64,
    /// Their chargeable amount.
    pub not_ready_amount: Decimal,
    /// Whether work, milestones, retainers and product lines are Ready.
    pub ready_in: Vec<bool>,
    /// Whether work, milestones, retainers and product lines are not.
    pub not_ready_in: Vec<bool>,
}

/// The lines that cover some projects, each in its contract's time (R-APP-2).
#[derive(Clone, Debug, Default)]
pub struct Terms(pub HashMap<(ProjectId, TransactionClass, Option<TaskId>), Vec<LineTerms>>);

impl Terms {
    /// The line that bills this work of a day: the one that names its task, else the one of the
    /// whole project.
    pub fn of(
        &self,
        project: ProjectId,
        class: TransactionClass,
        task: Option<TaskId>,
        day: NaiveDate,
    ) -> Option<&LineTerms> {
        let on_day = |task| {
            self.0
                .get(&(project, class, task))
                .and_then(|lines| lines.iter().find(|line| line.period.holds(day)))
        };
        on_day(task).or_else(|| on_day(None))
    }

    /// Whether lines cover this work, but none on that day: outside the contract's dates.
    pub fn is_outside(
        &self,
        project: ProjectId,
        class: TransactionClass,
        task: Option<TaskId>,
        day: NaiveDate,
    ) -> bool {
        let covers =
            |task| self.0.get(&(project, class, task)).is_some_and(|lines| !lines.is_empty());
        (covers(task) || covers(None)) && self.of(project, class, task, day).is_none()
    }

    /// Every line, once per class and task it covers.
    pub fn values(&self) -> impl Iterator<Item = &LineTerms> {
        self.0.values().flatten()
    }
}

/// From a day to a day, both included; without an end, until further notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: Option<NaiveDate>,
}

impl Period {
    /// Whether a day lies in it.
    pub fn holds(self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether some day lies in both.
    pub fn overlaps(self, other: Self) -> bool {
        self.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| self.from <= to)
    }
}

/// What a contract line says about work it covers: everything approval needs (R-APP-2, R-APP-7,
/// R-PRC-1).
#[derive(Clone, Debug, PartialEq)]
pub struct LineTerms {
    /// The deal.
    pub contract_id: ContractId,
    /// The line.
    pub contract_line_id: ContractLineId,
    /// How it bills.
    pub billing_method: BillingMethod,
    /// Of its sales.
    pub currency: Currency,
    /// Taken off its sales, and added to them (R-PRC-4).
    pub discount_and_fee: DiscountAndFee,
    /// The contract's time, from its start to its requested delivery: other days it does not cover.
    pub period: Period,
    /// Customers with a share above 0 %, in order of allotment.
    pub customers: Vec<CustomerTerms>,
    /// Whether customers pay for the task that the line names (R-APP-3).
    pub is_task_chargeable: bool,
    /// Roles and categories that customers of this line don't pay for, by the line's word or else
    /// by their own.
    pub not_chargeable: Vec<Dimension>,
}

/// One customer of those terms.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerTerms {
    /// Who.
    pub customer_id: CustomerId,
    /// How much.
    pub percent: Decimal,
    /// Takes what rounding leaves.
    pub is_rounding: bool,
}

/// A contract to be added to the book.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewContract {
    /// Unique in the company.
    pub number: String,
    /// What it is about.
    pub name: String,
    /// Name of who signed.
    pub primary_customer: String,
    /// Of its sales; frozen.
    pub currency: Currency,
    /// From when.
    pub start_on: NaiveDate,
    /// End of its schedules.
    pub requested_delivery_on: Option<NaiveDate>,
    /// Confirmed at once.
    pub is_confirmed: bool,
    /// In order.
    pub lines: Vec<NewContractLine>,
}

/// A line of a contract to be added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewContractLine {
    /// 1, 2, …
    pub line_number: i32,
    /// What it is.
    pub name: String,
    /// How it bills.
    pub billing_method: BillingMethod,
    /// The project it covers, whole.
    pub project: WhichProject,
    /// Which kinds of work.
    pub classes: Vec<TransactionClass>,
    /// Fixed price.
    pub contracted_amount: Option<Decimal>,
    /// Limit of the line.
    pub not_to_exceed: Option<Decimal>,
    /// Taken off its sales, and added to them (R-PRC-4).
    pub discount_and_fee: DiscountAndFee,
    /// Who pays, in order of allotment.
    pub splits: Vec<LineSplit>,
}
