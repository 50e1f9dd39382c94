//! Corrections on PostgreSQL: the worked examples, row by row.
#![cfg(test)]

use super::{
    commands::{self, list_billed},
    model::{BilledRow, Chosen, Revise, Revised},
};
use crate::{
    invoicing::{
        model::InvoiceKind,
        tests_db::{change, eight_hours, read},
    },
    platform::failure::Failure,
    tests::{
        fixtures::{World, dec, refusal},
        samples::{fee, post_journal, widen},
        sheets::work,
    },
    vocabulary::{
        ids::{ActualId, InvoiceId},
        paging::{ListQuery, Selection},
        refusal::Refusal,
        words::BillingType,
    },
};
use sqlx::PgPool;

pub async fn revise(world: &World, revise: Revise) -> Result<Revised, Failure> {
    world.run(revise, |tx, revise| Box::pin(commands::revise_invoice(tx, revise))).await
}

/// A corrective draft of all that is live on an invoice.
pub async fn corrective(world: &World, invoice_id: InvoiceId) -> InvoiceId {
    let revised = revise(world, Revise { invoice_id, chosen: Chosen::All, draft: None }).await;
    revised.expect("revised").invoice_id
}

async fn billed(world: &World, invoice: InvoiceId) -> Vec<BilledRow> {
    let query = ListQuery::default().with("invoice_id", invoice.to_string());
    world
        .read(move |scope| Box::pin(async move { list_billed(scope, &query).await }))
        .await
        .expect("what was billed")
        .rows
}

/// 8 h at 200, confirmed: U1 is row 2, U1r row 3, B1 row 4.
async fn eight_billed(owner: PgPool) -> (World, InvoiceId) {
    let (world, draft) = eight_hours(owner).await;
    world.confirmed(draft).await;
    (world, draft)
}

/// Revises all of it, says what is to be billed instead, confirms; answers the new rows of the
/// ledger and the net of the corrective invoice.
pub async fn corrected(
    world: &World,
    invoice: InvoiceId,
    quantity: &str,
    price: &str,
) -> (InvoiceId, Vec<String>, String) {
    let before = world.ledger().await.len();
    let draft = corrective(world, invoice).await;
    change(world, draft, |edit| {
        (edit.quantity, edit.unit_price) = (quantity.into(), price.into());
    })
    .await;
    world.confirmed(draft).await;
    world.audit_clean().await;
    follows(world).await;
    let page = read(world, draft).await.expect("the corrective invoice");
    assert_eq!(page.header.kind, InvoiceKind::Corrective, "R-VOC-19");
    (draft, world.ledger().await.split_off(before), page.header.amount.normalize().to_string())
}

/// From every row of sales the whole life is found, and its parts are what the rows add up to.
pub async fn follows(world: &World) {
    use crate::desk::{commands::read_life, model::Figure, rules};
    let ids: Vec<String> = world
        .texts("select actual_id::text from actual where transaction_type <> 'cost' and retainer_id is null order by 1")
        .await;
    for id in ids {
        let figure = Figure::Actual(id.parse().expect("a key"));
        let life = world
            .read(move |scope| Box::pin(async move { read_life(scope, None, figure).await }))
            .await
            .expect("its life");
        let stands = rules::stands(&life.rows).expect("sales");
        assert_eq!(stands.sum(), stands.in_all, "{id}");
        let written: usize = rules::steps(&life.rows)
            .iter()
            .filter(|step| {
                use crate::desk::model::What::{NotReady, OnDraft, Ready};
                !matches!(step.what, NotReady | Ready | OnDraft)
            })
            .map(|step| step.rows.len())
            .sum();
        assert_eq!(written, life.rows.len(), "{id}: every row is in one step");
        for row in &life.rows {
            for link in [row.reverses_actual_id, row.replaces_actual_id, row.bills_actual_id] {
                let known = link.is_none_or(|of| life.rows.iter().any(|row| row.actual_id == of));
                assert!(known, "{id}: what row {} points at is there", row.actual_id);
            }
        }
    }
}

