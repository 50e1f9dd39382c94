//! What is typed in a part of a page that may be read again meanwhile.

use leptos::prelude::*;
use std::collections::HashMap;

/// What is typed, by field. A part that is read again is made anew, its fields with it: what stands
/// in them has to outlive that, or a form would send another text than it shows.
#[derive(Clone, Copy)]
pub struct Kept(StoredValue<HashMap<String, (String, ArcRwSignal<String>)>>);

impl Default for Kept {
    /// Nothing yet; to be made where what is read again is made, and not in it.
    fn default() -> Self {
        Self(StoredValue::new(HashMap::new()))
    }
}

impl Kept {
    /// What is typed in a field over what it said `before`: as long as it says that.
    pub fn of(self, field: String, before: &str) -> RwSignal<String> {
        self.0
            .try_update_value(|all| {
                let anew = || (before.to_owned(), ArcRwSignal::new(before.to_owned()));
                let kept = all.entry(field).or_insert_with(anew);
                if kept.0 != before {
                    *kept = anew();
                }
                RwSignal::from(kept.1.clone())
            })
            .unwrap_or_else(|| RwSignal::new(before.to_owned()))
    }
}
