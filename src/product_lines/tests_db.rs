//! Product lines on PostgreSQL: sold, marked, invoiced, confirmed, corrected.
#![cfg(test)]

use super::{
    commands::{list_product_lines, total_product_lines},
    model::{ProductLineRemoval, ProductLineRow},
};
use crate::{
    invoicing::{
        draft::{commands::refresh_invoice, model::Refreshed},
        revise::{
            commands::revise_invoice,
            model::{Chosen, Revise},
        },
        tests_db::{change, read},
    },
    platform::failure::Failure,
    tests::fixtures::{World, dec, refusal},
    vocabulary::{
        ids::InvoiceId,
        paging::{ListQuery, Selection},
        refusal::Refusal,
        words::BillingType,
    },
};
use sqlx::PgPool;

async fn list(world: &World) -> Vec<ProductLineRow> {
    let query = ListQuery::default();
    world
        .read(move |scope| Box::pin(async move { list_product_lines(scope, &query).await }))
        .await
        .expect("product lines")
        .rows
}

/// `quantity amount status` of all there are.
async fn stand(world: &World) -> Vec<String> {
    let told = |row: &ProductLineRow| {
        let (quantity, amount) = (row.quantity.normalize(), row.amount.normalize());
        format!("{quantity} {amount} {}", row.status.word())
    };
    list(world).await.iter().map(told).collect()
}

async fn all_ready(world: &World) {
    let ids = list(world).await.iter().map(|row| row.product_line_id.0).collect();
    let outcome = world.mark_product_lines(Selection::Rows(ids), true).await.expect("marked");
    assert_eq!(outcome.refused, []);
}

/// GOODS with 5 m of cable at 80, Ready, and a milestone that two customers share, Ready; the drafts
/// of both, the primary customer's first.
async fn drafts(owner: PgPool) -> (World, Vec<InvoiceId>) {
    let world = World::new(owner).await;
    world.product_line("5").await;
    let line = world
        .ask("select contract_line_id from contract_line where name = 'Set-up' order by 1 desc limit 1")
        .await;
    let edit = crate::milestones::model::MilestoneEdit {
        contract_line_id: crate::vocabulary::ids::ContractLineId(line),
        milestone_id: None,
        version: 0,
        name: "Set-up".into(),
        milestone_on: "2026-03-02".into(),
        amount: "1000".into(),
        tax: String::new(),
        task: String::new(),
    };
    world.save_milestone(edit).await.expect("a milestone");
    world.milestones_ready("GOODS").await;
    all_ready(&world).await;
    let drafts = world.create(&["GOODS"]).await.remove(0).outcome.expect("drafts");
    let primary = world
        .ask("select i.invoice_id from invoice i join contract c on c.contract_id = i.contract_id and c.primary_customer_id = i.customer_id")
        .await;
    let (first, rest): (Vec<_>, Vec<_>) = drafts.into_iter().partition(|id| id.0 == primary);
    (world, [first, rest].concat())
}

/// 5 m of cable confirmed and nothing else.
async fn five_billed(owner: PgPool) -> (World, InvoiceId) {
    let world = World::new(owner).await;
    world.product_line("5").await;
    all_ready(&world).await;
    let draft = world.draft("GOODS").await;
    world.confirmed(draft).await;
    world.audit_clean().await;
    (world, draft)
}

async fn corrective(world: &World, invoice_id: InvoiceId) -> InvoiceId {
    let revise = Revise { invoice_id, chosen: Chosen::All, draft: None };
    world
        .run(revise, |tx, revise| Box::pin(revise_invoice(tx, revise)))
        .await
        .expect("revised")
        .invoice_id
}

