//! What is shown once the program in the browser has stopped: a banner outside everything it draws,
//! over a page whose controls no longer pretend to work. Whatever the fault, one button goes on.

use crate::vocabulary::texts::texts;
use leptos::{prelude::*, wasm_bindgen::JsCast};
use web_sys::HtmlDialogElement;

/// The banner's id.
const ID: &str = "stopped";

/// From now on a panic shows the banner, after it is noted as before.
pub fn install() {
    std::panic::set_hook(Box::new(|fault| {
        console_error_panic_hook::hook(fault);
        show();
    }));
}

/// Shows the banner, once. Nothing here may depend on the program going on: it is plain elements,
/// and a link that the browser follows.
pub fn show() {
    // Half a banner is better than none: what fails here is left out.
    let _ = try_show();
}

fn try_show() -> Option<()> {
    let document = document();
    if document.get_element_by_id(ID).is_some() {
        return Some(());
    }
    let (t, body) = (texts(), document.body()?);
    let inside = body.children();
    for at in 0..inside.length() {
        if let Some(element) = inside.item(at) {
            let _ = element.set_attribute("inert", "");
        }
    }
    let dialog: HtmlDialogElement = document.create_element("dialog").ok()?.dyn_into().ok()?;
    for (name, value) in [
        ("id", ID),
        ("class", "stopped"),
        ("role", "alertdialog"),
        ("closedby", "none"),
        ("aria-label", t.stopped_title),
    ] {
        let _ = dialog.set_attribute(name, value);
    }
    for (tag, text) in [("strong", t.stopped_title), ("p", t.stopped_explained)] {
        let element = document.create_element(tag).ok()?;
        element.set_text_content(Some(text));
        let _ = dialog.append_child(&element);
    }
    let location = window().location();
    let here = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    let link = document.create_element("a").ok()?;
    // Followed by the browser, not by the router, which may be what has stopped.
    for (name, value) in [
        ("class", "button primary"),
        ("href", here.as_str()),
        ("rel", "external"),
        ("target", "_self"),
    ] {
        let _ = link.set_attribute(name, value);
    }
    link.set_text_content(Some(t.stopped_reload));
    let _ = dialog.append_child(&link);
    let _ = body.append_child(&dialog);
    dialog.show_modal().ok()
}
