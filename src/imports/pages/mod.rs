//! Screens of imports.

mod folder;
mod upload;

pub use folder::ImportFolder;
pub use upload::Upload;
