//! What the audit asks of product lines that are invoiced.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    Check {
        name: "I2 product_line_on_one_invoice",
        sql: r"
            select 'product line ' || source_product_line_id
            from invoice_detail
            where source_product_line_id is not null and credited_by_invoice_id is null
            group by company_id, source_product_line_id
            having count(*) > 1
        ",
    },
    // R-CONF-1 j
    Check {
        name: "billed_product_line_equals_its_detail",
        sql: r"
            select 'actual ' || b.actual_id
            from actual b
            left join invoice_detail d on d.company_id = b.company_id
                and d.invoice_detail_id = b.invoice_detail_id and d.invoice_id = b.invoice_id
            left join product_line p on p.company_id = d.company_id
                and p.product_line_id = d.source_product_line_id
            left join contract_line l on l.company_id = p.company_id
                and l.contract_line_id = p.contract_line_id
            where b.transaction_type = 'billed_sales' and b.reverses_actual_id is null
                and b.transaction_class = 'material'
                and num_nonnulls(b.entry_id, b.added_detail_id) = 0
                and d.credited_by_invoice_id is null
                and (
                    (
                        p.contract_line_id, l.project_id, p.sold_on, p.quantity, p.unit_price,
                        d.tax, d.billing_type
                    ) is distinct from (
                        b.contract_line_id, b.project_id, b.work_on, b.quantity, b.unit_price,
                        b.tax, b.billing_type
                    )
                    or p.product_line_id is null
                )
        ",
    },
    // R-INV-9
    Check {
        name: "product_is_billed_to_the_primary_customer",
        sql: r"
            select 'invoice detail ' || d.invoice_detail_id
            from invoice_detail d
            join product_line p on p.company_id = d.company_id
                and p.product_line_id = d.source_product_line_id
            join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
            left join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
            where (i.contract_id, i.customer_id)
                is distinct from (c.contract_id, c.primary_customer_id)
        ",
    },
];
