//! Decisions on entries. Pure.

use super::model::{Decision, Entry, EntryRecord, Work};
use crate::{
    book::model::Dimension,
    vocabulary::{
        dates::parse_date,
        ids::{CategoryId, ProductId, RoleId},
        money::{is_price, is_quantity},
        refusal::{Field, Refusal},
        typed::{number, text},
        words::{EntryState, TransactionClass},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The way of an entry from one state to the next; only `next` makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    from: EntryState,
    to: EntryState,
}

impl Transition {
    /// Where it must be.
    pub fn from(self) -> EntryState {
        self.from
    }
    /// Where it goes.
    pub fn to(self) -> EntryState {
        self.to
    }
}

/// R-SM-36 to R-SM-43. A journal's line was never submitted: it can only be cancelled (R-APP-14).
pub fn next(
    from: EntryState,
    is_history: bool,
    is_journal: bool,
    decision: Decision,
) -> Result<Transition, Refusal> {
    use Decision::{
        Approve, ApproveRecall, CancelApproval, Recall, RejectRecall, RequestRecall, Return, Submit,
    };
    use EntryState::{Approved, Draft, RecallRequested, Returned, Submitted};
    if is_history {
        return Err(Refusal::EntryFrozen);
    }
    if is_journal {
        return match (from, decision) {
            (Approved, CancelApproval) => Ok(Transition { from, to: Returned }),
            (Draft | Submitted | Returned | RecallRequested, CancelApproval) => {
                Err(Refusal::EntryNotApproved)
            }
            (
                Draft | Submitted | Approved | Returned | RecallRequested,
                Submit | Recall | Approve | Return | RequestRecall | ApproveRecall | RejectRecall,
            ) => Err(Refusal::JournalLineOnlyCancels),
        };
    }
    let to = match (from, decision) {
        (Draft | Returned, Submit) => Submitted,
        (Submitted, Recall) => Draft,
        (Submitted, Approve) => Approved,
        (Submitted, Return) => Returned,
        (Approved, RequestRecall) => RecallRequested,
        (RecallRequested, ApproveRecall) => Returned,
        (RecallRequested, RejectRecall) => Approved,
        (Approved, CancelApproval) => Submitted,
        (Submitted, Submit) => return Err(Refusal::EntryNotDraft),
        (Draft | Returned, Recall | Approve | Return) => return Err(Refusal::EntryNotSubmitted),
        (Approved | RecallRequested, Submit | Recall | Approve | Return) => {
            return Err(Refusal::EntryFrozen);
        }
        (Draft | Submitted | Returned | RecallRequested, RequestRecall | CancelApproval) => {
            return Err(Refusal::EntryNotApproved);
        }
        (Draft | Submitted | Returned | Approved, ApproveRecall | RejectRecall) => {
            return Err(Refusal::RecallNotRequested);
        }
    };
    Ok(Transition { from, to })
}

/// Whether this is for whoever did the work to ask.
pub fn is_for_author(decision: Decision) -> bool {
    match decision {
        Decision::Submit | Decision::Recall | Decision::RequestRecall => true,
        Decision::Approve
        | Decision::Return
        | Decision::ApproveRecall
        | Decision::RejectRecall
        | Decision::CancelApproval => false,
    }
}

/// Whether this is for an approver to decide; many entries come from files, so an approver submits
/// them too.
pub fn is_for_approver(decision: Decision) -> bool {
    match decision {
        Decision::Submit
        | Decision::Approve
        | Decision::Return
        | Decision::ApproveRecall
        | Decision::RejectRecall
        | Decision::CancelApproval => true,
        Decision::Recall | Decision::RequestRecall => false,
    }
}

/// What takes a decision back, for whoever took it; none: the entry is with others then, or out of
/// the ledger for good.
pub fn undone_by(decision: Decision) -> Option<Decision> {
    match decision {
        Decision::Submit => Some(Decision::Recall),
        Decision::Recall => Some(Decision::Submit),
        Decision::Approve => Some(Decision::CancelApproval),
        Decision::Return
        | Decision::RequestRecall
        | Decision::ApproveRecall
        | Decision::RejectRecall
        | Decision::CancelApproval => None,
    }
}

/// R-SEC-1: nobody says yes to their own work, nor decides what they asked for themselves.
pub fn is_refused_on_own_work(decision: Decision) -> bool {
    match decision {
        Decision::Approve | Decision::ApproveRecall | Decision::RejectRecall => true,
        Decision::Submit
        | Decision::Recall
        | Decision::Return
        | Decision::RequestRecall
        | Decision::CancelApproval => false,
    }
}

/// R-SM-44: these are refused once the entry is on an invoice; two of them take it out of the
/// ledger.
pub fn must_be_uninvoiced(decision: Decision) -> bool {
    match decision {
        Decision::RequestRecall | Decision::ApproveRecall | Decision::CancelApproval => true,
        Decision::Submit
        | Decision::Recall
        | Decision::Approve
        | Decision::Return
        | Decision::RejectRecall => false,
    }
}

/// Whether its author can change it.
pub fn may_change(state: EntryState, is_history: bool) -> Result<(), Refusal> {
    match (state, is_history) {
        (_, true) | (EntryState::Approved | EntryState::RecallRequested, false) => {
            Err(Refusal::EntryFrozen)
        }
        (EntryState::Submitted, false) => Err(Refusal::EntryNotYours),
        (EntryState::Draft | EntryState::Returned, false) => Ok(()),
    }
}

/// The word a decision comes with: its author's reason must be given (R-SM-40), an approver's
/// comment may be.
pub fn word_with(decision: Decision, typed: &str) -> Result<String, Refusal> {
    if decision != Decision::RequestRecall {
        return comment(typed, Field::Comment);
    }
    let reason = comment(typed, Field::Reason)?;
    if reason.is_empty() { Err(Refusal::FieldMissing(Field::Reason)) } else { Ok(reason) }
}

/// Longest comment.
const COMMENT_LIMIT: usize = 1_000;

/// A comment as typed: trimmed, without the null characters that PostgreSQL can't hold.
pub fn comment(typed: &str, field: Field) -> Result<String, Refusal> {
    let typed = typed.trim().replace('\0', "");
    if typed.chars().count() > COMMENT_LIMIT {
        Err(Refusal::FieldTooLong(field, 1_000))
    } else {
        Ok(typed.trim().to_owned())
    }
}

/// The role, category or product of that key, as the class has it (R-VOC-6).
pub fn dimension(class: TransactionClass, key: i64) -> Option<(Dimension, Field)> {
    match class {
        TransactionClass::Time => Some((Dimension::Role(RoleId(key)), Field::Role)),
        TransactionClass::Expense | TransactionClass::Fee => {
            Some((Dimension::Category(CategoryId(key)), Field::Category))
        }
        TransactionClass::Material => Some((Dimension::Product(ProductId(key)), Field::Product)),
        TransactionClass::Milestone | TransactionClass::Retainer => None,
    }
}

/// Hours of one day beyond which something was mistyped, most likely: a warning, no refusal.
pub const HOURS_OF_A_DAY: Decimal = Decimal::from_parts(24, 0, 0, false, 0);

/// What somebody wrote down, read.
pub fn record(record: &EntryRecord) -> Result<Work, Refusal> {
    let class = record.transaction_class;
    let (_, priced_by) = dimension(class, 0)
        .filter(|_| class != TransactionClass::Fee)
        .ok_or(Refusal::InputUnreadable)?;
    let project_id = record.project_id.ok_or(Refusal::FieldMissing(Field::Project))?;
    let (dimension, _) = record
        .priced_by
        .and_then(|key| dimension(class, key))
        .ok_or(Refusal::FieldMissing(priced_by))?;
    Ok(Work {
        transaction_class: class,
        project_id,
        task_id: record.task_id,
        dimension,
        work_on: work_day(&record.work_on)?,
        quantity: quantity(&record.quantity)?,
        unit: if class == TransactionClass::Expense {
            text(&record.unit, Field::Unit, 50)?
        } else {
            String::new()
        },
        unit_cost: if class == TransactionClass::Time {
            None
        } else {
            Some(price(&record.unit_cost, Field::UnitCost)?)
        },
        notes: text(&record.notes, Field::Notes, 4_000)?,
    })
}

/// A day of work as typed.
pub fn work_day(typed: &str) -> Result<NaiveDate, Refusal> {
    if typed.trim().is_empty() {
        Err(Refusal::FieldMissing(Field::Date))
    } else {
        parse_date(typed).ok_or(Refusal::FieldNotADate(Field::Date))
    }
}

/// Hours or units as typed: some.
pub fn quantity(typed: &str) -> Result<Decimal, Refusal> {
    let value = number(typed, Field::Quantity)?;
    if !is_quantity(value) {
        return Err(Refusal::FieldOutOfRange(Field::Quantity));
    }
    if value.is_zero() { Err(Refusal::FieldNotPositive(Field::Quantity)) } else { Ok(value) }
}

/// A price or cost as typed.
pub fn price(typed: &str, field: Field) -> Result<Decimal, Refusal> {
    let value = number(typed, field)?;
    if is_price(value) { Ok(value) } else { Err(Refusal::FieldOutOfRange(field)) }
}

/// Whether an approver may decide so about an entry: whose project it is (§14), its state, and
/// whose work it is (R-SEC-1). What somebody who signs in still writes is theirs to submit
/// (R-SM-36); what came in a file for somebody who does not, an approver submits.
pub fn judge(
    entry: &Entry,
    decision: Decision,
    own_is_allowed: bool,
) -> Result<Transition, Refusal> {
    if !entry.is_theirs_to_decide {
        return Err(Refusal::NotProjectApprover);
    }
    let transition = next(entry.state, entry.is_history, entry.journal_type.is_some(), decision)?;
    if decision == Decision::Submit && entry.has_an_author && !entry.is_own {
        return Err(Refusal::DraftIsItsAuthors);
    }
    match is_refused_on_own_work(decision) && !own_is_allowed {
        true if entry.is_own => Err(Refusal::OwnWork),
        true if entry.may_be_own => Err(Refusal::MayBeOwnWork),
        true | false => Ok(transition),
    }
}

/// The same for whoever wrote an entry or did the work: other people's are not there for them.
pub fn judge_own(entry: &Entry, decision: Decision) -> Result<Transition, Refusal> {
    if entry.is_own {
        next(entry.state, entry.is_history, entry.journal_type.is_some(), decision)
    } else {
        Err(Refusal::NotFound)
    }
}
