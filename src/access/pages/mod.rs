//! Screens of access.

mod company;
mod people;
mod sign_in;

pub use company::Company;
pub use people::People;
pub use sign_in::SignIn;
