//! What there is to be said of a decision about many entries.

use crate::{
    entries::model::{Decided, Decision},
    ui::{notice::Notice, paths},
    vocabulary::texts::{count, texts},
};

/// What there is to be said of what was approved, each with its count.
pub fn remarks(decided: &Decided) -> Vec<String> {
    let t = texts();
    let said = [
        (t.entries_without_price, decided.without_price),
        (t.entries_at_zero, decided.at_zero),
        (t.entries_rate_left, decided.rate_left),
        (t.entries_not_covered, decided.not_covered),
        (t.entries_outside_dates, decided.outside_dates),
    ];
    said.into_iter().filter(|(_, n)| *n > 0).map(|(text, n)| count(text, n)).collect()
}

pub fn told(decision: Decision, decided: &Decided) -> Notice {
    let t = texts();
    let done = match decision {
        Decision::Submit => t.entries_submitted,
        Decision::Approve => t.entries_approved,
        Decision::Return => t.entries_returned,
        Decision::Recall => t.entries_recalled,
        Decision::RequestRecall => t.entries_recall_requested,
        Decision::ApproveRecall => t.entries_recall_approved,
        Decision::RejectRecall => t.entries_recall_rejected,
        Decision::CancelApproval => t.entries_approval_cancelled,
    };
    let mut notice = Notice::bulk(done, &decided.outcome);
    notice.refused.extend(remarks(decided));
    if decision == Decision::Approve && decided.outcome.changed > 0 {
        notice.links.push((paths::BACKLOG.to_owned(), t.entries_to_backlog.to_owned()));
    }
    notice
}
