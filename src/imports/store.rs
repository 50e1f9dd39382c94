//! SQL of uploads.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

mod known;

pub use known::known_book;

use super::{model::UploadRow, rules::ImportFile};
use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ImportUploadId, PersonId},
        refusal::Refusal,
    },
};
use chrono::{DateTime, Utc};

/// Keeps a folder to be looked at.
pub async fn upload_insert(
    scope: &mut Scope,
    person: PersonId,
    files: &[ImportFile],
    now: DateTime<Utc>,
) -> Result<ImportUploadId, Failure> {
    let id = sqlx::query_scalar!(
        r"
        insert into import_upload (company_id, person_id, created_at)
        values ($1, $2, $3)
        returning import_upload_id
        ",
        scope.company(),
        person.0,
        now
    )
    .fetch_one(scope.connection())
    .await?;
    let names: Vec<String> = files.iter().map(|file| file.name.replace('\0', "")).collect();
    let contents: Vec<&[u8]> = files.iter().map(|file| &*file.content).collect();
    sqlx::query!(
        r"
        insert into import_file (company_id, import_upload_id, name, content)
        select $1, $2, f.name, f.content
        from unnest($3::text[], $4::bytea[]) f (name, content)
        ",
        scope.company(),
        id,
        &names,
        &contents as &[&[u8]]
    )
    .execute(scope.connection())
    .await?;
    Ok(ImportUploadId(id))
}

/// When an upload came and when it was imported.
pub async fn upload_find(
    scope: &mut Scope,
    upload: ImportUploadId,
) -> Result<(DateTime<Utc>, Option<DateTime<Utc>>), Failure> {
    let row = sqlx::query!(
        r"
        select created_at, imported_at
        from import_upload
        where company_id = $1 and import_upload_id = $2
        ",
        scope.company(),
        upload.0
    )
    .fetch_optional(scope.connection())
    .await?
    .ok_or(Refusal::NotFound)?;
    Ok((row.created_at, row.imported_at))
}

/// How many bytes its files have together.
pub async fn upload_size(scope: &mut Scope, upload: ImportUploadId) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar!(
        r#"
        select coalesce(sum(length(content)), 0) as "bytes!"
        from import_file
        where company_id = $1 and import_upload_id = $2
        "#,
        scope.company(),
        upload.0
    )
    .fetch_one(scope.connection())
    .await?)
}

/// Its files.
pub async fn upload_files(
    scope: &mut Scope,
    upload: ImportUploadId,
) -> Result<Vec<ImportFile>, Failure> {
    let rows = sqlx::query!(
        r"
        select name, content
        from import_file
        where company_id = $1 and import_upload_id = $2
        order by name
        ",
        scope.company(),
        upload.0
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| ImportFile { name: r.name, content: r.content.into() }).collect())
}

/// The latest uploads.
pub async fn list_imports(scope: &mut Scope) -> Result<Vec<UploadRow>, Failure> {
    let rows = sqlx::query!(
        r#"
        select u.import_upload_id, u.created_at, u.imported_at, p.name,
            coalesce(
                (
                    select string_agg(f.name, ', ' order by f.name)
                    from import_file f
                    where f.company_id = u.company_id and f.import_upload_id = u.import_upload_id
                ),
                ''
            ) as "files!"
        from import_upload u
        join person p on p.company_id = u.company_id and p.person_id = u.person_id
        where u.company_id = $1
        order by u.import_upload_id desc
        limit 20
        "#,
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| UploadRow {
            import_upload_id: ImportUploadId(r.import_upload_id),
            created_at: r.created_at,
            imported_at: r.imported_at,
            person_name: r.name,
            files: r.files,
        })
        .collect())
}

/// Marks an upload as imported, once; its files are no longer needed.
pub async fn upload_done(
    scope: &mut Scope,
    upload: ImportUploadId,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let done = sqlx::query!(
        r"
        update import_upload
        set imported_at = $3
        where company_id = $1 and import_upload_id = $2 and imported_at is null
        ",
        scope.company(),
        upload.0,
        now
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if done != 1 {
        return Err(Refusal::AlreadyImported.into());
    }
    sqlx::query!(
        r"
        update import_file set content = ''::bytea where company_id = $1 and import_upload_id = $2
        ",
        scope.company(),
        upload.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Throws an upload away, files and all.
pub async fn upload_delete(scope: &mut Scope, upload: ImportUploadId) -> Result<(), Failure> {
    sqlx::query!("delete from import_upload where company_id = $1 and import_upload_id = $2 and imported_at is null", scope.company(), upload.0).execute(scope.connection()).await?;
    Ok(())
}
