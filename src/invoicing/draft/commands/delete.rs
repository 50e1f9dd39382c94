//! Drafts are deleted, one or many (R-SM-33): everything on them returns to the backlog, Ready. Many
//! are deleted in the background, each by itself; one that has changed since it was chosen stays.
//!
//! Statements, whatever the number of drafts: to begin, 5 to 7 and those of `platform::batch`; a
//! chunk, beside those of `platform::batch`: the right of whoever began it, locks and state (2), and
//! of drafts of contracts in force and of lost ones each 9, details by the ten thousand. What bounds
//! a chunk is a hundred drafts.

use super::store;
use crate::{
    access::{self, rules::BILLERS},
    backlog::{self, model::OpenRow},
    contracts,
    invoicing::{
        self,
        commands::{CHUNK, INVOICES, are_many, seen_invoice},
        model::OpenInvoice,
        rules::{Event, as_chosen},
    },
    lifecycle, milestones,
    platform::{
        batch::{self, Halving, Items, Many, NewBatch, Part, Refused},
        command::Tx,
        failure::Failure,
    },
    product_lines,
    vocabulary::{
        ids::{ActualId, InvoiceId},
        paging::{Begun, BulkOutcome, Selection},
        refusal::Refusal,
    },
};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Delete drafts.
#[derive(Serialize, Deserialize)]
pub struct DeleteInvoices {
    /// The version that each was chosen in.
    seen: BTreeMap<i64, i32>,
}

impl Many for DeleteInvoices {
    const KIND: &'static str = "delete_invoices";
    const CHUNK: usize = 100;

    fn chunk<'a>(
        &'a self,
        tx: &'a mut Tx,
        part: &'a Part,
    ) -> BoxFuture<'a, Result<Refused, Failure>> {
        Box::pin(chunk(tx, part, &self.seen))
    }
}

async fn chunk(tx: &mut Tx, part: &Part, seen: &BTreeMap<i64, i32>) -> Result<Refused, Failure> {
    if !access::commands::may_still(tx, BILLERS).await? {
        return Ok(part.items.iter().map(|id| (*id, Refusal::BeginnerMayNot.into())).collect());
    }
    let open = invoicing::store::invoice_lock(tx, &part.items).await?;
    let (drafts, refused) = as_chosen(&part.items, &open, Event::Edit, |invoice| {
        seen.get(&invoice.invoice_id.0) == Some(&invoice.version)
    });
    delete_held(tx, &drafts).await?;
    Ok(refused.into_iter().map(|(id, why)| (id, why.into())).collect())
}

/// Deletes a draft: everything on it returns to the backlog, Ready (R-SM-33).
pub async fn delete_invoice(
    tx: &mut Tx,
    (invoice, version): &(InvoiceId, i32),
) -> Result<i64, Failure> {
    let open = seen_invoice(tx, *invoice, *version).await?;
    let state = open.state;
    let released = delete_held(tx, &[open]).await?;
    tx.note((invoice, state), released);
    Ok(released)
}

/// Deletes chosen drafts. Of all that match, those that are open.
pub async fn delete_drafts(tx: &mut Tx, selection: &Selection) -> Result<BulkOutcome, Failure> {
    let selection = INVOICES.look_up(tx, selection).await?;
    let ids = invoicing::store::open_chosen(tx, selection.parts().0).await?;
    // Held before they are compared: what they come to stays so until they are deleted.
    let open = invoicing::store::invoice_lock(tx, &ids).await?;
    if let Some((query, sight)) = selection.matching_seen() {
        sight.check(&invoicing::store::total_invoices(tx, query).await?)?;
    }
    let versions = selection.versions_seen();
    let (drafts, refused) = as_chosen(&ids, &open, Event::Edit, |invoice| {
        !selection.is_stale(&versions, invoice.invoice_id.0, invoice.version)
    });
    let mut outcome = BulkOutcome::default();
    if let Some(begun) = begin(tx, &drafts).await? {
        // What was chosen and has changed since is not deleted behind anybody's back.
        if !refused.is_empty() {
            return Err(Refusal::Outdated.into());
        }
        outcome.begun = Some(begun);
        return Ok(outcome);
    }
    refused.into_iter().for_each(|(id, why)| outcome.refuse(why, id));
    let mut parts = Halving::of(drafts, usize::MAX);
    while let Some(some) = parts.take() {
        let count = i64::try_from(some.len()).unwrap_or(i64::MAX);
        match tx.attempt(&some, |tx, some| Box::pin(delete_held(tx, some))).await? {
            Ok(_) => outcome.changed += count,
            Err(failure) => {
                let Some(alone) = parts.failed(some) else { continue };
                match failure {
                    Failure::Refused(why) => outcome.refuse(why, alone.invoice_id.0),
                    fault => return Err(fault),
                }
            }
        }
    }
    Ok(outcome)
}

