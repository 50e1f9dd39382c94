//! The shell and the routes.
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{StaticSegment, components::{Route, Router, Routes}};

/// shell
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! { <!DOCTYPE html><html lang="en"><head><HydrationScripts options/><MetaTags/></head><body><App/></body></html> }
}

/// app
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! { <Title text="Billwright"/><Router><Routes fallback=|| "Not found."><Route path=StaticSegment("") view=|| "hi"/></Routes></Router> }
}
