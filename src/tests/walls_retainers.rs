//! The walls around retainers.

use super::walls::{As, DENIED, check, copy_of};
use crate::tests::{fixtures::World, sheets::work};
use sqlx::PgPool;

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn retainers_are_billed_once_and_used_within_what_is_available(owner: PgPool) {
    // retainer_on_one_invoice, retainer_used_within_available, retainer_belongs_on_its_invoice,
    // retainers_applied_within_chargeable, invoiced_retainer_is_frozen, retainer_rows_balance,
    // billed_retainer_equals_its_use
    let world = World::new(owner).await;
    let posted = world.retainer("PAIR", "Nordlicht Energie", "2026-01-05", "1000").await;
    world.mark_retainers(&[posted], true).await;
    let advance = world.draft("PAIR").await;
    world.confirmed(advance).await;
    world.ready(&[work("PAIR", "2026-02-02", "5")]).await; // 600 for Nordlicht, 400 for Tromsø
    world.create(&["PAIR"]).await.remove(0).outcome.expect("drafts");
    let ready = world.retainer("PAIR", "Nordlicht Energie", "2026-01-06", "50").await;
    world.mark_retainers(&[ready], true).await;
    world.retainer("PAIR", "Nordlicht Energie", "2026-01-07", "70").await;
    let rival = world.rival().await;
    rival.retainer("PAIR", "Nordlicht Energie", "2026-01-08", "80").await;

    let of = |day: &str| format!("(select retainer_id from retainer where invoice_on = '{day}')");
    let draft = r"
        (
            select invoice_id
            from invoice
            join customer using (company_id, customer_id)
            where state = 'draft' and customer.name = 'Nordlicht Energie'
        )
    ";
    let troms = r"
        (
            select invoice_id
            from invoice
            join customer using (company_id, customer_id)
            where state = 'draft' and customer.name like 'Troms%'
        )
    ";
    let confirmed = "(select invoice_id from invoice where state = 'confirmed')";
    let used = |invoice: &str, retainer: &str, retainer_use: &str, amount: &str| {
        format!(
            r"
            insert into invoice_retainer (company_id, invoice_id, retainer_id, retainer_use, amount)
            values (
                current_setting('billwright.company')::bigint, {invoice}, {retainer},
                '{retainer_use}', {amount}
            )
            "
        )
    };
    let belongs = "23514 retainer_belongs_on_its_invoice";
    let within = "23514 retainer_used_within_available";
    let frozen = "23514 invoiced_retainer_is_frozen";
    let theirs = world
        .ask("select retainer_id from retainer where invoice_on = '2026-01-08'")
        .await
        .to_string();
    let confirm_at = |amount: &str| {
        format!(
            r"
            update invoice_counter
            set last_number = last_number + 1; update invoice
            set state = 'confirmed', invoice_number = 2, amount = {amount}, tax = 0,
                confirmed_at = now()
            where invoice_id = {draft}
            "
        )
    };
    // Of 2026-01-05: posted, 600 of 1,000 applied on a draft. 2026-01-06: Ready. 2026-01-07: Not
    // Ready. 2026-01-08: the rival's.
    let statements = [
        // a use: on an open invoice of its contract and customer; billed once, whole, Ready
        (used(draft, &of("2026-01-05"), "billed", "1000"), "23505 retainer_on_one_invoice"),
        (used(draft, &of("2026-01-07"), "billed", "70"), belongs),
        (used(draft, &of("2026-01-06"), "billed", "49"), belongs),
        (used(troms, &of("2026-01-06"), "billed", "50"), belongs),
        (used(draft, &theirs, "billed", "80"), "23503 invoice_retainer_of_a_retainer"),
        (used(confirmed, &of("2026-01-06"), "billed", "50"), "23514 confirmed_invoice_is_frozen"),
        (used(draft, &of("2026-01-05"), "refunded", "400"), belongs), // not marked Ready to refund
        (used(draft, &of("2026-01-06"), "applied", "1"), within),     // nothing was prepaid
        (
            used(draft, &of("2026-01-06"), "billed", "-50"),
            "23514 invoice_retainer_amount_is_positive",
        ),
        (
            format!(
                r"
                update invoice_retainer set amount = 1000.01 where invoice_id = {draft}
                "
            ),
            within,
        ),
        (
            format!(
                r"
                update retainer set is_to_refund = true where invoice_on = '2026-01-05'; {}
                ",
                used(draft, &of("2026-01-05"), "refunded", "400.01")
            ),
            within,
        ),
        (
            format!(
                r"
                update invoice_retainer set amount = 1 where invoice_id = {confirmed}
                "
            ),
            "23514 confirmed_invoice_is_frozen",
        ),
        (
            format!("delete from invoice_retainer where invoice_id = {confirmed}"),
            "23514 confirmed_invoice_is_frozen",
        ),
        // what is billed stands
        ("update retainer set amount = 1 where invoice_on = '2026-01-05'".to_owned(), frozen),
        ("update retainer set is_ready = false where invoice_on = '2026-01-05'".to_owned(), frozen),
        (
            r"
            update retainer set description = 'x' where invoice_on = '2026-01-05'
            "
            .to_owned(),
            frozen,
        ),
        (
            "delete from retainer where invoice_on = '2026-01-05'".to_owned(),
            "23514 retainer_that_counted_stays",
        ),
        (
            format!(
                "{}; delete from retainer where invoice_on = '2026-01-06'",
                used(draft, &of("2026-01-06"), "billed", "50")
            ),
            frozen,
        ),
        (
            format!(
                r"
                update retainer
                set is_to_refund = true
                where invoice_on = '2026-01-05'; {}; update retainer
                set is_to_refund = false
                where invoice_on = '2026-01-05'
                ",
                used(draft, &of("2026-01-05"), "refunded", "400")
            ),
            frozen,
        ),
        // its terms
        (
            r"
            update retainer set amount = 0 where invoice_on = '2026-01-07'
            "
            .to_owned(),
            "23514 retainer_amount_is_positive",
        ),
        (
            r"
            update retainer set amount = 0.001 where invoice_on = '2026-01-07'
            "
            .to_owned(),
            "23514 retainer_amount_is_money",
        ),
        (
            r"
            update retainer set description = '' where invoice_on = '2026-01-07'
            "
            .to_owned(),
            "23514 retainer_description_is_given",
        ),
        (
            r"
            update retainer
            set customer_id = (select customer_id from customer where name like 'Harbour%')
            where invoice_on = '2026-01-07'
            "
            .to_owned(),
            "23503 retainer_of_a_contract_customer",
        ),
        // the total, and what pays for it
        (confirm_at("600"), "23514 invoice_totals_are_of_its_details"),
        (
            format!(
                r"
                update invoice_retainer set amount = 700 where invoice_id = {draft}; {}
                ",
                confirm_at("-100")
            ),
            "23514 retainers_applied_within_chargeable",
        ),
        // the ledger: in balance, as the invoices say
        (
            copy_of("transaction_class = 'retainer' and transaction_type = 'billed_sales'", &[]),
            "23514 retainer_rows_balance",
        ),
        (
            copy_of("transaction_class = 'retainer' and transaction_type = 'unbilled_sales'", &[]),
            "23514 retainer_rows_balance",
        ),
        (
            format!(
                "with twice as ({} returning actual_id) {}",
                copy_of(
                    "transaction_class = 'retainer' and transaction_type = 'billed_sales'",
                    &[]
                ),
                copy_of(
                    "transaction_class = 'retainer' and transaction_type = 'unbilled_sales'",
                    &[]
                )
            ),
            "23514 billed_retainer_equals_its_use",
        ),
        (
            copy_of("transaction_class = 'retainer'", &[("retainer_id", "null")]),
            "23514 actual_retainer_names_it",
        ),
        (
            copy_of("transaction_class = 'retainer'", &[("quantity", "2"), ("amount", "2000")]),
            "23514 actual_retainer_names_it",
        ),
        (
            copy_of("transaction_class = 'time'", &[("retainer_id", "1")]),
            "23514 actual_retainer_names_it",
        ),
        (
            copy_of("transaction_class = 'time'", &[("project_id", "null")]),
            "23514 actual_retainer_names_it",
        ),
        (
            copy_of("transaction_class = 'retainer'", &[("retainer_id", &of("2026-01-07"))]),
            "23503 actual_references_exist",
        ),
        (
            copy_of("transaction_class = 'retainer'", &[("work_on", "'2026-01-06'")]),
            "23503 actual_references_exist",
        ),
    ];
    let mut table: Vec<(As, &str, &str)> =
        statements.iter().map(|(sql, expected)| (As::App, sql.as_str(), *expected)).collect();
    table.extend([
        (As::App, "update retainer set contract_id = contract_id", DENIED),
        (As::App, "update invoice_retainer set retainer_id = retainer_id", DENIED),
        (As::App, "truncate retainer cascade", DENIED),
        (As::App, "truncate invoice_retainer", DENIED),
        (As::App, "alter table invoice_retainer disable trigger user", DENIED),
        (As::Owner, "update retainer set contract_id = 0", "23514 retainer_keeps_its_contract"),
        (
            As::Owner,
            "update invoice_retainer set retainer_id = 0",
            "23514 invoice_retainer_keeps_its_place",
        ),
        (As::Owner, "truncate invoice_retainer", "23514 confirmed_invoice_is_frozen_truncate"),
        (As::Nobody, "update retainer set is_ready = true", "ok 0"),
        (As::Nobody, "delete from invoice_retainer", "ok 0"),
        (As::App, "delete from retainer where amount = 80", "ok 0"),
    ]);
    check(&world, &table).await;
    world.audit_clean().await;
}
