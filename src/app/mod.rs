//! The house as a whole: routes on both sides; document, server, command line and audit on the
//! server.

#[cfg(feature = "ssr")]
mod accounts;
#[cfg(feature = "ssr")]
pub mod audit;
#[cfg(feature = "ssr")]
pub mod bench;
#[cfg(feature = "ssr")]
pub mod command_line;
#[cfg(feature = "ssr")]
mod cookies;
#[cfg(feature = "ssr")]
mod demo;
#[cfg(feature = "ssr")]
pub mod document;
#[cfg(feature = "ssr")]
mod forms;
#[cfg(feature = "ssr")]
mod guard;
#[cfg(feature = "ssr")]
pub mod home;
#[cfg(feature = "ssr")]
pub mod init;
#[cfg(feature = "ssr")]
mod knocks;
#[cfg(feature = "ssr")]
pub mod lists;
mod navigation;
#[cfg(feature = "ssr")]
pub mod owner;
#[cfg(feature = "ssr")]
pub mod rehearse;
#[cfg(feature = "ssr")]
mod report;
pub mod rights;
pub mod router;
#[cfg(feature = "ssr")]
pub mod server;
mod session;
mod who;
#[cfg(feature = "ssr")]
pub mod worker;
