//! Verbs of journals.

mod correct;
mod journal;
mod openings;

pub use super::store::openings::OPENINGS;

pub use correct::{correct_entries, preview_correction};
pub use journal::post_journal;
pub use openings::{cancel_openings, find_openable, list_openings, total_openings};
