//! What every request needs.

use super::client;
use crate::{app::knocks::Knocks, batches::commands::Live, platform::database::Database};
use axum::http::HeaderValue;
use std::time::Instant;
use tokio::sync::Mutex;

/// The last answer of the database, and when.
pub type LastAnswer = Mutex<Option<(Instant, bool)>>;

/// What forms and middleware need to know.
#[derive(Debug)]
pub struct Web {
    /// Where everything is.
    pub database: Database,
    /// Behind https.
    pub https: bool,
    /// Of the browser's half.
    pub version: HeaderValue,
    /// Proxies whose word on where a request comes from is taken.
    pub proxies: client::Proxies,
    /// Sign-in forms of the last moments.
    pub knocks: Knocks,
    /// What the database last said to `/ready`.
    pub last_answer: LastAnswer,
    /// What goes on in the background.
    pub live: Live,
}
