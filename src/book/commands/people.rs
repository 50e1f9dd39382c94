//! Who is who: what is a person's own work is decided by it (R-SEC-1).

use crate::{
    book::{
        model::people::{Identities, IdentityForm},
        rules::people::is_alike,
        store,
    },
    platform::{command::Tx, failure::Failure},
    vocabulary::{
        ids::{CompanyId, PersonId},
        refusal::Refusal,
    },
};
use sqlx::PgConnection;

/// The resources that somebody is; the first is the one that they record as.
pub async fn resources_of(
    conn: &mut PgConnection,
    company: CompanyId,
    person: PersonId,
) -> Result<Vec<i64>, Failure> {
    store::resources_of(conn, company.0, person).await
}

/// Resources that may be somebody: their names are alike, and nobody said who they are.
pub async fn alike_resources(
    conn: &mut PgConnection,
    company: CompanyId,
    person: PersonId,
) -> Result<Vec<i64>, Failure> {
    let (name, open) = store::open_identities(conn, company.0, person).await?;
    Ok(open.into_iter().filter(|(_, other)| is_alike(&name, other)).map(|(id, _)| id).collect())
}

/// Everybody who works, with who signs in as them; those whom an administrator has to look at
/// first.
pub async fn list_identities(
    conn: &mut PgConnection,
    company: CompanyId,
) -> Result<Identities, Failure> {
    let mut resources = store::resources(conn, company.0).await?;
    let people = store::people(conn, company.0).await?;
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
    let company = tx.company();
    let known = store::identity_lock(tx.connection(), company, form.resource_id)
        .await?
        .ok_or(Refusal::NotFound)?;
    if known != form.seen {
        return Err(Refusal::Outdated.into());
    }
    tx.note(known, form.person_id);
    store::identity_save(tx.connection(), company, form.resource_id, form.person_id).await
}
