//! Two people begin overlapping acts on many at the same moment, while a third marks: at once or in
//! the background, on three nodes, each has its effect once, and nobody is told of a deadlock.

use super::{
    fixtures::{World, app_pool, person},
    samples::invoice_contracts,
    sheets::work,
};
use crate::{
    access::commands::{edit_batch_setting, read_batch_setting},
    app::worker,
    invoicing::confirm::commands::confirm_drafts,
    platform::{command::Actor, database::Database, failure::Failure},
    vocabulary::{
        paging::{ListQuery, Selection},
        words::Role,
    },
};
use sqlx::PgPool;

/// Contracts that one user has in common with the other, and more.
const ALL: [&str; 4] = ["SOLO", "PAIR", "YEN", "CAP"];
const SOME: [&str; 3] = ["CAP", "PAIR", "SOLO"];

/// The same company for somebody else, on a node of their own.
async fn beside(world: &World, email: &str) -> World {
    let company = world.actor.company;
    let roles = &[Role::ProjectManager, Role::BillingAdministrator];
    let person = person(&world.owner, company, email, roles).await;
    let pool = app_pool(world.owner.connect_options().as_ref().clone(), 4).await;
    World {
        owner: world.owner.clone(),
        database: Database::from_pool(pool, world.database.clock),
        actor: Actor { company, person: Some(person) },
        stranger: world.stranger,
    }
}

/// It was done, begun, or there was nothing to do any more: no fault, nothing of a database.
fn in_nobodys_way<T>(what: &str, answer: Result<T, Failure>) {
    match answer {
        Ok(_) | Err(Failure::Refused(_)) => {}
        Err(failure) => panic!("{what}: {failure}"),
    }
}

async fn contracts(world: &World, numbers: &[&str]) -> Selection {
    let mut ids = Vec::new();
    for number in numbers {
        ids.push(world.contract(number).await.0);
    }
    Selection::Rows(ids)
}

async fn confirm(world: &World) -> Result<(), Failure> {
    let drafts = Selection::Matching(ListQuery::default().with("state", "draft"));
    world
        .run_as("confirm_drafts", drafts, |tx, drafts| Box::pin(confirm_drafts(tx, drafts)))
        .await
        .map(drop)
}

/// Whatever is begun is worked off by three at once.
async fn work_off(nodes: [&World; 3]) {
    let jobs = worker::jobs();
    let [a, b, c] = nodes.map(|node| jobs.work_off(&node.database));
    let (a, b, c) = tokio::join!(a, b, c);
    a.and(b).and(c).expect("worked off");
}

/// What billed twice, was left out, or was refused by a fault would show.
async fn each_once(world: &World, sales: i64) {
    for (asked, expected) in [
        ("select count(*) from backlog", 0),
        ("select count(*) from invoice where is_open", 0),
        ("select count(*) from batch where waiting > 0", 0),
        ("select count(*) from actual where transaction_type = 'billed_sales'", sales),
        (
            "select count(*) from (select from actual where bills_actual_id is not null group by bills_actual_id having count(*) > 1) x",
            0,
        ),
        ("select count(*) from batch_refusal where reason ? 'Fault'", 0),
        ("select count(*) from batch_refusal where reason::text like '%Busy%'", 0),
    ] {
        assert_eq!(world.ask(asked).await, expected, "{asked}");
    }
    world.audit_clean().await;
}

async fn three_at_once(world: World, above: &str) {
    let seen = world.read(|scope| Box::pin(read_batch_setting(scope))).await.expect("a setting");
    world
        .run((above.to_owned(), seen), |tx, above| Box::pin(edit_batch_setting(tx, above)))
        .await
        .expect("set");
    let (other, third) =
        (beside(&world, "other@example.org").await, beside(&world, "third@example.org").await);
    let nodes = [&world, &other, &third];
    let mut sales = 0;
    for day in ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"] {
        let hours = |number| work(number, day, "1");
        let ready = world.approved(&ALL.map(hours)).await;
        world.mark(Selection::Rows(ready.clone()), true).await.expect("marked");
        work_off(nodes).await;
        let late = world.approved(&SOME.map(hours)).await;
        sales += i64::try_from(ready.len() + late.len()).expect("few");

        let (all, some) = (contracts(&world, &ALL).await, contracts(&world, &SOME).await);
        let (one, two, marked) = tokio::join!(
            invoice_contracts(&world, all.clone()),
            invoice_contracts(&other, some),
            third.mark(Selection::Rows(late), true)
        );
        in_nobodys_way("create", one);
        in_nobodys_way("create beside", two);
        in_nobodys_way("mark", marked);
        work_off(nodes).await;
        // What was marked too late for both.
        in_nobodys_way("create the rest", invoice_contracts(&world, all).await);
        work_off(nodes).await;

        let (one, two, three) = tokio::join!(confirm(&world), confirm(&other), confirm(&third));
        in_nobodys_way("confirm", one);
        in_nobodys_way("confirm beside", two);
        in_nobodys_way("confirm as the third", three);
        work_off(nodes).await;
        each_once(&world, sales).await;
    }
    for node in [other, third] {
        node.database.close().await;
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn overlapping_acts_have_one_effect_at_once(owner: PgPool) {
    // R-INV-18, R-CONF-7
    three_at_once(World::new(owner).await.with_jobs().await, "1000").await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn overlapping_acts_have_one_effect_in_the_background(owner: PgPool) {
    // R-INV-18, R-CONF-7
    three_at_once(World::new(owner).await.with_jobs().await, "0").await;
}
