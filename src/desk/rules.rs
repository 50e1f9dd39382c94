//! What became of a figure, told from its rows of the ledger; how much of a limit is used. Pure.

use super::model::{LedgerRow, Stands, Step, What};
use crate::vocabulary::{
    ids::ActualId,
    words::{BillingStatus, BillingType, TransactionType},
};
use rust_decimal::Decimal;

/// Its life, step by step: rows that were written together are one. What waits or is on a draft
/// comes last.
pub fn steps(rows: &[LedgerRow]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for row in rows {
        let what = written_by(row, rows);
        match steps.last_mut() {
            Some(step)
                if (step.what, step.invoice_id, step.on)
                    == (what, row.own_invoice_id, row.accounted_on) =>
            {
                step.rows.push(row.actual_id);
            }
            Some(_) | None => steps.push(Step {
                what,
                on: row.accounted_on,
                invoice_id: row.own_invoice_id,
                invoice_number: row.own_invoice_id.and(row.invoice_number),
                rows: vec![row.actual_id],
            }),
        }
    }
    steps.extend(rows.iter().filter_map(waits));
    steps
}

/// What wrote a row.
fn written_by(row: &LedgerRow, rows: &[LedgerRow]) -> What {
    let of = |id: Option<ActualId>| id.and_then(|id| rows.iter().find(|row| row.actual_id == id));
    match row.own_invoice_id {
        None if row.reverses_actual_id.is_some() => What::TakenBack,
        None if row.replaces_actual_id.is_some() => What::Retyped,
        None => What::Approved,
        // A correction takes a billed sale back, or stands in for one.
        Some(invoice) => {
            let is_of = |other: &&LedgerRow| {
                other.own_invoice_id == Some(invoice)
                    && of(other.reverses_actual_id)
                        .is_some_and(|of| of.transaction_type == TransactionType::BilledSales)
            };
            if rows.iter().any(|other| is_of(&other)) { What::Corrected } else { What::Billed }
        }
    }
}

/// Where an open sale stands now.
fn waits(row: &LedgerRow) -> Option<Step> {
    let what = match row.billing_status? {
        BillingStatus::NotReady => What::NotReady,
        BillingStatus::Ready => What::Ready,
        BillingStatus::OnDraft => What::OnDraft,
        BillingStatus::Posted | BillingStatus::Canceled => return None,
    };
    Some(Step {
        what,
        on: row.work_on,
        invoice_id: row.invoice_id.filter(|_| what == What::OnDraft),
        invoice_number: None,
        rows: vec![row.actual_id],
    })
}

/// Where the money stands: every sale of the rows counted once. Together that is what the rows add
/// up to, reversals with their sign; `None` where there is no sale.
pub fn stands(rows: &[LedgerRow]) -> Option<Stands> {
    let sales = || rows.iter().filter(|row| row.transaction_type != TransactionType::Cost);
    let mut stands = Stands::none(sales().next()?.currency);
    for row in sales() {
        stands.in_all += row.net_amount();
        let is_live = row.reverses_actual_id.is_none() && row.reversed_by_actual_id.is_none();
        if !is_live {
            continue;
        }
        match (row.transaction_type, row.billing_type, row.billing_status) {
            (TransactionType::BilledSales, BillingType::Chargeable, _) => {
                stands.billed += row.net_amount();
            }
            (_, BillingType::Chargeable, Some(BillingStatus::OnDraft)) => {
                stands.on_drafts += row.net_amount();
            }
            (_, BillingType::Chargeable, Some(BillingStatus::Ready)) => {
                stands.ready += row.net_amount();
            }
            (_, BillingType::Chargeable, _) => stands.not_ready += row.net_amount(),
            (
                _,
                BillingType::NonChargeable | BillingType::Complimentary | BillingType::NotAvailable,
                _,
            ) => {
                stands.not_charged += row.net_amount();
            }
        }
    }
    Some(stands)
}

impl Stands {
    /// What it comes to wherever it is: the same as all rows together.
    pub fn sum(&self) -> Decimal {
        self.billed + self.on_drafts + self.ready + self.not_ready + self.not_charged
    }
}

/// What is used of a limit, in percent; of a limit of nothing all, once something is.
pub fn used_percent(limit: Decimal, used: Decimal) -> Decimal {
    match (used * Decimal::ONE_HUNDRED).checked_div(limit) {
        Some(percent) => percent.floor(),
        None if used > Decimal::ZERO => Decimal::ONE_HUNDRED,
        None => Decimal::ZERO,
    }
}
