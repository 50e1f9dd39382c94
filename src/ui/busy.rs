//! That something is under way: the root of the document says so while any call or part of the
//! program is, and the style sheet draws a line on top of the page once that has lasted 150 ms.

#[cfg(feature = "hydrate")]
use std::cell::Cell;

#[cfg(feature = "hydrate")]
thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// Something is under way for as long as this lives.
#[derive(Debug)]
pub struct Busy(());

impl Busy {
    /// From now on.
    pub fn begin() -> Self {
        #[cfg(feature = "hydrate")]
        change(COUNT.get().saturating_add(1));
        Self(())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        #[cfg(feature = "hydrate")]
        change(COUNT.get().saturating_sub(1));
    }
}

#[cfg(feature = "hydrate")]
fn change(count: u32) {
    COUNT.set(count);
    if let Some(root) = leptos::prelude::document().document_element() {
        // Only a line is drawn by it.
        let _ = if count > 0 {
            root.set_attribute("data-busy", "")
        } else {
            root.remove_attribute("data-busy")
        };
    }
}
