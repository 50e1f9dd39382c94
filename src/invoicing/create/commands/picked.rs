//! Verbs of billing picked rows of the backlog: on new drafts, or added to the ones there are.

use crate::{
    backlog, contracts,
    invoicing::{
        self,
        create::{
            model::{Became, Billed, NewInvoice, OpenDraft},
            rules, store,
        },
    },
    platform::{batch::Halving, command::Tx, failure::Failure},
    vocabulary::{
        failure::ApiError,
        ids::{ActualId, ContractId, CustomerId, InvoiceId},
        paging::Selection,
        refusal::Refusal,
    },
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

/// Contracts and customers tried together; where that fails, halves, until what fails stands alone
/// with its reason.
const PAYERS_AT_ONCE: usize = 1_000;

/// Create Invoice on a list: new drafts of the selected rows only (R-INV-13).
pub async fn invoice_rows(tx: &mut Tx, selection: &Selection) -> Result<Billed, Failure> {
    let selection = backlog::commands::look_up(tx, selection).await?;
    let contracts = backlog::commands::picked_contracts(tx, &selection).await?;
    bill(tx, &selection, &contracts, To::AnyOf(Vec::new())).await
}

/// Add to Invoice: the selected rows go on the newest draft of their contract and customer, on a
/// new one where there is none (R-INV-14). Once only: whoever comes second finds them there.
pub async fn add_to_invoice(tx: &mut Tx, selection: &Selection) -> Result<Billed, Failure> {
    let selection = backlog::commands::look_up(tx, selection).await?;
    let contracts = backlog::commands::picked_contracts(tx, &selection).await?;
    // Drafts before contracts, as confirming locks them; then once more, for those made while we
    // waited.
    store::drafts_lock(tx, &contracts).await?;
    contracts::commands::lock(tx, &contracts).await?;
    let drafts = store::drafts_lock(tx, &contracts).await?;
    bill(tx, &selection, &contracts, To::AnyOf(drafts)).await
}

/// Where rows go.
pub enum To {
    /// On the newest of these drafts of their contract and customer; on a new one where there is
    /// none.
    AnyOf(Vec<OpenDraft>),
    /// On this one, or nowhere.
    Only(OpenDraft),
}

/// The rows of one contract and customer: what stands or falls by itself (R-INV-17).
#[derive(Clone, Debug)]
struct Payer {
    contract_id: ContractId,
    customer_id: CustomerId,
    /// The draft they are added to; none: a new one.
    draft: Option<InvoiceId>,
    rows: Vec<ActualId>,
}

/// What is tried together.
struct Part {
    today: NaiveDate,
    payers: Vec<Payer>,
}

/// Drafts by who pays.
type Drafts = BTreeMap<(ContractId, CustomerId), InvoiceId>;

pub async fn bill(
    tx: &mut Tx,
    selection: &Selection,
    contracts: &[i64],
    to: To,
) -> Result<Billed, Failure> {
    let today = tx.today().await?;
    let states: HashMap<_, _> =
        contracts::commands::lock(tx, contracts).await?.into_iter().collect();
    let (rows, mut outcome) = backlog::commands::pick(tx, selection, contracts).await?;

    let (drafts, only) = match to {
        To::AnyOf(drafts) => (drafts, None),
        To::Only(draft) => (vec![draft], Some((draft.contract_id, draft.customer_id))),
    };
    let mut picking = rules::pick(&rows, &states, &drafts, today);
    for (_, (_, rows)) in
        picking.take.extract_if(.., |payer, _| only.is_some_and(|only| only != *payer))
    {
        picking.refused.extend(rows.into_iter().map(|row| (row, Refusal::NotInBacklog)));
    }
    for (row, refusal) in &picking.refused {
        outcome.refuse(refusal.clone(), row.0);
    }
    let payer = |((contract_id, customer_id), (draft, rows)): (
        (ContractId, CustomerId),
        (Option<OpenDraft>, Vec<ActualId>),
    )| Payer { contract_id, customer_id, draft: draft.map(|d| d.invoice_id), rows };

    let (mut drafts, mut failed) = (Drafts::new(), Vec::new());
    let mut parts = Halving::of(picking.take.into_iter().map(payer).collect(), PAYERS_AT_ONCE);
    while let Some(payers) = parts.take() {
        let part = Part { today, payers };
        match tx.attempt(&part, |tx, part| Box::pin(bill_part(tx, part))).await? {
            Ok((done, rows)) => {
                let ids: Vec<i64> = done.values().map(|invoice| invoice.0).collect();
                tx.concerns(invoicing::commands::SUBJECT, ids);
                drafts.extend(done);
                outcome.changed += rows;
            }
            Err(failure) => failed
                .extend(parts.failed(part.payers).map(|payer| (payer, ApiError::from(failure)))),
        }
    }
    let became = told(tx, &drafts, &failed).await?;
    Ok(Billed { outcome, invoices: drafts.into_values().collect(), became, left: None })
}

async fn bill_part(tx: &mut Tx, part: &Part) -> Result<(Drafts, i64), Failure> {
    let (added, fresh): (Vec<&Payer>, Vec<&Payer>) =
        part.payers.iter().partition(|payer| payer.draft.is_some());
    let added_to: Vec<i64> = added.iter().filter_map(|payer| payer.draft).map(|id| id.0).collect();
    let new: Vec<NewInvoice> = fresh
        .iter()
        .map(|payer| NewInvoice { contract_id: payer.contract_id, customer_id: payer.customer_id })
        .collect();
    let (person, now) = (tx.actor().person.map(|p| p.0), tx.now());
    store::drafts_touch(tx, &added_to).await?;
    let created = store::invoice_insert(tx, &new, part.today, (person, now), None).await?;
    let mut drafts: Drafts = added
        .iter()
        .filter_map(|payer| {
            payer.draft.map(|draft| ((payer.contract_id, payer.customer_id), draft))
        })
        .collect();
    drafts.extend(
        created.iter().map(|(contract, customer, invoice)| ((*contract, *customer), *invoice)),
    );

    let ids: Vec<_> = part.payers.iter().flat_map(|payer| payer.rows.iter().copied()).collect();
    let taken = backlog::commands::take_picked(tx, &ids).await?;
    let claimed: Vec<_> = taken
        .into_iter()
        .filter_map(|row| {
            drafts.get(&(row.contract_id, row.customer_id)).map(|invoice| (*invoice, row))
        })
        .collect();
    for chunk in claimed.chunks(20_000) {
        store::detail_insert(tx, chunk).await?;
    }
    invoicing::retainers::commands::claim(tx, &created, part.today, true).await?;
    Ok((drafts, i64::try_from(claimed.len()).unwrap_or(0)))
}

/// The results by the names people know, those that failed first.
async fn told(
    tx: &mut Tx,
    drafts: &Drafts,
    failed: &[(Payer, ApiError)],
) -> Result<Vec<Became>, Failure> {
    let results = failed
        .iter()
        .map(|(payer, error)| ((payer.contract_id, payer.customer_id), Err(error.clone())));
    let results: Vec<_> =
        results.chain(drafts.iter().map(|(payer, invoice)| (*payer, Ok(*invoice)))).collect();
    let pairs: Vec<_> = results.iter().map(|(payer, _)| *payer).collect();
    let names = invoicing::store::payer_names(tx, &pairs).await?;
    Ok(names
        .into_iter()
        .zip(results)
        .map(|((contract, customer), (_, outcome))| Became { contract, customer, outcome })
        .collect())
}
