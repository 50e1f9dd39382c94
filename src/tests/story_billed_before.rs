//! The story: a firm comes to Billwright in the middle of its contracts. Milestones and prepayments
//! that its old system billed are planned, and a journal says that they were; the rest is billed
//! here, and the figures are whole (R-APP-14).

use super::{
    fixtures::{World, check_list, dec, refusal},
    sheets::work,
};
use crate::{
    contracts::commands::{delete_contract, find_contracts, list_contracts},
    desk::commands::list_hub,
    invoicing::commands::read_invoice,
    journals::{
        commands::{cancel_openings, find_openable, list_openings, post_journal, total_openings},
        model::{Billed, Journal, JournalLine, Openable, Posted},
    },
    platform::failure::Failure,
    retainers::{commands::refund_retainer, model::Refund},
    vocabulary::{
        ids::{MilestoneSplitId, RetainerId},
        left_behind::LeftBehind,
        paging::{BulkOutcome, ListQuery, Selection},
        refusal::{Field, Refusal},
        words::{TransactionClass, TransactionType},
    },
};
use TransactionClass::{Milestone, Retainer};
use TransactionType::{BilledSales, Cost, UnbilledSales};
use sqlx::PgPool;

fn line(transaction_type: TransactionType, transaction_class: TransactionClass) -> JournalLine {
    JournalLine {
        transaction_type,
        transaction_class,
        project_id: None,
        task_id: None,
        priced_by: None,
        resource_id: None,
        work_on: String::new(),
        quantity: String::new(),
        unit: String::new(),
        unit_price: String::new(),
        notes: String::new(),
        milestone_split_id: None,
        retainer_id: None,
        available: String::new(),
        seen_amount: None,
    }
}

/// A customer's part of a milestone.
pub fn milestone(split: i64) -> JournalLine {
    JournalLine {
        milestone_split_id: Some(MilestoneSplitId(split)),
        ..line(BilledSales, Milestone)
    }
}

/// A retainer of which so much is left; none: it is used up.
pub fn retainer(id: RetainerId, available: &str) -> JournalLine {
    let written = if available.is_empty() { BilledSales } else { UnbilledSales };
    JournalLine { retainer_id: Some(id), available: available.into(), ..line(written, Retainer) }
}

/// Posts a journal of them.
pub async fn post(world: &World, lines: Vec<JournalLine>) -> Result<Posted, Failure> {
    world
        .run(Journal { description: "Before Billwright".into(), lines }, |tx, journal| {
            Box::pin(post_journal(tx, journal))
        })
        .await
}

async fn cancel(world: &World, ids: &[i64]) -> BulkOutcome {
    world
        .run(Selection::Rows(ids.to_vec()), |tx, chosen| Box::pin(cancel_openings(tx, chosen)))
        .await
        .expect("cancelled")
}

async fn openings(world: &World) -> Vec<i64> {
    sqlx::query_scalar(
        "select journal_opening_id from journal_opening where company_id = $1 order by 1",
    )
    .bind(world.company())
    .fetch_all(&world.owner)
    .await
    .expect("keys")
}

/// The parts of Concept, in order of customers.
async fn concept(world: &World) -> Vec<i64> {
    world
        .milestones("STAGES")
        .await
        .remove(0)
        .milestones
        .remove(0)
        .parts
        .iter()
        .map(|part| part.milestone_split_id.0)
        .collect()
}

/// STAGES with Concept of 2,000 and Delivery of 3,000 for three customers.
async fn staged(owner: PgPool) -> World {
    let world = World::staged(owner).await;
    world.milestone("STAGES", "Concept", "2026-02-28", "2000").await;
    world.milestone("STAGES", "Delivery", "2026-03-31", "3000").await;
    world
}

