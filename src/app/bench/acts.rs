//! Approval, marking, creation and confirmation of everything, as people begin them and servers work
//! them off, beside the floor; and how long a page takes meanwhile.

use super::{
    act, analyze, company,
    figures::{ratio, row, timed},
    floor, peak_memory,
};
use crate::{
    access,
    access::model::NewPerson,
    app::{home::Home, worker},
    approvals::{commands::request_approval, model::ApprovalRequest},
    backlog::{self, commands::mark_backlog, model::Mark},
    desk::{
        commands::{invoice_contracts, list_hub},
        model::ChosenContracts,
    },
    invoicing::confirm::commands::confirm_drafts,
    platform::{
        command::Actor,
        database::{Database, Shares},
        failure::Failure,
    },
    vocabulary::{
        ids::{CompanyId, PersonId},
        paging::{ListQuery, Selection},
        words::Role,
    },
};
use sqlx::PgConnection;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Between two looks at a page.
const EVERY: Duration = Duration::from_millis(50);
/// Looks while nothing else goes on.
const AT_REST: usize = 100;

/// Begins something on behalf of somebody, and works it off.
macro_rules! begin {
    ($database:expr, $actor:expr, $name:literal, $input:expr, $act:path) => {
        async {
            act!($database, $actor, $name, $input, $act)?;
            work_off($database).await
        }
    };
}

/// Measures each beside the floor of another company that is filled alike.
pub async fn measure(
    home: &Home,
    owner: &mut PgConnection,
    database: &Database,
    contracts: u32,
) -> Result<(), Failure> {
    let ours = company(owner, "Ours", contracts).await?;
    let theirs = company(owner, "Floor", contracts).await?;
    println!("{contracts} contracts x 100 actuals, in the background of a server");
    let somebody = Actor { company: ours, person: Some(person(owner, database, ours).await?) };
    // Pages have connections of their own, as in a server.
    let pages = home.serve(Shares::of(Shares::FEWEST)).await?;
    let idle = looks(&pages, ours, |looks| looks >= AT_REST).await?;
    println!("pages while nothing else goes on: {}", idle.said(idle));
    let beside = Beside { contracts, pages: &pages, company: ours, idle };

    let submitted = Selection::Matching(ListQuery::default().with("state", "submitted"));
    let request = ApprovalRequest { selection: submitted, comment: String::new() };
    let work = begin!(database, somebody, "request_approval", request, request_approval);
    beside.measure("approval", floor::approve(home, theirs), work).await?;
    analyze(owner).await?;

    let mark = Mark { selection: Selection::Matching(ListQuery::default()), ready: true };
    let work = begin!(database, somebody, "mark_backlog", mark, mark_backlog);
    beside.measure("marking Ready", floor::mark(home, theirs), work).await?;

    let selection = Selection::Matching(ListQuery::default());
    let chosen = ChosenContracts { selection, invoice_on: None };
    let work = begin!(database, somebody, "invoice_contracts", chosen, invoice_contracts);
    beside.measure("creation", floor::create(home, theirs), work).await?;
    analyze(owner).await?;

    let drafts = Selection::Matching(ListQuery::default().with("state", "draft"));
    let work = begin!(database, somebody, "confirm_drafts", drafts, confirm_drafts);
    beside.measure("confirmation", floor::confirm(home, theirs), work).await?;
    println!("peak memory so far: {} MiB", peak_memory()?);
    each_once(owner, [ours, theirs]).await?;
    pages.close().await;
    Ok(())
}

/// Whoever may do all of it.
async fn person(
    owner: &mut PgConnection,
    database: &Database,
    company: CompanyId,
) -> Result<PersonId, Failure> {
    let new = NewPerson {
        name: "Everybody".into(),
        email: "everybody@bench.example".into(),
        password: "whoever does all of it".into(),
        roles: vec![Role::Administrator, Role::BillingAdministrator],
    };
    let new = access::commands::hashed(&new).await?.for_good();
    act!(database, company, "add_person", new, access::commands::add_person)?;
    let id = sqlx::query_scalar("select person_id from person where company_id = $1");
    Ok(PersonId(id.bind(company.0).fetch_one(owner).await?))
}

/// That both billed the same.
async fn each_once(owner: &mut PgConnection, companies: [CompanyId; 2]) -> Result<(), Failure> {
    let billed: Vec<(i64, rust_decimal::Decimal)> = sqlx::query_as(
        r"
        select count(*), coalesce(sum(net_amount), 0)
        from actual
        where company_id = any($1) and transaction_type = 'billed_sales'
        group by company_id
        ",
    )
    .bind(companies.map(|company| company.0))
    .fetch_all(owner)
    .await?;
    let [ours, theirs] = billed.as_slice() else {
        return Err(Failure::Fault(format!("not everything was billed: {billed:?}")));
    };
    println!("both billed the same: {} ({} actuals)", ours == theirs, ours.0);
    Ok(())
}

/// What is begun is done by as many hands as a server has.
async fn work_off(database: &Database) -> Result<(), Failure> {
    let jobs = worker::jobs();
    let (one, other) = tokio::join!(jobs.work_off(database), jobs.work_off(database));
    one.and(other)
}

/// How long a page took: as a rule, and at the worst of 20.
#[derive(Clone, Copy)]
struct Looks {
    median: Duration,
    worst: Duration,
}

impl Looks {
    fn said(self, idle: Self) -> String {
        format!(
            "median {} us ({} of idle), 19 of 20 within {} us ({} of idle)",
            self.median.as_micros(),
            ratio(self.median, idle.median),
            self.worst.as_micros(),
            ratio(self.worst, idle.worst)
        )
    }
}

/// Looks at the first pages of the billing hub and the backlog, until so many looks are enough.
async fn looks(
    database: &Database,
    company: CompanyId,
    enough: impl Fn(usize) -> bool,
) -> Result<Looks, Failure> {
    let mut took = Vec::new();
    while !enough(took.len()) {
        let start = Instant::now();
        let read = database.read(company, |scope| {
            Box::pin(async move {
                let query = ListQuery::default();
                list_hub(scope, &query).await?;
                backlog::commands::list_backlog(scope, &query).await.map(drop)
            })
        });
        read.await?;
        took.push(start.elapsed());
        tokio::time::sleep(EVERY).await;
    }
    took.sort();
    let at = |hundredth: usize| took.get(took.len() * hundredth / 100).copied().unwrap_or_default();
    Ok(Looks { median: at(50), worst: at(95) })
}

/// What an act is measured beside: its floor, and somebody who looks at pages.
struct Beside<'a> {
    contracts: u32,
    pages: &'a Database,
    company: CompanyId,
    idle: Looks,
}

impl Beside<'_> {
    /// Does the floor's, then ours while somebody looks at pages; says how long each took, and pages
    /// once it is done: they show other rows than before.
    async fn measure(
        &self,
        what: &str,
        floor: impl Future<Output = Result<(), Failure>>,
        work: impl Future<Output = Result<(), Failure>>,
    ) -> Result<(), Failure> {
        let floor_took = timed(floor).await?;
        let (stop, stopped) = watch::channel(false);
        let ends = async {
            let took = timed(work).await;
            stop.send_replace(true);
            took
        };
        let seen = looks(self.pages, self.company, |_| *stopped.borrow());
        let (took, seen) = tokio::join!(ends, seen);
        row(what, self.contracts, took?, floor_took);
        println!("  pages meanwhile: {}", seen?.said(self.idle));
        let rest = looks(self.pages, self.company, |looks| looks >= AT_REST).await?;
        println!("  pages afterwards: {}", rest.said(self.idle));
        Ok(())
    }
}
