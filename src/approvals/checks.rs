//! What the audit asks of approved entries and of approval sets.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    Check {
        name: "I1 entry_is_billed_whole",
        // What was taken back and written anew before it was billed (R-COR-11) stands in for it.
        sql: r"
            with recursive anew as (
                select n.company_id, n.actual_id, n.entry_id, n.contract_id, n.cost_actual_id,
                    n.quantity
                from actual n
                join actual o on o.company_id = n.company_id
                    and o.actual_id = n.replaces_actual_id
                    and o.replaces_actual_id is null and o.invoice_id is null
                where n.transaction_type = 'unbilled_sales' and n.replaces_actual_id is not null
                    and n.invoice_id is null
                union all select n.company_id, n.actual_id, n.entry_id, n.contract_id,
                    n.cost_actual_id, n.quantity
                from anew
                join actual n on n.company_id = anew.company_id
                    and n.replaces_actual_id = anew.actual_id and n.invoice_id is null
            ),
                approved as (
                    select company_id, actual_id, entry_id, contract_id, cost_actual_id, quantity
                    from actual
                    where transaction_type = 'unbilled_sales' and replaces_actual_id is null
                        and reverses_actual_id is null
                    union all select company_id, actual_id, entry_id, contract_id,
                        cost_actual_id, quantity
                    from anew
                )
            select 'entry ' || e.entry_id
            from entry e
            join (
                select u.company_id, u.entry_id, sum(u.quantity) as quantity
                from approved u
                -- taken back in part (R-SM-3)
                where not exists (
                        select
                        from contract c
                        where c.company_id = u.company_id and c.contract_id = u.contract_id
                            and c.state = 'lost'
                    )
                    and not exists (
                        select
                        from actual r
                        where r.company_id = u.company_id and r.reverses_actual_id = u.actual_id
                            and r.invoice_id is null
                    )
                    -- approved, billed, credited, and taken back (R-COR-10)
                    and not exists (
                        select
                        from actual r
                        where r.company_id = u.company_id
                            and r.reverses_actual_id = u.cost_actual_id
                    )
                group by u.company_id, u.entry_id
            ) u using (company_id, entry_id)
            where e.transaction_class <> 'fee'
                and u.quantity <> case
                    when e.billing_type = 'chargeable'
                    then greatest(e.quantity, e.billable_quantity)
                    else e.quantity
                end
        ",
    },
    Check {
        name: "approved_entry_is_in_the_ledger",
        sql: r"
            select 'entry ' || e.entry_id
            from entry e
            left join (
                select distinct company_id, entry_id
                from actual
                where entry_id is not null
                group by company_id, entry_id, transaction_type = 'cost'
                having sum(quantity) <> 0
            ) a using (company_id, entry_id)
            where (e.state in ('approved', 'recall_requested') and not e.is_history)
                <> (a.entry_id is not null)
        ",
    },
    Check {
        name: "entry_waits_until_its_chunk_is_settled",
        sql: r"
            with waits as (
                select company_id, approval_set_id, entry_id, is_waiting from approval_set_entry
            ),
                planned as (
                    select s.company_id, s.approval_set_id, i.entry_id, not c.is_settled
                    from approval_set s
                    join batch_chunk c on c.company_id = s.company_id
                        and c.batch_id = s.approval_set_id
                    cross join unnest(c.items) i (entry_id)
                )
            select distinct 'approval set ' || approval_set_id
            from ((table waits except table planned) union all (table planned except table waits)) x
        ",
    },
    Check {
        name: "approved_entry_has_its_sales",
        sql: r"
            select 'entry ' || e.entry_id
            from entry e
            where e.state in ('approved', 'recall_requested') and not e.is_history
                and e.journal_type is null
                and exists (
                    select
                    from actual c
                    where c.company_id = e.company_id and c.entry_id = e.entry_id
                        and c.reverses_actual_id is null and c.bills_actual_id is null
                        and c.transaction_type = 'cost' and c.customer_id is not null
                        and not exists (
                            select
                            from actual r
                            where r.company_id = c.company_id and r.reverses_actual_id = c.actual_id
                        )
                )
                and not exists (
                    select
                    from actual u
                    where u.company_id = e.company_id and u.entry_id = e.entry_id
                        and u.reverses_actual_id is null and u.bills_actual_id is null
                        and u.transaction_type = 'unbilled_sales'
                )
        ",
    },
    Check {
        name: "entry_costs_whole",
        sql: r"
            select 'entry ' || e.entry_id
            from entry e
            left join (
                select c.company_id, c.entry_id, sum(c.quantity) as quantity,
                    min(c.unit_price) as low, max(c.unit_price) as high
                from actual c
                where c.transaction_type = 'cost' and c.reverses_actual_id is null
                    and not exists (
                        select
                        from actual r
                        where r.company_id = c.company_id and r.reverses_actual_id = c.actual_id
                    )
                group by c.company_id, c.entry_id
            ) c using (company_id, entry_id)
            where e.state in ('approved', 'recall_requested') and not e.is_history
                and (e.journal_type is null or e.journal_type = 'cost')
                and (c.quantity, c.low, c.high) is distinct from (
                    e.quantity, e.unit_cost, e.unit_cost
                )
        ",
    },
    Check {
        name: "actual_says_what_its_entry_says",
        sql: r"
            select 'actual ' || a.actual_id
            from actual a
            left join entry e on e.company_id = a.company_id and e.entry_id = a.entry_id
            where a.entry_id is not null and a.reverses_actual_id is null
                and (
                    e.entry_id is null
                    or (
                        (
                            e.transaction_class, e.work_on, e.project_id, e.resource_id, e.role_id
                        ) is distinct from (
                            a.transaction_class, a.work_on, a.project_id, a.resource_id, a.role_id
                        )
                        and not exists (
                            select
                            from actual r
                            where r.company_id = a.company_id and r.reverses_actual_id = a.actual_id
                                and r.invoice_id is null
                        )
                    )
                )
        ",
    },
    Check {
        name: "I4 sale_follows_the_split",
        // A part that was taken back and written anew under another billing type (R-COR-11) stands
        // in for what was approved: the parts of all types follow the shares together.
        sql: r"
            with recursive anew as (
                select n.company_id, n.actual_id
                from actual n
                join actual o on o.company_id = n.company_id
                    and o.actual_id = n.replaces_actual_id
                    and o.replaces_actual_id is null and o.invoice_id is null
                where n.transaction_type = 'unbilled_sales' and n.replaces_actual_id is not null
                    and n.invoice_id is null
                union all select n.company_id, n.actual_id
                from anew
                join actual n on n.company_id = anew.company_id
                    and n.replaces_actual_id = anew.actual_id and n.invoice_id is null
            ),
                approved as (
                    select company_id, actual_id
                    from actual
                    where transaction_type = 'unbilled_sales' and replaces_actual_id is null
                        and reverses_actual_id is null and entry_id is not null
                    union all select company_id, actual_id
                    from anew
                ),
                sold as (
                    select u.company_id, u.entry_id, u.contract_line_id, u.customer_id,
                        sum(u.quantity) as quantity, count(distinct u.billing_type) as types,
                        sum(sum(u.quantity)) over (
                            partition by u.company_id, u.entry_id, u.contract_line_id
                        ) as whole
                    from approved p
                    join actual u on u.company_id = p.company_id and u.actual_id = p.actual_id
                    where u.transaction_class in ('time', 'expense', 'material')
                        and exists (
                            select
                            from contract c
                            where c.company_id = u.company_id and c.contract_id = u.contract_id
                                and c.state = 'confirmed'
                        )
                        and not exists (
                            select
                            from actual r
                            where r.company_id = u.company_id
                                and r.reverses_actual_id = u.actual_id and r.invoice_id is null
                        )
                        -- approved, billed, credited, and taken back (R-COR-10)
                        and not exists (
                            select
                            from actual r
                            where r.company_id = u.company_id
                                and r.reverses_actual_id = u.cost_actual_id
                        )
                    group by u.company_id, u.entry_id, u.contract_line_id, u.customer_id
                )
            select 'entry ' || s.entry_id || ' customer ' || s.customer_id
            from sold s
            left join contract_line_customer k on k.company_id = s.company_id
                and k.contract_line_id = s.contract_line_id and k.customer_id = s.customer_id
            where coalesce(k.billing_split_percent, 0) = 0
                or (
                    not k.is_rounding
                    and abs(s.quantity - s.whole * k.billing_split_percent / 100)
                        >= 0.01 * greatest(s.types, 2)
                )
        ",
    },
    Check {
        name: "open_sale_holds_to_its_terms",
        sql: r"
            select 'actual ' || b.actual_id
            from backlog b
            join contract c on c.company_id = b.company_id and c.contract_id = b.contract_id
                and c.state = 'confirmed'
            join actual a on a.company_id = b.company_id and a.actual_id = b.actual_id
            join entry e on e.company_id = a.company_id and e.entry_id = a.entry_id
            left join contract_line_customer k on k.company_id = b.company_id
                and k.contract_line_id = b.contract_line_id and k.customer_id = b.customer_id
            where coalesce(k.billing_split_percent, 0) = 0
                or not exists (
                    select
                    from contract_line_class x
                    where x.company_id = b.company_id and x.contract_line_id = b.contract_line_id
                        and x.project_id = e.project_id
                        and x.transaction_class = e.transaction_class
                        and (x.task_id is null or x.task_id = e.task_id)
                )
                or (
                    e.transaction_class <> 'fee' and a.has_price and e.price_currency = a.currency
                    and a.unit_price <> e.unit_price
                )
        ",
    },
    Check {
        name: "open_sale_is_at_a_price_of_its_day",
        sql: r"
            select 'actual ' || b.actual_id
            from backlog b
            join contract c on c.company_id = b.company_id and c.contract_id = b.contract_id
                and c.state = 'confirmed'
            join actual a on a.company_id = b.company_id and a.actual_id = b.actual_id
            join entry e on e.company_id = a.company_id and e.entry_id = a.entry_id
            where (e.unit_price is null or e.price_currency <> a.currency) and a.unit_price <> 0
                and not exists (
                    select
                    from price p
                    where p.company_id = a.company_id
                        and (p.contract_id is null or p.contract_id = a.contract_id)
                        and p.currency = a.currency and p.transaction_class = a.transaction_class
                        and (
                            p.role_id, p.category_id, p.product_id
                        ) is not distinct from (e.role_id, e.category_id, e.product_id)
                        and p.valid_from <= a.work_on
                        and a.work_on <= coalesce(p.valid_to, 'infinity')
                        and (p.pricing <> 'per_unit' or p.unit_price = a.unit_price)
                )
                and not exists (
                    select
                    from audit_entry x
                    where x.company_id = a.company_id
                        and x.command in ('save_price', 'delete_price', 'run_import')
                        and x.happened_at >= a.accounted_on - interval '1 day'
                )
        ",
    },
];
