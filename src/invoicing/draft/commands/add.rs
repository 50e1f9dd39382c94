//! Verbs of what comes on a draft later: Refresh Invoice Line Transactions, and pending rows that
//! somebody picks.

use crate::{
    backlog::{self, model::Mark},
    contracts,
    invoicing::{
        self,
        commands::{is_lost, open_invoice},
        create::{
            commands::{To, bill, claim, claim_milestones, drafts_touch},
            model::{Billed, OpenDraft},
        },
        draft::{
            model::{PendingAdd, PendingRow, Refreshed},
            rules, store,
        },
        model::OpenInvoice,
        rules::Event,
    },
    milestones,
    platform::{command::Tx, failure::Failure},
    product_lines,
    vocabulary::{
        ids::{InvoiceId, MilestoneSplitId},
        paging::{BulkOutcome, Selection},
        refusal::Refusal,
    },
};

/// R-INV-11: takes in what became Ready since the draft was made and is not dated after it: sales,
/// milestones and product lines. Once more it finds nothing; two at once come one after another.
pub async fn refresh_invoice(tx: &mut Tx, invoice: &InvoiceId) -> Result<Refreshed, Failure> {
    let open = enter(tx, *invoice).await?;
    let contract = [open.contract_id.0];
    let mut found = backlog::commands::summarize(tx, &contract, open.invoice_on).await?;
    found.extend(milestones::commands::summarize(tx, &contract, open.invoice_on).await?);
    found.extend(product_lines::commands::summarize(tx, &contract, open.invoice_on).await?);
    let is_due = found
        .iter()
        .any(|s| s.customer_id == open.customer_id && s.chargeable + s.not_chargeable > 0);
    if !is_due {
        return Ok(Refreshed::default());
    }
    drafts_touch(tx, &[open.invoice_id.0]).await?;
    let draft = (open.contract_id, open.customer_id, open.invoice_id);
    let (sales, milestones, products) = claim(tx, &[draft], open.invoice_on).await?;
    Ok(Refreshed { sales, milestones, products })
}

/// R-INV-15: puts pending rows on a draft, Ready first where they aren't; a row that can't go says
/// why.
pub async fn add_pending(tx: &mut Tx, add: &PendingAdd) -> Result<Billed, Failure> {
    let open = enter(tx, add.invoice_id).await?;
    if let Some((query, sight)) = add.selection.matching_seen() {
        sight.check(&store::total_pending(tx, query).await?)?;
    }
    let ids = store::pending_chosen(tx, open.invoice_id, add.selection.parts().0).await?;
    let rows = store::pending_rows(tx, open.invoice_id, &ids).await?;

    let mut outcome = BulkOutcome::default();
    for gone in ids.iter().filter(|id| !rows.iter().any(|row| row.pending_id == **id)) {
        outcome.refuse(Refusal::NotInBacklog, *gone);
    }
    let mut take: Vec<PendingRow> = Vec::with_capacity(rows.len());
    for row in rows {
        match rules::why_not(&row, open.invoice_on) {
            Some(refusal) => outcome.refuse(refusal, row.pending_id),
            None => take.push(row),
        }
    }
    let mut billed = add_sales(tx, &open, &take).await?;
    outcome.add(add_milestones(tx, &open, &take).await?);
    billed.outcome.add(outcome);
    Ok(billed)
}

/// A draft that takes something new, held, of a contract that is held too and not lost.
pub(super) async fn enter(tx: &mut Tx, invoice: InvoiceId) -> Result<OpenInvoice, Failure> {
    let (open, _) = open_invoice(tx, invoice, Event::Edit).await?;
    invoicing::commands::takes_new(&open)?;
    contracts::commands::lock(tx, &[open.contract_id.0]).await?;
    if is_lost(tx, open.contract_id).await? {
        return Err(Refusal::ContractIsLost.into());
    }
    Ok(open)
}

async fn add_sales(
    tx: &mut Tx,
    open: &OpenInvoice,
    take: &[PendingRow],
) -> Result<Billed, Failure> {
    let sales =
        || take.iter().filter_map(|row| row.source_actual_id.map(|id| (id.0, row.is_ready)));
    let all: Vec<i64> = sales().map(|(id, _)| id).collect();
    let unmarked: Vec<i64> = sales().filter(|(_, ready)| !ready).map(|(id, _)| id).collect();
    if all.is_empty() {
        return Ok(Billed::default());
    }
    if !unmarked.is_empty() {
        // What can't be Ready any more says why when it is put on.
        let mark = Mark { selection: Selection::Rows(unmarked), ready: true };
        backlog::commands::mark_rows(tx, &mark).await?;
    }
    let draft = OpenDraft {
        invoice_id: open.invoice_id,
        contract_id: open.contract_id,
        customer_id: open.customer_id,
        invoice_on: open.invoice_on,
    };
    bill(tx, &Selection::Rows(all), &[open.contract_id.0], To::Only(draft)).await
}

async fn add_milestones(
    tx: &mut Tx,
    open: &OpenInvoice,
    take: &[PendingRow],
) -> Result<BulkOutcome, Failure> {
    let parts =
        || take.iter().filter_map(|row| row.source_milestone_split_id.map(|id| (id, row.is_ready)));
    let picked: Vec<MilestoneSplitId> = parts().map(|(id, _)| id).collect();
    if picked.is_empty() {
        return Ok(BulkOutcome::default());
    }
    let unmarked: Vec<i64> = parts().filter(|(_, ready)| !ready).map(|(id, _)| id.0).collect();
    let mut outcome = BulkOutcome::default();
    if !unmarked.is_empty() {
        let mark = milestones::model::Mark { selection: Selection::Rows(unmarked), ready: true };
        outcome.refused = milestones::commands::mark_milestones(tx, &mark).await?.refused;
    }
    let payer = [(open.contract_id, open.customer_id)];
    let ready = milestones::commands::take(tx, &payer, open.invoice_on).await?;
    let claimed: Vec<_> = ready
        .into_iter()
        .filter(|part| picked.contains(&part.milestone_split_id))
        .map(|part| (open.invoice_id, part))
        .collect();
    if !claimed.is_empty() {
        drafts_touch(tx, &[open.invoice_id.0]).await?;
        claim_milestones(tx, &claimed).await?;
    }
    outcome.changed = i64::try_from(claimed.len()).unwrap_or(i64::MAX);
    invoicing::retainers::commands::refit(tx, open.invoice_id).await?;
    Ok(outcome)
}
