//! Verbs of not-to-exceed limits: reset, reevaluate, see where the room went, make room.

use super::Stays;
use crate::{
    backlog::{
        model::{
            ChosenRow, Evaluated, LevelRoom, Limit, LimitRow, LimitedRow, LimitsPage, Release,
            ReleasePlan, ReleaseRequest, Room,
        },
        rules::{self, Limits},
        store::{self, Shown, Verdict},
    },
    contracts::{
        self,
        model::{LimitLevel, LimitSetting},
    },
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ActualId, ContractId},
        paging::{BulkOutcome, Selection},
        refusal::Refusal,
        words::NteStatus,
    },
};
use std::collections::BTreeMap;

/// Rows that the page of limits shows of each kind, and the most that one release may name.
const SHOWN: i64 = 500;

/// Resets rows now: frees the room of committed rows, forgets failures (R-NTE-6, R-NTE-7). Rows on
/// drafts, rows that are not chargeable and rows without a limit are left alone.
pub async fn reset_rows(tx: &mut Tx, selection: &Selection) -> Result<BulkOutcome, Failure> {
    let selection = super::look_up(tx, selection).await?;
    lock_selected(tx, &selection).await?;
    let selection = selection.parts().0;
    let changed = store::limit_reset(tx, selection).await?;
    Ok(BulkOutcome { changed, ..BulkOutcome::default() })
}

/// Reevaluates rows now, however many: the chosen rows give up what they hold, then each is checked
/// again in order of date and id (R-NTE-3, R-NTE-6). Those that don't fit say which level stops
/// them.
pub async fn reevaluate_rows(tx: &mut Tx, selection: &Selection) -> Result<BulkOutcome, Failure> {
    let selection = super::look_up(tx, selection).await?;
    let contracts = lock_selected(tx, &selection).await?;
    let (stays, changed) = reevaluate_selected(tx, selection.parts().0, &contracts).await?;
    let mut outcome = BulkOutcome { changed, ..BulkOutcome::default() };
    stays.into_iter().for_each(|(refusal, row)| outcome.refuse(refusal, row));
    Ok(outcome)
}

/// Reevaluates the selected rows of these contracts, which are locked; answers which don't fit,
/// each with the level, and how many changed.
pub(super) async fn reevaluate_selected(
    tx: &mut Tx,
    selection: &Selection,
    contracts: &[i64],
) -> Result<(Stays, i64), Failure> {
    let limited = contracts::commands::limited(tx, contracts).await?;
    let rows = store::limit_rows(tx, selection, contracts, &limited).await?;
    let mut limits = limits(tx, &limited).await?;

    let evaluated = rules::reevaluate(&mut limits, &rows);
    let failed = |row: &Evaluated| {
        row.level.map(|level| (Refusal::LimitFailed(level.kind()), row.actual_id.0))
    };
    let stays: Stays = evaluated.iter().filter_map(failed).collect();

    let verdicts: Vec<Verdict> = evaluated.iter().map(|row| verdict(row, true)).collect();
    Ok((stays, store::limit_update(tx, &verdicts).await?))
}

fn verdict(row: &Evaluated, keeps_mark: bool) -> Verdict {
    Verdict {
        actual_id: row.actual_id.0,
        nte_status: row.nte_status,
        nte_detail: row.level.map(LimitLevel::kind),
        keeps_mark,
    }
}

/// Two people at the same limit come one after another. Answers the contracts that are locked: rows
/// that others open on more of them meanwhile are not this command's business.
pub(super) async fn lock_selected(tx: &mut Tx, selection: &Selection) -> Result<Vec<i64>, Failure> {
    let contracts = super::picked_contracts(tx, selection).await?;
    contracts::commands::lock(tx, &contracts).await?;
    super::as_seen(tx, selection).await?;
    Ok(contracts)
}

/// Every limit of these contracts with what is used of it (R-NTE-2, R-NTE-3). Whoever uses room has
/// locked them.
pub async fn limits(scope: &mut Scope, contracts: &[i64]) -> Result<Limits, Failure> {
    let rooms = rooms(scope, contracts).await?;
    Ok(rooms
        .into_iter()
        .map(|(level, room)| (level, Limit { limit: room.limit, used: room.used() }))
        .collect())
}

/// Every limit of these contracts with where its room went, in the order of R-NTE-2.
pub async fn rooms(
    scope: &mut Scope,
    contracts: &[i64],
) -> Result<BTreeMap<LimitLevel, Room>, Failure> {
    let rooms = rooms_by_contract(scope, contracts).await?;
    Ok(rooms.into_iter().map(|(_, level, room)| (level, room)).collect())
}

/// The same, each with its contract.
pub async fn rooms_by_contract(
    scope: &mut Scope,
    contracts: &[i64],
) -> Result<Vec<(ContractId, LimitLevel, Room)>, Failure> {
    let set = contracts::commands::limits_set(scope, contracts).await?;
    if set.is_empty() {
        return Ok(Vec::new());
    }
    let mut limited: Vec<i64> = set.iter().map(|(contract, ..)| contract.0).collect();
    limited.dedup();
    let used = store::used(scope, &limited).await?;
    let levels: Vec<_> = set.iter().map(|(_, level, amount)| (*level, *amount)).collect();
    let rooms = rules::add_up(&levels, &used);
    let room = |(contract, level, _)| Some((contract, level, *rooms.get(&level)?));
    Ok(set.into_iter().filter_map(room).collect())
}

