//! The document that the server sends around every page, and the files of the program it names.

use super::{
    router::App,
    who::{attribute, who},
};
use crate::{
    language::{reader, server},
    vocabulary::texts::texts,
};
use leptos::{WasmSplitManifest, nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;
use serde::Deserialize;
use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
    sync::Arc,
};

/// Takes the page over once the program is there, and keeps what is done before that.
const START: &str = include_str!("start.js");
/// Where the site's files are, in its folder and in addresses.
const PKG: &str = "pkg";

/// What the browser loads, under names that follow the content: written by the build beside the
/// files, read when the server starts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Program {
    /// Which build it is: every answer says so, and pages of another one offer to reload.
    pub version: String,
    /// The script that everything starts from.
    pub script: String,
    /// The part of the program that every page needs.
    pub module: String,
    /// The style sheet.
    pub style: String,
    /// Of each page that is cut off, the files it needs besides, without their ending.
    pub parts: HashMap<String, Vec<String>>,
}

impl Program {
    /// That of the site in this folder; where none was built, pages are read without a program.
    pub fn of(site: &str) -> Self {
        let read = std::fs::read_to_string(Path::new(site).join(PKG).join("program.json"));
        read.ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_else(|| Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            script: "billwright.js".to_owned(),
            module: "billwright.wasm".to_owned(),
            style: "billwright.css".to_owned(),
            parts: HashMap::new(),
        })
    }

    /// The files of every page, each once.
    fn all_parts(&self) -> BTreeSet<&str> {
        self.parts.values().flatten().map(String::as_str).collect()
    }
}

/// Whether a file's name follows its content: `name.0123456789abcdef.ending`. What has such a name
/// never changes.
pub fn follows_content(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split('.')
        .nth_back(1)
        .is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The document, with a program that starts as early as can be: what the page needs is named at the
/// top.
pub fn document(program: &Arc<Program>) -> impl IntoView + use<> {
    let nonce = use_nonce();
    policy(nonce.as_deref());
    // Of the page that turns out to be asked for, the framework names the files.
    provide_context(WasmSplitManifest(ArcStoredValue::new((
        format!("/{PKG}"),
        program.parts.clone(),
        program.script.clone(),
    ))));
    let (language, texts) = (reader::current(), server::address(reader::current()));
    let (script, module, style) =
        (address(&program.script), address(&program.module), address(&program.style));
    view! {
        <!DOCTYPE html>
        <html lang=language.tag() data-who=attribute() data-version=program.version.clone()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link
                    rel="preload"
                    href=module
                    r#as="fetch"
                    r#type="application/wasm"
                    crossorigin="anonymous"
                />
                <link rel="modulepreload" href=script />
                <link
                    rel="preload"
                    href=texts
                    r#as="fetch"
                    r#type="text/plain"
                    crossorigin="anonymous"
                />
                <link rel="stylesheet" href=style />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <script nonce=nonce>{start(program)}</script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

fn address(file: &str) -> String {
    format!("/{PKG}/{file}")
}

/// The script of the document. Whoever isn't signed in has no use for other pages yet.
fn start(program: &Program) -> String {
    let t = texts();
    let parts = if who().is_some() { program.all_parts() } else { BTreeSet::new() };
    let files: Vec<String> =
        parts.into_iter().map(|file| address(&format!("{file}.wasm"))).collect();
    let given = serde_json::json!({
        "script": address(&program.script),
        "module": address(&program.module),
        "texts": server::address(reader::current()),
        "parts": files,
        "title": t.stopped_title,
        "explained": t.stopped_explained,
        "reload": t.stopped_reload,
    });
    // No text may end the script.
    let given = given.to_string().replace('<', "\\u003c");
    format!("({START})({given})")
}

/// The page's Content-Security-Policy, with this answer's nonce: no script runs but ours.
fn policy(nonce: Option<&str>) {
    let (Some(nonce), Some(response)) = (nonce, use_context::<leptos_axum::ResponseOptions>())
    else {
        return;
    };
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(value) = http::HeaderValue::from_str(&policy) {
        response.insert_header(http::header::CONTENT_SECURITY_POLICY, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_follow_their_content_are_known_by_their_hash() {
        for path in ["/pkg/billing.0123456789abcdef.wasm", "/pkg/billwright.fedcba9876543210.css"] {
            assert!(follows_content(path), "{path}");
        }
        for path in [
            "/pkg/program.json",
            "/pkg/billwright.wasm",
            "/pkg/billing.0123456789abcdeg.wasm",
            "/pkg/0123456789abcdef/billing.wasm",
            "/pkg/",
            "",
        ] {
            assert!(!follows_content(path), "{path}");
        }
    }

    #[test]
    fn without_a_build_there_is_still_a_document_to_write() {
        let program = Program::of("/nowhere");
        assert_eq!(
            (program.version.as_str(), program.all_parts().len()),
            (env!("CARGO_PKG_VERSION"), 0)
        );
    }
}
