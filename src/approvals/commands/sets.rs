//! Approval sets: approval in the background (R-APP-13). Asking makes one set per project and one
//! job per set, all in one transaction; a worker approves a set chunk by chunk, on behalf of
//! whoever asked, each chunk with its outcome in one transaction. So nothing is lost by a crash,
//! and what is settled is never taken up again.

use super::ledger;
use crate::{
    access,
    approvals::{
        model::{ApprovalRequest, ApprovalSetRow, FailureRow, Requested, SetFailure, SetPart},
        rules::{self, Turn},
        store::{self, NewSet},
    },
    entries::{
        self,
        commands::{Chunk, asker, asker_of},
        model::{Asker, Decided, Decision, Entry},
    },
    platform::{
        batch::Halving,
        command::{self, Actor, Tx},
        database::Database,
        failure::Failure,
        jobs::{self, Job},
        scope::Scope,
    },
    vocabulary::{
        failure::ApiError,
        ids::{ApprovalSetId, CompanyId, EntryId, PersonId},
        paging::{BulkOutcome, ListQuery, Page, Selection, Totals},
        refusal::{Field, Refusal},
        words::TransactionClass,
    },
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Entries looked at together while somebody asks.
const LOOKED_AT: usize = 10_000;

/// Entries approved in one transaction: progress is seen, and locks on limited contracts are short.
const CHUNK: i64 = 2_000;

/// The job that approves a set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApproveSet {
    /// Whose.
    pub company_id: CompanyId,
    /// Which.
    pub approval_set_id: ApprovalSetId,
}

impl Job for ApproveSet {
    const NAME: &'static str = "approve_set";

    async fn run(self, database: Database) -> Result<(), Failure> {
        work_on_set(&database, self.company_id, self.approval_set_id, CHUNK).await
    }
}

/// From how many entries on a company approves in the background.
pub async fn read_approval_setting(scope: &mut Scope) -> Result<i32, Failure> {
    Ok(store::background_from(scope).await?.unwrap_or(rules::BACKGROUND_FROM))
}

/// Sets it, as typed, where it is still as it was seen.
pub async fn edit_approval_setting(
    tx: &mut Tx,
    (typed, seen): &(String, i32),
) -> Result<(), Failure> {
    let before = read_approval_setting(tx).await?;
    if before != *seen {
        return Err(Refusal::Outdated.into());
    }
    let from = rules::background_from(typed)?;
    tx.note(before, from);
    store::background_from_save(tx, from).await
}

/// Asks for the approval of a selection: where it is large, in sets that a worker approves; else
/// nothing is done, and the entries are to be approved at once.
pub async fn request_approval(
    tx: &mut Tx,
    request: &ApprovalRequest,
) -> Result<Requested, Failure> {
    let comment = entries::rules::comment(&request.comment, Field::Comment)?;
    let from = read_approval_setting(tx).await?;
    let asker = asker_of(tx).await?;
    let submitted = store::submitted_count(tx, request.selection.parts().0, asker.sees()).await?;
    if !rules::is_in_background(submitted, from) {
        return Ok(Requested::default());
    }
    store::sets_one_by_one(tx).await?;
    let mut asked =
        Asked { asker, versions: request.selection.versions_seen(), ..Asked::default() };
    let (mut after, mut found) = (EntryId(0), Totals::default());
    loop {
        let entries =
            asked.look_at(tx, &request.selection, after, |_| (comment.clone(), None)).await?;
        found.count += i64::try_from(entries.len()).unwrap_or(0);
        found.quantity += entries
            .iter()
            .filter(|e| e.transaction_class == TransactionClass::Time)
            .map(|e| e.quantity)
            .sum::<Decimal>();
        match entries.last() {
            Some(last) if entries.len() == LOOKED_AT => after = last.entry_id,
            Some(_) | None => break,
        }
    }
    if let Some((_, sight)) = request.selection.matching_seen() {
        sight.check(&found)?;
    }
    asked.ask(tx).await
}

/// Asks again for what failed in these sets and is still submitted, on behalf of whoever asks now.
pub async fn retry_approval_sets(tx: &mut Tx, selection: &Selection) -> Result<Requested, Failure> {
    store::sets_one_by_one(tx).await?;
    let asker = asker_of(tx).await?;
    if let Some((query, sight)) = selection.matching_seen() {
        let sees = asker.sees();
        sight.check(&store::set_totals(tx, query, sees).await?)?;
    }
    let selection = selection.parts().0;
    let failed: HashMap<EntryId, (ApprovalSetId, String)> = store::retried(tx, selection)
        .await?
        .into_iter()
        .map(|(entry, set, comment)| (entry, (set, comment)))
        .collect();
    if failed.is_empty() {
        return Err(Refusal::NothingToRetry.into());
    }
    let mut ids: Vec<i64> = failed.keys().map(|id| id.0).collect();
    ids.sort_unstable();
    let mut asked = Asked { asker, ..Asked::default() };
    for part in ids.chunks(LOOKED_AT) {
        let of = |entry: &Entry| {
            failed
                .get(&entry.entry_id)
                .map(|(set, comment)| (comment.clone(), Some(set.0)))
                .unwrap_or_default()
        };
        asked.look_at(tx, &Selection::Rows(part.to_vec()), EntryId(0), of).await?;
    }
    asked.ask(tx).await
}

