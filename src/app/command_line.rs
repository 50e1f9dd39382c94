//! The command line: one binary, its subcommands.

use super::{
    accounts::{UserCommand, company_named, time_zone, user},
    audit,
    home::Home,
    init::{self, Init},
    rehearse,
    report::print_report,
    server,
};
use crate::{
    access,
    imports::{
        commands::{RunImport, look, read_folder, run_import},
        model::{Changed, ImportOptions},
    },
    language::{count::texts_table, table::ROWS},
    platform::{
        command::{self, Actor},
        config::Config,
        failure::Failure,
        schema,
    },
    runs::commands::shell,
    vocabulary::{dates::DateOrder, ids::CompanyId, money::DecimalMark, time_zone::TimeZone},
};
use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

/// Billing for project firms: from approved work to the posted invoice.
#[derive(Parser)]
#[command(name = "billwright", version, about, after_help = "Without a command, it serves.")]
pub struct CommandLine {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages (the default)
    Serve,
    /// Make the two roles and the database on a PostgreSQL of yours, by DATABASE_URL as its
    /// superuser; prints the addresses to serve with
    Init {
        #[command(flatten)]
        init: Init,
    },
    /// Bring the database's schema up to date, then stop
    Migrate,
    /// Import a folder: the contract book and time sheets; all or nothing
    Import {
        /// The folder with the CSV files
        folder: PathBuf,
        /// The company to import into; may be left out when there is only one
        #[arg(long)]
        company: Option<String>,
        /// Approve rows marked Approved on the way, instead of leaving them submitted
        #[arg(long)]
        approve: bool,
        /// Only look: report what would be added and every problem
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        reading: Reading,
    },
    /// Work out what a folder would be invoiced, in a scratch database; CSV on standard output
    Rehearse {
        /// The folder with the CSV files
        folder: PathBuf,
        /// Where the company is, by the IANA name of its time zone: whose day is today
        #[arg(long, default_value_t = TimeZone::UTC, value_parser = time_zone)]
        time_zone: TimeZone,
        #[command(flatten)]
        reading: Reading,
    },
    /// Companies and the people who sign in
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Create drafts of everything due, as the batch job that creates invoices does; exits 1 if some
    /// of it failed
    RunDue {
        /// What is due by this day; may be left out: today, where the company is
        #[arg(long)]
        as_of: Option<NaiveDate>,
        /// Only look: print what it would create
        #[arg(long)]
        dry_run: bool,
        /// The company; may be left out: every one
        #[arg(long)]
        company: Option<String>,
    },
    /// Check every invariant on the live database; exits 1 if one does not hold
    Audit,
    /// Print the schema: tables with all that holds them, and the names of triggers, views and
    /// functions
    Schema,
    /// Count the texts: of each room and language, how many are written and how many are not yet
    Texts,
    /// Open psql on the database; what follows is passed on
    Psql {
        /// Arguments for psql
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Measure speed beside the floor, in a scratch database
    Bench {
        /// Contracts of 100 actuals each
        #[arg(long, default_value_t = 1000)]
        contracts: u32,
        /// Rows in the backlog whose pages are read
        #[arg(long, default_value_t = 1_000_000)]
        backlog: u32,
        #[command(flatten)]
        large: Large,
    },
}

/// How big the company is whose lists are read.
#[derive(clap::Args)]
struct Large {
    /// Its contracts; 0: its lists are not measured
    #[arg(long, default_value_t = 20_000)]
    large_contracts: u32,
    /// Its open sales
    #[arg(long, default_value_t = 1_000_000)]
    large_sales: u32,
    /// Its invoices, one of 25 a draft
    #[arg(long, default_value_t = 52_000)]
    large_invoices: u32,
}

impl Large {
    fn size(&self) -> super::bench::Size {
        super::bench::Size {
            contracts: self.large_contracts,
            sales: self.large_sales,
            invoices: self.large_invoices,
        }
    }
}

/// What is said where files can be read in several ways.
#[derive(clap::Args)]
struct Reading {
    /// In which order the files write day, month and year; found from the files unless they can be
    /// read both ways
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(["ymd", "dmy", "mdy"]))]
    dates: Option<String>,
    /// Which mark stands before decimals; found from the files unless they can be read both ways
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(["point", "comma"]))]
    decimal: Option<String>,
    /// Leave out rows of time sheets that have errors, and import the others
    #[arg(long)]
    skip_bad_rows: bool,
    /// What becomes of rows that are here and are otherwise in their source now
    #[arg(long, default_value = "stop", value_parser = clap::builder::PossibleValuesParser::new(Changed::ALL.iter().map(|word| word.word())))]
    changed: String,
    /// The role of rows of time sheets that name none
    #[arg(long, default_value = "")]
    role: String,
}

impl Reading {
    fn options(self) -> ImportOptions {
        let dates = self.dates.map(|order| match order.as_str() {
            "dmy" => DateOrder::DayFirst,
            "mdy" => DateOrder::MonthFirst,
            _ => DateOrder::YearFirst,
        });
        let decimal = self
            .decimal
            .map(|mark| if mark == "comma" { DecimalMark::Comma } else { DecimalMark::Point });
        let changed = Changed::from_word(&self.changed).unwrap_or_default();
        ImportOptions {
            dates,
            decimal,
            skip_bad_rows: self.skip_bad_rows,
            changed,
            role: self.role,
        }
    }
}

