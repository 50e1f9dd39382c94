//! Words every room uses: ids, money, currencies, splits, paging, refusals, texts. No I/O; knows no
//! room.

pub mod call;
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
pub mod texts;
#[cfg(feature = "ssr")]
pub mod time_zone;
pub mod typed;
pub mod words;

#[cfg(test)]
mod tests;
