//! Import: choose files, look at what came before. The form is a plain post, so it works without
//! the program.

use crate::{
    access::model::SignedIn,
    imports::{
        api::list_imports,
        model::{FILES_LIMIT, FOLDER_LIMIT_MIB, UPLOAD_DAYS, UploadRow},
    },
    ui::{
        allowed::may,
        format,
        notice::Failed,
        page::{PageHead, loading},
        paths, request_key,
        table::{Head, small_table},
        wait::{Awaited, Awaiting, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        refusal::{Field, Refusal},
        texts::{fill, texts},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
pub struct ImportFolder;

struct Parts {
    uploads: Awaiting<Result<Vec<UploadRow>, ApiError>>,
}

crate::part!(ImportFolder, part_import_folder, "read_import");

impl ImportFolder {
    fn page() -> AnyView {
        let this = parts();
        let t = texts();
        let query = use_query_map();
        let error = move || {
            query.read().get("error").map(|error| match error.as_str() {
                "too_large" => ApiError::Refused(Refusal::FileTooLarge(FOLDER_LIMIT_MIB)),
                "too_many" => ApiError::Refused(Refusal::TooManyFiles(FILES_LIMIT)),
                "broken" => ApiError::Refused(Refusal::UploadBroken),
                "reused" => ApiError::Refused(Refusal::RequestKeyReused),
                "incomplete" => ApiError::Refused(Refusal::CallIncomplete),
                "another" => ApiError::Refused(of_another()),
                "no_files" => ApiError::Refused(Refusal::FieldMissing(Field::File)),
                _ => ApiError::Unreachable,
            })
        };
        view! {
            <PageHead title=t.import_title />
            {move || error().map(|error| view! { <Failed error /> })}
            {may("upload_import").then(upload_form)}
            <h2>{t.import_recent}</h2>
            <Awaited fallback=loading>
                {move || {
                    let uploads = this.uploads;
                    Suspend::new(async move {
                        match uploads.await {
                            Ok(rows) => upload_table(rows),
                            Err(error) => view! { <Failed error /> }.into_any(),
                        }
                    })
                }}
            </Awaited>
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    Parts { uploads: awaited_first(|| (), |()| list_imports()) }
}

/// The form that was sent belonged to somebody else than who is signed in.
fn of_another() -> Refusal {
    let (person, company) = use_context::<SignedIn>()
        .map(|who| (who.person_name, who.company_name))
        .unwrap_or_default();
    Refusal::PageOfAnother { person, company }
}

fn upload_form() -> AnyView {
    let t = texts();
    let page = use_context::<SignedIn>().map(|who| who.page().to_string());
    view! {
        <section class="card">
            <p>
                {fill(
                    t.import_explained,
                    &[
                        ("limit", &FOLDER_LIMIT_MIB.to_string()),
                        ("files", &FILES_LIMIT.to_string()),
                        ("days", &UPLOAD_DAYS.to_string()),
                    ],
                )}
            </p>
            <form method="post" action=paths::IMPORT enctype="multipart/form-data">
                // They go before the files, so that they are read first.
                <input type="hidden" name="page" value=page />
                <input type="hidden" name="key" value=request_key::draw() />
                <label class="field">
                    <span>{t.field_file}</span>
                    <input type="file" name="files" accept=".csv,text/csv" multiple required />
                </label>
                <footer>
                    <button type="submit" class="primary">
                        {t.import_look}
                    </button>
                </footer>
            </form>
        </section>
    }
    .into_any()
}

fn upload_table(rows: Vec<UploadRow>) -> AnyView {
    let t = texts();
    if rows.is_empty() {
        return view! { <p class="empty">{t.import_none_yet}</p> }.into_any();
    }
    let row = |r: UploadRow| {
        let state = match r.imported_at {
            Some(at) => format!("{} {}", t.import_imported, format::instant(at)),
            None => t.import_looked_at.to_owned(),
        };
        view! {
            <tr>
                <td data-label=t.column_when>
                    <a href=paths::import(r.import_upload_id)>{format::instant(r.created_at)}</a>
                </td>
                <td data-label=t.column_who>{r.person_name}</td>
                <td data-label=t.field_file>{r.files}</td>
                <td data-label=t.column_state>{state}</td>
            </tr>
        }
    };
    let heads = [t.column_when, t.column_who, t.field_file, t.column_state].map(Head::Text);
    small_table(t.import_recent, &heads, rows.into_iter().map(row).collect_view())
}
