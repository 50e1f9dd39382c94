//! Store and commands on PostgreSQL: create, edit, confirm, alone and many at once.
#![cfg(test)]

use super::{
    commands::{edit_header, edit_line, list_details, list_invoices, preview_confirmation, read_invoice, total_details, total_invoices},
    model::{Billed, Confirm, Create, DetailEdit, HeaderEdit, InvoicePage, InvoiceRow, LineEdit, Preview},
};
use crate::{
    platform::{clock::Clock, command, database::Database, failure::Failure},
    tests::{
        fixtures::{TODAY, Told, ToldInvoice, World, app_pool, check_list, confirm_invoices, day, dec, refusal, unchanged},
        samples::{invoice_contracts, stayed},
        sheets::{Work, work},
    },
    vocabulary::{
        ids::{ContractLineId, InvoiceDetailId, InvoiceId},
        left_behind::LeftBehind,
        paging::{ListQuery, Page, Selection},
        refusal::{Field, Refusal},
        words::{BillingType, InvoiceState},
    },
};
use sqlx::PgPool;

async fn list(world: &World, query: ListQuery) -> Result<Page<InvoiceRow>, Failure> {
    world.read(move |conn, company| Box::pin(async move { list_invoices(conn, company, &query).await })).await
}

async fn read(world: &World, invoice: InvoiceId) -> Result<InvoicePage, Failure> {
    world.read(move |conn, company| Box::pin(async move { read_invoice(conn, company, invoice).await })).await
}

async fn preview(world: &World, invoice: InvoiceId, after: i64) -> Result<Preview, Failure> {
    world.read(move |conn, company| Box::pin(async move { preview_confirmation(conn, company, invoice, after, day(TODAY)).await })).await
}

async fn header(world: &World, edit: HeaderEdit) -> Result<(), Failure> {
    world.run(edit, |tx, edit| Box::pin(edit_header(tx, edit))).await
}

/// The header as it is, to be changed.
async fn as_is(world: &World, invoice_id: InvoiceId) -> HeaderEdit {
    let page = read(world, invoice_id).await.unwrap();
    HeaderEdit {
        invoice_id,
        version: page.version,
        name: page.header.name,
        description: page.description,
        bill_to_name: page.bill_to_name,
        bill_to_contact: page.bill_to_contact,
        bill_to_address: page.bill_to_address,
        accounted_on: page.accounted_on.map(|day| day.to_string()).unwrap_or_default(),
        state: page.header.state,
    }
}

/// The first detail with some of it otherwise.
async fn change(world: &World, invoice: InvoiceId, change: impl FnOnce(&mut DetailEdit)) {
    let mut edit = unchanged(invoice, &world.details(invoice).await[0]);
    change(&mut edit);
    world.edit(edit).await.unwrap();
}

/// A draft on SOLO of 8 h at 200.
async fn eight_hours(owner: PgPool) -> (World, InvoiceId) {
    let world = World::new(owner).await;
    world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let draft = world.draft("SOLO").await;
    (world, draft)
}

