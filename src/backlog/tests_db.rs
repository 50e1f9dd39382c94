//! Store and commands on PostgreSQL: lists, marks.
#![cfg(test)]

use super::commands::{
    list_backlog, preview_release, read_limits, reevaluate_limits, release_committed, reset_limits,
    total_backlog,
};
use crate::{
    backlog::model::{BacklogRow, LimitsPage, Release, ReleasePlan, ReleaseRequest},
    contracts::model::LimitLevel,
    platform::failure::Failure,
    tests::{
        fixtures::{World, app_pool, check_list, dec, refusal},
        sheets::{Work, work},
    },
    vocabulary::{
        ids::{ActualId, ContractId},
        paging::{BulkOutcome, ListQuery, Selection, Totals},
        refusal::{Field, Refusal},
        words::{BillingStatus, LimitKind, NteStatus},
    },
};
use sqlx::PgPool;

async fn list(world: &World, query: ListQuery) -> Vec<BacklogRow> {
    world
        .read(move |scope| Box::pin(async move { list_backlog(scope, &query).await }))
        .await
        .unwrap()
        .rows
}

async fn totals(world: &World, query: ListQuery) -> Totals {
    world
        .read(move |scope| Box::pin(async move { total_backlog(scope, &query).await }))
        .await
        .unwrap()
}

