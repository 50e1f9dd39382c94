//! Rules as tables: the way of an entry, and what approving one writes.

use super::{
    model::{Decision, Entry, EntryRecord},
    rules::{
        is_for_approver, is_for_author, is_refused_on_own_work, judge, judge_own, may_change,
        must_be_uninvoiced, next, record, word_with,
    },
};
use crate::{
    tests::samples::{dec, entry},
    vocabulary::{
        ids::{CategoryId, ProductId, ProjectId, RoleId},
        refusal::{Field, Refusal},
        words::{EntryState, TransactionClass},
    },
};

#[test]
fn an_entry_moves_only_as_drawn() {
    // R-SM-36 to R-SM-43: every state with every decision
    use {Decision::*, EntryState::*};
    let (frozen, not_submitted, not_approved, nobody_asked) = (
        Refusal::EntryFrozen,
        Refusal::EntryNotSubmitted,
        Refusal::EntryNotApproved,
        Refusal::RecallNotRequested,
    );
    let mut table = vec![
        (Draft, Submit, Ok(Submitted)),
        (Submitted, Submit, Err(Refusal::EntryNotDraft)),
        (Returned, Submit, Ok(Submitted)),
        (Submitted, Recall, Ok(Draft)),
        (Submitted, Approve, Ok(Approved)),
        (Submitted, Return, Ok(Returned)),
        (Approved, RequestRecall, Ok(RecallRequested)),
        (RecallRequested, ApproveRecall, Ok(Returned)),
        (RecallRequested, RejectRecall, Ok(Approved)),
        (Approved, CancelApproval, Ok(Submitted)),
    ];
    for decision in [Recall, Approve, Return] {
        table.extend([Draft, Returned].map(|from| (from, decision, Err(not_submitted.clone()))));
    }
    for decision in [Submit, Recall, Approve, Return] {
        table.extend([Approved, RecallRequested].map(|from| (from, decision, Err(frozen.clone()))));
    }
    for decision in [RequestRecall, CancelApproval] {
        table.extend(
            [Draft, Submitted, Returned, RecallRequested]
                .map(|from| (from, decision, Err(not_approved.clone()))),
        );
    }
    for decision in [ApproveRecall, RejectRecall] {
        table.extend(
            [Draft, Submitted, Returned, Approved]
                .map(|from| (from, decision, Err(nobody_asked.clone()))),
        );
    }
    assert_eq!(table.len(), EntryState::ALL.len() * Decision::ALL.len());
    for (from, decision, to) in table {
        let answer = next(from, false, false, decision);
        if let Ok(transition) = answer {
            assert_eq!(transition.from(), from);
        }
        assert_eq!(answer.map(|t| t.to()), to, "{from:?} {decision:?}");
        assert_eq!(
            next(from, true, false, decision),
            Err(Refusal::EntryFrozen),
            "history: {from:?} {decision:?}"
        );
        let journal = match (from, decision) {
            (Approved, CancelApproval) => Ok(Returned),
            (_, CancelApproval) => Err(Refusal::EntryNotApproved),
            _ => Err(Refusal::JournalLineOnlyCancels),
        };
        assert_eq!(
            next(from, false, true, decision).map(|t| t.to()),
            journal,
            "R-APP-14, a journal's line: {from:?} {decision:?}"
        );
    }
}

