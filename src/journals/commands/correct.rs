//! *Correct entries*: approved ones that are on no invoice are taken back and written anew
//! (R-APP-14).

use crate::{
    access,
    actuals::{self, model::Actual},
    approvals::{self, rules::Approval},
    book, contracts,
    entries::{
        self,
        commands::{CHUNK, Chunk, as_seen},
        model::{Asker, Decided, Entry},
    },
    journals::{
        model::{Change, Correct, CorrectionPreview, CorrectionRow},
        rules,
    },
    platform::{command::Tx, failure::Failure, scope::Scope},
    prices,
    vocabulary::{
        ids::{CustomerId, EntryId},
        paging::BulkOutcome,
        refusal::{Field, Refusal},
    },
};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};

/// Rows of the ledger that a preview shows.
const SHOWN: usize = 200;

/// Whoever may correct entries may correct all of them (§14).
fn chunk(asker: &Asker, after: EntryId) -> Chunk<'_> {
    Chunk { asker, only_own: false, after, limit: CHUNK }
}

/// Entries as they would be, and those that can't be, with the reason.
fn sort_out(
    entries: Vec<Entry>,
    correct: &Correct,
    (change, day): (&Change, Option<NaiveDate>),
    invoiced: &HashMap<EntryId, Refusal>,
) -> (Vec<Entry>, BulkOutcome) {
    let seen = correct.selection.versions_seen();
    let (mut after, mut outcome) = (Vec::with_capacity(entries.len()), BulkOutcome::default());
    for entry in entries {
        let is_stale = correct.selection.is_stale(&seen, entry.entry_id.0, entry.version);
        let answer =
            if is_stale { Err(Refusal::Outdated) } else { rules::corrected(&entry, change, day) }
                .and_then(|corrected| {
                    invoiced.get(&entry.entry_id).cloned().map_or(Ok(corrected), Err)
                });
        match answer {
            Ok(corrected) => after.push(corrected),
            Err(refusal) => outcome.refuse(refusal, entry.entry_id.0),
        }
    }
    outcome.changed = i64::try_from(after.len()).unwrap_or(0);
    (after, outcome)
}

/// Everything that the change names is the company's, and the task of each entry of its project;
/// another product is counted in its own unit.
async fn check(scope: &mut Scope, change: &Change, after: &mut [Entry]) -> Result<(), Failure> {
    let named = [
        change.project_id.map(|id| id.0),
        change.role_id.map(|id| id.0),
        change.category_id.map(|id| id.0),
        change.product_id.map(|id| id.0),
        change.resource_id.map(|id| id.0),
    ];
    let known = book::commands::are_known(scope, named).await?;
    for (is_known, field) in known.into_iter().zip([
        Field::Project,
        Field::Role,
        Field::Category,
        Field::Product,
        Field::Resource,
    ]) {
        if !is_known {
            return Err(Refusal::FieldNotAChoice(field).into());
        }
    }
    if let Some(product) = change.product_id {
        let unit = book::commands::product_unit(scope, product).await?;
        after.iter_mut().for_each(|entry| entry.unit.clone_from(&unit));
    }
    let tasks: Vec<(i64, i64)> = after
        .iter()
        .filter_map(|e| e.task_id.map(|task| (e.project_id.0, task.0)))
        .collect::<HashSet<_>>()
        .into_iter()
        .collect();
    if book::commands::are_tasks_of(scope, &tasks).await? {
        Ok(())
    } else {
        Err(Refusal::FieldNotAChoice(Field::Task).into())
    }
}

