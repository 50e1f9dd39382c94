//! What approval would bill of work that isn't here yet. Pure.

use super::foresee;
use crate::{
    actuals::model::Actual,
    approvals::model::{Unbilled, WouldBill},
    book::model::Dimension,
    entries::model::{Entry, NewEntry},
    prices::rules::planned::{PlannedBook, project_key},
    vocabulary::{
        currency::Currency,
        ids::{EntryId, ProjectId, TaskId},
        names::fold,
        words::{BillingType, TransactionClass},
    },
};
use std::collections::HashMap;

/// Everything that approval would read, with what a plan adds.
#[derive(Clone, Debug)]
pub struct Foretelling {
    /// Terms, prices and roles.
    pub book: PlannedBook,
    /// The tasks that work names, by project and folded name.
    pub tasks: HashMap<(ProjectId, String), TaskId>,
    /// The company's currency.
    pub currency: Currency,
}

impl Foretelling {
    /// What approving an entry would bill (R-APP-2 to R-APP-8); none: its role is neither here nor
    /// in the plan.
    pub fn would_bill(&self, new: &NewEntry) -> Option<WouldBill> {
        let entry = self.entry(new)?;
        // Nothing that is said here depends on the day of approval.
        let approval =
            foresee(&entry, &self.book.terms, &self.book.prices, self.currency, entry.work_on);
        let terms = self.book.terms.of(
            entry.project_id,
            entry.transaction_class,
            entry.task_id,
            entry.work_on,
        );
        let billed = || {
            approval
                .sales
                .iter()
                .map(|(sale, _)| sale)
                .filter(|sale| sale.billing_type == BillingType::Chargeable)
        };
        let unbilled = if approval.remarks.outside_dates {
            Some(Unbilled::OutsideDates)
        } else if approval.is_not_covered() {
            Some(Unbilled::NotCovered)
        } else if approval.sales.is_empty() {
            Some(Unbilled::FixedPrice)
        } else if approval.billing_type != BillingType::Chargeable {
            Some(Unbilled::NotChargeable)
        } else {
            approval.remarks.without_price.then_some(Unbilled::NoPrice)
        };
        Some(WouldBill {
            amount: billed().map(Actual::net_amount).sum(),
            currency: terms.map(|terms| terms.currency),
            parts: u32::try_from(billed().count()).unwrap_or(u32::MAX),
            unit_price: billed().map(|sale| sale.unit_price).next().unwrap_or_default(),
            unbilled,
        })
    }

    /// As approval would read it once it is here.
    fn entry(&self, new: &NewEntry) -> Option<Entry> {
        let (role, _) = self.book.roles.get(&new.role)?;
        let project_id = project_key(new.project);
        Some(Entry {
            entry_id: EntryId(0),
            version: 0,
            transaction_class: TransactionClass::Time,
            work_on: new.work_on,
            project_id,
            task_id: self.tasks.get(&(project_id, fold(&new.task))).copied(),
            resource_id: None,
            dimension: Dimension::Role(*role),
            quantity: new.quantity,
            unit: String::new(),
            billing_type: new.billing_type,
            billing_type_is_chosen: new.billing_type != BillingType::Chargeable,
            billable_quantity: new.quantity,
            unit_price: new.unit_price,
            price_currency: new.price_currency,
            unit_cost: new.unit_cost,
            state: new.state,
            is_history: new.is_history,
            journal_type: None,
            is_own: false,
            may_be_own: false,
            is_theirs_to_decide: false,
            has_an_author: false,
        })
    }
}
