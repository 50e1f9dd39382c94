//! SQL of Month's End: what contracts and people have by the end of a month, and what is missing.

mod closing;
mod contracts;
mod people;

pub use closing::{drafts, entries, held, schedules};
pub use contracts::{CONTRACTS, Found, agreed, contract_count, contract_list, figures};
pub use people::{TIME_SHEETS, time_sheet_list};
