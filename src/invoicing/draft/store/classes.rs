//! Of which class a detail is, in SQL.

/// A detail's class is that of the sale it bills, or of the one it corrects; what was written by
/// hand says it itself.
macro_rules! of_class {
    ($class:literal) => {
        concat!(
            "(d.added_class = '",
            $class,
            "' or exists (select from actual fa where fa.company_id = d.company_id",
            " and fa.actual_id = d.original_actual_id and fa.transaction_class = '",
            $class,
            "'))"
        )
    };
}
/// Of hours.
pub const OF_TIME: &str = of_class!("time");
/// Of expenses.
pub const OF_EXPENSES: &str = of_class!("expense");
/// Of material, recorded or sold.
pub const OF_MATERIAL_OR_PRODUCTS: &str =
    concat!("(d.source_product_line_id is not null or ", of_class!("material"), ")");
/// What bills a product line, or corrects what billed one.
pub const OF_PRODUCTS: &str = concat!(
    "(d.source_product_line_id is not null or exists (select from actual fa",
    " join invoice_detail fo on fo.company_id = fa.company_id",
    " and fo.invoice_detail_id = fa.invoice_detail_id",
    " where d.corrects_actual_id is not null and fa.company_id = d.company_id",
    " and fa.actual_id = d.original_actual_id and fo.source_product_line_id is not null))"
);
/// Parts of milestones.
pub const OF_MILESTONES: &str = concat!(
    "(d.source_milestone_split_id is not null or exists (select from actual fa",
    " where fa.company_id = d.company_id and fa.actual_id = d.original_actual_id",
    " and fa.transaction_class = 'milestone'))"
);
/// Of fees.
pub const OF_FEES: &str = of_class!("fee");
