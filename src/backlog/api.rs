//! Server functions of backlog: who may, then hand over.

use super::model::{BacklogRow, LimitsPage, Mark, Release, ReleasePlan, ReleaseRequest};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{BILLERS, SEES_BILLING},
    },
    vocabulary::{
        ids::{ActualId, ContractId},
        paging::{BulkOutcome, ListQuery, Page, Selection, Totals},
    },
};

calls! {
    /// A page of backlog rows.
    read list_backlog(query: ListQuery) -> Page<BacklogRow>, for SEES_BILLING
        => |scope| store::list_backlog(scope, &query);
    /// What the filtered backlog rows come to.
    read total_backlog(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_backlog(scope, &query);
    /// Marks rows Ready to Invoice, or Not Ready.
    write mark_backlog(mark: Mark) -> BulkOutcome, for BILLERS;
    /// Reset Not-to-Exceed Status.
    write reset_limits(selection: Selection) -> BulkOutcome, for BILLERS;
    /// Reevaluate Not-to-Exceed Status.
    write reevaluate_limits(selection: Selection) -> BulkOutcome, for BILLERS;
    /// Where the room of a contract's limits went.
    read read_limits(contract: ContractId, row: Option<ActualId>) -> LimitsPage, for SEES_BILLING
        => |scope| commands::read_limits(scope, contract, row);
    /// What would become of every row of a release; writes nothing.
    read preview_release(request: ReleaseRequest) -> ReleasePlan, for SEES_BILLING
        => |scope| commands::preview_release(scope, &request);
    /// Releases committed rows for one that needs their room, exactly as it was shown.
    write release_committed(release: Release) -> ReleasePlan, for BILLERS;
}
