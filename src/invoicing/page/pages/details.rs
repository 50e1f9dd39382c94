//! The details of an invoice: edited where they stand, taken off one or many, changed many at once.

use super::{
    added, cells, columns,
    groups::groups,
    many::{change_many, restore_many},
    on::On,
    tabs::Tab,
};
use crate::{
    invoicing::{
        create::{model::Became, pieces::with_results},
        draft::{
            api::{delete_details, list_details, put_back, total_details},
            model::{DetailRemoval, DetailReturn, DetailRow, TakenOff},
        },
        model::InvoicePage,
    },
    ui::{
        allowed::may,
        grid::{Bulk, BulkBar, Grid, grid_state, listed},
        notice::Notice,
        paths,
        wait::{Awaited, Awaiting},
    },
    vocabulary::{
        failure::ApiError,
        ids::InvoiceId,
        paging::{Page, Selection},
        refusal::Refusal,
        texts::{count, texts},
        words::RetainerUse,
    },
};
use leptos::prelude::*;
use std::{collections::BTreeSet, sync::Arc};

/// The list of a tab, with what its groups come to.
pub fn details_grid(on: On, tab: Tab) -> AnyView {
    let t = texts();
    let fixed = Signal::derive(move || {
        let invoice = on.id.get().map_or_else(|| "0".to_owned(), |id| id.to_string());
        let mut fixed = vec![("invoice_id", invoice)];
        match tab {
            Tab::Edited => fixed.push(("edited", "yes".to_owned())),
            Tab::NotCharged => fixed.push(("charged", "no".to_owned())),
            Tab::Products => fixed.push(("products", "yes".to_owned())),
            Tab::Details | Tab::Pending | Tab::Retainers | Tab::History => {}
        }
        fixed
    });
    let state = grid_state(fixed, &[]);
    let shared = on.shared;
    let (rows, totals) = listed(state, shared.reload, list_details, total_details);
    let edited = RwSignal::new(BTreeSet::new());
    let returnable = returnable(rows, on.invoice, edited);
    let said = move |what: Notice| {
        shared.notice.set(Some(what));
        shared.reload.update(|n| *n += 1);
    };
    let delete = Action::new(move |(selection, hold_back): &(Selection, bool)| {
        let (selection, hold_back) = (selection.clone(), *hold_back);
        let invoice = on.seen.get_untracked();
        let can_return = returnable.with_untracked(|rows| can_return(&selection, rows));
        async move {
            said(match remove(invoice, selection, hold_back).await {
                Ok(off) => {
                    let sales: Vec<i64> = off.sales.iter().map(|id| id.0).collect();
                    let left = (can_return && !sales.is_empty()).then(|| Selection::shown(sales));
                    let invoice_id = invoice.map(|(id, _)| id);
                    Notice::done(count(t.details_removed, off.details)).undone_by(
                        left,
                        move |selection| async move {
                            said(returned(invoice_id, selection, hold_back).await)
                        },
                    )
                }
                Err(error) => Notice::refused(&error),
            });
        }
    });
    let bulk: BulkBar = Arc::new(move |bulk| bulk_bar(bulk, delete, on, tab, returnable));
    let edits = cells::edits(on, totals, edited);
    view! {
        {(tab == Tab::Details).then(|| added::add_button(on))}
        {(tab == Tab::Details).then(|| groups(on, state))}
        {(tab == Tab::Products).then(|| product_backlog(on))}
        <Grid spec=columns::spec(tab, bulk) state rows totals edits />
    }
    .into_any()
}

/// The way to what its contract has sold and is on no invoice.
fn product_backlog(on: On) -> AnyView {
    let link = move || {
        Suspend::new(async move {
            let head = on.head.await.ok()?;
            let there = paths::products_of_contract(head.contract_id, "open");
            Some(view! {
                <p>
                    <a href=there>{texts().invoice_products_open}</a>
                </p>
            })
        })
    };
    view! { <Awaited>{link}</Awaited> }.into_any()
}

