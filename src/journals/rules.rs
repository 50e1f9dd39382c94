//! What a journal takes, what it writes, and what a correction makes of an entry. Pure.

mod allowed;
mod openings;
mod posting;

pub use allowed::journal_allows;
pub use openings::{OPENING_ROWS, may_cancel, open, opening_rows};
pub use posting::{change, corrected, journal_description, journal_line, of_entry, on_contract};