fn with(name: &str, text: &str) -> ListQuery {
    ListQuery::default().with(name, text)
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn refused_rows_are_named_and_the_others_are_changed(owner: PgPool) {
    // R-SM-17, R-BL-4, R-NTE-5: one row of every kind at once
    let world = World::new(owner).await;
    let billed = world.ready(&[work("SOLO", "2026-03-02", "1")]).await;
    let invoice = world.draft("SOLO").await;
    world.confirmed(invoice).await;
    let drafted = world.ready(&[work("SOLO", "2026-03-03", "2")]).await;
    world.draft("SOLO").await;
    let capped =
        world.approved(&[work("CAP", "2026-03-03", "15"), work("CAP", "2026-03-04", "0.5")]).await;
    let open = world.approved(&[work("SOLO", "2026-03-05", "3")]).await;
    world
        .force(&format!(
            "update backlog set nte_status = 'not_evaluated' where actual_id = {}",
            capped[0]
        ))
        .await;

    let all = vec![billed[0], drafted[0], capped[0], capped[1], open[0], 999_999];
    let outcome = world.mark(Selection::Rows(all.clone()), true).await.unwrap();
    assert_eq!(outcome.changed, 1);
    assert_eq!(
        outcome.refused,
        [
            (Refusal::OnDraftInvoice("#2 Portal".into()), 1, vec![drafted[0]]),
            (Refusal::OnConfirmedInvoice("INV-000001".into()), 1, vec![billed[0]]),
            (Refusal::LimitFailed(LimitKind::ContractLine), 1, vec![capped[1]]),
            (Refusal::LimitNotEvaluated, 1, vec![capped[0]]),
            (Refusal::NotInBacklog, 1, vec![999_999]),
        ]
    );
    let outcome = world.mark(Selection::Rows(all), true).await.unwrap();
    assert_eq!(
        (outcome.changed, outcome.refused.len()),
        (0, 5),
        "what is ready already is neither changed nor refused"
    );
    let outcome = world.mark(Selection::Rows(vec![open[0], capped[0]]), false).await.unwrap();
    assert_eq!(
        (outcome.changed, outcome.refused.len()),
        (1, 0),
        "R-SM-18: not ready is always allowed"
    );
    assert_eq!(refusal(world.mark(Selection::Rows(vec![]), true).await), Refusal::NothingSelected);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn one_many_or_all_rows_are_marked(owner: PgPool) {
    // R-BL-2: every customer's row by itself
    let world = World::new(owner).await;
    let sales = world
        .approved(&[
            work("PAIR", "2026-03-02", "8"),
            work("PAIR", "2026-04-02", "8"),
            work("SOLO", "2026-03-02", "8"),
        ])
        .await;
    assert_eq!(world.mark(Selection::Rows(vec![sales[1]]), true).await.unwrap().changed, 1);
    let ready = || async {
        world.texts("select actual_id::text from backlog where is_ready order by 1").await
    };
    assert_eq!(ready().await, [sales[1].to_string()], "one of two customers");
    let march = Selection::Matching(with("contract", "PAIR").with("to", "2026-03-31"));
    assert_eq!(world.mark(march.clone(), true).await.unwrap().changed, 1);
    assert_eq!(world.mark(march, false).await.unwrap().changed, 2);
    assert_eq!(
        world.mark(Selection::Matching(with("status", "not_ready")), true).await.unwrap().changed,
        5
    );
    assert_eq!(
        world.mark(Selection::Matching(with("status", "failed")), false).await.unwrap().changed,
        0
    );
    assert_eq!(
        world.mark(Selection::Matching(with("status", "ready")), false).await.unwrap().changed,
        5
    );
    assert_eq!(
        refusal(world.mark(Selection::Matching(with("status", "sleeping")), true).await),
        Refusal::UnknownListOption("sleeping".into())
    );
    assert_eq!(
        refusal(world.mark(Selection::Matching(with("colour", "red")), true).await),
        Refusal::UnknownListOption("colour".into())
    );
    assert!(ready().await.is_empty());
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn marking_all_that_is_shown_refuses_what_stands_on_drafts(owner: PgPool) {
    // R-BL-1: rows on a draft are shown; R-BL-4: they are refused with the draft's name, not left
    // out
    let world = World::new(owner).await;
    let drafted =
        world.ready(&[work("SOLO", "2026-03-02", "1"), work("SOLO", "2026-03-03", "1")]).await;
    world.draft("SOLO").await;
    world.approved(&[work("SOLO", "2026-03-04", "1")]).await;
    let outcome = world.mark(Selection::Matching(ListQuery::default()), true).await.unwrap();
    assert_eq!(
        (outcome.changed, outcome.refused),
        (1, vec![(Refusal::OnDraftInvoice("#1 Portal".into()), 2, drafted)])
    );
    let outcome = world.mark(Selection::Matching(with("status", "on_draft")), false).await.unwrap();
    assert_eq!((outcome.changed, outcome.refused.len()), (0, 1));
    let outcome = world.mark(Selection::Matching(with("status", "open")), false).await.unwrap();
    assert_eq!((outcome.changed, outcome.refused.len()), (1, 0));
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_row_s_status_follows_it_from_approval_to_the_posted_invoice(owner: PgPool) {
    // R-SM-16 to R-SM-21, R-BL-1
    let world = World::new(owner).await;
    let sales = world.approved(&[work("SOLO", "2026-03-02", "8")]).await;
    let status = || async {
        list(&world, ListQuery::default())
            .await
            .into_iter()
            .map(|row| (row.billing_status, row.invoice_id))
            .collect::<Vec<_>>()
    };
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
    let rows: Vec<Work> = (0..5_usize)
        .map(|n| work("PAIR", ["2026-03-02", "2026-03-03"][n % 2], ["8", "4"][n % 2]))
        .collect();
    let pair = world.approved(&rows).await;
    world.mark(Selection::Rows(pair[..4].to_vec()), true).await.unwrap();
    for created in world.create(&["PAIR"]).await {
        created.outcome.unwrap();
    }
    world.mark(Selection::Rows(pair[4..6].to_vec()), true).await.unwrap();
    let mut all = pair;
    all.extend(
        world
            .approved(&[
                work("SOLO", "2026-03-02", "8"),
                work("YEN", "2026-03-03", "8"),
                work("CAP", "2026-03-02", "15"),
                work("CAP", "2026-03-03", "4"),
            ])
            .await,
    );
    all
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_backlog_is_listed_page_by_page_over_both_its_halves(owner: PgPool) {
    let world = World::new(owner).await;
    many(&world).await;
    let sorts = ["date", "contract", "customer", "project"];
    check_list(&sorts, |query| {
        world.read(move |scope| Box::pin(async move { list_backlog(scope, &query).await }))
    })
    .await;
    check_list(&sorts, |query| {
        let query = query.with("status", "open");
        world.read(move |scope| Box::pin(async move { list_backlog(scope, &query).await }))
    })
    .await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_backlog_is_filtered_and_totalled_per_currency(owner: PgPool) {
    let world = World::new(owner).await;
    many(&world).await;
    let contract = world.contract("CAP").await.to_string();
    let customer = world
        .ask("select customer_id from customer where name = 'Nordlicht Energie'")
        .await
        .to_string();
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
        let told = totals
            .amounts
            .iter()
            .map(|(currency, amount)| format!("{currency} {}", amount.normalize()))
            .collect::<Vec<_>>()
            .join(" ");
        let quantity: rust_decimal::Decimal = rows.iter().map(|r| r.quantity).sum();
        assert_eq!(
            (totals.count, totals.quantity),
            (i64::try_from(rows.len()).unwrap(), quantity),
            "{name} {text}: what is listed is what is totalled"
        );
        assert_eq!(
            (totals.count, totals.quantity.normalize(), told.as_str()),
            (count, dec(hours).normalize(), amounts),
            "{name} {text}"
        );
        if count == 0 {
            assert_eq!(
                totals.hints,
                [("ready".into(), 0), ("not_ready".into(), 0), ("on_draft".into(), 0)]
            );
        }
    }
    let empty = totals(&world, with("status", "ready").with("contract", "CAP")).await;
    assert_eq!(
        empty.hints,
        [("ready".into(), 0), ("not_ready".into(), 2), ("on_draft".into(), 0)],
        "an empty list says why"
    );
    for (name, text, expected) in [
        ("status", "paid", Refusal::UnknownListOption("paid".into())),
        ("billing_type", "free", Refusal::UnknownListOption("free".into())),
        ("contract_id", "1; drop table backlog", Refusal::InputUnreadable),
        ("to", "31.03.2026", Refusal::FieldNotADate(Field::Date)),
    ] {
        let query = with(name, text);
        let listed = query.clone();
        assert_eq!(
            refusal(
                world
                    .read(move |scope| Box::pin(async move { list_backlog(scope, &listed).await }))
                    .await
            ),
            expected,
            "{name} {text}"
        );
        assert_eq!(
            refusal(
                world
                    .read(move |scope| Box::pin(async move { total_backlog(scope, &query).await }))
                    .await
            ),
            expected,
            "{name} {text}"
        );
    }
    let failed = list(&world, with("status", "failed")).await;
    assert_eq!(
        (failed[0].nte_status, failed[0].nte_detail),
        (NteStatus::Failed, Some(LimitKind::ContractLine))
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn marking_and_creating_at_once_lose_nothing(owner: PgPool) {
    // I3: whoever comes first, every row is in exactly one place
    let world = World::new(owner).await;
    let rows: Vec<Work> = (1..=15).map(|n| work("PAIR", "2026-03-02", &n.to_string())).collect();
    let sales = world.ready(&rows).await;
    let (first, second) = (sales[..15].to_vec(), sales.clone());
    let (created, back, again) = tokio::join!(
        world.create(&["PAIR"]),
        world.mark(Selection::Rows(first), false),
        world.mark(Selection::Rows(second), true)
    );
    back.unwrap();
    again.unwrap();
    let on_drafts = world.ask("select count(*) from invoice_detail").await;
    assert_eq!(on_drafts + world.ask("select count(*) from backlog").await, 30, "{created:?}");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_who_mark_the_same_rows_in_other_orders_both_get_through(owner: PgPool) {
    let world = World::new(owner).await;
    let rows: Vec<Work> = (1..=20).map(|n| work("PAIR", "2026-03-02", &n.to_string())).collect();
    let sales = world.approved(&rows).await;
    let backwards: Vec<i64> = sales.iter().rev().copied().collect();
    let (one, other) = tokio::join!(
        world.mark(Selection::Rows(sales), true),
        world.mark(Selection::Rows(backwards), true)
    );
    assert_eq!(one.unwrap().changed + other.unwrap().changed, 40);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
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
        words.extend(
            world
                .texts(&format!(
                    r"
                    select nte_status || case when is_ready then '+' else '' end
                    from backlog
                    where actual_id = {id}
                    "
                ))
                .await,
        );
    }
    words.join(" ")
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn room_is_made_by_reset_and_reevaluation(owner: PgPool) {
    // R-SM-45, R-NTE-6, R-NTE-8: line limit 3,000, invoiced 1,000; A is 1,600, B is 1,200
    let world = World::new(owner).await;
    world.billed("CAP", &[work("CAP", "2026-03-01", "5")]).await;
    let sales =
        world.approved(&[work("CAP", "2026-03-02", "8"), work("CAP", "2026-03-03", "6")]).await;
    let (a, b) = (sales[0], sales[1]);
    assert_eq!(standing(&world, &sales).await, "committed failed", "A: 2,600; B: 3,800 > 3,000");
    world.mark(rows(&[a]), true).await.unwrap();
    assert_eq!(reset(&world, rows(&[a])).await.changed, 1);
    assert_eq!(
        standing(&world, &sales).await,
        "not_evaluated failed",
        "R-NTE-7: reset also takes the mark back"
    );
    assert_eq!(
        refusal_of(world.mark(rows(&[a]), true).await.unwrap()),
        [Refusal::LimitNotEvaluated]
    );
    assert_eq!(reevaluate(&world, rows(&[b])).await.changed, 1);
    assert_eq!(standing(&world, &sales).await, "not_evaluated committed", "B: 2,200");
    let outcome = reevaluate(&world, rows(&[a])).await;
    assert_eq!(refusal_of(outcome), [Refusal::LimitFailed(LimitKind::ContractLine)]);
    assert_eq!(standing(&world, &sales).await, "failed committed", "A: 3,800 > 3,000");
    world.audit_clean().await;
    world.set_limit(world.levels("CAP").await[1], "3800").await.unwrap();
    assert_eq!(reevaluate(&world, rows(&[a])).await.changed, 1);
    assert_eq!(standing(&world, &sales).await, "committed committed", "A: 3,800 of 3,800");
    world.mark(rows(&sales), true).await.unwrap();
    assert_eq!(standing(&world, &sales).await, "committed+ committed+");
    world.audit_clean().await;
}

fn refusal_of(outcome: BulkOutcome) -> Vec<Refusal> {
    outcome.refused.into_iter().map(|(refusal, ..)| refusal).collect()
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
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

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn rows_without_a_limit_on_drafts_or_billed_are_left_alone(owner: PgPool) {
    // R-NTE-6: only chargeable ones, neither billed nor on a draft; other selected rows are ignored
    let world = World::new(owner).await;
    let drafted = world.ready(&[work("CAP", "2026-03-02", "5")]).await;
    world.draft("CAP").await;
    let billed = world.ready(&[work("SOLO", "2026-03-02", "5")]).await;
    let draft = world.draft("SOLO").await;
    world.confirmed(draft).await;
    let free = world
        .ready(&[
            work("SOLO", "2026-03-03", "5"),
            Work { billable: "No", ..work("CAP", "2026-03-03", "5") },
        ])
        .await;
    let all: Vec<i64> = drafted.iter().chain(&billed).chain(&free).copied().collect();
    let before = world.backlog().await;
    assert_eq!(reset(&world, rows(&all)).await.changed, 0);
    assert_eq!(reevaluate(&world, rows(&all)).await.changed, 0);
    assert_eq!(world.backlog().await, before);
    assert_eq!(
        world.texts("select distinct nte_status::text from invoice_detail order by 1").await,
        ["committed", "not_applicable"]
    );
    assert_eq!(
        refusal(world.run(rows(&[]), |tx, selection| Box::pin(reset_limits(tx, selection))).await),
        Refusal::NothingSelected
    );
    assert_eq!(
        refusal(
            world.run(rows(&[]), |tx, selection| Box::pin(reevaluate_limits(tx, selection))).await
        ),
        Refusal::NothingSelected
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn reevaluating_approving_and_creating_at_once_stay_within_the_limit(owner: PgPool) {
    // R-NTE-3 under concurrency
    let world = World::new(owner).await;
    let sales = world
        .approved(&(1..=6).map(|n| work("CAP", &format!("2026-03-0{n}"), "4")).collect::<Vec<_>>())
        .await;
    world.mark_all().await;
    let more =
        world.entries(&[work("CAP", "2026-03-10", "4"), work("CAP", "2026-03-11", "4")]).await;
    let approve = world.decide(
        Selection::Rows(more.iter().map(|id| id.0).collect()),
        crate::entries::model::Decision::Approve,
    );
    let (_, _, approved, _) = tokio::join!(
        reevaluate(&world, rows(&sales)),
        reset(&world, rows(&sales[..2])),
        approve,
        world.create(&["CAP"])
    );
    approved.unwrap();
    world.audit_clean().await;
}

/// A world whose CAP has its only limit at one level, of so much.
async fn capped_at(world: &World, at: usize, amount: &str) -> LimitLevel {
    let levels = world.levels("CAP").await;
    world.set_limit(levels[1], "").await.unwrap();
    world.set_limit(levels[at], amount).await.unwrap();
    levels[at]
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_worked_example_comes_out_at_every_level(owner: PgPool) {
    // R-NTE-2, R-NTE-4, R-NTE-8: limit 3,000, invoiced 1,000; raised to 3,800
    let base = World::bare(owner).await;
    for at in 0..4 {
        let actor = crate::tests::fixtures::found(&base.owner, &format!("Company {at}")).await;
        let world = World {
            owner: base.owner.clone(),
            database: base.database.clone(),
            actor,
            stranger: base.stranger,
        };
        world.import(crate::tests::sheets::book()).await.unwrap();
        let level = capped_at(&world, at, "3000").await;
        world.billed("CAP", &[work("CAP", "2026-03-01", "5")]).await;
        let sales =
            world.approved(&[work("CAP", "2026-03-02", "8"), work("CAP", "2026-03-03", "6")]).await;
        let (a, b) = (sales[0], sales[1]);
        assert_eq!(standing(&world, &sales).await, "committed failed", "{level:?}");
        assert_eq!(
            world.texts(&format!("select nte_detail from backlog where actual_id = {b}")).await,
            [level.kind().word()]
        );
        reset(&world, rows(&[a])).await;
        reevaluate(&world, rows(&[b])).await;
        assert_eq!(
            refusal_of(reevaluate(&world, rows(&[a])).await),
            [Refusal::LimitFailed(level.kind())]
        );
        assert_eq!(standing(&world, &sales).await, "failed committed", "{level:?}");
        world.set_limit(level, "3800").await.unwrap();
        assert_eq!(standing(&world, &sales).await, "failed committed", "nothing moves by itself");
        reevaluate(&world, rows(&[a])).await;
        assert_eq!(
            standing(&world, &sales).await,
            "committed committed",
            "{level:?}: 3,800 of 3,800"
        );
        world.audit_clean().await;
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_innermost_level_that_stops_is_named(owner: PgPool) {
    // R-NTE-2: line customer, line, contract customer, contract
    let world = World::new(owner).await;
    let levels = world.levels("CAP").await;
    let sale = world.approved(&[work("CAP", "2026-03-02", "10")]).await;
    for level in levels {
        world.set_limit(level, "1999.99").await.unwrap();
    }
    for level in levels {
        assert_eq!(
            refusal_of(reevaluate(&world, rows(&sale)).await),
            [Refusal::LimitFailed(level.kind())]
        );
        world.set_limit(level, "2000").await.unwrap();
    }
    assert_eq!(refusal_of(reevaluate(&world, rows(&sale)).await), []);
    assert_eq!(standing(&world, &sale).await, "committed", "equality passes at every level");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_first_limit_counts_what_is_there_and_evaluates_it_when_asked(owner: PgPool) {
    // R-NTE-1, R-NTE-3: a row is Not Applicable while no level has a limit
    let world = World::new(owner).await;
    let sales =
        world.approved(&[work("PAIR", "2026-03-02", "10"), work("PAIR", "2026-03-03", "10")]).await;
    assert_eq!(standing(&world, &sales).await, ["not_applicable"; 4].join(" "));
    let contract = world.levels("PAIR").await[3];
    world.set_limit(contract, "3000").await.unwrap();
    let late = world.approved(&[work("PAIR", "2026-03-04", "1")]).await;
    assert_eq!(standing(&world, &late).await, "failed failed", "4,000 of 3,000 are used already");
    let outcome = reevaluate(&world, Selection::Matching(with("contract", "PAIR"))).await;
    assert_eq!(
        outcome.refused.iter().map(|r| r.1).sum::<i64>(),
        1,
        "2,000 + 1,200 > 3,000 fails; 2,000 + 800 + 120 + 80 fits"
    );
    assert_eq!(standing(&world, &sales).await, "committed committed failed committed");
    assert_eq!(standing(&world, &late).await, "committed committed");
    world.set_limit(contract, "").await.unwrap();
    reevaluate(&world, Selection::Matching(with("contract", "PAIR"))).await;
    assert_eq!(
        standing(&world, &sales).await,
        ["not_applicable"; 4].join(" "),
        "no limit any more"
    );
    world.audit_clean().await;
}

async fn limits_page(
    world: &World,
    contract: ContractId,
    row: Option<i64>,
) -> Result<LimitsPage, Failure> {
    world
        .read(move |scope| {
            Box::pin(async move { read_limits(scope, contract, row.map(ActualId)).await })
        })
        .await
}

async fn preview(world: &World, request: &ReleaseRequest) -> Result<ReleasePlan, Failure> {
    let request = request.clone();
    world.read(move |scope| Box::pin(async move { preview_release(scope, &request).await })).await
}

async fn do_release(
    world: &World,
    request: &ReleaseRequest,
    expected: &ReleasePlan,
) -> Result<ReleasePlan, Failure> {
    let release = Release { request: request.clone(), expected: expected.clone() };
    world.run(release, |tx, release| Box::pin(release_committed(tx, release))).await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn where_the_room_went_is_told_level_by_level(owner: PgPool) {
    // W-8: invoiced, on drafts, committed, room; the failed row with the level that stops it, now
    // and then
    let world = World::new(owner).await;
    let contract = world.contract("CAP").await;
    let levels = world.levels("CAP").await;
    world.set_limit(levels[3], "5000").await.unwrap();
    world.billed("CAP", &[work("CAP", "2026-03-01", "5")]).await;
    world.ready(&[work("CAP", "2026-03-02", "2")]).await;
    world.draft("CAP").await;
    let small =
        world.approved(&[work("CAP", "2026-03-03", "3"), work("CAP", "2026-03-04", "4")]).await;
    let failed = world.approved(&[work("CAP", "2026-03-05", "6")]).await[0];
    let page = limits_page(&world, contract, Some(failed)).await.unwrap();
    let told: Vec<String> = page
        .levels
        .iter()
        .map(|l| {
            format!(
                "{} {:?} {} {} {} {} left {}",
                l.setting.level.kind().word(),
                l.setting.line_name,
                l.room.limit.normalize(),
                l.room.invoiced.normalize(),
                l.room.on_drafts.normalize(),
                l.room.committed.normalize(),
                l.room.left().normalize()
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "contract_line Some(\"1. Capped time\") 3000 1000 400 1400 left 200",
            "contract None 5000 1000 400 1400 left 2200"
        ]
    );
    assert_eq!(
        page.failed.iter().map(|r| (r.actual_id.0, r.stopped_by)).collect::<Vec<_>>(),
        [(failed, Some(levels[1]))]
    );
    let chosen = page.chosen.unwrap();
    assert_eq!(chosen.short, [(levels[1], dec("1000"))], "1,200 into 200");
    assert_eq!(
        chosen.committed.iter().map(|r| r.actual_id.0).collect::<Vec<_>>(),
        [small[1], small[0]],
        "largest first; neither billed nor on a draft"
    );
    assert_eq!(chosen.suggestion, Some(vec![ActualId(small[1]), ActualId(small[0])]));

    world.set_limit(levels[1], "9000").await.unwrap();
    let page = limits_page(&world, contract, Some(failed)).await.unwrap();
    assert_eq!(
        (page.failed[0].nte_detail, page.failed[0].stopped_by),
        (Some(LimitKind::ContractLine), None),
        "it would fit now"
    );
    assert_eq!(
        page.chosen.map(|c| (c.short.len(), c.committed.len(), c.suggestion)),
        Some((0, 0, Some(vec![])))
    );
    assert_eq!(refusal(limits_page(&world, contract, Some(999_999)).await), Refusal::NotFound);
    assert_eq!(refusal(limits_page(&world, ContractId(999_999), None).await), Refusal::NotFound);
    let elsewhere = world.approved(&[work("SOLO", "2026-03-05", "6")]).await[0];
    assert_eq!(
        refusal(limits_page(&world, contract, Some(elsewhere)).await),
        Refusal::NotFound,
        "a row of another contract"
    );
    assert!(
        limits_page(&world, world.contract("SOLO").await, None).await.unwrap().levels.is_empty()
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_release_is_done_as_it_was_tried_or_not_at_all(owner: PgPool) {
    // W-8, R-NTE-6, R-NTE-7: the dry run writes nothing; one click does exactly that
    let world = World::new(owner).await;
    let contract_id = world.contract("CAP").await;
    let committed =
        world.ready(&[work("CAP", "2026-03-02", "8"), work("CAP", "2026-03-03", "2")]).await;
    let failed = world.approved(&[work("CAP", "2026-03-04", "10")]).await[0];
    let all = [committed[0], committed[1], failed];
    assert_eq!(
        standing(&world, &all).await,
        "committed+ committed+ failed",
        "1,600 + 400 of 3,000; 2,000 more is too much"
    );
    let request = |release: &[i64]| ReleaseRequest {
        contract_id,
        row: ActualId(failed),
        release: release.iter().map(|id| ActualId(*id)).collect(),
    };
    let told = |plan: &ReleasePlan| {
        [plan.row]
            .iter()
            .chain(&plan.released)
            .map(|e| e.nte_status.word())
            .collect::<Vec<_>>()
            .join(" ")
    };

    let before = world.texts("select b::text from backlog b order by actual_id").await;
    assert_eq!(
        told(&preview(&world, &request(&[committed[1]])).await.unwrap()),
        "failed committed",
        "400 is too little"
    );
    let plan = preview(&world, &request(&[committed[0]])).await.unwrap();
    assert_eq!(told(&plan), "committed failed", "2,400 used; 1,600 more don't fit again");
    let both = preview(&world, &request(&committed)).await.unwrap();
    assert_eq!(told(&both), "committed failed committed");
    assert_eq!(
        world.texts("select b::text from backlog b order by actual_id").await,
        before,
        "a dry run writes nothing"
    );

    let none = preview(&world, &request(&[])).await.unwrap();
    assert_eq!(
        refusal(do_release(&world, &request(&[]), &none).await),
        Refusal::LimitFailed(LimitKind::ContractLine)
    );
    assert_eq!(
        refusal(do_release(&world, &request(&[committed[0]]), &both).await),
        Refusal::Outdated,
        "not as it was shown"
    );
    world.set_limit(world.levels("CAP").await[1], "4000").await.unwrap();
    assert_eq!(
        refusal(do_release(&world, &request(&[committed[0]]), &plan).await),
        Refusal::Outdated,
        "the limit was raised meanwhile: it need not fail"
    );
    world.set_limit(world.levels("CAP").await[1], "3000").await.unwrap();
    assert_eq!(
        world.texts("select b::text from backlog b order by actual_id").await,
        before,
        "what is refused writes nothing"
    );

    do_release(&world, &request(&committed), &both).await.unwrap();
    assert_eq!(
        standing(&world, &all).await,
        "failed committed committed",
        "R-NTE-7: the released lost their mark, also where they fit again"
    );
    assert_eq!(
        refusal(do_release(&world, &request(&committed), &both).await),
        Refusal::Outdated,
        "done already"
    );
    world.mark(rows(&[failed]), true).await.unwrap();
    assert_eq!(standing(&world, &all).await, "failed committed committed+");
    world.audit_clean().await;

    for (release, expected) in [
        (vec![failed], Refusal::InputUnreadable),
        (vec![committed[0], committed[0]], Refusal::InputUnreadable),
        (vec![999_999], Refusal::Outdated),
        (vec![committed[0]], Refusal::Outdated),
    ] {
        assert_eq!(refusal(preview(&world, &request(&release)).await), expected, "{release:?}");
    }
    let nobody = ReleaseRequest { contract_id, row: ActualId(999_999), release: vec![] };
    assert_eq!(refusal(preview(&world, &nobody).await), Refusal::NotFound);
    assert_eq!(
        refusal(
            do_release(
                &world,
                &ReleaseRequest { contract_id: ContractId(999_999), ..nobody },
                &plan
            )
            .await
        ),
        Refusal::NotFound
    );
}

/// What is used at a level, as the ledger and the backlog say.
async fn used_at(world: &World, contract: ContractId) -> rust_decimal::Decimal {
    let page = limits_page(world, contract, None).await.unwrap();
    page.levels[0].room.used()
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nobody_commits_more_than_the_limit_together_with_others(owner: PgPool) {
    // R-NTE-3 under concurrency, at every level: approving, marking, resetting, evaluating,
    // releasing, creating, limits
    let mut base = World::bare(owner).await;
    base.database = crate::platform::database::Database::from_pool(
        app_pool(base.owner.connect_options().as_ref().clone(), 8).await,
        crate::platform::clock::Clock::Fixed(crate::tests::fixtures::NOW.parse().unwrap()),
    );
    for at in 0..4 {
        let actor = crate::tests::fixtures::found(&base.owner, &format!("Company {at}")).await;
        let world = World {
            owner: base.owner.clone(),
            database: base.database.clone(),
            actor,
            stranger: base.stranger,
        };
        world.import(crate::tests::sheets::book()).await.unwrap();
        let level = capped_at(&world, at, "3000").await;
        let contract = world.contract("CAP").await;
        let sales = world
            .approved(
                &(1..=8).map(|n| work("CAP", &format!("2026-03-0{n}"), "4")).collect::<Vec<_>>(),
            )
            .await;
        let more =
            world.entries(&[work("CAP", "2026-03-10", "4"), work("CAP", "2026-03-11", "4")]).await;
        let request = ReleaseRequest {
            contract_id: contract,
            row: ActualId(sales[7]),
            release: vec![ActualId(sales[0])],
        };
        let plan = preview(&world, &request).await.unwrap();
        for round in 0..3 {
            let approve = async {
                match more.get(round) {
                    Some(id) => world
                        .decide(
                            Selection::Rows(vec![id.0]),
                            crate::entries::model::Decision::Approve,
                        )
                        .await
                        .map(drop),
                    None => Ok(()),
                }
            };
            let lift = world.set_limit(level, if round % 2 == 0 { "3200" } else { "3000" });
            let (_, _, _, _, released, approved, lifted, marked, _) = tokio::join!(
                reevaluate(&world, rows(&sales[..4])),
                reevaluate(&world, rows(&sales[4..])),
                reset(&world, rows(&sales[..2])),
                reevaluate(&world, Selection::Matching(with("contract", "CAP"))),
                do_release(&world, &request, &plan),
                approve,
                lift,
                world.mark(rows(&sales), true),
                world.create(&["CAP"]),
            );
            approved.unwrap();
            marked.unwrap();
            for outcome in [released.map(drop), lifted.map(drop)] {
                assert!(matches!(outcome, Ok(()) | Err(Failure::Refused(_))), "{outcome:?}");
            }
            assert!(used_at(&world, contract).await <= dec("3200"), "{level:?}, round {round}");
        }
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn where_no_limit_is_left_nothing_waits_to_be_evaluated(owner: PgPool) {
    // R-NTE-1, R-SM-17: of a limit that was removed, what was not evaluated, failed or committed is
    // Not Applicable, at every level
    let world = World::new(owner).await;
    let levels = world.levels("CAP").await;
    let statuses =
        "select nte_status || coalesce(' ' || nte_detail, '') from backlog order by actual_id";
    let sales = world
        .approved(&[
            work("CAP", "2026-03-02", "8"),
            work("CAP", "2026-03-03", "8"),
            work("CAP", "2026-03-04", "1"),
        ])
        .await;
    world
        .run(Selection::Rows(vec![sales[2]]), |tx, rows| {
            Box::pin(super::commands::reset_limits(tx, rows))
        })
        .await
        .unwrap();
    assert_eq!(world.texts(statuses).await, ["committed", "failed contract_line", "not_evaluated"]);
    // While another level has a limit, they wait for it.
    world.set_limit(levels[3], "5000").await.unwrap();
    world.set_limit(levels[1], "").await.unwrap();
    assert_eq!(world.texts(statuses).await, ["committed", "failed contract_line", "not_evaluated"]);
    for level in [levels[3], levels[2], levels[0]] {
        world.set_limit(level, "5000").await.unwrap();
        world.set_limit(level, "").await.unwrap();
    }
    assert_eq!(world.texts(statuses).await, ["not_applicable", "not_applicable", "not_applicable"]);
    assert!(world.mark_all().await.refused.is_empty(), "and may be marked");
    world.audit_clean().await;
    // Where one is set, rows keep what they are until somebody asks.
    world.set_limit(levels[1], "100").await.unwrap();
    assert_eq!(world.texts(statuses).await, ["not_applicable", "not_applicable", "not_applicable"]);
}
