//! Pages of prices.

mod prices;

pub use prices::Prices;