async fn refreshed(world: &World, draft: InvoiceId) -> Result<Refreshed, Failure> {
    world.run(draft, |tx, draft| Box::pin(refresh_invoice(tx, draft))).await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn products_are_billed_once_and_to_the_primary_customer_only(owner: PgPool) {
    // R-INV-9, R-INV-1, R-INV-3: the other customer of the contract gets its share of the milestone
    let (world, drafts) = drafts(owner).await;
    let [primary, other] = drafts[..] else { panic!("{drafts:?}") };
    assert_eq!(world.details(primary).await.len(), 2);
    assert_eq!(world.details(other).await.len(), 1);
    let product = world.details(primary).await.into_iter().find(|d| d.is_product).expect("cable");
    assert_eq!(
        (product.quantity, product.unit_price, product.amount, product.notes.as_deref()),
        (dec("5"), dec("80"), dec("400"), Some("Goods cable"))
    );
    assert!(!world.details(other).await[0].is_product);
    assert_eq!(stand(&world).await, ["5 400 on_draft"]);
    // R-INV-11: what became Ready since comes on the primary customer's draft, once, two at once
    world.product_line("2").await;
    let new = list(&world).await[1].product_line_id.0;
    world.mark_product_lines(Selection::Rows(vec![new]), true).await.expect("marked");
    assert_eq!(refreshed(&world, other).await.expect("nothing"), Refreshed::default());
    let (one, two) = tokio::join!(refreshed(&world, primary), refreshed(&world, primary));
    let took = [one.expect("refreshed").products, two.expect("refreshed").products];
    assert_eq!(took.iter().sum::<i64>(), 1, "once: {took:?}");
    assert_eq!(stand(&world).await, ["5 400 on_draft", "2 160 on_draft"]);
    // nothing is left for anybody: neither of two at once finds any
    world.create(&["GOODS"]).await.remove(0).outcome.expect_err("all of it is on drafts");
    world.confirm(&drafts).await.expect("confirmed");
    world.audit_clean().await;
    assert_eq!(stand(&world).await, ["5 400 posted", "2 160 posted"]);
    assert_eq!(
        world
            .texts(
                r"
                select concat_ws(
                    ' ', a.transaction_type, a.billing_type, trim_scale(a.quantity),
                    trim_scale(a.unit_price), trim_scale(a.amount), a.currency, a.work_on,
                    a.bills_actual_id, a.entry_id
                )
                from actual a
                where transaction_class = 'material'
                order by actual_id
                "
            )
            .await,
        [
            "billed_sales chargeable 5 80 400 EUR 2026-03-02",
            "billed_sales chargeable 2 80 160 EUR 2026-03-02"
        ],
        "R-CONF-1 j"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn on_an_invoice_only_the_tax_changes_and_it_can_be_taken_off(owner: PgPool) {
    // R-EDIT-7, R-EDIT-12, R-SM-12
    let (world, drafts) = drafts(owner).await;
    let detail = world.details(drafts[0]).await.into_iter().find(|d| d.is_product).expect("cable");
    let changes: [fn(&mut crate::invoicing::draft::model::DetailEdit); 3] = [
        |e| e.quantity = "4".into(),
        |e| e.unit_price = "1".into(),
        |e| e.billing_type = BillingType::Complimentary,
    ];
    for change in changes {
        let mut edit = crate::tests::fixtures::unchanged(drafts[0], &detail);
        change(&mut edit);
        assert_eq!(refusal(world.edit(edit).await), Refusal::ProductIsReadOnly);
    }
    let mut edit = crate::tests::fixtures::unchanged(drafts[0], &detail);
    edit.tax = "76".into();
    world.edit(edit).await.expect("taxed");
    let label = list(&world).await[0].invoice.clone().expect("on a draft");
    let held = Refusal::OnDraftInvoice(label);
    let row = list(&world).await.remove(0);
    let mut edit = world.new_product_line("4").await;
    (edit.product_line_id, edit.version) = (Some(row.product_line_id), row.version);
    assert_eq!(refusal(world.save_product_line(edit.clone()).await), held);
    let removal = ProductLineRemoval { product_line_id: row.product_line_id, version: row.version };
    let delete = |removal: ProductLineRemoval| {
        world
            .run(removal, |tx, removal| Box::pin(super::commands::delete_product_line(tx, removal)))
    };
    assert_eq!(refusal(delete(removal.clone()).await), held);
    world.delete_details(drafts[0], vec![detail.invoice_detail_id], false).await.expect("off");
    assert_eq!(stand(&world).await, ["5 400 ready"]);
    refreshed(&world, drafts[0]).await.expect("back on");
    let detail = world.details(drafts[0]).await.into_iter().find(|d| d.is_product).expect("cable");
    world.delete_details(drafts[0], vec![detail.invoice_detail_id], true).await.expect("off");
    assert_eq!(stand(&world).await, ["5 400 not_ready"], "held back");
    world.save_product_line(edit.clone()).await.expect("4 of it");
    assert_eq!(refusal(world.save_product_line(edit).await), Refusal::Outdated);
    assert_eq!(refusal(delete(removal.clone()).await), Refusal::Outdated);
    delete(ProductLineRemoval { version: removal.version + 1, ..removal }).await.expect("gone");
    assert_eq!(stand(&world).await, <[&str; 0]>::default());
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn e12_a_product_line_by_quantity(owner: PgPool) {
    // E12, W-10, R-COR-9: 5 → 3: Br −5; B +3; 2 back in the product backlog, Not Ready
    let (world, invoice) = five_billed(owner).await;
    let before = world.ledger().await.len();
    assert_eq!(before, 1, "R-CONF-1 j");
    let draft = corrective(&world, invoice).await;
    for (quantity, price) in [("6", "80"), ("3", "79")] {
        let mut edit = crate::tests::fixtures::unchanged(draft, &world.details(draft).await[0]);
        (edit.quantity, edit.unit_price) = (quantity.into(), price.into());
        assert_eq!(refusal(world.edit(edit).await), Refusal::ProductIsCorrectedDownwards);
    }
    change(&world, draft, |edit| edit.quantity = "3".into()).await;
    world.confirmed(draft).await;
    world.audit_clean().await;
    assert_eq!(
        world.ledger().await.split_off(before),
        [
            "2 billed_sales chargeable -5 x 80 = -400 EUR, reverses 1",
            "3 billed_sales chargeable 3 x 80 = 240 EUR, replaces 1"
        ]
    );
    assert_eq!(read(&world, draft).await.expect("read").header.amount, dec("-160"));
    assert_eq!(stand(&world).await, ["3 240 posted", "2 160 not_ready"]);
    // a chain: the 3 are credited too, and Ready again beside the rest; all of it is billed once more
    world.confirmed(corrective(&world, draft).await).await;
    world.audit_clean().await;
    assert_eq!(stand(&world).await, ["3 240 ready", "2 160 not_ready"]);
    // what was billed once stays: the ledger leads back to it
    let three = list(&world).await.into_iter().find(|line| line.quantity == dec("3"));
    let three = three.expect("3 m of cable");
    let removal =
        ProductLineRemoval { product_line_id: three.product_line_id, version: three.version };
    let off = world
        .run(removal, |tx, removal| Box::pin(super::commands::delete_product_line(tx, removal)))
        .await;
    assert_eq!(refusal(off), Refusal::ProductLineWasBilled);
    all_ready(&world).await;
    let again = world.draft("GOODS").await;
    world.confirmed(again).await;
    world.audit_clean().await;
    assert_eq!(read(&world, again).await.expect("read").header.amount, dec("400"));
    assert_eq!(
        world
            .ask("select sum(amount)::bigint from actual where transaction_type = 'billed_sales'")
            .await,
        400,
        "what is billed is what was sold"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_backlog_is_filtered_marked_and_emptied_when_a_contract_is_lost(owner: PgPool) {
    // R-BL-3, R-SM-3
    let world = World::new(owner).await;
    world.product_line("5").await;
    world.product_line("2").await;
    let total = |query: ListQuery| {
        let world = &world;
        async move {
            let read = world
                .read(move |scope| {
                    Box::pin(async move { total_product_lines(scope, &query).await })
                })
                .await;
            let totals = read.expect("totals");
            (totals.count, totals.amounts.iter().map(|(_, amount)| *amount).sum())
        }
    };
    assert_eq!(total(ListQuery::default()).await, (2, dec("560")));
    let first = list(&world).await[0].product_line_id.0;
    let outcome = world.mark_product_lines(Selection::Rows(vec![first, 999_999]), true).await;
    let outcome = outcome.expect("marked");
    assert_eq!(outcome.changed, 1);
    assert_eq!(outcome.refused, [(Refusal::ProductLineGone, 1, vec![999_999])]);
    for (status, expected) in
        [("ready", "400"), ("not_ready", "160"), ("open", "560"), ("posted", "0")]
    {
        let query = ListQuery::default().with("status", status);
        assert_eq!(total(query).await.1, dec(expected), "{status}");
    }
    for (filter, text, count) in [
        ("contract", "GOODS", 2),
        ("contract", "SOLO", 0),
        ("product", "cable", 2),
        ("product", "pump", 0),
        ("from", "2026-03-03", 0),
        ("to", "2026-03-02", 2),
    ] {
        assert_eq!(
            total(ListQuery::default().with(filter, text)).await.0,
            count,
            "{filter} {text}"
        );
    }
    let contract = world.contract("GOODS").await;
    let asked = format!("select version::bigint from contract where contract_id = {contract}");
    let version = i32::try_from(world.ask(&asked).await).expect("a version");
    world
        .run((contract, version), |tx, input| {
            Box::pin(crate::lifecycle::commands::close_contract(tx, input))
        })
        .await
        .expect("lost");
    assert_eq!(stand(&world).await, ["5 400 not_ready", "2 160 not_ready"]);
    let edit = world.new_product_line("1").await;
    assert_eq!(refusal(world.save_product_line(edit).await), Refusal::ContractIsLost);
    let outcome = world.mark_product_lines(Selection::Rows(vec![first]), true).await;
    assert_eq!(outcome.expect("refused").refused[0].0, Refusal::ContractIsLost);
}
