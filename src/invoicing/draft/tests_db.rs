//! Drafts on PostgreSQL.
#![cfg(test)]

use super::{
    commands::{delete_details, edit_line, list_details, total_details},
    model::{DetailEdit, DetailRemoval, HeaderEdit, LineEdit},
};
use crate::{
    invoicing::tests_db::{as_is, change, eight_hours, header, read},
    platform::failure::Failure,
    tests::{
        fixtures::{World, check_list, day, dec, refusal, unchanged},
        sheets::{Work, work},
    },
    vocabulary::{
        ids::{ContractLineId, InvoiceDetailId, InvoiceId},
        paging::{ListQuery, Selection},
        refusal::{Field, Refusal},
        words::{BillingType, InvoiceState},
    },
};
use sqlx::PgPool;

// ---- edit
#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn an_edited_detail_changes_the_draft_and_nothing_else(owner: PgPool) {
    // R-EDIT-5, R-EDIT-10, R-EDIT-12: nothing is written to actuals until Confirm
    let (world, draft) = eight_hours(owner).await;
    let ledger = world.ledger().await;
    change(&world, draft, |edit| {
        edit.quantity = "7,5".into();
        edit.unit_price = "180.1".into();
        edit.tax = "256.64".into();
        edit.description = " checked\0 ".into();
        edit.external_description = "March".into();
    })
    .await;
    let detail = world.details(draft).await.remove(0);
    assert_eq!(
        (detail.quantity, detail.unit_price, detail.amount, detail.tax, detail.version),
        (dec("7.5"), dec("180.1"), dec("1350.75"), dec("256.64"), 2)
    );
    assert_eq!(
        (detail.description.as_str(), detail.external_description.as_str(), detail.is_edited()),
        ("checked", "March", true)
    );
    assert_eq!(
        (detail.source_quantity, detail.source_unit_price, detail.source_billing_type),
        (dec("8"), dec("200"), BillingType::Chargeable)
    );
    let page = read(&world, draft).await.unwrap();
    assert_eq!(
        (page.header.amount, page.header.tax, page.version),
        (dec("1350.75"), dec("256.64"), 2),
        "R-EDIT-15: the invoice's version rises with its details'"
    );
    assert_eq!(world.ledger().await, ledger);
    assert_eq!(
        world
            .ask(
                r"
                select count(*)
                from audit_entry
                where before is not null and after::text like '%1350.75%'
                "
            )
            .await,
        1,
        "I16: before and after"
    );
    change(&world, draft, |edit| {
        edit.billing_type = BillingType::Complimentary;
        edit.tax = "0".into();
    })
    .await;
    assert_eq!(
        read(&world, draft).await.unwrap().header.amount,
        dec("0"),
        "R-EDIT-14: what is not chargeable drops out of the total"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_edits_of_one_detail_have_one_winner(owner: PgPool) {
    // R-EDIT-15
    let (world, draft) = eight_hours(owner).await;
    let detail = world.details(draft).await.remove(0);
    let to = |quantity: &str| DetailEdit { quantity: quantity.into(), ..unchanged(draft, &detail) };
    let (one, other) = tokio::join!(world.edit(to("6")), world.edit(to("7")));
    let lost = if one.is_ok() { other } else { one };
    assert_eq!(refusal(lost), Refusal::Outdated);
    assert_eq!(
        refusal(world.edit(to("5")).await),
        Refusal::Outdated,
        "and so has whoever comes later with what they saw before"
    );
    assert_eq!(world.details(draft).await[0].version, 2);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn edits_that_can_t_be_are_refused(owner: PgPool) {
    // R-EDIT-5, R-SM-32
    let (world, draft) = eight_hours(owner).await;
    let rival = world.rival().await;
    rival.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let theirs = rival.draft("SOLO").await;
    let their_detail = rival.details(theirs).await.remove(0);
    let detail = world.details(draft).await.remove(0);
    let edit = |change: fn(&mut DetailEdit, &[i64; 2])| {
        let mut edit = unchanged(draft, &detail);
        change(&mut edit, &[theirs.0, their_detail.invoice_detail_id.0]);
        world.edit(edit)
    };
    assert_eq!(
        refusal(edit(|e, _| e.quantity = "-1".into()).await),
        Refusal::FieldOutOfRange(Field::Quantity)
    );
    assert_eq!(
        refusal(edit(|e, _| e.unit_price = "1e18".into()).await),
        Refusal::FieldNotANumber(Field::UnitPrice)
    );
    assert_eq!(
        refusal(edit(|e, _| e.billing_type = BillingType::NotAvailable).await),
        Refusal::InputUnreadable
    );
    assert_eq!(
        refusal(
            edit(|e, _| (e.billing_type, e.tax) = (BillingType::Complimentary, "1".into())).await
        ),
        Refusal::TaxOnNonChargeable
    );
    assert_eq!(
        refusal(edit(|e, _| e.invoice_detail_id = InvoiceDetailId(999_999)).await),
        Refusal::NotFound
    );
    assert_eq!(refusal(edit(|e, _| e.invoice_id = InvoiceId(999_999)).await), Refusal::NotFound);
    assert_eq!(
        refusal(edit(|e, theirs| e.invoice_detail_id = InvoiceDetailId(theirs[1])).await),
        Refusal::NotFound,
        "another company's detail"
    );
    assert_eq!(
        refusal(edit(|e, theirs| e.invoice_id = InvoiceId(theirs[0])).await),
        Refusal::NotFound,
        "another company's invoice"
    );
    edit(|e, _| (e.quantity, e.unit_price) = ("999999.9999".into(), "9999999999.9999".into()))
        .await
        .expect("the largest that a row holds");
    world.audit_clean().await;
    world.confirmed(draft).await;
    let detail = world.details(draft).await.remove(0);
    assert_eq!(
        refusal(world.edit(unchanged(draft, &detail)).await),
        Refusal::ConfirmedInvoiceIsFrozen
    );
    assert_eq!(
        refusal(world.delete_details(draft, vec![detail.invoice_detail_id], false).await),
        Refusal::ConfirmedInvoiceIsFrozen
    );
    assert_eq!(refusal(world.delete_invoice(draft).await), Refusal::ConfirmedInvoiceIsFrozen);
    assert_eq!(
        refusal(
            header(&world, HeaderEdit { state: InvoiceState::Draft, ..as_is(&world, draft).await })
                .await
        ),
        Refusal::ConfirmedInvoiceIsFrozen,
        "R-SM-32"
    );
    let line = LineEdit {
        invoice_id: draft,
        version: 1,
        contract_line_id: detail.contract_line_id,
        name: "x".into(),
    };
    assert_eq!(
        refusal(world.run(line, |tx, edit| Box::pin(edit_line(tx, edit))).await),
        Refusal::ConfirmedInvoiceIsFrozen
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_header_and_its_lines_are_changed_by_version(owner: PgPool) {
    // R-EDIT-1, R-EDIT-4, R-EDIT-15, R-SM-27
    let (world, draft) = eight_hours(owner).await;
    let first = as_is(&world, draft).await;
    let edit = HeaderEdit {
        name: "March\0".into(),
        bill_to_contact: "Vera".into(),
        accounted_on: "2026-04-15".into(),
        state: InvoiceState::InReview,
        ..first.clone()
    };
    header(&world, edit).await.unwrap();
    let page = read(&world, draft).await.unwrap();
    assert_eq!(
        (
            page.header.name.as_str(),
            page.bill_to_contact.as_str(),
            page.accounted_on,
            page.header.state,
            page.version
        ),
        ("March", "Vera", Some(day("2026-04-15")), InvoiceState::InReview, 2)
    );
    assert_eq!(refusal(header(&world, first.clone()).await), Refusal::Outdated);
    change(&world, draft, |edit| edit.quantity = "6".into()).await;
    let now = as_is(&world, draft).await;
    assert_eq!(now.version, 3, "still editable in review, and an edited detail counts");
    for (edit, expected) in [
        (HeaderEdit { state: InvoiceState::Confirmed, ..now.clone() }, Refusal::InputUnreadable),
        (HeaderEdit { state: InvoiceState::Posted, ..now.clone() }, Refusal::InputUnreadable),
        (HeaderEdit { name: " ".into(), ..now.clone() }, Refusal::FieldMissing(Field::Name)),
        (
            HeaderEdit { accounted_on: "tomorrow".into(), ..now.clone() },
            Refusal::FieldNotADate(Field::AccountingDate),
        ),
        (HeaderEdit { invoice_id: InvoiceId(999_999), ..now.clone() }, Refusal::NotFound),
    ] {
        assert_eq!(refusal(header(&world, edit).await), expected);
    }
    header(&world, HeaderEdit { state: InvoiceState::Draft, accounted_on: String::new(), ..now })
        .await
        .expect("R-SM-27: and back");
    let line = world.details(draft).await[0].contract_line_id;
    let rename = |line: ContractLineId, name: &str| {
        let (world, name) = (&world, name.to_owned());
        async move {
            let edit = LineEdit {
                invoice_id: draft,
                version: world.invoice_version(draft).await,
                contract_line_id: line,
                name,
            };
            world.run(edit, |tx, edit| Box::pin(edit_line(tx, edit))).await
        }
    };
    rename(line, " Portal, March ").await.unwrap();
    assert_eq!(world.details(draft).await[0].line_name, "Portal, March");
    assert_eq!(refusal(rename(line, "").await), Refusal::FieldMissing(Field::Name));
    assert_eq!(refusal(rename(ContractLineId(999_999), "x").await), Refusal::NotFound);
    world.audit_clean().await;
}

// ---- take away
#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_detail_taken_off_returns_ready_or_held_back(owner: PgPool) {
    // R-EDIT-12, R-SM-20: as it was approved, whatever the draft made of it
    let world = World::new(owner).await;
    world
        .ready(&[
            work("CAP", "2026-03-02", "1"),
            work("CAP", "2026-03-03", "2"),
            work("CAP", "2026-03-04", "4"),
        ])
        .await;
    let draft = world.draft("CAP").await;
    change(&world, draft, |edit| (edit.quantity, edit.unit_price) = ("9".into(), "1".into())).await;
    let details = world.details(draft).await;
    let ids: Vec<InvoiceDetailId> = details.iter().map(|d| d.invoice_detail_id).collect();
    assert_eq!(world.delete_details(draft, vec![ids[0]], false).await.unwrap(), 1);
    assert_eq!(world.delete_details(draft, vec![ids[1]], true).await.unwrap(), 1);
    assert_eq!(
        world.backlog().await,
        [
            "CAP 2026-03-02 Nordlicht Energie chargeable 1 = 200 ready committed",
            "CAP 2026-03-03 Nordlicht Energie chargeable 2 = 400 not ready committed"
        ]
    );
    assert_eq!(
        refusal(world.delete_details(draft, vec![ids[0]], false).await),
        Refusal::Outdated,
        "gone already"
    );
    assert_eq!(refusal(world.delete_details(draft, vec![], false).await), Refusal::NothingSelected);
    assert_eq!(
        refusal(world.delete_details(InvoiceId(999_999), vec![ids[2]], false).await),
        Refusal::NotFound
    );
    assert_eq!(
        world
            .delete_details(draft, vec![ids[2], ids[2], InvoiceDetailId(999_999)], false)
            .await
            .unwrap(),
        1
    );
    world.audit_clean().await;
    assert_eq!(
        world.confirm(&[draft]).await.unwrap()[0].outcome,
        Err(Refusal::InvoiceEmpty),
        "W-16: nothing on it"
    );
    assert_eq!(world.delete_invoice(draft).await.unwrap(), 0);
    let again = world.draft("CAP").await;
    assert_eq!(world.details(again).await.len(), 2);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn all_matching_details_are_taken_off_by_one_command_and_of_their_draft_alone(owner: PgPool) {
    // R-EDIT-12: found by the server once, not page by page by whoever looks
    let world = World::new(owner).await;
    world
        .ready(&[
            work("CAP", "2026-03-02", "1"),
            work("CAP", "2026-03-03", "2"),
            work("SOLO", "2026-03-04", "4"),
        ])
        .await;
    let (draft, other) = (world.draft("CAP").await, world.draft("SOLO").await);
    let take_off = async |query: ListQuery| {
        let removal = DetailRemoval {
            invoice_id: draft,
            version: world.invoice_version(draft).await,
            selection: Selection::Matching(query),
            hold_back: false,
        };
        world.run(removal, |tx, removal| Box::pin(delete_details(tx, removal))).await
    };
    let none = ListQuery::default().with("billing_type", "complimentary");
    assert_eq!(refusal(take_off(none).await), Refusal::NothingSelected);
    let of_the_other = ListQuery::default().with("invoice_id", other.to_string());
    assert_eq!(take_off(of_the_other).await.expect("taken off").details, 2, "its own, both");
    assert_eq!((world.details(draft).await.len(), world.details(other).await.len()), (0, 1));
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_deleted_draft_releases_everything_ready(owner: PgPool) {
    // R-SM-33
    let world = World::new(owner).await;
    world
        .ready(&[
            work("CAPS", "2026-03-02", "4"),
            Work { billable: "No", ..work("CAPS", "2026-03-03", "2") },
        ])
        .await;
    let before = world.backlog().await;
    let drafts = world.create(&["CAPS"]).await.remove(0).outcome.unwrap();
    assert!(world.backlog().await.is_empty());
    for draft in &drafts {
        assert_eq!(world.delete_invoice(*draft).await.unwrap(), 2);
        assert_eq!(refusal(world.delete_invoice(*draft).await), Refusal::NotFound);
    }
    assert_eq!(world.backlog().await, before);
    assert_eq!(
        world
            .ask(
                r"
                select (select count(*) from invoice) + (select count(*) from invoice_line) + (
                    select count(*) from invoice_detail
                )
                "
            )
            .await,
        0
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn deleting_confirming_and_editing_at_once_end_in_one_of_their_orders(owner: PgPool) {
    // R-EDIT-15, I12, I15
    let (world, draft) = eight_hours(owner).await;
    let detail = world.details(draft).await.remove(0);
    let edit = DetailEdit { quantity: "6".into(), ..unchanged(draft, &detail) };
    let both = [draft];
    let (deleted, confirmed, edited, removed) = tokio::join!(
        world.delete_invoice(draft),
        world.confirm(&both),
        world.edit(edit),
        world.delete_details(draft, vec![detail.invoice_detail_id], true)
    );
    let confirmed = confirmed.unwrap().remove(0).outcome;
    // Whoever comes after the edit sees that the draft is another one.
    let is_edited_first = matches!(&deleted, Err(Failure::Refused(Refusal::Outdated)));
    assert!(
        deleted.is_ok() != confirmed.is_ok() || is_edited_first,
        "either deleted or confirmed, or changed before: {deleted:?} {confirmed:?} {edited:?} {removed:?}"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn details_are_listed_page_by_page_and_totalled_by_group(owner: PgPool) {
    let world = World::new(owner).await;
    let rows: Vec<Work> = (0..10_usize)
        .map(|n| Work {
            billable: ["Yes", "Yes", "No"][n % 3],
            ..work("SOLO", ["2026-03-02", "2026-03-03"][n % 2], ["8", "4"][n % 2])
                .by(["Ada", "Bob"][n % 2])
        })
        .collect();
    world.ready(&rows).await;
    let draft = world.draft("SOLO").await;
    check_list(&["group", "date", "amount", "quantity"], |query| {
        let query = query.with("invoice_id", draft.to_string());
        world.read(move |scope| Box::pin(async move { list_details(scope, &query).await }))
    })
    .await;
    for (name, text, count, hours, amount) in [
        ("billing_type", "chargeable", 7, "40", "GBP 8000"),
        ("billing_type", "non_chargeable", 3, "20", "GBP 0"),
        ("person", "bob", 5, "20", "GBP 3200"),
        ("from", "2026-03-03", 5, "20", "GBP 3200"),
        ("to", "2026-03-01", 0, "0", ""),
    ] {
        let query = ListQuery::default().with("invoice_id", draft.to_string()).with(name, text);
        let totals = world
            .read(move |scope| Box::pin(async move { total_details(scope, &query).await }))
            .await
            .unwrap();
        let told = totals
            .amounts
            .iter()
            .map(|(currency, amount)| format!("{currency} {}", amount.normalize()))
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(
            (totals.count, totals.quantity.normalize().to_string().as_str(), told.as_str()),
            (count, hours, amount),
            "{name} {text}"
        );
    }
    let page = read(&world, draft).await.unwrap();
    let groups: Vec<String> = page.lines[0]
        .groups
        .iter()
        .map(|g| {
            format!(
                "{} {} {} {}",
                g.billing_type.word(),
                g.count,
                g.quantity.normalize(),
                g.amount.normalize()
            )
        })
        .collect();
    assert_eq!(groups, ["chargeable 7 40 8000", "non_chargeable 3 20 4000"], "R-INV-5");
    assert_eq!(
        (page.header.amount, page.header.detail_count),
        (dec("8000"), 10),
        "R-EDIT-10: only chargeable ones count"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_approver_s_word_for_the_customer_is_on_the_detail(owner: PgPool) {
    // R-APP-4, R-EDIT-5: read when the draft is made, so that it holds for what was in the backlog
    // before, too
    let world = World::new(owner).await;
    let ids =
        world.entries(&[work("PAIR", "2026-03-02", "8"), work("PAIR", "2026-03-03", "4")]).await;
    let edit = crate::approvals::model::EntryEdit {
        entry_id: ids[0],
        version: 1,
        billable_quantity: "8".into(),
        billing_type: BillingType::Chargeable,
        external_comment: "Workshop prepared with your planners".into(),
    };
    world
        .run(edit, |tx, edit| Box::pin(crate::approvals::commands::edit_entry(tx, edit)))
        .await
        .expect("edited");
    world.approve(&ids).await;
    world.mark_all().await;
    let drafts = world.create(&["PAIR"]).await.remove(0).outcome.expect("drafts");
    assert_eq!(drafts.len(), 2, "one per customer");
    for draft in drafts {
        let said: Vec<(String, String)> = world
            .details(draft)
            .await
            .into_iter()
            .map(|d| (d.work_on.to_string(), d.external_description))
            .collect();
        assert_eq!(
            said,
            [
                ("2026-03-02".into(), "Workshop prepared with your planners".into()),
                ("2026-03-03".into(), String::new())
            ]
        );
    }
}
