//! Words every room uses: ids, money, currencies, splits, paging, refusals, texts. No I/O; knows no
//! room but `language`.

pub mod call;
pub mod choices;
pub mod currency;
pub mod dates;
pub mod failure;
pub mod frequency;
pub mod ids;
pub mod left_behind;
pub mod money;
pub mod names;
pub mod paging;
pub mod refusal;
pub mod sight;
pub mod split;
#[cfg(feature = "ssr")]
pub mod time_zone;
pub mod typed;
pub mod words;

pub use crate::language::table as texts;

#[cfg(test)]
mod tests;
