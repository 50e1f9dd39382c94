//! Pages of the backlog beside their bare queries, requests per second beside a bare JSON route,
//! and what the browser loads.

use super::{figures::ratio, fill};
use crate::{
    access::{self, commands::Knock, model::NewPerson},
    app::{
        accounts::add_person,
        document::Program,
        home::Home,
        server::{self, site},
    },
    backlog,
    platform::{
        config::Config,
        database::{Database, Shares},
        failure::Failure,
    },
    vocabulary::{
        ids::CompanyId,
        paging::{ListQuery, Page},
        time_zone::TimeZone,
        words::Role,
    },
};
use axum::{Json, Router, routing::get};
use sqlx::PgConnection;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::Path,
    time::{Duration, Instant},
};

/// Of whoever asks for pages under load.
const PASSWORD: &str = "wrk asks for the pages";
/// Runs of each page; the median is printed.
const RUNS: usize = 21;
/// Runs before those, so that every connection has its plans, as in a server that has been up for a
/// minute.
const WARM_UP: usize = 60;

/// Measures pages, throughput and weight.
pub async fn measure(
    config: &Config,
    home: &Home,
    database: &Database,
    rows: u32,
) -> Result<(), Failure> {
    let mut owner = home.owner().await?;
    let currency = "EUR".parse().map_err(|_| Failure::Fault("no euro".into()))?;
    let large =
        access::commands::found_company(&mut owner, "Large", currency, TimeZone::UTC).await?;
    fill::backlog(&mut owner, large, rows).await?;
    println!("backlog of {rows} rows; median of {RUNS} runs, microseconds");
    let first = ListQuery::default();
    let deep = ListQuery { after: Some(middle(&mut owner, large).await?), ..ListQuery::default() };
    let number: String = sqlx::query_scalar(
        "select number from contract where company_id = $1 order by contract_id offset 500 limit 1",
    )
    .bind(large.0)
    .fetch_one(&mut owner)
    .await?;
    let filtered = ListQuery::default().with("contract", number);
    for (name, query, bare) in [
        ("first page", first, ""),
        ("deep page", deep, "deep"),
        ("one contract", filtered, "contract"),
    ] {
        page_row(home, database, large, name, &query, bare).await?;
    }
    let totals = once(|| {
        let database = database.clone();
        async move {
            database
                .read(large, move |scope| {
                    Box::pin(async move {
                        backlog::commands::total_backlog(scope, &ListQuery::default()).await
                    })
                })
                .await
                .map(|_| ())
        }
    })
    .await?;
    println!(
        "totals of all rows (asked beside the page, which does not wait): {}",
        totals.as_micros()
    );
    throughput(config, home, &mut owner).await?;
    weight(config);
    Ok(())
}

/// A cursor in the middle of the backlog.
async fn middle(owner: &mut PgConnection, company: CompanyId) -> Result<String, Failure> {
    let (id, day): (i64, chrono::NaiveDate) = sqlx::query_as(
        r"
        select actual_id, work_on
        from backlog
        where company_id = $1 and work_on >= '2020-06-01'
        order by work_on, actual_id
        limit 1
        ",
    )
    .bind(company.0)
    .fetch_one(owner)
    .await?;
    Ok(format!("{id}:{day}"))
}

async fn page_row(
    home: &Home,
    database: &Database,
    company: CompanyId,
    name: &str,
    query: &ListQuery,
    bare: &'static str,
) -> Result<(), Failure> {
    let ours = median(|| {
        let (database, query) = (database.clone(), query.clone());
        async move {
            database
                .read(company, move |scope| {
                    Box::pin(async move { backlog::commands::list_backlog(scope, &query).await })
                })
                .await
                .map(|_: Page<_>| ())
        }
    })
    .await?;
    let cursor = query.after.clone().unwrap_or_default();
    let (id, day) = cursor.split_once(':').unwrap_or(("0", "1990-01-01"));
    let condition = match bare {
        "deep" => format!("and (b.work_on, b.actual_id) > ('{day}', {id})"),
        "contract" => format!(
            r"
            and b.contract_id in (
                select contract_id from contract where company_id = {0} and number = '{1}'
            )
            ",
            company.0,
            query.filter("contract").unwrap_or_default()
        ),
        _ => String::new(),
    };
    let sql = format!(
        r"
        select p.*, c.number, cu.name, pr.code, re.name, a.unit_price, e.task, e.notes
        from (
            select b.*
            from backlog b
            where b.company_id = {0} {condition}
            order by b.work_on, b.actual_id
            limit 51
        ) p
        join contract c on c.company_id = {0} and c.contract_id = p.contract_id
        join customer cu on cu.company_id = {0} and cu.customer_id = p.customer_id
        join project pr on pr.company_id = {0} and pr.project_id = p.project_id
        left join resource re on re.company_id = {0} and re.resource_id = p.resource_id
        join actual a on a.company_id = {0} and a.actual_id = p.actual_id
        left join entry e on e.company_id = {0} and e.entry_id = a.entry_id
        order by p.work_on, p.actual_id
        ",
        company.0
    );
    let url = home.owner_url().to_owned();
    let pool = sqlx::PgPool::connect(&url).await?;
    let floor = median(|| {
        let (pool, sql) = (pool.clone(), sql.clone());
        async move { Ok(sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&pool).await.map(|_| ())?) }
    })
    .await?;
    pool.close().await;
    println!(
        "{name:<14} ours {:>7}   bare query {:>7}   ours/bare {}",
        ours.as_micros(),
        floor.as_micros(),
        ratio(ours, floor)
    );
    Ok(())
}

