//! Details that are written on a draft by hand: billed, corrected, refused (R-EDIT-13).
#![cfg(feature = "ssr")]

use super::{
    fixtures::{World, day, dec, refusal},
    sheets::work,
    walls::{As, check},
};
use crate::{
    invoicing::{
        confirm::commands::preview_confirmation,
        draft::{
            commands::{add_detail, list_details, list_history, read_addable, total_groups},
            model::{
                DetailAdd, DetailAdded, DetailEdit, DetailRow, GroupBy, GroupQuery, Happening,
                HistoryQuery,
            },
        },
        revise::tests_db::corrective,
        tests_db::{change, eight_hours, read},
    },
    platform::failure::Failure,
    vocabulary::{
        ids::{InvoiceId, ResourceId},
        paging::ListQuery,
        refusal::{Field, Refusal},
        words::{BillingType, LimitKind, TransactionClass},
    },
};
use sqlx::PgPool;

/// Three hours of a Developer on 3 March, at the price list's price.
pub async fn three_hours(world: &World, invoice_id: InvoiceId) -> DetailAdd {
    let role = world.ask("select role_id from role where name = 'Developer'").await;
    let addable = world
        .read(move |scope| Box::pin(async move { read_addable(scope, invoice_id).await }))
        .await
        .expect("where it can be");
    DetailAdd {
        invoice_id,
        contract_line_id: addable.lines[0].contract_line_id,
        transaction_class: TransactionClass::Time,
        work_on: "2026-03-03".into(),
        task_id: None,
        priced_by: Some(role),
        resource_id: None,
        unit: String::new(),
        quantity: "3".into(),
        unit_price: String::new(),
        tax: String::new(),
        billing_type: BillingType::Chargeable,
        description: "Workshop nobody recorded".into(),
        external_description: "Workshop".into(),
    }
}

pub async fn add(world: &World, add: DetailAdd) -> Result<DetailAdded, Failure> {
    world.run_as("add_detail", add, |tx, add| Box::pin(add_detail(tx, add))).await
}

/// SOLO's line includes every class; there is a category `Travel` at 0.5 a km and a product `Cable`
/// without a price.
async fn all_classes(world: &World) {
    world
        .force_terms(
            r"
            insert into contract_line_class (
                company_id, project_id, transaction_class, contract_line_id
            )
            select company_id, project_id, x, contract_line_id
            from contract_line, unnest('{expense,material,fee}'::transaction_class[]) x
            where name in ('Portal time', 'Fixed work')
            ",
        )
        .await;
    world
        .force(
            r"
            insert into category (company_id, name) select company_id, 'Travel' from company;
            insert into product (company_id, name, unit) select company_id, 'Cable', 'm' from company;
            insert into price (
                company_id, currency, transaction_class, category_id, unit, unit_price, valid_from
            )
            select company_id, 'GBP', 'expense', category_id, 'km', 0.5, '2026-01-01'
            from category
            where name = 'Travel'
            ",
        )
        .await;
}

async fn fee(world: &World, draft: InvoiceId, amount: &str) -> DetailAdd {
    let category = world.ask("select category_id from category where name = 'Travel'").await;
    DetailAdd {
        transaction_class: TransactionClass::Fee,
        priced_by: Some(category),
        quantity: "1".into(),
        unit_price: amount.into(),
        ..three_hours(world, draft).await
    }
}

/// The ledger from a row on.
async fn rows_from(world: &World, row: usize) -> Vec<String> {
    world.ledger().await.split_off(row - 1)
}

