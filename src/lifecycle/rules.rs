//! Decisions about approved work that is on no invoice. Pure.

use super::model::Retype;
use crate::vocabulary::{
    refusal::{Field, Refusal},
    typed::required,
    words::BillingType,
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
