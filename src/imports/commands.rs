//! Verbs of imports: look, write, and what an upload needs.

mod book;
mod room;

pub use super::store::list_imports;
pub use room::{Room, room_to_keep, room_to_look_at};

use super::{
    model::{FILES_LIMIT, FOLDER_LIMIT_MIB, ImportOptions, ImportReport, Known, Plan, UploadPage},
    rules::{self, ImportFile},
    store,
};
use crate::{
    approvals,
    entries::{
        self,
        model::{Decide, Decision},
    },
    lifecycle,
    platform::{command::Tx, failure::Failure, scope::Scope},
    prices::rules::planned::Planned,
    vocabulary::{
        ids::{EntryId, ImportUploadId},
        paging::Selection,
        refusal::Refusal,
    },
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::path::Path;

/// What to import, and whether to approve submitted entries on the way.
#[derive(Clone, Debug, Serialize)]
pub struct RunImport {
    /// The files; not for the audit row.
    #[serde(skip)]
    pub files: Vec<ImportFile>,
    /// Their names.
    pub names: Vec<String>,
    /// The upload they came from, if one.
    pub upload: Option<ImportUploadId>,
    /// Approve rows marked Approved.
    pub approve: bool,
    /// How to read them, and what of them.
    pub options: ImportOptions,
}

/// Looks at a folder: what it would add, and every complaint. Writes nothing.
pub async fn look(
    scope: &mut Scope,
    files: &[ImportFile],
    options: &ImportOptions,
) -> Result<(Plan, ImportReport), Failure> {
    check_size(files)?;
    // Reading and planning take their time: off the threads that answer everybody else.
    let (files, options) = (files.to_vec(), options.clone());
    let read = move || {
        let (tables, problems) = rules::read(&files, &options);
        let asked = rules::asked(&tables);
        (tables, problems, asked, options)
    };
    let (tables, problems, asked, options) =
        tokio::task::spawn_blocking(read).await.map_err(fault)?;
    let book = book::known_book(scope).await?;
    let known = match asked {
        (_, None) => Known { book, entries: Vec::new() },
        (keys, Some(days)) => {
            Known { book, entries: entries::commands::known_entries(scope, days, &keys).await? }
        }
    };
    let (plan, report) =
        tokio::task::spawn_blocking(move || rules::plan(&tables, problems, &known, &options))
            .await
            .map_err(fault)?;
    compare_bills(scope, plan, report).await
}

/// What the files say they bill, beside what would be billed of the same rows; asked once nothing
/// stops the import.
async fn compare_bills(
    scope: &mut Scope,
    plan: Plan,
    mut report: ImportReport,
) -> Result<(Plan, ImportReport), Failure> {
    if report.error_count > 0 || plan.bills.is_empty() {
        return Ok((plan, report));
    }
    let planned = Planned { roles: &plan.roles, contracts: &plan.contracts, prices: &plan.prices };
    let foretelling =
        approvals::commands::read_foretelling(scope, &plan.billed_work(), planned).await?;
    let compare = move || {
        rules::compare(&plan, &foretelling, &mut report);
        (plan, report)
    };
    tokio::task::spawn_blocking(compare).await.map_err(fault)
}

fn fault(error: impl std::fmt::Display) -> Failure {
    Failure::Fault(error.to_string())
}

/// Imports a folder, all or nothing; errors refuse it whole. Entries marked Approved come in as
/// submitted, or are approved on the way.
pub async fn run_import(tx: &mut Tx, run: &RunImport) -> Result<ImportReport, Failure> {
    if let Some(upload) = run.upload {
        let now = tx.now();
        store::upload_done(tx, upload, now).await?;
    }
    let (plan, mut report) = look(tx, &run.files, &run.options).await?;

    if report.error_count > 0 {
        return Err(Refusal::ImportHasErrors(report.error_count).into());
    }

    let (projects, names) = (
        (plan.projects.as_slice(), plan.clients.as_slice()),
        (plan.resources.as_slice(), plan.roles.as_slice()),
    );
    let added =
        book::add_to_book(tx, &plan.customers, projects, names, &plan.contracts, &plan.prices)
            .await?;
    let confirmed: Vec<String> =
        plan.contracts.iter().filter(|c| c.is_confirmed).map(|c| c.number.clone()).collect();
    lifecycle::commands::price_under(tx, &confirmed).await?;
    approvals::commands::carry_on(tx, &plan.carried).await?;
    let mut submitted = entries::commands::add_entries(tx, &plan.entries, &added).await?;
    submitted.extend(&plan.carried.approved);
    if run.approve {
        report.approved = approve(tx, submitted).await?;
    }
    let kept = ImportReport { problems: Vec::new(), ..report.clone() };
    tx.note(serde_json::Value::Null, kept);
    Ok(report)
}

async fn approve(tx: &mut Tx, submitted: Vec<EntryId>) -> Result<i64, Failure> {
    let mut approved = 0;
    for chunk in submitted.chunks(10_000) {
        let selection = Selection::Rows(chunk.iter().map(|id| id.0).collect());
        let decide = Decide {
            selection,
            decision: Decision::Approve,
            comment: String::new(),
            after: EntryId(0),
        };
        approved += approvals::commands::decide_entries(tx, &decide).await?.outcome.changed;
    }
    Ok(approved)
}

fn check_size(files: &[ImportFile]) -> Result<(), Refusal> {
    if files.len() > usize::try_from(FILES_LIMIT).unwrap_or(usize::MAX) {
        return Err(Refusal::TooManyFiles(FILES_LIMIT));
    }
    let bytes: usize = files.iter().map(|f| f.content.len()).sum();
    let limit = usize::try_from(FOLDER_LIMIT_MIB).unwrap_or(usize::MAX).saturating_mul(1 << 20);
    if bytes > limit { Err(Refusal::FileTooLarge(FOLDER_LIMIT_MIB)) } else { Ok(()) }
}

/// Reads the files of a folder, for the command line; sizes are checked before anything is read.
pub async fn read_folder(folder: &Path) -> Result<Vec<ImportFile>, Failure> {
    let unreadable =
        |what: &Path, error: std::io::Error| Failure::Fault(format!("{}: {error}", what.display()));
    let mut found = Vec::new();
    let mut bytes = 0;
    let mut entries =
        tokio::fs::read_dir(folder).await.map_err(|error| unreadable(folder, error))?;
    while let Some(entry) = entries.next_entry().await.map_err(|error| unreadable(folder, error))? {
        let path = entry.path();
        let metadata =
            tokio::fs::metadata(&path).await.map_err(|error| unreadable(&path, error))?;
        if metadata.is_file() && path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) {
            bytes += metadata.len();
            found.push(path);
        }
    }
    if bytes > u64::from(FOLDER_LIMIT_MIB) << 20 {
        return Err(Refusal::FileTooLarge(FOLDER_LIMIT_MIB).into());
    }
    found.sort();
    let mut files = Vec::with_capacity(found.len());
    for path in found {
        let content = tokio::fs::read(&path).await.map_err(|error| unreadable(&path, error))?;
        let name =
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        files.push(ImportFile { name, content: content.into() });
    }
    Ok(files)
}