/// `progress: customer amount status, …` of each milestone.
async fn milestones(world: &World) -> Vec<String> {
    let part = |p: &crate::milestones::model::MilestonePart| {
        format!("{} {}", p.amount.normalize(), p.status.word())
    };
    let of = |m: &crate::milestones::model::Milestone| {
        let parts: Vec<String> = m.parts.iter().map(part).collect();
        format!(
            "{}: {}",
            crate::milestones::rules::progress(m.parts.iter().map(|p| (p.status, p.amount))).word(),
            parts.join(", ")
        )
    };
    world.milestones("STAGES").await.remove(0).milestones.iter().map(of).collect()
}

/// What hub and contract list say was billed of a contract.
async fn invoiced(world: &World, contract: &str) -> (String, String) {
    let query = ListQuery::default().with("contract", contract);
    let again = query.clone();
    let hub = world
        .read(move |scope| Box::pin(async move { list_hub(scope, &query).await }))
        .await
        .expect("the hub")
        .rows
        .remove(0);
    let row = world
        .read(move |scope| Box::pin(async move { list_contracts(scope, &again).await }))
        .await
        .expect("contracts")
        .rows
        .remove(0);
    assert_eq!(hub.invoiced_amount, row.billed_amount, "both pages say the same");
    (hub.invoiced_amount.normalize().to_string(), hub.not_ready_amount.normalize().to_string())
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn milestones_billed_before_are_completed_and_the_rest_is_billed(owner: PgPool) {
    // R-APP-14 (billed sales on Fixed Price: Milestone), R-SM-5 to R-SM-7, R-MS-5
    let world = staged(owner).await;
    assert_eq!(invoiced(&world, "STAGES").await, ("0".into(), "5000".into()));
    let parts = concept(&world).await;
    let posted =
        post(&world, parts.iter().map(|id| milestone(*id)).collect()).await.expect("posted");
    assert_eq!((posted.rows, posted.openings, posted.entries), (3, 3, 0));
    assert_eq!(
        milestones(&world).await,
        [
            "completed: 666.6 billed_before, 666.6 billed_before, 666.8 billed_before",
            "not_started: 999.9 not_ready, 999.9 not_ready, 1000.2 not_ready"
        ]
    );
    assert_eq!(
        world.ledger().await,
        [
            "1 billed_sales chargeable 1 x 666.6 = 666.6 EUR",
            "2 billed_sales chargeable 1 x 666.6 = 666.6 EUR",
            "3 billed_sales chargeable 1 x 666.8 = 666.8 EUR"
        ],
        "as their invoices would have written it, R-CONF-1 i"
    );
    assert_eq!(invoiced(&world, "STAGES").await, ("2000".into(), "3000".into()));
    world.audit_clean().await;

    // It is marked no more, changed no more, and on no draft; what is left is billed beside it.
    let outcome = world.mark_milestones(Selection::Rows(parts.clone()), true).await.expect("asked");
    assert_eq!((outcome.changed, outcome.refused[0].0.clone()), (0, Refusal::BilledBefore));
    world.milestones_ready("STAGES").await;
    for draft in world.create(&["STAGES"]).await.remove(0).outcome.expect("drafts") {
        let page = world
            .read(move |scope| Box::pin(async move { read_invoice(scope, draft).await }))
            .await
            .expect("a page");
        assert!(
            [dec("999.9"), dec("1000.2")].contains(&page.header.amount.normalize()),
            "{}",
            page.header.amount
        );
        assert!(
            page.billed_before >= dec("2000"),
            "R-INV-15: what was billed without this invoice"
        );
        world.confirmed(draft).await;
    }
    assert_eq!(invoiced(&world, "STAGES").await, ("5000".into(), "0".into()));

    // Cancelling one takes its row back, and it can be billed here after all.
    let all = openings(&world).await;
    let outcome = cancel(&world, &[all[0], 999_999]).await;
    assert_eq!(
        (outcome.changed, outcome.refused),
        (1, vec![(Refusal::OpeningGone, 1, vec![999_999])])
    );
    assert_eq!(
        cancel(&world, &all[..1]).await.refused,
        vec![(Refusal::OpeningGone, 1, vec![all[0]])]
    );
    assert_eq!(
        milestones(&world).await[0],
        "in_progress: 666.6 not_ready, 666.6 billed_before, 666.8 billed_before"
    );
    assert_eq!(invoiced(&world, "STAGES").await, ("4333.4".into(), "666.6".into()));
    assert_eq!(
        world.ledger().await.last().expect("a row"),
        "7 billed_sales chargeable -1 x 666.6 = -666.6 EUR, reverses 1"
    );
    world.audit_clean().await;
    world.milestones_ready("STAGES").await;
    let draft = world.draft("STAGES").await;
    world.confirmed(draft).await;
    assert_eq!(
        milestones(&world).await[0],
        "completed: 666.6 posted, 666.6 billed_before, 666.8 billed_before"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_left_of_retainers_billed_before_is_applied_and_refunded(owner: PgPool) {
    // R-APP-14 (unbilled sales: Retainer), R-RET-3 to R-RET-8
    let world = World::new(owner).await;
    let open = world.retainer("PAIR", "Nordlicht Energie", "2026-01-05", "1000").await;
    let posted = post(&world, vec![retainer(open, "400")]).await.expect("posted");
    assert_eq!((posted.rows, posted.openings), (3, 1));
    assert_eq!(
        world.ledger().await,
        [
            "1 billed_sales chargeable 1 x 1000 = 1000 EUR",
            "2 billed_sales chargeable -1 x 600 = -600 EUR",
            "3 unbilled_sales chargeable -1 x 400 = -400 EUR"
        ],
        "R-RET-5, R-RET-7"
    );
    let figures = async || {
        world
            .texts(&format!(
                r"
                select trim_scale(owed) || ' ' || trim_scale(available)
                from retainer_balance
                where retainer_id = {open}
                "
            ))
            .await
            .remove(0)
    };
    assert_eq!(figures().await, "400 400");
    assert_eq!(invoiced(&world, "PAIR").await.0, "400", "what was paid and not used");
    assert_eq!(world.mark_retainers(&[open], true).await.refused[0].0, Refusal::BilledBefore);
    world.audit_clean().await;

    // 600 for Nordlicht: 400 of it are paid. While a draft uses it, and once an invoice has, the
    // journal's line stays.
    world.ready(&[work("PAIR", "2026-02-02", "5")]).await;
    let drafts = world.create(&["PAIR"]).await.remove(0).outcome.expect("drafts");
    assert_eq!(figures().await, "400 0");
    let id = openings(&world).await;
    assert_eq!(
        cancel(&world, &id).await.refused,
        vec![(Refusal::OnDraftInvoice("#1 Shared grid".into()), 1, id.clone())]
    );
    let mut totals = Vec::new();
    for draft in drafts {
        world.confirmed(draft).await;
        let page = world
            .read(move |scope| Box::pin(async move { read_invoice(scope, draft).await }))
            .await
            .expect("a page");
        totals.push(page.header.amount.normalize().to_string());
    }
    totals.sort();
    assert_eq!(totals, ["200", "400"], "600 less 400, and Tromsø's own");
    assert_eq!(figures().await, "0 0");
    let refused = cancel(&world, &id).await.refused;
    assert!(matches!(refused[0].0, Refusal::OnConfirmedInvoice(_)), "{refused:?}");
    assert_eq!(invoiced(&world, "PAIR").await.0, "1000", "all that was ever asked of the two");
    world.audit_clean().await;

    // What is left can go back to the customer as well (R-RET-8), and then the line stays too.
    let spare = world.retainer("PAIR", "Nordlicht Energie", "2026-01-06", "250").await;
    post(&world, vec![retainer(spare, "250")]).await.expect("posted");
    world
        .run(Refund { retainer_id: spare, version: 1, refund: true }, |tx, refund| {
            Box::pin(refund_retainer(tx, refund))
        })
        .await
        .expect("marked");
    let draft = world.draft("PAIR").await;
    world.confirmed(draft).await;
    assert_eq!(
        world
            .ask(&format!(
                "select count(*) from actual where retainer_id = {spare} and invoice_id is not null"
            ))
            .await,
        2
    );
    world.audit_clean().await;

    // A third is cancelled while nothing uses it: it can be billed here, but not be deleted, since
    // the ledger knows it.
    let third = world.retainer("PAIR", "Nordlicht Energie", "2026-01-07", "70").await;
    post(&world, vec![retainer(third, "70")]).await.expect("posted");
    let id = openings(&world).await;
    assert_eq!(cancel(&world, &id[2..]).await.changed, 1);
    let removal = crate::retainers::model::RetainerRemoval { retainer_id: third, version: 1 };
    let deleted = world
        .run(removal, |tx, removal| {
            Box::pin(crate::retainers::commands::delete_retainer(tx, removal))
        })
        .await;
    assert_eq!(refusal(deleted), Refusal::RetainerCountedOnce);
    world.mark_retainers(&[third], true).await;
    let draft = world.draft("PAIR").await;
    world.confirmed(draft).await;
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_available_alone_is_no_reason_for_an_invoice(owner: PgPool) {
    // R-INV-8: nothing chargeable, no invoice; but a refund is enough. R-SM-4: what the ledger
    // knows is not deleted.
    let world = World::new(owner).await;
    let spare = world.retainer("PAIR", "Nordlicht Energie", "2026-01-05", "1000").await;
    post(&world, vec![retainer(spare, "1000")]).await.expect("posted");
    for _ in 0..2 {
        let created = world.create(&["PAIR"]).await.remove(0).outcome;
        assert!(matches!(created, Err(Refusal::NothingToInvoice(..))), "{created:?}");
    }
    world.ready(&[work("PAIR", "2026-02-02", "5")]).await;
    assert_eq!(world.create(&["PAIR"]).await.remove(0).outcome.expect("drafts").len(), 2);
    let again = world.create(&["PAIR"]).await.remove(0).outcome;
    assert!(
        matches!(again, Err(Refusal::NothingToInvoice(LeftBehind { on_draft: 2.., .. }, _))),
        "{again:?}"
    );

    let draft = world.retainer("DRAFT", "Nordlicht Energie", "2026-01-05", "300").await;
    post(&world, vec![retainer(draft, "300")]).await.expect("posted on a draft contract");
    let contract = world.contract("DRAFT").await;
    let version = world
        .ask(&format!("select version::bigint from contract where contract_id = {contract}"))
        .await;
    let seen = (contract, i32::try_from(version).expect("a version"));
    assert_eq!(
        refusal(world.run(seen, |tx, seen| Box::pin(delete_contract(tx, seen))).await),
        Refusal::ContractInUse
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_journal_of_what_was_billed_before_is_posted_whole_or_not_at_all(owner: PgPool) {
    // R-APP-14's table by type, class and billing method; every line checked whole (W-25)
    let world = staged(owner).await;
    let parts = concept(&world).await;
    let on_time = world.retainer("PAIR", "Nordlicht Energie", "2026-01-05", "1000").await;
    let fixed = world.retainer("STAGES", "Nordlicht Energie", "2026-01-05", "500").await;
    let ready = world.retainer("STAGES", "Nordlicht Energie", "2026-01-06", "80").await;
    world.mark_retainers(&[ready], true).await;
    let draft = world.draft("STAGES").await;
    let rival = world.rival().await;
    let theirs = rival.retainer("PAIR", "Nordlicht Energie", "2026-01-08", "80").await;
    let bad = [
        (
            JournalLine { milestone_split_id: None, ..milestone(0) },
            Refusal::FieldMissing(Field::Milestone),
        ),
        (milestone(999_999), Refusal::FieldNotAChoice(Field::Milestone)),
        (
            JournalLine { transaction_type: UnbilledSales, ..milestone(parts[0]) },
            Refusal::OpeningNotAllowed,
        ),
        (JournalLine { transaction_type: Cost, ..milestone(parts[0]) }, Refusal::OpeningNotAllowed),
        (milestone(parts[1]), Refusal::OpenedTwice),
        (line(UnbilledSales, Retainer), Refusal::FieldMissing(Field::Retainer)),
        (retainer(theirs, "80"), Refusal::FieldNotAChoice(Field::Retainer)),
        (retainer(on_time, ""), Refusal::OpeningNotAllowed), // used up, on Time and Material: nothing is left to say
        (
            JournalLine { transaction_type: Cost, ..retainer(on_time, "1") },
            Refusal::OpeningNotAllowed,
        ),
        (
            JournalLine { transaction_type: UnbilledSales, ..retainer(on_time, "") },
            Refusal::FieldMissing(Field::Available),
        ),
        (retainer(on_time, "abc"), Refusal::FieldNotANumber(Field::Available)),
        (retainer(on_time, "NaN"), Refusal::FieldNotANumber(Field::Available)),
        (retainer(on_time, "0"), Refusal::FieldNotPositive(Field::Available)),
        (retainer(on_time, "-1"), Refusal::FieldOutOfRange(Field::Available)),
        (retainer(on_time, "1000000000000000000"), Refusal::FieldOutOfRange(Field::Available)),
        (retainer(on_time, "0.001"), Refusal::FieldTooPrecise(Field::Available, 2)),
        (
            retainer(on_time, "1000.01"),
            Refusal::MoreThanPrepaid(dec("1000"), super::fixtures::currency("EUR")),
        ),
        (
            JournalLine { seen_amount: Some(dec("999")), ..retainer(on_time, "400") },
            Refusal::Outdated,
        ), // a stale page
        (retainer(ready, "80"), Refusal::OnDraftInvoice("#1 Staged delivery".into())),
    ];
    for (bad, expected) in bad {
        let answer = refusal(post(&world, vec![milestone(parts[1]), bad.clone()]).await);
        let Refusal::JournalLine(2, reason) = answer else { panic!("{answer:?} of {bad:?}") };
        assert_eq!(*reason, expected, "{bad:?}");
    }
    assert_eq!(
        world
            .ask(
                r"
                select (select count(*) from entry_journal) + (
                    select count(*) from journal_opening
                ) + (select count(*) from actual)
                "
            )
            .await,
        0
    );

    // Used up, on a contract with a fixed-price line: billed, and nothing of it is left.
    assert_eq!(
        post(&world, vec![milestone(parts[1]), retainer(fixed, "")]).await.expect("posted").rows,
        3
    );
    assert_eq!(
        world
            .ask(&format!("select owed::bigint from retainer_balance where retainer_id = {fixed}"))
            .await,
        0
    );
    assert_eq!(
        invoiced(&world, "STAGES").await.0,
        "666.6",
        "what was prepaid went into what was billed"
    );
    world.confirmed(draft).await;
    let again = refusal(post(&world, vec![retainer(ready, "80")]).await);
    assert!(
        matches!(again, Refusal::JournalLine(1, reason) if matches!(*reason, Refusal::OnConfirmedInvoice(_)))
    );
    assert_eq!(
        refusal(post(&world, vec![retainer(fixed, "5")]).await),
        Refusal::JournalLine(1, Box::new(Refusal::BilledBefore))
    );
    world.audit_clean().await;
    assert_eq!(
        rival
            .ask(&format!(
                "select count(*) from journal_opening where company_id = {}",
                rival.company()
            ))
            .await,
        0
    );
    assert_eq!(
        cancel(&rival, &openings(&world).await).await.refused[0].0,
        Refusal::OpeningGone,
        "another company's"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_journals_never_say_the_same_and_none_says_what_a_draft_bills(owner: PgPool) {
    // two tabs: one gets through, the other hears why
    let world = staged(owner).await;
    let parts = concept(&world).await;
    let (one, two) = tokio::join!(
        post(&world, vec![milestone(parts[0])]),
        post(&world, vec![milestone(parts[0])])
    );
    let refused = refusal(if one.is_ok() { two } else { one });
    assert_eq!(refused, Refusal::JournalLine(1, Box::new(Refusal::BilledBefore)));
    world.milestones_ready("STAGES").await;
    let (posted, created) =
        tokio::join!(post(&world, vec![milestone(parts[1])]), world.create_on(&["STAGES"], None));
    created.expect("asked").remove(0).outcome.expect("drafts of the rest");
    if let Err(failure) = posted {
        assert!(
            matches!(refusal::<()>(Err(failure)), Refusal::JournalLine(1, reason) if matches!(*reason, Refusal::OnDraftInvoice(_)))
        );
    }
    let both = r"
        select count(*)
        from milestone_split s
        join invoice_detail d on d.source_milestone_split_id = s.milestone_split_id
        where s.is_billed_before
    ";
    assert_eq!(world.ask(both).await, 0);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_can_be_named_is_found_by_contract_and_listed_once_it_is_posted(owner: PgPool) {
    let world = staged(owner).await;
    let find = async |typed: &'static str| -> Openable {
        world
            .read(move |scope| Box::pin(async move { find_openable(scope, typed).await }))
            .await
            .expect("found")
    };
    let offered = async |typed: &'static str| {
        world
            .read(move |scope| Box::pin(async move { find_contracts(scope, typed).await }))
            .await
            .expect("found")
            .offered
    };
    assert_eq!(offered("stag").await, [("STAGES".into(), "STAGES · Staged delivery".into())]);
    assert!(offered("").await.len() > 5);
    assert!(offered("%").await.is_empty(), "as it is typed");
    let some = find("stag").await;
    assert_eq!(
        (some.is_contract, some.choices.len()),
        (false, 0),
        "a part of a number names no contract yet"
    );
    assert_eq!(find(" STAGES ").await.choices.len(), 6);
    let parts = concept(&world).await;
    post(&world, parts[..2].iter().map(|id| milestone(*id)).collect()).await.expect("posted");
    let left = find("STAGES").await.choices;
    assert!(
        left.len() == 4
            && left
                .iter()
                .all(|choice| choice.billed != Billed::Milestone(MilestoneSplitId(parts[0])))
    );
    let kept = world.retainer("STAGES", "Nordlicht Energie", "2026-01-05", "500").await;
    post(&world, vec![retainer(kept, "200")]).await.expect("posted");
    cancel(&world, &openings(&world).await[..1]).await;

    let list = async |query: ListQuery| {
        world.read(move |scope| Box::pin(async move { list_openings(scope, &query).await })).await
    };
    let count = async |name: &'static str, text: &'static str| {
        list(ListQuery::default().with(name, text)).await.expect("rows").rows.len()
    };
    for (name, text, expected) in [
        ("state", "standing", 2),
        ("state", "canceled", 1),
        ("class", "retainer", 1),
        ("class", "milestone", 2),
        ("customer", "nordlicht", 2),
    ] {
        assert_eq!(count(name, text).await, expected, "{name} {text}");
    }
    for name in ["state", "class"] {
        assert_eq!(
            refusal(list(ListQuery::default().with(name, "x")).await),
            Refusal::UnknownListOption("x".into())
        );
    }
    let totals = world
        .read(move |scope| {
            Box::pin(async move { total_openings(scope, &ListQuery::default()).await })
        })
        .await
        .expect("totals");
    assert_eq!((totals.count, totals.amounts[0].1.normalize()), (3, dec("1833.2")));
    let choices = find("STAGES").await.choices;
    let left = choices
        .iter()
        .filter_map(|choice| {
            if let Billed::Milestone(id) = choice.billed { Some(milestone(id.0)) } else { None }
        })
        .collect();
    post(&world, left).await.expect("posted");
    check_list(&["id", "date"], list).await;
}
