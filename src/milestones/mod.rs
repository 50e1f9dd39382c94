//! Milestones: what fixed-price lines bill. A milestone has a part per customer: Not Ready ⇄ Ready
//! → on a draft → posted; the milestone itself is Not Started, In Progress or Completed as its
//! parts are. Holds: milestone_is_for_fixed_price, milestone_splits_make_it_whole,
//! milestone_tax_needs_an_amount, milestone_split_on_one_invoice, invoiced_milestone_is_frozen,
//! ready_milestones_meet_their_sum.

pub mod api;
#[cfg(feature = "ssr")]
pub mod checks;
#[cfg(feature = "ssr")]
pub mod commands;
pub mod model;
pub mod pages;
pub mod pieces;
pub mod rules;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;
#[cfg(all(test, feature = "ssr"))]
mod tests_db;
