//! What the desk reads over several rooms, and the one verb that begins on its list: invoicing what
//! the hub shows.

pub use super::store::{HUB, LEDGER, list_hub, total_hub, total_open};

use super::{
    model::{Figure, LedgerRow, Life, ToInvoice},
    store::{self, Sight},
};
use crate::{
    access::{self, rules::CostSight},
    contracts,
    invoicing::{
        self,
        create::model::{Became, Billed, Create, Draft},
    },
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        failure::ApiError,
        ids::{ContractId, PersonId},
        left_behind::LeftBehind,
        paging::{BulkOutcome, ListQuery, Page, Selection, Totals},
        refusal::Refusal,
    },
};

/// What creating invoices of the chosen contracts would take in, and whether it would go on in the
/// background (R-INV-2).
pub async fn preview_invoice_contracts(
    scope: &mut Scope,
    selection: &Selection,
) -> Result<ToInvoice, Failure> {
    let selection = store::HUB.look_up(scope, selection).await?;
    let contracts = store::hub_contracts(scope, selection.parts().0).await?;
    let to_invoice = store::to_invoice(scope, &contracts).await?;
    let chosen = i64::try_from(contracts.len()).unwrap_or(i64::MAX);
    let above = i64::from(access::commands::read_batch_setting(scope).await?);
    Ok(ToInvoice {
        without: chosen - to_invoice.contracts,
        in_background: chosen.max(to_invoice.rows) > above,
        ..to_invoice
    })
}

/// Create Project Invoices: everything Ready of contracts that were chosen on the billing hub or
/// among the project contracts (R-INV-2, R-INV-13); in the background where they are many.
/// Contracts with nothing Ready are left out when all that match are chosen, and say so when they
/// were picked one by one.
pub async fn invoice_contracts(tx: &mut Tx, selection: &Selection) -> Result<Billed, Failure> {
    let selection = store::HUB.look_up(tx, selection).await?;
    let (chosen, sight) = selection.parts();
    let contracts = store::hub_contracts(tx, chosen).await?;
    // Held before it is compared: what is ready on them stays what it is until they are invoiced.
    contracts::commands::lock(tx, &contracts).await?;
    if let Some(sight) = sight {
        sight.check(&store::total_hub(tx, &chosen.query()).await?)?;
    }
    let invoice_on = tx.today().await?;
    if let Some(begun) = invoicing::create::commands::begin_many(tx, &contracts, invoice_on).await?
    {
        let outcome = BulkOutcome { begun: Some(begun), ..BulkOutcome::default() };
        return Ok(Billed { outcome, ..Billed::default() });
    }
    let create = Create {
        contracts: contracts.into_iter().map(ContractId).collect(),
        invoice_on: Some(invoice_on),
        seen: None,
    };
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
