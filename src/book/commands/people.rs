//! Who is who: what is a person's own work is decided by it (R-SEC-1).

use crate::{
    book::{
        model::people::{Identities, IdentityForm},
        rules::people::is_alike,
        store,
    },
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{ids::PersonId, refusal::Refusal},
};

/// The resources that somebody is; the first is the one that they record as.
pub async fn resources_of(scope: &mut Scope, person: PersonId) -> Result<Vec<i64>, Failure> {
    store::resources_of(scope, person).await
}

/// Resources that may be somebody: their names are alike, and nobody said who they are.
pub async fn alike_resources(scope: &mut Scope, person: PersonId) -> Result<Vec<i64>, Failure> {
    let (name, open) = store::open_identities(scope, person).await?;
    Ok(open.into_iter().filter(|(_, other)| is_alike(&name, other)).map(|(id, _)| id).collect())
}

/// Everybody who works, with who signs in as them; those whom an administrator has to look at
/// first.
pub async fn list_identities(scope: &mut Scope) -> Result<Identities, Failure> {
    let mut resources = store::resources(scope).await?;
    let people = store::people(scope).await?;
    for row in
        resources.iter_mut().filter(|row| row.identity.person_id.is_none() && !row.identity.is_said)
    {
        row.alike = people
            .iter()
            .filter(|(_, name)| is_alike(name, &row.name))
            .map(|(id, _)| *id)
            .collect();
    }
    resources.sort_by_key(|row| row.alike.is_empty());
    Ok(Identities { resources, people })
}

/// Says who a resource is, seen as it is: from then on names say nothing any more.
pub async fn save_identity(tx: &mut Tx, form: &IdentityForm) -> Result<(), Failure> {
    let known = store::identity_lock(tx, form.resource_id).await?.ok_or(Refusal::NotFound)?;
    if known != form.seen {
        return Err(Refusal::Outdated.into());
    }
    tx.note(known, form.person_id);
    store::identity_save(tx, form.resource_id, form.person_id).await
}
