//! Every list is read along an index: each filter that it offers, in each order that it offers, as
//! the app role sees it. Plans, never times; what is asked of a list is taken from its own
//! statement, so that no filter and no order can be forgotten.
#![cfg(feature = "ssr")]

use super::fixtures::World;
use crate::{
    app::{
        audit,
        bench::fill::{self, Size},
        lists::LISTS,
    },
    platform::{
        failure::Failure,
        list::{ALL, ListSpec, Rows, Sort, Source, Within},
        scope::Scope,
    },
    vocabulary::{ids::ActualId, paging::ListQuery},
};
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgPool, Row};
use std::collections::BTreeSet;

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
async fn a_page_planned_while_there_was_nothing_walks_no_table_later(owner: PgPool) {
    // a plan is kept: by the time it is used again, a batch may have brought a million rows
    let world = World::bare(owner).await;
    world.force("analyze").await;
    let company = world.actor.company;
    let read = world.database.read(company, move |scope| {
        Box::pin(async move {
            let mut walked = Vec::new();
            for list in LISTS {
                let query = list.resolve(scope, &ListQuery::default()).await?;
                let mut sql =
                    list.page_statement("explain (format json) ", company.0, &query, ALL)?;
                let plan: Value = sql.build().fetch_one(scope.connection()).await?.try_get(0)?;
                walk(&plan[0]["Plan"], &mut |node| {
                    if node["Node Type"] == "Seq Scan" {
                        walked.push(format!("{} walks {}", list.name, node["Relation Name"]));
                    }
                });
            }
            Ok(walked)
        })
    });
    assert_eq!(read.await.expect("plans"), Vec::<String>::new());
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_backlog_opens_without_asking_every_draft_and_a_draft_without_its_details(
    owner: PgPool,
) {
    // at a month's end there are ten thousand: each says what it holds first, and what it comes to
    let world = filled(owner).await;
    let company = world.actor.company;
    let read = world.database.read(company, move |scope| {
        Box::pin(async move {
            let mut used = Vec::new();
            for list in [crate::backlog::commands::BACKLOG, crate::desk::commands::HUB] {
                let mut sql = list.page_statement(
                    "explain (format json) ",
                    company.0,
                    &ListQuery::default(),
                    ALL,
                )?;
                let plan: Value = sql.build().fetch_one(scope.connection()).await?.try_get(0)?;
                let mut indexes = BTreeSet::new();
                walk(&plan[0]["Plan"], &mut |node| {
                    let is_of_one = node["Index Cond"]
                        .as_str()
                        .is_some_and(|condition| condition.contains(" AND "));
                    let index = node["Index Name"].as_str();
                    indexes.extend(index.map(|index| (index.to_owned(), is_of_one)));
                });
                used.push(indexes);
            }
            Ok(used)
        })
    });
    let [backlog, hub]: [BTreeSet<(String, bool)>; 2] =
        read.await.expect("plans").try_into().expect("two lists");
    let uses = |of: &BTreeSet<(String, bool)>, index: &str, is_of_one: bool| {
        of.contains(&(index.to_owned(), is_of_one))
    };
    assert!(uses(&backlog, "invoice_by_first_row", false), "{backlog:?}");
    assert!(!uses(&backlog, "invoice_open", false), "all of them: {backlog:?}");
    assert!(uses(&hub, "invoice_by_contract", true), "{hub:?}");
    assert!(!uses(&hub, "invoice_detail_by_place", true), "of each draft: {hub:?}");
}

/// Tables of a row per entry, sale, or detail.
const BIG: [&str; 4] = ["actual", "backlog", "entry", "invoice_detail"];

/// What a plan does once for each row of something, and reads a big table by no more than its
/// company for it, or what was gathered beforehand.
fn asked_for_each_row(node: &Value, is_within: bool, found: &mut Vec<String>) {
    let conditions =
        node["Index Cond"].as_str().map_or(0, |cond| cond.matches(" AND ").count() + 1);
    let reads = node["Relation Name"].as_str().is_some_and(|table| BIG.contains(&table))
        || node["Node Type"] == "CTE Scan";
    if is_within && reads && conditions < 2 {
        found.push(format!("{} {}", node["Node Type"], node["Relation Name"]));
    }
    let said = node.to_string();
    for child in node["Plans"].as_array().into_iter().flatten() {
        let is_of_each = child["Subplan Name"].as_str().is_some_and(|name| {
            name.starts_with("SubPlan") && !said.contains(&format!("hashed {name})"))
        });
        asked_for_each_row(child, is_within || is_of_each, found);
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_audit_asks_no_big_table_anew_for_each_row(owner: PgPool) {
    // of 160,000 entries each read its company's ledger: it never ended
    let world = filled(owner).await;
    world.force("analyze").await;
    let mut conn = world.owner.acquire().await.expect("a connection");
    let mut wrong = Vec::new();
    for check in audit::checks() {
        let sql = format!("explain (format json) {}", check.sql);
        let plan: Value = sqlx::query(AssertSqlSafe(sql))
            .fetch_one(&mut *conn)
            .await
            .and_then(|row| row.try_get(0))
            .expect("a plan");
        let mut found = Vec::new();
        asked_for_each_row(&plan[0]["Plan"], false, &mut found);
        wrong.extend(found.into_iter().map(|what| format!("{}: {what}", check.name)));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn guards_of_many_rows_count_them_as_they_are(owner: PgPool) {
    // behind row-level security PostgreSQL takes the new rows for a two-hundredth of what they are
    let behind_it = World::bare(owner)
        .await
        .texts(
            r"
            select distinct p.proname::text
            from pg_trigger t
            join pg_proc p on p.oid = t.tgfoid
            where not t.tgisinternal and num_nonnulls(t.tgnewtable, t.tgoldtable) > 0
                and not p.prosecdef
            order by 1
            ",
        )
        .await;
    assert_eq!(behind_it, ["link_new_people"], "people come one by one");
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
            let orders = [
                ListQuery { sort: Some("customer".into()), size: 200, ..ListQuery::default() },
                ListQuery { size: 200, ..ListQuery::default() },
                ListQuery { size: 200, descending: true, ..ListQuery::default() },
                // What drafts hold is cut draft by draft.
                ListQuery { size: 3, ..ListQuery::default().with("status", "on_draft") },
                ListQuery {
                    size: 3,
                    descending: true,
                    ..ListQuery::default().with("status", "on_draft")
                },
                ListQuery {
                    size: 3,
                    ..ListQuery::default().with("status", "on_draft").with("class", "time")
                },
            ];
            let mut told = Vec::new();
            for query in orders {
                let mut streamed = Vec::new();
                let list = crate::backlog::commands::BACKLOG;
                list.each(scope, &query, ALL, |row: crate::backlog::model::BacklogRow| {
                    streamed.push(row.actual_id)
                })
                .await?;
                let (forwards, backwards) = paged(scope, &query).await?;
                told.push((streamed.len(), streamed == forwards, streamed == backwards));
            }
            Ok(told)
        })
    });
    let told = read.await.expect("every list answers");
    assert!(told.iter().take(3).all(|(rows, ..)| *rows > 2_000), "all of it: {told:?}");
    assert!(told.iter().all(|(rows, ..)| *rows > 3), "more than a page: {told:?}");
    assert!(
        told.iter().all(|(_, forwards, backwards)| *forwards && *backwards),
        "one order, whether page by page from either end or all in one: {told:?}"
    );
}

/// The backlog page by page: to its end, and from there back to its beginning.
async fn paged(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<(Vec<ActualId>, Vec<ActualId>), Failure> {
    let (mut forwards, mut after) = (Vec::new(), None);
    let (mut backwards, mut before) = loop {
        let asked = ListQuery { after, ..query.clone() };
        let page = crate::backlog::commands::list_backlog(scope, &asked).await?;
        let rows: Vec<ActualId> = page.rows.into_iter().map(|row| row.actual_id).collect();
        forwards.extend(rows.iter().copied());
        match page.next {
            Some(next) => after = Some(next),
            None => break (rows, page.previous),
        }
    };
    while let Some(place) = before {
        let asked = ListQuery { before: Some(place), ..query.clone() };
        let page = crate::backlog::commands::list_backlog(scope, &asked).await?;
        backwards.splice(0..0, page.rows.into_iter().map(|row| row.actual_id));
        before = page.previous;
    }
    Ok((forwards, backwards))
}

#[test]
fn a_part_of_a_name_that_many_have_is_read_along_the_names() {
    let list = crate::backlog::commands::BACKLOG;
    for (name, sort) in
        [("contract", "contract"), ("contract", "project"), ("customer", "customer")]
    {
        let statement = |records: i64| {
            let mut query = ListQuery::default().with(name, "1");
            query.sort = Some(sort.to_owned());
            query.named.insert(name.to_owned(), (1..=records).collect());
            list.cut_statement("", 1, &query, ALL).expect("a statement").into_string()
        };
        let walks = format!(", {sort} s where");
        assert!(statement(101).contains(&walks), "{name} by {sort}");
        // The rows of some are read and sorted.
        assert!(!statement(100).contains(&walks), "{name} by {sort}");
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn no_wall_takes_each_old_row_for_each_new_one(owner: PgPool) {
    // 5,000 details at once: what a wall asks is planned once in a session, as a rule for a few rows,
    // and two transition tables have no index that would save a join of theirs when thousands come
    let walls: Vec<(String, String, String, String)> = sqlx::query_as(
        r"
        select distinct p.proname::text, t.tgoldtable::text, t.tgnewtable::text, p.prosrc
        from pg_trigger t
        join pg_proc p on p.oid = t.tgfoid
        where t.tgoldtable is not null and t.tgnewtable is not null
        ",
    )
    .fetch_all(&owner)
    .await
    .expect("walls");
    assert!(walls.len() > 3, "they are found: {walls:?}");
    let joined: Vec<&String> = walls
        .iter()
        .filter(|(_, old, new, text)| {
            let words: Vec<&str> = text.split_whitespace().collect();
            words
                .windows(2)
                .any(|pair| pair[0] == "join" && [old, new].contains(&&pair[1].to_owned()))
        })
        .map(|(name, ..)| name)
        .collect();
    assert_eq!(joined, Vec::<&String>::new());
}
