//! SQL of an invoice's history.

use crate::{
    invoicing::{
        commands::SUBJECT,
        draft::{
            model::{Happening, HistoryQuery, HistoryRow},
            rules::Entry,
        },
    },
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::InvoiceId,
};
use chrono::{DateTime, Utc};

/// An entry with who and when.
pub struct Told {
    /// Its key.
    pub audit_entry_id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub person: Option<String>,
    /// What.
    pub entry: Entry,
}

/// The trail's entries about an invoice, the latest first, so many: found along their own index.
pub async fn entries(
    scope: &mut Scope,
    query: &HistoryQuery,
    limit: i64,
) -> Result<Vec<Told>, Failure> {
    let rows = sqlx::query!(
        r#"
        select a.audit_entry_id, a.happened_at, p.name as "person?", a.command, a.input, a.before,
            a.after
        from (
            select s.company_id, s.audit_entry_id
            from audit_subject s
            where s.company_id = $1 and s.subject = $2 and s.subject_id = $3
                and ($4::bigint is null or s.audit_entry_id < $4)
            order by s.audit_entry_id desc
            limit $5
        ) s
        join audit_entry a on a.company_id = s.company_id and a.audit_entry_id = s.audit_entry_id
        left join person p on p.company_id = a.company_id and p.person_id = a.person_id
        order by a.audit_entry_id desc
        "#,
        scope.company(),
        SUBJECT,
        query.invoice_id.0,
        query.before,
        limit
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Told {
            audit_entry_id: row.audit_entry_id,
            at: row.happened_at,
            person: row.person,
            entry: Entry {
                command: row.command,
                input: row.input,
                before: row.before,
                after: row.after,
            },
        })
        .collect())
}

/// What the invoice itself says: when it was made, and when it was confirmed, the latest first.
pub async fn first_and_last(
    scope: &mut Scope,
    invoice: InvoiceId,
) -> Result<Option<(HistoryRow, Option<HistoryRow>)>, Failure> {
    let row = sqlx::query!(
        r#"
        select i.created_at, c.name as "created_by?", i.confirmed_at, f.name as "confirmed_by?",
            i.invoice_number
        from invoice i
        left join person c on c.company_id = i.company_id and c.person_id = i.created_by
        left join person f on f.company_id = i.company_id and f.person_id = i.confirmed_by
        where i.company_id = $1 and i.invoice_id = $2
        "#,
        scope.company(),
        invoice.0
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(row.map(|row| {
        let created =
            HistoryRow { at: row.created_at, person: row.created_by, happened: Happening::Created };
        let confirmed = row.confirmed_at.zip(row.invoice_number).map(|(at, number)| HistoryRow {
            at,
            person: row.confirmed_by,
            happened: Happening::Confirmed(number),
        });
        (created, confirmed)
    }))
}
