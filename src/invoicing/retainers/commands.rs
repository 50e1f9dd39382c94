//! Verbs of retainers on invoices: what new drafts take of them, and what people change about that
//! (§11).

use super::{
    model::{RetainerAddition, RetainerApplication, RetainerCorrection, RetainerOnInvoice},
    rules,
};
use crate::{
    actuals::{self, model::Actual},
    contracts,
    invoicing::{
        self,
        commands::open_invoice,
        model::{OpenInvoice, UseOfRetainer},
        rules::Event,
    },
    platform::{command::Tx, failure::Failure},
    retainers::{
        self,
        model::{RetainerEdit, RetainerRow, RetainerSource},
        rules as retainer_rules,
    },
    vocabulary::{
        ids::{ActualId, ContractId, CustomerId, InvoiceId, RetainerId},
        refusal::Refusal,
        words::{RefundStatus, RetainerUse},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap};

/// New drafts bill what is due, refund what is to be refunded, and apply what is available
/// (R-RET-4). Their contracts are locked already.
pub async fn claim(
    tx: &mut Tx,
    drafts: &[(ContractId, CustomerId, InvoiceId)],
    invoice_on: NaiveDate,
    only_apply: bool,
) -> Result<(), Failure> {
    let pairs: Vec<_> =
        drafts.iter().map(|(contract, customer, _)| (*contract, *customer)).collect();
    let takable = retainers::commands::take(tx, &pairs, invoice_on).await?;
    if takable.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = drafts.iter().map(|(.., invoice)| invoice.0).collect();
    let chargeable: HashMap<InvoiceId, Decimal> = invoicing::store::invoice_sums(tx, &ids)
        .await?
        .into_iter()
        .map(|(invoice, _, amount, _)| (invoice, amount))
        .collect();

    let uses = rules::use_retainers(&takable, drafts, &chargeable, only_apply);

    invoicing::store::retainers::use_write(tx, &uses).await
}

/// What is applied never exceeds what is chargeable: once an open invoice comes to less, the newest
/// retainer gives way (R-RET-4). Answers whether one did.
pub async fn refit(tx: &mut Tx, invoice: InvoiceId) -> Result<bool, Failure> {
    let uses = invoicing::store::retainers::uses(tx, &[invoice.0]).await?;
    let applied: Vec<(RetainerId, Decimal)> = uses
        .into_iter()
        .filter(|u| u.retainer_use == RetainerUse::Applied && u.corrects.is_none())
        .map(|u| (u.retainer_id, u.amount))
        .collect();
    if applied.is_empty() {
        return Ok(false);
    }
    let chargeable = chargeable(tx, invoice).await?;

    let less = retainer_rules::refit(&applied, chargeable);
    let is_changed = !less.is_empty();
    for (retainer, amount) in less {
        set_applied(tx, invoice, retainer, amount).await?;
    }
    Ok(is_changed)
}

/// Applies so much of a retainer to an open invoice, or takes it off (R-EDIT-8, R-RET-4).
pub async fn apply_retainer(tx: &mut Tx, apply: &RetainerApplication) -> Result<(), Failure> {
    let open = enter(tx, apply.invoice_id, apply.version).await?;
    let retainer = of_invoice(tx, &open, apply.retainer_id).await?;
    let uses = invoicing::store::retainers::uses(tx, &[open.invoice_id.0]).await?;
    let applied = |own: bool| {
        uses.iter()
            .filter(|u| {
                u.retainer_use == RetainerUse::Applied
                    && (u.retainer_id == apply.retainer_id) == own
            })
            .map(|u| u.amount)
            .sum::<Decimal>()
    };
    let available = retainer.available_amount + applied(true);
    let left = chargeable(tx, open.invoice_id).await? - applied(false);

    if !retainers::rules::is_billed(retainer.status) {
        return Err(Refusal::RetainerIsNotBilled.into());
    }
    let is_to_refund = retainer.refund_status == RefundStatus::Ready;
    let amount = match retainer_rules::applied_amount(&apply.amount, available, left, open.currency)
    {
        Ok(amount) if is_to_refund && amount > applied(true) => {
            return Err(Refusal::RetainerIsToBeRefunded.into());
        }
        Err(Refusal::MoreThanAvailable(..) | Refusal::NothingAvailable) if is_to_refund => {
            return Err(Refusal::RetainerIsToBeRefunded.into());
        }
        decided => decided?,
    };

    tx.note((open.version, applied(true)), amount);
    set_applied(tx, open.invoice_id, apply.retainer_id, amount).await?;
    invoicing::store::invoice_touch(tx, open.invoice_id).await
}

/// Bills a new retainer on an open invoice: it is stored on the contract, at once Ready (R-RET-2).
pub async fn add_retainer(tx: &mut Tx, add: &RetainerAddition) -> Result<RetainerId, Failure> {
    let open = enter(tx, add.invoice_id, add.version).await?;
    let edit = RetainerEdit {
        contract_id: open.contract_id,
        retainer_id: None,
        version: 0,
        customer_id: Some(open.customer_id),
        description: add.description.clone(),
        invoice_on: open.invoice_on.to_string(),
        amount: add.amount.clone(),
    };
    contracts::commands::share(tx, &[open.contract_id.0]).await?;
    let (retainer_id, terms) = retainers::commands::add_ready(tx, &edit).await?;

    tx.note(open.version, &terms);
    let billed = UseOfRetainer {
        invoice_id: open.invoice_id,
        retainer_id,
        retainer_use: RetainerUse::Billed,
        amount: terms.amount,
        corrects: None,
    };
    invoicing::store::retainers::use_write(tx, &[billed]).await?;
    invoicing::store::invoice_touch(tx, open.invoice_id).await?;
    Ok(retainer_id)
}

/// Refunds what is left of a retainer with an open invoice (R-RET-8).
pub async fn refund_on_invoice(tx: &mut Tx, refund: &RetainerOnInvoice) -> Result<(), Failure> {
    let open = enter(tx, refund.invoice_id, refund.version).await?;
    let retainer = of_invoice(tx, &open, refund.retainer_id).await?;
    if retainer_rules::refund(&retainer, true)? {
        retainers::commands::set_refund(tx, refund.retainer_id, true).await?;
    }
    if retainer.available_amount <= Decimal::ZERO {
        return Err(Refusal::NothingAvailable.into());
    }

    tx.note((open.version, retainer.refund_status), retainer.available_amount);
    raise_refund(tx, open.invoice_id, refund.retainer_id, retainer.available_amount).await?;
    invoicing::store::invoice_touch(tx, open.invoice_id).await
}

/// Takes what an open invoice does with a retainer off it: a billed one is Ready as before, a
/// refund is cancelled, what was applied is available again.
pub async fn take_off_retainer(tx: &mut Tx, off: &RetainerOnInvoice) -> Result<(), Failure> {
    let open = enter(tx, off.invoice_id, off.version).await?;

    let uses = invoicing::store::retainers::uses(tx, &[open.invoice_id.0]).await?;
    let amount = uses
        .iter()
        .find(|u| (u.retainer_id, u.retainer_use) == (off.retainer_id, off.retainer_use))
        .map(|u| u.amount)
        .ok_or(Refusal::Outdated)?;
    if off.retainer_use == RetainerUse::Applied {
        set_applied(tx, open.invoice_id, off.retainer_id, Decimal::ZERO).await?;
    } else {
        invoicing::store::retainers::use_delete(
            tx,
            open.invoice_id,
            off.retainer_id,
            off.retainer_use,
        )
        .await?;
    }
    match off.retainer_use {
        // Another draft may refund a part of it as well: then it stays marked for that.
        RetainerUse::Refunded
            if retainers::commands::lock(tx, off.retainer_id).await?.refund_draft.is_some() => {}
        RetainerUse::Refunded => {
            retainers::commands::set_refund(tx, off.retainer_id, false).await?
        }
        RetainerUse::Billed if invoicing::commands::is_lost(tx, open.contract_id).await? => {
            retainers::commands::unmark_contracts(tx, &[open.contract_id.0]).await?
        }
        RetainerUse::Billed | RetainerUse::Applied => {}
    }
    tx.note((open.version, off.retainer_use, amount), ());
    invoicing::store::invoice_touch(tx, open.invoice_id).await
}

/// Says how much of what was done with a retainer stays (R-COR-2), or takes that off the draft.
pub async fn correct_retainer(tx: &mut Tx, correction: &RetainerCorrection) -> Result<(), Failure> {
    let (invoice, corrects) = (correction.invoice_id, correction.corrects_actual_id);
    let open = invoicing::commands::seen_invoice(tx, invoice, correction.version).await?;
    let of_use = |u: &UseOfRetainer| u.corrects.filter(|(id, _)| *id == corrects);
    let uses = invoicing::store::retainers::uses(tx, &[invoice.0]).await?;
    let (found, credited) = uses
        .iter()
        .find_map(|u| of_use(u).map(|(_, credited)| (u, credited)))
        .ok_or(Refusal::NotFound)?;
    match &correction.amount {
        None => {
            tx.note((open.version, found.amount), ());
            invoicing::store::retainers::use_drop(tx, invoice, corrects).await?;
        }
        Some(typed) => {
            let amount =
                rules::corrected_amount(found.retainer_use, credited, typed, open.currency)?;
            tx.note((open.version, found.amount), amount);
            invoicing::store::retainers::use_correct(tx, invoice, corrects, amount).await?;
        }
    }
    invoicing::store::invoice_touch(tx, invoice).await
}

async fn enter(tx: &mut Tx, invoice: InvoiceId, version: i32) -> Result<OpenInvoice, Failure> {
    let open = open_invoice(tx, invoice, Event::Edit).await?.0;
    invoicing::commands::takes_new(&open)?;
    if open.version == version { Ok(open) } else { Err(Refusal::Outdated.into()) }
}

/// A retainer of the invoice's contract and customer (R-RET-4), locked.
async fn of_invoice(
    tx: &mut Tx,
    open: &OpenInvoice,
    retainer: RetainerId,
) -> Result<RetainerRow, Failure> {
    let row = retainers::commands::lock(tx, retainer).await?;
    if (row.contract_id, row.customer_id) == (open.contract_id, open.customer_id) {
        Ok(row)
    } else {
        Err(Refusal::NotFound.into())
    }
}

async fn chargeable(tx: &mut Tx, invoice: InvoiceId) -> Result<Decimal, Failure> {
    let sums = invoicing::store::invoice_sums(tx, &[invoice.0]).await?;
    Ok(sums.into_iter().map(|(_, _, amount, _)| amount).sum())
}

/// Applies so much instead. Where the same invoice refunds the rest of the retainer, what is no
/// longer applied is refunded too.
async fn set_applied(
    tx: &mut Tx,
    invoice_id: InvoiceId,
    retainer_id: RetainerId,
    amount: Decimal,
) -> Result<(), Failure> {
    let uses = invoicing::store::retainers::uses(tx, &[invoice_id.0]).await?;
    let now = |of: RetainerUse| {
        uses.iter().find(|u| u.retainer_id == retainer_id && u.retainer_use == of).map(|u| u.amount)
    };
    let less = now(RetainerUse::Applied).unwrap_or_default() - amount;
    if amount.is_zero() {
        invoicing::store::retainers::use_delete(tx, invoice_id, retainer_id, RetainerUse::Applied)
            .await?;
    } else {
        let applied = UseOfRetainer {
            invoice_id,
            retainer_id,
            retainer_use: RetainerUse::Applied,
            amount,
            corrects: None,
        };
        invoicing::store::retainers::use_write(tx, &[applied]).await?;
    }
    if less > Decimal::ZERO && now(RetainerUse::Refunded).is_some() {
        raise_refund(tx, invoice_id, retainer_id, less).await
    } else {
        Ok(())
    }
}

/// Refunds so much more.
async fn raise_refund(
    tx: &mut Tx,
    invoice_id: InvoiceId,
    retainer_id: RetainerId,
    by: Decimal,
) -> Result<(), Failure> {
    let uses = invoicing::store::retainers::uses(tx, &[invoice_id.0]).await?;
    let now = uses
        .iter()
        .find(|u| u.retainer_id == retainer_id && u.retainer_use == RetainerUse::Refunded)
        .map(|u| u.amount)
        .unwrap_or_default();
    let refunded = UseOfRetainer {
        invoice_id,
        retainer_id,
        retainer_use: RetainerUse::Refunded,
        amount: now + by,
        corrects: None,
    };
    invoicing::store::retainers::use_write(tx, &[refunded]).await
}

/// Writes what confirmed invoices do with retainers (R-CONF-6), one after another where they share
/// one.
pub async fn post(
    tx: &mut Tx,
    uses: &[UseOfRetainer],
    accounted: &HashMap<InvoiceId, NaiveDate>,
) -> Result<(), Failure> {
    if uses.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> =
        uses.iter().map(|u| u.retainer_id.0).collect::<BTreeSet<_>>().into_iter().collect();
    let mut sources = by_id(retainers::commands::lock_sources(tx, &ids).await?);
    // A correction leaves a row more of what is owed.
    let most = |u: &UseOfRetainer| {
        let owed = sources.get(&u.retainer_id).map_or(0, |source| source.owed.len());
        let before = uses.iter().filter(|o| o.retainer_id == u.retainer_id && o.corrects.is_some());
        retainer_rules::rows_of_use(owed + before.count())
    };
    let mut keys = actuals::commands::draw_ids(tx, uses.iter().map(most).sum()).await?.into_iter();
    let rows = rows(uses, &mut sources, accounted, &mut keys).ok_or_else(beyond_what_is_owed)?;
    actuals::commands::post(tx, &rows).await
}

/// Once the invoices are confirmed, what they refunded is no longer Ready for it (R-RET-8).
pub async fn refunds_done(tx: &mut Tx, uses: &[UseOfRetainer]) -> Result<(), Failure> {
    let refunded: Vec<i64> = uses
        .iter()
        .filter(|u| u.retainer_use == RetainerUse::Refunded && u.corrects.is_none())
        .map(|u| u.retainer_id.0)
        .collect();
    if refunded.is_empty() {
        Ok(())
    } else {
        retainers::commands::refunds_done(tx, &refunded).await
    }
}

/// What can't be written, and should never have been asked for.
pub fn beyond_what_is_owed() -> Failure {
    Failure::Fault("a retainer is used beyond what is owed".into())
}

/// Retainers by key.
pub fn by_id(sources: Vec<RetainerSource>) -> HashMap<RetainerId, RetainerSource> {
    sources.into_iter().map(|source| (source.retainer_id, source)).collect()
}

/// The ledger rows of these uses, in order; `None` where more is used than is owed.
pub fn rows(
    uses: &[UseOfRetainer],
    sources: &mut HashMap<RetainerId, RetainerSource>,
    accounted: &HashMap<InvoiceId, NaiveDate>,
    keys: &mut impl Iterator<Item = ActualId>,
) -> Option<Vec<Actual>> {
    let mut rows = Vec::new();
    for u in uses {
        let source = sources.get_mut(&u.retainer_id)?;
        let accounted_on = *accounted.get(&u.invoice_id)?;
        let (retainer_use, amount, invoice) = (u.retainer_use, u.amount, u.invoice_id);
        rows.extend(match u.corrects {
            None => retainer_rules::confirm_use(
                source,
                retainer_use,
                amount,
                invoice,
                accounted_on,
                keys,
            )?,
            Some(_) if u.is_unchanged() => Vec::new(),
            Some(corrects) => retainer_rules::correct_use(
                source,
                retainer_use,
                corrects,
                amount,
                invoice,
                accounted_on,
                keys,
            )?,
        });
    }
    Some(rows)
}
