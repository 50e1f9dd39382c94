//! Server functions of invoice frequencies: who may, then hand over.

#[cfg(feature = "ssr")]
use super::commands;
use super::model::{FrequencyForm, FrequencyRemoval, FrequencyRow};
use crate::{
    access::{
        calls::calls,
        rules::{BOOK_KEEPERS, SEES_BILLING},
    },
    vocabulary::ids::InvoiceFrequencyId,
};

calls! {
    /// Every invoice frequency, by name.
    read list_frequencies() -> Vec<FrequencyRow>, for SEES_BILLING
        => |scope| commands::list_frequencies(scope);
    /// Adds an invoice frequency, or changes one.
    write save_frequency(form: FrequencyForm) -> InvoiceFrequencyId, for BOOK_KEEPERS;
    /// Deletes an invoice frequency.
    write delete_frequency(removal: FrequencyRemoval) -> (), for BOOK_KEEPERS;
}
