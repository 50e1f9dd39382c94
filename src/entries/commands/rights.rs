//! What somebody may see and decide, looked up once per transaction.

use crate::{
    access::{self, rules::CostSight},
    book,
    entries::model::Asker,
    platform::{command::Tx, failure::Failure},
    vocabulary::ids::{CompanyId, PersonId},
};
use sqlx::PgConnection;

/// Whoever reads or decides: their roles and projects as they are now.
pub async fn asker(
    conn: &mut PgConnection,
    company: CompanyId,
    person: Option<PersonId>,
) -> Result<Asker, Failure> {
    let Some(who) = person else { return Ok(Asker::default()) };
    let roles = access::commands::roles_now(conn, company, who).await?;
    let own = book::commands::approves_on(conn, company, who).await?;
    Ok(Asker {
        person,
        resources: book::commands::resources_of(conn, company, who).await?,
        alike: book::commands::alike_resources(conn, company, who).await?,
        sees_only_those: !access::rules::reads_every_entry(&roles),
        costs_of: match access::rules::cost_sight(&roles) {
            CostSight::All => None,
            CostSight::OwnProjects => Some(own.clone()),
            CostSight::Nothing => Some(Vec::new()),
        },
        approves_on: (!access::rules::approves_everywhere(&roles)).then_some(own),
    })
}

/// Whoever this transaction acts for.
pub async fn asker_of(tx: &mut Tx) -> Result<Asker, Failure> {
    let actor = tx.actor();
    asker(tx.connection(), actor.company, actor.person).await
}