/// What is being asked for: sets by what they retry and their project, and what can't be approved.
#[derive(Default)]
struct Asked {
    asker: Asker,
    sets: BTreeMap<(Option<i64>, i64), NewSet>,
    versions: BTreeMap<i64, i32>,
    outcome: BulkOutcome,
}

impl Asked {
    /// Sorts some entries of a selection into sets; `of` says the word to their authors and the set
    /// they failed in.
    async fn look_at(
        &mut self,
        tx: &mut Tx,
        selection: &Selection,
        after: EntryId,
        of: impl Fn(&Entry) -> (String, Option<i64>) + Send,
    ) -> Result<Vec<Entry>, Failure> {
        let limit = i64::try_from(LOOKED_AT).unwrap_or(i64::MAX);
        let chunk = Chunk { asker: &self.asker, only_own: false, after, limit };
        let entries = entries::commands::entry_read(tx, selection.parts().0, chunk).await?;
        let ids: Vec<i64> = entries.iter().map(|entry| entry.entry_id.0).collect();
        let waiting = store::waits_among(tx, &ids).await?;
        let own_is_allowed = store::own_work_may_be_approved(tx).await?;
        for entry in &entries {
            let refusal = match entries::rules::judge(entry, Decision::Approve, own_is_allowed) {
                Ok(_) if selection.is_stale(&self.versions, entry.entry_id.0, entry.version) => {
                    Refusal::Outdated
                }
                Ok(_) if waiting.contains(&entry.entry_id) => Refusal::WaitsInApprovalSet,
                Ok(_) => {
                    self.add(entry, of(entry));
                    continue;
                }
                Err(refusal) => refusal,
            };
            self.outcome.refuse(refusal, entry.entry_id.0);
        }
        Ok(entries)
    }

    fn add(&mut self, entry: &Entry, (comment, retries): (String, Option<i64>)) {
        let project = entry.project_id.0;
        let set = self.sets.entry((retries, project)).or_insert_with(|| NewSet {
            project,
            comment,
            retries,
            ..NewSet::default()
        });
        set.entries.push(entry.entry_id.0);
        if entry.transaction_class == TransactionClass::Time {
            set.hours += entry.quantity;
        }
        self.outcome.changed += 1;
    }

    /// Writes the sets, and a job for each.
    async fn ask(self, tx: &mut Tx) -> Result<Requested, Failure> {
        let (firm, now) = (tx.actor().company, tx.now());
        let person = tx.actor().person.ok_or(Refusal::AskerMayNotApprove)?;
        let new: Vec<NewSet> = self.sets.into_values().collect();
        let sets = store::sets_insert(tx, person, now, &new).await?;
        let work: Vec<ApproveSet> =
            sets.iter().map(|set| ApproveSet { company_id: firm, approval_set_id: *set }).collect();
        jobs::enqueue(tx, &work).await?;
        Ok(Requested {
            is_in_background: true,
            sets: i64::try_from(sets.len()).unwrap_or(i64::MAX),
            outcome: self.outcome,
        })
    }
}

/// Approves what waits in a set, so many at a time, until nothing does. May be begun again at any
/// point, and by several at once.
pub async fn work_on_set(
    database: &Database,
    company: CompanyId,
    set: ApprovalSetId,
    chunk: i64,
) -> Result<(), Failure> {
    loop {
        let next = database
            .read(company, move |scope| {
                Box::pin(async move { store::set_next(scope, set, chunk).await })
            })
            .await?;
        let Some((person, entries)) = next else { return Ok(()) };
        work_on_part(
            database,
            Actor { company, person: Some(person) },
            SetPart { approval_set_id: set, entries },
        )
        .await?;
    }
}

