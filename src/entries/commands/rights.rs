//! What somebody may see and decide, looked up once per transaction.

use crate::{
    access::{self, rules::CostSight},
    book,
    entries::model::Asker,
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::ids::PersonId,
};

/// Whoever reads or decides: their roles and projects as they are now.
pub async fn asker(scope: &mut Scope, person: Option<PersonId>) -> Result<Asker, Failure> {
    let Some(who) = person else { return Ok(Asker::default()) };
    let roles = access::commands::roles_now(scope, who).await?;
    let own = book::commands::approves_on(scope, who).await?;
    Ok(Asker {
        person,
        resources: book::commands::resources_of(scope, who).await?,
        alike: book::commands::alike_resources(scope, who).await?,
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
    asker(tx, actor.person).await
}
