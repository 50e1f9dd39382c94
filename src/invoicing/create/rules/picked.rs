//! Which invoice picked rows of the backlog go on (R-INV-13, R-INV-14). Pure.

use crate::{
    backlog::{
        self,
        model::PickedRow,
        rules::{Hold, may_be_ready},
    },
    invoicing::create::model::{OpenDraft, Picking},
    vocabulary::{
        ids::{ContractId, CustomerId},
        refusal::Refusal,
        words::{BillingType, ContractState},
    },
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

/// Picked rows by contract and customer. With `drafts`, each goes on the one that was created last,
/// which is the sole one if there is only one; without, on a new one dated `today`. Rows that can't
/// go stay and say why; nothing chargeable, no new invoice (R-INV-8).
pub fn pick(
    rows: &[PickedRow],
    states: &HashMap<ContractId, ContractState>,
    drafts: &[OpenDraft],
    today: NaiveDate,
) -> Picking {
    let mut by_payer: BTreeMap<(ContractId, CustomerId), Vec<&PickedRow>> = BTreeMap::new();
    for row in rows {
        by_payer.entry((row.contract_id, row.customer_id)).or_default().push(row);
    }
    let mut picking = Picking::default();
    for ((contract, customer), rows) in by_payer {
        let of_payer =
            drafts.iter().filter(|d| (d.contract_id, d.customer_id) == (contract, customer));
        let draft = of_payer.max_by_key(|d| d.invoice_id).copied();
        let invoice_on = draft.map_or(today, |d| d.invoice_on);
        let (good, bad): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .map(|row| (row, may_go(row, states.get(&contract).copied(), invoice_on)))
            .partition(|(_, may)| may.is_ok());
        picking.refused.extend(
            bad.into_iter()
                .filter_map(|(row, may)| may.err().map(|refusal| (row.actual_id, refusal))),
        );
        if draft.is_none()
            && !good.iter().any(|(row, _)| row.billing_type == BillingType::Chargeable)
        {
            picking.refused.extend(
                good.into_iter().map(|(row, _)| (row.actual_id, Refusal::NothingChargeable)),
            );
        } else if !good.is_empty() {
            picking.take.insert(
                (contract, customer),
                (draft, good.into_iter().map(|(row, _)| row.actual_id).collect()),
            );
        }
    }
    picking
}

/// R-SM-5, R-INV-4: whether a row may go on an invoice of that day.
fn may_go(
    row: &PickedRow,
    state: Option<ContractState>,
    invoice_on: NaiveDate,
) -> Result<(), Refusal> {
    match state {
        Some(ContractState::Confirmed) => {}
        Some(ContractState::Draft) => return Err(Refusal::ContractNotConfirmed),
        Some(ContractState::Lost) => return Err(Refusal::ContractIsLost),
        None => return Err(Refusal::NotInBacklog),
    }
    if !row.is_ready {
        let lacks_price = backlog::rules::lacks_price(row.billing_type, row.has_price);
        let hold = Hold { nte: row.nte_status, nte_detail: row.nte_detail, lacks_price };
        return Err(may_be_ready(hold).err().unwrap_or(Refusal::NotMarkedReady));
    }
    if row.work_on > invoice_on { Err(Refusal::DatedAfterInvoice(invoice_on)) } else { Ok(()) }
}
