//! What came of edits, and the way back.

use super::on::On;
use crate::{
    invoicing::draft::{
        api::undo_details,
        model::{DetailsEdited, DetailsUndo},
    },
    ui::notice::{Notice, Undo},
    vocabulary::{
        refusal::Refusal,
        texts::{count, fill, texts},
    },
};
use leptos::prelude::*;

/// What was done to many, and what stayed as it is, with why.
pub fn told(done: &'static str, edited: &DetailsEdited) -> Notice {
    let refused = edited.refused.iter().map(|(refusal, rows, _)| stays(refusal, *rows)).collect();
    Notice { refused, ..Notice::done(count(done, edited.changed)) }
}

pub fn stays(refusal: &Refusal, rows: i64) -> String {
    let t = texts();
    fill(
        t.notice_refused_rows,
        &[("rows", &count(t.count_rows, rows)), ("reason", &refusal.sentence(t))],
    )
}

/// The way back of edits.
pub fn take_back(on: On, undo: DetailsUndo) -> Undo {
    Undo::new(move || {
        let undo = undo.clone();
        async move {
            let t = texts();
            let notice = match undo_details(undo).await {
                Ok(done) => told(t.details_undone, &done),
                Err(error) => Notice::refused(&error),
            };
            on.shared.notice.set(Some(notice));
            on.shared.reload.update(|n| *n += 1);
        }
    })
}
