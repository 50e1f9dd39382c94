//! Settings › People: who signs in, which is access's own; and who of the files they are, which the
//! contract book knows.

use crate::{access::pieces::people, book::pieces::IdentityList};
use leptos::prelude::*;

/// The page.
pub struct People;

crate::part!(People, part_people, "list_people");

impl People {
    fn page() -> AnyView {
        view! {
            {people()}
            <IdentityList />
        }
        .into_any()
    }
}
