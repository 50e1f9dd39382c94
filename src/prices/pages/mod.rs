//! Pages of prices.

mod form;
mod names;
mod prices;

pub use prices::Prices;
