//! R-INV-17: each contract and customer stands or falls by itself, also where one meets a fault;
//! and what is good costs no more statements, however many there are.

use super::{
    fixtures::{WAITING, World, app_pool, day, until},
    samples::as_of_today,
    sheets::work,
};
use crate::{
    desk,
    invoicing::{
        self,
        confirm::model::{Confirm, Confirmed},
        create::model::{Billed, Create, Created},
    },
    platform::{clock::Clock, command, database::Database},
    vocabulary::{
        failure::ApiError,
        ids::InvoiceId,
        left_behind::LeftBehind,
        paging::{ListQuery, Selection},
        refusal::Refusal,
        texts::texts,
    },
};
use sqlx::PgPool;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
};

const NUMBERS: [&str; 5] = ["SOLO", "PAIR", "YEN", "DINAR", "CAP"];

/// A world where something is Ready on five contracts, and a fault waits for whoever bills one of
/// them.
async fn with_a_fault(owner: PgPool, number: &str, fault: &str) -> World {
    let world = World::new(owner).await;
    world.ready(&NUMBERS.map(|number| work(number, "2026-03-02", "8"))).await;
    plant(&world, number, fault).await;
    world
}

/// Whoever writes a detail of this contract meets `fault`.
async fn plant(world: &World, number: &str, fault: &str) {
    let line = world.line(number).await;
    world
        .force(&format!(
            "create function planted() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$ begin {fault}; return new; end $$;
             create trigger planted before insert on invoice_detail for each row when (new.contract_line_id = {line}) execute function planted()"
        ))
        .await;
}

const FAULT: &str = "raise exception 'the disk is on fire'";

async fn created(world: &World, numbers: &[&str]) -> Vec<Created> {
    world.created(numbers, None).await.expect("the others are done")
}

async fn confirmed(world: &World, invoices: &[InvoiceId]) -> Vec<Confirmed> {
    let confirm = Confirm { invoices: invoices.iter().map(|id| (*id, None)).collect() };
    command::run(&world.database, world.actor, "confirm_invoices", None, confirm, |tx, confirm| {
        Box::pin(invoicing::confirm::commands::confirm_invoices(tx, confirm))
    })
    .await
    .expect("the others are done")
}

