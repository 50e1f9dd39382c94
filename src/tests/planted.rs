//! The audit sees what is planted: one wrong field or row each, written by a superuser past every
//! trigger and foreign key, and taken back again. Whoever adds a check plants a fault for it here.

use super::{added_details, fixtures::World, sheets::work, story_billed_before, walls::copy_of};
use crate::{
    app::audit::{self, catalog, promises},
    invoicing::revise,
    vocabulary::paging::Selection,
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool};
use std::collections::BTreeSet;

/// Something of everything: confirmed and open invoices of hours shared and not, of milestones and
/// of retainers; limits that hold something back; what was billed before; a submitted entry; a
/// second company.
async fn furnished(owner: PgPool) -> World {
    let world = World::staged(owner).await;
    world.billed("SOLO", &[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "4")]).await;
    world.ready(&[work("PAIR", "2026-03-02", "8")]).await;
    for draft in world.create(&["PAIR"]).await.remove(0).outcome.expect("drafts") {
        world.confirmed(draft).await;
    }
    world.ready(&[work("THIRDS", "2026-03-04", "8")]).await;
    world.create(&["THIRDS"]).await.remove(0).outcome.expect("drafts");
    world
        .approved(&[
            work("CAP", "2026-03-02", "8"),
            work("CAP", "2026-03-03", "8"),
            work("PAIR", "2026-03-09", "8"),
            work("SOLO", "2026-03-10", "2"),
        ])
        .await;
    world.entries(&[work("SOLO", "2026-03-05", "2")]).await;

    for (name, on, amount) in [("Posted", "2026-01-31", "2000"), ("Ready", "2026-03-31", "3000")] {
        world.milestone("FIXED", name, on, amount).await;
    }
    world.milestones_ready("FIXED").await;
    let january = world
        .create_on(&["FIXED"], Some("2026-01-31".parse().expect("a day")))
        .await
        .expect("created")
        .remove(0)
        .outcome
        .expect("a draft");
    world.confirmed(january[0]).await;
    let goods = world.product_line("5").await;
    world.mark_product_lines(Selection::Rows(vec![goods.0]), true).await.expect("marked");
    world.confirmed(world.draft("GOODS").await).await;
    world.product_line("2").await;
    for (name, on, amount) in
        [("Concept", "2026-02-28", "2000"), ("Delivery", "2026-03-31", "3000")]
    {
        world.milestone("STAGES", name, on, amount).await;
    }
    let before = world.retainer("STAGES", "Nordlicht Energie", "2026-01-05", "1000").await;
    story_billed_before::post(&world, vec![story_billed_before::retainer(before, "400")])
        .await
        .expect("posted");

    let advance = world.retainer("YEN", "Nordlicht Energie", "2026-01-05", "500000").await;
    world.mark_retainers(&[advance], true).await;
    world.confirmed(world.draft("YEN").await).await;
    world.ready(&[work("YEN", "2026-03-02", "5")]).await;
    world.draft("YEN").await;

    let corrected = world.billed("SOLO", &[work("SOLO", "2026-03-11", "8")]).await;
    let correction = revise::tests_db::corrective(&world, corrected).await;
    world.confirmed(correction).await;
    world.ready(&[work("SOLO", "2026-03-12", "1")]).await;
    let by_hand = world.draft("SOLO").await;
    let hours = added_details::three_hours(&world, by_hand).await;
    added_details::add(&world, hours).await.expect("written by hand");
    world.confirmed(by_hand).await;

    let asked = format!(
        r"
        insert into batch (company_id, kind, input, person_id, begun_at)
        select company_id, 'approve_set', '{{}}', person_id, now()
        from person
        where person_id = {}; insert into batch_chunk (company_id, batch_id, place, items)
        select b.company_id, b.batch_id, 0, array_agg(e.entry_id)
        from batch b
        join entry e on e.company_id = b.company_id and e.state = 'submitted'
        group by 1,
            2; insert into approval_set (company_id, approval_set_id, project_id, comment, hours)
        select b.company_id, b.batch_id, min(p.project_id), '', 8
        from batch b
        join project p using (company_id)
        group by 1,
            2; insert into approval_set_entry (company_id, approval_set_id, entry_id, version)
        select b.company_id, b.batch_id, e.entry_id, e.version
        from batch b
        join entry e on e.company_id = b.company_id and e.state = 'submitted'
        ",
        world.actor.person.expect("somebody").0
    );
    world.force_owned(asked).await;
    world
}

