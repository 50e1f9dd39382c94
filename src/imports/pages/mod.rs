//! Screens of imports.

mod folder;
mod reading;
mod upload;

pub use folder::ImportFolder;
pub use upload::Upload;
