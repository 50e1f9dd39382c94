//! What the audit asks of product lines.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    // R-VOC-3
    Check {
        name: "product_line_is_of_a_product_based_line",
        sql: r"
            select 'product line ' || p.product_line_id
            from product_line p
            left join contract_line l on l.company_id = p.company_id
                and l.contract_line_id = p.contract_line_id
            left join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
            where (l.billing_method, l.contract_id, c.currency)
                is distinct from ('product', p.contract_id, p.currency)
        ",
    },
    // R-INV-9
    Check {
        name: "product_based_line_is_for_the_primary_customer",
        sql: r"
            select 'contract line ' || l.contract_line_id
            from contract_line l
            join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
            left join contract_line_customer k on k.company_id = l.company_id
                and k.contract_line_id = l.contract_line_id
                and k.customer_id = c.primary_customer_id
            where l.billing_method = 'product'
                and (
                    coalesce(k.billing_split_percent, 0) <> 100
                    or exists (
                        select
                        from contract_line_class w
                        where w.company_id = l.company_id
                            and w.contract_line_id = l.contract_line_id
                    )
                )
        ",
    },
    Check {
        name: "product_line_amount_multiplies_out",
        sql: r"
            select 'product line ' || product_line_id
            from product_line
            where amount <> round(quantity * unit_price, currency_decimals(currency))
        ",
    },
];
