//! Create Invoice: everything Ready on contracts (R-INV-1). Each contract stands or falls by itself
//! (R-INV-17): all are tried together; where that fails, halves, until the one that fails stands
//! alone with its reason. Whatever the number of contracts, an attempt takes the same statements:
//! locks, three summaries, drafts and their lines, what is taken and claimed, by the 20,000 rows.

mod many;
mod picked;

pub use super::store::drafts_touch;
pub use many::{CreateInvoices, begin_many};
pub use picked::{To, add_to_invoice, bill, invoice_rows};

use super::{
    model::{Create, Created, Draft},
    rules, store,
};
use crate::{
    backlog, contracts, invoicing,
    milestones::{self, model::TakenMilestone},
    platform::{batch::Halving, command::Tx, failure::Failure},
    product_lines,
    vocabulary::{
        dates::is_billable_day,
        failure::ApiError,
        ids::{BatchId, ContractId, ContractLineId, CustomerId, InvoiceId},
        left_behind::LeftBehind,
        refusal::{Field, Refusal},
        words::ContractState,
    },
};
use chrono::NaiveDate;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// Contracts tried together.
const CONTRACTS_AT_ONCE: usize = 1_000;

/// What is tried together.
struct Attempt {
    contracts: Vec<ContractId>,
    invoice_on: NaiveDate,
    taking: Taking,
    batch: Option<BatchId>,
}

/// What of contracts goes on their drafts.
#[derive(Clone)]
pub enum Taking {
    /// Everything Ready by the day on the invoice (R-INV-1, R-INV-4).
    Everything,
    /// What is due by a day: work on lines, on each up to its own day, milestones and retainers up
    /// to that day (R-RUN-4, R-RUN-6, R-RUN-12).
    Due(NaiveDate, Arc<[(ContractLineId, NaiveDate)]>),
}

/// A contract's drafts with what stayed behind, or why there are none.
type Decided = Result<(Vec<(CustomerId, InvoiceId)>, LeftBehind), ApiError>;

/// Creates drafts of everything Ready on these contracts, one per customer with something
/// chargeable (R-INV-1 to R-INV-8).
pub async fn create_invoices(tx: &mut Tx, create: &Create) -> Result<Vec<Created>, Failure> {
    create_in(tx, create, Taking::Everything, None).await
}

/// The same of what is due only, on behalf of a run and its batch.
pub async fn create_due(
    tx: &mut Tx,
    create: &Create,
    taking: Taking,
    batch: Option<BatchId>,
) -> Result<Vec<Created>, Failure> {
    create_in(tx, create, taking, batch).await
}

/// The same on behalf of a batch, which its drafts name.
async fn create_in(
    tx: &mut Tx,
    create: &Create,
    taking: Taking,
    batch: Option<BatchId>,
) -> Result<Vec<Created>, Failure> {
    let invoice_on = match create.invoice_on {
        Some(day) => day,
        None => tx.today().await?,
    };
    if !is_billable_day(invoice_on) {
        return Err(Refusal::FieldNotADate(Field::InvoiceDate).into());
    }
    let mut ids = create.contracts.clone();
    ids.sort_unstable();
    ids.dedup();
    // All of them in key order, before the first attempt: what is undone keeps its place in the
    // queue.
    let keys: Vec<i64> = ids.iter().map(|id| id.0).collect();
    contracts::commands::lock(tx, &keys).await?;
    if let Some(seen) = &create.seen {
        seen.check(&store::ready_totals(tx, &keys).await?)?;
    }

    let mut decided: HashMap<ContractId, Decided> = HashMap::new();
    let mut parts = Halving::of(ids, CONTRACTS_AT_ONCE);
    while let Some(contracts) = parts.take() {
        let part = Attempt { contracts, invoice_on, taking: taking.clone(), batch };
        match tx.attempt(&part, |tx, part| Box::pin(create_part(tx, part))).await? {
            Ok(done) => {
                let made = done.iter().filter_map(|(_, decided)| decided.as_ref().ok());
                let made = made.flat_map(|(drafts, _)| drafts.iter().map(|(_, id)| id.0));
                tx.concerns(invoicing::commands::SUBJECT, made.collect::<Vec<_>>());
                decided.extend(done);
            }
            Err(failure) => {
                if let Some(alone) = parts.failed(part.contracts) {
                    decided.insert(alone, Err(failure.into()));
                }
            }
        }
    }
    told(tx, &create.contracts, &decided, invoice_on).await
}