/// Begins it in the background, if the drafts, or their details, are more rows than the company does
/// at once.
async fn begin(tx: &mut Tx, drafts: &[OpenInvoice]) -> Result<Option<Begun>, Failure> {
    let seen: BTreeMap<i64, i32> = drafts.iter().map(|i| (i.invoice_id.0, i.version)).collect();
    let ids: Vec<i64> = seen.keys().copied().collect();
    let Some(amounts) = are_many(tx, &ids).await? else { return Ok(None) };
    let new = NewBatch { many: DeleteInvoices { seen }, items: Items::Single(ids), amounts };
    batch::begin_one(tx, new).await
}

/// Deletes drafts that are held; answers how much went back, in all.
async fn delete_held(tx: &mut Tx, drafts: &[OpenInvoice]) -> Result<i64, Failure> {
    if drafts.is_empty() {
        return Ok(0);
    }
    let contracts: BTreeSet<i64> = drafts.iter().map(|draft| draft.contract_id.0).collect();
    let contracts: Vec<i64> = contracts.into_iter().collect();
    // Nobody closes one before this is done.
    contracts::commands::share(tx, &contracts).await?;
    let lost = contracts::commands::lost(tx, &contracts).await?;
    let (of_lost, of_others): (Vec<_>, Vec<_>) =
        drafts.iter().partition(|draft| lost.contains(&draft.contract_id.0));
    let ids = |drafts: Vec<&OpenInvoice>| drafts.iter().map(|i| i.invoice_id.0).collect::<Vec<_>>();
    let released =
        delete_of(tx, &ids(of_others), false).await? + delete_of(tx, &ids(of_lost), true).await?;
    if !lost.is_empty() {
        crate::retainers::commands::unmark_contracts(tx, &lost).await?;
    }
    tx.concerns(invoicing::commands::SUBJECT, drafts.iter().map(|draft| draft.invoice_id.0));
    Ok(released)
}

/// Deletes drafts of contracts that are all lost, or none.
async fn delete_of(tx: &mut Tx, ids: &[i64], lost: bool) -> Result<i64, Failure> {
    if ids.is_empty() {
        return Ok(0);
    }
    let parts = store::milestone_delete(tx, ids, None).await?;
    let products = store::product_delete(tx, ids, None).await?;
    if lost {
        milestones::commands::hold_back(tx, &parts).await?;
        product_lines::commands::hold_back(tx, &products).await?;
    }
    let mut released = i64::try_from(parts.len() + products.len()).unwrap_or(0)
        + store::sourceless_delete(tx, ids, None).await?
        + invoicing::store::retainers::uses_delete(tx, ids).await?;
    loop {
        let rows = store::detail_delete(tx, ids, None, CHUNK, true).await?;
        if rows.is_empty() {
            break;
        }
        released += i64::try_from(rows.len()).unwrap_or(0);
        release(tx, &rows, lost).await?;
    }
    store::invoice_delete(tx, ids).await?;
    Ok(released)
}

/// What comes off an invoice goes back to the backlog; of a lost contract it is taken back, as the
/// rest was (R-SM-3).
pub async fn release(tx: &mut Tx, rows: &[OpenRow], lost: bool) -> Result<(), Failure> {
    if !lost {
        return backlog::commands::open(tx, rows).await;
    }
    let ids: Vec<ActualId> = rows.iter().map(|row| row.actual_id).collect();
    lifecycle::commands::take_back_lost(tx, &ids).await.map(drop)
}
