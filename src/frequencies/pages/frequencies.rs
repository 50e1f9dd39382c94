//! Settings › Invoice Frequencies: on which days contract lines are invoiced (R-RUN-10).

use crate::{
    frequencies::{
        api::{delete_frequency, list_frequencies, save_frequency},
        model::{FrequencyForm, FrequencyRemoval, FrequencyRow},
        pieces::{FrequencyField, said},
    },
    ui::{
        allowed::may,
        dialog::Dialog,
        field::TextField,
        form::{danger_footer, other_error, sends, submit_footer},
        format,
        notice::{Failed, Notice, NoticeBox},
        page::{PageHead, loading},
        row_button::RowButton,
        table::{Head, small_table},
        wait::{Awaited, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        refusal::Field,
        texts::{of, texts},
    },
};
use leptos::prelude::*;

/// The page.
pub struct Frequencies;

crate::part!(Frequencies, part_frequencies, "list_frequencies");

/// What the dialog is about.
#[derive(Clone)]
enum About {
    New,
    Edit(FrequencyRow),
    Delete(FrequencyRow),
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Shared {
    about: RwSignal<About>,
    open: RwSignal<bool>,
    notice: RwSignal<Option<Notice>>,
    reload: RwSignal<u32>,
}

impl Shared {
    fn show(self, about: About) {
        self.notice.set(None);
        self.about.set(about);
        self.open.set(true);
    }

    fn done(self, notice: Notice) {
        self.open.set(false);
        self.notice.set(Some(notice));
        self.reload.update(|n| *n += 1);
    }
}

impl Frequencies {
    fn page() -> AnyView {
        let t = texts();
        let shared = Shared {
            about: RwSignal::new(About::New),
            open: RwSignal::new(false),
            notice: RwSignal::new(None),
            reload: RwSignal::new(0),
        };
        let rows = awaited_first(move || shared.reload.get(), |_| list_frequencies());
        let new = may("save_frequency").then(|| {
            view! {
                <button type="button" class="primary" on:click=move |_| shared.show(About::New)>
                    {t.frequency_new}
                </button>
            }
        });
        view! {
            <PageHead title=t.frequencies_title>{new}</PageHead>
            <p class="quiet-text">{t.frequencies_explained}</p>
            <NoticeBox notice=shared.notice />
            <Awaited fallback=loading>
                {move || Suspend::new(async move {
                    match rows.await {
                        Ok(rows) => table(rows, shared),
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })}
            </Awaited>
            <Dialog open=shared.open title=Signal::derive(move || title(&shared.about.get()))>
                {move || match shared.about.get() {
                    About::New => view! { <Form row=None shared /> }.into_any(),
                    About::Edit(row) => view! { <Form row=Some(row) shared /> }.into_any(),
                    About::Delete(row) => delete_view(&row, shared),
                }}
            </Dialog>
        }
        .into_any()
    }
}

fn title(about: &About) -> String {
    let t = texts();
    match about {
        About::New => t.frequency_new.to_owned(),
        About::Edit(_) => t.frequency_edit.to_owned(),
        About::Delete(row) => row.name.clone(),
    }
}

fn table(rows: Vec<FrequencyRow>, shared: Shared) -> AnyView {
    let t = texts();
    if rows.is_empty() {
        return view! { <p class="quiet-text">{t.frequencies_none}</p> }.into_any();
    }
    let heads = [
        Head::Text(t.field_name),
        Head::Text(t.frequency_days),
        Head::Number(t.frequency_lines),
        Head::Text(t.column_edit),
    ];
    let rows = rows.into_iter().map(|row| row_view(row, shared)).collect_view();
    small_table(t.frequencies_title, &heads, rows)
}

fn row_view(row: FrequencyRow, shared: Shared) -> AnyView {
    let t = texts();
    let (edited, deleted) = (row.clone(), row.clone());
    let may_delete = may("delete_frequency") && row.line_count == 0;
    let (edit_name, delete_name) =
        (of(t.action_edit, &row.name), of(t.frequency_delete, &row.name));
    view! {
        <tr data-row=row.invoice_frequency_id.to_string()>
            <td data-label=t.field_name>{row.name}</td>
            <td data-label=t.frequency_days>{said(&row.frequency)}</td>
            <td data-label=t.frequency_lines class="number">
                {format::count(row.line_count)}
            </td>
            <td data-label=t
                .column_edit>
                {may("save_frequency")
                    .then(|| {
                        let act = move || shared.show(About::Edit(edited.clone()));
                        view! { <RowButton label=t.action_edit name=edit_name act /> }
                    })}
                {may_delete
                    .then(|| {
                        let act = move || shared.show(About::Delete(deleted.clone()));
                        view! { <RowButton label=t.frequency_delete name=delete_name act /> }
                    })}
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn Form(row: Option<FrequencyRow>, shared: Shared) -> impl IntoView {
    let t = texts();
    let name = RwSignal::new(row.as_ref().map(|r| r.name.clone()).unwrap_or_default());
    let frequency = RwSignal::new(
        row.as_ref().map_or_else(|| "monthly 31".to_owned(), |r| r.frequency.clone()),
    );
    let error = RwSignal::new(None::<ApiError>);
    let invoice_frequency_id = row.as_ref().map(|r| r.invoice_frequency_id);
    let version = row.map(|r| r.version).unwrap_or_default();
    let save = Action::new(move |(): &()| {
        let form = untrack(|| FrequencyForm {
            invoice_frequency_id,
            version,
            name: name.get(),
            frequency: frequency.get(),
        });
        async move {
            match save_frequency(form).await {
                Ok(_) => shared.done(Notice::done(t.notice_saved)),
                Err(refused) => error.set(Some(refused)),
            }
        }
    });
    view! {
        <form on:submit=sends(save)>
            <TextField field=Field::Name value=name error />
            <FrequencyField value=frequency />
            {other_error(error)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}

fn delete_view(row: &FrequencyRow, shared: Shared) -> AnyView {
    let t = texts();
    let removal =
        FrequencyRemoval { invoice_frequency_id: row.invoice_frequency_id, version: row.version };
    let delete = Action::new(move |(): &()| {
        let call = delete_frequency(removal.clone());
        async move {
            match call.await {
                Ok(()) => shared.done(Notice::done(t.frequency_deleted)),
                Err(error) => shared.done(Notice::refused(&error)),
            }
        }
    });
    view! {
        <p>{t.frequency_delete_explained}</p>
        {danger_footer(t.frequency_delete, delete, shared.open)}
    }
    .into_any()
}
