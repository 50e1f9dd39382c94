//! Which retainers go on new invoices (R-INV-1, R-INV-8, R-RET-4, R-RET-8). Pure.

use crate::{
    invoicing::model::UseOfRetainer,
    retainers::{
        model::{Purpose, Takable},
        rules::apply,
    },
    vocabulary::{
        currency::Currency,
        ids::{ContractId, CustomerId, InvoiceId, RetainerId},
        refusal::{Field, Refusal},
        typed::number_in,
        words::RetainerUse,
    },
};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// What new drafts do with the retainers of their contract and customer, the oldest first: what is
/// due is billed, what is to be refunded is, and the rest is applied as far as the draft's
/// chargeable details go. `only_apply`: drafts of picked rows bill those, and nothing else
/// (R-INV-13).
pub fn use_retainers(
    takable: &[Takable],
    drafts: &[(ContractId, CustomerId, InvoiceId)],
    chargeable: &HashMap<InvoiceId, Decimal>,
    only_apply: bool,
) -> Vec<UseOfRetainer> {
    let mut of_payer: HashMap<(ContractId, CustomerId), Vec<&Takable>> = HashMap::new();
    for retainer in takable {
        of_payer.entry((retainer.contract_id, retainer.customer_id)).or_default().push(retainer);
    }
    let mut uses = Vec::new();
    for (contract, customer, invoice_id) in drafts {
        let retainers = of_payer.remove(&(*contract, *customer)).unwrap_or_default();
        let of = |purpose: Purpose| retainers.iter().filter(move |r| r.purpose == purpose);
        let used = |retainer_id: RetainerId, retainer_use, amount| UseOfRetainer {
            invoice_id: *invoice_id,
            retainer_id,
            retainer_use,
            amount,
            corrects: None,
        };
        if !only_apply {
            uses.extend(
                of(Purpose::Bill).map(|r| used(r.retainer_id, RetainerUse::Billed, r.amount)),
            );
            uses.extend(
                of(Purpose::Refund).map(|r| used(r.retainer_id, RetainerUse::Refunded, r.amount)),
            );
        }
        let available: Vec<(RetainerId, Decimal)> =
            of(Purpose::Apply).map(|r| (r.retainer_id, r.amount)).collect();
        let applied = apply(&available, chargeable.get(invoice_id).copied().unwrap_or_default());
        uses.extend(
            applied
                .into_iter()
                .map(|(retainer, amount)| used(retainer, RetainerUse::Applied, amount)),
        );
    }
    uses
}

/// R-COR-4, W-10: how much of what was done with a retainer stays: no more than it was, and of one
/// that was billed nothing (E13).
pub fn corrected_amount(
    retainer_use: RetainerUse,
    credited: Decimal,
    typed: &str,
    currency: Currency,
) -> Result<Decimal, Refusal> {
    let amount = number_in(typed, Field::Amount, currency)?;
    if amount.is_sign_negative() && !amount.is_zero() {
        return Err(Refusal::FieldOutOfRange(Field::Amount));
    }
    if amount.normalize().scale() > currency.decimals() {
        return Err(Refusal::FieldTooPrecise(Field::Amount, currency.decimals()));
    }
    match retainer_use {
        RetainerUse::Billed if !amount.is_zero() => Err(Refusal::RetainerIsCreditedWhole),
        RetainerUse::Applied | RetainerUse::Refunded if amount > credited => {
            Err(Refusal::MoreThanCorrected(credited, currency))
        }
        RetainerUse::Billed | RetainerUse::Applied | RetainerUse::Refunded => Ok(amount),
    }
}
