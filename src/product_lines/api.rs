//! Server functions of product lines: who may, then hand over.

use super::model::{LineProducts, Mark, ProductLineEdit, ProductLineRemoval, ProductLineRow};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{BILLERS, SEES_BILLING},
    },
    vocabulary::{
        ids::{ContractId, ProductLineId},
        paging::{BulkOutcome, ListQuery, Page, Totals},
    },
};

calls! {
    /// A page of product lines.
    read list_product_lines(query: ListQuery) -> Page<ProductLineRow>, for SEES_BILLING
        => |scope| store::list_product_lines(scope, &query);
    /// What the filtered product lines come to.
    read total_product_lines(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_product_lines(scope, &query);
    /// The product-based lines of a contract with what is sold on them.
    read read_product_lines(contract: ContractId) -> Vec<LineProducts>, for SEES_BILLING
        => |scope| commands::read_product_lines(scope, contract);
    /// Marks product lines Ready to Invoice, or Not Ready.
    write mark_product_lines(mark: Mark) -> BulkOutcome, for BILLERS;
    /// Creates a product line, or changes one.
    write save_product_line(edit: ProductLineEdit) -> ProductLineId, for BILLERS;
    /// Deletes a product line.
    write delete_product_line(removal: ProductLineRemoval) -> (), for BILLERS;
}
