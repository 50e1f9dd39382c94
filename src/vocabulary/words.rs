//! Enumerations that travel from the database to the page: one definition of variant, label and SQL
//! name.

/// Defines an enumeration whose variants are stored, sent and written in URLs by the same
/// lower-case word.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $sql:literal, { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(type_name = $sql))]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] #[cfg_attr(feature = "ssr", sqlx(rename = $word))] $variant),+
        }

        impl $name {
            /// Every variant, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word it is stored, sent and filtered by.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The variant a word stands for.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|variant| variant.word() == word)
            }
        }
    };
}

crate::words! {
    /// What kind of financial fact (R-ENUM).
    TransactionType, "transaction_type", {
        /// What the work cost us.
        Cost = "cost",
        /// Backlog: earned, not yet billed.
        UnbilledSales = "unbilled_sales",
        /// On a confirmed invoice.
        BilledSales = "billed_sales",
    }
}

crate::words! {
    /// What kind of work (R-ENUM).
    TransactionClass, "transaction_class", {
        /// Hours.
        Time = "time",
        /// Money spent for the customer.
        Expense = "expense",
        /// Goods used.
        Material = "material",
        /// A charge of its own.
        Fee = "fee",
        /// A fixed-price instalment.
        Milestone = "milestone",
        /// A prepayment.
        Retainer = "retainer",
    }
}

crate::words! {
    /// Whether the customer pays for it (R-ENUM).
    BillingType, "billing_type", {
        /// Billed and counted.
        Chargeable = "chargeable",
        /// Not billed, not counted.
        NonChargeable = "non_chargeable",
        /// Not billed but counted.
        Complimentary = "complimentary",
        /// The class is not covered by a contract line.
        NotAvailable = "not_available",
    }
}

crate::words! {
    /// How a price is meant (R-PRC-2).
    Pricing, "pricing", {
        /// So much per unit.
        PerUnit = "per_unit",
        /// What it cost us.
        AtCost = "at_cost",
        /// What it cost us and so many percent.
        Markup = "markup",
    }
}

crate::words! {
    /// How a fixed-price line is invoiced (R-ENUM).
    ScheduleType, "invoice_schedule_type", {
        /// Each milestone whole.
        CompletedMilestones = "completed_milestones",
        /// One milestone, by percentage.
        ProgressBased = "progress_based",
    }
}

crate::words! {
    /// How a contract line bills (R-VOC-2).
    BillingMethod, "billing_method", {
        /// By what was done.
        TimeAndMaterial = "time_and_material",
        /// By milestone.
        FixedPrice = "fixed_price",
        /// By goods sold (R-VOC-3).
        Product = "product",
    }
}

crate::words! {
    /// A project contract's state (§2.1).
    ContractState, "contract_state", {
        /// Being written.
        Draft = "draft",
        /// In force; may be invoiced (R-SM-5).
        Confirmed = "confirmed",
        /// Closed as lost.
        Lost = "lost",
    }
}

crate::words! {
    /// An entry's state (§2.10).
    EntryState, "entry_state", {
        /// With its author.
        Draft = "draft",
        /// Waiting for approval.
        Submitted = "submitted",
        /// In the ledger.
        Approved = "approved",
        /// Sent back.
        Returned = "returned",
        /// In the ledger; its author asks for it back.
        RecallRequested = "recall_requested",
    }
}

crate::words! {
    /// Where an unbilled sale stands against its limits (§2.6).
    NteStatus, "nte_status", {
        /// To be checked again.
        NotEvaluated = "not_evaluated",
        /// Within every limit; its amount is reserved.
        Committed = "committed",
        /// Over a limit.
        Failed = "failed",
        /// No limit applies.
        NotApplicable = "not_applicable",
    }
}

