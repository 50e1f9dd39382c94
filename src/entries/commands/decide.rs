//! What is decided about many entries at once: which may be, and which of them were seen as they
//! are.

use super::{CHUNK, rights::asker_of};
use crate::{
    actuals,
    claims::{model::ClaimStatus, rules::held},
    contracts,
    entries::{
        model::{Decide, Decided, Entry},
        rules,
        store::{self, Chunk, Whose},
    },
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        ids::EntryId,
        paging::{ListQuery, Selection, Sight, Totals},
        refusal::Refusal,
        words::{EntryState, TransactionClass},
    },
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Who decides, and what that says of their own work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judge {
    /// People on their own work alone.
    Author,
    /// An approver; whether what they did themselves is theirs to decide (R-SEC-1).
    Approver {
        /// It is.
        own_is_allowed: bool,
    },
}

/// One chunk of a selection, locked: what moves, each with those that move so, and what there is to
/// be said of the others.
pub struct Judged {
    /// The others, and where the chunk ended.
    pub decided: Decided,
    /// What moves.
    pub moves: Vec<(rules::Transition, Vec<Entry>)>,
    /// What is said with it.
    pub word: String,
}

/// Locks one chunk and sorts out what may not be decided so.
pub async fn judge_chunk(tx: &mut Tx, decide: &Decide, judge: Judge) -> Result<Judged, Failure> {
    let decision = decide.decision;
    let word = rules::word_with(decision, &decide.comment)?;
    let asker = asker_of(tx).await?;
    let chunk = Chunk {
        asker: &asker,
        only_own: judge == Judge::Author,
        after: decide.after,
        limit: CHUNK,
    };
    let selection = store::ENTRIES.look_up(tx, &decide.selection).await?;
    let entries = store::entry_lock(tx, selection.parts().0, chunk).await?;
    let rest = as_seen(tx, &selection, chunk, &entries).await?;
    let seen = decide.selection.versions_seen();
    let invoiced: HashMap<EntryId, Refusal> = if rules::must_be_uninvoiced(decision) {
        invoiced(tx, &entries).await?
    } else {
        HashMap::new()
    };

    let last = entries
        .last()
        .map(|e| e.entry_id)
        .filter(|_| entries.len() == usize::try_from(CHUNK).unwrap_or(0));
    let mut decided = Decided { last, rest, ..Decided::default() };
    let mut moves: BTreeMap<EntryState, (rules::Transition, Vec<Entry>)> = BTreeMap::new();
    for entry in entries {
        let judged = match judge {
            Judge::Author => rules::judge_own(&entry, decision),
            Judge::Approver { own_is_allowed } => rules::judge(&entry, decision, own_is_allowed),
        };
        let answer = match judged {
            Err(refusal @ Refusal::NotFound) => Err(refusal),
            _ if decide.selection.is_stale(&seen, entry.entry_id.0, entry.version) => {
                Err(Refusal::Outdated)
            }
            Ok(transition) => invoiced.get(&entry.entry_id).cloned().map_or(Ok(transition), Err),
            Err(refusal) => Err(refusal),
        };
        match answer {
            Ok(transition) => {
                moves.entry(entry.state).or_insert((transition, Vec::new())).1.push(entry)
            }
            Err(refusal) => decided.outcome.refuse(refusal, entry.entry_id.0),
        }
    }
    Ok(Judged { decided, moves: moves.into_values().collect(), word })
}

/// Moves entries as they were judged, and counts them as changed.
pub async fn move_entries(
    tx: &mut Tx,
    decide: &Decide,
    judged: (rules::Transition, &[Entry]),
    word: &str,
    decided: &mut Decided,
) -> Result<(), Failure> {
    let (transition, entries) = judged;
    let ids: Vec<EntryId> = entries.iter().map(|e| e.entry_id).collect();
    store::entry_move(tx, &ids, transition, word).await?;
    // Moving an entry is no change of what it says: its version is the same.
    decided.outcome.change(
        &decide.selection,
        entries.iter().map(|entry| (entry.entry_id.0, Some(entry.version))),
    );
    Ok(())
}

/// What is decided is what was seen: where all that match are chosen, this chunk, which is locked,
/// and the rest come to it. Answers what the rest comes to.
pub async fn as_seen(
    scope: &mut Scope,
    selection: &Selection,
    chunk: Chunk<'_>,
    entries: &[Entry],
) -> Result<Option<Sight>, Failure> {
    let Some((query, sight)) = selection.matching_seen() else { return Ok(None) };
    // One's own lists show what oneself did, not what one wrote down for others.
    let own = chunk.only_own.then_some(&chunk.asker.resources[..]);
    let whose = own.map_or(Whose::Of(chunk.asker.sees()), Whose::Own);
    let shown = || {
        entries.iter().filter(|entry| {
            own.is_none_or(|own| entry.resource_id.is_some_and(|id| own.contains(&id.0)))
        })
    };
    let hours =
        shown().filter(|e| e.transaction_class == TransactionClass::Time).map(|e| e.quantity).sum();
    let mut now = Totals {
        count: i64::try_from(shown().count()).unwrap_or(i64::MAX),
        quantity: hours,
        ..Totals::default()
    };
    let last = entries.last().filter(|_| i64::try_from(entries.len()) == Ok(chunk.limit));
    let rest = match last {
        None => None,
        Some(last) => {
            let beyond = ListQuery { beyond: Some(last.entry_id.0), ..query.clone() };
            let rest = store::entry_totals(scope, &beyond, whose).await?;
            (now.count, now.quantity) = (now.count + rest.count, now.quantity + rest.quantity);
            Some(Sight::of(&rest))
        }
    };
    sight.check(&now)?;
    Ok(rest)
}

/// R-SM-44: which of these entries are on an invoice, and how to get them off it. Their contracts
/// are locked first, in key order, so that nobody puts them on one meanwhile.
pub async fn invoiced(
    tx: &mut Tx,
    entries: &[Entry],
) -> Result<HashMap<EntryId, Refusal>, Failure> {
    let ids: Vec<i64> = entries.iter().map(|e| e.entry_id.0).collect();
    let standing = actuals::commands::standing(tx, &ids).await?;
    let contracts: Vec<i64> = standing
        .iter()
        .filter_map(|a| a.contract_id)
        .map(|id| id.0)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    contracts::commands::lock(tx, &contracts).await?;
    Ok(named(store::invoiced(tx, &ids).await?))
}

/// The same, only to look: nothing is locked.
pub async fn read_invoiced(
    scope: &mut Scope,
    entries: &[i64],
) -> Result<HashMap<EntryId, Refusal>, Failure> {
    Ok(named(store::invoiced(scope, entries).await?))
}

/// Invoices as what they refuse.
fn named(found: Vec<(EntryId, ClaimStatus, String)>) -> HashMap<EntryId, Refusal> {
    found.into_iter().map(|(entry, status, invoice)| (entry, held(status, &invoice))).collect()
}
