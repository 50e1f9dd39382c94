//! Screens of entries.

mod approvals;
mod correct;
mod edit;
mod journals;
mod openings;
mod pick;
mod remembered;
mod sets;
mod setting;
mod time;
mod week;
mod work_form;
mod work_list;

pub use approvals::Approvals;
pub use journals::Journals;
pub use sets::{ApprovalSet, ApprovalSets};
pub use time::Time;
pub use work_list::{Expenses, Material};