#[test]
fn everybody_decides_what_is_theirs() {
    // §14, R-SEC-1, R-SM-44: author, approver, refused on own work, refused once invoiced
    for (decision, author, approver, own, invoiced) in [
        (Decision::Submit, true, true, false, false),
        (Decision::Recall, true, false, false, false),
        (Decision::Approve, false, true, true, false),
        (Decision::Return, false, true, false, false),
        (Decision::RequestRecall, true, false, false, true),
        (Decision::ApproveRecall, false, true, true, true),
        (Decision::RejectRecall, false, true, true, false),
        (Decision::CancelApproval, false, true, false, true),
    ] {
        assert_eq!(
            (
                is_for_author(decision),
                is_for_approver(decision),
                is_refused_on_own_work(decision),
                must_be_uninvoiced(decision)
            ),
            (author, approver, own, invoiced),
            "{decision:?}"
        );
    }
    for state in EntryState::ALL {
        let expected = match state {
            EntryState::Draft | EntryState::Returned => Ok(()),
            EntryState::Submitted => Err(Refusal::EntryNotYours),
            EntryState::Approved | EntryState::RecallRequested => Err(Refusal::EntryFrozen),
        };
        assert_eq!(may_change(*state, false), expected, "{state:?}");
        assert_eq!(may_change(*state, true), Err(Refusal::EntryFrozen));
    }
    assert_eq!(
        word_with(Decision::RequestRecall, "  "),
        Err(Refusal::FieldMissing(Field::Reason)),
        "R-SM-40: with reason"
    );
    assert_eq!(
        word_with(Decision::RequestRecall, &"x".repeat(1_001)),
        Err(Refusal::FieldTooLong(Field::Reason, 1_000))
    );
    assert_eq!(word_with(Decision::CancelApproval, " "), Ok(String::new()), "R-SM-39: optional");
}

#[test]
fn work_is_read_as_written_down() {
    // §2.10: time in hours, expenses and material in units with their cost
    let good = |class: TransactionClass| EntryRecord {
        entry_id: None,
        version: 1,
        transaction_class: class,
        project_id: Some(ProjectId(7)),
        task_id: None,
        priced_by: Some(9),
        work_on: "2026-03-02".into(),
        quantity: " 7,25 ".into(),
        unit: " km ".into(),
        unit_cost: "0.30".into(),
        notes: " to Oslo\0 ".into(),
    };
    let read = |class| {
        record(&good(class)).map(|w| (w.dimension, w.quantity, w.unit, w.unit_cost, w.notes))
    };
    let (hours, cost, notes) = (dec("7.25"), Some(dec("0.30")), "to Oslo".to_owned());
    assert_eq!(
        read(TransactionClass::Time),
        Ok((
            crate::book::model::Dimension::Role(RoleId(9)),
            hours,
            String::new(),
            None,
            notes.clone()
        ))
    );
    assert_eq!(
        read(TransactionClass::Expense),
        Ok((
            crate::book::model::Dimension::Category(CategoryId(9)),
            hours,
            "km".into(),
            cost,
            notes.clone()
        ))
    );
    assert_eq!(
        read(TransactionClass::Material),
        Ok((
            crate::book::model::Dimension::Product(ProductId(9)),
            hours,
            String::new(),
            cost,
            notes
        ))
    );
    for class in [TransactionClass::Fee, TransactionClass::Milestone, TransactionClass::Retainer] {
        assert_eq!(read(class), Err(Refusal::InputUnreadable), "{class:?} is no entry");
    }
    use Field::*;
    let expense = || good(TransactionClass::Expense);
    for (written, expected) in [
        (EntryRecord { project_id: None, ..expense() }, Refusal::FieldMissing(Project)),
        (EntryRecord { priced_by: None, ..expense() }, Refusal::FieldMissing(Category)),
        (
            EntryRecord { priced_by: None, ..good(TransactionClass::Time) },
            Refusal::FieldMissing(Role),
        ),
        (
            EntryRecord { priced_by: None, ..good(TransactionClass::Material) },
            Refusal::FieldMissing(Product),
        ),
        (EntryRecord { work_on: String::new(), ..expense() }, Refusal::FieldMissing(Date)),
        (EntryRecord { work_on: "9999-01-01".into(), ..expense() }, Refusal::FieldNotADate(Date)),
        (EntryRecord { work_on: "2026-02-30".into(), ..expense() }, Refusal::FieldNotADate(Date)),
        (EntryRecord { quantity: String::new(), ..expense() }, Refusal::FieldMissing(Quantity)),
        (EntryRecord { quantity: "NaN".into(), ..expense() }, Refusal::FieldNotANumber(Quantity)),
        (EntryRecord { quantity: "0".into(), ..expense() }, Refusal::FieldNotPositive(Quantity)),
        (EntryRecord { quantity: "-1".into(), ..expense() }, Refusal::FieldOutOfRange(Quantity)),
        (
            EntryRecord { quantity: "1000000000000000000".into(), ..expense() },
            Refusal::FieldOutOfRange(Quantity),
        ),
        (
            EntryRecord { quantity: "0.00001".into(), ..expense() },
            Refusal::FieldOutOfRange(Quantity),
        ),
        (EntryRecord { unit: "x".repeat(51), ..expense() }, Refusal::FieldTooLong(Unit, 50)),
        (EntryRecord { unit_cost: String::new(), ..expense() }, Refusal::FieldMissing(UnitCost)),
        (EntryRecord { unit_cost: "-1".into(), ..expense() }, Refusal::FieldOutOfRange(UnitCost)),
        (EntryRecord { unit_cost: "1e18".into(), ..expense() }, Refusal::FieldNotANumber(UnitCost)),
        (
            EntryRecord { notes: "x".repeat(4_001), ..expense() },
            Refusal::FieldTooLong(Notes, 4_000),
        ),
    ] {
        assert_eq!(record(&written), Err(expected), "{written:?}");
    }
}

