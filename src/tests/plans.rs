//! Every list is read along an index: each filter that it offers, in each order that it offers, as
//! the app role sees it. Plans, never times; what is asked of a list is taken from its own
//! statement, so that no filter and no order can be forgotten.
#![cfg(feature = "ssr")]

use super::fixtures::World;
use crate::{
    app::{
        bench::fill::{self, Size},
        lists::LISTS,
    },
    platform::{
        failure::Failure,
        list::{ALL, ListSpec, Rows, Sort, Source, Within},
        scope::Scope,
    },
    vocabulary::paging::ListQuery,
};
use serde_json::Value;
use sqlx::{PgPool, Row};

/// PostgreSQL sorts only what it can't read in order: then it says so in its plan.
const NO_SORTING: &str = r"
    set local enable_sort = off;
    set local enable_seqscan = off;
    set local enable_bitmapscan = off;
    set local enable_hashjoin = off;
    set local enable_mergejoin = off;
    set local max_parallel_workers_per_gather = 0
";

async fn filled(owner: PgPool) -> World {
    let world = World::bare(owner).await;
    let mut conn = world.owner.acquire().await.expect("a connection");
    fill::company(
        &mut conn,
        world.actor.company,
        Size { contracts: 60, sales: 2_000, invoices: 100 },
    )
    .await
    .expect("filled");
    world
}

/// An order that the backlog does not offer.
const BY_AMOUNT: &[Sort] = &[Sort::own("amount", "t.net_amount", "numeric")];

/// What is wrong with how a page is read, if anything.
async fn complaint(
    scope: &mut Scope,
    list: &ListSpec,
    query: &ListQuery,
    source: Source,
) -> Result<Option<String>, Failure> {
    let one = ListSpec { rows: Rows::In(source.from), ..*list };
    let within: Within<'_> = &|sql| {
        sql.push(source.condition);
    };
    let without_status = without_status(list, query);
    let mut sql =
        one.cut_statement("explain (format json) ", scope.company(), &without_status, within)?;
    let plan: Value = sql.build().fetch_one(scope.connection()).await?.try_get(0)?;
    let mut sorts = 0;
    let mut conditions = Vec::new();
    walk(&plan[0]["Plan"], &mut |node| {
        if node["Node Type"] == "Sort" {
            sorts += 1;
        }
        conditions.extend(node["Index Cond"].as_str().map(str::to_owned));
    });
    let (sort, _) = list.sort(&without_status)?;
    if sorts > 0 {
        return Ok(Some(format!("sorts all its rows: {plan}")));
    }
    let column = sort.sql.split('.').next_back().unwrap_or_default();
    let begins = |condition: &String| {
        if sort.by.is_some() {
            condition.contains(">= ") || condition.contains("<= ")
        } else {
            condition.contains("ROW(")
                || condition.contains(&format!("{column} >= "))
                || condition.contains(&format!("{column} <= "))
        }
    };
    let begins_there = sort.sql == list.id || conditions.iter().any(begins);
    Ok((query_is_deep(&without_status) && !begins_there)
        .then(|| format!("reads all rows before the page: {plan}")))
}

fn query_is_deep(query: &ListQuery) -> bool {
    query.after.is_some()
}

/// The query as one of a list's sources takes it.
fn without_status(list: &ListSpec, query: &ListQuery) -> ListQuery {
    ListQuery {
        filters: query
            .filters
            .iter()
            .filter(|(name, _)| *name != "status" || matches!(list.rows, Rows::In(_)))
            .map(|(n, t)| (n.clone(), t.clone()))
            .collect(),
        ..query.clone()
    }
}

fn walk(node: &Value, see: &mut impl FnMut(&Value)) {
    see(node);
    for child in node["Plans"].as_array().into_iter().flatten() {
        walk(child, see);
    }
}

/// A place in the order, such as a cursor names.
fn middle(sort: &Sort) -> &'static str {
    match sort.sql_type {
        "date" => "1:2026-01-01",
        "text" => "1:m",
        _ => "1:5",
    }
}

async fn complaints(world: &World, list: ListSpec) -> Vec<String> {
    let company = world.actor.company;
    let read = world.database.read(company, move |scope| {
        Box::pin(async move {
            sqlx::raw_sql(NO_SORTING).execute(scope.connection()).await?;
            let mut complaints = Vec::new();
            for query in list.offered() {
                let (sort, _) = list.sort(&query)?;
                for after in [None, Some(middle(sort).to_owned())] {
                    let query = list.resolve(scope, &ListQuery { after, ..query.clone() }).await?;
                    for source in list.sources(&query)?.into_iter().filter(|source| {
                        !source.is_gathered && !list.is_short && !list.is_narrow(&query)
                    }) {
                        let complaint = complaint(scope, &list, &query, source).await?;
                        complaints.extend(complaint.map(|why| {
                            format!(
                                "{} by {} with {:?}, after {:?}: {why}",
                                list.name, sort.name, query.filters, query.after
                            )
                        }));
                    }
                }
            }
            Ok(complaints)
        })
    });
    read.await.expect("plans")
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_list_is_read_along_an_index(owner: PgPool) {
    let world = filled(owner).await;
    for list in LISTS {
        assert_eq!(complaints(&world, *list).await, Vec::<String>::new());
    }
    // An order that no index has is found out, and so is one whose place PostgreSQL can't look up
    // for the app role.
    let amounts = ListSpec { sorts: BY_AMOUNT, filters: &[], ..crate::backlog::commands::BACKLOG };
    assert!(!complaints(&world, amounts).await.is_empty(), "sorted by an amount");
    world.force("create index on backlog (company_id, net_amount, actual_id)").await;
    assert!(
        complaints(&world, amounts).await.iter().all(|why| why.contains("reads all rows before")),
        "and numerics are no leakproof comparison"
    );
    assert!(!complaints(&world, amounts).await.is_empty());
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_company_that_is_measured_keeps_every_promise(owner: PgPool) {
    filled(owner).await.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_list_answers_what_it_offers_and_its_stream_is_its_pages(owner: PgPool) {
    let world = filled(owner).await;
    let company = world.actor.company;
    let read = world.database.read(company, move |scope| {
        Box::pin(async move {
            for list in LISTS {
                for query in list.offered() {
                    let resolved = list.resolve(scope, &query).await?;
                    let mut sql = list.page_statement("", company.0, &resolved, ALL)?;
                    sql.build().fetch_all(scope.connection()).await?;
                }
            }
            let (mut streamed, mut paged) = (Vec::new(), Vec::new());
            let query =
                ListQuery { sort: Some("customer".into()), size: 200, ..ListQuery::default() };
            let list = crate::backlog::commands::BACKLOG;
            list.each(scope, &query, ALL, |row: crate::backlog::model::BacklogRow| {
                streamed.push(row.actual_id)
            })
            .await?;
            let mut after = None;
            loop {
                let page = crate::backlog::commands::list_backlog(
                    scope,
                    &ListQuery { after, ..query.clone() },
                )
                .await?;
                paged.extend(page.rows.into_iter().map(|row| row.actual_id));
                match page.next {
                    Some(next) => after = Some(next),
                    None => break,
                }
            }
            Ok((streamed, paged))
        })
    });
    let (streamed, paged) = read.await.expect("every list answers");
    assert!(streamed.len() > 2_000);
    assert!(streamed == paged, "one order, whether page by page or all in one");
}
