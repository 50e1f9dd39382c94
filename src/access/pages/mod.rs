//! Screens of access.

mod account;
mod company;
mod sign_in;

pub use account::{MustChange, MyAccount};
pub use company::Company;
pub use sign_in::SignIn;
