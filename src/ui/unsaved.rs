//! What was typed and is not saved: nobody leaves it without being asked. One register for all
//! forms; links, *Back*, the window's own closing and reloading, and dialogs ask it.

use super::ask::Ask;
use leptos::{html, prelude::*};
use leptos_router::location::Location;

/// The forms of the page that may hold something unsaved; the app provides it once.
#[derive(Clone, Copy)]
pub struct Unsaved {
    forms: StoredValue<Vec<(u32, Signal<bool>)>>,
    next: StoredValue<u32>,
    here: StoredValue<Option<Location>>,
}

/// Provides the register, and has links, *Back* and the window ask it. Call it before the router is
/// made: the window tells of *Back* in the order in which somebody began to listen.
pub fn provide_unsaved(ask: Ask) -> Unsaved {
    let unsaved = Unsaved {
        forms: StoredValue::new(Vec::new()),
        next: StoredValue::new(0),
        here: StoredValue::new(None),
    };
    provide_context(unsaved);
    browser::install(unsaved, ask);
    unsaved
}

impl Unsaved {
    /// Whether any form holds something unsaved.
    pub fn is_any(self) -> bool {
        self.forms
            .try_with_value(|forms| {
                forms.iter().any(|(_, dirty)| dirty.try_get_untracked().unwrap_or(false))
            })
            .unwrap_or(false)
    }

    /// Where the router says that this page is; it learns of *Back* after us.
    pub fn stands_at(self, here: Location) {
        self.here.set_value(Some(here));
    }

    /// Somebody said that what is unsaved may be lost: it is not asked about again.
    pub fn give_up(self) {
        self.forms.update_value(Vec::clear);
    }
}

/// Registers a form for as long as it is on the page; `dirty` says whether it holds something
/// unsaved.
pub fn guard(dirty: impl Into<Signal<bool>>) {
    let Some(unsaved) = use_context::<Unsaved>() else { return };
    let key = unsaved.next.get_value();
    unsaved.next.set_value(key.wrapping_add(1));
    let dirty = dirty.into();
    unsaved.forms.update_value(|forms| forms.push((key, dirty)));
    on_cleanup(move || {
        // The register may be gone before the form, with the whole page.
        let _ = unsaved.forms.try_update_value(|forms| forms.retain(|(other, _)| *other != key));
    });
}

/// Sees whether something within an element is typed otherwise than it was when somebody first came
/// to it.
#[derive(Clone, Copy)]
pub struct Watch {
    root: NodeRef<html::Div>,
    before: StoredValue<Option<Vec<String>>>,
    touched: StoredValue<bool>,
}

impl Watch {
    /// Watches nothing yet: give `root` to the element, and the three methods to its events.
    pub fn new() -> Self {
        Self {
            root: NodeRef::new(),
            before: StoredValue::new(None),
            touched: StoredValue::new(false),
        }
    }

    /// The element that holds the form.
    pub fn root(self) -> NodeRef<html::Div> {
        self.root
    }

    /// Somebody comes to a field: what stands there now is what was there before.
    pub fn entered(self) {
        if !self.touched.get_value() && self.before.with_value(Option::is_none) {
            self.before.set_value(browser::fields(self.root));
        }
    }

    /// Somebody types, ticks or chooses.
    pub fn typed(self) {
        self.touched.set_value(true);
    }

    /// From the beginning: the form was closed or saved.
    pub fn forget(self) {
        self.touched.set_value(false);
        self.before.set_value(None);
    }

    /// Whether what is typed would be lost.
    pub fn is_dirty(self) -> bool {
        self.touched.get_value()
            && self
                .before
                .with_value(|before| before.is_none() || *before != browser::fields(self.root))
    }
}

impl Default for Watch {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::{Ask, Unsaved};
    use crate::vocabulary::texts::texts;
    use leptos::{
        html,
        prelude::*,
        wasm_bindgen::{JsCast, JsValue, closure::Closure},
    };
    use std::cell::RefCell;
    use web_sys::{
        Element, Event, HtmlAnchorElement, HtmlInputElement, HtmlSelectElement,
        HtmlTextAreaElement, MouseEvent,
    };