#[test]
fn an_approver_decides_on_their_projects_and_submits_for_people_who_do_not_sign_in() {
    // §14, R-SM-36, R-SEC-1: every decision on what is there for it; whose project, whether
    // somebody writes it, whose work
    for decision in Decision::ALL.iter().copied().filter(|d| is_for_approver(*d)) {
        let state = match decision {
            Decision::Submit => EntryState::Draft,
            Decision::Approve | Decision::Return | Decision::Recall => EntryState::Submitted,
            Decision::CancelApproval | Decision::RequestRecall => EntryState::Approved,
            Decision::ApproveRecall | Decision::RejectRecall => EntryState::RecallRequested,
        };
        for (is_theirs, has_author, is_own) in (0..8).map(|n| (n & 1 > 0, n & 2 > 0, n & 4 > 0)) {
            let entry = Entry {
                state,
                is_theirs_to_decide: is_theirs,
                has_an_author: has_author,
                is_own,
                ..entry()
            };
            let expected = match decision {
                _ if !is_theirs => Some(Refusal::NotProjectApprover),
                Decision::Submit if has_author && !is_own => Some(Refusal::DraftIsItsAuthors),
                Decision::Approve | Decision::ApproveRecall | Decision::RejectRecall if is_own => {
                    Some(Refusal::OwnWork)
                }
                _ => None,
            };
            assert_eq!(
                judge(&entry, decision, false).err(),
                expected,
                "{decision:?} {is_theirs} {has_author} {is_own}"
            );
            assert_eq!(
                judge_own(&entry, decision).err(),
                (!is_own).then_some(Refusal::NotFound),
                "the team is nothing to whoever did the work"
            );
        }
    }
    for (decision, state) in [
        (Decision::Approve, EntryState::Submitted),
        (Decision::ApproveRecall, EntryState::RecallRequested),
    ] {
        let unclear = Entry { state, may_be_own: true, ..entry() };
        assert_eq!(
            judge(&unclear, decision, false).err(),
            Some(Refusal::MayBeOwnWork),
            "unknown and alike is refused, not allowed"
        );
        assert!(
            judge(&unclear, decision, true).is_ok(),
            "where own work may be approved, nobody needs to know"
        );
    }
    let elsewhere = Entry { state: EntryState::Approved, is_theirs_to_decide: false, ..entry() };
    assert_eq!(
        judge(&elsewhere, Decision::Approve, true).err(),
        Some(Refusal::NotProjectApprover),
        "said before anything about its state"
    );
}
