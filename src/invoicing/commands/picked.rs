//! Verbs of billing picked rows of the backlog: on new drafts, or added to the ones there are.

use crate::{
    backlog, contracts,
    invoicing::{
        model::{Billed, Create, NewInvoice, OpenDraft},
        rules, store,
    },
    platform::{command::Tx, failure::Failure},
    vocabulary::{
        ids::{ContractId, CustomerId, InvoiceId},
        paging::{BulkOutcome, Selection},
    },
};
use std::collections::{BTreeMap, HashMap};

/// Most contracts that one click on the hub invoices.
const CONTRACTS_AT_ONCE: i64 = 1_000;

/// Create Invoice on a list: new drafts of the selected rows only (R-INV-13).
pub async fn invoice_rows(tx: &mut Tx, selection: &Selection) -> Result<Billed, Failure> {
    let contracts = backlog::commands::picked_contracts(tx, selection).await?;
    bill(tx, selection, &contracts, Vec::new()).await
}

/// Add to Invoice: the selected rows go on the newest draft of their contract and customer, on a new one where there is
/// none (R-INV-14). Once only: whoever comes second finds them there.
pub async fn add_to_invoice(tx: &mut Tx, selection: &Selection) -> Result<Billed, Failure> {
    let company = tx.company();
    let contracts = backlog::commands::picked_contracts(tx, selection).await?;
    // Drafts before contracts, as confirming locks them; then once more, for those made while we waited.
    store::drafts_lock(tx.connection(), company, &contracts).await?;
    contracts::commands::lock(tx, &contracts).await?;
    let drafts = store::drafts_lock(tx.connection(), company, &contracts).await?;
    bill(tx, selection, &contracts, drafts).await
}

async fn bill(tx: &mut Tx, selection: &Selection, contracts: &[i64], drafts: Vec<OpenDraft>) -> Result<Billed, Failure> {
    let (company, today) = (tx.company(), tx.today().await?);
    let states: HashMap<_, _> = contracts::commands::lock(tx, contracts).await?.into_iter().collect();
    let (rows, mut outcome) = backlog::commands::pick(tx, selection, contracts).await?;

    let picking = rules::pick(&rows, &states, &drafts, today);
    for (row, refusal) in &picking.refused {
        outcome.refuse(refusal.clone(), row.0);
    }

    let new: Vec<NewInvoice> = picking
        .take
        .iter()
        .filter(|(_, (draft, _))| draft.is_none())
        .map(|((contract, customer), _)| NewInvoice { contract_id: *contract, customer_id: *customer })
        .collect();
    let (person, now) = (tx.actor().person.map(|p| p.0), tx.now());
    let mut invoices: BTreeMap<(ContractId, CustomerId), InvoiceId> =
        picking.take.iter().filter_map(|(payer, (draft, _))| draft.map(|d| (*payer, d.invoice_id))).collect();
    let added_to: Vec<i64> = invoices.values().map(|id| id.0).collect();
    store::drafts_touch(tx.connection(), company, &added_to).await?;
    let created = store::invoice_insert(tx.connection(), company, &new, today, person, now).await?;
    invoices.extend(created.iter().map(|(contract, customer, invoice)| ((*contract, *customer), *invoice)));

    let ids: Vec<_> = picking.take.values().flat_map(|(_, rows)| rows.iter().copied()).collect();
    let taken = backlog::commands::take_picked(tx, &ids).await?;
    let claimed: Vec<_> = taken.into_iter().filter_map(|row| invoices.get(&(row.contract_id, row.customer_id)).map(|invoice| (*invoice, row))).collect();
    for chunk in claimed.chunks(20_000) {
        store::detail_insert(tx.connection(), company, chunk).await?;
    }
    super::retainers::claim(tx, &created, today, true).await?;
    outcome.changed = i64::try_from(claimed.len()).unwrap_or(0);
    Ok(Billed { outcome, invoices: invoices.into_values().collect() })
}

/// Create Invoice on the billing hub: everything Ready of the chosen contracts (R-INV-13). Contracts with nothing Ready
/// are left out when all that match are chosen, and say so when they were picked one by one.
pub async fn invoice_contracts(tx: &mut Tx, selection: &Selection) -> Result<Billed, Failure> {
    let company = tx.company();
    let contracts = store::hub_contracts(tx.connection(), company, selection, CONTRACTS_AT_ONCE).await?;
    let create = Create { contracts: contracts.into_iter().map(ContractId).collect(), invoice_on: None };
    let mut billed = Billed::default();
    for created in super::create_invoices(tx, &create).await? {
        match created.outcome {
            Ok(drafts) => billed.invoices.extend(drafts),
            Err(refusal) => billed.outcome.refuse(refusal, created.contract_id.0),
        }
    }
    billed.outcome = BulkOutcome { changed: i64::try_from(billed.invoices.len()).unwrap_or(0), ..billed.outcome };
    Ok(billed)
}
