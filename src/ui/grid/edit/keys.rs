//! Where the keyboard goes among cells. One of a table's cells is reached by Tab, the one that was
//! visited last; arrows lead to the others.

use super::CellInput;

#[cfg(feature = "hydrate")]
pub use browser::{came, enter, focus_cell, go, neighbour, on_cell};
#[cfg(not(feature = "hydrate"))]
pub use server::{came, enter, focus_cell, go, neighbour, on_cell};

/// Where somebody goes from a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The row above.
    Up,
    /// The row below.
    Down,
    /// The cell before, of the row above where there is none.
    Before,
    /// The cell after, of the row below where there is none.
    After,
}

impl Move {
    /// Where a key leads out of an editor; none: it is typed into it.
    pub fn of(key: &str, shift: bool, input: CellInput) -> Option<Self> {
        let is_choice = matches!(input, CellInput::Choice(_));
        match key {
            "Enter" => Some(if shift { Self::Up } else { Self::Down }),
            "Tab" => Some(if shift { Self::Before } else { Self::After }),
            "ArrowUp" if !is_choice => Some(Self::Up),
            "ArrowDown" if !is_choice => Some(Self::Down),
            _ => None,
        }
    }

    /// Among rows: where there is none further, one stays.
    pub fn is_within(self) -> bool {
        matches!(self, Self::Up | Self::Down)
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::{CellInput, Move};
    use leptos::{prelude::*, wasm_bindgen::JsCast};
    use web_sys::{Element, FocusEvent, HtmlElement, HtmlInputElement, KeyboardEvent};

    fn of_row(id: i64, column: &str, what: &str) -> Option<Element> {
        let selector = format!("tr[data-row='{id}'] > td[data-column='{column}'] {what}");
        document().query_selector(&selector).ok().flatten()
    }

    fn focus(element: &Element) {
        if let Some(element) = element.dyn_ref::<HtmlElement>() {
            // What can't take the focus leaves it where it is.
            let _ = element.focus();
        }
    }

    /// Once it is drawn.
    pub fn focus_cell(id: i64, column: &'static str) {
        request_animation_frame(move || {
            if let Some(cell) = of_row(id, column, ".cell") {
                focus(&cell);
            }
        });
    }

    /// The field of an editor, as soon as it is there: what stands in it is chosen, so that typing
    /// takes its place; of a letter that began it, the next one follows.
    pub fn enter(field: &Element, is_typed: bool) {
        focus(field);
        let Some(input) = field.dyn_ref::<HtmlInputElement>() else { return };
        let length = u32::try_from(input.value().encode_utf16().count()).unwrap_or(0);
        // What can't be chosen is typed behind.
        let _ = input.set_selection_range(if is_typed { length } else { 0 }, length);
    }

    /// The cell is the one that Tab reaches from now on.
    pub fn came(event: &FocusEvent) {
        let Some(cell) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else { return };
        let Some(table) = cell.closest("table").ok().flatten() else { return };
        if let Ok(others) = table.query_selector_all(".cell[tabindex='0']") {
            for at in 0..others.length() {
                if let Some(other) = others.get(at).and_then(|o| o.dyn_into::<Element>().ok()) {
                    // An attribute of this name can always be written.
                    let _ = other.set_attribute("tabindex", "-1");
                }
            }
        }
        let _ = cell.set_attribute("tabindex", "0");
    }

    fn cells_of(row: &Element) -> Vec<Element> {
        let Ok(found) = row.query_selector_all(".cell, .cell-editor") else { return Vec::new() };
        (0..found.length())
            .filter_map(|at| found.get(at).and_then(|node| node.dyn_into().ok()))
            .collect()
    }

    fn rows_from(row: &Element, down: bool) -> impl Iterator<Item = Element> + use<> {
        let next = move |row: &Element| {
            if down { row.next_element_sibling() } else { row.previous_element_sibling() }
        };
        std::iter::successors(next(row), move |row| next(row))
    }

    /// The cell that a move leads to, if there is one.
    pub fn neighbour(id: i64, column: &str, to: Move) -> Option<Element> {
        let here = of_row(id, column, ":is(.cell, .cell-editor)")?;
        from(&here, column, to)
    }

    fn from(here: &Element, column: &str, to: Move) -> Option<Element> {
        let row = here.closest("tr").ok().flatten()?;
        let of_column = format!("td[data-column='{column}'] .cell");
        match to {
            Move::Up | Move::Down => rows_from(&row, to == Move::Down)
                .find_map(|row| row.query_selector(&of_column).ok().flatten()),
            Move::Before | Move::After => {
                let cells = cells_of(&row);
                let at = cells.iter().position(|cell| cell == here)?;
                let forward = to == Move::After;
                let next = if forward {
                    cells.get(at + 1)
                } else {
                    at.checked_sub(1).and_then(|at| cells.get(at))
                };
                next.cloned().or_else(|| {
                    rows_from(&row, forward).map(|row| cells_of(&row)).find_map(|mut cells| {
                        if forward { cells.into_iter().next() } else { cells.pop() }
                    })
                })
            }
        }
    }

    /// Goes there; among rows, where there is none, one stays on the cell.
    pub fn go(target: Option<Element>, id: i64, column: &'static str, to: Move) {
        match target {
            Some(cell) => focus(&cell),
            None if to.is_within() => focus_cell(id, column),
            None => {}
        }
    }

    /// Keys on a cell that is not edited: arrows move, F2 and typing begin; Enter presses it.
    pub fn on_cell(event: &KeyboardEvent, input: CellInput, begin: impl Fn(Option<String>)) {
        let key = event.key();
        if key == "Enter" {
            event.stop_propagation();
            return;
        }
        let is_plain = !event.ctrl_key() && !event.alt_key() && !event.meta_key();
        let to = match key.as_str() {
            "ArrowUp" => Move::Up,
            "ArrowDown" => Move::Down,
            "ArrowLeft" => Move::Before,
            "ArrowRight" => Move::After,
            "F2" => {
                event.prevent_default();
                event.stop_propagation();
                return begin(None);
            }
            typed if is_plain && typed.chars().count() == 1 && typed != " " => {
                if !matches!(input, CellInput::Choice(_)) {
                    event.prevent_default();
                    begin(Some(key));
                }
                return;
            }
            _ => return,
        };
        event.stop_propagation();
        let Some(here) = event.current_target().and_then(|t| t.dyn_into::<Element>().ok()) else {
            return;
        };
        let column = here.get_attribute("data-cell").unwrap_or_default();
        if let Some(cell) = from(&here, &column, to) {
            event.prevent_default();
            focus(&cell);
        }
    }
}

#[cfg(not(feature = "hydrate"))]
mod server {
    use super::{CellInput, Move};

    pub fn focus_cell(_: i64, _: &'static str) {}

    pub fn enter<E>(_: &E, _: bool) {}

    pub fn came(_: &leptos::ev::FocusEvent) {}

    pub fn neighbour(_: i64, _: &str, _: Move) -> Option<()> {
        None
    }

    pub fn go(_: Option<()>, _: i64, _: &'static str, _: Move) {}

    pub fn on_cell(_: &leptos::ev::KeyboardEvent, _: CellInput, _: impl Fn(Option<String>)) {}
}
