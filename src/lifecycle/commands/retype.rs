//! Set billing type: an unbilled sale is taken back and written under another one (R-COR-11); in the
//! background where rows are many. The same statements, whatever the number of rows. A contract's rows
//! are set in one chunk, however many: they share its limits.

use crate::{
    access::{self, rules::BILLERS},
    actuals::{self, model::Actual},
    backlog::{
        self,
        commands::{Rows, Stays, begin_many, limits, open, pick_each, picked_contracts, withdraw},
        model::PickedRow,
    },
    contracts,
    lifecycle::{model::Retype, rules},
    platform::{
        batch::{Many, Part, Refused},
        command::Tx,
        failure::Failure,
    },
    vocabulary::{
        ids::ActualId,
        paging::{BulkOutcome, Selection},
        refusal::Refusal,
        words::BillingType,
    },
};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

/// Set billing type.
#[derive(Serialize, Deserialize)]
pub struct SetBillingType {
    /// What it is from now on.
    billing_type: BillingType,
    /// Why.
    reason: String,
}

impl Many for SetBillingType {
    const KIND: &'static str = "set_billing_type";
    const CHUNK: usize = 5_000;

    fn chunk<'a>(
        &'a self,
        tx: &'a mut Tx,
        part: &'a Part,
    ) -> BoxFuture<'a, Result<Refused, Failure>> {
        Box::pin(chunk(tx, part, self))
    }
}

async fn chunk(tx: &mut Tx, part: &Part, set: &SetBillingType) -> Result<Refused, Failure> {
    if !access::commands::may_still(tx, BILLERS).await? {
        return Ok(part.items.iter().map(|row| (*row, Refusal::BeginnerMayNot.into())).collect());
    }
    let rows = Selection::Rows(part.items.clone());
    let (stays, _) = retype_rows(tx, &rows, set.billing_type, &set.reason).await?;
    Ok(stays.into_iter().map(|(refusal, row)| (row, refusal.into())).collect())
}

/// Sets the billing type of rows that are on no invoice, for a reason that the audit trail keeps. A
/// refused row says why, the others are changed (R-BL-4).
pub async fn set_billing_type(tx: &mut Tx, retype: &Retype) -> Result<BulkOutcome, Failure> {
    let (billing_type, reason) = rules::retype(retype)?;
    let selection = backlog::commands::look_up(tx, &retype.selection).await?;
    let many = SetBillingType { billing_type, reason: reason.clone() };
    if let Some(begun) = begin_many(tx, &selection, Rows::Together, many).await? {
        return Ok(begun);
    }
    let (stays, changed) = retype_rows(tx, &selection, billing_type, &reason).await?;
    let mut outcome = BulkOutcome { changed, ..BulkOutcome::default() };
    stays.into_iter().for_each(|(refusal, row)| outcome.refuse(refusal, row));
    Ok(outcome)
}

/// Sets it now, however many; answers which rows stay, each with why, and how many changed.
async fn retype_rows(
    tx: &mut Tx,
    selection: &Selection,
    billing_type: BillingType,
    reason: &str,
) -> Result<(Stays, i64), Failure> {
    let contracts = picked_contracts(tx, selection).await?;
    contracts::commands::lock(tx, &contracts).await?;
    let (rows, mut stays) = pick_each(tx, selection, &contracts).await?;
    let (same, other): (Vec<PickedRow>, Vec<PickedRow>) =
        rows.into_iter().partition(|row| row.billing_type == billing_type);
    stays.extend(same.into_iter().map(|row| (Refusal::HasThatBillingType, row.actual_id.0)));
    if other.is_empty() {
        return Ok((stays, 0));
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
    Ok((stays, i64::try_from(rows.len()).unwrap_or(0)))
}