/// The details on this page of the list that taking back puts on again just as they are: work that
/// was not edited here, while no retainer pays for any of it; milestones go on drafts in their own
/// way.
fn returnable(
    rows: Awaiting<Result<Page<DetailRow>, ApiError>>,
    invoice: Awaiting<Result<InvoicePage, ApiError>>,
    edited: RwSignal<BTreeSet<i64>>,
) -> RwSignal<BTreeSet<i64>> {
    let returnable = RwSignal::new(BTreeSet::new());
    let may_put_back = may("put_back");
    Effect::new(move |_| {
        let is_paid = |page: &InvoicePage| {
            page.retainers.iter().any(|retainer| retainer.retainer_use != RetainerUse::Billed)
        };
        let rows = rows.get().and_then(Result::ok).map(|page| page.rows).unwrap_or_default();
        let is_free =
            may_put_back && invoice.get().and_then(Result::ok).is_some_and(|page| !is_paid(&page));
        let as_they_came = rows
            .into_iter()
            .filter(|row| is_free && row.version == 1 && row.source_actual_id.is_some())
            .map(|row| row.invoice_detail_id.0);
        // What is edited in its cell is not read again, but says otherwise than it came.
        let edited = edited.get();
        returnable.set(as_they_came.filter(|id| !edited.contains(id)).collect());
    });
    returnable
}

/// Whether all that is selected is known to be such.
fn can_return(selection: &Selection, returnable: &BTreeSet<i64>) -> bool {
    matches!(selection.parts().0, Selection::Rows(ids) if ids.iter().all(|id| returnable.contains(id)))
}

/// Puts sales back on the draft they were taken off, Ready again where they were held back.
async fn returned(invoice: Option<InvoiceId>, selection: Selection, held_back: bool) -> Notice {
    let Some(invoice_id) = invoice else { return Notice::default() };
    match put_back(DetailReturn { invoice_id, selection, held_back }).await {
        Ok(billed) => {
            let failed: Vec<Became> =
                billed.became.into_iter().filter(|one| one.outcome.is_err()).collect();
            let done = count(texts().details_put_back, billed.outcome.changed);
            Notice { done: Some(done), ..with_results(Notice::bulk("", &billed.outcome), &failed) }
        }
        Err(error) => Notice::refused(&error),
    }
}

/// Takes details off a draft as it was seen: its version says that they are still what was chosen.
async fn remove(
    invoice: Option<(InvoiceId, i32)>,
    selection: Selection,
    hold_back: bool,
) -> Result<TakenOff, ApiError> {
    let (invoice_id, version) =
        invoice.ok_or(ApiError::Refused(Refusal::ConfirmedInvoiceIsFrozen))?;
    delete_details(DetailRemoval { invoice_id, version, selection, hold_back }).await
}

fn bulk_bar(
    bulk: Bulk,
    delete: Action<(Selection, bool), ()>,
    on: On,
    tab: Tab,
    returnable: RwSignal<BTreeSet<i64>>,
) -> AnyView {
    let t = texts();
    let is_pending = Signal::derive(move || delete.pending().get() || on.seen.get().is_none());
    let question = move |selection: &Selection, is_all: bool| {
        let can_return = returnable.with_untracked(|rows| can_return(selection, rows));
        let question = if is_all { t.details_remove_all } else { t.details_remove_for_good };
        (is_all || !can_return).then(|| question.to_owned())
    };
    let button = move |hold_back: bool, label: &'static str| {
        bulk.asking(label, "", is_pending, question, move |selection| {
            delete.dispatch((selection, hold_back));
        })
    };
    view! {
        {may("edit_details").then(|| change_many(bulk, on))}
        {(tab == Tab::Edited && may("restore_details")).then(|| restore_many(bulk, on))}
        {button(false, t.details_remove)}
        {button(true, t.details_hold_back)}
    }
    .into_any()
}
