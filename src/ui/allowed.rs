//! What the signed-in person's roles allow, for showing only buttons that will work. The server
//! asks again.

use crate::vocabulary::words::Role;
use leptos::prelude::*;

/// Roles and the rule that reads them; provided once by the app.
#[derive(Clone, Copy)]
pub struct Permissions {
    /// Of whoever is signed in.
    pub roles: StoredValue<Vec<Role>>,
    /// The access table.
    pub may: fn(&[Role], &str) -> bool,
}

/// Whether a function may be called.
pub fn may(function: &'static str) -> bool {
    use_context::<Permissions>()
        .is_some_and(|p| p.roles.with_value(|roles| (p.may)(roles, function)))
}
