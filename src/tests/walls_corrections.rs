//! The walls around corrections, hit from outside: by the server's role, and by whoever migrates.

use super::{
    fixtures::{World, unchanged},
    sheets::work,
    walls::{As, DENIED, check},
};
use crate::{
    invoicing::{
        retainers::{commands::apply_retainer, model::RetainerApplication},
        revise::tests_db::{corrective, revise},
    },
    vocabulary::{ids::InvoiceId, paging::Selection},
};
use sqlx::PgPool;

/// SOLO with an advance of 1,000 of which 600 paid a part of 8 h and 4 h. Corrected are the 8 h, to
/// 6; on an open corrective draft are the 4 h and what the advance paid.
async fn corrected(owner: PgPool) -> (World, InvoiceId, InvoiceId, InvoiceId) {
    let world = World::new(owner).await;
    let retainer = world.retainer("SOLO", "Harbour & Vale, Architects", "2026-01-05", "1000").await;
    world.mark_retainers(&[retainer], true).await;
    let advance = world.draft("SOLO").await;
    world.confirmed(advance).await;
    world.ready(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "4")]).await;
    let invoice_id = world.draft("SOLO").await;
    let version = world.invoice_version(invoice_id).await;
    let apply =
        RetainerApplication { invoice_id, version, retainer_id: retainer, amount: "600".into() };
    world.run(apply, |tx, apply| Box::pin(apply_retainer(tx, apply))).await.expect("applied");
    world.confirmed(invoice_id).await;

    let first = world.ask("select min(actual_id) from actual where transaction_type = 'billed_sales' and transaction_class = 'time'").await;
    let chosen = crate::invoicing::revise::model::Chosen::Some {
        sales: Some(Selection::Rows(vec![first])),
        retainers: Vec::new(),
    };
    let some = crate::invoicing::revise::model::Revise { invoice_id, chosen, draft: None };
    let done = revise(&world, some).await.expect("revised").invoice_id;
    let mut edit = unchanged(done, &world.details(done).await[0]);
    edit.quantity = "6".into();
    world.edit(edit).await.expect("6 h");
    world.confirmed(done).await;
    let open = corrective(&world, invoice_id).await;
    (world, invoice_id, done, open)
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_corrections_add_is_frozen_linked_and_counted(owner: PgPool) {
    // R-COR-3, R-COR-4, R-COR-6, R-SM-28, I2, I8, I11: confirmed_invoice_is_frozen,
    // invoice_detail_keeps_its_source, billed_sale_corrected_once, correction_is_of_a_live_sale,
    // credited_detail_is_billed_no_more, billed_sale_is_taken_back_by_its_correction
    let (world, invoice, done, open) = corrected(owner).await;
    let (frozen, source) =
        ("23514 confirmed_invoice_is_frozen", "23514 invoice_detail_keeps_its_source");
    let place = "23514 invoice_retainer_keeps_its_place";
    let billed_no_more = "23514 credited_detail_is_billed_no_more";
    let of = |invoice: InvoiceId| format!("where invoice_id = {invoice}");
    let uncredited = format!("{} and credited_by_invoice_id is null", of(invoice));
    let credited = format!("{} and credited_by_invoice_id is not null", of(invoice));
    let sale = |which: &str| {
        format!(
            "(select min(actual_id) from actual where invoice_id = {invoice} and transaction_type = 'billed_sales' and transaction_class = 'time' and reverses_actual_id is null and quantity = {which})"
        )
    };
    // A correction put on the open draft by hand.
    let claim = |sale: &str| {
        format!(
            r"
            insert into invoice_detail (
                company_id, invoice_id, contract_line_id, corrects_actual_id, original_invoice_id,
                credited_amount, credited_tax, work_on, billing_type, quantity, unit_price, amount,
                currency, nte_status
            )
            select company_id, {open}, contract_line_id, {sale}, {invoice}, amount, tax, work_on,
                billing_type, 0, unit_price, 0, currency, 'not_applicable'
            from actual
            where actual_id = {sale}
            "
        )
    };
    let reversal = |of: &str| {
        format!(
            r"
            insert into actual (
                company_id, actual_id, transaction_type, transaction_class, billing_type,
                contract_id, contract_line_id, customer_id, project_id, entry_id, resource_id,
                role_id, work_on, accounted_on, quantity, unit_price, amount, tax, currency,
                reverses_actual_id, invoice_id, invoice_detail_id, has_price
            )
            select company_id, 900001, transaction_type, transaction_class, billing_type,
                contract_id, contract_line_id, customer_id, project_id, entry_id, resource_id,
                role_id, work_on, accounted_on, -quantity, unit_price, -amount, -tax, currency,
                actual_id, invoice_id, invoice_detail_id, has_price
            from actual
            where actual_id = {of}
            "
        )
    };
    let both = [
        // what was billed says that it was credited when it is, and never takes it back
        (
            format!("update invoice_detail set credited_by_invoice_id = {open} {uncredited}"),
            billed_no_more,
        ),
        (
            format!("update invoice_detail set credited_by_invoice_id = {done} {uncredited}"),
            billed_no_more,
        ),
        (format!("update invoice_detail set credited_by_invoice_id = null {credited}"), frozen),
        (format!("update invoice_detail set credited_by_invoice_id = {open} {credited}"), frozen),
        (
            format!("update invoice_retainer set credited_by_invoice_id = {open} {}", of(invoice)),
            billed_no_more,
        ),
        // a confirmed corrective invoice, like any other
        (format!("update invoice_detail set quantity = 7, amount = 1400 {}", of(done)), frozen),
        (format!("delete from invoice_detail {}", of(done)), frozen),
        (format!("update invoice set amount = 0 {}", of(done)), frozen),
        (format!("delete from invoice {}", of(done)), frozen),
        (format!("update invoice_detail set source_actual_id = null {}", of(done)), source),
        // R-COR-4: what is billed instead is billed as it was
        (format!("update invoice_detail set billing_type = 'complimentary' {}", of(open)), source),
        // a correction is of a live sale, and of one that no other has
        (claim(&sale("4")), "23505 billed_sale_corrected_once"),
        (claim(&sale("8")), "23505 billed_sale_corrected_once"),
        // nothing takes a billed sale back but what corrects it
        (reversal(&sale("4")), "23514 billed_sale_is_taken_back_by_its_correction"),
        (reversal(&sale("8")), "23505 actual_reversed_once"),
    ];
    let owner_only = [
        (format!("update invoice_detail set credited_amount = 1 {}", of(done)), source),
        (format!("update invoice_detail set credited_amount = 1 {}", of(open)), source),
        (format!("update invoice_detail set credited_tax = 1 {}", of(open)), source),
        (format!("update invoice_detail set corrects_actual_id = null {}", of(open)), source),
        (format!("update invoice_detail set original_invoice_id = {done} {}", of(open)), source),
        (format!("update invoice_retainer set credited_amount = 1 {}", of(open)), place),
        (format!("update invoice_retainer set corrects_actual_id = 1 {}", of(open)), place),
        (
            format!("update invoice set kind = 'proforma' {}", of(open)),
            "23514 invoice_keeps_its_contract",
        ),
    ];
    let mut table: Vec<(As, &str, &str)> = Vec::new();
    for (sql, expected) in &both {
        table.push((As::App, sql, expected));
        table.push((As::Owner, sql, expected));
    }
    for (sql, expected) in &owner_only {
        table.push((As::App, sql, DENIED));
        table.push((As::Owner, sql, expected));
    }
    let upwards = format!("update invoice_retainer set amount = 601 {}", of(open));
    table.push((As::App, &upwards, "23514 invoice_retainer_is_corrected_downwards"));
    // what takes a sale back, and what was not billed
    let taken_back = claim(
        "(select min(actual_id) from actual where transaction_type = 'billed_sales' and reverses_actual_id is not null)",
    );
    let unbilled = claim(
        "(select min(actual_id) from actual where transaction_type = 'unbilled_sales' and amount > 0)",
    );
    for who in [As::App, As::Owner] {
        table.push((who, &taken_back, "23514 invoice_detail_corrects_whole"));
        table.push((who, &unbilled, "23514 correction_is_of_a_live_sale"));
    }
    check(&world, &table).await;
    world.audit_clean().await;
}
