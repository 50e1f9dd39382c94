//! Who gets a draft of what, as tables.

use super::{
    model::{NewInvoice, OpenDraft},
    rules::{create, pick},
};
use crate::{
    backlog::model::{PickedRow, ReadySummary},
    invoicing::tests::day,
    vocabulary::{
        ids::{ActualId, ContractId, CustomerId, InvoiceId},
        left_behind::LeftBehind,
        refusal::Refusal,
        words::{BillingType, ContractState, LimitKind, NteStatus},
    },
};

/// What a customer has: chargeable, not chargeable, later, not ready.
fn found(
    customer: i64,
    chargeable: i64,
    not_chargeable: i64,
    later: i64,
    not_ready: i64,
) -> ReadySummary {
    ReadySummary {
        contract_id: ContractId(1),
        customer_id: CustomerId(customer),
        chargeable,
        not_chargeable,
        later,
        without_price: 0,
        at_limit: 0,
        not_evaluated: 0,
        not_ready,
    }
}

#[test]
fn a_contract_gets_a_draft_per_customer_with_something_chargeable() {
    // R-INV-3, R-INV-8, R-SM-5
    let drafts = |customers: &[i64]| {
        Ok(customers
            .iter()
            .map(|id| NewInvoice { contract_id: ContractId(1), customer_id: CustomerId(*id) })
            .collect::<Vec<_>>())
    };
    let today = day("2026-03-31");
    let nothing = |later, not_chargeable, not_ready, on_draft| {
        Err(Refusal::NothingToInvoice(
            LeftBehind { later, not_chargeable, not_ready, on_draft, ..LeftBehind::default() },
            today,
        ))
    };
    use ContractState::*;
    for (state, found, on_draft, expected) in [
        (Confirmed, vec![found(1, 3, 0, 0, 0)], 0, drafts(&[1])),
        (Confirmed, vec![found(1, 3, 0, 0, 0), found(2, 1, 4, 0, 9)], 0, drafts(&[1, 2])),
        (Confirmed, vec![found(1, 3, 0, 0, 0), found(2, 0, 4, 0, 0)], 0, drafts(&[1])),
        (Confirmed, vec![found(1, 1, 0, 0, 0)], 12, drafts(&[1])),
        (Confirmed, vec![], 0, nothing(0, 0, 0, 0)),
        (Confirmed, vec![], 5, nothing(0, 0, 0, 5)),
        (Confirmed, vec![found(1, 0, 2, 0, 0)], 0, nothing(0, 2, 0, 0)),
        (Confirmed, vec![found(1, 0, 2, 3, 4), found(2, 0, 20, 30, 40)], 1, nothing(33, 22, 44, 1)),
        (Draft, vec![found(1, 3, 0, 0, 0)], 0, Err(Refusal::ContractNotConfirmed)),
        (Draft, vec![], 0, Err(Refusal::ContractNotConfirmed)),
        (Lost, vec![], 0, Err(Refusal::ContractIsLost)),
        (Lost, vec![found(1, 3, 0, 0, 0)], 0, drafts(&[1])), // what is found of a lost one is left of its retainers
    ] {
        assert_eq!(
            create(state, &found, on_draft, today).map(|(drafts, _)| drafts),
            expected,
            "{state:?} {found:?}"
        );
    }
}

#[test]
fn milestones_and_hours_of_a_customer_make_one_draft() {
    // R-INV-3: contract and customer split an invoice, nothing else
    let drafts = create(
        ContractState::Confirmed,
        &[found(7, 2, 0, 0, 0), found(8, 0, 1, 0, 0), found(8, 1, 0, 0, 0), found(7, 1, 0, 0, 0)],
        0,
        day("2026-03-31"),
    );
    let customers: Vec<i64> =
        drafts.expect("drafts").0.iter().map(|draft| draft.customer_id.0).collect();
    assert_eq!(customers, [7, 8]);
}

/// A picked row: `1 of 7/2 on 2026-03-02 chargeable ready committed` as its parts.
fn picked(
    id: i64,
    payer: (i64, i64),
    day: &str,
    billing_type: BillingType,
    is_ready: bool,
    nte_status: NteStatus,
) -> PickedRow {
    PickedRow {
        actual_id: ActualId(id),
        contract_id: ContractId(payer.0),
        customer_id: CustomerId(payer.1),
        work_on: day.parse().unwrap_or_default(),
        billing_type,
        has_price: true,
        is_ready,
        nte_status,
        nte_detail: (nte_status == NteStatus::Failed).then_some(LimitKind::Contract),
    }
}

