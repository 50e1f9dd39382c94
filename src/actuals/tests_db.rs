//! Store and commands on PostgreSQL: the ledger as listed, its statuses as derived.
#![cfg(test)]

use super::{
    commands::{draw_ids, post},
    model::Actual,
};
use crate::{
    platform::failure::Failure,
    tests::{fixtures::World, samples::ledger_page, sheets::work},
    vocabulary::{ids::ActualId, paging::ListQuery},
};
use sqlx::PgPool;

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
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
    let last: Option<ActualId> =
        ledger_page(&world, query).await.unwrap().rows.last().map(|row| row.actual_id);
    assert!(last < answer.first().copied());
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_row_that_does_not_stand_up_stops_the_whole_command(owner: PgPool) {
    // actual_amount_multiplies_out, reached through the one way into the ledger
    let world = World::new(owner).await;
    let sales = world.approved(&[work("SOLO", "2026-03-02", "8")]).await;
    let broken = world
        .run(sales[0], |tx, sale| {
            Box::pin(async move {
                let id = draw_ids(tx, 1).await?[0];
                let company = tx.company();
                let project: i64 = sqlx::query_scalar(r"
                    select project_id from actual where company_id = $1 and actual_id = $2
                ").bind(company).bind(*sale).fetch_one(tx.connection()).await?;
                let row = serde_json::json!({
                    "id": id, "transaction_type": "cost", "transaction_class": "time", "billing_type": "chargeable", "work_on": "2026-03-02", "accounted_on": "2026-03-31",
                    "contract_id": null, "contract_line_id": null, "customer_id": null, "project_id": project, "resource_id": null, "role_id": null, "entry_id": null,
                    "quantity": "8", "unit_price": "100", "amount": "801", "discount_and_fee": {"discount_percent": "0", "fee_percent": "0"}, "tax": "0", "currency": "EUR", "has_price": true,
                    "cost_actual_id": null, "reverses_actual_id": null, "replaces_actual_id": null, "bills_actual_id": null, "invoice_id": null, "invoice_detail_id": null
                });
                let row: Actual = serde_json::from_value(row).map_err(|error| Failure::Fault(error.to_string()))?;
                post(tx, &[row]).await
            })
        })
        .await;
    assert!(
        matches!(broken, Err(Failure::Database(_))),
        "a fault of ours, not the user's: {broken:?}"
    );
    assert_eq!(world.ask("select count(*) from actual").await, 2);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn another_company_s_ledger_is_not_there(owner: PgPool) {
    // G22, G23
    let world = World::new(owner).await;
    let rival = world.rival().await;
    rival.billed("SOLO", &[work("SOLO", "2026-03-02", "8")]).await;
    let theirs = rival.contract("SOLO").await.to_string();
    assert!(ledger_page(&world, ListQuery::default()).await.unwrap().rows.is_empty());
    assert!(
        ledger_page(&world, ListQuery::default().with("contract_id", theirs))
            .await
            .unwrap()
            .rows
            .is_empty()
    );
    assert_eq!(ledger_page(&rival, ListQuery::default()).await.unwrap().rows.len(), 4);
}
