//! What the audit asks of milestones.

use crate::platform::check::Check;

/// Each with the query for the rows that break it.
pub const CHECKS: &[Check] = &[
    Check {
        name: "milestone_is_for_fixed_price",
        sql: r"
            select 'milestone ' || m.milestone_id
            from milestone m
            left join contract_line l on l.company_id = m.company_id
                and l.contract_line_id = m.contract_line_id
            where l.billing_method is distinct from 'fixed_price'
        ",
    },
    Check {
        name: "milestone_splits_make_it_whole",
        sql: r"
            select 'milestone ' || m.milestone_id
            from milestone m
            join contract_line l on l.company_id = m.company_id
                and l.contract_line_id = m.contract_line_id
            join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
            left join milestone_split s on s.company_id = m.company_id
                and s.milestone_id = m.milestone_id
            group by m.company_id, m.milestone_id, m.amount, m.tax
            having coalesce(sum(s.amount), -1) <> m.amount or coalesce(sum(s.tax), -1) <> m.tax
                or bool_or(
                    (
                        s.contract_line_id, s.contract_id, s.project_id, s.currency, s.milestone_on
                    ) is distinct from (
                        m.contract_line_id, l.contract_id, l.project_id, c.currency, m.milestone_on
                    )
                )
        ",
    },
    // R-MS-5: what all parts of a customer come to is its percentage of the milestone, to the last
    // unit; the rounding customer's is the rest.
    Check {
        name: "I4 milestone_follows_the_split",
        sql: r"
            select 'milestone ' || m.milestone_id
            from milestone m
            join contract_line l on l.company_id = m.company_id
                and l.contract_line_id = m.contract_line_id
            join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
            cross join lateral (
                select k.is_rounding, coalesce(k.billing_split_percent, 0) as percent,
                    coalesce(s.amount, 0) as amount
                from (
                    select *
                    from contract_line_customer k
                    where k.company_id = m.company_id and k.contract_line_id = m.contract_line_id
                ) k
                full join (
                    select customer_id, sum(amount) as amount
                    from milestone_split s
                    where s.company_id = m.company_id and s.milestone_id = m.milestone_id
                    group by customer_id
                ) s using (customer_id)
            ) x
            cross join lateral (
                select power(10::numeric, -currency_decimals(c.currency)) as unit,
                    (
                        select count(*)
                        from contract_line_customer n
                        where n.company_id = m.company_id
                            and n.contract_line_id = m.contract_line_id
                    ) as customers
            ) u
            group by m.company_id, m.milestone_id
            having bool_or(
                abs(x.amount - m.amount * x.percent / 100) >= case
                    when x.is_rounding then u.unit * u.customers
                    else u.unit
                end
            )
        ",
    },
];
