//! What is looked up for the page of an invoice: its history, and where it stands.

use crate::{
    backlog,
    contracts::model::LimitLevel,
    invoicing::{
        self,
        draft::{
            model::{HistoryPage, HistoryQuery, HistoryRow, Standing},
            rules, store,
        },
    },
    platform::{failure::Failure, scope::Scope},
    vocabulary::{ids::InvoiceId, refusal::Refusal},
};

/// Entries of a history on one page.
const SHOWN: usize = 50;

/// What happened to an invoice, the latest first: what the trail says, between its creation and its
/// confirmation, which it knows itself.
pub async fn list_history(scope: &mut Scope, query: &HistoryQuery) -> Result<HistoryPage, Failure> {
    let (created, confirmed) =
        store::first_and_last(scope, query.invoice_id).await?.ok_or(Refusal::NotFound)?;
    let limit = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
    let mut entries = store::entries(scope, query, limit).await?;
    let has_older = entries.len() > SHOWN;
    entries.truncate(SHOWN);
    let older = entries.last().filter(|_| has_older).map(|told| told.audit_entry_id);
    let mut rows: Vec<HistoryRow> =
        confirmed.filter(|_| query.before.is_none()).into_iter().collect();
    rows.extend(entries.into_iter().map(|told| HistoryRow {
        at: told.at,
        person: told.person,
        happened: rules::happened(&told.entry),
    }));
    let says_created = rows.iter().any(|row| row.happened == created.happened);
    if !has_older && !says_created {
        rows.push(created);
    }
    Ok(HistoryPage { rows, older })
}

/// What the contract is worth, and the room of the limits that this invoice uses (R-INV-15).
pub async fn read_standing(scope: &mut Scope, invoice: InvoiceId) -> Result<Standing, Failure> {
    let open = invoicing::store::invoice_open(scope, &[invoice.0]).await?;
    let open = open.first().ok_or(Refusal::NotFound)?;
    let contract_value = store::contract_value(scope, open.contract_id).await?;
    let lines = store::lines(scope, invoice).await?;
    let named = |line| lines.iter().find(|(id, _)| *id == line).map(|(_, name)| name.clone());
    let rooms = backlog::commands::rooms(scope, &[open.contract_id.0])
        .await?
        .into_iter()
        .filter_map(|(level, room)| match level {
            LimitLevel::LineCustomer(line, customer) => (customer == open.customer_id)
                .then(|| named(line))
                .flatten()
                .map(|name| (level, Some(name), room)),
            LimitLevel::Line(line) => named(line).map(|name| (level, Some(name), room)),
            LimitLevel::ContractCustomer(_, customer) => {
                (customer == open.customer_id).then_some((level, None, room))
            }
            LimitLevel::Contract(_) => Some((level, None, room)),
        })
        .collect();
    Ok(Standing { contract_value, rooms })
}
