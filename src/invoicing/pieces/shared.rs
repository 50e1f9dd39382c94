//! What the parts of an invoice's page share.

use crate::ui::{kept::Kept, notice::Notice};
use leptos::prelude::*;

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct Shared {
    /// Ask again.
    pub reload: RwSignal<u32>,
    /// What came of an act.
    pub notice: RwSignal<Option<Notice>>,
    /// What is typed in parts of the page that are read again.
    pub typed: Kept,
}
