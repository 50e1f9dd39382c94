//! `billwright audit`: every invariant asked of a live database, one line each with the count of
//! violations and the first bad rows. Reads as the owner, across companies. The rooms say what is
//! asked of their rows (`checks.rs`).

pub mod catalog;
mod finding;
pub mod promises;
mod walls;

use crate::{
    access, actuals, approvals, backlog, book, contracts, invoicing, journals, milestones,
    platform::{batch, check::Check, failure::Failure, trail},
    prices, product_lines, retainers, runs, schedules,
};
use finding::Finding;
use sqlx::{Connection, PgConnection};

/// Every check, floor by floor.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    [
        trail::CHECKS,
        batch::CHECKS,
        access::checks::CHECKS,
        actuals::checks::CHECKS,
        book::checks::CHECKS,
        contracts::checks::CHECKS,
        prices::checks::CHECKS,
        schedules::checks::CHECKS,
        backlog::checks::CHECKS,
        milestones::checks::CHECKS,
        product_lines::checks::CHECKS,
        retainers::checks::CHECKS,
        invoicing::draft::checks::CHECKS,
        invoicing::revise::checks::CHECKS,
        approvals::checks::CHECKS,
        journals::checks::CHECKS,
        invoicing::checks::CHECKS,
        invoicing::checks::drafts::CHECKS,
        invoicing::checks::products::CHECKS,
        runs::checks::CHECKS,
        walls::CHECKS,
    ]
    .into_iter()
    .flatten()
}

/// Every check reads all rows. Right after an import or a restore nobody has measured the tables
/// yet, and PostgreSQL would compare each row with each: those that have doubled since they were
/// measured are measured first.
const MEASURE: &str = "do $$
    declare
        grown regclass;
    begin
        for grown in
            select oid from pg_class
            where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 8192 * (2 * relpages::bigint + 100)
        loop
            execute format('analyze %s', grown);
        end loop;
    end
    $$";

/// Asks every invariant of the rows, and whether the walls stand.
pub async fn audit(owner: &mut PgConnection) -> Result<Vec<Finding>, Failure> {
    sqlx::raw_sql(MEASURE).execute(&mut *owner).await?;
    let mut findings = Vec::new();
    for check in checks() {
        findings.push(Finding::of(
            check.name,
            sqlx::query_scalar(check.sql).fetch_all(&mut *owner).await?,
        ));
    }
    Ok(findings)
}

/// The same, and what takes longer to ask: whether every constraint is kept, and every wall is as
/// it was built. None of the last where the owner may not make a database to compare with.
pub async fn audit_whole(owner_url: &str) -> Result<(Vec<Finding>, bool), Failure> {
    let mut owner = PgConnection::connect(owner_url).await?;
    // Every row of every table is read, some together: give it room, and all the time it needs.
    sqlx::raw_sql("set work_mem = '128MB'; set statement_timeout = 0").execute(&mut owner).await?;
    let mut findings = audit(&mut owner).await?;
    findings.push(promises::kept(&mut owner).await?);
    owner.close().await?;
    let compared = catalog::compare(owner_url).await?;
    let is_compared = compared.is_some();
    findings.extend(compared);
    Ok((findings, is_compared))
}

/// One line per invariant; whether all hold.
pub fn report(findings: &[Finding]) -> (String, bool) {
    let lines: Vec<String> = findings
        .iter()
        .map(|f| {
            if f.count == 0 {
                format!("ok   {:>6}  {}", 0, f.name)
            } else {
                format!("FAIL {:>6}  {}: {}", f.count, f.name, f.first.join(", "))
            }
        })
        .collect();
    (lines.join("\n"), findings.iter().all(|f| f.count == 0))
}
