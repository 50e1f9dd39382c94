//! Keys of requests: what is sent twice under one key has one effect.

/// A key that nobody else draws, for one filled-in form; none on the server, which sends nothing.
#[cfg(feature = "hydrate")]
pub fn draw() -> Option<String> {
    let mut bytes = [0_u8; 16];
    leptos::prelude::window().crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A key that nobody else draws, for one filled-in form; none on the server, which sends nothing.
#[cfg(not(feature = "hydrate"))]
pub fn draw() -> Option<String> {
    None
}
