//! The words of a claim.

crate::words! {
    /// What being on an invoice makes of a source, as the views say it.
    ClaimStatus, "text", {
        /// On a draft invoice, which can let it go.
        OnDraft = "on_draft",
        /// On a confirmed invoice, which can't.
        Posted = "posted",
    }
}
