//! `billwright rehearse`: what a folder would be invoiced, worked out in a scratch database that is
//! dropped afterwards, through the same commands that the pages call.

use super::{audit, home::Home, report};
use crate::{
    access,
    backlog::{self, model::Mark},
    imports::{
        commands::{RunImport, look, read_folder, run_import},
        model::{ImportOptions, ImportReport},
    },
    invoicing::{self, confirm::model::Confirm, create::model::Create},
    platform::{
        command::{self, Actor},
        config::Config,
        database::Database,
        failure::Failure,
        sheet::Sheet,
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::{CompanyId, ContractId, InvoiceId},
        paging::{ListQuery, Selection},
        refusal::Refusal,
        texts::texts,
        time_zone::TimeZone,
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use sqlx::PgConnection;
use std::path::Path;

/// Contracts invoiced in one transaction.
const CONTRACTS: usize = 50;
/// Invoices confirmed in one transaction.
const INVOICES: usize = 50;

/// A line of the answer: what one customer would be billed for one contract.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Billed {
    /// Contract number.
    pub contract: String,
    /// Customer name.
    pub customer: String,
    /// Of the amount.
    pub currency: Currency,
    /// Chargeable billed sales.
    pub actuals: i64,
    /// Their hours.
    pub hours: Decimal,
    /// Their amount.
    pub amount: Decimal,
}

/// Runs the rehearsal; the CSV goes to standard output, everything else to standard error. False:
/// bad input or a broken invariant.
pub async fn rehearse(
    config: &Config,
    folder: &Path,
    time_zone: TimeZone,
    options: ImportOptions,
) -> Result<bool, Failure> {
    let files = read_folder(folder).await?;
    let home = Home::scratch(config, false).await?;
    let outcome = in_scratch(&home, files, time_zone, options).await;
    home.throw_away(config).await?;
    match outcome? {
        Ok(billed) => {
            write_csv(&billed)?;
            Ok(true)
        }
        Err(report) => {
            report::print_report(&report);
            Ok(false)
        }
    }
}

async fn in_scratch(
    home: &Home,
    files: Vec<crate::imports::rules::ImportFile>,
    time_zone: TimeZone,
    options: ImportOptions,
) -> Result<Result<Vec<Billed>, ImportReport>, Failure> {
    let mut owner = home.owner().await?;
    let currency = Currency::all()
        .find(|c| c.as_str() == "EUR")
        .ok_or_else(|| Failure::Fault("no euro".into()))?;
    let company =
        access::commands::found_company(&mut owner, "Rehearsal", currency, time_zone).await?;
    let database = home.database(4).await?;
    let (looked, as_said) = (files.clone(), options.clone());
    let report = database
        .read(company, move |scope| {
            Box::pin(async move { Ok(look(scope, &looked, &as_said).await?.1) })
        })
        .await?;
    if report.error_count > 0 {
        database.close().await;
        return Ok(Err(report));
    }
    report::print_report(&report);
    bill_everything(&database, &mut owner, company, files, options).await?;
    let billed = billed(&mut owner, company).await?;
    let (lines, holds) = audit::report(&audit::audit_whole(home.owner_url()).await?.0);
    database.close().await;
    if !holds {
        return Err(Failure::Fault(format!("an invariant does not hold:\n{lines}")));
    }
    Ok(Ok(billed))
}

/// Imports, approves, marks, creates and confirms all there is.
pub async fn bill_everything(
    database: &Database,
    owner: &mut PgConnection,
    company: CompanyId,
    files: Vec<crate::imports::rules::ImportFile>,
    options: ImportOptions,
) -> Result<(), Failure> {
    let actor = Actor { company, person: None };
    let names = files.iter().map(|f| f.name.clone()).collect();
    let run = RunImport { files, names, upload: None, approve: true, options };
    let report = command::run(database, actor, "run_import", None, run, |tx, run| {
        Box::pin(run_import(tx, run))
    })
    .await?;
    eprintln!("approved {} entries", report.approved);
    let mark = Mark { selection: Selection::Matching(ListQuery::default()), ready: true };
    let marked = command::run(database, actor, "mark_backlog", None, mark, |tx, mark| {
        Box::pin(backlog::commands::mark_rows(tx, mark))
    })
    .await?;
    eprintln!("marked {} rows Ready to Invoice", marked.changed);
    for (refusal, count, _) in &marked.refused {
        eprintln!("held back {count}: {}", refusal.sentence(texts()));
    }
    let last: Option<NaiveDate> =
        sqlx::query_scalar("select max(work_on) from backlog where company_id = $1")
            .bind(company.0)
            .fetch_one(&mut *owner)
            .await?;
    let today = database.today(company).await?;
    let invoice_on = last.unwrap_or(today).max(today);
    let contracts: Vec<i64> = sqlx::query_scalar(
        "select contract_id from contract where company_id = $1 order by contract_id",
    )
    .bind(company.0)
    .fetch_all(&mut *owner)
    .await?;
    for chunk in contracts.chunks(CONTRACTS) {
        create_and_confirm(database, actor, chunk, invoice_on).await?;
    }
    Ok(())
}

async fn create_and_confirm(
    database: &Database,
    actor: Actor,
    contracts: &[i64],
    invoice_on: NaiveDate,
) -> Result<(), Failure> {
    let create = Create {
        contracts: contracts.iter().copied().map(ContractId).collect(),
        invoice_on: Some(invoice_on),
        seen: None,
    };
    let created = command::run(database, actor, "create_invoices", None, create, |tx, create| {
        Box::pin(invoicing::create::commands::create_invoices(tx, create))
    })
    .await?;
    let mut drafts: Vec<InvoiceId> = Vec::new();
    for one in created {
        match one.outcome {
            Ok(made) => drafts.extend(made.into_iter().map(|draft| draft.invoice_id)),
            Err(error @ ApiError::Refused(Refusal::NothingToInvoice(..))) => {
                eprintln!("contract {}: {}", one.contract, error.sentence(texts()))
            }
            Err(error) => {
                eprintln!("contract {} is left out: {}", one.contract, error.sentence(texts()))
            }
        }
    }
    for chunk in drafts.chunks(INVOICES) {
        let confirm = Confirm { invoices: chunk.iter().map(|id| (*id, None)).collect() };
        let confirmed =
            command::run(database, actor, "confirm_invoices", None, confirm, |tx, confirm| {
                Box::pin(invoicing::confirm::commands::confirm_invoices(tx, confirm))
            })
            .await?;
        for one in confirmed {
            if let Err(error) = one.outcome {
                return Err(Failure::Fault(format!(
                    "contract {}, {}: {}",
                    one.contract,
                    one.customer,
                    error.sentence(texts())
                )));
            }
        }
    }
    eprintln!("confirmed {} invoices", drafts.len());
    Ok(())
}

/// What was billed, per contract and customer, sorted.
pub async fn billed(owner: &mut PgConnection, company: CompanyId) -> Result<Vec<Billed>, Failure> {
    let rows: Vec<(String, String, Currency, i64, Decimal, Decimal)> = sqlx::query_as(
        r"
        select c.number, cu.name, a.currency, count(*), sum(a.quantity), sum(a.net_amount)
        from actual a
        join contract c on c.company_id = a.company_id and c.contract_id = a.contract_id
        join customer cu on cu.company_id = a.company_id and cu.customer_id = a.customer_id
        where a.company_id = $1 and a.transaction_type = 'billed_sales'
            and a.billing_type = 'chargeable'
        group by c.number, cu.name, a.currency
        ",
    )
    .bind(company.0)
    .fetch_all(owner)
    .await?;
    let mut billed: Vec<Billed> = rows
        .into_iter()
        .map(|(contract, customer, currency, actuals, hours, amount)| Billed {
            contract,
            customer,
            currency,
            actuals,
            hours,
            amount,
        })
        .collect();
    billed.sort();
    Ok(billed)
}

fn write_csv(billed: &[Billed]) -> Result<(), Failure> {
    let mut sheet = Sheet::begin(
        std::io::stdout(),
        ["contract", "customer", "currency", "actuals", "hours", "amount"],
    )?;
    for b in billed {
        let (actuals, hours, amount) = (
            b.actuals.to_string(),
            decimals(b.hours, 2),
            decimals(b.amount, b.currency.decimals()),
        );
        sheet.row([&*b.contract, &b.customer, b.currency.as_str(), &actuals, &hours, &amount])?;
    }
    sheet.end()
}

/// A number with at least so many decimals, and no more than it needs.
pub fn decimals(value: Decimal, at_least: u32) -> String {
    let mut value = value.normalize();
    if value.scale() < at_least {
        value.rescale(at_least);
    }
    value.to_string()
}
