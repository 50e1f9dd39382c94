//! Set billing type: an unbilled sale is taken back and written under another one (R-COR-11). The
//! same statements, whatever the number of rows.

use crate::{
    actuals::{self, model::Actual},
    backlog::{
        self,
        commands::{limits, open, pick, picked_contracts, withdraw},
        model::PickedRow,
    },
    contracts,
    lifecycle::{model::Retype, rules},
    platform::{command::Tx, failure::Failure},
    vocabulary::{ids::ActualId, paging::BulkOutcome, refusal::Refusal},
};

/// Sets the billing type of rows that are on no invoice, for a reason that the audit trail keeps. A
/// refused row says why, the others are changed (R-BL-4).
pub async fn set_billing_type(tx: &mut Tx, retype: &Retype) -> Result<BulkOutcome, Failure> {
    let (billing_type, reason) = rules::retype(retype)?;
    let contracts = picked_contracts(tx, &retype.selection).await?;
    contracts::commands::lock(tx, &contracts).await?;
    let (rows, mut outcome) = pick(tx, &retype.selection, &contracts).await?;
    let (same, other): (Vec<PickedRow>, Vec<PickedRow>) =
        rows.into_iter().partition(|row| row.billing_type == billing_type);
    for row in same {
        outcome.refuse(Refusal::HasThatBillingType, row.actual_id.0);
    }
    if other.is_empty() {
        return Ok(outcome);
    }

    let ids: Vec<ActualId> = other.iter().map(|row| row.actual_id).collect();
    let mut sales = actuals::commands::read_sales(tx, &ids).await?;
    sales.sort_by_key(|sale| (sale.work_on, sale.id));
    withdraw(tx, &ids).await?;
    actuals::commands::cancel(tx, &sales).await?;
    let (keys, today) = (actuals::commands::draw_ids(tx, sales.len()).await?, tx.today().await?);
    let written: Vec<Actual> = sales
        .iter()
        .zip(keys)
        .map(|(sale, id)| actuals::rules::retyped(sale, id, billing_type, today))
        .collect();
    actuals::commands::post(tx, &written).await?;
    let mut limits = limits(tx, &contracts).await?;
    let rows: Vec<_> =
        written.iter().filter_map(|sale| backlog::rules::open_row(sale, &mut limits)).collect();
    open(tx, &rows).await?;
    tx.note(reason, (billing_type, &ids));
    outcome.changed += i64::try_from(rows.len()).unwrap_or(0);
    Ok(outcome)
}
