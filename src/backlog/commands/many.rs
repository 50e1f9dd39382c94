//! What is done with more rows than the company does at once goes on in the background
//! (architecture §4): the rows are found once, by contract and key, and worked off in chunks of
//! 5,000; what changed meanwhile is told row by row, as when it is done at once.
//!
//! Statements, whatever the number of rows: to begin, 6 to 9 (the setting, how many, contracts,
//! their locks, what they come to, the rows) and those of `platform::batch`; a chunk, beside those
//! of `platform::batch`: the right of whoever began it (1), and to mark 3 (the rows, locks of their
//! contracts, the mark; 2 more where some are not open), to reset 3 (contracts, their locks, the
//! rows), to reevaluate 8 (contracts, their locks, limits set and used, rows, what is said of them).
//! A contract's rows are reevaluated in one chunk, however many: they share its limits.

use super::{Stays, limits, mark_open, mark_rows, to_mark};
use crate::{
    access::{self, rules::BILLERS},
    backlog::{model::Mark, store},
    contracts,
    platform::{
        batch::{self, Items, Many, NewBatch, Part, Refused},
        command::Tx,
        failure::Failure,
    },
    vocabulary::{
        paging::{BulkOutcome, Selection},
        refusal::Refusal,
    },
};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

/// Rows of one chunk.
const CHUNK: usize = 5_000;

/// Rows are in order of their contracts: two chunks have at most one in common, and whoever marks
/// only shares it.
const LANES: usize = 2;

/// Ready to Invoice.
#[derive(Serialize, Deserialize)]
pub struct MarkReady {}

/// Not Ready to Invoice.
#[derive(Serialize, Deserialize)]
pub struct MarkNotReady {}

/// Reset Not-to-Exceed Status.
#[derive(Serialize, Deserialize)]
pub struct ResetLimits {}

/// Reevaluate Not-to-Exceed Status.
#[derive(Serialize, Deserialize)]
pub struct ReevaluateLimits {}

/// How some rows are done.
macro_rules! many {
    ($many:ty, $kind:literal, $act:expr) => {
        impl Many for $many {
            const KIND: &'static str = $kind;
            const CHUNK: usize = CHUNK;
            const LANES: usize = LANES;

            fn chunk<'a>(
                &'a self,
                tx: &'a mut Tx,
                part: &'a Part,
            ) -> BoxFuture<'a, Result<Refused, Failure>> {
                Box::pin(chunk(tx, part, $act))
            }
        }
    };
}

many!(MarkReady, "mark_ready", |tx, rows| Box::pin(mark(tx, rows, true)));
many!(MarkNotReady, "mark_not_ready", |tx, rows| Box::pin(mark(tx, rows, false)));
many!(ResetLimits, "reset_limits", |tx, rows| Box::pin(reset(tx, rows)));
many!(ReevaluateLimits, "reevaluate_limits", |tx, rows| Box::pin(reevaluate(tx, rows)));

/// Marks rows Ready to Invoice or Not Ready; in the background where they are many.
pub async fn mark_backlog(tx: &mut Tx, mark: &Mark) -> Result<BulkOutcome, Failure> {
    let mark = &Mark { selection: super::look_up(tx, &mark.selection).await?, ..*mark };
    let begun = match mark.ready {
        true => begin_many(tx, &mark.selection, Rows::Single, MarkReady {}).await?,
        false => begin_many(tx, &mark.selection, Rows::Single, MarkNotReady {}).await?,
    };
    match begun {
        Some(begun) => Ok(begun),
        None => mark_rows(tx, mark).await,
    }
}

/// Reset Not-to-Exceed Status; in the background where rows are many.
pub async fn reset_limits(tx: &mut Tx, selection: &Selection) -> Result<BulkOutcome, Failure> {
    let selection = &super::look_up(tx, selection).await?;
    match begin_many(tx, selection, Rows::Open, ResetLimits {}).await? {
        Some(begun) => Ok(begun),
        None => limits::reset_rows(tx, selection).await,
    }
}

/// Reevaluate Not-to-Exceed Status; in the background where rows are many.
pub async fn reevaluate_limits(tx: &mut Tx, selection: &Selection) -> Result<BulkOutcome, Failure> {
    let selection = &super::look_up(tx, selection).await?;
    match begin_many(tx, selection, Rows::ByContract, ReevaluateLimits {}).await? {
        Some(begun) => Ok(begun),
        None => limits::reevaluate_rows(tx, selection).await,
    }
}

/// Does some rows, if whoever began it may still.
async fn chunk(
    tx: &mut Tx,
    part: &Part,
    act: for<'a> fn(&'a mut Tx, &'a Selection) -> BoxFuture<'a, Result<Stays, Failure>>,
) -> Result<Refused, Failure> {
    if !access::commands::may_still(tx, BILLERS).await? {
        return Ok(part.items.iter().map(|row| (*row, Refusal::BeginnerMayNot.into())).collect());
    }
    let stays = act(tx, &Selection::Rows(part.items.clone())).await?;
    Ok(stays.into_iter().map(|(refusal, row)| (row, refusal.into())).collect())
}

async fn mark(tx: &mut Tx, rows: &Selection, ready: bool) -> Result<Stays, Failure> {
    let open = to_mark(tx, rows, ready).await?;
    Ok(mark_open(tx, rows, open, ready).await?.0)
}

async fn reset(tx: &mut Tx, rows: &Selection) -> Result<Stays, Failure> {
    limits::lock_selected(tx, rows).await?;
    store::limit_reset(tx, rows).await?;
    Ok(Stays::new())
}

async fn reevaluate(tx: &mut Tx, rows: &Selection) -> Result<Stays, Failure> {
    let contracts = limits::lock_selected(tx, rows).await?;
    Ok(limits::reevaluate_selected(tx, rows, &contracts).await?.0)
}

/// How the rows of an act are done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Each by itself; those on invoices are refused.
    Single,
    /// A contract's together; those on invoices are refused.
    Together,
    /// A contract's together; those on invoices are left alone.
    ByContract,
    /// Each by itself; those on invoices are left alone.
    Open,
}

/// Begins an act in the background, if its rows are more than the company does at once; nothing, if
/// they are few.
pub async fn begin_many<M: Many>(
    tx: &mut Tx,
    selection: &Selection,
    rows: Rows,
    many: M,
) -> Result<Option<BulkOutcome>, Failure> {
    let chosen = selection.parts().0;
    let above = access::commands::read_batch_setting(tx).await?;
    let on_invoices = matches!(rows, Rows::Single | Rows::Together);
    if !store::are_more_than(tx, chosen, on_invoices, above).await? {
        return Ok(None);
    }
    // Rows come and go under the locks of their contracts: what was seen is what is found.
    let contracts = super::picked_contracts(tx, selection).await?;
    contracts::commands::share(tx, &contracts).await?;
    let totals = store::total_backlog(tx, &chosen.query()).await?;
    if let Some((_, sight)) = selection.matching_seen() {
        sight.check(&totals)?;
    }
    let found = store::selected_rows(tx, chosen, on_invoices).await?;
    let items = match rows {
        Rows::ByContract | Rows::Together => Items::Together(found),
        Rows::Single => Items::Single(found.into_iter().map(|(_, row)| row).collect()),
        Rows::Open => Items::Near(found),
    };
    let begun = batch::begin_one(tx, NewBatch { many, items, amounts: totals.amounts }).await?;
    Ok(Some(BulkOutcome { begun, ..BulkOutcome::default() }))
}
