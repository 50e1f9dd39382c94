//! Server functions of journals: who may, then hand over.

#[cfg(feature = "ssr")]
use super::commands;
use super::model::{Correct, CorrectionPreview, Journal, Openable, OpeningRow, Posted};
use crate::{
    access::{calls::calls, rules::JOURNALISTS},
    entries::model::Decided,
    vocabulary::paging::{BulkOutcome, ListQuery, Page, Selection, Totals},
};

calls! {
    /// Posts a journal: all its lines, or none.
    write post_journal(journal: Journal) -> Posted, for JOURNALISTS;
    /// What of a typed contract a journal can say was billed before.
    read find_openable(contract: String) -> Openable, for JOURNALISTS
        => |scope| commands::find_openable(scope, &contract);
    /// A page of what was billed before.
    read list_openings(query: ListQuery) -> Page<OpeningRow>, for JOURNALISTS
        => |scope| commands::list_openings(scope, &query);
    /// What was billed before, in all.
    read total_openings(query: ListQuery) -> Totals, for JOURNALISTS
        => |scope| commands::total_openings(scope, &query);
    /// Cancels what journals said was billed before.
    write cancel_openings(selection: Selection) -> BulkOutcome, for JOURNALISTS;
    /// What correcting approved entries would write.
    read preview_correction(correct: Correct) -> CorrectionPreview, for JOURNALISTS
        => |scope| async move {
            let today = scope.today().await?;
            commands::preview_correction(scope, today, &correct).await
        };
    /// Corrects approved entries, one chunk.
    write correct_entries(correct: Correct) -> Decided, for JOURNALISTS;
}
