//! Words of what is done in the background: its kinds, and how far it has come.

use crate::{ui::format::Label, vocabulary::texts::texts};

crate::words! {
    /// What was done to many at once.
    BatchKind, "text", {
        /// Marked Ready to Invoice.
        MarkReady = "mark_ready",
        /// Marked Not Ready to Invoice.
        MarkNotReady = "mark_not_ready",
        /// Not-to-exceed status reset.
        ResetLimits = "reset_limits",
        /// Not-to-exceed status reevaluated.
        ReevaluateLimits = "reevaluate_limits",
        /// Entries of a project approved (R-APP-13).
        ApproveSet = "approve_set",
        /// Drafts created of contracts (R-INV-2).
        CreateInvoices = "create_invoices",
        /// Drafts confirmed (R-CONF-7).
        ConfirmInvoices = "confirm_invoices",
        /// Drafts deleted (R-SM-33).
        DeleteInvoices = "delete_invoices",
        /// Billing type set (R-COR-11).
        SetBillingType = "set_billing_type",
        /// Drafts of everything due, by itself (R-RUN-4).
        RunInvoices = "run_invoices",
    }
}

crate::words! {
    /// How far something that is done to many at once has come; follows from its counts, and from
    /// its job.
    BatchState, "text", {
        /// Nothing is done yet.
        Waiting = "waiting",
        /// Something is done, something is not.
        Running = "running",
        /// Something is not done, and nobody works on it any more.
        Stopped = "stopped",
        /// All of it is done.
        Done = "done",
        /// All of it was tried; some was refused.
        DoneWithRefusals = "done_with_refusals",
        /// Somebody cancelled what had not had its turn.
        Cancelled = "cancelled",
    }
}

impl BatchKind {
    /// The act that begins such a batch: whoever may do that may start it again.
    pub fn begun_by(self) -> &'static str {
        match self {
            Self::MarkReady | Self::MarkNotReady => "mark_backlog",
            Self::ResetLimits => "reset_limits",
            Self::ReevaluateLimits => "reevaluate_limits",
            Self::ApproveSet => "request_approval",
            Self::CreateInvoices => "invoice_contracts",
            Self::ConfirmInvoices => "confirm_drafts",
            Self::DeleteInvoices => "delete_drafts",
            Self::SetBillingType => "set_billing_type",
            Self::RunInvoices => "run_job",
        }
    }
}

impl Label for BatchKind {
    fn label(self) -> &'static str {
        let t = texts();
        match self {
            Self::MarkReady => t.batches_mark_ready,
            Self::MarkNotReady => t.batches_mark_not_ready,
            Self::ResetLimits => t.backlog_reset_limits,
            Self::ReevaluateLimits => t.backlog_reevaluate_limits,
            Self::ApproveSet => t.batches_approve_set,
            Self::CreateInvoices => t.action_create_project_invoices,
            Self::ConfirmInvoices => t.action_confirm_invoices,
            Self::DeleteInvoices => t.action_delete_drafts,
            Self::SetBillingType => t.backlog_set_billing_type,
            Self::RunInvoices => t.batches_run_invoices,
        }
    }
}

impl Label for BatchState {
    fn label(self) -> &'static str {
        let t = texts();
        match self {
            Self::Waiting => t.word_waiting,
            Self::Running => t.word_running,
            Self::Stopped => t.word_stopped,
            Self::Done => t.word_done,
            Self::DoneWithRefusals => t.word_done_with_refusals,
            Self::Cancelled => t.word_cancelled,
        }
    }
}
