//! A contract's retainers on its page: made by hand or by schedule, marked, refunded.

use super::{edit::RetainerForm, schedule::ScheduleForm};
use crate::{
    retainers::{
        api::{delete_retainer, read_retainers, refund_retainer},
        model::{ContractRetainers, Mark, Refund, RetainerContract, RetainerRemoval, RetainerRow},
        pages::{marked, refund_status, status},
        rules,
    },
    ui::{
        allowed::may,
        ask::use_ask,
        dialog::Dialog,
        form::danger_footer,
        format::{self, Money},
        notice::{Failed, Notice, NoticeBox},
        page::loading,
        paths,
        row_button::RowButton,
        table::{Head, small_table},
        wait::{Awaited, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        ids::ContractId,
        paging::Selection,
        refusal::Refusal,
        texts::{count, fill, of, texts},
        words::{InvoicingStatus, RefundStatus},
    },
};
use leptos::prelude::*;

/// What the parts of the section share.
#[derive(Clone, Copy)]
struct Shared {
    reload: RwSignal<u32>,
    notice: RwSignal<Option<Notice>>,
    dialog: RwSignal<Option<Open>>,
    open: RwSignal<bool>,
}

/// What the dialog is about.
#[derive(Clone)]
enum Open {
    Edit(RetainerContract, Option<RetainerRow>),
    Schedule(RetainerContract),
    Delete(RetainerRow),
}

impl Shared {
    fn show(self, what: Open) {
        self.notice.set(None);
        self.dialog.set(Some(what));
        self.open.set(true);
    }

    fn done(self, notice: Notice) {
        self.open.set(false);
        self.notice.set(Some(notice));
        self.reload.update(|n| *n += 1);
    }
}

/// The section.
#[component]
pub fn ContractRetainersSection(
    /// Which contract.
    #[prop(into)]
    id: Signal<Option<ContractId>>,
    /// Raised by every act on the page, here and beside: retainers are read again.
    reload: RwSignal<u32>,
) -> impl IntoView {
    let shared = Shared {
        reload,
        notice: RwSignal::new(None),
        dialog: RwSignal::new(None),
        open: RwSignal::new(false),
    };
    let found = awaited_first(
        move || (id.get(), shared.reload.get()),
        |(id, _)| async move {
            match id {
                Some(id) => read_retainers(id).await,
                None => Err(ApiError::Refused(Refusal::NotFound)),
            }
        },
    );
    view! {
        <Awaited fallback=loading>
            {move || Suspend::new(async move {
                match found.await {
                    Ok(found) => section(found, shared),
                    Err(ApiError::Refused(Refusal::NotFound)) => ().into_any(),
                    Err(error) => {
                        // Whether there is such a contract, the page itself says.
                        view! { <Failed error /> }
                            .into_any()
                    }
                }
            })}
        </Awaited>
        <Dialog
            open=shared.open
            title=Signal::derive(move || {
                shared.dialog.get().map(|what| title(&what)).unwrap_or_default()
            })
        >
            {move || shared.dialog.get().map(|what| dialog_view(what, shared))}
        </Dialog>
    }
}

fn title(what: &Open) -> String {
    let t = texts();
    match what {
        Open::Edit(_, None) => t.retainer_new.to_owned(),
        Open::Edit(_, Some(retainer)) | Open::Delete(retainer) => retainer.description.clone(),
        Open::Schedule(_) => t.retainer_schedule.to_owned(),
    }
}

fn dialog_view(what: Open, shared: Shared) -> AnyView {
    let t = texts();
    match what {
        Open::Edit(contract, retainer) => view! { <RetainerForm contract retainer done=move || shared.done(Notice::done(t.notice_saved)) /> }.into_any(),
        Open::Schedule(contract) => view! {
            <ScheduleForm
                contract
                done=move |made| shared.done(Notice::done(count(t.retainers_made, made)))
            />
        }.into_any(),
        Open::Delete(retainer) => {
            let removal = RetainerRemoval { retainer_id: retainer.retainer_id, version: retainer.version };
            let delete = Action::new(move |(): &()| {
                let removal = removal.clone();
                async move {
                    shared.done(match delete_retainer(removal).await {
                        Ok(()) => Notice::done(t.retainer_deleted),
                        Err(error) => Notice::refused(&error),
                    });
                }
            });
            view! {
                <p>
                    {retainer.customer_name}" · "{format::day(retainer.invoice_on)}" · "
                    <Money value=retainer.amount currency=retainer.currency />
                </p>
                {danger_footer(t.retainer_delete, delete, shared.open)}
            }
            .into_any()
        }
    }
}

fn section(found: ContractRetainers, shared: Shared) -> AnyView {
    let t = texts();
    let ContractRetainers { contract, retainers, has_more } = found;
    let may_plan = may("save_retainer") && rules::may_plan(contract.state).is_ok();
    let (new, schedule, all) =
        (contract.clone(), contract.clone(), paths::retainers_of_contract(contract.contract_id));
    view! {
        <section class="retainers" aria-labelledby="retainers">
            <h2 id="retainers">
                <a href=all>{t.retainers_title}</a>
            </h2>
            <NoticeBox notice=shared.notice />
            {if retainers.is_empty() {
                view! { <p class="quiet-text">{t.retainers_none}</p> }.into_any()
            } else {
                table(&contract, retainers, shared)
            }}
            {has_more.then(|| view! { <p class="quiet-text">{t.retainers_has_more}</p> })}
            {may_plan
                .then(|| {
                    view! {
                        <footer>
                            <button
                                type="button"
                                on:click=move |_| shared.show(Open::Edit(new.clone(), None))
                            >
                                {t.retainer_new}
                            </button>
                            <button
                                type="button"
                                on:click=move |_| shared.show(Open::Schedule(schedule.clone()))
                            >
                                {t.retainer_schedule}
                            </button>
                        </footer>
                    }
                })}
        </section>
    }
    .into_any()
}

fn table(contract: &RetainerContract, retainers: Vec<RetainerRow>, shared: Shared) -> AnyView {
    let t = texts();
    small_table(
        t.retainers_title,
        &[
            Head::Text(t.field_invoice_date),
            Head::Text(t.field_description),
            Head::Text(t.column_customer),
            Head::Number(t.column_amount),
            Head::Number(t.retainer_used),
            Head::Number(t.retainer_on_drafts),
            Head::Number(t.retainer_available),
            Head::Text(t.column_state),
            Head::Text(t.column_edit),
        ],
        retainers.into_iter().map(|retainer| row(contract, retainer, shared)).collect_view(),
    )
}

fn row(contract: &RetainerContract, retainer: RetainerRow, shared: Shared) -> AnyView {
    let t = texts();
    let currency = retainer.currency;
    let acts = acts(contract, &retainer, shared);
    let money = move |value| view! { <Money value currency=currency /> };
    view! {
        <tr data-row=retainer.retainer_id.to_string() data-retainer=retainer.description.clone()>
            <td data-label=t.field_invoice_date>{format::day(retainer.invoice_on)}</td>
            <td data-label=t.field_description>
                <a href=paths::ledger_of_retainer(
                    retainer.retainer_id,
                )>{retainer.description.clone()}</a>
            </td>
            <td data-label=t.column_customer>{retainer.customer_name.clone()}</td>
            <td data-label=t.column_amount class="number">
                {money(retainer.amount)}
            </td>
            <td data-label=t.retainer_used class="number">
                {money(retainer.used_amount)}
            </td>
            <td data-label=t.retainer_on_drafts class="number">
                {money(retainer.draft_amount)}
            </td>
            <td data-label=t.retainer_available class="number">
                {money(retainer.available_amount)}
            </td>
            <td data-label=t.column_state>{status(&retainer)}" "{refund_status(&retainer)}</td>
            <td data-label=t.column_edit>{acts}</td>
        </tr>
    }
    .into_any()
}

/// What can be done with a retainer as it stands.
fn acts(contract: &RetainerContract, retainer: &RetainerRow, shared: Shared) -> AnyView {
    let t = texts();
    let (id, version) = (retainer.retainer_id, retainer.version);
    let mark = Action::new(move |ready: &bool| {
        let mark = Mark { selection: Selection::versioned([(id.0, version)]), ready: *ready };
        marked(mark, move |said| shared.done(said))
    });
    let refund = Action::new(move |refund: &bool| {
        let refund = Refund { retainer_id: id, version, refund: *refund };
        async move {
            shared.done(match refund_retainer(refund).await {
                Ok(()) => Notice::done(t.notice_saved),
                Err(error) => Notice::refused(&error),
            });
        }
    });
    let name = retainer.description.clone();
    let (edit_name, delete_name, refund_name) =
        (of(t.action_edit, &name), of(t.retainer_delete, &name), of(t.retainer_refund, &name));
    let (ask, amount) = (use_ask(), format::money(retainer.available_amount, retainer.currency));
    let would = fill(t.retainer_refund_would, &[("amount", &amount), ("description", &name)]);
    let refund_all = move || {
        ask.ask(t.retainer_refund, would.clone(), t.retainer_refund, move || {
            refund.dispatch(true);
        });
    };
    let button = move |act: Action<bool, ()>, value: bool, label: &'static str| {
        let (busy, press) = (act.pending(), move || {
            act.dispatch(value);
        });
        view! { <RowButton label name=of(label, &name) busy act=press /> }
    };
    let alive = rules::may_plan(contract.state).is_ok();
    let may_change = rules::may_change(retainer).is_ok();
    let may_refund =
        |value: bool| may("refund_retainer") && rules::refund(retainer, value) == Ok(true);
    let (edited, deleted, whole) = (retainer.clone(), retainer.clone(), contract.clone());
    view! {
        {(may("mark_retainers") && alive && retainer.status == InvoicingStatus::NotReady)
            .then(|| button(mark, true, t.word_ready))}
        {(may("mark_retainers") && retainer.status == InvoicingStatus::Ready)
            .then(|| button(mark, false, t.word_not_ready))}
        {(may("save_retainer") && alive && may_change)
            .then(|| {
                let act = move || shared.show(Open::Edit(whole.clone(), Some(edited.clone())));
                view! { <RowButton label=t.action_edit name=edit_name act /> }
            })}
        {(may("delete_retainer") && may_change)
            .then(|| {
                let act = move || shared.show(Open::Delete(deleted.clone()));
                view! { <RowButton label=t.retainer_delete name=delete_name act /> }
            })}
        {may_refund(true)
            .then(|| {
                let busy = refund.pending();
                view! { <RowButton label=t.retainer_refund name=refund_name busy act=refund_all /> }
            })}
        {(retainer.refund_status == RefundStatus::Ready && may_refund(false))
            .then(|| button(refund, false, t.retainer_cancel_refund))}
    }
    .into_any()
}
