//! What the audit asks of what is kept of details: by drafts, and by invoice of approved work.

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
    // Whatever was added to sums or folded, they come to the sales that invoices hold.
    Check {
        name: "claim_sums_add_up",
        sql: r"
            select 'sums of contract line ' || x.contract_line_id
            from (
                select company_id, invoice_id, contract_id, contract_line_id, customer_id, project_id,
                    transaction_class, billing_type, currency, unit, row_count, quantity, amount
                from claim_sum
                union all select d.company_id, d.invoice_id, s.contract_id, s.contract_line_id,
                    s.customer_id, s.project_id, s.transaction_class, s.billing_type, s.currency,
                    s.unit, -1, -s.quantity, -s.net_amount
                from invoice_detail d
                join claimed_sale s on s.company_id = d.company_id
                    and s.actual_id = d.source_actual_id
                where d.credited_by_invoice_id is null
            ) x
            -- Confirmed ones are no longer told apart.
            left join invoice i on i.company_id = x.company_id and i.invoice_id = x.invoice_id
                and i.is_open
            group by x.company_id, i.invoice_id, x.contract_id, x.contract_line_id, x.customer_id,
                x.project_id, x.transaction_class, x.billing_type, x.currency, x.unit
            having (sum(x.row_count), sum(x.quantity), sum(x.amount)) <> (0, 0, 0)
        ",
    },
];