/// A correction of one detail, confirmed; the rows it wrote.
async fn corrected(
    world: &World,
    invoice: InvoiceId,
    edit: impl FnOnce(&mut DetailEdit),
) -> (InvoiceId, Vec<String>) {
    let before = world.ledger().await.len();
    let draft = corrective(world, invoice).await;
    change(world, draft, edit).await;
    world.confirmed(draft).await;
    world.audit_clean().await;
    (draft, rows_from(world, before + 1).await)
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn on_time_and_material_it_is_unbilled_for_as_long_as_it_takes_to_bill_it(owner: PgPool) {
    // R-CONF-1 f, R-EDIT-9, R-EDIT-13, R-PRC-1
    let (world, draft) = eight_hours(owner).await;
    let version = world.invoice_version(draft).await;
    let added = add(&world, three_hours(&world, draft).await).await.expect("added");
    assert!(added.has_price, "the price list has one");
    assert!(world.invoice_version(draft).await > version, "the invoice changed");
    let row = world.details(draft).await.remove(1);
    assert_eq!(
        (
            row.transaction_class,
            row.work_on,
            row.quantity,
            row.unit_price,
            row.amount,
            row.is_added
        ),
        (TransactionClass::Time, day("2026-03-03"), dec("3"), dec("200"), dec("600"), true)
    );
    assert_eq!(
        (row.role_name.as_deref(), row.source_actual_id, row.edited_at),
        (Some("Developer"), None, None)
    );
    assert_eq!(read(&world, draft).await.unwrap().header.amount, dec("2200"));
    assert_eq!(world.ledger().await.len(), 2, "nothing is behind it until Confirm");

    // Edited as any other; it says what it says, and so it is edited by nobody.
    world.edit(DetailEdit { quantity: "4".into(), ..row.as_edit() }).await.expect("edited");
    let row = world.details(draft).await.remove(1);
    assert_eq!((row.amount, row.edited_at, row.is_edited()), (dec("800"), None, false));
    assert_eq!(
        refusal(world.edit(DetailEdit { quantity: "0".into(), ..row.as_edit() }).await),
        Refusal::FieldNotPositive(Field::Quantity)
    );

    let preview = world
        .read(move |scope| {
            Box::pin(async move { preview_confirmation(scope, draft, 0, day("2026-03-31")).await })
        })
        .await
        .expect("a preview");
    assert_eq!(
        (preview.count, preview.billed_amount, preview.reversed_amount, preview.edited_count),
        (5, dec("2400"), dec("-1600"), 0)
    );
    world.confirmed(draft).await;
    assert_eq!(
        rows_from(&world, 3).await,
        [
            "3 unbilled_sales chargeable -8 x 200 = -1600 GBP, reverses 2",
            "4 billed_sales chargeable 8 x 200 = 1600 GBP, bills 2",
            "5 unbilled_sales chargeable 4 x 200 = 800 GBP",
            "6 unbilled_sales chargeable -4 x 200 = -800 GBP, reverses 5",
            "7 billed_sales chargeable 4 x 200 = 800 GBP, bills 5"
        ]
    );
    assert!(world.details(draft).await[1].source_actual_id.is_some(), "it has its sale now");
    assert_eq!(world.backlog().await, Vec::<String>::new());
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_class_its_line_includes_has_its_price_its_unit_and_its_tax(owner: PgPool) {
    // R-CONF-1 f and h, R-EDIT-13, R-EDIT-10, R-PRC-2
    let (world, draft) = eight_hours(owner).await;
    all_classes(&world).await;
    let travel = world.ask("select category_id from category where name = 'Travel'").await;
    let cable = world.ask("select product_id from product where name = 'Cable'").await;
    let ada = world.ask("select min(resource_id) from resource").await;
    let hours = three_hours(&world, draft).await;
    let drive = DetailAdd {
        transaction_class: TransactionClass::Expense,
        priced_by: Some(travel),
        resource_id: Some(ResourceId(ada)),
        unit: "km".into(),
        quantity: "120".into(),
        tax: "11.40".into(),
        ..hours.clone()
    };
    let material = DetailAdd {
        transaction_class: TransactionClass::Material,
        priced_by: Some(cable),
        quantity: "2.5".into(),
        ..hours.clone()
    };
    assert!(add(&world, drive).await.expect("an expense").has_price);
    assert!(!add(&world, material.clone()).await.expect("material").has_price, "at 0, and said so");
    add(
        &world,
        DetailAdd { unit_price: "7".into(), billing_type: BillingType::Complimentary, ..material },
    )
    .await
    .expect("material for nothing");
    add(&world, fee(&world, draft, "300").await).await.expect("a fee");

    let shown = |row: &DetailRow| {
        format!(
            "{} {} {} x {} tax {}",
            row.transaction_class.word(),
            row.role_name.as_deref().unwrap_or("-"),
            row.quantity.normalize(),
            row.unit_price.normalize(),
            row.tax.normalize()
        )
    };
    let details = world.details(draft).await;
    assert_eq!(
        details[1..].iter().map(shown).collect::<Vec<_>>(),
        [
            "expense Travel 120 x 0.5 tax 11.4",
            "material Cable 2.5 x 0 tax 0",
            "material Cable 2.5 x 7 tax 0",
            "fee Travel 1 x 300 tax 0"
        ]
    );
    assert_eq!(
        world
            .texts("select added_unit from invoice_detail where added_class is not null order by 1")
            .await,
        ["", "km", "m", "m"]
    );
    // They are found by what they are.
    for (filter, value, count) in
        [("class", "fee", 1), ("class", "material", 2), ("person_id", &*ada.to_string(), 2)]
    {
        let query = ListQuery::default().with("invoice_id", draft.to_string()).with(filter, value);
        let found = world
            .read(move |scope| Box::pin(async move { list_details(scope, &query).await }))
            .await
            .expect("a list")
            .rows;
        assert_eq!(found.len(), count, "{filter} {value}");
    }
    for by in [GroupBy::Class, GroupBy::Person, GroupBy::Task, GroupBy::Line] {
        let query = GroupQuery { invoice_id: draft, by };
        let groups = world
            .read(move |scope| Box::pin(async move { total_groups(scope, &query).await }))
            .await
            .expect("groups");
        assert_eq!(groups.iter().map(|group| group.count).sum::<i64>(), 5, "{by:?}");
    }
    world.confirmed(draft).await;
    assert_eq!(
        rows_from(&world, 5).await,
        [
            "5 unbilled_sales chargeable 120 x 0.5 = 60 GBP",
            "6 unbilled_sales chargeable -120 x 0.5 = -60 GBP, reverses 5",
            "7 billed_sales chargeable 120 x 0.5 = 60 GBP, bills 5, tax 11.40",
            "8 unbilled_sales chargeable 2.5 x 0 = 0 GBP",
            "9 unbilled_sales chargeable -2.5 x 0 = 0 GBP, reverses 8",
            "10 billed_sales chargeable 2.5 x 0 = 0 GBP, bills 8",
            "11 unbilled_sales complimentary 2.5 x 7 = 17.5 GBP",
            "12 unbilled_sales complimentary -2.5 x 7 = -17.5 GBP, reverses 11",
            "13 billed_sales complimentary 2.5 x 7 = 17.5 GBP, bills 11",
            "14 unbilled_sales chargeable 1 x 300 = 300 GBP",
            "15 unbilled_sales chargeable -1 x 300 = -300 GBP, reverses 14",
            "16 billed_sales chargeable 1 x 300 = 300 GBP, bills 14"
        ]
        .map(|row| row.replace("11.40", "11.4"))
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn on_a_fixed_price_line_only_the_billed_sale_is_written_and_credited(owner: PgPool) {
    // R-CONF-1 g, R-COR-2: in part, then the whole; nothing returns to the backlog
    let world = World::new(owner).await;
    world.milestone("FIXED", "Whole", "2026-03-31", "5000").await;
    world.milestones_ready("FIXED").await;
    let draft = world.draft("FIXED").await;
    let hours = three_hours(&world, draft).await;
    let priced = DetailAdd { unit_price: "150".into(), tax: "90".into(), ..hours };
    add(&world, priced).await.expect("added");
    world.confirmed(draft).await;
    assert_eq!(
        world.ledger().await,
        [
            "1 billed_sales chargeable 1 x 5000 = 5000 EUR",
            "2 billed_sales chargeable 3 x 150 = 450 EUR, tax 90"
        ]
    );
    world.audit_clean().await;

    let before = world.ledger().await.len();
    let part = corrective(&world, draft).await;
    let details = world.details(part).await;
    let keep = details.iter().position(|row| row.transaction_class == TransactionClass::Time);
    let hours = &details[keep.expect("the hours")];
    let milestone = details.iter().find(|row| row.credited_amount == dec("5000")).expect("it");
    world.delete_details(part, vec![milestone.invoice_detail_id], false).await.expect("off");
    world.edit(DetailEdit { quantity: "2".into(), ..hours.as_edit() }).await.expect("two");
    world.confirmed(part).await;
    assert_eq!(
        rows_from(&world, before + 1).await,
        [
            "3 billed_sales chargeable -3 x 150 = -450 EUR, reverses 2, tax -90",
            "4 billed_sales chargeable 2 x 150 = 300 EUR, replaces 2, tax 60"
        ]
    );
    world.audit_clean().await;

    let (_, rows) = corrected(&world, part, |edit| edit.quantity = "0".into()).await;
    assert_eq!(rows, ["5 billed_sales chargeable -2 x 150 = -300 EUR, reverses 4, tax -60"]);
    assert_eq!(world.backlog().await, Vec::<String>::new());
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn corrected_it_goes_the_way_of_every_sale(owner: PgPool) {
    // E1, E4, E6, R-COR-9, R-COR-11's ground: what is left is open again and is billed again
    let world = World::new(owner).await;
    world.ready(&[work("SOLO", "2026-03-02", "1")]).await;
    let draft = world.draft("SOLO").await;
    let first = world.details(draft).await.remove(0);
    add(&world, three_hours(&world, draft).await).await.expect("added");
    world.delete_details(draft, vec![first.invoice_detail_id], true).await.expect("alone");
    world.confirmed(draft).await;
    // 1 cost, 2 the hour that nobody bills; 3, 4, 5 what was added.
    let (one, rows) = corrected(&world, draft, |edit| edit.quantity = "2".into()).await;
    assert_eq!(
        rows,
        [
            "6 billed_sales chargeable -3 x 200 = -600 GBP, reverses 5",
            "7 unbilled_sales chargeable 2 x 200 = 400 GBP, replaces 5",
            "8 unbilled_sales chargeable -2 x 200 = -400 GBP, reverses 7",
            "9 billed_sales chargeable 2 x 200 = 400 GBP, bills 7",
            "10 unbilled_sales chargeable 1 x 200 = 200 GBP, replaces 5"
        ]
    );
    let (_, rows) = corrected(&world, one, |edit| edit.quantity = "0".into()).await;
    assert_eq!(
        rows,
        [
            "11 billed_sales chargeable -2 x 200 = -400 GBP, reverses 9",
            "12 unbilled_sales chargeable 2 x 200 = 400 GBP, replaces 9"
        ]
    );
    let harbour = "SOLO 2026-03-03 Harbour & Vale, Architects chargeable";
    assert_eq!(
        world.backlog().await[1..],
        [
            format!("{harbour} 1 = 200 not ready not_applicable"),
            format!("{harbour} 2 = 400 not ready not_applicable")
        ]
    );
    world.mark_all().await;
    let again = world.draft("SOLO").await;
    let rows = world.details(again).await;
    assert_eq!(
        rows.iter().map(|row| row.role_name.as_deref().unwrap_or("-")).collect::<Vec<_>>(),
        ["Developer"; 3]
    );
    assert_eq!(rows[1].notes.as_deref(), Some("Workshop nobody recorded"));
    world.confirmed(again).await;
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_fee_put_right_leaves_its_rest_open(owner: PgPool) {
    // E9, R-CONF-1 h
    let (world, draft) = eight_hours(owner).await;
    all_classes(&world).await;
    let first = world.details(draft).await.remove(0);
    add(&world, fee(&world, draft, "300").await).await.expect("a fee");
    world.delete_details(draft, vec![first.invoice_detail_id], true).await.expect("alone");
    world.confirmed(draft).await;
    let (_, rows) = corrected(&world, draft, |edit| {
        (edit.quantity, edit.unit_price) = ("1".into(), "100".into());
    })
    .await;
    assert_eq!(
        rows,
        [
            "6 billed_sales chargeable -1 x 300 = -300 GBP, reverses 5",
            "7 unbilled_sales chargeable 1 x 100 = 100 GBP, replaces 5",
            "8 unbilled_sales chargeable -1 x 100 = -100 GBP, reverses 7",
            "9 billed_sales chargeable 1 x 100 = 100 GBP, bills 7",
            "10 unbilled_sales chargeable 1 x 200 = 200 GBP, replaces 5"
        ]
    );
    // Lost with its contract, it is taken back as the rest is (R-SM-3).
    let contract = world.contract("SOLO").await;
    let version = world.ask("select version::bigint from contract where number = 'SOLO'").await;
    let seen = (contract, i32::try_from(version).expect("a version"));
    let closed = world
        .run(seen, |tx, seen| Box::pin(crate::lifecycle::commands::close_contract(tx, seen)))
        .await
        .expect("closed");
    assert_eq!((closed, world.backlog().await.len()), (2, 0));
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_added_counts_against_limits_when_it_is_confirmed(owner: PgPool) {
    // R-NTE-9: 1,600 of 3,000 is used
    let world = World::new(owner).await;
    world.ready(&[work("CAP", "2026-03-02", "8")]).await;
    let draft = world.draft("CAP").await;
    let add_hours = DetailAdd { quantity: "7.01".into(), ..three_hours(&world, draft).await };
    add(&world, add_hours).await.expect("added");
    let outcome = world.confirm(&[draft]).await.expect("asked").remove(0).outcome;
    assert_eq!(outcome, Err(Refusal::RaisedOverLimit(LimitKind::ContractLine)));
    let row = world.details(draft).await.remove(1);
    world.edit(DetailEdit { quantity: "7".into(), ..row.as_edit() }).await.expect("less");
    world.confirmed(draft).await;
    world.approved(&[work("CAP", "2026-03-05", "0.25")]).await;
    assert_eq!(
        world.backlog().await,
        ["CAP 2026-03-05 Nordlicht Energie chargeable 0.25 = 50 not ready failed (contract_line)"],
        "all of it is used"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn it_comes_off_for_good_and_its_history_says_so(owner: PgPool) {
    // R-EDIT-12, R-EDIT-13
    let (world, draft) = eight_hours(owner).await;
    let ledger = world.ledger().await;
    let first = add(&world, three_hours(&world, draft).await).await.expect("added");
    add(&world, three_hours(&world, draft).await).await.expect("once more");
    let off = world.delete_details(draft, vec![first.invoice_detail_id], false).await;
    assert_eq!(off.expect("off"), 1);
    let query = HistoryQuery { invoice_id: draft, before: None };
    let history = world
        .read(move |scope| Box::pin(async move { list_history(scope, &query).await }))
        .await
        .expect("a history")
        .rows;
    let Happening::Written(written) = &history[2].happened else { panic!("{history:?}") };
    assert_eq!((written.work_on, written.terms.amount), (day("2026-03-03"), dec("600")));
    assert_eq!(world.delete_invoice(draft).await.expect("deleted"), 2);
    assert_eq!(world.backlog().await.len(), 1, "only the work goes back");
    assert_eq!(world.ledger().await, ledger);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_cannot_be_added_says_which_field_and_why(owner: PgPool) {
    // R-EDIT-13, R-VOC-19, R-SM-28
    let (world, draft) = eight_hours(owner).await;
    let hours = three_hours(&world, draft).await;
    let elsewhere = world.line("PAIR").await;
    let text = |of: &str| of.to_owned();
    let quantity = |typed: &str| DetailAdd { quantity: text(typed), ..hours.clone() };
    let price = |typed: &str| DetailAdd { unit_price: text(typed), ..hours.clone() };
    let before = world.details(draft).await;
    for (add_it, expected) in [
        (quantity("-1"), Refusal::FieldOutOfRange(Field::Quantity)),
        (quantity("0"), Refusal::FieldNotPositive(Field::Quantity)),
        (quantity("1.00001"), Refusal::FieldOutOfRange(Field::Quantity)),
        (quantity("1000000000000000000"), Refusal::FieldOutOfRange(Field::Quantity)),
        (quantity("eight"), Refusal::FieldNotANumber(Field::Quantity)),
        (quantity(""), Refusal::FieldMissing(Field::Quantity)),
        (price("-1"), Refusal::FieldOutOfRange(Field::UnitPrice)),
        (price("1000000000000000000"), Refusal::FieldOutOfRange(Field::UnitPrice)),
        (
            DetailAdd { tax: text("1"), billing_type: BillingType::NonChargeable, ..hours.clone() },
            Refusal::TaxOnNonChargeable,
        ),
        (DetailAdd { work_on: text(""), ..hours.clone() }, Refusal::FieldMissing(Field::Date)),
        (
            DetailAdd { work_on: text("2026-02-30"), ..hours.clone() },
            Refusal::FieldNotADate(Field::Date),
        ),
        (DetailAdd { priced_by: None, ..hours.clone() }, Refusal::FieldMissing(Field::Role)),
        (DetailAdd { priced_by: Some(0), ..hours.clone() }, Refusal::FieldNotAChoice(Field::Role)),
        (
            DetailAdd { resource_id: Some(ResourceId(0)), ..hours.clone() },
            Refusal::FieldNotAChoice(Field::Resource),
        ),
        (
            DetailAdd { transaction_class: TransactionClass::Expense, ..hours.clone() },
            Refusal::LineExcludesClass,
        ),
        (
            DetailAdd { transaction_class: TransactionClass::Milestone, ..hours.clone() },
            Refusal::LineExcludesClass,
        ),
        (DetailAdd { contract_line_id: elsewhere, ..hours.clone() }, Refusal::LineBillsAnother),
        (
            DetailAdd { billing_type: BillingType::NotAvailable, ..hours.clone() },
            Refusal::InputUnreadable,
        ),
    ] {
        assert_eq!(refusal(add(&world, add_it.clone()).await), expected, "{add_it:?}");
    }
    assert_eq!(world.details(draft).await, before, "nothing is half saved");

    // A line that includes one task: that one, or none of it.
    world
        .force_terms(
            r"
            insert into task (company_id, project_id, name)
            select company_id, project_id, 'Cutover' from project where code = 'SOLO';
            update contract_line_class
            set task_id = (select task_id from task where name = 'Cutover')
            where contract_line_id = (
                select contract_line_id from contract_line where name = 'Portal time'
            )
            ",
        )
        .await;
    assert_eq!(refusal(add(&world, hours.clone()).await), Refusal::LineHasItsTasks);

    world.confirmed(draft).await;
    assert_eq!(refusal(add(&world, hours.clone()).await), Refusal::ConfirmedInvoiceIsFrozen);
    let correction = corrective(&world, draft).await;
    let late = DetailAdd { invoice_id: correction, ..hours };
    assert_eq!(refusal(add(&world, late).await), Refusal::CorrectiveOnlyCorrects);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_database_lets_nobody_say_otherwise(owner: PgPool) {
    // added_detail_says_what_it_is_of, invoice_detail_belongs_to_its_invoice,
    // added_sale_equals_its_detail, ledger_row_has_an_origin
    let (world, billed) = eight_hours(owner).await;
    add(&world, three_hours(&world, billed).await).await.expect("added");
    world.confirmed(billed).await;
    world.ready(&[work("SOLO", "2026-03-04", "1")]).await;
    let draft = world.draft("SOLO").await;
    add(&world, three_hours(&world, draft).await).await.expect("added");
    let copy = |of: &str, changes: &str| {
        format!(
            r"
            create temporary table twin on commit drop as select * from {of};
            update twin set {changes};
            "
        )
    };
    let open = "invoice_detail where added_class is not null and source_actual_id is null";
    let own = "invoice_detail_id = nextval('invoice_detail_id_seq')";
    // `place` is generated: it is named by no insert.
    let columns = "company_id, invoice_detail_id, invoice_id, contract_line_id, work_on, billing_type, quantity, unit_price, amount, tax, currency, nte_status, added_class, added_task_id, added_resource_id, added_role_id, added_category_id, added_product_id";
    let detail = |changes: &str| {
        format!(
            "{} insert into invoice_detail ({columns}) select {columns} from twin",
            copy(open, &format!("{own}, {changes}"))
        )
    };
    let first = "actual where added_detail_id is not null and transaction_type = 'unbilled_sales' and reverses_actual_id is null";
    let actual = |changes: &str| {
        format!(
            "{} alter table twin drop column net_amount; insert into actual select * from twin",
            copy(first, &format!("actual_id = nextval('actual_id_seq'), {changes}"))
        )
    };
    let (says, belongs) =
        ("23514 added_detail_says_what_it_is_of", "23514 invoice_detail_belongs_to_its_invoice");
    let equals = "23514 added_sale_equals_its_detail";
    let statements = [
        (detail("quantity = 0, amount = 0"), says),
        (detail("added_class = 'expense'"), says),
        (detail("added_class = 'milestone', added_role_id = null"), says),
        (
            detail("added_class = 'fee', added_role_id = null, added_category_id = 1"),
            "23503 added_detail_in_a_category",
        ),
        (detail("currency = 'EUR'"), belongs),
        (
            detail("contract_line_id = (select contract_line_id from contract_line where name = 'Grid time')"),
            belongs,
        ),
        (detail(&format!("invoice_id = {billed}")), "23514 confirmed_invoice_is_frozen"),
        (format!("update invoice_detail set quantity = 0, amount = 0 where invoice_id = {draft} and added_class is not null"), says),
        (
            format!(
                "update invoice_detail set source_actual_id = (select min(actual_id) from actual where added_detail_id is not null)
                 where invoice_id = {draft} and added_class is not null"
            ),
            "23505 actual_on_one_invoice",
        ),
        (actual("added_detail_id = null"), "23514 ledger_row_has_an_origin"),
        (
            actual("transaction_type = 'cost'"),
            "23514 actual_of_an_added_detail_is_a_sale",
        ),
        (actual("bills_actual_id = null"), "23505 added_detail_billed_once"),
        (
            actual(&format!(
                "added_detail_id = (select max(invoice_detail_id) from invoice_detail where invoice_id = {draft})"
            )),
            equals,
        ),
        (
            actual("replaces_actual_id = actual_id, role_id = null"),
            equals,
        ),
    ];
    let table: Vec<(As, &str, &str)> =
        statements.iter().map(|(sql, expected)| (As::Owner, sql.as_str(), *expected)).collect();
    check(&world, &table).await;
    world.audit_clean().await;
}
