//! What the audit asks of what drafts keep of their details.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    Check {
        name: "invoice_follows_details",
        sql: r"
            select 'invoice ' || i.invoice_id
            from invoice i
            left join (
                select company_id, invoice_id, sum(amount) as amount, sum(tax) as tax
                from (
                    select company_id, invoice_id, net_amount - credited_amount as amount,
                        tax - credited_tax as tax
                    from invoice_detail
                    where billing_type = 'chargeable'
                    union all
                    select company_id, invoice_id,
                        case
                            when retainer_use = 'billed' then amount - credited_amount
                            else credited_amount - amount
                        end, 0
                    from invoice_retainer
                ) x
                group by company_id, invoice_id
            ) t using (company_id, invoice_id)
            where i.is_open
                and (i.draft_amount, i.draft_tax)
                    is distinct from (coalesce(t.amount, 0), coalesce(t.tax, 0))
        ",
    },
    Check {
        name: "invoice_first_row_follows",
        sql: r"
            select 'invoice ' || i.invoice_id
            from invoice i
            left join (
                select distinct on (company_id, invoice_id) company_id, invoice_id, work_on,
                    source_actual_id
                from invoice_detail
                where source_actual_id is not null
                order by company_id, invoice_id, work_on, source_actual_id
            ) f using (company_id, invoice_id)
            where i.is_open
                and (i.first_work_on, i.first_actual_id)
                    is distinct from (f.work_on, f.source_actual_id)
        ",
    },
];
