//! An invoice keeps whom it was issued to; until it is confirmed it follows its customer, but for
//! what somebody wrote on it.

use super::{
    fixtures::{World, refusal},
    sheets::work,
};
use crate::{
    book::{commands::save_customer, model::CustomerForm},
    contracts::{
        commands::{read_contract_setup, save_contract},
        model::setup::ContractForm,
    },
    invoicing::{
        commands::read_invoice,
        draft::{commands::edit_header, model::HeaderEdit},
        model::InvoicePage,
    },
    vocabulary::{
        ids::{CustomerId, InvoiceId},
        refusal::{Field, Refusal},
    },
};
use sqlx::PgPool;

const NAME: &str = "Harbour & Vale, Architects";

async fn read(world: &World, invoice: InvoiceId) -> InvoicePage {
    world
        .read(move |scope| Box::pin(async move { read_invoice(scope, invoice).await }))
        .await
        .expect("an invoice")
}

/// Whom it is billed to: name, contact, address in one line, days.
async fn bill_to(world: &World, invoice: InvoiceId) -> String {
    let page = read(world, invoice).await;
    format!(
        "{} | {} | {} | {}",
        page.bill_to_name,
        page.bill_to_contact,
        page.bill_to_address.replace('\n', ", "),
        page.payment_terms_days
    )
}

/// The customer moves, and is called otherwise.
async fn moves(world: &World, name: &str, city: &str) {
    let customer = world
        .ask(&format!(
            "select customer_id from invoice where company_id = {} limit 1",
            world.company()
        ))
        .await;
    let version = world
        .ask(&format!("select version::bigint from customer where customer_id = {customer}"))
        .await;
    let form = CustomerForm {
        customer_id: Some(CustomerId(customer)),
        version: i32::try_from(version).expect("a version"),
        name: name.into(),
        street: "Quay 7".into(),
        postcode: "E14 5AB".into(),
        city: city.into(),
        country: "gb".into(),
        language: "en".into(),
        vat_id: "GB1".into(),
        payment_terms_days: "21".into(),
    };
    world.run(form, |tx, form| Box::pin(save_customer(tx, form))).await.expect("saved");
}

async fn contract_says(
    world: &World,
    change: impl FnOnce(&mut ContractForm),
) -> Result<(), Refusal> {
    let id = world.contract("SOLO").await;
    let mut form = world
        .read(move |scope| Box::pin(async move { read_contract_setup(scope, Some(id)).await }))
        .await
        .expect("the form")
        .form;
    change(&mut form);
    match world.run(form, |tx, form| Box::pin(save_contract(tx, form))).await {
        Ok(_) => Ok(()),
        failed => Err(refusal(failed)),
    }
}

