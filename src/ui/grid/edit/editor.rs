//! The field that a cell becomes while it is edited.

use super::{CellEdit, CellInput, Editable, keys};
use leptos::{html, prelude::*};

/// What was typed, as people read it: of a choice its label.
pub fn said(input: CellInput, text: &str) -> String {
    match input {
        CellInput::Text | CellInput::Number => text.to_owned(),
        CellInput::Choice(choices) => choices()
            .into_iter()
            .find(|(word, _)| *word == text)
            .map_or_else(|| text.to_owned(), |(_, label)| label.to_owned()),
    }
}

/// The field. Enter takes what was typed and goes to the next row, Tab to the next cell; leaving it
/// takes it too; Escape gives it up.
pub fn editor<R: Clone + Send + Sync + 'static>(
    editable: Editable<R>,
    name: &'static str,
    label: &'static str,
    edit: CellEdit<R>,
) -> AnyView {
    let pressed = move |event: leptos::ev::KeyboardEvent| press(&event, editable, name, edit);
    let left = move |_| {
        editable.commit(name, edit);
    };
    let is_refused = move || editable.typed.with(|typed| typed.contains_key(name)).to_string();
    match edit.input {
        CellInput::Choice(choices) => {
            let field = NodeRef::<html::Select>::new();
            field.on_load(move |field| keys::enter(&field, editable.is_typed.get_value()));
            view! {
                <select
                    node_ref=field
                    class="cell-editor"
                    aria-label=label
                    aria-invalid=is_refused
                    on:change=move |e| editable.text.set(event_target_value(&e))
                    on:blur=left
                    on:keydown=pressed
                >
                    {choices()
                        .into_iter()
                        .map(|(word, label)| {
                            let is_chosen = editable.text.get_untracked() == word;
                            view! {
                                <option value=word selected=is_chosen>
                                    {label}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            }
            .into_any()
        }
        CellInput::Text | CellInput::Number => {
            let is_number = matches!(edit.input, CellInput::Number);
            let field = NodeRef::<html::Input>::new();
            field.on_load(move |field| keys::enter(&field, editable.is_typed.get_value()));
            view! {
                <input
                    node_ref=field
                    type="text"
                    class="cell-editor"
                    class:number=is_number
                    inputmode=if is_number { "decimal" } else { "text" }
                    autocomplete="off"
                    aria-label=label
                    aria-invalid=is_refused
                    value=editable.text.get_untracked()
                    on:input=move |e| editable.text.set(event_target_value(&e))
                    on:blur=left
                    on:keydown=pressed
                />
            }
            .into_any()
        }
    }
}

fn press<R: Clone + Send + Sync + 'static>(
    event: &leptos::ev::KeyboardEvent,
    editable: Editable<R>,
    name: &'static str,
    edit: CellEdit<R>,
) {
    let id = editable.id;
    match event.key().as_str() {
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            editable.give_up(name);
        }
        key => {
            if let Some(to) = keys::Move::of(key, event.shift_key(), edit.input) {
                event.stop_propagation();
                let target = keys::neighbour(id, name, to);
                if editable.commit(name, edit) {
                    if target.is_some() || to.is_within() {
                        event.prevent_default();
                    }
                    keys::go(target, id, name, to);
                } else {
                    event.prevent_default();
                }
            } else if key == "Enter" || key == "F2" {
                event.stop_propagation();
            }
        }
    }
}
