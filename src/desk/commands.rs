//! What the desk reads over several rooms, and the one verb that begins on its list: invoicing what
//! the hub shows.

pub use super::store::{HUB, LEDGER, total_hub, total_open};

use super::{
    model::{ChosenContracts, Figure, HubContract, HubLine, LedgerRow, Life, ToInvoice},
    rules::used_percent,
    store::{self, Sight},
};
use crate::{
    access::{self, rules::CostSight},
    backlog, contracts,
    invoicing::{
        self,
        create::model::{Became, Billed, Create, Draft},
    },
    platform::{
        command::{self, Actor, Tx},
        database::Database,
        failure::Failure,
        scope::Scope,
    },
    vocabulary::{
        dates::is_billable_day,
        failure::ApiError,
        ids::{ContractId, PersonId},
        left_behind::LeftBehind,
        paging::{BulkOutcome, ListQuery, PAGE_SIZE_LIMIT, Page, Totals},
        refusal::{Field, Refusal},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// A page of the hub.
pub async fn list_hub(scope: &mut Scope, query: &ListQuery) -> Result<Page<HubContract>, Failure> {
    let mut page = store::list_hub(scope, query).await?;
    let ids: Vec<i64> = page.rows.iter().map(|contract| contract.contract_id.0).collect();
    let used = limits_used(scope, &ids).await?;
    for contract in &mut page.rows {
        contract.limit_used = used.get(&contract.contract_id).copied();
    }
    Ok(page)
}

/// The lines of contracts that were unfolded on a page of the hub.
///
/// # Errors
/// More contracts than a page has.
pub async fn read_hub_lines(
    scope: &mut Scope,
    contracts: &[ContractId],
) -> Result<Vec<(ContractId, Vec<HubLine>)>, Failure> {
    if contracts.len() > usize::from(PAGE_SIZE_LIMIT) {
        return Err(Refusal::InputUnreadable.into());
    }
    let ids: Vec<i64> = contracts.iter().map(|id| id.0).collect();
    store::hub_lines(scope, &ids).await
}

/// The most that each of these contracts has used of one of its limits, in percent; those without
/// any are left out.
pub async fn limits_used(
    scope: &mut Scope,
    contracts: &[i64],
) -> Result<HashMap<ContractId, Decimal>, Failure> {
    let mut used: HashMap<ContractId, Decimal> = HashMap::new();
    for (contract, _, room) in backlog::commands::rooms_by_contract(scope, contracts).await? {
        let most = used.entry(contract).or_default();
        *most = (*most).max(used_percent(room.limit, room.used()));
    }
    Ok(used)
}

/// What creating invoices of the chosen contracts would take in, and whether it would go on in the
/// background (R-INV-2). Where it would not, the drafts there would be: they are made and taken
/// back, so what is said is what would be done.
pub async fn preview_invoice_contracts(
    database: &Database,
    actor: Actor,
    chosen: ChosenContracts,
) -> Result<ToInvoice, Failure> {
    command::rehearse(database, actor, chosen, |tx, chosen| Box::pin(preview(tx, chosen))).await
}

async fn preview(tx: &mut Tx, chosen: &ChosenContracts) -> Result<ToInvoice, Failure> {
    let invoice_on = invoice_day(tx, chosen).await?;
    let selection = store::HUB.look_up(tx, &chosen.selection).await?;
    let contracts = store::hub_contracts(tx, selection.parts().0).await?;
    let to_invoice = store::to_invoice(tx, &contracts).await?;
    let all = i64::try_from(contracts.len()).unwrap_or(i64::MAX);
    let above = i64::from(access::commands::read_batch_setting(tx).await?);
    let mut found = ToInvoice {
        without: all - to_invoice.contracts,
        in_background: all.max(to_invoice.rows) > above,
        invoice_on,
        ..to_invoice
    };
    if found.in_background || found.contracts == 0 {
        return Ok(found);
    }
    let create = create(&contracts, invoice_on);
    let mut drafts = Vec::new();
    for created in invoicing::create::commands::create_invoices(tx, &create).await? {
        found.left = found.left.and(created.left);
        match created.outcome {
            Ok(made) => drafts.extend(made.into_iter().map(|draft| draft.invoice_id)),
            Err(error) => found.refused.push((created.contract, error)),
        }
    }
    found.drafts = store::to_drafts(tx, &drafts).await?;
    Ok(found)
}

async fn invoice_day(tx: &mut Tx, chosen: &ChosenContracts) -> Result<NaiveDate, Failure> {
    match chosen.invoice_on {
        Some(day) if is_billable_day(day) => Ok(day),
        Some(_) => Err(Refusal::FieldNotADate(Field::InvoiceDate).into()),
        None => tx.today().await,
    }
}

fn create(contracts: &[i64], invoice_on: NaiveDate) -> Create {
    Create {
        contracts: contracts.iter().copied().map(ContractId).collect(),
        invoice_on: Some(invoice_on),
        seen: None,
    }
}

/// Create Project Invoices: everything Ready of contracts that were chosen on the billing hub or
/// among the project contracts (R-INV-2, R-INV-13); in the background where they are many.
/// Contracts with nothing Ready are left out when all that match are chosen, and say so when they
/// were picked one by one.
pub async fn invoice_contracts(tx: &mut Tx, chosen: &ChosenContracts) -> Result<Billed, Failure> {
    let invoice_on = invoice_day(tx, chosen).await?;
    let selection = store::HUB.look_up(tx, &chosen.selection).await?;
    let (chosen, sight) = selection.parts();
    let contracts = store::hub_contracts(tx, chosen).await?;
    // Held before it is compared: what is ready on them stays what it is until they are invoiced.
    contracts::commands::lock(tx, &contracts).await?;
    if let Some(sight) = sight {
        sight.check(&store::total_hub(tx, &chosen.query()).await?)?;
    }
    if let Some(begun) = invoicing::create::commands::begin_many(tx, &contracts, invoice_on).await?
    {
        let outcome = BulkOutcome { begun: Some(begun), ..BulkOutcome::default() };
        return Ok(Billed { outcome, ..Billed::default() });
    }
    let create = create(&contracts, invoice_on);
    let (mut billed, mut left, mut drafts) = (Billed::default(), LeftBehind::default(), Vec::new());
    for created in invoicing::create::commands::create_invoices(tx, &create).await? {
        left = left.and(created.left);
        match created.outcome {
            Ok(made) => {
                let became = |draft: Draft| Became {
                    contract: created.contract.clone(),
                    customer: draft.customer,
                    outcome: Ok(draft.invoice_id),
                };
                drafts.extend(made.into_iter().map(became));
            }
            Err(error) => {
                if let ApiError::Refused(refusal) = &error {
                    billed.outcome.refuse(refusal.clone(), created.contract_id.0);
                }
                billed.became.push(Became {
                    contract: created.contract,
                    customer: String::new(),
                    outcome: Err(error),
                });
            }
        }
    }
    billed.invoices = drafts.iter().filter_map(|became| became.outcome.clone().ok()).collect();
    billed.outcome.changed = i64::try_from(billed.invoices.len()).unwrap_or(0);
    billed.became.extend(drafts);
    billed.left = Some((left, invoice_on));
    Ok(billed)
}

/// A page of the ledger.
pub async fn list_ledger(
    scope: &mut Scope,
    reader: Option<PersonId>,
    query: &ListQuery,
) -> Result<Page<LedgerRow>, Failure> {
    let sight = sight(scope, reader).await?;
    store::ledger_list(scope, query, sight).await
}

/// What the filtered ledger comes to.
pub async fn total_ledger(
    scope: &mut Scope,
    reader: Option<PersonId>,
    query: &ListQuery,
) -> Result<Totals, Failure> {
    let sight = sight(scope, reader).await?;
    store::ledger_totals(scope, query, sight).await
}

/// What became of a figure: all rows of the ledger that hang together with it, as far as the reader
/// sees them, and who edited them on drafts. What the reader sees nothing of is not there.
pub async fn read_life(
    scope: &mut Scope,
    reader: Option<PersonId>,
    figure: Figure,
) -> Result<Life, Failure> {
    let sight = sight(scope, reader).await?;
    let ids = store::life(scope, figure).await?;
    let rows = store::ledger_rows(scope, &ids, sight).await?;
    if rows.is_empty() {
        return Err(Refusal::NotFound.into());
    }
    Ok(Life { rows, edited: store::edited(scope, &ids).await? })
}

/// Which costs somebody sees in the ledger; the command line all of them.
async fn sight(scope: &mut Scope, reader: Option<PersonId>) -> Result<Sight, Failure> {
    let Some(person) = reader else {
        return Ok(Sight { costs: CostSight::All, person: PersonId(0) });
    };
    let roles = access::commands::roles_now(scope, person).await?;
    Ok(Sight { costs: access::rules::cost_sight(&roles), person })
}
