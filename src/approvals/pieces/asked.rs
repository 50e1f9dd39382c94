//! What came of asking for approval.

use crate::{
    approvals::model::Requested,
    ui::{notice::Notice, paths},
    vocabulary::texts::{count, fill, texts},
};

/// What came of asking for approval in the background.
pub fn asked(requested: &Requested) -> Notice {
    let t = texts();
    let mut notice = Notice::bulk("", &requested.outcome);
    notice.done = Some(if requested.sets == 0 {
        t.sets_none_asked.to_owned()
    } else {
        let entries = count(t.sets_entries, requested.outcome.changed);
        fill(
            &count(t.sets_asked, requested.outcome.changed),
            &[("entries", &entries), ("projects", &count(t.sets_projects, requested.sets))],
        )
    });
    if requested.sets > 0 {
        notice.is_begun = true;
        notice.links.push((paths::BATCHES.to_owned(), t.sets_log.to_owned()));
    }
    notice
}
