//! What becomes of approved work when its contract is confirmed, or lost, on PostgreSQL.
#![cfg(test)]

use super::commands::{close_contract, confirm_contract};
use crate::{
    platform::failure::Failure,
    tests::{
        fixtures::{World, refusal},
        sheets::work,
    },
    vocabulary::{paging::Selection, refusal::Refusal},
};
use sqlx::PgPool;

async fn close(world: &World, number: &str) -> Result<i64, Failure> {
    let id = world.contract(number).await;
    let version = i32::try_from(
        world.ask(&format!("select version::bigint from contract where contract_id = {id}")).await,
    )
    .expect("a version");
    world.run((id, version), |tx, input| Box::pin(close_contract(tx, input))).await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn confirming_a_contract_writes_what_was_approved_anew_under_its_terms(owner: PgPool) {
    // R-APP-11, R-SM-2: cost and sale reversed, then written again at today's price and checked
    // against today's limit
    let world = World::new(owner).await;
    world.approved(&[work("DRAFT", "2026-03-02", "8"), work("DRAFT", "2026-03-03", "2")]).await;
    world.approved(&[work("SOLO", "2026-03-02", "4")]).await;
    world
        .force(
            r"
            update price
            set unit_price = 150
            where currency = 'EUR'; update contract_line
            set not_to_exceed = 1300
            where name = 'Unsigned time'
            ",
        )
        .await;
    let draft = world.contract("DRAFT").await;
    assert_eq!(
        world
            .run((draft, 1), |tx, input| Box::pin(confirm_contract(tx, input)))
            .await
            .expect("confirmed"),
        2
    );

    let of_draft =
        format!("from actual where contract_id = {draft} and transaction_type = 'unbilled_sales'");
    assert_eq!(
        world
            .texts(&format!(
                r"
                select trim_scale(quantity) || ' x ' || trim_scale(unit_price) {of_draft}
                order by actual_id
                "
            ))
            .await,
        ["8 x 200", "2 x 200", "-8 x 200", "-2 x 200", "8 x 150", "2 x 150"]
    );
    assert_eq!(
        world
            .texts(&format!(
                r"
                select nte_status || ' ' || trim_scale(amount)
                from backlog
                where contract_id = {draft}
                order by work_on
                "
            ))
            .await,
        ["committed 1200", "failed 300"]
    );
    assert_eq!(
        world
            .ask(&format!(
                r"
                select count(*)
                from actual
                where contract_id = {draft} and transaction_type = 'cost'
                "
            ))
            .await,
        6
    );
    assert_eq!(
        world
            .ask(
                r"
                select count(*)
                from actual a
                join contract c using (contract_id)
                where c.number = 'SOLO'
                "
            )
            .await,
        2,
        "others are left alone"
    );
    assert_eq!(
        refusal(world.run((draft, 2), |tx, input| Box::pin(confirm_contract(tx, input))).await),
        Refusal::ContractNotDraft
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_lost_contract_gives_back_what_is_on_no_invoice(owner: PgPool) {
    // R-SM-3
    let world = World::new(owner).await;
    world.billed("SOLO", &[work("SOLO", "2026-03-02", "8")]).await;
    world.ready(&[work("SOLO", "2026-03-03", "4")]).await;
    let drafted = world.draft("SOLO").await;
    world.approved(&[work("SOLO", "2026-03-04", "2"), work("PAIR", "2026-03-04", "2")]).await;
    let solo = world.contract("SOLO").await;
    let sum = format!(
        r"
        select trim_scale(sum(amount))::text
        from actual
        where contract_id = {solo} and transaction_type <> 'cost'
        "
    );
    assert_eq!(world.texts(&sum).await, ["2800"]);

    assert_eq!(close(&world, "SOLO").await.expect("closed"), 1);
    assert_eq!(
        world.texts(&sum).await,
        ["2400"],
        "billed and drafted stay, the open 400 are taken back"
    );
    assert_eq!(
        world.ask(&format!("select count(*) from backlog where contract_id = {solo}")).await,
        0
    );
    assert_eq!(world.ask("select count(*) from backlog").await, 2, "PAIR's stay");
    assert_eq!(
        world
            .ask(&format!(
                r"
                select count(*)
                from actual
                where contract_id = {solo} and transaction_type = 'cost'
                    and reverses_actual_id is not null
                "
            ))
            .await,
        0,
        "costs stay"
    );

    // from now on: cost only; the draft can still be confirmed, nothing new created
    let later = world.approved(&[work("SOLO", "2026-03-05", "1")]).await;
    assert!(later.is_empty(), "no sales: {later:?}");
    assert_eq!(world.create(&["SOLO"]).await.remove(0).outcome, Err(Refusal::ContractIsLost));
    world.confirmed(drafted).await;
    assert_eq!(refusal(close(&world, "SOLO").await), Refusal::ContractNotDraft);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_lost_contract_s_milestones_are_not_ready(owner: PgPool) {
    // R-SM-3: but for those on an invoice; 5,000 for three customers, the first milestone due
    let world = World::staged(owner).await;
    world.milestone("STAGES", "First", "2026-03-01", "2000").await;
    world.milestone("STAGES", "Second", "2026-04-01", "3000").await;
    world.milestones_ready("STAGES").await;
    assert_eq!(world.create(&["STAGES"]).await[0].outcome.as_ref().map(Vec::len), Ok(3));
    close(&world, "STAGES").await.expect("lost");
    let ready = r"
        select m.name || ' ' || s.is_ready
        from milestone_split s
        join milestone m using (company_id, milestone_id)
        order by s.milestone_split_id
    ";
    assert_eq!(
        world.texts(ready).await,
        ["First true", "First true", "First true", "Second false", "Second false", "Second false"]
    );
    let later: Vec<i64> = world.milestones("STAGES").await[0].milestones[1]
        .parts
        .iter()
        .map(|part| part.milestone_split_id.0)
        .collect();
    let outcome =
        world.mark_milestones(Selection::Rows(later.clone()), true).await.expect("answered");
    assert_eq!(
        (outcome.changed, outcome.refused),
        (0, vec![(Refusal::ContractIsLost, 3, later)]),
        "nor are they marked again"
    );
    world.audit_clean().await;
}
