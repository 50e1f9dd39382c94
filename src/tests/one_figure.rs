//! What is still to bill is one figure: the contract's page, the list of contracts, the hub and the
//! Today say the same after every act (R-INV-12); and no list adds what is no sum.
#![cfg(test)]

use super::{
    fixtures::{World, dec},
    sheets::work,
};
use crate::{
    backlog, contracts, desk, milestones,
    vocabulary::{
        paging::{ListQuery, Selection},
        words::{BillingStatus, MilestoneProgress, TransactionType},
    },
};
use rust_decimal::Decimal;
use sqlx::PgPool;

pub type Figures = (Decimal, Decimal, Decimal, Decimal);

/// Not ready, ready, on drafts and billed of a contract, after all four pages have said so.
pub async fn agreed(world: &World, number: &'static str) -> Figures {
    let id = world.contract(number).await;
    let by_number = ListQuery::default().with("contract_id", id.to_string());
    let page = world
        .read(move |scope| {
            Box::pin(async move { contracts::commands::read_contract(scope, id).await })
        })
        .await
        .expect("the page");
    let query = by_number.clone();
    let listed = world.read(move |scope| {
        Box::pin(async move { contracts::commands::list_contracts(scope, &query).await })
    });
    let listed = listed.await.expect("the list").rows.remove(0);
    let hub = world.read(move |scope| {
        Box::pin(async move { desk::commands::list_hub(scope, &by_number).await })
    });
    let hub = hub.await.expect("the hub").rows.remove(0);
    assert_eq!(page.header, listed, "{number}: page and list");
    let figures =
        (listed.not_ready_amount, listed.ready_amount, listed.draft_amount, listed.billed_amount);
    assert_eq!(
        figures,
        (hub.not_ready_amount, hub.ready_amount, hub.draft_amount, hub.invoiced_amount),
        "{number}: list and hub"
    );
    let of_customers =
        page.customers.iter().fold((Decimal::ZERO, Decimal::ZERO), |(no, yes), c| {
            (no + c.not_ready_amount, yes + c.ready_amount)
        });
    assert_eq!(of_customers, (figures.0, figures.1), "{number}: its customers add up to it");
    // Today adds up every contract of the hub.
    let all = world.read(|scope| {
        Box::pin(async move {
            desk::commands::list_hub(scope, &ListQuery { size: 200, ..ListQuery::default() }).await
        })
    });
    let rows = all.await.expect("the hub").rows;
    for ready in [false, true] {
        let total = world
            .read(move |scope| {
                Box::pin(async move { desk::commands::total_open(scope, ready).await })
            })
            .await
            .expect("Today");
        for (currency, amount) in total.amounts {
            let sum: Decimal = rows
                .iter()
                .filter(|r| r.currency == currency)
                .map(|r| if ready { r.ready_amount } else { r.not_ready_amount })
                .sum();
            assert_eq!(amount, sum, "Today, ready {ready}, {currency}");
        }
    }
    figures
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn four_pages_say_the_same_after_every_act(owner: PgPool) {
    // R-INV-12: hours, milestones and a retainer on one contract
    let world = World::staged(owner).await;
    let zero = Decimal::ZERO;
    assert_eq!(agreed(&world, "STAGES").await, (zero, zero, zero, zero));
    world.approved(&[work("EXTRA", "2026-03-02", "1")]).await;
    assert_eq!(agreed(&world, "STAGES").await, (dec("200"), zero, zero, zero), "approved");
    world.milestone("STAGES", "First", "2026-03-01", "2000").await;
    world.milestone("STAGES", "Second", "2026-03-05", "3000").await;
    assert_eq!(agreed(&world, "STAGES").await.0, dec("5200"), "milestones count");
    let retainer = world.retainer("STAGES", "Tromsø Shipping", "2026-03-01", "700").await;
    assert_eq!(agreed(&world, "STAGES").await.0, dec("5900"), "and what is prepaid");
    world.mark_retainers(&[retainer], true).await;
    assert_eq!(agreed(&world, "STAGES").await, (dec("5200"), dec("700"), zero, zero), "marked");
    world.milestones_ready("STAGES").await;
    world.mark_all().await;
    assert_eq!(agreed(&world, "STAGES").await, (zero, dec("5900"), zero, zero));
    let drafts = world.create(&["STAGES"]).await.remove(0).outcome.expect("drafts");
    assert_eq!(agreed(&world, "STAGES").await, (zero, zero, dec("5900"), zero), "created");
    let last = *drafts.last().expect("one");
    world.delete_invoice(last).await.expect("deleted");
    let (not_ready, ready, on_drafts, billed) = agreed(&world, "STAGES").await;
    assert_eq!(
        (not_ready, ready + on_drafts, billed),
        (zero, dec("5900"), zero),
        "a deleted draft is ready again"
    );
    assert!(ready > zero && on_drafts > zero);
    for draft in drafts.iter().take(drafts.len() - 1) {
        world.confirmed(*draft).await;
    }
    assert_eq!(agreed(&world, "STAGES").await, (zero, ready, zero, on_drafts), "confirmed");
    // On a contract with no milestone, an hour that is not charged is no figure.
    world
        .approved(&[super::sheets::Work { billable: "No", ..work("SOLO", "2026-03-02", "8") }])
        .await;
    assert_eq!(agreed(&world, "SOLO").await.0, zero);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_list_of_milestones_says_what_the_whole_has_come_to(owner: PgPool) {
    // R-SM-5 to R-SM-7, by SQL in the list and by the rule on the contract's page
    let world = World::staged(owner).await;
    world.milestone("STAGES", "Billed", "2026-03-01", "2000").await;
    world.milestone("STAGES", "Drafted", "2026-03-02", "2000").await;
    world.milestone("STAGES", "Later", "2026-05-01", "1000").await;
    let of = |name: &'static str| {
        ListQuery::default()
            .with("contract", "STAGES")
            .with("to", if name == "Billed" { "2026-03-01" } else { "2026-03-02" })
    };
    world.mark_milestones(Selection::Matching(of("Billed")), true).await.expect("marked");
    for draft in world.create(&["STAGES"]).await.remove(0).outcome.expect("drafts") {
        world.confirmed(draft).await;
    }
    world.mark_milestones(Selection::Matching(of("Drafted")), true).await.expect("marked");
    world.create(&["STAGES"]).await.remove(0).outcome.expect("drafts");
    let list = |query: ListQuery| {
        world.read(move |scope| {
            Box::pin(async move { milestones::commands::list_milestones(scope, &query).await })
        })
    };
    let rows = list(ListQuery::default()).await.expect("the list").rows;
    for line in world.milestones("STAGES").await {
        for milestone in line.milestones {
            let expected = milestones::rules::progress(
                milestone.parts.iter().map(|part| (part.status, part.amount)),
            );
            let listed: Vec<_> = rows
                .iter()
                .filter(|row| row.name == milestone.terms.name)
                .map(|row| row.progress)
                .collect();
            assert!(
                !listed.is_empty() && listed.iter().all(|progress| *progress == expected),
                "{}: {expected:?} {listed:?}",
                milestone.terms.name
            );
        }
    }
    for (progress, name) in [
        (MilestoneProgress::Completed, "Billed"),
        (MilestoneProgress::InProgress, "Drafted"),
        (MilestoneProgress::NotStarted, "Later"),
    ] {
        let found = list(ListQuery::default().with("progress", progress.word()))
            .await
            .expect("the list")
            .rows;
        assert!(
            !found.is_empty() && found.iter().all(|row| row.name == name),
            "{progress:?}: {found:?}"
        );
    }
    assert!(list(ListQuery::default().with("progress", "half")).await.is_err());
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_posted_is_listed_when_asked_for(owner: PgPool) {
    // R-BL-1: open and on drafts unless asked; posted by itself, or with all, in one order and page
    // by page
    let world = World::new(owner).await;
    world.billed("SOLO", &[work("SOLO", "2026-03-01", "1"), work("SOLO", "2026-03-04", "2")]).await;
    world.ready(&[work("SOLO", "2026-03-02", "3")]).await;
    world.draft("SOLO").await;
    world.approved(&[work("SOLO", "2026-03-03", "4")]).await;
    let list = |query: ListQuery| {
        world.read(move |scope| {
            Box::pin(async move { backlog::commands::list_backlog(scope, &query).await })
        })
    };
    let said = |rows: &[backlog::model::BacklogRow]| {
        rows.iter().map(|r| (r.work_on.to_string(), r.billing_status)).collect::<Vec<_>>()
    };
    let day = |day: &str, status| (format!("2026-03-{day}"), status);
    let (posted, drafted, open) =
        (BillingStatus::Posted, BillingStatus::OnDraft, BillingStatus::NotReady);
    for (status, expected) in [
        ("", vec![day("02", drafted), day("03", open)]),
        ("posted", vec![day("01", posted), day("04", posted)]),
        ("all", vec![day("01", posted), day("02", drafted), day("03", open), day("04", posted)]),
    ] {
        let query = ListQuery::default().with("status", status);
        assert_eq!(
            said(&list(query.clone()).await.expect("the list").rows),
            expected,
            "{status:?}"
        );
        let totals = world
            .read(move |scope| {
                Box::pin(async move { backlog::commands::total_backlog(scope, &query).await })
            })
            .await
            .expect("totals");
        assert_eq!(totals.count, i64::try_from(expected.len()).expect("few"), "{status:?}");
    }
    let first = list(ListQuery { size: 1, ..ListQuery::default().with("status", "all") })
        .await
        .expect("a page");
    let second = list(ListQuery {
        size: 2,
        after: first.next,
        ..ListQuery::default().with("status", "all")
    })
    .await
    .expect("a page");
    assert_eq!(
        said(&second.rows),
        [day("02", drafted), day("03", open)],
        "pages go on across the parts"
    );
    let refused = world
        .mark(Selection::Matching(ListQuery::default().with("status", "all")), true)
        .await
        .expect("marked");
    assert_eq!(
        (refused.changed, refused.refused.iter().map(|(_, n, _)| n).sum::<i64>()),
        (1, 3),
        "what is on an invoice says so"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_ledger_adds_no_type_to_another(owner: PgPool) {
    // cost, unbilled and billed sales of one hour are three figures
    let world = World::new(owner).await;
    world.billed("SOLO", &[work("SOLO", "2026-03-01", "1")]).await;
    world.approved(&[work("SOLO", "2026-03-02", "2")]).await;
    let totals = world.read(|scope| {
        Box::pin(async move {
            crate::desk::commands::total_ledger(scope, None, &ListQuery::default()).await
        })
    });
    let totals = totals.await.expect("totals");
    assert!(totals.amounts.is_empty() && totals.quantity.is_zero(), "nothing is added over types");
    let of = |kind: TransactionType| {
        totals
            .kinds
            .iter()
            .filter(|(word, ..)| word == kind.word())
            .map(|(_, _, amount)| *amount)
            .sum::<Decimal>()
    };
    for kind in TransactionType::ALL {
        let sum = world
            .texts(&format!(
                "select coalesce(sum(amount), 0)::text from actual where transaction_type = '{}'",
                kind.word()
            ))
            .await;
        assert_eq!(
            of(*kind).normalize().to_string(),
            dec(&sum[0]).normalize().to_string(),
            "{kind:?}"
        );
    }
    assert_eq!(
        (of(TransactionType::BilledSales), of(TransactionType::UnbilledSales)),
        (dec("200"), dec("400"))
    );
    assert_eq!(totals.count, world.ask("select count(*) from actual").await);
}
