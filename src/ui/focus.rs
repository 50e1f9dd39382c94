//! Where the keyboard is. A new page begins at its heading; after an act, when what was focused is
//! drawn anew or gone, the focus goes back to where the person was: the same control of the same
//! row, else of the row that took its place; and what was selected of a text that is typed still is.

#[cfg(feature = "hydrate")]
pub use browser::{install, on_heading};

/// Nothing to do on the server.
#[cfg(not(feature = "hydrate"))]
pub fn install() {}

/// Nothing to do on the server.
#[cfg(not(feature = "hydrate"))]
pub fn on_heading(_: leptos::prelude::NodeRef<leptos::html::H1>) {}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::{
        html,
        prelude::*,
        wasm_bindgen::{JsCast, closure::Closure},
    };
    use std::cell::RefCell;
    use web_sys::{
        Element, Event, HtmlElement, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent,
        MutationObserver, MutationObserverInit,
    };

    /// Where somebody was.
    #[derive(Clone)]
    struct Place {
        element: Element,
        /// The row, by its key, and which of its list it was.
        row: Option<(String, u32)>,
        /// What tells the control from its neighbours: its tag and what it says.
        control: (String, String),
    }

    /// A text that is being typed: in which control of which row, and what of it is selected.
    #[derive(Clone)]
    struct Typed {
        field: (Option<String>, (String, String)),
        text: String,
        selected: (u32, u32),
    }

    /// Which field it is, also once it is drawn anew.
    fn field(element: &Element) -> (Option<String>, (String, String)) {
        let row = element.closest(ROWS).ok().flatten();
        (row.and_then(|row| row.get_attribute("data-row")), control(element))
    }

    /// Nothing of what holds no text.
    fn typed(element: &Element) -> Option<Typed> {
        let (text, start, end) = if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            (input.value(), input.selection_start(), input.selection_end())
        } else {
            let area = element.dyn_ref::<HtmlTextAreaElement>()?;
            (area.value(), area.selection_start(), area.selection_end())
        };
        Some(Typed { field: field(element), text, selected: (start.ok()??, end.ok()??) })
    }

    thread_local! {
        /// What is being typed, as the person last had it.
        static TYPED: RefCell<Option<Typed>> = const { RefCell::new(None) };
        /// The last place of all, and the last one in a row.
        static LAST: RefCell<(Option<Place>, Option<Place>)> = const { RefCell::new((None, None)) };
        /// The page whose heading had the focus.
        static HEADED: RefCell<Option<String>> = const { RefCell::new(None) };
        /// The heading of a new page that is made but not in the window yet: what can't be seen can't
        /// take the focus.
        static COMING: RefCell<Option<Element>> = const { RefCell::new(None) };
    }

    const ROWS: &str = "tr[data-row]";
    const CONTROLS: &str =
        "input:not([type=hidden]), select, textarea, button, a[href], summary, [tabindex]";

    /// Watches the focus for as long as the window lives.
    pub fn install() {
        HEADED.set(window().location().pathname().ok());
        listen("focusin", |event| {
            let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok())
            else {
                return;
            };
            // Whoever went on to another field begins anew in this one.
            let is_same = |typed: &mut Typed| typed.field == field(&element);
            TYPED.with_borrow_mut(|typed| drop(typed.take_if(|typed| !is_same(typed))));
            let place = place(element);
            LAST.with_borrow_mut(|(last, in_row)| {
                if place.row.is_some() {
                    *in_row = Some(place.clone());
                }
                *last = Some(place);
            });
        });
        // Whoever points at nothing in particular has left by themselves; what can be focused says
        // so next.
        listen("pointerdown", |_| LAST.with_borrow_mut(|(last, _)| *last = None));
        listen("keydown", |event| {
            if let Some(key) = event.dyn_ref::<KeyboardEvent>() {
                pressed(key);
            }
        });
        // It is told only after what was done at once: what drew a field anew finds what was before.
        listen("selectionchange", |_| {
            TYPED.set(document().active_element().and_then(|field| typed(&field)));
        });
        let watch = Closure::<dyn Fn()>::new(|| {
            restore();
            // A field gets its text again once all else is drawn.
            queue_microtask(select);
        });
        if let (Ok(observer), Some(body)) =
            (MutationObserver::new(watch.as_ref().unchecked_ref()), document().body())
        {
            let what = MutationObserverInit::new();
            what.set_child_list(true);
            what.set_subtree(true);
            what.set_attributes(true);
            // Without it the focus is lost as in any other page.
            let _ = observer.observe_with_options(&body, &what);
        }
        watch.forget();
    }

    fn place(element: Element) -> Place {
        let row = element.closest(ROWS).ok().flatten().map(|row| {
            let mut at = 0;
            let mut before = row.previous_element_sibling();
            while let Some(other) = before {
                at += u32::from(other.matches(ROWS).unwrap_or(false));
                before = other.previous_element_sibling();
            }
            (row.get_attribute("data-row").unwrap_or_default(), at)
        });
        Place { row, control: control(&element), element }
    }

    fn control(element: &Element) -> (String, String) {
        let said = ["aria-label", "name", "type"].iter().find_map(|name| {
            element
                .get_attribute(name)
                .filter(|_| element.tag_name() == "INPUT" || *name == "aria-label")
        });
        (element.tag_name(), said.unwrap_or_else(|| element.text_content().unwrap_or_default()))
    }

    /// What was focused is gone, and nothing else took the focus.
    fn restore() {
        if let Some(heading) =
            COMING.with_borrow(Clone::clone).filter(|heading| heading.is_connected())
        {
            COMING.set(None);
            return focus(&heading);
        }
        let focused = document().active_element();
        let is_lost = focused.as_ref().is_none_or(|element| element.tag_name() == "BODY");
        let (Some(last), in_row) = LAST.with_borrow(Clone::clone) else { return };
        if !is_lost {
            return follow(&last, focused.as_ref());
        }
        if last.element.is_connected() {
            // A button that could not be pressed while its act was under way has lost the focus to
            // nobody.
            if !last.element.matches(":disabled").unwrap_or(true) {
                focus(&last.element);
            }
            return;
        }
        let found = last.row.as_ref().and_then(|row| of_row(row, &last.control));
        let found = found.or_else(|| if last.row.is_none() { same(&last.control) } else { None });
        // The bar of what can be done goes with the selection: back to the row that was chosen
        // last.
        let found = found.or_else(|| {
            in_row
                .filter(|_| last.row.is_none())
                .and_then(|place| place.row.and_then(|row| of_row(&row, &place.control)))
        });
        let found = found.or_else(|| first("main .grid .grid-scroll")).or_else(|| first("main h1"));
        if let Some(element) = found {
            focus(&element);
        }
    }

    /// Whoever was about to type over a text, or in the midst of it, still is: a field that is drawn
    /// anew has what was selected in it.
    fn select() {
        let Some(was) = TYPED.with_borrow(Clone::clone) else { return };
        let Some(element) = document().active_element() else { return };
        let is_drawn_anew =
            |is: Typed| (is.field, is.text) == (was.field, was.text) && is.selected != was.selected;
        if typed(&element).is_some_and(is_drawn_anew) {
            let (start, end) = was.selected;
            // What no longer takes a selection needs none.
            let _ = if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
                input.set_selection_range(start, end)
            } else if let Some(area) = element.dyn_ref::<HtmlTextAreaElement>() {
                area.set_selection_range(start, end)
            } else {
                Ok(())
            };
        }
    }

    /// The elements of a row may come to show another one: the focus follows its own row, if that
    /// is still listed.
    fn follow(last: &Place, focused: Option<&Element>) {
        let Some((key, at)) = last.row.as_ref().filter(|_| focused == Some(&last.element)) else {
            return;
        };
        let now = place(last.element.clone());
        if now.row.as_ref().is_none_or(|(shown, _)| shown == key) {
            return;
        }
        let is_listed = document().document_element().is_some_and(|root| {
            all(&root, ROWS).iter().any(|row| row.get_attribute("data-row").as_ref() == Some(key))
        });
        match of_row(&(key.clone(), *at), &last.control).filter(|_| is_listed) {
            Some(element) => focus(&element),
            None => LAST.with_borrow_mut(|(last, _)| *last = Some(now)),
        }
    }

    /// The control of the row with that key; else of the row that stands where it stood; else of
    /// the last one.
    fn of_row((key, at): &(String, u32), control: &(String, String)) -> Option<Element> {
        let rows = all(&document().document_element()?, ROWS);
        let own = rows.iter().find(|row| row.get_attribute("data-row").as_deref() == Some(key));
        let at = usize::try_from(*at).unwrap_or(0);
        let row = own.or_else(|| rows.get(at)).or_else(|| rows.last())?;
        let controls = all(row, CONTROLS);
        let same_kind = |element: &&Element| element.tag_name() == control.0;
        controls
            .iter()
            .find(|element| self::control(element) == *control)
            .or_else(|| controls.iter().find(same_kind))
            .or_else(|| controls.first())
            .cloned()
    }

    fn same(wanted: &(String, String)) -> Option<Element> {
        all(&first("main")?, CONTROLS).into_iter().find(|element| control(element) == *wanted)
    }

    fn first(selector: &str) -> Option<Element> {
        document().query_selector(selector).ok().flatten()
    }

    fn all(root: &Element, selector: &str) -> Vec<Element> {
        let Ok(found) = root.query_selector_all(selector) else { return Vec::new() };
        (0..found.length())
            .filter_map(|at| found.get(at))
            .filter_map(|node| node.dyn_into().ok())
            .collect()
    }

    fn focus(element: &Element) {
        if let Some(element) = element.dyn_ref::<HtmlElement>() {
            // What can't take the focus leaves it where it is.
            let _ = element.focus();
        }
    }

    /// Ctrl Enter presses the main button of the dialog on top, else of the page.
    fn pressed(key: &KeyboardEvent) {
        if key.key() != "Enter" || !key.ctrl_key() || key.default_prevented() {
            return;
        }
        let open = document()
            .document_element()
            .map(|root| all(&root, "dialog[open]"))
            .unwrap_or_default();
        let button = match open.last() {
            Some(dialog) => all(dialog, "button.primary, .ask button.danger").into_iter().next(),
            None => first(".page-actions button.primary"),
        };
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            key.prevent_default();
            button.click();
        }
    }

    /// The heading of a page that was not here before takes the focus; of the one that the window
    /// began with it doesn't.
    pub fn on_heading(heading: NodeRef<html::H1>) {
        // The address follows only once the page is there.
        let here = leptos_router::hooks::use_location().pathname;
        Effect::new(move |_| {
            let (Some(heading), path) = (heading.get(), here.get_untracked()) else { return };
            let is_new = HEADED.with_borrow(|headed| headed.as_deref() != Some(path.as_str()));
            HEADED.set(Some(path));
            if is_new && heading.is_connected() {
                focus(&heading);
            } else if is_new {
                COMING.set(Some(heading.unchecked_into()));
            }
        });
    }

    fn listen(name: &str, act: impl Fn(Event) + 'static) {
        let act = Closure::<dyn Fn(Event)>::new(act);
        // Without it the focus is lost as in any other page.
        let _ = window().add_event_listener_with_callback(name, act.as_ref().unchecked_ref());
        act.forget();
    }
}