/// A fault: which check names it, and how it is planted.
type Planted = (&'static str, String);

/// Of the ledger.
fn in_the_ledger() -> Vec<Planted> {
    let open =
        "transaction_type = 'unbilled_sales' and actual_id in (select actual_id from backlog)";
    let one = |of: &str| format!("actual_id = (select min(actual_id) from actual where {of})");
    let reversal =
        one("reverses_actual_id is not null and invoice_id is not null and entry_id is not null");
    let billed = one("transaction_type = 'billed_sales' and entry_id is not null");
    // A copy under a key of its own.
    let copied = |which: &str, change: &str, without: &str| {
        format!(
            "{without}; create temporary table twin on commit drop as select * from actual where {which} limit 1;
             update twin set actual_id = nextval('actual_id_seq'){change}; alter table twin drop column net_amount; insert into actual select * from twin"
        )
    };
    let loose = "alter table actual drop constraint if exists ledger_row_has_an_origin";
    vec![
        ("ledger_row_has_an_origin", copied(open, ", entry_id = null", loose)),
        (
            "ledger_row_has_an_origin",
            format!("{loose}; update actual set entry_id = null where {billed}"),
        ),
        (
            "net_amount_is_after_discount_and_fee",
            format!(
                r"
                alter table actual alter column net_amount drop expression; update actual
                set net_amount = net_amount + 0.01
                where {billed}
                "
            ),
        ),
        (
            "actual_amount_multiplies_out",
            format!(
                r"
                alter table actual drop constraint actual_amount_multiplies_out; update actual
                set amount = amount + 0.01
                where {billed}
                "
            ),
        ),
        (
            "reversal_mirrors_original",
            format!(
                r"
                update actual set quantity = quantity * 2, amount = amount * 2 where {reversal}
                "
            ),
        ),
        (
            "reversal_mirrors_original",
            format!(
                r"
                update actual
                set customer_id = (select max(customer_id) from customer) + 1
                where {reversal}
                "
            ),
        ),
        (
            "reversal_mirrors_original",
            format!(
                r"
                update actual set billing_type = 'complimentary' where {reversal}
                "
            ),
        ),
        (
            "actual_sums_add_up",
            r"
            update actual_sum
            set amount = amount + 1
            where actual_sum_id = (select min(actual_sum_id) from actual_sum)
            "
            .to_owned(),
        ),
        (
            "actual_reversed_once",
            copied("reverses_actual_id is not null", "", "drop index actual_reversed_once"),
        ),
        (
            "I2 actual_billed_once",
            copied("bills_actual_id is not null", "", "drop index actual_billed_once"),
        ),
        (
            "billed_sale_equals_its_unbilled_sale",
            format!(
                r"
                update actual set quantity = quantity * 2, amount = amount * 2 where {billed}
                "
            ),
        ),
        (
            "billed_sale_takes_its_unbilled_sale_back",
            format!("delete from actual where {reversal}"),
        ),
        (
            "replacing_sale_is_of_its_original",
            format!(
                r"
                update actual
                set replaces_actual_id = (
                    select max(actual_id) from actual where transaction_type = 'cost'
                )
                where {}
                ",
                one(open)
            ),
        ),
        (
            "actual_cost_is_of_the_same_entry",
            format!(
                r"
                update actual a
                set cost_actual_id = (
                    select max(actual_id)
                    from actual c
                    where c.transaction_type = 'cost' and c.entry_id <> a.entry_id
                )
                where {}
                ",
                one(open)
            ),
        ),
        ("actual_tax_is_on_billed_sales", format!("update actual set tax = 1 where {}", one(open))),
        (
            "actual_references_exist",
            format!(
                r"
                update actual set customer_id = 0 where {}
                ",
                one(open)
            ),
        ),
        (
            "actual_references_exist",
            format!(
                r"
                update actual
                set contract_id = (select contract_id from contract where number = 'YEN')
                where {}
                ",
                one(open)
            ),
        ),
        (
            "actual_is_in_its_currency",
            format!(
                r"
                update actual set currency = 'USD' where {}
                ",
                one(open)
            ),
        ),
        (
            "actual_is_in_its_currency",
            format!(
                r"
                update actual set currency = 'USD' where {}
                ",
                one("transaction_type = 'cost'")
            ),
        ),
        (
            "retainer_rows_balance",
            r"
            alter table actual drop constraint actual_retainer_names_it; update actual
            set quantity = 2 * quantity, amount = 2 * amount
            where transaction_class = 'retainer' and transaction_type = 'unbilled_sales'
            "
            .to_owned(),
        ),
        (
            "actual_is_of_its_invoice",
            format!(
                r"
                update actual set accounted_on = accounted_on + 1 where {billed}
                "
            ),
        ),
        (
            "actual_is_of_its_invoice",
            format!(
                r"
                update actual
                set invoice_id = (select min(invoice_id) from invoice where state = 'draft')
                where {billed}
                "
            ),
        ),
    ]
}

/// Of the contract book, the backlog and limits.
fn in_the_book() -> Vec<Planted> {
    let line = |name: &str| {
        format!(
            "contract_line_id = (select contract_line_id from contract_line where name = '{name}')"
        )
    };
    let older = "update audit_entry set happened_at = happened_at - interval '10 days'";
    vec![
        (
            "backlog_sums_add_up",
            r"
            update backlog_sum
            set row_count = row_count + 1
            where backlog_sum_id = (select max(backlog_sum_id) from backlog_sum)
            "
            .to_owned(),
        ),
        (
            "claim_sums_add_up",
            r"
            update claim_sum
            set amount = amount + 1
            where claim_sum_id = (select min(claim_sum_id) from claim_sum)
            "
            .to_owned(),
        ),
        (
            "backlog_day_sums_add_up",
            r"
            update backlog_day_sum
            set amount = amount + 1
            where backlog_day_sum_id = (select max(backlog_day_sum_id) from backlog_day_sum)
            "
            .to_owned(),
        ),
        (
            "I4 split_sums_to_whole",
            format!(
                r"
                update contract_line_customer
                set billing_split_percent = billing_split_percent + 1
                where {} and is_rounding
                ",
                line("Grid time")
            ),
        ),
        (
            "I4 split_sums_to_whole",
            format!(
                r"
                update contract_line_customer set is_rounding = false where {}
                ",
                line("Grid time")
            ),
        ),
        (
            "contract_line_class_is_of_its_line",
            format!(
                r"
                insert into project (company_id, code, name)
                select company_id, 'ELSE', ''
                from project
                limit 1; update contract_line_class
                set project_id = (select max(project_id) from project)
                where {}
                ",
                line("Grid time")
            ),
        ),
        (
            "name_has_no_twin",
            r"
            insert into customer (company_id, name, country, language, payment_terms_days, twin)
            select company_id, upper(name) || ' ', '', '', 30, 1
            from customer
            limit 1
            "
            .to_owned(),
        ),
        (
            "name_has_no_twin",
            r"
            insert into resource (company_id, name, twin)
            select company_id, 'ada  LIND', 1
            from resource
            where name = 'Ada Lind'
            limit 1
            "
            .to_owned(),
        ),
        (
            "name_has_no_twin",
            r"
            insert into task (company_id, project_id, name, twin)
            select company_id, project_id, x.name, x.twin
            from project, (values ('Build', 0), ('ＢＵＩＬＤ', 1)) x (name, twin)
            where code = 'SOLO'
            "
            .to_owned(),
        ),
        (
            "project_has_no_twin",
            r"
            insert into project (company_id, code, name, twin)
            select company_id, lower(code), '', 1
            from project
            where code = 'SOLO'
            "
            .to_owned(),
        ),
        // the customer's own, and one of whom a time sheet called so
        (
            "project_has_no_twin",
            r"
            update project
            set customer_id = (select customer_id from customer where name = 'Nordlicht Energie')
            where code = 'SOLO'; insert into project (company_id, code, name, client)
            select company_id, 'solo', '', 'nordlicht  ENERGIE'
            from project
            where code = 'SOLO'
            "
            .to_owned(),
        ),
        (
            "price_periods_do_not_overlap",
            r"
            insert into price (
                company_id, currency, transaction_class, role_id, unit, unit_price, valid_from,
                valid_to
            )
            select company_id, currency, transaction_class, role_id, unit, 1, valid_from + 1,
                valid_to
            from price
            limit 1
            "
            .to_owned(),
        ),
        (
            "rounding_customer_has_a_share",
            format!(
                r"
                alter table contract_line_customer drop constraint rounding_customer_has_a_share; update contract_line_customer
                set billing_split_percent = 0
                where {} and is_rounding
                ",
                line("Grid time")
            ),
        ),
        (
            "project_class_is_on_one_line",
            format!(
                r"
                insert into contract_line_class (
                    company_id, project_id, transaction_class, contract_line_id
                )
                select company_id, project_id, transaction_class, contract_line_id
                from contract_line_class
                where {}
                ",
                line("Grid time")
            ),
        ),
        (
            "line_customer_with_actuals_stays",
            format!("delete from contract_line_customer where {}", line("Grid time")),
        ),
        (
            "sale_without_price_is_never_ready",
            r"
            alter table backlog drop constraint sale_without_price_is_never_ready,
                drop constraint failed_limit_is_never_ready; update backlog
            set is_ready = true, has_price = false
            "
            .to_owned(),
        ),
        (
            "sale_without_price_is_not_billed",
            r"
            alter table actual drop constraint sale_without_price_is_not_billed; update actual
            set has_price = false
            where actual_id in (select bills_actual_id from actual)
            "
            .to_owned(),
        ),
        ("backlog_mirrors_its_actual", "update backlog set quantity = quantity + 1".to_owned()),
        (
            "backlog_mirrors_its_actual",
            r"
            update backlog set customer_id = customer_id + 1000
            "
            .to_owned(),
        ),
        (
            "committed_stays_within_limits",
            format!(
                r"
                update contract_line set not_to_exceed = 1000 where {}
                ",
                line("Capped time")
            ),
        ),
        (
            "committed_stays_within_limits",
            r"
            update backlog
            set nte_status = 'committed', nte_detail = null
            where nte_status = 'failed'
            "
            .to_owned(),
        ),
        (
            "committed_stays_within_limits",
            r"
            update contract set not_to_exceed = 100 where number = 'CAP'
            "
            .to_owned(),
        ),
        (
            "nte_status_is_as_evaluated",
            r"
            update backlog set nte_detail = null where nte_status = 'failed'
            "
            .to_owned(),
        ),
        (
            "nte_status_is_as_evaluated",
            r"
            alter table backlog drop constraint failed_limit_is_never_ready; update backlog
            set is_ready = true
            where nte_status = 'failed'
            "
            .to_owned(),
        ),
        (
            "open_sale_holds_to_its_terms",
            format!("delete from contract_line_class where {}", line("Capped time")),
        ),
        (
            "open_sale_holds_to_its_terms",
            format!(
                r"
                update contract_line_customer
                set customer_id = (
                    select max(customer_id)
                    from customer
                    where customer_id <> contract_line_customer.customer_id
                )
                where {}
                ",
                line("Capped time")
            ),
        ),
        (
            "open_sale_holds_to_its_terms",
            r"
            update entry e
            set unit_price = 1, price_currency = a.currency
            from actual a
            join backlog b using (company_id, actual_id)
            where a.company_id = e.company_id and a.entry_id = e.entry_id
            "
            .to_owned(),
        ),
        (
            "open_sale_is_at_a_price_of_its_day",
            format!("{older}; update price set unit_price = unit_price + 1"),
        ),
        (
            "open_sale_is_at_a_price_of_its_day",
            format!("{older}; update price set valid_from = '2026-12-01'"),
        ),
    ]
}

/// Of entries, milestones, retainers and what was billed before.
fn in_the_rooms() -> Vec<Planted> {
    let approved =
        "entry_id = (select min(entry_id) from actual join backlog using (company_id, actual_id))";
    vec![
        (
            "I1 entry_is_billed_whole",
            format!(
                r"
                update entry
                set quantity = quantity + 1, billable_quantity = billable_quantity + 1
                where {approved}
                "
            ),
        ),
        (
            "approved_entry_is_in_the_ledger",
            format!(
                r"
                update entry set state = 'draft' where {approved}
                "
            ),
        ),
        (
            "approved_entry_is_in_the_ledger",
            r"
            update entry set state = 'approved' where state = 'submitted'
            "
            .to_owned(),
        ),
        (
            "approved_entry_has_its_sales",
            format!(
                r"
                delete
                from backlog
                where actual_id in (select actual_id from actual where {approved}); delete
                from actual
                where {approved} and transaction_type = 'unbilled_sales'
                "
            ),
        ),
        (
            "entry_costs_whole",
            format!("delete from actual where {approved} and transaction_type = 'cost'"),
        ),
        (
            "entry_costs_whole",
            format!(
                r"
                update entry set unit_cost = unit_cost + 1 where {approved}
                "
            ),
        ),
        (
            "actual_says_what_its_entry_says",
            format!(
                r"
                update entry set work_on = work_on + 1 where {approved}
                "
            ),
        ),
        (
            "actual_says_what_its_entry_says",
            format!(
                r"
                update entry set project_id = (select max(project_id) from project) where {approved}
                "
            ),
        ),
        (
            "actual_says_what_its_entry_says",
            format!(
                r"
                update actual set entry_id = entry_id + 1000 where {approved}
                "
            ),
        ),
        (
            "I4 sale_follows_the_split",
            r"
            alter table actual drop constraint actual_amount_multiplies_out; update actual
            set quantity = quantity + case
                when customer_id = (select min(customer_id) from customer) then 1
                else -1
            end
            where transaction_type = 'unbilled_sales'
                and actual_id in (
                    select b.actual_id
                    from backlog b
                    join contract c using (company_id, contract_id)
                    where c.number = 'PAIR'
                ); update actual
            set amount = round(quantity * unit_price, 2)
            where transaction_type = 'unbilled_sales'
                and actual_id in (select actual_id from backlog)
            "
            .to_owned(),
        ),
        ("batch_counts_its_items", "update batch set waiting = 5".to_owned()),
        ("batch_counts_its_items", "update batch_chunk set items = items || 0::bigint".to_owned()),
        (
            "entry_waits_until_its_chunk_is_settled",
            r"
            update approval_set_entry set is_waiting = false
            "
            .to_owned(),
        ),
        (
            "product_line_is_of_a_product_based_line",
            r"
            update product_line
            set contract_line_id = (
                select contract_line_id from contract_line where name = 'Grid time'
            )
            "
            .to_owned(),
        ),
        (
            "invoice_schedule_is_for_time_and_material",
            r"
            insert into invoice_schedule (
                company_id, contract_id, contract_line_id, run_on, cut_off_on
            )
            select company_id, contract_id, contract_line_id, '2026-05-01', '2026-04-30'
            from contract_line
            where billing_method = 'fixed_price'
            limit 1
            "
            .to_owned(),
        ),
        (
            "run_draft_is_of_its_contract",
            r"
            with run as (
                insert into batch_job_run (company_id, job_type, run_on, begun_at)
                select company_id, 'create_invoices', '2026-05-01', now()
                from invoice
                limit 1
                returning company_id, batch_job_run_id
            ), item as (
                insert into run_item (company_id, batch_job_run_id, contract_id, due_on)
                select r.company_id, r.batch_job_run_id, c.contract_id, '2026-05-01'
                from run r
                join contract c using (company_id)
                where not exists (
                    select
                    from invoice i
                    where i.company_id = c.company_id and i.contract_id = c.contract_id
                )
                limit 1
                returning company_id, run_item_id
            ) insert into run_draft (company_id, run_item_id, invoice_id)
            select i.company_id, i.run_item_id, (select min(v.invoice_id) from invoice v where v.company_id = i.company_id)
            from item i
            "
            .to_owned(),
        ),
        (
            "product_based_line_is_for_the_primary_customer",
            r"
            delete
            from contract_line_customer
            where contract_line_id in (
                select contract_line_id from contract_line where billing_method = 'product'
            )
            "
            .to_owned(),
        ),
        (
            "product_line_amount_multiplies_out",
            r"
            alter table product_line drop constraint product_line_amount_multiplies_out; update product_line
            set amount = amount + 1
            "
            .to_owned(),
        ),
        (
            "milestone_is_for_fixed_price",
            r"
            update milestone
            set contract_line_id = (
                select contract_line_id from contract_line where name = 'Grid time'
            )
            where name = 'Concept'
            "
            .to_owned(),
        ),
        (
            "milestone_splits_make_it_whole",
            r"
            update milestone set amount = amount + 1 where name = 'Concept'
            "
            .to_owned(),
        ),
        (
            "milestone_splits_make_it_whole",
            r"
            update milestone_split set milestone_on = milestone_on + 1
            "
            .to_owned(),
        ),
        (
            "I4 milestone_follows_the_split",
            r"
            update milestone_split
            set amount = amount + case
                when milestone_split_id = (
                    select min(milestone_split_id)
                    from milestone_split s
                    join milestone m using (company_id, milestone_id)
                    where m.name = 'Concept'
                ) then 100
                else -50
            end
            where milestone_id = (select milestone_id from milestone where name = 'Concept')
            "
            .to_owned(),
        ),
        (
            "ready_milestones_meet_their_sum",
            r"
            update milestone
            set amount = amount + 1
            where name = 'Ready'; update milestone_split
            set amount = amount + 1
            where milestone_id = (select milestone_id from milestone where name = 'Ready')
            "
            .to_owned(),
        ),
        (
            "billed_before_has_its_opening",
            r"
            update milestone_split
            set is_billed_before = true, is_ready = false
            where milestone_id = (select milestone_id from milestone where name = 'Concept')
            "
            .to_owned(),
        ),
        (
            "opening_is_in_the_ledger_as_said",
            r"
            update journal_opening set available = available - 1
            "
            .to_owned(),
        ),
        (
            "billed_retainer_equals_its_use",
            r"
            update invoice_retainer set amount = amount + 1 where retainer_use = 'billed'
            "
            .to_owned(),
        ),
        (
            "retainer_belongs_on_its_invoice",
            r"
            update retainer set customer_id = customer_id + 1
            "
            .to_owned(),
        ),
        (
            "retainer_used_within_available",
            r"
            update invoice_retainer set amount = amount + 100000000 where retainer_use = 'applied'
            "
            .to_owned(),
        ),
        (
            "retainers_applied_within_chargeable",
            r"
            update invoice_retainer set amount = amount + 1 where retainer_use = 'applied'
            "
            .to_owned(),
        ),
    ]
}

/// Of invoices.
fn in_invoices() -> Vec<Planted> {
    let issued = "alter table invoice drop constraint invoice_was_issued_to_its_customer; alter table invoice alter column bill_to_name drop not null";
    let first = "invoice_id = (select min(invoice_id) from invoice where state = 'confirmed')";
    let detail = "invoice_detail_id = (select min(invoice_detail_id) from invoice_detail join invoice using (company_id, invoice_id) where state = 'confirmed')";
    let copied = |which: &str, without: &str| {
        format!(
            "{without}; create temporary table twin on commit drop as select * from invoice_detail where {which} limit 1;
             update twin set invoice_detail_id = nextval('invoice_detail_id_seq'); alter table twin drop column net_amount; insert into invoice_detail select * from twin"
        )
    };
    vec![
        (
            "I2 actual_on_one_invoice",
            copied("source_actual_id is not null", "drop index actual_on_one_invoice"),
        ),
        (
            "I2 milestone_split_on_one_invoice",
            copied(
                "source_milestone_split_id is not null",
                "drop index milestone_split_on_one_invoice",
            ),
        ),
        (
            "I2 product_line_on_one_invoice",
            copied("source_product_line_id is not null", "drop index product_line_on_one_invoice"),
        ),
        (
            "invoice_detail_has_one_source",
            format!(
                r"
                alter table invoice_detail drop constraint invoice_detail_has_one_source; update invoice_detail
                set source_actual_id = null
                where {detail}
                "
            ),
        ),
        (
            "unedited_detail_equals_its_sale",
            r"
            update invoice_detail d
            set quantity = quantity + 1, amount = (quantity + 1) * unit_price
            from invoice i
            where i.company_id = d.company_id and i.invoice_id = d.invoice_id and i.is_open
                and d.source_actual_id is not null
            "
            .to_owned(),
        ),
        (
            "added_sale_equals_its_detail",
            "update invoice_detail set work_on = work_on + 1 where added_class is not null"
                .to_owned(),
        ),
        (
            "added_sale_equals_its_detail",
            r"
            update invoice_detail set source_actual_id = null where added_class is not null
            "
            .to_owned(),
        ),
        (
            "added_sale_equals_its_detail",
            r"
            update actual
            set added_detail_id = (select max(invoice_detail_id) + 1 from invoice_detail)
            where added_detail_id is not null
            "
            .to_owned(),
        ),
        (
            "invoice_detail_has_one_source",
            r"
            alter table invoice_detail drop constraint invoice_detail_has_one_source; update invoice_detail
            set source_milestone_split_id = 0
            where added_class is not null
            "
            .to_owned(),
        ),
        (
            "invoice_detail_amount_multiplies_out",
            format!(
                r"
                alter table invoice_detail drop constraint invoice_detail_amount_multiplies_out; update invoice_detail
                set amount = amount + 1
                where {detail}
                "
            ),
        ),
        (
            "I3 open_sale_is_in_one_place",
            r"
            delete from backlog where actual_id = (select min(actual_id) from backlog)
            "
            .to_owned(),
        ),
        (
            "I3 open_sale_is_in_one_place",
            r"
            delete
            from invoice_detail
            where invoice_detail_id = (
                select max(invoice_detail_id)
                from invoice_detail
                join invoice using (company_id, invoice_id)
                where state = 'draft'
            )
            "
            .to_owned(),
        ),
        (
            "I5 invoice_totals_are_of_its_details",
            format!(
                r"
                update invoice set amount = amount + 1 where {first}
                "
            ),
        ),
        (
            "I5 invoice_totals_are_of_its_details",
            format!(
                r"
                update invoice set tax = 1 where {first}
                "
            ),
        ),
        (
            "I6 invoice_numbers_have_no_gap",
            r"
            update invoice_counter set last_number = last_number + 1
            "
            .to_owned(),
        ),
        ("I6 invoice_numbers_have_no_gap", format!("delete from invoice where {first}")),
        (
            "I6 invoice_numbers_follow_time",
            format!(
                r"
                update invoice set confirmed_at = confirmed_at + interval '1 second' where {first}
                "
            ),
        ),
        (
            "invoice_keeps_whom_it_was_issued_to",
            format!("{issued}; update invoice set customer_name = null where {first}"),
        ),
        (
            "invoice_keeps_whom_it_was_issued_to",
            format!("{issued}; update invoice set bill_to_name = null where {first}"),
        ),
        (
            "I6 invoice_number_comes_with_confirmation",
            format!(
                r"
                alter table invoice drop constraint invoice_number_comes_with_confirmation; update invoice
                set state = 'draft'
                where {first}
                "
            ),
        ),
        ("I6 company_has_its_counter", "delete from invoice_counter".to_owned()),
        (
            "I10 invoice_detail_belongs_to_its_invoice",
            format!(
                r"
                update invoice set customer_id = customer_id + 1 where {first}
                "
            ),
        ),
        (
            "I10 invoice_detail_belongs_to_its_invoice",
            format!(
                r"
                update invoice_detail set contract_line_id = contract_line_id + 1 where {detail}
                "
            ),
        ),
        (
            "invoice_first_row_follows",
            "update invoice set first_work_on = first_work_on + 1 where is_open".to_owned(),
        ),
        (
            "invoice_follows_details",
            "update invoice set draft_amount = draft_amount + 1 where is_open".to_owned(),
        ),
        (
            "invoice_follows_details",
            "update invoice set draft_tax = draft_tax + 1 where is_open".to_owned(),
        ),
        (
            "I15 confirmed_detail_is_billed",
            format!(
                r"
                delete
                from actual
                where invoice_detail_id = (
                    select min(invoice_detail_id) from invoice_detail where {detail}
                )
                    and transaction_type = 'billed_sales'
                "
            ),
        ),
        (
            "billed_detail_equals_its_sale",
            format!(
                r"
                update invoice_detail set work_on = work_on + 1 where {detail}
                "
            ),
        ),
        (
            "billed_detail_equals_its_sale",
            format!(
                r"
                update invoice_detail set tax = 19 where {detail}
                "
            ),
        ),
        (
            "billed_milestone_equals_its_detail",
            r"
            update actual set work_on = work_on + 1 where transaction_class = 'milestone'
            "
            .to_owned(),
        ),
        (
            "billed_product_line_equals_its_detail",
            r"
            update actual set work_on = work_on + 1 where transaction_class = 'material'
            "
            .to_owned(),
        ),
        (
            "product_is_billed_to_the_primary_customer",
            r"
            update invoice
            set customer_id = (
                select min(customer_id) from customer k where k.company_id = invoice.company_id
                    and k.customer_id <> invoice.customer_id
            )
            where contract_id in (select contract_id from contract where number = 'GOODS')
            "
            .to_owned(),
        ),
        (
            "milestone_billed_once",
            format!(
                "drop index milestone_billed_once; {}",
                copy_of(
                    "transaction_class = 'milestone' and transaction_type = 'billed_sales'",
                    &[]
                )
            ),
        ),
        (
            "invoice_is_of_a_contract_in_force",
            r"
            update contract set state = 'draft' where number = 'SOLO'
            "
            .to_owned(),
        ),
    ]
}

/// Of corrections.
fn in_corrections() -> Vec<Planted> {
    let detail = "corrects_actual_id is not null";
    vec![
        (
            "billed_sale_is_taken_back_by_its_correction",
            r"
            update actual set invoice_id = (select min(invoice_id) from invoice)
            where transaction_type = 'billed_sales' and reverses_actual_id is not null
            "
            .to_owned(),
        ),
        (
            "correction_takes_its_sale_back",
            format!(
                "update invoice_detail set credited_amount = credited_amount - 1 where {detail}"
            ),
        ),
        (
            "credited_detail_is_billed_no_more",
            r"
            update invoice_detail set credited_by_invoice_id = null
            where credited_by_invoice_id is not null
            "
            .to_owned(),
        ),
        (
            "I8 credit_stays_within_its_invoice",
            format!(
                "update invoice_detail set credited_amount = credited_amount * 2 where {detail}"
            ),
        ),
    ]
}

/// Of the audit trail: rows that are forged, gone, or of another time.
fn in_the_trail() -> Vec<Planted> {
    let confirmation = "audit_entry_id = (select min(audit_entry_id) from audit_entry where command = 'confirm_invoices')";
    let middle = "audit_entry_id = (select max(audit_entry_id) - 3 from audit_entry)";
    let draft = "(select min(invoice_id) from invoice where state = 'draft')";
    let forged = |after: &str| {
        format!(
            r"
            insert into audit_entry (
                company_id, happened_at, person_id, request_id, command, input, after
            )
            select company_id, happened_at, person_id, gen_random_uuid(), command, input, {after}
            from audit_entry
            where {confirmation}
            "
        )
    };
    vec![
        ("I16 confirmation_is_audited", format!("delete from audit_entry where {confirmation}")),
        (
            "I16 confirmation_is_audited",
            format!(
                r"
                update audit_entry set person_id = null where {confirmation}
                "
            ),
        ),
        (
            "I16 confirmation_is_audited",
            format!(
                r"
                update audit_entry
                set happened_at = happened_at + interval '5 minutes'
                where {confirmation}
                "
            ),
        ),
        (
            "I16 confirmation_is_audited",
            format!(
                r"
                update audit_entry set command = 'create_invoices' where {confirmation}
                "
            ),
        ),
        (
            "I16 confirmation_is_audited",
            forged(&format!(
                "jsonb_build_array(jsonb_build_object('invoice_id', {draft}, 'outcome', jsonb_build_object('Ok', 1)))"
            )),
        ),
        (
            "I16 confirmation_is_audited",
            forged(
                "jsonb_build_array(jsonb_build_object('invoice_id', 0, 'outcome', jsonb_build_object('Ok', 99)))",
            ),
        ),
        (
            "I16 confirmation_is_audited",
            format!(
                r"
                update audit_entry
                set after = jsonb_set(after, '{{0,outcome,Ok}}', '77')
                where {confirmation}
                "
            ),
        ),
        (
            "I16 confirmation_is_audited",
            r"
            update invoice set confirmed_by = null where state = 'confirmed'
            "
            .to_owned(),
        ),
        (
            "audit_entry_of_a_person",
            format!(
                r"
                update audit_entry
                set person_id = (
                    select max(person_id) from person where company_id <> audit_entry.company_id
                )
                where {middle}
                "
            ),
        ),
        (
            "I16 audit_entry_is_in_order",
            format!(
                r"
                update audit_entry set happened_at = happened_at - interval '2 days' where {middle}
                "
            ),
        ),
        (
            "I16 audit_entry_is_in_order",
            r"
            update audit_entry
            set happened_at = clock_timestamp() + interval '2 days'
            where audit_entry_id = (select max(audit_entry_id) from audit_entry)
            "
            .to_owned(),
        ),
        (
            "I16 audit_entry_is_written_once",
            format!(
                r"
                update audit_entry a
                set request_id = (
                    select request_id
                    from audit_entry b
                    where b.company_id = a.company_id and b.audit_entry_id = a.audit_entry_id - 1
                )
                where {middle}
                "
            ),
        ),
    ]
}

/// Plants a fault and asks who names it; everything is as before afterwards.
async fn named(owner: &mut PgConnection, sql: &str) -> BTreeSet<&'static str> {
    let mut planting = owner.begin().await.expect("begins");
    planting
        .execute(AssertSqlSafe(format!("set local session_replication_role = replica; alter table invoice_detail alter column original_actual_id drop expression; {sql}; set local session_replication_role = origin")))
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    let found = audit::audit(&mut planting).await.expect("the audit runs");
    planting.rollback().await.expect("goes back");
    found.into_iter().filter(|finding| finding.count > 0).map(|finding| finding.name).collect()
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_planted_fault_is_named(owner: PgPool) {
    let world = furnished(owner).await;
    world.audit_clean().await;
    let planted: Vec<Planted> = [
        in_the_ledger(),
        in_the_book(),
        in_the_rooms(),
        in_invoices(),
        in_corrections(),
        in_the_trail(),
    ]
    .concat();
    assert!(planted.len() >= 43, "{}", planted.len());
    let mut connection = world.owner.acquire().await.expect("a connection");
    let mut silent = Vec::new();
    for (check, sql) in &planted {
        let named = named(&mut connection, sql).await;
        if !named.contains(check) {
            silent.push(format!("{check} says nothing of: {sql}\n  but {named:?} do"));
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
    drop(connection);
    world.audit_clean().await;

    // Every check has its fault: one that can't fail asks nothing. Walls are brought down below.
    let tried: BTreeSet<&str> = planted.iter().map(|(check, _)| *check).collect();
    let untried: Vec<&str> = audit::checks()
        .map(|check| check.name)
        .filter(|name| !tried.contains(name) && *name != "walls_stand")
        .collect();
    assert!(untried.is_empty(), "{untried:?}");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_wall_that_is_down_is_named(owner: PgPool) {
    // what the migrations make, beside what stands: dropped, switched off, replaced, granted or
    // added
    let world = World::bare(owner).await;
    let url = url_of(&world);
    let built =
        catalog::as_migrated(&url).await.expect("made").expect("a superuser makes databases");
    let mut connection = world.owner.acquire().await.expect("a connection");
    assert_eq!(
        catalog::differences(&built, &catalog::catalog(&mut connection).await.expect("read")),
        Vec::<String>::new()
    );
    for (sql, told) in [
        ("alter table entry disable trigger all", "foreign keys of entry is not as it was made"),
        (
            "alter table invoice disable trigger confirmed_invoice_is_frozen",
            "trigger invoice.confirmed_invoice_is_frozen is not as it was made",
        ),
        (
            "drop trigger actual_is_append_only on actual",
            "trigger actual.actual_is_append_only is gone",
        ),
        (
            "alter table actual drop constraint actual_amount_multiplies_out",
            "constraint actual.actual_amount_multiplies_out is gone",
        ),
        (
            "alter table actual drop constraint actual_amount_multiplies_out, add constraint actual_amount_multiplies_out check (true)",
            "constraint actual.actual_amount_multiplies_out is not as it was made",
        ),
        ("drop index actual_billed_once", "index actual_billed_once is gone"),
        ("drop policy own_company on invoice", "policy invoice.own_company is gone"),
        (
            "alter policy own_company on invoice using (true)",
            "policy invoice.own_company is not as it was made",
        ),
        ("create policy mine on invoice using (true)", "policy invoice.mine was added"),
        ("alter table invoice disable row level security", "table invoice is not as it was made"),
        (
            "grant update on actual to billwright_app",
            "grant on actual to billwright_app is not as it was made",
        ),
        ("grant update (amount) on actual to public", "grant on actual.amount to public was added"),
        (
            "grant execute on procedure company_wall to billwright_app",
            "grant on company_wall(regclass) to billwright_app was added",
        ),
        (
            "create or replace function refuse_statement() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$ begin return null; end $$",
            "function refuse_statement() is not as it was made",
        ),
        (
            "alter function invoice_guard() reset search_path",
            "function invoice_guard() is not as it was made",
        ),
        ("create function mine() returns int language sql return 1", "function mine() was added"),
        ("create rule mine as on update to price do instead nothing", "rule price.mine was added"),
        (
            "create trigger mine before insert on price for each row execute function refuse_statement()",
            "trigger price.mine was added",
        ),
        (
            r"
            create or replace view standing_opening with (security_invoker = false) as
            select *
            from journal_opening
            ",
            "view standing_opening is not as it was made",
        ),
        ("create table mine (x int)", "table mine was added"),
    ] {
        let mut planting = connection.begin().await.expect("begins");
        planting.execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        let told_of =
            catalog::differences(&built, &catalog::catalog(&mut planting).await.expect("read"));
        planting.rollback().await.expect("goes back");
        assert!(told_of.iter().any(|line| line == told), "{sql}: {told_of:?}");
    }
    for (sql, told) in [
        (
            "alter table price disable trigger price_periods_do_not_overlap",
            "trigger price_periods_do_not_overlap is off",
        ),
        (
            "alter function invoice_guard() reset search_path",
            "function invoice_guard() looks for tables where its caller says",
        ),
        ("alter table price owner to billwright_app", "billwright_app owns price"),
        ("grant create on schema public to billwright_app", "billwright_app may make tables"),
        ("grant update on actual to billwright_app", "billwright_app may UPDATE actual"),
        ("alter table invoice disable row level security", "no row-level security on invoice"),
    ] {
        let mut planting = connection.begin().await.expect("begins");
        planting.execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        let (lines, _) = audit::report(&audit::audit(&mut planting).await.expect("the audit runs"));
        planting.rollback().await.expect("goes back");
        assert!(lines.contains(told), "{sql}: {lines}");
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_a_constraint_promises_is_asked_of_the_rows(owner: PgPool) {
    let world = furnished(owner).await;
    let mut connection = world.owner.acquire().await.expect("a connection");
    let kept = promises::kept(&mut connection).await.expect("asked");
    assert_eq!((kept.count, kept.first), (0, Vec::new()));
    for (sql, told) in [
        (
            "update entry set role_id = 0 where entry_id = (select min(entry_id) from entry)",
            "entry_in_a_role",
        ),
        (
            r"
            update invoice
            set customer_id = 0
            where invoice_id = (select min(invoice_id) from invoice)
            ",
            "invoice_to_a_customer",
        ),
        ("delete from resource", "entry_of_a_resource"),
        (
            r"
            alter table price drop constraint price_is_not_negative; update price
            set unit_price = -1; alter table price add constraint price_is_not_negative check (
                unit_price >= 0
            ) not valid
            ",
            "price_is_not_negative",
        ),
    ] {
        let mut planting = connection.begin().await.expect("begins");
        planting
            .execute(AssertSqlSafe(format!("set local session_replication_role = replica; {sql}")))
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
        let kept = promises::kept(&mut planting).await.expect("asked");
        planting.rollback().await.expect("goes back");
        assert!(
            kept.count > 0 && kept.first.iter().any(|line| line.ends_with(told)),
            "{sql}: {kept:?}"
        );
    }
}

/// The address of a test's database, as its owner.
fn url_of(world: &World) -> String {
    let name: String = world.owner.connect_options().get_database().unwrap_or_default().to_owned();
    let base = std::env::var("DATABASE_URL").expect("the tests' database");
    crate::app::home::with_database(&base, &name).expect("an address")
}