#[test]
fn picked_rows_go_on_the_newest_draft_or_on_a_new_one() {
    // R-INV-13, R-INV-14, R-INV-4, R-INV-8, R-SM-5, R-NTE-5
    use {BillingType::*, NteStatus::*};
    let draft = |id: i64, payer: (i64, i64), on: &str| OpenDraft {
        invoice_id: InvoiceId(id),
        contract_id: ContractId(payer.0),
        customer_id: CustomerId(payer.1),
        invoice_on: day(on),
    };
    let states: std::collections::HashMap<ContractId, ContractState> =
        [(7, ContractState::Confirmed), (8, ContractState::Draft), (9, ContractState::Lost)]
            .into_iter()
            .map(|(id, state)| (ContractId(id), state))
            .collect();
    let today = day("2026-03-31");
    let good =
        |id: i64, payer: (i64, i64)| picked(id, payer, "2026-03-02", Chargeable, true, Committed);
    for (name, rows, drafts, taken, refused) in [
        (
            "none there: a new one per customer",
            vec![good(1, (7, 1)), good(2, (7, 2))],
            vec![],
            "7/1 new: 1; 7/2 new: 2",
            "",
        ),
        (
            "the sole one",
            vec![good(1, (7, 1))],
            vec![draft(50, (7, 1), "2026-03-31")],
            "7/1 on 50: 1",
            "",
        ),
        (
            "of several the newest",
            vec![good(1, (7, 1)), good(2, (7, 1))],
            vec![draft(51, (7, 1), "2026-03-31"), draft(50, (7, 1), "2026-03-31")],
            "7/1 on 51: 1 2",
            "",
        ),
        (
            "another customer's is not taken",
            vec![good(1, (7, 1))],
            vec![draft(50, (7, 2), "2026-03-31"), draft(51, (8, 1), "2026-03-31")],
            "7/1 new: 1",
            "",
        ),
        (
            "dated after that draft",
            vec![good(1, (7, 1))],
            vec![draft(50, (7, 1), "2026-03-01")],
            "",
            "1 DatedAfterInvoice(2026-03-01)",
        ),
        (
            "dated by the day of it",
            vec![good(1, (7, 1))],
            vec![draft(50, (7, 1), "2026-03-02")],
            "7/1 on 50: 1",
            "",
        ),
        (
            "dated after today",
            vec![picked(1, (7, 1), "2026-04-01", Chargeable, true, Committed), good(2, (7, 1))],
            vec![],
            "7/1 new: 2",
            "1 DatedAfterInvoice(2026-03-31)",
        ),
        (
            "not marked",
            vec![picked(1, (7, 1), "2026-03-02", Chargeable, false, NotApplicable)],
            vec![],
            "",
            "1 NotMarkedReady",
        ),
        (
            "over a limit",
            vec![picked(1, (7, 1), "2026-03-02", Chargeable, false, Failed)],
            vec![],
            "",
            "1 LimitFailed(Contract)",
        ),
        (
            "not evaluated",
            vec![picked(1, (7, 1), "2026-03-02", Chargeable, false, NotEvaluated)],
            vec![],
            "",
            "1 LimitNotEvaluated",
        ),
        (
            "unsigned and lost",
            vec![good(1, (8, 1)), good(2, (9, 1)), good(3, (10, 1))],
            vec![],
            "",
            "1 ContractNotConfirmed 2 ContractIsLost 3 NotInBacklog",
        ),
        (
            "nothing chargeable, nothing new",
            vec![picked(1, (7, 1), "2026-03-02", NonChargeable, true, NotApplicable)],
            vec![],
            "",
            "1 NothingChargeable",
        ),
        (
            "but it may be added",
            vec![picked(1, (7, 1), "2026-03-02", NonChargeable, true, NotApplicable)],
            vec![draft(50, (7, 1), "2026-03-31")],
            "7/1 on 50: 1",
            "",
        ),
        (
            "beside something chargeable",
            vec![
                picked(1, (7, 1), "2026-03-02", Complimentary, true, NotApplicable),
                good(2, (7, 1)),
            ],
            vec![],
            "7/1 new: 1 2",
            "",
        ),
        ("nothing", vec![], vec![draft(50, (7, 1), "2026-03-31")], "", ""),
    ] {
        let picking = pick(&rows, &states, &drafts, today);
        let ids =
            |rows: &[ActualId]| rows.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(" ");
        let told: Vec<String> = picking
            .take
            .iter()
            .map(|((contract, customer), (draft, rows))| {
                format!(
                    "{contract}/{customer} {}: {}",
                    draft.map_or("new".to_owned(), |d| format!("on {}", d.invoice_id)),
                    ids(rows)
                )
            })
            .collect();
        let held: Vec<String> =
            picking.refused.iter().map(|(id, refusal)| format!("{id} {refusal:?}")).collect();
        assert_eq!((told.join("; ").as_str(), held.join(" ").as_str()), (taken, refused), "{name}");
    }
}
