//! Decisions about invoice frequencies. Pure.

use super::model::FrequencyForm;
use crate::vocabulary::{
    frequency::Frequency,
    refusal::{Field, Refusal},
    typed::text,
};

/// R-RUN-10: what was typed, checked: a name, and one to four days.
pub fn frequency(form: &FrequencyForm) -> Result<(String, Frequency), Refusal> {
    let name = text(&form.name, Field::Name, 200)?;
    if name.is_empty() {
        return Err(Refusal::FieldMissing(Field::Name));
    }
    let days =
        form.frequency.parse().map_err(|_| Refusal::FieldNotAChoice(Field::InvoiceFrequency))?;
    Ok((name, days))
}
