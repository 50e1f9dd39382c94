//! A line of a journal while it is typed.

use crate::{
    journals::model::{Billed, JournalLine},
    vocabulary::words::{TransactionClass, TransactionType},
};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// A line as it is typed.
#[derive(Clone, Copy)]
pub struct Draft {
    /// Cost, unbilled or billed sales.
    pub written: RwSignal<String>,
    pub(super) class: RwSignal<String>,
    /// Of what was billed before: on which contract,
    pub contract: RwSignal<String>,
    /// which milestone or retainer,
    pub billed: RwSignal<String>,
    /// what that came to,
    pub amount: RwSignal<Option<Decimal>>,
    /// and what is left of it.
    pub available: RwSignal<String>,
    pub(super) project: RwSignal<String>,
    pub(super) task: RwSignal<String>,
    pub(super) what: RwSignal<String>,
    pub(super) resource: RwSignal<String>,
    pub(super) work_on: RwSignal<String>,
    pub(super) quantity: RwSignal<String>,
    pub(super) unit: RwSignal<String>,
    pub(super) unit_price: RwSignal<String>,
    pub(super) notes: RwSignal<String>,
}

impl Draft {
    pub(super) fn new() -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            written: text(TransactionType::UnbilledSales.word()),
            class: text(TransactionClass::Fee.word()),
            contract: text(""),
            billed: text(""),
            amount: RwSignal::new(None),
            available: text(""),
            project: text(""),
            task: text(""),
            what: text(""),
            resource: text(""),
            work_on: text(""),
            quantity: text("1"),
            unit: text(""),
            unit_price: text(""),
            notes: text(""),
        }
    }

    /// Its class.
    pub fn class_now(self) -> TransactionClass {
        TransactionClass::from_word(&self.class.get()).unwrap_or(TransactionClass::Fee)
    }

    pub(super) fn line(self) -> JournalLine {
        let billed = Billed::from_key(&self.billed.get_untracked());
        let class = TransactionClass::from_word(&self.class.get_untracked())
            .unwrap_or(TransactionClass::Fee);
        JournalLine {
            transaction_type: TransactionType::from_word(&self.written.get_untracked())
                .unwrap_or(TransactionType::UnbilledSales),
            transaction_class: class,
            project_id: self.project.get_untracked().parse().ok(),
            task_id: self.task.get_untracked().parse().ok(),
            priced_by: self.what.get_untracked().parse().ok(),
            resource_id: self.resource.get_untracked().parse().ok(),
            work_on: self.work_on.get_untracked(),
            quantity: self.quantity.get_untracked(),
            unit: self.unit.get_untracked(),
            unit_price: self.unit_price.get_untracked(),
            notes: self.notes.get_untracked(),
            milestone_split_id: billed
                .and_then(Billed::milestone)
                .filter(|_| class == TransactionClass::Milestone),
            retainer_id: billed
                .and_then(Billed::retainer)
                .filter(|_| class == TransactionClass::Retainer),
            available: self.available.get_untracked(),
            seen_amount: self.amount.get_untracked(),
        }
    }
}
