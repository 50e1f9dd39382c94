//! What was billed before Billwright: written with a journal, listed, cancelled (R-APP-14).

use crate::{
    actuals, contracts,
    journals::{
        model::{
            Billed, Openable, OpenableChoice, Opening, OpeningRow, OpeningUse, OpeningWork, Planned,
        },
        rules,
        store::openings,
    },
    milestones,
    platform::{command::Tx, failure::Failure, scope::Scope},
    retainers,
    vocabulary::{
        ids::EntryJournalId,
        paging::{BulkOutcome, ListQuery, Page, Selection, Totals},
        refusal::{Field, Refusal},
        words::InvoicingStatus,
    },
};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Openings cancelled in one statement: what one wrote goes together.
const OPENINGS_AT_ONCE: usize = 5_000;

/// What lines of a journal come to, by their place. Their contracts are locked from here on, in one
/// go with those that its other lines are on.
pub async fn plan(
    tx: &mut Tx,
    lines: &[(i64, OpeningWork)],
    projects: &[i64],
) -> Result<Vec<Opening>, Failure> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let named: Vec<Billed> = lines.iter().map(|(_, line)| line.billed).collect();
    let terms = contracts::commands::read_terms(tx, projects).await?;
    let before = openings::planned(tx, &named, None).await?;
    let contracts: BTreeSet<i64> = before
        .iter()
        .map(|p| p.contract_id.0)
        .chain(terms.values().map(|t| t.contract_id.0))
        .collect();
    contracts::commands::lock(tx, &contracts.into_iter().collect::<Vec<_>>()).await?;
    let planned = openings::planned(tx, &named, None).await?;

    let planned: HashMap<Billed, Planned> = planned.into_iter().map(|p| (p.billed, p)).collect();
    let mut seen = HashSet::new();
    let mut openings = Vec::with_capacity(lines.len());
    for (place, line) in lines {
        let missing = Refusal::FieldNotAChoice(match line.billed {
            Billed::Milestone(_) => Field::Milestone,
            Billed::Retainer(_) => Field::Retainer,
        });
        let opening = match planned.get(&line.billed) {
            _ if !seen.insert(line.billed) => Err(Refusal::OpenedTwice),
            None => Err(missing),
            Some(planned) => rules::open(line, planned),
        };
        openings.push(opening.map_err(|refusal| Refusal::JournalLine(*place, Box::new(refusal)))?);
    }
    Ok(openings)
}

/// Writes them with their journal; answers how many rows of the ledger that were.
pub async fn write(
    tx: &mut Tx,
    journal: EntryJournalId,
    openings: &[Opening],
) -> Result<usize, Failure> {
    let today = tx.today().await?;
    if openings.is_empty() {
        return Ok(0);
    }
    let ids = openings::opening_insert(tx, journal, openings).await?;
    bill_before(tx, &openings.iter().map(|o| o.billed).collect::<Vec<_>>(), true).await?;
    let mut keys =
        actuals::commands::draw_ids(tx, openings.len() * rules::OPENING_ROWS).await?.into_iter();
    let mut rows = Vec::with_capacity(openings.len());
    for (opening, id) in openings.iter().zip(ids) {
        rows.extend(
            rules::opening_rows(opening, id, today, &mut keys)
                .ok_or_else(|| Failure::Fault("fewer keys than rows".into()))?,
        );
    }
    actuals::commands::post(tx, &rows).await?;
    Ok(rows.len())
}

/// Cancels openings: what they wrote is taken back, and what they are of is Not Ready. A refused
/// row says why.
pub async fn cancel_openings(tx: &mut Tx, selection: &Selection) -> Result<BulkOutcome, Failure> {
    let selection = openings::OPENINGS.look_up(tx, selection).await?;
    let (chosen, _) = selection.parts();
    let contracts = openings::selected_contracts(tx, chosen).await?;
    contracts::commands::lock(tx, &contracts).await?;
    if let Some((query, sight)) = selection.matching_seen() {
        sight.check(&openings::opening_totals(tx, query).await?)?;
    }
    let selection = chosen;
    let selected = openings::selected(tx, selection, &contracts).await?;

    let mut outcome = BulkOutcome::default();
    if let Selection::Rows(ids) = selection {
        let found: HashSet<i64> = selected.iter().map(|o| o.journal_opening_id.0).collect();
        ids.iter()
            .filter(|id| !found.contains(id))
            .for_each(|id| outcome.refuse(Refusal::OpeningGone, *id));
    }
    let mut allowed: Vec<OpeningUse> = Vec::with_capacity(selected.len());
    for opening in selected {
        match rules::may_cancel(&opening) {
            Ok(()) => allowed.push(opening),
            Err(refusal) => outcome.refuse(refusal, opening.journal_opening_id.0),
        }
    }
    // First they no longer count as billed, then what says so goes.
    bill_before(tx, &allowed.iter().map(|o| o.billed).collect::<Vec<_>>(), false).await?;
    let ids: Vec<i64> = allowed.iter().map(|o| o.journal_opening_id.0).collect();
    for chunk in ids.chunks(OPENINGS_AT_ONCE) {
        let standing = actuals::commands::standing_openings(tx, chunk).await?;
        actuals::commands::cancel(tx, &standing).await?;
    }
    outcome.changed = i64::try_from(allowed.len()).unwrap_or(0);
    Ok(outcome)
}

/// Says of milestones and retainers that they were billed before, or not after all.
async fn bill_before(tx: &mut Tx, billed: &[Billed], is_billed: bool) -> Result<(), Failure> {
    let (parts, prepayments) = openings::keys(billed);
    milestones::commands::bill_before(tx, &parts, is_billed).await?;
    retainers::commands::bill_before(tx, &prepayments, is_billed).await
}

/// What can be named on the contract of that very number.
pub async fn find_openable(scope: &mut Scope, number: &str) -> Result<Openable, Failure> {
    let contract = contracts::commands::contract_named(scope, number).await?;
    let planned = match contract {
        Some(contract) => openings::planned(scope, &[], Some(contract)).await?,
        None => Vec::new(),
    };
    let is_open =
        |p: &Planned| matches!(p.status, InvoicingStatus::NotReady | InvoicingStatus::Ready);
    let choice = |p: Planned| OpenableChoice {
        billed: p.billed,
        description: p.description,
        customer_name: p.customer_name,
        billed_on: p.billed_on,
        amount: p.amount,
        currency: p.currency,
    };
    Ok(Openable {
        is_contract: contract.is_some(),
        choices: planned.into_iter().filter(is_open).map(choice).collect(),
    })
}

/// A page of openings.
pub async fn list_openings(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<OpeningRow>, Failure> {
    openings::opening_list(scope, query).await
}

/// What the filtered openings come to.
pub async fn total_openings(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    openings::opening_totals(scope, query).await
}