// ---- create
#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn nothing_ready_says_why(owner: PgPool) {
    // R-INV-8, R-SM-5
    let world = World::new(owner).await;
    let why = |outcome: Vec<Told>| outcome.into_iter().map(|created| created.outcome.unwrap_err()).collect::<Vec<_>>();
    let nothing = |later, not_chargeable, not_ready, on_draft| {
        Refusal::NothingToInvoice(LeftBehind { later, not_chargeable, not_ready, on_draft, ..LeftBehind::default() }, day(TODAY))
    };
    assert_eq!(why(world.create(&["SOLO"]).await), [nothing(0, 0, 0, 0)]);
    world.approved(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "8")]).await;
    world.ready(&[work("SOLO", "2026-04-01", "8"), Work { billable: "No", ..work("SOLO", "2026-03-02", "8") }]).await;
    assert_eq!(why(world.create(&["SOLO"]).await), [nothing(1, 1, 2, 0)]);
    assert_eq!(world.ask("select count(*) from invoice").await, 0);
    world.ready(&[work("SOLO", "2026-03-04", "8")]).await;
    world.draft("SOLO").await;
    assert_eq!(why(world.create(&["SOLO"]).await), [nothing(1, 0, 2, 2)], "what is not chargeable went along");
    world.ready(&[work("DRAFT", "2026-03-04", "8")]).await;
    assert_eq!(why(world.create(&["DRAFT", "YEN"]).await), [Refusal::ContractNotConfirmed, nothing(0, 0, 0, 0)]);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn every_customer_with_something_chargeable_gets_a_draft(owner: PgPool) {
    // R-INV-3, R-INV-5, R-INV-6, R-INV-10, R-SM-26
    let world = World::new(owner).await;
    let sales = world.approved(&[work("THIRDS", "2026-03-02", "8"), work("THIRDS", "2026-03-03", "1")]).await;
    world.mark(Selection::Rows(sales.iter().copied().take(4).collect()), true).await.unwrap();
    let drafts = world.create(&["THIRDS"]).await.remove(0).outcome.unwrap();
    assert_eq!(drafts.len(), 3);
    let mut told = Vec::new();
    for draft in &drafts {
        let page = read(&world, *draft).await.unwrap();
        assert_eq!((page.header.state, page.header.invoice_number, page.header.invoice_on, page.version), (InvoiceState::Draft, None, day(TODAY), 1));
        assert_eq!((page.header.name.as_str(), page.created_by.as_deref()), ("Shared berth", Some("kestrel.consulting@example.org")));
        assert_eq!(page.lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["Berth time"]);
        told.push(format!(
            "{} {} {} {} {}",
            page.bill_to_name,
            page.payment_terms_days,
            page.header.detail_count,
            page.header.amount.normalize(),
            page.header.currency
        ));
    }
    assert_eq!(told, ["Nordlicht Energie 30 1 534 EUR", "Harbour & Vale, Architects 14 1 532 EUR", "Tromsø Shipping 45 2 600 EUR"]);
    assert_eq!(world.ask("select count(*) from backlog").await, 2, "what was not ready stays");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn a_draft_is_billed_to_whom_its_contract_says(owner: PgPool) {
    // R-INV-10: bill-to name and contact of the contract's customer; blank: the customer's own name, nobody's attention
    let world = World::new(owner).await;
    let pair = world.contract("PAIR").await;
    world.force_owned(format!("update contract_customer set bill_to_name = 'Nordlicht, Accounts', bill_to_contact = 'Vera' where contract_id = {pair} and customer_id = (select customer_id from customer where name = 'Nordlicht Energie')")).await;
    world.ready(&[work("PAIR", "2026-03-02", "8"), work("CAP", "2026-03-02", "1")]).await;
    let mut told = Vec::new();
    for created in world.create(&["PAIR", "CAP"]).await {
        for draft in created.outcome.unwrap() {
            let page = read(&world, draft).await.unwrap();
            told.push(format!("{} / {}", page.bill_to_name, page.bill_to_contact));
        }
    }
    told.sort_unstable();
    assert_eq!(told, ["Nordlicht Energie / ", "Nordlicht, Accounts / Vera", "Tromsø Shipping / "], "each contract its own");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn later_dated_rows_stay(owner: PgPool) {
    // R-INV-4: not after the invoice date
    let world = World::new(owner).await;
    world.ready(&[work("SOLO", "2026-03-30", "1"), work("SOLO", "2026-03-31", "2"), work("SOLO", "2026-04-01", "4")]).await;
    let draft = world.create_on(&["SOLO"], Some(day("2026-03-30"))).await.unwrap().remove(0).outcome.unwrap()[0];
    assert_eq!((world.details(draft).await.len(), read(&world, draft).await.unwrap().header.invoice_on), (1, day("2026-03-30")));
    let draft = world.draft("SOLO").await;
    assert_eq!(world.details(draft).await[0].quantity, dec("2"), "dated today counts");
    assert_eq!(world.backlog().await, ["SOLO 2026-04-01 Harbour & Vale, Architects chargeable 4 = 800 ready not_applicable"]);
    for (odd, expected) in [
        ("0001-01-01", Refusal::FieldNotADate(Field::InvoiceDate)),
        ("1989-12-31", Refusal::FieldNotADate(Field::InvoiceDate)),
        ("2200-01-01", Refusal::FieldNotADate(Field::InvoiceDate)),
    ] {
        assert_eq!(refusal(world.create_on(&["SOLO"], Some(day(odd))).await), expected, "{odd}");
    }
    for odd in ["-262143-01-01", "+262142-12-31"] {
        let create: Create = serde_json::from_value(serde_json::json!({ "contracts": [1], "invoice_on": odd })).unwrap();
        let answer = world.run(create, |tx, create| Box::pin(super::commands::create_invoices(tx, create))).await;
        assert_eq!(refusal(answer), Refusal::FieldNotADate(Field::InvoiceDate), "{odd}");
    }
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn two_who_create_at_once_take_each_source_once(owner: PgPool) {
    // R-INV-18, I2
    let world = World::new(owner).await;
    let rows: Vec<Work> = (1..=10).map(|n| work("PAIR", "2026-03-02", &n.to_string())).collect();
    world.ready(&rows).await;
    world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let (one, other) = tokio::join!(world.create(&["PAIR", "SOLO"]), world.create(&["SOLO", "PAIR"]));
    let drafts: usize = one.iter().chain(&other).filter_map(|created| created.outcome.as_ref().ok()).map(Vec::len).sum();
    assert_eq!(drafts, 3, "{one:?} {other:?}");
    assert_eq!(world.ask("select count(*) from invoice_detail").await, 21);
    assert_eq!(world.ask("select count(*) from backlog").await, 0);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn another_company_s_contract_is_not_invoiced(owner: PgPool) {
    // G22
    let world = World::new(owner).await;
    let rival = world.rival().await;
    rival.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let create = Create { contracts: vec![rival.contract("SOLO").await, crate::vocabulary::ids::ContractId(999_999)], invoice_on: None, seen: None };
    let created = world.run(create, |tx, create| Box::pin(super::commands::create_invoices(tx, create))).await.unwrap();
    assert_eq!(created.into_iter().map(|c| c.outcome).collect::<Vec<_>>(), [Err(Refusal::NotFound.into()), Err(Refusal::NotFound.into())]);
}

// ---- edit
#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
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
    assert_eq!((detail.quantity, detail.unit_price, detail.amount, detail.tax, detail.version), (dec("7.5"), dec("180.1"), dec("1350.75"), dec("256.64"), 2));
    assert_eq!((detail.description.as_str(), detail.external_description.as_str(), detail.is_edited()), ("checked", "March", true));
    assert_eq!((detail.source_quantity, detail.source_unit_price, detail.source_billing_type), (dec("8"), dec("200"), BillingType::Chargeable));
    let page = read(&world, draft).await.unwrap();
    assert_eq!(
        (page.header.amount, page.header.tax, page.version),
        (dec("1350.75"), dec("256.64"), 2),
        "R-EDIT-15: the invoice's version rises with its details'"
    );
    assert_eq!(world.ledger().await, ledger);
    assert_eq!(world.ask("select count(*) from audit_entry where before is not null and after::text like '%1350.75%'").await, 1, "I16: before and after");
    change(&world, draft, |edit| {
        edit.billing_type = BillingType::Complimentary;
        edit.tax = "0".into();
    })
    .await;
    assert_eq!(read(&world, draft).await.unwrap().header.amount, dec("0"), "R-EDIT-14: what is not chargeable drops out of the total");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn two_edits_of_one_detail_have_one_winner(owner: PgPool) {
    // R-EDIT-15
    let (world, draft) = eight_hours(owner).await;
    let detail = world.details(draft).await.remove(0);
    let to = |quantity: &str| DetailEdit { quantity: quantity.into(), ..unchanged(draft, &detail) };
    let (one, other) = tokio::join!(world.edit(to("6")), world.edit(to("7")));
    let lost = if one.is_ok() { other } else { one };
    assert_eq!(refusal(lost), Refusal::Outdated);
    assert_eq!(refusal(world.edit(to("5")).await), Refusal::Outdated, "and so has whoever comes later with what they saw before");
    assert_eq!(world.details(draft).await[0].version, 2);
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
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
    assert_eq!(refusal(edit(|e, _| e.quantity = "-1".into()).await), Refusal::FieldOutOfRange(Field::Quantity));
    assert_eq!(refusal(edit(|e, _| e.unit_price = "1e18".into()).await), Refusal::FieldNotANumber(Field::UnitPrice));
    assert_eq!(refusal(edit(|e, _| e.billing_type = BillingType::NotAvailable).await), Refusal::InputUnreadable);
    assert_eq!(refusal(edit(|e, _| (e.billing_type, e.tax) = (BillingType::Complimentary, "1".into())).await), Refusal::TaxOnNonChargeable);
    assert_eq!(refusal(edit(|e, _| e.invoice_detail_id = InvoiceDetailId(999_999)).await), Refusal::NotFound);
    assert_eq!(refusal(edit(|e, _| e.invoice_id = InvoiceId(999_999)).await), Refusal::NotFound);
    assert_eq!(refusal(edit(|e, theirs| e.invoice_detail_id = InvoiceDetailId(theirs[1])).await), Refusal::NotFound, "another company's detail");
    assert_eq!(refusal(edit(|e, theirs| e.invoice_id = InvoiceId(theirs[0])).await), Refusal::NotFound, "another company's invoice");
    edit(|e, _| (e.quantity, e.unit_price) = ("999999.9999".into(), "9999999999.9999".into())).await.expect("the largest that a row holds");
    world.audit_clean().await;
    world.confirmed(draft).await;
    let detail = world.details(draft).await.remove(0);
    assert_eq!(refusal(world.edit(unchanged(draft, &detail)).await), Refusal::ConfirmedInvoiceIsFrozen);
    assert_eq!(refusal(world.delete_details(draft, vec![detail.invoice_detail_id], false).await), Refusal::ConfirmedInvoiceIsFrozen);
    assert_eq!(refusal(world.delete_invoice(draft).await), Refusal::ConfirmedInvoiceIsFrozen);
    assert_eq!(
        refusal(header(&world, HeaderEdit { state: InvoiceState::Draft, ..as_is(&world, draft).await }).await),
        Refusal::ConfirmedInvoiceIsFrozen,
        "R-SM-32"
    );
    let line = LineEdit { invoice_id: draft, version: 1, contract_line_id: detail.contract_line_id, name: "x".into() };
    assert_eq!(refusal(world.run(line, |tx, edit| Box::pin(edit_line(tx, edit))).await), Refusal::ConfirmedInvoiceIsFrozen);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
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
        (page.header.name.as_str(), page.bill_to_contact.as_str(), page.accounted_on, page.header.state, page.version),
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
        (HeaderEdit { accounted_on: "tomorrow".into(), ..now.clone() }, Refusal::FieldNotADate(Field::AccountingDate)),
        (HeaderEdit { invoice_id: InvoiceId(999_999), ..now.clone() }, Refusal::NotFound),
    ] {
        assert_eq!(refusal(header(&world, edit).await), expected);
    }
    header(&world, HeaderEdit { state: InvoiceState::Draft, accounted_on: String::new(), ..now }).await.expect("R-SM-27: and back");
    let line = world.details(draft).await[0].contract_line_id;
    let rename = |line: ContractLineId, name: &str| {
        let (world, name) = (&world, name.to_owned());
        async move {
            let edit = LineEdit { invoice_id: draft, version: world.invoice_version(draft).await, contract_line_id: line, name };
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
#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn a_detail_taken_off_returns_ready_or_held_back(owner: PgPool) {
    // R-EDIT-12, R-SM-20: as it was approved, whatever the draft made of it
    let world = World::new(owner).await;
    world.ready(&[work("CAP", "2026-03-02", "1"), work("CAP", "2026-03-03", "2"), work("CAP", "2026-03-04", "4")]).await;
    let draft = world.draft("CAP").await;
    change(&world, draft, |edit| (edit.quantity, edit.unit_price) = ("9".into(), "1".into())).await;
    let details = world.details(draft).await;
    let ids: Vec<InvoiceDetailId> = details.iter().map(|d| d.invoice_detail_id).collect();
    assert_eq!(world.delete_details(draft, vec![ids[0]], false).await.unwrap(), 1);
    assert_eq!(world.delete_details(draft, vec![ids[1]], true).await.unwrap(), 1);
    assert_eq!(
        world.backlog().await,
        ["CAP 2026-03-02 Nordlicht Energie chargeable 1 = 200 ready committed", "CAP 2026-03-03 Nordlicht Energie chargeable 2 = 400 not ready committed"]
    );
    assert_eq!(refusal(world.delete_details(draft, vec![ids[0]], false).await), Refusal::Outdated, "gone already");
    assert_eq!(refusal(world.delete_details(draft, vec![], false).await), Refusal::NothingSelected);
    assert_eq!(refusal(world.delete_details(InvoiceId(999_999), vec![ids[2]], false).await), Refusal::NotFound);
    assert_eq!(world.delete_details(draft, vec![ids[2], ids[2], InvoiceDetailId(999_999)], false).await.unwrap(), 1);
    world.audit_clean().await;
    assert_eq!(world.confirm(&[draft]).await.unwrap()[0].outcome, Err(Refusal::InvoiceEmpty), "W-16: nothing on it");
    assert_eq!(world.delete_invoice(draft).await.unwrap(), 0);
    let again = world.draft("CAP").await;
    assert_eq!(world.details(again).await.len(), 2);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn a_deleted_draft_releases_everything_ready(owner: PgPool) {
    // R-SM-33
    let world = World::new(owner).await;
    world.ready(&[work("CAPS", "2026-03-02", "4"), Work { billable: "No", ..work("CAPS", "2026-03-03", "2") }]).await;
    let before = world.backlog().await;
    let drafts = world.create(&["CAPS"]).await.remove(0).outcome.unwrap();
    assert!(world.backlog().await.is_empty());
    for draft in &drafts {
        assert_eq!(world.delete_invoice(*draft).await.unwrap(), 2);
        assert_eq!(refusal(world.delete_invoice(*draft).await), Refusal::NotFound);
    }
    assert_eq!(world.backlog().await, before);
    assert_eq!(world.ask("select (select count(*) from invoice) + (select count(*) from invoice_line) + (select count(*) from invoice_detail)").await, 0);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn deleting_confirming_and_editing_at_once_end_in_one_of_their_orders(owner: PgPool) {
    // R-EDIT-15, I12, I15
    let (world, draft) = eight_hours(owner).await;
    let detail = world.details(draft).await.remove(0);
    let edit = DetailEdit { quantity: "6".into(), ..unchanged(draft, &detail) };
    let both = [draft];
    let (deleted, confirmed, edited, removed) =
        tokio::join!(world.delete_invoice(draft), world.confirm(&both), world.edit(edit), world.delete_details(draft, vec![detail.invoice_detail_id], true));
    let confirmed = confirmed.unwrap().remove(0).outcome;
    // Whoever comes after the edit sees that the draft is another one.
    let is_edited_first = matches!(&deleted, Err(Failure::Refused(Refusal::Outdated)));
    assert!(
        deleted.is_ok() != confirmed.is_ok() || is_edited_first,
        "either deleted or confirmed, or changed before: {deleted:?} {confirmed:?} {edited:?} {removed:?}"
    );
    world.audit_clean().await;
}

// ---- confirm
/// What confirming wrote to the ledger: its rows after the first two, cost and sale.
async fn confirmed_rows(world: &World, draft: InvoiceId) -> Vec<String> {
    world.confirmed(draft).await;
    world.audit_clean().await;
    assert_eq!(
        world.ask("select count(*) from actual where invoice_id is not null and accounted_on <> '2026-03-31'").await,
        0,
        "R-CONF-4: the day of confirmation"
    );
    assert_eq!(world.ask("select count(*) from actual where work_on <> '2026-03-02'").await, 0, "R-CONF-4: transaction dates stay");
    world.ledger().await.split_off(2)
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn case_a_unedited(owner: PgPool) {
    // R-CONF-1 a, R-CONF-3, R-SM-21
    let (world, draft) = eight_hours(owner).await;
    assert_eq!(
        confirmed_rows(&world, draft).await,
        ["3 unbilled_sales chargeable -8 x 200 = -1600 GBP, reverses 2", "4 billed_sales chargeable 8 x 200 = 1600 GBP, bills 2"]
    );
    let page = read(&world, draft).await.unwrap();
    assert_eq!((page.header.state, page.header.invoice_number, page.header.amount), (InvoiceState::Confirmed, Some(1), dec("1600")));
    assert_eq!((page.accounted_on, page.confirmed_by.as_deref(), page.version), (Some(day(TODAY)), Some("kestrel.consulting@example.org"), 2));
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn case_a_with_tax(owner: PgPool) {
    let (world, draft) = eight_hours(owner).await;
    change(&world, draft, |edit| edit.tax = "304".into()).await;
    assert_eq!(confirmed_rows(&world, draft).await[1], "4 billed_sales chargeable 8 x 200 = 1600 GBP, bills 2, tax 304");
    assert_eq!(read(&world, draft).await.unwrap().header.tax, dec("304"));
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn case_b_cut_to_six(owner: PgPool) {
    // R-CONF-1 b, R-CONF-2
    let (world, draft) = eight_hours(owner).await;
    change(&world, draft, |edit| edit.quantity = "6".into()).await;
    assert_eq!(
        confirmed_rows(&world, draft).await,
        [
            "3 unbilled_sales chargeable -8 x 200 = -1600 GBP, reverses 2",
            "4 unbilled_sales chargeable 6 x 200 = 1200 GBP, cost 1, replaces 2",
            "5 unbilled_sales chargeable -6 x 200 = -1200 GBP, reverses 4",
            "6 billed_sales chargeable 6 x 200 = 1200 GBP, bills 4",
            "7 unbilled_sales non_chargeable 2 x 200 = 400 GBP, cost 1, replaces 2",
            "8 unbilled_sales non_chargeable -2 x 200 = -400 GBP, reverses 7",
            "9 billed_sales non_chargeable 2 x 200 = 400 GBP, bills 7",
        ]
    );
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn case_b_cut_to_nothing(owner: PgPool) {
    let (world, draft) = eight_hours(owner).await;
    change(&world, draft, |edit| edit.quantity = "0".into()).await;
    assert_eq!(
        confirmed_rows(&world, draft).await,
        [
            "3 unbilled_sales chargeable -8 x 200 = -1600 GBP, reverses 2",
            "4 unbilled_sales non_chargeable 8 x 200 = 1600 GBP, cost 1, replaces 2",
            "5 unbilled_sales non_chargeable -8 x 200 = -1600 GBP, reverses 4",
            "6 billed_sales non_chargeable 8 x 200 = 1600 GBP, bills 4",
        ]
    );
    assert_eq!(read(&world, draft).await.unwrap().header.amount, dec("0"));
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn case_c_raised_to_ten(owner: PgPool) {
    // R-CONF-1 c
    let (world, draft) = eight_hours(owner).await;
    change(&world, draft, |edit| edit.quantity = "10".into()).await;
    assert_eq!(
        confirmed_rows(&world, draft).await,
        [
            "3 unbilled_sales chargeable -8 x 200 = -1600 GBP, reverses 2",
            "4 unbilled_sales chargeable 10 x 200 = 2000 GBP, cost 1, replaces 2",
            "5 unbilled_sales chargeable -10 x 200 = -2000 GBP, reverses 4",
            "6 billed_sales chargeable 10 x 200 = 2000 GBP, bills 4",
        ]
    );
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn case_d_type_changed(owner: PgPool) {
    // R-CONF-1 d, R-EDIT-14
    let (world, draft) = eight_hours(owner).await;
    change(&world, draft, |edit| edit.billing_type = BillingType::NonChargeable).await;
    assert_eq!(
        confirmed_rows(&world, draft).await,
        [
            "3 unbilled_sales chargeable -8 x 200 = -1600 GBP, reverses 2",
            "4 unbilled_sales non_chargeable 8 x 200 = 1600 GBP, cost 1, replaces 2",
            "5 unbilled_sales non_chargeable -8 x 200 = -1600 GBP, reverses 4",
            "6 billed_sales non_chargeable 8 x 200 = 1600 GBP, bills 4",
        ]
    );
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn case_e_price_changed(owner: PgPool) {
    // R-CONF-1 e
    let (world, draft) = eight_hours(owner).await;
    change(&world, draft, |edit| edit.unit_price = "150".into()).await;
    assert_eq!(
        confirmed_rows(&world, draft).await,
        [
            "3 unbilled_sales chargeable -8 x 200 = -1600 GBP, reverses 2",
            "4 unbilled_sales chargeable 8 x 150 = 1200 GBP, cost 1, replaces 2",
            "5 unbilled_sales chargeable -8 x 150 = -1200 GBP, reverses 4",
            "6 billed_sales chargeable 8 x 150 = 1200 GBP, bills 4",
        ]
    );
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn invoices_in_yen_and_dinar_add_up(owner: PgPool) {
    // R-PRC-9: each detail rounds by itself, before summing (R-EDIT-10)
    let world = World::new(owner).await;
    for (contract, cut, amount) in [("YEN", "0.49", "14902"), ("DINAR", "0.49", "18.395")] {
        world.ready(&[work(contract, "2026-03-02", "0.5"), work(contract, "2026-03-03", "0.5"), work(contract, "2026-03-04", "0.5")]).await;
        let draft = world.draft(contract).await;
        change(&world, draft, |edit| edit.quantity = cut.into()).await;
        world.confirmed(draft).await;
        assert_eq!(read(&world, draft).await.unwrap().header.amount, dec(amount), "{contract}");
    }
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn the_accounting_date_goes_to_the_ledger(owner: PgPool) {
    // R-CONF-4
    let (world, draft) = eight_hours(owner).await;
    header(&world, HeaderEdit { accounted_on: "2026-04-30".into(), ..as_is(&world, draft).await }).await.unwrap();
    world.confirmed(draft).await;
    assert_eq!(world.texts("select distinct accounted_on::text from actual where invoice_id is not null").await, ["2026-04-30"]);
    assert_eq!(world.texts("select distinct accounted_on::text from actual where invoice_id is null").await, [TODAY]);
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn confirming_twice_gives_the_same_number_and_one_effect(owner: PgPool) {
    // R-CONF-5, I13
    let (world, draft) = eight_hours(owner).await;
    assert_eq!((world.confirmed(draft).await, world.confirmed(draft).await), (1, 1));
    assert_eq!(world.ledger().await.len(), 4);
    world.ready(&[work("SOLO", "2026-03-03", "1")]).await;
    let next = world.draft("SOLO").await;
    let outcomes = world.confirm(&[draft, next, next, InvoiceId(999_999)]).await.unwrap();
    assert_eq!(outcomes.into_iter().map(|c| c.outcome).collect::<Vec<_>>(), [Ok(1), Ok(2), Ok(2), Err(Refusal::NotFound)]);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn two_who_confirm_at_once_have_one_effect(owner: PgPool) {
    // I2, I6, I13
    let (world, draft) = eight_hours(owner).await;
    let same = [draft];
    let (one, other) = tokio::join!(world.confirm(&same), world.confirm(&same));
    assert_eq!((one.unwrap()[0].outcome.clone(), other.unwrap()[0].outcome.clone()), (Ok(1), Ok(1)));
    assert_eq!(world.ledger().await.len(), 4);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn many_who_confirm_at_once_number_without_a_gap(owner: PgPool) {
    // I6, G10: twelve invoices, eight connections, singly and in batches, forwards and backwards
    let world = World::new(owner).await;
    let database = Database::from_pool(app_pool(world.owner.connect_options().as_ref().clone(), 8).await, Clock::System);
    let mut drafts = Vec::new();
    for n in 1..=12 {
        world.ready(&[work("SOLO", "2026-03-02", &n.to_string())]).await;
        drafts.push(world.draft("SOLO").await);
    }
    let backwards: Vec<InvoiceId> = drafts.iter().rev().copied().collect();
    let batches: Vec<Vec<InvoiceId>> = drafts.chunks(1).chain(backwards.chunks(3)).chain(drafts.chunks(5)).map(<[InvoiceId]>::to_vec).collect();
    let confirm = |batch: Vec<InvoiceId>| confirm_invoices(&database, world.actor, Confirm { invoices: batch.into_iter().map(|id| (id, None)).collect() });
    let outcomes = futures::future::join_all(batches.into_iter().map(confirm)).await;
    let mut numbers = std::collections::HashMap::new();
    for confirmed in outcomes.into_iter().flat_map(|outcome| outcome.expect("confirmed")) {
        let number = confirmed.outcome.expect("a number");
        assert_eq!(*numbers.entry(confirmed.invoice_id).or_insert(number), number, "every answer is the same");
    }
    let mut drawn: Vec<i64> = numbers.into_values().collect();
    drawn.sort_unstable();
    assert_eq!(drawn, (1..=12).collect::<Vec<_>>());
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn every_company_numbers_its_own_invoices(owner: PgPool) {
    // I6: per company
    let world = World::new(owner).await;
    let rival = world.rival().await;
    rival.billed("SOLO", &[work("SOLO", "2026-03-02", "8")]).await;
    let ours = world.billed("SOLO", &[work("SOLO", "2026-03-02", "8")]).await;
    assert_eq!(read(&world, ours).await.unwrap().header.invoice_number, Some(1));
    assert_eq!(refusal(read(&rival, ours).await), Refusal::NotFound);
    assert_eq!(rival.confirm(&[ours]).await.unwrap()[0].outcome, Err(Refusal::NotFound));
    assert_eq!(refusal(rival.delete_invoice(ours).await), Refusal::NotFound);
    assert_eq!(refusal(preview(&rival, ours, 0).await), Refusal::NotFound);
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn what_was_not_looked_at_is_not_confirmed(owner: PgPool) {
    // R-EDIT-15, W-15: by the version that was previewed
    let (world, draft) = eight_hours(owner).await;
    let confirm = |version: i32| confirm_invoices(&world.database, world.actor, Confirm { invoices: vec![(draft, Some(version))] });
    change(&world, draft, |edit| edit.quantity = "6".into()).await;
    assert_eq!(confirm(1).await.unwrap()[0].outcome, Err(Refusal::Outdated));
    assert_eq!(world.ledger().await.len(), 2);
    assert_eq!(confirm(2).await.unwrap()[0].outcome, Ok(1));
    assert_eq!(confirm(1).await.unwrap()[0].outcome, Ok(1), "a second click of whoever was first");
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn nobody_to_bill_stops_one_and_lets_the_others_through(owner: PgPool) {
    // R-CONF-5, R-INV-17
    let (world, draft) = eight_hours(owner).await;
    world.ready(&[work("PAIR", "2026-03-02", "8")]).await;
    let pair = world.create(&["PAIR"]).await.remove(0).outcome.unwrap();
    world.force(&format!("update invoice set bill_to_name = ' ' where invoice_id = {}", draft.0)).await;
    assert_eq!(preview(&world, draft, 0).await.unwrap().refusal, Some(Refusal::BillToMissing));
    let outcomes = world.confirm(&[pair[0], draft, pair[1]]).await.unwrap();
    assert_eq!(outcomes.into_iter().map(|c| c.outcome).collect::<Vec<_>>(), [Ok(1), Err(Refusal::BillToMissing), Ok(2)]);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn raising_a_draft_over_a_limit_stops_its_confirmation(owner: PgPool) {
    // R-NTE-9: with the level named; equality passes; one draft does not stop another
    let world = World::new(owner).await;
    world.ready(&[work("CAP", "2026-03-02", "10"), work("CAPS", "2026-03-02", "8")]).await;
    let cap = world.draft("CAP").await;
    let caps = world.create(&["CAPS"]).await.remove(0).outcome.unwrap();
    change(&world, cap, |edit| edit.quantity = "15.01".into()).await;
    for draft in &caps {
        change(&world, *draft, |edit| edit.unit_price = "251".into()).await;
    }
    let outcomes = world.confirm(&[cap, caps[0], caps[1]]).await.unwrap();
    assert_eq!(
        outcomes.into_iter().map(|c| c.outcome).collect::<Vec<_>>(),
        [Err(Refusal::RaisedOverLimit("contract line".into())), Err(Refusal::RaisedOverLimit("contract line customer".into())), Ok(1)]
    );
    change(&world, cap, |edit| edit.quantity = "15".into()).await;
    change(&world, caps[0], |edit| edit.unit_price = "250".into()).await;
    assert_eq!(world.confirm(&[cap, caps[0]]).await.unwrap().into_iter().map(|c| c.outcome).collect::<Vec<_>>(), [Ok(2), Ok(3)]);
    world.audit_clean().await;
    world.approved(&[work("CAP", "2026-03-03", "0.01")]).await;
    assert_eq!(world.backlog().await, ["CAP 2026-03-03 Nordlicht Energie chargeable 0.01 = 2 not ready failed (contract line)"], "what was billed counts");
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn cutting_a_draft_frees_its_limit_when_it_is_confirmed(owner: PgPool) {
    // R-NTE-3: billed reversals reduce what is used
    let world = World::new(owner).await;
    world.ready(&[work("CAP", "2026-03-02", "15")]).await;
    let draft = world.draft("CAP").await;
    change(&world, draft, |edit| edit.quantity = "10".into()).await;
    world.confirmed(draft).await;
    world.approved(&[work("CAP", "2026-03-03", "5"), work("CAP", "2026-03-04", "0.01")]).await;
    assert_eq!(
        world.backlog().await,
        [
            "CAP 2026-03-03 Nordlicht Energie chargeable 5 = 1000 not ready committed",
            "CAP 2026-03-04 Nordlicht Energie chargeable 0.01 = 2 not ready failed (contract line)",
        ]
    );
    world.audit_clean().await;
}

// ---- preview
#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn the_preview_is_what_is_then_written(owner: PgPool) {
    // architecture §5: one-way acts show beforehand exactly the rows they will write
    let world = World::new(owner).await;
    let rows: Vec<Work> = (1..=6).map(|n| work("SOLO", &format!("2026-03-0{n}"), "8")).collect();
    world.ready(&rows).await;
    let draft = world.draft("SOLO").await;
    let changes: [&dyn Fn(&mut DetailEdit); 6] = [
        &|_| {},
        &|e| e.quantity = "6".into(),
        &|e| e.quantity = "10".into(),
        &|e| e.billing_type = BillingType::Complimentary,
        &|e| (e.unit_price, e.tax) = ("150".into(), "228".into()),
        &|e| e.quantity = "0".into(),
    ];
    for (detail, change) in world.details(draft).await.iter().zip(changes) {
        let mut edit = unchanged(draft, detail);
        change(&mut edit);
        world.edit(edit).await.unwrap();
    }
    let ledger = world.ledger().await.len();
    let shown = preview(&world, draft, 0).await.unwrap();
    assert_eq!((shown.count, shown.edited_count, shown.next, shown.refusal.clone()), (2 + 7 + 4 + 4 + 4 + 4, 5, None, None));
    assert_eq!(world.ledger().await.len(), ledger, "looking writes nothing");
    let page = read(&world, draft).await.unwrap();
    assert_eq!((shown.version, shown.billed_amount), (page.version, page.header.amount));
    world.confirmed(draft).await;

    // The same rows but for their keys: places name each other as keys do.
    let first = world.ask("select min(actual_id) from actual where invoice_id is not null").await;
    let key = |id: i64| if id < 0 { first - 1 - id } else { id };
    let written: Vec<String> = world
        .texts("select concat_ws(' ', actual_id, transaction_type, transaction_class, billing_type, work_on, accounted_on, contract_id, contract_line_id, customer_id, project_id, resource_id, role_id, entry_id, trim_scale(quantity), trim_scale(unit_price), trim_scale(amount), trim_scale(tax), currency, coalesce(cost_actual_id, 0), coalesce(reverses_actual_id, 0), coalesce(replaces_actual_id, 0), coalesce(bills_actual_id, 0), invoice_id, invoice_detail_id) from actual where invoice_id is not null order by actual_id")
        .await;
    let mut previewed: Vec<(i64, String)> = shown
        .rows
        .iter()
        .map(|a| {
            let id = |id: Option<crate::vocabulary::ids::ActualId>| id.map(|id| key(id.0)).unwrap_or_default();
            let text = format!(
                "{} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}",
                key(a.id.0),
                a.transaction_type.word(),
                a.transaction_class.word(),
                a.billing_type.word(),
                a.work_on,
                a.accounted_on,
                a.contract_id.unwrap(),
                a.contract_line_id.unwrap(),
                a.customer_id.unwrap(),
                a.project_id.expect("a project"),
                a.resource_id.unwrap(),
                a.role_id.unwrap(),
                a.entry_id.unwrap(),
                a.quantity.normalize(),
                a.unit_price.normalize(),
                a.amount.normalize(),
                a.tax.normalize(),
                a.currency,
                id(a.cost_actual_id),
                id(a.reverses_actual_id),
                id(a.replaces_actual_id),
                id(a.bills_actual_id),
                a.invoice_id.unwrap(),
                a.invoice_detail_id.unwrap()
            );
            (key(a.id.0), text)
        })
        .collect();
    previewed.sort();
    assert_eq!(previewed.into_iter().map(|(_, text)| text).collect::<Vec<_>>(), written);
    let reversed: rust_decimal::Decimal =
        shown.rows.iter().filter(|r| r.bills_actual_id.is_none() && r.billing_type == BillingType::Chargeable).map(|r| r.amount).sum();
    assert_eq!(shown.reversed_amount, reversed);
    assert_eq!(preview(&world, draft, 0).await.unwrap().refusal, Some(Refusal::ConfirmedInvoiceIsFrozen));
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn a_long_preview_comes_page_by_page(owner: PgPool) {
    let world = World::new(owner).await;
    let rows: Vec<Work> = (0..205).map(|_| work("SOLO", "2026-03-02", "1")).collect();
    world.ready(&rows).await;
    let draft = world.draft("SOLO").await;
    let mut after = 0;
    let mut lengths = Vec::new();
    let mut places = Vec::new();
    loop {
        let page = preview(&world, draft, after).await.unwrap();
        assert_eq!((page.count, page.billed_amount), (410, dec("41000")), "counts are of the whole");
        lengths.push(page.rows.len());
        places.extend(page.rows.iter().map(|row| row.id));
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!(lengths, [200, 200, 10]);
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), 410, "no row twice, none left out");
}

// ---- lists
#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn invoices_are_listed_page_by_page(owner: PgPool) {
    let world = World::new(owner).await;
    for n in 0..4_u32 {
        world.ready(&[work("PAIR", "2026-03-02", "8"), work("SOLO", "2026-03-02", "8")]).await;
        let drafts: Vec<InvoiceId> = world.create(&["PAIR", "SOLO"]).await.into_iter().flat_map(|created| created.outcome.unwrap()).collect();
        if n % 2 == 0 {
            world.confirm(&drafts[1..]).await.unwrap();
        }
    }
    check_list(&["created", "number", "date", "contract", "customer"], |query| list(&world, query)).await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn invoices_are_filtered_and_totalled(owner: PgPool) {
    let world = World::new(owner).await;
    let confirmed = world.billed("SOLO", &[work("SOLO", "2026-03-02", "8")]).await;
    world.ready(&[work("PAIR", "2026-03-02", "8"), work("YEN", "2026-03-02", "1")]).await;
    world.create(&["PAIR"]).await;
    world.create_on(&["YEN"], Some(day("2026-03-15"))).await.unwrap();
    let contract = world.contract("PAIR").await.to_string();
    for (name, text, count, amounts) in [
        ("state", "draft", 3, "EUR 1600 JPY 10001"),
        ("state", "confirmed", 1, "GBP 1600"),
        ("state", "posted", 0, ""),
        ("number", "inv-000001", 1, "GBP 1600"),
        ("number", "2", 0, ""),
        ("contract", "grid", 2, "EUR 1600"),
        ("contract_id", &*contract, 2, "EUR 1600"),
        ("invoice_id", &*confirmed.to_string(), 1, "GBP 1600"),
        ("customer", "nordlicht", 2, "EUR 960 JPY 10001"),
        ("from", "2026-03-31", 3, "EUR 1600 GBP 1600"),
        ("to", "2026-03-30", 1, "JPY 10001"),
    ] {
        let query = ListQuery::default().with(name, text);
        let rows = list(&world, query.clone()).await.unwrap().rows;
        let totals = world.read(move |conn, company| Box::pin(async move { total_invoices(conn, company, &query).await })).await.unwrap();
        let told = totals.amounts.iter().map(|(currency, amount)| format!("{currency} {}", amount.normalize())).collect::<Vec<_>>().join(" ");
        assert_eq!((i64::try_from(rows.len()), totals.count, told.as_str()), (Ok(count), count, amounts), "{name} {text}");
    }
    assert_eq!(refusal(list(&world, ListQuery::default().with("state", "open")).await), Refusal::UnknownListOption("open".into()));
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn details_are_listed_page_by_page_and_totalled_by_group(owner: PgPool) {
    let world = World::new(owner).await;
    let rows: Vec<Work> = (0..10_usize)
        .map(|n| Work {
            billable: ["Yes", "Yes", "No"][n % 3],
            ..work("SOLO", ["2026-03-02", "2026-03-03"][n % 2], ["8", "4"][n % 2]).by(["Ada", "Bob"][n % 2])
        })
        .collect();
    world.ready(&rows).await;
    let draft = world.draft("SOLO").await;
    check_list(&["group", "date", "amount", "quantity"], |query| {
        let query = query.with("invoice_id", draft.to_string());
        world.read(move |conn, company| Box::pin(async move { list_details(conn, company, &query).await }))
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
        let totals = world.read(move |conn, company| Box::pin(async move { total_details(conn, company, &query).await })).await.unwrap();
        let told = totals.amounts.iter().map(|(currency, amount)| format!("{currency} {}", amount.normalize())).collect::<Vec<_>>().join(" ");
        assert_eq!((totals.count, totals.quantity.normalize().to_string().as_str(), told.as_str()), (count, hours, amount), "{name} {text}");
    }
    let page = read(&world, draft).await.unwrap();
    let groups: Vec<String> =
        page.lines[0].groups.iter().map(|g| format!("{} {} {} {}", g.billing_type.word(), g.count, g.quantity.normalize(), g.amount.normalize())).collect();
    assert_eq!(groups, ["chargeable 7 40 8000", "non_chargeable 3 20 4000"], "R-INV-5");
    assert_eq!((page.header.amount, page.header.detail_count), (dec("8000"), 10), "R-EDIT-10: only chargeable ones count");
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn a_page_tells_what_the_contract_billed_before(owner: PgPool) {
    // C-15: the sum of other confirmed invoices
    let world = World::new(owner).await;
    world.ready(&[work("PAIR", "2026-03-02", "8")]).await;
    let drafts = world.create(&["PAIR"]).await.remove(0).outcome.unwrap();
    world.confirmed(drafts[0]).await;
    assert_eq!(read(&world, drafts[1]).await.unwrap().billed_before, dec("960"));
    assert_eq!(read(&world, drafts[0]).await.unwrap().billed_before, dec("0"));
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn the_same_key_confirms_once(owner: PgPool) {
    // I13 over a real verb
    let (world, draft) = eight_hours(owner).await;
    let confirm = || {
        let confirm = Confirm { invoices: vec![(draft, None)] };
        command::run(&world.database, world.actor, "confirm_invoices", Some("click-1".to_owned().into()), confirm, |tx, confirm| {
            Box::pin(super::commands::confirm_invoices(tx, confirm))
        })
    };
    let (one, other) = tokio::join!(confirm(), confirm());
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(world.ask("select count(*) from audit_entry where command = 'confirm_invoices'").await, 1);
}

async fn invoice_rows(world: &World, selection: Selection) -> Result<Billed, Failure> {
    command::run(&world.database, world.actor, "invoice_rows", None, selection, |tx, s| Box::pin(super::commands::invoice_rows(tx, s))).await
}

async fn add_to_invoice(world: &World, selection: Selection) -> Result<Billed, Failure> {
    command::run(&world.database, world.actor, "add_to_invoice", None, selection, |tx, s| Box::pin(super::commands::add_to_invoice(tx, s))).await
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn only_the_selected_rows_are_invoiced(owner: PgPool) {
    // R-INV-13: on a backlog list only the selected rows; the others stay Ready
    let world = World::new(owner).await;
    let pair = world.ready(&[work("PAIR", "2026-03-02", "8"), work("PAIR", "2026-03-03", "4")]).await;
    let solo = world.ready(&[work("SOLO", "2026-03-02", "1"), work("SOLO", "2026-03-03", "2")]).await;
    let late = world.ready(&[work("SOLO", "2026-04-02", "1")]).await;
    let not_ready = world.approved(&[work("SOLO", "2026-03-04", "1")]).await;
    let unsigned = world.ready(&[work("DRAFT", "2026-03-04", "1")]).await;
    let selected = vec![pair[0], solo[1], late[0], not_ready[0], unsigned[0], 999_999];
    let billed = invoice_rows(&world, Selection::Rows(selected.clone())).await.unwrap();
    assert_eq!((billed.outcome.changed, billed.invoices.len()), (2, 2));
    assert_eq!(
        stayed(&billed),
        [
            (Refusal::NotInBacklog, 1),
            (Refusal::ContractNotConfirmed, 1),
            (Refusal::NotMarkedReady, 1),
            (Refusal::DatedAfterInvoice(crate::tests::fixtures::day("2026-03-31")), 1),
        ]
    );
    let details: Vec<i64> = sqlx::query_scalar("select source_actual_id from invoice_detail order by 1").fetch_all(&world.owner).await.unwrap();
    assert_eq!(details, [pair[0], solo[1]]);
    assert_eq!(world.ask("select count(*) from backlog where is_ready").await, 6, "what was not selected stays as it is");
    let again = invoice_rows(&world, Selection::Rows(selected)).await.unwrap();
    assert_eq!((again.outcome.changed, again.invoices.len()), (0, 0), "once only");
    assert_eq!(stayed(&again)[0], (Refusal::OnDraftInvoice("#1 Portal".into()), 1), "it says where they are");
    assert_eq!(refusal(invoice_rows(&world, Selection::Rows(vec![])).await), Refusal::NothingSelected);
    assert_eq!(refusal(add_to_invoice(&world, Selection::Rows(vec![])).await), Refusal::NothingSelected);
    world.audit_clean().await;
    for invoice in billed.invoices {
        world.confirmed(invoice).await;
    }
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn rows_are_added_to_the_draft_there_is(owner: PgPool) {
    // R-INV-14: the sole draft of that contract and customer, else the newest, else a new one
    let world = World::new(owner).await;
    let first = world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let new = add_to_invoice(&world, Selection::Rows(first.clone())).await.unwrap();
    assert_eq!((new.outcome.changed, new.invoices.len()), (1, 1), "none there: a new one");
    let second = world.ready(&[work("SOLO", "2026-03-03", "4")]).await;
    let version = || world.texts("select string_agg(invoice_id || ':' || version, ' ' order by invoice_id) from invoice");
    let before = version().await;
    let sole = add_to_invoice(&world, Selection::Rows(second)).await.unwrap();
    assert_eq!(sole.invoices, new.invoices, "the sole one");
    assert_ne!(version().await, before, "whoever has it open reloads");
    world.ready(&[work("SOLO", "2026-03-04", "2")]).await;
    let other = world.draft("SOLO").await;
    world.ready(&[work("SOLO", "2026-03-05", "1"), Work { billable: "No", ..work("SOLO", "2026-03-05", "3") }]).await;
    let newest = add_to_invoice(&world, Selection::Matching(ListQuery::default().with("contract", "SOLO").with("status", "ready"))).await.unwrap();
    assert_eq!((newest.invoices, newest.outcome.changed), (vec![other], 2), "of two the newest");
    world.force_owned(format!("update invoice set state = 'in_review' where invoice_id = {other}")).await;
    let third = world.ready(&[work("SOLO", "2026-03-06", "1")]).await;
    assert_eq!(add_to_invoice(&world, Selection::Rows(third)).await.unwrap().invoices, new.invoices, "one in review is left to its reviewer");
    world.confirmed(new.invoices[0]).await;
    world.confirmed(other).await;
    let last = world.ready(&[work("SOLO", "2026-03-07", "1")]).await;
    let after = add_to_invoice(&world, Selection::Rows(last)).await.unwrap();
    assert!(!after.invoices.contains(&other) && after.invoices != new.invoices, "confirmed ones are frozen: a new one");
    let gone = add_to_invoice(&world, Selection::Rows(first)).await.unwrap();
    assert_eq!(stayed(&gone), [(Refusal::OnConfirmedInvoice("INV-000001".into()), 1)]);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn two_people_adding_the_same_rows_have_one_effect(owner: PgPool) {
    // R-INV-18, I2: whoever adds, invoices, creates and confirms at once, every row is on one draft
    let world = World::new(owner).await;
    let rows: Vec<Work> = (1..=9).map(|n| work("PAIR", &format!("2026-03-0{n}"), "1")).collect();
    let sales = world.ready(&rows).await;
    let solo = world.ready(&[work("SOLO", "2026-03-02", "1")]).await;
    let both: Vec<i64> = sales.iter().chain(&solo).copied().collect();
    let some = Selection::Rows(both.clone());
    let draft = world.draft("SOLO").await;
    let (one, two) = ([draft], ["PAIR", "SOLO"]);
    let (a, b, c, d, e, f) = tokio::join!(
        add_to_invoice(&world, some.clone()),
        add_to_invoice(&world, some.clone()),
        invoice_rows(&world, Selection::Rows(sales[..9].to_vec())),
        world.create_on(&two, None),
        world.confirm(&one),
        invoice_contracts(&world, Selection::Matching(ListQuery::default())),
    );
    let added: i64 = [a, b, c].into_iter().map(|billed| billed.unwrap().outcome.changed).sum();
    d.unwrap();
    e.unwrap();
    f.unwrap();
    assert!(added <= 18, "no row twice");
    assert_eq!(world.ask("select count(*) from backlog").await, 0);
    assert_eq!(world.ask("select count(distinct source_actual_id) from invoice_detail").await, 19);
    assert_eq!(
        world.ask("select count(*) from invoice i where not exists (select from invoice_detail d where d.invoice_id = i.invoice_id)").await,
        0,
        "no empty draft"
    );
    let again = add_to_invoice(&world, some).await.unwrap();
    assert_eq!((again.outcome.changed, again.outcome.refused.iter().map(|r| r.1).sum::<i64>()), (0, 19));
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn a_raise_is_checked_at_the_contract_s_own_levels_too(owner: PgPool) {
    // R-NTE-9, R-NTE-2: what one detail gains another may have lost; refused invoices use no room of the others
    let world = World::new(owner).await;
    let levels = world.levels("PAIR").await;
    world.ready(&[work("PAIR", "2026-03-02", "8"), work("PAIR", "2026-03-03", "8")]).await;
    let drafts = world.create(&["PAIR"]).await.remove(0).outcome.unwrap();
    world.set_limit(levels[3], "3200").await.unwrap();
    world.set_limit(levels[2], "2000").await.unwrap();
    change(&world, drafts[0], |edit| edit.unit_price = "250".into()).await; // 4.8 h: 240 more for the customer of 60 %
    let confirmed = |outcomes: Vec<ToldInvoice>| outcomes.into_iter().map(|c| c.outcome).collect::<Vec<_>>();
    assert_eq!(
        confirmed(world.confirm(&drafts).await.unwrap()),
        [Err(Refusal::RaisedOverLimit("contract customer".into())), Ok(1)],
        "1,920 + 240 > 2,000; the other draft is not stopped"
    );
    world.set_limit(levels[2], "").await.unwrap();
    assert_eq!(confirmed(world.confirm(&drafts[..1]).await.unwrap()), [Err(Refusal::RaisedOverLimit("contract".into()))], "3,200 + 240 > 3,200");
    let second = world.details(drafts[0]).await[1].clone();
    world.edit(DetailEdit { unit_price: "150".into(), ..unchanged(drafts[0], &second) }).await.unwrap();
    assert_eq!(confirmed(world.confirm(&drafts[..1]).await.unwrap()), [Ok(2)], "240 more and 240 less");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn the_approver_s_word_for_the_customer_is_on_the_detail(owner: PgPool) {
    // R-APP-4, R-EDIT-5: read when the draft is made, so that it holds for what was in the backlog before, too
    let world = World::new(owner).await;
    let ids = world.entries(&[work("PAIR", "2026-03-02", "8"), work("PAIR", "2026-03-03", "4")]).await;
    let edit = crate::approvals::model::EntryEdit {
        entry_id: ids[0],
        version: 1,
        billable_quantity: "8".into(),
        billing_type: BillingType::Chargeable,
        external_comment: "Workshop prepared with your planners".into(),
    };
    world.run(edit, |tx, edit| Box::pin(crate::approvals::commands::edit_entry(tx, edit))).await.expect("edited");
    world.approve(&ids).await;
    world.mark_all().await;
    let drafts = world.create(&["PAIR"]).await.remove(0).outcome.expect("drafts");
    assert_eq!(drafts.len(), 2, "one per customer");
    for draft in drafts {
        let said: Vec<(String, String)> = world.details(draft).await.into_iter().map(|d| (d.work_on.to_string(), d.external_description)).collect();
        assert_eq!(said, [("2026-03-02".into(), "Workshop prepared with your planners".into()), ("2026-03-03".into(), String::new())]);
    }
}
