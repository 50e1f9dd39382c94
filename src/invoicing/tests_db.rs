//! Store and commands on PostgreSQL: create, edit, confirm, alone and many at once.
#![cfg(test)]

use super::{
    commands::{list_invoices, mark_paid, read_invoice, total_invoices},
    draft::{
        commands::{edit_header, read_neighbours},
        model::{DetailEdit, HeaderEdit},
    },
    model::{InvoicePage, InvoiceRow, Payment},
};
use crate::{
    platform::failure::Failure,
    tests::{
        fixtures::{World, check_list, day, dec, refusal, unchanged},
        sheets::work,
    },
    vocabulary::{
        ids::InvoiceId,
        paging::{ListQuery, Neighbours, Page},
        refusal::Refusal,
    },
};
use sqlx::PgPool;

async fn list(world: &World, query: ListQuery) -> Result<Page<InvoiceRow>, Failure> {
    world.read(move |scope| Box::pin(async move { list_invoices(scope, &query).await })).await
}

pub async fn read(world: &World, invoice: InvoiceId) -> Result<InvoicePage, Failure> {
    world.read(move |scope| Box::pin(async move { read_invoice(scope, invoice).await })).await
}

pub async fn header(world: &World, edit: HeaderEdit) -> Result<(), Failure> {
    world.run_as("edit_header", edit, |tx, edit| Box::pin(edit_header(tx, edit))).await
}

/// The header as it is, to be changed.
pub async fn as_is(world: &World, invoice_id: InvoiceId) -> HeaderEdit {
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
pub async fn change(world: &World, invoice: InvoiceId, change: impl FnOnce(&mut DetailEdit)) {
    let mut edit = unchanged(invoice, &world.details(invoice).await[0]);
    change(&mut edit);
    world.edit(edit).await.unwrap();
}

/// A draft on SOLO of 8 h at 200.
pub async fn eight_hours(owner: PgPool) -> (World, InvoiceId) {
    let world = World::new(owner).await;
    world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let draft = world.draft("SOLO").await;
    (world, draft)
}

// ---- lists
#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn invoices_are_listed_page_by_page(owner: PgPool) {
    let world = World::new(owner).await;
    for n in 0..4_u32 {
        world.ready(&[work("PAIR", "2026-03-02", "8"), work("SOLO", "2026-03-02", "8")]).await;
        let drafts: Vec<InvoiceId> = world
            .create(&["PAIR", "SOLO"])
            .await
            .into_iter()
            .flat_map(|created| created.outcome.unwrap())
            .collect();
        if n % 2 == 0 {
            world.confirm(&drafts[1..]).await.unwrap();
        }
    }
    check_list(&["created", "number", "date", "contract", "customer"], |query| list(&world, query))
        .await;
}

async fn beside(world: &World, invoice: InvoiceId, list: &ListQuery) -> Neighbours {
    let list = list.clone();
    world
        .read(move |scope| Box::pin(async move { read_neighbours(scope, invoice, &list).await }))
        .await
        .unwrap()
}

