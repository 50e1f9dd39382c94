//! Companies and people, as commands name and add them.

use super::home::Home;
use crate::{
    access::{self, commands::HashedPerson, model::NewPerson},
    platform::{
        command::{self, Actor},
        config::Config,
        failure::Failure,
    },
    vocabulary::{currency::Currency, ids::CompanyId, time_zone::TimeZone, words::Role},
};
use clap::Subcommand;
use sqlx::PgConnection;
use std::io::IsTerminal;

/// An e-mail and a hash, of which the audit row sees the e-mail.
#[derive(serde::Serialize)]
struct Secret(String, #[serde(skip)] String);

/// Adds somebody on behalf of the command line.
pub async fn add_person(
    config: &Config,
    home: &Home,
    company: CompanyId,
    new: HashedPerson,
) -> Result<(), Failure> {
    let database = home.database(config.connections.min(2)).await?;
    command::run(&database, Actor { company, person: None }, "add_person", None, new, |tx, new| {
        Box::pin(access::commands::add_person(tx, new))
    })
    .await?;
    database.close().await;
    Ok(())
}

/// The company of that name, or the only one there is.
pub async fn company_named(home: &Home, name: Option<&str>) -> Result<CompanyId, Failure> {
    let companies = access::commands::companies(&mut home.owner().await?).await?;
    match (name, companies.as_slice()) {
        (Some(name), list) => list
            .iter()
            .find(|(_, n)| n == name)
            .map(|(id, _)| *id)
            .ok_or_else(|| Failure::Fault(format!("there is no company “{name}”; found it with: billwright user company NAME --time-zone ZONE"))),
        (None, [(id, _)]) => Ok(*id),
        (None, []) => Err(Failure::Fault("there is no company yet; found one with: billwright user company NAME --time-zone ZONE".into())),
        (None, _) => Err(Failure::Fault("there are several companies; say which with --company".into())),
    }
}

/// What can be asked of companies and people.
#[derive(Subcommand)]
pub enum UserCommand {
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
pub fn time_zone(name: &str) -> Result<TimeZone, String> {
    name.parse().map_err(|_| "that is no time zone; write the name of a place, like Europe/Berlin or Pacific/Auckland, or UTC".to_owned())
}

/// Does it.
pub async fn user(config: &Config, home: &Home, command: UserCommand) -> Result<bool, Failure> {
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
