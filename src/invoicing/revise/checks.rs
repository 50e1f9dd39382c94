//! What the audit asks of corrections.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    // R-COR-6: what is credited was corrected, by the invoice that says so, and nothing else takes a
    // billed sale back.
    Check {
        name: "billed_sale_is_taken_back_by_its_correction",
        sql: r"
            select 'actual ' || r.actual_id
            from actual r
            where r.transaction_type = 'billed_sales' and r.reverses_actual_id is not null
                and r.journal_opening_id is null
                and not exists (
                    select
                    from invoice_detail d
                    where d.company_id = r.company_id and d.invoice_id = r.invoice_id
                        and d.corrects_actual_id = r.reverses_actual_id
                )
                and not exists (
                    select
                    from invoice_retainer u
                    where u.company_id = r.company_id and u.invoice_id = r.invoice_id
                        and u.corrects_actual_id = r.reverses_actual_id
                )
        ",
    },
    Check {
        name: "correction_takes_its_sale_back",
        sql: r"
            select 'invoice detail ' || d.invoice_detail_id
            from invoice_detail d
            join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
            left join actual b on b.company_id = d.company_id
                and b.actual_id = d.corrects_actual_id and b.transaction_type = 'billed_sales'
                and b.reverses_actual_id is null
            left join actual r on r.company_id = d.company_id
                and r.reverses_actual_id = d.corrects_actual_id
            where d.corrects_actual_id is not null
                and (
                    (b.net_amount, b.tax) is distinct from (d.credited_amount, d.credited_tax)
                    or (i.state in ('confirmed', 'posted')) <> (r.actual_id is not null)
                    or (r.actual_id is not null and r.invoice_id is distinct from d.invoice_id)
                    or i.kind <> 'corrective'
                )
        ",
    },
    Check {
        name: "credited_detail_is_billed_no_more",
        sql: r"
            select 'invoice detail ' || d.invoice_detail_id
            from invoice_detail d
            join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
                and i.state in ('confirmed', 'posted')
            left join (
                select b.company_id, b.invoice_detail_id, count(*) as n,
                    count(*) filter (where r.actual_id is null) as live
                from actual b
                left join actual r on r.company_id = b.company_id
                    and r.reverses_actual_id = b.actual_id
                where b.transaction_type = 'billed_sales' and b.reverses_actual_id is null
                group by b.company_id, b.invoice_detail_id
            ) b
                on b.company_id = d.company_id and b.invoice_detail_id = d.invoice_detail_id
            where (d.credited_by_invoice_id is not null) <> (b.n > 0 and b.live = 0)
        ",
    },
    // I8: with its corrections, no invoice changes its sign, nor falls below the nothing it came to.
    Check {
        name: "I8 credit_stays_within_its_invoice",
        sql: r"
            with net as (
                select d.company_id, d.original_invoice_id as invoice_id,
                    d.net_amount - d.credited_amount + d.tax - d.credited_tax as amount
                from invoice_detail d
                join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
                    and i.state in ('confirmed', 'posted')
                where d.original_invoice_id is not null and d.billing_type = 'chargeable'
                union all select u.company_id, u.original_invoice_id,
                    case when u.retainer_use = 'billed' then 1 else -1 end
                    * (u.amount - u.credited_amount)
                from invoice_retainer u
                join invoice i on i.company_id = u.company_id and i.invoice_id = u.invoice_id
                    and i.state in ('confirmed', 'posted')
                where u.original_invoice_id is not null
            )
            select 'invoice ' || o.invoice_id
            from invoice o
            join (
                select company_id, invoice_id, sum(amount) as amount
                from net
                group by company_id, invoice_id
            ) n using (company_id, invoice_id)
            where case when o.amount + o.tax >= 0 then 1 else -1 end
                * (o.amount + o.tax + n.amount) < 0
        ",
    },
];