/// What correcting would write, by the same rules: nothing is written.
pub async fn preview_correction(
    scope: &mut Scope,
    today: NaiveDate,
    correct: &Correct,
) -> Result<CorrectionPreview, Failure> {
    let (change, day) = rules::change(&correct.change)?;
    let asker = Asker::default();
    let chosen = chunk(&asker, EntryId(0));
    let selection = entries::commands::ENTRIES.look_up(scope, &correct.selection).await?;
    let entries = entries::commands::entry_read(scope, selection.parts().0, chosen).await?;
    as_seen(scope, &selection, chosen, &entries).await?;
    let ids: Vec<i64> = entries.iter().map(|e| e.entry_id.0).collect();
    let invoiced = entries::commands::read_invoiced(scope, &ids).await?;
    let (mut after, outcome) = sort_out(entries, correct, (&change, day), &invoiced);
    check(scope, &change, &mut after).await?;

    let projects: Vec<i64> =
        after.iter().map(|e| e.project_id.0).collect::<HashSet<_>>().into_iter().collect();
    let terms = contracts::commands::read_terms(scope, &projects).await?;
    let prices = prices::commands::read_prices(scope).await?;
    let currency = access::commands::company_currency(scope).await?;
    let approvals: Vec<Approval> = after
        .iter()
        .map(|e| approvals::rules::foresee(e, &terms, &prices, currency, today))
        .collect();
    let mut told = Decided::default();
    approvals::commands::count(&approvals, &mut told);
    let ids: Vec<i64> = after.iter().map(|e| e.entry_id.0).collect();
    let standing = actuals::commands::read_standing(scope, &ids).await?;
    let mut rows: Vec<(Actual, bool)> = standing
        .iter()
        .map(|row| (actuals::rules::cancellation(row, row.id, today), true))
        .collect();
    rows.extend(approvals.into_iter().flat_map(new_rows).map(|row| (row, false)));
    rows.sort_by_key(|(row, is_reversal)| (row.entry_id, !is_reversal));

    let row_count = i64::try_from(rows.len()).unwrap_or(0);
    rows.truncate(SHOWN);
    let customers: Vec<i64> = rows
        .iter()
        .filter_map(|(row, _)| row.customer_id)
        .map(|id| id.0)
        .collect::<HashSet<_>>()
        .into_iter()
        .collect();
    let names: HashMap<CustomerId, String> =
        book::commands::customer_names(scope, &customers).await?.into_iter().collect();
    Ok(CorrectionPreview {
        outcome,
        rows: rows.into_iter().map(|(row, is_reversal)| shown(row, is_reversal, &names)).collect(),
        row_count,
        told,
    })
}

fn new_rows(approval: Approval) -> Vec<Actual> {
    approval.costs.into_iter().chain(approval.sales.into_iter().map(|(sale, _)| sale)).collect()
}

fn shown(row: Actual, is_reversal: bool, names: &HashMap<CustomerId, String>) -> CorrectionRow {
    CorrectionRow {
        entry_id: row.entry_id.unwrap_or(EntryId(0)),
        is_reversal,
        transaction_type: row.transaction_type,
        billing_type: row.billing_type,
        customer_name: row.customer_id.and_then(|id| names.get(&id).cloned()),
        work_on: row.work_on,
        quantity: row.quantity,
        unit_price: row.unit_price,
        amount: row.net_amount(),
        currency: row.currency,
        has_price: row.has_price,
    }
}

/// Corrects approved entries, one chunk: what stands is taken back, what they say is changed, and
/// what approval writes of that is written. Permitted rows are corrected, the others say why not.
pub async fn correct_entries(tx: &mut Tx, correct: &Correct) -> Result<Decided, Failure> {
    let (change, day) = rules::change(&correct.change)?;
    let asker = Asker::default();
    let chosen = chunk(&asker, correct.after);
    let selection = entries::commands::ENTRIES.look_up(tx, &correct.selection).await?;
    let entries = entries::commands::entry_lock(tx, selection.parts().0, chosen).await?;
    let rest = as_seen(tx, &selection, chosen, &entries).await?;
    let last = entries
        .last()
        .map(|e| e.entry_id)
        .filter(|_| entries.len() == usize::try_from(CHUNK).unwrap_or(0));
    let invoiced = entries::commands::invoiced(tx, &entries).await?;

    let (mut after, outcome) = sort_out(entries, correct, (&change, day), &invoiced);
    check(tx, &change, &mut after).await?;
    let mut decided = Decided { outcome, last, rest, ..Decided::default() };
    if after.is_empty() {
        return Ok(decided);
    }

    let ids: Vec<EntryId> = after.iter().map(|e| e.entry_id).collect();
    approvals::commands::take_back(tx, &ids).await?;
    let approvals = approvals::commands::plan(tx, &after).await?;
    let typed: Vec<_> = after
        .into_iter()
        .zip(&approvals)
        .map(|(entry, approval)| {
            let billing_type = approval.type_of(&entry);
            (entry, billing_type)
        })
        .collect();
    entries::commands::entry_correct(tx, &typed).await?;
    approvals::commands::count(&approvals, &mut decided);
    approvals::commands::write(tx, approvals).await?;
    Ok(decided)
}
