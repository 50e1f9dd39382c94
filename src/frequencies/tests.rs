//! Rules of invoice frequencies, as tables.

use super::{model::FrequencyForm, rules};
use crate::vocabulary::refusal::{Field, Refusal};

fn form(name: &str, frequency: &str) -> FrequencyForm {
    FrequencyForm {
        invoice_frequency_id: None,
        version: 0,
        name: name.into(),
        frequency: frequency.into(),
    }
}

#[test]
fn a_frequency_has_a_name_and_days_that_there_are() {
    // R-RUN-10: one to four days a month; day 31 is one, day 32 is none.
    let missing = Err(Refusal::FieldMissing(Field::Name));
    let unknown = Err(Refusal::FieldNotAChoice(Field::InvoiceFrequency));
    for (name, frequency, expected) in [
        ("Fridays", "weekly fri", Ok(())),
        ("Every other week", "biweekly 2-wed", Ok(())),
        ("Month's end", "monthly 31", Ok(())),
        ("Four times", "monthly 1,8,15,last-fri", Ok(())),
        ("  ", "weekly fri", missing),
        ("Five times", "monthly 1,8,15,22,29", unknown.clone()),
        ("Too late", "monthly 32", unknown.clone()),
        ("Twice the same", "monthly 5,5", unknown.clone()),
        ("Third week", "biweekly 3-mon", unknown.clone()),
        ("Daily", "daily", unknown),
    ] {
        assert_eq!(rules::frequency(&form(name, frequency)).map(|_| ()), expected, "{name}");
    }
}
