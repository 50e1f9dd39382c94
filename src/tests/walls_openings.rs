//! The walls around what was billed before Billwright.

use super::walls::{As, DENIED, check, copy_of};
use crate::tests::{
    fixtures::World,
    story_billed_before::{milestone, post, retainer},
};
use sqlx::PgPool;

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_was_billed_before_is_in_the_ledger_as_its_journal_says(owner: PgPool) {
    // opening_is_in_the_ledger_as_said, billed_before_has_its_opening,
    // invoiced_milestone_is_frozen, retainer_that_counted_stays, journal_opening_is_append_only,
    // milestone_billed_before_is_not_ready, actual_of_an_opening_stands_alone
    let world = World::staged(owner).await;
    world.milestone("STAGES", "Concept", "2026-02-28", "2000").await;
    world.milestone("STAGES", "Delivery", "2026-03-31", "3000").await;
    let part = world
        .milestones("STAGES")
        .await
        .remove(0)
        .milestones
        .remove(0)
        .parts
        .remove(0)
        .milestone_split_id;
    let paid = world.retainer("STAGES", "Nordlicht Energie", "2026-01-05", "1000").await;
    let open = world.retainer("STAGES", "Nordlicht Energie", "2026-01-06", "70").await;
    post(&world, vec![milestone(part.0), retainer(paid, "400")]).await.expect("posted");

    let (of_milestone, of_retainer) = (
        "journal_opening_id = (select min(journal_opening_id) from journal_opening)",
        "transaction_class = 'retainer' and transaction_type = 'unbilled_sales'",
    );
    let said = "23514 opening_is_in_the_ledger_as_said";
    let counts = "23514 billed_before_has_its_opening";
    let frozen = "23514 invoiced_milestone_is_frozen";
    let opening = |changes: &[(&str, &str)]| {
        let columns = [
            "company_id",
            "entry_journal_id",
            "journal_type",
            "milestone_split_id",
            "retainer_id",
            "contract_id",
            "customer_id",
            "description",
            "billed_on",
            "amount",
            "tax",
            "available",
            "currency",
        ];
        let value = |column: &&str| {
            changes
                .iter()
                .find(|(name, _)| name == column)
                .map_or((*column).to_owned(), |(_, value)| (*value).to_owned())
        };
        let values: Vec<String> = columns.iter().map(value).collect();
        format!(
            r"
            insert into journal_opening ({})
            select {}
            from journal_opening
            where retainer_id is not null
            ",
            columns.join(", "),
            values.join(", ")
        )
    };
    let left = "23514 journal_opening_says_what_is_left";
    let mirror =
        [("quantity", "-quantity"), ("amount", "-amount"), ("reverses_actual_id", "actual_id")];
    let statements = [
        // the ledger: what the opening says, once, or all of it taken back
        (copy_of(of_milestone, &[]), said),
        (copy_of(of_milestone, &[("unit_price", "1"), ("amount", "1")]), said),
        (copy_of("transaction_type = 'unbilled_sales'", &mirror), said),
        (copy_of(of_milestone, &[("tax", "5")]), said),
        (copy_of(of_milestone, &mirror), counts), // it still counts as billed
        (
            copy_of(of_milestone, &[("journal_opening_id", "null")]),
            "23514 actual_billed_sale_has_an_invoice",
        ),
        (copy_of(of_retainer, &[("journal_opening_id", "null")]), "23514 actual_retainer_names_it"),
        (copy_of(of_milestone, &[("journal_opening_id", "0")]), "23503 actual_references_exist"),
        (
            copy_of(of_milestone, &[("journal_opening_id", "journal_opening_id + 1")]),
            "23503 actual_references_exist",
        ),
        (copy_of(of_milestone, &[("work_on", "'2026-01-01'")]), "23503 actual_references_exist"),
        (copy_of(of_milestone, &[("entry_id", "1")]), "23514 actual_of_an_opening_stands_alone"),
        (
            copy_of(of_milestone, &[("transaction_class", "'time'")]),
            "23514 actual_of_an_opening_stands_alone",
        ),
        // what it is of: billed as long as the opening stands
        (
            r"
            update milestone_split set is_billed_before = false where is_billed_before
            "
            .to_owned(),
            counts,
        ),
        (
            r"
            update milestone_split set is_billed_before = true where not is_billed_before
            "
            .to_owned(),
            counts,
        ),
        ("update retainer set is_billed_before = false where is_billed_before".to_owned(), counts),
        (format!("update retainer set is_billed_before = true where retainer_id = {open}"), counts),
        (
            format!(
                r"
                update retainer
                set is_billed_before = true, is_ready = true
                where retainer_id = {open}
                "
            ),
            "23514 retainer_billed_before_is_not_ready",
        ),
        (
            r"
            update milestone_split
            set is_billed_before = true, is_ready = true
            where not is_billed_before
            "
            .to_owned(),
            "23514 milestone_billed_before_is_not_ready",
        ),
        ("update milestone_split set is_ready = true where is_billed_before".to_owned(), frozen),
        (
            r"
            update milestone_split set amount = amount + 1 where is_billed_before
            "
            .to_owned(),
            frozen,
        ),
        ("delete from milestone_split where is_billed_before".to_owned(), frozen),
        ("update milestone set name = 'x' where name = 'Concept'".to_owned(), frozen),
        ("delete from milestone where name = 'Concept'".to_owned(), frozen),
        (
            format!(
                r"
                update retainer set amount = 1 where retainer_id = {paid}
                "
            ),
            "23514 invoiced_retainer_is_frozen",
        ),
        (
            format!("delete from retainer where retainer_id = {paid}"),
            "23514 retainer_that_counted_stays",
        ),
        // the opening itself
        (opening(&[("available", "1000.01")]), left),
        (opening(&[("available", "0")]), left),
        (opening(&[("tax", "1")]), left),
        (opening(&[("journal_type", "'cost'")]), left),
        (opening(&[("milestone_split_id", "1")]), "23514 journal_opening_is_of_one_thing"),
        (opening(&[("available", "0.001")]), "23514 journal_opening_amount_is_money"),
        (opening(&[("entry_journal_id", "0")]), "23503 journal_opening_of_a_journal"),
        (opening(&[("contract_id", "0")]), "23503 journal_opening_of_a_contract"),
    ];
    let mut table: Vec<(As, &str, &str)> =
        statements.iter().map(|(sql, expected)| (As::App, sql.as_str(), *expected)).collect();
    table.extend([
        (As::App, "update journal_opening set amount = 1", DENIED),
        (As::App, "delete from journal_opening", DENIED),
        (
            As::Owner,
            "update journal_opening set amount = 1",
            "23514 journal_opening_is_append_only",
        ),
        (As::Owner, "truncate journal_opening", "23514 journal_opening_is_append_only_truncate"),
        (As::Nobody, "insert into journal_opening select * from journal_opening", "ok 0"),
    ]);
    check(&world, &table).await;
    world.audit_clean().await;
}
