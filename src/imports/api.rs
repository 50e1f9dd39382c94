//! Server functions of imports: who may, then hand over. The upload itself is a form post
//! (app/forms.rs).

use super::model::{ImportOptions, ImportReport, UploadPage, UploadRow};
use crate::{
    ui::calls::{Json, PageClient},
    vocabulary::{failure::ApiError, ids::ImportUploadId},
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::commands,
    crate::access::commands::{Caller, enter},
};

/// The latest uploads.
#[server(prefix = "/api", endpoint = "list_imports", input = Json, output = Json, client = PageClient)]
pub async fn list_imports() -> Result<Vec<UploadRow>, ApiError> {
    let caller = enter("list_imports")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |scope| Box::pin(commands::list_imports(scope))).await?)
}

/// Room to look at an upload, found before a connection is held.
#[cfg(feature = "ssr")]
async fn room(caller: &Caller, upload: ImportUploadId) -> Result<commands::Room, ApiError> {
    let company = caller.who.company_id;
    let bytes = caller
        .database
        .read(company, move |scope| Box::pin(commands::upload_size(scope, upload)))
        .await?;
    Ok(commands::room_to_look_at(bytes).await?)
}

/// An upload and what it would do.
#[server(prefix = "/api", endpoint = "read_import", input = Json, output = Json, client = PageClient)]
pub async fn read_import(
    upload: ImportUploadId,
    options: ImportOptions,
) -> Result<UploadPage, ApiError> {
    let caller = enter("read_import")?;
    let company = caller.who.company_id;
    let _room = room(&caller, upload).await?;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::read_import(scope, upload, &options).await })
        })
        .await?)
}

/// Imports an upload, all or nothing.
#[server(prefix = "/api", endpoint = "run_import", input = Json, output = Json, client = PageClient)]
pub async fn run_import(
    upload: ImportUploadId,
    approve: bool,
    options: ImportOptions,
) -> Result<ImportReport, ApiError> {
    let caller = enter("run_import")?;
    let company = caller.who.company_id;
    let _room = room(&caller, upload).await?;
    let files = caller
        .database
        .read(company, move |scope| Box::pin(commands::upload_files(scope, upload)))
        .await?;
    let names = files.iter().map(|f| f.name.clone()).collect();
    let run = commands::RunImport { files, names, upload: Some(upload), approve, options };
    caller.run("run_import", run, |tx, run| Box::pin(commands::run_import(tx, run))).await
}

/// Throws an upload away.
#[server(prefix = "/api", endpoint = "discard_import", input = Json, output = Json, client = PageClient)]
pub async fn discard_import(upload: ImportUploadId) -> Result<(), ApiError> {
    let caller = enter("discard_import")?;
    caller
        .run("discard_import", upload, |tx, upload| Box::pin(commands::discard_import(tx, upload)))
        .await
}
