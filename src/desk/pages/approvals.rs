//! Approvals, with the correction of what is approved, which journals bring.

use crate::{approvals::pieces::approvals, journals::pieces::CorrectEntries};
use leptos::prelude::*;

/// The page.
pub struct Approvals;

crate::part!(Approvals, part_approvals, "list_entries");

impl Approvals {
    fn page() -> AnyView {
        approvals(|selection, done| {
            view! { <CorrectEntries selection done=move |said| done.run(said) /> }.into_any()
        })
    }
}
