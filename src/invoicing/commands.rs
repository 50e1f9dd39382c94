//! Verbs of invoicing: create, edit, confirm.

mod picked;
mod preview;
mod retainers;

pub use picked::{add_to_invoice, invoice_contracts, invoice_rows};
pub use preview::preview_confirmation;
pub use retainers::{add_retainer, apply_retainer, refund_on_invoice, take_off_retainer};

use super::{
    model::{
        Confirm, Confirmed, Create, Created, DetailEdit, DetailRemoval, DetailRow, HeaderEdit, HubContract, InvoicePage, InvoiceRow, LineEdit, OpenInvoice,
        UseOfRetainer,
    },
    rules::{self, Event, Transition},
    store::{self, Final},
};
use crate::{
    actuals,
    backlog::{self, model::OpenRow},
    contracts, entries, milestones,
    platform::{command::Tx, failure::Failure},
    vocabulary::{
        dates::is_billable_day,
        ids::{ActualId, CompanyId, ContractId, ContractLineId, CustomerId, InvoiceId},
        paging::{ListQuery, Page, Totals},
        refusal::{Field, Refusal},
        words::ContractState,
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Details handled at a time: bounds memory, whatever an invoice holds.
const CHUNK: i64 = 10_000;

/// A page of invoices.
pub async fn list_invoices(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Page<InvoiceRow>, Failure> {
    store::invoice_list(conn, company.0, query).await
}

/// What the filtered invoices come to.
pub async fn total_invoices(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Totals, Failure> {
    store::invoice_totals(conn, company.0, query).await
}

/// One invoice, whole but for its details.
pub async fn read_invoice(conn: &mut PgConnection, company: CompanyId, invoice: InvoiceId) -> Result<InvoicePage, Failure> {
    store::invoice_page(conn, company.0, invoice).await
}

/// A page of an invoice's details.
pub async fn list_details(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Page<DetailRow>, Failure> {
    store::detail_list(conn, company.0, query).await
}

/// What the filtered details come to.
pub async fn total_details(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Totals, Failure> {
    store::detail_totals(conn, company.0, query).await
}

/// A page of the billing hub.
pub async fn list_hub(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Page<HubContract>, Failure> {
    store::hub_list(conn, company.0, query).await
}

/// What the filtered hub has ready.
pub async fn total_hub(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Totals, Failure> {
    store::hub_totals(conn, company.0, query).await
}

/// Creates drafts of everything Ready on these contracts, one per customer with something chargeable (R-INV-1 to R-INV-8).
pub async fn create_invoices(tx: &mut Tx, create: &Create) -> Result<Vec<Created>, Failure> {
    let company = tx.company();
    let invoice_on = match create.invoice_on {
        Some(day) => day,
        None => tx.today().await?,
    };
    if !is_billable_day(invoice_on) {
        return Err(Refusal::FieldNotADate(Field::InvoiceDate).into());
    }
    let ids: Vec<i64> = create.contracts.iter().map(|c| c.0).collect();
    let locked = contracts::commands::lock(tx, &ids).await?;
    let mut found = backlog::commands::summarize(tx, &ids, invoice_on).await?;
    found.extend(milestones::commands::summarize(tx, &ids, invoice_on).await?);
    let prepaid = crate::retainers::commands::summarize(tx, &ids, invoice_on).await?;
    let on_draft: HashMap<ContractId, i64> = store::on_draft_count(tx.connection(), company, &ids).await?.into_iter().collect();

    let mut decided = BTreeMap::new();
    let mut new = Vec::new();
    for (contract, state) in &locked {
        let work = found.iter().filter(|_| *state != ContractState::Lost);
        let of_contract: Vec<_> = work.chain(&prepaid).filter(|s| s.contract_id == *contract).copied().collect();
        let decision = rules::create(*state, &of_contract, on_draft.get(contract).copied().unwrap_or_default());
        decided.insert(*contract, decision.map(|drafts| new.extend(drafts)));
    }

    let (person, now) = (tx.actor().person.map(|p| p.0), tx.now());
    let drafts = store::invoice_insert(tx.connection(), company, &new, invoice_on, person, now).await?;
    let alive: Vec<_> = drafts.iter().copied().filter(|(contract, ..)| !locked.contains(&(*contract, ContractState::Lost))).collect();
    claim(tx, &alive, invoice_on).await?;
    retainers::claim(tx, &drafts, invoice_on, false).await?;
    Ok(create.contracts.iter().map(|contract| created(*contract, decided.get(contract), &drafts)).collect())
}

/// Takes the rows out of the backlog and claims each for its draft; likewise the milestones that are Ready.
async fn claim(tx: &mut Tx, drafts: &[(ContractId, CustomerId, InvoiceId)], invoice_on: NaiveDate) -> Result<(), Failure> {
    let company = tx.company();
    let pairs: Vec<_> = drafts.iter().map(|(contract, customer, _)| (*contract, *customer)).collect();
    let by_pair: HashMap<_, _> = drafts.iter().map(|(contract, customer, invoice)| ((*contract, *customer), *invoice)).collect();
    let taken = backlog::commands::take(tx, &pairs, invoice_on).await?;
    let claimed: Vec<_> = taken.into_iter().filter_map(|row| by_pair.get(&(row.contract_id, row.customer_id)).map(|invoice| (*invoice, row))).collect();
    for chunk in claimed.chunks(20_000) {
        store::detail_insert(tx.connection(), company, chunk).await?;
    }
    let taken = milestones::commands::take(tx, &pairs, invoice_on).await?;
    let claimed: Vec<_> = taken.into_iter().filter_map(|part| by_pair.get(&(part.contract_id, part.customer_id)).map(|invoice| (*invoice, part))).collect();
    for chunk in claimed.chunks(20_000) {
        store::milestones::detail_insert(tx.connection(), company, chunk).await?;
    }
    Ok(())
}

fn created(contract: ContractId, decision: Option<&Result<(), Refusal>>, drafts: &[(ContractId, CustomerId, InvoiceId)]) -> Created {
    let outcome = match decision {
        None => Err(Refusal::NotFound),
        Some(Err(refusal)) => Err(refusal.clone()),
        Some(Ok(())) => Ok(drafts.iter().filter(|(of, ..)| *of == contract).map(|(.., invoice)| *invoice).collect()),
    };
    Created { contract_id: contract, outcome }
}

/// Changes a detail of an open invoice (R-EDIT-5, R-EDIT-10, R-EDIT-14, R-EDIT-15).
pub async fn edit_detail(tx: &mut Tx, edit: &DetailEdit) -> Result<(), Failure> {
    let company = tx.company();
    open_invoice(tx, edit.invoice_id, Event::Edit).await?;
    let before = store::detail_before(tx.connection(), company, edit.invoice_id, edit.invoice_detail_id).await?.ok_or(Refusal::NotFound)?;

    if before.version != edit.version {
        return Err(Refusal::Outdated.into());
    }
    let terms = rules::edit_detail(&before, edit)?;

    tx.note(before, &terms);
    store::detail_update(tx.connection(), company, edit.invoice_detail_id, edit.version, &terms).await?;
    retainers::refit(tx, edit.invoice_id).await?;
    store::invoice_touch(tx.connection(), company, edit.invoice_id).await
}

/// Takes details off an open invoice: their sources return to the backlog (R-EDIT-12, R-SM-20), milestones to where they
/// were marked (R-SM-12).
pub async fn delete_details(tx: &mut Tx, delete: &DetailRemoval) -> Result<i64, Failure> {
    let company = tx.company();
    let open = open_invoice(tx, delete.invoice_id, Event::Edit).await?.0;
    if delete.details.is_empty() {
        return Err(Refusal::NothingSelected.into());
    }

    let ids: Vec<i64> = delete.details.iter().map(|d| d.0).collect();
    let rows = store::detail_delete(tx.connection(), company, delete.invoice_id, Some(&ids), CHUNK * 100, !delete.hold_back).await?;
    let parts = store::milestones::detail_delete(tx.connection(), company, delete.invoice_id, Some(&ids)).await?;
    if rows.is_empty() && parts.is_empty() {
        return Err(Refusal::Outdated.into());
    }
    let lost = is_lost(tx, open.contract_id).await?;
    release(tx, &rows, lost).await?;
    if delete.hold_back || lost {
        milestones::commands::hold_back(tx, &parts).await?;
    }
    retainers::refit(tx, delete.invoice_id).await?;
    store::invoice_touch(tx.connection(), company, delete.invoice_id).await?;
    Ok(i64::try_from(rows.len() + parts.len()).unwrap_or(0))
}

/// Deletes a draft: everything on it returns to the backlog, Ready (R-SM-33).
pub async fn delete_invoice(tx: &mut Tx, invoice: &InvoiceId) -> Result<i64, Failure> {
    let company = tx.company();
    let open = open_invoice(tx, *invoice, Event::Edit).await?.0;

    let lost = is_lost(tx, open.contract_id).await?;
    let parts = store::milestones::detail_delete(tx.connection(), company, *invoice, None).await?;
    if lost {
        milestones::commands::hold_back(tx, &parts).await?;
    }
    let mut released = i64::try_from(parts.len()).unwrap_or(0) + store::retainers::uses_delete(tx.connection(), company, *invoice).await?;
    loop {
        let rows = store::detail_delete(tx.connection(), company, *invoice, None, CHUNK, true).await?;
        if rows.is_empty() {
            break;
        }
        released += i64::try_from(rows.len()).unwrap_or(0);
        release(tx, &rows, lost).await?;
    }
    if lost {
        crate::retainers::commands::unmark_contract(tx, open.contract_id).await?;
    }
    tx.note((open.invoice_id, open.state), released);
    store::invoice_delete(tx.connection(), company, *invoice).await?;
    Ok(released)
}

/// Whether an invoice's contract is lost; nobody closes it before this is done.
async fn is_lost(tx: &mut Tx, contract: ContractId) -> Result<bool, Failure> {
    contracts::commands::share(tx, &[contract.0]).await?;
    Ok(!contracts::commands::lost(tx, &[contract.0]).await?.is_empty())
}

/// What comes off an invoice goes back to the backlog; of a lost contract it is taken back, as the rest was (R-SM-3).
async fn release(tx: &mut Tx, rows: &[OpenRow], lost: bool) -> Result<(), Failure> {
    if !lost {
        return backlog::commands::open(tx, rows).await;
    }
    let ids: Vec<ActualId> = rows.iter().map(|row| row.actual_id).collect();
    entries::commands::take_back_lost(tx, &ids).await.map(drop)
}

/// Changes the header of an open invoice (R-EDIT-1, R-SM-27).
pub async fn edit_header(tx: &mut Tx, edit: &HeaderEdit) -> Result<(), Failure> {
    let company = tx.company();
    let (open, transition) = open_invoice(tx, edit.invoice_id, Event::SetState(edit.state)).await?;
    if open.version != edit.version {
        return Err(Refusal::Outdated.into());
    }
    let (checked, accounted_on) = rules::edit_header(edit)?;

    tx.note((open.state, &open.bill_to_name, open.accounted_on), &checked);
    store::invoice_update(tx.connection(), company, &checked, accounted_on, transition).await
}

/// Renames a line of an open invoice (R-EDIT-4).
pub async fn edit_line(tx: &mut Tx, edit: &LineEdit) -> Result<(), Failure> {
    let company = tx.company();
    open_invoice(tx, edit.invoice_id, Event::Edit).await?;
    let name = rules::edit_line_name(&edit.name)?;
    store::line_update(tx.connection(), company, edit.invoice_id, edit.contract_line_id, &name).await?;
    store::invoice_touch(tx.connection(), company, edit.invoice_id).await
}

async fn open_invoice(tx: &mut Tx, invoice: InvoiceId, event: Event) -> Result<(OpenInvoice, Transition), Failure> {
    let company = tx.company();
    let open = store::invoice_lock(tx.connection(), company, &[invoice.0]).await?.into_iter().next().ok_or(Refusal::NotFound)?;
    let transition = rules::next(open.state, event)?;
    Ok((open, transition))
}

/// Confirms invoices: one-way (R-CONF-1 to R-CONF-5). One that is confirmed already answers with its number,
/// so a second click has no second effect.
pub async fn confirm_invoices(tx: &mut Tx, confirm: &Confirm) -> Result<Vec<Confirmed>, Failure> {
    let (company, today) = (tx.company(), tx.today().await?);
    let ids: Vec<i64> = confirm.invoices.iter().map(|(invoice, _)| invoice.0).collect();
    let locked: HashMap<InvoiceId, OpenInvoice> = store::invoice_lock(tx.connection(), company, &ids).await?.into_iter().map(|i| (i.invoice_id, i)).collect();
    let sums: HashMap<InvoiceId, (i64, Decimal, Decimal)> =
        store::invoice_sums(tx.connection(), company, &ids).await?.into_iter().map(|(id, count, amount, tax)| (id, (count, amount, tax))).collect();
    let uses = store::retainers::uses(tx.connection(), company, &ids).await?;
    let mut prepaid: HashMap<InvoiceId, (i64, Decimal)> = HashMap::new();
    for of_retainer in &uses {
        let (count, amount) = prepaid.entry(of_retainer.invoice_id).or_default();
        (*count, *amount) = (*count + 1, *amount + of_retainer.signed_amount());
    }
    let mut raised = raised(tx, &locked).await?;

    let mut outcomes: Vec<Confirmed> = Vec::with_capacity(confirm.invoices.len());
    let mut finals: Vec<Final> = Vec::new();
    for (invoice_id, seen) in &confirm.invoices {
        let (details, chargeable, tax) = sums.get(invoice_id).copied().unwrap_or_default();
        let (retainers, used) = prepaid.get(invoice_id).copied().unwrap_or_default();
        let (count, amount) = (details + retainers, chargeable + used);
        let outcome = match decide(locked.get(invoice_id), *seen, count, &mut raised) {
            Ok(Decision::Already(number)) => Ok(number),
            Ok(Decision::Go(open, transition)) => {
                finals.push(Final { invoice_id: *invoice_id, number: 0, amount, tax, accounted_on: open.accounted_on.unwrap_or(today), transition });
                Ok(0)
            }
            Err(refusal) => Err(refusal),
        };
        outcomes.push(Confirmed { invoice_id: *invoice_id, outcome });
    }

    if !finals.is_empty() {
        finals.sort_by_key(|f| f.invoice_id);
        finals.dedup_by_key(|f| f.invoice_id);
        let used = write_postings(tx, &finals, uses).await?;
        let first = store::draw_numbers(tx.connection(), company, i64::try_from(finals.len()).unwrap_or(0)).await?;
        for (number, last) in (first..).zip(&mut finals) {
            last.number = number;
        }
        let (person, now) = (tx.actor().person.map(|p| p.0), tx.now());
        store::invoice_confirm(tx.connection(), company, &finals, person, now).await?;
        retainers::refunds_done(tx, &used).await?;
    }
    let numbers: HashMap<InvoiceId, i64> = finals.iter().map(|f| (f.invoice_id, f.number)).collect();
    for confirmed in &mut outcomes {
        if let (Ok(number), Some(drawn)) = (&mut confirmed.outcome, numbers.get(&confirmed.invoice_id)) {
            *number = *drawn;
        }
    }
    Ok(outcomes)
}

enum Decision<'a> {
    Already(i64),
    Go(&'a OpenInvoice, Transition),
}

fn decide<'a>(open: Option<&'a OpenInvoice>, seen: Option<i32>, details: i64, raised: &mut Raised) -> Result<Decision<'a>, Refusal> {
    let open = open.ok_or(Refusal::NotFound)?;
    if let Some(number) = open.invoice_number {
        return Ok(Decision::Already(number));
    }
    if seen.is_some_and(|version| version != open.version) {
        return Err(Refusal::Outdated);
    }
    let transition = rules::may_confirm(open.state, &open.bill_to_name, details)?;
    raised.take(open.invoice_id)?;
    Ok(Decision::Go(open, transition))
}

/// R-NTE-9: the limits that raised details of these invoices count against, and by how much.
#[derive(Default)]
struct Raised {
    limits: backlog::rules::Limits,
    deltas: HashMap<InvoiceId, Vec<(ContractId, ContractLineId, CustomerId, Decimal)>>,
}

impl Raised {
    /// Uses the room that an invoice needs; or the refusal, with the level.
    fn take(&mut self, invoice: InvoiceId) -> Result<(), Refusal> {
        let Some(deltas) = self.deltas.get(&invoice) else { return Ok(()) };
        backlog::rules::raise(&mut self.limits, deltas).map_err(|level| Refusal::RaisedOverLimit(contracts::rules::level_name(level).to_owned()))
    }
}

/// What confirming would add to limits. Invoices that bill what was approved, or less, lock nothing.
async fn raised(tx: &mut Tx, locked: &HashMap<InvoiceId, OpenInvoice>) -> Result<Raised, Failure> {
    let company = tx.actor().company;
    let contracts: Vec<i64> = locked.values().map(|i| i.contract_id.0).collect::<BTreeSet<_>>().into_iter().collect();
    let limited = contracts::commands::limited(tx.connection(), company, &contracts).await?;
    let invoices: Vec<i64> = locked.values().filter(|i| limited.contains(&i.contract_id.0)).map(|i| i.invoice_id.0).collect();
    if invoices.is_empty() {
        return Ok(Raised::default());
    }
    let rows = store::raised(tx.connection(), company.0, &invoices).await?;
    if rows.iter().all(|(.., delta)| *delta <= Decimal::ZERO) {
        return Ok(Raised::default());
    }
    let raising: Vec<i64> = rows.iter().map(|(_, contract, ..)| contract.0).collect::<BTreeSet<_>>().into_iter().collect();
    contracts::commands::lock(tx, &raising).await?;
    let mut raised = Raised { limits: backlog::commands::limits(tx.connection(), company, &raising).await?, deltas: HashMap::new() };
    for (invoice, contract, line, customer, delta) in rows {
        raised.deltas.entry(invoice).or_default().push((contract, line, customer, delta));
    }
    Ok(raised)
}

/// Writes the ledger rows of every detail, a chunk at a time, and of retainers; answers how those are used.
async fn write_postings(tx: &mut Tx, finals: &[Final], mut uses: Vec<UseOfRetainer>) -> Result<Vec<UseOfRetainer>, Failure> {
    let company = tx.company();
    let ids: Vec<i64> = finals.iter().map(|f| f.invoice_id.0).collect();
    let accounted: HashMap<InvoiceId, NaiveDate> = finals.iter().map(|f| (f.invoice_id, f.accounted_on)).collect();
    let mut after = 0;
    loop {
        let details = store::open::open_details(tx.connection(), company, &ids, after, CHUNK).await?;
        let Some(last) = details.last() else { break };
        after = last.invoice_detail_id.0;
        let mut keys = actuals::commands::draw_ids(tx, details.iter().map(rules::rows_of).sum()).await?.into_iter();
        let mut rows = Vec::with_capacity(keys.len());
        for detail in &details {
            let accounted_on = accounted.get(&detail.invoice_id).copied().ok_or_else(|| Failure::Fault("a detail of another invoice".into()))?;
            rows.extend(rules::confirm_detail(detail, accounted_on, &mut keys).ok_or_else(|| Failure::Fault("fewer keys than rows".into()))?);
        }
        actuals::commands::post(tx, &rows).await?;
    }
    uses.retain(|of_retainer| accounted.contains_key(&of_retainer.invoice_id));
    retainers::post(tx, &uses, &accounted).await?;
    Ok(uses)
}
