//! An upload: the dry run's report, row by row; then import it, all or nothing, or throw it away.

use crate::{
    imports::{
        api::{discard_import, read_import, run_import},
        model::{ImportReport, Problem, UploadPage},
        pages::reading::{Choices, reading_view},
    },
    ui::{
        allowed::may,
        ask::use_ask,
        field::CheckLine,
        format,
        notice::{Failed, Notice, NoticeBox},
        page::{Missing, PageHead, answered, leave, loading},
        paths,
        table::{Head, small_table},
        wait::{Awaited, Awaiting, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        ids::ImportUploadId,
        refusal::Refusal,
        texts::{count, fill, texts},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
pub struct Upload;

struct Parts {
    upload: Awaiting<Result<UploadPage, ApiError>>,
    screen: Screen,
}

/// What stays while the report is asked for again.
#[derive(Clone, Copy)]
struct Screen {
    reload: RwSignal<u32>,
    choices: Choices,
    approve: RwSignal<bool>,
    notice: RwSignal<Option<Notice>>,
}

crate::part!(Upload, part_upload, "read_import");

impl Upload {
    fn page() -> AnyView {
        let t = texts();
        let Parts { upload, screen } = parts();
        let notice = screen.notice;
        view! {
            <PageHead
                title=t.import_report
                trail=vec![(paths::IMPORT.to_owned(), t.import_title.to_owned())]
            />
            <NoticeBox notice />
            <Awaited fallback=loading>
                {move || Suspend::new(async move {
                    match upload.await {
                        Ok(page) => page_view(page, screen),
                        Err(error) => view! { <Missing error /> }.into_any(),
                    }
                })}
            </Awaited>
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    let params = use_params_map();
    let screen = Screen {
        reload: RwSignal::new(0),
        choices: Choices::new(),
        approve: RwSignal::new(false),
        notice: RwSignal::new(None),
    };
    let id = Memo::new(move |_| {
        params.read().get("id").and_then(|id| id.parse::<ImportUploadId>().ok())
    });
    let upload = awaited_first(
        move || (id.get(), screen.reload.get(), screen.choices.options()),
        |(id, _, options)| {
            answered(async move {
                match id {
                    Some(id) => read_import(id, options).await,
                    None => Err(ApiError::Refused(Refusal::NotFound)),
                }
            })
        },
    );
    Parts { upload, screen }
}

fn page_view(page: UploadPage, screen: Screen) -> AnyView {
    let t = texts();
    if let Some(at) = page.imported_at {
        return view! {
            <p>
                {t.import_imported}" "{format::instant(at)}". "
                <a href=paths::APPROVALS>{t.import_to_approvals}</a>
            </p>
        }
        .into_any();
    }
    view! {
        {files_view(&page.report)}
        {reading_view(screen.choices, &page.report)}
        {actions(page.import_upload_id, &page.report, screen)}
        {problems_view(page.report)}
    }
    .into_any()
}

fn files_view(report: &ImportReport) -> AnyView {
    let t = texts();
    view! {
        {small_table(
            t.import_report,
            &[
                Head::Text(t.field_file),
                Head::Number(t.column_rows),
                Head::Number(t.import_new),
                Head::Number(t.import_known),
                Head::Number(t.import_changed),
                Head::Text(t.import_read_so),
            ],
            report
                .files
                .iter()
                .map(|f| {
                    view! {
                        <tr>
                            <td data-label=t.field_file>{f.file.clone()}</td>
                            <td class="number" data-label=t.column_rows>
                                {format::count(f.rows)}
                            </td>
                            <td class="number" data-label=t.import_new>
                                {format::count(f.added)}
                            </td>
                            <td class="number" data-label=t.import_known>
                                {format::count(f.known)}
                            </td>
                            <td class="number" data-label=t.import_changed>
                                {format::count(f.changed)}
                            </td>
                            <td data-label=t.import_read_so>{f.format(t)}</td>
                        </tr>
                    }
                })
                .collect_view(),
        )}
        {bills_view(report)}
    }
    .into_any()
}

/// What the files say they bill, beside what Billwright would bill of the same rows; nothing where
/// they don't say.
fn bills_view(report: &ImportReport) -> AnyView {
    let t = texts();
    let said = report.files.iter().filter(|f| !f.billed.is_empty());
    said.map(|f| {
        let sentences =
            f.billed.iter().map(|total| total.sentence(t)).collect::<Vec<_>>().join(" ");
        view! { <p>{fill(t.import_bills_of, &[("file", &f.file), ("bills", &sentences)])}</p> }
    })
    .collect_view()
    .into_any()
}

/// What was imported, and where to go on.
fn imported(report: &ImportReport, approved: bool) -> Notice {
    let t = texts();
    let added = report.files.iter().map(|f| f.added).sum::<i64>();
    let (path, text) = if approved {
        (paths::BACKLOG, t.entries_to_backlog)
    } else {
        (paths::APPROVALS, t.import_to_approvals)
    };
    let (rows, entries) =
        (count(t.import_done, added), count(t.import_done_approved, report.approved));
    Notice {
        done: Some(format!("{rows} {entries}")),
        links: vec![(path.to_owned(), text.to_owned())],
        ..Notice::default()
    }
}

fn actions(id: ImportUploadId, report: &ImportReport, screen: Screen) -> AnyView {
    let (errors, refused) = (report.error_count, report.error_count > 0);
    let named = report.files.iter().map(|file| file.file.as_str()).collect::<Vec<_>>().join(", ");
    let t = texts();
    let Screen { reload, choices, approve, notice } = screen;
    let run = Action::new(move |(): &()| {
        let (approve, options) = (approve.get_untracked(), untrack(|| choices.options()));
        async move {
            notice.set(Some(match run_import(id, approve, options).await {
                Ok(report) => imported(&report, approve),
                Err(error) => Notice::refused(&error),
            }));
            reload.update(|n| *n += 1);
        }
    });
    let gone = leave(paths::IMPORT);
    let discard = Action::new(move |(): &()| async move {
        match discard_import(id).await {
            Ok(()) => gone.set(true),
            Err(error) => notice.set(Some(Notice::refused(&error))),
        }
    });
    let ask = use_ask();
    let throw_away = move |_| {
        ask.ask(
            t.import_discard,
            fill(t.import_discard_would, &[("files", &named)]),
            t.import_discard,
            move || {
                discard.dispatch(());
            },
        );
    };
    let busy = move || run.pending().get() || discard.pending().get();
    view! {
        {refused
            .then(|| {
                view! { <Failed error=ApiError::Refused(Refusal::ImportHasErrors(errors)) /> }
            })}
        <div class="card">
            {may("decide_entries")
                .then(|| {
                    view! {
                        <CheckLine
                            label=t.import_approve
                            checked=approve
                            change=move |on| approve.set(on)
                        />
                    }
                })} <footer>
                <button
                    type="button"
                    class="primary"
                    disabled=move || refused || busy()
                    on:click=move |_| {
                        run.dispatch(());
                    }
                >
                    {move || if run.pending().get() { t.import_running } else { t.import_run }}
                </button>
                <button type="button" disabled=busy on:click=throw_away>
                    {t.import_discard}
                </button>
            </footer>
        </div>
    }
    .into_any()
}

fn problems_view(report: ImportReport) -> AnyView {
    let t = texts();
    let total = report.error_count + report.warning_count;
    if total == 0 {
        return view! { <p class="empty">{t.import_no_problems}</p> }.into_any();
    }
    let shown = i64::try_from(report.problems.len()).unwrap_or(0);
    let row = |p: Problem| {
        view! {
            <tr class:bad=p.complaint.is_error()>
                <td data-label=t
                    .column_kind>
                    {if p.complaint.is_error() { t.import_error } else { t.import_warning }}
                </td>
                <td data-label=t.field_file>{p.file.clone()}</td>
                <td data-label=t.column_row class="number">
                    {p.line.map(|line| line.to_string())}
                </td>
                <td data-label=t.column_column>{p.column.clone()}</td>
                <td data-label=t.column_reason>{p.complaint.sentence(t)}</td>
            </tr>
        }
    };
    view! {
        <h2>
            {count(t.import_errors, report.error_count)}", "
            {count(t.import_warnings, report.warning_count)}
        </h2>
        {(shown < total)
            .then(|| {
                view! {
                    <p class="quiet-text">
                        {fill(t.import_first_shown, &[("shown", &format::count(shown))])}
                    </p>
                }
            })}
        {small_table(
            t.import_report,
            &[
                Head::Text(t.column_kind),
                Head::Text(t.field_file),
                Head::Number(t.column_row),
                Head::Text(t.column_column),
                Head::Text(t.column_reason),
            ],
            report.problems.into_iter().map(row).collect_view(),
        )}
    }
    .into_any()
}
