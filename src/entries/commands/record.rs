//! What people do with their own work: write it down, submit it, ask for it back.

use super::decide::{Judge, judge_chunk, move_entries};
use crate::{
    book, contracts,
    entries::{
        model::{
            Decide, Decided, EntryRecord, EntryRow, Recorded, Week, WeekEntry, WeekLine, Work,
        },
        rules,
        store::{self, Whose},
    },
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        dates::{parse_date, week_start},
        ids::{EntryId, PersonId},
        paging::{ListQuery, Page, Totals},
        refusal::{Field, Refusal},
        words::TransactionClass,
    },
};
use std::collections::BTreeSet;

/// One's own week; kinds of work of the week before stand ready.
pub async fn read_week(scope: &mut Scope, person: PersonId, day: &str) -> Result<Week, Failure> {
    let day = match day.trim() {
        "" => scope.today().await?,
        day => parse_date(day).ok_or(Refusal::FieldNotADate(Field::Date))?,
    };
    let monday = week_start(day);
    let own = book::commands::resources_of(scope, person).await?;
    let at = |days: i64| monday.checked_add_signed(chrono::TimeDelta::days(days)).unwrap_or(monday);
    let entries = store::week_lines(scope, &own, at(-7), at(6)).await?;
    let (before, this): (Vec<EntryRow>, Vec<EntryRow>) =
        entries.into_iter().partition(|e| e.work_on < monday);
    let mut lines: Vec<WeekLine> = Vec::new();
    for entry in this {
        let day = usize::try_from((entry.work_on - monday).num_days()).unwrap_or(0);
        // A second entry of the same kind and day has a line of its own.
        let free = |line: &&mut WeekLine| {
            is_same(line, &entry) && line.days.get(day).is_some_and(Option::is_none)
        };
        match lines.iter_mut().find(free) {
            Some(line) => put(line, day, &entry),
            None => {
                let Some(mut line) = line_of(&entry) else { continue };
                put(&mut line, day, &entry);
                lines.push(line);
            }
        }
    }
    for entry in before.iter().filter(|e| e.task_id.is_some() || e.task_name.is_empty()) {
        if !lines.iter().any(|line| is_same(line, entry)) {
            lines.extend(line_of(entry));
        }
    }
    let projects: BTreeSet<i64> = lines.iter().map(|line| line.project_id.0).collect();
    let projects: Vec<i64> = projects.into_iter().collect();
    let covers = contracts::commands::read_covers(scope, &projects).await?;
    Ok(Week { person_id: person, monday, lines, covers })
}

fn is_same(line: &WeekLine, entry: &EntryRow) -> bool {
    (line.project_id, line.task_id, Some(line.role_id), &line.task_name)
        == (entry.project_id, entry.task_id, entry.role_id, &entry.task_name)
}

fn line_of(entry: &EntryRow) -> Option<WeekLine> {
    Some(WeekLine {
        project_id: entry.project_id,
        project_code: entry.project_code.clone(),
        task_id: entry.task_id,
        task_name: entry.task_name.clone(),
        role_id: entry.role_id?,
        role_name: entry.priced_by.clone(),
        days: vec![None; 7],
    })
}

fn put(line: &mut WeekLine, day: usize, entry: &EntryRow) {
    if let Some(cell) = line.days.get_mut(day) {
        *cell = Some(WeekEntry {
            entry_id: entry.entry_id,
            version: entry.version,
            quantity: entry.quantity,
            notes: entry.notes.clone(),
            state: entry.state,
            is_history: entry.is_history,
            decision_comment: entry.decision_comment.clone(),
        });
    }
}

/// A page of one's own entries.
pub async fn list_own_entries(
    scope: &mut Scope,
    person: PersonId,
    query: &ListQuery,
) -> Result<Page<EntryRow>, Failure> {
    let own = book::commands::resources_of(scope, person).await?;
    let mut page = store::entry_list(scope, query, Whose::Own(&own)).await?;
    // What somebody spent they wrote down themselves; what their hours cost is not theirs to read.
    page.rows
        .iter_mut()
        .filter(|row| row.transaction_class == TransactionClass::Time)
        .for_each(|row| row.unit_cost = None);
    Ok(page)
}