async fn create_part(tx: &mut Tx, part: &Attempt) -> Result<Vec<(ContractId, Decided)>, Failure> {
    let invoice_on = part.invoice_on;
    let ids: Vec<i64> = part.contracts.iter().map(|c| c.0).collect();
    let locked = contracts::commands::lock(tx, &ids).await?;
    let by = part.taking.by(invoice_on);
    let mut found = match &part.taking {
        Taking::Everything => {
            let mut found = backlog::commands::summarize(tx, &ids, by).await?;
            found.extend(product_lines::commands::summarize(tx, &ids, by).await?);
            found
        }
        Taking::Due(_, lines) => backlog::commands::summarize_lines(tx, lines).await?,
    };
    found.extend(milestones::commands::summarize(tx, &ids, by).await?);
    let prepaid = crate::retainers::commands::summarize(tx, &ids, by).await?;
    let on_draft: HashMap<ContractId, i64> =
        invoicing::store::on_draft_count(tx, &ids).await?.into_iter().collect();

    let mut decided = BTreeMap::new();
    let mut new = Vec::new();
    for (contract, state) in &locked {
        let work = found.iter().filter(|_| *state != ContractState::Lost);
        let of_contract: Vec<_> =
            work.chain(&prepaid).filter(|s| s.contract_id == *contract).copied().collect();
        let decision = rules::create(
            *state,
            &of_contract,
            on_draft.get(contract).copied().unwrap_or_default(),
            invoice_on,
        );
        decided.insert(
            *contract,
            decision.map(|(drafts, left)| {
                new.extend(drafts);
                left
            }),
        );
    }

    let (person, now) = (tx.actor().person.map(|p| p.0), tx.now());
    let drafts = store::invoice_insert(tx, &new, invoice_on, (person, now), part.batch).await?;
    let alive: Vec<_> = drafts
        .iter()
        .copied()
        .filter(|(contract, ..)| !locked.contains(&(*contract, ContractState::Lost)))
        .collect();
    claim_part(tx, &alive, invoice_on, &part.taking).await?;
    invoicing::retainers::commands::claim(tx, &drafts, by, false).await?;
    let of = |contract: ContractId| {
        drafts
            .iter()
            .filter(|(of, ..)| *of == contract)
            .map(|(_, customer, invoice)| (*customer, *invoice))
            .collect()
    };
    Ok(part
        .contracts
        .iter()
        .map(|contract| match decided.remove(contract) {
            None => (*contract, Err(Refusal::NotFound.into())),
            Some(Err(refusal)) => (*contract, Err(refusal.into())),
            Some(Ok(left)) => (*contract, Ok((of(*contract), left))),
        })
        .collect())
}

impl Taking {
    /// The day up to which milestones and retainers count.
    fn by(&self, invoice_on: NaiveDate) -> NaiveDate {
        match self {
            Self::Everything => invoice_on,
            Self::Due(due_on, _) => *due_on,
        }
    }
}

