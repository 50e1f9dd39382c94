//! Entry journals: straight to the ledger, for fees and for what was done before Billwright
//! (R-APP-14).

use super::openings;
use crate::{
    approvals, book,
    entries::{
        self,
        model::{Entry, JournalWork},
    },
    journals::{
        model::{Journal, Posted, ReadLine},
        rules, store,
    },
    platform::{command::Tx, failure::Failure},
    prices,
    vocabulary::{
        ids::EntryId,
        refusal::{Field, Refusal},
        words::{BillingType, EntryState},
    },
};
use std::collections::HashSet;

/// Posts a journal: every line is checked whole (W-25), and all go to the ledger and the backlog,
/// or none.
pub async fn post_journal(tx: &mut Tx, journal: &Journal) -> Result<Posted, Failure> {
    let description = rules::journal_description(&journal.description)?;
    if journal.lines.is_empty() {
        return Err(Refusal::NothingSelected.into());
    }
    let (mut work, mut billed) = (Vec::with_capacity(journal.lines.len()), Vec::new());
    let mut unread = None;
    for (place, line) in (1_i64..).zip(&journal.lines) {
        match rules::journal_line(line) {
            Ok(ReadLine::Work(read)) => work.push((place, read)),
            Ok(ReadLine::Opening(read)) => billed.push((place, read)),
            Err(refusal) => {
                unread = Some(at(place, refusal));
                break;
            }
        }
    }
    // What is wrong with a line before it is said first.
    let work = known(tx, work).await?;
    if let Some(refusal) = unread {
        return Err(refusal.into());
    }
    let projects: Vec<i64> = work
        .iter()
        .map(|(_, line)| line.work.project_id.0)
        .collect::<HashSet<_>>()
        .into_iter()
        .collect();
    let openings = openings::plan(tx, &billed, &projects).await?;
    let work = on_contracts(tx, &projects, work).await?;
    let entries: Vec<Entry> = work.iter().map(|(_, line)| entry_of(line)).collect();
    let approvals = approvals::commands::plan(tx, &entries).await?;
    for ((place, _), approval) in work.iter().zip(&approvals) {
        approvals::rules::fits(approval).map_err(|refusal| at(*place, refusal))?;
    }

    let (person, now) = (tx.actor().person.map(|p| p.0), tx.now());
    let entry_journal_id = store::journal_insert(tx, &description, person, now).await?;
    let typed: Vec<(JournalWork, BillingType)> = work
        .into_iter()
        .zip(&approvals)
        .map(|((_, line), approval)| (line, approval.billing_type))
        .collect();
    let ids = entries::commands::journal_lines_insert(tx, entry_journal_id, person, &typed).await?;
    let approvals: Vec<_> = approvals
        .into_iter()
        .zip(ids)
        .map(|(approval, id)| rules::of_entry(approval, id))
        .collect();
    let rows = approvals.iter().map(|a| a.costs.len() + a.sales.len()).sum::<usize>();
    let without_price = approvals.iter().filter(|a| a.remarks.without_price).count();
    approvals::commands::write(tx, approvals).await?;
    let opened = openings::write(tx, entry_journal_id, &openings).await?;

    let number = |count: usize| i64::try_from(count).unwrap_or(0);
    Ok(Posted {
        entry_journal_id,
        rows: number(rows + opened),
        entries: number(entries.len()),
        openings: number(openings.len()),
        without_price: number(without_price),
    })
}

/// What is wrong with a line, which says which one it is.
fn at(place: i64, refusal: Refusal) -> Refusal {
    Refusal::JournalLine(place, Box::new(refusal))
}

/// The same lines, once everything that they name is known to be the company's.
async fn known(
    tx: &mut Tx,
    lines: Vec<(i64, JournalWork)>,
) -> Result<Vec<(i64, JournalWork)>, Failure> {
    let resources: Vec<i64> =
        lines.iter().filter_map(|(_, line)| line.resource_id).map(|id| id.0).collect();
    let resources = book::commands::known_resources(tx, &resources).await?;
    let works = lines.iter().map(|(_, line)| line.work.clone()).collect();
    let works = entries::commands::known_work(tx, works).await?;
    let checked = lines.into_iter().zip(works).map(|((place, line), work)| {
        let work = match line.resource_id {
            Some(id) if !resources.contains(&id) => Err(Refusal::FieldNotAChoice(Field::Resource)),
            _ => work,
        };
        let work = work.map_err(|refusal| at(place, refusal))?;
        Ok((place, JournalWork { work, ..line }))
    });
    checked.collect()
}

/// R-APP-14: the lines, by their place, if the contract lines that cover them take them.
async fn on_contracts(
    tx: &mut Tx,
    projects: &[i64],
    work: Vec<(i64, JournalWork)>,
) -> Result<Vec<(i64, JournalWork)>, Failure> {
    let (terms, _) = prices::commands::terms(tx, projects).await?;
    let on_its = |(place, line): (i64, JournalWork)| {
        let of = terms.of(
            line.work.project_id,
            line.work.transaction_class,
            line.work.task_id,
            line.work.work_on,
        );
        rules::on_contract(line, of)
            .map(|line| (place, line))
            .map_err(|refusal| at(place, refusal).into())
    };
    work.into_iter().map(on_its).collect()
}

fn entry_of(line: &JournalWork) -> Entry {
    Entry {
        entry_id: EntryId(0),
        transaction_class: line.work.transaction_class,
        work_on: line.work.work_on,
        project_id: line.work.project_id,
        task_id: line.work.task_id,
        resource_id: line.resource_id,
        dimension: line.work.dimension,
        quantity: line.work.quantity,
        unit: line.work.unit.clone(),
        billing_type: BillingType::Chargeable,
        billing_type_is_chosen: false,
        billable_quantity: line.work.quantity,
        unit_price: line.unit_price,
        price_currency: line.price_currency,
        unit_cost: line.work.unit_cost.unwrap_or_default(),
        state: EntryState::Approved,
        is_history: false,
        journal_type: Some(line.transaction_type),
        version: 1,
        is_own: false,
        may_be_own: false,
        is_theirs_to_decide: true,
        has_an_author: true,
    }
}
