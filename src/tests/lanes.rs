//! Chunks of one batch are done two at a time: neither waits for the other where they have nothing in
//! common, and numbers come in the order of chunks, whichever was quicker.

use super::{
    fixtures::{WAITING, World, until},
    many_at_once::{NUMBERS, confirming, create, everything, node, world_above},
};
use crate::{
    invoicing::{confirm::commands::ConfirmInvoices, create::commands::CreateInvoices},
    platform::{
        batch::{self, Many, Part},
        failure::Failure,
    },
    vocabulary::{ids::BatchId, paging::Selection},
};
use sqlx::{PgPool, Postgres, Transaction};

/// Somebody has the first contract, or draft, in hand.
async fn held(world: &World, sql: &'static str) -> Transaction<'static, Postgres> {
    let mut holder = world.owner.begin().await.expect("begun");
    let held = sqlx::query(sql).bind(world.company()).fetch_all(&mut *holder).await;
    assert_eq!(held.expect("held").len(), 1);
    holder
}

/// Works a batch off, a contract or draft in each chunk, on a node of its own.
async fn working<M: Many>(
    world: &World,
    id: BatchId,
) -> tokio::task::JoinHandle<Result<(), Failure>> {
    let (database, company) = (node(world, 4).await, world.actor.company);
    tokio::spawn(async move { batch::work::<M>(&database, company, id).await })
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn one_lane_goes_on_while_another_is_held_up(owner: PgPool) {
    // R-INV-16: contracts do not touch each other
    let world = world_above(owner, "0").await;
    let id = create(&world, everything()).await;
    world.cut_batches(1).await;
    let holder = held(
        &world,
        "select from contract where company_id = $1 order by contract_id limit 1 for update",
    )
    .await;
    let working = working::<CreateInvoices>(&world, id).await;
    until(&world, "select count(*) from batch_chunk where is_settled", 3).await;
    assert_eq!(world.ask("select count(*) from batch where waiting = 1").await, 1);
    holder.rollback().await.expect("let go");
    working.await.expect("ended").expect("worked off");
    assert_eq!(world.ask("select count(*) from batch where waiting = 0").await, 1);
    assert_eq!(world.ask("select count(*) from invoice").await, 5);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn numbers_follow_the_contracts_whichever_lane_is_quicker(owner: PgPool) {
    // R-CONF-7, I6: drafts of the last contract were made first, and the first draft is held up
    let world = world_above(owner, "1000").await;
    for number in NUMBERS.iter().rev() {
        let contract = world.contract(number).await.0;
        super::samples::invoice_contracts(&world, Selection::Rows(vec![contract]))
            .await
            .expect("created");
    }
    super::many_at_once::begins_above(&world, "0").await;
    let id = confirming(&world, everything()).await;
    world.cut_batches(1).await;
    let holder = held(
        &world,
        r"
        select
        from invoice
        where company_id = $1
        order by contract_id, invoice_id
        limit 1
        for update
        ",
    )
    .await;
    let working = working::<ConfirmInvoices>(&world, id).await;
    // The second has written its ledger rows, and waits for the first.
    until(&world, WAITING, 2).await;
    assert_eq!(world.ask("select count(*) from invoice where invoice_number is not null").await, 0);
    holder.rollback().await.expect("let go");
    working.await.expect("ended").expect("worked off");
    assert_eq!(
        world
            .texts(
                r"
                select string_agg(invoice_number::text, ' ' order by contract_id, invoice_id)
                from invoice
                "
            )
            .await,
        ["1 2 3 4 5"]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nothing_is_done_before_its_turn(owner: PgPool) {
    // I6: nobody is at what comes before, so it is tried again as after a conflict, and not refused
    let world = world_above(owner, "0").await;
    let id = create(&world, everything()).await;
    world.cut_batches(1).await;
    let turn = |place: i32| {
        world.run((id, place), |tx, (batch_id, place)| {
            let part =
                Part { batch_id: *batch_id, place: *place, along: Vec::new(), items: Vec::new() };
            Box::pin(async move { batch::in_turn(tx, &part).await })
        })
    };
    turn(0).await.expect("the first has nobody before it");
    let early = turn(1).await.expect_err("the first is not done");
    assert!(matches!(early, Failure::OutOfTurn) && early.is_conflict() && early.is_passing());
    assert!(
        batch::step::<CreateInvoices>(&world.database, world.actor.company, id)
            .await
            .expect("a chunk")
    );
    turn(1).await.expect("its turn");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn statistics_follow_what_a_batch_leaves(owner: PgPool) {
    // architecture §6: a first month's end fills tables faster than anybody looks at them
    let world = world_above(owner, "0").await;
    world
        .force_owned(format!(
            r"
            insert into customer (company_id, name, country, language, payment_terms_days)
            select {}, 'Customer number ' || i, 'DE', 'de', 30
            from generate_series(1, 3000) i
            ",
            world.company()
        ))
        .await;
    let id = create(&world, everything()).await;
    working::<CreateInvoices>(&world, id).await.await.expect("ended").expect("worked off");
    let known = world
        .ask("select reltuples::bigint from pg_class where oid = 'public.customer'::regclass")
        .await;
    assert!(known >= 3000, "{known}");
}
