//! Who is signed in, known to both sides at once: the server reads it off the request and writes it
//! into the document, where the browser finds it before anything is drawn.

use crate::access::model::SignedIn;
#[cfg(feature = "hydrate")]
use crate::ui::calls::WHO_ATTRIBUTE;

/// Whoever is signed in.
#[cfg(feature = "ssr")]
pub fn who() -> Option<SignedIn> {
    leptos::prelude::use_context::<http::request::Parts>()?.extensions.get::<SignedIn>().cloned()
}

/// Whoever is signed in.
#[cfg(feature = "hydrate")]
pub fn who() -> Option<SignedIn> {
    let root = leptos::prelude::document().document_element()?;
    serde_json::from_str(&root.get_attribute(WHO_ATTRIBUTE)?).ok()
}

/// Whoever is signed in: nobody, where there is neither server nor browser.
#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
pub fn who() -> Option<SignedIn> {
    None
}

/// What the document's root carries.
#[cfg(feature = "ssr")]
pub fn attribute() -> Option<String> {
    who().and_then(|who| serde_json::to_string(&who).ok())
}
