//! What lists come to is what their rows are, whether it is kept or added up.
#![cfg(feature = "ssr")]

use super::fixtures::World;
use crate::{
    app::bench::fill::{self, Size},
    backlog::{
        self,
        commands::{BACKLOG, total_backlog},
        model::BacklogRow,
    },
    desk::{
        commands::{LEDGER, total_ledger},
        model::LedgerRow,
    },
    platform::list::{ALL, ListSpec},
    vocabulary::{
        currency::Currency,
        paging::{ListQuery, Totals},
        words::{BillingType, TransactionClass, TransactionType},
    },
};
use rust_decimal::Decimal;
use sqlx::{Connection, Executor, PgPool};
use std::collections::BTreeMap;

/// Every filter that a list offers, once, and with each of the others.
fn asked(list: &ListSpec, with: &[(&str, &str)]) -> Vec<ListQuery> {
    let own = list.sorts[0].name;
    let alone = list
        .offered()
        .into_iter()
        .filter(|query| query.sort.as_deref().is_none_or(|sort| sort == own))
        .collect::<Vec<_>>();
    let both = with
        .iter()
        .flat_map(|(name, text)| alone.iter().map(|query| query.clone().with(name, *text)));
    both.chain(alone.clone()).collect()
}

/// Adds up the rows of the backlog that a query lets through.
async fn by_rows(world: &World, query: &ListQuery) -> (i64, Decimal, Vec<(Currency, Decimal)>) {
    let query = query.clone();
    let rows = world.database.read(world.actor.company, move |scope| {
        Box::pin(async move {
            let mut rows = Vec::new();
            BACKLOG.each(scope, &query, ALL, |row: BacklogRow| rows.push(row)).await?;
            Ok(rows)
        })
    });
    let (mut count, mut hours) = (0, Decimal::ZERO);
    let mut amounts: BTreeMap<Currency, Decimal> = BTreeMap::new();
    for row in rows.await.expect("rows") {
        count += 1;
        if row.transaction_class == TransactionClass::Time {
            hours += row.quantity;
        }
        let amount = amounts.entry(row.currency).or_default();
        if row.billing_type == BillingType::Chargeable {
            *amount += row.amount;
        }
    }
    (count, hours, amounts.into_iter().collect())
}

/// Everything that the backlog may be asked comes to its rows; answers how many questions found
/// some.
async fn backlog_adds_up(world: &World) -> usize {
    let mut found = 0;
    for query in asked(&BACKLOG, &[("status", "ready"), ("status", "all"), ("status", "posted")]) {
        let asked = query.clone();
        let read = world.database.read(world.actor.company, move |scope| {
            Box::pin(async move { total_backlog(scope, &asked).await })
        });
        let Totals { count, quantity, amounts, hints, .. } = read.await.expect("totals");
        assert_eq!((count, quantity, amounts), by_rows(world, &query).await, "{:?}", query.filters);
        found += usize::from(count > 0);
        if count == 0 && query.filters.len() == 1 && query.filters.contains_key("class") {
            assert!(hints.iter().all(|(_, count)| *count == 0), "{hints:?}");
        }
    }
    found
}

