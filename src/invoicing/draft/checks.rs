//! What the audit asks of what was written on drafts by hand, and of what nobody touched there.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    // R-CONF-1 a: the ledger bills it as it stands.
    Check {
        name: "unedited_detail_equals_its_sale",
        sql: r"
            select 'invoice detail ' || d.invoice_detail_id
            from invoice i
            join unedited_claim d on d.company_id = i.company_id and d.invoice_id = i.invoice_id
            join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id
            where i.is_open and (d.quantity, d.unit_price, d.billing_type)
                is distinct from (a.quantity, a.unit_price, a.billing_type)
        ",
    },
    // R-CONF-1 f, g: what was written by hand is billed as it says, and nothing says that it was
    // which is not.
    Check {
        name: "added_sale_equals_its_detail",
        sql: r"
            select coalesce(
                'actual ' || a.actual_id, 'invoice detail ' || d.invoice_detail_id
            )
            from (
                select d.*, i.contract_id, i.customer_id, l.project_id, l.billing_method
                from invoice_detail d
                join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
                    and i.state in ('confirmed', 'posted')
                join contract_line l on l.company_id = d.company_id
                    and l.contract_line_id = d.contract_line_id
                where d.added_class is not null
            ) d
            full join (
                select * from actual where added_detail_id is not null
            ) a
                on a.company_id = d.company_id and a.added_detail_id = d.invoice_detail_id
            where (
                a.transaction_class, a.contract_id, a.contract_line_id, a.customer_id, a.project_id,
                a.resource_id, a.role_id, a.work_on, a.currency
            ) is distinct from (
                d.added_class, d.contract_id, d.contract_line_id, d.customer_id, d.project_id,
                d.added_resource_id, d.added_role_id, d.work_on, d.currency
            )
                or (
                    num_nonnulls(a.reverses_actual_id, a.replaces_actual_id, a.bills_actual_id) = 0
                    and (
                        a.invoice_detail_id, a.quantity, a.unit_price, a.billing_type
                    ) is distinct from (
                        d.invoice_detail_id, d.quantity, d.unit_price, d.billing_type
                    )
                )
                or (
                    a.reverses_actual_id is null and a.bills_actual_id is null
                    and (a.transaction_type = 'billed_sales') <> (d.billing_method = 'fixed_price')
                )
                or (
                    a.transaction_type = 'unbilled_sales'
                    and num_nonnulls(a.reverses_actual_id, a.replaces_actual_id) = 0
                    and a.actual_id is distinct from d.source_actual_id
                )
        ",
    },
];
