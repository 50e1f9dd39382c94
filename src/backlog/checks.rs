//! What the audit asks of the backlog and of limits.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    Check {
        name: "backlog_mirrors_its_actual",
        sql: r"
            select 'actual ' || b.actual_id
            from backlog b
            left join actual a on a.company_id = b.company_id and a.actual_id = b.actual_id
            where a.transaction_type is distinct from 'unbilled_sales'
                or (
                    a.contract_id, a.contract_line_id, a.customer_id, a.project_id, a.resource_id,
                    a.work_on, a.billing_type, a.currency, a.quantity, a.net_amount, a.has_price
                ) is distinct from (
                    b.contract_id, b.contract_line_id, b.customer_id, b.project_id, b.resource_id,
                    b.work_on, b.billing_type, b.currency, b.quantity, b.net_amount, b.has_price
                )
                or (
                    b.transaction_class <> 'time'
                    and b.unit is distinct from coalesce(
                        (
                            select e.unit
                            from entry_work e
                            where e.company_id = a.company_id and e.entry_id = a.entry_id
                        ),
                        ''
                    )
                )
        ",
    },
    // Whatever was added to sums or folded, they come to what is open.
    Check {
        name: "backlog_sums_add_up",
        sql: r"
            select 'sums of contract line ' || contract_line_id
            from (
                select company_id, contract_id, contract_line_id, customer_id, project_id,
                    transaction_class, billing_type, currency, unit, has_price, is_ready, nte_status,
                    row_count, quantity, amount
                from backlog_sum
                union all select company_id, contract_id, contract_line_id, customer_id, project_id,
                    transaction_class, billing_type, currency, unit, has_price, is_ready, nte_status,
                    -1, -quantity, -net_amount
                from backlog
            ) x
            group by company_id, contract_id, contract_line_id, customer_id, project_id,
                transaction_class, billing_type, currency, unit, has_price, is_ready, nte_status
            having (sum(row_count), sum(quantity), sum(amount)) <> (0, 0, 0)
        ",
    },
    Check {
        name: "backlog_day_sums_add_up",
        sql: r"
            select 'sum ' || coalesce(max(backlog_day_sum_id)::text, '') || ' of ' || work_on
            from (
                select company_id, backlog_day_sum_id, work_on, transaction_class, currency, is_ready,
                    row_count, amount
                from backlog_day_sum
                union all select company_id, null, work_on, transaction_class, currency, is_ready,
                    -1, -net_amount
                from backlog
                where billing_type = 'chargeable'
            ) x
            group by company_id, work_on, transaction_class, currency, is_ready
            having (sum(row_count), sum(amount)) <> (0, 0)
        ",
    },
    // A limit may be below what is committed only if somebody set it to the very value that stands,
    // and all of that was within what the limit was before: the audit trail says what each was and
    // became, for a limit set by itself and for those of a contract's form. Fixed-price lines count
    // at no level (R-NTE-1).
    Check {
        name: "committed_stays_within_limits",
        sql: r"
            with used as (
                select x.company_id, l.contract_id, x.contract_line_id, x.customer_id,
                    sum(x.net_amount) as amount
                from (
                    select company_id, contract_line_id, customer_id, net_amount
                    from actual
                    where transaction_type <> 'cost' and billing_type = 'chargeable'
                    union all select company_id, contract_line_id, customer_id, -net_amount
                    from backlog
                    where billing_type = 'chargeable' and nte_status in ('failed', 'not_evaluated')
                ) x
                join contract_line l using (company_id, contract_line_id)
                where l.billing_method = 'time_and_material'
                group by x.company_id, l.contract_id, x.contract_line_id, x.customer_id
            ),
                limits as (
                    select c.company_id,
                        'contract line ' || contract_line_id || ' customer ' || customer_id as name,
                        c.not_to_exceed,
                        jsonb_build_object(
                            'LineCustomer', jsonb_build_array(contract_line_id, customer_id)
                        ) as level,
                        u.used
                    from contract_line_customer c
                    left join (
                        select company_id, contract_line_id, customer_id, sum(amount) as used
                        from used
                        group by company_id, contract_line_id, customer_id
                    ) u using (company_id, contract_line_id, customer_id)
                    where c.not_to_exceed is not null
                    union all
                    select company_id, 'contract line ' || contract_line_id, l.not_to_exceed,
                        jsonb_build_object('Line', contract_line_id), u.used
                    from contract_line l
                    left join (
                        select company_id, contract_line_id, sum(amount) as used
                        from used
                        group by company_id, contract_line_id
                    ) u using (company_id, contract_line_id)
                    where l.not_to_exceed is not null
                    union all
                    select company_id, 'contract ' || contract_id || ' customer ' || customer_id,
                        c.not_to_exceed,
                        jsonb_build_object(
                            'ContractCustomer', jsonb_build_array(contract_id, customer_id)
                        ),
                        u.used
                    from contract_customer c
                    left join (
                        select company_id, contract_id, customer_id, sum(amount) as used
                        from used
                        group by company_id, contract_id, customer_id
                    ) u using (company_id, contract_id, customer_id)
                    where c.not_to_exceed is not null
                    union all
                    select company_id, 'contract ' || contract_id, c.not_to_exceed,
                        jsonb_build_object('Contract', contract_id), u.used
                    from contract c
                    left join (
                        select company_id, contract_id, sum(amount) as used
                        from used
                        group by company_id, contract_id
                    ) u using (company_id, contract_id)
                    where c.not_to_exceed is not null
                )
            select l.name
            from limits l
            left join lateral (
                select (array_agg(c.became order by c.audit_entry_id desc))[1] as became,
                    max(
                        greatest(coalesce(c.was, 'infinity'), coalesce(c.became, 'infinity'))
                    ) as highest
                from (
                    select a.audit_entry_id, (a.before ->> 1)::numeric as was,
                        (a.after ->> 1)::numeric as became
                    from audit_entry a
                    where a.company_id = l.company_id and a.command = 'set_limit'
                        and a.input -> 'level' = l.level
                    union all select a.audit_entry_id, o.amount, n.amount
                    from audit_entry a
                    left join lateral (
                        select (x ->> 2)::numeric as amount
                        from jsonb_array_elements(
                            case
                                jsonb_typeof(a.before -> 1)
                                when 'array' then a.before -> 1
                                else '[]'
                            end
                        ) x
                        where x -> 1 = l.level
                    ) o
                        on true
                    left join lateral (
                        select (x ->> 2)::numeric as amount
                        from jsonb_array_elements(
                            case
                                jsonb_typeof(a.after -> 1)
                                when 'array' then a.after -> 1
                                else '[]'
                            end
                        ) x
                        where x -> 1 = l.level
                    ) n
                        on true
                    where a.company_id = l.company_id and a.command = 'save_contract'
                        and o.amount is distinct from n.amount
                ) c
            ) trail
                on true
            where l.used > l.not_to_exceed
                and not coalesce(trail.became = l.not_to_exceed and l.used <= trail.highest, false)
        ",
    },
    // R-NTE-1, R-NTE-4, R-NTE-5.
    Check {
        name: "nte_status_is_as_evaluated",
        sql: r"
            select 'actual ' || actual_id
            from backlog
            where (billing_type <> 'chargeable' and nte_status <> 'not_applicable')
                or (nte_status = 'failed') <> (nte_detail is not null)
                or (is_ready and nte_status not in ('committed', 'not_applicable'))
        ",
    },
    Check {
        name: "sale_without_price_is_never_ready",
        sql: r"
            select 'actual ' || b.actual_id
            from backlog b
            where b.is_ready and not b.has_price and b.billing_type = 'chargeable'
        ",
    },
];
