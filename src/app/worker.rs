//! What is done in the background: every room's jobs, on every node that serves.

use crate::{entries::commands::ApproveSet, platform::jobs::Jobs};

/// The jobs of the product.
pub fn jobs() -> Jobs {
    Jobs::default().and::<ApproveSet>()
}
