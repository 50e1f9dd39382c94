//! Store and commands on PostgreSQL: lists, marks.
#![cfg(test)]

use super::commands::{list_backlog, reevaluate_limits, reset_limits, total_backlog};
use crate::{
    backlog::model::BacklogRow,
    tests::{
        fixtures::{World, check_list, dec, refusal},
        sheets::{Work, work},
    },
    vocabulary::{
        paging::{BulkOutcome, ListQuery, Selection, Totals},
        refusal::{Field, Refusal},
        words::{BillingStatus, NteStatus},
    },
};
use sqlx::PgPool;

async fn list(world: &World, query: ListQuery) -> Vec<BacklogRow> {
    world.read(move |conn, company| Box::pin(async move { list_backlog(conn, company, &query).await })).await.unwrap().rows
}

async fn totals(world: &World, query: ListQuery) -> Totals {
    world.read(move |conn, company| Box::pin(async move { total_backlog(conn, company, &query).await })).await.unwrap()
}

fn with(name: &str, text: &str) -> ListQuery {
    ListQuery::default().with(name, text)
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn refused_rows_are_named_and_the_others_are_changed(owner: PgPool) {
    // R-SM-17, R-BL-4, R-NTE-5: one row of every kind at once
    let world = World::new(owner).await;
    let billed = world.ready(&[work("SOLO", "2026-03-02", "1")]).await;
    let invoice = world.draft("SOLO").await;
    world.confirmed(invoice).await;
    let drafted = world.ready(&[work("SOLO", "2026-03-03", "2")]).await;
    world.draft("SOLO").await;
    let capped = world.approved(&[work("CAP", "2026-03-03", "15"), work("CAP", "2026-03-04", "0.5")]).await;
    let open = world.approved(&[work("SOLO", "2026-03-05", "3")]).await;
    world.force(&format!("update backlog set nte_status = 'not_evaluated' where actual_id = {}", capped[0])).await;

    let all = vec![billed[0], drafted[0], capped[0], capped[1], open[0], 999_999];
    let outcome = world.mark(Selection::Rows(all.clone()), true).await.unwrap();
    assert_eq!(outcome.changed, 1);
    assert_eq!(
        outcome.refused,
        [
            (Refusal::LimitFailed("contract line".into()), 1, vec![capped[1]]),
            (Refusal::LimitNotEvaluated, 1, vec![capped[0]]),
            (Refusal::OnDraftInvoice("Portal".into()), 1, vec![drafted[0]]),
            (Refusal::OnConfirmedInvoice("INV-000001".into()), 1, vec![billed[0]]),
            (Refusal::NotInBacklog, 1, vec![999_999]),
        ]
    );
    let outcome = world.mark(Selection::Rows(all), true).await.unwrap();
    assert_eq!((outcome.changed, outcome.refused.len()), (0, 5), "what is ready already is neither changed nor refused");
    let outcome = world.mark(Selection::Rows(vec![open[0], capped[0]]), false).await.unwrap();
    assert_eq!((outcome.changed, outcome.refused.len()), (1, 0), "R-SM-18: not ready is always allowed");
    assert_eq!(refusal(world.mark(Selection::Rows(vec![]), true).await), Refusal::NothingSelected);
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn one_many_or_all_rows_are_marked(owner: PgPool) {
    // R-BL-2: every customer's row by itself
    let world = World::new(owner).await;
    let sales = world.approved(&[work("PAIR", "2026-03-02", "8"), work("PAIR", "2026-04-02", "8"), work("SOLO", "2026-03-02", "8")]).await;
    assert_eq!(world.mark(Selection::Rows(vec![sales[1]]), true).await.unwrap().changed, 1);
    let ready = || async { world.texts("select actual_id::text from backlog where is_ready order by 1").await };
    assert_eq!(ready().await, [sales[1].to_string()], "one of two customers");
    let march = Selection::Matching(with("contract", "PAIR").with("to", "2026-03-31"));
    assert_eq!(world.mark(march.clone(), true).await.unwrap().changed, 1);
    assert_eq!(world.mark(march, false).await.unwrap().changed, 2);
    assert_eq!(world.mark(Selection::Matching(with("status", "not_ready")), true).await.unwrap().changed, 5);
    assert_eq!(world.mark(Selection::Matching(with("status", "failed")), false).await.unwrap().changed, 0);
    assert_eq!(world.mark(Selection::Matching(with("status", "ready")), false).await.unwrap().changed, 5);
    assert_eq!(refusal(world.mark(Selection::Matching(with("status", "sleeping")), true).await), Refusal::UnknownListOption("sleeping".into()));
    assert_eq!(refusal(world.mark(Selection::Matching(with("colour", "red")), true).await), Refusal::UnknownListOption("colour".into()));
    assert!(ready().await.is_empty());
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn marking_all_that_is_shown_refuses_what_stands_on_drafts(owner: PgPool) {
    // R-BL-1: rows on a draft are shown; R-BL-4: they are refused with the draft's name, not left out
    let world = World::new(owner).await;
    let drafted = world.ready(&[work("SOLO", "2026-03-02", "1"), work("SOLO", "2026-03-03", "1")]).await;
    world.draft("SOLO").await;
    world.approved(&[work("SOLO", "2026-03-04", "1")]).await;
    let outcome = world.mark(Selection::Matching(ListQuery::default()), true).await.unwrap();
    assert_eq!((outcome.changed, outcome.refused), (1, vec![(Refusal::OnDraftInvoice("Portal".into()), 2, drafted)]));
    let outcome = world.mark(Selection::Matching(with("status", "on_draft")), false).await.unwrap();
    assert_eq!((outcome.changed, outcome.refused.len()), (0, 1));
    let outcome = world.mark(Selection::Matching(with("status", "open")), false).await.unwrap();
    assert_eq!((outcome.changed, outcome.refused.len()), (1, 0));
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn a_row_s_status_follows_it_from_approval_to_the_posted_invoice(owner: PgPool) {
    // R-SM-16 to R-SM-21, R-BL-1
    let world = World::new(owner).await;
    let sales = world.approved(&[work("SOLO", "2026-03-02", "8")]).await;
    let status = || async { list(&world, ListQuery::default()).await.into_iter().map(|row| (row.billing_status, row.invoice_id)).collect::<Vec<_>>() };
    assert_eq!(status().await, [(BillingStatus::NotReady, None)]);
    world.mark(Selection::Rows(sales.clone()), true).await.unwrap();
    assert_eq!(status().await, [(BillingStatus::Ready, None)]);
    let draft = world.draft("SOLO").await;
    assert_eq!(status().await, [(BillingStatus::OnDraft, Some(draft))]);
    world.delete_invoice(draft).await.unwrap();
    assert_eq!(status().await, [(BillingStatus::Ready, None)], "R-SM-20");
    let draft = world.draft("SOLO").await;
    world.confirmed(draft).await;
    assert_eq!(status().await, [], "billed: no longer backlog");
    world.audit_clean().await;
}

/// 14 rows with many equal days, amounts, customers: open, ready, failed and on two drafts.
async fn many(world: &World) -> Vec<i64> {
    let rows: Vec<Work> = (0..5_usize).map(|n| work("PAIR", ["2026-03-02", "2026-03-03"][n % 2], ["8", "4"][n % 2])).collect();
    let pair = world.approved(&rows).await;
    world.mark(Selection::Rows(pair[..4].to_vec()), true).await.unwrap();
    for created in world.create(&["PAIR"]).await {
        created.outcome.unwrap();
    }
    world.mark(Selection::Rows(pair[4..6].to_vec()), true).await.unwrap();
    let mut all = pair;
    all.extend(
        world
            .approved(&[work("SOLO", "2026-03-02", "8"), work("YEN", "2026-03-03", "8"), work("CAP", "2026-03-02", "15"), work("CAP", "2026-03-03", "4")])
            .await,
    );
    all
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn the_backlog_is_listed_page_by_page_over_both_its_halves(owner: PgPool) {
    let world = World::new(owner).await;
    many(&world).await;
    let sorts = ["date", "amount", "quantity", "contract", "customer", "project"];
    check_list(&sorts, |query| world.read(move |conn, company| Box::pin(async move { list_backlog(conn, company, &query).await }))).await;
    check_list(&sorts, |query| {
        let query = query.with("status", "open");
        world.read(move |conn, company| Box::pin(async move { list_backlog(conn, company, &query).await }))
    })
    .await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn the_backlog_is_filtered_and_totalled_per_currency(owner: PgPool) {
    let world = World::new(owner).await;
    many(&world).await;
    let contract = world.contract("CAP").await.to_string();
    let customer = world.ask("select customer_id from customer where name = 'Nordlicht Energie'").await.to_string();
    for (name, text, count, hours, amounts) in [
        ("status", "open", 10, "55", "EUR 7800 GBP 1600 JPY 80008"),
        ("status", "ready", 2, "8", "EUR 1600"),
        ("status", "not_ready", 8, "47", "EUR 6200 GBP 1600 JPY 80008"),
        ("status", "failed", 1, "4", "EUR 800"),
        ("status", "on_draft", 4, "12", "EUR 2400"),
        ("contract", "cap", 2, "19", "EUR 3800"),
        ("contract_id", &*contract, 2, "19", "EUR 3800"),
        ("customer", "tromsø", 5, "12.8", "EUR 2560"),
        ("customer_id", &*customer, 8, "46.2", "EUR 7640 JPY 80008"),
        ("project", "YEN", 1, "8", "JPY 80008"),
        ("person", "ada", 14, "67", "EUR 10200 GBP 1600 JPY 80008"),
        ("from", "2026-03-03", 6, "20", "EUR 2400 JPY 80008"),
        ("to", "2026-03-02", 8, "47", "EUR 7800 GBP 1600"),
        ("billing_type", "non_chargeable", 0, "0", ""),
    ] {
        let rows = list(&world, with(name, text)).await;
        let totals = totals(&world, with(name, text)).await;
        let told = totals.amounts.iter().map(|(currency, amount)| format!("{currency} {}", amount.normalize())).collect::<Vec<_>>().join(" ");
        let quantity: rust_decimal::Decimal = rows.iter().map(|r| r.quantity).sum();
        assert_eq!((totals.count, totals.quantity), (i64::try_from(rows.len()).unwrap(), quantity), "{name} {text}: what is listed is what is totalled");
        assert_eq!((totals.count, totals.quantity.normalize(), told.as_str()), (count, dec(hours).normalize(), amounts), "{name} {text}");
        if count == 0 {
            assert_eq!(totals.hints, [("ready".into(), 0), ("not_ready".into(), 0), ("on_draft".into(), 0)]);
        }
    }
    let empty = totals(&world, with("status", "ready").with("contract", "CAP")).await;
    assert_eq!(empty.hints, [("ready".into(), 0), ("not_ready".into(), 2), ("on_draft".into(), 0)], "an empty list says why");
    for (name, text, expected) in [
        ("status", "posted", Refusal::UnknownListOption("posted".into())),
        ("billing_type", "free", Refusal::UnknownListOption("free".into())),
        ("contract_id", "1; drop table backlog", Refusal::InputUnreadable),
        ("to", "31.03.2026", Refusal::FieldNotADate(Field::Date)),
    ] {
        let query = with(name, text);
        let listed = query.clone();
        assert_eq!(
            refusal(world.read(move |conn, company| Box::pin(async move { list_backlog(conn, company, &listed).await })).await),
            expected,
            "{name} {text}"
        );
        assert_eq!(
            refusal(world.read(move |conn, company| Box::pin(async move { total_backlog(conn, company, &query).await })).await),
            expected,
            "{name} {text}"
        );
    }
    let failed = list(&world, with("status", "failed")).await;
    assert_eq!((failed[0].nte_status, failed[0].nte_detail.as_deref()), (NteStatus::Failed, Some("contract line")));
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn marking_and_creating_at_once_lose_nothing(owner: PgPool) {
    // I3: whoever comes first, every row is in exactly one place
    let world = World::new(owner).await;
    let rows: Vec<Work> = (1..=15).map(|n| work("PAIR", "2026-03-02", &n.to_string())).collect();
    let sales = world.ready(&rows).await;
    let (first, second) = (sales[..15].to_vec(), sales.clone());
    let (created, back, again) = tokio::join!(world.create(&["PAIR"]), world.mark(Selection::Rows(first), false), world.mark(Selection::Rows(second), true));
    back.unwrap();
    again.unwrap();
    let on_drafts = world.ask("select count(*) from invoice_detail").await;
    assert_eq!(on_drafts + world.ask("select count(*) from backlog").await, 30, "{created:?}");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn two_who_mark_the_same_rows_in_other_orders_both_get_through(owner: PgPool) {
    let world = World::new(owner).await;
    let rows: Vec<Work> = (1..=20).map(|n| work("PAIR", "2026-03-02", &n.to_string())).collect();
    let sales = world.approved(&rows).await;
    let backwards: Vec<i64> = sales.iter().rev().copied().collect();
    let (one, other) = tokio::join!(world.mark(Selection::Rows(sales), true), world.mark(Selection::Rows(backwards), true));
    assert_eq!(one.unwrap().changed + other.unwrap().changed, 40);
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn another_company_s_rows_are_not_there(owner: PgPool) {
    // G22: the same answer as for ids that nobody has
    let world = World::new(owner).await;
    let rival = world.rival().await;
    let theirs = rival.approved(&[work("SOLO", "2026-03-02", "8")]).await;
    let outcome = world.mark(Selection::Rows(theirs.clone()), true).await.unwrap();
    assert_eq!((outcome.changed, outcome.refused), (0, vec![(Refusal::NotInBacklog, 1, theirs)]));
    assert!(list(&world, ListQuery::default()).await.is_empty());
    assert_eq!(totals(&world, ListQuery::default()).await.count, 0);
    assert_eq!(world.ask("select count(*) from backlog where is_ready").await, 0);
}

/// The whole selection of these rows.
fn rows(ids: &[i64]) -> Selection {
    Selection::Rows(ids.to_vec())
}

async fn reset(world: &World, selection: Selection) -> BulkOutcome {
    world.run(selection, |tx, selection| Box::pin(reset_limits(tx, selection))).await.unwrap()
}

async fn reevaluate(world: &World, selection: Selection) -> BulkOutcome {
    world.run(selection, |tx, selection| Box::pin(reevaluate_limits(tx, selection))).await.unwrap()
}

/// Limit status and mark of these rows, a word each.
async fn standing(world: &World, ids: &[i64]) -> String {
    let mut words = Vec::new();
    for id in ids {
        words.extend(world.texts(&format!("select nte_status || case when is_ready then '+' else '' end from backlog where actual_id = {id}")).await);
    }
    words.join(" ")
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn room_is_made_by_reset_and_reevaluation(owner: PgPool) {
    // R-NTE-6, R-NTE-8: line limit 3,000, invoiced 1,000; A is 1,600, B is 1,200
    let world = World::new(owner).await;
    world.billed("CAP", &[work("CAP", "2026-03-01", "5")]).await;
    let sales = world.approved(&[work("CAP", "2026-03-02", "8"), work("CAP", "2026-03-03", "6")]).await;
    let (a, b) = (sales[0], sales[1]);
    assert_eq!(standing(&world, &sales).await, "committed failed", "A: 2,600; B: 3,800 > 3,000");
    world.mark(rows(&[a]), true).await.unwrap();
    assert_eq!(reset(&world, rows(&[a])).await.changed, 1);
    assert_eq!(standing(&world, &sales).await, "not_evaluated failed", "R-NTE-7: reset also takes the mark back");
    assert_eq!(refusal_of(world.mark(rows(&[a]), true).await.unwrap()), [Refusal::LimitNotEvaluated]);
    assert_eq!(reevaluate(&world, rows(&[b])).await.changed, 1);
    assert_eq!(standing(&world, &sales).await, "not_evaluated committed", "B: 2,200");
    let outcome = reevaluate(&world, rows(&[a])).await;
    assert_eq!(refusal_of(outcome), [Refusal::LimitFailed("contract line".into())]);
    assert_eq!(standing(&world, &sales).await, "failed committed", "A: 3,800 > 3,000");
    world.audit_clean().await;
    world.force("update contract_line set not_to_exceed = 3800 where not_to_exceed = 3000").await;
    assert_eq!(reevaluate(&world, rows(&[a])).await.changed, 1);
    assert_eq!(standing(&world, &sales).await, "committed committed", "A: 3,800 of 3,800");
    world.mark(rows(&sales), true).await.unwrap();
    assert_eq!(standing(&world, &sales).await, "committed+ committed+");
    world.audit_clean().await;
}

fn refusal_of(outcome: BulkOutcome) -> Vec<Refusal> {
    outcome.refused.into_iter().map(|(refusal, ..)| refusal).collect()
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn reevaluating_everything_goes_by_day_and_id(owner: PgPool) {
    // R-NTE-3: the earlier day first; what was committed may lose its place and its mark
    let world = World::new(owner).await;
    let late = world.ready(&[work("CAP", "2026-03-20", "10")]).await[0];
    let early = world.approved(&[work("CAP", "2026-03-02", "10")]).await[0];
    assert_eq!(standing(&world, &[late, early]).await, "committed+ failed");
    reevaluate(&world, Selection::Matching(with("contract", "CAP"))).await;
    assert_eq!(standing(&world, &[late, early]).await, "failed committed", "2,000 each of 3,000");
    let again = reevaluate(&world, Selection::Matching(with("contract", "CAP"))).await;
    assert_eq!(again.changed, 0, "the same input, the same result");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn rows_without_a_limit_on_drafts_or_billed_are_left_alone(owner: PgPool) {
    // R-NTE-6: only chargeable ones, neither billed nor on a draft; other selected rows are ignored
    let world = World::new(owner).await;
    let drafted = world.ready(&[work("CAP", "2026-03-02", "5")]).await;
    world.draft("CAP").await;
    let billed = world.ready(&[work("SOLO", "2026-03-02", "5")]).await;
    let draft = world.draft("SOLO").await;
    world.confirmed(draft).await;
    let free = world.ready(&[work("SOLO", "2026-03-03", "5"), Work { billable: "No", ..work("CAP", "2026-03-03", "5") }]).await;
    let all: Vec<i64> = drafted.iter().chain(&billed).chain(&free).copied().collect();
    let before = world.backlog().await;
    assert_eq!(reset(&world, rows(&all)).await.changed, 0);
    assert_eq!(reevaluate(&world, rows(&all)).await.changed, 0);
    assert_eq!(world.backlog().await, before);
    assert_eq!(world.texts("select distinct nte_status::text from invoice_detail order by 1").await, ["committed", "not_applicable"]);
    assert_eq!(refusal(world.run(rows(&[]), |tx, selection| Box::pin(reset_limits(tx, selection))).await), Refusal::NothingSelected);
    assert_eq!(refusal(world.run(rows(&[]), |tx, selection| Box::pin(reevaluate_limits(tx, selection))).await), Refusal::NothingSelected);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn reevaluating_approving_and_creating_at_once_stay_within_the_limit(owner: PgPool) {
    // R-NTE-3 under concurrency
    let world = World::new(owner).await;
    let sales = world.approved(&(1..=6).map(|n| work("CAP", &format!("2026-03-0{n}"), "4")).collect::<Vec<_>>()).await;
    world.mark_all().await;
    let more = world.entries(&[work("CAP", "2026-03-10", "4"), work("CAP", "2026-03-11", "4")]).await;
    let approve = world.decide(Selection::Rows(more.iter().map(|id| id.0).collect()), crate::entries::model::Decision::Approve);
    let (_, _, approved, _) = tokio::join!(reevaluate(&world, rows(&sales)), reset(&world, rows(&sales[..2])), approve, world.create(&["CAP"]));
    approved.unwrap();
    world.audit_clean().await;
}
