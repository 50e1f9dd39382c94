//! Revise: a confirmed invoice's billed sales go on a corrective draft. The same statements,
//! whatever it billed.

pub use super::store::{BILLED, list_billed, total_billed};

use super::{
    model::{Chosen, Revisable, Revise, Revised},
    rules, store,
};
use crate::{
    contracts,
    invoicing::{self, model::OpenInvoice},
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ActualId, InvoiceId},
        refusal::Refusal,
    },
};

/// What can be corrected of an invoice besides its details, and where to.
pub async fn read_revisable(scope: &mut Scope, invoice: InvoiceId) -> Result<Revisable, Failure> {
    let original = invoicing::store::invoice_open(scope, &[invoice.0])
        .await?
        .pop()
        .ok_or(Refusal::NotFound)?;
    rules::may_revise(original.state)?;
    Ok(Revisable {
        uses: store::billed_uses(scope, invoice).await?,
        drafts: store::corrective_drafts(scope, original.contract_id, original.customer_id).await?,
    })
}

/// Puts what was chosen of a confirmed invoice on a corrective draft, a new one or one that is
/// there (R-COR-1, R-COR-2, R-COR-6). What can't go says why, and keeps nothing else back.
pub async fn revise_invoice(tx: &mut Tx, revise: &Revise) -> Result<Revised, Failure> {
    // In key order, as confirming locks them.
    let ids: Vec<i64> =
        [Some(revise.invoice_id), revise.draft].iter().flatten().map(|i| i.0).collect();
    let locked = invoicing::store::invoice_lock(tx, &ids).await?;
    let of = |id: InvoiceId| locked.iter().find(|i| i.invoice_id == id).ok_or(Refusal::NotFound);
    let original = of(revise.invoice_id)?;
    rules::may_revise(original.state)?;
    if let Some(draft) = revise.draft {
        rules::may_add_to(of(draft)?, original)?;
    }
    let (sales, retainers) = match &revise.chosen {
        Chosen::All => (None, None),
        Chosen::Some { sales: None, retainers } => (Some(Vec::new()), Some(retainers)),
        Chosen::Some { sales: Some(sales), retainers } => {
            let ids = store::chosen(tx, original.invoice_id, sales.parts().0).await?;
            (Some(ids), Some(retainers))
        }
    };
    let billed = store::billed(tx, original.invoice_id, sales.as_deref()).await?;
    let mut uses = store::billed_uses(tx, original.invoice_id).await?;
    uses.retain(|u| retainers.is_none_or(|chosen| chosen.contains(&u.actual_id)));

    let lives = billed.iter().map(|(id, correction)| {
        (*id, rules::is_live(correction.as_ref().map(|(label, done)| (label.as_str(), *done))))
    });
    let lives = lives.chain(uses.iter().map(|u| (u.actual_id, rules::is_live_use(u))));
    let (taken, left_out) = rules::sort_out(lives);
    if taken.is_empty() {
        // One reason says more than that nothing is left.
        let mut reasons = left_out.into_iter().map(|(reason, _)| reason);
        return Err(match (reasons.next(), reasons.next()) {
            (Some(only), None) => only,
            (None | Some(_), _) => Refusal::NothingToRevise,
        }
        .into());
    }

    let draft = match revise.draft {
        Some(draft) => draft,
        None => new_draft(tx, original).await?,
    };
    let is_use = |id: &ActualId| uses.iter().any(|u| u.actual_id == *id);
    let (of_retainers, of_sales): (Vec<_>, Vec<_>) = taken.iter().copied().partition(is_use);
    store::corrections_insert(tx, draft, original.invoice_id, &of_sales).await?;
    let kept: Vec<_> = uses.into_iter().filter(|u| of_retainers.contains(&u.actual_id)).collect();
    store::uses_insert(tx, draft, original.invoice_id, &kept).await?;
    invoicing::store::invoice_touch(tx, draft).await?;
    let added = i64::try_from(taken.len()).unwrap_or(0);
    tx.note((original.invoice_id, original.invoice_number), (draft, added));
    Ok(Revised { invoice_id: draft, added, left_out })
}

/// A corrective draft dated today. Its contract stays what it is until then: one that is lost still
/// has its invoices put right.
async fn new_draft(tx: &mut Tx, original: &OpenInvoice) -> Result<InvoiceId, Failure> {
    contracts::commands::share(tx, &[original.contract_id.0]).await?;
    let (today, now) = (tx.today().await?, tx.now());
    let person = tx.actor().person.map(|p| p.0);
    store::corrective_insert(tx, original, today, person, now).await
}
