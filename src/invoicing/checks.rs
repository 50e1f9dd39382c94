//! What the audit asks of invoices, and of everything that they claim.

pub mod drafts;
pub mod products;

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    Check {
        name: "I2 actual_on_one_invoice",
        sql: r"
            select 'actual ' || source_actual_id
            from invoice_detail
            where source_actual_id is not null
            group by company_id, source_actual_id
            having count(*) > 1
        ",
    },
    Check {
        name: "I2 milestone_split_on_one_invoice",
        sql: r"
            select 'milestone split ' || source_milestone_split_id
            from invoice_detail
            where source_milestone_split_id is not null and credited_by_invoice_id is null
            group by company_id, source_milestone_split_id
            having count(*) > 1
        ",
    },
    Check {
        name: "invoice_detail_has_one_source",
        sql: r"
            select 'invoice detail ' || invoice_detail_id
            from invoice_detail
            where case
                when corrects_actual_id is not null then added_class is not null
                when added_class is not null
                    then num_nonnulls(source_milestone_split_id, source_product_line_id) > 0
                else num_nonnulls(
                    source_actual_id, source_milestone_split_id, source_product_line_id
                ) <> 1
            end
        ",
    },
    Check {
        name: "billed_milestone_equals_its_detail",
        sql: r"
            select 'actual ' || b.actual_id
            from actual b
            left join invoice_detail d on d.company_id = b.company_id
                and d.invoice_detail_id = b.invoice_detail_id and d.invoice_id = b.invoice_id
            left join milestone_split s on s.company_id = d.company_id
                and s.milestone_split_id = d.source_milestone_split_id
            where b.transaction_type = 'billed_sales' and b.reverses_actual_id is null
                and b.transaction_class = 'milestone' and b.journal_opening_id is null
                and d.credited_by_invoice_id is null
                and (
                    (
                        s.contract_line_id, s.customer_id, s.project_id, s.milestone_on, s.amount,
                        d.tax, d.billing_type
                    ) is distinct from (
                        b.contract_line_id, b.customer_id, b.project_id, b.work_on, b.amount, b.tax,
                        b.billing_type
                    )
                    or s.milestone_split_id is null
                )
        ",
    },
    Check {
        name: "milestone_billed_once",
        sql: r"
            select 'milestone split ' || d.source_milestone_split_id
            from invoice_detail d
            join actual b on b.company_id = d.company_id
                and b.invoice_detail_id = d.invoice_detail_id
                and b.transaction_type = 'billed_sales' and b.reverses_actual_id is null
            where d.source_milestone_split_id is not null and d.credited_by_invoice_id is null
            group by d.company_id, d.source_milestone_split_id
            having count(*) > 1
        ",
    },
    Check {
        name: "I3 open_sale_is_in_one_place",
        sql: r"
            select 'actual ' || a.actual_id
            from actual a
            left join actual r on r.company_id = a.company_id and r.reverses_actual_id = a.actual_id
            left join backlog b on b.company_id = a.company_id and b.actual_id = a.actual_id
            left join invoice_detail d on d.company_id = a.company_id
                and d.source_actual_id = a.actual_id
            left join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
            where a.transaction_type = 'unbilled_sales' and a.transaction_class <> 'retainer'
                and a.reverses_actual_id is null
                and (
                    case when b.actual_id is null then 0 else 1 end + case
                        when i.state in ('draft', 'in_review') then 1
                        else 0
                    end
                ) <> case when r.actual_id is null then 1 else 0 end
        ",
    },
    Check {
        name: "I5 invoice_totals_are_of_its_details",
        sql: r"
            select 'invoice ' || i.invoice_id
            from invoice i
            left join (
                select company_id, invoice_id, sum(net_amount - credited_amount) as amount,
                    sum(tax - credited_tax) as tax
                from invoice_detail
                where billing_type = 'chargeable'
                group by company_id, invoice_id
            ) d using (company_id, invoice_id)
            left join (
                select company_id, invoice_id,
                    sum(
                        case when retainer_use = 'billed' then 1 else -1 end
                        * (amount - credited_amount)
                    ) as amount
                from invoice_retainer
                group by company_id, invoice_id
            ) u using (company_id, invoice_id)
            left join (
                select company_id, invoice_id, sum(net_amount) as amount, sum(tax) as tax
                from actual
                where transaction_type = 'billed_sales' and billing_type = 'chargeable'
                group by company_id, invoice_id
            ) b using (company_id, invoice_id)
            where i.state in ('confirmed', 'posted')
                and (
                    (i.amount, i.tax) is distinct from (
                        coalesce(d.amount, 0) + coalesce(u.amount, 0), coalesce(d.tax, 0)
                    )
                    or (i.amount, i.tax) is distinct from (
                        coalesce(b.amount, 0), coalesce(b.tax, 0)
                    )
                )
        ",
    },
    Check {
        name: "billed_retainer_equals_its_use",
        sql: r"
            select 'retainer ' || coalesce(
                u.retainer_id, a.retainer_id
            ) || ' on invoice ' || coalesce(u.invoice_id, a.invoice_id)
            from (
                select u.company_id, u.retainer_id, u.invoice_id,
                    sum(
                        case when u.retainer_use = 'billed' then 1 else -1 end
                        * (u.amount - u.credited_amount)
                    ) as amount
                from invoice_retainer u
                join invoice i using (company_id, invoice_id)
                where i.state in ('confirmed', 'posted')
                group by u.company_id, u.retainer_id, u.invoice_id
            ) u
            full join (
                select company_id, retainer_id, invoice_id, sum(amount) as amount
                from actual
                where retainer_id is not null and invoice_id is not null
                    and transaction_type = 'billed_sales'
                group by company_id, retainer_id, invoice_id
            ) a using (company_id, retainer_id, invoice_id)
            where u.amount is distinct from a.amount
        ",
    },
    Check {
        name: "retainers_applied_within_chargeable",
        sql: r"
            select 'invoice ' || u.invoice_id
            from (
                select company_id, invoice_id, sum(amount) as amount
                from invoice_retainer
                where retainer_use = 'applied' and corrects_actual_id = 0
                group by company_id, invoice_id
            ) u
            left join (
                select company_id, invoice_id, sum(net_amount) as amount
                from invoice_detail
                where billing_type = 'chargeable'
                group by company_id, invoice_id
            ) d using (company_id, invoice_id)
            where u.amount > coalesce(d.amount, 0)
        ",
    },
    Check {
        name: "retainer_belongs_on_its_invoice",
        sql: r"
            select 'retainer ' || u.retainer_id || ' on invoice ' || u.invoice_id
            from invoice_retainer u
            left join invoice i on i.company_id = u.company_id and i.invoice_id = u.invoice_id
            left join retainer r on r.company_id = u.company_id and r.retainer_id = u.retainer_id
            where (
                r.contract_id, r.customer_id, r.currency
            ) is distinct from (i.contract_id, i.customer_id, i.currency)
                or (
                    u.retainer_use = 'billed' and u.corrects_actual_id = 0
                    and u.credited_by_invoice_id is null and u.amount <> r.amount
                )
        ",
    },
    Check {
        name: "I6 invoice_numbers_have_no_gap",
        sql: r"
            select 'company ' || c.company_id
            from invoice_counter c
            left join (
                select company_id, count(*) as n, min(invoice_number) as low,
                    max(invoice_number) as high
                from invoice
                where invoice_number is not null
                group by company_id
            ) i using (company_id)
            where (coalesce(i.n, 0), coalesce(i.high, 0)) <> (c.last_number, c.last_number)
                or i.low <> 1
        ",
    },
    Check {
        name: "I6 invoice_numbers_follow_time",
        sql: r"
            select 'invoice ' || i.invoice_id
            from invoice i
            join invoice b on b.company_id = i.company_id
                and b.invoice_number = i.invoice_number - 1
            where i.confirmed_at < b.confirmed_at
        ",
    },
    Check {
        name: "invoice_keeps_whom_it_was_issued_to",
        sql: r"
            select 'invoice ' || invoice_id
            from invoice
            where (state in ('confirmed', 'posted')) <> (
                num_nulls(
                    customer_name, customer_street, customer_postcode, customer_city,
                    customer_country, customer_language, customer_vat_id
                ) = 0
            )
                or (
                    state in ('confirmed', 'posted')
                    and num_nulls(
                        bill_to_name, bill_to_contact, bill_to_address, payment_terms_days
                    ) > 0
                )
        ",
    },
    Check {
        name: "I6 invoice_number_comes_with_confirmation",
        sql: r"
            select 'invoice ' || invoice_id
            from invoice
            where (state in ('confirmed', 'posted')) <> (invoice_number is not null)
        ",
    },
    Check {
        name: "I10 invoice_detail_belongs_to_its_invoice",
        sql: r"
            select 'invoice detail ' || d.invoice_detail_id
            from invoice_detail d
            left join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
            left join milestone_split s on s.company_id = d.company_id
                and s.milestone_split_id = d.source_milestone_split_id
            left join product_line p on p.company_id = d.company_id
                and p.product_line_id = d.source_product_line_id
            left join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
            left join actual a on a.company_id = d.company_id
                and a.actual_id = coalesce(d.source_actual_id, d.corrects_actual_id)
            -- What was written by hand is on a line of its contract, for a customer of that (R-EDIT-13).
            left join contract_line l on l.company_id = d.company_id
                and l.contract_line_id = d.contract_line_id and d.added_class is not null
            left join contract_line_customer k on k.company_id = l.company_id
                and k.contract_line_id = l.contract_line_id and k.customer_id = i.customer_id
            where (
                coalesce(a.contract_id, s.contract_id, p.contract_id, l.contract_id),
                coalesce(a.customer_id, s.customer_id, c.primary_customer_id, k.customer_id),
                coalesce(a.currency, s.currency, p.currency, d.currency),
                coalesce(
                    a.contract_line_id, s.contract_line_id, p.contract_line_id, l.contract_line_id
                )
            ) is distinct from (i.contract_id, i.customer_id, d.currency, d.contract_line_id)
                or i.currency is distinct from d.currency
        ",
    },
    Check {
        name: "I15 confirmed_detail_is_billed",
        sql: r"
            select 'invoice detail ' || d.invoice_detail_id
            from invoice_detail d
            join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
            left join (
                select company_id, invoice_detail_id, count(*) as n
                from actual
                where transaction_type = 'billed_sales'
                group by company_id, invoice_detail_id
            ) b
                on b.company_id = d.company_id and b.invoice_detail_id = d.invoice_detail_id
            where (i.state in ('confirmed', 'posted')) <> (coalesce(b.n, 0) > 0)
        ",
    },
    // Both ways: who confirmed what under which number, and when; and nothing that the trail says
    // was confirmed is anything else.
    Check {
        name: "I16 confirmation_is_audited",
        sql: r"
            with said as (
                select distinct
                    on (a.company_id, r.invoice_id) a.company_id, r.invoice_id, r.number,
                        a.person_id, a.happened_at, min(r.number) over w as low,
                        max(r.number) over w as high
                from audit_entry a
                cross join lateral (
                    select (x ->> 'invoice_id')::bigint as invoice_id,
                        (x -> 'outcome' ->> 'Ok')::bigint as number
                    from jsonb_array_elements(
                        case jsonb_typeof(a.after) when 'array' then a.after else '[]' end
                    ) x
                    where x -> 'outcome' ? 'Ok'
                ) r
                where a.command in ('confirm_invoices', 'confirm_drafts')
                window w as (partition by a.company_id, r.invoice_id)
                order by a.company_id, r.invoice_id, a.audit_entry_id
            )
            select 'invoice ' || coalesce(i.invoice_id, s.invoice_id)
            from (
                select * from invoice where confirmed_at is not null or invoice_number is not null
            ) i
            full join said s using (company_id, invoice_id)
            where (s.low, s.high) is distinct from (i.invoice_number, i.invoice_number)
                or s.person_id is distinct from i.confirmed_by or i.confirmed_at < s.happened_at
                or i.confirmed_at > s.happened_at + interval '1 hour'
        ",
    },
    Check {
        name: "invoice_detail_amount_multiplies_out",
        sql: r"
            select 'invoice detail ' || invoice_detail_id
            from invoice_detail
            where amount <> round(quantity * unit_price, currency_decimals(currency))
        ",
    },
    // R-MS-4: a milestone's part that is Ready and on no invoice is of a line whose milestones come
    // to what is contracted.
    Check {
        name: "ready_milestones_meet_their_sum",
        sql: r"
            select distinct 'contract line ' || s.contract_line_id
            from milestone_split s
            join contract_line l on l.company_id = s.company_id
                and l.contract_line_id = s.contract_line_id
            join (
                select company_id, contract_line_id, sum(amount) as amount, sum(tax) as tax
                from milestone
                group by company_id, contract_line_id
            ) m
                on m.company_id = s.company_id and m.contract_line_id = s.contract_line_id
            where s.is_ready
                and (m.amount, m.tax) <> (
                    coalesce(l.contracted_amount, 0), coalesce(l.estimated_tax, 0)
                )
                and not exists (
                    select
                    from invoice_detail d
                    where d.company_id = s.company_id
                        and d.source_milestone_split_id = s.milestone_split_id
                        and d.credited_by_invoice_id is null
                )
        ",
    },
    // R-SM-5: a draft contract has no invoice. One that was lost keeps the drafts that it had.
    Check {
        name: "invoice_is_of_a_contract_in_force",
        sql: r"
            select 'invoice ' || i.invoice_id
            from invoice i
            left join contract c on c.company_id = i.company_id and c.contract_id = i.contract_id
            where coalesce(c.state, 'draft') = 'draft' or c.currency <> i.currency
        ",
    },
    // I15: a confirmed invoice says what the ledger says.
    Check {
        name: "billed_detail_equals_its_sale",
        sql: r"
            select 'invoice detail ' || d.invoice_detail_id
            from invoice_detail d
            join invoice i on i.company_id = d.company_id and i.invoice_id = d.invoice_id
                and i.state in ('confirmed', 'posted')
            where d.quantity > 0
                and not exists (
                    select
                    from actual b
                    where b.company_id = d.company_id and b.invoice_id = d.invoice_id
                        and b.invoice_detail_id = d.invoice_detail_id
                        and b.transaction_type = 'billed_sales' and b.reverses_actual_id is null
                        and (
                            b.quantity, b.unit_price, b.amount, b.tax, b.billing_type, b.work_on,
                            b.currency, b.net_amount
                        ) = (
                            d.quantity, d.unit_price, d.amount, d.tax, d.billing_type, d.work_on,
                            d.currency, d.net_amount
                        )
                )
        ",
    },
    // What a confirmation wrote is of its invoice's contract, customer and accounting date.
    Check {
        name: "actual_is_of_its_invoice",
        sql: r"
            select 'actual ' || a.actual_id
            from actual a
            left join invoice i on i.company_id = a.company_id and i.invoice_id = a.invoice_id
            left join invoice_detail d on d.company_id = a.company_id
                and d.invoice_detail_id = a.invoice_detail_id
            where a.invoice_id is not null
                and (
                    i.invoice_number is null
                    or (
                        i.contract_id, i.customer_id, i.currency, i.accounted_on
                    ) is distinct from (a.contract_id, a.customer_id, a.currency, a.accounted_on)
                    or (
                        a.invoice_detail_id is not null
                        and d.invoice_id is distinct from a.invoice_id
                    )
                )
        ",
    },
    Check {
        name: "I6 company_has_its_counter",
        sql: r"
            select 'company ' || c.company_id
            from company c
            where not exists (select from invoice_counter n where n.company_id = c.company_id)
        ",
    },
];