async fn ledger_adds_up(world: &World) -> usize {
    let mut found = 0;
    for query in asked(&LEDGER, &[("from", "2025-06-01")]) {
        let read = world.database.read(world.actor.company, move |scope| {
            Box::pin(async move {
                let (mut rows, totals) = (Vec::new(), total_ledger(scope, None, &query).await?);
                LEDGER.each(scope, &query, ALL, |row: LedgerRow| rows.push(row)).await?;
                Ok((query, totals, rows))
            })
        });
        let (query, totals, rows) = read.await.expect("read");
        let mut kinds: BTreeMap<_, Decimal> = BTreeMap::new();
        for row in &rows {
            // R-EDIT-10: of sales, what isn't chargeable is owed by nobody.
            let counts = row.transaction_type == TransactionType::Cost
                || row.billing_type == BillingType::Chargeable;
            let sum = kinds.entry((row.transaction_type, row.currency)).or_default();
            *sum += if counts { row.net_amount() } else { Decimal::ZERO };
        }
        let kinds: Vec<_> =
            kinds.into_iter().map(|((kind, of), sum)| (kind.word().to_owned(), of, sum)).collect();
        let count = i64::try_from(rows.len()).expect("few");
        assert_eq!((totals.count, totals.kinds), (count, kinds), "{:?}", query.filters);
        found += usize::from(count > 0);
    }
    found
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn lists_come_to_their_rows_before_and_after_sums_are_folded(owner: PgPool) {
    let world = World::bare(owner).await;
    let size = Size { contracts: 40, sales: 1_200, invoices: 60 };
    let mut conn = world.owner.acquire().await.expect("a connection");
    fill::company(&mut conn, world.actor.company, size).await.expect("filled");
    drop(conn);
    assert!(backlog_adds_up(&world).await > 15);
    assert!(ledger_adds_up(&world).await > 8);

    // Rows change, go, and come again.
    world
        .force(
            r"
            update backlog set is_ready = false where is_ready and actual_id % 2 = 0;
            create temporary table gone as select * from backlog where actual_id % 5 = 0;
            delete from backlog where actual_id % 5 = 0 or transaction_class = 'fee';
            insert into backlog select * from gone; drop table gone;
            delete from invoice_detail d using invoice i
            where i.invoice_id = d.invoice_id and i.is_open and d.source_actual_id % 3 = 0
            ",
        )
        .await;
    assert!(backlog_adds_up(&world).await > 15);
    let sums = async || -> (i64, i64) {
        sqlx::query_as(
            "select (select count(*) from backlog_sum), (select count(*) from claim_sum)",
        )
        .fetch_one(&world.owner)
        .await
        .expect("counts")
    };
    let before = sums().await;
    let mut app = app_connection(&world).await;
    app.execute("select fold_backlog_sums(); select fold_actual_sums(); select fold_claim_sums()")
        .await
        .expect("folded");
    let after = sums().await;
    assert!(after.0 < before.0 && after.1 < before.1, "{after:?} of {before:?}");
    assert!(backlog_adds_up(&world).await > 15);
    assert!(ledger_adds_up(&world).await > 8);
    assert!(
        world
            .texts(
                r"
                select row_count::text from backlog_sum where row_count <= 0
                union all select row_count::text from claim_sum where row_count <= 0
                ",
            )
            .await
            .is_empty()
    );
}

/// A connection of the server's role with the company set.
async fn app_connection(world: &World) -> sqlx::PgConnection {
    let options = world.owner.connect_options();
    let mut app = sqlx::PgConnection::connect_with(&options).await.expect("connected");
    let company = world.company();
    app.execute(sqlx::AssertSqlSafe(format!(
        "set role billwright_app; set billwright.company = '{company}'; set lock_timeout = '1s'"
    )))
    .await
    .expect("as the server");
    app
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nobody_waits_for_a_sum_and_nobody_writes_one(owner: PgPool) {
    let world = World::new(owner).await;
    world
        .approved(&[
            super::sheets::work("SOLO", "2026-03-02", "8"),
            super::sheets::work("SOLO", "2026-03-03", "4"),
        ])
        .await;
    let ids = world.texts("select actual_id::text from backlog order by 1").await;
    assert_eq!(ids.len(), 2);
    let (mut one, mut other) = (app_connection(&world).await, app_connection(&world).await);
    let mark = |id: &str| format!("update backlog set is_ready = true where actual_id = {id}");
    one.execute(sqlx::AssertSqlSafe(format!("begin; {}", mark(&ids[0])))).await.expect("marked");
    // Of the same contract, person and place, while the first has not ended; sums are folded meanwhile.
    other.execute(sqlx::AssertSqlSafe(format!("begin; {}", mark(&ids[1])))).await.expect("marked");
    world.force("select fold_backlog_sums()").await;
    one.execute("commit").await.expect("committed");
    other.execute("commit").await.expect("committed");
    world.audit_clean().await;
    let totals = world
        .database
        .read(world.actor.company, |scope| {
            Box::pin(async move {
                let ready = ListQuery::default().with("status", "ready");
                backlog::commands::total_backlog(scope, &ready).await
            })
        })
        .await
        .expect("totals");
    assert_eq!(totals.count, 2);
    for write in [
        "insert into backlog_sum default values",
        "update actual_sum set amount = 0",
        "update claim_sum set amount = 0",
        "delete from backlog_sum",
    ] {
        let refused =
            one.execute(sqlx::AssertSqlSafe(write.to_owned())).await.expect_err("refused");
        assert!(refused.to_string().contains("permission denied"), "{write}: {refused}");
    }
}
