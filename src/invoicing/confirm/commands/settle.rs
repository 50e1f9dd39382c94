//! What corrections leave to be done beside the ledger: milestones and product lines that are cut,
//! what goes back to the backlog (R-COR-9, R-SM-14, R-NTE-10). The same statements, whatever their
//! number.

use crate::{
    actuals::{self, model::Actual},
    backlog, contracts,
    invoicing::confirm::{
        rules::Settled,
        store::{Final, corrections},
    },
    lifecycle, milestones,
    platform::{command::Tx, failure::Failure},
    product_lines, retainers,
    vocabulary::ids::{ActualId, ContractId, MilestoneSplitId, ProductLineId},
};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// Settles what was written of the corrections on these invoices, of these contracts, which are
/// locked where they have limits; `limits` know what was billed and credited. Answers which of the
/// contracts are lost.
pub async fn corrections(
    tx: &mut Tx,
    (finals, contracts): (&[Final], &[i64]),
    (settled, cut): (Settled, Vec<Actual>),
    limits: &mut backlog::rules::Limits,
) -> Result<BTreeSet<ContractId>, Failure> {
    let ids: Vec<i64> = finals.iter().map(|f| f.invoice_id.0).collect();
    corrections::unchanged_delete(tx, &ids).await?;
    corrections::details_credited(tx, &ids).await?;
    let lost = lost(tx, contracts).await?;
    if !settled.milestones.is_empty() {
        let parts: Vec<(MilestoneSplitId, Decimal)> =
            settled.milestones.iter().map(|(_, part, kept)| (*part, *kept)).collect();
        milestones::commands::credit(tx, &parts).await?;
        let kept: Vec<_> = settled
            .milestones
            .iter()
            .filter(|(.., kept)| *kept > Decimal::ZERO)
            .map(|(detail, part, _)| (*detail, *part))
            .collect();
        corrections::settle_milestones(tx, &kept).await?;
    }
    if !settled.products.is_empty() {
        let lines: Vec<(ProductLineId, Decimal)> =
            settled.products.iter().map(|(_, line, kept)| (*line, *kept)).collect();
        product_lines::commands::credit(tx, &lines).await?;
        let kept: Vec<_> = settled
            .products
            .iter()
            .filter(|(.., kept)| *kept > Decimal::ZERO)
            .map(|(detail, line, _)| (*detail, *line))
            .collect();
        corrections::settle_products(tx, &kept).await?;
    }
    if !cut.is_empty() {
        actuals::commands::post(tx, &cut).await?;
    }
    give_back(tx, settled.returned, &lost, limits).await?;
    Ok(lost)
}

/// Which of the contracts are lost: nobody closes one before this is done.
async fn lost(tx: &mut Tx, contracts: &[i64]) -> Result<BTreeSet<ContractId>, Failure> {
    contracts::commands::share(tx, contracts).await?;
    let lost = contracts::commands::lost(tx, contracts).await?;
    Ok(lost.into_iter().map(ContractId).collect())
}

/// R-SM-3: what was credited of a lost contract is not asked for again, whether it was agreed or
/// was to be prepaid.
pub async fn unmark(tx: &mut Tx, lost: BTreeSet<ContractId>) -> Result<(), Failure> {
    if lost.is_empty() {
        return Ok(());
    }
    let lost: Vec<i64> = lost.into_iter().map(|contract| contract.0).collect();
    milestones::commands::unmark_contracts(tx, &lost).await?;
    product_lines::commands::unmark_contracts(tx, &lost).await?;
    retainers::commands::unmark_contracts(tx, &lost).await
}

/// What is left of corrected sales is open again, Not Ready, evaluated as new (R-COR-9, R-NTE-10),
/// by date and key; of a lost contract it is taken back (R-SM-3).
async fn give_back(
    tx: &mut Tx,
    mut returned: Vec<Actual>,
    lost: &BTreeSet<ContractId>,
    limits: &mut backlog::rules::Limits,
) -> Result<(), Failure> {
    returned.sort_by_key(|row| (row.work_on, row.id));
    let (gone, open): (Vec<_>, Vec<_>) = returned
        .iter()
        .partition(|row| row.contract_id.is_some_and(|contract| lost.contains(&contract)));
    let rows: Vec<_> =
        open.into_iter().filter_map(|row| backlog::rules::open_row(row, limits)).collect();
    backlog::commands::open(tx, &rows).await?;
    let gone: Vec<ActualId> = gone.into_iter().map(|row| row.id).collect();
    if !gone.is_empty() {
        lifecycle::commands::take_back_lost(tx, &gone).await?;
    }
    Ok(())
}
