//! Which month is meant, which rows a figure of it counts, and which of its days miss time. Pure.

use crate::{
    month_end::model::{Lack, Month, Stage},
    today::{
        model::{Counted, List},
        rules::{months, of_contracts_in_force},
    },
    vocabulary::{
        dates::parse_date,
        ids::ContractId,
        refusal::{Field, Refusal},
        words::BillingType,
    },
};
use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Up to this day of a month the one before it is still being closed.
const CLOSING_UNTIL: u32 = 15;
/// After how many days a draft is told, unless the reader says otherwise.
pub const OLD_DRAFT_DAYS: u64 = 7;
/// What the reader may say.
pub const OLD_DRAFT_CHOICES: [u64; 4] = [3, 7, 14, 30];

/// The month of a day.
pub fn month_of(day: NaiveDate) -> Month {
    let [_, first, next] = months(day);
    Month { first, last: next.pred_opt().unwrap_or(first) }
}

/// The month before and the month after.
pub fn beside(month: Month) -> [Month; 2] {
    let before = month.first.pred_opt().unwrap_or(month.first);
    let after = month.last.succ_opt().unwrap_or(month.last);
    [month_of(before), month_of(after)]
}

/// As an address says it: 2026-10.
pub fn month_text(month: Month) -> String {
    month.first.format("%Y-%m").to_string()
}

/// The month that an address names; without one, the one that is closed about now.
///
/// # Errors
/// What is no month.
pub fn month_asked(text: Option<&str>, today: NaiveDate) -> Result<Month, Refusal> {
    let Some(text) = text else {
        let this = month_of(today);
        return Ok(if today.day() <= CLOSING_UNTIL { beside(this)[0] } else { this });
    };
    let first = parse_date(&format!("{text}-01")).ok_or(Refusal::FieldNotADate(Field::Date))?;
    Ok(month_of(first))
}

/// After how many days a draft is told, as an address says it.
///
/// # Errors
/// What is none of the choices.
pub fn old_draft_days(text: Option<&str>) -> Result<u64, Refusal> {
    let Some(text) = text else { return Ok(OLD_DRAFT_DAYS) };
    let chosen = text.parse().ok().filter(|days| OLD_DRAFT_CHOICES.contains(days));
    chosen.ok_or_else(|| Refusal::UnknownListOption(text.chars().take(50).collect()))
}

/// The list of what has come so far by a month's end, of one contract or of all.
pub fn counted(stage: Stage, list: List, month: Month, contract: Option<ContractId>) -> Counted {
    let to = ("to", month.last.to_string());
    let filters = match (stage, list) {
        (Stage::Confirmed, _) => {
            vec![("state", "confirmed".to_owned()), ("from", month.first.to_string()), to]
        }
        (Stage::Failed, _) => vec![("state", "failed".to_owned())],
        (Stage::Held, _) => vec![("status", "failed".to_owned()), chargeable(), to],
        (_, List::Backlog) => vec![("status", stage.word().to_owned()), chargeable(), to],
        // What a draft holds is there whatever became of its contract.
        (Stage::OnDraft, _) => vec![("status", stage.word().to_owned()), to],
        _ => vec![("status", stage.word().to_owned()), of_contracts_in_force(), to],
    };
    let of = contract.map(|id| ("contract_id", id.to_string()));
    Counted::of(list, &filters.into_iter().chain(of).collect::<Vec<_>>())
}

fn chargeable() -> (&'static str, String) {
    ("billing_type", BillingType::Chargeable.word().to_owned())
}

/// The list of what keeps a month open.
pub fn lacking(lack: Lack, month: Month, old_since: NaiveDate) -> Counted {
    let to = || ("to", month.last.to_string());
    let word = |name: &'static str, word: &str| (name, word.to_owned());
    let entries = |state: &str| Counted::of(List::Approvals, &[word("state", state), to()]);
    let backlog = |status: &str| Counted::of(List::Backlog, &[word("status", status), to()]);
    let schedules = |status: &str| {
        let filters = [word("status", status), of_contracts_in_force(), to()];
        Counted::of(List::Schedules, &filters)
    };
    match lack {
        Lack::WithoutTime => {
            Counted::of(List::TimeSheets, &[("month", month_text(month)), word("has", "missing")])
        }
        Lack::NotSubmitted => entries("draft"),
        Lack::Returned => entries("returned"),
        Lack::NotApproved => entries("submitted"),
        Lack::RecallAsked => entries("recall_requested"),
        Lack::WithoutPrice => backlog("no_price"),
        Lack::NotEvaluated => backlog("not_evaluated"),
        Lack::OverLimit => backlog("failed"),
        Lack::MilestonesOff => Counted::of(List::Hub, &[word("has", "milestones_off")]),
        Lack::NotRun => schedules("not_run"),
        Lack::RunFailed => schedules("failed"),
        Lack::OldDrafts => Counted::of(
            List::Invoices,
            &[word("state", "open"), ("created_to", old_since.to_string())],
        ),
        Lack::NotConfirmed => Counted::of(List::Invoices, &[word("state", "failed")]),
    }
}

/// Days of a month on which work was due by today: Monday to Friday, and not today, which is not
/// over.
pub fn work_days(month: Month, today: NaiveDate) -> Vec<NaiveDate> {
    (0..31)
        .filter_map(|days| month.first.checked_add_days(Days::new(days)))
        .take_while(|day| *day <= month.last && *day < today)
        .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
        .collect()
}
