//! Verbs of the backlog.

mod limits;
mod many;

pub use super::store::{BACKLOG, list_backlog, total_backlog};
pub use limits::{
    limits, preview_release, read_limits, reevaluate_rows, release_committed, reset_rows, rooms,
    rooms_by_contract,
};
pub use many::{
    MarkNotReady, MarkReady, ReevaluateLimits, ResetLimits, Rows, begin_many, mark_backlog,
    reevaluate_limits, reset_limits,
};

use super::{
    model::{Mark, OpenRow, PickedRow, ReadySummary, TakenRow},
    rules::{self, Event},
    store,
};
use crate::{
    contracts,
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ActualId, ContractId, ContractLineId, CustomerId},
        paging::{BulkOutcome, Selection},
        refusal::Refusal,
    },
};
use chrono::NaiveDate;
use std::collections::{BTreeSet, HashSet};

/// Rows that stay as they are, each with why.
pub type Stays = Vec<(Refusal, i64)>;

/// Marks rows now, however many (R-SM-17, R-SM-18): a refused row says why, the others are changed
/// (R-BL-4).
pub async fn mark_rows(tx: &mut Tx, mark: &Mark) -> Result<BulkOutcome, Failure> {
    let chosen = look_up(tx, &mark.selection).await?;
    let selection = chosen.parts().0;
    let open = to_mark(tx, selection, mark.ready).await?;
    as_seen(tx, &chosen).await?;
    let (stays, marked) = mark_open(tx, selection, open, mark.ready).await?;

    let mut outcome = BulkOutcome::default();
    stays.into_iter().for_each(|(refusal, row)| outcome.refuse(refusal, row));
    outcome.change(selection, marked.into_iter().map(|row| (row, None)));
    Ok(outcome)
}

/// The selected open rows, whose contracts are locked then.
async fn to_mark(
    tx: &mut Tx,
    selection: &Selection,
    ready: bool,
) -> Result<Vec<store::Held>, Failure> {
    let open = store::open_rows(tx, selection, ready).await?;
    let deals: BTreeSet<i64> = open.iter().filter_map(|row| row.contract_id).collect();
    contracts::commands::share(tx, &deals.into_iter().collect::<Vec<_>>()).await?;
    Ok(open)
}

/// Marks rows whose contracts are locked; answers which of a selection stay, each with why, and
/// which it changed.
async fn mark_open(
    tx: &mut Tx,
    selection: &Selection,
    open: Vec<store::Held>,
    ready: bool,
) -> Result<(Stays, Vec<i64>), Failure> {
    let (mut stays, changes) = judge(tx, selection, &open, ready).await?;
    let marked = store::backlog_mark(tx, &changes, ready).await?;
    if marked.len() < changes.len() {
        // Changed by somebody before its contract was locked: judged as it is now.
        let done: HashSet<i64> = marked.iter().copied().collect();
        let others = changes.into_iter().filter(|row| !done.contains(row)).collect();
        let others = Selection::Rows(others);
        let now = store::open_rows(tx, &others, ready).await?;
        stays.extend(judge(tx, &others, &now, ready).await?.0);
    }
    Ok((stays, marked))
}

/// Which of the selected rows, of which some are open, stay as they are, and which change.
async fn judge(
    tx: &mut Tx,
    selection: &Selection,
    open: &[store::Held],
    ready: bool,
) -> Result<(Stays, Vec<i64>), Failure> {
    let event = if ready { Event::MarkReady } else { Event::MarkNotReady };
    // Of rows that were named, those that are not open are on an invoice or nobody's.
    let named = match selection {
        Selection::Rows(ids) => {
            let found: HashSet<i64> = open.iter().map(|row| row.actual_id).collect();
            Some(ids.iter().copied().filter(|id| !found.contains(id)).collect::<Vec<_>>())
        }
        Selection::Matching(_) | Selection::Seen(..) => None,
    };
    let held = match &named {
        Some(others) if others.is_empty() => Vec::new(),
        Some(others) => store::held_by_invoice(tx, &Selection::Rows(others.clone())).await?,
        None => store::held_by_invoice(tx, selection).await?,
    };
    let (mut stays, mut changes) = (Stays::new(), Vec::new());
    for row in held.iter().chain(open) {
        match rules::next(row.status, row.hold(), &row.invoice, event) {
            Err(refusal) => stays.push((refusal, row.actual_id)),
            Ok(next) if next != row.status => changes.push(row.actual_id),
            Ok(_) => {}
        }
    }
    if let Some(others) = named.filter(|others| !others.is_empty()) {
        let gone = store::not_here(tx, &others).await?;
        stays.extend(gone.into_iter().map(|row| (Refusal::NotInBacklog, row)));
    }
    Ok((stays, changes))
}

/// All that match come to what was seen. A row of its own says what it said: a sale in the ledger
/// never changes.
async fn as_seen(tx: &mut Tx, selection: &Selection) -> Result<(), Failure> {
    if let Some((query, sight)) = selection.matching_seen() {
        sight.check(&store::total_backlog(tx, query).await?)?;
    }
    Ok(())
}

/// Opens rows: new unbilled sales, or what a draft gave back.
pub async fn open(tx: &mut Tx, rows: &[OpenRow]) -> Result<(), Failure> {
    for chunk in rows.chunks(20_000) {
        store::backlog_insert(tx, chunk).await?;
    }
    Ok(())
}

