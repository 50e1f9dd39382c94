//! Screens of retainers: the list of all of them, and a contract's own on its page.

mod list;

pub use list::{AvailableRetainers, RetainersAndAdvances, marked, refund_status, status};