/// Files of an upload, for the audit row by name only.
#[derive(Clone, Debug, Serialize)]
pub struct NewUpload {
    /// The files.
    #[serde(skip)]
    pub files: Vec<ImportFile>,
    /// Their names.
    pub names: Vec<String>,
    /// What their contents come to: files of the same names with other contents are another upload.
    pub digest: String,
}

impl NewUpload {
    /// Files as somebody sent them.
    pub fn of(files: Vec<ImportFile>) -> Self {
        let mut digest = Sha256::new();
        files.iter().for_each(|file| {
            digest.update(u64::try_from(file.content.len()).unwrap_or(u64::MAX).to_le_bytes());
            digest.update(&file.content);
        });
        let digest = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Self { names: files.iter().map(|file| file.name.clone()).collect(), files, digest }
    }
}

/// Keeps an upload to be looked at.
pub async fn upload_import(tx: &mut Tx, new: &NewUpload) -> Result<ImportUploadId, Failure> {
    check_size(&new.files)?;
    let now = tx.now();
    let person = tx.actor().person.ok_or(Refusal::NotFound)?;
    store::upload_insert(tx, person, &new.files, now).await
}

/// An upload and what it would do now.
pub async fn read_import(
    scope: &mut Scope,
    upload: ImportUploadId,
    options: &ImportOptions,
) -> Result<UploadPage, Failure> {
    let (created_at, imported_at) = store::upload_find(scope, upload).await?;
    let report = match imported_at {
        Some(_) => ImportReport::default(),
        None => {
            let files = store::upload_files(scope, upload).await?;
            look(scope, &files, options).await?.1
        }
    };
    Ok(UploadPage { import_upload_id: upload, created_at, imported_at, report })
}

/// How many bytes an upload has, to find room for them first; none where it is not there.
pub async fn upload_size(scope: &mut Scope, upload: ImportUploadId) -> Result<usize, Failure> {
    Ok(usize::try_from(store::upload_size(scope, upload).await?).unwrap_or(usize::MAX))
}

/// The files of an upload, to import them. Whether that was done already is asked by `run_import`,
/// under the key of the act: asked twice, it answers twice.
pub async fn upload_files(
    scope: &mut Scope,
    upload: ImportUploadId,
) -> Result<Vec<ImportFile>, Failure> {
    store::upload_find(scope, upload).await?;
    store::upload_files(scope, upload).await
}

/// Throws an upload away.
pub async fn discard_import(tx: &mut Tx, upload: &ImportUploadId) -> Result<(), Failure> {
    if store::upload_find(tx, *upload).await?.1.is_some() {
        return Err(Refusal::AlreadyImported.into());
    }
    store::upload_delete(tx, *upload).await
}
