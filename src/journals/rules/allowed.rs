//! What may be written by hand where (R-APP-14).

use crate::vocabulary::words::{BillingMethod, TransactionClass, TransactionType};

/// R-APP-14: which classes a journal takes: costs of time, expenses and material on whatever line,
/// or on none; sales of those and of fees on Time and Material lines. Of what was billed before
/// Billwright: what is left of retainers on any contract; on those with a fixed-price line
/// milestones, and retainers that are used up.
pub fn journal_allows(
    written: TransactionType,
    method: Option<BillingMethod>,
    class: TransactionClass,
) -> bool {
    match (written, class) {
        (
            TransactionType::Cost,
            TransactionClass::Time | TransactionClass::Expense | TransactionClass::Material,
        ) => true,
        (
            TransactionType::UnbilledSales,
            TransactionClass::Time
            | TransactionClass::Expense
            | TransactionClass::Material
            | TransactionClass::Fee,
        ) => method == Some(BillingMethod::TimeAndMaterial),
        (TransactionType::UnbilledSales, TransactionClass::Retainer) => method.is_some(),
        (
            TransactionType::BilledSales,
            TransactionClass::Milestone | TransactionClass::Retainer,
        ) => method == Some(BillingMethod::FixedPrice),
        (
            TransactionType::Cost,
            TransactionClass::Fee | TransactionClass::Milestone | TransactionClass::Retainer,
        )
        | (TransactionType::UnbilledSales, TransactionClass::Milestone)
        | (
            TransactionType::BilledSales,
            TransactionClass::Time
            | TransactionClass::Expense
            | TransactionClass::Material
            | TransactionClass::Fee,
        ) => false,
    }
}