/// Takes sales out of the backlog that are taken back in the ledger; whoever calls does that. Their
/// contracts are locked already. `Outdated` if one of them is not there.
pub async fn withdraw(tx: &mut Tx, sales: &[ActualId]) -> Result<(), Failure> {
    let ids: Vec<i64> = sales.iter().map(|id| id.0).collect();
    let gone = store::backlog_withdraw(tx, &ids).await?;
    if gone.len() == sales.len() { Ok(()) } else { Err(Refusal::Outdated.into()) }
}

/// Takes everything open of a contract out; whoever calls must take the sales back. It is locked
/// already.
pub async fn withdraw_contract(
    tx: &mut Tx,
    contract: ContractId,
) -> Result<Vec<ActualId>, Failure> {
    store::backlog_withdraw_contract(tx, contract).await
}

/// What creation can find on these contracts. They are locked already.
pub async fn summarize(
    tx: &mut Tx,
    contracts: &[i64],
    invoice_on: NaiveDate,
) -> Result<Vec<ReadySummary>, Failure> {
    store::ready_summary(tx, contracts, invoice_on).await
}

/// Takes what is Ready of these contracts and customers; whoever calls must claim every row.
pub async fn take(
    tx: &mut Tx,
    pairs: &[(ContractId, CustomerId)],
    invoice_on: NaiveDate,
) -> Result<Vec<TakenRow>, Failure> {
    store::backlog_take(tx, pairs, invoice_on).await
}

/// The same of lines, each up to its own day (R-RUN-6).
pub async fn summarize_lines(
    tx: &mut Tx,
    lines: &[(ContractLineId, NaiveDate)],
) -> Result<Vec<ReadySummary>, Failure> {
    if lines.is_empty() { Ok(Vec::new()) } else { store::ready_summary_of_lines(tx, lines).await }
}

/// Takes it of these contracts and customers; whoever calls must claim every row.
pub async fn take_lines(
    tx: &mut Tx,
    pairs: &[(ContractId, CustomerId)],
    lines: &[(ContractLineId, NaiveDate)],
) -> Result<Vec<TakenRow>, Failure> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    store::backlog_take_of_lines(tx, pairs, lines).await
}

/// What is selected, with the names that it is filtered by looked up: where a command on rows
/// begins.
pub async fn look_up(scope: &mut Scope, selection: &Selection) -> Result<Selection, Failure> {
    store::BACKLOG.look_up(scope, selection).await
}

/// The contracts whose open rows are selected, in key order.
pub async fn picked_contracts(tx: &mut Tx, selection: &Selection) -> Result<Vec<i64>, Failure> {
    let selection = selection.parts().0;
    if matches!(selection, Selection::Rows(ids) if ids.is_empty()) {
        return Err(Refusal::NothingSelected.into());
    }
    store::selected_contracts(tx, selection).await
}

/// The selected open rows of these contracts, which are locked; and why the other selected rows are
/// none.
pub async fn pick(
    tx: &mut Tx,
    selection: &Selection,
    contracts: &[i64],
) -> Result<(Vec<PickedRow>, BulkOutcome), Failure> {
    let (rows, stays) = pick_each(tx, selection, contracts).await?;
    let mut outcome = BulkOutcome::default();
    stays.into_iter().for_each(|(refusal, row)| outcome.refuse(refusal, row));
    Ok((rows, outcome))
}

/// The same, with why each of the others is none.
pub async fn pick_each(
    tx: &mut Tx,
    selection: &Selection,
    contracts: &[i64],
) -> Result<(Vec<PickedRow>, Stays), Failure> {
    as_seen(tx, selection).await?;
    let selection = selection.parts().0;
    let mut stays = Stays::new();
    for row in store::held_by_invoice(tx, selection).await? {
        if let Err(refusal) = rules::next(row.status, row.hold(), &row.invoice, Event::MarkReady) {
            stays.push((refusal, row.actual_id));
        }
    }
    if let Selection::Rows(ids) = selection {
        let gone = store::not_here(tx, ids).await?;
        stays.extend(gone.into_iter().map(|row| (Refusal::NotInBacklog, row)));
    }
    Ok((store::picked_rows(tx, selection, contracts).await?, stays))
}

/// Selected open rows that nothing prices, by key; and how many selected ones have a price.
pub async fn without_price(
    tx: &mut Tx,
    selection: &Selection,
) -> Result<(Vec<ActualId>, i64), Failure> {
    let chosen = look_up(tx, selection).await?;
    as_seen(tx, &chosen).await?;
    let selection = chosen.parts().0;
    if matches!(selection, Selection::Rows(ids) if ids.is_empty()) {
        return Err(Refusal::NothingSelected.into());
    }
    store::without_price(tx, selection).await
}

/// Takes these rows, all of them; whoever calls must claim every one.
pub async fn take_picked(tx: &mut Tx, rows: &[ActualId]) -> Result<Vec<TakenRow>, Failure> {
    let ids: Vec<i64> = rows.iter().map(|id| id.0).collect();
    let taken = store::take_picked(tx, &ids).await?;
    if taken.len() == rows.len() { Ok(taken) } else { Err(Refusal::Outdated.into()) }
}
