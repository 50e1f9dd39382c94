//! What becomes of a contract as a whole: edit it, confirm it, close it as lost, delete it. It
//! stands here because confirming and closing reach into what was approved.

use crate::{
    contracts::model::ContractPage,
    lifecycle::api::{close_contract, confirm_contract, delete_contract},
    ui::{
        allowed::may,
        dialog::Dialog,
        notice::{Notice, NoticeBox},
        page::leave,
        paths,
    },
    vocabulary::{failure::ApiError, texts::texts, words::ContractState},
};
use leptos::prelude::*;

/// The buttons of a contract's page; none for whoever may not. `changed` is told when the contract
/// is another than it was.
pub fn lifecycle_buttons(
    page: &ContractPage,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    if !may("save_contract") {
        return ().into_any();
    }
    let t = texts();
    let (id, version, state) = (page.header.contract_id, page.version, page.header.state);
    let gone = leave(paths::CONTRACTS);
    let is_draft = state == ContractState::Draft;
    view! {
        {(state != ContractState::Lost)
            .then(|| {
                view! {
                    <a class="button" href=paths::edit_contract(id)>
                        {t.action_edit}
                    </a>
                }
            })}
        {(state != ContractState::Lost)
            .then(|| {
                let close = Action::new(move |(): &()| async move {
                    close_contract(id, version).await.map(|_| ())
                });
                asking(t.contract_close, t.contract_close_explained, "", close, changed)
            })}
        {is_draft
            .then(|| {
                let delete = Action::new(move |(): &()| delete_contract(id, version));
                let confirm = Action::new(move |(): &()| async move {
                    confirm_contract(id, version).await.map(|_| ())
                });
                view! {
                    {asking(
                        t.contract_delete,
                        t.contract_delete_explained,
                        "",
                        delete,
                        move || gone.set(true),
                    )}
                    {asking(
                        t.contract_confirm,
                        t.contract_confirm_explained,
                        "primary",
                        confirm,
                        changed,
                    )}
                }
            })}
    }
    .into_any()
}

/// A button that asks once more before it acts.
fn asking(
    title: &'static str,
    explained: &'static str,
    class: &'static str,
    act: Action<(), Result<(), ApiError>>,
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let open = RwSignal::new(false);
    let notice = RwSignal::new(None);
    Effect::new(move |_| match act.value().get() {
        Some(Ok(())) => {
            open.set(false);
            done();
        }
        Some(Err(error)) => notice.set(Some(Notice::refused(&error))),
        None => {}
    });
    view! {
        <button
            type="button"
            class=class
            on:click=move |_| {
                notice.set(None);
                open.set(true);
            }
        >
            {title}
        </button>
        <Dialog open title>
            <p>{explained}</p>
            <NoticeBox notice />
            <footer>
                <button
                    type="button"
                    class="primary"
                    disabled=move || act.pending().get()
                    on:click=move |_| {
                        act.dispatch(());
                    }
                >
                    {title}
                </button>
                <button type="button" on:click=move |_| open.set(false)>
                    {texts().action_close}
                </button>
            </footer>
        </Dialog>
    }
    .into_any()
}
