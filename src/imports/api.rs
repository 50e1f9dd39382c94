//! Server functions of imports: who may, then hand over. The upload itself is a form post
//! (app/forms.rs).

use super::model::{ImportOptions, ImportReport, UploadPage, UploadRow};
use crate::{
    access::{
        calls::calls,
        rules::{IMPORTERS, Right},
    },
    vocabulary::ids::ImportUploadId,
};
#[cfg(feature = "ssr")]
use {
    super::{commands, store},
    crate::{access::commands::Caller, vocabulary::failure::ApiError},
};

/// The upload itself: the address of a form.
pub const FORMS: &[Right] = &[("upload_import", IMPORTERS)];

/// Room to look at an upload, found before a connection is held.
#[cfg(feature = "ssr")]
async fn room(caller: &Caller, upload: ImportUploadId) -> Result<commands::Room, ApiError> {
    let bytes = caller.read(move |scope| Box::pin(commands::upload_size(scope, upload))).await?;
    Ok(commands::room_to_look_at(bytes).await?)
}

calls! {
    /// The latest uploads.
    read list_imports() -> Vec<UploadRow>, for IMPORTERS => |scope| store::list_imports(scope);
    /// An upload and what it would do.
    call read_import(upload: ImportUploadId, options: ImportOptions) -> UploadPage, for IMPORTERS
        => |caller| async move {
            let _room = room(&caller, upload).await?;
            caller
                .read(move |scope| {
                    Box::pin(async move { commands::read_import(scope, upload, &options).await })
                })
                .await
        };
    /// Imports an upload, all or nothing.
    call run_import(upload: ImportUploadId, approve: bool, options: ImportOptions) -> ImportReport,
        for IMPORTERS
        => |caller| async move {
            let _room = room(&caller, upload).await?;
            let files =
                caller.read(move |scope| Box::pin(commands::upload_files(scope, upload))).await?;
            let names = files.iter().map(|f| f.name.clone()).collect();
            let run = commands::RunImport { files, names, upload: Some(upload), approve, options };
            caller.run("run_import", run, |tx, run| Box::pin(commands::run_import(tx, run))).await
        };
    /// Throws an upload away.
    write discard_import(upload: ImportUploadId) -> (), for IMPORTERS;
}
