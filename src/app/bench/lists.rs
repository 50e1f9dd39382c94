//! Every list of a big company: each filter it offers, in each order, its first page and one from
//! its middle, and what it comes to.

use super::{
    figures::ratio,
    fill::{self, Size},
};
use crate::{
    access,
    app::lists::LISTS,
    approvals, backlog, contracts, desk,
    platform::{
        database::Database,
        failure::Failure,
        list::{ALL, ListSpec},
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
    print(owner, database, company).await
}

/// Every list of a company: of each filter in each order the first page and one from its middle,
/// beside the bare query; of each filter what it comes to, as the program says it.
pub async fn print(
    owner: &mut PgConnection,
    database: &Database,
    company: CompanyId,
) -> Result<(), Failure> {
    println!(
        "its lists, median of {RUNS} runs in microseconds: the page as the app role asks for it, names looked up; bare: its rows alone by the owner, no names and no wall"
    );
    println!(
        "{:<58} {:>9} {:>8}   {:>8} {:>8} {:>6}   {:>8} {:>8} {:>6}",
        "list, filter, order", "rows", "totals", "first", "bare", "ratio", "deep", "bare", "ratio"
    );
    for list in LISTS {
        for query in list.offered() {
            line(owner, database, company, list, &query).await?;
        }
    }
    Ok(())
}

/// A line of the table. Totals belong to a filter, whatever the order.
async fn line(
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
    let rows = count(database, company, list, query).await?;
    let totals = match is_own_order {
        true => median(async || total(database, company, list, query).await).await?.as_micros(),
        false => 0,
    };
    print!("{name:<58} {rows:>9} {totals:>8}");
    let middle = {
        let query = query.clone();
        database
            .read(company, move |scope| {
                Box::pin(async move { list.place(scope, &query, rows / 2).await })
            })
            .await?
    };
    for after in [None, middle] {
        let query = ListQuery { after, ..query.clone() };
        let ours = median(async || ask(database, company, list, &query).await).await?;
        let bare = bare(owner, database, company, list, &query).await?;
        print!("   {:>8} {:>8} {:>6}", ours.as_micros(), bare.as_micros(), ratio(ours, bare));
    }
    println!();
    Ok(())
}

/// The page's rows by the owner: no names, no wall.
async fn bare(
    owner: &mut PgConnection,
    database: &Database,
    company: CompanyId,
    list: &'static ListSpec,
    query: &ListQuery,
) -> Result<Duration, Failure> {
    let query = query.clone();
    let resolved = database
        .read(company, move |scope| Box::pin(async move { list.resolve(scope, &query).await }))
        .await?;
    let mut times = Vec::new();
    for _ in 0..=RUNS {
        let mut sql = list.cut_statement("", company.0, &resolved, ALL)?;
        let start = Instant::now();
        sql.build().fetch_all(&mut *owner).await?;
        times.push(start.elapsed());
    }
    Ok(middle_of(times))
}

/// What a list comes to, as its page asks.
async fn total(
    database: &Database,
    company: CompanyId,
    list: &'static ListSpec,
    query: &ListQuery,
) -> Result<(), Failure> {
    let query = query.clone();
    let read = database.read(company, move |scope| {
        Box::pin(async move {
            match list.name {
                "backlog" => backlog::commands::total_backlog(scope, &query).await.map(drop),
                "ledger" => desk::commands::total_ledger(scope, None, &query).await.map(drop),
                "hub" => desk::commands::total_hub(scope, &query).await.map(drop),
                "contracts" => contracts::commands::total_contracts(scope, &query).await.map(drop),
                "entries" => {
                    approvals::commands::total_entries(scope, None, &query).await.map(drop)
                }
                _ => list.count(scope, &query, ALL).await.map(drop),
            }
        })
    });
    read.await
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
) -> Result<i64, Failure> {
    let query = query.clone();
    database
        .read(company, move |scope| Box::pin(async move { list.count(scope, &query, ALL).await }))
        .await
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
