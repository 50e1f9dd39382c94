//! Retainers on a draft: applied, added, refunded, taken off (R-RET-3 to R-RET-8).

pub mod api;
#[cfg(feature = "ssr")]
pub mod commands;
pub mod model;
pub mod pieces;
pub mod rules;
