//! What becomes of approved work when its contract is confirmed, or lost, on PostgreSQL.
#![cfg(test)]

use super::{
    commands::{close_contract, confirm_contract, price_under, set_billing_type},
    model::Retype,
};
use crate::{
    invoicing::revise::tests_db::{corrected, corrective},
    platform::failure::Failure,
    tests::{
        fixtures::{World, refusal},
        sheets::work,
    },
    vocabulary::{
        paging::Selection,
        refusal::{Field, Refusal},
        words::BillingType,
    },
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
                select nte_status || ' ' || trim_scale(net_amount)
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

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_billing_type_of_open_rows_is_set_for_a_reason(owner: PgPool) {
    // R-COR-11, R-BL-4: a row taken back and one of the new type, linked; not what is on a draft
    let world = World::new(owner).await;
    let drafted = world.ready(&[work("SOLO", "2026-03-03", "2")]).await;
    world.draft("SOLO").await;
    let open = world.approved(&[work("SOLO", "2026-03-05", "3")]).await;
    let before = world.ledger().await.len();
    let set = async |billing_type, reason: &str, rows: &[i64]| {
        let retype = Retype {
            selection: Selection::Rows(rows.to_vec()),
            billing_type,
            reason: reason.into(),
        };
        world.run(retype, |tx, retype| Box::pin(set_billing_type(tx, retype))).await
    };
    assert_eq!(
        refusal(set(BillingType::NonChargeable, " ", &open).await),
        Refusal::FieldMissing(Field::Reason)
    );
    assert_eq!(
        refusal(set(BillingType::NotAvailable, "why", &open).await),
        Refusal::InputUnreadable
    );
    let both = [drafted[0], open[0]];
    let outcome = set(BillingType::NonChargeable, "goodwill", &both).await.expect("set");
    assert_eq!(outcome.changed, 1);
    assert!(matches!(outcome.refused[0].0, Refusal::OnDraftInvoice(_)), "{outcome:?}");
    assert_eq!(
        world.ledger().await.split_off(before),
        [
            "5 unbilled_sales chargeable -3 x 200 = -600 GBP, reverses 4",
            "6 unbilled_sales non_chargeable 3 x 200 = 600 GBP, cost 3, replaces 4"
        ]
    );
    assert_eq!(
        world.backlog().await,
        [
            "SOLO 2026-03-05 Harbour & Vale, Architects non_chargeable 3 = 600 not ready not_applicable"
        ]
    );
    assert_eq!(
        world.ask("select count(*) from audit_entry where before::text like '%goodwill%'").await,
        1,
        "the reason"
    );
    let now = world.ask("select actual_id from backlog").await;
    let outcome = set(BillingType::NonChargeable, "goodwill", &[now]).await.expect("told");
    assert_eq!((outcome.changed, &outcome.refused[0].0), (0, &Refusal::HasThatBillingType));
    // of one customer's part, and back: the entry is still billed whole (I1)
    let shared = world.approved(&[work("PAIR", "2026-03-05", "8")]).await;
    set(BillingType::Complimentary, "goodwill", &shared[..1]).await.expect("set");
    world.audit_clean().await;
    let now = world.ask("select max(actual_id) from backlog").await;
    set(BillingType::Chargeable, "not after all", &[now]).await.expect("set");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_billing_type_that_was_set_outlives_what_is_written_anew(owner: PgPool) {
    // R-COR-11, R-APP-11: terms are looked up anew, what somebody gave away stays given away
    let world = World::new(owner).await;
    world.approved(&[work("DRAFT", "2026-03-02", "8"), work("DRAFT", "2026-03-03", "2")]).await;
    for billing_type in [BillingType::NonChargeable, BillingType::Complimentary] {
        let now = world.ask("select actual_id from backlog where work_on = '2026-03-02'").await;
        let retype = Retype {
            selection: Selection::Rows(vec![now]),
            billing_type,
            reason: "goodwill".into(),
        };
        let outcome = world
            .run(retype, |tx, retype| Box::pin(set_billing_type(tx, retype)))
            .await
            .expect("set");
        assert_eq!(outcome.changed, 1);
    }
    let draft = world.contract("DRAFT").await;
    let confirmed = world.run((draft, 1), |tx, input| Box::pin(confirm_contract(tx, input))).await;
    assert_eq!(confirmed.expect("confirmed"), 2);
    assert_eq!(
        world
            .texts(
                r"
                select billing_type || ' ' || trim_scale(quantity)
                from backlog
                order by work_on
                "
            )
            .await,
        ["complimentary 8", "chargeable 2"]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_set_of_a_part_says_nothing_of_the_rest(owner: PgPool) {
    // R-COR-11, E1, E4: of 8 h one correction gives back 2 and the next 6; the 2 are given away
    let world = World::new(owner).await;
    let invoice = world.billed("SOLO", &[work("SOLO", "2026-03-02", "8")]).await;
    let (first, ..) = corrected(&world, invoice, "6", "200").await;
    world.confirmed(corrective(&world, first).await).await;
    let two = world.ask("select actual_id from backlog where quantity = 2").await;
    let retype = Retype {
        selection: Selection::Rows(vec![two]),
        billing_type: BillingType::NonChargeable,
        reason: "goodwill".into(),
    };
    let outcome =
        world.run(retype, |tx, retype| Box::pin(set_billing_type(tx, retype))).await.expect("set");
    assert_eq!(outcome.changed, 1);
    let types = r"
        select billing_type || ' ' || trim_scale(quantity)
        from backlog
        order by billing_type
    ";
    assert_eq!(world.texts(types).await, ["chargeable 6", "non_chargeable 2"]);
    world
        .run(vec!["SOLO".to_owned()], |tx, contracts| Box::pin(price_under(tx, contracts)))
        .await
        .expect("written anew");
    assert_eq!(world.texts(types).await, ["chargeable 8"]);
    world.audit_clean().await;
}