/// Where the room of a contract's limits went; for one of its rows, who has the room it needs
/// (W-8).
pub async fn read_limits(
    scope: &mut Scope,
    contract: ContractId,
    row: Option<ActualId>,
) -> Result<LimitsPage, Failure> {
    let header = contracts::commands::read_contract(scope, contract).await?;
    let rooms = rooms(scope, &[contract.0]).await?;
    let limits: Limits = rooms
        .iter()
        .map(|(level, room)| (*level, Limit { limit: room.limit, used: room.used() }))
        .collect();
    let (failed, failed_count) =
        store::limited_rows(scope, contract, &Shown::Failed, SHOWN).await?;
    let chosen = match row {
        Some(row) => Some(chosen(scope, contract, row, &limits).await?),
        None => None,
    };
    Ok(LimitsPage {
        contract_id: contract,
        contract_name: format!("{} {}", header.header.number, header.header.name),
        currency: header.header.currency,
        levels: header
            .limits
            .into_iter()
            .filter_map(|setting| level_room(setting, &rooms))
            .collect(),
        failed: failed.into_iter().map(|(row, shown)| now(&limits, &row, shown)).collect(),
        failed_count,
        chosen,
    })
}

fn level_room(setting: LimitSetting, rooms: &BTreeMap<LimitLevel, Room>) -> Option<LevelRoom> {
    rooms.get(&setting.level).map(|room| LevelRoom { setting, room: *room })
}

/// A row with the level that would stop it now; one whose amount counts already is in.
fn now(limits: &Limits, row: &LimitRow, shown: LimitedRow) -> LimitedRow {
    let stopped_by =
        if row.counts() { None } else { rules::stopped_by(limits, &row.levels(), row.net_amount) };
    LimitedRow { stopped_by, ..shown }
}

async fn chosen(
    scope: &mut Scope,
    contract: ContractId,
    row: ActualId,
    limits: &Limits,
) -> Result<ChosenRow, Failure> {
    let (rows, _) = store::limited_rows(scope, contract, &Shown::Row(row), 1).await?;
    let (row, shown) = rows.into_iter().next().ok_or(Refusal::NotFound)?;
    let short = if row.counts() { Vec::new() } else { rules::short(limits, &row) };
    let using = Shown::Using(short.iter().map(|(level, _)| *level).collect());
    let (committed, committed_count) = store::limited_rows(scope, contract, &using, SHOWN).await?;
    let (rows, committed): (Vec<LimitRow>, Vec<LimitedRow>) = committed.into_iter().unzip();
    let suggestion = rules::suggest(&short, &rows);
    Ok(ChosenRow { row: now(limits, &row, shown), short, committed, committed_count, suggestion })
}

/// What would become of every row of a release, by the same rules; writes nothing.
pub async fn preview_release(
    scope: &mut Scope,
    request: &ReleaseRequest,
) -> Result<ReleasePlan, Failure> {
    let (row, released) = release_rows(scope, request).await?;
    let mut limits = limits(scope, &[request.contract_id.0]).await?;
    Ok(rules::release(&mut limits, &row, &released))
}

/// Resets the released rows, evaluates the one that needs room, then them, in one go (R-NTE-6,
/// R-NTE-7): if it fits, and everything comes out as it was shown.
pub async fn release_committed(tx: &mut Tx, release: &Release) -> Result<ReleasePlan, Failure> {
    contracts::commands::lock(tx, &[release.request.contract_id.0]).await?;
    let plan = preview_release(tx, &release.request).await?;

    rules::may_release(&plan, &release.expected)?;

    let verdicts: Vec<Verdict> = plan
        .released
        .iter()
        .map(|row| verdict(row, false))
        .chain([verdict(&plan.row, true)])
        .collect();
    store::limit_update(tx, &verdicts).await?;
    Ok(plan)
}

/// The rows of a release as they stand; refused when one of them is no longer what it was taken
/// for.
async fn release_rows(
    scope: &mut Scope,
    request: &ReleaseRequest,
) -> Result<(LimitRow, Vec<LimitRow>), Failure> {
    let mut ids: Vec<i64> = request.release.iter().map(|id| id.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let contract = [request.contract_id.0];
    let named = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    if named > SHOWN
        || named != i64::try_from(request.release.len()).unwrap_or(0)
        || request.release.contains(&request.row)
    {
        return Err(Refusal::InputUnreadable.into());
    }
    ids.push(request.row.0);
    let rows = store::limit_rows(scope, &Selection::Rows(ids), &contract, &contract).await?;
    let (row, released): (Vec<LimitRow>, Vec<LimitRow>) =
        rows.into_iter().partition(|row| row.actual_id == request.row);
    let row = row.into_iter().next().ok_or(Refusal::NotFound)?;
    let stands = |status: NteStatus| matches!(status, NteStatus::Failed | NteStatus::NotEvaluated);
    if !stands(row.nte_status)
        || released.len() != request.release.len()
        || !released.iter().all(LimitRow::counts)
    {
        return Err(Refusal::Outdated.into());
    }
    Ok((row, released))
}
