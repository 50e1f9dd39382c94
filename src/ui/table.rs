//! A table of a few rows, all of them there: no list, without filters and pages.

use leptos::prelude::*;

/// How a column is headed.
#[derive(Clone, Copy, Debug)]
pub enum Head {
    /// Text.
    Text(&'static str),
    /// Numbers, aligned right.
    Number(&'static str),
    /// Buttons: only heard.
    Heard(&'static str),
}

/// The table; `label` says what it lists, for those who hear it.
pub fn small_table(
    label: impl Into<String>,
    heads: &[Head],
    rows: impl IntoView + 'static,
) -> AnyView {
    small_table_as("grid-scroll", label, heads, rows)
}

/// The same, of a class of its own for the style sheet.
pub fn small_table_as(
    class: &'static str,
    label: impl Into<String>,
    heads: &[Head],
    rows: impl IntoView + 'static,
) -> AnyView {
    view! {
        <div class=class tabindex="0" role="group" aria-label=label.into()>
            <table>
                <thead>
                    <tr>{heads.iter().map(|head| heading(*head)).collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn heading(head: Head) -> AnyView {
    match head {
        Head::Text(text) => view! { <th scope="col">{text}</th> }.into_any(),
        Head::Number(text) => view! {
            <th scope="col" class="number">
                {text}
            </th>
        }
        .into_any(),
        Head::Heard(text) => view! {
            <th scope="col">
                <span class="hidden">{text}</span>
            </th>
        }
        .into_any(),
    }
}