/// Every order and some filters: from each draft to the one after it, through all of the list.
#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn drafts_are_gone_through_as_the_list_has_them(owner: PgPool) {
    let world = World::new(owner).await;
    for _ in 0..3 {
        world.ready(&[work("PAIR", "2026-03-02", "8"), work("SOLO", "2026-03-02", "8")]).await;
        world.create(&["PAIR", "SOLO"]).await;
    }
    let named = |sort: &str, descending| ListQuery {
        sort: Some(sort.to_owned()),
        descending,
        ..ListQuery::default()
    };
    let mut lists = vec![ListQuery::default(), ListQuery::default().with("contract", "grid")];
    for sort in ["created", "number", "date", "contract", "customer"] {
        lists.extend([named(sort, false), named(sort, true).with("state", "draft")]);
    }
    for query in &lists {
        let ids: Vec<InvoiceId> =
            list(&world, query.clone()).await.unwrap().rows.iter().map(|r| r.invoice_id).collect();
        assert!(ids.len() > 2, "{query:?}");
        for (at, id) in ids.iter().enumerate() {
            let by = |at: Option<usize>| at.and_then(|at| ids.get(at)).map(|id| id.0);
            let told = Neighbours {
                place: i64::try_from(at + 1).ok(),
                count: i64::try_from(ids.len()).unwrap(),
                previous: by(at.checked_sub(1)),
                next: by(Some(at + 1)),
            };
            assert_eq!(beside(&world, *id, query).await, told, "{query:?}");
        }
    }
    // Confirmed, a draft is out of the list; its neighbours are still those where it was.
    let query = ListQuery::default();
    let before = list(&world, query.clone()).await.unwrap().rows;
    world.confirmed(before[1].invoice_id).await;
    let ids = |at: usize| Some(before[at].invoice_id.0);
    let left = i64::try_from(before.len() - 1).unwrap();
    let told = Neighbours { place: None, count: left, previous: ids(0), next: ids(2) };
    assert_eq!(beside(&world, before[1].invoice_id, &query).await, told);
    let nobody = world
        .read(move |scope| {
            Box::pin(async move { read_neighbours(scope, InvoiceId(i64::MAX), &query).await })
        })
        .await;
    assert_eq!(refusal(nobody), Refusal::NotFound);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
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
        let totals = world
            .read(move |scope| Box::pin(async move { total_invoices(scope, &query).await }))
            .await
            .unwrap();
        let told = totals
            .amounts
            .iter()
            .map(|(currency, amount)| format!("{currency} {}", amount.normalize()))
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(
            (i64::try_from(rows.len()), totals.count, told.as_str()),
            (Ok(count), count, amounts),
            "{name} {text}"
        );
    }
    assert_eq!(
        refusal(list(&world, ListQuery::default().with("state", "lost")).await),
        Refusal::UnknownListOption("lost".into())
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_page_tells_what_the_contract_billed_before(owner: PgPool) {
    // R-INV-15: the sum of other confirmed invoices
    let world = World::new(owner).await;
    world.ready(&[work("PAIR", "2026-03-02", "8")]).await;
    let drafts = world.create(&["PAIR"]).await.remove(0).outcome.unwrap();
    world.confirmed(drafts[0]).await;
    assert_eq!(read(&world, drafts[1]).await.unwrap().billed_before, dec("960"));
    assert_eq!(read(&world, drafts[0]).await.unwrap().billed_before, dec("0"));
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_confirmed_invoice_is_paid_and_nothing_else_of_it_changes(owner: PgPool) {
    // R-SM-30, R-CONF-9
    let (world, draft) = eight_hours(owner).await;
    let say = async |is_paid: bool| {
        let version = world.invoice_version(draft).await;
        let payment = Payment { invoice_id: draft, version, is_paid };
        world.run(payment, |tx, payment| Box::pin(mark_paid(tx, payment))).await
    };
    assert_eq!(refusal(say(true).await), Refusal::OnlyConfirmedIsPaid);
    world.confirmed(draft).await;
    let ledger = world.ledger().await;
    say(true).await.expect("paid");
    assert_eq!(refusal(say(true).await), Refusal::Outdated, "once");
    let page = read(&world, draft).await.unwrap();
    assert!(page.header.paid_at.is_some() && page.paid_by.is_some(), "who and when");
    let paid = |word: &str| ListQuery::default().with("paid", word);
    assert_eq!(list(&world, paid("paid")).await.unwrap().rows.len(), 1);
    assert_eq!(list(&world, paid("unpaid")).await.unwrap().rows.len(), 0);
    say(false).await.expect("not after all");
    assert_eq!(list(&world, paid("unpaid")).await.unwrap().rows.len(), 1);
    assert_eq!(world.ledger().await, ledger);
    world.audit_clean().await;
}
