//! Billwright: from approved work to the posted invoice. Rooms in floor order: each looks down,
//! never up.
#![recursion_limit = "512"]

#[cfg(not(erase_components))]
compile_error!(
    "compile with --cfg=erase_components, as .cargo/config.toml has it: RUSTFLAGS in the environment take its place"
);

pub mod access;
pub mod actuals;
pub mod app;
pub mod approvals;
pub mod backlog;
pub mod batches;
pub mod book;
pub mod claims;
pub mod contracts;
pub mod desk;
pub mod entries;
#[cfg(test)]
mod floors;
pub mod frequencies;
pub mod imports;
pub mod invoicing;
pub mod journals;
pub mod language;
pub mod lifecycle;
pub mod milestones;
pub mod month_end;
pub mod pick;
#[cfg(feature = "ssr")]
pub mod platform;
pub mod prices;
pub mod product_lines;
pub mod retainers;
pub mod runs;
pub mod schedules;
#[cfg(all(test, feature = "ssr"))]
mod tests;
pub mod today;
pub mod ui;
pub mod vocabulary;

/// Brings the server's page to life in the browser, with the texts of its language; with others, or
/// without any, it does not begin.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate(texts: String) -> Result<(), wasm_bindgen::JsError> {
    let language = leptos::prelude::document()
        .document_element()
        .and_then(|root| root.get_attribute("lang"))
        .unwrap_or_default();
    if !language::table::take(texts, &language) {
        return Err(wasm_bindgen::JsError::new("these are not the texts of this page and program"));
    }
    ui::stopped::install();
    ui::focus::install();
    leptos::mount::hydrate_lazy(app::router::App);
    Ok(())
}