async fn once<F: Future<Output = Result<(), Failure>>>(
    work: impl Fn() -> F,
) -> Result<Duration, Failure> {
    let start = Instant::now();
    work().await?;
    Ok(start.elapsed())
}

pub async fn median<F: Future<Output = Result<(), Failure>>>(
    work: impl Fn() -> F,
) -> Result<Duration, Failure> {
    for _ in 0..WARM_UP {
        work().await?;
    }
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let start = Instant::now();
        work().await?;
        times.push(start.elapsed());
    }
    times.sort();
    Ok(times.get(RUNS / 2).copied().unwrap_or_default())
}

/// The server-rendered backlog page beside a bare JSON route that asks the same two questions, by
/// wrk.
async fn throughput(config: &Config, home: &Home, owner: &mut PgConnection) -> Result<(), Failure> {
    let currency = "EUR".parse().map_err(|_| Failure::Fault("no euro".into()))?;
    let small = access::commands::found_company(owner, "Small", currency, TimeZone::UTC).await?;
    fill::backlog(owner, small, 5_000).await?;
    let new = NewPerson {
        name: "Bench".into(),
        email: "bench@bench.example".into(),
        password: PASSWORD.into(),
        roles: vec![Role::ProjectManager],
    };
    add_person(config, home, small, access::commands::hashed(&new).await?.for_good()).await?;
    let database = home.serve(Shares::of(config.connections)).await?;
    let knock = Knock {
        email: "bench@bench.example".into(),
        password: PASSWORD.into(),
        ..Knock::default()
    };
    let token = access::commands::sign_in(&database, knock).await?.token;
    let raw = database.clone();
    let app = Router::new()
        .route("/bench/raw", get(move || bare(raw.clone(), small)))
        .merge(server::routes(&database, config));
    let fault = |error: std::io::Error| Failure::Fault(error.to_string());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(fault)?;
    let addr = listener.local_addr().map_err(fault)?;
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!("no TCP_NODELAY: {error}");
        }
    });
    let serving = tokio::spawn(async move {
        axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await
    });
    for (name, path) in [("bare JSON route", "/bench/raw"), ("backlog page", "/billing/backlog")] {
        let output = tokio::process::Command::new("wrk")
            .args([
                "-t1",
                "-c32",
                "-d8s",
                "-H",
                &format!("Cookie: billwright={token}"),
                &format!("http://{addr}{path}"),
            ])
            .output()
            .await;
        match output {
            Ok(output) => {
                let text = String::from_utf8_lossy(&output.stdout).into_owned();
                let line = |word: &str| {
                    text.lines().find(|l| l.contains(word)).map(str::trim).unwrap_or("?").to_owned()
                };
                println!(
                    "{name:<16} {}   {}",
                    line("Requests/sec"),
                    text.lines().find(|l| l.contains("Non-2xx")).map(str::trim).unwrap_or("")
                );
            }
            Err(error) => println!(
                "{name:<16} not measured: wrk can't be started ({error}); Debian's package is wrk"
            ),
        }
    }
    serving.abort();
    database.close().await;
    Ok(())
}

/// What the page asks, answered as JSON and nothing else.
async fn bare(database: Database, company: CompanyId) -> Json<serde_json::Value> {
    let asked = database
        .read(company, move |scope| {
            Box::pin(async move {
                let query = ListQuery::default();
                let page = backlog::commands::list_backlog(scope, &query).await?;
                let totals = backlog::commands::total_backlog(scope, &query).await?;
                Ok((page, totals))
            })
        })
        .await;
    Json(asked.ok().and_then(|answer| serde_json::to_value(answer).ok()).unwrap_or_default())
}

/// What a page of each area asks for when it is first visited, beside its document.
fn weight(config: &Config) {
    let site = site::site_root(config);
    let (program, pkg) = (Program::of(&site), Path::new(&site).join("pkg"));
    let size = |file: &str| {
        std::fs::metadata(pkg.join(format!("{file}.br"))).map(|m| m.len()).unwrap_or_default()
    };
    let start = [&program.module, &program.script, &program.style].map(|file| size(file));
    if start.contains(&0) {
        println!("page weight: not measured; it takes a release build (make build)");
        return;
    }
    let (requests, bytes) = (start.len(), start.iter().sum::<u64>());
    println!(
        "every page loads {requests} files, brotli bytes {bytes}: program {}, script {}, style {}",
        start[0], start[1], start[2]
    );
    let areas: BTreeMap<&String, &Vec<String>> = program.parts.iter().collect();
    for (area, files) in areas {
        let more: u64 = files.iter().map(|file| size(&format!("{file}.wasm"))).sum();
        println!("  {area}: {} files, {}", requests + files.len(), bytes + more);
    }
}
