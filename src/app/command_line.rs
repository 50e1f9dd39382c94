//! The command line: one binary, its subcommands.

use super::{
    accounts::{Secret, add_person, company_named},
    audit,
    home::Home,
    init::{self, Init},
    rehearse,
    report::print_report,
    server,
};
use crate::{
    access::{self, model::NewPerson},
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
    vocabulary::{
        currency::Currency, dates::DateOrder, ids::CompanyId, money::DecimalMark,
        time_zone::TimeZone, words::Role,
    },
};
use clap::{Parser, Subcommand};
use sqlx::PgConnection;
use std::{io::IsTerminal, path::PathBuf, process::ExitCode};

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

#[derive(Subcommand)]
enum UserCommand {
    /// Found a company
    Company {
        /// Its name
        name: String,
        /// The currency of its costs
        #[arg(long, default_value = "EUR")]
        currency: String,
        /// Where it is, by the IANA name of its time zone, like Europe/Berlin: whose day is today
        #[arg(long, value_parser = time_zone)]
        time_zone: TimeZone,
    },
    /// List everybody
    List,
    /// Add somebody; the password is read from standard input
    Add {
        /// They sign in with it
        email: String,
        /// Their name
        #[arg(long)]
        name: String,
        /// What they may do; may be given several times
        #[arg(long = "role", required = true, value_parser = clap::builder::PossibleValuesParser::new(Role::ALL.iter().map(|role| role.word())))]
        roles: Vec<String>,
        /// The company; may be left out when there is only one
        #[arg(long)]
        company: Option<String>,
    },
    /// Set somebody's password, read from standard input; ends their sessions
    Password {
        /// Whose
        email: String,
        /// The company; may be left out when there is only one
        #[arg(long)]
        company: Option<String>,
    },
}

/// A time zone as typed.
fn time_zone(name: &str) -> Result<TimeZone, String> {
    name.parse().map_err(|_| "that is no time zone; write the name of a place, like Europe/Berlin or Pacific/Auckland, or UTC".to_owned())
}

/// Runs what was asked; every failure is a sentence on standard error and exit code 1.
pub async fn run(line: CommandLine) -> ExitCode {
    ended(dispatch(line).await)
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

async fn user(config: &Config, home: &Home, command: UserCommand) -> Result<bool, Failure> {
    let mut owner = home.owner().await?;
    match command {
        UserCommand::Company { name, currency, time_zone } => {
            let currency: Currency = currency
                .parse()
                .map_err(|error| Failure::Fault(format!("{currency} is {error}")))?;
            let id =
                access::commands::found_company(&mut owner, &name, currency, time_zone).await?;
            println!("founded {name} ({id})");
        }
        UserCommand::List => list_people(home, &mut owner).await?,
        UserCommand::Add { email, name, roles, company } => {
            let company = company_named(home, company.as_deref()).await?;
            let roles = roles.iter().filter_map(|role| Role::from_word(role)).collect();
            let new = access::commands::hashed(&NewPerson {
                name,
                email,
                password: read_password()?,
                roles,
            })
            .await?;
            add_person(config, home, company, new).await?;
            println!("added; the password is to be changed at the first sign-in");
        }
        UserCommand::Password { email, company } => {
            set_password(home, email, company.as_deref()).await?;
        }
    }
    Ok(true)
}

async fn list_people(home: &Home, owner: &mut PgConnection) -> Result<(), Failure> {
    let database = home.database(2).await?;
    for (company, name) in access::commands::companies(owner).await? {
        println!("{name}");
        for p in database
            .read(company, move |scope| Box::pin(access::commands::list_people(scope)))
            .await?
        {
            let roles: Vec<&str> = p.roles.iter().map(|role| role.word()).collect();
            println!(
                "  {}  {}  {}{}",
                p.email,
                p.name,
                roles.join(","),
                if p.is_active { "" } else { "  (inactive)" }
            );
        }
    }
    Ok(())
}

async fn set_password(home: &Home, email: String, company: Option<&str>) -> Result<(), Failure> {
    let company = company_named(home, company).await?;
    let password = read_password()?;
    access::rules::password(&password)?;
    access::rules::hard_to_guess(&password, &[&email])?;
    let hash = access::commands::hash_password(password).await?;
    let database = home.database(2).await?;
    let input = Secret(email, hash);
    command::run(
        &database,
        Actor { company, person: None },
        "set_password",
        None,
        input,
        |tx, input| {
            Box::pin(async move {
                access::commands::set_password(tx, &(input.0.clone(), input.1.clone())).await
            })
        },
    )
    .await?;
    println!("the password is set; it is to be changed at the next sign-in");
    Ok(())
}

fn read_password() -> Result<String, Failure> {
    if std::io::stdin().is_terminal() {
        eprint!("Password (it will be seen as you type): ");
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| Failure::Fault(error.to_string()))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
