//! The walls around where things come from: sales, invoices, marks.

use super::{
    fixtures::World,
    sheets::work,
    walls::{As, check, copy_of},
};
use sqlx::PgPool;

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nothing_is_sold_invoiced_or_marked_out_of_nowhere(owner: PgPool) {
    // ledger_row_has_an_origin (R-APP-10), invoice_is_of_a_contract_in_force (R-SM-5),
    // ready_milestones_meet_their_sum (R-MS-4)
    let world = World::new(owner).await;
    world.approved(&[work("SOLO", "2026-03-02", "8")]).await;
    world.milestone("FIXED", "Half", "2026-03-31", "2500").await;
    let open = "transaction_type = 'unbilled_sales'";
    let origin = "23514 ledger_row_has_an_origin";
    let statements = [
        (copy_of(open, &[("entry_id", "null")]), origin),
        // nor as something that has no entry by nature
        (copy_of(open, &[("entry_id", "null"), ("transaction_class", "'milestone'")]), origin),
        (copy_of(open, &[("transaction_class", "'milestone'")]), origin),
        (copy_of("transaction_type = 'cost'", &[("entry_id", "null")]), origin),
        // nor in one go with all that would bill it
        (
            format!(
                "{}; insert into backlog (company_id, actual_id, contract_id, contract_line_id, customer_id, project_id, resource_id, work_on, transaction_class, billing_type, currency, quantity, net_amount, is_ready, nte_status)
                 select company_id, actual_id, contract_id, contract_line_id, customer_id, project_id, resource_id, work_on, transaction_class, billing_type, currency, quantity, net_amount, true, 'not_applicable' from actual where entry_id is null",
                copy_of(open, &[("entry_id", "null")])
            ),
            origin,
        ),
        (
            r"
            insert into invoice (
                company_id, contract_id, customer_id, currency, name, bill_to_name,
                payment_terms_days, invoice_on
            )
            select company_id, contract_id, primary_customer_id, currency, 'Too early', 'Nobody',
                30, '2026-03-31'
            from contract
            where number = 'DRAFT'
            "
                .to_owned(),
            "23514 invoice_is_of_a_contract_in_force",
        ),
        (r"
            update milestone_split set is_ready = true
        ".to_owned(), "23514 ready_milestones_meet_their_sum"),
        (
            r"
            insert into milestone_split (
                company_id, milestone_id, contract_id, contract_line_id, customer_id, project_id,
                milestone_on, currency, amount, is_ready
            )
            select company_id, milestone_id, contract_id, contract_line_id, customer_id, project_id,
                milestone_on, currency, 0, true
            from milestone_split
            "
                .to_owned(),
            "23514 ready_milestones_meet_their_sum",
        ),
    ];
    let mut table: Vec<(As, &str, &str)> = Vec::new();
    for (sql, expected) in &statements {
        table.push((As::App, sql, expected));
        table.push((As::Owner, sql, expected));
    }
    check(&world, &table).await;

    world.milestone("FIXED", "Rest", "2026-04-30", "2500").await;
    world.milestones_ready("FIXED").await;
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_contract_s_limit_counts_no_fixed_price(owner: PgPool) {
    // R-NTE-1, R-NTE-3 (docs/decisions/limits.md): what fixed-price lines billed uses nothing of
    // the contract's limit
    let world = World::staged(owner).await;
    world.milestone("STAGES", "Whole", "2026-03-31", "5000").await;
    world.milestones_ready("STAGES").await;
    for draft in world.create(&["STAGES"]).await.remove(0).outcome.expect("drafts") {
        world.confirmed(draft).await;
    }
    let [.., contract] = world.levels("STAGES").await;
    world.set_limit(contract, "1600").await.expect("set");
    world.approved(&[work("EXTRA", "2026-03-02", "8"), work("EXTRA", "2026-03-03", "0.25")]).await;
    let evaluated: Vec<String> = world
        .texts("select trim_scale(net_amount) || ' ' || nte_status from backlog order by work_on")
        .await;
    assert_eq!(
        evaluated,
        ["1600 committed", "50 failed"],
        "5,000 are billed at a fixed price; equality passes"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn only_a_limit_that_somebody_lowered_to_what_it_is_may_be_overrun(owner: PgPool) {
    // committed_stays_within_limits: once set, or saved by the form, a limit was never asked about
    // again
    let world = World::new(owner).await;
    world.approved(&[work("CAP", "2026-03-02", "8")]).await; // 1,600 of 3,000
    let [_, line, ..] = world.levels("CAP").await;
    let overrun = |lines: &str| lines.contains("committed_stays_within_limits: contract line");
    let (set, saved) = ("update contract_line set not_to_exceed", "where name = 'Capped time'");

    world.set_limit(line, "1000").await.expect("lowered by somebody");
    world.audit_clean().await;
    world.force_owned(format!("{set} = 900 {saved}")).await;
    assert!(overrun(&world.audit().await.0), "lowered once more by nobody");
    world.force_owned(format!("{set} = 1000 {saved}")).await;
    world.set_limit(line, "3000").await.expect("raised");
    world.force_owned(format!("{set} = 1000 {saved}")).await;
    assert!(overrun(&world.audit().await.0), "to a value that it had before, by nobody");
    world.set_limit(line, "1200").await.expect("raised a little, by somebody");
    world.audit_clean().await;

    // What is used must have been within a limit that stood once: nobody ever allowed 3,200.
    world.set_limit(line, "3000").await.expect("raised");
    world.approved(&[work("CAP", "2026-03-03", "8")]).await;
    world
        .force(
            r"
            update backlog
            set nte_status = 'committed', nte_detail = null
            where nte_status = 'failed'
            ",
        )
        .await;
    assert!(overrun(&world.audit().await.0), "over what it is");
    world.set_limit(line, "2000").await.expect("lowered by somebody");
    assert!(overrun(&world.audit().await.0), "and over what it ever was");
}
