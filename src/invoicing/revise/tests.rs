//! What may be revised, and what is taken of it, as tables.

use super::{
    model::BilledUse,
    rules::{is_live, is_live_use, may_add_to, may_revise, sort_out},
};
use crate::{
    invoicing::model::{InvoiceKind, OpenInvoice},
    vocabulary::{
        currency::Currency,
        ids::{ActualId, ContractId, CustomerId, InvoiceId, RetainerId},
        refusal::Refusal,
        words::{InvoiceState, RetainerUse},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

fn eur() -> Currency {
    "EUR".parse().expect("a currency")
}

fn invoice(kind: InvoiceKind, state: InvoiceState) -> OpenInvoice {
    OpenInvoice {
        invoice_id: InvoiceId(1),
        state,
        kind,
        invoice_number: None,
        version: 1,
        paid_at: None,
        bill_to_name: "Nordlicht".into(),
        accounted_on: None,
        contract_id: ContractId(1),
        customer_id: CustomerId(1),
        currency: eur(),
        invoice_on: NaiveDate::default(),
        is_scheduled: false,
    }
}

#[test]
fn only_what_is_confirmed_is_revised() {
    // R-SM-31, R-COR-1
    for (state, may) in [
        (InvoiceState::Draft, Err(Refusal::OnlyConfirmedIsRevised)),
        (InvoiceState::InReview, Err(Refusal::OnlyConfirmedIsRevised)),
        (InvoiceState::Confirmed, Ok(())),
        (InvoiceState::Posted, Ok(())),
    ] {
        assert_eq!(may_revise(state), may);
    }
}

#[test]
fn corrections_go_on_a_corrective_draft_of_the_same_payer() {
    // R-COR-1
    let original = invoice(InvoiceKind::Proforma, InvoiceState::Confirmed);
    let draft = invoice(InvoiceKind::Corrective, InvoiceState::Draft);
    let no = Err(Refusal::NotItsCorrectiveDraft);
    for (draft, may) in [
        (draft.clone(), Ok(())),
        (invoice(InvoiceKind::Corrective, InvoiceState::InReview), Ok(())),
        (invoice(InvoiceKind::Corrective, InvoiceState::Confirmed), no.clone()),
        (invoice(InvoiceKind::Corrective, InvoiceState::Posted), no.clone()),
        (invoice(InvoiceKind::Proforma, InvoiceState::Draft), no.clone()),
        (OpenInvoice { customer_id: CustomerId(2), ..draft.clone() }, no.clone()),
        (OpenInvoice { contract_id: ContractId(2), ..draft }, no),
    ] {
        assert_eq!(may_add_to(&draft, &original), may, "{draft:?}");
    }
}

#[test]
fn what_is_live_and_on_no_other_correction_is_taken() {
    // R-COR-6, E13
    let label = || "INV-000002".to_owned();
    assert_eq!(is_live(None), Ok(()));
    assert_eq!(is_live(Some(("INV-000002", true))), Err(Refusal::CorrectedAlready(label())));
    assert_eq!(is_live(Some(("#7", false))), Err(Refusal::OnDraftInvoice("#7".into())));
    let used = |retainer_use, used_on: Option<String>| BilledUse {
        actual_id: ActualId(1),
        retainer_id: RetainerId(1),
        description: "Advance".into(),
        retainer_use,
        amount: Decimal::TEN,
        currency: eur(),
        correction: None,
        used_on,
    };
    assert_eq!(is_live_use(&used(RetainerUse::Billed, None)), Ok(()));
    assert_eq!(
        is_live_use(&used(RetainerUse::Billed, Some(label()))),
        Err(Refusal::RetainerIsUsed(label()))
    );
    assert_eq!(is_live_use(&used(RetainerUse::Applied, Some(label()))), Ok(()));
    let all = [
        (ActualId(1), Ok(())),
        (ActualId(2), Err(Refusal::CorrectedAlready(label()))),
        (ActualId(3), Err(Refusal::CorrectedAlready(label()))),
        (ActualId(4), Err(Refusal::OnDraftInvoice("#7".into()))),
    ];
    assert_eq!(
        sort_out(all.into_iter()),
        (
            vec![ActualId(1)],
            vec![
                (Refusal::CorrectedAlready(label()), 2),
                (Refusal::OnDraftInvoice("#7".into()), 1)
            ]
        )
    );
}