/// The company's drafts by contract.
async fn drafts(world: &World) -> Vec<InvoiceId> {
    let ids: Vec<i64> = sqlx::query_scalar("select invoice_id from invoice order by invoice_id")
        .fetch_all(&world.owner)
        .await
        .unwrap();
    ids.into_iter().map(InvoiceId).collect()
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn one_contract_with_a_fault_leaves_the_others_alone(owner: PgPool) {
    let world = with_a_fault(owner, "YEN", FAULT).await;
    let told = created(&world, &NUMBERS).await;

    let names: Vec<(&str, bool)> =
        told.iter().map(|one| (one.contract.as_str(), one.outcome.is_ok())).collect();
    assert_eq!(
        names,
        [
            ("SOLO Portal", true),
            ("PAIR Shared grid", true),
            ("YEN Whole yen", false),
            ("DINAR Three decimals", true),
            ("CAP Capped line", true)
        ]
    );
    let Err(ApiError::Fault(reference)) = &told[2].outcome else { panic!("{:?}", told[2]) };
    assert!(
        ApiError::Fault(reference.clone()).sentence(texts()).contains(reference),
        "a fault says its reference, and nothing of its inside"
    );
    assert_eq!(
        told[1]
            .outcome
            .as_ref()
            .unwrap()
            .iter()
            .map(|draft| draft.customer.as_str())
            .collect::<Vec<_>>(),
        ["Nordlicht Energie", "Tromsø Shipping"]
    );
    assert_eq!(world.ask("select count(*) from invoice").await, 5, "PAIR has two");
    assert_eq!(
        world.ask("select count(*) from backlog where is_ready").await,
        1,
        "what is on no draft is where it was"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_wall_stops_one_contract_by_its_own_name(owner: PgPool) {
    // B23: what the database refuses is a refusal with its cause, of that contract alone
    let wall = "raise exception 'no' using errcode = 'check_violation', constraint = 'invoice_detail_tax_is_for_chargeable'";
    let world = with_a_fault(owner, "PAIR", wall).await;
    let told = created(&world, &NUMBERS).await;
    let outcomes: Vec<_> = told.iter().map(|one| one.outcome.as_ref().map(Vec::len)).collect();
    assert_eq!(
        outcomes,
        [Ok(1), Err(&ApiError::Refused(Refusal::TaxOnNonChargeable)), Ok(1), Ok(1), Ok(1)]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_wall_that_waits_for_the_end_stops_one_contract_too(owner: PgPool) {
    let world = World::new(owner).await;
    world.ready(&NUMBERS.map(|number| work(number, "2026-03-02", "8"))).await;
    let dinar = world.contract("DINAR").await;
    world
        .force(&format!(
            "create function planted() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$ begin raise exception 'late'; end $$;
             create constraint trigger planted after insert on invoice deferrable initially deferred for each row when (new.contract_id = {dinar}) execute function planted()"
        ))
        .await;
    let told = created(&world, &NUMBERS).await;
    assert_eq!(
        told.iter().map(|one| one.outcome.is_ok()).collect::<Vec<_>>(),
        [true, true, true, false, true]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn picked_rows_and_chosen_contracts_stand_or_fall_by_payer(owner: PgPool) {
    // invoice_rows, add_to_invoice, invoice_contracts
    let world = with_a_fault(owner, "YEN", FAULT).await;
    let everything = || Selection::Matching(ListQuery::default().with("status", "open"));
    let failed = |billed: &Billed| {
        billed
            .became
            .iter()
            .filter(|one| one.outcome.is_err())
            .map(|one| one.contract.clone())
            .collect::<Vec<_>>()
    };

    let hub = world
        .run(as_of_today(Selection::Matching(ListQuery::default())), |tx, chosen| {
            Box::pin(desk::commands::invoice_contracts(tx, chosen))
        })
        .await
        .unwrap();
    assert_eq!((hub.invoices.len(), failed(&hub)), (5, vec!["YEN Whole yen".to_owned()]));
    assert!(hub.became[0].outcome.is_err(), "what failed is told first");
    let rest = world
        .run(everything(), |tx, rows| Box::pin(invoicing::create::commands::invoice_rows(tx, rows)))
        .await
        .unwrap();
    assert_eq!(
        (rest.outcome.changed, rest.invoices.len(), failed(&rest)),
        (0, 0, vec!["YEN Whole yen".to_owned()])
    );

    world.ready(&NUMBERS.map(|number| work(number, "2026-03-03", "5"))).await;
    let added = world
        .run(everything(), |tx, rows| {
            Box::pin(invoicing::create::commands::add_to_invoice(tx, rows))
        })
        .await
        .unwrap();
    assert_eq!(
        (added.outcome.changed, added.invoices.len(), failed(&added)),
        (5, 5, vec!["YEN Whole yen".to_owned()])
    );
    assert_eq!(world.ask("select count(*) from backlog").await, 2, "both of YEN");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn one_invoice_that_can_t_be_confirmed_leaves_no_gap(owner: PgPool) {
    // R-INV-17, I6
    let world = World::new(owner).await;
    world.ready(&NUMBERS.map(|number| work(number, "2026-03-02", "8"))).await;
    created(&world, &NUMBERS).await;
    let dinar = world.contract("DINAR").await;
    world
        .force(&format!(
            "create function planted() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$ begin raise exception 'the disk is on fire'; end $$;
             create trigger planted before update on invoice for each row when (new.state = 'confirmed' and new.contract_id = {dinar}) execute function planted()"
        ))
        .await;
    let all = drafts(&world).await;
    let told = confirmed(&world, &all).await;
    let bad: Vec<_> = told.iter().filter(|one| one.outcome.is_err()).collect();
    assert_eq!(
        bad.iter().map(|one| (one.contract.as_str(), one.customer.as_str())).collect::<Vec<_>>(),
        [("DINAR Three decimals", "Nordlicht Energie")]
    );
    assert!(matches!(bad[0].outcome, Err(ApiError::Fault(_))), "{bad:?}");
    let numbers: Vec<i64> = told.iter().filter_map(|one| one.outcome.clone().ok()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    world.audit_clean().await;
    world.force("drop trigger planted on invoice").await;
    let again = confirmed(&world, &all).await;
    for (before, after) in told.iter().zip(&again) {
        assert_eq!(
            after.outcome,
            before.outcome.clone().or(Ok(6)),
            "who had a number keeps it, the other gets the next"
        );
    }
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_was_left_behind_is_told_by_cause(owner: PgPool) {
    // B23: one that is later, two at a limit, one not evaluated, one not marked; what is on the
    // draft is not left
    let world = World::new(owner).await;
    world.ready(&[work("CAP", "2026-03-02", "8"), work("CAP", "2026-04-02", "1")]).await;
    let more = world
        .approved(&[
            work("CAP", "2026-03-03", "8"),
            work("CAP", "2026-03-04", "8"),
            work("CAP", "2026-03-05", "0.5"),
            work("CAP", "2026-03-06", "0.25"),
        ])
        .await;
    world
        .run(Selection::Rows(vec![more[2]]), |tx, rows| {
            Box::pin(crate::backlog::commands::reset_limits(tx, rows))
        })
        .await
        .unwrap();

    let told = created(&world, &["CAP"]).await.remove(0);

    let left = LeftBehind {
        later: 1,
        at_limit: 2,
        not_evaluated: 1,
        not_ready: 1,
        ..LeftBehind::default()
    };
    assert_eq!(
        (told.outcome.map(|drafts| drafts.len()), told.left, told.invoice_on),
        (Ok(1), left, day("2026-03-31"))
    );
    assert_eq!(
        left.list(texts(), day("2026-03-31")),
        "1 is dated after 2026-03-31, 2 are over a not-to-exceed limit, 1 has a limit that is not evaluated, 1 is not marked Ready to Invoice"
    );
    let again = created(&world, &["CAP"]).await.remove(0).outcome;
    assert_eq!(
        again,
        Err(Refusal::NothingToInvoice(LeftBehind { on_draft: 1, ..left }, day("2026-03-31")).into())
    );
}

#[test]
fn nothing_to_invoice_names_the_cause_there_is() {
    // B23: one cause, one sentence, with its way out
    let (t, on) = (texts(), day("2026-11-25"));
    let none = LeftBehind::default();
    for (left, expected) in [
        (none, "Nothing to invoice: nothing on this contract waits to be billed."),
        (
            LeftBehind { later: 3, ..none },
            "Nothing to invoice: 3 are dated after 2026-11-25. Choose a later invoice date.",
        ),
        (
            LeftBehind { without_price: 1, ..none },
            "Nothing to invoice: 1 has no price. Add the price under Settings, then evaluate again.",
        ),
        (
            LeftBehind { on_draft: 1, ..none },
            "Nothing to invoice: 1 is on a draft already. Look at the contract's drafts.",
        ),
        (
            LeftBehind { later: 3, at_limit: 2, ..none },
            "Nothing to invoice: 3 are dated after 2026-11-25, 2 are over a not-to-exceed limit.",
        ),
    ] {
        assert_eq!(Refusal::NothingToInvoice(left, on).sentence(t), expected);
    }
}

/// Counts the statements that this thread sends.
struct Statements(Arc<AtomicUsize>);

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("sqlx::query") {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// How many statements something takes.
async fn statements<T>(what: impl Future<Output = T>) -> usize {
    counted(what).await.1
}

/// What came of something, and how many statements it takes.
pub async fn counted<T>(what: impl Future<Output = T>) -> (T, usize) {
    let count = Arc::new(AtomicUsize::new(0));
    let guard = tracing::subscriber::set_default(
        tracing_subscriber::registry().with(Statements(count.clone())),
    );
    let came = what.await;
    drop(guard);
    (came, count.load(Ordering::Relaxed))
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_good_ones_cost_no_more_statements(owner: PgPool) {
    // architecture §4: creating and confirming for one contract, and for two, take the same; on one
    // connection, since each looks up the database's types once
    let mut world = World::new(owner).await;
    world.database = Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), 1).await,
        world.database.clock,
    );
    world.ready(&NUMBERS.map(|number| work(number, "2026-03-02", "1"))).await;
    world.ready(&NUMBERS.map(|number| work(number, "2026-03-03", "1"))).await;
    let mut counts = Vec::new();
    for numbers in [&NUMBERS[..1], &NUMBERS[1..2], &NUMBERS[2..4]] {
        let mut contracts = Vec::new();
        for number in numbers {
            contracts.push(world.contract(number).await);
        }
        let create = Create { contracts, invoice_on: None, seen: None };
        let creating = statements(world.run(create, |tx, create| {
            Box::pin(invoicing::create::commands::create_invoices(tx, create))
        }))
        .await;
        let all = drafts(&world).await;
        counts.push([creating, statements(confirmed(&world, &all)).await]);
    }
    assert!(counts[0].iter().all(|n| *n > 10), "they are counted: {counts:?}");
    assert_eq!(counts[1], counts[2], "one contract with two drafts, and two contracts: {counts:?}");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_order_of_numbers_is_the_order_of_confirmations(owner: PgPool) {
    // I6: whoever waits for the number takes the time afterwards, and no clock of another node goes
    // back behind it
    let world = World::new(owner).await;
    world.ready(&NUMBERS.map(|number| work(number, "2026-03-02", "1"))).await;
    created(&world, &NUMBERS).await;
    let all = drafts(&world).await;
    let pool = app_pool(world.owner.connect_options().as_ref().clone(), 2).await;
    let node = |clock: Clock| Database::from_pool(pool.clone(), clock);
    let confirm = |database: Database, invoice: InvoiceId| async move {
        super::fixtures::confirm_invoices(
            &database,
            world.actor,
            Confirm { invoices: vec![(invoice, None)] },
        )
        .await
    };

    // One waits behind somebody who holds the counter.
    let mut holder = world.owner.begin().await.unwrap();
    sqlx::query("select last_number from invoice_counter for update")
        .fetch_all(&mut *holder)
        .await
        .unwrap();
    let waits = tokio::spawn(confirm(node(Clock::System), all[0]));
    until(&world, WAITING, 1).await;
    let released: chrono::DateTime<chrono::Utc> =
        sqlx::query_scalar("select clock_timestamp()").fetch_one(&mut *holder).await.unwrap();
    holder.commit().await.unwrap();
    assert_eq!(waits.await.unwrap().unwrap()[0].outcome, Ok(1));
    let at: chrono::DateTime<chrono::Utc> =
        sqlx::query_scalar("select confirmed_at from invoice where invoice_number = 1")
            .fetch_one(&world.owner)
            .await
            .unwrap();
    assert!(at >= released, "{at} is before the number was free at {released}");

    // Then a node whose clock is behind.
    let behind = Clock::Fixed(at - chrono::TimeDelta::minutes(30));
    assert_eq!(confirm(node(behind), all[1]).await.unwrap()[0].outcome, Ok(2));
    assert_eq!(
        world
            .ask(
                r"
                select count(*)
                from invoice a
                join invoice b on b.invoice_number = a.invoice_number + 1
                where b.confirmed_at < a.confirmed_at
                "
            )
            .await,
        0
    );
    world.audit_clean().await;
    world
        .force(
            r"
            alter table invoice disable trigger user; update invoice
            set confirmed_at = confirmed_at - interval '1 second'
            where invoice_number = 2; alter table invoice enable trigger user
            ",
        )
        .await;
    let (report, holds) = world.audit().await;
    assert!(
        !holds && report.contains("invoice_numbers_follow_time"),
        "the audit sees it:\n{report}"
    );
}
