//! What a row's source says otherwise than the entry that is here.

use crate::{
    ui::format,
    vocabulary::{
        currency::Currency,
        texts::{Texts, fill},
    },
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One thing that the source says otherwise: as it is here, as it is there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ChangedPart {
    /// Hours.
    Hours(Decimal, Decimal),
    /// The role's name.
    Role(String, String),
    /// What was done.
    Task(String, String),
    /// Whether customers pay.
    Billable(bool, bool),
    /// Per hour, of which currency; none: the price list decides.
    Rate(Option<(Decimal, Currency)>, Option<(Decimal, Currency)>),
    /// What an hour costs, in the company's currency.
    Cost(Decimal, Decimal),
    /// The notes.
    Notes,
}

impl ChangedPart {
    /// What the user reads.
    fn words(&self, t: &Texts) -> String {
        let both = |template: &str, here: &str, there: &str| {
            fill(template, &[("here", here), ("there", there)])
        };
        let mark =
            |is: &bool| if *is { t.import_part_is_billable } else { t.import_part_is_not_billable };
        let rate = |rate: &Option<(Decimal, Currency)>| match rate {
            Some((rate, currency)) => format!("{}\u{a0}{currency}", format::number(*rate, 2)),
            None => t.import_part_no_rate.to_owned(),
        };
        match self {
            Self::Hours(here, there) => both(
                t.import_part_hours,
                &here.normalize().to_string(),
                &there.normalize().to_string(),
            ),
            Self::Role(here, there) => both(t.import_part_role, here, there),
            Self::Task(here, there) => both(t.import_part_task, here, there),
            Self::Billable(here, there) => both(t.import_part_billable, mark(here), mark(there)),
            Self::Rate(here, there) => both(t.import_part_rate, &rate(here), &rate(there)),
            Self::Cost(here, there) => {
                both(t.import_part_cost, &format::number(*here, 2), &format::number(*there, 2))
            }
            Self::Notes => t.import_part_notes.to_owned(),
        }
    }

    /// Several of them in a sentence.
    pub fn all(parts: &[Self], t: &Texts) -> String {
        parts.iter().map(|part| part.words(t)).collect::<Vec<_>>().join("; ")
    }
}