/// Approves some entries. What fails is halved until the entry that makes it fail stands alone with
/// the reason; the others are approved.
async fn work_on_part(database: &Database, actor: Actor, part: SetPart) -> Result<(), Failure> {
    let approval_set_id = part.approval_set_id;
    let most = part.entries.len();
    let mut parts = Halving::of(part.entries, most);
    while let Some(entries) = parts.take() {
        let part = SetPart { approval_set_id, entries: entries.clone() };
        match command::run(database, actor, "approve_set", None, part, |tx, part| {
            Box::pin(approve_set(tx, part))
        })
        .await
        {
            Ok(()) => {}
            // The job is tried again later; what is settled stays so.
            Err(failure) if failure.is_passing() => return Err(failure),
            Err(failure) => {
                if let Some(entry_id) = parts.failed(entries) {
                    let failed = SetFailure { approval_set_id, entry_id, reason: failure.into() };
                    command::run(database, actor, "fail_approval", None, failed, |tx, failed| {
                        Box::pin(fail_approval(tx, failed))
                    })
                    .await?;
                }
            }
        }
    }
    Ok(())
}

/// Approves what still waits of some entries of a set, and writes down what became of each.
pub async fn approve_set(tx: &mut Tx, part: &SetPart) -> Result<(), Failure> {
    let set = part.approval_set_id;
    let asked = store::set_lock(tx, set).await?.ok_or(Refusal::NotFound)?;
    if !may_approve(tx, asked.person).await? {
        return store::set_fail_rest(tx, set, &Refusal::AskerMayNotApprove.into()).await;
    }
    let ids: Vec<i64> = part.entries.iter().map(|id| id.0).collect();
    let asker = asker(tx, Some(asked.person)).await?;
    let chunk = Chunk { asker: &asker, only_own: false, after: EntryId(0), limit: i64::MAX };
    let entries = entries::commands::entry_lock(tx, &Selection::Rows(ids.clone()), chunk).await?;
    // Asked once they are locked: nobody settles or changes them any more.
    let waiting = store::set_waiting(tx, set, &ids).await?;
    let own_is_allowed = store::own_work_may_be_approved(tx).await?;

    let (mut approve, mut settled, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for entry in entries {
        let Some(is_unchanged) = waiting.get(&entry.entry_id) else { continue };
        match rules::turn(&entry, *is_unchanged, own_is_allowed) {
            Turn::Approve => {
                settled.push(entry.entry_id.0);
                approve.push(entry);
            }
            Turn::IsApproved => settled.push(entry.entry_id.0),
            Turn::Fail(refusal) => failed.push((entry.entry_id, ApiError::from(refusal))),
        }
    }

    if !approve.is_empty() {
        let mut told = Decided::default();
        let unfit = ledger::approve(tx, &approve, &asked.comment, &mut told).await?;
        settled.retain(|settled| unfit.iter().all(|(entry, _)| entry.0 != *settled));
        failed.extend(unfit.into_iter().map(|(entry, refusal)| (entry, ApiError::from(refusal))));
        store::set_count_told(tx, set, &told).await?;
    }
    store::set_settle(tx, set, &settled).await?;
    store::set_fail(tx, set, &failed).await
}

/// What may be asked for is decided when it is asked, and again when it is done.
async fn may_approve(tx: &mut Tx, person: PersonId) -> Result<bool, Failure> {
    access::commands::may_now(tx, person, access::rules::APPROVERS).await
}

/// Writes down that an entry can't be approved, if it still waits.
pub async fn fail_approval(tx: &mut Tx, failed: &SetFailure) -> Result<(), Failure> {
    store::set_lock(tx, failed.approval_set_id).await?;
    store::set_fail(tx, failed.approval_set_id, &[(failed.entry_id, failed.reason.clone())]).await
}

/// A page of sets.
pub async fn list_approval_sets(
    scope: &mut Scope,
    reader: Option<PersonId>,
    query: &ListQuery,
) -> Result<Page<ApprovalSetRow>, Failure> {
    let asker = asker(scope, reader).await?;
    store::set_list(scope, query, asker.sees()).await
}

/// What the filtered sets come to.
pub async fn total_approval_sets(
    scope: &mut Scope,
    reader: Option<PersonId>,
    query: &ListQuery,
) -> Result<Totals, Failure> {
    let asker = asker(scope, reader).await?;
    store::set_totals(scope, query, asker.sees()).await
}

/// A page of entries that sets could not approve.
pub async fn list_approval_failures(
    scope: &mut Scope,
    reader: Option<PersonId>,
    query: &ListQuery,
) -> Result<Page<FailureRow>, Failure> {
    let asker = asker(scope, reader).await?;
    store::failure_list(scope, query, asker.sees()).await
}

/// What the filtered failures come to.
pub async fn total_approval_failures(
    scope: &mut Scope,
    reader: Option<PersonId>,
    query: &ListQuery,
) -> Result<Totals, Failure> {
    let asker = asker(scope, reader).await?;
    store::failure_totals(scope, query, asker.sees()).await
}
