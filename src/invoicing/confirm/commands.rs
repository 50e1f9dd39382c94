//! Confirm: one-way (R-CONF-1 to R-CONF-6). What its dialog shows and what it does is one decision
//! (`Standing`), made of the same facts. Each invoice stands or falls by itself (R-INV-17): all are
//! tried together; where that fails, halves, until the one that fails stands alone. Whatever the
//! number of invoices, an attempt takes the same statements: locks, sums, limits of those that were
//! raised, ledger rows by the 10,000 details, numbers, the move.

mod many;
pub mod postings;
mod preview;
mod settle;

pub use super::store::confirmed_at;
pub use crate::invoicing::store::payer_names;
pub use many::{ConfirmInvoices, confirm_drafts};
pub use preview::preview_confirmation;

use super::{
    model::{Confirm, Confirmed},
    rules,
    store::{self, Final},
};
use crate::{
    backlog, contracts,
    invoicing::{
        self,
        model::{InvoiceKind, OpenInvoice, UseOfRetainer},
        rules::Transition,
    },
    platform::{
        batch::{self, Halving, Part},
        command::Tx,
        failure::Failure,
        scope::Scope,
    },
    vocabulary::{
        failure::ApiError,
        ids::{ContractId, ContractLineId, CustomerId, InvoiceId},
        refusal::Refusal,
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap};

/// Invoices tried together.
const INVOICES_AT_ONCE: usize = 1_000;

/// By how much an invoice bills more than was approved, per line and customer (R-NTE-9).
type Raise = (InvoiceId, ContractId, ContractLineId, CustomerId, Decimal);

/// Confirms invoices: one-way. One that is confirmed already answers with its number, so a second
/// click has no second effect.
pub async fn confirm_invoices(tx: &mut Tx, confirm: &Confirm) -> Result<Vec<Confirmed>, Failure> {
    confirm_in(tx, confirm, None).await
}

/// The same as a part of a batch, whose chunks draw numbers in their order.
async fn confirm_in(
    tx: &mut Tx,
    confirm: &Confirm,
    chunk: Option<&Part>,
) -> Result<Vec<Confirmed>, Failure> {
    let mut asked = confirm.invoices.clone();
    asked.sort_by_key(|(invoice, _)| *invoice);
    asked.dedup_by_key(|(invoice, _)| *invoice);
    // All of them in key order, before the first attempt: what is undone keeps its place in the
    // queue.
    let ids: Vec<i64> = asked.iter().map(|(invoice, _)| invoice.0).collect();
    let corrected = store::corrections::corrected_invoices(tx, &ids).await?;
    let locked = invoicing::store::invoice_lock(tx, &[ids, corrected].concat()).await?;
    let payer: HashMap<InvoiceId, (ContractId, CustomerId)> =
        locked.iter().map(|i| (i.invoice_id, (i.contract_id, i.customer_id))).collect();
    // Numbers follow the contracts, and on each its drafts, whenever they were made.
    asked.sort_by_key(|(invoice, _)| (payer.get(invoice).map(|(contract, _)| *contract), *invoice));

    let mut outcomes: HashMap<InvoiceId, Result<i64, ApiError>> = HashMap::new();
    let mut parts = Halving::of(asked, INVOICES_AT_ONCE);
    while let Some(invoices) = parts.take() {
        let part = Attempt { invoices, chunk: chunk.cloned() };
        match tx.attempt(&part, |tx, part| Box::pin(confirm_part(tx, part))).await? {
            Ok(done) => outcomes.extend(done),
            Err(failure) => {
                if let Some((alone, _)) = parts.failed(part.invoices) {
                    outcomes.insert(alone, Err(failure.into()));
                }
            }
        }
    }
    let pairs: Vec<_> = confirm
        .invoices
        .iter()
        .map(|(id, _)| payer.get(id).copied().unwrap_or((ContractId(0), CustomerId(0))))
        .collect();
    let names = invoicing::store::payer_names(tx, &pairs).await?;
    let told =
        |((invoice_id, _), (contract, customer)): (&(InvoiceId, Option<i32>), (String, String))| {
            Confirmed {
                invoice_id: *invoice_id,
                contract,
                customer,
                outcome: outcomes.get(invoice_id).cloned().unwrap_or(Err(Refusal::NotFound.into())),
            }
        };
    Ok(confirm.invoices.iter().zip(names).map(told).collect())
}

/// What is tried together.
struct Attempt {
    invoices: Vec<(InvoiceId, Option<i32>)>,
    chunk: Option<Part>,
}

impl Attempt {
    /// Waits for the chunks before.
    async fn turn(&self, tx: &mut Tx) -> Result<(), Failure> {
        match &self.chunk {
            Some(chunk) => batch::in_turn(tx, chunk).await,
            None => Ok(()),
        }
    }
}

async fn confirm_part(
    tx: &mut Tx,
    part: &Attempt,
) -> Result<Vec<(InvoiceId, Result<i64, ApiError>)>, Failure> {
    let today = tx.today().await?;
    let ids: Vec<i64> = part.invoices.iter().map(|(invoice, _)| invoice.0).collect();
    let open = invoicing::store::invoice_lock(tx, &ids).await?;
    let raises = raises(tx, &open).await?;
    // What chunks share, room under limits and what corrections return, is first theirs who come
    // first; others wait no sooner than for their numbers.
    let shares = !raises.is_empty() || open.iter().any(|i| i.kind == InvoiceKind::Corrective);
    if shares {
        part.turn(tx).await?;
    }
    if !raises.is_empty() {
        contracts::commands::lock(tx, &contracts_of(&raises)).await?;
    }
    let mut standing = Standing::read(tx, open, raises).await?;

    let mut outcomes = Vec::with_capacity(part.invoices.len());
    let mut finals: Vec<Final> = Vec::new();
    for (invoice_id, seen) in &part.invoices {
        match standing.decide(*invoice_id, *seen) {
            Ok(Decision::Already(number)) => outcomes.push((*invoice_id, Ok(number))),
            Ok(Decision::Go(last)) => finals.push(last.on(*invoice_id, today)),
            Err(refusal) => outcomes.push((*invoice_id, Err(refusal.into()))),
        }
    }
    if finals.is_empty() {
        return Ok(outcomes);
    }
    let settled = postings::write_postings(tx, &finals, &standing).await?;
    if !settled.0.sales.is_empty() {
        store::corrections::settle_sales(tx, &settled.0.sales).await?;
    }
    let mut lost = BTreeSet::new();
    if !standing.changed.is_empty() {
        let corrected = standing.corrected(&finals);
        let of = (finals.as_slice(), corrected.as_slice());
        lost = settle::corrections(tx, of, settled, &mut standing.limits).await?;
    }
    let used = write_uses(tx, &finals, std::mem::take(&mut standing.uses)).await?;
    settle::unmark(tx, lost).await?;
    if !shares {
        part.turn(tx).await?;
    }
    let first = store::draw_numbers(tx, i64::try_from(finals.len()).unwrap_or(0)).await?;
    for (number, last) in (first..).zip(&mut finals) {
        last.number = number;
    }
    // The counter is locked from here on, and whoever had it is done: the order of numbers is the
    // order of confirmations (I6), whatever another node's clock said.
    let before = store::confirmed_at(tx, first - 1).await?;
    let (person, now) = (tx.actor().person.map(|p| p.0), tx.instant());
    store::invoice_confirm(tx, &finals, person, before.map_or(now, |before| before.max(now)))
        .await?;
    invoicing::retainers::commands::refunds_done(tx, &used).await?;
    outcomes.extend(finals.iter().map(|last| (last.invoice_id, Ok(last.number))));
    Ok(outcomes)
}

/// What becomes of an invoice.
pub enum Decision {
    /// It is confirmed already, with this number.
    Already(i64),
    /// It can be confirmed.
    Go(Last),
}

/// What an invoice is confirmed with.
pub struct Last {
    /// With retainers.
    pub amount: Decimal,
    /// Of its details.
    pub tax: Decimal,
    /// When it counts in the books; none: today.
    pub accounted_on: Option<NaiveDate>,
    transition: Transition,
}

impl Last {
    /// The same without its number yet; it counts in the books today, unless it says when
    /// (R-CONF-4).
    fn on(self, invoice_id: InvoiceId, today: NaiveDate) -> Final {
        let accounted_on = self.accounted_on.unwrap_or(today);
        Final {
            invoice_id,
            number: 0,
            amount: self.amount,
            tax: self.tax,
            accounted_on,
            transition: self.transition,
        }
    }
}

/// Everything that confirming goes by, of some invoices: read once, by whoever confirms (who has
/// locked it) and whoever only looks.
pub struct Standing {
    open: HashMap<InvoiceId, OpenInvoice>,
    /// Details, chargeable amount and tax.
    sums: HashMap<InvoiceId, (i64, Decimal, Decimal)>,
    /// What is done with retainers.
    pub uses: Vec<UseOfRetainer>,
    /// How many corrections change anything, of corrective invoices.
    pub changed: HashMap<InvoiceId, i64>,
    /// Who uses a retainer that one of them credits (E13).
    used_elsewhere: HashMap<InvoiceId, String>,
    /// Limits of the contracts that more, or less, is billed of.
    pub limits: backlog::rules::Limits,
    raised: HashMap<InvoiceId, Vec<(ContractId, ContractLineId, CustomerId, Decimal)>>,
}

impl Standing {
    /// Reads it; `raises` of these invoices, whose contracts are locked by whoever confirms.
    pub async fn read(
        scope: &mut Scope,
        open: Vec<OpenInvoice>,
        raises: Vec<Raise>,
    ) -> Result<Self, Failure> {
        let ids: Vec<i64> = open.iter().map(|i| i.invoice_id.0).collect();
        let sums = invoicing::store::invoice_sums(scope, &ids)
            .await?
            .into_iter()
            .map(|(id, count, amount, tax)| (id, (count, amount, tax)))
            .collect();
        let uses = invoicing::store::retainers::uses(scope, &ids).await?;
        let corrective: Vec<i64> = open
            .iter()
            .filter(|i| i.kind == InvoiceKind::Corrective)
            .map(|i| i.invoice_id.0)
            .collect();
        let (mut changed, mut used_elsewhere) = (HashMap::new(), HashMap::new());
        if !corrective.is_empty() {
            changed.extend(corrective.iter().map(|id| (InvoiceId(*id), 0)));
            changed.extend(store::corrections::changed(scope, &corrective).await?);
            used_elsewhere.extend(store::corrections::used_elsewhere(scope, &corrective).await?);
        }
        let limits = backlog::commands::limits(scope, &contracts_of(&raises)).await?;
        let mut raised: HashMap<InvoiceId, Vec<_>> = HashMap::new();
        for (invoice, contract, line, customer, delta) in raises {
            raised.entry(invoice).or_default().push((contract, line, customer, delta));
        }
        Ok(Self {
            open: open.into_iter().map(|i| (i.invoice_id, i)).collect(),
            sums,
            uses,
            changed,
            used_elsewhere,
            limits,
            raised,
        })
    }

    /// The contracts of the corrective ones among invoices, in key order.
    fn corrected(&self, finals: &[Final]) -> Vec<i64> {
        let open = finals.iter().filter_map(|last| self.open.get(&last.invoice_id));
        let corrective = open.filter(|invoice| invoice.kind == InvoiceKind::Corrective);
        let contracts: BTreeSet<i64> = corrective.map(|invoice| invoice.contract_id.0).collect();
        contracts.into_iter().collect()
    }

    /// Whether an invoice can be confirmed, as `seen` or whatever its version; room under limits
    /// that it needs is used.
    pub fn decide(&mut self, invoice: InvoiceId, seen: Option<i32>) -> Result<Decision, Refusal> {
        let open = self.open.get(&invoice).ok_or(Refusal::NotFound)?;
        if let Some(number) = open.invoice_number {
            return Ok(Decision::Already(number));
        }
        if seen.is_some_and(|version| version != open.version) {
            return Err(Refusal::Outdated);
        }
        let (details, chargeable, tax) = self.sums.get(&invoice).copied().unwrap_or_default();
        let uses = self.uses.iter().filter(|u| u.invoice_id == invoice);
        let (retainers, used) = uses
            .fold((0, Decimal::ZERO), |(count, amount), u| (count + 1, amount + u.signed_amount()));
        let transition = rules::may_confirm(open.state, &open.bill_to_name, details + retainers)?;
        if self.changed.get(&invoice) == Some(&0) {
            return Err(Refusal::CorrectionChangesNothing);
        }
        if let Some(label) = self.used_elsewhere.get(&invoice) {
            return Err(Refusal::RetainerIsUsed(label.clone()));
        }
        let deltas = self.raised.get(&invoice).map(Vec::as_slice).unwrap_or_default();
        backlog::rules::raise(&mut self.limits, deltas)
            .map_err(|level| Refusal::RaisedOverLimit(level.kind()))?;
        Ok(Decision::Go(Last {
            amount: chargeable + used,
            tax,
            accounted_on: open.accounted_on,
            transition,
        }))
    }
}

/// What confirming would add to limits (R-NTE-9). Invoices that bill what was approved, or less,
/// add nothing and lock nothing.
pub async fn raises(scope: &mut Scope, open: &[OpenInvoice]) -> Result<Vec<Raise>, Failure> {
    let contracts: Vec<i64> =
        open.iter().map(|i| i.contract_id.0).collect::<BTreeSet<_>>().into_iter().collect();
    let limited = contracts::commands::limited(scope, &contracts).await?;
    let invoices: Vec<i64> = open
        .iter()
        .filter(|i| limited.contains(&i.contract_id.0))
        .map(|i| i.invoice_id.0)
        .collect();
    if invoices.is_empty() {
        return Ok(Vec::new());
    }
    // What corrections free is room for what they return (R-NTE-10): their limits are needed too.
    let corrects = |id: &InvoiceId| {
        open.iter().any(|i| i.invoice_id == *id && i.kind == InvoiceKind::Corrective)
    };
    let rows = store::raised(scope, &invoices).await?;
    let matters = rows.iter().any(|(id, .., delta)| *delta > Decimal::ZERO || corrects(id));
    Ok(if matters { rows } else { Vec::new() })
}

fn contracts_of(raises: &[Raise]) -> Vec<i64> {
    raises.iter().map(|(_, contract, ..)| contract.0).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Writes what the invoices do with retainers; answers that.
async fn write_uses(
    tx: &mut Tx,
    finals: &[Final],
    mut uses: Vec<UseOfRetainer>,
) -> Result<Vec<UseOfRetainer>, Failure> {
    let accounted = accounted(finals);
    uses.retain(|of_retainer| accounted.contains_key(&of_retainer.invoice_id));
    invoicing::retainers::commands::post(tx, &uses, &accounted).await?;
    if uses.iter().any(|of_retainer| of_retainer.corrects.is_some()) {
        let ids: Vec<i64> = finals.iter().map(|f| f.invoice_id.0).collect();
        store::corrections::uses_credited(tx, &ids).await?;
    }
    Ok(uses)
}

fn accounted(finals: &[Final]) -> HashMap<InvoiceId, NaiveDate> {
    finals.iter().map(|f| (f.invoice_id, f.accounted_on)).collect()
}
