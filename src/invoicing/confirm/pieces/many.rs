//! Confirm of chosen drafts (R-CONF-7).

use crate::{
    invoicing::confirm::{api::confirm_drafts, model::ConfirmedMany},
    ui::{
        grid::{Bulk, BulkBar},
        notice::Notice,
        paths,
    },
    vocabulary::{
        paging::Selection,
        texts::{fill, texts},
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// The button for chosen drafts; what came of it is said in `notice`.
pub fn confirm_bar(notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> BulkBar {
    let confirm = Action::new(move |selection: &Selection| {
        let selection = selection.clone();
        async move {
            notice.set(Some(match confirm_drafts(selection).await {
                Ok(confirmed) => told(&confirmed),
                Err(error) => Notice::refused(&error),
            }));
            reload.update(|n| *n += 1);
        }
    });
    Arc::new(move |bulk: Bulk| {
        let t = texts();
        bulk.for_good(
            t.action_confirm_invoices,
            t.confirm_drafts_would,
            confirm.pending(),
            move |selection| {
                confirm.dispatch(selection);
            },
        )
    })
}

/// How many are confirmed, why others are not, and the way to those that failed.
fn told(confirmed: &ConfirmedMany) -> Notice {
    let t = texts();
    let notice = Notice::bulk(t.confirm_drafts_done, &confirmed.outcome);
    let failed = (confirmed.failed > 0).then(|| {
        let count = confirmed.failed.to_string();
        (paths::FAILED_INVOICES.to_owned(), fill(t.confirm_drafts_failed, &[("count", &count)]))
    });
    Notice { links: notice.links.into_iter().chain(failed).collect(), ..notice }
}