/// Billing and adjustment status of rows of the ledger, by their place.
async fn statuses(world: &World) -> Vec<String> {
    let rows = world
        .read(|scope| {
            Box::pin(async move {
                crate::desk::commands::list_ledger(scope, None, &ListQuery::default()).await
            })
        })
        .await
        .expect("the ledger")
        .rows;
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_key(|row| row.actual_id);
    rows.iter()
        .enumerate()
        .map(|(place, row)| {
            let billing = row.billing_status.map(|s| s.word()).unwrap_or("–");
            format!("{} {billing} {}", place + 1, row.adjustment_status.word())
        })
        .collect()
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn e1_fewer_hours(owner: PgPool) {
    // E1, R-COR-2, R-COR-9, R-CONF-8: 8 → 6 h
    let (world, invoice) = eight_billed(owner).await;
    let (draft, rows, net) = corrected(&world, invoice, "6", "200").await;
    assert_eq!(
        rows,
        [
            "5 billed_sales chargeable -8 x 200 = -1600 GBP, reverses 4",
            "6 unbilled_sales chargeable 6 x 200 = 1200 GBP, cost 1, replaces 4",
            "7 unbilled_sales chargeable -6 x 200 = -1200 GBP, reverses 6",
            "8 billed_sales chargeable 6 x 200 = 1200 GBP, bills 6",
            "9 unbilled_sales chargeable 2 x 200 = 400 GBP, cost 1, replaces 4"
        ]
    );
    assert_eq!(net, "-400");
    assert_eq!(
        statuses(&world).await[1..],
        [
            "2 posted none",
            "3 – unadjustable",
            "4 – adjusted",
            "5 – unadjustable",
            "6 posted none",
            "7 – unadjustable",
            "8 – none",
            "9 not_ready none"
        ]
    );
    assert_eq!(
        world.backlog().await,
        ["SOLO 2026-03-02 Harbour & Vale, Architects chargeable 2 = 400 not ready not_applicable"],
        "R-COR-9: open again, Not Ready"
    );
    let again = billed(&world, draft).await;
    assert_eq!((again.len(), again[0].quantity, again[0].is_corrected), (1, dec("6"), false));
    assert!(billed(&world, invoice).await[0].is_corrected);
    assert_eq!(
        refusal(
            revise(&world, Revise { invoice_id: invoice, chosen: Chosen::All, draft: None }).await
        ),
        Refusal::CorrectedAlready("INV-000002".into()),
        "R-COR-6: the live one is on the corrective invoice"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn e2_more_hours(owner: PgPool) {
    // E2: 8 → 10 h
    let (world, invoice) = eight_billed(owner).await;
    let (_, rows, net) = corrected(&world, invoice, "10", "200").await;
    assert_eq!(
        rows,
        [
            "5 billed_sales chargeable -8 x 200 = -1600 GBP, reverses 4",
            "6 unbilled_sales chargeable 10 x 200 = 2000 GBP, cost 1, replaces 4",
            "7 unbilled_sales chargeable -10 x 200 = -2000 GBP, reverses 6",
            "8 billed_sales chargeable 10 x 200 = 2000 GBP, bills 6"
        ]
    );
    assert_eq!((net.as_str(), world.backlog().await.len()), ("400", 0));
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn e3_another_price(owner: PgPool) {
    // E3: 200 → 150, no remainder
    let (world, invoice) = eight_billed(owner).await;
    let (_, rows, net) = corrected(&world, invoice, "8", "150").await;
    assert_eq!(
        rows,
        [
            "5 billed_sales chargeable -8 x 200 = -1600 GBP, reverses 4",
            "6 unbilled_sales chargeable 8 x 150 = 1200 GBP, cost 1, replaces 4",
            "7 unbilled_sales chargeable -8 x 150 = -1200 GBP, reverses 6",
            "8 billed_sales chargeable 8 x 150 = 1200 GBP, bills 6"
        ]
    );
    assert_eq!((net.as_str(), world.backlog().await.len()), ("-400", 0));
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn e4_full_credit_and_what_follows(owner: PgPool) {
    // E4, R-COR-10, invariant iv: all of it is open again and can be billed anew
    let (world, invoice) = eight_billed(owner).await;
    let before = world.ledger().await.len();
    let draft = corrective(&world, invoice).await;
    assert_eq!(
        read(&world, draft).await.unwrap().header.amount,
        dec("-1600"),
        "R-COR-2: it starts at 0, which credits the whole"
    );
    world.confirmed(draft).await;
    world.audit_clean().await;
    assert_eq!(
        world.ledger().await.split_off(before),
        [
            "5 billed_sales chargeable -8 x 200 = -1600 GBP, reverses 4",
            "6 unbilled_sales chargeable 8 x 200 = 1600 GBP, cost 1, replaces 4"
        ]
    );
    assert_eq!(
        statuses(&world).await[3..],
        ["4 – adjusted", "5 – unadjustable", "6 not_ready none"]
    );
    world.mark_all().await;
    let second = world.draft("SOLO").await;
    world.confirmed(second).await;
    world.audit_clean().await;
    assert_eq!(read(&world, second).await.unwrap().header.amount, dec("1600"));
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn e6_a_correction_corrected(owner: PgPool) {
    // E6, invariants i and ii: 8 → 6 → 5 h
    let (world, invoice) = eight_billed(owner).await;
    let (first, ..) = corrected(&world, invoice, "6", "200").await;
    let (second, rows, net) = corrected(&world, first, "5", "200").await;
    assert_eq!(
        rows,
        [
            "10 billed_sales chargeable -6 x 200 = -1200 GBP, reverses 8",
            "11 unbilled_sales chargeable 5 x 200 = 1000 GBP, cost 1, replaces 8",
            "12 unbilled_sales chargeable -5 x 200 = -1000 GBP, reverses 11",
            "13 billed_sales chargeable 5 x 200 = 1000 GBP, bills 11",
            "14 unbilled_sales chargeable 1 x 200 = 200 GBP, cost 1, replaces 8"
        ]
    );
    assert_eq!(net, "-200");
    assert_eq!(world.backlog().await.len(), 2, "U3 is untouched beside U5");
    assert_eq!(
        world
            .ask("select sum(quantity)::bigint from actual where transaction_type <> 'cost'")
            .await,
        8,
        "i: what was worked is preserved"
    );
    let (_, rows, net) = corrected(&world, second, "0", "200").await;
    assert_eq!((rows.len(), net.as_str()), (2, "-1000"), "and ends right: nothing is billed");
    assert_eq!(
        world
            .ask("select sum(quantity)::bigint from actual where transaction_type = 'billed_sales'")
            .await,
        0
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn e7_details_removed_stay_billed(owner: PgPool) {
    // E7, R-COR-3, R-COR-5: three details, two removed; what is equal comes off by itself
    let world = World::new(owner).await;
    let rows = ["8", "4", "2"].map(|hours| work("SOLO", "2026-03-02", hours));
    let invoice = world.billed("SOLO", &rows).await;
    let draft = corrective(&world, invoice).await;
    let details = world.details(draft).await;
    let same = details.iter().find(|d| d.source_quantity == dec("4")).unwrap().invoice_detail_id;
    let off = details.iter().find(|d| d.source_quantity == dec("2")).unwrap().invoice_detail_id;
    world.delete_details(draft, vec![off], false).await.expect("taken off");
    let same = world.details(draft).await.into_iter().find(|d| d.invoice_detail_id == same);
    let mut edit = crate::tests::fixtures::unchanged(draft, &same.unwrap());
    edit.quantity = "4".into();
    world.edit(edit).await.expect("as it was");
    let before = world.ledger().await.len();
    world.confirmed(draft).await;
    world.audit_clean().await;
    assert_eq!(world.ledger().await.len() - before, 2, "Br and U of the one that is credited");
    assert_eq!(world.details(draft).await.len(), 1);
    let live = billed(&world, invoice).await.iter().filter(|row| !row.is_corrected).count();
    assert_eq!(live, 2, "they stay billed as they were, and can still be revised");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn e8_each_customer_by_itself(owner: PgPool) {
    // E8: split 60/40; A's 4.8 → 3.6 h
    let world = World::new(owner).await;
    world.ready(&[work("PAIR", "2026-03-02", "8")]).await;
    let drafts = world.create(&["PAIR"]).await.remove(0).outcome.unwrap();
    world.confirm(&drafts).await.unwrap();
    let mut larger = drafts[0];
    if billed(&world, larger).await[0].quantity != dec("4.8") {
        larger = drafts[1];
    }
    let price = billed(&world, larger).await[0].unit_price.normalize().to_string();
    let (_, rows, net) = corrected(&world, larger, "3.6", &price).await;
    let short: Vec<String> = rows
        .iter()
        .map(|row| row.split_whitespace().skip(1).take(3).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        short,
        [
            "billed_sales chargeable -4.8",
            "unbilled_sales chargeable 3.6",
            "unbilled_sales chargeable -3.6",
            "billed_sales chargeable 3.6",
            "unbilled_sales chargeable 1.2"
        ]
    );
    assert_eq!(dec(&net), -dec("1.2") * dec(&price));
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn e9_a_fee_of_less(owner: PgPool) {
    // E9, R-CONF-1 h, R-COR-9: 300 → 100; what is left of a fee, which is one, is its amount
    let world = World::new(owner).await;
    widen(&world).await;
    post_journal(&world, vec![fee(&world, "SOLO", "300").await]).await.expect("a fee");
    world.mark_all().await;
    let invoice = world.draft("SOLO").await;
    world.confirmed(invoice).await;
    assert_eq!(
        world.ledger().await,
        [
            "1 unbilled_sales chargeable 1 x 300 = 300 GBP",
            "2 unbilled_sales chargeable -1 x 300 = -300 GBP, reverses 1",
            "3 billed_sales chargeable 1 x 300 = 300 GBP, bills 1"
        ]
    );
    let (draft, rows, net) = corrected(&world, invoice, "1", "100").await;
    assert_eq!(
        rows,
        [
            "4 billed_sales chargeable -1 x 300 = -300 GBP, reverses 3",
            "5 unbilled_sales chargeable 1 x 100 = 100 GBP, replaces 3",
            "6 unbilled_sales chargeable -1 x 100 = -100 GBP, reverses 5",
            "7 billed_sales chargeable 1 x 100 = 100 GBP, bills 5",
            "8 unbilled_sales chargeable 1 x 200 = 200 GBP, replaces 3"
        ]
    );
    assert_eq!(net, "-200");
    assert_eq!(
        statuses(&world).await,
        [
            "1 posted none",
            "2 – unadjustable",
            "3 – adjusted",
            "4 – unadjustable",
            "5 posted none",
            "6 – unadjustable",
            "7 – none",
            "8 not_ready none"
        ]
    );
    assert_eq!(
        world.backlog().await,
        ["SOLO 2026-03-02 Harbour & Vale, Architects chargeable 1 = 200 not ready not_applicable"]
    );
    // iv, ii: the rest is billed later, the 100 are credited whole, and nothing is lost on the way
    world.mark_all().await;
    let rest = world.draft("SOLO").await;
    world.confirmed(rest).await;
    let (_, rows, net) = corrected(&world, draft, "0", "100").await;
    assert_eq!(
        rows,
        [
            "11 billed_sales chargeable -1 x 100 = -100 GBP, reverses 7",
            "12 unbilled_sales chargeable 1 x 100 = 100 GBP, replaces 7"
        ]
    );
    assert_eq!(net, "-100");
    assert_eq!(
        world.ask("select sum(amount)::bigint from actual where transaction_type <> 'cost'").await,
        300,
        "200 billed and 100 open"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_cannot_be_revised_says_why(owner: PgPool) {
    // R-COR-1, R-COR-5, R-COR-6, R-SM-31
    let (world, draft) = eight_hours(owner).await;
    let all = |invoice_id| Revise { invoice_id, chosen: Chosen::All, draft: None };
    assert_eq!(refusal(revise(&world, all(draft)).await), Refusal::OnlyConfirmedIsRevised);
    assert_eq!(refusal(revise(&world, all(InvoiceId(999))).await), Refusal::NotFound);
    world.confirmed(draft).await;
    let first = corrective(&world, draft).await;
    let label = read(&world, first).await.unwrap().header.name;
    let Refusal::OnDraftInvoice(named) = refusal(revise(&world, all(draft)).await) else {
        panic!("on a corrective draft already");
    };
    assert!(named.contains(&label), "{named}");
    let nothing = Chosen::Some { sales: Some(Selection::Rows(vec![1])), retainers: vec![] };
    let nothing = Revise { invoice_id: draft, chosen: nothing, draft: Some(first) };
    assert_eq!(refusal(revise(&world, nothing).await), Refusal::NothingToRevise);
    let rival = world.rival().await;
    assert_eq!(refusal(revise(&rival, all(draft)).await), Refusal::NotFound);
    // R-COR-5: equal to its original
    change(&world, first, |edit| edit.quantity = "8".into()).await;
    let told = world.confirm(&[first]).await.unwrap().remove(0);
    assert_eq!(told.outcome, Err(Refusal::CorrectionChangesNothing));
    // R-COR-4: the billing type is what it was
    let mut edit = crate::tests::fixtures::unchanged(first, &world.details(first).await[0]);
    edit.billing_type = BillingType::NonChargeable;
    assert_eq!(refusal(world.edit(edit).await), Refusal::CorrectionKeepsItsBillingType);
    // R-SM-33: a corrective draft is deleted, and what it had is live again; R-COR-8: for anybody
    // whose role it is
    world.delete_invoice(first).await.expect("deleted");
    let roles = [crate::vocabulary::words::Role::BillingAdministrator];
    let (company, email) = (world.actor.company, "biller@example.org");
    let other = crate::tests::fixtures::person(&world.owner, company, email, &roles).await;
    let world = World {
        actor: crate::platform::command::Actor { person: Some(other), ..world.actor },
        ..world
    };
    corrective(&world, draft).await;
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn tax_is_final_and_follows_what_is_billed(owner: PgPool) {
    // R-COR-2, R-COR-7, R-EDIT-11
    let (world, draft) = eight_hours(owner).await;
    change(&world, draft, |edit| edit.tax = "304".into()).await;
    world.confirmed(draft).await;
    let corrective = corrective(&world, draft).await;
    assert_eq!(read(&world, corrective).await.unwrap().header.tax, dec("-304"));
    change(&world, corrective, |edit| edit.quantity = "6".into()).await;
    let detail = world.details(corrective).await.remove(0);
    assert_eq!((detail.tax, detail.counts().0), (dec("228"), dec("-400")));
    change(&world, corrective, |edit| edit.tax = "200".into()).await;
    world.confirmed(corrective).await;
    let header = read(&world, corrective).await.unwrap().header;
    assert_eq!((header.amount, header.tax), (dec("-400"), dec("-104")));
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn limits_know_what_a_correction_raises_frees_and_returns(owner: PgPool) {
    // R-NTE-9, R-NTE-10, R-COR-9
    let world = World::new(owner).await;
    let levels = world.levels("SOLO").await;
    world.set_limit(levels[3], "1600").await.expect("a limit");
    let invoice = world.billed("SOLO", &[work("SOLO", "2026-03-02", "8")]).await;
    let draft = corrective(&world, invoice).await;
    change(&world, draft, |edit| edit.quantity = "10".into()).await;
    let told = world.confirm(&[draft]).await.unwrap().remove(0);
    assert_eq!(
        told.outcome,
        Err(Refusal::RaisedOverLimit(crate::vocabulary::words::LimitKind::Contract))
    );
    change(&world, draft, |edit| edit.quantity = "6".into()).await;
    world.confirmed(draft).await;
    world.audit_clean().await;
    let back = world.backlog().await;
    assert!(back[0].ends_with("2 = 400 not ready committed"), "{back:?}: what was freed is room");
    // lowered meanwhile: what returns is evaluated like any new sale
    world.set_limit(levels[3], "1500").await.expect("lowered");
    let again = corrective(&world, draft).await;
    change(&world, again, |edit| edit.quantity = "5".into()).await;
    world.confirmed(again).await;
    world.audit_clean().await;
    let back = world.backlog().await;
    assert!(back[1].ends_with("1 = 200 not ready failed (contract)"), "{back:?}");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn however_many_are_corrected_they_cost_no_more_statements(owner: PgPool) {
    // architecture §4: revising, confirming; what is not chosen is not touched
    let mut world = World::new(owner).await;
    let pool = crate::tests::fixtures::app_pool(world.owner.connect_options().as_ref().clone(), 1);
    world.database =
        crate::platform::database::Database::from_pool(pool.await, world.database.clock);
    let work_of = |turn: usize, n: usize| {
        (0..n)
            .map(|i| work("SOLO", "2026-03-02", "1").noted(format!("{turn} {i}")))
            .collect::<Vec<_>>()
    };
    let mut of = Vec::new();
    for (turn, (details, chosen)) in [(3, 2), (3, 2), (60, 2), (60, 50)].into_iter().enumerate() {
        let invoice = world.billed("SOLO", &work_of(turn, details)).await;
        let sales = billed(&world, invoice).await;
        let sales = sales.iter().take(chosen).map(|row| row.actual_id.0).collect();
        let chosen = Chosen::Some { sales: Some(Selection::Rows(sales)), retainers: Vec::new() };
        let revise_it = Revise { invoice_id: invoice, chosen, draft: None };
        let (draft, revising) = crate::tests::one_by_one::counted(revise(&world, revise_it)).await;
        let draft = draft.expect("revised").invoice_id;
        let (_, confirming) = crate::tests::one_by_one::counted(world.confirm(&[draft])).await;
        of.push((revising, confirming));
        let touched = format!(
            "select count(*) from invoice_detail where invoice_id = {invoice} and credited_by_invoice_id is not null"
        );
        let credited = world.ask(&touched).await;
        let on_draft = i64::try_from(world.details(draft).await.len()).expect("a number");
        assert_eq!(credited, on_draft, "the others are not touched");
    }
    assert_eq!((of[2], of[3]), (of[1], of[1]), "{of:?}");
    world.audit_clean().await;
}

// ---- milestones
/// STAGES with its two milestones of 2,000 and 3,000, each a third for three customers, confirmed;
/// the invoice of the rounding customer.
async fn milestones_billed(owner: PgPool) -> (World, InvoiceId) {
    let world = World::staged(owner).await;
    world.milestone("STAGES", "Concept", "2026-02-28", "2000").await;
    world.milestone("STAGES", "Delivery", "2026-03-31", "3000").await;
    world.milestones_ready("STAGES").await;
    let drafts = world.create(&["STAGES"]).await.remove(0).outcome.expect("drafts");
    world.confirm(&drafts).await.expect("confirmed");
    (world, drafts[2])
}

/// `amount status` of a customer's parts of the milestones of a contract.
async fn parts(world: &World, customer: &str) -> Vec<String> {
    let mut parts: Vec<String> = world
        .milestones("STAGES")
        .await
        .remove(0)
        .milestones
        .iter()
        .flat_map(|m| m.parts.iter().map(move |p| (m, p)))
        .filter(|(_, p)| p.customer_name.contains(customer))
        .map(|(m, p)| format!("{} {} {}", m.terms.name, p.amount.normalize(), p.status.word()))
        .collect();
    parts.sort();
    parts
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn e5_a_milestone_in_full(owner: PgPool) {
    // E5, R-SM-7, R-SM-14, R-MS-6: Ready again, and billed once more
    let (world, invoice) = milestones_billed(owner).await;
    let customer = read(&world, invoice).await.unwrap().header.customer_name;
    let concept = billed(&world, invoice).await[0].clone();
    let chosen =
        Chosen::Some { sales: Some(Selection::Rows(vec![concept.actual_id.0])), retainers: vec![] };
    let before = world.ledger().await.len();
    let draft = revise(&world, Revise { invoice_id: invoice, chosen, draft: None }).await;
    let draft = draft.expect("revised").invoice_id;
    world.confirmed(draft).await;
    world.audit_clean().await;
    let rows = world.ledger().await.split_off(before);
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0].contains("billed_sales chargeable -1 x") && rows[0].contains("reverses"));
    let amount = concept.amount.normalize();
    assert_eq!(parts(&world, &customer).await[0], format!("Concept {amount} ready"), "R-SM-14");
    let milestone = world.milestones("STAGES").await.remove(0).milestones.remove(0);
    let removal = crate::milestones::model::MilestoneRemoval {
        milestone_id: milestone.milestone_id,
        version: milestone.version,
    };
    let gone = world
        .run(removal, |tx, removal| {
            Box::pin(crate::milestones::commands::delete_milestone(tx, removal))
        })
        .await;
    assert!(gone.is_err(), "a milestone with billing history stays");
    let second = world.draft("STAGES").await;
    world.confirmed(second).await;
    world.audit_clean().await;
    assert_eq!(read(&world, second).await.unwrap().header.amount, concept.amount);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn e11_a_milestone_in_part(owner: PgPool) {
    // E11, W-10, R-COR-9: the rest is a new part of the same customer, Not Ready
    let (world, invoice) = milestones_billed(owner).await;
    let customer = read(&world, invoice).await.unwrap().header.customer_name;
    let delivery = billed(&world, invoice).await[1].clone();
    let chosen = Chosen::Some {
        sales: Some(Selection::Rows(vec![delivery.actual_id.0])),
        retainers: vec![],
    };
    let before = world.ledger().await.len();
    let draft = revise(&world, Revise { invoice_id: invoice, chosen, draft: None }).await;
    let draft = draft.expect("revised").invoice_id;
    let mut edit = crate::tests::fixtures::unchanged(draft, &world.details(draft).await[0]);
    (edit.quantity, edit.unit_price) = ("1".into(), "5000".into());
    assert_eq!(refusal(world.edit(edit.clone()).await), Refusal::MilestoneIsCorrectedDownwards);
    edit.unit_price = "600".into();
    world.edit(edit).await.expect("600 of it");
    world.confirmed(draft).await;
    world.audit_clean().await;
    let rows = world.ledger().await.split_off(before);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[1].contains("billed_sales chargeable 1 x 600 = 600 EUR, replaces"), "{rows:?}");
    let rest = delivery.amount - dec("600");
    let mut expected =
        [format!("Delivery {} not_ready", rest.normalize()), "Delivery 600 posted".to_owned()];
    expected.sort();
    assert_eq!(parts(&world, &customer).await[1..], expected);
    assert_eq!(read(&world, draft).await.unwrap().header.amount, -rest);
    // a chain: the 600 are credited too, and are Ready again beside the rest
    world.confirmed(corrective(&world, draft).await).await;
    world.audit_clean().await;
    follows(&world).await;
    let parts = parts(&world, &customer).await;
    assert!(parts.contains(&"Delivery 600 ready".to_owned()), "{parts:?}");
}

// ---- retainers
/// SOLO with a retainer of 1,000, billed; and an invoice of 8 h that 600 of it are applied to.
async fn retainer_applied(owner: PgPool, applied: &str) -> (World, InvoiceId, InvoiceId) {
    let world = World::new(owner).await;
    let retainer = world.retainer("SOLO", "Harbour & Vale, Architects", "2026-01-05", "1000").await;
    world.mark_retainers(&[retainer], true).await;
    let advance = world.draft("SOLO").await;
    world.confirmed(advance).await;
    world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let draft = world.draft("SOLO").await;
    let apply = crate::invoicing::retainers::model::RetainerApplication {
        invoice_id: draft,
        version: world.invoice_version(draft).await,
        retainer_id: retainer,
        amount: applied.into(),
    };
    world
        .run(apply, |tx, apply| {
            Box::pin(crate::invoicing::retainers::commands::apply_retainer(tx, apply))
        })
        .await
        .expect("applied");
    world.confirmed(draft).await;
    (world, advance, draft)
}

async fn available(world: &World) -> i64 {
    world.ask("select available::bigint from retainer_balance").await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn e10_work_and_what_a_retainer_paid_of_it(owner: PgPool) {
    // E10: full credit
    let (world, advance, invoice) = retainer_applied(owner, "600").await;
    assert_eq!(available(&world).await, 400);
    let before = world.ledger().await.len();
    let draft = corrective(&world, invoice).await;
    assert_eq!(available(&world).await, 400, "until it is confirmed");
    world.confirmed(draft).await;
    world.audit_clean().await;
    let rows = world.ledger().await.split_off(before);
    let short: Vec<String> = rows
        .iter()
        .map(|row| row.split_whitespace().skip(1).take(5).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        short,
        [
            "billed_sales chargeable -8 x 200",
            "unbilled_sales chargeable 8 x 200",
            "billed_sales chargeable 1 x 600",
            "unbilled_sales chargeable -1 x 600"
        ]
    );
    assert_eq!(read(&world, draft).await.unwrap().header.amount, dec("-1000"));
    assert_eq!(available(&world).await, 1000);
    // and E13 now that nothing is used: the retainer itself is credited, and Ready again
    world.confirmed(corrective(&world, advance).await).await;
    world.audit_clean().await;
    assert_eq!(available(&world).await, 0);
    world.mark_all().await;
    let third = world.draft("SOLO").await;
    world.confirmed(third).await;
    world.audit_clean().await;
    assert_eq!(
        read(&world, third).await.unwrap().header.amount,
        dec("2600"),
        "work and retainer are billed again"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn e13_a_retainer_that_is_used_stays_billed(owner: PgPool) {
    // E13, I8: refused while any of it is used, naming where
    let (world, advance, invoice) = retainer_applied(owner, "600").await;
    let all = |invoice_id| Revise { invoice_id, chosen: Chosen::All, draft: None };
    assert_eq!(
        refusal(revise(&world, all(advance)).await),
        Refusal::RetainerIsUsed("INV-000002".into())
    );
    // the work alone can't be credited: a retainer paid 600 of it
    let work = billed(&world, invoice).await[0].actual_id.0;
    let chosen = Chosen::Some { sales: Some(Selection::Rows(vec![work])), retainers: vec![] };
    let draft = revise(&world, Revise { invoice_id: invoice, chosen, draft: None }).await;
    let draft = draft.expect("revised").invoice_id;
    let told = world.confirm(&[draft]).await.unwrap().remove(0);
    assert_eq!(told.outcome, Err(Refusal::CreditBeyondInvoice));
    // E13 on an advance that nothing uses, by the one that was added to the same draft (R-COR-1)
    let added = revise(&world, Revise { draft: Some(draft), ..all(invoice) }).await.expect("added");
    assert_eq!((added.invoice_id, added.added), (draft, 1), "the retainer; the work is on it");
    world.confirmed(draft).await;
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn an_invoice_that_a_retainer_paid_whole_is_not_credited_below_nothing(owner: PgPool) {
    // I8, E10: 1,000 of work and 1,000 of a retainer come to 0
    let world = World::new(owner).await;
    let retainer = world.retainer("SOLO", "Harbour & Vale, Architects", "2026-01-05", "1000").await;
    world.mark_retainers(&[retainer], true).await;
    let advance = world.draft("SOLO").await;
    world.confirmed(advance).await;
    let invoice = world.billed("SOLO", &[work("SOLO", "2026-03-02", "5")]).await;
    assert_eq!(read(&world, invoice).await.unwrap().header.amount, dec("0"));
    let sale = billed(&world, invoice).await[0].actual_id.0;
    let chosen = Chosen::Some { sales: Some(Selection::Rows(vec![sale])), retainers: vec![] };
    let draft = revise(&world, Revise { invoice_id: invoice, chosen, draft: None }).await;
    let draft = draft.expect("revised").invoice_id;
    let told = world.confirm(&[draft]).await.unwrap().remove(0);
    assert_eq!(told.outcome, Err(Refusal::CreditBeyondInvoice), "the retainer stays used up");
    // more of it may be billed, and that be credited again
    change(&world, draft, |edit| edit.quantity = "6".into()).await;
    world.confirmed(draft).await;
    world.audit_clean().await;
    let again = corrective(&world, draft).await;
    change(&world, again, |edit| edit.quantity = "5".into()).await;
    world.confirmed(again).await;
    world.audit_clean().await;
    assert_eq!(read(&world, again).await.unwrap().header.amount, dec("-200"));
}

/// What an invoice did with retainers, by its billed rows.
async fn billed_uses(world: &World, invoice: InvoiceId) -> Vec<ActualId> {
    let found = world
        .read(move |scope| Box::pin(async move { commands::read_revisable(scope, invoice).await }))
        .await
        .expect("what can be revised");
    found.uses.iter().map(|billed| billed.actual_id).collect()
}

/// Some of that on a corrective draft, a new one or this.
async fn uses_corrected(
    world: &World,
    invoice_id: InvoiceId,
    retainers: Vec<ActualId>,
    draft: Option<InvoiceId>,
) -> InvoiceId {
    let chosen = Chosen::Some { sales: None, retainers };
    let revised = revise(world, Revise { invoice_id, chosen, draft }).await;
    revised.expect("revised").invoice_id
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn of_two_uses_alike_the_one_that_is_corrected_is_credited(owner: PgPool) {
    // R-COR-6, E14: 500 and 500 of a retainer, both corrected to 200 by one invoice; then one of
    // those to 0
    let (world, _, first) = retainer_applied(owner, "500").await;
    let second = world.billed("SOLO", &[work("SOLO", "2026-03-03", "8")]).await;
    assert_eq!(available(&world).await, 0);
    let draft = uses_corrected(&world, first, billed_uses(&world, first).await, None).await;
    uses_corrected(&world, second, billed_uses(&world, second).await, Some(draft)).await;
    for on_draft in read(&world, draft).await.unwrap().retainers {
        let said = crate::invoicing::retainers::model::RetainerCorrection {
            invoice_id: draft,
            version: world.invoice_version(draft).await,
            corrects_actual_id: on_draft.corrects.expect("a correction").0,
            amount: Some("200".into()),
        };
        world
            .run(said, |tx, c| {
                Box::pin(crate::invoicing::retainers::commands::correct_retainer(tx, c))
            })
            .await
            .expect("200 stay");
    }
    world.confirmed(draft).await;
    world.audit_clean().await;
    assert_eq!(available(&world).await, 600);

    let uses = billed_uses(&world, draft).await;
    assert_eq!(uses.len(), 2);
    let credited = format!(
        "select count(*) from invoice_retainer where invoice_id = {draft} and credited_by_invoice_id is not null"
    );
    let mut later = Vec::new();
    for (at, corrects) in (1..).zip(uses) {
        let one = uses_corrected(&world, draft, vec![corrects], None).await;
        world.confirmed(one).await;
        world.audit_clean().await;
        assert_eq!(world.ask(&credited).await, at, "only what was corrected");
        assert_eq!(available(&world).await, 600 + at * 200);
        later.push(one.to_string());
    }
    let originals = format!(
        "select original_invoice_id::text from invoice_retainer where invoice_id in ({}) order by 1",
        later.join(", ")
    );
    let mut expected = [first.to_string(), second.to_string()];
    expected.sort();
    assert_eq!(world.texts(&originals).await, expected, "I8: each of the invoice that used it");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn e14_a_refund_taken_back_and_a_use_in_part(owner: PgPool) {
    // E14, R-RET-8, W-10
    let (world, _, invoice) = retainer_applied(owner, "600").await;
    let retainer = world.ask("select retainer_id from retainer").await;
    let version = world.ask("select version::bigint from retainer").await;
    let refund = crate::retainers::model::Refund {
        retainer_id: crate::vocabulary::ids::RetainerId(retainer),
        version: i32::try_from(version).expect("a version"),
        refund: true,
    };
    world
        .run(refund, |tx, refund| Box::pin(crate::retainers::commands::refund_retainer(tx, refund)))
        .await
        .expect("to refund");
    let refunding = world.draft("SOLO").await;
    world.confirmed(refunding).await;
    assert_eq!(available(&world).await, 0);
    let before = world.ledger().await.len();
    let draft = corrective(&world, refunding).await;
    world.confirmed(draft).await;
    world.audit_clean().await;
    let rows = world.ledger().await.split_off(before);
    assert!(rows[0].contains("billed_sales chargeable 1 x 400"), "{rows:?}");
    assert!(rows[1].contains("unbilled_sales chargeable -1 x 400"), "{rows:?}");
    assert_eq!((rows.len(), available(&world).await), (2, 400));
    assert_eq!(read(&world, draft).await.unwrap().header.amount, dec("400"));
    assert_eq!(
        world.ask("select count(*) from retainer_claim where retainer_use = 'refunded'").await,
        0,
        "refund status blank"
    );
    // 200 of the 600 stay applied; the work stays billed as it was
    let draft = corrective(&world, invoice).await;
    let work = world.details(draft).await.remove(0).invoice_detail_id;
    world.delete_details(draft, vec![work], false).await.expect("taken off");
    let uses = read(&world, draft).await.unwrap().retainers;
    let (row, credited) = uses[0].corrects.expect("a correction");
    assert_eq!((credited, uses[0].amount), (dec("600"), dec("0")));
    let say = |amount: &str| crate::invoicing::retainers::model::RetainerCorrection {
        invoice_id: draft,
        version: 0,
        corrects_actual_id: row,
        amount: Some(amount.into()),
    };
    for (typed, no) in [
        ("601", Refusal::MoreThanCorrected(dec("600"), "GBP".parse().unwrap())),
        ("-1", Refusal::FieldOutOfRange(crate::vocabulary::refusal::Field::Amount)),
    ] {
        let version = world.invoice_version(draft).await;
        let said = crate::invoicing::retainers::model::RetainerCorrection { version, ..say(typed) };
        assert_eq!(
            refusal(
                world
                    .run(said, |tx, c| Box::pin(
                        crate::invoicing::retainers::commands::correct_retainer(tx, c)
                    ))
                    .await
            ),
            no
        );
    }
    let version = world.invoice_version(draft).await;
    let said = crate::invoicing::retainers::model::RetainerCorrection { version, ..say("200") };
    world
        .run(said, |tx, c| Box::pin(crate::invoicing::retainers::commands::correct_retainer(tx, c)))
        .await
        .expect("200 stay");
    world.confirmed(draft).await;
    world.audit_clean().await;
    assert_eq!(available(&world).await, 800);
    assert_eq!(read(&world, draft).await.unwrap().header.amount, dec("400"));
}
