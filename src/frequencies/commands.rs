//! Verbs of invoice frequencies.

use super::{
    model::{FrequencyForm, FrequencyRemoval, FrequencyRow},
    rules, store,
};
use crate::{
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::ids::InvoiceFrequencyId,
};

/// Every invoice frequency, by name.
pub async fn list_frequencies(scope: &mut Scope) -> Result<Vec<FrequencyRow>, Failure> {
    store::list(scope).await
}

/// Adds an invoice frequency, or changes one (R-RUN-10). Days that schedules have already stay as
/// they are until they are generated anew.
pub async fn save_frequency(
    tx: &mut Tx,
    form: &FrequencyForm,
) -> Result<InvoiceFrequencyId, Failure> {
    let (name, frequency) = rules::frequency(form)?;
    match form.invoice_frequency_id {
        None => store::insert(tx, &name, &frequency).await,
        Some(id) => {
            store::update(tx, id, form.version, (&name, &frequency)).await?;
            Ok(id)
        }
    }
}

/// Deletes an invoice frequency that no contract line names.
pub async fn delete_frequency(tx: &mut Tx, removal: &FrequencyRemoval) -> Result<(), Failure> {
    store::delete(tx, removal.invoice_frequency_id, removal.version).await
}
