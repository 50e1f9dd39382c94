//! Decisions about approved work that is on no invoice. Pure.

use super::model::{Retype, Retyped};
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
pub fn keep_types(entry: EntryId, approval: &mut Approval, retyped: &[Retyped]) {
    for (sale, _) in &mut approval.sales {
        let set = retyped.iter().find(|set| {
            set.entry == entry
                && Some(set.customer) == sale.customer_id
                && set.from == sale.billing_type
        });
        if let Some(set) = set {
            sale.billing_type = set.to;
        }
    }
}