async fn a_draft(owner: PgPool) -> (World, InvoiceId) {
    let world = World::new(owner).await;
    world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let draft = world.draft("SOLO").await;
    (world, draft)
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_draft_follows_its_customer_and_a_confirmed_invoice_keeps_it(owner: PgPool) {
    // R-INV-10
    let (world, draft) = a_draft(owner).await;
    assert_eq!(bill_to(&world, draft).await, format!("{NAME} |  |  | 14"));
    moves(&world, "Harbour LLP", "London").await;
    assert_eq!(bill_to(&world, draft).await, "Harbour LLP |  | Quay 7, E14 5AB London, GB | 21");
    let page = read(&world, draft).await;
    assert!(page.follows_customer);
    assert_eq!(
        (
            page.customer.name.as_str(),
            page.customer.vat_id.as_str(),
            page.customer.address().as_str()
        ),
        ("Harbour LLP", "GB1", "Quay 7\nE14 5AB London\nGB")
    );

    world.confirmed(draft).await;
    moves(&world, "Vale Ltd", "Leeds").await;
    assert_eq!(bill_to(&world, draft).await, "Harbour LLP |  | Quay 7, E14 5AB London, GB | 21");
    let kept = read(&world, draft).await;
    assert_eq!((kept.customer, kept.header.customer_name.as_str()), (page.customer, "Harbour LLP"));
    assert!(!kept.follows_customer);
    for column in [
        "customer_name",
        "customer_street",
        "customer_postcode",
        "customer_city",
        "customer_country",
        "customer_language",
        "customer_vat_id",
        "bill_to_address",
    ] {
        let error = sqlx::query(sqlx::AssertSqlSafe(format!(
            "update invoice set {column} = 'x' where invoice_id = {draft}"
        )))
        .execute(&world.owner)
        .await;
        assert!(
            error.is_err_and(|e| e
                .as_database_error()
                .is_some_and(|e| e.constraint() == Some("confirmed_invoice_is_frozen"))),
            "{column}"
        );
    }
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_the_contract_says_of_its_customer_wins(owner: PgPool) {
    // R-VOC-4, R-INV-10: also on a confirmed contract, and on the draft there is
    let (world, draft) = a_draft(owner).await;
    contract_says(&world, |form| {
        let customer = &mut form.customers[0];
        customer.bill_to_name = "Harbour & Vale, Accounts payable".into();
        customer.bill_to_contact = "Ms Reed".into();
        customer.bill_to_address = "PO box 12\nDover".into();
        customer.payment_terms_days = "60".into();
    })
    .await
    .unwrap();
    moves(&world, "Harbour LLP", "London").await;
    assert_eq!(
        bill_to(&world, draft).await,
        "Harbour & Vale, Accounts payable | Ms Reed | PO box 12, Dover | 60"
    );
    let days = |typed: &'static str| {
        contract_says(&world, move |form| form.customers[0].payment_terms_days = typed.into())
    };
    assert_eq!(days("soon").await, Err(Refusal::FieldNotANumber(Field::PaymentTerms)));
    assert_eq!(days("366").await, Err(Refusal::FieldOutOfRange(Field::PaymentTerms)));
    contract_says(&world, |form| form.customers[0].bill_to_address = "x".repeat(1_001))
        .await
        .expect_err("too long");
    days("").await.unwrap();
    assert_eq!(
        bill_to(&world, draft).await,
        "Harbour & Vale, Accounts payable | Ms Reed | PO box 12, Dover | 21",
        "blank: the customer's"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_somebody_wrote_on_a_draft_stays(owner: PgPool) {
    // R-EDIT-1: the rest goes on following
    let (world, draft) = a_draft(owner).await;
    let page = read(&world, draft).await;
    let edit = HeaderEdit {
        invoice_id: draft,
        version: page.version,
        name: page.header.name,
        description: String::new(),
        bill_to_name: page.bill_to_name,
        bill_to_contact: "Mr Poole".into(),
        bill_to_address: page.bill_to_address,
        accounted_on: String::new(),
        state: page.header.state,
    };
    world.run(edit, |tx, edit| Box::pin(edit_header(tx, edit))).await.unwrap();
    moves(&world, "Harbour LLP", "London").await;
    assert_eq!(
        bill_to(&world, draft).await,
        "Harbour LLP | Mr Poole | Quay 7, E14 5AB London, GB | 21"
    );
    world.confirmed(draft).await;
    assert_eq!(
        bill_to(&world, draft).await,
        "Harbour LLP | Mr Poole | Quay 7, E14 5AB London, GB | 21"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_file_may_bring_the_address(owner: PgPool) {
    // customers.csv: street, postcode and city are columns that may be there
    let world = World::bare(owner).await;
    let rows = "customer,street,postcode,city,country,language,vat_id,payment_terms_days\nVale Ltd,Quay 7,E14 5AB,London,GB,en,,30\nReed & Co,,,,GB,en,,30\n";
    world.import(vec![super::sheets::file("customers.csv", rows)]).await.expect("imported");
    let lines = world
        .texts(
            r"
            select name || ': ' || address_lines(street, postcode, city, country)
            from customer
            order by name
            ",
        )
        .await;
    assert_eq!(lines, ["Reed & Co: ", "Vale Ltd: Quay 7\nE14 5AB London\nGB"]);
}