/// The program; every failure is a sentence on standard error and exit code 1. Not async: what an
/// async function does is compiled by whoever awaits it, and in the binary it would be once more.
pub fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::Fault(error.to_string()));
    ended(runtime.and_then(|runtime| runtime.block_on(dispatch(CommandLine::parse()))))
}

/// What whoever started the program learns of how it ended.
pub fn ended(answer: Result<bool, Failure>) -> ExitCode {
    match answer {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("billwright: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(line: CommandLine) -> Result<bool, Failure> {
    let config = line.config;
    match line.command.unwrap_or(Command::Serve) {
        Command::Serve => server::serve(&config).await,
        Command::Init { init } => init::init(&config, &init).await.map(|made| {
            println!("{made}");
            true
        }),
        Command::Texts => {
            print!("{}", texts_table(&ROWS));
            Ok(true)
        }
        Command::Rehearse { folder, time_zone, reading } => {
            rehearse::rehearse(&config, &folder, time_zone, reading.options()).await
        }
        Command::Bench { contracts, backlog, large } => {
            super::bench::bench(&config, contracts, backlog, large.size()).await
        }
        other => {
            let home = Home::open(&config).await?;
            let answer = on_home(&config, &home, other).await;
            home.close().await?;
            answer
        }
    }
}

async fn on_home(config: &Config, home: &Home, command: Command) -> Result<bool, Failure> {
    match command {
        Command::Serve
        | Command::Init { .. }
        | Command::Texts
        | Command::Rehearse { .. }
        | Command::Bench { .. } => Ok(true),
        Command::Migrate => {
            println!("the schema is up to date");
            Ok(true)
        }
        Command::Import { folder, company, approve, dry_run, reading } => {
            let company = company_named(home, company.as_deref()).await?;
            import(
                config,
                home,
                company,
                &folder,
                Import { approve, dry_run, options: reading.options() },
            )
            .await
        }
        Command::User { command } => user(config, home, command).await,
        Command::RunDue { as_of, dry_run, company } => {
            run_due(home, as_of, dry_run, company.as_deref()).await
        }
        Command::Audit => {
            let (findings, is_compared) = audit::audit_whole(home.owner_url()).await?;
            let (lines, holds) = audit::report(&findings);
            println!("{lines}");
            if !is_compared {
                eprintln!(
                    "whether every wall is as it was built was not asked: the database's owner may not make a database to compare with (createdb)"
                );
            }
            Ok(holds)
        }
        Command::Schema => {
            print!("{}", schema::print(&mut home.owner().await?).await?);
            Ok(true)
        }
        Command::Psql { arguments } => {
            let mut psql = tokio::process::Command::new(home.psql());
            psql.arg(home.owner_url()).args(arguments);
            run_psql(psql).await
        }
    }
}

async fn run_psql(mut psql: tokio::process::Command) -> Result<bool, Failure> {
    let status = psql.status().await.map_err(|error| {
        Failure::Fault(format!(
            "psql can't be started ({error}); install Debian's postgresql-client"
        ))
    })?;
    Ok(status.success())
}

/// How to import a folder.
struct Import {
    approve: bool,
    dry_run: bool,
    options: ImportOptions,
}

async fn import(
    config: &Config,
    home: &Home,
    company: CompanyId,
    folder: &std::path::Path,
    how: Import,
) -> Result<bool, Failure> {
    let Import { approve, dry_run, options } = how;
    let files = read_folder(folder).await?;
    let database = home.database(config.connections).await?;
    let (looked, as_said) = (files.clone(), options.clone());
    let report = database
        .read(company, move |scope| {
            Box::pin(async move { Ok(look(scope, &looked, &as_said).await?.1) })
        })
        .await?;
    print_report(&report);
    if report.error_count > 0 || dry_run {
        return Ok(report.error_count == 0);
    }
    let names = files.iter().map(|f| f.name.clone()).collect();
    let run = RunImport { files, names, upload: None, approve, options };
    let done = command::run(
        &database,
        Actor { company, person: None },
        "run_import",
        None,
        run,
        |tx, run| Box::pin(run_import(tx, run)),
    )
    .await?;
    eprintln!("imported; {} entries approved", done.approved);
    database.close().await;
    Ok(true)
}

/// What is due in a company, or in every one.
async fn run_due(
    home: &Home,
    as_of: Option<NaiveDate>,
    dry_run: bool,
    company: Option<&str>,
) -> Result<bool, Failure> {
    let mut all = access::commands::companies(&mut home.owner().await?).await?;
    if company.is_some() {
        let chosen = company_named(home, company).await?;
        all.retain(|(id, _)| *id == chosen);
    }
    let database = home.database(4).await?;
    let (lines, failed) = shell::of_companies(&database, &all, as_of, dry_run).await?;
    println!("{}", lines.join("\n"));
    database.close().await;
    Ok(failed == 0)
}
