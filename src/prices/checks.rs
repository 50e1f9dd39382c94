//! What the audit asks of prices.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[Check {
    name: "price_periods_do_not_overlap",
    sql: r"
        select 'price ' || n.price_id
        from price n
        join price p on p.company_id = n.company_id and p.price_id < n.price_id
            and p.currency = n.currency
            and (
                p.contract_id, p.transaction_class, p.role_id, p.category_id, p.product_id
            ) is not distinct from (
                n.contract_id, n.transaction_class, n.role_id, n.category_id, n.product_id
            )
            and (n.transaction_class = 'time' or name_key(p.unit) = name_key(n.unit))
            and p.valid_from <= coalesce(n.valid_to, 'infinity')
            and n.valid_from <= coalesce(p.valid_to, 'infinity')
    ",
}];
