//! Decisions about approved work that is on no invoice. Pure.

use super::model::{Retype, SetTypes};
use crate::{
    approvals::rules::Approval,
    vocabulary::{
        ids::EntryId,
        refusal::{Field, Refusal},
        typed::required,
        words::BillingType,
    },
};

/// R-COR-11: another type that work can have, and why.
pub fn retype(retype: &Retype) -> Result<(BillingType, String), Refusal> {
    match retype.billing_type {
        BillingType::NotAvailable => Err(Refusal::InputUnreadable),
        billing_type @ (BillingType::Chargeable
        | BillingType::NonChargeable
        | BillingType::Complimentary) => {
            Ok((billing_type, required(&retype.reason, Field::Reason, 1_000)?))
        }
    }
}

/// R-COR-11: of an entry that is written anew each customer's part keeps the type that somebody set
/// it to, where it would be what it was then.
pub fn keep_types(entry: EntryId, approval: &mut Approval, set: &SetTypes) {
    for (sale, _) in &mut approval.sales {
        let kept =
            sale.customer_id.and_then(|customer| set.get(&(entry, customer, sale.billing_type)));
        sale.billing_type = kept.copied().unwrap_or(sale.billing_type);
    }
}
