//! `billwright bench`: approval, creation, confirmation and pages beside the floor — the same rows
//! written by hand-written set-based SQL, by the same role, in the same database, in the same run.
//! It prints; it judges nothing.

mod acts;
mod drafts;
mod figures;
pub mod fill;
mod floor;
pub mod lists;
mod pages;

pub use fill::Size;

use super::home::Home;
use crate::{
    access,
    backlog::{self, model::Mark},
    invoicing::{
        confirm::{commands::confirm_invoices, model::Confirm},
        create::{commands::create_invoices, model::Create},
    },
    platform::{config::Config, database::Database, failure::Failure},
    vocabulary::{
        ids::{CompanyId, ContractId, InvoiceId},
        paging::{ListQuery, Selection},
        time_zone::TimeZone,
    },
};
use figures::{row, timed};
use sqlx::PgConnection;

/// Runs a command as somebody, or in a company as nobody in particular.
macro_rules! act {
    ($database:expr, $actor:expr, $name:literal, $input:expr, $act:path) => {
        crate::platform::command::run(
            $database,
            crate::platform::command::Actor::from($actor),
            $name,
            None,
            $input,
            |tx, input| Box::pin($act(tx, input)),
        )
        .await
    };
}
pub(crate) use act;

/// As many as two jobs of two lanes take, and the library of jobs.
const CONNECTIONS: u32 = 8;

/// Contracts or invoices in one transaction, as a bulk run takes them.
const CHUNK: usize = 100;

/// Runs everything in a scratch database that waits for the disk like a real one, and drops it.
pub async fn bench(
    config: &Config,
    contracts: u32,
    backlog: u32,
    large: Size,
) -> Result<bool, Failure> {
    let home = Home::scratch(config, true).await?;
    let answer = in_scratch(config, &home, (contracts, backlog), large).await;
    home.throw_away(config).await?;
    answer.map(|()| true)
}

async fn in_scratch(
    config: &Config,
    home: &Home,
    (contracts, backlog): (u32, u32),
    large: Size,
) -> Result<(), Failure> {
    let mut owner = home.owner().await?;
    let database = home.database(CONNECTIONS).await?;
    if contracts > 0 {
        acts::measure(home, &mut owner, &database, contracts).await?;
    }
    if backlog > 0 {
        limits(home, &database, &mut owner).await?;
        drafts::measure(home, &mut owner, &database).await?;
        pages::measure(config, home, &database, backlog).await?;
    }
    lists::measure(&mut owner, &database, large).await?;
    println!(
        "peak memory throughout: {} MiB (this process; PostgreSQL not counted)",
        peak_memory()?
    );
    database.close().await;
    Ok(())
}

/// Actuals that a limit is evaluated over.
const UNDER_A_LIMIT: u32 = 50_000;

/// A limit over many actuals, beside one statement of SQL that does the same.
async fn limits(home: &Home, database: &Database, owner: &mut PgConnection) -> Result<(), Failure> {
    let currency = "EUR".parse().map_err(|_| Failure::Fault("no euro".into()))?;
    let ours =
        access::commands::found_company(owner, "Ours, limited", currency, TimeZone::UTC).await?;
    let theirs =
        access::commands::found_company(owner, "Floor, limited", currency, TimeZone::UTC).await?;
    for company in [ours, theirs] {
        fill::limited(owner, company, UNDER_A_LIMIT).await?;
    }
    let floor_took = timed(floor::reevaluate(home, theirs)).await?;
    let took = timed(reevaluate(database, ours)).await?;
    row("reevaluation", UNDER_A_LIMIT / 100, took, floor_took);
    let same: i64 = sqlx::query_scalar(
        r"
        select count(distinct n)
        from (
            select count(*) filter (where nte_status = 'committed') as n
            from backlog
            where company_id = any($1)
            group by company_id
        ) x
        ",
    )
    .bind(vec![ours.0, theirs.0])
    .fetch_one(owner)
    .await?;
    println!("both commit the same number of rows: {}", same == 1);
    Ok(())
}

async fn reevaluate(database: &Database, company: CompanyId) -> Result<(), Failure> {
    let selection = Selection::Matching(ListQuery::default());
    act!(database, company, "reevaluate_limits", selection, backlog::commands::reevaluate_rows)
        .map(drop)
}

async fn company(
    owner: &mut PgConnection,
    name: &str,
    contracts: u32,
) -> Result<CompanyId, Failure> {
    let currency = "EUR".parse().map_err(|_| Failure::Fault("no euro".into()))?;
    let company = access::commands::found_company(owner, name, currency, TimeZone::UTC).await?;
    fill::entries(owner, company, contracts).await?;
    Ok(company)
}

async fn analyze(owner: &mut PgConnection) -> Result<(), Failure> {
    sqlx::query("analyze").execute(owner).await?;
    Ok(())
}

async fn mark(database: &Database, company: CompanyId) -> Result<(), Failure> {
    let mark = Mark { selection: Selection::Matching(ListQuery::default()), ready: true };
    act!(database, company, "mark_backlog", mark, backlog::commands::mark_rows).map(drop)
}

async fn create(
    database: &Database,
    owner: &mut PgConnection,
    company: CompanyId,
) -> Result<(), Failure> {
    let all: Vec<i64> = sqlx::query_scalar(
        "select contract_id from contract where company_id = $1 order by contract_id",
    )
    .bind(company.0)
    .fetch_all(owner)
    .await?;
    for chunk in all.chunks(CHUNK) {
        let create = Create {
            contracts: chunk.iter().copied().map(ContractId).collect(),
            invoice_on: None,
            seen: None,
        };
        act!(database, company, "create_invoices", create, create_invoices)?;
    }
    Ok(())
}

async fn confirm(
    database: &Database,
    owner: &mut PgConnection,
    company: CompanyId,
) -> Result<(), Failure> {
    let all: Vec<i64> = sqlx::query_scalar(
        "select invoice_id from invoice where company_id = $1 order by invoice_id",
    )
    .bind(company.0)
    .fetch_all(owner)
    .await?;
    confirm_these(database, company, &all).await
}

async fn confirm_these(
    database: &Database,
    company: CompanyId,
    all: &[i64],
) -> Result<(), Failure> {
    for chunk in all.chunks(CHUNK) {
        let confirm = Confirm { invoices: chunk.iter().map(|id| (InvoiceId(*id), None)).collect() };
        act!(database, company, "confirm_invoices", confirm, confirm_invoices)?;
    }
    Ok(())
}

/// The most memory this process ever held, in MiB.
fn peak_memory() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")
        .map_err(|error| Failure::Fault(error.to_string()))?;
    let kib = status.lines().find_map(|line| {
        line.strip_prefix("VmHWM:")?.trim().split(' ').next()?.parse::<u64>().ok()
    });
    Ok(kib.unwrap_or_default() / 1024)
}
