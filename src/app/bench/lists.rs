//! Every list of a big company: each filter it offers, in each order, its first page and one from
//! its middle, and what it comes to.

use super::{
    figures::ratio,
    fill::{self, Size},
};
use crate::{
    access,
    app::lists::LISTS,
    platform::{
        database::Database,
        failure::Failure,
        list::{ALL, ListSpec, Sums},
    },
    vocabulary::{ids::CompanyId, paging::ListQuery, time_zone::TimeZone},
};
use sqlx::PgConnection;
use std::time::{Duration, Instant};

/// Runs of each, after one that is not counted; the median is printed.
const RUNS: usize = 5;

/// Fills the company and measures its lists.
pub async fn measure(
    owner: &mut PgConnection,
    database: &Database,
    size: Size,
) -> Result<(), Failure> {
    if size.contracts == 0 {
        return Ok(());
    }
    let currency = "EUR".parse().map_err(|_| Failure::Fault("no euro".into()))?;
    let company = access::commands::found_company(owner, "Big", currency, TimeZone::UTC).await?;
    let start = Instant::now();
    fill::company(owner, company, size).await?;
    println!(
        "a company of {} contracts, {} open sales, {} invoices, filled in {} s",
        size.contracts,
        size.sales,
        size.invoices,
        start.elapsed().as_secs()
    );
    println!(
        "its lists; median of {RUNS} runs, microseconds: the page as the app role asks for it; bare: its rows alone by the owner, no names and no wall"
    );
    for list in LISTS {
        for query in list.offered() {
            page_rows(owner, database, company, list, &query).await?;
        }
    }
    Ok(())
}

/// The first page of a list and one from its middle, and once per filter what it comes to.
async fn page_rows(
    owner: &mut PgConnection,
    database: &Database,
    company: CompanyId,
    list: &'static ListSpec,
    query: &ListQuery,
) -> Result<(), Failure> {
    let is_own_order = query.sort.as_deref() == list.sorts.first().map(|sort| sort.name);
    let filters: Vec<String> =
        query.filters.iter().map(|(name, text)| format!("{name}={text}")).collect();
    let name = format!(
        "{} {} by {}",
        list.name,
        filters.join(" "),
        query.sort.as_deref().unwrap_or_default()
    );
    let (rows, took) = count(database, company, list, query).await?;
    if is_own_order {
        println!("{name:<60} all {rows:>9} rows, counted in {:>8}", took.as_micros());
    }
    let middle = {
        let query = query.clone();
        database
            .read(company, move |scope| {
                Box::pin(async move { list.place(scope, &query, rows / 2).await })
            })
            .await?
    };
    for (which, after) in [("first", None), ("deep", middle)] {
        let query = ListQuery { after, ..query.clone() };
        if which == "deep" && query.after.is_none() {
            continue;
        }
        let ours = median(async || ask(database, company, list, &query).await).await?;
        let resolved = {
            let query = query.clone();
            database
                .read(company, move |scope| {
                    Box::pin(async move { list.resolve(scope, &query).await })
                })
                .await?
        };
        let mut times = Vec::new();
        for _ in 0..=RUNS {
            let mut sql = list.cut_statement("", company.0, &resolved, ALL)?;
            let start = Instant::now();
            sql.build().fetch_all(&mut *owner).await?;
            times.push(start.elapsed());
        }
        let bare = middle_of(times);
        println!(
            "{name:<60} {which:<6} ours {:>8}   bare {:>8}   ours/bare {}",
            ours.as_micros(),
            bare.as_micros(),
            ratio(ours, bare)
        );
    }
    Ok(())
}

async fn ask(
    database: &Database,
    company: CompanyId,
    list: &'static ListSpec,
    query: &ListQuery,
) -> Result<(), Failure> {
    let query = query.clone();
    let read = database.read(company, move |scope| {
        Box::pin(async move {
            let resolved = list.resolve(scope, &query).await?;
            let mut sql = list.page_statement("", company.0, &resolved, ALL)?;
            Ok(sql.build().fetch_all(scope.connection()).await?.len())
        })
    });
    read.await.map(drop)
}

async fn count(
    database: &Database,
    company: CompanyId,
    list: &'static ListSpec,
    query: &ListQuery,
) -> Result<(i64, Duration), Failure> {
    let (query, start) = (query.clone(), Instant::now());
    let sums = Sums { columns: "count(*)", joins: "", by: "" };
    let counts: Vec<(i64,)> = database
        .read(company, move |scope| {
            Box::pin(async move { list.sums(scope, &query, ALL, sums).await })
        })
        .await?;
    Ok((counts.iter().map(|(count,)| count).sum(), start.elapsed()))
}

async fn median(work: impl AsyncFn() -> Result<(), Failure>) -> Result<Duration, Failure> {
    let mut times = Vec::with_capacity(RUNS + 1);
    for _ in 0..=RUNS {
        let start = Instant::now();
        work().await?;
        times.push(start.elapsed());
    }
    Ok(middle_of(times))
}

/// The median of all but the first.
fn middle_of(mut times: Vec<Duration>) -> Duration {
    times.remove(0);
    times.sort();
    times.get(RUNS / 2).copied().unwrap_or_default()
}
