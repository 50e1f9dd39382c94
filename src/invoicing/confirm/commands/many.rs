//! Many drafts are confirmed with one act, without a bound (R-CONF-7): at once where they are few,
//! in the background where they are more than the company does at once. They are scheduled then, and
//! nobody edits one until its turn has come (R-SM-34). Each stands or falls by itself; one that
//! fails says why until it is confirmed or deleted.
//!
//! Numbers are drawn in the transaction of a chunk, for those of it that are confirmed: whatever
//! fails, or dies on the way, leaves no gap. They follow the contracts, and on each its drafts, not
//! who was quicker: two chunks are done at the same time, and draw one after another.
//!
//! Statements, whatever the number of invoices: to begin, 6 to 8 (which, their locks and state, what
//! they come to, details, the setting) and those of `platform::batch`; a chunk, beside those of
//! `platform::batch`: the right of whoever began it, which versions (1), and what
//! `confirm_invoices` takes. What bounds a chunk is a hundred invoices; their details are read by
//! the twenty thousand.

use super::{confirm_in, confirm_invoices, store};
use crate::{
    access::{self, rules::BILLERS},
    invoicing::{
        self,
        commands::{INVOICES, are_many},
        confirm::model::{Confirm, ConfirmedMany},
        model::OpenInvoice,
        rules::{Event, as_chosen},
    },
    platform::{
        batch::{self, Items, Many, NewBatch, Part, Refused},
        command::Tx,
        failure::Failure,
    },
    vocabulary::{
        failure::ApiError,
        ids::InvoiceId,
        paging::{Begun, BulkOutcome, Selection},
        refusal::Refusal,
    },
};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

/// Confirm.
#[derive(Serialize, Deserialize)]
pub struct ConfirmInvoices {}

impl Many for ConfirmInvoices {
    const KIND: &'static str = "confirm_invoices";
    const CHUNK: usize = 100;
    const LANES: usize = 2;

    fn chunk<'a>(
        &'a self,
        tx: &'a mut Tx,
        part: &'a Part,
    ) -> BoxFuture<'a, Result<Refused, Failure>> {
        Box::pin(chunk(tx, part))
    }
}

async fn chunk(tx: &mut Tx, part: &Part) -> Result<Refused, Failure> {
    if !access::commands::may_still(tx, BILLERS).await? {
        return Ok(part.items.iter().map(|id| (*id, Refusal::BeginnerMayNot.into())).collect());
    }
    let seen = store::scheduled(tx, &part.items).await?;
    let ids = part.items.iter().copied().map(InvoiceId);
    let confirm = Confirm { invoices: ids.map(|id| (id, seen.get(&id).copied())).collect() };
    let confirmed = confirm_in(tx, &confirm, Some(part)).await?;
    tx.note_each(&confirmed);
    Ok(confirmed
        .into_iter()
        .filter_map(|one| one.outcome.err().map(|why| (one.invoice_id.0, why)))
        .collect())
}

/// Confirms chosen drafts: one-way. Of all that match, those that are open.
pub async fn confirm_drafts(tx: &mut Tx, selection: &Selection) -> Result<ConfirmedMany, Failure> {
    let selection = INVOICES.look_up(tx, selection).await?;
    let ids = invoicing::store::open_chosen(tx, selection.parts().0).await?;
    // Held before they are compared: what they come to stays so until they are confirmed.
    let open = invoicing::store::invoice_lock(tx, &ids).await?;
    if let Some((query, sight)) = selection.matching_seen() {
        sight.check(&invoicing::store::total_invoices(tx, query).await?)?;
    }
    let versions = selection.versions_seen();
    let (open, stay) = as_chosen(&ids, &open, Event::Confirm, |invoice| {
        !selection.is_stale(&versions, invoice.invoice_id.0, invoice.version)
    });
    let drafts: Vec<(InvoiceId, i32)> = open.iter().map(|i| (i.invoice_id, i.version)).collect();
    let mut outcome = BulkOutcome::default();
    stay.into_iter().for_each(|(id, why)| outcome.refuse(why, id));
    if let Some(begun) = begin(tx, &open).await? {
        // What was chosen and has changed since is not confirmed behind anybody's back.
        if !outcome.refused.is_empty() {
            return Err(Refusal::Outdated.into());
        }
        outcome.begun = Some(begun);
        return Ok(ConfirmedMany { outcome, failed: 0 });
    }
    let confirm =
        Confirm { invoices: drafts.iter().map(|(id, seen)| (*id, Some(*seen))).collect() };
    let confirmed = confirm_invoices(tx, &confirm).await?;
    tx.note_each(&confirmed);
    let failed: Vec<(InvoiceId, &ApiError)> = confirmed
        .iter()
        .filter_map(|one| one.outcome.as_ref().err().map(|why| (one.invoice_id, why)))
        .collect();
    store::failed_keep(tx, &failed).await?;
    for (invoice, why) in &failed {
        if let ApiError::Refused(refusal) = why {
            outcome.refuse(refusal.clone(), invoice.0);
        }
    }
    let (all, failed) = (drafts.len(), i64::try_from(failed.len()).unwrap_or(i64::MAX));
    outcome.changed = i64::try_from(all).unwrap_or(i64::MAX) - failed;
    Ok(ConfirmedMany { outcome, failed })
}

/// Begins it in the background, if the drafts, or their details, are more rows than the company does
/// at once.
async fn begin(tx: &mut Tx, drafts: &[OpenInvoice]) -> Result<Option<Begun>, Failure> {
    let mut of_contract: Vec<(i64, i64)> =
        drafts.iter().map(|i| (i.contract_id.0, i.invoice_id.0)).collect();
    of_contract.sort_unstable();
    let ids: Vec<i64> = of_contract.iter().map(|(_, invoice)| *invoice).collect();
    let Some(amounts) = are_many(tx, &ids).await? else { return Ok(None) };
    let new = NewBatch { many: ConfirmInvoices {}, items: Items::Near(of_contract), amounts };
    batch::begin_one(tx, new).await
}
