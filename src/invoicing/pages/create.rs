//! Create Invoice: everything Ready on a contract, one draft per customer (R-INV-1, R-INV-3).

use crate::{
    invoicing::{api::create_invoices, model::Create},
    milestones::pages::Changed,
    ui::{
        allowed::may,
        dialog::Dialog,
        field::TextField,
        notice::{Notice, NoticeBox},
        paths,
    },
    vocabulary::{
        dates::parse_date,
        failure::ApiError,
        ids::ContractId,
        refusal::{Field, Refusal},
        texts::{count, fill, texts},
    },
};
use leptos::prelude::*;

/// The button with its dialog; nothing for whoever may not.
pub fn create_button(contract: ContractId, reload: RwSignal<u32>) -> AnyView {
    if !may("create_invoices") {
        return ().into_any();
    }
    let t = texts();
    let open = RwSignal::new(false);
    let milestones = use_context::<Changed>();
    let notice = RwSignal::new(None);
    let date = RwSignal::new(String::new());
    let error = RwSignal::new(None::<ApiError>);
    let create = Action::new(move |(): &()| {
        let typed = date.get_untracked();
        async move {
            let invoice_on = match typed.trim() {
                "" => None,
                text => match parse_date(text) {
                    Some(day) => Some(day),
                    None => return error.set(Some(Refusal::FieldNotADate(Field::InvoiceDate).into())),
                },
            };
            error.set(None);
            let answer = create_invoices(Create { contracts: vec![contract], invoice_on }).await;
            let outcome = answer.and_then(|mut all| all.pop().ok_or(ApiError::Refused(Refusal::NotFound))).and_then(|one| one.outcome.map_err(ApiError::from));
            notice.set(Some(match outcome {
                Ok(drafts) => Notice {
                    done: Some(count(t.create_done, i64::try_from(drafts.len()).unwrap_or(0))),
                    refused: Vec::new(),
                    links: drafts.iter().map(|id| (paths::invoice(*id), fill(t.create_open, &[("id", &id.to_string())]))).collect(),
                },
                Err(refused) => Notice::refused(&refused),
            }));
        }
    });
    let changed = move || {
        if let Some(Changed(milestones)) = milestones {
            milestones.update(|n| *n += 1);
        }
    };
    view! {
        <button type="button" class="primary" on:click=move |_| { notice.set(None); open.set(true); }>{t.action_create_invoice}</button>
        <Dialog open title=t.action_create_invoice>
            <form on:submit=move |e| { e.prevent_default(); create.dispatch(()); }>
                <p>{t.create_explained}</p>
                <TextField field=Field::InvoiceDate value=date error kind="date"/>
                <NoticeBox notice/>
                <footer>
                    <button type="submit" class="primary" disabled=move || create.pending().get() || notice.get().is_some_and(|n: Notice| n.done.is_some())>{t.action_create_invoice}</button>
                    <button type="button" on:click=move |_| { open.set(false); reload.update(|n| *n += 1); changed(); }>{t.action_close}</button>
                </footer>
            </form>
        </Dialog>
    }
    .into_any()
}