crate::words! {
    /// At what a not-to-exceed limit is set (R-NTE-2).
    LimitKind, "text", {
        /// One customer on one line.
        ContractLineCustomer = "contract_line_customer",
        /// A line.
        ContractLine = "contract_line",
        /// One customer on all lines of a contract.
        ContractCustomer = "contract_customer",
        /// A contract.
        Contract = "contract",
    }
}

crate::words! {
    /// Whether approving an entry would stay within every limit, for information (R-APP-9).
    NteValidation, "text", {
        /// All of it would be Committed.
        Success = "success",
        /// Some of it would be over a limit.
        Failed = "failed",
        /// No limit applies.
        NotApplicable = "not_applicable",
    }
}

crate::words! {
    /// A proforma invoice's state (§2.7).
    InvoiceState, "invoice_state", {
        /// Being edited.
        Draft = "draft",
        /// Being reviewed; still editable.
        InReview = "in_review",
        /// One-way: read-only.
        Confirmed = "confirmed",
        /// Posted by accounting.
        Posted = "posted",
    }
}

crate::words! {
    /// What an unbilled sale's life has come to (§2.4); stored nowhere, it follows from the claim.
    BillingStatus, "text", {
        /// In the backlog, held back.
        NotReady = "not_ready",
        /// In the backlog, free to be invoiced.
        Ready = "ready",
        /// On a draft invoice.
        OnDraft = "on_draft",
        /// On a confirmed invoice.
        Posted = "posted",
        /// Taken back before it was billed, and what takes it back (R-APP-12).
        Canceled = "canceled",
    }
}

crate::words! {
    /// Whether something is invoiced that is billed whole, a customer's part of a milestone
    /// (§2.3), a product line or a retainer: the first two are its mark, the next two follow from the claim.
    InvoicingStatus, "text", {
        /// Held back.
        NotReady = "not_ready",
        /// Free to be invoiced.
        Ready = "ready",
        /// On a draft invoice.
        OnDraft = "on_draft",
        /// On a confirmed invoice.
        Posted = "posted",
        /// Billed before Billwright, as a journal says (R-APP-14).
        BilledBefore = "billed_before",
    }
}

crate::words! {
    /// What an invoice does with a retainer (R-RET-5 to R-RET-8).
    RetainerUse, "retainer_use", {
        /// Asks for the prepayment.
        Billed = "billed",
        /// Takes what was prepaid off what is owed.
        Applied = "applied",
        /// Gives back what is left.
        Refunded = "refunded",
    }
}

crate::words! {
    /// Whether what is left of a retainer goes back to the customer (R-ENUM).
    RefundStatus, "text", {
        /// No.
        None = "none",
        /// With the next invoice.
        Ready = "ready",
        /// On a confirmed invoice.
        Refunded = "refunded",
    }
}

crate::words! {
    /// What a milestone as a whole has come to (§2.2); follows from its parts.
    MilestoneProgress, "text", {
        /// Nothing is ready.
        NotStarted = "not_started",
        /// Something is ready or invoiced.
        InProgress = "in_progress",
        /// All of it is on confirmed invoices.
        Completed = "completed",
    }
}

crate::words! {
    /// Whether an actual still stands as written (§2.5); follows from what reverses and replaces
    /// it.
    AdjustmentStatus, "text", {
        /// Untouched.
        None = "none",
        /// Reversed and replaced.
        Adjusted = "adjusted",
        /// A reversal: may be neither invoiced nor adjusted.
        Unadjustable = "unadjustable",
    }
}

crate::words! {
    /// What somebody may do (§14).
    Role, "person_role", {
        /// Records work.
        Resource = "resource",
        /// Approves work.
        ProjectApprover = "project_approver",
        /// Runs projects: approves, marks, invoices.
        ProjectManager = "project_manager",
        /// Invoices for everybody.
        BillingAdministrator = "billing_administrator",
        /// Posts and prints.
        ProjectAccountant = "project_accountant",
        /// Reads across projects.
        PracticeManager = "practice_manager",
        /// Sets up the company and its people.
        Administrator = "administrator",
    }
}
