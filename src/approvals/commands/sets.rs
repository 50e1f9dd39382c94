//! Approval sets: approval in the background (R-APP-13). Asking makes one set per project, each a
//! batch of its entries; how batches are done, and survive, is `platform::batch`. A chunk takes a
//! fixed number of statements, whatever it holds: the word to the authors, the asker's rights,
//! locks, versions and settings (8 to 10), what approving writes (`ledger`), and what is to be told
//! of it.

use super::ledger;
use crate::{
    access,
    approvals::{
        model::{ApprovalRequest, Requested},
        rules::{self, Turn},
        store::{self, NewSet},
    },
    entries::{
        self,
        commands::{Chunk, asker, asker_of},
        model::{Asker, Decided, Decision, Entry},
    },
    platform::{
        batch::{self, Items, Many, NewBatch, Part, Refused},
        command::Tx,
        failure::Failure,
        scope::Scope,
    },
    vocabulary::{
        ids::{ApprovalSetId, EntryId, PersonId},
        paging::{BulkOutcome, Selection, Totals},
        refusal::{Field, Refusal},
        words::TransactionClass,
    },
};
use futures::future::BoxFuture;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Entries looked at together while somebody asks.
const LOOKED_AT: usize = 10_000;

/// What is done with a set. Its project and the word to the authors stand in the set itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApproveSet {}

impl Many for ApproveSet {
    const KIND: &'static str = "approve_set";
    const CHUNK: usize = 2_000;
    // Sets are of one project each, and mostly small: an entry waits in one of them.
    const ALONG: bool = true;

    fn chunk<'a>(
        &'a self,
        tx: &'a mut Tx,
        part: &'a Part,
    ) -> BoxFuture<'a, Result<Refused, Failure>> {
        Box::pin(approve_sets(tx, part))
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
    let selection = entries::commands::ENTRIES.look_up(tx, &request.selection).await?;
    let submitted = store::submitted_count(tx, selection.parts().0, asker.sees()).await?;
    if !rules::is_in_background(submitted, from) {
        return Ok(Requested::default());
    }
    one_by_one(tx).await?;
    let mut asked =
        Asked { asker, versions: request.selection.versions_seen(), ..Asked::default() };
    let (mut after, mut found) = (EntryId(0), Totals::default());
    loop {
        let entries = asked.look_at(tx, &selection, after, |_| (comment.clone(), None)).await?;
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
    if let Some((_, sight)) = selection.matching_seen() {
        sight.check(&found)?;
    }
    asked.ask(tx).await
}

/// Until the transaction ends, nobody else of the company asks for approval.
pub async fn one_by_one(tx: &mut Tx) -> Result<(), Failure> {
    store::sets_one_by_one(tx).await
}

/// Asks again for what failed in these sets and is still submitted. They are asked for one by one.
pub async fn retry_sets(tx: &mut Tx, sets: &[i64]) -> Result<Requested, Failure> {
    let asker = asker_of(tx).await?;
    let failed: HashMap<EntryId, (ApprovalSetId, String)> = store::retried(tx, sets)
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
                Ok(_) if waiting.contains_key(&entry.entry_id) => Refusal::WaitsInApprovalSet,
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
        if tx.actor().person.is_none() {
            return Err(Refusal::AskerMayNotApprove.into());
        }
        let new: Vec<NewSet> = self.sets.into_values().collect();
        let batches = new
            .iter()
            .map(|set| NewBatch {
                many: ApproveSet {},
                items: Items::Single(set.entries.clone()),
                amounts: Vec::new(),
            })
            .collect();
        let sets = batch::begin(tx, batches).await?;
        store::sets_insert(tx, &sets, &new).await?;
        Ok(Requested {
            is_in_background: true,
            sets: i64::try_from(sets.len()).unwrap_or(i64::MAX),
            outcome: self.outcome,
        })
    }
}

/// Approves what still can be of some entries of sets; answers why the others stay.
async fn approve_sets(tx: &mut Tx, part: &Part) -> Result<Refused, Failure> {
    let Some(person) = may_approve(tx).await? else {
        return Ok(part
            .items
            .iter()
            .map(|entry| (*entry, Refusal::AskerMayNotApprove.into()))
            .collect());
    };
    let sets: Vec<i64> =
        std::iter::once(part.batch_id).chain(part.along.iter().copied()).map(|b| b.0).collect();
    let words = store::set_comments(tx, &sets).await?;
    let asker = asker(tx, Some(person)).await?;
    let chunk = Chunk { asker: &asker, only_own: false, after: EntryId(0), limit: i64::MAX };
    let entries =
        entries::commands::entry_lock(tx, &Selection::Rows(part.items.clone()), chunk).await?;
    // Asked once they are locked: nobody changes them any more.
    let asked_for = store::set_entries(tx, &sets, &part.items).await?;
    let own_is_allowed = store::own_work_may_be_approved(tx).await?;

    let mut approve = Vec::new();
    let mut gone: BTreeSet<i64> = part.items.iter().copied().collect();
    let mut refused: Refused = Vec::new();
    for entry in entries {
        gone.remove(&entry.entry_id.0);
        let is_unchanged =
            asked_for.get(&entry.entry_id).is_some_and(|(_, version)| *version == entry.version);
        match rules::turn(&entry, is_unchanged, own_is_allowed) {
            Turn::Approve => approve.push(entry),
            Turn::IsApproved => {}
            Turn::Fail(refusal) => refused.push((entry.entry_id.0, refusal.into())),
        }
    }
    refused.extend(gone.into_iter().map(|entry| (entry, Refusal::NotFound.into())));
    if !approve.is_empty() {
        let set_of = |entry: EntryId| asked_for.get(&entry).map(|(set, _)| *set);
        let word = |entry: &Entry| {
            set_of(entry.entry_id).and_then(|set| words.get(&set)).cloned().unwrap_or_default()
        };
        let approved = ledger::approve(tx, &approve, word).await?;
        refused.extend(approved.unfit.into_iter().map(|(entry, why)| (entry.0, why.into())));
        let mut told: BTreeMap<ApprovalSetId, Decided> = BTreeMap::new();
        for (entry, of_entry) in &approved.told {
            if let Some(set) = set_of(*entry) {
                told.entry(set).or_default().add_told(of_entry);
            }
        }
        store::sets_count_told(tx, &told).await?;
    }
    Ok(refused)
}

/// Whoever asked, if they may still: what may be asked for is decided when it is asked, and again
/// when it is done.
async fn may_approve(tx: &mut Tx) -> Result<Option<PersonId>, Failure> {
    let person = tx.person();
    let Some(person) = person else { return Ok(None) };
    Ok(access::commands::may_now(tx, person, access::rules::APPROVERS).await?.then_some(person))
}
