//! Companies and people, as commands name and add them.

use super::home::Home;
use crate::{
    access::{self, commands::HashedPerson},
    platform::{
        command::{self, Actor},
        config::Config,
        failure::Failure,
    },
    vocabulary::ids::CompanyId,
};

/// An e-mail and a hash, of which the audit row sees the e-mail.
#[derive(serde::Serialize)]
pub struct Secret(pub String, #[serde(skip)] pub String);

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
