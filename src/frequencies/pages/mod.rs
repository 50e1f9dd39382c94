//! Pages of invoice frequencies.

mod frequencies;

pub use frequencies::Frequencies;
