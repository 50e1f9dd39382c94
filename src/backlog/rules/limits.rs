//! Not-to-exceed: which limits apply to a row, whether it fits, and who would have to give way.
//! Pure.

use crate::{
    actuals::model::Actual,
    backlog::model::{Evaluated, Limit, LimitRow, OpenRow, ReleasePlan, Room, Usage},
    contracts::model::LimitLevel,
    vocabulary::{
        ids::{ContractId, ContractLineId, CustomerId},
        refusal::Refusal,
        words::{BillingType, NteStatus},
    },
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Limits with what is used of them, by level.
pub type Limits = BTreeMap<LimitLevel, Limit>;

/// The levels that a row counts at, in the order they are asked (R-NTE-2). Whoever evaluates
/// anything asks here.
pub fn levels(contract: ContractId, line: ContractLineId, customer: CustomerId) -> [LimitLevel; 4] {
    [
        LimitLevel::LineCustomer(line, customer),
        LimitLevel::Line(line),
        LimitLevel::ContractCustomer(contract, customer),
        LimitLevel::Contract(contract),
    ]
}

impl LimitRow {
    /// The levels it counts at.
    pub fn levels(&self) -> [LimitLevel; 4] {
        levels(self.contract_id, self.contract_line_id, self.customer_id)
    }

    /// Whether its amount counts as used: all do but those that are to be evaluated, or failed
    /// (R-NTE-3).
    pub fn counts(&self) -> bool {
        match self.nte_status {
            NteStatus::Committed | NteStatus::NotApplicable => true,
            NteStatus::Failed | NteStatus::NotEvaluated => false,
        }
    }
}

/// What is used of each limit: the amounts of every customer of every line, added up at the levels
/// they count at.
pub fn add_up(set: &[(LimitLevel, Decimal)], usages: &[Usage]) -> BTreeMap<LimitLevel, Room> {
    let mut rooms: BTreeMap<LimitLevel, Room> = set
        .iter()
        .map(|(level, limit)| (*level, Room { limit: *limit, ..Room::default() }))
        .collect();
    for usage in usages {
        for level in levels(usage.contract_id, usage.contract_line_id, usage.customer_id) {
            if let Some(room) = rooms.get_mut(&level) {
                room.invoiced += usage.invoiced;
                room.on_drafts += usage.on_drafts;
                room.committed += usage.committed;
            }
        }
    }
    rooms
}

impl Room {
    /// All that counts against the limit (R-NTE-3).
    pub fn used(&self) -> Decimal {
        self.invoiced + self.on_drafts + self.committed
    }

    /// What is left; below zero where the limit was lowered.
    pub fn left(&self) -> Decimal {
        self.limit - self.used()
    }
}

/// The first level, innermost first, at which so much more would be over the limit. Equality passes
/// (R-NTE-3).
pub fn stopped_by(limits: &Limits, levels: &[LimitLevel], amount: Decimal) -> Option<LimitLevel> {
    levels
        .iter()
        .copied()
        .find(|level| limits.get(level).is_some_and(|l| l.used + amount > l.limit))
}

/// R-NTE-1 to R-NTE-4 for one record, in order of date and id: all-or-nothing, equality passes; a
/// pass uses the room of every level. `levels` are those that it counts at, innermost first.
pub fn evaluate(
    limits: &mut Limits,
    levels: &[LimitLevel],
    billing_type: BillingType,
    amount: Decimal,
) -> (NteStatus, Option<LimitLevel>) {
    if billing_type != BillingType::Chargeable
        || !levels.iter().any(|level| limits.contains_key(level))
    {
        return (NteStatus::NotApplicable, None);
    }
    if let Some(level) = stopped_by(limits, levels, amount) {
        return (NteStatus::Failed, Some(level));
    }
    use_room(limits, levels, amount);
    (NteStatus::Committed, None)
}

fn use_room(limits: &mut Limits, levels: &[LimitLevel], amount: Decimal) {
    for level in levels {
        if let Some(limit) = limits.get_mut(level) {
            limit.used += amount;
        }
    }
}

/// The backlog row of a new sale, evaluated whatever it came from: an approval, or a correction
/// (R-APP-9, R-NTE-10). Nothing for what is no sale.
pub fn open_row(sale: &Actual, limits: &mut Limits) -> Option<OpenRow> {
    let (contract_id, contract_line_id, customer_id) =
        (sale.contract_id?, sale.contract_line_id?, sale.customer_id?);
    let (nte_status, failed) = evaluate(
        limits,
        &levels(contract_id, contract_line_id, customer_id),
        sale.billing_type,
        sale.net_amount(),
    );
    Some(OpenRow {
        actual_id: sale.id,
        transaction_class: sale.transaction_class,
        contract_id,
        contract_line_id,
        customer_id,
        project_id: sale.project_id?,
        resource_id: sale.resource_id,
        work_on: sale.work_on,
        billing_type: sale.billing_type,
        currency: sale.currency,
        quantity: sale.quantity,
        net_amount: sale.net_amount(),
        has_price: sale.has_price,
        is_ready: false,
        nte_status,
        nte_detail: failed.map(LimitLevel::kind),
    })
}

/// Reevaluate: the rows give up what they hold, then each is asked again in the order given
/// (R-NTE-3, R-NTE-6).
pub fn reevaluate(limits: &mut Limits, rows: &[LimitRow]) -> Vec<Evaluated> {
    for row in rows.iter().filter(|row| row.counts()) {
        use_room(limits, &row.levels(), -row.net_amount);
    }
    rows.iter().map(|row| ask_again(limits, row)).collect()
}

fn ask_again(limits: &mut Limits, row: &LimitRow) -> Evaluated {
    let (nte_status, level) =
        evaluate(limits, &row.levels(), BillingType::Chargeable, row.net_amount);
    Evaluated { actual_id: row.actual_id, nte_status, level }
}

/// W-8: the released rows are reset, the one that needs room is evaluated first, then they are, in
/// the order given.
pub fn release(limits: &mut Limits, needs_room: &LimitRow, released: &[LimitRow]) -> ReleasePlan {
    for row in released.iter().chain([needs_room]).filter(|row| row.counts()) {
        use_room(limits, &row.levels(), -row.net_amount);
    }
    let row = ask_again(limits, needs_room);
    ReleasePlan { row, released: released.iter().map(|row| ask_again(limits, row)).collect() }
}

/// Whether a release may be done as it was shown: it still comes out so, and the row fits.
pub fn may_release(plan: &ReleasePlan, expected: &ReleasePlan) -> Result<(), Refusal> {
    if plan != expected {
        return Err(Refusal::Outdated);
    }
    match plan.row.level {
        Some(level) => Err(Refusal::LimitFailed(level.kind())),
        None => Ok(()),
    }
}

/// R-NTE-9: an invoice bills more than was approved, and others less: level by level the sum
/// counts. Fits, and the room is used; or the level that would be exceeded.
pub fn raise(
    limits: &mut Limits,
    deltas: &[(ContractId, ContractLineId, CustomerId, Decimal)],
) -> Result<(), LimitLevel> {
    let mut by_level: BTreeMap<LimitLevel, Decimal> = BTreeMap::new();
    for (contract, line, customer, delta) in deltas {
        for level in levels(*contract, *line, *customer) {
            *by_level.entry(level).or_default() += *delta;
        }
    }
    if let Some((level, _)) = by_level.iter().find(|(level, delta)| {
        **delta > Decimal::ZERO && stopped_by(limits, &[**level], **delta).is_some()
    }) {
        return Err(*level);
    }
    for (level, delta) in by_level {
        use_room(limits, &[level], delta);
    }
    Ok(())
}

/// How much each level lacks for a row to fit.
pub fn short(limits: &Limits, row: &LimitRow) -> Vec<(LimitLevel, Decimal)> {
    let lacks =
        |level: LimitLevel| limits.get(&level).map(|l| (level, l.used + row.net_amount - l.limit));
    row.levels().into_iter().filter_map(lacks).filter(|(_, lack)| *lack > Decimal::ZERO).collect()
}
