//! SQL of invoice frequencies.

use super::model::FrequencyRow;
use crate::{
    book,
    platform::{failure::Failure, scope::Scope},
    vocabulary::{frequency::Frequency, ids::InvoiceFrequencyId},
};

/// Every one, by name.
pub async fn list(scope: &mut Scope) -> Result<Vec<FrequencyRow>, Failure> {
    Ok(sqlx::query_as(
        r"
        select f.invoice_frequency_id, f.name, f.frequency, f.version,
            coalesce(u.line_count, 0) as line_count
        from invoice_frequency f
        left join invoice_frequency_use u on u.company_id = f.company_id
            and u.invoice_frequency_id = f.invoice_frequency_id
        where f.company_id = $1
        order by lower(f.name)
        ",
    )
    .bind(scope.company())
    .fetch_all(scope.connection())
    .await?)
}

/// Adds one.
pub async fn insert(
    scope: &mut Scope,
    name: &str,
    frequency: &Frequency,
) -> Result<InvoiceFrequencyId, Failure> {
    let id = sqlx::query_scalar!(
        r"
        insert into invoice_frequency (company_id, name, frequency)
        values ($1, $2, $3)
        returning invoice_frequency_id
        ",
        scope.company(),
        name,
        frequency.to_string()
    )
    .fetch_one(scope.connection())
    .await?;
    Ok(InvoiceFrequencyId(id))
}

/// Changes one, if its version is still the one seen.
pub async fn update(
    scope: &mut Scope,
    id: InvoiceFrequencyId,
    version: i32,
    (name, frequency): (&str, &Frequency),
) -> Result<(), Failure> {
    seen(scope, id, version).await?;
    sqlx::query!(
        r"
        update invoice_frequency
        set name = $3, frequency = $4, version = version + 1
        where company_id = $1 and invoice_frequency_id = $2
        ",
        scope.company(),
        id.0,
        name,
        frequency.to_string()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Removes one, if its version is still the one seen.
pub async fn delete(
    scope: &mut Scope,
    id: InvoiceFrequencyId,
    version: i32,
) -> Result<(), Failure> {
    seen(scope, id, version).await?;
    sqlx::query!(
        "delete from invoice_frequency where company_id = $1 and invoice_frequency_id = $2",
        scope.company(),
        id.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

async fn seen(scope: &mut Scope, id: InvoiceFrequencyId, version: i32) -> Result<(), Failure> {
    let now = sqlx::query_scalar!(
        r"
        select version
        from invoice_frequency
        where company_id = $1 and invoice_frequency_id = $2
        for update
        ",
        scope.company(),
        id.0
    );
    book::commands::as_seen(now.fetch_optional(scope.connection()).await?, version)
}
