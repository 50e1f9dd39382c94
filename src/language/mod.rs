//! In which language people read: which there are, which one a request is answered in, and the
//! texts of each. What a room says stands in its `texts.rs` and `refusals.rs`, every language side
//! by side; the build gathers them. The server has all of them, the browser's program has none: it
//! is given those of its page's language, as a file of their own.

#[cfg(feature = "ssr")]
pub mod count;
pub mod model;
pub mod reader;
#[cfg(feature = "ssr")]
pub mod server;
pub mod table;

#[cfg(all(test, feature = "ssr"))]
mod tests;
