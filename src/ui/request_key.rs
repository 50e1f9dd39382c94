//! Keys of requests: what is sent twice under one key has one effect.

use leptos::server_fn::Bytes;
use std::{cell::RefCell, time::Duration};

/// How long an act whose answer was lost stays the same act when it is tried again as it was.
const REMEMBERED: Duration = Duration::from_secs(300);

/// A key that nobody else draws.
pub fn draw() -> Option<String> {
    drawn().map(|bytes| bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What nobody else draws, or guesses.
#[cfg(feature = "hydrate")]
pub fn drawn() -> Option<[u8; 16]> {
    let mut bytes = [0_u8; 16];
    leptos::prelude::window().crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// What nobody else draws: for the forms that a browser sends without our program.
#[cfg(all(feature = "ssr", not(feature = "hydrate")))]
pub fn drawn() -> Option<[u8; 16]> {
    Some(rand::random())
}

/// None where there is neither server nor browser.
#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
pub fn drawn() -> Option<[u8; 16]> {
    None
}

/// An act under way, or one whose answer was lost.
struct Act {
    path: String,
    body: Bytes,
    key: String,
}

thread_local! {
    static OPEN: RefCell<Vec<Act>> = const { RefCell::new(Vec::new()) };
}

/// The key of an act: a new one, or that of the same act when its answer has not come. So a button
/// that is pressed twice, or again after the network failed, does its work once.
pub fn of(path: &str, body: &Bytes) -> Option<String> {
    let known = OPEN.with_borrow(|open| {
        open.iter().find(|act| act.path == path && act.body == *body).map(|act| act.key.clone())
    });
    if known.is_some() {
        return known;
    }
    let key = draw()?;
    OPEN.with_borrow_mut(|open| {
        open.push(Act { path: path.to_owned(), body: body.clone(), key: key.clone() })
    });
    Some(key)
}

/// Its answer has come, whatever it says: the same again is another act.
pub fn answered(key: &str) {
    OPEN.with_borrow_mut(|open| open.retain(|act| act.key != key));
}

/// Its answer was lost: tried again as it was, it is the same act, for a while.
pub fn lost(key: String) {
    leptos::prelude::set_timeout(move || answered(&key), REMEMBERED);
}
