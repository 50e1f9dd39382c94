//! The parts every screen is made of: list, dialog, fields, badges, money text, paths. Knows no
//! room.

pub mod allowed;
pub mod ask;
pub mod ask_box;
pub mod badge;
pub mod busy;
pub mod calls;
pub mod dialog;
pub mod facts;
pub mod field;
pub mod focus;
pub mod follow;
pub mod form;
pub mod format;
pub mod grid;
#[cfg(feature = "ssr")]
pub mod in_place;
pub mod kept;
pub mod notice;
pub mod page;
pub mod part;
pub mod paths;
pub mod request_key;
pub mod row_button;
pub mod session;
pub mod setting;
#[cfg(feature = "hydrate")]
pub mod stopped;
pub mod table;
pub mod unsaved;
pub mod version;
pub mod wait;
