//! Words of invoice schedules.

use crate::{ui::format::Label, vocabulary::texts::texts};

crate::words! {
    /// What became of a day on which something is invoiced by itself (§2.9).
    RunStatus, "schedule_status", {
        /// Its day is to come, or its run is.
        NotRun = "not_run",
        /// What there was to bill is on drafts; there may have been nothing (R-SM-35).
        Successful = "successful",
        /// Its run failed, and can be tried again (R-RUN-9).
        Failed = "failed",
    }
}

impl Label for RunStatus {
    fn label(self) -> &'static str {
        let t = texts();
        match self {
            Self::NotRun => t.word_not_run,
            Self::Successful => t.word_run_successful,
            Self::Failed => t.word_run_failed,
        }
    }
}