/// Takes the rows out of the backlog and claims each for its draft; likewise the milestones and the
/// product lines that are Ready. Answers how many of each.
async fn claim_part(
    tx: &mut Tx,
    drafts: &[(ContractId, CustomerId, InvoiceId)],
    invoice_on: NaiveDate,
    taking: &Taking,
) -> Result<(i64, i64, i64), Failure> {
    let by = taking.by(invoice_on);
    let pairs: Vec<_> =
        drafts.iter().map(|(contract, customer, _)| (*contract, *customer)).collect();
    let by_pair: HashMap<_, _> = drafts
        .iter()
        .map(|(contract, customer, invoice)| ((*contract, *customer), *invoice))
        .collect();
    let taken = match taking {
        Taking::Everything => backlog::commands::take(tx, &pairs, by).await?,
        Taking::Due(_, lines) => backlog::commands::take_lines(tx, &pairs, lines).await?,
    };
    let claimed: Vec<_> = taken
        .into_iter()
        .filter_map(|row| {
            by_pair.get(&(row.contract_id, row.customer_id)).map(|invoice| (*invoice, row))
        })
        .collect();
    for chunk in claimed.chunks(20_000) {
        store::detail_insert(tx, chunk).await?;
    }
    let sales = claimed.len();
    let taken = milestones::commands::take(tx, &pairs, by).await?;
    let claimed: Vec<_> = taken
        .into_iter()
        .filter_map(|part| {
            by_pair.get(&(part.contract_id, part.customer_id)).map(|invoice| (*invoice, part))
        })
        .collect();
    claim_milestones(tx, &claimed).await?;
    let parts = claimed.len();
    let taken = match taking {
        Taking::Everything => product_lines::commands::take(tx, &pairs, by).await?,
        Taking::Due(..) => Vec::new(),
    };
    let claimed: Vec<_> = taken
        .into_iter()
        .filter_map(|line| {
            by_pair.get(&(line.contract_id, line.customer_id)).map(|invoice| (*invoice, line))
        })
        .collect();
    for chunk in claimed.chunks(20_000) {
        store::product_insert(tx, chunk).await?;
    }
    let many = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    Ok((many(sales), many(parts), many(claimed.len())))
}

/// The same of everything by the day on the invoice, as a draft is refreshed (R-INV-11).
pub async fn claim(
    tx: &mut Tx,
    drafts: &[(ContractId, CustomerId, InvoiceId)],
    invoice_on: NaiveDate,
) -> Result<(i64, i64, i64), Failure> {
    claim_part(tx, drafts, invoice_on, &Taking::Everything).await
}

/// Claims parts of milestones that are Ready, each for its draft.
pub async fn claim_milestones(
    tx: &mut Tx,
    parts: &[(InvoiceId, TakenMilestone)],
) -> Result<(), Failure> {
    for chunk in parts.chunks(20_000) {
        store::milestone_insert(tx, chunk).await?;
    }
    Ok(())
}

/// The results in the order asked for, by the names people know.
async fn told(
    tx: &mut Tx,
    asked: &[ContractId],
    decided: &HashMap<ContractId, Decided>,
    invoice_on: NaiveDate,
) -> Result<Vec<Created>, Failure> {
    let nobody = CustomerId(0);
    let drafts_of = |contract: &ContractId| match decided.get(contract) {
        Some(Ok((drafts, _))) => drafts.clone(),
        Some(Err(_)) | None => Vec::new(),
    };
    let pairs: Vec<(ContractId, CustomerId)> = asked
        .iter()
        .flat_map(|contract| {
            std::iter::once((*contract, nobody))
                .chain(drafts_of(contract).into_iter().map(|(customer, _)| (*contract, customer)))
        })
        .collect();
    let mut names = invoicing::store::payer_names(tx, &pairs).await?.into_iter();
    Ok(asked
        .iter()
        .map(|contract_id| {
            let (contract, _) = names.next().unwrap_or_default();
            let drafts: Vec<Draft> = drafts_of(contract_id)
                .into_iter()
                .map(|(_, invoice_id)| Draft {
                    invoice_id,
                    customer: names.next().unwrap_or_default().1,
                })
                .collect();
            let (outcome, left) = match decided.get(contract_id) {
                Some(Ok((_, left))) => (Ok(drafts), *left),
                Some(Err(error)) => (Err(error.clone()), LeftBehind::default()),
                None => (Err(Refusal::NotFound.into()), LeftBehind::default()),
            };
            Created { contract_id: *contract_id, contract, outcome, left, invoice_on }
        })
        .collect())
}
