//! What time sheets say they bill, row by row, beside what approval would bill of the same rows.
//! Rows without such an amount are not compared, nor what was invoiced before Billwright.

use super::{format::Reading, table::Row};
use crate::{
    approvals::{
        model::{Unbilled, WouldBill},
        rules::Foretelling,
    },
    entries::model::NewEntry,
    imports::model::{
        Because, BilledOtherwise, BilledTotal, Complaint, ImportReport, NAMED, Plan, Planned,
        Problem, SaidBill,
    },
    vocabulary::{
        currency::Currency,
        money::{FACTOR_DECIMALS, round},
    },
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

const AMOUNT: &str = "Billable Amount";

/// More than the most hours at the highest price come to is no amount; a million of such still add
/// up.
const LIMIT: Decimal = Decimal::from_parts(1_874_919_424, 2_328_306, 0, false, 0);

/// Reads what a row says it bills, in the currency that the file says, or else in that of the
/// contract. It only compares: what can't be read is said, and stops nothing.
pub fn read(
    row: &Row,
    (work, file): (Planned, usize),
    contract: Option<Currency>,
    problems: &mut Vec<Problem>,
) -> Option<SaidBill> {
    let cell = row.cell(AMOUNT);
    if cell.chars().all(|c| c.is_whitespace() || "-\u{2013}\u{2014}".contains(c)) {
        return None;
    }
    let amount = match row.reading(AMOUNT) {
        Reading::One(amount) if amount.abs() < LIMIT => amount,
        Reading::One(_) | Reading::Two(..) | Reading::None => {
            row.complain(problems, AMOUNT, Complaint::AmountUnread);
            return None;
        }
    };
    let currency = row.amount_currency(AMOUNT).or(contract);
    Some(SaidBill {
        work,
        file,
        line: row.line,
        column: row.title(AMOUNT).to_owned(),
        amount,
        currency,
    })
}

impl Plan {
    /// The work of rows that say what they bill.
    pub fn billed_work(&self) -> Vec<&NewEntry> {
        self.bills.iter().filter_map(|said| self.work(said.work)).collect()
    }

    fn work(&self, work: Planned) -> Option<&NewEntry> {
        match work {
            Planned::New(at) => self.entries.get(at),
            Planned::Changed(at) => self.carried.changed.get(at).map(|change| &change.now),
        }
    }
}

/// Compares what files say with what would be billed: sums per file and currency, and the rows that
/// differ as warnings.
pub fn compare(plan: &Plan, foretelling: &Foretelling, report: &mut ImportReport) {
    let mut totals: BTreeMap<(usize, Option<Currency>), BilledTotal> = BTreeMap::new();
    for said in &plan.bills {
        let Some((new, would)) =
            plan.work(said.work).and_then(|new| Some((new, foretelling.would_bill(new)?)))
        else {
            continue;
        };
        let currency = said.currency.or(would.currency);
        let there = round(said.amount, currency.map_or(2, Currency::decimals));
        let because = because(new, (there, currency), &would);
        let total = totals.entry((said.file, currency)).or_default();
        (total.there, total.rows, total.differing) =
            (total.there + there, total.rows + 1, total.differing + i64::from(because.is_some()));
        if !would.amount.is_zero() {
            totals.entry((said.file, would.currency)).or_default().here += would.amount;
        }
        let Some(because) = because else { continue };
        report.warning_count += 1;
        if let Some(file) = report.files.get(said.file).filter(|_| report.problems.len() < NAMED) {
            let complaint = Complaint::BilledOtherwise(BilledOtherwise {
                there: (there, currency),
                here: (would.amount, would.currency),
                because,
            });
            report.problems.push(Problem {
                file: file.file.clone(),
                line: Some(said.line),
                column: Some(said.column.clone()),
                complaint,
            });
        }
    }
    for ((file, currency), total) in totals {
        if let Some(file) = report.files.get_mut(file) {
            file.billed.push(BilledTotal { currency, ..total });
        }
    }
}

/// Why a row is billed otherwise; none: it is not.
fn because(
    new: &NewEntry,
    (there, currency): (Decimal, Option<Currency>),
    would: &WouldBill,
) -> Option<Because> {
    let is_same_currency = currency == would.currency || there.is_zero() || would.amount.is_zero();
    if there == would.amount && is_same_currency {
        return None;
    }
    if let Some(unbilled) = would.unbilled {
        return Some(match unbilled {
            Unbilled::NotCovered => Because::NotCovered,
            Unbilled::OutsideDates => Because::OutsideDates,
            Unbilled::FixedPrice => Because::FixedPrice,
            Unbilled::NotChargeable => Because::NotChargeable,
            Unbilled::NoPrice => Because::NoPrice,
        });
    }
    if let Some(ours) = would.currency.filter(|_| currency != would.currency) {
        return Some(Because::Currency(ours));
    }
    let unit = Decimal::new(1, currency.map_or(2, Currency::decimals));
    // Each part is rounded, and so is the file's amount.
    if (there - would.amount).abs() <= unit.saturating_mul(Decimal::from(would.parts)) {
        return Some(Because::Rounding);
    }
    let per = |amount: Decimal, of: Decimal| {
        amount.checked_div(of).map(|value| round(value, FACTOR_DECIMALS))
    };
    let is_same_rate = new.unit_price == Some(would.unit_price);
    match per(there, would.unit_price).filter(|_| is_same_rate) {
        Some(hours) => Some(Because::Hours(hours, new.quantity)),
        None => {
            Some(Because::Price(per(there, new.quantity).unwrap_or_default(), would.unit_price))
        }
    }
}
