//! What a page says of a thing, name by name, in a `dl` of class *facts*.

use leptos::prelude::*;

/// A name and its value.
pub fn fact(name: &'static str, value: impl IntoView + 'static) -> AnyView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}

/// A name and a value that may have several lines.
pub fn fact_in_lines(name: &'static str, value: impl IntoView + 'static) -> AnyView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd class="lines">{value}</dd>
        </div>
    }
    .into_any()
}