    thread_local! {
        /// The link that waits for an answer.
        static FOLLOWED: RefCell<Option<HtmlAnchorElement>> = const { RefCell::new(None) };
    }

    /// What the fields within an element say, in order.
    pub fn fields(root: NodeRef<html::Div>) -> Option<Vec<String>> {
        let found = root.get_untracked()?.query_selector_all("input, select, textarea").ok()?;
        Some(
            (0..found.length())
                .filter_map(|at| found.get(at))
                .filter_map(|node| node.dyn_into().ok())
                .map(|field: Element| value(&field))
                .collect(),
        )
    }

    fn value(field: &Element) -> String {
        if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
            return if matches!(input.type_().as_str(), "checkbox" | "radio") {
                input.checked().to_string()
            } else {
                input.value()
            };
        }
        let select = field.dyn_ref::<HtmlSelectElement>().map(HtmlSelectElement::value);
        select
            .or_else(|| field.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value))
            .unwrap_or_default()
    }

    /// Listens for whatever leaves the page. Before the router does: on the way down, and for as
    /// long as the window lives.
    pub fn install(unsaved: Unsaved, ask: Ask) {
        listen("click", move |event| clicked(&event, unsaved, ask));
        listen("beforeunload", move |event| {
            if unsaved.is_any() {
                event.prevent_default(); // the browser asks in its own words
            }
        });
        // When `popstate` comes, the address is another one already; the router still knows where
        // this page is.
        listen("popstate", move |event| {
            let Some(here) = unsaved.here.get_value() else { return };
            let (path, search) = (here.pathname.get_untracked(), here.search.get_untracked());
            if !unsaved.is_any() || shown_path() == path {
                return;
            }
            event.stop_immediate_propagation();
            let back = if search.is_empty() { path } else { format!("{path}?{search}") };
            let Ok(history) = window().history() else { return };
            // What can't be put back stays as the browser has it; the question stands all the same.
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&back));
            ask.unsaved(move || {
                unsaved.give_up();
                let _ = window().history().and_then(|history| history.back());
            });
        });
    }

    fn shown_path() -> String {
        window().location().pathname().unwrap_or_default()
    }

    /// A link that leads away from what is unsaved asks first; one that can't be followed because
    /// there is no network says so.
    fn clicked(event: &Event, unsaved: Unsaved, ask: Ask) {
        let Some(link) = followed(event) else { return };
        let offline = !window().navigator().on_line();
        if !offline && !unsaved.is_any() {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        FOLLOWED.set(Some(link));
        let again = move || {
            unsaved.give_up();
            if let Some(link) = FOLLOWED.take() {
                link.click();
            }
        };
        let t = texts();
        if offline {
            ask.ask(t.offline_title, t.offline_explained, t.offline_again, again)
        } else {
            ask.unsaved(again)
        }
    }

    /// The link that a click follows within this window, to another page than this.
    fn followed(event: &Event) -> Option<HtmlAnchorElement> {
        let click = event.dyn_ref::<MouseEvent>()?;
        if event.default_prevented()
            || click.button() != 0
            || click.meta_key()
            || click.alt_key()
            || click.ctrl_key()
            || click.shift_key()
        {
            return None;
        }
        let link: HtmlAnchorElement = event
            .target()?
            .dyn_into::<Element>()
            .ok()?
            .closest("a[href]")
            .ok()??
            .dyn_into()
            .ok()?;
        let stays = !matches!(link.target().as_str(), "" | "_self")
            || link.has_attribute("download")
            || link.pathname() == shown_path();
        (!stays).then_some(link)
    }

    fn listen(name: &str, act: impl Fn(Event) + 'static) {
        let act = Closure::<dyn Fn(Event)>::new(act);
        // Without it nobody is asked; nothing else depends on it.
        let _ = window().add_event_listener_with_callback_and_bool(
            name,
            act.as_ref().unchecked_ref(),
            true,
        );
        act.forget();
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    use super::{Ask, Unsaved};
    use leptos::{html, prelude::*};

    pub fn fields(_: NodeRef<html::Div>) -> Option<Vec<String>> {
        None
    }

    pub fn install(_: Unsaved, _: Ask) {}
}
