//! Preview: what a run of some day would create; nothing is written.

use crate::{
    runs::{
        api::preview_run,
        model::{AskPreview, Preview, PreviewRow, RunDraft},
    },
    ui::{
        field::TextField,
        form::{other_error, sends, submit_footer},
        format::{self, Money},
        paths,
        table::{Head, small_table_as},
    },
    vocabulary::{
        failure::ApiError,
        ids::ContractId,
        refusal::Field,
        texts::{count, texts},
    },
};
use leptos::prelude::*;

/// A day, and what a run of it would create.
#[component]
pub fn PreviewFields() -> impl IntoView {
    let t = texts();
    let run_on = RwSignal::new(String::new());
    let error = RwSignal::new(None::<ApiError>);
    let told = RwSignal::new(None::<Preview>);
    let ask = Action::new(move |after: &Option<ContractId>| {
        let after = *after;
        let call = preview_run(AskPreview { run_on: run_on.get_untracked(), after });
        async move {
            match call.await {
                Ok(mut preview) => {
                    error.set(None);
                    if after.is_some() {
                        let before = told.get_untracked().map(|told| told.rows);
                        preview.rows.splice(0..0, before.unwrap_or_default());
                    }
                    told.set(Some(preview));
                }
                Err(refused) => error.set(Some(refused)),
            }
        }
    });
    let first = Action::new(move |(): &()| {
        ask.dispatch(None);
        async {}
    });
    let more = move |after: ContractId| {
        view! {
            <button
                type="button"
                disabled=move || ask.pending().get()
                on:click=move |_| {
                    ask.dispatch(Some(after));
                }
            >
                {t.run_preview_more}
            </button>
        }
    };
    view! {
        <form on:submit=sends(first)>
            <TextField field=Field::Date value=run_on error kind="date" />
            <p class="quiet-text">{t.run_preview_explained}</p>
            {other_error(error)}
            {submit_footer(t.run_preview_act, ask.pending())}
        </form>
        {move || {
            told.get()
                .map(|told| {
                    let after = told.after;
                    view! {
                        {table(told)}
                        {after.map(more)}
                    }
                })
        }}
    }
}

fn table(told: Preview) -> AnyView {
    let t = texts();
    if told.rows.is_empty() {
        return view! { <p>{t.run_preview_nothing}</p> }.into_any();
    }
    let drafts = told.rows.iter().map(|row| row.drafts.len()).sum::<usize>();
    let drafts = i64::try_from(drafts).unwrap_or(i64::MAX);
    let heads = [Head::Text(t.run_due), Head::Text(t.column_contract), Head::Text(t.run_drafts)];
    let rows = told.rows.into_iter().map(row_view).collect_view();
    view! {
        <p>
            <strong>{count(t.run_preview_drafts, drafts)}</strong>
            " "
            {count(t.run_preview_contracts, told.contract_count)}
        </p>
        {small_table_as("grid-scroll preview", t.run_preview, &heads, rows)}
    }
    .into_any()
}

fn row_view(row: PreviewRow) -> AnyView {
    let t = texts();
    let came = match &row.reason {
        Some(reason) => view! { <span class="refusal">{reason.sentence(t)}</span> }.into_any(),
        None if row.drafts.is_empty() => {
            view! { <span class="quiet-text">{t.run_nothing_to_bill}</span> }.into_any()
        }
        None => row.drafts.iter().map(|draft| draft_view(draft, false)).collect_view().into_any(),
    };
    view! {
        <tr>
            <td data-label=t.run_due>{format::day(row.due_on)}</td>
            <td data-label=t.column_contract>
                <a href=paths::contract(row.contract_id)>{row.contract.clone()}</a>
            </td>
            <td data-label=t.run_drafts>{came}</td>
        </tr>
    }
    .into_any()
}

/// Who is billed how much; of a draft that is there, with the way to it.
pub fn draft_view(draft: &RunDraft, is_there: bool) -> AnyView {
    let amount = view! { <Money value=draft.amount currency=draft.currency /> };
    let customer = draft.customer.clone();
    let named = if is_there {
        view! { <a href=paths::invoice(draft.invoice_id)>{customer}</a> }.into_any()
    } else {
        customer.into_any()
    };
    view! { <div>{named} " " {amount}</div> }.into_any()
}