/// What one's own entries come to.
pub async fn total_own_entries(
    scope: &mut Scope,
    person: PersonId,
    query: &ListQuery,
) -> Result<Totals, Failure> {
    let own = book::commands::resources_of(scope, person).await?;
    store::entry_totals(scope, query, Whose::Own(&own)).await
}

/// Submits, recalls or asks back one's own entries (R-SM-36, R-SM-37, R-SM-40).
pub async fn decide_own_entries(tx: &mut Tx, decide: &Decide) -> Result<Decided, Failure> {
    if !rules::is_for_author(decide.decision) {
        return Err(Refusal::InputUnreadable.into());
    }
    let mut judged = judge_chunk(tx, decide, Judge::Author).await?;
    for (transition, entries) in &judged.moves {
        move_entries(tx, decide, (*transition, entries), &judged.word, &mut judged.decided).await?;
    }
    Ok(judged.decided)
}

/// Writes one's own work down: new, or over what is there and was seen as it is (R-APP-1: the
/// ledger hears nothing of it).
pub async fn record_entry(tx: &mut Tx, record: &EntryRecord) -> Result<Recorded, Failure> {
    let person = tx.actor().person.ok_or(Refusal::NotFound)?;
    let resource = book::commands::resource_of(tx, person).await?;
    store::lock_resource(tx, resource).await?;
    if let Some(entry) = record.entry_id {
        let (class, version) = changeable(tx, entry, person).await?;
        if version != record.version || class != record.transaction_class {
            return Err(Refusal::ChangedInAnotherWindow.into());
        }
    }

    let known = known_work(tx, vec![rules::record(record)?]).await?.pop();
    let work = known.ok_or(Refusal::InputUnreadable)??;
    if record.entry_id.is_none()
        && work.transaction_class == TransactionClass::Time
        && store::same_work(tx, resource, &work).await?
    {
        return Err(Refusal::SameWork.into());
    }

    let unit_cost = match work.unit_cost {
        Some(typed) => typed,
        None => store::hours_cost(tx, resource, work.work_on).await?,
    };
    store::entry_record(tx, record.entry_id, (resource, Some(person)), &work, unit_cost).await
}

/// The same work, each once everything that it names is known to be the company's; material is
/// counted in its product's unit.
pub async fn known_work(
    tx: &mut Tx,
    works: Vec<Work>,
) -> Result<Vec<Result<Work, Refusal>>, Failure> {
    let known = store::chosen(tx, &works).await?;
    Ok(works.into_iter().zip(known).map(|(work, known)| with_known(work, known)).collect())
}

fn with_known(work: Work, known: store::Known) -> Result<Work, Refusal> {
    let (_, priced_by) =
        rules::dimension(work.transaction_class, 0).ok_or(Refusal::InputUnreadable)?;
    for (is_known, field) in
        [(known.project, Field::Project), (known.task, Field::Task), (known.dimension, priced_by)]
    {
        if !is_known {
            return Err(Refusal::FieldNotAChoice(field));
        }
    }
    Ok(Work { unit: known.unit.unwrap_or(work.unit), ..work })
}

/// Removes one's own draft, seen as it is.
pub async fn delete_entry(tx: &mut Tx, seen: &Recorded) -> Result<(), Failure> {
    let person = tx.actor().person.ok_or(Refusal::NotFound)?;
    let (_, version) = changeable(tx, seen.entry_id, person).await?;
    if version != seen.version {
        return Err(Refusal::ChangedInAnotherWindow.into());
    }
    store::entry_delete(tx, seen.entry_id).await
}

/// One's own entry, locked, if it can be changed: its class and version.
async fn changeable(
    tx: &mut Tx,
    entry: EntryId,
    person: PersonId,
) -> Result<(TransactionClass, i32), Failure> {
    let own = book::commands::resources_of(tx, person).await?;
    let (state, is_history, version, class) =
        store::entry_own(tx, entry, &own).await?.ok_or(Refusal::NotFound)?;
    rules::may_change(state, is_history)?;
    Ok((class, version))
}
