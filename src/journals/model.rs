//! Journals, corrections, and what was billed before.

mod openings;
mod posting;

pub use openings::{
    Billed, Openable, OpenableChoice, Opening, OpeningRow, OpeningUse, OpeningWork, Planned,
};
pub use posting::{
    Change, Correct, CorrectionPreview, CorrectionRow, Journal, JournalLine, Posted, ReadLine,
};
