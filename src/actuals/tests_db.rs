//! Store and commands on PostgreSQL: the ledger as listed, its statuses as derived.
#![cfg(test)]

use super::{
    commands::{draw_ids, list_ledger, post, total_ledger},
    model::{Actual, LedgerRow},
};
use crate::{
    platform::failure::Failure,
    tests::{
        fixtures::{World, check_list, refusal, unchanged},
        sheets::work,
    },
    vocabulary::{
        ids::ActualId,
        paging::{ListQuery, Page, Selection},
        refusal::Refusal,
    },
};
use sqlx::PgPool;

async fn list(world: &World, query: ListQuery) -> Result<Page<LedgerRow>, Failure> {
    world.read(move |conn, company| Box::pin(async move { list_ledger(conn, company, None, &query).await })).await
}

/// Every row as type, quantity, billing status, adjustment status; oldest first.
async fn statuses(world: &World) -> Vec<String> {
    let rows = list(world, ListQuery { descending: true, ..ListQuery::default() }).await.unwrap().rows;
    rows.iter()
        .map(|r| {
            let billing = r.billing_status.map(|s| s.word()).unwrap_or("-");
            format!("{} {} {billing} {}", r.transaction_type.word(), r.quantity.normalize(), r.adjustment_status.word())
        })
        .collect()
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn statuses_follow_from_what_reverses_replaces_and_claims(owner: PgPool) {
    // §2.4, §2.5: R-SM-16 to R-SM-22, R-SM-24; stored nowhere
    let world = World::new(owner).await;
    let sales = world.approved(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "2")]).await;
    let cost = ["cost 8 - none", "cost 2 - none"];
    assert_eq!(statuses(&world).await, [cost[0], "unbilled_sales 8 not_ready none", cost[1], "unbilled_sales 2 not_ready none"]);
    world.mark(Selection::Rows(sales.clone()), true).await.unwrap();
    assert_eq!(statuses(&world).await[1], "unbilled_sales 8 ready none");
    let draft = world.draft("SOLO").await;
    assert_eq!(statuses(&world).await[1], "unbilled_sales 8 on_draft none");
    let details = world.details(draft).await;
    world.edit(crate::invoicing::model::DetailEdit { quantity: "6".into(), ..unchanged(draft, &details[0]) }).await.unwrap();
    world.confirmed(draft).await;
    assert_eq!(
        statuses(&world).await,
        [
            cost[0],
            "unbilled_sales 8 posted adjusted",
            cost[1],
            "unbilled_sales 2 posted none",
            "unbilled_sales -8 - unadjustable",
            "unbilled_sales 6 posted none",
            "unbilled_sales -6 - unadjustable",
            "billed_sales 6 - none",
            "unbilled_sales 2 posted none",
            "unbilled_sales -2 - unadjustable",
            "billed_sales 2 - none",
            "unbilled_sales -2 - unadjustable",
            "billed_sales 2 - none",
        ]
    );
    let rows = list(&world, ListQuery { descending: true, ..ListQuery::default() }).await.unwrap().rows;
    let (original, reversal, replacing, billed) = (&rows[1], &rows[4], &rows[5], &rows[7]);
    assert_eq!((original.reversed_by_actual_id, reversal.reverses_actual_id), (Some(reversal.actual_id), Some(original.actual_id)));
    assert_eq!(
        (replacing.replaces_actual_id, replacing.billed_by_actual_id, billed.bills_actual_id),
        (Some(original.actual_id), Some(billed.actual_id), Some(replacing.actual_id))
    );
    assert_eq!((billed.invoice_id, billed.invoice_number, original.invoice_number), (Some(draft), Some(1), Some(1)));
    assert_eq!(
        (billed.contract_number.as_deref(), billed.customer_name.as_deref(), billed.resource_name.as_deref()),
        (Some("SOLO"), Some("Harbour & Vale, Architects"), Some("Ada Lind"))
    );
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn the_ledger_is_listed_page_by_page(owner: PgPool) {
    let world = World::new(owner).await;
    world.billed("SOLO", &[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "8")]).await;
    world.approved(&[work("PAIR", "2026-03-02", "8")]).await;
    check_list(&["id", "date", "amount"], |query| list(&world, query)).await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn the_ledger_is_filtered_and_totalled_with_its_signs(owner: PgPool) {
    let world = World::new(owner).await;
    let invoice = world.billed("SOLO", &[work("SOLO", "2026-03-02", "8")]).await;
    world.approved(&[work("PAIR", "2026-03-03", "8").by("Bob")]).await;
    let contract = world.contract("SOLO").await.to_string();
    let entry = world.ask("select min(entry_id) from entry").await.to_string();
    for (name, text, count, amounts) in [
        ("type", "cost", 3, "EUR 1600"),
        ("type", "unbilled_sales", 4, "EUR 1600 GBP 0"),
        ("type", "billed_sales", 1, "GBP 1600"),
        ("contract", "portal", 4, "EUR 800 GBP 1600"),
        ("contract_id", &*contract, 4, "EUR 800 GBP 1600"),
        ("entry_id", &*entry, 4, "EUR 800 GBP 1600"),
        ("invoice_id", &*invoice.to_string(), 2, "GBP 0"),
        ("customer", "tromsø", 2, "EUR 960"),
        ("project", "pair", 4, "EUR 2400"),
        ("person", "bob", 4, "EUR 2400"),
        ("from", "2026-03-03", 4, "EUR 2400"),
        ("to", "2026-03-02", 4, "EUR 800 GBP 1600"),
    ] {
        let query = ListQuery::default().with(name, text);
        assert_eq!(i64::try_from(list(&world, query.clone()).await.unwrap().rows.len()), Ok(count), "{name} {text}");
        let totals = world.read(move |conn, company| Box::pin(async move { total_ledger(conn, company, None, &query).await })).await.unwrap();
        // Each type is totalled by itself; what a currency's come to is only the check that none is missing.
        let mut sums = std::collections::BTreeMap::new();
        for (_, currency, amount) in &totals.kinds {
            *sums.entry(currency.to_string()).or_insert(rust_decimal::Decimal::ZERO) += amount;
        }
        let told = sums.iter().map(|(currency, amount)| format!("{currency} {}", amount.normalize())).collect::<Vec<_>>().join(" ");
        assert_eq!((totals.count, told.as_str()), (count, amounts), "{name} {text}");
    }
    assert_eq!(refusal(list(&world, ListQuery::default().with("type", "sales")).await), Refusal::UnknownListOption("sales".into()));
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn rows_are_written_as_they_are_given_and_keys_ascend(owner: PgPool) {
    let world = World::new(owner).await;
    world.approved(&[work("SOLO", "2026-03-02", "8")]).await;
    let answer = world
        .run((), |tx, ()| {
            Box::pin(async move {
                let ids = draw_ids(tx, 3).await?;
                post(tx, &[]).await?;
                assert!(draw_ids(tx, 0).await?.is_empty());
                Ok(ids)
            })
        })
        .await
        .unwrap();
    assert!(answer.windows(2).all(|pair| pair[0] < pair[1]), "{answer:?}");
    let query = ListQuery { descending: true, ..ListQuery::default() };
    let last: Option<ActualId> = list(&world, query).await.unwrap().rows.last().map(|row| row.actual_id);
    assert!(last < answer.first().copied());
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn a_row_that_does_not_stand_up_stops_the_whole_command(owner: PgPool) {
    // actual_amount_multiplies_out, reached through the one way into the ledger
    let world = World::new(owner).await;
    let sales = world.approved(&[work("SOLO", "2026-03-02", "8")]).await;
    let broken = world
        .run(sales[0], |tx, sale| {
            Box::pin(async move {
                let id = draw_ids(tx, 1).await?[0];
                let company = tx.company();
                let project: i64 = sqlx::query_scalar("select project_id from actual where company_id = $1 and actual_id = $2").bind(company).bind(*sale).fetch_one(tx.connection()).await?;
                let row = serde_json::json!({
                    "id": id, "transaction_type": "cost", "transaction_class": "time", "billing_type": "chargeable", "work_on": "2026-03-02", "accounted_on": "2026-03-31",
                    "contract_id": null, "contract_line_id": null, "customer_id": null, "project_id": project, "resource_id": null, "role_id": null, "entry_id": null,
                    "quantity": "8", "unit_price": "100", "amount": "801", "tax": "0", "currency": "EUR", "has_price": true,
                    "cost_actual_id": null, "reverses_actual_id": null, "replaces_actual_id": null, "bills_actual_id": null, "invoice_id": null, "invoice_detail_id": null
                });
                let row: Actual = serde_json::from_value(row).map_err(|error| Failure::Fault(error.to_string()))?;
                post(tx, &[row]).await
            })
        })
        .await;
    assert!(matches!(broken, Err(Failure::Database(_))), "a fault of ours, not the user's: {broken:?}");
    assert_eq!(world.ask("select count(*) from actual").await, 2);
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn another_company_s_ledger_is_not_there(owner: PgPool) {
    // G22, G23
    let world = World::new(owner).await;
    let rival = world.rival().await;
    rival.billed("SOLO", &[work("SOLO", "2026-03-02", "8")]).await;
    let theirs = rival.contract("SOLO").await.to_string();
    assert!(list(&world, ListQuery::default()).await.unwrap().rows.is_empty());
    assert!(list(&world, ListQuery::default().with("contract_id", theirs)).await.unwrap().rows.is_empty());
    assert_eq!(list(&rival, ListQuery::default()).await.unwrap().rows.len(), 4);
}
