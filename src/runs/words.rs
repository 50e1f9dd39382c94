//! Words of batch jobs.

use crate::{ui::format::Label, vocabulary::texts::texts};

crate::words! {
    /// What a batch job does (R-RUN-1, W-4): its type says so, whatever it is called.
    JobType, "batch_job_type", {
        /// Drafts of everything due, each day (R-RUN-4).
        CreateInvoices = "create_invoices",
        /// Billable hours of what is available, per role and month.
        UpdateRoleUtilization = "update_role_utilization",
    }
}

crate::words! {
    /// How a batch job is started (R-RUN-2).
    Workflow, "batch_job_workflow", {
        /// Now, then daily.
        ProcessRunner = "process_runner",
        /// At its next time, then daily.
        ProcessRunCaller = "process_run_caller",
    }
}

impl Label for JobType {
    fn label(self) -> &'static str {
        let t = texts();
        match self {
            Self::CreateInvoices => t.job_create_invoices,
            Self::UpdateRoleUtilization => t.job_update_role_utilization,
        }
    }
}

impl Label for Workflow {
    fn label(self) -> &'static str {
        let t = texts();
        match self {
            Self::ProcessRunner => t.workflow_process_runner,
            Self::ProcessRunCaller => t.workflow_process_run_caller,
        }
    }
}
