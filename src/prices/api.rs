//! Server functions of prices: who may, then hand over.

use super::model::{PriceForm, PriceRow};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{BOOK_KEEPERS, PRICERS, SEES_BILLING},
    },
    vocabulary::{
        choices::Choices,
        ids::CategoryId,
        paging::{ListQuery, Page, Totals},
    },
};

calls! {
    /// A page of prices.
    read list_prices(query: ListQuery) -> Page<PriceRow>, for SEES_BILLING
        => |scope| store::list_prices(scope, &query);
    /// How many prices.
    read total_prices(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_prices(scope, &query);
    /// Units that a category has prices in, as far as a text may mean them.
    read find_units(category: CategoryId, typed: String) -> Choices, for PRICERS
        => |scope| store::find_units(scope, category, &typed);
    /// Adds a price, or changes number and period of one.
    write save_price(form: PriceForm) -> (), for BOOK_KEEPERS;
    /// Deletes a price.
    write delete_price(price: i64, version: i32) -> (), for BOOK_KEEPERS;
}
