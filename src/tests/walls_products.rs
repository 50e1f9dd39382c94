//! The walls around product lines.

use super::walls::{As, DENIED, check, copy_of};
use crate::{tests::fixtures::World, vocabulary::paging::Selection};
use sqlx::PgPool;

/// GOODS with 5 m posted, 4 m on a draft, 3 m Ready and 2 m Not Ready.
async fn sold(owner: PgPool) -> World {
    let world = World::new(owner).await;
    for quantity in ["5", "4", "3"] {
        let line = world.product_line(quantity).await;
        world.mark_product_lines(Selection::Rows(vec![line.0]), true).await.expect("marked");
        if quantity != "3" {
            let draft = world.draft("GOODS").await;
            if quantity == "5" {
                world.confirmed(draft).await;
            }
        }
    }
    world.product_line("2").await;
    world
}

/// The product line of so many metres.
fn of(quantity: i64) -> String {
    format!("(select product_line_id from product_line where quantity = {quantity})")
}

/// A detail of the draft that bills so many metres, at a price.
fn billed(quantity: i64, unit_price: i64) -> String {
    format!(
        r"
        insert into invoice_detail (
            company_id, invoice_id, contract_line_id, source_product_line_id, work_on, billing_type,
            quantity, unit_price, amount, tax, currency, nte_status
        )
        select company_id, invoice_id, contract_line_id, {}, work_on, billing_type, {quantity},
            {unit_price}, {quantity} * {unit_price}, 0, currency, nte_status
        from invoice_detail
        where source_product_line_id = {}
        ",
        of(quantity),
        of(4)
    )
}

/// Something else sold on a line of GOODS.
fn sold_on(line: &str) -> String {
    format!(
        r"
        insert into product_line (
            company_id, contract_id, contract_line_id, product_id, sold_on, quantity, unit_price,
            amount, currency
        )
        select p.company_id, p.contract_id, l.contract_line_id, p.product_id, p.sold_on, 9, 1, 9,
            p.currency
        from product_line p
        join contract_line l using (company_id, contract_id)
        where p.quantity = 2 and l.name = '{line}'
        "
    )
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn products_are_billed_once_as_sold_and_to_the_primary_customer(owner: PgPool) {
    // product_line_is_of_a_product_based_line, product_line_amount_multiplies_out,
    // product_line_tax_needs_an_amount, product_line_on_one_invoice, invoiced_product_line_is_frozen,
    // billed_product_line_equals_its_detail, product_based_line_is_for_the_primary_customer
    let world = sold(owner).await;
    let belongs = "23514 invoice_detail_belongs_to_its_invoice";
    let frozen = "23514 invoiced_product_line_is_frozen";
    let goods = "transaction_class = 'material' and transaction_type = 'billed_sales'";
    let on_draft = format!(
        "(select invoice_detail_id from invoice_detail where source_product_line_id = {})",
        of(4)
    );
    let change = |what: &str, quantity: i64| {
        format!("update product_line set {what} where quantity = {quantity}")
    };
    let statements = [
        // claimed once, as it was sold and marked
        (billed(5, 80), "23505 product_line_on_one_invoice"),
        (billed(2, 80), belongs),
        (billed(3, 79), belongs),
        (
            format!(
                "update invoice_detail set quantity = 3, amount = 240 where invoice_detail_id = {on_draft}"
            ),
            "23514 product_detail_keeps_its_terms",
        ),
        // what is on an invoice stands
        (change("is_ready = false", 5), frozen),
        (change("quantity = 6, amount = 480", 4), frozen),
        (format!("delete from product_line where product_line_id = {}", of(5)), frozen),
        (format!("delete from product_line where product_line_id = {}", of(4)), frozen),
        // its terms
        (change("amount = 1", 2), "23514 product_line_amount_multiplies_out"),
        (change("quantity = 0, amount = 0", 2), "23514 product_line_is_of_something"),
        (change("unit_price = -80, amount = -160", 2), "23514 product_line_is_of_something"),
        (change("tax = -1", 2), "23514 product_line_tax_needs_an_amount"),
        (change("tax = 0.001", 2), "23514 product_line_tax_is_money"),
        // sold on product-based lines of its contract
        (sold_on("Set-up"), "23514 product_line_is_of_a_product_based_line"),
        // the ledger: once, as its detail says
        (copy_of(goods, &[]), "23505 product_line_billed_once"),
        (
            copy_of(goods, &[("invoice_detail_id", &on_draft)]),
            "23514 billed_product_line_equals_its_detail",
        ),
        (
            copy_of(goods, &[("invoice_detail_id", "null")]),
            "23514 actual_billed_sale_has_an_invoice",
        ),
    ];
    let mut table: Vec<(As, &str, &str)> =
        statements.iter().map(|(sql, expected)| (As::App, sql.as_str(), *expected)).collect();
    table.extend([
        (As::App, "update product_line set contract_line_id = contract_line_id", DENIED),
        (As::App, "truncate product_line", DENIED),
        (As::App, "alter table product_line disable trigger user", DENIED),
        (
            As::Owner,
            "update product_line set contract_id = 0",
            "23514 product_line_keeps_its_place",
        ),
        (As::Owner, "truncate product_line", "23514 invoiced_product_line_is_frozen_truncate"),
        (As::Nobody, "update product_line set is_ready = true", "ok 0"),
        (As::Nobody, "delete from product_line", "ok 0"),
    ]);
    check(&world, &table).await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_product_based_line_is_the_primary_customer_s_alone(owner: PgPool) {
    // product_based_line_is_for_the_primary_customer (R-INV-9), while its contract can be changed
    let world = sold(owner).await;
    world.force_past_walls("update contract set state = 'draft' where number = 'GOODS'").await;
    let alone = "23514 product_based_line_is_for_the_primary_customer";
    let other = r"
        (
            select k.customer_id
            from contract_line_customer k
            join contract_line l using (company_id, contract_line_id)
            join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
            where l.name = 'Set-up' and k.customer_id <> c.primary_customer_id
        )
    ";
    let line = "(select contract_line_id from contract_line where name = 'Goods')";
    let statements = [
        (
            format!("update contract set primary_customer_id = {other} where number = 'GOODS'"),
            alone,
        ),
        (
            format!(
                r"
                insert into contract_line_class (
                    company_id, project_id, contract_line_id, transaction_class
                )
                select company_id, project_id, contract_line_id, 'fee'
                from contract_line
                where contract_line_id = {line}
                "
            ),
            alone,
        ),
        (
            format!(
                r"
                insert into contract_line_customer (
                    company_id, contract_line_id, customer_id, position, billing_split_percent,
                    is_rounding
                )
                select company_id, contract_line_id, {other}, 9, 0, false
                from contract_line
                where contract_line_id = {line}
                "
            ),
            alone,
        ),
        (
            "update contract_line set billing_method = 'product' where name = 'Set-up'".to_owned(),
            alone,
        ),
        (
            "update contract_line set billing_method = 'time_and_material' where name = 'Goods'"
                .to_owned(),
            "23514 product_line_is_of_a_product_based_line",
        ),
    ];
    let moved = format!(
        "update contract_line_customer set customer_id = {other} where contract_line_id = {line}"
    );
    let mut table: Vec<(As, &str, &str)> = statements
        .iter()
        .flat_map(|(sql, expected)| [As::App, As::Owner].map(|who| (who, sql.as_str(), *expected)))
        .collect();
    table.extend([(As::App, &*moved, DENIED), (As::Owner, &*moved, alone)]);
    check(&world, &table).await;
}
